//! Values that stand in no file: their marks are numbers, which tell their parts apart as well as
//! places in a text do.

use std::sync::Arc;

use serde_json::Value;

use super::{Document, Mark};
use crate::diagnostic::{Place, SourceFile};
use crate::schema::members::members;
use crate::schema::parse::escape;

impl Document {
    /// A value that was never read from a text. `file` names it, and is empty.
    pub(crate) fn unwritten(file: Arc<SourceFile>, value: Value) -> Self {
        let mark = number(&value, &mut 0);
        Self { file, value, mark }
    }

    /// The JSON Pointer to what is at a place of a document that is unwritten.
    pub(crate) fn pointer_at(&self, place: &Place) -> String {
        let at = place.span.start as u32;
        let (mut value, mut mark) = (&self.value, &self.mark);
        let mut pointer = String::new();
        loop {
            let inside = |mark: &Mark| first(mark) <= at && at < mark.end;
            let next = match value {
                Value::Object(object) => members(object, mark)
                    .into_iter()
                    .find(|(.., mark)| inside(mark))
                    .map(|(name, value, mark)| (escape(name), value, mark)),
                Value::Array(items) => {
                    let mut marked = items.iter().zip(&mark.children).enumerate();
                    let found = marked.find(|(_, (_, mark))| inside(mark));
                    found.map(|(index, (value, mark))| (index.to_string(), value, mark))
                }
                _ => None,
            };
            let Some((token, inner, inner_mark)) = next else { return pointer };
            pointer.extend(["/", &token]);
            (value, mark) = (inner, inner_mark);
        }
    }
}

/// Where a value and its key begin.
fn first(mark: &Mark) -> u32 {
    mark.key.map_or(mark.start, |(start, _)| start)
}

fn number(value: &Value, next: &mut u32) -> Mark {
    let mut take = || {
        *next += 1;
        *next - 1
    };
    let start = take();
    let children: Box<[Mark]> = match value {
        Value::Array(items) => items.iter().map(|item| number(item, next)).collect(),
        Value::Object(object) => {
            let mut named: Vec<_> = object.iter().collect();
            named.sort_unstable_by_key(|(name, _)| *name);
            let keyed = |(_, value): (&String, &Value)| {
                let key = *next;
                *next += 1;
                Mark { key: Some((key, key + 1)), ..number(value, next) }
            };
            named.into_iter().map(keyed).collect()
        }
        _ => Box::default(),
    };
    Mark { start, end: *next, key: None, plain: false, children }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_value_and_every_key_leads_back_to_its_pointer() {
        fn visit(document: &Document, mark: &Mark, value: &Value, pointer: &str, seen: &mut usize) {
            *seen += 1;
            assert_eq!(document.pointer_at(&document.place(mark)), pointer);
            assert_eq!(document.pointer_at(&document.key_place(mark)), pointer);
            assert!(std::ptr::eq(document.mark_at(pointer), mark));
            match value {
                Value::Array(items) => {
                    for (index, (item, mark)) in items.iter().zip(&mark.children).enumerate() {
                        visit(document, mark, item, &format!("{pointer}/{index}"), seen);
                    }
                }
                Value::Object(object) => {
                    for (name, value, mark) in members(object, mark) {
                        visit(document, mark, value, &format!("{pointer}/{}", escape(name)), seen);
                    }
                }
                _ => {}
            }
        }
        let value =
            json!({"b": [1, [], {"x": {}}], "a": {"": null, "a/b": [true], "~": 0}, "c": 1});
        let file = Arc::new(SourceFile { path: "record".into(), text: String::new() });
        let document = Document::unwritten(file, value.clone());
        let mut seen = 0;
        visit(&document, &document.mark, &value, "", &mut seen);
        assert_eq!(seen, 12);
    }
}
