//! Texts that merge line by line: `x-merge: text`.

use serde_json::Value;

/// Longer texts merge as a whole: where all lines differ, the time to compare them grows with the square
/// of their number, and an import waits for it.
const MAX_LINES: usize = 10_000;

/// Merges texts line by line, if each line that differs was changed by one side or by both alike.
///
/// Changes to lines that are next to each other can't be told apart, as in any diff3.
pub(super) fn merge_texts(base: Option<&Value>, current: &Value, target: &Value) -> Option<Value> {
    let texts @ [base, current, target] = [base?.as_str()?, current.as_str()?, target.as_str()?];
    if texts.iter().any(|text| text.lines().nth(MAX_LINES).is_some()) {
        return None;
    }
    diffy::merge(base, current, target).ok().map(Value::String)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, current: &str, target: &str) -> Option<String> {
        let merged = merge_texts(Some(&base.into()), &current.into(), &target.into())?;
        merged.as_str().map(str::to_owned)
    }

    #[test]
    fn lines_of_both_sides_go_in() {
        for (base, current, target, expected) in [
            ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", Some("A\nb\nC\n")),
            ("a\nb\nc\n", "a\nb\n", "A\nb\nc\n", Some("A\nb\n")),
            ("a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\nd\ne", Some("A\nb\nc\nd\ne")),
            (
                "a\r\nb\r\nc\r\n",
                "A\r\nb\r\nc\r\n",
                "a\r\nb\r\nc\r\nd\r\n",
                Some("A\r\nb\r\nc\r\nd\r\n"),
            ),
            ("a\nb\nc\n", "x\na\nb\nc\n", "x\na\nb\nC\n", Some("x\na\nb\nC\n")),
            ("a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n", None),
            ("a\nb\n", "A\nb\n", "B\nb\n", None),
            ("a\n", "", "b\n", None),
            ("one line", "One line", "one line.", None),
            // What looks like a mark of a conflict is a line like any other.
            (
                "=======\nb\nc\n",
                "=======\nb\nC\n",
                "<<<<<<< a\n=======\nb\nc\n",
                Some("<<<<<<< a\n=======\nb\nC\n"),
            ),
        ] {
            assert_eq!(merged(base, current, target).as_deref(), expected, "{base:?}");
        }
    }

    #[test]
    fn a_very_long_text_is_one_value() {
        for (lines, merges) in [(MAX_LINES - 2, true), (MAX_LINES, false)] {
            let base = "-\n".repeat(lines);
            let (current, target) = (format!("a\n{base}"), format!("{base}b\n"));
            let expected = merges.then(|| format!("a\n{base}b\n"));
            assert!(merged(&base, &current, &target) == expected, "{lines}");
        }
    }
}
