//! The example files: read, and placed in the dataset's folder.

use std::path::{Path, PathBuf};

use seedbank_codegen::source::{Document, Format, read};

use super::super::failure::Failure;
use super::super::print;

/// An example file.
pub struct File {
    /// As given.
    pub path: PathBuf,
    /// Its place below the dataset's folder, with `/`.
    pub relative: String,
    /// Whether it is to be copied there.
    pub is_elsewhere: bool,
    /// The field for the text of a Markdown file.
    pub body: Option<String>,
    /// What it holds.
    pub document: Document,
}

/// Reads the files, and makes sure that nothing would be overwritten.
pub fn open(dataset: &str, folder: &Path, paths: &[PathBuf]) -> Result<Vec<File>, Failure> {
    let mut places: Vec<(&PathBuf, String, bool)> = Vec::new();
    for path in paths {
        let (relative, is_elsewhere) = place(folder, path)?;
        let same = places.iter().find(|(_, other, _)| *other == relative);
        if let Some((other, ..)) = same {
            return Err(Failure::SameName { one: (*other).clone(), other: path.clone() });
        }
        places.push((path, relative, is_elsewhere));
    }
    let copied = places.iter().filter(|(.., is_elsewhere)| *is_elsewhere);
    let names = ["dataset.yaml", "schema.json"].into_iter();
    for name in names.chain(copied.map(|(_, relative, _)| relative.as_str())) {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(Failure::Exists { path });
        }
    }
    let body = body(paths);
    let mut found = Vec::new();
    let mut files = Vec::new();
    for (path, relative, is_elsewhere) in places {
        let body = is_markdown(path).then(|| body.to_owned());
        match read(path, body.as_deref()) {
            Ok(document) => {
                let path = path.clone();
                files.push(File { path, relative, is_elsewhere, body, document });
            }
            Err(problems) => found.extend(problems),
        }
    }
    if found.is_empty() {
        return Ok(files);
    }
    print::diagnostics(&found);
    Err(Failure::Unreadable { dataset: dataset.to_owned() })
}

/// A file's place below the folder, and whether it is elsewhere now.
fn place(folder: &Path, path: &Path) -> Result<(String, bool), Failure> {
    let real = path.canonicalize().map_err(|source| Failure::File {
        doing: "read",
        path: path.to_owned(),
        source,
    })?;
    let inside = folder.canonicalize().ok();
    if let Some(relative) =
        inside.and_then(|folder| real.strip_prefix(folder).ok().map(PathBuf::from))
    {
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        return Ok((parts.join("/"), false));
    }
    let name = path.file_name().or(real.file_name()).unwrap_or_default();
    Ok((name.to_string_lossy().into_owned(), true))
}

fn is_markdown(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(Format::of).is_some_and(|(format, _)| format == Format::Markdown)
}

/// A field for the text of Markdown files that the front matter of none has.
fn body(paths: &[PathBuf]) -> &'static str {
    let fronts: Vec<Document> = paths
        .iter()
        .filter(|path| is_markdown(path))
        .filter_map(|path| read(path, None).ok())
        .collect();
    let is_free = |name: &&str| fronts.iter().all(|front| front.value.get(name).is_none());
    ["body", "content", "text"].into_iter().find(is_free).unwrap_or("markdown_body")
}
