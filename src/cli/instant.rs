//! Days and instants on the command line.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

/// An instant as the database compares it: a day, which is where it begins, or RFC 3339 in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instant(pub String);

#[derive(Debug, thiserror::Error)]
#[error(
    "write a day such as 2026-11-20, or an instant such as 2026-11-20T09:30:00Z; days are those of UTC"
)]
pub struct InstantError;

impl FromStr for Instant {
    type Err = InstantError;

    fn from_str(text: &str) -> Result<Self, InstantError> {
        if text.len() == "2026-11-20".len() {
            let day: Date = text.parse().map_err(|_| InstantError)?;
            return Ok(Self(day.to_string()));
        }
        let instant: Timestamp = text.parse().map_err(|_| InstantError)?;
        Ok(Self(format!("{instant:.0}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_those_of_utc() {
        for (text, expected) in [
            ("2026-11-20", Some("2026-11-20")),
            ("2026-11-20T09:30:00Z", Some("2026-11-20T09:30:00Z")),
            ("2026-11-20T09:30:00.25+02:00", Some("2026-11-20T07:30:00Z")),
            ("2026-11-31", None),
            ("2026", None),
            ("yesterday", None),
            ("", None),
        ] {
            let read = text.parse::<Instant>().ok().map(|instant| instant.0);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
