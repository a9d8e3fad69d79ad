//! What names a record.

use serde_json::{Map, Value};

use super::{brief, number};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::schema::members::member;
use crate::source::{Document, Mark};

/// A record whose name is not known yet.
pub(super) struct Nameless<'d, 'r> {
    pub(super) collection: &'r str,
    pub(super) document: &'d Document,
    pub(super) object: &'d Map<String, Value>,
    pub(super) mark: &'d Mark,
    /// The keys of the maps that it is in, with the fields that they are.
    pub(super) map_keys: &'r [(&'d str, &'d str)],
}

impl Nameless<'_, '_> {
    /// The values of these fields, joined with `/`; those that name nothing are reported.
    pub(super) fn fields(&self, names: &[String], found: &mut Vec<Diagnostic>) -> Option<String> {
        let parts: Vec<Option<String>> = names.iter().map(|name| self.field(name, found)).collect();
        let parts: Option<Vec<String>> = parts.into_iter().collect();
        parts.map(|parts| parts.join("/"))
    }

    fn field(&self, name: &str, found: &mut Vec<Diagnostic>) -> Option<String> {
        let mut missing = |message: String, place: Place| {
            found.push(Diagnostic::new(Code::MissingKey, message, place));
        };
        let collection = self.collection;
        if let Some((_, key)) = self.map_keys.iter().find(|(field, _)| *field == name) {
            if key.is_empty() {
                let message =
                    format!("`{name}`, which names this record of `{collection}`, is empty");
                missing(message, brief::place(self.document, self.mark));
            }
            return Some((*key).to_owned()).filter(|key| !key.is_empty());
        }
        let (problem, place) = match (self.object.get(name), member(self.object, self.mark, name)) {
            (Some(value), Some(mark)) => match text(value) {
                Ok(text) => return Some(text),
                Err(problem) => (problem, self.document.place(mark)),
            },
            _ => ("is missing".to_owned(), brief::place(self.document, self.mark)),
        };
        missing(format!("`{name}`, which names a record of `{collection}`, {problem}"), place);
        None
    }
}

/// A field's value as part of a key, or what is wrong with it.
pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) if text.is_empty() => Err("is empty".to_owned()),
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => number::integer(number).ok_or_else(|| {
            format!("is {}, and a key is a string or an integer", brief::value(value))
        }),
        other => Err(format!("is {}, and a key is a string or an integer", brief::value(other))),
    }
}
