//! Backups that are named by when they were taken, and how long they are kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::BackupError;
use super::file::metadata_path;
use super::{Backup, Metadata};

/// What the name of a backup begins with that was given none.
const PREFIX: &str = "seedbank-";

impl Backup {
    /// Writes a file `seedbank-STAMP.json` into a folder, which is made where it is missing; gives its path.
    /// Where there is one of the same second, a number is added.
    pub fn write_into(&self, folder: &Path) -> Result<(PathBuf, Metadata), BackupError> {
        let failed = |source| {
            let (doing, path) = ("make the folder", folder.to_owned());
            BackupError::File { doing, path, source }
        };
        if !folder.as_os_str().is_empty() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let stamp: String =
            self.document.created_at.chars().filter(|c| !matches!(c, '-' | ':')).collect();
        // After all of that second, so that the newest is the last.
        let names =
            fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
        let names = names.map_err(failed)?.flatten().map(|entry| entry.file_name());
        let ages = names.filter_map(|name| age(name.to_str()?));
        let numbers = ages.filter(|(other, _)| *other == stamp).map(|(_, number)| number);
        let mut number = numbers.max().map_or(1, |number| number + 1);
        loop {
            let more = if number == 1 { String::new() } else { format!("-{number}") };
            let path = folder.join(format!("{PREFIX}{stamp}{more}.json"));
            match self.write(&path) {
                Err(BackupError::Exists { .. }) => number += 1,
                written => return Ok((path, written?)),
            }
        }
    }
}

/// The hash of the newest backup in a folder that is named `seedbank-STAMP`, if its metadata says it.
pub(crate) fn newest_hash(folder: &Path) -> Option<String> {
    let names = fs::read_dir(folder).ok()?.flatten();
    let ages = names.filter_map(|entry| Some((age(entry.file_name().to_str()?)?, entry.path())));
    let (_, newest) = ages.max()?;
    let text = fs::read_to_string(metadata_path(&newest)).ok()?;
    let metadata: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(metadata["hash"].as_str()?.to_owned())
}

/// Removes all but the newest `keep` of the backups in a folder that are named `seedbank-STAMP`, each with its
/// metadata; gives those that it removed. Others, and other files, are left alone.
pub fn prune_backups(folder: &Path, keep: usize) -> Result<Vec<PathBuf>, BackupError> {
    prune(folder, keep, None)
}

/// The same, but one of them stays whatever its name says of its age.
pub(crate) fn prune(
    folder: &Path,
    keep: usize,
    spared: Option<&Path>,
) -> Result<Vec<PathBuf>, BackupError> {
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::File { doing, path, source }
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed("look into", folder))? {
        let entry = entry.map_err(failed("look into", folder))?;
        if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        found.extend(entry.file_name().to_str().and_then(age).map(|age| (age, entry.path())));
    }
    found.sort();
    let surplus = found.len().saturating_sub(keep);
    found.retain(|(_, path)| spared != Some(path.as_path()));
    let removed: Vec<PathBuf> = found.into_iter().take(surplus).map(|(_, path)| path).collect();
    for path in &removed {
        for (doing, file) in
            [("remove the backup", path.clone()), ("remove the metadata of", metadata_path(path))]
        {
            match fs::remove_file(&file) {
                // Somebody else was faster.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.map_err(failed(doing, path))?,
            }
        }
    }
    Ok(removed)
}

/// As which a stamp is written.
const SHAPE: &str = "00000000T000000Z";

/// What orders backups, from a file's name; `None` where it is another file.
fn age(name: &str) -> Option<(String, u64)> {
    let name = name.strip_prefix(PREFIX)?;
    let name = name.strip_suffix(".zst").unwrap_or(name).strip_suffix(".json")?;
    let (stamp, number) = match name.split_once('-') {
        Some((stamp, number)) => (stamp, number.parse().ok()?),
        None => (name, 1),
    };
    let is_like = |(found, shape): (char, char)| match shape {
        '0' => found.is_ascii_digit(),
        shape => found == shape,
    };
    let fits = stamp.len() == SHAPE.len() && stamp.chars().zip(SHAPE.chars()).all(is_like);
    fits.then(|| (stamp.to_owned(), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_are_told_from_other_files() {
        let stamp = "20261121T120742Z";
        let of = |number| Some((stamp.to_owned(), number));
        for (name, expected) in [
            ("seedbank-20261121T120742Z.json", of(1)),
            ("seedbank-20261121T120742Z-12.json", of(12)),
            ("seedbank-20261121T120742Z.json.zst", of(1)),
            ("seedbank-20261121T120742Z.json.meta.json", None),
            ("seedbank-20261121T120742Z.json.7.part", None),
            ("seedbank-before-the-move.json", None),
            ("seedbank.db", None),
            ("20261121T120742Z.json", None),
        ] {
            assert_eq!(age(name), expected, "{name}");
        }
    }
}
