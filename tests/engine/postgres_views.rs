//! The views, as an application on PostgreSQL sees them.

use seedbank::{Bundle, Error, Verdict};
use serde_json::{Value, json};

use crate::database::Scratch;
use crate::fixture::Fixture;

fn of(generation: u64, record: Value) -> Bundle {
    Fixture::new("skills", generation).unit("gaa", &[("k", record)]).bundle()
}

fn columns(database: &Scratch) -> String {
    let columns = database.texts(
        "SELECT column_name || ' ' || data_type FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = 'skills_item' \
         ORDER BY ordinal_position",
    );
    columns.join(", ")
}

#[test]
fn columns_have_the_types_of_the_schema() {
    let Some(database) = Scratch::postgres() else { return };
    let record = json!({ "yes": true, "n": 3, "x": 2.5, "text": "t", "nil": null, "id": "own" });
    database.boot(&of(1, record)).unwrap();
    assert_eq!(
        columns(&database),
        "id bigint, unit text, key text, id_ text, n bigint, nil jsonb, text text, x jsonb, \
         yes boolean, record_state text"
    );
    let row = "SELECT concat_ws(' ', n + 1, x, text, yes, id_, nil IS NULL, record_state) \
               FROM skills_item";
    assert_eq!(database.text(row), "4 2.5 t t own t active");
}

#[test]
fn a_value_of_another_type_is_null_and_fails_no_query() {
    let Some(database) = Scratch::postgres() else { return };
    database.boot(&of(1, json!({ "n": 3, "yes": true }))).unwrap();
    for data in [
        r#"{"n": "three", "yes": "no"}"#,
        r#"{"n": 2.5, "yes": 1}"#,
        r#"{"n": 1e30, "yes": null}"#,
        r#"{"n": [], "yes": {}}"#,
        "{}",
    ] {
        database.run(&format!("UPDATE seedbank_record SET data = '{data}'"));
        let nulls = database.text("SELECT n IS NULL AND yes IS NULL FROM skills_item");
        assert_eq!(nulls, "t", "{data}");
    }
    let largest = i64::MAX;
    database.run(&format!("UPDATE seedbank_record SET data = '{{\"n\": {largest}}}'"));
    assert_eq!(database.text("SELECT n FROM skills_item"), largest.to_string());
}

#[test]
fn every_field_has_a_column_however_it_is_called() {
    let Some(database) = Scratch::postgres() else { return };
    let long = "é".repeat(40);
    let odd = [
        "plain",
        "two words",
        "it's",
        "say \"hi\"",
        "a.b",
        "$",
        "[0]",
        "0",
        "ä",
        "back\\slash",
        "select",
        "ctid",
        &long,
    ];
    let record: serde_json::Map<_, _> =
        odd.iter().map(|name| ((*name).to_owned(), json!(format!("<{name}>")))).collect();
    database.boot(&of(1, record.into())).unwrap();
    for name in &odd[..odd.len() - 1] {
        let column = name.replace('"', "\"\"");
        let value = database.text(&format!("SELECT \"{column}\" FROM skills_item"));
        assert_eq!(value, format!("<{name}>"));
    }
    // PostgreSQL would cut the name anywhere; here it ends in a part of its hash.
    let last = columns(&database);
    let last = last.split(", ").find(|column| column.starts_with("éé")).unwrap();
    let column = last.split(' ').next().unwrap();
    assert!(column.len() <= 63, "{column}");
    assert_eq!(
        database.text(&format!("SELECT \"{column}\" FROM skills_item")),
        format!("<{long}>")
    );
}

#[test]
fn views_follow_the_schema_and_keep_who_may_read_them() {
    let Some(database) = Scratch::postgres() else { return };
    database.boot(&of(1, json!({ "a": 1 }))).unwrap();
    database.run("GRANT SELECT ON skills_item TO PUBLIC; GRANT SELECT ON skills_item TO club WITH GRANT OPTION");
    let grants = "SELECT string_agg(privilege_type || ' ' || grantee || ' ' || is_grantable, ', ' \
                  ORDER BY grantee) FROM information_schema.role_table_grants \
                  WHERE table_schema = current_schema() AND table_name = 'skills_item' \
                  AND grantee <> current_user";
    let before = database.text(grants);
    database.boot(&of(2, json!({ "a": 1, "b": 2 }))).unwrap();
    assert!(columns(&database).contains("b bigint"));
    assert_eq!(database.text(grants), before);
    let comment = "SELECT obj_description('skills_item'::regclass)";
    assert!(database.text(comment).starts_with("seedbank: skills/item\nsb1-"));
    // A collection of another name takes the view with it.
    let renamed = Fixture::new("skills", 2)
        .unit("gaa", &[("k", json!({ "a": 1 }))])
        .with(|dataset| dataset.collections[0].name = "thing".to_owned());
    database.boot(&renamed.bundle()).unwrap();
    assert_eq!(
        database.texts("SELECT viewname FROM pg_views WHERE schemaname = current_schema()"),
        ["skills_thing"]
    );
}

#[test]
fn a_view_that_the_application_stands_on_is_not_pulled_away() {
    let Some(database) = Scratch::postgres() else { return };
    database.boot(&of(1, json!({ "a": 1 }))).unwrap();
    database.run("CREATE VIEW club_view AS SELECT a FROM skills_item");
    // The same columns: there is nothing to replace.
    database.boot(&of(2, json!({ "a": 2 }))).unwrap();
    let error = database.boot(&of(3, json!({ "a": 3, "b": 3 }))).unwrap_err();
    assert!(matches!(error, Error::ViewInUse { .. }), "{error}");
    assert!(error.to_string().contains("view club_view depends on view skills_item"), "{error}");
    assert_eq!(database.text("SELECT a FROM club_view"), "2");
    database.run("DROP VIEW club_view");
    assert_eq!(database.boot(&of(3, json!({ "a": 3, "b": 3 }))).unwrap().verdict, Verdict::Updated);
}

#[test]
fn long_names_of_views_stay_different() {
    let Some(database) = Scratch::postgres() else { return };
    let (one, two) = (format!("{}_one", "x".repeat(60)), format!("{}_two", "x".repeat(60)));
    let of = |name: &str| Fixture::new(name, 1).unit("u", &[("k", json!({ "n": 1 }))]);
    database.boot(&crate::fixture::bundle(vec![of(&one), of(&two)])).unwrap();
    let names = database.texts("SELECT viewname FROM pg_views WHERE schemaname = current_schema()");
    assert_eq!(names.len(), 2, "{names:?}");
    for name in names {
        assert_eq!(database.text(&format!("SELECT n FROM \"{name}\"")), "1");
    }
}

#[test]
fn two_collections_cannot_share_a_view() {
    let Some(database) = Scratch::postgres() else { return };
    let named = |dataset: &str, collection: &'static str| {
        Fixture::new(dataset, 1)
            .unit("one", &[("k", json!({ "n": 1 }))])
            .with(|dataset| dataset.collections[0].name = collection.to_owned())
    };
    let both = crate::fixture::bundle(vec![named("a", "b_c"), named("a_b", "c")]);
    let error = database.boot(&both).unwrap_err();
    assert!(error.to_string().contains("the view of a/b_c"), "{error}");
}
