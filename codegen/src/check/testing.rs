//! Documents for tests: JSON with positions.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Schema, Unit};
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::record::Record;
use crate::schema::types::{Types, types};
use crate::schema::{Shapes, Site, parse, root_leftovers, sites};
use crate::source::{Document, Mark};

/// Reads JSON that is known to be right.
pub(crate) fn json(path: &str, text: &str) -> Document {
    let file = Arc::new(SourceFile { path: PathBuf::from(path), text: text.to_owned() });
    let mut reader = Reader { text, at: 0 };
    let (value, mark) = reader.value();
    Document { file, value, mark }
}

/// A schema with all that is derived from it.
pub(crate) struct Owned {
    pub(crate) document: Document,
    pub(crate) shapes: Shapes,
    pub(crate) sites: Vec<Site>,
    pub(crate) types: Types,
    pub(crate) found: Vec<Diagnostic>,
}

impl Owned {
    pub(crate) fn new(text: &str) -> Self {
        Self::of(json("schema.json", text))
    }

    pub(crate) fn of(document: Document) -> Self {
        let mut found = Vec::new();
        let shapes = parse(&document, &mut found);
        let sites = sites(&shapes, &mut found);
        let types = types(&shapes, &sites, &mut found);
        Self { document, shapes, sites, types, found }
    }

    pub(crate) fn schema(&self) -> Schema<'_> {
        Schema {
            document: &self.document,
            shapes: &self.shapes,
            sites: &self.sites,
            types: &self.types,
        }
    }

    pub(crate) fn leftovers(&self, document: &Document) -> Vec<String> {
        document.value.as_object().map_or_else(Vec::new, |root| root_leftovers(&self.sites, root))
    }
}

/// A unit without what its root record leaves out, which few checks look at.
pub(crate) fn unit<'d>(
    name: &'d str,
    document: &'d Document,
    records: Vec<Record<'d>>,
) -> Unit<'d> {
    Unit { name, document, records }
}

/// Diagnostics as tests compare them: `SB0020 1:5 «text» message | help`, related places below.
pub(crate) fn lines(found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in found {
        let place = &diagnostic.place;
        let (line, column) = place.line_column();
        let text = &place.file.text[place.span.clone()];
        write!(out, "{} {line}:{column} «{text}» {}", diagnostic.code, diagnostic.message).unwrap();
        if let Some(help) = &diagnostic.help {
            write!(out, " | {help}").unwrap();
        }
        out.push('\n');
        for (place, why) in &diagnostic.related {
            let (line, column) = place.line_column();
            writeln!(out, "  {} {line}:{column} {why}", place.file.path.display()).unwrap();
        }
    }
    out
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.at += self.text[self.at..].len() - self.text[self.at..].trim_start().len();
    }

    fn peek(&mut self) -> u8 {
        self.space();
        self.text.as_bytes()[self.at]
    }

    fn string(&mut self) -> String {
        self.space();
        let mut stream =
            serde_json::Deserializer::from_str(&self.text[self.at..]).into_iter::<String>();
        let string = stream.next().unwrap().unwrap();
        self.at += stream.byte_offset();
        string
    }

    fn value(&mut self) -> (Value, Mark) {
        let first = self.peek();
        let start = self.at;
        let (value, children) = match first {
            b'{' => self.object(),
            b'[' => self.array(),
            _ => {
                let rest = &self.text[self.at..];
                let value = if first == b'"' {
                    Value::String(self.string())
                } else {
                    let end = rest.find([',', '}', ']', ' ', '\n']).unwrap_or(rest.len());
                    self.at += end;
                    serde_json::from_str(&rest[..end]).unwrap()
                };
                (value, Vec::new())
            }
        };
        let (start, end) = (u32::try_from(start).unwrap(), u32::try_from(self.at).unwrap());
        (value, Mark { start, end, key: None, plain: false, children: children.into() })
    }

    fn object(&mut self) -> (Value, Vec<Mark>) {
        let mut members: Vec<(String, Value, Mark)> = Vec::new();
        self.at += 1;
        while self.peek() != b'}' {
            let key_start = self.at;
            let name = self.string();
            let key = (u32::try_from(key_start).unwrap(), u32::try_from(self.at).unwrap());
            assert_eq!(self.peek(), b':');
            self.at += 1;
            let (value, mark) = self.value();
            members.push((name, value, Mark { key: Some(key), ..mark }));
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        members.sort_by(|one, other| one.0.cmp(&other.0));
        let marks = members.iter().map(|(_, _, mark)| mark.clone()).collect();
        let object: Map<String, Value> =
            members.into_iter().map(|(name, value, _)| (name, value)).collect();
        (Value::Object(object), marks)
    }

    fn array(&mut self) -> (Value, Vec<Mark>) {
        let mut items = Vec::new();
        let mut marks = Vec::new();
        self.at += 1;
        while self.peek() != b']' {
            let (value, mark) = self.value();
            items.push(value);
            marks.push(mark);
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        (Value::Array(items), marks)
    }
}
