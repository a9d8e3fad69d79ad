//! Tables that are hard to write, and other programs that load them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use seedbank::ExportFormat;

use crate::database::{Scratch, on_each};
use crate::exports::{every_type, exported};

on_each!(
    what_is_hard_to_write_is_right_in_every_format,
    csv_and_sql_are_read_by_the_programs_of_both_databases,
);

/// Large integers, texts that end and begin things elsewhere, and what is empty or nothing.
const HARD: &str = r#"skills:
- { code: a, name: "it's \"x\", y;\n.quit\n\\q\ngo\n/\n:b $1 ?1 -- c", hint: "", big: 18446744073709551615 }
- { code: b, name: "\\. '' \t", none: null, big: 9007199254740993, per: { n: -9007199254740993 } }
- { code: c, name: " ends with a line break\r\n", min: 0 }
"#;

fn what_is_hard_to_write_is_right_in_every_format(database: &Scratch) {
    let bundle = every_type(1).unit("gaa", HARD).bundle();
    database.boot(&bundle).unwrap();
    for (format, expected) in [
        (
            ExportFormat::Csv,
            [
                ",\"it's \"\"x\"\", y;\n.quit\n\\q\ngo\n/\n:b $1 ?1 -- c\",",
                ",18446744073709551615,",
                ",9007199254740993,",
                ",\"{\"\"n\"\":-9007199254740993}\",",
                ",\" ends with a line break\r\n\",",
                // An empty text, and none.
                ",a,\"\",,",
                ",b,,,",
            ],
        ),
        (
            ExportFormat::JsonLines,
            [
                r#""name":"it's \"x\", y;\n.quit\n\\q\ngo\n/\n:b $1 ?1 -- c""#,
                r#""big":18446744073709551615"#,
                r#""big":9007199254740993"#,
                r#""per":{"n":-9007199254740993}"#,
                r#"" ends with a line break\r\n""#,
                r#""code":"a","hint":"","name""#,
                r#""none":null"#,
            ],
        ),
        (
            ExportFormat::Sql,
            [
                "'it''s \"x\", y;\n.quit\n\\q\ngo\n/\n:b $1 ?1 -- c'",
                ", 18446744073709551615,",
                ", 9007199254740993,",
                "'{\"n\":-9007199254740993}'",
                "' ends with a line break\r\n'",
                ", 'a', '', NULL,",
                ", 'b', NULL, NULL,",
            ],
        ),
    ] {
        let (export, texts) = exported(database, &bundle, format);
        assert_eq!(export.left_out, []);
        let text = texts.concat();
        for part in expected {
            assert!(text.contains(part), "{format:?}: {part} in {text}");
        }
    }
}

/// Runs a database's own program on a script.
fn ran(program: &str, arguments: &[&str], script: &str) -> String {
    let (input, output) = (Stdio::piped(), Stdio::piped());
    let mut command = Command::new(program);
    let child = command.args(arguments).stdin(input).stdout(output).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{program}: {error}; install it"));
    let mut input = child.stdin.take().unwrap();
    input.write_all(script.as_bytes()).unwrap();
    drop(input);
    let done = child.wait_with_output().unwrap();
    let (out, error) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr));
    assert!(done.status.success() && error.as_deref() == Ok(""), "{program}: {out}{error:?}");
    out
}

fn csv_and_sql_are_read_by_the_programs_of_both_databases(database: &Scratch) {
    let bundle = every_type(1).unit("gaa", HARD).bundle();
    database.boot(&bundle).unwrap();
    let (csv, _) = exported(database, &bundle, ExportFormat::Csv);
    let (sql, texts) = exported(database, &bundle, ExportFormat::Sql);
    let (csv, sql) = (csv.files[1].path.display(), sql.files[0].path.display());
    let header = texts[0].split_once("INSERT INTO \"club_skill\" (").unwrap().1;
    let columns = header.split_once(')').unwrap().0;
    let count = "SELECT count(*), count(hint), count(none) FROM club_skill";
    let names = "SELECT name FROM club_skill ORDER BY key";
    let rows = bundle.tables().flat_map(|table| table.rows());
    let names_of: Vec<_> =
        rows.map(|row| row.to_value()["name"].as_str().unwrap().to_owned()).collect();
    let expected = names_of.join("\n") + "\n";
    if database.is_sqlite() {
        let tables =
            format!("CREATE TABLE club_skill ({columns});\nCREATE TABLE club_category (id);\n");
        let script = format!("{tables}.read {sql}\n{count};\n{names};\n");
        let read = ran("sqlite3", &["-bail", ":memory:"], &script);
        // This program, and not the database, makes one character of a line break of two.
        let as_read = format!("3|1|0\n{}", expected.replace("\r\n", "\n"));
        assert_eq!(read, as_read);
        // It takes an empty cell for an empty text.
        let script =
            format!("{tables}.import --csv --skip 1 {csv} club_skill\n{count};\n{names};\n");
        let read = ran("sqlite3", &["-bail", ":memory:"], &script);
        assert_eq!(read, format!("3|3|3\n{expected}"));
        return;
    }
    let own = database.schema_name();
    let tables: String = ["club_category", "club_skill"]
        .map(|table| {
            format!(
                "CREATE TEMPORARY TABLE {table} AS SELECT * FROM \"{own}\".{table} WITH NO DATA;\n"
            )
        })
        .concat();
    let direct = crate::database::variable("SEEDBANK_TEST_POSTGRES").unwrap();
    let arguments = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", &direct];
    let differs = format!(
        "SELECT count(*) FROM (TABLE pg_temp.club_skill EXCEPT TABLE \"{own}\".club_skill) t"
    );
    for load in
        [format!("\\i {sql}"), format!("\\copy club_skill FROM '{csv}' WITH (FORMAT csv, HEADER)")]
    {
        let script = format!("{tables}{load}\n{count};\n{differs};\n{names};\n");
        let read = ran("psql", &arguments, &script);
        assert_eq!(read, format!("3|1|0\n0\n{expected}"), "{load}");
    }
}
