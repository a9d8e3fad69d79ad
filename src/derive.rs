//! Those who make embeddings: one that needs nothing, and one that asks a server.

#[cfg(feature = "embeddings")]
mod http;
mod ngrams;

use serde_json::{Map, Value};

#[cfg(feature = "embeddings")]
pub use http::Embeddings;
pub use ngrams::NGrams;

/// The texts of a record that an embedding is of, a line each, by the names of its fields.
fn text(record: &Map<String, Value>) -> String {
    let mut lines = Vec::new();
    for value in record.values() {
        collect(value, &mut lines);
    }
    lines.join("\n")
}

fn collect<'v>(value: &'v Value, lines: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => lines.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, lines)),
        Value::Object(map) => map.values().for_each(|item| collect(item, lines)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_texts_of_a_record_are_in_the_order_of_its_fields() {
        let record = json!({ "title": "T", "body": ["B", { "x": "C", "n": 1 }], "done": true });
        assert_eq!(text(record.as_object().unwrap()), "B\nC\nT");
    }
}
