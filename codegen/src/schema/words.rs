//! The `x-` words: what JSON Schema cannot say.

use serde_json::{Map, Value};

use super::members::member;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::model::FieldMerge;
use crate::source::{Document, Mark};

/// The `x-` words of one subschema.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// `x-collection`
    pub collection: Option<String>,
    /// `x-key`
    pub key: Option<Vec<String>>,
    /// `x-map-key`
    pub map_key: Option<String>,
    /// `x-ref`
    pub reference: Option<Reference>,
    /// `x-index`: whether it is unique.
    pub index: Option<bool>,
    /// `x-list-type` with `x-list-map-keys`, and `x-merge`
    pub merge: FieldMerge,
    /// `x-volatile`
    pub volatile: bool,
    /// `x-derived`
    pub derived: bool,
    /// `x-validations`
    pub rules: Vec<Rule>,
}

/// `x-ref`: a value that holds a record's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The record's collection.
    pub collection: String,
    /// Whether references may not run in a circle.
    pub acyclic: bool,
    /// Where the word's value is written.
    pub place: Place,
}

/// One of `x-validations`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// A CEL expression over `self` that must be true.
    pub rule: String,
    /// What to say where it is not.
    pub message: String,
    /// Where the rule is written.
    pub place: Place,
}

const WORDS: &[&str] = &[
    "x-collection",
    "x-key",
    "x-map-key",
    "x-ref",
    "x-index",
    "x-list-type",
    "x-list-map-keys",
    "x-merge",
    "x-volatile",
    "x-derived",
    "x-validations",
];

/// Reads the words of a subschema; what is wrong with them goes to `found`.
pub(super) fn read(
    document: &Document,
    object: &Map<String, Value>,
    mark: &Mark,
    found: &mut Vec<Diagnostic>,
) -> Words {
    let mut reader = Reader { document, object, mark, found };
    let mut words = Words::default();
    for name in object.keys().filter(|name| name.starts_with("x-")) {
        match name.as_str() {
            "x-collection" => words.collection = reader.name(name),
            "x-key" => words.key = reader.names(name),
            "x-map-key" => words.map_key = reader.name(name),
            "x-ref" => words.reference = reader.reference(name),
            "x-index" => words.index = reader.index(name),
            "x-list-type" => words.merge = reader.list_type(name),
            "x-list-map-keys" if object.contains_key("x-list-type") => {}
            "x-list-map-keys" => {
                reader.wrong(name, "`x-list-map-keys` needs `x-list-type: map` beside it");
            }
            "x-merge" if object[name] == "text" => words.merge = FieldMerge::Text,
            "x-merge" => reader.wrong(name, "`x-merge` takes `text`"),
            "x-volatile" => words.volatile = reader.flag(name),
            "x-derived" => words.derived = reader.flag(name),
            "x-validations" => words.rules = reader.rules(name),
            unknown => {
                let place = reader.key_place(unknown);
                let known = nearest(unknown, WORDS.iter().copied());
                let mut wrong =
                    Diagnostic::new(Code::Annotation, format!("unknown word `{unknown}`"), place);
                wrong.help = Some(known.map_or_else(
                    || format!("the words are {}", WORDS.join(", ")),
                    |known| format!("did you mean `{known}`?"),
                ));
                reader.found.push(wrong);
            }
        }
    }
    words
}

struct Reader<'a> {
    document: &'a Document,
    object: &'a Map<String, Value>,
    mark: &'a Mark,
    found: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn child(&self, name: &str) -> &Mark {
        // Every caller names a key of the object.
        member(self.object, self.mark, name).unwrap_or(self.mark)
    }

    fn key_place(&self, name: &str) -> Place {
        self.document.key_place(self.child(name))
    }

    fn wrong(&mut self, name: &str, message: &str) {
        let place = self.document.place(self.child(name));
        self.found.push(Diagnostic::new(Code::Annotation, message, place));
    }

    fn name(&mut self, word: &str) -> Option<String> {
        match self.object[word].as_str() {
            Some(name) if is_name(name) => Some(name.to_owned()),
            _ => {
                self.wrong(
                    word,
                    &format!("`{word}` takes a name: `a-z`, `0-9` and `_`, starting with a letter"),
                );
                None
            }
        }
    }

    fn names(&mut self, word: &str) -> Option<Vec<String>> {
        let names = match &self.object[word] {
            Value::String(name) => Some(vec![name.clone()]),
            Value::Array(names) => {
                names.iter().map(|name| name.as_str().map(str::to_owned)).collect()
            }
            _ => None,
        };
        let names = names.filter(|names: &Vec<String>| !names.is_empty());
        if names.is_none() {
            self.wrong(word, &format!("`{word}` takes the name of a field, or a list of names"));
        }
        names
    }

    fn reference(&mut self, word: &str) -> Option<Reference> {
        let place = self.document.place(self.child(word));
        let reference = match &self.object[word] {
            Value::String(name) => {
                Some(Reference { collection: name.clone(), acyclic: false, place })
            }
            Value::Object(object) => {
                object.get("collection").and_then(Value::as_str).map(|name| Reference {
                    collection: name.to_owned(),
                    acyclic: object.get("acyclic") == Some(&Value::Bool(true)),
                    place,
                })
            }
            _ => None,
        };
        if reference.is_none() {
            self.wrong(
                word,
                "`x-ref` takes the name of a collection, or `{ \"collection\": NAME, \"acyclic\": true }`",
            );
        }
        reference
    }

    fn index(&mut self, word: &str) -> Option<bool> {
        match &self.object[word] {
            Value::Bool(true) => Some(false),
            Value::String(text) if text == "unique" => Some(true),
            _ => {
                self.wrong(word, "`x-index` takes `true` or `unique`");
                None
            }
        }
    }

    fn flag(&mut self, word: &str) -> bool {
        let flag = self.object[word].as_bool();
        if flag.is_none() {
            self.wrong(word, &format!("`{word}` takes `true`"));
        }
        flag.unwrap_or(false)
    }

    fn list_type(&mut self, word: &str) -> FieldMerge {
        match self.object[word].as_str() {
            Some("atomic") => FieldMerge::Atomic,
            Some("set") => FieldMerge::Set,
            Some("map") if self.object.contains_key("x-list-map-keys") => {
                self.names("x-list-map-keys").map_or(FieldMerge::Atomic, FieldMerge::Map)
            }
            Some("map") => {
                self.wrong(word, "`x-list-type: map` needs `x-list-map-keys` beside it");
                FieldMerge::Atomic
            }
            _ => {
                self.wrong(word, "`x-list-type` takes `atomic`, `set` or `map`");
                FieldMerge::Atomic
            }
        }
    }

    fn rules(&mut self, word: &str) -> Vec<Rule> {
        let marks = &self.child(word).children;
        let rules: Option<Vec<Rule>> = self.object[word].as_array().and_then(|rules| {
            rules
                .iter()
                .zip(marks)
                .map(|(rule, mark)| {
                    Some(Rule {
                        rule: rule.get("rule")?.as_str()?.to_owned(),
                        message: rule.get("message")?.as_str()?.to_owned(),
                        place: self.document.place(mark),
                    })
                })
                .collect()
        });
        if rules.is_none() {
            self.wrong(
                word,
                "`x-validations` takes a list of `{ \"rule\": CEL, \"message\": TEXT }`",
            );
        }
        rules.unwrap_or_default()
    }
}

/// Whether a text can name a dataset, a collection or a field of a map's keys.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
