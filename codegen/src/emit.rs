//! The Rust API of a bundle: a module a dataset, a `Copy` handle a record, constants by name; and owned
//! structs for what a database has.
//!
//! What is emitted holds no data. A handle is the place of a row in the pack, an accessor reads the
//! field at its fixed offset, and all of them are `const fn`: the code is as long as the schemas, not
//! as the seed files, and costs nothing at start.

mod constants;
mod doc;
mod enums;
mod index;
mod owned;
mod records;
mod structs;
mod unions;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Dataset, Model};
use crate::names;
use crate::pack::Packed;
use doc::doc;

/// The name of the file in `OUT_DIR` that `seedbank::include_bundle!()` includes.
pub const RUST_FILE: &str = "seedbank.rs";
/// The name of the packed rows' file in `OUT_DIR`.
pub const BIN_FILE: &str = "seedbank.bin";
/// The name of the string pool's file in `OUT_DIR`.
pub const STR_FILE: &str = "seedbank.str";

/// The text of [`RUST_FILE`] for a pack, formatted.
pub fn emit(packed: &Packed) -> Result<String, syn::Error> {
    let tokens = bundle(packed);
    Ok(prettyplease::unparse(&syn::parse2(tokens)?))
}

fn bundle(packed: &Packed) -> TokenStream {
    let model: &Model = packed.model();
    let hash = packed.pack().hash();
    let datasets = model.datasets.iter().map(|dataset| module(dataset, packed));
    let current = records::datasets(model);
    quote! {
        #[doc = " The packed rows of every dataset."]
        static PACK: ::seedbank::pack::Pack<'static> = ::seedbank::pack::Pack::new(
            include_bytes!(concat!(env!("OUT_DIR"), "/", #BIN_FILE)),
            include_str!(concat!(env!("OUT_DIR"), "/", #STR_FILE)),
        );

        #[doc = " The datasets that are compiled into this binary: what `Database::boot` imports."]
        pub static BUNDLE: ::seedbank::Bundle = ::seedbank::Bundle::from_static(PACK);

        #[doc = " The content hash of [`BUNDLE`]."]
        pub const HASH: &str = #hash;

        #current

        #(#datasets)*
    }
}

fn module(dataset: &Dataset, packed: &Packed) -> TokenStream {
    let name = ident(names::dataset(&dataset.name));
    let docs = doc(&format!("{}\n\n{}", dataset.title, dataset.description));
    let Dataset { version, generation, hash, .. } = dataset;
    let structs = (0..dataset.structs.len()).map(|index| structs::object(dataset, index));
    let records =
        dataset.collections.iter().map(|collection| structs::record(dataset, collection, packed));
    let enums = dataset.enums.iter().map(enums::string_enum);
    let unions = dataset.unions.iter().map(|union| unions::tagged(dataset, union));
    let units = constants::units(dataset, packed);
    let owned = owned::module(dataset);
    // What is only embedded is in no database.
    let current = dataset.database.then(|| {
        let collections = dataset.collections.iter();
        let places = collections.map(|collection| owned::record(dataset, collection));
        let records = records::records(dataset);
        quote! { #records #(#places)* }
    });
    quote! {
        #docs
        // What a schema and its keys are called and say is not ours to lint.
        #[allow(
            non_camel_case_types, non_snake_case, non_upper_case_globals,
            clippy::doc_markdown, clippy::doc_lazy_continuation, clippy::enum_variant_names,
            clippy::large_enum_variant, clippy::len_without_is_empty, clippy::missing_errors_doc,
            clippy::module_inception, clippy::new_ret_no_self, clippy::option_option,
            clippy::pub_underscore_fields, clippy::self_named_constructors,
            clippy::should_implement_trait, clippy::struct_excessive_bools, clippy::struct_field_names,
            clippy::too_many_lines, clippy::unreadable_literal, clippy::used_underscore_items,
            clippy::wrong_self_convention,
            rustdoc::bare_urls
        )]
        pub mod #name {
            use super::PACK;

            #[doc = " The dataset's version, as its manifest has it."]
            pub const VERSION: &str = #version;
            #[doc = " The dataset's generation: goes up by one whenever its content changes."]
            pub const GENERATION: u64 = #generation;
            #[doc = " The dataset's content hash."]
            pub const HASH: &str = #hash;

            #(#structs)*
            #(#records)*
            #(#enums)*
            #(#unions)*
            #owned
            #current
            #(#units)*
        }
    }
}

/// An identifier from a name of [`names`], which may be raw.
fn ident(name: Option<String>) -> proc_macro2::Ident {
    // `check::names` refuses what gives no name, so that nothing of it gets here.
    let name = name.unwrap_or_else(|| "unnamed".to_owned());
    match name.strip_prefix("r#") {
        Some(raw) => proc_macro2::Ident::new_raw(raw, proc_macro2::Span::call_site()),
        None => format_ident!("{name}"),
    }
}
