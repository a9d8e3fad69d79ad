//! Values written in the styles that people write them in.

use std::fmt::Write as _;

use serde_json::Value;

/// A text, with what must stay in it.
#[derive(Debug)]
pub(super) struct Styled {
    pub text: String,
    /// The text of each record that has lines of its own, by its key.
    pub records: Vec<(String, String)>,
    /// What is about no record.
    pub kept: Vec<String>,
}

/// What decides on the style; at the end it begins again.
pub(super) struct Choices {
    bytes: Vec<u8>,
    at: usize,
}

impl Choices {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0 }
    }

    fn of(&mut self, count: u8) -> u8 {
        self.at += 1;
        self.bytes[self.at % self.bytes.len()] % count
    }
}

/// A document of `items` and `areas` in YAML.
pub(super) fn styled(document: &Value, choices: Choices) -> Styled {
    let mut pen = Pen { choices, step: 0, list_step: 0, blank: false };
    pen.step = [2, 4, 3][usize::from(pen.choices.of(3))];
    pen.list_step = [0, pen.step][usize::from(pen.choices.of(2))];
    pen.blank = pen.choices.of(3) == 0;
    let mut file = Styled {
        text: "# HEADER\n\n".to_owned(),
        records: Vec::new(),
        kept: vec!["# HEADER\n\n".to_owned()],
    };
    if let Some(title) = document.get("title") {
        let mut title = pen.scalar(title, 0, true);
        title.insert_str(0, "title:");
        writeln!(file.text, "{title}").unwrap();
    }
    file.text.push_str("# about items\n");
    file.kept.push("# about items".to_owned());
    let items = document["items"].as_array().unwrap();
    file.text.push_str(if items.is_empty() { "items: []\n" } else { "items:\n" });
    for (rank, item) in items.iter().enumerate() {
        let indent = " ".repeat(pen.list_step);
        let comment =
            if pen.choices.of(4) == 0 { format!("{indent}# item {rank}\n") } else { String::new() };
        let lines = format!("{comment}{indent}-{}\n", pen.behind_dash(item, pen.list_step));
        if pen.blank && rank > 0 {
            file.text.push('\n');
        }
        file.text.push_str(&lines);
        file.records.push((item["id"].as_str().unwrap().to_owned(), lines));
    }
    let areas = document["areas"].as_object().unwrap();
    file.text.push_str(if areas.is_empty() { "areas: {} # none\n" } else { "areas: # where\n" });
    for (key, area) in areas {
        let indent = " ".repeat(pen.step);
        let lines = format!("{indent}{}:{}\n", pen.key(key), pen.behind_key(area, pen.step));
        file.text.push_str(&lines);
        file.records.push((key.clone(), lines));
    }
    match pen.choices.of(4) {
        0 => crlf(&mut file),
        1 => {
            file.text.pop();
            file.records.iter_mut().for_each(|(_, lines)| lines.truncate(lines.len() - 1));
        }
        _ => {}
    }
    file
}

fn crlf(file: &mut Styled) {
    let texts = file.records.iter_mut().map(|(_, lines)| lines).chain(&mut file.kept);
    for text in texts.chain([&mut file.text]) {
        *text = text.replace('\n', "\r\n");
    }
}

struct Pen {
    choices: Choices,
    step: usize,
    list_step: usize,
    blank: bool,
}

impl Pen {
    fn behind_key(&mut self, value: &Value, column: usize) -> String {
        match value {
            Value::Object(object) if !object.is_empty() && self.choices.of(4) > 0 => {
                let column = column + self.step;
                format!("{}\n{}{}", self.comment(), " ".repeat(column), self.map(value, column))
            }
            Value::Array(items) if !items.is_empty() && self.choices.of(3) > 0 => {
                let column = column + self.list_step;
                let mut text = self.comment();
                for item in items {
                    let item = self.behind_dash(item, column);
                    write!(text, "\n{}-{item}", " ".repeat(column)).unwrap();
                }
                text
            }
            Value::Object(_) | Value::Array(_) => {
                format!(" {}{}", self.flow(value), self.comment())
            }
            scalar => self.scalar(scalar, column, true),
        }
    }

    fn behind_dash(&mut self, value: &Value, column: usize) -> String {
        match value {
            Value::Object(object) if !object.is_empty() => {
                format!(" {}", self.map(value, column + 2))
            }
            Value::Object(_) | Value::Array(_) => format!(" {}", self.flow(value)),
            scalar => self.scalar(scalar, column, false),
        }
    }

    fn map(&mut self, value: &Value, column: usize) -> String {
        let entries = value.as_object().unwrap().iter().map(|(name, value)| {
            let comment = if self.choices.of(8) == 0 {
                format!("# about it\n{}", " ".repeat(column))
            } else {
                String::new()
            };
            format!("{comment}{}:{}", self.key(name), self.behind_key(value, column))
        });
        entries.collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(column)))
    }

    fn comment(&mut self) -> String {
        if self.choices.of(6) == 0 { "  # why".to_owned() } else { String::new() }
    }

    fn scalar(&mut self, value: &Value, column: usize, spaced: bool) -> String {
        let Value::String(text) = value else { return format!(" {value}{}", self.comment()) };
        let fits = !text.trim().is_empty()
            && text.lines().all(|line| line.trim() == line)
            && !text.starts_with('\n')
            && text.chars().all(|char| !char.is_control() || char == '\n')
            && !text.contains(['\u{feff}', '\u{2028}', '\u{85}']);
        if fits && text.contains('\n') && self.choices.of(3) > 0 {
            let breaks = text.len() - text.trim_end_matches('\n').len();
            let sign = ["-", "", "+"][breaks.min(2)];
            let indent = " ".repeat(column + 2 + self.choices.of(2) as usize);
            let lines: Vec<_> = text
                .strip_suffix('\n')
                .unwrap_or(text)
                .split('\n')
                .map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") })
                .collect();
            return format!(" |{sign}{}\n{}", self.comment(), lines.join("\n"));
        }
        if fits && !text.contains('\n') && !text.contains("  ") && self.choices.of(6) == 0 {
            let indent = " ".repeat(column + 2);
            let words: Vec<_> = text.split(' ').collect();
            let lines: Vec<_> =
                words.chunks(4).map(|words| format!("{indent}{}", words.join(" "))).collect();
            return format!(" >-{}\n{}", self.comment(), lines.join("\n"));
        }
        let gap = if spaced && self.choices.of(8) == 0 { "   " } else { " " };
        format!("{gap}{}{}", self.text(text), self.comment())
    }

    fn text(&mut self, text: &str) -> String {
        let simple =
            !text.is_empty() && text.chars().all(|char| char.is_ascii_lowercase() || char == ' ');
        let simple =
            simple && text.trim() == text && text != "null" && text != "true" && text != "false";
        match self.choices.of(3) {
            0 if simple => text.to_owned(),
            1 if text.chars().all(|char| char.is_ascii_graphic() || char == ' ') => {
                format!("'{}'", text.replace('\'', "''"))
            }
            _ => quoted(text),
        }
    }

    fn key(&mut self, name: &str) -> String {
        if name.chars().all(|char| char.is_ascii_lowercase())
            && name != "null"
            && self.choices.of(4) > 0
        {
            return name.to_owned();
        }
        quoted(name)
    }

    fn flow(&mut self, value: &Value) -> String {
        let pad = if self.choices.of(2) == 0 { " " } else { "" };
        match value {
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(object) => {
                let entries: Vec<_> = object
                    .iter()
                    .map(|(name, value)| format!("{}: {}", self.key(name), self.flow(value)))
                    .collect();
                if entries.is_empty() {
                    "{}".to_owned()
                } else {
                    format!("{{{pad}{}{pad}}}", entries.join(", "))
                }
            }
            Value::String(text) => self.text(text),
            scalar => scalar.to_string(),
        }
    }
}

/// In double quotes, with every escape that YAML and JSON share.
fn quoted(text: &str) -> String {
    let mut out = serde_json::to_string(text).unwrap();
    for char in ['\u{feff}', '\u{2028}', '\u{85}', '\u{7f}'] {
        out = out.replace(char, &format!("\\u{:04x}", u32::from(char)));
    }
    out
}

/// The same in JSON.
pub(super) fn json(document: &Value, mut choices: Choices) -> Styled {
    let step = [" ", "  ", "\t"][usize::from(choices.of(3))];
    let mut text = String::new();
    lay_out(document, step, "", &mut choices, &mut text);
    if choices.of(2) == 0 {
        text.push('\n');
    }
    let mut file = Styled { text, records: Vec::new(), kept: Vec::new() };
    if choices.of(3) == 0 {
        crlf(&mut file);
    }
    file
}

fn lay_out(value: &Value, step: &str, indent: &str, choices: &mut Choices, out: &mut String) {
    let inline = choices.of(3) == 0;
    let inner = format!("{indent}{step}");
    let gap = |first: bool| match (inline, first) {
        (true, true) => String::new(),
        (true, false) => ", ".to_owned(),
        (false, true) => format!("\n{inner}"),
        (false, false) => format!(",\n{inner}"),
    };
    let end = if inline { String::new() } else { format!("\n{indent}") };
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (rank, item) in items.iter().enumerate() {
                out.push_str(&gap(rank == 0));
                lay_out(item, step, &inner, choices, out);
            }
            write!(out, "{end}]").unwrap();
        }
        Value::Object(object) if !object.is_empty() => {
            out.push('{');
            for (rank, (name, value)) in object.iter().enumerate() {
                write!(out, "{}{}: ", gap(rank == 0), quoted(name)).unwrap();
                lay_out(value, step, &inner, choices, out);
            }
            write!(out, "{end}}}").unwrap();
        }
        Value::String(text) => out.push_str(&quoted(text)),
        other => out.push_str(&other.to_string()),
    }
}
