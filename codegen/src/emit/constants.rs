//! A module a unit: its hash, and its records by name.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{doc, ident};
use crate::model::{Collection, Dataset};
use crate::names;
use crate::pack::{Packed, TableAt};

pub(super) fn units(dataset: &Dataset, packed: &Packed) -> Vec<TokenStream> {
    let unit = |(rank, unit): (usize, &crate::model::Unit)| {
        let name = ident(names::module(&unit.name));
        let docs = doc(&format!("The unit `{}`, from `{}`.", unit.name, unit.file));
        let (unit_name, hash) = (&unit.name, &unit.hash);
        let named = dataset.collections.iter().filter(|collection| collection.constants);
        let constants = named.flat_map(|collection| constants(dataset, collection, rank, packed));
        quote! {
            #docs
            pub mod #name {
                #[doc = " What names the unit in the database."]
                pub const UNIT_NAME: &str = #unit_name;
                #[doc = " The hash of the unit's records."]
                pub const UNIT_HASH: &str = #hash;
                #(#constants)*
            }
        }
    };
    dataset.units.iter().enumerate().map(unit).collect()
}

fn constants<'a>(
    dataset: &'a Dataset,
    collection: &'a Collection,
    unit: usize,
    packed: &'a Packed,
) -> impl Iterator<Item = TokenStream> + 'a {
    let pack = packed.pack();
    let table = TableAt::of(pack, collection);
    let record = format_ident!("{}", dataset.structs[collection.record].name);
    table.unit_rows(pack, unit as u32).map(move |row| {
        let key = table.key(pack, row);
        let name = ident(names::record(&collection.key, &collection.name, key));
        let docs = doc(&format!("`{}/{}/{key}`", collection.name, dataset.units[unit].name));
        let at = table.row_at(row);
        quote! {
            #docs
            pub const #name: super::#record = super::#record { at: #at };
        }
    })
}
