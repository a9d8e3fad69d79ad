//! Values to bytes.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::error::{Full, Problem};
use super::pool::{Pool, StrRef};
use super::scalar;
use crate::canon;
use crate::model::{Dataset, Element, Field, Type};
use crate::pack::State;
use crate::pack::layout::{element_width, width};

/// Objects and arrays in one another, the record itself included. Readers of JSON stop at 128.
const DEEPEST: usize = 100;

/// The two files as they grow. What has no fixed width is appended to `bin` when it is met.
pub(super) struct Encoder {
    pub bin: Vec<u8>,
    pub pool: Pool,
}

/// The properties of an object.
pub(super) struct Properties<'v> {
    pub own: &'v Map<String, Value>,
    /// Own properties that lie elsewhere: a union's tag, the root record's collections.
    pub without: &'v [String],
    /// Properties that are keys of enclosing maps.
    pub map_keys: &'v [(&'v str, &'v str)],
}

/// A value that doesn't fit, and the way to it from the innermost name to the outermost.
pub(super) struct Misfit {
    path: Vec<String>,
    pub problem: Problem,
}

type Encoded = Result<(), Misfit>;

impl Encoder {
    /// Fills in `slot`, which is as wide as the object and all zeros.
    pub fn object(
        &mut self,
        dataset: &Dataset,
        shape: usize,
        properties: &Properties<'_>,
        slot: &mut [u8],
        depth: usize,
    ) -> Encoded {
        if depth > DEEPEST {
            return Err(Problem::TooDeep(DEEPEST).into());
        }
        let shape = &dataset.structs[shape];
        let mut known = 0;
        for field in &shape.fields {
            let value = properties.get(&field.name);
            known += usize::from(matches!(value, Some(Cow::Borrowed(_))));
            if !field.derived {
                let value = value.as_deref();
                self.field(dataset, field, value, &mut slot[field.at as usize..], depth)
                    .map_err(|misfit| misfit.below(&field.name))?;
            }
        }
        if known == properties.own.len() {
            return Ok(());
        }
        let is_open = |name: &str| {
            !properties.is_elsewhere(name) && !shape.fields.iter().any(|field| field.name == name)
        };
        let own = properties.own.iter().map(|(name, value)| (name.as_str(), value));
        let extra: Vec<_> = own.filter(|(name, _)| is_open(name)).collect();
        let Some((first, _)) = extra.first() else { return Ok(()) };
        let Some(at) = shape.extra_at else {
            return Err(Misfit::from(Problem::Unknown(shape.name.clone())).below(first));
        };
        for (name, value) in &extra {
            check_depth(value, depth + 1).map_err(|misfit| misfit.below(name))?;
        }
        let mut text = String::new();
        canon::write_entries(extra, &mut text);
        self.text(&text, &mut slot[at as usize..])
    }

    fn field(
        &mut self,
        dataset: &Dataset,
        field: &Field,
        value: Option<&Value>,
        slot: &mut [u8],
        depth: usize,
    ) -> Encoded {
        if !field.optional && !field.nullable {
            let value = value.ok_or(Problem::Missing)?;
            return self.value(dataset, &field.ty, value, slot, depth);
        }
        let (state, slot) = slot.split_at_mut(1);
        match value {
            None if field.optional => state[0] = State::Absent as u8,
            None => return Err(Problem::Missing.into()),
            Some(Value::Null) if field.nullable => state[0] = State::Null as u8,
            Some(value) => {
                state[0] = State::Present as u8;
                self.value(dataset, &field.ty, value, slot, depth)?;
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        dataset: &Dataset,
        ty: &Type,
        value: &Value,
        slot: &mut [u8],
        depth: usize,
    ) -> Encoded {
        match (ty, value) {
            (Type::Bool, Value::Bool(value)) => put(slot, &[u8::from(*value)]),
            (Type::Int(int), Value::Number(number)) => scalar::integer(*int, number, slot)?,
            (Type::Number, Value::Number(number)) => scalar::float(number, slot)?,
            (Type::String(_), Value::String(text)) => self.text(text, slot)?,
            (Type::Enum(listed), Value::String(text)) => {
                let listed = &dataset.enums[*listed];
                let rank = listed.values.iter().position(|value| value == text);
                let rank = rank.ok_or_else(|| Problem::expected(&listed.name, value))?;
                let bytes = rank.to_le_bytes();
                put(slot, &bytes[..width(dataset, ty) as usize]);
            }
            (Type::Struct(shape), Value::Object(own)) => {
                let properties = Properties { own, without: &[], map_keys: &[] };
                self.object(dataset, *shape, &properties, slot, depth + 1)?;
            }
            (Type::Union(union), Value::Object(own)) => {
                self.variant(dataset, *union, own, slot, depth)?;
            }
            (Type::List(element), Value::Array(items)) => {
                let name = |rank: usize| rank.to_string();
                self.elements(dataset, element, items.iter(), &[], name, slot, depth)?;
            }
            (Type::Map(element), Value::Object(map)) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_unstable_by(|(a, _), (b, _)| canon::key_order(a, b));
                let keys: Result<Vec<_>, _> =
                    entries.iter().map(|(key, _)| self.pool.add(key)).collect();
                let values = entries.iter().map(|(_, value)| *value);
                let name = |rank: usize| entries[rank].0.clone();
                self.elements(dataset, element, values, &keys?, name, slot, depth)?;
            }
            (Type::Json, value) => {
                check_depth(value, depth + 1)?;
                self.text(&canon::canonical(value), slot)?;
            }
            _ => return Err(Problem::expected(scalar::words(dataset, ty), value).into()),
        }
        Ok(())
    }

    fn variant(
        &mut self,
        dataset: &Dataset,
        union: usize,
        own: &Map<String, Value>,
        slot: &mut [u8],
        depth: usize,
    ) -> Encoded {
        let union = &dataset.unions[union];
        let tag =
            own.get(&union.tag).ok_or_else(|| Misfit::from(Problem::Missing).below(&union.tag))?;
        let variant =
            union.variants.iter().position(|(value, _)| Some(value.as_str()) == tag.as_str());
        let variant = variant.ok_or_else(|| {
            Misfit::from(Problem::expected(format!("a tag of {}", union.name), tag))
                .below(&union.tag)
        })?;
        let shape = union.variants[variant].1;
        let properties =
            Properties { own, without: std::slice::from_ref(&union.tag), map_keys: &[] };
        let mut object = vec![0; dataset.structs[shape].width as usize];
        self.object(dataset, shape, &properties, &mut object, depth + 1)?;
        put(slot, &[variant as u8]);
        put(&mut slot[1..], &self.append(&object)?.to_le_bytes());
        Ok(())
    }

    /// Elements of a list, or entries of a map, which have `keys`. `name` is for errors.
    #[expect(
        clippy::too_many_arguments,
        reason = "what a list and a map differ in is passed apart"
    )]
    fn elements<'v>(
        &mut self,
        dataset: &Dataset,
        element: &Element,
        values: impl ExactSizeIterator<Item = &'v Value>,
        keys: &[StrRef],
        name: impl Fn(usize) -> String,
        slot: &mut [u8],
        depth: usize,
    ) -> Encoded {
        if depth + 1 > DEEPEST {
            return Err(Problem::TooDeep(DEEPEST).into());
        }
        let key_width = if keys.is_empty() { 0 } else { 8 };
        let one = key_width + element_width(dataset, element) as usize;
        let len = values.len();
        let mut bytes = vec![0; one * len];
        let mut rest = bytes.as_mut_slice();
        for (rank, value) in values.enumerate() {
            let (mut slot, after) = rest.split_at_mut(one);
            rest = after;
            if let Some(key) = keys.get(rank) {
                put(slot, &key.to_bytes());
                slot = &mut slot[key_width..];
            }
            if element.nullable {
                let is_null = value.is_null();
                slot[0] = if is_null { State::Null } else { State::Present } as u8;
                slot = &mut slot[1..];
                if is_null {
                    continue;
                }
            }
            self.value(dataset, &element.ty, value, slot, depth + 1)
                .map_err(|misfit| misfit.below(&name(rank)))?;
        }
        let len = u32::try_from(len).map_err(|_| Full("seedbank.bin"))?;
        put(slot, &len.to_le_bytes());
        put(&mut slot[4..], &self.append(&bytes)?.to_le_bytes());
        Ok(())
    }

    fn text(&mut self, text: &str, slot: &mut [u8]) -> Encoded {
        put(slot, &self.pool.add(text)?.to_bytes());
        Ok(())
    }

    /// Appends bytes and says where they lie.
    pub fn append(&mut self, bytes: &[u8]) -> Result<u32, Full> {
        let too_large = |_| Full("seedbank.bin");
        let at = u32::try_from(self.bin.len()).map_err(too_large)?;
        u32::try_from(self.bin.len() + bytes.len()).map_err(too_large)?;
        self.bin.extend_from_slice(bytes);
        Ok(at)
    }
}

impl<'v> Properties<'v> {
    fn get(&self, name: &str) -> Option<Cow<'v, Value>> {
        if let Some((_, key)) = self.map_keys.iter().find(|(map_key, _)| *map_key == name) {
            return Some(Cow::Owned(Value::from(*key)));
        }
        self.own.get(name).map(Cow::Borrowed)
    }

    fn is_elsewhere(&self, name: &str) -> bool {
        self.without.iter().any(|other| other == name)
            || self.map_keys.iter().any(|(other, _)| *other == name)
    }
}

impl Misfit {
    fn below(mut self, name: &str) -> Self {
        self.path.push(name.to_owned());
        self
    }

    /// The way to it as a JSON Pointer.
    pub fn pointer(&self) -> String {
        let names = self.path.iter().rev();
        let names = names.map(|name| name.replace('~', "~0").replace('/', "~1"));
        names.flat_map(|name| ["/".to_owned(), name]).collect()
    }
}

impl From<Problem> for Misfit {
    fn from(problem: Problem) -> Self {
        Self { path: Vec::new(), problem }
    }
}

impl From<Full> for Misfit {
    fn from(full: Full) -> Self {
        Problem::Full(full.0).into()
    }
}

pub(super) fn put(slot: &mut [u8], bytes: &[u8]) {
    slot[..bytes.len()].copy_from_slice(bytes);
}

fn check_depth(value: &Value, depth: usize) -> Encoded {
    let refused = || Misfit::from(Problem::TooDeep(DEEPEST));
    match value {
        Value::Array(_) | Value::Object(_) if depth > DEEPEST => Err(refused()),
        Value::Array(items) => items.iter().try_for_each(|item| check_depth(item, depth + 1)),
        Value::Object(map) => map.values().try_for_each(|item| check_depth(item, depth + 1)),
        _ => Ok(()),
    }
}
