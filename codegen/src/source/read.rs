//! Reads one file, by its ending, into a value with positions.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Document, Mark, csv, json, jsonl, limits, load, markdown, yaml};
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};

/// A format of seed files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.json`
    Json,
    /// `.yaml`, `.yml`
    Yaml,
    /// `.jsonl`, `.ndjson`
    JsonLines,
    /// `.csv`
    Csv,
    /// `.md`
    Markdown,
}

impl Format {
    /// All endings that are read, without the dot.
    pub const ENDINGS: &[(&str, Self)] = &[
        ("json", Self::Json),
        ("yaml", Self::Yaml),
        ("yml", Self::Yaml),
        ("jsonl", Self::JsonLines),
        ("ndjson", Self::JsonLines),
        ("csv", Self::Csv),
        ("md", Self::Markdown),
    ];

    /// The format that a file's ending names, and the name without the ending.
    #[must_use]
    pub fn of(name: &str) -> Option<(Self, &str)> {
        let (stem, ending) = name.rsplit_once('.')?;
        let found = Self::ENDINGS.iter().find(|(known, _)| *known == ending)?;
        Some((found.1, stem))
    }
}

/// Reads a file in the format that its ending names.
///
/// `body` is the field for the text of a Markdown file; without it only the front matter is read.
/// Errors are all problems of the file, in its order.
pub fn read(path: &Path, body: Option<&str>) -> Result<Document, Vec<Diagnostic>> {
    let Some((format, _)) = path.file_name().and_then(|name| Format::of(name.to_str()?)) else {
        let file = Arc::new(SourceFile { path: path.to_owned(), text: String::new() });
        let endings: Vec<_> = Format::ENDINGS.iter().map(|(ending, _)| *ending).collect();
        let message = "a file whose ending names no format that can be read";
        let problem = Diagnostic::new(Code::Unreadable, message, Place::whole(&file))
            .help(format!("use one of .{}", endings.join(", .")));
        return Err(vec![problem]);
    };
    let file = load::load(path).map_err(|problem| vec![problem])?;
    from_text(format, file, body)
}

/// Reads the bytes of a file that are at hand; see [`read`].
pub fn read_bytes(
    path: &Path,
    bytes: &[u8],
    format: Format,
    body: Option<&str>,
) -> Result<Document, Vec<Diagnostic>> {
    let file = load::decode(path, bytes.to_vec()).map_err(|problem| vec![problem])?;
    from_text(format, file, body)
}

/// Reads a text that is at hand; see [`read`].
pub fn from_text(
    format: Format,
    file: Arc<SourceFile>,
    body: Option<&str>,
) -> Result<Document, Vec<Diagnostic>> {
    if file.text.len() as u64 > limits::MAX_BYTES {
        return Err(vec![limits::too_large(&file)]);
    }
    let mut problems = Vec::new();
    let node = match format {
        Format::Json => json::read(&file, &mut problems),
        Format::Yaml => yaml::read(&file, 0..file.text.len(), &mut problems),
        Format::JsonLines => Some(jsonl::read(&file, &mut problems)),
        Format::Csv => csv::read(&file, &mut problems),
        Format::Markdown => markdown::read(&file, body, &mut problems),
    };
    match node {
        Some((value, mark)) if problems.is_empty() => Ok(Document { file, value, mark }),
        _ => {
            problems.sort_by_key(|problem| problem.place.span.start);
            Err(problems)
        }
    }
}

/// Puts a document's root value under a name: the root becomes an object that holds it.
///
/// A Markdown file is one record and what it is put into is a list, so its root becomes a list of
/// one item.
#[must_use]
pub fn wrap(document: Document, format: Format, at: &str) -> Document {
    let Document { file, mut value, mut mark } = document;
    let around = |inner: Mark| Mark {
        start: inner.start,
        end: inner.end,
        key: None,
        plain: false,
        children: Box::new([inner]),
    };
    if format == Format::Markdown {
        value = Value::Array(vec![value]);
        mark = around(mark);
    }
    value = Value::Object(Map::from_iter([(at.to_owned(), value)]));
    mark = around(mark);
    Document { file, value, mark }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(format: Format, text: &str) -> Document {
        let file = Arc::new(SourceFile { path: "x".into(), text: text.into() });
        from_text(format, file, None).unwrap()
    }

    #[test]
    fn an_ending_names_the_format() {
        assert_eq!(Format::of("u/a.b.json"), Some((Format::Json, "u/a.b")));
        assert_eq!(Format::of("a.yml"), Some((Format::Yaml, "a")));
        assert_eq!(Format::of("a.ndjson"), Some((Format::JsonLines, "a")));
        assert_eq!(Format::of("a.JSON"), None);
        assert_eq!(Format::of("json"), None);
    }

    #[test]
    fn at_holds_the_root() {
        let rows = wrap(document(Format::Csv, "id\n7\n"), Format::Csv, "users");
        assert_eq!(rows.value.to_string(), r#"{"users":[{"id":"7"}]}"#);
        assert_eq!(rows.mark_at("/users/0/id").start, 3);
        assert_eq!(rows.mark_at("/users/0/id").key, Some((0, 2)));

        let page = wrap(document(Format::Markdown, "---\nid: x\n---\n"), Format::Markdown, "pages");
        assert_eq!(page.value.to_string(), r#"{"pages":[{"id":"x"}]}"#);
        assert_eq!(page.mark_at("/pages/0/id").start, 8);
    }

    #[test]
    fn an_unknown_ending_says_which_are_known() {
        let problems = read(Path::new("data/x/notes.txt"), None).unwrap_err();
        assert_eq!(problems[0].code, Code::Unreadable);
        let help = "use one of .json, .yaml, .yml, .jsonl, .ndjson, .csv, .md";
        assert_eq!(problems[0].help.as_deref(), Some(help));
    }
}
