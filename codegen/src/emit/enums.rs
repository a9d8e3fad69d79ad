//! String enums.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{doc, ident};
use crate::model::Enum;
use crate::names;

pub(super) fn string_enum(definition: &Enum) -> TokenStream {
    let name = format_ident!("{}", definition.name);
    let docs = doc(&definition.doc);
    let texts = &definition.values;
    let variants: Vec<_> = texts.iter().map(|text| ident(names::variant(text))).collect();
    let text_docs = texts.iter().map(|text| doc(&format!("`{}`", text.replace('`', "'"))));
    let width = crate::pack::layout::enum_width(texts.len());
    let read =
        if width == 1 { quote!(PACK.u8(at) as usize) } else { quote!(PACK.u16(at) as usize) };
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name { #(#text_docs #variants,)* }

        impl #name {
            #[doc = " Every value, in the order of the schema."]
            pub const ALL: &'static [Self] = &[#(Self::#variants,)*];

            #[doc = " The text in the data."]
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #texts,)* }
            }

            const fn at(at: u32) -> Self {
                Self::ALL[#read]
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for #name {
            type Err = ::seedbank::__generated::UnknownValue;
            fn from_str(text: &str) -> ::std::result::Result<Self, ::seedbank::__generated::UnknownValue> {
                match text {
                    #(#texts => Ok(Self::#variants),)*
                    _ => Err(::seedbank::__generated::UnknownValue::new(text, &[#(#texts,)*])),
                }
            }
        }

        impl ::seedbank::__generated::serde::Serialize for #name {
            fn serialize<S: ::seedbank::__generated::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::seedbank::__generated::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::seedbank::__generated::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                ::seedbank::__generated::deserialize_text(deserializer)
            }
        }

        impl ::seedbank::pack::FromPack for #name {
            const WIDTH: u32 = #width;
            fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
                Self::at(at)
            }
        }
    }
}
