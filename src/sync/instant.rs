//! Days and instants as people write them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

/// An instant: a day, which is where it begins in UTC, or RFC 3339.
///
/// ```
/// let instant: seedbank::Instant = "2026-11-20".parse()?;
/// # Ok::<_, seedbank::InstantError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instant(String);

impl Instant {
    /// As the database compares it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
