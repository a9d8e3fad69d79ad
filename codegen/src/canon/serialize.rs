//! The canonical text of what serializes itself, with no tree of values between.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::io::{self, Write};
use std::ops::Range;
use std::rc::Rc;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::{key_order, write_f64};

/// The canonical text of what serializes itself as JSON: that of its [`serde_json::Value`].
pub fn canonical_of(value: &(impl Serialize + ?Sized)) -> Result<String, serde_json::Error> {
    let text = Text::default();
    value.serialize(&mut Serializer::with_formatter(
        text.clone(),
        Canonical { text: text.clone(), objects: Vec::new() },
    ))?;
    String::from_utf8(text.0.take()).map_err(serde::ser::Error::custom)
}

/// What is written so far.
#[derive(Clone, Default)]
struct Text(Rc<RefCell<Vec<u8>>>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Puts the entries of objects in their order, once all of them are written.
struct Canonical {
    text: Text,
    /// Those that are open, the outermost first.
    objects: Vec<Object>,
}

#[derive(Default)]
struct Object {
    entries: Vec<Entry>,
}

/// Where an entry is in the text, without the comma before it.
#[derive(Clone)]
struct Entry {
    /// With its quotes.
    key: Range<usize>,
    end: usize,
}

impl Canonical {
    fn at(&self) -> usize {
        self.text.0.borrow().len()
    }

    fn entry(&mut self) -> Option<&mut Entry> {
        self.objects.last_mut()?.entries.last_mut()
    }
}

impl Formatter for Canonical {
    fn write_f64<W: Write + ?Sized>(&mut self, writer: &mut W, float: f64) -> io::Result<()> {
        let mut text = String::new();
        write_f64(float, &mut text);
        writer.write_all(text.as_bytes())
    }

    fn write_f32<W: Write + ?Sized>(&mut self, writer: &mut W, float: f32) -> io::Result<()> {
        self.write_f64(writer, float.into())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.objects.push(Object::default());
        writer.write_all(b"{")
    }

    fn begin_object_key<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        let at = self.at();
        if let Some(object) = self.objects.last_mut() {
            object.entries.push(Entry { key: at..at, end: at });
        }
        Ok(())
    }

    fn end_object_key<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        let at = self.at();
        if let Some(entry) = self.entry() {
            entry.key.end = at;
        }
        Ok(())
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        let at = self.at();
        if let Some(entry) = self.entry() {
            entry.end = at;
        }
        Ok(())
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        if let Some(Object { entries }) = self.objects.pop() {
            sort(&mut self.text.0.borrow_mut(), entries);
        }
        writer.write_all(b"}")
    }
}

/// Sorts the entries at the end of a text.
fn sort(text: &mut Vec<u8>, mut entries: Vec<Entry>) {
    let order = |a: &Entry, b: &Entry| key_order_of(&text[a.key.clone()], &text[b.key.clone()]);
    if entries.is_sorted_by(|a, b| order(a, b).is_le()) {
        return;
    }
    let start = entries[0].key.start;
    entries.sort_by(order);
    let written = text.split_off(start);
    for (rank, Entry { key, end }) in entries.into_iter().enumerate() {
        if rank > 0 {
            text.push(b',');
        }
        text.extend_from_slice(&written[key.start - start..end - start]);
    }
}

/// The order of two keys that are written as JSON.
fn key_order_of(a: &[u8], b: &[u8]) -> Ordering {
    let key = |json: &[u8]| serde_json::from_slice::<String>(json).expect("a key is a JSON string");
    // Without an escape, the order of keys is that of their texts.
    match (std::str::from_utf8(a), std::str::from_utf8(b)) {
        (Ok(a), Ok(b)) if !a.contains('\\') && !b.contains('\\') => {
            key_order(a.trim_matches('"'), b.trim_matches('"'))
        }
        _ => key_order(&key(a), &key(b)),
    }
}
