//! Tables and lookups.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::structs::{int_name, rust_type};
use super::{doc, ident};
use crate::model::{Collection, Dataset, FieldIndex, Struct, Type};
use crate::names;
use crate::pack::{Packed, PackedIndex, TableAt};

/// Up to so many keys an index is written out as a `phf::Map`; a larger one is read from the pack,
/// because every entry of the map is a string that the loader must relocate at start.
const WRITTEN_OUT: u32 = 16;

/// An expression: the table of a collection.
pub(super) fn table(collection: &Collection, packed: &Packed) -> TokenStream {
    let TableAt { rows_at, row_width, len, units_at, units, .. } =
        TableAt::of(packed.pack(), collection);
    let keys = index(collection.key_index_at, packed);
    quote! {
        ::seedbank::pack::Table::new(
            &PACK,
            ::seedbank::pack::TableAt {
                rows_at: #rows_at,
                row_width: #row_width,
                len: #len,
                units_at: #units_at,
                units: #units,
                keys: #keys,
            },
        )
    }
}

/// A method: the records that have a value in a field.
pub(super) fn lookup(
    dataset: &Dataset,
    record: &Struct,
    index_of: &FieldIndex,
    packed: &Packed,
) -> TokenStream {
    let Some(field) = record.fields.iter().find(|field| field.name == index_of.field) else {
        return TokenStream::new();
    };
    let method = ident(names::lookup(&field.name));
    let index = index(index_of.at, packed);
    let (ty, text) = match &field.ty {
        Type::Enum(_) => (rust_type(dataset, &field.ty), quote!(value.as_str())),
        Type::Int(int) => {
            let int = format_ident!("{}", int_name(*int));
            (quote!(#int), quote!(&value.to_string()))
        }
        _ => (quote!(&str), quote!(value)),
    };
    if index_of.unique {
        let docs = doc(&format!("The record whose `{}` is this.", field.name));
        return quote! {
            #docs
            #[must_use]
            pub fn #method(value: #ty) -> ::std::option::Option<Self> {
                Self::TABLE.by(&#index, #text).next()
            }
        };
    }
    let docs =
        doc(&format!("The records whose `{}` is this, in the order of the files.", field.name));
    quote! {
        #docs
        #[must_use]
        pub fn #method(value: #ty) -> ::seedbank::pack::TableRows<Self> {
            Self::TABLE.by(&#index, #text)
        }
    }
}

/// An expression: an index, in the form that suits its size.
fn index(at: u32, packed: &Packed) -> TokenStream {
    let pack = packed.pack();
    let index = PackedIndex::new(pack, at);
    if index.is_empty() || index.len() > WRITTEN_OUT {
        return quote!(::seedbank::pack::Index::packed(PACK, #at));
    }
    let key = index.hash_key();
    let displacements = index.displacements(pack).map(|(first, second)| quote!((#first, #second)));
    let entries = index.entries(pack).map(|(key, (row, rows))| quote!((#key, (#row, #rows))));
    quote! {
        ::seedbank::pack::Index::Map(&::seedbank::__generated::phf::Map {
            key: #key,
            disps: &[#(#displacements),*],
            entries: &[#(#entries),*],
        })
    }
}
