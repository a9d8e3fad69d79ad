//! Where a field is in a record.

mod access;

use std::borrow::Cow;
use std::fmt::{self, Display};

/// How many levels a record may have: one that nests deeper can't be read back from its JSON.
const MAX_DEPTH: usize = 127;

/// Where a field is in a record: a JSON Pointer (RFC 6901); the empty one is the whole record.
///
/// An element of a list by key (`x-list-type: map`) goes by its key, several of them with `/` between,
/// so that the path holds when the list is reordered. Nothing leads into other lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(String);

/// Why a text is no path, or a path leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldPathError {
    /// A `~` that escapes nothing.
    #[error(
        "`{text}` names no field: in a path that begins with `/`, write `~0` for `~` and `~1` for a `/` in a name"
    )]
    Escape {
        /// As given.
        text: String,
    },
    /// A name of no letters, in a path with dots.
    #[error(
        "`{text}` names no field: between two dots nothing stands; write `/a//b` if the name is empty"
    )]
    EmptyName {
        /// As given.
        text: String,
    },
    /// More levels than can be read back.
    #[error("{depth} levels are too deep: objects and lists nest at most {MAX_DEPTH} levels")]
    TooDeep {
        /// How many there would be.
        depth: usize,
    },
    /// A field of something that has none.
    #[error("`{inside}` is {found}; set `{inside}` as a whole")]
    NotEntered {
        /// The field.
        field: FieldPath,
        /// What it would be in.
        inside: FieldPath,
        /// What that is.
        found: &'static str,
    },
    /// An element of a list whose elements cannot be told apart.
    #[error(
        "`{inside}` is a list in which not every element has a key (`{keys}`) of its own; set `{inside}` as a whole"
    )]
    NoKeys {
        /// The field.
        field: FieldPath,
        /// The list.
        inside: FieldPath,
        /// Its key fields.
        keys: String,
    },
    /// Another name for an element.
    #[error(
        "the element `{element}` is named by its `{keys}`, which must stay; remove it and add another"
    )]
    OtherKey {
        /// The field.
        field: FieldPath,
        /// The element.
        element: FieldPath,
        /// Its key fields.
        keys: String,
    },
    /// A record that is no object.
    #[error(
        "cannot set the whole record to {found}: a record is an object; to delete it, delete the record"
    )]
    NoRecord {
        /// What it is instead.
        found: &'static str,
    },
}

impl FieldPath {
    /// Reads a JSON Pointer or, as people write it, names with dots between them (`a.b`).
    pub fn parse(text: &str) -> Result<Self, FieldPathError> {
        if text.is_empty() || text.starts_with('/') {
            let is_escape = |rest: &str| rest.starts_with(['0', '1']);
            let is_pointer = text.split('~').skip(1).all(is_escape);
            let text = text.to_owned();
            return if is_pointer { Ok(Self(text)) } else { Err(FieldPathError::Escape { text }) };
        }
        let mut path = Self::default();
        for name in text.split('.') {
            if name.is_empty() {
                return Err(FieldPathError::EmptyName { text: text.to_owned() });
            }
            path.enter(name);
        }
        Ok(path)
    }

    /// The JSON Pointer.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Goes on to a member, and returns what [`FieldPath::leave`] takes.
    pub(super) fn enter(&mut self, name: &str) -> usize {
        let outer = self.0.len();
        self.0.push('/');
        for character in name.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                character => self.0.push(character),
            }
        }
        outer
    }

    /// Goes back to where [`FieldPath::enter`] was called.
    pub(super) fn leave(&mut self, outer: usize) {
        self.0.truncate(outer);
    }

    fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|name| {
            if name.contains('~') {
                Cow::Owned(name.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(name)
            }
        })
    }
}

/// As a person would write it: `a.b`, or the pointer where a name needs it.
impl Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.names().any(|name| name.is_empty() || name.contains(['.', '/', '~'])) {
            return f.write_str(&self.0);
        }
        for (rank, name) in self.names().enumerate() {
            let dot = if rank > 0 { "." } else { "" };
            write!(f, "{dot}{name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_read_and_print() {
        for (text, pointer, printed) in [
            ("", "", ""),
            ("a", "/a", "a"),
            ("a.b", "/a/b", "a.b"),
            ("/a/b", "/a/b", "a.b"),
            ("/a.b", "/a.b", "/a.b"),
            ("/a.b/c", "/a.b/c", "/a.b/c"),
            ("/", "/", "/"),
            ("/a//b", "/a//b", "/a//b"),
            ("/a/", "/a/", "/a/"),
            ("/a~1b", "/a~1b", "/a~1b"),
            ("/a~0b", "/a~0b", "/a~0b"),
            ("/~01", "/~01", "/~01"),
            ("a/b.c", "/a~1b/c", "/a~1b/c"),
            ("a~1", "/a~01", "/a~01"),
            ("größe.é 😀", "/größe/é 😀", "größe.é 😀"),
            ("/0/-", "/0/-", "0.-"),
        ] {
            let path = FieldPath::parse(text).unwrap();
            assert_eq!((path.as_str(), path.to_string().as_str()), (pointer, printed), "{text}");
        }
    }

    #[test]
    fn what_is_no_path_says_what_to_write() {
        for (text, expected) in [
            ("/a~", "`~0` for `~`"),
            ("/a~2", "`~0` for `~`"),
            ("/~~0", "`~0` for `~`"),
            ("a..b", "write `/a//b`"),
            ("a.", "write `/a//b`"),
            (".a", "write `/a//b`"),
            (".", "write `/a//b`"),
        ] {
            let error = FieldPath::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn a_tilde_and_a_one_is_not_a_slash() {
        let path = FieldPath::parse("/~01~1/x").unwrap();
        assert_eq!(path.names().collect::<Vec<_>>(), ["~1/", "x"]);
    }

    proptest! {
        #[test]
        fn any_names_read_back(names in prop::collection::vec("[./~01a😀]{0,3}", 0..4)) {
            let mut path = FieldPath::default();
            for name in &names {
                path.enter(name);
            }
            prop_assert_eq!(path.names().collect::<Vec<_>>(), names);
            prop_assert_eq!(FieldPath::parse(path.as_str()).unwrap(), path.clone());
            prop_assert_eq!(FieldPath::parse(&path.to_string()).unwrap(), path);
        }
    }
}
