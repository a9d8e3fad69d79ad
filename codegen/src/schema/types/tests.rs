//! Each row of "From schema to types" in `docs/datasets.md`.

use super::{Element, Field, Type, Types};
use crate::check::testing::Owned;
use crate::model::Format;

/// The types of a schema that has no mistake.
fn types(schema: &str) -> Types {
    let Owned { types, found, .. } = Owned::new(schema);
    assert_eq!(found, [], "{schema}");
    types
}

/// The types of a root record with these properties, of which none is required.
fn with_properties(properties: &str) -> Types {
    types(&format!(
        r#"{{"title": "Root", "type": "object", "x-collection": "root", "additionalProperties": false, {properties}}}"#
    ))
}

/// How the field `f` is typed: `f: u8`, `f?: u8` where it is optional.
fn field(properties: &str) -> String {
    let types = with_properties(properties);
    let fields = &types.structs[types.collections[0].record].fields;
    shown_field(&types, fields.iter().find(|field| field.name == "f").unwrap())
}

/// The type of a required field of this schema.
fn typed(schema: &str) -> String {
    let field = field(&format!(r#""required": ["f"], "properties": {{"f": {schema}}}"#));
    field.strip_prefix("f: ").unwrap().to_owned()
}

fn shown_field(types: &Types, field: &Field) -> String {
    let (optional, null) =
        (if field.optional { "?" } else { "" }, if field.nullable { " | null" } else { "" });
    format!("{}{optional}: {}{null}", field.name, shown(types, &field.ty))
}

fn shown(types: &Types, ty: &Type) -> String {
    let element = |Element { ty, nullable }: &Element| {
        format!("{}{}", shown(types, ty), if *nullable { " | null" } else { "" })
    };
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int(int) => format!("{int:?}").to_lowercase(),
        Type::Number => "f64".to_owned(),
        Type::String(Format::Text) => "str".to_owned(),
        Type::String(Format::Date) => "date".to_owned(),
        Type::String(Format::DateTime) => "date-time".to_owned(),
        Type::Enum(index) => {
            let of = &types.enums[*index];
            format!("{} [{}]", of.name, of.values.join(", "))
        }
        Type::Struct(index) => shown_struct(types, *index),
        Type::Union(index) => {
            let of = &types.unions[*index];
            let variants = of.variants.iter();
            let variants: Vec<_> = variants
                .map(|(tag, index)| format!("{tag} => {}", shown_struct(types, *index)))
                .collect();
            format!("{} by {} ({})", of.name, of.tag, variants.join(", "))
        }
        Type::List(of) => format!("List<{}>", element(of)),
        Type::Map(of) => format!("Map<{}>", element(of)),
        Type::Json => "Json".to_owned(),
    }
}

/// `Name { a: u8, .. }`, the dots where the schema leaves other properties open.
fn shown_struct(types: &Types, index: usize) -> String {
    let of = &types.structs[index];
    let mut parts: Vec<_> = of.fields.iter().map(|field| shown_field(types, field)).collect();
    parts.extend(of.extra_at.map(|_| "..".to_owned()));
    format!("{} {{ {} }}", of.name, parts.join(", "))
}

fn table(rows: &[(&str, &str)]) {
    for (schema, expected) in rows {
        assert_eq!(typed(schema), *expected, "{schema}");
    }
}

#[test]
fn an_integer_is_the_smallest_that_holds_its_bounds() {
    for (bounds, expected) in [
        ("", "i64"),
        (r#", "minimum": 0, "maximum": 255"#, "u8"),
        (r#", "minimum": 0, "maximum": 256"#, "u16"),
        (r#", "minimum": 0, "exclusiveMaximum": 256"#, "u8"),
        (r#", "exclusiveMinimum": -1, "maximum": 255"#, "u8"),
        (r#", "minimum": -1, "maximum": 127"#, "i8"),
        (r#", "minimum": -1, "maximum": 128"#, "i16"),
        (r#", "minimum": -128, "maximum": 0"#, "i8"),
        (r#", "minimum": -129, "maximum": 0"#, "i16"),
        (r#", "exclusiveMinimum": -129, "maximum": 0"#, "i8"),
        (r#", "minimum": 0, "maximum": 65535"#, "u16"),
        (r#", "minimum": 0, "maximum": 65536"#, "u32"),
        (r#", "minimum": -32768, "maximum": 32767"#, "i16"),
        (r#", "minimum": -32769, "maximum": 32767"#, "i32"),
        (r#", "minimum": 0, "maximum": 4294967295"#, "u32"),
        (r#", "minimum": 0, "maximum": 4294967296"#, "u64"),
        (r#", "minimum": -2147483648, "maximum": 2147483647"#, "i32"),
        (r#", "minimum": -2147483649, "maximum": 2147483647"#, "i64"),
        (r#", "minimum": 0"#, "u64"),
        (r#", "maximum": 10"#, "i64"),
        (r#", "minimum": 0, "maximum": 18446744073709551615"#, "u64"),
        (r#", "minimum": 0, "maximum": 1e300"#, "u64"),
        (r#", "minimum": -1e300, "maximum": 1e300"#, "i64"),
        // Bounds between integers hold the integers between them.
        (r#", "minimum": -0.5, "maximum": 255.9"#, "u8"),
        (r#", "exclusiveMinimum": -0.5, "exclusiveMaximum": 255.5"#, "u8"),
        // Of two bounds the narrower counts, in whichever order they are written.
        (r#", "minimum": 0, "exclusiveMinimum": -1000, "maximum": 9"#, "u8"),
        (r#", "exclusiveMinimum": -1000, "minimum": 0, "maximum": 9"#, "u8"),
        (r#", "minimum": 0, "maximum": 9, "exclusiveMaximum": 1000"#, "u8"),
        (r#", "minimum": 0, "maximum": 1000, "allOf": [{"maximum": 9}]"#, "u8"),
        (r#", "exclusiveMinimum": 1e300"#, "u64"),
        (r#", "exclusiveMinimum": -1e300, "exclusiveMaximum": 1e300"#, "i64"),
        (r#", "exclusiveMaximum": -1e300"#, "i64"),
    ] {
        assert_eq!(typed(&format!(r#"{{"type": "integer"{bounds}}}"#)), expected, "{bounds}");
    }
}

#[test]
fn scalars_are_what_they_are_called() {
    table(&[
        (r#"{"type": "number"}"#, "f64"),
        (r#"{"type": "number", "minimum": 0, "maximum": 1}"#, "f64"),
        (r#"{"type": ["integer", "number"]}"#, "f64"),
        (r#"{"type": "boolean"}"#, "bool"),
        (r#"{"type": "string"}"#, "str"),
        (r#"{"type": "string", "format": "email"}"#, "str"),
        (r#"{"type": "string", "format": "date"}"#, "date"),
        (r#"{"type": "string", "format": "date-time"}"#, "date-time"),
        (r#"{"type": "string", "allOf": [{"minLength": 1}]}"#, "str"),
        (r#"{"type": ["string", "null"], "allOf": [{"minLength": 1}]}"#, "str | null"),
        (r##"{"$ref": "#/properties/f/$defs/x", "$defs": {"x": {"type": "boolean"}}}"##, "bool"),
    ]);
}

#[test]
fn strings_that_are_listed_are_an_enum() {
    table(&[
        (r#"{"type": "string", "enum": ["a", "b"]}"#, "F [a, b]"),
        (r#"{"enum": ["a", "b"]}"#, "F [a, b]"),
        (r#"{"title": "Some thing", "enum": ["a"]}"#, "SomeThing [a]"),
        (r#"{"const": "a"}"#, "F [a]"),
        (r#"{"enum": ["a", "b", null]}"#, "F [a, b] | null"),
        (r#"{"type": "string", "enum": ["a", null]}"#, "F [a]"),
        (r#"{"enum": ["a", "b"], "allOf": [{"enum": ["b", "c"]}]}"#, "F [b]"),
        // Other values than strings have the type that they share, or none.
        (r#"{"enum": [1, 2]}"#, "i64"),
        (r#"{"enum": [1, "a"]}"#, "Json"),
        (r#"{"const": true}"#, "bool"),
        (r#"{"const": null}"#, "Json"),
    ]);
}

#[test]
fn what_may_be_absent_and_what_may_be_null_are_told_apart() {
    let f = |required: &str, schema: &str| {
        field(&format!(r#""required": [{required}], "properties": {{"f": {schema}}}"#))
    };
    assert_eq!(f(r#""f""#, r#"{"type": "string"}"#), "f: str");
    assert_eq!(f("", r#"{"type": "string"}"#), "f?: str");
    assert_eq!(f(r#""f""#, r#"{"type": ["string", "null"]}"#), "f: str | null");
    assert_eq!(f("", r#"{"type": ["string", "null"]}"#), "f?: str | null");
    assert_eq!(f("", r#"{"enum": ["a", null]}"#), "f?: F [a] | null");
    // A `Json` holds its own null.
    assert_eq!(f("", "true"), "f?: Json");
    // `required` counts wherever it applies.
    let all_of = r#""allOf": [{"required": ["f"]}], "properties": {"f": {"type": "string"}}"#;
    assert_eq!(field(all_of), "f: str");
}

#[test]
fn arrays_are_lists_where_their_items_share_a_schema() {
    table(&[
        (r#"{"type": "array", "items": {"type": "boolean"}}"#, "List<bool>"),
        (r#"{"type": "array", "items": {"type": ["boolean", "null"]}}"#, "List<bool | null>"),
        (
            r#"{"type": "array", "items": {"type": "array", "items": {"type": "string"}}}"#,
            "List<List<str>>",
        ),
        (r#"{"type": "array", "items": {"enum": ["a"]}}"#, "List<F [a]>"),
        (
            r#"{"type": "array", "items": {"properties": {"a": {"type": "string"}}, "type": "object"}}"#,
            "List<F { a?: str, .. }>",
        ),
        (r#"{"type": "array", "items": true}"#, "List<Json>"),
        (r#"{"type": ["array", "null"], "items": {"type": "string"}}"#, "List<str> | null"),
        (r#"{"type": "array"}"#, "Json"),
        (
            r#"{"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "string"}}"#,
            "Json",
        ),
    ]);
}

#[test]
fn objects_are_types_maps_or_json() {
    table(&[
        (
            r#"{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false}"#,
            "F { a?: str }",
        ),
        (r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#, "F { a?: str, .. }"),
        (
            r#"{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "string"}}"#,
            "F { a?: str, .. }",
        ),
        (r#"{"type": "object", "additionalProperties": {"type": "string"}}"#, "Map<str>"),
        (
            r#"{"type": "object", "additionalProperties": {"type": ["string", "null"]}}"#,
            "Map<str | null>",
        ),
        (
            r#"{"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false}"#,
            "Map<str>",
        ),
        // A value of another type may stand beside those of the pattern.
        (r#"{"type": "object", "patternProperties": {"^x": {"type": "string"}}}"#, "Json"),
        (
            r#"{"type": "object", "patternProperties": {"^x": {"type": "string"}, "^y": {"type": "integer"}}, "additionalProperties": false}"#,
            "Json",
        ),
        (r#"{"type": "object"}"#, "Json"),
        (r#"{"type": "object", "additionalProperties": false}"#, "Json"),
    ]);
}

#[test]
fn objects_that_a_constant_tells_apart_are_a_union() {
    let union = |keyword: &str, first: &str| {
        typed(&format!(
            r#"{{"title": "Step", "{keyword}": [
                {{"type": "object", "required": ["kind"], "additionalProperties": false,
                  "properties": {{"kind": {{"const": "text"}}, "body": {{"type": "string"}}}}}},
                {first}]}}"#
        ))
    };
    let video = r#"{"type": "object", "title": "Clip", "required": ["kind", "url"],
        "properties": {"kind": {"const": "video"}, "url": {"type": "string"}}}"#;
    let expected = "Step by kind (text => Text { body?: str }, video => Clip { url: str, .. })";
    assert_eq!(union("oneOf", video), expected);
    assert_eq!(union("anyOf", video), expected);
    assert_eq!(
        union("oneOf", &format!(r#"{video}, {{"type": "null"}}"#)),
        format!("{expected} | null")
    );

    for (why, other) in [
        ("a tag that is not required", video.replace("\"kind\", ", "")),
        ("two of one tag", video.replace("video", "text")),
        ("a tag of several values", video.replace(r#""const": "video""#, r#""enum": ["v", "w"]"#)),
        ("a tag that is no text", video.replace(r#""const": "video""#, r#""const": 1"#)),
        ("no object", r#"{"type": "string"}"#.to_owned()),
    ] {
        assert_eq!(union("oneOf", &other), "Json", "{why}");
    }
}

#[test]
fn a_reference_or_null_is_the_type_that_may_be_null() {
    for keyword in ["oneOf", "anyOf"] {
        let types = with_properties(&format!(
            r##""properties": {{"f": {{"{keyword}": [{{"$ref": "#/$defs/x"}}, {{"type": "null"}}]}}, "g": {{"$ref": "#/$defs/x"}}}},
                "$defs": {{"x": {{"type": "object", "additionalProperties": false, "properties": {{"a": {{"type": "string"}}}}}}}}"##
        ));
        assert_eq!(
            shown_struct(&types, types.collections[0].record),
            "Root { f?: F { a?: str } | null, g?: F { a?: str } }"
        );
        assert_eq!(types.structs.len(), 2, "one schema is one type");
    }
}

#[test]
fn a_schema_that_holds_itself_is_json_where_it_does() {
    let tree = with_properties(
        r##""properties": {"f": {"$ref": "#/$defs/node"}}, "$defs": {"node": {"title": "Node", "type": "object",
            "additionalProperties": false, "properties": {"name": {"type": "string"},
            "parent": {"$ref": "#/$defs/node"},
            "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}}"##,
    );
    assert_eq!(
        shown_struct(&tree, tree.collections[0].record),
        "Root { f?: Node { name?: str, parent?: Json, children?: List<Json> } }"
    );
    for circle in [
        r##""x": {"$ref": "#/$defs/x"}"##,
        r##""x": {"$ref": "#/$defs/y"}, "y": {"$ref": "#/$defs/x"}"##,
        r##""x": {"oneOf": [{"$ref": "#/$defs/x"}, {"type": "null"}]}"##,
        r##""x": {"type": "array", "allOf": [{"$ref": "#/$defs/x"}]}"##,
    ] {
        let properties = r##""properties": {"f": {"$ref": "#/$defs/x"}}, "$defs":"##;
        assert_eq!(field(&format!("{properties} {{{circle}}}")), "f?: Json", "{circle}");
    }
}

#[test]
fn types_are_named_by_title_and_never_twice() {
    let names = |properties: &str| -> Vec<String> {
        let types = with_properties(properties);
        let structs = types.structs.iter().map(|of| of.name.clone());
        let enums = types.enums.iter().map(|of| of.name.clone());
        structs.chain(enums).collect()
    };
    let object = |title: &str| {
        format!(
            r#"{{"type": "object", "title": "{title}", "properties": {{"a": {{"type": "string"}}}}}}"#
        )
    };
    let two = |one: &str, other: &str| {
        names(&format!(r#""properties": {{"one": {}, "other": {}}}"#, object(one), object(other)))
    };
    assert_eq!(two("Some thing", "other_thing"), ["SomeThing", "OtherThing", "Root"]);
    assert_eq!(two("Place", "Place"), ["Place", "RootPlace", "Root"]);
    assert_eq!(two("Root", "Place"), ["RootRoot", "Place", "Root"]);
    assert_eq!(two("Übung", "日本"), ["Übung", "Other", "Root"]);
    // What is no name is left to the property's, and characters that no name holds are left out.
    assert_eq!(two("12 V", "+"), ["One", "Other", "Root"]);
    assert_eq!(two("Area in m²", "½ Ration"), ["AreaInM", "Ration", "Root"]);
    assert_eq!(two("Self", "self"), ["Self_", "RootSelf_", "Root"]);
    let three = format!(
        r#""properties": {{"a": {0}, "b": {0}, "c": {0}, "d": {{"title": "X", "enum": ["x"]}}}}"#,
        object("X")
    );
    assert_eq!(names(&three), ["X", "RootX", "RootX2", "Root", "RootX3"]);
}

#[test]
fn titles_and_descriptions_are_documentation() {
    let types = with_properties(
        r#""description": "Why.", "properties": {
            "f": {"type": "string", "title": "A title", "description": "What."}, "g": {"type": "string"}}"#,
    );
    assert_eq!(types.structs[0].doc, "Root\n\nWhy.");
    let docs: Vec<_> = types.structs[0].fields.iter().map(|field| &*field.doc).collect();
    assert_eq!(docs, ["A title\n\nWhat.", ""]);
}
