//! Tagged unions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{doc, ident};
use crate::model::{Dataset, Union};
use crate::names;

pub(super) fn tagged(dataset: &Dataset, union: &Union) -> TokenStream {
    let name = format_ident!("{}", union.name);
    let docs = doc(&union.doc);
    let tag = &union.tag;
    let tags: Vec<&str> = union.variants.iter().map(|(tag, _)| tag.as_str()).collect();
    let variants: Vec<_> = tags.iter().map(|tag| ident(names::variant(tag))).collect();
    let types: Vec<_> = union
        .variants
        .iter()
        .map(|(_, index)| format_ident!("{}", dataset.structs[*index].name))
        .collect();
    let variant_docs = union.variants.iter().map(|(_, index)| doc(&dataset.structs[*index].doc));
    // The writer stores the number of a variant of the schema; any other is the last one's.
    let last = variants.len() - 1;
    let indexes = 0..last;
    let (first_variants, first_types) = (&variants[..last], &types[..last]);
    let (last_variant, last_type) = (&variants[last], &types[last]);
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum #name { #(#variant_docs #variants(#types),)* }

        impl #name {
            #[doc = " The text that tells which one it is."]
            #[must_use]
            pub const fn tag(self) -> &'static str {
                match self { #(Self::#variants(_) => #tags,)* }
            }

            const fn at(at: u32) -> Self {
                let value = PACK.u32(at + 1);
                match PACK.u8(at) as usize {
                    #(#indexes => Self::#first_variants(#first_types { at: value }),)*
                    _ => Self::#last_variant(#last_type { at: value }),
                }
            }
        }

        impl ::seedbank::__generated::serde::Serialize for #name {
            fn serialize<S: ::seedbank::__generated::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    #(Self::#variants(value) => ::seedbank::__generated::serialize_tagged(#tag, #tags, value, serializer),)*
                }
            }
        }

        impl ::seedbank::pack::FromPack for #name {
            const WIDTH: u32 = 5;
            fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
                Self::at(at)
            }
        }
    }
}
