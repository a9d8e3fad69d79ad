use insta::assert_snapshot;

use crate::project::{GAA, Project};

#[test]
fn a_new_database_would_get_everything_and_gets_nothing() {
    let project = Project::locked();
    assert_snapshot!(project.told(&["plan"]), @r"
    seedbank.db is new: everything would go in
    2 to add

    + skills/skill/gaa/solo
    + skills/skill/gaa/kick/out

    to do this: `seedbank apply --data data`
    [exit 2]
    ");
    assert!(!project.files().contains(&"seedbank.db".to_owned()));
}

#[test]
fn with_nothing_to_do_it_says_so_and_ends_well() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["plan"]), @"nothing to do: seedbank.db is up to date");
}

#[test]
fn what_changes_is_told_field_by_field() {
    let project = Project::booted();
    let gaa = GAA.replace("name: Soloing, level: 3, tags: [ball]", "name: Solo run, tags: [ball]");
    project.release(&format!("{gaa}- {{ code: hook, name: Hooking }}\n"));
    assert_snapshot!(project.told(&["plan"]), @r#"
    seedbank.db would be updated
    1 to add, 1 to change

    ~ skills/skill/gaa/solo
        - level: 3
        ~ name: "Soloing" → "Solo run"
    + skills/skill/gaa/hook

    to do this: `seedbank apply --data data`
    [exit 2]
    "#);
}

#[test]
fn what_a_person_changed_too_is_told_with_all_three_values() {
    let project = Project::booted();
    project.run(&["edit", "skills/skill/gaa/solo", "name=Solo", "--data", "data"]);
    project.run(&["edit", "skills/skill/gaa/kick/out", "name=Kick", "--data", "data"]);
    let gaa = GAA.replace("Soloing, level: 3", "Solo run, level: 4");
    project.release(&gaa.replace("Kick-out", "Kick out"));
    assert_snapshot!(project.told(&["plan"]), @r#"
    seedbank.db would be updated
    1 to change, 1 to keep as people have them, 2 need you

    ~ skills/skill/gaa/solo: keeps what people changed
        ~ level: 3 → 4
        ! name: the release and a person changed it
            base     "Soloing"
            current  "Solo"
            target   "Solo run"
    ! skills/skill/gaa/kick/out: stays as people have it
        ! name: the release and a person changed it
            base     "Kick-out"
            current  "Kick"
            target   "Kick out"

    to do this: `seedbank apply --data data`
    [exit 2]
    "#);
}

#[test]
fn what_has_another_key_what_leaves_and_what_comes_back_are_told_as_that() {
    let project = Project::new();
    let manifest = project.read("data/skills/dataset.yaml") + "removed: deprecate\n";
    project.write("data/skills/dataset.yaml", &manifest);
    project.release(GAA);
    project.told(&["boot"]);
    let rename = "renamed_from:\n  skill: { gaa/solo_run: solo }\n";
    project.write("data/skills/dataset.yaml", &format!("{manifest}{rename}"));
    let solo = "skills:\n- { code: solo_run, name: Soloing, level: 3, tags: [ball] }\n";
    project.release(solo);
    assert_snapshot!(project.told(&["plan"]), @r#"
    seedbank.db would be updated
    1 to change, 1 to retire

    ~ skills/skill/gaa/solo_run (was solo)
        ~ code: "solo" → "solo_run"
    - skills/skill/gaa/kick/out: left the release, stays, marked deprecated

    to do this: `seedbank apply --data data`
    [exit 2]
    "#);
    project.told(&["boot"]);
    project.release(&format!("{solo}- {{ code: kick/out, name: Kick-out }}\n"));
    assert_snapshot!(project.told(&["plan"]), @r"
    seedbank.db would be updated
    1 to bring back

    + skills/skill/gaa/kick/out: had left, comes back

    to do this: `seedbank apply --data data`
    [exit 2]
    ");
}

#[test]
fn it_is_in_colour_where_somebody_looks() {
    let project = Project::booted();
    project.release(&GAA.replace("Soloing", "Solo run"));
    let environment = [("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")];
    let ran = project.run_with(&environment, &["plan", "--data", "data"]);
    let sign = "\u{1b}[1m\u{1b}[33m~\u{1b}[0m";
    assert!(
        ran.out.contains(&format!("\n{sign} skills/skill/gaa/solo\n    {sign} name: ")),
        "{}",
        ran.out
    );
}

#[test]
fn of_many_new_records_the_first_are_named() {
    let project = Project::booted();
    let more: Vec<String> = (0..30).map(|n| format!("- {{ code: c{n}, name: N }}\n")).collect();
    project.release(&format!("{GAA}{}", more.concat()));
    let told = project.told(&["plan"]);
    assert!(
        told.contains("\n+ skills/skill/gaa/c9\n… and 20 more to add; --json has them all\n"),
        "{told}"
    );
    assert!(!told.contains("gaa/c10"), "{told}");
    assert_eq!(project.json(&["plan"])["records"].as_array().unwrap().len(), 30);
}

#[test]
fn long_values_are_shown_where_they_differ_in_80_columns() {
    let project = Project::booted();
    let long = "What a player does with the ball in the hands and with the feet. ".repeat(3);
    project.release(&GAA.replace("Soloing", &format!("{long} Once.")));
    project.run(&["--data", "data"]);
    project.release(&GAA.replace("Soloing", &format!("{long} Twice.")));
    let told = project.told(&["plan"]);
    assert_snapshot!(told, @r#"
    seedbank.db would be updated
    1 to change

    ~ skills/skill/gaa/solo
        ~ name:
            - …a player does with the ball in the hands and with the feet.  Once."
            + …a player does with the ball in the hands and with the feet.  Twice."

    to do this: `seedbank apply --data data`
    [exit 2]
    "#);
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
}

#[test]
fn a_newer_database_is_left_as_it_is() {
    let project = Project::locked();
    let lock = project.read("data/seedbank.lock");
    project.release(&GAA.replace("Soloing", "Solo run"));
    project.run(&["--data", "data"]);
    project.write("data/skills/gaa.yaml", GAA);
    project.write("data/seedbank.lock", &lock);
    assert_snapshot!(project.told(&["plan"]), @r"
    nothing to do: seedbank.db has newer data
    skills: the database has generation 2, this is 1
      if this folder is the newer one, run `seedbank lock data`, then set `generation: 3` for skills in data/seedbank.lock
    ");
}

#[test]
fn wrong_usage_is_1_because_2_says_that_there_is_something_to_do() {
    let project = Project::empty();
    for wrong in
        [&["plan", "--nonsense"][..], &["--json", "plan", "more"], &["plan", "--data", "nowhere"]]
    {
        assert_eq!(project.run(wrong).code, 1, "{wrong:?}");
    }
    assert_eq!(project.run(&["drift", "--nonsense"]).code, 2);
    assert_eq!(project.run(&["drift", "--data", "nowhere"]).code, 2);
}

#[test]
fn a_command_that_is_printed_works_on_the_same_data_and_database() {
    let project = Project::new();
    let environment = [("SEEDBANK_DB", "sqlite://other.db")];
    for (environment, arguments, expected) in [
        (
            &[][..],
            &["--db", "sqlite://my app.db"][..],
            "apply --data data --db 'sqlite://my app.db'",
        ),
        (&environment, &["--db", "sqlite://app.db"], "apply --data data --db sqlite://app.db"),
        (&environment, &[], "apply --data data"),
        (&[], &["--out", "my plan"], "apply 'my plan' --data data"),
    ] {
        let ran = project.run_with(environment, &[&["plan", "--data", "data"], arguments].concat());
        let expected = format!(": `seedbank {expected}`\n");
        assert!(ran.out.ends_with(&expected), "{expected}: {}", ran.out);
    }
    // As the option of all commands, too.
    let ran = project.run(&["--db", "sqlite://app.db", "--data", "data", "plan"]);
    assert!(ran.out.ends_with("apply --data data --db sqlite://app.db`\n"), "{}", ran.out);
}
