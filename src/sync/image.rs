//! A record as a history row keeps it: all that undoing needs.

use seedbank_codegen::canon;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::store::{Change, State, Stored};

/// A record at one moment. Its texts are canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    pub key: String,
    pub data: String,
    pub base: Option<String>,
    pub state: State,
}

#[derive(Deserialize)]
struct Written {
    base: Option<Box<RawValue>>,
    data: Box<RawValue>,
    key: String,
    state: String,
}

impl Image {
    /// As it lies in the database.
    pub(super) fn of(stored: &Stored) -> Self {
        let Stored { key, data, base, state, .. } = stored;
        Self { key: key.clone(), data: data.clone(), base: base.clone(), state: *state }
    }

    /// With other texts in the place of its own.
    pub(super) fn map(self, text: impl Fn(&str) -> String) -> Self {
        Self { data: text(&self.data), base: self.base.as_deref().map(text), ..self }
    }

    /// What makes the stored record this.
    pub(super) fn change(&self, stored: &Stored) -> Change<'_> {
        Change {
            id: stored.id,
            key: (self.key != stored.key).then_some(&self.key),
            data: &self.data,
            base: self.base.as_deref(),
            state: self.state,
        }
    }

    /// Canonical JSON.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::from("{");
        if let Some(base) = &self.base {
            text.extend(["\"base\":", base, ","]);
        }
        text.extend(["\"data\":", &self.data, ",\"key\":"]);
        canon::write_str(&self.key, &mut text);
        text.extend([",\"state\":\"", self.state.as_str(), "\"}"]);
        text
    }

    /// From [`Image::to_text`], or `None` where it is something else.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let Written { base, data, key, state } = serde_json::from_str(text).ok()?;
        Some(Self {
            key,
            data: data.get().to_owned(),
            base: base.map(|base| base.get().to_owned()),
            state: State::from_text(&state)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_reads_back_and_is_canonical() {
        for base in [None, Some(r#"{"n":2}"#.to_owned())] {
            let (key, data) = ("a\"/b".to_owned(), r#"{"n":1}"#.to_owned());
            let image = Image { key, data, base, state: State::Deprecated };
            let text = image.to_text();
            assert_eq!(Image::from_text(&text), Some(image));
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(canon::canonical(&value), text);
        }
        assert_eq!(Image::from_text("{}"), None);
    }
}
