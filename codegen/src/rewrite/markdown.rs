//! Markdown: the front matter changes as YAML does, the text below it as a whole.

use serde_json::Value;

use super::change::{Change, Member, What};
use super::edit::{Edit, Loss};
use super::tree::Tree;
use super::yaml;
use crate::source::markdown::{split, trim};

/// The edits that make a change to a text.
pub(super) fn edits(text: &str, body: Option<&str>, old: &Tree, change: &Change<'_>) -> Vec<Edit> {
    let Ok((front, rest)) = split(text) else { return Vec::new() };
    let What::Map(members) = &change.what else {
        let new = document(change.wanted, body);
        return vec![Edit { at: 0..text.len(), text: new, path: change.path.clone() }];
    };
    let (of_body, of_front) = split_members(members, body);
    let mut edits = Vec::new();
    if !of_front.is_empty() {
        let (old, wanted) = (parts(old, body).0, parts(change.wanted, body).0);
        let path = change.path.clone();
        let change = Change { path, wanted: &wanted, what: What::Map(of_front) };
        let part = &text[front.clone()];
        let inner = yaml::edits(part, &old, &change);
        edits.extend(inner.into_iter().map(|edit| {
            let at = edit.at.start + front.start..edit.at.end + front.start;
            Edit { at, ..edit }
        }));
    }
    if !of_body.is_empty() {
        let (new, written) = (parts(change.wanted, body).1, trim(text, rest.clone()));
        // An empty body is right behind the fence, or behind blank lines.
        let (at, new) = if written.is_empty() {
            let line_break = if text[..rest.start].ends_with('\n') { "" } else { "\n" };
            (rest, format!("{line_break}\n{new}\n"))
        } else {
            (written, new)
        };
        edits.push(Edit { at, text: new, path: change.path.clone() });
    }
    edits
}

/// What the front matter lacks that the old one has.
pub(super) fn lost(old: &str, new: &str, body: Option<&str>, change: &Change<'_>) -> Option<Loss> {
    let What::Map(members) = &change.what else { return None };
    let ((old_front, _), (new_front, _)) = (split(old).ok()?, split(new).ok()?);
    let (_, of_front) = split_members(members, body);
    let change = Change { what: What::Map(of_front), ..change.clone() };
    let loss = yaml::lost(&old[old_front.clone()], &new[new_front], &change)?;
    Some(Loss { at: old_front.start + loss.at, ..loss })
}

/// What becomes of the text below the front matter, and of that.
fn split_members<'t>(
    members: &[Member<'t>],
    body: Option<&str>,
) -> (Vec<Member<'t>>, Vec<Member<'t>>) {
    members.iter().cloned().partition(|member| Some(member.name()) == body)
}

/// A text of this record.
pub(super) fn document(tree: &Tree, body: Option<&str>) -> String {
    let (front, text) = parts(tree, body);
    let front = if front.is_empty() { String::new() } else { yaml::document(&front) };
    let space = if text.is_empty() { "" } else { "\n" };
    let end = if text.is_empty() { "" } else { "\n" };
    format!("---\n{front}---\n{space}{text}{end}")
}

/// The front matter, and the text below it.
fn parts(tree: &Tree, body: Option<&str>) -> (Tree, String) {
    let mut front = tree.clone();
    let text = match (&mut front, body) {
        (Tree::Map(entries), Some(name)) => entries.take(name),
        _ => None,
    };
    match text {
        Some(Tree::Scalar(Value::String(text))) => (front, text),
        _ => (front, String::new()),
    }
}
