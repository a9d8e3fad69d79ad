//! From the parser's events to values: aliases are expanded, merge keys merged.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput, Tag};
use serde_json::Value;

use super::merge::Merged;
use super::offsets::Offsets;
use super::tag::Core;
use super::{place, scalar, syntax};
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};
use crate::source::Mark;
use crate::source::entries::{Entries, Node};
use crate::source::limits::{self, MAX_DEPTH};

/// What aliases may add to a file beyond ten times what is written in it, in values: more than any
/// file has that a person writes, and small in memory. An alias bomb of five lines ends here.
const FREE_COPIES: usize = 1_000_000;

/// Makes the values of a document. An error ends the file; lesser problems are collected.
pub(super) struct Builder<'f> {
    file: &'f Arc<SourceFile>,
    /// Where the parser's text begins in the file.
    base: usize,
    parser: Parser<'f, StrInput<'f>>,
    offsets: Offsets<'f>,
    /// By the parser's number. A value that is still being read is not here.
    anchors: HashMap<usize, Built>,
    /// The weight of what was written so far, and of the copies that anchors and aliases made of it.
    written: usize,
    copied: usize,
    /// The end of what was last written, in bytes of the file.
    end: usize,
    problems: &'f mut Vec<Diagnostic>,
}

/// A value that was made.
#[derive(Clone)]
pub(super) struct Built {
    pub node: Node,
    /// One for each value, and one more for every 64 bytes of text.
    weight: usize,
    /// How many levels of arrays and objects it has.
    height: usize,
}

/// What stands before a node. An anchor's number is 0 where there is none.
struct Properties<'t> {
    anchor: usize,
    tag: Option<&'t Tag>,
}

type Fallible<T> = Result<T, Box<Diagnostic>>;

impl<'f> Builder<'f> {
    pub(super) fn new(
        file: &'f Arc<SourceFile>,
        part: Range<usize>,
        problems: &'f mut Vec<Diagnostic>,
    ) -> Self {
        let text = &file.text[part.clone()];
        Self {
            file,
            base: part.start,
            parser: Parser::new_from_str(text),
            offsets: Offsets::new(text),
            anchors: HashMap::new(),
            written: 0,
            copied: 0,
            end: part.start,
            problems,
        }
    }

    /// The next event and where it is written, in bytes of the file.
    pub(super) fn next(&mut self) -> Fallible<(Event<'f>, Range<usize>)> {
        let byte = |character| self.base + self.offsets.byte(character);
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                Ok((event, byte(span.start.index())..byte(span.end.index())))
            }
            None => Ok((Event::StreamEnd, self.end..self.end)),
            Some(Err(error)) => {
                let start = byte(error.marker().index());
                let found = self.file.text[start..].chars().next();
                let place = self.place(start..start + found.map_or(0, char::len_utf8));
                Err(Box::new(syntax::problem(error.info(), place)))
            }
        }
    }

    /// The value that an event begins, `depth` levels below the root.
    pub(super) fn node(
        &mut self,
        event: Event<'f>,
        span: Range<usize>,
        depth: usize,
    ) -> Fallible<Built> {
        let (anchor, built) = match event {
            Event::Alias(anchor) => return self.alias(anchor, span, depth),
            Event::Scalar(text, style, anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref() };
                (anchor, self.scalar(&text, style, &properties, span)?)
            }
            Event::SequenceStart(anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref() };
                let start = self.open(&properties, Core::Seq, span, depth)?;
                (anchor, self.sequence(start, depth)?)
            }
            Event::MappingStart(anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref() };
                let start = self.open(&properties, Core::Map, span, depth)?;
                (anchor, self.mapping(start, depth)?)
            }
            _ => return Err(self.syntax("expected a value", span)),
        };
        self.remember(anchor, &built)?;
        Ok(built)
    }

    pub(super) fn place(&self, span: Range<usize>) -> Place {
        Place { file: Arc::clone(self.file), span }
    }

    fn sequence(&mut self, start: usize, depth: usize) -> Fallible<Built> {
        let (mut items, mut marks) = (Vec::new(), Vec::new());
        let (mut weight, mut height) = (1, 0);
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                self.close(start, b'[', span.start);
                break;
            }
            let item = self.node(event, span, depth + 1)?;
            weight += item.weight;
            height = height.max(item.height);
            items.push(item.node.0);
            marks.push(item.node.1);
        }
        let mark = Mark::new(start..self.end, marks.into());
        Ok(Built { node: (Value::Array(items), mark), weight, height: height + 1 })
    }

    fn mapping(&mut self, start: usize, depth: usize) -> Fallible<Built> {
        let (mut entries, mut merged) = (Entries::default(), Merged::default());
        let (mut weight, mut height) = (1, 0);
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                self.close(start, b'{', span.start);
                break;
            }
            let merges =
                matches!(&event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<");
            let (key, key_span) = self.key(event, span)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span.clone(), depth + 1)?;
            weight += value.weight + key.len() / 64;
            height = height.max(value.height);
            let (value, mark) = value.node;
            if !merges {
                entries.push(key, (value, mark.keyed(key_span)));
            } else if !merged.add((value, mark)) {
                let message = "`<<` merges a mapping or a list of mappings, and this is neither";
                let problem = Diagnostic::new(Code::Syntax, message, self.place(span));
                self.problems.push(problem.help("put `<<` in quotes if it is a key of its own"));
            }
        }
        merged.fill(&mut entries);
        let (value, marks) = entries.finish(self.file, self.problems);
        let mark = Mark::new(start..self.end, marks);
        Ok(Built { node: (value, mark), weight, height: height + 1 })
    }

    /// The text of a key as it is written, and where.
    fn key(&mut self, event: Event<'f>, span: Range<usize>) -> Fallible<(String, Range<usize>)> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref() };
                if text.is_empty() && style == ScalarStyle::Plain {
                    return Err(self.syntax("a value without a key", span));
                }
                let before = self.problems.len();
                let built = self.scalar(&text, style, &properties, span)?;
                if anchor == 0 {
                    // A number that is too big is a good key, but no good value for an alias.
                    self.problems.truncate(before);
                }
                self.remember(anchor, &built)?;
                let written = built.node.1.start as usize..built.node.1.end as usize;
                Ok((text.into_owned(), written))
            }
            Event::Alias(anchor) => match self.alias(anchor, span.clone(), 0)?.node {
                (Value::String(text), _) => Ok((text, span)),
                (_, mark) if mark.plain => {
                    Ok((self.file.text[mark.start as usize..mark.end as usize].to_owned(), span))
                }
                _ => Err(self.syntax("a key that is not text", span)),
            },
            _ => Err(self.syntax("a key that is a list or a mapping", span)),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        properties: &Properties,
        span: Range<usize>,
    ) -> Fallible<Built> {
        let plain = style == ScalarStyle::Plain;
        let span = if plain && text.is_empty() && properties.count() == 0 {
            place::absent(&self.file.text, span.start)
        } else {
            place::scalar(&self.file.text, text, span, style, properties.count())
        };
        self.end = self.end.max(span.end);
        let value = match self.core(properties, &span)? {
            Some(core) => core.value(text).ok_or_else(|| {
                self.syntax("a value that is not what its tag says", span.clone())
            })?,
            None if !plain => text.into(),
            None => scalar::resolve(text).unwrap_or_else(|scalar::OutOfRange| {
                self.problems.push(limits::out_of_range(text, self.place(span.clone())));
                Value::Null
            }),
        };
        // Over several lines, what is written is not the text; where nothing is, there is none.
        let plain = plain && properties.tag.is_none() && self.file.text[span.clone()] == *text;
        let mark = Mark { plain: plain && !text.is_empty(), ..Mark::leaf(span) };
        let weight = 1 + text.len() / 64;
        self.written += weight;
        Ok(Built { node: (value, mark), weight, height: 0 })
    }

    /// A copy of what an anchor names; its marks stay where it is written.
    fn alias(&mut self, anchor: usize, span: Range<usize>, depth: usize) -> Fallible<Built> {
        self.end = self.end.max(span.end);
        let Some(built) = self.anchors.get(&anchor) else {
            return Err(self.syntax("an alias to a value that it is part of", span));
        };
        if depth + built.height > MAX_DEPTH {
            return Err(Box::new(limits::too_deep(self.place(span))));
        }
        self.copied += built.weight;
        self.check_copies(span)?;
        Ok(built.clone())
    }

    /// Keeps a value for the aliases to its anchor, if it has one.
    fn remember(&mut self, anchor: usize, built: &Built) -> Fallible<()> {
        if anchor > 0 {
            self.copied += built.weight;
            let mark = &built.node.1;
            self.check_copies(mark.start as usize..mark.end as usize)?;
            self.anchors.insert(anchor, built.clone());
        }
        Ok(())
    }

    fn check_copies(&self, span: Range<usize>) -> Fallible<()> {
        if self.copied <= FREE_COPIES + 10 * self.written {
            return Ok(());
        }
        let message = "aliases expand to far more than is written";
        Err(Box::new(Diagnostic::new(Code::TooLarge, message, self.place(span))))
    }

    /// Where the content of a list or mapping begins, `depth` levels below the root.
    fn open(
        &mut self,
        properties: &Properties,
        kind: Core,
        span: Range<usize>,
        depth: usize,
    ) -> Fallible<usize> {
        if depth >= MAX_DEPTH {
            return Err(Box::new(limits::too_deep(self.place(span))));
        }
        let core = self.core(properties, &span)?;
        if core.is_some_and(|core| core != kind && core != Core::NonSpecific) {
            return Err(self.syntax("a value that is not what its tag says", span));
        }
        self.written += 1;
        let start = place::content(&self.file.text, span.start, properties.count());
        self.end = self.end.max(start);
        Ok(start)
    }

    /// In brackets a list or mapping ends at `last`, and else with the last thing in it.
    fn close(&mut self, start: usize, bracket: u8, last: usize) {
        if self.file.text.as_bytes().get(start) == Some(&bracket) {
            self.end = self.end.max(last + 1);
        }
    }

    fn core(&self, properties: &Properties, span: &Range<usize>) -> Fallible<Option<Core>> {
        let Some(tag) = properties.tag else { return Ok(None) };
        let core = Core::of(tag).ok_or_else(|| {
            let message = format!("the unknown tag `{tag}`");
            let problem = Diagnostic::new(Code::Syntax, message, self.place(span.clone()));
            problem
                .help("the core schema knows !!str, !!int, !!float, !!bool, !!null, !!seq, !!map")
        })?;
        Ok(Some(core))
    }

    fn syntax(&self, message: &str, span: Range<usize>) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::Syntax, message, self.place(span)))
    }
}

impl Properties<'_> {
    fn count(&self) -> usize {
        usize::from(self.anchor > 0) + usize::from(self.tag.is_some())
    }
}
