//! URLs that somebody meant to replace.

use serde_json::{Map, Value};

/// Names of hosts that are nobody's, by RFC 2606 and RFC 6761, and of this very machine.
const HOSTS: [&str; 9] = [
    "example.com",
    "example.net",
    "example.org",
    "example",
    "invalid",
    "test",
    "localhost",
    "127.0.0.1",
    "0.0.0.0",
];

/// What people write where something is to come.
const WORDS: [&str; 5] = ["todo", "fixme", "tbd", "placeholder", "changeme"];

/// The values of a record that are URLs nobody can go to, each with its JSON Pointer.
pub(super) fn placeholders(record: &Map<String, Value>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, value) in record {
        collect(value, format!("/{name}"), &mut found);
    }
    found
}

fn collect(value: &Value, pointer: String, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if is_placeholder(text) => found.push((pointer, text.clone())),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(rank, item)| collect(item, format!("{pointer}/{rank}"), found));
        }
        Value::Object(map) => {
            map.iter().for_each(|(name, item)| collect(item, format!("{pointer}/{name}"), found));
        }
        _ => {}
    }
}

fn is_placeholder(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    // A text that only begins with a URL is prose.
    if rest.contains(char::is_whitespace) {
        return false;
    }
    let rest = rest.to_ascii_lowercase();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let is_under = |name: &&str| {
        host.strip_suffix(name).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    };
    let mut words = rest.split(|c: char| !c.is_ascii_alphanumeric());
    host.is_empty()
        || host == "[::1]"
        || HOSTS.iter().any(is_under)
        || words.any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn urls_that_lead_nowhere_are_told_from_those_that_do() {
        for (text, expected) in [
            ("https://example.com/x", true),
            ("http://user@docs.example.org:80", true),
            ("http://localhost:8080/a", true),
            ("https://TODO", true),
            ("https://acme.io/fixme.html", true),
            ("https://", true),
            ("http://[::1]:3000/", true),
            ("https://counterexample.com/x", false),
            ("https://sqlite.org/todos", false),
            ("https://www.rfc-editor.org/rfc/rfc8785", false),
            ("see https://example.com/x", false),
            ("https://example.com is a domain", false),
            ("TODO", false),
        ] {
            assert_eq!(is_placeholder(text), expected, "{text}");
        }
    }

    #[test]
    fn they_are_found_wherever_they_stand() {
        let record = json!({ "links": [{ "url": "https://localhost" }], "n": 1 });
        let found = placeholders(record.as_object().unwrap());
        assert_eq!(found, [("/links/0/url".to_owned(), "https://localhost".to_owned())]);
    }
}
