//! Files onto the disk: whole, or not at all, and never outside of the folder.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use tempfile::Builder;

use super::{ExportError, ExportedFile, FileVerdict, NewFile};

/// Writes a file into the folder, which is made where it is missing. A file that has these bytes already is
/// not touched.
pub(super) fn write(folder: &Path, file: &NewFile) -> Result<ExportedFile, ExportError> {
    let path = place(folder, &file.relative)?;
    let NewFile { bytes, records, .. } = file;
    let shown = folder.join(&file.relative);
    let failed = |doing| {
        let path = shown.clone();
        move |source| ExportError::File { doing, path, source }
    };
    let verdict = match fs::read(&path) {
        Ok(old) if old == *bytes => FileVerdict::Unchanged,
        Ok(_) => FileVerdict::Changed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => FileVerdict::New,
        Err(error) => return Err(failed("read")(error)),
    };
    if verdict != FileVerdict::Unchanged {
        replace(&path, bytes).map_err(failed("write"))?;
    }
    Ok(ExportedFile { path: shown, verdict, records: *records })
}

/// Where a file of the folder really is, or will be. A symbolic link may lead on, but not out of the folder.
pub(super) fn place(folder: &Path, relative: &str) -> Result<PathBuf, ExportError> {
    let shown = folder.join(relative);
    let outside = || ExportError::Outside { path: shown.clone() };
    let leads_down = |part: &str| {
        let mut parts = Path::new(part).components();
        matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
    };
    if !relative.split('/').all(leads_down) {
        return Err(outside());
    }
    let failed = |doing| {
        let path = shown.clone();
        move |source| ExportError::File { doing, path, source }
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let top = match folder.canonicalize() {
        Ok(top) => top,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(shown),
        Err(error) => return Err(failed("find the folder of")(error)),
    };
    let mut here = top.clone();
    for part in relative.split('/') {
        here.push(part);
        match fs::symlink_metadata(&here) {
            Ok(found) if found.is_symlink() => {
                here = here.canonicalize().map_err(failed("follow the link"))?;
                if !here.starts_with(&top) {
                    return Err(outside());
                }
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed("look at")(error));
            }
            Ok(_) | Err(_) => {}
        }
    }
    Ok(here)
}

/// Puts a whole file in the place of what is there, with its permissions.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = Builder::new();
    builder.prefix(".seedbank-");
    let permissions = fs::metadata(path).map(|found| found.permissions()).ok();
    #[cfg(unix)]
    if permissions.is_none() {
        // As for any new file, the process's mask takes from this what it will.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(bytes)?;
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions)?;
    }
    new.as_file().sync_all()?;
    new.persist(path)?;
    // The new name is as lasting as the bytes. Not every system can open a folder.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
