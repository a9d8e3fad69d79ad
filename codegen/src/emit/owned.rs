//! Owned structs: a record as a database has it, which no pack holds.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::structs::int_name;
use super::{doc, ident};
use crate::model::{Collection, Dataset, Element, Field, Struct, Type, Union};
use crate::names;

/// The module of a dataset's owned types. A type holds no other of its kind, because what the schema
/// nests in itself is JSON: nothing here is boxed.
pub(super) fn module(dataset: &Dataset) -> TokenStream {
    let structs = dataset.structs.iter().map(|definition| object(dataset, definition));
    let unions = dataset.unions.iter().map(|union| tagged(dataset, union));
    quote! {
        #[doc = " The records as owned structs: what a database gives, edits included."]
        #[doc = ""]
        #[doc = " Enums are those of the dataset. A property that can be both absent and `null` is an option in"]
        #[doc = " an option: `None` where it is absent, `Some(None)` where it is `null`."]
        pub mod owned {
            #(#structs)*
            #(#unions)*
        }
    }
}

/// What tells where in a database the records of a collection are.
pub(super) fn record(dataset: &Dataset, collection: &Collection) -> TokenStream {
    let name = format_ident!("{}", dataset.structs[collection.record].name);
    let (dataset, collection) = (&dataset.name, &collection.name);
    quote! {
        impl ::seedbank::OwnedRecord for owned::#name {
            const DATASET: &'static str = #dataset;
            const COLLECTION: &'static str = #collection;
        }
    }
}

fn derives() -> TokenStream {
    quote! {
        #[derive(
            Debug, Clone, PartialEq,
            ::seedbank::__generated::serde::Deserialize, ::seedbank::__generated::serde::Serialize
        )]
    }
}

fn object(dataset: &Dataset, definition: &Struct) -> TokenStream {
    let name = format_ident!("{}", definition.name);
    let (docs, derives) = (doc(&definition.doc), derives());
    let fields = definition.fields.iter().map(|field| property(dataset, field));
    let extra = definition.extra_at.map(|_| {
        quote! {
            #[doc = " The properties that the schema leaves open."]
            #[serde(flatten)]
            pub additional_properties: ::seedbank::__generated::serde_json::Map<
                ::std::string::String,
                ::seedbank::__generated::serde_json::Value,
            >,
        }
    });
    quote! {
        #docs
        #derives
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct #name {
            #(#fields)*
            #extra
        }
    }
}

fn property(dataset: &Dataset, field: &Field) -> TokenStream {
    let name = ident(names::field(&field.name));
    let docs = doc(if field.doc.is_empty() { &field.name } else { &field.doc });
    let ty = nullable(owned_type(dataset, &field.ty), field.nullable);
    // What is derived is in no seed, but a database can have it.
    let can_be_absent = field.optional || field.derived;
    let mut attributes: Vec<_> = rename(&name, &field.name).into_iter().collect();
    if can_be_absent {
        attributes.push(quote!(default));
        attributes.push(quote!(skip_serializing_if = "::std::option::Option::is_none"));
    }
    if can_be_absent && (field.nullable || field.ty == Type::Json) {
        // Serde takes `null` for an absent option, which these tell apart.
        let read = "::seedbank::__generated::deserialize_present";
        attributes.push(quote!(deserialize_with = #read));
    }
    let attributes = (!attributes.is_empty()).then(|| quote! { #[serde(#(#attributes),*)] });
    let ty = nullable(ty, can_be_absent);
    quote! { #docs #attributes pub #name: #ty, }
}

fn tagged(dataset: &Dataset, union: &Union) -> TokenStream {
    let name = format_ident!("{}", union.name);
    let (docs, derives) = (doc(&union.doc), derives());
    let tag = &union.tag;
    let variants = union.variants.iter().map(|(text, index)| {
        let definition = &dataset.structs[*index];
        let docs = doc(&definition.doc);
        let variant = ident(names::variant(text));
        let rename = rename(&variant, text).map(|rename| quote! { #[serde(#rename)] });
        let ty = format_ident!("{}", definition.name);
        quote! { #docs #rename #variant(#ty), }
    });
    quote! {
        #docs
        #derives
        #[serde(crate = "::seedbank::__generated::serde", tag = #tag)]
        pub enum #name { #(#variants)* }
    }
}

/// What keeps the name in the data, where Rust's is another one.
fn rename(name: &proc_macro2::Ident, written: &str) -> Option<TokenStream> {
    let name = name.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    (name != written).then(|| quote!(rename = #written))
}

/// A type by its full path: a schema may call one of its own `Option`.
fn owned_type(dataset: &Dataset, ty: &Type) -> TokenStream {
    let named = |name: &str| {
        let name = format_ident!("{name}");
        quote!(#name)
    };
    match ty {
        Type::Bool => quote!(bool),
        Type::Int(int) => named(int_name(*int)),
        Type::Number => quote!(f64),
        Type::String(_) => quote!(::std::string::String),
        Type::Enum(index) => {
            let name = named(&dataset.enums[*index].name);
            quote!(super::#name)
        }
        Type::Struct(index) => named(&dataset.structs[*index].name),
        Type::Union(index) => named(&dataset.unions[*index].name),
        Type::List(element) => {
            let inner = element_type(dataset, element);
            quote!(::std::vec::Vec<#inner>)
        }
        Type::Map(element) => {
            let inner = element_type(dataset, element);
            quote!(::std::collections::BTreeMap<::std::string::String, #inner>)
        }
        Type::Json => quote!(::seedbank::__generated::serde_json::Value),
    }
}

fn element_type(dataset: &Dataset, element: &Element) -> TokenStream {
    nullable(owned_type(dataset, &element.ty), element.nullable)
}

fn nullable(ty: TokenStream, nullable: bool) -> TokenStream {
    if nullable { quote!(::std::option::Option<#ty>) } else { ty }
}
