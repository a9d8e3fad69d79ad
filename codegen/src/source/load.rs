//! Reads a file's text, never more than [`MAX_BYTES`] and never from what is no regular file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::limits::{MAX_BYTES, too_large};
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};

/// The text of a file, without a byte order mark.
pub(crate) fn load(path: &Path) -> Result<Arc<SourceFile>, Diagnostic> {
    let empty = || Arc::new(SourceFile { path: path.to_owned(), text: String::new() });
    let unreadable = |error: &io::Error| {
        Diagnostic::new(Code::Unreadable, format!("can't read: {error}"), Place::whole(&empty()))
    };
    // Before opening it: to open a pipe waits for its other end, to open a device may do anything.
    let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "a folder" } else { "a pipe, socket or device" };
        let message = format!("{what} where a file is expected");
        return Err(Diagnostic::new(Code::Unreadable, message, Place::whole(&empty())));
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large(&empty()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(&empty()));
    }
    decode(path, bytes)
}

pub(super) fn decode(path: &Path, mut bytes: Vec<u8>) -> Result<Arc<SourceFile>, Diagnostic> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes)
        .map(|text| Arc::new(SourceFile { path: path.to_owned(), text }))
        .map_err(|error| {
            // What is valid stays as it is, so the offset of the first bad byte is the same in the
            // text that shows it.
            let start = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[start];
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = Arc::new(SourceFile { path: path.to_owned(), text });
            let span = start..start + char::REPLACEMENT_CHARACTER.len_utf8();
            let message = format!("the byte 0x{byte:02X}, which is not UTF-8");
            Diagnostic::new(Code::NotUtf8, message, Place { file, span })
                .help("save the file in the encoding UTF-8")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_bytes(bytes: &[u8]) -> Result<Arc<SourceFile>, Diagnostic> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, bytes).unwrap();
        load(&path)
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        assert_eq!(load_bytes(b"\xEF\xBB\xBF{}\r\n").unwrap().text, "{}\r\n");
    }

    #[test]
    fn the_first_byte_that_is_not_utf8_is_shown() {
        let problem = load_bytes(b"\xEF\xBB\xBF{\n \"\xC3\xA9\": \"\xE9\"}").unwrap_err();
        assert_eq!(problem.code, Code::NotUtf8);
        assert_eq!(problem.message, "the byte 0xE9, which is not UTF-8");
        assert_eq!(problem.place.line_column(), (2, 8));
        assert_eq!(&problem.place.file.text[problem.place.span.clone()], "\u{FFFD}");
    }

    #[test]
    fn a_sparse_file_of_2_gib_is_refused_unread() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        File::create(&path).unwrap().set_len(2 << 30).unwrap();
        assert_eq!(load(&path).unwrap_err().code, Code::TooLarge);
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let problem = load(folder.path()).unwrap_err();
        assert_eq!(problem.message, "a folder where a file is expected");
        let problem = load(&folder.path().join("gone.json")).unwrap_err();
        assert_eq!(problem.code, Code::Unreadable);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused() {
        let problem = load(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(problem.message, "a pipe, socket or device where a file is expected");
    }
}
