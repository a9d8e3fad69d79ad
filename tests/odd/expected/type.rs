/// The packed rows of every dataset.
static PACK: ::seedbank::pack::Pack<'static> = ::seedbank::pack::Pack::new(
    include_bytes!(concat!(env!("OUT_DIR"), "/", "seedbank.bin")),
    include_str!(concat!(env!("OUT_DIR"), "/", "seedbank.str")),
);
/// The datasets that are compiled into this binary: what `Database::boot` imports.
pub static BUNDLE: ::seedbank::Bundle = ::seedbank::Bundle::from_static(PACK);
/// The content hash of [`BUNDLE`].
pub const HASH: &str = "sb1-3b627af06a18144e8755067a34bbf98ef60bce938c83f81a886b94cedb219a03";
/// The datasets of this bundle in a database, edits included.
///
/// Where `Database` has a method of a dataset's name, write `Datasets::NAME(&database)`.
pub trait Datasets {
    /// The records of `type` as they are now.
    ///
    /// Names: `odd` ones, \[all\] of them
    #[must_use]
    fn r#type(&self) -> r#type::Records<'_>;
}
impl Datasets for ::seedbank::Database {
    fn r#type(&self) -> r#type::Records<'_> {
        r#type::Records { database: self }
    }
}
/// Names: `odd` ones, \[all\] of them
///
/// What is called as Rust calls something else.
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
pub mod r#type {
    use super::PACK;
    /// The dataset's version, as its manifest has it.
    pub const VERSION: &str = "1";
    /// The dataset's generation: goes up by one whenever its content changes.
    pub const GENERATION: u64 = 1u64;
    /// The dataset's content hash.
    pub const HASH: &str = "sb1-2987ef3512c16085a233c13473e39e9fefb77daff86d8c7da320fe23f44dcde0";
    /// Result
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct ResultResult {
        at: u32,
    }
    impl ResultResult {
        /// ok
        #[must_use]
        pub const fn ok(self) -> ::std::option::Option<bool> {
            if PACK.state(self.at).is_present() {
                ::std::option::Option::Some(PACK.bool(self.at + 1u32))
            } else {
                ::std::option::Option::None
            }
        }
    }
    impl ::std::fmt::Debug for ResultResult {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(ResultResult), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for ResultResult {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            if PACK.state(self.at) != ::seedbank::pack::State::Absent {
                map.serialize_entry("ok", &Self::ok(*self))?;
            }
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for ResultResult {
        const WIDTH: u32 = 2u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// Result
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Result {
        at: u32,
    }
    impl Result {
        /// at
        #[must_use]
        pub const fn at(self) -> i64 {
            PACK.i64(self.at)
        }
        /// Result
        #[must_use]
        pub const fn read(self) -> ::std::option::Option<ResultResult> {
            if PACK.state(self.at + 8u32).is_present() {
                ::std::option::Option::Some(ResultResult { at: self.at + 9u32 })
            } else {
                ::std::option::Option::None
            }
        }
    }
    impl ::std::fmt::Debug for Result {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Result), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Result {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("at", &Self::at(*self))?;
            if PACK.state(self.at + 8u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("read", &Self::read(*self))?;
            }
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for Result {
        const WIDTH: u32 = 11u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// Records
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Self_Records {
        at: u32,
    }
    impl Self_Records {
        /// all
        #[must_use]
        pub const fn all_(self) -> ::std::option::Option<bool> {
            if PACK.state(self.at).is_present() {
                ::std::option::Option::Some(PACK.bool(self.at + 1u32))
            } else {
                ::std::option::Option::None
            }
        }
    }
    impl ::std::fmt::Debug for Self_Records {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Self_Records), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Self_Records {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            if PACK.state(self.at) != ::seedbank::pack::State::Absent {
                map.serialize_entry("all", &Self::all_(*self))?;
            }
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for Self_Records {
        const WIDTH: u32 = 2u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// S
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct S {
        at: u32,
    }
    impl S {
        /// tag
        #[must_use]
        pub const fn tag(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 1u32))
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
    impl ::std::fmt::Debug for S {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(S), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for S {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            if PACK.state(self.at) != ::seedbank::pack::State::Absent {
                map.serialize_entry("tag", &Self::tag(*self))?;
            }
            ::seedbank::__generated::serialize_members(
                Self::additional_properties(*self),
                &mut map,
            )?;
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for S {
        const WIDTH: u32 = 17u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// Err
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Err {
        at: u32,
    }
    impl Err {
        /// value
        #[must_use]
        pub const fn value(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 1u32))
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
    impl ::std::fmt::Debug for Err {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Err), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Err {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            if PACK.state(self.at) != ::seedbank::pack::State::Absent {
                map.serialize_entry("value", &Self::value(*self))?;
            }
            ::seedbank::__generated::serialize_members(
                Self::additional_properties(*self),
                &mut map,
            )?;
            map.end()
        }
    }
    impl ::seedbank::pack::FromPack for Err {
        const WIDTH: u32 = 17u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self { at }
        }
    }
    /// Self
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Self_ {
        at: u32,
    }
    impl Self_ {
        /// Option
        #[must_use]
        pub const fn r#type(self) -> Option {
            Option::at(self.at + 12u32)
        }
        /// self
        #[must_use]
        pub const fn self_(self) -> i64 {
            PACK.i64(self.at + 13u32)
        }
        /// get
        #[must_use]
        pub const fn get_(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 21u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 22u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// all
        #[must_use]
        pub const fn all_(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 30u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 31u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// find
        #[must_use]
        pub const fn find_(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 39u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 40u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// at
        #[must_use]
        pub const fn at(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 48u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 49u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// key
        #[must_use]
        pub const fn key(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 57u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 58u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// unit
        #[must_use]
        pub const fn unit(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 66u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 67u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// TABLE
        #[must_use]
        pub const fn table(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 75u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 76u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// additional\_properties
        #[must_use]
        pub const fn additional_properties_(
            self,
        ) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 84u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 85u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// map
        #[must_use]
        pub const fn map(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 93u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 94u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// serialize
        #[must_use]
        pub const fn serialize(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 102u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 103u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// fmt
        #[must_use]
        pub const fn fmt(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 111u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 112u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// clone
        #[must_use]
        pub const fn clone(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 120u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 121u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// to\_owned
        #[must_use]
        pub const fn to_owned(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 129u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 130u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// from\_date
        #[must_use]
        pub const fn from_date(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 138u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 139u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// 2nd
        #[must_use]
        pub const fn _2nd(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 147u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 148u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// 名前
        #[must_use]
        pub const fn 名前(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 156u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 157u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// kebab-case and space
        #[must_use]
        pub const fn kebab_case_and_space(self) -> ::std::option::Option<&'static str> {
            if PACK.state(self.at + 165u32).is_present() {
                ::std::option::Option::Some(PACK.str(self.at + 166u32))
            } else {
                ::std::option::Option::None
            }
        }
        /// Result
        #[must_use]
        pub const fn result(self) -> ::std::option::Option<Result> {
            if PACK.state(self.at + 174u32).is_present() {
                ::std::option::Option::Some(Result { at: self.at + 175u32 })
            } else {
                ::std::option::Option::None
            }
        }
        /// Records
        #[must_use]
        pub const fn records(self) -> ::std::option::Option<Self_Records> {
            if PACK.state(self.at + 186u32).is_present() {
                ::std::option::Option::Some(Self_Records {
                    at: self.at + 187u32,
                })
            } else {
                ::std::option::Option::None
            }
        }
        /// Area in m²
        #[must_use]
        pub const fn area(self) -> ::std::option::Option<AreaInM> {
            if PACK.state(self.at + 189u32).is_present() {
                ::std::option::Option::Some(AreaInM::at(self.at + 190u32))
            } else {
                ::std::option::Option::None
            }
        }
    }
    impl ::std::fmt::Debug for Self_ {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            ::seedbank::__generated::debug(stringify!(Self_), self, f)
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Self_ {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            use ::seedbank::__generated::serde::ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("type", &Self::r#type(*self))?;
            map.serialize_entry("self", &Self::self_(*self))?;
            if PACK.state(self.at + 21u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("get", &Self::get_(*self))?;
            }
            if PACK.state(self.at + 30u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("all", &Self::all_(*self))?;
            }
            if PACK.state(self.at + 39u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("find", &Self::find_(*self))?;
            }
            if PACK.state(self.at + 48u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("at", &Self::at(*self))?;
            }
            if PACK.state(self.at + 57u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("key", &Self::key(*self))?;
            }
            if PACK.state(self.at + 66u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("unit", &Self::unit(*self))?;
            }
            if PACK.state(self.at + 75u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("TABLE", &Self::table(*self))?;
            }
            if PACK.state(self.at + 84u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry(
                    "additional_properties",
                    &Self::additional_properties_(*self),
                )?;
            }
            if PACK.state(self.at + 93u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("map", &Self::map(*self))?;
            }
            if PACK.state(self.at + 102u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("serialize", &Self::serialize(*self))?;
            }
            if PACK.state(self.at + 111u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("fmt", &Self::fmt(*self))?;
            }
            if PACK.state(self.at + 120u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("clone", &Self::clone(*self))?;
            }
            if PACK.state(self.at + 129u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("to_owned", &Self::to_owned(*self))?;
            }
            if PACK.state(self.at + 138u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("from_date", &Self::from_date(*self))?;
            }
            if PACK.state(self.at + 147u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("2nd", &Self::_2nd(*self))?;
            }
            if PACK.state(self.at + 156u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("名前", &Self::名前(*self))?;
            }
            if PACK.state(self.at + 165u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry(
                    "kebab-case and space",
                    &Self::kebab_case_and_space(*self),
                )?;
            }
            if PACK.state(self.at + 174u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("result", &Self::result(*self))?;
            }
            if PACK.state(self.at + 186u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("records", &Self::records(*self))?;
            }
            if PACK.state(self.at + 189u32) != ::seedbank::pack::State::Absent {
                map.serialize_entry("area", &Self::area(*self))?;
            }
            map.end()
        }
    }
    impl Self_ {
        /// All records, in the order of the files.
        pub const TABLE: ::seedbank::pack::Table<Self> = ::seedbank::pack::Table::new(
            &PACK,
            ::seedbank::pack::TableAt {
                rows_at: 342u32,
                row_width: 195u32,
                len: 7u32,
                units_at: 270u32,
                units: 6u32,
                keys: ::seedbank::pack::Index::Map(
                    &::seedbank::__generated::phf::Map {
                        key: 16263683158343804936u64,
                        disps: &[(3u32, 0u32), (0u32, 3u32), (0u32, 0u32)],
                        entries: &[
                            ("box", (5u32, 1u32)),
                            ("größe", (2u32, 1u32)),
                            ("i64", (6u32, 1u32)),
                            ("日本", (1u32, 1u32)),
                            ("pack", (4u32, 1u32)),
                            ("17E00/on", (0u32, 1u32)),
                            ("self", (3u32, 1u32)),
                        ],
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
        /// The records whose `type` is this, in the order of the files.
        #[must_use]
        pub fn by_type(value: Option) -> ::seedbank::pack::TableRows<Self> {
            Self::TABLE
                .by(
                    &::seedbank::pack::Index::Map(
                        &::seedbank::__generated::phf::Map {
                            key: 16287231350648472473u64,
                            disps: &[(0u32, 0u32), (5u32, 0u32), (0u32, 2u32)],
                            entries: &[
                                ("true", (1u32, 1u32)),
                                ("self", (3u32, 1u32)),
                                ("none", (5u32, 1u32)),
                                ("ok", (6u32, 1u32)),
                                ("m²", (0u32, 1u32)),
                                ("12V", (4u32, 1u32)),
                                ("größe", (2u32, 1u32)),
                            ],
                        },
                    ),
                    value.as_str(),
                )
        }
        /// The record whose `self` is this.
        #[must_use]
        pub fn by_self(value: i64) -> ::std::option::Option<Self> {
            Self::TABLE
                .by(
                    &::seedbank::pack::Index::Map(
                        &::seedbank::__generated::phf::Map {
                            key: 4203492208743950414u64,
                            disps: &[(0u32, 0u32), (0u32, 1u32), (0u32, 3u32)],
                            entries: &[
                                ("4", (5u32, 1u32)),
                                ("9223372036854775807", (1u32, 1u32)),
                                ("5", (6u32, 1u32)),
                                ("-9223372036854775808", (2u32, 1u32)),
                                ("2", (4u32, 1u32)),
                                ("3", (0u32, 1u32)),
                                ("1", (3u32, 1u32)),
                            ],
                        },
                    ),
                    &value.to_string(),
                )
                .next()
        }
    }
    impl ::seedbank::pack::Record for Self_ {
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
    /// Option
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Option {
        /// `self`
        Self_,
        /// `12V`
        _12v,
        /// `true`
        True,
        /// `none`
        None,
        /// `ok`
        Ok,
        /// `m²`
        M,
        /// `größe`
        Größe,
    }
    impl Option {
        /// Every value, in the order of the schema.
        pub const ALL: &'static [Self] = &[
            Self::Self_,
            Self::_12v,
            Self::True,
            Self::None,
            Self::Ok,
            Self::M,
            Self::Größe,
        ];
        /// The text in the data.
        #[must_use]
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Self_ => "self",
                Self::_12v => "12V",
                Self::True => "true",
                Self::None => "none",
                Self::Ok => "ok",
                Self::M => "m²",
                Self::Größe => "größe",
            }
        }
        const fn at(at: u32) -> Self {
            Self::ALL[PACK.u8(at) as usize]
        }
    }
    impl ::std::fmt::Display for Option {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.pad(self.as_str())
        }
    }
    impl ::std::str::FromStr for Option {
        type Err = ::seedbank::__generated::UnknownValue;
        fn from_str(
            text: &str,
        ) -> ::std::result::Result<Self, ::seedbank::__generated::UnknownValue> {
            match text {
                "self" => Ok(Self::Self_),
                "12V" => Ok(Self::_12v),
                "true" => Ok(Self::True),
                "none" => Ok(Self::None),
                "ok" => Ok(Self::Ok),
                "m²" => Ok(Self::M),
                "größe" => Ok(Self::Größe),
                _ => {
                    Err(
                        ::seedbank::__generated::UnknownValue::new(
                            text,
                            &["self", "12V", "true", "none", "ok", "m²", "größe"],
                        ),
                    )
                }
            }
        }
    }
    impl ::seedbank::__generated::serde::Serialize for Option {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            serializer.serialize_str(self.as_str())
        }
    }
    impl<'de> ::seedbank::__generated::serde::Deserialize<'de> for Option {
        fn deserialize<D: ::seedbank::__generated::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::std::result::Result<Self, D::Error> {
            ::seedbank::__generated::deserialize_text(deserializer)
        }
    }
    impl ::seedbank::pack::FromPack for Option {
        const WIDTH: u32 = 1u32;
        fn read(_: &'static ::seedbank::pack::Pack<'static>, at: u32) -> Self {
            Self::at(at)
        }
    }
    /// Area in m²
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum AreaInM {
        /// S
        Ok(S),
        /// Err
        Self_(Err),
    }
    impl AreaInM {
        /// The text that tells which one it is.
        #[must_use]
        pub const fn tag(self) -> &'static str {
            match self {
                Self::Ok(_) => "ok",
                Self::Self_(_) => "self",
            }
        }
        const fn at(at: u32) -> Self {
            let value = PACK.u32(at + 1);
            match PACK.u8(at) as usize {
                0usize => Self::Ok(S { at: value }),
                _ => Self::Self_(Err { at: value }),
            }
        }
    }
    impl ::seedbank::__generated::serde::Serialize for AreaInM {
        fn serialize<S: ::seedbank::__generated::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::std::result::Result<S::Ok, S::Error> {
            match self {
                Self::Ok(value) => {
                    ::seedbank::__generated::serialize_tagged(
                        "impl",
                        "ok",
                        value,
                        serializer,
                    )
                }
                Self::Self_(value) => {
                    ::seedbank::__generated::serialize_tagged(
                        "impl",
                        "self",
                        value,
                        serializer,
                    )
                }
            }
        }
    }
    impl ::seedbank::pack::FromPack for AreaInM {
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
        /// Result
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct ResultResult {
            /// ok
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub ok: ::std::option::Option<bool>,
        }
        /// Result
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Result {
            /// at
            pub at: i64,
            /// Result
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub read: ::std::option::Option<ResultResult>,
        }
        /// Records
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Self_Records {
            /// all
            #[serde(
                rename = "all",
                default,
                skip_serializing_if = "::std::option::Option::is_none"
            )]
            pub all_: ::std::option::Option<bool>,
        }
        /// S
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct S {
            /// tag
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub tag: ::std::option::Option<::std::string::String>,
            /// The properties that the schema leaves open.
            #[serde(flatten)]
            pub additional_properties: ::seedbank::__generated::serde_json::Map<
                ::std::string::String,
                ::seedbank::__generated::serde_json::Value,
            >,
        }
        /// Err
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Err {
            /// value
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub value: ::std::option::Option<::std::string::String>,
            /// The properties that the schema leaves open.
            #[serde(flatten)]
            pub additional_properties: ::seedbank::__generated::serde_json::Map<
                ::std::string::String,
                ::seedbank::__generated::serde_json::Value,
            >,
        }
        /// Self
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde")]
        pub struct Self_ {
            /// Option
            pub r#type: super::Option,
            /// self
            #[serde(rename = "self")]
            pub self_: i64,
            /// get
            #[serde(
                rename = "get",
                default,
                skip_serializing_if = "::std::option::Option::is_none"
            )]
            pub get_: ::std::option::Option<::std::string::String>,
            /// all
            #[serde(
                rename = "all",
                default,
                skip_serializing_if = "::std::option::Option::is_none"
            )]
            pub all_: ::std::option::Option<::std::string::String>,
            /// find
            #[serde(
                rename = "find",
                default,
                skip_serializing_if = "::std::option::Option::is_none"
            )]
            pub find_: ::std::option::Option<::std::string::String>,
            /// at
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub at: ::std::option::Option<::std::string::String>,
            /// key
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub key: ::std::option::Option<::std::string::String>,
            /// unit
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub unit: ::std::option::Option<::std::string::String>,
            /// TABLE
            #[serde(
                rename = "TABLE",
                default,
                skip_serializing_if = "::std::option::Option::is_none"
            )]
            pub table: ::std::option::Option<::std::string::String>,
            /// additional\_properties
            #[serde(
                rename = "additional_properties",
                default,
                skip_serializing_if = "::std::option::Option::is_none"
            )]
            pub additional_properties_: ::std::option::Option<::std::string::String>,
            /// map
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub map: ::std::option::Option<::std::string::String>,
            /// serialize
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub serialize: ::std::option::Option<::std::string::String>,
            /// fmt
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub fmt: ::std::option::Option<::std::string::String>,
            /// clone
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub clone: ::std::option::Option<::std::string::String>,
            /// to\_owned
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub to_owned: ::std::option::Option<::std::string::String>,
            /// from\_date
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub from_date: ::std::option::Option<::std::string::String>,
            /// 2nd
            #[serde(
                rename = "2nd",
                default,
                skip_serializing_if = "::std::option::Option::is_none"
            )]
            pub _2nd: ::std::option::Option<::std::string::String>,
            /// 名前
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub 名前: ::std::option::Option<::std::string::String>,
            /// kebab-case and space
            #[serde(
                rename = "kebab-case and space",
                default,
                skip_serializing_if = "::std::option::Option::is_none"
            )]
            pub kebab_case_and_space: ::std::option::Option<::std::string::String>,
            /// Result
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub result: ::std::option::Option<Result>,
            /// Records
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub records: ::std::option::Option<Self_Records>,
            /// Area in m²
            #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
            pub area: ::std::option::Option<AreaInM>,
        }
        /// Area in m²
        #[derive(
            Debug,
            Clone,
            PartialEq,
            ::seedbank::__generated::serde::Deserialize,
            ::seedbank::__generated::serde::Serialize
        )]
        #[serde(crate = "::seedbank::__generated::serde", tag = "impl")]
        pub enum AreaInM {
            /// S
            #[serde(rename = "ok")]
            Ok(S),
            /// Err
            #[serde(rename = "self")]
            Self_(Err),
        }
    }
    /// The records of `type` as they are in a database now.
    #[derive(Debug, Clone, Copy)]
    pub struct Records<'d> {
        pub(super) database: &'d ::seedbank::Database,
    }
    impl<'d> Records<'d> {
        /// The collection `fn`.
        #[must_use]
        pub fn r#fn(self) -> ::seedbank::Records<'d, owned::Self_> {
            self.database.records()
        }
    }
    impl ::seedbank::OwnedRecord for owned::Self_ {
        const DATASET: &'static str = "type";
        const COLLECTION: &'static str = "fn";
    }
    /// The unit `2024`, from `2024.yaml`.
    pub mod _2024 {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "2024";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-1ee8b23e186fa2d82ce0dadc06e3ba840d3ba42b2b50092ded931c238555fa0c";
        /// `fn/2024/17E00/on`
        pub const _17E00_ON: super::Self_ = super::Self_ { at: 342u32 };
    }
    /// The unit `Self`, from `Self.yaml`.
    pub mod self_ {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "Self";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-642935c9e657e2656739247853f2bed88da433462e8b369a4dc3e1ae53641d03";
        /// `fn/Self/日本`
        pub const 日本: super::Self_ = super::Self_ { at: 537u32 };
    }
    /// The unit `crate.self`, from `crate/self.yaml`.
    pub mod crate_self {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "crate.self";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-f2f270e742537598c1526ddbf0af0c59508d7b03a11397d876182dcb4eb388ff";
        /// `fn/crate.self/größe`
        pub const GRÖSSE: super::Self_ = super::Self_ { at: 732u32 };
    }
    /// The unit `mod`, from `mod.yaml`.
    pub mod r#mod {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "mod";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-c11b7971c4e9bd8484f941e022c49cb92f3b2cb640d5bc81d6581ab9f28f8131";
        /// `fn/mod/self`
        pub const SELF: super::Self_ = super::Self_ { at: 927u32 };
        /// `fn/mod/pack`
        pub const PACK: super::Self_ = super::Self_ { at: 1122u32 };
    }
    /// The unit `owned`, from `owned.yaml`.
    pub mod owned_ {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "owned";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-52e36dae428cf329e83f081d86a46b708a0f811d36be4ec7e556db255fb4149b";
        /// `fn/owned/box`
        pub const BOX: super::Self_ = super::Self_ { at: 1317u32 };
    }
    /// The unit `u32`, from `u32.yaml`.
    pub mod u32_ {
        /// What names the unit in the database.
        pub const UNIT_NAME: &str = "u32";
        /// The hash of the unit's records.
        pub const UNIT_HASH: &str = "sb1-f9bafb99cb41ff64915dbc39c1bbe486fb169d9d344ac307631af0d08e127fbe";
        /// `fn/u32/i64`
        pub const I64: super::Self_ = super::Self_ { at: 1512u32 };
    }
}
