//! Collects the entries of an object and their marks.

use std::sync::Arc;

use serde_json::Value;

use super::Mark;
use super::limits::MAX_PROBLEMS;
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};

/// A value and where it is written.
pub(super) type Node = (Value, Mark);

/// The entries of one object, in the order of the file.
#[derive(Default)]
pub(super) struct Entries {
    named: Vec<(String, Value)>,
    marks: Vec<Mark>,
}

impl Entries {
    /// Adds an entry. Its mark says where the key is written.
    pub(super) fn push(&mut self, key: String, (value, mark): Node) {
        self.named.push((key, value));
        self.marks.push(mark);
    }

    /// The keys so far.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|(key, _)| key.as_str())
    }

    /// The object and the marks of its values in the order of the keys, as [`Mark::children`] has
    /// them. A key that is there twice is a problem, and then the value is worth nothing.
    pub(super) fn finish(
        self,
        file: &Arc<SourceFile>,
        problems: &mut Vec<Diagnostic>,
    ) -> (Value, Box<[Mark]>) {
        let Self { named, mut marks } = self;
        let mut order: Vec<usize> = (0..named.len()).collect();
        // The sort is stable: of equal keys the first written comes first.
        order.sort_by(|&a, &b| named[a].0.cmp(&named[b].0));

        let mut first = 0;
        for rank in 1..order.len() {
            let (before, here) = (order[first], order[rank]);
            if named[before].0 != named[here].0 {
                first = rank;
            } else if problems.len() < MAX_PROBLEMS {
                problems.push(repetition(file, &named[here].0, &marks[before], &marks[here]));
            }
        }
        let sorted =
            order.into_iter().map(|at| std::mem::replace(&mut marks[at], Mark::leaf(0..0)));
        (Value::Object(named.into_iter().collect()), sorted.collect())
    }
}

/// Says that a key is there twice.
pub(super) fn repetition(
    file: &Arc<SourceFile>,
    key: &str,
    first: &Mark,
    second: &Mark,
) -> Diagnostic {
    let place = |mark: &Mark| {
        let (start, end) = mark.key.unwrap_or((mark.start, mark.end));
        Place { file: Arc::clone(file), span: start as usize..end as usize }
    };
    Diagnostic::new(Code::RepeatedKey, format!("the key `{key}` a second time"), place(second))
        .related(place(first), "first written here")
}
