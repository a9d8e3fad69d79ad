use insta::assert_snapshot;

use crate::project::Project;

const TOMB: &str = "knowledge/skill/tombstones/tombstones";

/// The datasets of this repository, in a database.
fn booted() -> Project {
    let project = Project::empty();
    assert_eq!(project.run(&["boot"]).code, 0);
    project
}

/// What a command prints about the embedded data, and how it ends.
fn told(project: &Project, arguments: &[&str]) -> String {
    let ran = project.run(arguments);
    format!("{}{}[exit {}]", ran.out, ran.err, ran.code)
}

#[test]
fn a_record_goes_step_by_step() {
    let project = booted();
    assert_snapshot!(told(&project, &["review", TOMB, "--to", "published"]), @r"
    knowledge/skill/tombstones/tombstones is published already: revision 1
    [exit 0]
    ");
    assert_snapshot!(told(&project, &["review", TOMB, "--to", "draft", "--reason", "to be rewritten"]), @r"
    knowledge/skill/tombstones/tombstones is draft now: revision 2
    [exit 0]
    ");
    assert_snapshot!(told(&project, &["review", TOMB, "--to", "published"]), @r"
    error: cannot change `status` of `knowledge/skill/tombstones/tombstones`: it is `draft`, and goes from there to in_review only
    [exit 1]
    ");
    assert_snapshot!(told(&project, &["review", TOMB, "--to", "in_review", "--by", "ines"]), @r"
    knowledge/skill/tombstones/tombstones is in_review now: revision 3
    [exit 0]
    ");
    assert_snapshot!(told(&project, &["history", TOMB]), @r#"
    2026-01-01T00:00:00Z  review  knowledge/skill/tombstones/tombstones  by anna: to be rewritten
        ~ status: "published" → "draft"
    2026-01-01T00:00:00Z  review  knowledge/skill/tombstones/tombstones  by ines
        ~ status: "draft" → "in_review"
    [exit 0]
    "#);
    assert_snapshot!(told(&project, &["review", TOMB, "--to", "published", "--json"]), @r#"
    {
      "record": "knowledge/skill/tombstones/tombstones",
      "revision": 4,
      "step": "published"
    }
    [exit 0]
    "#);
    assert_snapshot!(told(&project, &["edit", TOMB, "status=draft"]), @r"
    error: cannot change `status` of `knowledge/skill/tombstones/tombstones`: its steps are taken with `seedbank review RECORD --to STEP`
    [exit 1]
    ");
}

#[test]
fn what_it_cannot_review_says_why() {
    let project = booted();
    assert_eq!(project.run(&["review", TOMB, "--to", "gone"]).code, 2);
    assert_eq!(project.run(&["review", TOMB]).code, 2);
    assert_snapshot!(told(&project, &["review", "skills/skill/gaa/soloing", "--to", "draft"]), @r"
    error: cannot review `skills/skill/gaa/soloing`: its dataset has no review; name the collection and the field in the manifest's `review`
    [exit 1]
    ");
    assert_snapshot!(told(&project, &["review", "knowledge/owner/library/nobody", "--to", "draft"]), @r"
    error: no record `knowledge/owner/library/nobody` in sqlite://seedbank.db; `seedbank show` lists what there is
    [exit 1]
    ");
    assert_snapshot!(told(&project, &["review", "knowledge/skill/tombstone/tombstones", "--to", "draft"]), @r"
    error: no unit `knowledge/skill/tombstone`; did you mean `knowledge/skill/tombstones`?
    [exit 1]
    ");
}
