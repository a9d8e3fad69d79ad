//! Values in a line: strings in quotes, anything else as JSON, cut where they are long.

use serde_json::Value;

/// So many characters fit into a line.
pub const WIDTH: usize = 80;

/// At least so much of what is alike is shown before what differs.
const LEAD: usize = 12;

/// A value in one line, however long.
pub fn inline(value: Option<&Value>) -> String {
    value.map_or_else(|| "(absent)".to_owned(), |value| one_line(&value.to_string()))
}

/// A text that people wrote, without what would move a terminal's cursor.
pub fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// A text of at most `width` characters.
pub fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let start: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

/// Values side by side, each of at most `width` characters: where they are long, the part in which they
/// differ.
pub fn excerpts<const N: usize>(values: [Option<&Value>; N], width: usize) -> [String; N] {
    let texts = values.map(inline);
    let length = |text: &String| text.chars().count();
    let alike = alike(&texts);
    if texts.iter().all(|text| length(text) <= width) || alike <= width / 2 {
        return texts.map(|text| cut(&text, width));
    }
    let longest = texts.iter().map(length).max().unwrap_or_default();
    let lead = LEAD.max(width.saturating_sub(1 + longest - alike));
    texts.map(|text| {
        if length(&text) <= alike {
            return cut(&text, width);
        }
        let rest: String = text.chars().skip(alike.saturating_sub(lead)).collect();
        cut(&format!("…{}", rest.trim_start()), width)
    })
}

/// How many characters all of the texts that are there begin with.
fn alike(texts: &[String]) -> usize {
    let texts: Vec<Vec<char>> = texts
        .iter()
        .filter(|text| *text != "(absent)")
        .map(|text| text.chars().collect())
        .collect();
    let Some((first, rest)) = texts.split_first() else { return 0 };
    if rest.is_empty() {
        return 0;
    }
    let same = |(rank, character): &(usize, &char)| {
        rest.iter().all(|text| text.get(*rank) == Some(*character))
    };
    first.iter().enumerate().take_while(same).count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_text_is_cut_and_a_short_one_is_not() {
        assert_eq!(cut("größe", 5), "größe");
        assert_eq!(cut("größer", 5), "größ…");
        assert_eq!(cut("one two", 5), "one…");
    }

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        assert_eq!(one_line("a\u{1b}[2J\nb"), "a [2J b");
        assert_eq!(inline(Some(&json!("a\u{9b}b\n"))), "\"a b\\n\"");
    }

    #[test]
    fn long_values_are_shown_where_they_differ() {
        let same = "a".repeat(100);
        let (one, other) = (json!(format!("{same} one")), json!(format!("{same} two")));
        assert_eq!(
            excerpts([Some(&one), Some(&other), None], 20),
            ["…aaaaaaaaaaaaaa one\"", "…aaaaaaaaaaaaaa two\"", "(absent)"]
        );
        assert_eq!(excerpts([Some(&json!("x")), Some(&json!(1))], 20), ["\"x\"", "1"]);
    }
}
