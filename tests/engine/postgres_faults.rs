//! What can go wrong with a server, and on the way to it.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use seedbank::{BootOptions, Bundle, Database, Error, OpenOptions, Progress, Report, Verdict};
use serde_json::json;

use crate::database::{Scratch, variable};
use crate::fixture::Fixture;
use crate::proxy::Proxy;
use crate::server::Server;

const RECORDS: usize = 5_000;

fn bundle(generation: u64) -> Bundle {
    let records: Vec<_> =
        (0..RECORDS).map(|n| (format!("k{n:06}"), json!({ "g": generation, "n": n }))).collect();
    let records: Vec<_> = records.iter().map(|(key, v)| (key.as_str(), v.clone())).collect();
    Fixture::new("skills", generation).unit("gaa", &records).bundle()
}

/// Boots, and lets something happen once, in the middle of the import.
fn boot_while(
    database: &Database,
    bundle: &Bundle,
    happens: impl FnOnce(),
) -> Result<Report, Error> {
    let mut happens = Some(happens);
    let mut observer = |progress: Progress<'_>| {
        if progress.done > 1000
            && let Some(happens) = happens.take()
        {
            happens();
        }
    };
    database.boot_with(bundle, BootOptions::default().observer(&mut observer))
}

fn assert_whole(database: &Scratch, generation: u64) {
    let query = format!("SELECT count(*) FROM skills_item WHERE g = {generation}");
    assert_eq!(database.text(&query), RECORDS.to_string());
    assert_eq!(database.text("SELECT hash FROM seedbank_bundle"), bundle(generation).hash());
}

fn terminate(database: &Scratch, application: &str) {
    let ended = database.text(&format!(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE application_name = '{application}'"
    ));
    assert_ne!(ended, "0");
}

#[test]
fn a_connection_that_the_server_ends_is_made_again() {
    let Some(database) = Scratch::postgres() else { return };
    let application = format!("ended-{}", std::process::id());
    let url = format!("{}&application_name={application}", database.url());
    let opened = Database::open(&url).unwrap();
    let report = boot_while(&opened, &bundle(1), || terminate(&database, &application));
    assert_eq!(report.unwrap().verdict, Verdict::Imported);
    assert_whole(&database, 1);
    // Between two boots nobody notices at all.
    terminate(&database, &application);
    assert_eq!(opened.boot(&bundle(1)).unwrap().verdict, Verdict::UpToDate);
    terminate(&database, &application);
    assert_eq!(opened.status(&bundle(1)).unwrap().len(), 1);
}

#[test]
fn a_connection_that_is_cut_is_made_again_once() {
    let Some(proxy) = Proxy::new() else { return };
    let database = Scratch::schema(&proxy.url(), &variable("SEEDBANK_TEST_POSTGRES").unwrap());
    let opened = database.open();
    opened.boot(&bundle(1)).unwrap();
    let report = boot_while(&opened, &bundle(2), || proxy.cut());
    assert_eq!(report.unwrap().verdict, Verdict::Updated);
    assert_whole(&database, 2);

    let options = OpenOptions::default().wait(Duration::from_millis(300));
    let opened = Database::open_with(&database.url(), &options).unwrap();
    let error = boot_while(&opened, &bundle(3), || {
        proxy.close();
        proxy.cut();
    });
    let error = error.unwrap_err();
    assert!(matches!(error, Error::CannotOpen { .. }), "{error}");
    assert!(error.to_string().contains("check that the server runs"), "{error}");
    assert_whole(&database, 2);
}

#[test]
fn a_server_that_stops_in_the_middle_is_waited_for() {
    let Some(server) = Server::new("stops") else { return };
    for url in [&server.url, &server.pooled] {
        let database = Scratch::schema(url, &server.url);
        database.boot(&bundle(1)).unwrap();
        let opened = database.open();
        std::thread::scope(|scope| {
            let report = boot_while(&opened, &bundle(2), || {
                server.stop();
                scope.spawn(|| {
                    std::thread::sleep(Duration::from_millis(300));
                    server.start();
                });
            });
            assert_eq!(report.unwrap().verdict, Verdict::Updated);
        });
        assert_whole(&database, 2);
    }
}

#[test]
fn a_server_that_stays_away_is_a_clear_error() {
    let Some(server) = Server::new("away") else { return };
    let database = Scratch::schema(&server.url, &server.url);
    database.boot(&bundle(2)).unwrap();
    let options = OpenOptions::default().wait(Duration::from_millis(300));
    let opened = Database::open_with(&database.url(), &options).unwrap();
    let error = boot_while(&opened, &bundle(3), || server.stop()).unwrap_err();
    assert!(matches!(error, Error::CannotOpen { .. }), "{error}");
    let error = Database::open_with(&database.url(), &options).unwrap_err().to_string();
    assert!(error.contains(".s.PGSQL.") && error.contains("check that the server runs"), "{error}");
    server.start();
    assert_whole(&database, 2);
    assert_eq!(opened.boot(&bundle(3)).unwrap().verdict, Verdict::Updated);
}

#[test]
fn a_full_disk_changes_nothing_and_a_larger_one_finishes() {
    let Some(server) = Server::new("full") else { return };
    // Only the superuser can make a disk that is small.
    let Some(disk) = Disk::new(&server.directory().join("disk")) else {
        eprintln!("NOT TESTED: a full disk, which takes the right to mount one");
        return;
    };
    let database = Scratch::schema(&server.url, &server.url);
    let place = disk.0.display();
    database.run(&format!("CREATE TABLESPACE small LOCATION '{place}'"));
    let url = format!("{}&options=-c%20default_tablespace%3Dsmall", database.url());
    let boot = |generation| Database::open(&url).unwrap().boot(&bundle(generation));
    boot(1).unwrap();
    let before = database.contents();
    let filler = disk.0.join("filler");
    // All of it, and then room enough to begin.
    let mut file = std::fs::File::create(&filler).unwrap();
    let mut taken = 0;
    while file.write_all(&[0; 8192]).is_ok() {
        taken += 8192;
    }
    file.set_len(taken - 400_000).unwrap();
    drop(file);
    let error = boot(2).unwrap_err();
    assert!(matches!(error, Error::Full { .. }), "{error}");
    assert!(error.to_string().contains("Free some space"), "{error}");
    assert!(database.contents() == before);
    std::fs::remove_file(filler).unwrap();
    assert_eq!(boot(2).unwrap().verdict, Verdict::Updated);
    assert_whole(&database, 2);
}

/// A disk with little room.
struct Disk(std::path::PathBuf);

impl Disk {
    fn new(at: &Path) -> Option<Self> {
        std::fs::create_dir(at).unwrap();
        let mount = ["-t", "tmpfs", "-o", "size=24m,uid=postgres,mode=700", "tmpfs"];
        let mounted = Command::new("mount").args(mount).arg(at).output().ok()?.status.success();
        mounted.then(|| Self(at.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

/// A role that may do nothing yet, and the URL with which it connects.
fn role(database: &Scratch, name: &str) -> String {
    let role = format!("{name}_{}", std::process::id());
    database.run(&format!("DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN"));
    database.url().replace("user=postgres", &format!("user={role}"))
}

fn drop_role(database: &Scratch, name: &str) {
    let role = format!("{name}_{}", std::process::id());
    database.run(&format!("DROP OWNED BY {role} CASCADE; DROP ROLE {role}"));
}

#[test]
fn a_role_needs_no_more_than_its_schema() {
    let Some(database) = Scratch::postgres() else { return };
    let url = role(&database, "owner");
    let schema = database.schema_name();
    let owner = format!("owner_{}", std::process::id());
    let error = Database::open(&url).unwrap().boot(&bundle(1)).unwrap_err();
    assert!(matches!(error, Error::Forbidden { .. }), "{error}");
    assert!(error.to_string().contains("permission denied for schema"), "{error}");

    database.run(&format!("ALTER SCHEMA \"{schema}\" OWNER TO {owner}"));
    let opened = Database::open(&url).unwrap();
    assert_eq!(opened.boot(&bundle(1)).unwrap().verdict, Verdict::Imported);
    assert_eq!(opened.boot(&bundle(2)).unwrap().verdict, Verdict::Updated);
    assert_whole(&database, 2);
    drop_role(&database, "owner");
}

#[test]
fn a_role_that_may_only_read_serves_and_does_not_update() {
    let Some(database) = Scratch::postgres() else { return };
    database.boot(&bundle(2)).unwrap();
    let url = role(&database, "reader");
    let schema = database.schema_name();
    database.run(&format!(
        "GRANT USAGE ON SCHEMA \"{schema}\" TO reader_{0}; \
         GRANT SELECT ON ALL TABLES IN SCHEMA \"{schema}\" TO reader_{0}",
        std::process::id()
    ));
    let before = database.contents();
    let reader = Database::open(&url).unwrap();
    assert_eq!(reader.boot(&bundle(2)).unwrap().verdict, Verdict::UpToDate);
    assert_eq!(reader.boot(&bundle(1)).unwrap().verdict, Verdict::OlderThanDatabase);
    let error = reader.boot(&bundle(3)).unwrap_err();
    assert!(matches!(error, Error::Forbidden { .. }), "{error}");

    let url = format!("{}&options=-c%20default_transaction_read_only%3Don", database.url());
    let read_only = Database::open(&url).unwrap();
    assert_eq!(read_only.boot(&bundle(2)).unwrap().verdict, Verdict::UpToDate);
    let error = read_only.boot(&bundle(3)).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    assert!(database.contents() == before);
    drop_role(&database, "reader");
}

#[test]
fn a_schema_is_created_where_that_is_permitted() {
    let Some(database) = Scratch::postgres() else { return };
    let url = role(&database, "guest");
    let schema = database.schema_name();
    database.run(&format!("DROP SCHEMA \"{schema}\""));
    let error = Database::open(&url).unwrap().boot(&bundle(1)).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("cannot create the schema") && message.contains("denied"),
        "{message}"
    );
    assert_eq!(database.boot(&bundle(1)).unwrap().verdict, Verdict::Imported);
    assert_whole(&database, 1);
    drop_role(&database, "guest");
}

#[test]
fn without_a_schema_in_the_url_the_search_path_says_which() {
    let Some(database) = Scratch::postgres() else { return };
    let server = variable("SEEDBANK_TEST_POSTGRES").unwrap();
    let schema = database.schema_name();
    // In `options`, a space that belongs to a value is behind a backslash.
    let path = format!("nowhere,%22{}%22", schema.replace(' ', "%5C%20"));
    let url = format!("{server}&options=-c%20search_path%3D{path}");
    let opened = Database::open(&url).unwrap();
    assert_eq!(opened.boot(&bundle(1)).unwrap().verdict, Verdict::Imported);
    assert_eq!(opened.boot(&bundle(1)).unwrap().verdict, Verdict::UpToDate);
    assert_whole(&database, 1);

    let nowhere = format!("{server}&options=-c%20search_path%3Dnowhere");
    let error = Database::open(&nowhere).unwrap().boot(&bundle(1)).unwrap_err().to_string();
    assert!(error.contains("name one with `?schema=NAME`"), "{error}");
}

#[test]
fn a_boot_with_nothing_new_is_one_statement_and_an_update_few() {
    let Some(proxy) = Proxy::new() else { return };
    let database = Scratch::schema(&proxy.url(), &variable("SEEDBANK_TEST_POSTGRES").unwrap());
    database.boot(&bundle(1)).unwrap();
    proxy.statements();
    let opened = database.open();
    assert_eq!(proxy.statements(), Vec::<String>::new());
    opened.boot(&bundle(1)).unwrap();
    let statements = proxy.statements();
    assert_eq!(statements.len(), 1, "{statements:#?}");
    assert!(statements[0].starts_with("SELECT format, hash"), "{statements:?}");
    // Five thousand records, in batches of a thousand.
    opened.boot(&bundle(2)).unwrap();
    let statements = proxy.statements();
    assert!(statements.len() < 60, "{statements:#?}");
}

#[test]
fn a_record_that_jsonb_cannot_hold_is_set_aside() {
    let Some(database) = Scratch::postgres() else { return };
    let of = |generation, text: &str| {
        let long = "x".repeat(3000);
        let mut records: Vec<_> =
            (0..50).map(|n| (format!("k{n}"), json!({ "text": n.to_string() }))).collect();
        records[17].1 = json!({ "text": text });
        records.push((long, json!({ "text": "its key is too long for an index" })));
        records.push(("nul\0".to_owned(), json!({ "text": "its key is no text" })));
        let records: Vec<_> = records.iter().map(|(key, v)| (key.as_str(), v.clone())).collect();
        Fixture::new("skills", generation).unit("gaa", &records).bundle()
    };
    for (generation, text) in [(1, "a\0b"), (2, "c\0d")] {
        let report = database.boot(&of(generation, text)).unwrap();
        let aside: Vec<_> = report
            .set_aside
            .iter()
            .map(|aside| aside.record.chars().take(20).collect::<String>())
            .collect();
        let expected = ["skills/item/gaa/k17", "skills/item/gaa/xxxx", "skills/item/gaa/nul\0"];
        assert_eq!(aside, expected.map(str::to_owned));
        assert!(report.set_aside[0].reason.contains("Unicode"), "{report:?}");
        assert_eq!(database.text("SELECT count(*) FROM skills_item"), "49");
    }
    let report = database.boot(&of(3, "text")).unwrap();
    assert_eq!(report.set_aside.len(), 2);
    assert_eq!(database.text("SELECT text FROM skills_item WHERE key = 'k17'"), "text");
}

#[test]
fn what_cannot_be_reached_says_so_without_the_password() {
    let open = |url: &str| Database::open(url).unwrap_err().to_string();
    let error = open("postgres://club:geheim@127.0.0.1:1/x");
    assert!(error.contains("no connection to 127.0.0.1:1"), "{error}");
    assert!(error.contains("postgres://club@127.0.0.1:1/x"), "{error}");
    let error = open("postgres://club:geheim@localhost/x?no_such_option=1");
    assert!(error.contains("no_such_option") && !error.contains("geheim"), "{error}");
    let Some(url) = variable("SEEDBANK_TEST_POSTGRES") else { return };
    let error = open(&url.replace("/seedbank?", "/nowhere?"));
    assert!(error.contains("create the database first"), "{error}");
}

#[test]
fn two_transactions_in_each_others_way_try_again() {
    let Some(database) = Scratch::postgres() else { return };
    database.boot(&bundle(1)).unwrap();
    // The application holds a record, and then wants what the import holds: one of the two must give way.
    let mut direct = database.client();
    direct
        .batch_execute("BEGIN; SELECT 1 FROM seedbank_record WHERE key = 'k004500' FOR UPDATE")
        .unwrap();
    std::thread::scope(|scope| {
        let mut direct = Some(direct);
        let opened = database.open();
        let report = boot_while(&opened, &bundle(2), || {
            let mut direct = direct.take().unwrap();
            scope.spawn(move || {
                let wanted = "SET deadlock_timeout = '10s'; \
                              UPDATE seedbank_record SET updated_by = 'me' WHERE key = 'k000001'; \
                              COMMIT";
                direct.batch_execute(wanted).unwrap();
            });
        });
        assert_eq!(report.unwrap().verdict, Verdict::Updated);
    });
    assert_whole(&database, 2);
}
