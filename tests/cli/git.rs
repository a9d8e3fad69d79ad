use std::fs;
use std::process::Command;

use insta::assert_snapshot;

use crate::project::Project;

const MANIFEST: &str = "\
title: Notes
version: 1.0.0
files: [{ match: '*.md', body: body, at: notes }]
git: { collection: note, file: 'notes/{title}.md' }
review: { collection: note, field: status }
";

const SCHEMA: &str = r#"{
  "type": "object",
  "properties": {
    "notes": {
      "type": "array",
      "items": {
        "type": "object",
        "x-collection": "note",
        "x-key": "id",
        "required": ["id", "title", "status"],
        "properties": {
          "id": { "type": "string" },
          "title": { "type": "string" },
          "status": { "type": "string", "enum": ["draft", "in_review", "published", "archived"] },
          "level": { "type": "integer" },
          "seen": { "type": "string", "x-volatile": true },
          "body": { "type": "string", "x-merge": "text" }
        },
        "additionalProperties": false
      }
    }
  },
  "additionalProperties": false
}
"#;

const SOLO: &str = "---\nid: solo # for ever\ntitle: Soloing\nstatus: published\nlevel: 3\n---\nRun.\n\nThen kick.\n";
const DRAFT: &str = "---\nid: hop\ntitle: Hopping\nstatus: draft\n---\nNot yet.\n";

/// A booted project of notes, and a repository `repo` beside it.
pub fn notes(repository: &[&str]) -> Project {
    let project = Project::empty();
    project.write("data/notes/dataset.yaml", MANIFEST);
    project.write("data/notes/schema.json", SCHEMA);
    project.write("data/notes/solo.md", SOLO);
    project.write("data/notes/hop.md", DRAFT);
    assert_eq!(project.run(&["lock"]).code, 0);
    assert_eq!(project.run(&["--data", "data"]).code, 0);
    git(&project, ".", &[&["init", "--quiet", "--initial-branch=main"], repository].concat());
    project
}

/// Runs git as Bo, in a folder of the project.
fn git(project: &Project, folder: &str, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(project.path(folder));
    command.args(["-c", "user.name=Bo", "-c", "user.email=bo@example.org"]);
    let output = command.args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a command prints, with a word of the same length in the place of each commit's name.
fn told(project: &Project, arguments: &[&str]) -> String {
    let told = project.told(&[&["git"], arguments].concat());
    let mut steady = String::new();
    for part in told.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_commit = word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        steady.extend([if is_commit { "<commit>" } else { word }, &part[word.len()..]]);
    }
    steady
}

fn commit(project: &Project, message: &str) {
    git(project, "repo", &["add", "--all"]);
    git(project, "repo", &["commit", "--quiet", "--message", message]);
}

#[test]
fn an_edit_becomes_a_commit_of_who_made_it() {
    let project = notes(&["repo"]);
    assert_snapshot!(told(&project, &["push", "--repo", "repo"]), @r"
    committed to main: 1 added
    operation  record                file              commit
    create     notes/note/solo/solo  notes/soloing.md  <commit>
    ");
    let edit = ["edit", "notes/note/solo/solo", "title=Solo run", "--reason", "club wording"];
    let by = [&edit[..], &["--by", "Anna Lee <anna@example.org>", "--data", "data"]].concat();
    assert_eq!(project.run(&by).code, 0);
    assert_snapshot!(told(&project, &["status", "--repo", "repo"]), @r"
    main (<commit>): 1 ahead
    state  record                file              problem
    ahead  notes/note/solo/solo  notes/soloing.md  -
    healthy; 0 failures began in the last 24 hours
    ");
    assert_snapshot!(told(&project, &["push", "--repo", "repo"]), @r"
    committed to main: 1 changed
    operation  record                file               commit
    update     notes/note/solo/solo  notes/solo-run.md  <commit>
    ");
    assert_snapshot!(told(&project, &["push", "--repo", "repo"]), @"nothing to commit: main has all of the database");
    assert_snapshot!(git(&project, "repo", &["show", "--format=%an <%ae>%n%B", "--stat"]), @r"
    Anna Lee <anna@example.org>
    club wording

    Seedbank-Record: notes/note/solo/solo


     notes/{soloing.md => solo-run.md} | 2 +-
     1 file changed, 1 insertion(+), 1 deletion(-)
    ");
    assert_snapshot!(git(&project, "repo", &["status", "--porcelain"]), @"");
}

#[test]
fn a_commit_becomes_an_edit_of_who_made_it() {
    let project = notes(&["repo"]);
    told(&project, &["push", "--repo", "repo"]);
    let file = project.path("repo/notes/soloing.md");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Then kick.", "Then kick it.")).unwrap();
    commit(&project, "what to kick");
    assert_snapshot!(told(&project, &["status", "--repo", "repo"]), @r"
    main (<commit>): 1 behind
    state   record                file              problem
    behind  notes/note/solo/solo  notes/soloing.md  -
    healthy; 0 failures began in the last 24 hours
    ");
    assert_snapshot!(told(&project, &["pull", "--repo", "repo"]), @r"
    pulled from main: 1 changed
    operation  record                file              commit
    update     notes/note/solo/solo  notes/soloing.md  <commit>
    ");
    assert_snapshot!(project.told(&["history", "notes/note/solo/solo"]), @r#"
    2026-01-01T00:00:00Z  edit  notes/note/solo/solo  by Bo <bo@example.org>: what to kick
        ~ body: "Run.\n\nThen kick." → "Run.\n\nThen kick it."
    "#);
    assert_snapshot!(told(&project, &["sync", "--repo", "repo"]), @r"
    nothing to pull: the database has all of main
    nothing to commit: main has all of the database
    ");
    assert_snapshot!(told(&project, &["log", "notes/note/solo/solo"]), @r"
    started               direction  operation  record                file              commit    state    by    error
    2026-01-01T00:00:00Z  push       create     notes/note/solo/solo  notes/soloing.md  <commit>  success  anna  -
    2026-01-01T00:00:00Z  pull       update     notes/note/solo/solo  notes/soloing.md  <commit>  success  anna  -
    ");
}

#[test]
fn what_cannot_be_read_is_told_with_its_line_and_the_rest_goes_on() {
    let project = notes(&["repo"]);
    told(&project, &["push", "--repo", "repo"]);
    let text = project.read("repo/notes/soloing.md");
    project.write("repo/notes/soloing.md", &text.replace("level: 3", "level: three"));
    project.write(
        "repo/notes/kicking.md",
        &SOLO.replace("solo", "kick").replace("Soloing", "Kicking"),
    );
    commit(&project, "slip");
    assert_snapshot!(told(&project, &["pull", "--repo", "repo"]), @r#"
    pulled from main: 1 added
    operation  record                   file              commit
    create     notes/note/kicking/kick  notes/kicking.md  <commit>
    left out: notes/note/solo/solo: notes/soloing.md:5:8: `level`: expected integer, found string "three"
    [exit 3]
    "#);
    assert_snapshot!(told(&project, &["status", "--repo", "repo"]), @r#"
    main (<commit>): 1 synced, 1 failed
    state   record                file              problem
    failed  notes/note/solo/solo  notes/soloing.md  notes/soloing.md:5:8: `level`: expected integer, found string "three"
    not healthy; 1 failure began in the last 24 hours
    [exit 1]
    "#);
    let json = project.json(&["git", "status", "--repo", "repo"]);
    assert_eq!((&json["healthy"], &json["totals"]["failed"]), (&false.into(), &1.into()));
    assert_eq!(json["records"][0]["state"], "synced");
    let json = project.json(&["git", "log", "notes/note/solo/solo"]);
    assert_eq!(json[1]["state"], "failed");
}

#[test]
fn what_both_changed_waits_for_a_person() {
    let project = notes(&["repo"]);
    told(&project, &["push", "--repo", "repo"]);
    let text = project.read("repo/notes/soloing.md");
    project.write("repo/notes/soloing.md", &text.replace("level: 3", "level: 4"));
    commit(&project, "harder");
    let edit = ["edit", "notes/note/solo/solo", "level=2", "--data", "data"];
    assert_eq!(project.run(&edit).code, 0);
    assert_snapshot!(told(&project, &["push", "--repo", "repo"]), @r"
    nothing committed to main
    1 record has changes in git that come first: `seedbank git pull --repo repo --data data`
    ");
    assert_snapshot!(told(&project, &["sync", "--repo", "repo"]), @r"
    pulled from main: 1 changed
    operation  record                file              commit
    update     notes/note/solo/solo  notes/soloing.md  <commit>
    nothing committed to main
    1 record is not pushed while a conflict of it is open
    1 conflict needs you: `seedbank conflicts --data data`
    ");
    assert_snapshot!(told(&project, &["push", "--repo", "repo"]), @r"
    nothing committed to main
    1 record is not pushed while a conflict of it is open: `seedbank conflicts --data data`
    ");
    assert_snapshot!(told(&project, &["status", "--repo", "repo"]), @r"
    main (<commit>): 1 both
    state  record                file              problem
    both   notes/note/solo/solo  notes/soloing.md  open conflict: level
    healthy; 0 failures began in the last 24 hours
    ");
    let json = project.json(&["git", "status", "--repo", "repo"]);
    assert_eq!(json["records"][0]["problem"], "open conflict: level");
    let json = project.json(&["git", "push", "--repo", "repo"]);
    assert_eq!(json["unresolved"].as_array().unwrap().len(), 1);
    assert_eq!(project.run(&["resolve", "1", "--keep", "current", "--data", "data"]).code, 0);
    assert_snapshot!(told(&project, &["push", "--repo", "repo"]), @r"
    committed to main: 1 changed
    operation  record                file              commit
    update     notes/note/solo/solo  notes/soloing.md  <commit>
    ");
}

#[test]
fn what_is_wrong_with_the_repository_is_said() {
    let project = notes(&["repo"]);
    let ran = project.run(&["git", "push", "--data", "data"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--repo <DIR>"), "{}", ran.err);
    let ran = project.run(&["git", "push", "--repo", "data/none", "--data", "data"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("cannot open the git repository data/none"), "{}", ran.err);
    told(&project, &["push", "--repo", "repo"]);
    let ran = project.run(&["git", "push", "--repo", "repo", "--branch", "x", "--data", "data"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no branch `x` in repo; there is main"), "{}", ran.err);
    let environment = [("USER", "anna"), ("SEEDBANK_GIT", "repo")];
    let ran = project.run_with(&environment, &["git", "sync", "--data", "data"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// Goes on syncing with `repo` until it is dropped; prints into `out` and `err`.
struct Watching<'p> {
    project: &'p Project,
    process: std::process::Child,
}

impl<'p> Watching<'p> {
    fn start(project: &'p Project) -> Self {
        let process = Command::new(env!("CARGO_BIN_EXE_seedbank"))
            .args(["git", "sync", "--repo", "repo", "--watch", "1"])
            .args(["--data", "data", "--by", "ops"])
            .current_dir(project.path("."))
            .stdout(fs::File::create(project.path("out")).unwrap())
            .stderr(fs::File::create(project.path("err")).unwrap())
            .spawn()
            .unwrap();
        Self { project, process }
    }

    fn wait_for(&self, file: &str, text: &str) {
        let found = (0..600).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            self.project.read(file).contains(text)
        });
        assert!(found, "{file} has no `{text}`: {}", self.project.read(file));
    }
}

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn watching_prints_what_it_did_and_goes_on_after_errors() {
    let project = notes(&["repo"]);
    let watching = Watching::start(&project);
    watching.wait_for("out", "committed to main: 1 added");
    fs::rename(project.path("repo"), project.path("away")).unwrap();
    watching.wait_for("err", "cannot open the git repository repo");
    fs::rename(project.path("away"), project.path("repo")).unwrap();
    let edit = ["edit", "notes/note/solo/solo", "level=2", "--data", "data"];
    assert_eq!(project.run(&edit).code, 0);
    watching.wait_for("out", "committed to main: 1 changed");
}

#[test]
fn watching_stays_with_its_branch() {
    let project = notes(&["repo"]);
    let watching = Watching::start(&project);
    watching.wait_for("out", "committed to main: 1 added");
    git(&project, "repo", &["switch", "--quiet", "--create", "draft"]);
    let edit = ["edit", "notes/note/solo/solo", "level=2", "--data", "data"];
    assert_eq!(project.run(&edit).code, 0);
    watching.wait_for("out", "committed to main: 1 changed");
    assert!(git(&project, "repo", &["show", "main:notes/soloing.md"]).contains("level: 2"));
    assert!(git(&project, "repo", &["show", "draft:notes/soloing.md"]).contains("level: 3"));
    assert_eq!(git(&project, "repo", &["status", "--porcelain"]), "");
    assert!(project.read("repo/notes/soloing.md").contains("level: 3"), "its files are left alone");
}
