//! The way from a database to its records: a method a dataset, and in it a method a collection.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{doc, ident};
use crate::model::{Collection, Dataset, Model};
use crate::names;

/// The trait that gives `Database` a method for each dataset that a boot imports.
pub(super) fn datasets(model: &Model) -> TokenStream {
    let imported: Vec<&Dataset> =
        model.datasets.iter().filter(|dataset| dataset.database).collect();
    let names: Vec<_> =
        imported.iter().map(|dataset| ident(names::dataset(&dataset.name))).collect();
    let docs = imported.iter().map(|dataset| {
        doc(&format!("The records of `{}` as they are now.\n\n{}", dataset.name, dataset.title))
    });
    quote! {
        #[doc = " The datasets of this bundle in a database, edits included."]
        #[doc = ""]
        #[doc = " Where `Database` has a method of a dataset's name, write `Datasets::NAME(&database)`."]
        pub trait Datasets {
            #(#docs #[must_use] fn #names(&self) -> #names::Records<'_>;)*
        }

        impl Datasets for ::seedbank::Database {
            #(fn #names(&self) -> #names::Records<'_> { #names::Records { database: self } })*
        }
    }
}

/// The type of a dataset that has a method for each of its collections, and reads the one that the
/// dataset is named after itself.
pub(super) fn records(dataset: &Dataset) -> TokenStream {
    let docs = doc(&format!("The records of `{}` as they are in a database now.", dataset.name));
    let record =
        |collection: &Collection| format_ident!("{}", dataset.structs[collection.record].name);
    let methods = dataset.collections.iter().map(|collection| {
        let docs = doc(&format!("The collection `{}`.", collection.name));
        let (name, record) = (ident(names::records(&collection.name)), record(collection));
        quote! {
            #docs
            #[must_use]
            pub fn #name(self) -> ::seedbank::Records<'d, owned::#record> {
                self.database.records()
            }
        }
    });
    let named_after = dataset
        .collections
        .iter()
        .find(|collection| names::is_named_after(&dataset.name, &collection.name));
    let own = named_after.map(|collection| {
        let (record, method) = (record(collection), ident(names::records(&collection.name)));
        let [get, in_unit, all] = [
            "of this unit and key, if it is there and not deleted",
            "of a unit, by key",
            "of all units, by unit and key",
        ]
        .map(|which| doc(&format!("`{}` {which}.", collection.name)));
        quote! {
            #get
            pub fn get(self, unit: &str, key: &str) -> ::std::result::Result<
                ::std::option::Option<::seedbank::Current<owned::#record>>, ::seedbank::Error
            > {
                self.#method().get(unit, key)
            }

            #in_unit
            pub fn in_unit(self, unit: &str) -> ::std::result::Result<
                ::std::vec::Vec<::seedbank::Current<owned::#record>>, ::seedbank::Error
            > {
                self.#method().in_unit(unit)
            }

            #all
            pub fn all(self) -> ::std::result::Result<
                ::std::vec::Vec<::seedbank::Current<owned::#record>>, ::seedbank::Error
            > {
                self.#method().all()
            }
        }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, Copy)]
        pub struct Records<'d> { pub(super) database: &'d ::seedbank::Database }

        impl<'d> Records<'d> {
            #own
            #(#methods)*
        }
    }
}
