//! The manifest: what `dataset.yaml` says of a dataset.

use std::collections::BTreeMap;

use super::decode::Decoder;
use super::{Document, Format};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{FilePattern, Git, Merge, Removed, Review};

/// A dataset's manifest, with the defaults of what it leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// What people call the dataset.
    pub title: String,
    /// For people, never compared.
    pub version: String,
    /// Empty where it has none.
    pub description: String,
    /// Which files are units, the first pattern that matches deciding how. `None`: every file that
    /// can be read.
    pub files: Option<Vec<FilePattern>>,
    /// Whether a boot imports it; otherwise it is only embedded.
    pub database: bool,
    /// Whether the generated code names each record; `None` leaves it to their number.
    pub constants: Option<bool>,
    /// How an update treats what people changed.
    pub merge: Merge,
    /// What happens to a record that left the bundle.
    pub removed: Removed,
    /// What differs for single collections.
    pub collections: BTreeMap<String, CollectionPolicy>,
    /// Which records are files of a git repository.
    pub git: Option<Git>,
    /// Which records are reviewed.
    pub review: Option<Review>,
    /// Collection, then the record's `unit/key` now, then its key before.
    pub renamed_from: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a manifest says of one collection; `None` is what it says of the dataset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CollectionPolicy {
    /// Whether the generated code names each record.
    pub constants: Option<bool>,
    /// How an update treats what people changed.
    pub merge: Option<Merge>,
    /// What happens to a record that left the bundle.
    pub removed: Option<Removed>,
}

impl Manifest {
    /// Reads a manifest out of its document. Errors are all that is wrong with it; where in it a
    /// part is written, [`Document::mark_at`] knows.
    pub fn from_document(document: &Document) -> Result<Self, Vec<Diagnostic>> {
        let mut decoder = Decoder::new(document, Code::Manifest);
        let manifest = decode(&mut decoder);
        decoder.finish(manifest)
    }
}

const MERGE: [(&str, Merge); 3] =
    [("fields", Merge::Fields), ("locked", Merge::Locked), ("once", Merge::Once)];

const REMOVED: [(&str, Removed); 3] =
    [("keep", Removed::Keep), ("deprecate", Removed::Deprecate), ("delete", Removed::Delete)];

fn decode(decoder: &mut Decoder) -> Option<Manifest> {
    let known = [
        "title",
        "version",
        "description",
        "files",
        "database",
        "constants",
        "merge",
        "removed",
        "collections",
        "git",
        "review",
        "renamed_from",
    ];
    decoder.object("", &known)?;
    let title = decoder.required("/title");
    let version = decoder.required("/version");
    Some(Manifest {
        description: decoder.text("/description").unwrap_or_default(),
        files: files(decoder),
        database: decoder.boolean("/database").unwrap_or(true),
        constants: decoder.boolean("/constants"),
        merge: decoder.word("/merge", &MERGE).unwrap_or_default(),
        removed: decoder.word("/removed", &REMOVED).unwrap_or_default(),
        collections: decoder.map("/collections", policy),
        git: git(decoder),
        review: review(decoder),
        renamed_from: decoder
            .map("/renamed_from", |decoder, at| Some(decoder.map(at, Decoder::text))),
        title: title?,
        version: version?,
    })
}

fn files(decoder: &mut Decoder) -> Option<Vec<FilePattern>> {
    let count = decoder.list("/files")?;
    let patterns = (0..count).filter_map(|index| {
        let at = format!("/files/{index}");
        if !decoder.is_object(&at) {
            return Some(FilePattern { glob: decoder.glob(&at)?, at: None, body: None });
        }
        decoder.object(&at, &["match", "at", "body"])?;
        let name = decoder.name(&format!("{at}/at"));
        let body = decoder.name(&format!("{at}/body"));
        decoder.required(&format!("{at}/match"))?;
        Some(FilePattern { glob: decoder.glob(&format!("{at}/match"))?, at: name, body })
    });
    Some(patterns.collect())
}

fn git(decoder: &mut Decoder) -> Option<Git> {
    decoder.object("/git", &["collection", "file"])?;
    let collection = decoder.required("/git/collection");
    let file = decoder.required("/git/file")?;
    let named = file.rsplit_once('/').map_or(("", file.as_str()), |(folder, name)| (folder, name));
    let (folder, name) = named;
    let parts = name.strip_prefix('{').and_then(|rest| rest.split_once("}."));
    let known = |ending: &&str| Format::ENDINGS.iter().any(|(known, _)| known == ending);
    let inside = !folder.split('/').any(|part| matches!(part, "." | "..") || part == ".git")
        && (folder.is_empty() || !folder.split('/').any(str::is_empty));
    let Some((field, ending)) =
        parts.filter(|(field, ending)| !field.is_empty() && known(ending) && inside)
    else {
        let message = "no pattern of files with a record each".to_owned();
        decoder.wrong_value(
            "/git/file",
            message,
            "write it like `notes/{title}.md`: a folder, a field, an ending",
        );
        return None;
    };
    let (folder, field, ending) = (folder.to_owned(), field.to_owned(), ending.to_owned());
    Some(Git { collection: collection?, folder, field, ending })
}

fn review(decoder: &mut Decoder) -> Option<Review> {
    decoder.object("/review", &["collection", "field"])?;
    let (collection, field) =
        (decoder.required("/review/collection"), decoder.required("/review/field"));
    Some(Review { collection: collection?, field: field? })
}

fn policy(decoder: &mut Decoder, at: &str) -> Option<CollectionPolicy> {
    decoder.object(at, &["constants", "merge", "removed"])?;
    Some(CollectionPolicy {
        constants: decoder.boolean(&format!("{at}/constants")),
        merge: decoder.word(&format!("{at}/merge"), &MERGE),
        removed: decoder.word(&format!("{at}/removed"), &REMOVED),
    })
}

#[cfg(test)]
mod tests;
