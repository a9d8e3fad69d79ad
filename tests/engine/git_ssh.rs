//! An upstream that git reaches over ssh: git's own transport, with a program in the place of ssh that runs
//! here what it is to run there.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use seedbank::GitError;
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::git_notes::{Notes, done};

on_each!(
    an_upstream_over_ssh_is_followed_and_led,
    a_push_that_is_rejected_over_ssh_merges_and_pushes_once_more,
    a_host_that_is_away_is_an_error_in_ssh_s_words,
);

/// Takes the options and the host away, notes them, and runs the command.
const SSH: &str = r#"#!/bin/sh
echo "$*" >>"${0%/*}/ssh.log"
while :; do case $1 in -o | -p) shift 2 ;; -*) shift ;; *) break ;; esac; done
if [ "$1" = git@away.example ]; then echo "ssh: away.example: no route to host" >&2; exit 255; fi
shift
exec sh -c "$*"
"#;

/// `origin` is at this URL to clone `a`, with `{}` in the place of its path.
fn over_ssh<'d>(database: &'d Scratch, url: &str) -> Notes<'d> {
    let notes = Notes::shared(database);
    let ssh = notes.path("ssh");
    fs::write(&ssh, SSH).unwrap();
    fs::set_permissions(&ssh, fs::Permissions::from_mode(0o755)).unwrap();
    let url = url.replace("{}", notes.path("origin").to_str().unwrap());
    notes.git("a", &["remote", "set-url", "origin", &url]);
    notes.git("a", &["config", "core.sshCommand", ssh.to_str().unwrap()]);
    notes.git("a", &["config", "ssh.variant", "ssh"]);
    notes
}

fn an_upstream_over_ssh_is_followed_and_led(database: &Scratch) {
    for (url, host) in [
        ("ssh://git@example.org:2222{}", "-p 2222 git@example.org"),
        ("git@example.org:{}", "git@example.org"),
    ] {
        database.clear();
        for folder in ["origin", "a", "b"] {
            let _ = fs::remove_dir_all(database.directory().join(folder));
        }
        let notes = over_ssh(database, url);
        notes.replace("b/notes/apple.md", "level: 1", "level: 2");
        notes.commit("b", "level");
        notes.git("b", &["push", "--quiet"]);
        notes.edit("b", "level", 3);
        let report = notes.sync("a");
        assert_eq!(done(&report), [("pull", "update", "a"), ("push", "update", "b")]);
        assert_eq!(report.pushed_to.as_deref(), Some("origin"));
        assert_eq!(notes.tip("origin"), notes.tip("a"));
        let log = notes.read("ssh.log");
        for command in ["git-upload-pack", "git-receive-pack"] {
            let asked = log.lines().any(|line| line.contains(&format!("{host} {command}")));
            assert!(asked, "{host} {command}: {log}");
        }
        notes.assert_in_step("a");
    }
}

fn a_push_that_is_rejected_over_ssh_merges_and_pushes_once_more(database: &Scratch) {
    let notes = over_ssh(database, "ssh://git@example.org{}");
    notes.replace("b/notes/apple.md", "level: 1", "level: 2");
    notes.commit("b", "level");
    notes.git("b", &["push", "--quiet"]);
    notes.edit("a", "rank", 5);
    let report = notes.push("a");
    assert_eq!(report.merged.as_deref(), Some("origin/main"));
    assert_eq!((notes.value("a", "level"), notes.value("a", "rank")), (json!(2), json!(5)));
    let text = notes.committed("origin", "notes/apple.md");
    assert!(text.contains("level: 2\nrank: 5"), "{text}");
    notes.assert_in_step("a");
}

fn a_host_that_is_away_is_an_error_in_ssh_s_words(database: &Scratch) {
    let notes = over_ssh(database, "git@away.example:{}");
    let error = notes.try_pull("a").unwrap_err();
    assert!(matches!(error, GitError::Git { .. }), "{error}");
    assert!(error.to_string().contains("no route to host"), "{error}");
    notes.edit("a", "level", 2);
    let error = notes.try_push("a").unwrap_err();
    assert!(error.to_string().contains("no route to host"), "{error}");
    assert!(error.to_string().contains("the next push takes them along"), "{error}");
}
