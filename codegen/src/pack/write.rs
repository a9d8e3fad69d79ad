//! Records to bytes.

mod encode;
mod error;
mod index;
mod pool;
mod scalar;
mod table;

use encode::Encoder;
use pool::Pool;
use table::TableWriter;

use super::digest::{self, Located};
use super::read::{BIN_LEN_AT, FORMAT_AT, HASH_AT, HEADER, MAGIC, MODEL_AT, TEXT_LEN_AT};
use super::{FORMAT, Packed, layout};
use crate::canon::{Hash, bundle_hash};
use crate::model::{Dataset, Model};
use crate::record::Record;

pub use error::{Problem, WriteError};

/// Packs the records of a model.
///
/// ```
/// # use seedbank_codegen::{model::*, pack::{Pack, RECORD_AT, Writer}, record::Record, source::Mark};
/// # fn field(name: &str, ty: Type) -> Field {
/// #     Field { name: name.into(), doc: String::new(), ty, optional: false, nullable: false, at: 0,
/// #         volatile: false, derived: false, map_key: false, merge: FieldMerge::Atomic, reference: None }
/// # }
/// # let skill = Struct { name: "Skill".into(), doc: String::new(), extra_at: None, width: 0,
/// #     fields: vec![field("name", Type::String(Format::Text)), field("level", Type::Int(Int::U8))] };
/// # let hash = seedbank_codegen::canon::schema_hash(&serde_json::Value::Null).to_string();
/// # let model = Model { datasets: vec![Dataset { name: "skills".into(), title: String::new(),
/// #     description: String::new(), version: "1".into(), generation: 1, hash: hash.clone(),
/// #     schema_hash: hash.clone(), schema: serde_json::Value::Null, files: None, database: true,
/// #     git: None, review: None,
/// #     units: vec![Unit { name: "gaa".into(), file: "gaa.json".into(), hash, digest_at: None }],
/// #     collections: vec![Collection { name: "skill".into(), record: 0, key: Key::MapKey,
/// #         merge: Merge::Fields, removed: Removed::Keep, constants: true, renamed_from: vec![],
/// #         rows_at: 0, row_width: 0, unit_rows: vec![], units_at: 0, key_index_at: 0, indexes: vec![] }],
/// #     structs: vec![skill], enums: vec![], unions: vec![] }] };
/// # let mark = Mark { start: 0, end: 0, key: None, plain: false, children: Box::default() };
/// // The model has a dataset `skills` with a unit `gaa` and a collection `skill`, whose records have
/// // a `name` (string) and a `level` (u8).
/// let object = serde_json::json!({ "name": "Soloing", "level": 3 });
/// let mut writer = Writer::new(model)?;
/// writer.push(0, 0, &Record {
///     collection: 0,
///     key: "soloing".to_owned(),
///     map_keys: vec![],
///     object: object.as_object().expect("it is an object"),
///     without: &[],
///     mark: &mark,
/// })?;
/// let packed = writer.finish()?;
///
/// let row = packed.model().datasets[0].collections[0].rows_at;
/// assert_eq!(packed.pack().str(row + RECORD_AT), "Soloing");
/// assert_eq!(packed.pack().u8(row + RECORD_AT + 8), 3);
/// # Ok::<_, seedbank_codegen::pack::WriteError>(())
/// ```
pub struct Writer {
    model: Model,
    encoder: Encoder,
    /// By dataset, then collection.
    tables: Vec<Vec<TableWriter>>,
}

impl Writer {
    /// Begins a pack. The model may leave out what lies where ([`layout`] and the `…_at` and `…_rows`
    /// of collections).
    pub fn new(mut model: Model) -> Result<Self, WriteError> {
        for dataset in &mut model.datasets {
            if !dataset.units.is_sorted_by(|a, b| a.name < b.name) {
                return Err(WriteError::Units { dataset: dataset.name.clone() });
            }
            layout::lay_out(dataset)
                .map_err(|problem| WriteError::Layout { dataset: dataset.name.clone(), problem })?;
        }
        let tables = model.datasets.iter().map(|dataset| {
            dataset.collections.iter().map(|_| TableWriter::new(dataset.units.len())).collect()
        });
        let tables = tables.collect();
        let encoder = Encoder { bin: vec![0; HEADER as usize], pool: Pool::default() };
        Ok(Self { model, encoder, tables })
    }

    /// Adds a record of a dataset's unit (both by index). The records of a collection come in the
    /// order of units, and of the file. After an error the pack is as it was before.
    pub fn push(
        &mut self,
        dataset: usize,
        unit: usize,
        record: &Record<'_>,
    ) -> Result<(), WriteError> {
        let place =
            self.tables.get_mut(dataset).and_then(|tables| tables.get_mut(record.collection));
        let Some(table) = place.filter(|table| table.has_unit(unit)) else {
            let collection = record.collection;
            return Err(WriteError::NoPlace { key: record.key.clone(), dataset, unit, collection });
        };
        table.push(&mut self.encoder, &self.model.datasets[dataset], unit, record)
    }

    /// Says what a unit consists of, so that an update need not read all of it. A unit of which nothing
    /// is said, or in which two names hash alike, is read as a whole.
    pub fn digest(
        &mut self,
        dataset: usize,
        unit: usize,
        records: Vec<Located>,
    ) -> Result<(), WriteError> {
        if let Some(bytes) = digest::bytes(records) {
            let at = self.encoder.append(&bytes)?;
            self.model.datasets[dataset].units[unit].digest_at = Some(at);
        }
        Ok(())
    }

    /// Ends the pack: adds units, rows, indexes, the model and the header.
    pub fn finish(mut self) -> Result<Packed, WriteError> {
        for (dataset, tables) in self.model.datasets.iter_mut().zip(self.tables) {
            for (collection, table) in tables.into_iter().enumerate() {
                table.finish(&mut self.encoder, dataset, collection)?;
            }
        }
        let hash = model_hash(&self.model)?.to_string();
        let model = serde_json::to_string(&self.model)
            .map_err(|error| WriteError::Model(error.to_string()))?;
        let Encoder { mut bin, mut pool } = self.encoder;
        let [hash, model] = [pool.add(&hash)?, pool.add(&model)?];
        let text = pool.into_text();
        let mut header = |at: u32, bytes: &[u8]| encode::put(&mut bin[at as usize..], bytes);
        header(0, MAGIC);
        header(FORMAT_AT, &FORMAT.to_le_bytes());
        header(TEXT_LEN_AT, &(text.len() as u32).to_le_bytes());
        header(HASH_AT, &hash.to_bytes());
        header(MODEL_AT, &model.to_bytes());
        let len = bin.len() as u32;
        encode::put(&mut bin[BIN_LEN_AT as usize..], &len.to_le_bytes());
        Ok(Packed::written(bin, text, self.model))
    }
}

/// The hash of the bundle whose datasets a model has.
fn model_hash(model: &Model) -> Result<Hash, WriteError> {
    let hash = |dataset: &Dataset| {
        dataset
            .hash
            .parse::<Hash>()
            .map_err(|problem| WriteError::Hash { dataset: dataset.name.clone(), problem })
    };
    let hashes = model.datasets.iter().map(hash).collect::<Result<Vec<_>, _>>()?;
    Ok(bundle_hash(model.datasets.iter().zip(hashes).map(|(dataset, hash)| {
        (dataset.name.as_str(), dataset.version.as_str(), dataset.generation, hash)
    })))
}
