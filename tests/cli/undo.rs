use insta::assert_snapshot;

use crate::project::{GAA, Project};

#[test]
fn an_update_is_taken_back_and_applied_again() {
    let project = Project::booted();
    project.release(&format!(
        "{}- {{ code: hook, name: Hooking }}\n",
        GAA.replace("Soloing", "Solo run")
    ));
    project.told(&["boot"]);
    project.told(&["edit", "skills/skill/gaa/solo", "level=5"]);
    assert_snapshot!(project.told(&["undo", "2", "--reason", "confuses people"]), @r"
    took import 2 back, as import 3: 1 as before but for what people changed since, 1 gone again
    a boot leaves this update out from now on; `seedbank apply --data data` brings it in again
    ");
    assert_snapshot!(project.told(&["boot"]), @r"
    nothing written: this update was taken back; `seedbank apply --data data` brings it in again
    dataset  version  generation  units  records  result
    skills   1.0.0             2      1        3  taken back
    ");
    assert_snapshot!(project.told(&["plan"]), @r#"
    this update of seedbank.db was taken back, so a boot leaves it out; `seedbank apply --data data` brings it in again
    1 to bring back, 1 to change

    ~ skills/skill/gaa/solo: keeps what people changed
        ~ name: "Soloing" → "Solo run"
    + skills/skill/gaa/hook: had left, comes back

    to do this: `seedbank apply --data data`
    [exit 2]
    "#);
    let applied = project.told(&["apply"]);
    assert!(applied.starts_with("updated seedbank.db: "), "{applied}");
    let solo = project.json(&["get", "skills/skill/gaa/solo"])["value"].clone();
    assert_eq!((&solo["name"], &solo["level"]), (&"Solo run".into(), &5.into()));
}

#[test]
fn an_undo_can_be_undone() {
    let project = Project::booted();
    project.release(&GAA.replace("Soloing", "Solo run"));
    project.told(&["boot"]);
    let undone = project.json(&["undo", "2"]);
    assert_eq!((&undone["undo"], &undone["restored"]), (&3.into(), &1.into()));
    assert_snapshot!(project.told(&["undo", "3"]), @"took import 3 back, as import 4: 1 as before");
    assert!(project.told(&["boot"]).starts_with("up to date"));
    assert_eq!(project.json(&["get", "skills/skill/gaa/solo"])["value"]["name"], "Solo run");
}

#[test]
fn what_people_added_to_a_new_record_keeps_it() {
    let project = Project::booted();
    project.release(&format!("{GAA}- {{ code: hook, name: Hooking }}\n"));
    project.told(&["boot"]);
    project.told(&["edit", "skills/skill/gaa/hook", "name=Hook"]);
    assert_snapshot!(project.told(&["undo", "2"]), @r"
    took import 2 back, as import 3: 1 kept, because people changed them or refer to them
        kept skills/skill/gaa/hook
    a boot leaves this update out from now on; `seedbank apply --data data` brings it in again
    ");
    assert_eq!(project.json(&["get", "skills/skill/gaa/hook"])["state"], "active");
}

#[test]
fn only_the_newest_import_can_be_undone() {
    let project = Project::booted();
    project.release(&GAA.replace("Soloing", "Solo run"));
    project.told(&["boot"]);
    assert_snapshot!(project.told(&["undo", "1"]), @r"
    error: cannot undo import 1 of sqlite://seedbank.db: import 2 came after it; undo that first
    [exit 1]
    ");
    assert_snapshot!(project.told(&["undo", "9"]), @r"
    error: cannot undo import 9 of sqlite://seedbank.db: there is none of that number; `seedbank history --data data` lists them
    [exit 1]
    ");
    assert_eq!(project.run(&["undo", "last"]).code, 2);
}

#[test]
fn an_import_is_a_number() {
    assert_snapshot!(Project::booted().told(&["undo", "two"]), @r"
    error: no import `two`: write the number that `seedbank history --data data` shows
    [exit 2]
    ");
}
