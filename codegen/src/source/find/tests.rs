//! Data folders, good and hostile.

use std::fs;

use tempfile::TempDir;

use super::*;

/// A data folder of empty files; a path that ends in `/` is a folder.
fn folder(paths: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for path in paths {
        let at = folder.path().join(path);
        if path.ends_with('/') {
            fs::create_dir_all(at).unwrap();
        } else {
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            fs::write(at, "").unwrap();
        }
    }
    folder
}

/// What is wrong: code, path below the data folder, message.
fn problems(folder: &TempDir) -> Vec<(Code, String, String)> {
    let seen = DataFolder::open(folder.path()).1.into_iter().map(|problem| {
        let path = problem.place.file.path.strip_prefix(folder.path()).unwrap().to_owned();
        (problem.code, path.to_string_lossy().into_owned(), problem.message)
    });
    seen.collect()
}

fn one(folder: &TempDir) -> (Code, String, String) {
    let mut problems = problems(folder);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

#[test]
fn datasets_and_files_are_in_order() {
    let folder = folder(&[
        "seedbank.lock",
        "README.md",
        ".git/x",
        "b/dataset.yaml",
        "b/schema.json",
        "a2/schema.json",
        "a2/dataset.yaml",
        "a2/z.json",
        "a2/u/one.json",
        "a2/u.json",
        "a2/.draft.json",
        "a2/.old/x.json",
        "a2/u/schema.json",
    ]);
    let (data, problems) = DataFolder::open(folder.path());
    assert_eq!(problems, []);
    let names: Vec<_> = data.datasets.iter().map(|dataset| dataset.name.as_str()).collect();
    assert_eq!(names, ["a2", "b"]);
    let dataset = &data.datasets[0];
    let files: Vec<_> = dataset.files.iter().map(|file| file.relative.as_str()).collect();
    assert_eq!(files, ["u.json", "u/one.json", "u/schema.json", "z.json"]);
    assert_eq!(dataset.files[1].path, folder.path().join("a2/u/one.json"));
    assert_eq!(dataset.manifest, folder.path().join("a2/dataset.yaml"));
    assert_eq!(dataset.schema, Some(folder.path().join("a2/schema.json")));

    let mut inputs: Vec<_> = data
        .inputs
        .iter()
        .map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap())
        .collect();
    inputs.sort_unstable();
    let expected = [
        "",
        "README.md",
        "a2",
        "a2/dataset.yaml",
        "a2/schema.json",
        "a2/u",
        "a2/u.json",
        "a2/u/one.json",
        "a2/u/schema.json",
        "a2/z.json",
        "b",
        "b/dataset.yaml",
        "b/schema.json",
        "seedbank.lock",
    ];
    assert_eq!(inputs, expected);
}

#[test]
fn a_data_folder_that_is_none() {
    let folder = folder(&["file"]);
    for (name, start) in [("gone", "can't read the data folder: "), ("file", "not a folder")] {
        let path = folder.path().join(name);
        let (data, problems) = DataFolder::open(&path);
        assert_eq!((problems.len(), problems[0].code), (1, Code::Unreadable));
        assert!(problems[0].message.starts_with(start), "{problems:?}");
        assert_eq!(data.inputs, [path]);
    }
}

#[test]
fn what_is_no_dataset_is_reported() {
    for (paths, code, path, message) in [
        (&["notes.txt"][..], Code::UnmatchedFile, "notes.txt", "a file that belongs to no dataset"),
        (&["a/x.json"], Code::Manifest, "a", "no dataset.yaml in this folder"),
        (&["a/dataset.yml"], Code::Manifest, "a", "no dataset.yaml in this folder"),
        (&["a/dataset.yaml"], Code::Schema, "a", "no schema.json in this folder"),
        (&["A/dataset.yaml"], Code::Manifest, "A", "`A` can't name a dataset"),
        (&["1a/"], Code::Manifest, "1a", "`1a` can't name a dataset"),
        (&["a-b/"], Code::Manifest, "a-b", "`a-b` can't name a dataset"),
        (&["ä/"], Code::Manifest, "ä", "`ä` can't name a dataset"),
        (
            &["a/dataset.yaml", "a/schema.json", "a/gaa.json/"],
            Code::NameTaken,
            "a/gaa.json",
            "a folder with the name of a file",
        ),
    ] {
        assert_eq!(one(&folder(paths)), (code, path.to_owned(), message.to_owned()));
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    fn good() -> TempDir {
        folder(&["a/dataset.yaml", "a/schema.json", "a/u/one.json"])
    }

    fn relative(folder: &TempDir) -> Vec<String> {
        let (data, problems) = DataFolder::open(folder.path());
        assert_eq!(problems, []);
        data.datasets[0].files.iter().map(|file| file.relative.clone()).collect()
    }

    #[test]
    fn a_link_within_the_data_folder_is_followed() {
        let folder = good();
        symlink("u/one.json", folder.path().join("a/two.json")).unwrap();
        symlink("u", folder.path().join("a/v")).unwrap();
        assert_eq!(relative(&folder), ["two.json", "u/one.json", "v/one.json"]);
        let outer = tempfile::tempdir().unwrap();
        let link = outer.path().join("data");
        symlink(folder.path(), &link).unwrap();
        let (data, problems) = DataFolder::open(&link);
        assert_eq!(problems, []);
        assert_eq!(data.datasets[0].manifest, link.join("a/dataset.yaml"));
    }

    #[test]
    fn a_link_out_of_the_data_folder_is_refused() {
        for target in ["/etc/hostname", "/etc", "../../../../../../../etc"] {
            let folder = good();
            symlink(target, folder.path().join("a/x.json")).unwrap();
            let message = "a link that leads out of the data folder";
            assert_eq!(one(&folder), (Code::Unreadable, "a/x.json".into(), message.into()));
        }
    }

    #[test]
    fn a_circle_of_links_is_refused() {
        let folder = good();
        symlink(".", folder.path().join("a/u/self")).unwrap();
        symlink("..", folder.path().join("a/u/up")).unwrap();
        fs::create_dir(folder.path().join("a/w")).unwrap();
        symlink("../w", folder.path().join("a/u/w")).unwrap();
        symlink("../u", folder.path().join("a/w/u")).unwrap();
        symlink("round", folder.path().join("a/round")).unwrap();
        symlink("nowhere", folder.path().join("a/broken")).unwrap();
        let problems = problems(&folder);
        let count = |start: &str| {
            problems.iter().filter(|(_, _, message)| message.starts_with(start)).count()
        };
        assert!(count("a link to a folder that it is in") >= 4, "{problems:?}");
        assert_eq!(count("a broken link: "), 2, "{problems:?}");
    }

    #[test]
    fn special_files_and_strange_names_are_refused() {
        let folder = good();
        let _listener = UnixListener::bind(folder.path().join("a/pipe.json")).unwrap();
        let message = "a pipe, socket or device";
        assert_eq!(one(&folder), (Code::Unreadable, "a/pipe.json".into(), message.into()));

        let folder = good();
        let name = std::ffi::OsStr::from_bytes(b"a/\xFF.json");
        fs::write(folder.path().join(name), "{}").unwrap();
        assert_eq!(one(&folder).2, "a name that is not UTF-8");
    }
}
