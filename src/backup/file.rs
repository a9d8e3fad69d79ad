//! Backups in files: written beside their name first, and never over another.

use std::fs::{self, DirEntry, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::Builder;

use super::error::BackupError;
use super::{Backup, Metadata};

/// What a file that is packed with zstd begins with.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Of an unpacked backup: a few bytes can say that they are as many as anybody likes.
const LARGEST: u64 = 4 << 30;

/// What comes after the name of a backup for the file that has its metadata.
const METADATA: &str = ".meta.json";

/// What the name of a file begins and ends with that is being written.
const PART: (&str, &str) = (".seedbank-", ".part");

/// Nobody writes to a file any more that was not written to for so long.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

impl Backup {
    /// Reads a file, packed with zstd or not.
    pub fn read(path: &Path) -> Result<Self, BackupError> {
        Self::named(&bytes(path)?, &path.display().to_string())
    }

    /// Writes a file that does not exist yet, and its metadata to `FILE.meta.json`. A name that ends in
    /// `.zst` is packed with zstd. The file is there once all of it is on the disk.
    pub fn write(&self, path: &Path) -> Result<Metadata, BackupError> {
        let text = self.to_text();
        let is_packed = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zst"));
        let packed = if is_packed {
            zstd_packed(text.as_bytes(), LARGEST, path)?
        } else {
            text.into_bytes()
        };
        let metadata = self.metadata();
        let mut text = serde_json::json!(metadata).to_string();
        text.push('\n');
        let beside = metadata_path(path);
        if beside.exists() {
            return Err(BackupError::Exists { path: beside });
        }
        put(path, &packed)?;
        if let Err(error) = put(&beside, text.as_bytes()) {
            // One without the other would be in the way of the next try.
            let _ = fs::remove_file(path);
            return Err(error);
        }
        Ok(metadata)
    }
}

/// The content of a file.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, BackupError> {
    fs::read(path).map_err(|source| failed("read the backup", path, source))
}

/// The text in the bytes of a file.
pub(super) fn unpacked(bytes: &[u8], name: &str) -> Result<String, BackupError> {
    let plain = if bytes.starts_with(&ZSTD) {
        zstd_unpacked(bytes, LARGEST, name)?
    } else {
        bytes.to_vec()
    };
    String::from_utf8(plain).map_err(|error| BackupError::Unreadable {
        backup: name.to_owned(),
        problem: format!("it is no text: {}", error.utf8_error()),
    })
}

/// Where the metadata of a backup is.
pub(super) fn metadata_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(METADATA);
    name.into()
}

/// Writes a new file: all of it or none, and never over one that came meanwhile.
fn put(path: &Path, content: &[u8]) -> Result<(), BackupError> {
    let exists = || BackupError::Exists { path: path.to_owned() };
    if path.exists() {
        return Err(exists());
    }
    let folder = folder_of(path);
    // What is told of a folder that is not there is not about the name of a part in it.
    fs::metadata(folder).map_err(|source| failed("write the backup", path, source))?;
    swept(folder);
    let mut builder = Builder::new();
    builder.prefix(PART.0).suffix(PART.1);
    #[cfg(unix)]
    {
        // As for any new file, the process's mask takes from this what it will.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let written = builder.tempfile_in(folder).and_then(|mut part| {
        part.write_all(content)?;
        part.as_file().sync_all()?;
        part.persist_noclobber(path).map_err(|error| error.error)
    });
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(exists()),
        written => written.map_err(|source| failed("write the backup", path, source))?,
    };
    // The new name is as lasting as the bytes. Not every system can open a folder.
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|source| failed("write the backup", path, source))?;
    }
    Ok(())
}

/// Removes what runs that were killed left in a folder. It is in nobody's way, so that failing is no error.
fn swept(folder: &Path) {
    let is_old = |entry: &DirEntry| {
        let age = entry.metadata().and_then(|file| file.modified()).map(|at| at.elapsed());
        matches!(age, Ok(Ok(age)) if age > ABANDONED)
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PART.0) && name.ends_with(PART.1) && is_old(&entry) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn failed(doing: &'static str, path: &Path, source: io::Error) -> BackupError {
    BackupError::File { doing, path: path.to_owned(), source }
}

#[cfg(feature = "zstd")]
fn zstd_packed(text: &[u8], largest: u64, path: &Path) -> Result<Vec<u8>, BackupError> {
    if text.len() as u64 > largest {
        let problem = format!("it has more than {largest} bytes; leave out `.zst`");
        let source = io::Error::new(io::ErrorKind::FileTooLarge, problem);
        return Err(failed("pack the backup", path, source));
    }
    // Its own choice of a level.
    zstd::encode_all(text, 0).map_err(|source| failed("pack the backup", path, source))
}

#[cfg(feature = "zstd")]
fn zstd_unpacked(bytes: &[u8], largest: u64, name: &str) -> Result<Vec<u8>, BackupError> {
    use std::io::Read as _;

    let unreadable = |problem| BackupError::Unreadable { backup: name.to_owned(), problem };
    let mut text = Vec::new();
    zstd::Decoder::new(bytes)
        .and_then(|decoder| decoder.take(largest + 1).read_to_end(&mut text))
        .map_err(|error| unreadable(format!("it cannot be unpacked: {error}")))?;
    if text.len() as u64 > largest {
        return Err(unreadable(format!(
            "it holds more than {largest} bytes, which no packed backup does"
        )));
    }
    Ok(text)
}

#[cfg(not(feature = "zstd"))]
fn zstd_packed(_: &[u8], _: u64, path: &Path) -> Result<Vec<u8>, BackupError> {
    Err(BackupError::NoZstd { doing: "write", backup: path.display().to_string() })
}

#[cfg(not(feature = "zstd"))]
fn zstd_unpacked(_: &[u8], _: u64, name: &str) -> Result<Vec<u8>, BackupError> {
    Err(BackupError::NoZstd { doing: "read", backup: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn what_killed_runs_left_goes_a_day_later_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - ABANDONED * 2;
        for (name, at) in [
            (".seedbank-a1B2c3.part", long_ago),
            (".seedbank-young.part", SystemTime::now()),
            ("other.part", long_ago),
            ("seedbank-old.json", long_ago),
        ] {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(at).unwrap();
        }
        put(&folder.path().join("all.json"), b"{}").unwrap();
        let names = fs::read_dir(folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        assert_eq!(names, [".seedbank-young.part", "all.json", "other.part", "seedbank-old.json"]);
    }

    #[test]
    fn a_file_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("all.json");
        put(&path, b"first").unwrap();
        assert!(matches!(put(&path, b"second"), Err(BackupError::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"first");
    }

    #[test]
    #[cfg(feature = "zstd")]
    fn what_is_larger_than_any_packed_backup_is_refused_either_way() {
        let path = Path::new("all.json.zst");
        assert!(zstd_packed(b"12345", 5, path).is_ok());
        let refused = zstd_packed(b"123456", 5, path).unwrap_err().to_string();
        assert!(refused.contains("leave out `.zst`"), "{refused}");
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..3 {
            encoder.write_all(&zeros).unwrap();
        }
        let packed = encoder.finish().unwrap();
        let refused = zstd_unpacked(&packed, 2 << 20, "bomb.zst").unwrap_err().to_string();
        assert!(refused.contains("bomb.zst"), "{refused}");
        assert_eq!(zstd_unpacked(&packed, 3 << 20, "full.zst").unwrap().len(), 3 << 20);
    }
}
