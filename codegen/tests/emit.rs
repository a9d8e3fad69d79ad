//! The Rust that each dataset of `tests/odd/data` gives, held against `tests/odd/expected`. The crate
//! `tests/odd` compiles the same folder and reads it back.
//!
//! `SEEDBANK_BLESS=1 cargo test -p seedbank-codegen --test emit` writes what is expected anew.

use std::fs;
use std::path::{Path, PathBuf};

use seedbank_codegen::{compile, emit};

fn odd() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/odd")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The code of one dataset alone.
fn emitted(dataset: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    copy(&odd().join("data").join(dataset), &folder.path().join(dataset));
    let compilation = compile(folder.path());
    assert!(!compilation.has_errors(), "{:#?}", compilation.diagnostics);
    emit::emit(&compilation.packed.unwrap()).unwrap()
}

/// Holds a dataset's code against what is expected of it.
fn golden(dataset: &str) {
    let path = odd().join("expected").join(format!("{dataset}.rs"));
    let code = emitted(dataset);
    if std::env::var_os("SEEDBANK_BLESS").is_some() {
        fs::write(&path, &code).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differs = code.lines().zip(expected.lines()).position(|(one, other)| one != other);
    let at = differs.unwrap_or_else(|| code.lines().count().min(expected.lines().count()));
    let line = |text: &str| text.lines().nth(at).unwrap_or_default().to_owned();
    assert!(
        code == expected,
        "{}:{}: expected\n  {}\nfound\n  {}\nwith SEEDBANK_BLESS=1 this test writes what it finds",
        path.display(),
        at + 1,
        line(&expected),
        line(&code),
    );
}

#[test]
fn scalars_enums_and_indexes_give_the_expected_rust() {
    golden("things");
}

#[test]
fn unions_lists_maps_and_json_give_the_expected_rust() {
    golden("shapes");
}

#[test]
fn odd_names_give_the_expected_rust() {
    golden("type");
}
