use std::io::BufRead as _;

use insta::assert_snapshot;

use crate::project::{GAA, Project};

/// A project with an edit and a tombstone, and its full backup.
fn backed_up() -> Project {
    let project = Project::booted();
    project.told(&["edit", "skills/skill/gaa/solo", "name=Solo run", "--reason", "club wording"]);
    project.told(&["delete", "skills/skill/gaa/kick/out"]);
    let told = project.told(&["backup", "create", "--full", "--to", "all.json"]);
    assert!(told.starts_with("backed up seedbank.db to all.json: 2 records, "), "{told}");
    project
}

#[test]
fn what_is_taken_is_proved_and_comes_back() {
    let project = backed_up();
    assert_snapshot!(project.told(&["backup", "verify", "all.json"]), @"all.json reached L3: the history is whole, and schema, references and rules hold");
    assert_snapshot!(project.told(&["backup", "verify", "all.json", "--level", "L4"]), @"all.json reached L4: brought back and taken again, it is the same to the byte");
    project.told(&["edit", "skills/skill/gaa/solo", "name=Something else", "level=1"]);
    let replace = ["backup", "restore", "all.json", "--replace", "--reason", "wrong edit"];
    assert_snapshot!(project.told(&replace), @r"
    kept the state before in seedbank-20260101T000000Z.json
    seedbank.db is what all.json says: 2 records
    ");
    let solo = project.json(&["get", "skills/skill/gaa/solo"]);
    assert_eq!(solo["value"]["name"], "Solo run");
    assert_eq!(project.json(&["get", "skills/skill/gaa/kick/out"])["state"], "deleted");
    assert_snapshot!(project.told(&["verify"]), @"all is well: history, records, references and views");
    assert_snapshot!(project.told(&["history"]), @r#"
    2026-01-01T00:00:00Z  import 1  skills  by seedbank 0.1.0
        1.0.0 (generation 1)
    2026-01-01T00:00:00Z  import 1  skills/gaa  by seedbank 0.1.0
        2 added
    2026-01-01T00:00:00Z  edit  skills/skill/gaa/solo  by anna: club wording
        ~ name: "Soloing" → "Solo run"
    2026-01-01T00:00:00Z  delete  skills/skill/gaa/kick/out  active → deleted  by anna
    2026-01-01T00:00:00Z  restore  everything, from a backup  by anna: wrong edit
    "#);
}

#[test]
fn what_the_bundle_has_is_left_out_and_a_number_is_given_where_a_name_is_taken() {
    let project = Project::booted();
    project.told(&["edit", "skills/skill/gaa/solo", "name=Solo run"]);
    assert_snapshot!(project.told(&["backup", "create", "--to", "some.json.zst"]), @"backed up seedbank.db to some.json.zst: 1 record, 3 rows of the history, 0 conflicts; 1 record is as this bundle has it, and not in it");
    assert_snapshot!(project.told(&["backup", "create", "--to", "some.json.zst"]), @r"
    error: cannot write the backup some.json.zst.meta.json: it exists; name another file
    [exit 1]
    ");
    assert_snapshot!(project.told(&["backup", "verify", "some.json.zst", "--level", "l4"]), @"some.json.zst reached L4: brought back and taken again, it is the same to the byte");
    let metadata: serde_json::Value =
        serde_json::from_str(&project.read("some.json.zst.meta.json")).unwrap();
    assert_eq!(metadata["records"], serde_json::json!({ "skills/skill": 1 }));
    assert_eq!(metadata["untouched"], serde_json::json!({ "skills/skill": 1 }));
    assert_eq!((&metadata["full"], &metadata["format"]), (&false.into(), &1.into()));
    let first = project.json(&["backup", "create"]);
    let second = project.json(&["backup", "create"]);
    assert_eq!(first["metadata"]["hash"], second["metadata"]["hash"]);
    assert_eq!(project.files().iter().filter(|file| file.starts_with("seedbank-20")).count(), 4);
}

#[test]
fn what_is_missing_is_added_and_told() {
    let project = backed_up();
    let database = rusqlite::Connection::open(project.path("seedbank.db")).unwrap();
    database.execute("DELETE FROM seedbank_record WHERE key = 'solo'", []).unwrap();
    drop(database);
    let restore = ["backup", "restore", "all.json", "--by", "ops", "--reason", "rows were deleted"];
    assert_snapshot!(project.told(&restore), @r"
    kept the state before in seedbank-20260101T000000Z.json
    added 1 record of all.json to seedbank.db
        skills/skill/gaa/solo
    ");
    assert_eq!(project.json(&restore)["restored"]["added"], serde_json::json!([]));
    assert_snapshot!(project.told(&["history", "skills/skill/gaa/solo"]), @r#"
    2026-01-01T00:00:00Z  edit  skills/skill/gaa/solo  by anna: club wording
        ~ name: "Soloing" → "Solo run"
    2026-01-01T00:00:00Z  restore  skills/skill/gaa/solo  by ops: rows were deleted
        + code: "solo"
        + level: 3
        + name: "Solo run"
        + tags: ["ball"]
    "#);
}

#[test]
fn what_is_wrong_with_a_backup_is_named_and_it_is_not_brought_back() {
    let project = backed_up();
    let text = project.read("all.json").replace("Solo run", "Solo fun");
    project.write("damaged.json", &text);
    assert_snapshot!(project.told(&["backup", "verify", "damaged.json"]), @r"
    damaged.json reached L0 and not L3: it parses
    keeps from  what                   problem
    L1          the backup             its hash is not that of its content: it was changed or damaged
    L2          skills/skill/gaa/solo  its hash is not that of its content
    [exit 1]
    ");
    let before = project.read_bytes("seedbank.db");
    assert_snapshot!(project.told(&["backup", "restore", "damaged.json", "--replace"]), @r"
    error: cannot bring damaged.json back: the backup: its hash is not that of its content: it was changed or damaged, and 1 more thing is wrong; nothing was changed
    [exit 1]
    ");
    project.write("later.json", &text.replace("\"seedbank_backup\":1", "\"seedbank_backup\":2"));
    assert_snapshot!(project.told(&["backup", "restore", "later.json", "--replace"]), @r"
    error: cannot read later.json: it has format 2 and this build knows 1; use the release that made it, or a later one
    [exit 1]
    ");
    project.write("cut.json", &text[..text.len() / 2]);
    assert_snapshot!(project.told(&["backup", "verify", "cut.json"]), @r"
    cut.json is no backup
    keeps from  what      problem
    L0          the file  it is no JSON of a backup: EOF while parsing an object at line 19 column 120
    [exit 1]
    ");
    assert_snapshot!(project.told(&["backup", "verify", "none.json"]), @r"
    error: cannot read the backup none.json: No such file or directory (os error 2)
    [exit 1]
    ");
    assert_snapshot!(project.told(&["backup", "verify", "all.json", "--level", "L5"]), @r"
    error: invalid value 'L5' for '--level <LEVEL>': `L5` is no level: write L0, L1, L2, L3 or L4

    For more information, try '--help'.
    [exit 2]
    ");
    assert!(project.read_bytes("seedbank.db") == before);
    let verified = project.json(&["backup", "verify", "damaged.json", "--level", "L1"]);
    assert_eq!(
        (&verified["reached"], &verified["findings"][0]["level"]),
        (&"L0".into(), &"L1".into())
    );
}

#[test]
fn a_lost_database_comes_back() {
    let project = backed_up();
    std::fs::remove_file(project.path("seedbank.db")).unwrap();
    assert_snapshot!(project.told(&["backup", "restore", "all.json"]), @r"
    error: cannot use sqlite://seedbank.db: nothing was imported into it yet; boot it first
    [exit 1]
    ");
    assert_snapshot!(project.told(&["backup", "restore", "all.json", "--replace"]), @"seedbank.db is what all.json says: 2 records");
    assert_snapshot!(project.told(&["drift"]), @r#"
    2 records differ from the factory

    - skills/skill/gaa/kick/out
        deleted, last changed by anna at 2026-01-01T00:00:00Z
    ~ skills/skill/gaa/solo
        edited, last changed by anna at 2026-01-01T00:00:00Z
        ~ name: "Soloing" → "Solo run"
    "#);
}

#[test]
fn the_state_before_goes_where_it_is_told_or_nothing_is_brought_back() {
    let project = backed_up();
    project.told(&["edit", "skills/skill/gaa/solo", "name=Later"]);
    let restore = ["backup", "restore", "all.json", "--replace", "--backup-dir"];
    let told = project.told(&[&restore[..], &["all.json"]].concat());
    assert!(told.contains("cannot make the folder all.json: "), "{told}");
    assert_eq!(project.json(&["get", "skills/skill/gaa/solo"])["value"]["name"], "Later");
    let told = project.told(&[&restore[..], &["kept/here"]].concat());
    assert!(told.starts_with("kept the state before in kept/here/seedbank-2026"), "{told}");
    assert_eq!(project.json(&["get", "skills/skill/gaa/solo"])["value"]["name"], "Solo run");
}

#[test]
fn a_boot_takes_a_backup_before_it_changes_records_and_keeps_the_newest() {
    let project = Project::booted();
    let boot = ["boot", "--backup-dir", "backups", "--backup-keep", "2"];
    project.told(&boot);
    project.release(&format!("{GAA}- {{ code: hook, name: Hooking }}\n"));
    // Nothing that is there changes.
    assert!(project.told(&boot).starts_with("updated"));
    assert!(!project.path("backups").exists());
    for (name, expected) in [("One", 1), ("Two", 2), ("Three", 2)] {
        project.release(&GAA.replace("Soloing", name));
        let told = project.told(&boot);
        assert!(told.starts_with("kept the state before in backups/seedbank-20"), "{told}");
        let backups = project.files().into_iter().filter(|file| file.starts_with("backups/"));
        assert_eq!(backups.count(), expected * 2);
    }
    project.release(&GAA.replace("Soloing", "Four"));
    assert!(project.json(&boot)["backup"].is_string());
    // Of one second, the second one is the later.
    let backups = project.files().into_iter().filter(|file| file.starts_with("backups/"));
    let names = backups.filter_map(|file| Some(file.strip_suffix(".json")?.to_owned()));
    let path = format!("{}.json", names.filter(|name| !name.contains("meta")).max().unwrap());
    let level = project.told(&["backup", "verify", &path, "--level", "L4"]);
    assert!(level.contains("reached L4"), "{level}");
    project.told(&["backup", "restore", &path, "--replace"]);
    let solo = project.json(&["get", "skills/skill/gaa/solo"]);
    assert_eq!(solo["value"]["name"], "Three");
}

#[test]
fn old_backups_go_and_other_files_stay() {
    let project = Project::empty();
    for day in 1..=4 {
        project.write(&format!("kept/seedbank-2026010{day}T020000Z.json"), "{}");
        project.write(&format!("kept/seedbank-2026010{day}T020000Z.json.meta.json"), "{}");
    }
    project.write("kept/before-the-move.json", "{}");
    let prune = project.run(&["backup", "prune", "--keep", "1", "kept"]);
    assert_eq!((prune.code, prune.out.lines().count()), (0, 4));
    assert!(prune.out.starts_with("removed 3 backups\n"), "{}", prune.out);
    assert_eq!(
        project.files(),
        [
            "kept/before-the-move.json",
            "kept/seedbank-20260104T020000Z.json",
            "kept/seedbank-20260104T020000Z.json.meta.json"
        ]
    );
    assert_eq!(project.run(&["backup", "prune", "--keep", "0", "kept"]).code, 2);
}

/// What `docs/backup.md` says to run each night, with the paths of a project in the place of its own.
fn jobs(project: &Project) -> Vec<String> {
    let text = include_str!("../../docs/backup.md");
    let cron = text.lines().find_map(|line| line.strip_prefix("0 2 * * *")).unwrap();
    let (_, systemd) = text.split_once("ExecStart=/bin/sh -ec '").unwrap();
    let (systemd, _) = systemd.split_once("'\n").unwrap();
    let systemd = systemd.replace("\\\n", "").replace("$$", "$").replace("%%", "%");
    let folder = project.path("backups").display().to_string();
    let database = format!(
        "sqlite://{} --data {}",
        project.path("seedbank.db").display(),
        project.path("data").display()
    );
    let here = |job: &str| {
        let job = job.replace("/var/backups/app", &folder);
        let job = job.replace("--db sqlite:///var/lib/app.db", &format!("--db {database}"));
        job.replace(
            "backup verify",
            &format!("--data {} backup verify", project.path("data").display()),
        )
    };
    let [cron, systemd] = [cron.replace("\\%", "%"), systemd].map(|job| here(&job));
    let create = format!("backup create --db {database}");
    vec![cron, format!("cd {folder}; {}", systemd.replace("backup create", &create))]
}

#[test]
fn the_jobs_of_the_docs_run() {
    let project = Project::booted();
    std::fs::create_dir(project.path("backups")).unwrap();
    for job in jobs(&project) {
        let bin = std::path::Path::new(env!("CARGO_BIN_EXE_seedbank")).parent().unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let mut shell = std::process::Command::new("sh");
        let ran = shell.args(["-ec", &job]).env("PATH", path).output().unwrap();
        assert!(ran.status.success(), "{job}\n{}", String::from_utf8_lossy(&ran.stderr));
        let files = project.files();
        let made = files.iter().filter(|file| file.starts_with("backups/seedbank-20"));
        let made: Vec<&String> = made.collect();
        assert!(made.iter().any(|file| file.ends_with("Z.json.zst")), "{made:?}");
        for file in made {
            std::fs::remove_file(project.path(file)).unwrap();
        }
    }
}

#[test]
fn a_server_is_given_the_key_of_the_environment() {
    let project = Project::new();
    let schema = project.read("data/skills/schema.json");
    let vector = r#""vector": { "type": "array", "x-derived": true }, "level":"#;
    project.write("data/skills/schema.json", &schema.replace("\"level\":", vector));
    project.run(&["lock"]);
    project.told(&["boot"]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let lines = std::io::BufReader::new(stream).lines().map(Result::unwrap);
        lines.take_while(|line| !line.is_empty()).collect::<Vec<String>>()
    });
    let derive = ["derive", "--data", "data", "--embeddings", &url, "--model", "small"];
    let ran = project.run_with(&[("USER", "anna"), ("SEEDBANK_EMBEDDINGS_KEY", "s3cr3t")], &derive);
    assert_eq!(ran.code, 1);
    assert!(!format!("{}{}", ran.out, ran.err).contains("s3cr3t"));
    let asked = asked.join().unwrap();
    assert!(
        asked.iter().any(|line| line.eq_ignore_ascii_case("authorization: Bearer s3cr3t")),
        "{asked:?}"
    );
}

#[test]
fn derived_fields_are_made_again_after_a_restore() {
    let project = Project::new();
    let vector =
        r#""vector": { "type": "array", "items": { "type": "number" }, "x-derived": true },"#;
    let schema = project.read("data/skills/schema.json");
    let schema = schema.replace("\"level\":", &format!("{vector} \"level\":"));
    project.write("data/skills/schema.json", &schema);
    project.run(&["lock"]);
    project.told(&["boot"]);
    assert_snapshot!(project.told(&["derive"]), @"made 2 derived fields of seedbank.db");
    project.told(&["backup", "create", "--full", "--to", "all.json"]);
    assert!(!project.read("all.json").contains("\"vector\":"));
    assert_snapshot!(project.told(&["backup", "restore", "all.json", "--replace"]), @r"
    kept the state before in seedbank-20260101T000000Z.json
    seedbank.db is what all.json says: 2 records
    2 derived fields are missing: `seedbank derive --data data`
    ");
    let derive = ["backup", "restore", "all.json", "--replace", "--derive"];
    let done = project.json(&derive);
    assert_eq!((&done["derived"]["made"], &done["missing"]), (&2.into(), &0.into()));
    // Nobody answers there: the restore stands, and what is missing can be made later.
    let server = ["--embeddings", "http://127.0.0.1:1", "--model", "small"];
    let told = project.told(&[&derive[..], &server].concat());
    assert!(told.contains("was made by hashed n-grams"), "{told}");
    let told = project.told(&[&derive[..], &server, &["--anew"]].concat());
    assert!(told.contains("seedbank.db is what all.json says: 2 records\n"), "{told}");
    assert!(
        told.contains("2 derived fields are missing: `seedbank derive --data data`\n[exit 3]"),
        "{told}"
    );
    assert!(
        told.contains("cannot have embeddings from http://127.0.0.1:1/v1/embeddings: "),
        "{told}"
    );
    assert_eq!(project.run(&["derive", "--data", "data", "--model", "small"]).code, 2);
    assert_snapshot!(project.told(&["derive"]), @"made 2 derived fields of seedbank.db");
    assert_snapshot!(project.told(&["derive", "--anew"]), @"made 2 derived fields of seedbank.db");
}
