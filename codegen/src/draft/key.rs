//! Guesses the field or fields that name a record.

use std::collections::HashSet;

use serde_json::Value;

use super::node::{Field, Kind};
use super::scope::Instance;

/// Names that people give to keys, the best first.
const NAMES: &[&str] = &["id", "code", "slug", "key", "uid", "uuid", "name"];

/// Longer texts are prose, even where no two are alike.
const LONGEST: usize = 80;

/// Pairs are tried among so many fields.
const PAIRED: usize = 8;

/// A part of a key.
#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    /// The key of a map on the way, by its depth.
    MapKey(usize),
    Field(&'a str),
}

/// The fields that name each of `instances` in its unit: a field that is named like a key, else the
/// keys of the maps that hold the record (`map_keys` are their fields) with such a field, else any
/// field or pair of fields that is different in all.
pub(super) fn guess(
    collection: &str,
    fields: &[Field],
    map_keys: &[String],
    instances: &[Instance],
) -> Option<Vec<String>> {
    let candidates = ranked(collection, fields);
    let maps: Vec<Part> = (0..map_keys.len()).map(Part::MapKey).collect();
    let singles = candidates.iter().map(|&name| vec![Part::Field(name)]);
    let (named, other): (Vec<_>, Vec<_>) = singles.partition(
        |key| matches!(key[..], [Part::Field(name)] if rank(collection, name) < usize::MAX),
    );
    let in_maps = candidates.iter().map(|&name| [&maps[..], &[Part::Field(name)]].concat());
    let paired = &candidates[..candidates.len().min(PAIRED)];
    let pairs = paired.iter().enumerate().flat_map(|(index, &one)| {
        paired[index + 1..].iter().map(move |&other| vec![Part::Field(one), Part::Field(other)])
    });
    let with_maps = in_maps.filter(|_| !maps.is_empty());
    let mut keys = named.into_iter().chain(with_maps).chain(other).chain(pairs);
    let key = keys.find(|key| is_unique(key, instances))?;
    let name = |part: &Part| match part {
        Part::MapKey(depth) => map_keys[*depth].clone(),
        Part::Field(name) => (*name).to_owned(),
    };
    Some(key.iter().map(name).collect())
}

/// Whether the keys of the maps on the way tell all instances of a unit apart.
pub(super) fn maps_suffice(instances: &[Instance], innermost: bool) -> bool {
    let mut seen = HashSet::new();
    instances.iter().all(|instance| {
        let keys = if innermost {
            instance.keys[instance.keys.len().saturating_sub(1)..].to_vec()
        } else {
            instance.keys.clone()
        };
        seen.insert((instance.unit, keys))
    })
}

/// The fields that every record has and that can be keys, the likeliest first.
fn ranked<'a>(collection: &str, fields: &'a [Field]) -> Vec<&'a str> {
    let usable = |field: &&Field| {
        field.required
            && !field.node.nullable
            && matches!(field.node.kind, Kind::Integer { .. } | Kind::Text { .. })
    };
    let mut names: Vec<&str> =
        fields.iter().filter(usable).map(|field| field.name.as_str()).collect();
    names.sort_by_key(|name| rank(collection, name));
    names
}

/// How much a name looks like a key's, 0 the most; `usize::MAX` for one that does not.
fn rank(collection: &str, name: &str) -> usize {
    let lower = name.to_ascii_lowercase();
    if let Some(rank) = NAMES.iter().position(|known| *known == lower) {
        // `name` comes after `user_id`, which is as good as `id`.
        return if lower == "name" { NAMES.len() + 2 } else { rank };
    }
    let own = ["id", "code", "slug", "key"]
        .iter()
        .any(|known| lower.replace('_', "") == format!("{}{known}", collection.replace('_', "")));
    match () {
        () if own => NAMES.len(),
        () if lower.ends_with("_id") || name.ends_with("Id") => NAMES.len() + 1,
        () => usize::MAX,
    }
}

fn is_unique(key: &[Part], instances: &[Instance]) -> bool {
    let mut seen = HashSet::with_capacity(instances.len());
    instances.iter().all(|instance| {
        let parts: Option<Vec<String>> = key.iter().map(|part| text(*part, instance)).collect();
        parts.is_some_and(|parts| seen.insert((instance.unit, parts.join("/"))))
    })
}

fn text(part: Part, instance: &Instance) -> Option<String> {
    match part {
        Part::MapKey(depth) => instance.keys.get(depth).map(|&key| key.to_owned()),
        Part::Field(name) => match instance.object()?.get(name)? {
            Value::String(text) => {
                let line = !text.is_empty() && !text.chars().any(char::is_control);
                (line && text.chars().count() <= LONGEST).then(|| text.clone())
            }
            Value::Number(number) => Some(number.to_string()),
            // A plain truth value in a field of texts.
            Value::Bool(truth) => Some(truth.to_string()),
            _ => None,
        },
    }
}
