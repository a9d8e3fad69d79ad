//! Markdown: YAML front matter between two lines `---`, then text.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Mark;
use super::entries::{Node, repetition};
use super::yaml;
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};

/// Reads the front matter, and the text below it as the field `body` if that is asked for.
///
/// The text is without blank lines at its start and white space at its end, and its lines end in
/// `\n` whatever the file has.
pub(super) fn read(
    file: &Arc<SourceFile>,
    body: Option<&str>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let (front, rest) = match split(&file.text) {
        Ok(parts) => parts,
        Err((span, message, help)) => {
            let place = Place { file: Arc::clone(file), span };
            problems.push(Diagnostic::new(Code::Syntax, message, place).help(help));
            return None;
        }
    };
    let (value, mut mark) = yaml::read(file, front, problems)?;
    let mut map = match value {
        Value::Object(map) => map,
        Value::Null => Map::new(),
        _ => {
            let span = mark.start as usize..mark.end as usize;
            let place = Place { file: Arc::clone(file), span };
            let problem = Diagnostic::new(Code::Syntax, "front matter that is no mapping", place);
            problems.push(problem.help("write `name: value` lines"));
            return None;
        }
    };
    if let Some(name) = body {
        let written = trim(&file.text, rest);
        let leaf = Mark::leaf(written.clone());
        let rank = map.keys().filter(|key| key.as_str() < name).count();
        if map.contains_key(name) {
            let help = format!("the text below the front matter is the field `{name}`");
            problems.push(repetition(file, name, &mark.children[rank], &leaf).help(help));
            return None;
        }
        let text = &file.text[written.clone()];
        map.insert(name.to_owned(), text.replace("\r\n", "\n").replace('\r', "\n").into());
        let mut children = mark.children.into_vec();
        children.insert(rank, leaf);
        mark.children = children.into();
        mark.end = mark.end.max(written.end as u32);
    }
    Some((Value::Object(map), mark))
}

pub(crate) type Refusal = (Range<usize>, &'static str, &'static str);

/// Where the front matter is and where the rest.
pub(crate) fn split(text: &str) -> Result<(Range<usize>, Range<usize>), Refusal> {
    const FENCE: &str = "---";
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (start..at, line.trim_ascii_end())
    });
    let first = lines.next();
    let Some((first, FENCE)) = first else {
        let end = first.map_or(0, |(_, line)| line.len());
        let help = "write `---` on the first line, then YAML, then `---` on a line of its own";
        return Err((0..end, "a Markdown file without front matter", help));
    };
    let Some((last, _)) = lines.find(|(_, line)| *line == FENCE) else {
        let help = "close it with `---` on a line of its own";
        return Err((0..FENCE.len(), "front matter that does not end", help));
    };
    Ok((first.end..last.start, last.end..text.len()))
}

/// Without blank lines at the start and white space at the end. Spaces before the first word stay:
/// four of them are code in Markdown.
pub(crate) fn trim(text: &str, rest: Range<usize>) -> Range<usize> {
    let body = &text[rest.clone()];
    let end = body.trim_ascii_end().len();
    let blank = body.len() - body.trim_ascii_start().len();
    let start = body[..blank].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    rest.start + start.min(end)..rest.start + end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Document, Format, from_text};

    fn read(text: &str, body: Option<&str>) -> Result<Document, Vec<Diagnostic>> {
        let file = Arc::new(SourceFile { path: "a.md".into(), text: text.into() });
        from_text(Format::Markdown, file, body)
    }

    #[test]
    fn front_matter_and_text() {
        let text = "---\r\ntitle: Über\r\nz: 1\r\n---  \r\n\r\n    code\r\n\r\n---\r\nend \r\n\r\n";
        let document = read(text, Some("content")).unwrap();
        assert_eq!(document.value["content"], "    code\n\n---\nend");
        assert_eq!(document.value["title"], "Über");
        assert_eq!(document.place(document.mark_at("/title")).line_column(), (2, 8));
        assert_eq!(document.place(document.mark_at("/z")).line_column(), (3, 4));
        assert_eq!(document.place(document.mark_at("/content")).line_column(), (6, 1));

        assert_eq!(read(text, None).unwrap().value.to_string(), r#"{"title":"Über","z":1}"#);
        let empty = read("---\n---\n", Some("content")).unwrap();
        assert_eq!(empty.value.to_string(), r#"{"content":""}"#);
        assert_eq!(read("---\n---\n\n \n", Some("c")).unwrap().value["c"], "");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        for (text, code, line_column, message) in [
            ("", Code::Syntax, (1, 1), "a Markdown file without front matter"),
            ("# Title\n", Code::Syntax, (1, 1), "a Markdown file without front matter"),
            ("\n---\na: 1\n---\n", Code::Syntax, (1, 1), "a Markdown file without front matter"),
            ("---\na: 1\n", Code::Syntax, (1, 1), "front matter that does not end"),
            ("---\n- é\n- 1\n---\n", Code::Syntax, (2, 1), "front matter that is no mapping"),
            (
                "---\né: 1\nb: c: d\n---\n",
                Code::Syntax,
                (3, 5),
                "mapping values are not allowed in this context",
            ),
            ("---\ntext: 1\n---\nx", Code::RepeatedKey, (4, 1), "the key `text` a second time"),
        ] {
            let problems = read(text, Some("text")).unwrap_err();
            assert_eq!((problems.len(), problems[0].code), (1, code), "{text}");
            assert_eq!(problems[0].place.line_column(), line_column, "{text}");
            assert_eq!(problems[0].message, message, "{text}");
        }
    }
}
