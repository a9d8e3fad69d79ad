//! Numbers to bytes, and types in words.

use serde_json::{Number, Value};

use super::encode::put;
use super::error::Problem;
use crate::canon::exact_integer;
use crate::model::{Dataset, Int, Type};

/// An integer; `1.0` is one.
pub(super) fn integer(int: Int, number: &Number, slot: &mut [u8]) -> Result<(), Problem> {
    let refused = || Problem::expected(int_words(int), &Value::Number(number.clone()));
    let value = whole(number).ok_or_else(refused)?;
    let fits = match int {
        Int::U8 => u8::try_from(value).map(|value| put(slot, &value.to_le_bytes())),
        Int::U16 => u16::try_from(value).map(|value| put(slot, &value.to_le_bytes())),
        Int::U32 => u32::try_from(value).map(|value| put(slot, &value.to_le_bytes())),
        Int::U64 => u64::try_from(value).map(|value| put(slot, &value.to_le_bytes())),
        Int::I8 => i8::try_from(value).map(|value| put(slot, &value.to_le_bytes())),
        Int::I16 => i16::try_from(value).map(|value| put(slot, &value.to_le_bytes())),
        Int::I32 => i32::try_from(value).map(|value| put(slot, &value.to_le_bytes())),
        Int::I64 => i64::try_from(value).map(|value| put(slot, &value.to_le_bytes())),
    };
    fits.map_err(|_| refused())
}

/// A double, unless it would be another number than the one that was written.
#[expect(clippy::cast_precision_loss, reason = "what is lost is looked for")]
pub(super) fn float(number: &Number, slot: &mut [u8]) -> Result<(), Problem> {
    let value = match whole(number) {
        Some(value) if exact_integer(value as f64) == Some(value) => value as f64,
        Some(value) => return Err(Problem::Inexact(value.to_string())),
        None => number.as_f64().ok_or_else(|| Problem::Inexact(number.to_string()))?,
    };
    put(slot, &value.to_le_bytes());
    Ok(())
}

/// The integer that a number is, of at most 64 bits. For `-0.0`, it is 0.
fn whole(number: &Number) -> Option<i128> {
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    exact.or_else(|| number.as_f64().and_then(exact_integer))
}

/// What a type wants, as an error says it.
pub(super) fn words(dataset: &Dataset, ty: &Type) -> String {
    match ty {
        Type::Bool => "true or false".to_owned(),
        Type::Int(int) => int_words(*int).to_owned(),
        Type::Number => "a number".to_owned(),
        Type::String(_) => "a string".to_owned(),
        Type::Enum(listed) => format!("a string of {}", dataset.enums[*listed].name),
        Type::Struct(shape) => format!("an object of {}", dataset.structs[*shape].name),
        Type::Union(union) => format!("an object of {}", dataset.unions[*union].name),
        Type::List(_) => "an array".to_owned(),
        Type::Map(_) => "an object".to_owned(),
        Type::Json => "JSON".to_owned(),
    }
}

fn int_words(int: Int) -> &'static str {
    match int {
        Int::U8 => "an integer of 0 to 255 (u8)",
        Int::U16 => "an integer of 0 to 65535 (u16)",
        Int::U32 => "an integer of 0 to 4294967295 (u32)",
        Int::U64 => "an integer from 0 of 64 bits (u64)",
        Int::I8 => "an integer of -128 to 127 (i8)",
        Int::I16 => "an integer of -32768 to 32767 (i16)",
        Int::I32 => "an integer of -2147483648 to 2147483647 (i32)",
        Int::I64 => "an integer of 64 bits (i64)",
    }
}
