//! The syntax of a YAML text, from the parser's events.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};

use super::block::dash;
use crate::rewrite::node::{Entry, Kind, Layout, Node, Scalar};
use crate::source::yaml::{Offsets, place};

/// The root of a text's one document; nothing where it has none, or is no YAML.
pub(super) fn parse(text: &str) -> Option<Node> {
    let (parser, offsets) = (Parser::new_from_str(text), Offsets::new(text));
    let mut reader = Reader { text, parser, offsets, end: 0, names: HashMap::new() };
    loop {
        match reader.next()? {
            (Event::DocumentStart(_), _) => {
                let (event, span) = reader.next()?;
                return reader.node(event, span);
            }
            (Event::StreamEnd, _) => return None,
            _ => {}
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    offsets: Offsets<'t>,
    /// The end of what was last written.
    end: usize,
    /// The texts of anchored scalars, which aliases may use as keys.
    names: HashMap<usize, String>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Range<usize>)> {
        let (event, span) = self.parser.next_event()?.ok()?;
        let byte = |character| self.offsets.byte(character);
        Some((event, byte(span.start.index())..byte(span.end.index())))
    }

    fn node(&mut self, event: Event<'t>, span: Range<usize>) -> Option<Node> {
        match event {
            Event::Alias(anchor) => {
                self.end = self.end.max(span.end);
                Some(Node::bare(span, Kind::Alias(anchor)))
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tagged = tag.is_some();
                Some(self.scalar(&text, style, anchor, tagged, span))
            }
            Event::SequenceStart(anchor, tag) => {
                let tagged = tag.is_some();
                let content = self.open(&span, anchor, tagged);
                self.sequence(span.start, content, anchor, tagged)
            }
            Event::MappingStart(anchor, tag) => {
                let tagged = tag.is_some();
                let content = self.open(&span, anchor, tagged);
                self.mapping(span.start, content, anchor, tagged)
            }
            _ => None,
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tagged: bool,
        whole: Range<usize>,
    ) -> Node {
        let properties = count(anchor, tagged);
        let absent = style == ScalarStyle::Plain && text.is_empty() && properties == 0;
        let mut span = if absent {
            place::absent(self.text, whole.start)
        } else {
            place::scalar(self.text, text, whole.clone(), style, properties)
        };
        let kind = match style {
            ScalarStyle::Plain => Scalar::Plain,
            ScalarStyle::SingleQuoted => Scalar::Single,
            ScalarStyle::DoubleQuoted => Scalar::Double,
            ScalarStyle::Literal => Scalar::Literal,
            ScalarStyle::Folded => Scalar::Folded,
        };
        if matches!(kind, Scalar::Literal | Scalar::Folded) {
            span.end = self.with_kept_lines(&span);
        }
        self.end = self.end.max(span.end);
        if anchor > 0 {
            self.names.insert(anchor, text.to_owned());
        }
        let start = if properties > 0 { whole.start } else { span.start };
        Node { span, start, anchor, tagged, kind: Kind::Scalar(kind) }
    }

    /// The end of a block scalar: `+` in its first line keeps the blank lines behind it.
    fn with_kept_lines(&self, span: &Range<usize>) -> usize {
        let written = &self.text[span.clone()];
        let header = written.split(['\n', '\r', '#']).next().unwrap_or_default();
        let rest = &self.text[span.end..];
        let blank = &rest[..rest.len() - rest.trim_ascii_start().len()];
        let kept = blank.rfind('\n').filter(|_| header.contains('+'));
        span.end + kept.map_or(0, |at| at - usize::from(blank[..at].ends_with('\r')))
    }

    fn open(&mut self, span: &Range<usize>, anchor: usize, tagged: bool) -> usize {
        let content = place::content(self.text, span.start, count(anchor, tagged));
        self.end = self.end.max(content);
        content
    }

    fn sequence(
        &mut self,
        start: usize,
        content: usize,
        anchor: usize,
        tagged: bool,
    ) -> Option<Node> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                let layout = self.close(content, b'[', span.start);
                let kind = Kind::List { items, layout };
                return Some(Node { span: content..self.end, start, anchor, tagged, kind });
            }
            items.push(self.node(event, span)?);
        }
    }

    fn mapping(
        &mut self,
        start: usize,
        content: usize,
        anchor: usize,
        tagged: bool,
    ) -> Option<Node> {
        let mut entries = Vec::new();
        let mut odd = false;
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                let layout = self.close(content, b'{', span.start);
                let layout = if odd { Layout::Odd } else { layout };
                let kind = Kind::Map { entries, layout };
                return Some(Node { span: content..self.end, start, anchor, tagged, kind });
            }
            let merges =
                matches!(&event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<");
            let before = self.end;
            let name = self.name(&event);
            let key = self.node(event, span)?;
            // A key of several lines, one that is anchored and one behind a `?`.
            odd |= key.anchor > 0
                || self.text[key.start..key.span.end].contains('\n')
                || is_explicit(&self.text[before.min(key.start)..key.start]);
            let (event, span) = self.next()?;
            let mut value = self.node(event, span)?;
            let key = key.start..key.span.end;
            // The parser has a list that is indented no more than its key begin behind its first dash.
            if let Kind::List { layout: Layout::Block, .. } = value.kind
                && value.start == value.span.start
            {
                let colon = key.end + self.text[key.end..].find(':')? + 1;
                value.span.start = dash(self.text, colon)?;
                value.start = value.span.start;
            }
            entries.push(Entry { name: name?.into_owned(), key, merges, value });
        }
    }

    fn name(&self, key: &Event<'t>) -> Option<Cow<'t, str>> {
        match key {
            Event::Scalar(text, ..) => Some(text.clone()),
            Event::Alias(anchor) => self.names.get(anchor).cloned().map(Cow::Owned),
            _ => None,
        }
    }

    /// In brackets a list or object ends at `last`, and else with the last thing in it.
    fn close(&mut self, content: usize, bracket: u8, last: usize) -> Layout {
        if self.text.as_bytes().get(content) == Some(&bracket) && self.ends_in_bracket(last) {
            self.end = self.end.max(last + 1);
            return Layout::Flow;
        }
        Layout::Block
    }

    fn ends_in_bracket(&self, last: usize) -> bool {
        matches!(self.text.as_bytes().get(last), Some(b']' | b'}'))
    }
}

/// Whether the last thing before a key is YAML's own `?`, and not the end of a comment.
fn is_explicit(before: &str) -> bool {
    let last = before.trim_ascii_end().rsplit('\n').next().unwrap_or_default();
    last.ends_with('?') && !last.contains('#')
}

fn count(anchor: usize, tagged: bool) -> usize {
    usize::from(anchor > 0) + usize::from(tagged)
}
