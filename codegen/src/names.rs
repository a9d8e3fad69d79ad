//! Rust names.

use heck::ToUpperCamelCase;

/// The name of a record's constant.
#[must_use]
pub fn constant(key: &str) -> String {
    started(&key.chars().map(|c| if unicode_ident::is_xid_continue(c) { c } else { '_' }).collect::<String>().to_uppercase())
}

/// The name of a module.
#[must_use]
pub fn module(name: &str) -> String {
    keyword(started(&name.chars().map(|c| if unicode_ident::is_xid_continue(c) { c } else { '_' }).collect::<String>().to_lowercase()))
}

/// The name of an accessor.
#[must_use]
pub fn field(name: &str) -> String {
    keyword(started(&heck::ToSnakeCase::to_snake_case(name)))
}

/// The name of an enum's variant.
#[must_use]
pub fn variant(text: &str) -> String {
    let name = started(&text.to_upper_camel_case());
    if name == "Self" { "Self_".to_owned() } else { name }
}

fn started(name: &str) -> String {
    if name.starts_with(unicode_ident::is_xid_start) { name.to_owned() } else { format!("_{name}") }
}

fn keyword(name: String) -> String {
    if matches!(name.as_str(), "self" | "super" | "crate" | "_") {
        return format!("{name}_");
    }
    if syn::parse_str::<syn::Ident>(&name).is_err() { format!("r#{name}") } else { name }
}
