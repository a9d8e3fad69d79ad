//! Plain scalars that people, YAML 1.1 and YAML 1.2 read differently.

/// Why a plain scalar is read in more than one way, if it is.
///
/// For a warning that suggests quotes, where the schema leaves the type open. Programs that read
/// YAML 1.1 are still the most common, and the text of a cell in CSV is read alike.
#[must_use]
pub fn ambiguous(text: &str) -> Option<&'static str> {
    if is_word(text) {
        return Some("text in YAML 1.2, a boolean in YAML 1.1");
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let bytes = unsigned.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let of_digits_and =
        |others: &str| unsigned.chars().all(|char| char.is_ascii_digit() || others.contains(char));
    if let Some(digits) = unsigned.strip_prefix("0o") {
        let octal = !digits.is_empty() && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
        return octal.then_some("an octal number in YAML 1.2, text in YAML 1.1");
    }
    if let Some(digits) = unsigned.strip_prefix("0b") {
        let binary =
            !digits.is_empty() && digits.bytes().all(|byte| matches!(byte, b'0' | b'1' | b'_'));
        return binary.then_some("text in YAML 1.2, a binary number in YAML 1.1");
    }
    if unsigned.contains('_') {
        let number = of_digits_and("_.");
        return number.then_some("text in YAML 1.2, a number in YAML 1.1");
    }
    if unsigned.contains(':') {
        return is_sexagesimal(unsigned)
            .then_some("text in YAML 1.2, a number of base 60 in YAML 1.1");
    }
    if let Some((mantissa, exponent)) = unsigned.split_once(['e', 'E']) {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let number = mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && mantissa.bytes().filter(|&byte| byte == b'.').count() <= 1
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        // YAML 1.1 wants both a point and a sign: `1.0e+3`.
        let both = mantissa.contains('.') && digits.len() < exponent.len();
        return (number && !both).then_some("a number in YAML 1.2, text in YAML 1.1");
    }
    if bytes.len() > 1 && bytes[0] == b'0' && of_digits_and("") {
        return Some(
            "a number in YAML 1.2 and another in YAML 1.1, and its leading zeros are lost",
        );
    }
    None
}

fn is_word(text: &str) -> bool {
    const WORDS: [&str; 6] = ["yes", "no", "on", "off", "y", "n"];
    let mixed = text.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase());
    !mixed && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// `12:30`, `1:30:00.5`: after the first colon, parts below 60.
fn is_sexagesimal(unsigned: &str) -> bool {
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    first.bytes().all(|byte| byte.is_ascii_digit())
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && parts.all(|part| {
            part.len() <= 2
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && part.parse::<u8>().is_ok_and(|part| part < 60)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_in_two_ways() {
        for (text, start) in [
            ("yes", "text in YAML 1.2, a boolean"),
            ("No", "text in YAML 1.2, a boolean"),
            ("OFF", "text in YAML 1.2, a boolean"),
            ("on", "text in YAML 1.2, a boolean"),
            ("y", "text in YAML 1.2, a boolean"),
            ("N", "text in YAML 1.2, a boolean"),
            ("0010", "a number in YAML 1.2 and another"),
            ("-007", "a number in YAML 1.2 and another"),
            ("08", "a number in YAML 1.2 and another"),
            ("1e3", "a number in YAML 1.2, text"),
            ("17E00", "a number in YAML 1.2, text"),
            ("1.5e3", "a number in YAML 1.2, text"),
            ("1e+3", "a number in YAML 1.2, text"),
            ("12:30", "text in YAML 1.2, a number of base 60"),
            ("1:30:00.5", "text in YAML 1.2, a number of base 60"),
            ("1_000", "text in YAML 1.2, a number"),
            ("0b101", "text in YAML 1.2, a binary"),
            ("0o17", "an octal number in YAML 1.2"),
        ] {
            let why = ambiguous(text).unwrap_or_else(|| panic!("{text} is said to be clear"));
            assert!(why.starts_with(start), "{text}: {why}");
        }
    }

    #[test]
    fn what_is_clear() {
        for text in [
            "",
            "a",
            "true",
            "null",
            "~",
            "yES",
            "nO",
            "yesterday",
            "0",
            "-0",
            "10",
            "0.5",
            "00.5",
            "1.0",
            "1.5e+3",
            "2026-11-20",
            "2026-11-20T18:46:00Z",
            "12:60",
            "12:345",
            "a:b",
            "1:2:x",
            "0x1F",
            "1FEDA",
            "3-4",
            "0e",
            "1e1e1",
            "0o8",
            "0b2",
            "é",
            "_1",
        ] {
            assert_eq!(ambiguous(text), None, "{text}");
        }
    }
}
