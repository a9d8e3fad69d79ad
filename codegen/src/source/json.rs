//! JSON, as RFC 8259 has it: one value, no comments, no key twice.

mod syntax;

use std::ops::Range;
use std::sync::Arc;

use jiter::{Jiter, JiterError, Peek};
use serde_json::Value;

use super::Mark;
use super::entries::{Entries, Node};
use super::limits::{self, MAX_DEPTH};
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};

/// Reads a file that is one value.
pub(super) fn read(file: &Arc<SourceFile>, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    read_part(file, 0..file.text.len(), problems)
}

/// Reads a value that is written in a part of a file, with nothing else but white space.
pub(super) fn read_part(
    file: &Arc<SourceFile>,
    part: Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let bytes = &file.text.as_bytes()[part.clone()];
    let mut reader = Reader { file, bytes, base: part.start, jiter: Jiter::new(bytes), problems };
    match reader.document() {
        Ok(node) => Some(node),
        Err(Stop) => None,
    }
}

/// The rest of the text can't be read; why is among the problems.
struct Stop;

struct Reader<'f> {
    file: &'f Arc<SourceFile>,
    bytes: &'f [u8],
    /// Where `bytes` begin in the file.
    base: usize,
    jiter: Jiter<'f>,
    problems: &'f mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Stop> {
        let peek = self.jiter.peek().map_err(|error| self.syntax(&error))?;
        let node = self.value(peek, 0)?;
        self.jiter.finish().map_err(|error| self.syntax(&error))?;
        Ok(node)
    }

    fn value(&mut self, peek: Peek, depth: usize) -> Result<Node, Stop> {
        let start = self.jiter.current_index();
        let (value, children) = match peek {
            Peek::Array => return self.array(start, depth),
            Peek::Object => return self.object(start, depth),
            Peek::String => {
                let text = self.jiter.known_str().map(ToOwned::to_owned);
                (Value::String(text.map_err(|error| self.syntax(&error))?), Box::default())
            }
            Peek::Null => {
                self.jiter.known_null().map_err(|error| self.syntax(&error))?;
                (Value::Null, Box::default())
            }
            Peek::True | Peek::False => {
                let value = self.jiter.known_bool(peek).map_err(|error| self.syntax(&error))?;
                (Value::Bool(value), Box::default())
            }
            _ => (self.number(peek, start)?, Box::default()),
        };
        let span = self.base + start..self.base + self.jiter.current_index();
        Ok((value, Mark::new(span, children)))
    }

    fn array(&mut self, start: usize, depth: usize) -> Result<Node, Stop> {
        self.go_deeper(start, depth)?;
        let (mut items, mut marks) = (Vec::new(), Vec::new());
        let mut next = self.jiter.known_array().map_err(|error| self.syntax(&error))?;
        while let Some(peek) = next {
            let (item, mark) = self.value(peek, depth + 1)?;
            items.push(item);
            marks.push(mark);
            next = self.jiter.array_step().map_err(|error| self.syntax(&error))?;
        }
        let span = self.base + start..self.base + self.jiter.current_index();
        Ok((Value::Array(items), Mark::new(span, marks.into())))
    }

    fn object(&mut self, start: usize, depth: usize) -> Result<Node, Stop> {
        self.go_deeper(start, depth)?;
        let mut entries = Entries::default();
        let mut before = start;
        let mut next = self.jiter.known_object().map(|key| key.map(ToOwned::to_owned));
        while let Some(key) = next.map_err(|error| self.syntax(&error))? {
            let written = self.key_span(before);
            let peek = self.jiter.peek().map_err(|error| self.syntax(&error))?;
            let (value, mark) = self.value(peek, depth + 1)?;
            entries.push(key, (value, mark.keyed(written)));
            before = self.jiter.current_index();
            next = self.jiter.next_key().map(|key| key.map(ToOwned::to_owned));
        }
        let (value, marks) = entries.finish(self.file, self.problems);
        let span = self.base + start..self.base + self.jiter.current_index();
        Ok((value, Mark::new(span, marks)))
    }

    /// Where the key is written that was just read, with its colon: between what was `before` it
    /// and here there are only a bracket or comma, white space, the key and the colon.
    fn key_span(&self, before: usize) -> Range<usize> {
        let here = self.jiter.current_index();
        let quote = |byte: &u8| *byte == b'"';
        let written = &self.bytes[before..here];
        let start = written.iter().position(quote).unwrap_or(0);
        let end = written.iter().rposition(quote).map_or(written.len(), |at| at + 1);
        self.base + before + start..self.base + before + end
    }

    fn number(&mut self, peek: Peek, start: usize) -> Result<Value, Stop> {
        let text = match self.jiter.known_number_bytes(peek) {
            Ok(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Err(error) => return Err(self.syntax(&error)),
        };
        let number = if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            let signed = text.parse::<i64>().map(Value::from);
            signed.or_else(|_| text.parse::<u64>().map(Value::from)).ok()
        } else {
            // Only a finite float is a `Value`.
            text.parse().ok().and_then(serde_json::Number::from_f64).map(Value::Number)
        };
        if let Some(number) = number {
            return Ok(number);
        }
        let place = self.place(start..self.jiter.current_index());
        self.problems.push(limits::out_of_range(&text, place));
        Ok(Value::Null)
    }

    fn go_deeper(&mut self, start: usize, depth: usize) -> Result<(), Stop> {
        if depth < MAX_DEPTH {
            return Ok(());
        }
        self.problems.push(limits::too_deep(self.place(start..start + 1)));
        Err(Stop)
    }

    fn syntax(&mut self, error: &JiterError) -> Stop {
        let part = self.base..self.base + self.bytes.len();
        self.problems.push(syntax::problem(self.file, part, error));
        Stop
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place { file: Arc::clone(self.file), span: self.base + span.start..self.base + span.end }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::{Document, Format, from_text};

    fn read(text: &str) -> Result<Document, Vec<Diagnostic>> {
        let file = Arc::new(SourceFile { path: "a.json".into(), text: text.into() });
        from_text(Format::Json, file, None)
    }

    #[test]
    fn every_value_has_its_exact_place() {
        let text = "{ \"b\" : [1, -2.5e1 ,\"é\\u00e9\"], \"a\\n\"\t:{} , \"\": null }\r\n";
        let document = read(text).unwrap();
        let written = |pointer: &str| {
            let mark = document.mark_at(pointer);
            let key = mark.key.map(|(start, end)| &text[start as usize..end as usize]);
            (key, &text[mark.start as usize..mark.end as usize])
        };
        assert_eq!(written(""), (None, text.trim()));
        assert_eq!(written("/b"), (Some("\"b\""), "[1, -2.5e1 ,\"é\\u00e9\"]"));
        assert_eq!(written("/b/1"), (None, "-2.5e1"));
        assert_eq!(written("/b/2"), (None, "\"é\\u00e9\""));
        assert_eq!(written("/a\n"), (Some("\"a\\n\""), "{}"));
        assert_eq!(written("/"), (Some("\"\""), "null"));
    }

    #[test]
    fn numbers_keep_their_kind() {
        for (text, value) in [
            ("0", Value::from(0)),
            ("-0", Value::from(0)),
            ("1.0", Value::from(1.0)),
            ("1e2", Value::from(100.0)),
            ("-9223372036854775808", Value::from(i64::MIN)),
            ("18446744073709551615", Value::from(u64::MAX)),
            ("1e-400", Value::from(0.0)),
        ] {
            assert_eq!(read(text).unwrap().value, value, "{text}");
        }
        let digits = "9".repeat(10_000);
        for text in ["18446744073709551616", "-9223372036854775809", "1e400", "-1e400", &digits] {
            let problems = read(&format!("[{text}, 1]")).unwrap_err();
            assert_eq!((problems.len(), problems[0].code), (1, Code::NumberRange), "{text}");
            assert_eq!(problems[0].place.span.start, 1);
        }
    }

    #[test]
    fn a_key_written_twice_is_shown_at_both_places() {
        let problems =
            read("{\"a\": {\"x\": 1,\n\"x\": 2}, \"b\": 0, \"\\u0061\": 1}").unwrap_err();
        let seen: Vec<_> = problems
            .iter()
            .map(|problem| {
                let related = problem.related[0].0.line_column();
                (problem.code, problem.message.as_str(), problem.place.line_column(), related)
            })
            .collect();
        assert_eq!(
            seen,
            [
                (Code::RepeatedKey, "the key `x` a second time", (2, 1), (1, 8)),
                (Code::RepeatedKey, "the key `a` a second time", (2, 18), (1, 2)),
            ]
        );
    }

    #[test]
    fn depth_is_bounded_and_costs_no_stack() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(MAX_DEPTH)).is_ok());
        for text in [nested(MAX_DEPTH + 1), nested(100_000), "{\"a\":".repeat(10_000)] {
            let problems = read(&text).unwrap_err();
            assert_eq!((problems.len(), problems[0].code), (1, Code::TooLarge));
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_filter_map("finite", |n| n.is_finite().then(|| Value::from(n))),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..8)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    /// Reads every marked stretch of text on its own, and holds it against the value.
    fn assert_marks(text: &str, value: &Value, mark: &Mark) {
        let written = &text[mark.start as usize..mark.end as usize];
        assert_eq!(&serde_json::from_str::<Value>(written).unwrap(), value);
        match value {
            Value::Array(items) => {
                assert_eq!(items.len(), mark.children.len());
                items
                    .iter()
                    .zip(&mark.children)
                    .for_each(|(item, mark)| assert_marks(text, item, mark));
            }
            Value::Object(map) => {
                assert_eq!(map.len(), mark.children.len());
                let mut sorted: Vec<_> = map.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                for ((key, value), mark) in sorted.into_iter().zip(&mark.children) {
                    let (start, end) = mark.key.unwrap();
                    let written = &text[start as usize..end as usize];
                    assert_eq!(&serde_json::from_str::<String>(written).unwrap(), key);
                    assert_marks(text, value, mark);
                }
            }
            _ => assert!(mark.children.is_empty()),
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(value in json(), pretty in any::<bool>()) {
            let text = if pretty { format!("{value:#}") } else { value.to_string() };
            let document = read(&text).unwrap();
            prop_assert_eq!(&document.value, &value);
            assert_marks(&text, &document.value, &document.mark);
        }

        #[test]
        fn we_are_as_strict_as_serde_json(text in r#"[\[\]{},:"\\ \n0-9eE.+\-tfnurale\x01é]{0,16}"#) {
            let theirs = serde_json::from_str::<Value>(&text).is_ok();
            let ours = match read(&text) {
                Ok(_) => true,
                Err(problems) => problems.iter().all(|problem| problem.code == Code::RepeatedKey),
            };
            prop_assert_eq!(ours, theirs, "{}", text);
        }
    }
}
