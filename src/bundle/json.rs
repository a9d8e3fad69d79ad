//! Canonical JSON straight from packed bytes.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use seedbank_codegen::canon;
use seedbank_codegen::model::{Dataset, Element, Field, Type};
use seedbank_codegen::pack::layout::element_width;
use seedbank_codegen::pack::{Pack, State};
use serde_json::value::RawValue;

use super::plan::{DatasetPlan, ObjectPlan, PropertyValue};

/// Reads values by the types of a dataset.
#[derive(Clone, Copy)]
pub(super) struct JsonReader<'b> {
    pub pack: Pack<'b>,
    pub dataset: &'b Dataset,
    pub plan: &'b DatasetPlan,
}

/// Which fields of a record count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fields {
    All,
    /// Those that its hash is over.
    Content,
}

impl<'b> JsonReader<'b> {
    pub fn object(self, plan: &ObjectPlan, at: u32, fields: Fields, out: &mut String) {
        let shape = &self.dataset.structs[plan.shape];
        let mut extra = self.extra(plan.shape, at).into_iter().peekable();
        let mut object = ObjectWriter::new(out);
        for property in &plan.properties {
            while let Some((name, value)) =
                extra.next_if(|(name, _)| canon::key_order(name, &property.name) == Ordering::Less)
            {
                object.extra(&name, value);
            }
            match &property.value {
                PropertyValue::Tag(value) => object.label(&property.label).push_str(value),
                PropertyValue::Field(rank) => {
                    let field = &shape.fields[*rank];
                    if fields == Fields::Content && field.volatile {
                        continue;
                    }
                    match self.state(field, at) {
                        State::Absent => {}
                        State::Null => object.label(&property.label).push_str("null"),
                        State::Present => {
                            let out = object.label(&property.label);
                            self.value(&field.ty, value_at(field, at), out);
                        }
                    }
                }
            }
        }
        for (name, value) in extra {
            object.extra(&name, value);
        }
        object.end();
    }

    /// Whether a field of the object at an offset has a value.
    pub fn state(self, field: &Field, object_at: u32) -> State {
        if field.optional || field.nullable {
            self.pack.state(object_at + field.at)
        } else {
            State::Present
        }
    }

    /// The properties of the object at an offset that its schema doesn't name, in canonical order.
    pub fn extra(self, shape: usize, object_at: u32) -> Vec<(String, &'b RawValue)> {
        let text = match self.dataset.structs[shape].extra_at {
            Some(at) => self.pack.str(object_at + at),
            None => "",
        };
        if text.is_empty() {
            return Vec::new();
        }
        let properties: BTreeMap<String, &RawValue> =
            serde_json::from_str(text).expect("the writer stores what is open as a JSON object");
        let mut properties: Vec<_> = properties.into_iter().collect();
        properties.sort_by(|(a, _), (b, _)| canon::key_order(a, b));
        properties
    }

    pub fn value(self, ty: &Type, at: u32, out: &mut String) {
        let pack = self.pack;
        match ty {
            Type::Bool => out.push_str(if pack.bool(at) { "true" } else { "false" }),
            Type::Int(int) => canon::write_int(pack.int(*int, at), out),
            Type::Number => canon::write_f64(pack.f64(at), out),
            Type::String(_) => canon::write_str(pack.str(at), out),
            Type::Json => out.push_str(pack.str(at)),
            Type::Enum(listed) => {
                let values = &self.dataset.enums[*listed].values;
                canon::write_str(&values[pack.choice(values.len(), at)], out);
            }
            Type::Struct(shape) => {
                self.object(&self.plan.objects[*shape], at, Fields::All, out);
            }
            Type::Union(union) => {
                let variant = &self.plan.unions[*union][pack.u8(at) as usize];
                self.object(variant, pack.u32(at + 1), Fields::All, out);
            }
            Type::List(element) => {
                out.push('[');
                for (rank, at) in self.elements(at, element_width(self.dataset, element)) {
                    if rank > 0 {
                        out.push(',');
                    }
                    self.element(element, at, out);
                }
                out.push(']');
            }
            Type::Map(element) => {
                out.push('{');
                for (rank, at) in self.elements(at, 8 + element_width(self.dataset, element)) {
                    if rank > 0 {
                        out.push(',');
                    }
                    canon::write_str(pack.str(at), out);
                    out.push(':');
                    self.element(element, at + 8, out);
                }
                out.push('}');
            }
        }
    }

    /// The rank and the place of each element of the list or map at an offset.
    fn elements(self, at: u32, width: u32) -> impl Iterator<Item = (u32, u32)> {
        let first = self.pack.u32(at + 4);
        (0..self.pack.u32(at)).map(move |rank| (rank, first + rank * width))
    }

    fn element(self, element: &Element, at: u32, out: &mut String) {
        if !element.nullable {
            self.value(&element.ty, at, out);
        } else if self.pack.state(at).is_present() {
            self.value(&element.ty, at + 1, out);
        } else {
            out.push_str("null");
        }
    }
}

/// Where a field's value lies in the object at an offset, if it has one.
pub(super) fn value_at(field: &Field, object_at: u32) -> u32 {
    object_at + field.at + u32::from(field.optional || field.nullable)
}

/// An object half written.
struct ObjectWriter<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> ObjectWriter<'o> {
    fn new(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, is_empty: true }
    }

    fn label(&mut self, label: &str) -> &mut String {
        self.comma();
        self.out.push_str(label);
        self.out
    }

    fn extra(&mut self, name: &str, value: &RawValue) {
        self.comma();
        canon::write_str(name, self.out);
        self.out.push(':');
        self.out.push_str(value.get());
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(',');
        }
    }

    fn end(self) {
        self.out.push('}');
    }
}
