/// The packed rows of every dataset.
static PACK: ::seedbank::pack::Pack<'static> = ::seedbank::pack::Pack::new(
    include_bytes!(concat!(env!("OUT_DIR"), "/", "seedbank.bin")),
    include_str!(concat!(env!("OUT_DIR"), "/", "seedbank.str")),
);
/// The datasets that are compiled into this binary: what `Database::boot` imports.
pub static BUNDLE: ::seedbank::Bundle = ::seedbank::Bundle::from_static(PACK);
/// The content hash of [`BUNDLE`].
pub const HASH: &str = "sb1-fc72ff6a2ebaca16ce8245273e714b9fbdf6d31ceb9c6444aad9749eb91d42a9";
/// The datasets of this bundle in a database, edits included.
///
/// Where `Database` has a method of a dataset's name, write `Datasets::NAME(&database)`.
pub trait Datasets {
    /// The records of `things` as they are now.
    ///
    /// Things
    #[must_use]
    fn things(&self) -> things::Records<'_>;
}
impl Datasets for ::seedbank::Database {
    fn things(&self) -> things::Records<'_> {
        things::Records { database: self }
    }
}
/// Things
///
/// Scalars, present, absent and null; an enum, an index of each sort and a date.
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
pub mod things {
    use super::PACK;
    /// The dataset's version, as its manifest has it.
    pub const VERSION: &str = "1";
    /// The dataset's generation: goes up by one whenever its content changes.
    pub const GENERATION: u64 = 1u64;
    /// The dataset's content hash.
    pub const HASH: &str = "sb1-42b5a7172f5306c621e565faeda59166e40ebaff7f4772884836b44d1ec33754";
    /// Thing
    ///
    /// What there is.
    ///
    /// \- a list of one item, and \<html>
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Thing {
        at: u32,
    }
    impl Thing {
        /// Its name.
        #[must_use]
        pub const fn name(self) -> &'static str {
            PACK.str(self.at + 12u32)
        }
        /// count
        #[must_use]
        pub const fn count(self) -> i16 {
            PACK.i16(self.at + 20u32)
        }
        /// ratio
        #[must_use]
        pub const fn ratio(self) -> f64 {
            PACK.f64(self.at + 22u32)
        }
        /// ready
        #[must_use]
        pub const fn ready(self) -> bool {
            PACK.bool(self.at + 30u32)
        }
        /// How large.
        #[must_use]
        pub const fn size(self) -> Size {
            Size::at(self.at + 31u32)
        }
        /// parent
        #[must_use]
        pub const fn parent(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 32u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 33u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// made
        #[must_use]
        pub const fn made(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 41u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 42u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// note
        #[must_use]
        pub const fn note(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 50u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 51u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// limit
        #[must_use]
        pub const fn limit(self) -> ::std::option::Option<u64> {
            if PACK.state(self.at + 59u32).is_present() {
                ::std::option::Option::Some(PACK.u64(self.at + 60u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// seen
        #[must_use]
        pub const fn seen(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 68u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 69u32))
            } else {
                ::std::option::Option::None
            }
        }
    }
    impl ::std::fmt::Debug for Thing {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Thing), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Thing {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("name", &Self::name(*self))?;
            map.serialize_entry("count", &Self::count(*self))?;
            map.serialize_entry("ratio", &Self::ratio(*self))?;
            map.serialize_entry("ready", &Self::ready(*self))?;
            map.serialize_entry("size", &Self::size(*self))?;
            map.serialize_entry("parent", &Self::parent(*self))?;
            if PACK.state(self.at + 41u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("made", &Self::made(*self))?;
            }
            if PACK.state(self.at + 50u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("note", &Self::note(*self))?;
            }
            if PACK.state(self.at + 59u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("limit", &Self::limit(*self))?;
            }
            if PACK.state(self.at + 68u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("seen", &Self::seen(*self))?;
            }
            map.end()
        }
    }
    impl Thing {
        /// All records, in the order of the files.
        pub const TABLE: ::seedbank::pack::Table<Self> = ::seedbank::pack::Table::new(
            &PACK,
            ::seedbank::pack::TableAt {
                rows_at: 108u32,
                row_width: 77u32,
                len: 2u32,
                units_at: 96u32,
                units: 1u32,
                keys: ::seedbank::pack::Index::Map(
                    &::seedbank::__generated::phf::Map {
                        key: 16287231350648472473u64,
                        disps: &[(1u32, 0u32)],
                        entries: &[("one", (0u32, 1u32)), ("two", (1u32, 1u32))],
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
        /// The record whose `name` is this.
        #[must_use]
        pub fn by_name(value: &str) -> ::std::option::Option<Self> {
            Self::TABLE
                .by(
                    &::seedbank::pack::Index::Map(
                        &::seedbank::__generated::phf::Map {
                            key: 4203492208743950414u64,
                            disps: &[(0u32, 0u32)],
                            entries: &[("Two", (1u32, 1u32)), ("One", (0u32, 1u32))],
                        },
                    ),
                    value,
                )
                .next()
        }
        /// The records whose `count` is this, in the order of the files.
        #[must_use]
        pub fn by_count(value: i16) -> ::seedbank::pack::TableRows<Self> {
            Self::TABLE
                .by(
                    &::seedbank::pack::Index::Map(
                        &::seedbank::__generated::phf::Map {
                            key: 16287231350648472473u64,
                            disps: &[(0u32, 0u32)],
                            entries: &[("-5", (0u32, 1u32)), ("1000", (1u32, 1u32))],
                        },
                    ),
                    &value.to_string(),
                )
        }
        /// The records whose `size` is this, in the order of the files.
        #[must_use]
        pub fn by_size(value: Size) -> ::seedbank::pack::TableRows<Self> {
            Self::TABLE
                .by(
                    &::seedbank::pack::Index::Map(
                        &::seedbank::__generated::phf::Map {
                            key: 16287231350648472473u64,
                            disps: &[(0u32, 0u32)],
                            entries: &[("large", (1u32, 1u32)), ("small", (0u32, 1u32))],
                        },
                    ),
                    value.as_str(),
                )
        }
    }
    impl ::seedbank::pack::Record for Thing {
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
    /// How large.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Size {
        /// `small`
        Small,
        /// `large`
        Large,
    }
    impl Size {
        /// Every value, in the order of the schema.
        pub const ALL: &'static [Self] = &[Self::Small, Self::Large];
        /// The text in the data.
        #[must_use]
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Small => "small",
                Self::Large => "large",
            }
        }
        const fn at(at: u32) -> Self {
            Self::ALL[PACK.u8(at) as usize]
        }
    }
    impl ::std::fmt::Display for Size {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.pad(self.as_str())
        }
    }
    impl ::std::str::FromStr for Size {
        type Err = ::seedbank::__generated::UnknownValue;
        fn from_str(
            text: &str,
        ) -> ::std::result::Result<Self, ::seedbank::__generated::UnknownValue> {
            match text {
                "small" => Ok(Self::Small),
                "large" => Ok(Self::Large),
                _ => {
                    Err(
                        ::seedbank::__generated::UnknownValue::new(
                            text,
                            &["small", "large"],
                        ),
                    )
                }
            }
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Size {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            serializer.serialize_str(self.as_str())
        }
    }
    impl<'de> ::seedbank::__generated::serde::Deserialize<'de> for Size {
        fn deserialize<D: ::seedbank::__generated::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::std::result::Result<Self, D::Error> {
            ::seedbank::__generated::deserialize_text(deserializer)
        }
    }
    impl ::seedbank::pack::FromPack for Size {
        const WIDTH: u32 = 1u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self::at(at)
        }
    }
    /// The records as owned structs: what a database gives, edits included.
    ///
    /// Enums are those of the dataset. A property that can be both absent and `null` is an option in
    /// an option: `None` where it is absent, `Some(None)` where it is `null`.
    pub mod owned {
        /// Thing
        ///
        /// What there is.
        ///
        /// \- a list of one item, and \<html>
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Thing {
            /// Its name.
            pub name: ::std::string::String,
            /// count
            pub count: i16,
            /// ratio
            pub ratio: f64,
            /// ready
            pub ready: bool,
            /// How large.
            pub size: super::Size,
            /// parent
            pub parent: ::std::option::Option<::std::string::String>,
            /// made
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub made: ::std::option::Option<::std::string::String>,
            /// note
            #[serde(
                default,
                skip_serializing_if = "::std::option::Option::is_none",
                deserialize_with = "::seedbank::__generated::deserialize_present"
            )]
            pub note: ::std::option::Option<
                ::std::option::Option<::std::string::String>,
            >,
            /// limit
            #[serde(
                default,
                skip_serializing_if = "::std::option::Option::is_none",
                deserialize_with = "::seedbank::__generated::deserialize_present"
            )]
            pub limit: ::std::option::Option<::std::option::Option<u64>>,
            /// seen
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub seen: ::std::option::Option<::std::string::String>,
            /// vector
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub vector: ::std::option::Option<::std::vec::Vec<f64>>,
        }
    }
    /// The records of `things` as they are in a database now.
    #[derive(Debug, Clone, Copy)]
    pub struct Records<'d> {
        pub(super) database: &'d ::seedbank::Database,
    }
    impl<'d> Records<'d> {
        /// `thing` of this unit and key, if it is there and not deleted.
        pub fn get(
            self,
            unit: &str,
            key: &str,
        ) -> ::std::result::Result<
            ::std::option::Option<::seedbank::Current<owned::Thing>>,
            ::seedbank::Error,
        > {
            self.thing().get(unit, key)
        }
        /// `thing` of a unit, by key.
        pub fn in_unit(
            self,
            unit: &str,
        ) -> ::std::result::Result<
            ::std::vec::Vec<::seedbank::Current<owned::Thing>>,
            ::seedbank::Error,
        > {
            self.thing().in_unit(unit)
        }
        /// `thing` of all units, by unit and key.
        pub fn all(
            self,
        ) -> ::std::result::Result<
            ::std::vec::Vec<::seedbank::Current<owned::Thing>>,
            ::seedbank::Error,
        > {
            self.thing().all()
        }
        /// The collection `thing`.
        #[must_use]
        pub fn thing(self) -> ::seedbank::Records<'d, owned::Thing> {
            self.database.records()
        }
    }
    impl ::seedbank::OwnedRecord for owned::Thing {
        const DATASET: &'static str = "things";
        const COLLECTION: &'static str = "thing";
    }
    /// The unit `all`, from `all.yaml`.
    pub mod all {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "all";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-f3ec883e2cdeed44eedd63b936005be5d4999b1215312e5756561775c90bfb0c";
        /// `thing/all/one`
        pub const ONE: super::Thing = super::Thing { at: 108u32 };
        /// `thing/all/two`
        pub const TWO: super::Thing = super::Thing { at: 185u32 };
    }
}
