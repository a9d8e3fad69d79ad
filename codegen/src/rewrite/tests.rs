//! The seed files of this repository, written again.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::Rewriter;
use super::testing::{Owned, records, text};
use crate::diagnostic::SourceFile;
use crate::model::{Dataset, Format, Key, Type};
use crate::{UnitRecord, compile};

/// Each unit of `data/`: its dataset, its file's path below that, and its file's text.
fn units() -> Vec<(Dataset, String, String)> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let packed = compile(&data).packed.unwrap();
    let of_dataset = |dataset: &Dataset| {
        let units = dataset.units.iter().map(|unit| {
            let path = data.join(&dataset.name).join(&unit.file);
            (dataset.clone(), unit.file.clone(), std::fs::read_to_string(path).unwrap())
        });
        units.collect::<Vec<_>>()
    };
    let units: Vec<_> = packed.model().datasets.iter().flat_map(of_dataset).collect();
    assert!(units.len() > 50, "{} units", units.len());
    units
}

/// The lines that one text has and the other has not.
fn changed_lines<'t>(old: &'t str, new: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for step in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if step.tag() != DiffTag::Equal {
            gone.extend(&old[step.old_range()]);
            come.extend(&new[step.new_range()]);
        }
    }
    (gone, come)
}

/// A string of a record that may be changed to anything: neither a key nor one that is checked.
fn free_text(dataset: &Dataset, (collection, _, value): &Owned) -> Option<String> {
    let collection = dataset.collections.iter().find(|known| known.name == *collection)?;
    let keys = match &collection.key {
        Key::Fields(names) => names.as_slice(),
        Key::MapKey | Key::Unit => &[],
    };
    let fields = dataset.structs[collection.record].fields.iter();
    let mut free = fields.filter(|field| {
        field.ty == Type::String(Format::Text)
            && field.reference.is_none()
            && !field.map_key
            && !keys.contains(&field.name)
            && value.get(&field.name).is_some_and(Value::is_string)
    });
    free.next().map(|field| field.name.clone())
}

#[test]
fn the_same_records_leave_every_file_as_it_is() {
    for (dataset, file, old) in units() {
        let same = text(&dataset, &file, Some(&old), &records(&dataset, &file, &old)).unwrap();
        assert!(same == old, "{}/{file}", dataset.name);
    }
}

#[test]
fn what_is_written_anew_is_written_anew_alike() {
    for (dataset, file, old) in units() {
        let name = format!("{}/{file}", dataset.name);
        let all = records(&dataset, &file, &old);
        let new = text(&dataset, &file, None, &all).unwrap();
        let again = records(&dataset, &file, &new);
        assert_eq!(all.len(), again.len(), "{name}");
        assert!(text(&dataset, &file, None, &again).unwrap() == new, "{name}");
    }
}

#[test]
fn a_changed_text_changes_one_place_in_its_record() {
    let mut tried = 0;
    for (dataset, file, old) in units() {
        let all = records(&dataset, &file, &old);
        let rewriter = Rewriter::new(&dataset).unwrap();
        let source = Arc::new(SourceFile { path: file.clone().into(), text: old.clone() });
        // Of a long file some records, all over it.
        for rank in (0..all.len()).step_by(all.len().div_ceil(8).max(1)) {
            let Some(field) = free_text(&dataset, &all[rank]) else { continue };
            let name = format!("{}/{file} {} {} {field}", dataset.name, all[rank].0, all[rank].1);
            let mut edited = all.clone();
            let value = edited[rank].2.get_mut(&field).unwrap();
            *value = format!("{} (edited)", value.as_str().unwrap()).into();
            let given =
                edited.iter().map(|(collection, key, value)| UnitRecord { collection, key, value });
            let new =
                rewriter.unit_text(Path::new(&file), Some(Arc::clone(&source)), given).unwrap();
            let (gone, come) = changed_lines(&old, &new);
            // A folded paragraph may break elsewhere. What merges the record in keeps its own text.
            let folded = old.contains(&format!("{field}: >"));
            let kept = |line: &&&str| line.trim_start().starts_with(&format!("{field}:"));
            let overrides = come.iter().filter(kept).count().saturating_sub(1);
            assert!(folded || gone.len() <= 1, "{name}\n{gone:#?}\n{come:#?}");
            assert!(folded || come.len() == 1 + overrides, "{name}\n{gone:#?}\n{come:#?}");
            assert!(come.join(" ").contains("(edited)"), "{name}\n{come:#?}");
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried} texts");
}
