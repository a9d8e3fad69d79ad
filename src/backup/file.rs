//! Backups in files: written beside their name first, and never over another.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::BackupError;
use super::{Backup, Metadata};

/// What a file that is packed with zstd begins with.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What comes after the name of a backup for the file that has its metadata.
const METADATA: &str = ".meta.json";

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
        let packed =
            if is_packed { zstd_packed(text.as_bytes(), path)? } else { text.into_bytes() };
        let metadata = self.metadata();
        let mut text = serde_json::json!(metadata).to_string();
        text.push('\n');
        let beside = metadata_path(path);
        if beside.exists() {
            return Err(BackupError::Exists { path: beside });
        }
        put(path, &packed)?;
        put(&beside, text.as_bytes())?;
        Ok(metadata)
    }
}

/// The content of a file.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, BackupError> {
    fs::read(path).map_err(|source| failed("read the backup", path, source))
}

/// The text in the bytes of a file.
pub(super) fn unpacked(bytes: &[u8], name: &str) -> Result<String, BackupError> {
    let plain = if bytes.starts_with(&ZSTD) { zstd_unpacked(bytes, name)? } else { bytes.to_vec() };
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

/// Writes a new file: all of it or none.
fn put(path: &Path, content: &[u8]) -> Result<(), BackupError> {
    let exists = || BackupError::Exists { path: path.to_owned() };
    if path.exists() {
        return Err(exists());
    }
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = PathBuf::from(name);
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()
    });
    // Unlike a rename, a link never takes the place of a file that came meanwhile.
    let named = written.and_then(|()| fs::hard_link(&part, path));
    let removed = fs::remove_file(&part);
    match named {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(exists()),
        named => named.and(removed).map_err(|source| failed("write the backup", path, source))?,
    }
    synced(path)
}

/// Waits until the folder knows the file, where a folder can be asked.
fn synced(path: &Path) -> Result<(), BackupError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|source| failed("write the backup", path, source))?;
    }
    Ok(())
}

fn failed(doing: &'static str, path: &Path, source: io::Error) -> BackupError {
    BackupError::File { doing, path: path.to_owned(), source }
}

#[cfg(feature = "zstd")]
fn zstd_packed(text: &[u8], path: &Path) -> Result<Vec<u8>, BackupError> {
    // Its own choice of a level.
    zstd::encode_all(text, 0).map_err(|source| failed("pack the backup", path, source))
}

/// Of an unpacked backup: a few bytes can say that they are as many as anybody likes.
#[cfg(feature = "zstd")]
const LARGEST: u64 = 4 << 30;

#[cfg(feature = "zstd")]
fn zstd_unpacked(bytes: &[u8], name: &str) -> Result<Vec<u8>, BackupError> {
    use std::io::Read as _;

    let unreadable = |problem| BackupError::Unreadable { backup: name.to_owned(), problem };
    let mut text = Vec::new();
    zstd::Decoder::new(bytes)
        .and_then(|decoder| decoder.take(LARGEST + 1).read_to_end(&mut text))
        .map_err(|error| unreadable(format!("it cannot be unpacked: {error}")))?;
    if text.len() as u64 > LARGEST {
        return Err(unreadable("it holds more than 4 GiB, which no backup does".to_owned()));
    }
    Ok(text)
}

#[cfg(not(feature = "zstd"))]
fn zstd_packed(_: &[u8], path: &Path) -> Result<Vec<u8>, BackupError> {
    Err(BackupError::NoZstd { doing: "write", backup: path.display().to_string() })
}

#[cfg(not(feature = "zstd"))]
fn zstd_unpacked(_: &[u8], name: &str) -> Result<Vec<u8>, BackupError> {
    Err(BackupError::NoZstd { doing: "read", backup: name.to_owned() })
}
