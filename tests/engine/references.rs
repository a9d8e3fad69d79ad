//! What a record refers to holds, wherever the schema has `x-ref`.

use seedbank::{Bundle, Edit, Error, RecordName};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::edits::{anna, name};
use crate::release::Release;

on_each!(
    what_the_items_of_a_list_refer_to_is_not_deleted_and_must_be_there,
    what_the_items_of_a_list_refer_to_does_not_leave_with_a_release,
);

/// A skill whose tags are categories.
fn tagged(generation: u64, unit: &str) -> Bundle {
    let release = Release::new(generation)
        .manifest("collections: { category: { removed: delete } }\n")
        .skill(|skill| skill["properties"]["tags"]["items"]["x-ref"] = json!("category"));
    release.unit("gaa", unit).bundle()
}

const BOTH: &str = "categories: { kick: {}, hand: {} }\n\
                    skills: [{ code: solo, name: Soloing, tags: [kick] }]\n";

fn what_the_items_of_a_list_refer_to_is_not_deleted_and_must_be_there(database: &Scratch) {
    let first = tagged(1, BOTH);
    database.boot(&first).unwrap();
    let db = database.open();
    let kick: RecordName = "club/category/gaa/kick".parse().unwrap();
    let error = db.delete(&first, &kick, &anna()).unwrap_err();
    assert!(matches!(error, Error::Referenced { .. }), "{error}");
    let tags = |tags| Edit::new().set("tags", tags).unwrap();
    let error = db.edit(&first, &name(), &tags(json!(["kick", "foot"])), &anna()).unwrap_err();
    assert!(error.to_string().contains("no `category` with the key `foot`"), "{error}");
    db.edit(&first, &name(), &tags(json!(["hand"])), &anna()).unwrap();
    db.delete(&first, &kick, &anna()).unwrap();
    assert_eq!(db.verify(&first).unwrap(), []);
}

fn what_the_items_of_a_list_refer_to_does_not_leave_with_a_release(database: &Scratch) {
    database.boot(&tagged(1, BOTH)).unwrap();
    let tags = Edit::new().set("tags", json!(["hand"])).unwrap();
    database.open().edit(&tagged(1, BOTH), &name(), &tags, &anna()).unwrap();
    let next = tagged(2, "skills: [{ code: solo, name: Soloing }]\ncategories: {}\n");
    database.boot(&next).unwrap();
    let states = database.texts(
        "SELECT key || ' ' || state FROM seedbank_record WHERE collection = 'category' ORDER BY key",
    );
    assert_eq!(states, ["hand deprecated", "kick removed"]);
}
