//! All tables in one ZIP, as `npx convex import` takes it.
//!
//! A document is JSON without integers: its importer makes one of a text of digits where the table's shape,
//! in `generated_schema.jsonl`, says `int64`, and a float of every JSON number. What it does not find in the
//! shape it takes as it is written.

mod document;
mod shape;

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use seedbank_codegen::canon::{canonical, write_str};
use seedbank_codegen::model::SetAside;
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use self::document::document;
use self::shape::{Shape, is_identifier, row_shape};
use super::table::Table;
use super::{ExportError, NewFile};

/// Its default name.
const NAME: &str = "convex.zip";
/// The first number of a user's table; those below are Convex's own.
const FIRST_TABLE: usize = 10_001;

/// The folder and the name of the file: what is asked for where that names a ZIP.
pub(super) fn place(to: &Path) -> (PathBuf, String) {
    let is_zip = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    match (to.parent(), to.file_name().and_then(|name| name.to_str())) {
        (Some(folder), Some(name)) if is_zip && !to.is_dir() => {
            (folder.to_owned(), name.to_owned())
        }
        _ => (to.to_owned(), NAME.to_owned()),
    }
}

/// The one file of all tables. The same records give the same bytes.
pub(super) fn file(
    name: String,
    tables: &[Table<'_>],
    left_out: &mut Vec<SetAside>,
) -> Result<NewFile, ExportError> {
    let mut entries = BTreeMap::new();
    let mut numbers = String::new();
    let mut records = 0;
    for (rank, table) in tables.iter().enumerate() {
        let shape = match shape(table) {
            Ok(shape) => shape,
            Err(reason) => {
                let reason = format!("its collection `{}`: {reason}", table.collection.name);
                left_out.push(SetAside { record: table.dataset.name.clone(), reason });
                continue;
            }
        };
        let documents = documents(table, &shape, left_out);
        records += documents.len() as u64;
        let mut schema = String::new();
        write_str(&shape.to_string(), &mut schema);
        let table = &table.view.name;
        entries.insert(format!("{table}/generated_schema.jsonl"), schema + "\n");
        entries.insert(format!("{table}/documents.jsonl"), documents.concat());
        let number = json!({ "name": table, "id": FIRST_TABLE + rank });
        numbers.push_str(&(canonical(&number) + "\n"));
    }
    entries.insert("_tables/documents.jsonl".to_owned(), numbers);
    let bytes = zipped(&entries).map_err(|problem| ExportError::File {
        doing: "make",
        path: PathBuf::from(&name),
        source: problem.into(),
    })?;
    Ok(NewFile { relative: name, bytes, records })
}

/// A table's shape, or why Convex has no such table.
fn shape(table: &Table<'_>) -> Result<Shape, String> {
    if !is_identifier(&table.view.name) {
        return Err(format!(
            "Convex has no table `{}`: a name has letters, digits and _, and at most 64 of them",
            table.view.name
        ));
    }
    row_shape(table)
}

/// A table's documents, each a line.
fn documents(table: &Table<'_>, shape: &Shape, left_out: &mut Vec<SetAside>) -> Vec<String> {
    let mut lines = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        match document(table, row, shape) {
            Ok(document) => lines.push(canonical(&document) + "\n"),
            Err((field, problem)) => {
                let reason = format!("`{field}`: {problem}");
                left_out.push(SetAside { record: row.name.to_string(), reason });
            }
        }
    }
    lines
}

fn zipped(entries: &BTreeMap<String, String>) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, text) in entries {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
