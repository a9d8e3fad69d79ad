//! CSV, as RFC 4180 has it: a header, then rows as long as the header.

mod cell;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value};

pub(crate) use self::cell::{Cell, Cells};
use super::Mark;
use super::entries::Node;
use super::limits::MAX_PROBLEMS;
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};

/// Reads a file into an array of objects that hold their cells as text. An empty cell is an absent
/// field, in quotes or not: programs that write CSV often quote every cell.
pub(super) fn read(file: &Arc<SourceFile>, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut cells = Cells::new(&file.text);
    let mut row = Vec::new();
    if !next_row(&mut cells, &mut row, file, problems)? {
        let message = "a CSV file without a header";
        let problem = Diagnostic::new(Code::Syntax, message, Place::whole(file));
        problems.push(problem.help("write the names of the fields in the first line"));
        return None;
    }
    let header = Header::new(&row, file, problems)?;

    let (mut items, mut marks) = (Vec::new(), Vec::new());
    while next_row(&mut cells, &mut row, file, problems)? {
        if row.len() == header.names.len() {
            let (item, mark) = header.object(&row);
            items.push(item);
            marks.push(mark);
        } else {
            let message =
                format!("{} cells, where the header has {}", row.len(), header.names.len());
            let place = Place { file: Arc::clone(file), span: written(&row) };
            problems.push(
                Diagnostic::new(Code::Syntax, message, place)
                    .help("put a cell that holds a comma in \" quotes"),
            );
            if problems.len() >= MAX_PROBLEMS {
                return None;
            }
        }
    }
    Some((Value::Array(items), Mark::new(0..file.text.trim_end().len(), marks.into())))
}

/// Fills `row`; `false` at the end of the file.
fn next_row<'t>(
    cells: &mut Cells<'t>,
    row: &mut Vec<Cell<'t>>,
    file: &Arc<SourceFile>,
    problems: &mut Vec<Diagnostic>,
) -> Option<bool> {
    match cells.next_row(row) {
        Ok(more) => Some(more),
        Err((span, message)) => {
            let place = Place { file: Arc::clone(file), span };
            let help = "in a cell in quotes, write \" twice";
            problems.push(Diagnostic::new(Code::Syntax, message, place).help(help));
            None
        }
    }
}

fn written(row: &[Cell]) -> Range<usize> {
    match (row.first(), row.last()) {
        (Some(first), Some(last)) => first.whole.start..last.whole.end,
        _ => 0..0,
    }
}

/// The names of the fields.
struct Header {
    names: Vec<String>,
    places: Vec<Range<usize>>,
    /// The columns in the order of their names, which is that of [`Mark::children`].
    sorted: Vec<usize>,
}

impl Header {
    fn new(row: &[Cell], file: &Arc<SourceFile>, problems: &mut Vec<Diagnostic>) -> Option<Self> {
        let place = |cell: &Cell| Place { file: Arc::clone(file), span: cell.whole.clone() };
        let mut seen: HashMap<String, &Cell> = HashMap::new();
        let before = problems.len();
        for (column, cell) in row.iter().enumerate() {
            let name = cell.text();
            if name.is_empty() {
                let message = format!("no name for column {}", column + 1);
                problems.push(Diagnostic::new(Code::Syntax, message, place(cell)));
            } else if let Some(first) = seen.get(name.as_ref()) {
                let message = format!("a second column `{name}`");
                let problem = Diagnostic::new(Code::RepeatedKey, message, place(cell));
                problems.push(problem.related(place(first), "the first"));
            } else {
                seen.insert(name.into_owned(), cell);
            }
        }
        if problems.len() > before {
            return None;
        }
        let names: Vec<_> = row.iter().map(|cell| cell.text().into_owned()).collect();
        let mut sorted: Vec<_> = (0..names.len()).collect();
        sorted.sort_by(|&a, &b| names[a].cmp(&names[b]));
        let places = row.iter().map(|cell| cell.whole.clone()).collect();
        Some(Self { names, places, sorted })
    }

    /// The object of a row that is as long as the header.
    fn object(&self, row: &[Cell]) -> Node {
        let mut map = Map::new();
        for (name, cell) in self.names.iter().zip(row) {
            if !cell.is_empty() {
                map.insert(name.clone(), Value::String(cell.text().into_owned()));
            }
        }
        let present = self.sorted.iter().filter(|&&column| !row[column].is_empty());
        let marks = present.map(|&column| {
            let leaf = Mark::leaf(row[column].content.clone());
            Mark { plain: true, ..leaf }.keyed(self.places[column].clone())
        });
        (Value::Object(map), Mark::new(written(row), marks.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Document, Format, from_text};

    fn read(text: &str) -> Result<Document, Vec<Diagnostic>> {
        let file = Arc::new(SourceFile { path: "a.csv".into(), text: text.into() });
        from_text(Format::Csv, file, None)
    }

    #[test]
    fn a_row_is_an_object_of_texts() {
        let text = "id,name,born\r\n0010,\"Smith, \"\"J\"\"\",\r\n\r\n2,é,\"\"\n";
        let document = read(text).unwrap();
        assert_eq!(
            document.value.to_string(),
            r#"[{"id":"0010","name":"Smith, \"J\""},{"id":"2","name":"é"}]"#
        );
        let written = |pointer: &str| {
            let mark = document.mark_at(pointer);
            let (start, end) = mark.key.unwrap();
            assert!(mark.plain);
            (&text[start as usize..end as usize], &text[mark.start as usize..mark.end as usize])
        };
        assert_eq!(written("/0/id"), ("id", "0010"));
        assert_eq!(written("/0/name"), ("name", "Smith, \"\"J\"\""));
        assert_eq!(written("/1/name"), ("name", "é"));
        assert_eq!(document.place(document.mark_at("/1")).line_column(), (4, 1));
        assert_eq!(read("id\n").unwrap().value.to_string(), "[]");
    }

    #[test]
    fn what_is_no_table_is_refused_at_its_line() {
        for (text, code, line_column, message) in [
            ("", Code::Syntax, (1, 1), "a CSV file without a header"),
            ("a,,b\n", Code::Syntax, (1, 3), "no name for column 2"),
            ("a,\"a\"\n", Code::RepeatedKey, (1, 3), "a second column `a`"),
            ("a,b\n1,2\n1\n", Code::Syntax, (3, 1), "1 cells, where the header has 2"),
            ("a,b\n\"\n\",2\n1,2,3", Code::Syntax, (4, 1), "3 cells, where the header has 2"),
            ("a\n\"x\n\n", Code::Syntax, (2, 1), "a cell in quotes that does not end"),
            ("a\n\"x\"y\n", Code::Syntax, (2, 4), "text after the closing quote of a cell"),
        ] {
            let problems = read(text).unwrap_err();
            assert_eq!((problems.len(), problems[0].code), (1, code), "{text}");
            assert_eq!(problems[0].place.line_column(), line_column, "{text}");
            assert_eq!(problems[0].message, message, "{text}");
        }
    }
}
