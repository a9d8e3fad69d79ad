//! The rows of a collection, until they are appended to the file.

use super::encode::{Encoder, Misfit, Properties, put};
use super::error::WriteError;
use super::index;
use super::pool::StrRef;
use crate::model::{Dataset, Field, Type};
use crate::pack::{KEY_AT, Pack, RECORD_AT, State, UNIT_AT};
use crate::record::Record;

/// Rows lie side by side in the file, and what they point to is met while they are made; so they
/// wait here.
pub(super) struct TableWriter {
    rows: Vec<u8>,
    len: u32,
    /// By unit.
    unit_rows: Vec<u32>,
    /// Of the row before.
    unit: usize,
}

impl TableWriter {
    pub fn new(units: usize) -> Self {
        Self { rows: Vec::new(), len: 0, unit_rows: vec![0; units], unit: 0 }
    }

    pub fn has_unit(&self, unit: usize) -> bool {
        unit < self.unit_rows.len()
    }

    pub fn push(
        &mut self,
        encoder: &mut Encoder,
        dataset: &Dataset,
        unit: usize,
        record: &Record<'_>,
    ) -> Result<(), WriteError> {
        if unit < self.unit {
            return Err(WriteError::Order { record: path(dataset, unit, record) });
        }
        let at = self.rows.len();
        let width = dataset.collections[record.collection].row_width as usize;
        if u32::try_from(at + width).is_err() {
            return Err(WriteError::TooLarge { file: "seedbank.bin" });
        }
        self.rows.resize(at + width, 0);
        if let Err(error) = encode(encoder, dataset, unit, record, &mut self.rows[at..]) {
            self.rows.truncate(at);
            return Err(error);
        }
        self.unit = unit;
        // A row is at least 12 bytes, so that their number is smaller than the bytes' just checked.
        self.len += 1;
        self.unit_rows[unit] += 1;
        Ok(())
    }

    /// Appends units, rows and indexes, and tells the model where they lie.
    pub fn finish(
        self,
        encoder: &mut Encoder,
        dataset: &mut Dataset,
        collection: usize,
    ) -> Result<(), WriteError> {
        let mut units = Vec::new();
        let mut first = 0_u32;
        for (unit, rows) in dataset.units.iter().zip(&self.unit_rows) {
            units.extend(encoder.pool.add(&unit.name)?.to_bytes());
            units.extend(first.to_le_bytes());
            first += rows;
        }
        let target = &mut dataset.collections[collection];
        target.units_at = encoder.append(&units)?;
        target.rows_at = encoder.append(&self.rows)?;
        drop(self.rows);
        target.unit_rows = self.unit_rows;

        let target = &dataset.collections[collection];
        let row = |number: u32| target.rows_at + number * target.row_width;
        let pack = Pack::unfinished(&encoder.bin, encoder.pool.as_str());
        let keys: Vec<_> =
            (0..self.len).map(|number| (reference(pack, row(number) + KEY_AT), number)).collect();
        let key_index_at = index::append(encoder, &keys)?;
        drop(keys);

        let mut indexes = Vec::new();
        for index in &target.indexes {
            let shape = &dataset.structs[target.record];
            let field = shape.fields.iter().find(|field| field.name == index.field);
            let field = field.filter(|field| {
                !field.derived && matches!(field.ty, Type::String(_) | Type::Int(_) | Type::Enum(_))
            });
            let field = field.ok_or_else(|| WriteError::NoIndex {
                dataset: dataset.name.clone(),
                collection: target.name.clone(),
                field: index.field.clone(),
            })?;
            let mut values = Vec::new();
            for number in 0..self.len {
                if let Some(value) = text(encoder, dataset, field, row(number) + RECORD_AT)? {
                    values.push((value, number));
                }
            }
            indexes.push(index::append(encoder, &values)?);
        }
        let target = &mut dataset.collections[collection];
        target.key_index_at = key_index_at;
        for (index, at) in target.indexes.iter_mut().zip(indexes) {
            index.at = at;
        }
        Ok(())
    }
}

fn encode(
    encoder: &mut Encoder,
    dataset: &Dataset,
    unit: usize,
    record: &Record<'_>,
    row: &mut [u8],
) -> Result<(), WriteError> {
    put(&mut row[KEY_AT as usize..], &encoder.pool.add(&record.key)?.to_bytes());
    put(&mut row[UNIT_AT as usize..], &(unit as u32).to_le_bytes());
    let properties =
        Properties { own: record.object, without: record.without, map_keys: &record.map_keys };
    let shape = dataset.collections[record.collection].record;
    let refused = |misfit: Misfit| WriteError::Value {
        record: path(dataset, unit, record),
        pointer: misfit.pointer(),
        problem: misfit.problem,
    };
    encoder.object(dataset, shape, &properties, &mut row[RECORD_AT as usize..], 1).map_err(refused)
}

fn path(dataset: &Dataset, unit: usize, record: &Record<'_>) -> String {
    let collection = &dataset.collections[record.collection].name;
    format!("{}/{collection}/{}/{}", dataset.name, dataset.units[unit].name, record.key)
}

/// The text of an indexed field, if it has a value: strings as they are, integers in decimal digits.
fn text(
    encoder: &mut Encoder,
    dataset: &Dataset,
    field: &Field,
    record_at: u32,
) -> Result<Option<StrRef>, WriteError> {
    let pack = Pack::unfinished(&encoder.bin, encoder.pool.as_str());
    let mut at = record_at + field.at;
    if field.optional || field.nullable {
        if pack.state(at) != State::Present {
            return Ok(None);
        }
        at += 1;
    }
    let value = match &field.ty {
        Type::Enum(listed) => {
            let values = &dataset.enums[*listed].values;
            encoder.pool.add(&values[pack.choice(values.len(), at)])?
        }
        Type::Int(int) => {
            let digits = pack.int(*int, at).to_string();
            encoder.pool.add(&digits)?
        }
        _ => reference(pack, at),
    };
    Ok(Some(value))
}

fn reference(pack: Pack<'_>, at: u32) -> StrRef {
    StrRef { at: pack.u32(at), len: pack.u32(at + 4) }
}
