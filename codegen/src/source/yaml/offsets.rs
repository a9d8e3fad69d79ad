//! From characters, which the parser counts, to bytes, which our marks count.

/// Every so many characters the byte offset is noted.
const STEP: usize = 32;

/// Finds the byte offset of a character in a text.
pub(crate) struct Offsets<'t> {
    text: &'t str,
    /// The byte offset of every [`STEP`]th character; empty for ASCII, where the two are the same.
    noted: Vec<u32>,
}

impl<'t> Offsets<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let noted = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STEP).map(|(offset, _)| offset as u32).collect()
        };
        Self { text, noted }
    }

    /// The byte offset of the character; the end of the text for one that is beyond it.
    pub(crate) fn byte(&self, character: usize) -> usize {
        if self.noted.is_empty() {
            return character.min(self.text.len());
        }
        let Some(&from) = self.noted.get(character / STEP) else {
            return self.text.len();
        };
        let rest = &self.text[from as usize..];
        let within = rest.char_indices().nth(character % STEP).map_or(rest.len(), |(at, _)| at);
        from as usize + within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_found() {
        for text in ["", "plain", &"é°x".repeat(50), &"€".repeat(STEP)] {
            let offsets = Offsets::new(text);
            let mut count = 0;
            for (number, (offset, _)) in text.char_indices().enumerate() {
                assert_eq!(offsets.byte(number), offset);
                count += 1;
            }
            assert_eq!(offsets.byte(count), text.len());
            assert_eq!(offsets.byte(count + 1000), text.len());
        }
    }
}
