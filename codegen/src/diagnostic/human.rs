//! Diagnostics for people, as rustc shows them.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use super::lines::{Column, Lines, Region};
use super::{Diagnostic, Place, Severity};

/// Renders diagnostics in the given order, and a line that counts them; nothing for none.
#[must_use]
pub fn human(diagnostics: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH + 40);
    let mut lines = Lines::default();
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&one(&renderer, &mut lines, diagnostic));
        out.push_str("\n\n");
    }
    if let Some(summary) = summary(diagnostics) {
        out.push_str(&summary);
        out.push('\n');
    }
    out
}

/// `3 errors, 1 warning`; nothing for none.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let count = |severity: Severity, noun: &str| match diagnostics
        .iter()
        .filter(|one| one.severity() == severity)
        .count()
    {
        0 => None,
        1 => Some(format!("1 {noun}")),
        number => Some(format!("{number} {noun}s")),
    };
    let parts = [count(Severity::Error, "error"), count(Severity::Warning, "warning")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// How much of a line is shown, in bytes: lines of megabytes are common in JSON.
const WIDTH: usize = 100;

fn one(renderer: &Renderer, lines: &mut Lines, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let code = diagnostic.code.to_string();
    let title = level.primary_title(diagnostic.message.as_str()).id(code.as_str());
    let mut page = Page { group: Group::with_title(title), lines, columns: Vec::new() };
    page.show(&diagnostic.place, None);
    for (place, why) in &diagnostic.related {
        page.show(place, Some(why));
    }
    let mut group = page.group;
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    let mut text = renderer.render(&[group]);
    for (shown, meant) in page.columns {
        text = text.replacen(&shown, &meant, 1);
    }
    text
}

/// A diagnostic on its way to the renderer.
///
/// The renderer gets the piece of a line that is shown and not the file, which it would look through
/// for every diagnostic. Where the piece begins in the middle of a line, the column that it finds is
/// put right afterwards.
struct Page<'a, 'l> {
    group: Group<'a>,
    lines: &'l mut Lines,
    /// `path:line:column` as the renderer writes it, and as it should be.
    columns: Vec<(String, String)>,
}

impl<'a> Page<'a, '_> {
    /// Adds a place and its line, underlined.
    fn show(&mut self, place: &'a Place, why: Option<&'a str>) {
        let Region { line: number, column, .. } = self.lines.region(place, Column::Character);
        let path = super::path(place);
        let line = self.lines.line(&place.file, number);
        if place.file.text.is_empty() || place.span.start > line.end {
            self.add(Origin::path(path).line(number).char_column(column));
            if let Some(why) = why {
                self.add(Level::NOTE.message(normalize_untrusted_str(why)));
            }
            return;
        }
        // What is longer than its line is underlined as far as that goes.
        let span = place.span.start..place.span.end.clamp(place.span.start, line.end);
        let (piece, span) = piece(&place.file.text, line, span);
        let shown = piece[..span.start].chars().count() + 1;
        if shown != column {
            let at = |column| format!("{path}:{number}:{column}");
            self.columns.push((at(shown), at(column)));
        }
        let kind = if why.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
        let annotation = kind.span(span).label(why);
        self.add(Snippet::source(piece).line_start(number).path(path).annotation(annotation));
    }

    fn add(&mut self, element: impl Into<Element<'a>>) {
        let empty = Group::with_level(Level::ERROR);
        self.group = std::mem::replace(&mut self.group, empty).element(element);
    }
}

/// The part of a line around a span, cut with `...` where it is long, and the span in that part.
fn piece(text: &str, line: Range<usize>, span: Range<usize>) -> (String, Range<usize>) {
    let from = if line.len() <= WIDTH || span.start - line.start <= WIDTH / 3 {
        line.start
    } else {
        boundary(text, span.start - WIDTH / 3)
    };
    let to = if line.end - from <= WIDTH { line.end } else { boundary(text, from + WIDTH) };
    let before = if from > line.start { "..." } else { "" };
    let after = if to < line.end { "..." } else { "" };
    let shift = |at: usize| at.min(to) - from + before.len();
    (format!("{before}{}{after}", &text[from..to]), shift(span.start)..shift(span.end))
}

/// The character boundary at a byte or before it.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Code, SourceFile};

    fn place(path: &str, text: &str, what: &str) -> Place {
        let start = text.find(what).unwrap();
        let file = SourceFile { path: PathBuf::from(path), text: text.to_owned() };
        Place { file: Arc::new(file), span: start..start + what.len() }
    }

    #[test]
    fn a_diagnostic_shows_its_line_what_is_related_and_help() {
        let text = "{\n  \"a\": 1,\n  \"a\": {\n  }\n}\n";
        let first = place("data/x/one.json", text, "\"a\"");
        let second = Place { file: Arc::clone(&first.file), span: 14..27 };
        let wrong = Diagnostic::new(Code::RepeatedKey, "`a` is there twice", second)
            .related(first, "the first one")
            .help("take one out");
        let unread =
            Place::whole(&Arc::new(SourceFile { path: "data/y".into(), text: String::new() }));
        let warning = Diagnostic::new(Code::StaleLock, "not up to date", unread);
        insta::assert_snapshot!(human(&[wrong, warning], false));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("[{}\"here\"{}]", "\"ä\", ".repeat(500), ", 1".repeat(500));
        let wrong = Diagnostic::new(Code::Invalid, "no", place("a.json", &text, "\"here\""));
        insta::assert_snapshot!(human(&[wrong], false));
    }

    #[test]
    fn nothing_is_shown_for_nothing() {
        assert_eq!(human(&[], true), "");
    }
}
