//! What can't be in a seed file is left out by itself.

use std::fs;
use std::path::PathBuf;

use seedbank::FileVerdict;
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::edits::{anna, name, set};
use crate::release::Release;
use crate::seed_files::{UNIT, data, export, files, first, verdicts};

on_each!(
    a_unit_that_no_file_can_be_is_left_out_alone,
    a_unit_whose_file_is_elsewhere_is_left_out_alone,
    a_record_that_its_file_cannot_hold_is_left_out_alone,
);

fn a_unit_that_no_file_can_be_is_left_out_alone(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let folder = database.directory().join("deep/out");
    for unit in ["...escaped", "..escaped", "/escaped", "../escaped", "a/b", "a..b", "dataset"] {
        database.run(&format!("UPDATE seedbank_record SET unit = '{unit}' WHERE key = 'hop'"));
        let done = export(&database.open(), &bundle, &folder);
        let [aside] = &done.left_out[..] else { panic!("{unit}: {:?}", done.left_out) };
        assert_eq!(
            (aside.record.as_str(), aside.reason.as_str()),
            (
                format!("club/{unit}").as_str(),
                "no seed file can give a unit this name; import its records as another one"
            )
        );
        let all: Vec<_> = files(&database.directory().join("deep")).into_keys().collect();
        assert_eq!(all, [PathBuf::from("out/club/gaa.yaml")], "the other unit is there");
    }
}

fn a_unit_whose_file_is_elsewhere_is_left_out_alone(database: &Scratch) {
    let bundle = Release::new(1)
        .unit("gaa", UNIT)
        .unit("one", "skills: [{ code: one, name: One }]")
        .unit("two", "skills: [{ code: two, name: Two }]")
        .bundle();
    database.boot(&bundle).unwrap();
    let (folder, _) = data(database);
    let outside = database.directory().join("mine.yaml");
    fs::write(&outside, "mine").unwrap();
    std::os::unix::fs::symlink(&outside, folder.join("club/one.yaml")).unwrap();
    fs::create_dir(folder.join("club/two.yaml")).unwrap();
    let done = export(&database.open(), &bundle, &folder);
    assert_eq!(verdicts(&done), [FileVerdict::Unchanged]);
    let [one, two] = &done.left_out[..] else { panic!("{:?}", done.left_out) };
    assert!(one.reason.contains("leads out of the folder"), "{}", one.reason);
    assert!(two.reason.starts_with("cannot read "), "{}", two.reason);
    assert_eq!((one.record.as_str(), two.record.as_str()), ("club/one", "club/two"));
    assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
}

fn a_record_that_its_file_cannot_hold_is_left_out_alone(database: &Scratch) {
    // An empty cell is no value, so a table has no empty text.
    let rows = "code,name,hint\nsolo,Soloing,low\nhop,Hopping,\n";
    let bundle = Release::new(1)
        .manifest("files: [{ match: \"*.csv\", at: skills }]\n")
        .file("gaa.csv", rows)
        .bundle();
    database.boot(&bundle).unwrap();
    let db = database.open();
    db.edit(&bundle, &name(), &set("hint", json!("")), &anna()).unwrap();
    let hop = "club/skill/gaa/hop".parse().unwrap();
    db.edit(&bundle, &hop, &set("name", json!("Hop")), &anna()).unwrap();
    let folder = database.directory().join("data");
    fs::create_dir_all(folder.join("club")).unwrap();
    fs::write(folder.join("club/gaa.csv"), rows).unwrap();
    let done = export(&db, &bundle, &folder);
    let text = fs::read_to_string(folder.join("club/gaa.csv")).unwrap();
    assert_eq!(text, rows.replace("Hopping", "Hop"));
    let reason = "can't write `gaa.csv`: a file that is read like this can't hold `skill` `solo` as it is; write it \
                  in another format";
    let [aside] = &done.left_out[..] else { panic!("{:?}", done.left_out) };
    assert_eq!(aside.record, "club/skill/gaa/solo");
    assert_eq!(aside.reason, format!("the file has it as before: {reason}"));
    assert_eq!(done.files[0].records, 1);
    // A new file is without it.
    let empty = database.directory().join("empty");
    let done = export(&db, &bundle, &empty);
    assert_eq!(fs::read_to_string(empty.join("club/gaa.csv")).unwrap(), "code,name\nhop,Hop\n");
    assert_eq!(
        done.left_out[0].reason,
        format!(
            "the file is without it, and `import --allow-delete` of the file would delete it: {reason}"
        )
    );
}
