//! `FIELD=VALUE` and `FIELD:=JSON`.

use std::str::FromStr;

/// A field, and the text of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub field: String,
    pub value: String,
    /// Whether the text is JSON, whatever the schema wants.
    pub json: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("write FIELD=VALUE, or FIELD:=JSON")]
pub struct AssignmentError;

impl FromStr for Assignment {
    type Err = AssignmentError;

    fn from_str(text: &str) -> Result<Self, AssignmentError> {
        let (field, value) = text.split_once('=').ok_or(AssignmentError)?;
        let (field, json) = field.strip_suffix(':').map_or((field, false), |field| (field, true));
        if field.is_empty() {
            return Err(AssignmentError);
        }
        Ok(Self { field: field.to_owned(), value: value.to_owned(), json })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_equals_sign_ends_the_field() {
        for (text, field, value, json) in [
            ("name=Solo run", "name", "Solo run", false),
            ("rule=a=b", "rule", "a=b", false),
            ("name=", "name", "", false),
            ("a.b:=null", "a.b", "null", true),
        ] {
            let (field, value) = (field.to_owned(), value.to_owned());
            let expected = Assignment { field, value, json };
            assert_eq!(text.parse::<Assignment>().unwrap(), expected, "{text}");
        }
        for text in ["name", "=x", ":=1", ""] {
            assert!(text.parse::<Assignment>().is_err(), "{text}");
        }
    }
}
