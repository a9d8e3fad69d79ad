//! References that lead back to where they start.

use std::collections::{HashMap, HashSet};

use super::resolve::Id;
use super::{Schema, Unit, brief};
use crate::diagnostic::{Code, Diagnostic, Place};

/// A reference from one record to another.
pub(super) struct Edge {
    pub(super) from: Id,
    pub(super) to: Id,
    /// Where it is written.
    pub(super) place: Place,
}

/// How many members of a circle are shown.
const SHOWN: usize = 12;

/// Reports circles: for each reference that closes one, that one.
pub(super) fn circles(
    schema: Schema<'_>,
    units: &[Unit<'_>],
    edges: &[Edge],
    found: &mut Vec<Diagnostic>,
) {
    let mut from: HashMap<Id, Vec<&Edge>> = HashMap::new();
    let mut starts: Vec<Id> = Vec::new();
    for edge in edges {
        let edges = from.entry(edge.from).or_default();
        if edges.is_empty() {
            starts.push(edge.from);
        }
        edges.push(edge);
    }
    let mut done: HashSet<Id> = HashSet::new();
    for start in starts {
        for circle in from_start(start, &from, &mut done) {
            found.push(report(schema, units, &circle));
        }
    }
}

/// Goes on from a record, depth first. It keeps its own stack: a chain of references may be as long
/// as a dataset has records.
fn from_start<'e>(
    start: Id,
    from: &HashMap<Id, Vec<&'e Edge>>,
    done: &mut HashSet<Id>,
) -> Vec<Vec<&'e Edge>> {
    let mut circles = Vec::new();
    if !done.insert(start) {
        return circles;
    }
    let edges = |id: &Id| from.get(id).map_or([].as_slice(), Vec::as_slice);
    let mut way: Vec<&Edge> = Vec::new();
    let mut on_way: HashMap<Id, usize> = HashMap::from([(start, 0)]);
    let mut rest: Vec<std::slice::Iter<'_, &Edge>> = vec![edges(&start).iter()];
    while let Some(next) = rest.last_mut() {
        let Some(edge) = next.next() else {
            rest.pop();
            let left = way.pop().map_or(start, |edge| edge.to);
            on_way.remove(&left);
            continue;
        };
        if let Some(&begin) = on_way.get(&edge.to) {
            circles.push(way[begin..].iter().copied().chain([*edge]).collect());
        } else if done.insert(edge.to) {
            way.push(edge);
            on_way.insert(edge.to, way.len());
            rest.push(edges(&edge.to).iter());
        }
    }
    circles
}

fn report(schema: Schema<'_>, units: &[Unit<'_>], circle: &[&Edge]) -> Diagnostic {
    let several = circle.iter().any(|edge| edge.from.unit != circle[0].from.unit);
    let mixed = circle.iter().any(|edge| {
        record(units, edge.from).collection != record(units, circle[0].from).collection
    });
    let name = |id: Id| {
        let record = record(units, id);
        let key = brief::text(&record.key, 60);
        let key = if several { format!("{}/{key}", units[id.unit].name) } else { key };
        if mixed {
            format!("{} {key}", schema.types.collections[record.collection].name)
        } else {
            key
        }
    };
    let mut way: Vec<String> = circle.iter().take(SHOWN).map(|edge| name(edge.from)).collect();
    if circle.len() > SHOWN {
        way.push(format!("{} more", circle.len() - SHOWN));
    }
    way.push(name(circle[0].from));
    let message = format!("references run in a circle: {}", way.join(" → "));
    let mut wrong = Diagnostic::new(Code::ReferenceCircle, message, circle[0].place.clone())
        .help("take one of these references out");
    for edge in &circle[1..circle.len().min(SHOWN)] {
        let why = format!("`{}` refers to `{}`", name(edge.from), name(edge.to));
        wrong = wrong.related(edge.place.clone(), why);
    }
    wrong
}

fn record<'u>(units: &'u [Unit<'_>], id: Id) -> &'u crate::record::Record<'u> {
    &units[id.unit].records[id.record]
}
