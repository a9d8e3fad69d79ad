//! Handles: a place in the pack, and an accessor for each field.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{doc, ident, index};
use crate::model::{Collection, Dataset, Field, Format, Int, Struct, Type};
use crate::names;
use crate::pack::{Packed, RECORD_AT};

/// An object type: the handle, its accessors, `Debug`, `Serialize` and how a list reads it.
pub(super) fn object(dataset: &Dataset, index: usize) -> TokenStream {
    let definition = &dataset.structs[index];
    let name = format_ident!("{}", definition.name);
    let docs = doc(&definition.doc);
    let width = definition.width;
    let record = dataset.collections.iter().any(|collection| collection.record == index);
    let fields: Vec<&Field> = definition.fields.iter().filter(|field| !field.derived).collect();
    let accessors = fields.iter().map(|field| accessor(dataset, field, record));
    let extra = definition.extra_at.map(|at| extra_accessor(at, record));
    let entries = fields.iter().map(|field| entry(field, record));
    let extra_entries = definition.extra_at.map(|_| {
        quote! { ::seedbank::__generated::serialize_members(Self::additional_properties(*self), &mut map)?; }
    });
    let from_pack = (!record).then(|| {
        quote! {
            impl ::seedbank::pack::FromPack for #name {
                const WIDTH: u32 = #width;
                fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
                    Self { at }
                }
            }
        }
    });
    quote! {
        #docs
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct #name { at: u32 }

        impl #name {
            #(#accessors)*
            #extra
        }

        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::seedbank::__generated::debug(stringify!(#name), self, f)
            }
        }

        impl ::seedbank::__generated::serde::Serialize for #name {
            fn serialize<S: ::seedbank::__generated::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                use ::seedbank::__generated::serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                #(#entries)*
                #extra_entries
                map.end()
            }
        }

        #from_pack
    }
}

/// What a record has beyond an object: its table and its lookups.
pub(super) fn record(dataset: &Dataset, collection: &Collection, packed: &Packed) -> TokenStream {
    let definition = &dataset.structs[collection.record];
    let name = format_ident!("{}", definition.name);
    let table = index::table(collection, packed);
    let (key_at, unit_at) = (past(crate::pack::KEY_AT), past(crate::pack::UNIT_AT));
    let lookups =
        collection.indexes.iter().map(|index| index::lookup(dataset, definition, index, packed));
    quote! {
        impl #name {
            #[doc = " All records, in the order of the files."]
            pub const TABLE: ::seedbank::pack::Table<Self> = #table;

            #[doc = " All records, in the order of the files."]
            #[must_use]
            pub fn all() -> ::seedbank::pack::TableIter<Self> {
                Self::TABLE.iter()
            }

            #[doc = " The record of this key in this unit."]
            #[must_use]
            pub fn get(unit: &str, key: &str) -> ::std::option::Option<Self> {
                Self::TABLE.get(unit, key)
            }

            #[doc = " The records of this key in whichever units have one."]
            #[must_use]
            pub fn find(key: &str) -> ::seedbank::pack::TableRows<Self> {
                Self::TABLE.find(key)
            }

            #(#lookups)*
        }

        impl ::seedbank::pack::Record for #name {
            fn at(at: u32) -> Self {
                Self { at }
            }
            fn key(&self) -> &'static str {
                PACK.str(#key_at)
            }
            fn unit(&self) -> &'static str {
                Self::TABLE.place().unit_name(PACK, PACK.u32(#unit_at))
            }
        }
    }
}

fn accessor(dataset: &Dataset, field: &Field, record: bool) -> TokenStream {
    let name = ident(names::field(&field.name));
    let docs = doc(if field.doc.is_empty() { &field.name } else { &field.doc });
    let ty = rust_type(dataset, &field.ty);
    let at = offset(field.at, record);
    if !field.optional && !field.nullable {
        let value = read(dataset, &field.ty, &at);
        return quote! {
            #docs
            #[must_use]
            pub const fn #name(self) -> #ty { #value }
        };
    }
    let value = read(dataset, &field.ty, &offset(field.at + 1, record));
    quote! {
        #docs
        #[must_use]
        pub const fn #name(self) -> ::std::option::Option<#ty> {
            if PACK.state(#at).is_present() { ::std::option::Option::Some(#value) } else { ::std::option::Option::None }
        }
    }
}

fn extra_accessor(at: u32, record: bool) -> TokenStream {
    let at = offset(at, record);
    quote! {
        #[doc = " The properties that the schema leaves open: a JSON object."]
        #[must_use]
        pub const fn additional_properties(self) -> ::seedbank::pack::Json { ::seedbank::pack::Json::new(PACK.str(#at)) }
    }
}

/// How a field is written by `Serialize`: as in the file, so absent is nothing and null is null.
fn entry(field: &Field, record: bool) -> TokenStream {
    let name = ident(names::field(&field.name));
    let text = &field.name;
    // By its path: `self.clone()`, of a reference, would be the trait's.
    let write = quote! { map.serialize_entry(#text, &Self::#name(*self))?; };
    if field.optional {
        let at = offset(field.at, record);
        quote! { if PACK.state(#at) != ::seedbank::pack::State::Absent { #write } }
    } else {
        write
    }
}

/// The place of a field: a record's row begins with what names it.
fn offset(at: u32, record: bool) -> TokenStream {
    past(if record { at + RECORD_AT } else { at })
}

/// The place of what lies so far into the row.
fn past(at: u32) -> TokenStream {
    if at == 0 { quote!(self.at) } else { quote!(self.at + #at) }
}

pub(super) fn rust_type(dataset: &Dataset, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Int(int) => {
            let int = format_ident!("{}", int_name(*int));
            quote!(#int)
        }
        Type::Number => quote!(f64),
        Type::String(Format::Text | Format::Date | Format::DateTime) => quote!(&'static str),
        Type::Enum(index) => named(&dataset.enums[*index].name),
        Type::Struct(index) => named(&dataset.structs[*index].name),
        Type::Union(index) => named(&dataset.unions[*index].name),
        Type::List(element) => {
            let inner = element_type(dataset, element);
            quote!(::seedbank::pack::List<#inner>)
        }
        Type::Map(element) => {
            let inner = element_type(dataset, element);
            quote!(::seedbank::pack::Map<#inner>)
        }
        Type::Json => quote!(::seedbank::pack::Json),
    }
}

fn element_type(dataset: &Dataset, element: &crate::model::Element) -> TokenStream {
    let ty = rust_type(dataset, &element.ty);
    if element.nullable { quote!(::std::option::Option<#ty>) } else { ty }
}

fn named(name: &str) -> TokenStream {
    let name = format_ident!("{name}");
    quote!(#name)
}

/// An expression that reads a value, in a `const fn` too.
fn read(dataset: &Dataset, ty: &Type, at: &TokenStream) -> TokenStream {
    match ty {
        Type::Bool => quote!(PACK.bool(#at)),
        Type::Int(int) => {
            let int = format_ident!("{}", int_name(*int));
            quote!(PACK.#int(#at))
        }
        Type::Number => quote!(PACK.f64(#at)),
        Type::String(_) => quote!(PACK.str(#at)),
        Type::Enum(_) | Type::Union(_) => {
            let ty = rust_type(dataset, ty);
            quote!(#ty::at(#at))
        }
        Type::Struct(index) => {
            let Struct { name, .. } = &dataset.structs[*index];
            let name = format_ident!("{name}");
            quote!(#name { at: #at })
        }
        Type::List(_) => quote!(::seedbank::pack::List::new(&PACK, #at)),
        Type::Map(_) => quote!(::seedbank::pack::Map::new(&PACK, #at)),
        Type::Json => quote!(::seedbank::pack::Json::new(PACK.str(#at))),
    }
}

pub(super) fn int_name(int: Int) -> &'static str {
    match int {
        Int::U8 => "u8",
        Int::U16 => "u16",
        Int::U32 => "u32",
        Int::U64 => "u64",
        Int::I8 => "i8",
        Int::I16 => "i16",
        Int::I32 => "i32",
        Int::I64 => "i64",
    }
}
