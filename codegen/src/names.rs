//! Rust names for what people called otherwise: shared by the emitter and the check for collisions.

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::model::Key;

/// A constant's name is cut there.
const MOST_BYTES: usize = 200;

/// The name of the constant of a record, from its key: `17E00/on` is `_17E00_ON`.
///
/// `None` where the key has no character that a name can hold.
pub(crate) fn constant(key: &str) -> Option<String> {
    let upper: String = key.chars().flat_map(char::to_uppercase).collect();
    let mut words = words(&upper);
    // rustdoc makes a file of the name, and file systems end at 255 bytes.
    let end = (0..=words.len().min(MOST_BYTES)).rev().find(|&at| words.is_char_boundary(at));
    words.truncate(end.unwrap_or(0));
    identifier(&words)
}

/// The name of the constant of a record: of a root record without `x-key` its collection's, because its
/// key is only the unit's name again.
pub(crate) fn record(named_by: &Key, collection: &str, key: &str) -> Option<String> {
    constant(if *named_by == Key::Unit { collection } else { key })
}

/// The name of the module of a dataset: that of a crate which the generated code names is taken.
pub(crate) fn dataset(name: &str) -> Option<String> {
    if name == "seedbank" { Some("seedbank_".to_owned()) } else { module(name) }
}

/// Modules that would hide what the code beside them names: the owned structs, and types of the language.
const NOT_MODULES: &[&str] =
    &["owned", "bool", "f64", "i8", "i16", "i32", "i64", "str", "u8", "u16", "u32", "u64", "usize"];

/// The name of the module of a unit, from its name: `u.one` is `u_one`, and `owned` is `owned_`.
pub(crate) fn module(unit: &str) -> Option<String> {
    let lower: String = unit.chars().flat_map(char::to_lowercase).collect();
    let name = identifier(&words(&lower))?;
    Some(if NOT_MODULES.contains(&name.as_str()) { format!("{name}_") } else { raw(&name) })
}

/// What a dataset's module calls a type, so that no schema's type has the name.
pub(crate) const OF_DATASET: &[&str] = &["Records"];

/// The name of the method that leads to a collection in a database; what reads records is taken.
pub(crate) fn records(collection: &str) -> Option<String> {
    let taken = ["get", "in_unit", "all"].contains(&collection);
    identifier(collection).map(|name| if taken { format!("{name}_") } else { raw(&name) })
}

/// Whether a dataset is named after a collection, or after many of its records: `skills` after `skill`,
/// `categories` after `category`.
pub(crate) fn is_named_after(dataset: &str, collection: &str) -> bool {
    let many = dataset.strip_prefix(collection).is_some_and(|end| ["", "s", "es"].contains(&end));
    let stem = collection.strip_suffix('y');
    many || stem.is_some_and(|stem| dataset.strip_prefix(stem) == Some("ies"))
}

/// What the type of a record has besides the accessors of its fields.
const METHODS: &[&str] = &["all", "get", "find", "additional_properties"];

/// Constants of a unit's module that are no records.
pub(crate) const OF_UNIT: &[&str] = &["UNIT_NAME", "UNIT_HASH"];

/// The name of the accessor of a field: `sortOrder` is `sort_order`, `type` is `r#type`, and `all`,
/// which is what lists all records, is `all_`.
pub(crate) fn field(name: &str) -> Option<String> {
    let name = identifier(&words(name).to_snake_case())?;
    Some(if METHODS.contains(&name.as_str()) { format!("{name}_") } else { raw(&name) })
}

/// The name of the lookup by a field with `x-index`: `sortOrder` is `by_sort_order`.
pub(crate) fn lookup(name: &str) -> Option<String> {
    identifier(&words(name).to_snake_case())
        .map(|name| format!("by_{}", name.trim_start_matches('_')))
}

/// The name of an enum's variant: `on_off` is `OnOff`.
pub(crate) fn variant(value: &str) -> Option<String> {
    identifier(&words(value).to_upper_camel_case()).map(|name| raw(&name))
}

/// A text with `_` for what no name can hold.
fn words(text: &str) -> String {
    text.chars()
        .map(|character| if unicode_ident::is_xid_continue(character) { character } else { '_' })
        .collect()
}

/// A text of characters that a name can hold, as a name: it does not begin with a digit.
fn identifier(text: &str) -> Option<String> {
    if text.chars().all(|character| character == '_') {
        return None;
    }
    let starts = text.starts_with(|first| first == '_' || unicode_ident::is_xid_start(first));
    Some(if starts { text.to_owned() } else { format!("_{text}") })
}

/// Strict and reserved keywords of the 2024 edition.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that `r#` does not make names of.
const PATHS: &[&str] = &["self", "Self", "super", "crate"];

fn raw(name: &str) -> String {
    if PATHS.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Naming = fn(&str) -> Option<String>;

    #[test]
    fn names_are_rust_and_near_to_what_was_written() {
        let table: &[(Naming, &str, Option<&str>)] = &[
            (constant, "soloing", Some("SOLOING")),
            (constant, "at-least-once", Some("AT_LEAST_ONCE")),
            (constant, "17E00/on", Some("_17E00_ON")),
            (constant, "größe", Some("GRÖSSE")),
            (constant, "日本", Some("日本")),
            (constant, "self", Some("SELF")),
            (constant, "a b", Some("A_B")),
            (constant, "--", None),
            (constant, "", None),
            (constant, "🦀", None),
            (module, "gaa", Some("gaa")),
            (module, "u.one", Some("u_one")),
            (module, "Courses-Data", Some("courses_data")),
            (module, "mod", Some("r#mod")),
            (module, "2024", Some("_2024")),
            (module, "crate", Some("crate_")),
            (module, "Owned", Some("owned_")),
            (module, "u32", Some("u32_")),
            (records, "skill", Some("skill")),
            (records, "get", Some("get_")),
            (records, "fn", Some("r#fn")),
            (field, "name", Some("name")),
            (field, "sortOrder", Some("sort_order")),
            (field, "sort-order", Some("sort_order")),
            (field, "type", Some("r#type")),
            (field, "gen", Some("r#gen")),
            (field, "self", Some("self_")),
            (field, "2nd", Some("_2nd")),
            (field, "$schema", Some("schema")),
            (field, "_", None),
            (field, "all", Some("all_")),
            (lookup, "sortOrder", Some("by_sort_order")),
            (lookup, "type", Some("by_type")),
            (lookup, "_", None),
            (field, "名前", Some("名前")),
            (variant, "on_off", Some("OnOff")),
            (variant, "12V_DC", Some("_12vDc")),
            (variant, "self", Some("Self_")),
            (variant, "application/json", Some("ApplicationJson")),
            (variant, ">=", None),
            (variant, "", None),
        ];
        for (naming, text, expected) in table {
            let name = naming(text);
            assert_eq!(name.as_deref(), *expected, "{text}");
            if let Some(name) = name {
                assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{text} gives {name}");
            }
        }
    }

    #[test]
    fn a_dataset_is_named_after_one_record_or_many() {
        let after = |dataset, collection| is_named_after(dataset, collection);
        assert!(after("skills", "skill") && after("coach", "coach") && after("boxes", "box"));
        assert!(after("categories", "category"));
        assert!(
            !after("skills", "sport") && !after("skillset", "skill") && !after("skill", "skills")
        );
    }
}
