//! Lists whose elements have keys: `x-list-type: map`.

use std::borrow::Cow;
use std::collections::HashMap;

use seedbank_codegen::canon;
use seedbank_codegen::model::{Dataset, Type};
use serde_json::{Map, Value};

use super::place::{Place, Rule};

/// What the schema says of a list by key.
#[derive(Clone, Copy)]
pub(super) struct KeyedList<'m> {
    keys: &'m [String],
    dataset: &'m Dataset,
    element: &'m Type,
}

impl<'m> KeyedList<'m> {
    pub fn new(keys: &'m [String], dataset: &'m Dataset, element: &'m Type) -> Self {
        Self { keys, dataset, element }
    }

    /// The place of each element.
    pub fn element(self) -> Place<'m> {
        Place::of_type(self.dataset, self.element)
    }

    /// The fields that name an element, as messages have them.
    pub fn keys(self) -> String {
        self.keys.join("`, `")
    }

    /// The elements of a list, if each has a key that no other has.
    pub fn read(self, list: &Value) -> Option<Keyed<'_>> {
        self.read_items(list.as_array()?)
    }

    /// The same, of the list's items.
    pub fn read_items(self, items: &[Value]) -> Option<Keyed<'_>> {
        let names: Vec<_> = items.iter().map(|item| self.name(item)).collect::<Option<_>>()?;
        let by_name: HashMap<_, _> = names.iter().cloned().zip(0..).collect();
        (by_name.len() == items.len()).then_some(Keyed { items, names, by_name })
    }

    /// What names an element: its key, or its keys with `/` between them.
    ///
    /// Of several keys none may hold a `/` itself, or two elements could have one name.
    pub fn name(self, item: &Value) -> Option<Cow<'_, str>> {
        let item = item.as_object()?;
        if let [key] = self.keys {
            return key_text(item.get(key)?);
        }
        let mut name = String::new();
        for (rank, key) in self.keys.iter().enumerate() {
            let text = key_text(item.get(key)?).filter(|text| !text.contains('/'))?;
            if rank > 0 {
                name.push('/');
            }
            name.push_str(&text);
        }
        Some(Cow::Owned(name))
    }

    /// An element that has this name and nothing else, if there can be one.
    pub fn named(self, name: &str) -> Option<Value> {
        let texts: Vec<&str> =
            if self.keys.len() == 1 { vec![name] } else { name.split('/').collect() };
        if texts.len() != self.keys.len() {
            return None;
        }
        let shape = match self.element().rule {
            Rule::Struct(shape) => Some(shape),
            _ => None,
        };
        let fields = self.keys.iter().zip(texts).map(|(key, text)| {
            let field =
                shape.and_then(|shape| shape.fields.iter().find(|field| field.name == *key));
            let value = match field.map(|field| &field.ty) {
                Some(Type::Int(_) | Type::Number | Type::Bool) => {
                    serde_json::from_str(text).ok()?
                }
                _ => Value::from(text),
            };
            Some((key.clone(), value))
        });
        let element = Value::Object(fields.collect::<Option<Map<_, _>>>()?);
        self.name(&element).is_some_and(|given| given == name).then_some(element)
    }
}

/// The text of a value that can be a key.
fn key_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(_) | Value::Bool(_) => Some(Cow::Owned(canon::canonical(value))),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The elements of a list, each of which has a name.
#[derive(Default)]
pub(super) struct Keyed<'v> {
    items: &'v [Value],
    names: Vec<Cow<'v, str>>,
    by_name: HashMap<Cow<'v, str>, usize>,
}

impl Keyed<'_> {
    /// Where the element with this name is in the list.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Whether what both have comes in the same order.
    pub fn orders_alike(&self, other: &Self) -> bool {
        other.names.iter().filter_map(|name| self.position(name)).is_sorted()
    }

    /// The names of both, in this one's order; each that only `other` has follows the one that it
    /// follows there.
    pub fn names_with<'n>(&'n self, other: &'n Self) -> Vec<&'n str> {
        let mut followers: HashMap<Option<usize>, Vec<&str>> = HashMap::new();
        let mut before = None;
        for name in &other.names {
            match self.position(name) {
                Some(at) => before = Some(at),
                None => followers.entry(before).or_default().push(name),
            }
        }
        let mut names = followers.remove(&None).unwrap_or_default();
        for (at, name) in self.names.iter().enumerate() {
            names.push(name);
            names.extend(followers.remove(&Some(at)).unwrap_or_default());
        }
        names
    }
}

impl<'v> Keyed<'v> {
    /// The element with this name.
    pub fn get(&self, name: &str) -> Option<&'v Value> {
        self.items.get(self.position(name)?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read_names(keys: &[&str], list: &Value) -> Option<Vec<String>> {
        let keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
        let dataset = super::super::rich::dataset();
        let list = KeyedList::new(&keys, &dataset, &Type::Json).read(list)?.names;
        Some(list.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn every_element_needs_a_key_of_its_own() {
        for (keys, list, expected) in [
            (&["a"][..], json!([]), Some(vec![])),
            (
                &["a"],
                json!([{ "a": "x" }, { "a": 1.0 }, { "a": true }]),
                Some(vec!["x", "1", "true"]),
            ),
            (&["a"], json!([{ "a": "x/y" }, { "a": "" }]), Some(vec!["x/y", ""])),
            (&["a", "b"], json!([{ "a": 1, "b": "x" }]), Some(vec!["1/x"])),
            (&["a", "b"], json!([{ "a": "1/x", "b": "x" }]), None),
            (&["a", "b"], json!([{ "a": 1 }]), None),
            (&["a"], json!([{ "a": 1 }, { "a": "1" }]), None),
            (&["a"], json!([{ "a": 1 }, {}]), None),
            (&["a"], json!([{ "a": null }]), None),
            (&["a"], json!([{ "a": [1] }]), None),
            (&["a"], json!(["x"]), None),
            (&["a"], json!({ "a": 1 }), None),
        ] {
            let expected: Option<Vec<String>> =
                expected.map(|names| names.into_iter().map(str::to_owned).collect());
            assert_eq!(read_names(keys, &list), expected, "{keys:?} of {list}");
        }
    }

    #[test]
    fn what_only_the_other_has_follows_what_it_follows_there() {
        let keys = ["k".to_owned()];
        let dataset = super::super::rich::dataset();
        let list = KeyedList::new(&keys, &dataset, &Type::Json);
        let of = |names: &str| -> Vec<Value> {
            names.chars().map(|name| json!({ "k": name.to_string() })).collect()
        };
        for (lead, other, expected) in [
            ("abc", "abc", "abc"),
            ("abc", "axbyc", "axbyc"),
            ("abc", "xyabc", "xyabc"),
            ("cba", "abxc", "cbxa"),
            ("ac", "abxc", "abxc"),
            ("pqa", "axb", "pqaxb"),
            ("", "ab", "ab"),
            ("ab", "", "ab"),
        ] {
            let (lead_items, other_items) = (of(lead), of(other));
            let lead_list = list.read_items(&lead_items).unwrap();
            let other_list = list.read_items(&other_items).unwrap();
            assert_eq!(lead_list.names_with(&other_list).concat(), expected, "{lead} with {other}");
        }
    }
}
