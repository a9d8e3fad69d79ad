//! JSON Lines: an array, one item a line.

use std::sync::Arc;

use serde_json::Value;

use super::Mark;
use super::entries::Node;
use super::json;
use super::limits::MAX_PROBLEMS;
use crate::diagnostic::{Diagnostic, SourceFile};

/// Reads a file. Blank lines are passed over; a bad line does not keep the next from being read.
pub(super) fn read(file: &Arc<SourceFile>, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let (mut items, mut marks) = (Vec::new(), Vec::new());
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        let part = start..start + line.trim_ascii_end().len();
        start += line.len();
        if line.trim_ascii().is_empty() {
            continue;
        }
        if let Some((item, mark)) = json::read_part(file, part, problems) {
            items.push(item);
            marks.push(mark);
        }
        if problems.len() >= MAX_PROBLEMS {
            break;
        }
    }
    let span = match (marks.first(), marks.last()) {
        (Some(first), Some(last)) => first.start as usize..last.end as usize,
        _ => 0..0,
    };
    Some((Value::Array(items), Mark::new(span, marks.into())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::{Document, Format, from_text};

    fn read(text: &str) -> Result<Document, Vec<Diagnostic>> {
        let file = Arc::new(SourceFile { path: "a.jsonl".into(), text: text.into() });
        from_text(Format::JsonLines, file, None)
    }

    #[test]
    fn a_line_is_an_item() {
        let document = read("{\"a\":1}\r\n\r\n  [2]\n\n3").unwrap();
        assert_eq!(document.value.to_string(), r#"[{"a":1},[2],3]"#);
        assert_eq!(document.place(document.mark_at("/0/a")).line_column(), (1, 6));
        assert_eq!(document.place(document.mark_at("/1/0")).line_column(), (3, 4));
        assert_eq!(document.place(document.mark_at("/2")).line_column(), (5, 1));
        assert_eq!(read("").unwrap().value.to_string(), "[]");
    }

    #[test]
    fn every_bad_line_is_reported_at_its_line() {
        let problems =
            read("{\"a\":1}\n{\"a\":\n\n{\"a\":1}\n{\"b\":1,\"b\":2}\n1 2\n").unwrap_err();
        let seen: Vec<_> =
            problems.iter().map(|problem| (problem.code, problem.place.line_column())).collect();
        assert_eq!(
            seen,
            [(Code::Syntax, (2, 6)), (Code::RepeatedKey, (5, 8)), (Code::Syntax, (6, 3))]
        );
    }

    #[test]
    fn a_file_of_another_format_gives_no_endless_list() {
        assert_eq!(read(&"no json\n".repeat(100_000)).unwrap_err().len(), MAX_PROBLEMS);
    }
}
