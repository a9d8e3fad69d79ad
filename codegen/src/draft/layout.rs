//! JSON laid out for people: in the order in which it was built, short things on one line.

use serde_json::Value;

/// A line is no longer than this if it can be.
const WIDTH: usize = 96;

/// A value whose members keep their order.
#[derive(Debug, Clone)]
pub(super) enum Json {
    Leaf(Value),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    pub(super) fn text(value: impl Into<String>) -> Self {
        Self::Leaf(Value::String(value.into()))
    }

    pub(super) fn texts<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Self::text).collect())
    }

    /// The whole, with a line break at its end.
    pub(super) fn print(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text.push('\n');
        text
    }

    fn write(&self, to: &mut String, depth: usize) {
        let line = self.line();
        if self.is_flat() && depth * 2 + line.len() <= WIDTH {
            to.push_str(&line);
            return;
        }
        let indent = "  ".repeat(depth + 1);
        let close = "  ".repeat(depth);
        match self {
            Self::Leaf(_) => to.push_str(&line),
            Self::List(items) => {
                to.push('[');
                for (index, item) in items.iter().enumerate() {
                    to.push_str(if index == 0 { "\n" } else { ",\n" });
                    to.push_str(&indent);
                    item.write(to, depth + 1);
                }
                to.push('\n');
                to.push_str(&close);
                to.push(']');
            }
            Self::Object(members) => {
                to.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    to.push_str(if index == 0 { "\n" } else { ",\n" });
                    to.push_str(&indent);
                    to.push_str(&Value::from(name.as_str()).to_string());
                    to.push_str(": ");
                    value.write(to, depth + 1);
                }
                to.push('\n');
                to.push_str(&close);
                to.push('}');
            }
        }
    }

    /// Whether it may be on one line: it holds no object.
    fn is_flat(&self) -> bool {
        match self {
            Self::Leaf(_) => true,
            Self::List(items) => items.iter().all(|item| matches!(item, Self::Leaf(_))),
            Self::Object(members) => members
                .iter()
                .all(|(_, value)| !matches!(value, Self::Object(_)) && value.is_flat()),
        }
    }

    fn line(&self) -> String {
        match self {
            Self::Leaf(value) => value.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::line).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(members) if members.is_empty() => "{}".to_owned(),
            Self::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| {
                        format!("{}: {}", Value::from(name.as_str()), value.line())
                    })
                    .collect();
                format!("{{ {} }}", members.join(", "))
            }
        }
    }
}
