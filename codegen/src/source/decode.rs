//! Reads typed values at pointers into a document, and notes what is wrong at its place.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::source::Document;
use crate::source::units;

/// A document that is read, and what was wrong so far. An absent value is `None` and no problem.
pub(super) struct Decoder<'d> {
    document: &'d Document,
    code: Code,
    problems: Vec<Diagnostic>,
}

impl<'d> Decoder<'d> {
    /// Reads a document; what is wrong with it has this code.
    pub(super) fn new(document: &'d Document, code: Code) -> Self {
        Self { document, code, problems: Vec::new() }
    }

    /// The result, or the problems in the order of the file.
    pub(super) fn finish<T>(mut self, result: Option<T>) -> Result<T, Vec<Diagnostic>> {
        self.problems.sort_by_key(|problem| problem.place.span.start);
        result.filter(|_| self.problems.is_empty()).ok_or(self.problems)
    }

    /// An object that has no other keys than these.
    pub(super) fn object(&mut self, at: &str, known: &[&str]) -> Option<()> {
        let value = self.value(at)?;
        let Value::Object(map) = value else { return self.wrong(at, "a mapping") };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let mark = self.document.mark_at(&format!("{at}/{}", escape(key)));
            let place = self.document.key_place(mark);
            let problem = Diagnostic::new(self.code, format!("unknown key `{key}`"), place);
            let help = match nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", known.join(", ")),
            };
            self.problems.push(problem.help(help));
        }
        Some(())
    }

    pub(super) fn is_object(&self, at: &str) -> bool {
        self.value(at).is_some_and(Value::is_object)
    }

    /// The values of an object by their keys; those that are wrong are left out.
    pub(super) fn map<T>(
        &mut self,
        at: &str,
        read: impl Fn(&mut Self, &str) -> Option<T>,
    ) -> BTreeMap<String, T> {
        match self.value(at) {
            Some(Value::Object(map)) => {
                let entries = map.keys().filter_map(|key| {
                    let value = read(self, &format!("{at}/{}", escape(key)))?;
                    Some((key.clone(), value))
                });
                entries.collect()
            }
            Some(_) => self.wrong(at, "a mapping").unwrap_or_default(),
            None => BTreeMap::new(),
        }
    }

    /// The length of a list.
    pub(super) fn list(&mut self, at: &str) -> Option<usize> {
        match self.value(at)? {
            Value::Array(items) => Some(items.len()),
            _ => self.wrong(at, "a list"),
        }
    }

    /// A text that has to be there.
    pub(super) fn required(&mut self, at: &str) -> Option<String> {
        let name = at.rsplit('/').next().unwrap_or(at);
        match self.value(at) {
            None => {
                // The nearest ancestor that exists is what lacks it.
                let place = self.document.place(self.document.mark_at(at));
                let message = format!("`{name}` is missing");
                self.problems.push(Diagnostic::new(self.code, message, place));
                None
            }
            Some(_) => self.name(at),
        }
    }

    /// A text that is not empty.
    pub(super) fn name(&mut self, at: &str) -> Option<String> {
        let text = self.text(at)?;
        if text.is_empty() { self.wrong(at, "a text that is not empty") } else { Some(text) }
    }

    /// A text. A plain scalar of any type is what was written: the version `1.10` is no number.
    pub(super) fn text(&mut self, at: &str) -> Option<String> {
        let mark = self.document.mark_at(at);
        match self.value(at)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => self.wrong(at, "a text"),
            _ if mark.plain => {
                Some(self.document.file.text[mark.start as usize..mark.end as usize].to_owned())
            }
            _ => self.wrong(at, "a text"),
        }
    }

    pub(super) fn boolean(&mut self, at: &str) -> Option<bool> {
        match self.value(at)? {
            Value::Bool(value) => Some(*value),
            _ => self.wrong(at, "`true` or `false`"),
        }
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&mut self, at: &str, words: &[(&str, T)]) -> Option<T> {
        let found = self.value(at)?.as_str();
        if let Some((_, value)) = words.iter().find(|(word, _)| Some(*word) == found) {
            return Some(*value);
        }
        let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let near = found.and_then(|found| nearest(found, names.iter().copied()));
        self.wrong::<T>(at, &format!("one of {}", names.join(", ")));
        if let (Some(near), Some(problem)) = (near, self.problems.last_mut()) {
            problem.help = Some(format!("did you mean `{near}`?"));
        }
        None
    }

    /// A pattern of file names.
    pub(super) fn glob(&mut self, at: &str) -> Option<String> {
        let text = self.name(at)?;
        match units::glob(&text) {
            Ok(_) => Some(text),
            Err(error) => {
                let place = self.document.place(self.document.mark_at(at));
                let message = format!("a pattern that is wrong: {}", error.kind());
                self.problems.push(Diagnostic::new(self.code, message, place));
                None
            }
        }
    }

    /// A value of any type.
    pub(super) fn any(&self, at: &str) -> Option<Value> {
        self.value(at).cloned()
    }

    /// The place of a value, for what is said of it later.
    pub(super) fn place(&self, at: &str) -> Place {
        self.document.place(self.document.mark_at(at))
    }

    /// Says that a key is wrong.
    pub(super) fn wrong_key(&mut self, at: &str, message: String, help: &str) {
        let place = self.document.key_place(self.document.mark_at(at));
        self.problems.push(Diagnostic::new(self.code, message, place).help(help));
    }

    /// Says that a value is wrong.
    pub(super) fn wrong_value(&mut self, at: &str, message: String, help: &str) {
        let place = self.place(at);
        self.problems.push(Diagnostic::new(self.code, message, place).help(help));
    }

    fn value(&self, at: &str) -> Option<&'d Value> {
        self.document.value.pointer(at)
    }

    fn wrong<T>(&mut self, at: &str, expected: &str) -> Option<T> {
        let found = match self.value(at) {
            None | Some(Value::Null) => "nothing".to_owned(),
            Some(Value::Array(_)) => "a list".to_owned(),
            Some(Value::Object(_)) => "a mapping".to_owned(),
            Some(Value::String(text)) => format!("`{text}`"),
            Some(other) => format!("`{other}`"),
        };
        let mark = self.document.mark_at(at);
        let place = self.document.place(mark);
        let message = format!("expected {expected}, found {found}");
        self.problems.push(Diagnostic::new(self.code, message, place));
        None
    }
}

/// A key as a token of a JSON Pointer.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
