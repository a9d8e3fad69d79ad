//! YAML in which templates and records take in each other.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::styled::Styled;

/// What an object says: which of those before it it merges, which fields it has, and what is an alias.
#[derive(Debug, Clone)]
struct Part {
    merges: Vec<prop::sample::Index>,
    /// Whether several are merged in one list.
    listed: bool,
    anchored: bool,
    fields: Vec<&'static str>,
    alias: Option<(bool, prop::sample::Index)>,
    flow: bool,
}

fn part() -> impl Strategy<Value = Part> {
    let fields = vec![
        "name: text",
        "name: 'other' # why",
        "level: 1",
        "level: 2.5",
        "on: true",
        "tags: [x, y]",
        "meta: {a: 1, b: [x]}",
        "steps: [{n: 1, do: x}, {n: 2, do: y}]",
    ];
    let alias = prop::option::of((any::<bool>(), any::<prop::sample::Index>()));
    (
        prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        any::<bool>(),
        any::<bool>(),
        prop::sample::subsequence(fields, 0..5),
        alias,
        prop::bool::weighted(0.2),
    )
        .prop_map(|(merges, listed, anchored, fields, alias, flow)| Part {
            merges,
            listed,
            anchored,
            fields,
            alias,
            flow,
        })
}

/// A file of templates and items.
pub(super) fn text() -> impl Strategy<Value = String> {
    let parts = || prop::collection::vec(part(), 0..4);
    (parts(), parts()).prop_map(|(templates, items)| {
        let mut text = "# HEADER\ntitle: T\n".to_owned();
        let mut anchors: Vec<String> = Vec::new();
        text.push_str(if templates.is_empty() { "" } else { "templates:\n" });
        for (rank, part) in templates.iter().enumerate() {
            let name = format!("t{rank}");
            let entries = entries(part, &anchors, None);
            if part.flow {
                writeln!(
                    text,
                    "  {name}: &{name} {{{}}}",
                    entries.iter().map(|entry| plain(entry)).collect::<Vec<_>>().join(", ")
                )
                .unwrap();
            } else if entries.is_empty() {
                writeln!(text, "  {name}: &{name} {{}}").unwrap();
            } else {
                writeln!(text, "  {name}: &{name}\n    {}", entries.join("\n    ")).unwrap();
            }
            anchors.push(name);
        }
        text.push_str(if items.is_empty() {
            "# about items\nitems: []\n"
        } else {
            "# about items\nitems:\n"
        });
        for (rank, part) in items.iter().enumerate() {
            let name = format!("i{rank}");
            let entries = entries(part, &anchors, Some(&name));
            writeln!(text, "  # item {name}").unwrap();
            if part.anchored {
                writeln!(text, "  - &{name}\n    {}", entries.join("\n    ")).unwrap();
                anchors.push(name);
            } else {
                writeln!(text, "  - {}", entries.join("\n    ")).unwrap();
            }
        }
        text
    })
}

/// What must stay in such a file: what stands above all records, and above each.
pub(super) fn styled(text: String) -> Styled {
    let kept = vec!["# HEADER\n".to_owned(), "# about items\n".to_owned()];
    let items = text.lines().filter_map(|line| line.strip_prefix("  # item "));
    let records = items.map(|key| (key.to_owned(), format!("  # item {key}\n"))).collect();
    Styled { text, records, kept }
}

fn entries(part: &Part, anchors: &[String], id: Option<&str>) -> Vec<String> {
    let mut entries = Vec::new();
    let mut merged: Vec<String> = Vec::new();
    if !anchors.is_empty() {
        merged.extend(
            part.merges.iter().map(|index| format!("*{}", anchors[index.index(anchors.len())])),
        );
    }
    match merged.as_slice() {
        [] => {}
        [one] if !part.listed => entries.push(format!("<<: {one}")),
        several => entries.push(format!("<<: [{}]", several.join(", "))),
    }
    if let Some(id) = id {
        entries.insert(if part.listed { entries.len() } else { 0 }, format!("id: {id}"));
    }
    let mut names: Vec<&str> = Vec::new();
    for field in &part.fields {
        let name = field.split(':').next().unwrap();
        if !names.contains(&name) {
            names.push(name);
            entries.push((*field).to_owned());
        }
    }
    if let Some((free, index)) = part.alias.filter(|_| !anchors.is_empty()) {
        let name = if free || names.contains(&"meta") { "free" } else { "meta" };
        entries.push(format!("{name}: *{}", anchors[index.index(anchors.len())]));
    }
    entries
}

/// An entry without its comment.
fn plain(entry: &str) -> &str {
    entry.split(" #").next().unwrap()
}
