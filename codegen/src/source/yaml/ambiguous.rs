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
    if is_number_in_1_1(unsigned, unsigned.len() < text.len()) {
        return Some("text in YAML 1.2, a number in YAML 1.1");
    }
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

/// What only YAML 1.1 has a number for: `1_000`, `.5_0`, `1_0.5e+3`, `0x1_F` and, with a sign, `0x1F`.
fn is_number_in_1_1(unsigned: &str, signed: bool) -> bool {
    if let Some(digits) = unsigned.strip_prefix("0x") {
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'_');
        return hex && !digits.is_empty() && (signed || digits.contains('_'));
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "+0"));
    let exponent = exponent.strip_prefix(['+', '-']);
    let begins = mantissa.strip_prefix('.').unwrap_or(mantissa);
    unsigned.contains('_')
        && begins.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'.'))
        && exponent.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether YAML 1.1 takes a plain scalar for a day or a time: `2001-12-14`, `2001-12-14t21:59:43.10-05:00`.
pub(crate) fn is_timestamp(text: &str) -> bool {
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (day, time) = match text.find(['t', 'T', ' ', '\t']) {
        Some(at) => (&text[..at], Some(text[at..].trim_start_matches(['t', 'T', ' ', '\t']))),
        None => (text, None),
    };
    let mut day = day.split('-');
    let year = day.next().is_some_and(|year| digits(year, 4..=4));
    let shortest = if time.is_some() { 1 } else { 2 };
    let rest: Vec<&str> = day.collect();
    if !year || rest.len() != 2 || !rest.iter().all(|part| digits(part, shortest..=2)) {
        return false;
    }
    let Some(time) = time else { return true };
    let end = time.find(|char: char| !char.is_ascii_digit() && !":.".contains(char));
    let (clock, zone) = time.split_at(end.unwrap_or(time.len()));
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let clock: Vec<&str> = clock.split(':').collect();
    let zone = zone.trim_start_matches([' ', '\t']);
    let offset = zone.strip_prefix(['+', '-']).is_some_and(|offset| {
        let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
        digits(hours, 1..=2) && digits(minutes, 2..=2)
    });
    clock.len() == 3
        && digits(clock[0], 1..=2)
        && clock[1..].iter().all(|part| digits(part, 2..=2))
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && (offset || matches!(zone, "" | "Z"))
}

/// `12:30`, `1:30:00.5`, `1_0:30`: after the first colon, parts below 60.
fn is_sexagesimal(unsigned: &str) -> bool {
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
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
            ("1_000.5", "text in YAML 1.2, a number"),
            ("685.230_15e+03", "text in YAML 1.2, a number"),
            (".5_0", "text in YAML 1.2, a number"),
            ("-0x1f", "text in YAML 1.2, a number"),
            ("0x1_f", "text in YAML 1.2, a number"),
            ("-190:20:30.15", "text in YAML 1.2, a number of base 60"),
            ("1_0:30", "text in YAML 1.2, a number of base 60"),
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
            "._1",
            "1_000e3",
            "0x_g",
            "1_a",
        ] {
            assert_eq!(ambiguous(text), None, "{text}");
        }
    }

    #[test]
    fn days_and_times() {
        for text in [
            "2001-12-14",
            "2001-12-15T02:59:43.1Z",
            "2001-12-14t21:59:43.10-05:00",
            "2001-12-14 21:59:43.10 -5",
            "2001-12-15 2:59:43.10",
            "2001-1-5  2:59:43 +05:30",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in [
            "",
            "2001",
            "2001-12",
            "01-12-14",
            "2001-1-5",
            "2001-12-14-",
            "2001-12-14T",
            "2001-12-14T10:00",
            "2001-12-14T10:00:00 CET",
            "2001-12-14 noon",
            "2001-12-14Z",
            "2001-123-14",
            "a2001-12-14",
        ] {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}
