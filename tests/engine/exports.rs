//! Records leave the database as tables: CSV, JSON Lines and SQL.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value as SqlValue;
use seedbank::{
    Bundle, Error, Export, ExportError, ExportFormat, ExportOptions, ExportedFile, FileVerdict,
};
use serde_json::{Value, json};

use crate::database::{Scratch, on_each};
use crate::edits::{anna, name, set};
use crate::release::Release;

on_each!(
    a_table_is_the_columns_of_the_view,
    csv_reads_back_as_it_was,
    json_lines_are_whole_values,
    sql_is_loaded_by_both_databases,
    sql_has_what_is_referred_to_first,
    what_sql_has_no_words_for_is_told,
    only_what_counts_is_exported,
    one_unit_or_one_dataset_can_be_asked_for,
    what_is_not_there_is_told,
    a_file_that_is_the_same_is_not_touched,
    a_path_out_of_the_folder_is_refused,
);

/// A skill with a field of every type.
pub fn every_type(generation: u64) -> Release {
    let clip = |kind: &str, size: &str| {
        json!({"type": "object", "required": ["kind"], "additionalProperties": false,
               "properties": {"kind": {"const": kind}, "size": {"type": size}}})
    };
    Release::new(generation).skill(|skill| {
        let properties = skill["properties"].as_object_mut().unwrap();
        for (name, schema) in [
            ("keen", json!({"type": "boolean"})),
            ("pace", json!({"type": "number"})),
            (
                "big",
                json!({"type": "integer", "minimum": 0, "maximum": 18_446_744_073_709_551_615_u64}),
            ),
            ("open", json!({})),
            ("after", json!({"type": "array", "items": {"type": "string", "x-ref": "skill"}})),
            ("none", json!({"type": ["integer", "null"]})),
            ("per", json!({"type": "object", "additionalProperties": {"type": "integer"}})),
            ("clip", json!({"oneOf": [clip("long", "integer"), clip("short", "string")]})),
            ("two words", json!({"type": "string"})),
        ] {
            properties.insert(name.to_owned(), schema);
        }
        skill["additionalProperties"] = json!(true);
    })
}

const UNIT: &str = r#"
categories: { kick: { title: Kicking } }
skills:
- { code: solo, name: "=1+1, \"x\"\nb", min: -1, category: kick, tags: [ball, "run"], keen: true, pace: 2.5 }
- { code: hop, name: "  '; DROP --\\", hint: "", max: 9007199254740993, open: { a: [1, "x", null] }, extra: 7 }
- { code: air, name: Air, after: [hop, solo], none: null, per: { u8: 1, u10: 2 }, pace: 1.0e+300, open: "5" }
- { code: cut, name: Cut, clip: { kind: long, size: 3 }, "two words": "ä", open: true, keen: false, pace: 3 }
"#;

pub fn exported(
    database: &Scratch,
    bundle: &Bundle,
    format: ExportFormat,
) -> (Export, Vec<String>) {
    let folder = database.directory().join("out");
    let export = database.open().export(bundle, &folder, &ExportOptions::new(format)).unwrap();
    let read = |file: &ExportedFile| fs::read_to_string(&file.path).unwrap();
    let texts = export.files.iter().map(read).collect();
    (export, texts)
}

fn booted(database: &Scratch) -> Bundle {
    let bundle = every_type(1).unit("gaa", UNIT).bundle();
    database.boot(&bundle).unwrap();
    bundle
}

fn a_table_is_the_columns_of_the_view(database: &Scratch) {
    let bundle = booted(database);
    let (export, texts) = exported(database, &bundle, ExportFormat::Csv);
    let names: Vec<_> =
        export.files.iter().map(|file| file.path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["club_category.csv", "club_skill.csv"]);
    let columns = database.texts(if database.is_sqlite() {
        "SELECT name FROM pragma_table_info('club_skill')"
    } else {
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() \
         AND table_name = 'club_skill' ORDER BY ordinal_position"
    });
    assert_eq!(texts[1].lines().next().unwrap(), columns.join(","));
    let reason = "`extra` has no column: only fields that the schema names have one";
    let [aside] = &export.left_out[..] else { panic!("{export:?}") };
    assert_eq!((aside.record.as_str(), aside.reason.as_str()), ("club/skill", reason));
}

fn csv_reads_back_as_it_was(database: &Scratch) {
    let bundle = booted(database);
    let (_, texts) = exported(database, &bundle, ExportFormat::Csv);
    assert_eq!(texts[0], "id,unit,key,title,record_state\r\n1,gaa,kick,Kicking,active\r\n");
    // An empty text is not the same as none.
    assert!(texts[1].contains(",\"  '; DROP --\\\","), "{}", texts[1]);
    assert!(texts[1].contains(",hop,\"\",,"), "{}", texts[1]);
    let mut reader = csv::Reader::from_reader(texts[1].as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let cell = |key: &str, column: &str| {
        let row = rows.iter().find(|row| &row[2] == key).unwrap();
        row[header.iter().position(|name| name == column).unwrap()].to_owned()
    };
    for (key, column, text) in [
        ("solo", "name", "=1+1, \"x\"\nb"),
        ("solo", "min", "-1"),
        ("solo", "tags", r#"["ball","run"]"#),
        ("solo", "keen", "true"),
        ("hop", "open", r#"{"a":[1,"x",null]}"#),
        ("air", "open", "\"5\""),
        ("air", "none", ""),
        ("air", "pace", "1e+300"),
        ("cut", "clip", r#"{"kind":"long","size":3}"#),
        ("cut", "record_state", "active"),
    ] {
        assert_eq!(cell(key, column), text, "{key} {column}");
    }
}

fn json_lines_are_whole_values(database: &Scratch) {
    let bundle = booted(database);
    let (_, texts) = exported(database, &bundle, ExportFormat::JsonLines);
    let last = r#"{"id":5,"unit":"gaa","key":"cut","clip":{"kind":"long","size":3},"code":"cut","keen":false,"name":"Cut","open":true,"pace":3,"two words":"ä","record_state":"active"}"#;
    let lines: Vec<Value> =
        texts[1].lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(texts[1].lines().any(|line| line == last), "{}", texts[1]);
    let db = database.open();
    for line in &lines {
        let key = line["key"].as_str().unwrap();
        let mut record =
            db.get(&bundle, &format!("club/skill/gaa/{key}").parse().unwrap()).unwrap();
        record.value.remove("extra");
        for (field, value) in &record.value {
            assert_eq!(&line[field], value, "{key} {field}");
        }
        assert_eq!(line.as_object().unwrap().len(), record.value.len() + 4);
    }
    assert_eq!(lines.len(), 4);
}

fn sql_is_loaded_by_both_databases(database: &Scratch) {
    let bundle = booted(database);
    database.open().edit(&bundle, &name(), &set("hint", json!("it's")), &anna()).unwrap();
    let (export, texts) = exported(database, &bundle, ExportFormat::Sql);
    assert_eq!((export.files.len(), export.files[0].records), (1, 5));
    for view in ["club_category", "club_skill"] {
        loaded(database, view, &texts[0]);
    }
    // Whatever the database, the file is the same.
    let other = Scratch::sqlite();
    other.boot(&bundle).unwrap();
    other.open().edit(&bundle, &name(), &set("hint", json!("it's")), &anna()).unwrap();
    assert_eq!(exported(&other, &bundle, ExportFormat::Sql).1, texts);
}

/// Loads a script into tables like the views, and compares one with its view.
fn loaded(database: &Scratch, view: &str, sql: &str) {
    if database.is_sqlite() {
        let connection = Connection::open_in_memory().unwrap();
        let path = database.path().display().to_string();
        connection.execute("ATTACH ?1 AS source", [path]).unwrap();
        for table in ["club_category", "club_skill"] {
            let like = format!("CREATE TABLE {table} AS SELECT * FROM source.{table} LIMIT 0");
            connection.execute_batch(&like).unwrap();
        }
        connection.execute_batch(sql).unwrap();
        // What the schema leaves open is JSON here, and SQLite's view has the text alone of a text.
        let rows = |schema: &str| -> Vec<Vec<SqlValue>> {
            let select = format!("SELECT * FROM {schema}.{view} ORDER BY id");
            let mut statement = connection.prepare(&select).unwrap();
            let columns = statement.column_count();
            let open = statement.column_names().position(|name| name == "open");
            let row = |row: &rusqlite::Row<'_>| {
                let cells = (0..columns).map(|column| row.get(column));
                let mut cells = cells.collect::<rusqlite::Result<Vec<SqlValue>>>()?;
                if let Some(open) = open {
                    cells[open] = SqlValue::Null;
                }
                Ok(cells)
            };
            statement.query_map([], row).unwrap().map(Result::unwrap).collect()
        };
        assert_eq!(rows("main"), rows("source"));
        assert!(!rows("main").is_empty());
    } else {
        let mut client = database.client();
        let own = database.schema_name();
        let tables = ["club_category", "club_skill"].map(|table| {
            format!(
                "CREATE TEMPORARY TABLE {table} AS SELECT * FROM \"{own}\".{table} WITH NO DATA;"
            )
        });
        client.batch_execute(&tables.concat()).unwrap();
        client.batch_execute(sql).unwrap();
        let differs = format!(
            "(TABLE pg_temp.{view} EXCEPT TABLE \"{own}\".{view}) UNION ALL (TABLE \"{own}\".{view} EXCEPT TABLE pg_temp.{view})"
        );
        assert_eq!(client.query(&differs, &[]).unwrap().len(), 0);
        let count = format!("SELECT 1 FROM pg_temp.{view}");
        assert!(!client.query(&count, &[]).unwrap().is_empty());
    }
}

fn sql_has_what_is_referred_to_first(database: &Scratch) {
    let bundle = booted(database);
    let (_, texts) = exported(database, &bundle, ExportFormat::Sql);
    let at = |text: &str| texts[0].find(text).unwrap_or_else(|| panic!("{text} in {}", texts[0]));
    assert!(at("INSERT INTO \"club_category\"") < at("INSERT INTO \"club_skill\""));
    assert!(at("'gaa', 'hop'") < at("'gaa', 'air'") && at("'gaa', 'solo'") < at("'gaa', 'air'"));
    assert!(texts[0].starts_with("BEGIN;\n") && texts[0].ends_with(";\nCOMMIT;\n"));
    // Several rows a statement, but not any number of them.
    let many: Vec<_> = (0..250).map(|n| format!("- {{ code: c{n:03}, name: Name }}")).collect();
    let more = Release::new(2).unit("gaa", &format!("skills:\n{}", many.join("\n"))).bundle();
    database.boot(&more).unwrap();
    let (_, texts) = exported(database, &more, ExportFormat::Sql);
    assert_eq!(texts[0].matches("INSERT INTO \"club_skill\"").count(), 3);
}

fn what_sql_has_no_words_for_is_told(database: &Scratch) {
    let bundle = booted(database);
    let options = ExportOptions::new(ExportFormat::Sql);
    let folder = database.directory().join("out");
    let wrong = r#"{"code":"air","min":"two","name":"Air"}"#;
    database.run(&format!("UPDATE seedbank_record SET data = '{wrong}' WHERE key = 'air'"));
    let export = database.open().export(&bundle, &folder, &options).unwrap();
    let aside = export.left_out.iter().find(|aside| aside.record == "club/skill/gaa/air").unwrap();
    assert_eq!(aside.reason, "`min` is not of its type, and NULL as in the view");
    // PostgreSQL has no such texts either.
    if database.is_sqlite() {
        database
            .run(r#"UPDATE seedbank_record SET data = '{"name":"a\u0000b"}' WHERE key = 'air'"#);
        let export = database.open().export(&bundle, &folder, &options).unwrap();
        let aside =
            export.left_out.iter().find(|aside| aside.record == "club/skill/gaa/air").unwrap();
        assert_eq!(
            aside.reason,
            "SQL has no texts with the character U+0000; take it out of `name`"
        );
        let (export, _) = exported(database, &bundle, ExportFormat::Csv);
        let aside = export.left_out.iter().find(|aside| aside.record == "club/skill/gaa/air");
        let reason = "CSV has no texts with the character U+0000; take it out of `name`";
        assert_eq!(aside.unwrap().reason, reason);
        assert_eq!(export.files[1].records, 3);
        let (export, texts) = exported(database, &bundle, ExportFormat::JsonLines);
        assert!(!export.left_out.iter().any(|aside| aside.record == "club/skill/gaa/air"));
        assert!(texts[1].contains(r#""name":"a\u0000b""#));
        // The others are there.
        let export = database.open().export(&bundle, &folder, &options).unwrap();
        let text = fs::read_to_string(&export.files[0].path).unwrap();
        assert_eq!((export.files[0].records, text.contains("'gaa', 'air'")), (4, false));
        assert!(text.contains("'gaa', 'hop'"));
    }
}

fn only_what_counts_is_exported(database: &Scratch) {
    let first =
        Release::new(1).manifest("removed: deprecate\n").unit("gaa", UNIT_OF_THREE).bundle();
    database.boot(&first).unwrap();
    let without = UNIT_OF_THREE.replace(", { code: run, name: Run }", "");
    let next = Release::new(2).manifest("removed: deprecate\n").unit("gaa", &without).bundle();
    database.boot(&next).unwrap();
    database.open().delete(&next, &"club/skill/gaa/hop".parse().unwrap(), &anna()).unwrap();
    let (export, texts) = exported(database, &next, ExportFormat::Csv);
    let rows: Vec<_> = texts[1].lines().skip(1).map(|line| &line[2..]).collect();
    assert_eq!(rows, ["gaa,run,,run,,,,,Run,,deprecated", "gaa,solo,,solo,,,,,Soloing,,active"]);
    assert_eq!(export.left_out, []);
}

const UNIT_OF_THREE: &str =
    "skills: [{ code: solo, name: Soloing }, { code: hop, name: Hop }, { code: run, name: Run }]";

fn one_unit_or_one_dataset_can_be_asked_for(database: &Scratch) {
    let bundle = Release::new(1)
        .unit("gaa", UNIT_OF_THREE)
        .unit("one", "skills: [{ code: one, name: One }]");
    let bundle = bundle.bundle();
    database.boot(&bundle).unwrap();
    let db = database.open();
    let records = |options: &ExportOptions| {
        let export = db.export(&bundle, &database.directory().join("out"), options).unwrap();
        export.files.iter().map(|file| file.records).collect::<Vec<_>>()
    };
    let options = ExportOptions::new(ExportFormat::JsonLines);
    assert_eq!(records(&options), [0, 4]);
    assert_eq!(records(&options.clone().dataset("club")), [0, 4]);
    assert_eq!(records(&options.dataset("club").unit("one")), [0, 1]);
}

fn what_is_not_there_is_told(database: &Scratch) {
    let bundle = booted(database);
    let db = database.open();
    let folder = database.directory().join("out");
    let options = || ExportOptions::new(ExportFormat::Csv);
    let failed =
        |bundle: &Bundle, options: &ExportOptions| db.export(bundle, &folder, options).unwrap_err();
    let error = failed(&bundle, &options().dataset("clubs"));
    assert!(matches!(error, ExportError::NoDataset { .. }), "{error}");
    let error = failed(&bundle, &options().dataset("club").unit("gga"));
    assert!(matches!(error, ExportError::NoUnit { .. }), "{error}");
    let embedded =
        Release::new(1).manifest("database: false\n").unit("gaa", UNIT_OF_THREE).bundle();
    let error = failed(&embedded, &options().dataset("club"));
    assert!(matches!(error, ExportError::OnlyEmbedded { .. }), "{error}");
    database.boot(&every_type(2).unit("gaa", &UNIT.replace("Air", "Air 2")).bundle()).unwrap();
    let error = failed(&bundle, &options());
    let ExportError::Database(Error::OlderBundle { found: 2, generation: 1, .. }) = error else {
        panic!("{error}")
    };
    assert!(!folder.exists());
    // Another program's dataset is named, and the rest goes on.
    let other =
        crate::fixture::Fixture::new("other", 1).unit("x", &[("a", json!({"n": 1}))]).bundle();
    database.boot(&other).unwrap();
    let error = failed(&other, &options().dataset("club"));
    assert!(matches!(error, ExportError::NoDataset { .. }), "{error}");
    let export = db.export(&other, &folder, &options()).unwrap();
    assert_eq!((export.files.len(), export.left_out.len()), (1, 1));
    assert_eq!(export.left_out[0].record, "club");
}

fn a_file_that_is_the_same_is_not_touched(database: &Scratch) {
    let bundle = booted(database);
    let verdicts =
        |export: &Export| export.files.iter().map(|file| file.verdict).collect::<Vec<_>>();
    let (first, _) = exported(database, &bundle, ExportFormat::Csv);
    assert_eq!(verdicts(&first), [FileVerdict::New, FileVerdict::New]);
    let written = |file: &ExportedFile| fs::metadata(&file.path).unwrap().modified().unwrap();
    let before = written(&first.files[0]);
    database.open().edit(&bundle, &name(), &set("name", json!("Solo")), &anna()).unwrap();
    readable_by_the_owner_alone(&first.files[1].path);
    let (old, link) = (&first.files[1].path, database.directory().join("link"));
    let text = fs::read_to_string(old).unwrap();
    fs::hard_link(old, &link).unwrap();
    let (second, _) = exported(database, &bundle, ExportFormat::Csv);
    assert_eq!(verdicts(&second), [FileVerdict::Unchanged, FileVerdict::Changed]);
    assert_eq!(written(&second.files[0]), before);
    let left = fs::read_dir(database.directory().join("out")).unwrap().count();
    assert_eq!(left, 2, "nothing temporary is left");
    // Another file has its name: whoever was reading goes on with the old one.
    assert_eq!(fs::read_to_string(link).unwrap(), text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&second.files[1].path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "a file keeps its permissions");
        let mode = fs::metadata(&second.files[0].path).unwrap().permissions().mode();
        assert_ne!(mode & 0o044, 0, "a new file has those of new files");
    }
}

fn readable_by_the_owner_alone(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = path;
}

fn a_path_out_of_the_folder_is_refused(database: &Scratch) {
    let bundle = booted(database);
    let folder = database.directory().join("out");
    fs::create_dir(&folder).unwrap();
    let options = ExportOptions::new(ExportFormat::Csv);
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let outside = database.directory().join("outside.csv");
        fs::write(&outside, "mine").unwrap();
        symlink(&outside, folder.join("club_skill.csv")).unwrap();
        let error = database.open().export(&bundle, &folder, &options).unwrap_err();
        assert!(matches!(error, ExportError::Outside { .. }), "{error}");
        assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
        // A link that stays inside is followed, and stays a link.
        fs::remove_file(folder.join("club_skill.csv")).unwrap();
        fs::write(folder.join("real.csv"), "old").unwrap();
        symlink("real.csv", folder.join("club_skill.csv")).unwrap();
        database.open().export(&bundle, &folder, &options).unwrap();
        assert!(folder.join("club_skill.csv").is_symlink());
        assert!(fs::read_to_string(folder.join("real.csv")).unwrap().starts_with("id,unit,"));
    }
    // Where a file cannot be written, that is said.
    fs::remove_file(folder.join("club_category.csv")).ok();
    fs::create_dir(folder.join("club_category.csv")).unwrap();
    let error = database.open().export(&bundle, &folder, &options).unwrap_err();
    assert!(matches!(error, ExportError::File { .. }), "{error}");
}
