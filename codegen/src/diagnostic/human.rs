//! Diagnostics for people, as rustc shows them.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::lines::{Lines, Unit};
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
    let mut group = shown(Group::with_title(title), lines, &diagnostic.place, None);
    for (place, why) in &diagnostic.related {
        group = shown(group, lines, place, Some(why));
    }
    if let Some(help) = &diagnostic.help {
        let help = annotate_snippets::normalize_untrusted_str(help);
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// Adds a place and its line, underlined.
///
/// The renderer gets the piece of the line that is shown, and the position separately: it would look
/// through the whole file for every diagnostic.
fn shown<'a>(
    group: Group<'a>,
    lines: &mut Lines,
    place: &'a Place,
    why: Option<&'a str>,
) -> Group<'a> {
    let region = lines.region(place, Unit::Character);
    let origin = Origin::path(super::path(place)).line(region.line).char_column(region.column);
    let line = lines.line(&place.file, region.line);
    let text = &place.file.text;
    if text.is_empty() || place.span.start > line.end {
        return why.map_or(group.clone().element(origin.clone()), |why| {
            group
                .element(origin)
                .element(Level::NOTE.message(annotate_snippets::normalize_untrusted_str(why)))
        });
    }
    // What is longer than its line is underlined as far as that goes.
    let span = place.span.start..place.span.end.clamp(place.span.start, line.end);
    let (piece, span) = piece(text, line, span);
    let kind = if why.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let annotation = kind.span(span).label(why);
    let snippet = Snippet::source(piece).line_start(region.line).annotation(annotation);
    group.element(origin).element(snippet)
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
