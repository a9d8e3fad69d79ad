/// The packed rows of every dataset.
static PACK: ::seedbank::pack::Pack<'static> = ::seedbank::pack::Pack::new(
    include_bytes!(concat!(env!("OUT_DIR"), "/", "seedbank.bin")),
    include_str!(concat!(env!("OUT_DIR"), "/", "seedbank.str")),
);
/// The datasets that are compiled into this binary: what `Database::boot` imports.
pub static BUNDLE: ::seedbank::Bundle = ::seedbank::Bundle::from_static(PACK);
/// The content hash of [`BUNDLE`].
pub const HASH: &str = "sb1-45d06c9c5ca610af3d3007929584c7b601d175e70a43a21069ff8afb48736ba8";
/// The datasets of this bundle in a database, edits included.
///
/// Where `Database` has a method of a dataset's name, write `Datasets::NAME(&database)`.
pub trait Datasets {
    /// The records of `shapes` as they are now.
    ///
    /// Shapes
    #[must_use]
    fn shapes(&self) -> shapes::Records<'_>;
}
impl Datasets for ::seedbank::Database {
    fn shapes(&self) -> shapes::Records<'_> {
        shapes::Records { database: self }
    }
}
/// Shapes
///
/// Unions, lists, maps, objects and what is open.
#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    clippy::doc_markdown,
    clippy::doc_lazy_continuation,
    clippy::enum_variant_names,
    clippy::large_enum_variant,
    clippy::len_without_is_empty,
    clippy::missing_errors_doc,
    clippy::module_inception,
    clippy::new_ret_no_self,
    clippy::option_option,
    clippy::pub_underscore_fields,
    clippy::self_named_constructors,
    clippy::should_implement_trait,
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    clippy::too_many_lines,
    clippy::unreadable_literal,
    clippy::used_underscore_items,
    clippy::wrong_self_convention,
    rustdoc::bare_urls
)]
pub mod shapes {
    use super::PACK;
    /// The dataset's version, as its manifest has it.
    pub const VERSION: &str = "1";
    /// The dataset's generation: goes up by one whenever its content changes.
    pub const GENERATION: u64 = 1u64;
    /// The dataset's content hash.
    pub const HASH: &str = "sb1-7f990fd8b85e66c5a8733dee60a0ab6444b6eaf298ec9fe1485cb28ffda78aa2";
    /// Text
    ///
    /// To read.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Text {
        at: u32,
    }
    impl Text {
        /// body
        #[must_use]
        pub const fn body(self) -> &'static str {
            PACK.str(self.at)
        }
    }
    impl ::std::fmt::Debug for Text {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Text), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Text {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("body", &Self::body(*self))?;
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for Text {
        const WIDTH: u32 = 8u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// To watch.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct VideoClip {
        at: u32,
    }
    impl VideoClip {
        /// seconds
        #[must_use]
        pub const fn seconds(self) -> ::std::option::Option<f64> {
            if PACK.state(self.at).is_present() {
                ::std::option::Option::Some(PACK.f64(self.at + 1u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// The properties that the schema leaves open: a JSON object.
        #[must_use]
        pub const fn additional_properties(self) -> ::seedbank::pack::Json {
            ::seedbank::pack::Json::new(PACK.str(self.at + 9u32))
        }
    }
    impl ::std::fmt::Debug for VideoClip {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(VideoClip), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for VideoClip {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            if PACK.state(self.at) != ::seedbank::pack::State::Absent {
                map.serialize_entry("seconds", &Self::seconds(*self))?;
            }
            ::seedbank::__generated::serialize_members(
                Self::additional_properties(*self),
                &mut map,
            )?;
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for VideoClip {
        const WIDTH: u32 = 17u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// Place
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Place {
        at: u32,
    }
    impl Place {
        /// x
        #[must_use]
        pub const fn x(self) -> f64 {
            PACK.f64(self.at)
        }
        /// y
        #[must_use]
        pub const fn y(self) -> ::std::option::Option<f64> {
            if PACK.state(self.at + 8u32).is_present() {
                ::std::option::Option::Some(PACK.f64(self.at + 9u32))
            } else {
                ::std::option::Option::None
            }
        }
    }
    impl ::std::fmt::Debug for Place {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Place), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Place {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("x", &Self::x(*self))?;
            if PACK.state(self.at + 8u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("y", &Self::y(*self))?;
            }
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for Place {
        const WIDTH: u32 = 17u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// Tree
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Tree {
        at: u32,
    }
    impl Tree {
        /// name
        #[must_use]
        pub const fn name(self) -> &'static str {
            PACK.str(self.at)
        }
        /// branches
        #[must_use]
        pub const fn branches(
            self,
        ) -> ::std::option::Option<::seedbank::pack::List<::seedbank::pack::Json>> {
            if PACK.state(self.at + 8u32).is_present() {
                ::std::option::Option::Some(
                    ::seedbank::pack::List::new(&PACK, self.at + 9u32),
                )
            } else {
                ::std::option::Option::None
            }
        }
    }
    impl ::std::fmt::Debug for Tree {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Tree), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Tree {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("name", &Self::name(*self))?;
            if PACK.state(self.at + 8u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("branches", &Self::branches(*self))?;
            }
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for Tree {
        const WIDTH: u32 = 17u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// Page
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Page {
        at: u32,
    }
    impl Page {
        /// What to do.
        #[must_use]
        pub const fn steps(self) -> ::seedbank::pack::List<Step> {
            ::seedbank::pack::List::new(&PACK, self.at + 12u32)
        }
        /// first
        #[must_use]
        pub const fn first(self) -> ::std::option::Option<Step> {
            if PACK.state(self.at + 20u32).is_present() {
                ::std::option::Option::Some(Step::at(self.at + 21u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// names
        #[must_use]
        pub const fn names(
            self,
        ) -> ::std::option::Option<
            ::seedbank::pack::Map<::std::option::Option<&'static str>>,
        > {
            if PACK.state(self.at + 26u32).is_present() {
                ::std::option::Option::Some(
                    ::seedbank::pack::Map::new(&PACK, self.at + 27u32),
                )
            } else {
                ::std::option::Option::None
            }
        }
        /// limits
        #[must_use]
        pub const fn limits(self) -> ::std::option::Option<::seedbank::pack::Map<u8>> {
            if PACK.state(self.at + 35u32).is_present() {
                ::std::option::Option::Some(
                    ::seedbank::pack::Map::new(&PACK, self.at + 36u32),
                )
            } else {
                ::std::option::Option::None
            }
        }
        /// grid
        #[must_use]
        pub const fn grid(
            self,
        ) -> ::std::option::Option<
            ::seedbank::pack::List<::seedbank::pack::List<::std::option::Option<i64>>>,
        > {
            if PACK.state(self.at + 44u32).is_present() {
                ::std::option::Option::Some(
                    ::seedbank::pack::List::new(&PACK, self.at + 45u32),
                )
            } else {
                ::std::option::Option::None
            }
        }
        /// places
        #[must_use]
        pub const fn places(
            self,
        ) -> ::std::option::Option<
            ::seedbank::pack::Map<::seedbank::pack::List<Place>>,
        > {
            if PACK.state(self.at + 53u32).is_present() {
                ::std::option::Option::Some(
                    ::seedbank::pack::Map::new(&PACK, self.at + 54u32),
                )
            } else {
                ::std::option::Option::None
            }
        }
        /// Place
        #[must_use]
        pub const fn home(self) -> ::std::option::Option<Place> {
            if PACK.state(self.at + 62u32).is_present() {
                ::std::option::Option::Some(Place { at: self.at + 63u32 })
            } else {
                ::std::option::Option::None
            }
        }
        /// free
        #[must_use]
        pub const fn free(self) -> ::std::option::Option<::seedbank::pack::Json> {
            if PACK.state(self.at + 80u32).is_present() {
                ::std::option::Option::Some(
                    ::seedbank::pack::Json::new(PACK.str(self.at + 81u32)),
                )
            } else {
                ::std::option::Option::None
            }
        }
        /// Tree
        #[must_use]
        pub const fn tree(self) -> ::std::option::Option<Tree> {
            if PACK.state(self.at + 89u32).is_present() {
                ::std::option::Option::Some(Tree { at: self.at + 90u32 })
            } else {
                ::std::option::Option::None
            }
        }
        /// The properties that the schema leaves open: a JSON object.
        #[must_use]
        pub const fn additional_properties(self) -> ::seedbank::pack::Json {
            ::seedbank::pack::Json::new(PACK.str(self.at + 107u32))
        }
    }
    impl ::std::fmt::Debug for Page {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Page), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Page {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("steps", &Self::steps(*self))?;
            if PACK.state(self.at + 20u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("first", &Self::first(*self))?;
            }
            if PACK.state(self.at + 26u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("names", &Self::names(*self))?;
            }
            if PACK.state(self.at + 35u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("limits", &Self::limits(*self))?;
            }
            if PACK.state(self.at + 44u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("grid", &Self::grid(*self))?;
            }
            if PACK.state(self.at + 53u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("places", &Self::places(*self))?;
            }
            if PACK.state(self.at + 62u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("home", &Self::home(*self))?;
            }
            if PACK.state(self.at + 80u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("free", &Self::free(*self))?;
            }
            if PACK.state(self.at + 89u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("tree", &Self::tree(*self))?;
            }
            ::seedbank::__generated::serialize_members(
                Self::additional_properties(*self),
                &mut map,
            )?;
            map.end()
        }
    }
    impl Page {
        /// All records, in the order of the files.
        pub const TABLE: ::seedbank::pack::Table<Self> = ::seedbank::pack::Table::new(
            &PACK,
            ::seedbank::pack::TableAt {
                rows_at: 383u32,
                row_width: 115u32,
                len: 2u32,
                units_at: 359u32,
                units: 2u32,
                keys: ::seedbank::pack::Index::Map(
                    &::seedbank::__generated::phf::Map {
                        key: 16287231350648472473u64,
                        disps: &[(0u32, 0u32)],
                        entries: &[("bare", (0u32, 1u32)), ("full", (1u32, 1u32))],
                    },
                ),
            },
        );
        /// All records, in the order of the files.
        #[must_use]
        pub fn all() -> ::seedbank::pack::TableIter<Self> {
            Self::TABLE.iter()
        }
        /// The record of this key in this unit.
        #[must_use]
        pub fn get(unit: &str, key: &str) -> ::std::option::Option<Self> {
            Self::TABLE.get(unit, key)
        }
        /// The records of this key in whichever units have one.
        #[must_use]
        pub fn find(key: &str) -> ::seedbank::pack::TableRows<Self> {
            Self::TABLE.find(key)
        }
    }
    impl ::seedbank::pack::Record for Page {
        fn at(at: u32) -> Self {
            Self { at }
        }
        fn key(&self) -> &'static str {
            PACK.str(self.at)
        }
        fn unit(&self) -> &'static str {
            Self::TABLE.place().unit_name(PACK, PACK.u32(self.at + 8u32))
        }
    }
    /// Step
    ///
    /// One thing to do.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Step {
        /// Text
        ///
        /// To read.
        Text(Text),
        /// To watch.
        VideoClip(VideoClip),
    }
    impl Step {
        /// The text that tells which one it is.
        #[must_use]
        pub const fn tag(self) -> &'static str {
            match self {
                Self::Text(_) => "text",
                Self::VideoClip(_) => "video_clip",
            }
        }
        const fn at(at: u32) -> Self {
            let value = PACK.u32(at + 1);
            match PACK.u8(at) as usize {
                0usize => Self::Text(Text { at: value }),
                _ => Self::VideoClip(VideoClip { at: value }),
            }
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Step {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            match self {
                Self::Text(value) => {
                    ::seedbank::__generated::serialize_tagged(
                        "kind",
                        "text",
                        value,
                        serializer,
                    )
                }
                Self::VideoClip(value) => {
                    ::seedbank::__generated::serialize_tagged(
                        "kind",
                        "video_clip",
                        value,
                        serializer,
                    )
                }
            }
        }
    }
    impl ::seedbank::pack::FromPack for Step {
        const WIDTH: u32 = 5;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self::at(at)
        }
    }
    /// The records as owned structs: what a database gives, edits included.
    ///
    /// Enums are those of the dataset. A property that can be both absent and `null` is an option in
    /// an option: `None` where it is absent, `Some(None)` where it is `null`.
    pub mod owned {
        /// Text
        ///
        /// To read.
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Text {
            /// body
            pub body: ::std::string::String,
        }
        /// To watch.
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct VideoClip {
            /// seconds
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub seconds: ::std::option::Option<f64>,
            /// The properties that the schema leaves open.
            #[serde(flatten)]
            pub additional_properties: ::seedbank::__generated::serde_json::Map<
                ::std::string::String,
                ::seedbank::__generated::serde_json::Value,
            >,
        }
        /// Place
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Place {
            /// x
            pub x: f64,
            /// y
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub y: ::std::option::Option<f64>,
        }
        /// Tree
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Tree {
            /// name
            pub name: ::std::string::String,
            /// branches
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub branches: ::std::option::Option<
                ::std::vec::Vec<::seedbank::__generated::serde_json::Value>,
            >,
        }
        /// Page
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Page {
            /// What to do.
            pub steps: ::std::vec::Vec<Step>,
            /// first
            #[serde(
                default,
                skip_serializing_if = "::std::option::Option::is_none",
                deserialize_with = "::seedbank::__generated::deserialize_present"
            )]
            pub first: ::std::option::Option<::std::option::Option<Step>>,
            /// names
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub names: ::std::option::Option<
                ::std::collections::BTreeMap<
                    ::std::string::String,
                    ::std::option::Option<::std::string::String>,
                >,
            >,
            /// limits
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub limits: ::std::option::Option<
                ::std::collections::BTreeMap<::std::string::String, u8>,
            >,
            /// grid
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub grid: ::std::option::Option<
                ::std::vec::Vec<::std::vec::Vec<::std::option::Option<i64>>>,
            >,
            /// places
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub places: ::std::option::Option<
                ::std::collections::BTreeMap<
                    ::std::string::String,
                    ::std::vec::Vec<Place>,
                >,
            >,
            /// Place
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub home: ::std::option::Option<Place>,
            /// free
            #[serde(
                default,
                skip_serializing_if = "::std::option::Option::is_none",
                deserialize_with = "::seedbank::__generated::deserialize_present"
            )]
            pub free: ::std::option::Option<::seedbank::__generated::serde_json::Value>,
            /// Tree
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub tree: ::std::option::Option<Tree>,
            /// The properties that the schema leaves open.
            #[serde(flatten)]
            pub additional_properties: ::seedbank::__generated::serde_json::Map<
                ::std::string::String,
                ::seedbank::__generated::serde_json::Value,
            >,
        }
        /// Step
        ///
        /// One thing to do.
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde", tag = "kind")]
        pub enum Step {
            /// Text
            ///
            /// To read.
            #[serde(rename = "text")]
            Text(Text),
            /// To watch.
            #[serde(rename = "video_clip")]
            VideoClip(VideoClip),
        }
    }
    /// The records of `shapes` as they are in a database now.
    #[derive(Debug, Clone, Copy)]
    pub struct Records<'d> {
        pub(super) database: &'d ::seedbank::Database,
    }
    impl<'d> Records<'d> {
        /// The collection `page`.
        #[must_use]
        pub fn page(self) -> ::seedbank::Records<'d, owned::Page> {
            self.database.records()
        }
    }
    impl ::seedbank::OwnedRecord for owned::Page {
        const DATASET: &'static str = "shapes";
        const COLLECTION: &'static str = "page";
    }
    /// The unit `bare`, from `bare.json`.
    pub mod bare {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "bare";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-8ac38c739d3bb851dfde988e174be4637d9de18d11f1e6b4028aba4a018961af";
    }
    /// The unit `full`, from `full.json`.
    pub mod full {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "full";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-e77530bc055671ee98b00bdfb95746d311b86b09c4a32a8293ca232accf1bf46";
    }
}
