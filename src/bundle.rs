//! The data of all datasets, read from a pack without generated code.
//!
//! A [`Bundle`] stands on the pack in the binary or on one made in memory, and reads both alike. What
//! it hands out borrows from it and is read when asked for.

mod error;
mod json;
mod plan;
mod row;
mod table;

use std::sync::OnceLock;

#[cfg(feature = "check")]
use seedbank_codegen::check::{RecordCheck, RecordReferences};
#[cfg(feature = "check")]
use seedbank_codegen::model::Dataset;
use seedbank_codegen::model::{Model, SetAside};
use seedbank_codegen::pack::{Pack, Packed, PackedDigest};

pub use error::LookupError;
use plan::DatasetPlan;
pub use row::Row;
pub use table::TableView;

/// All datasets.
///
/// ```no_run
/// use seedbank::bundle::Bundle;
/// use seedbank::pack::Packed;
///
/// let [bin, text] = [std::fs::read("seedbank.bin")?, std::fs::read("seedbank.str")?];
/// let bundle = Bundle::from_packed(Packed::open(bin, text)?);
/// for row in bundle.table("skills", "skill")?.rows() {
///     println!("{}/{}", row.unit(), row.key());
/// }
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Bundle {
    source: Source,
    /// Of a static pack, whose model is still text; parsed when first asked for.
    model: OnceLock<Model>,
    /// By dataset; made when a collection is first asked for.
    plans: OnceLock<Vec<DatasetPlan>>,
    set_aside: Vec<SetAside>,
    /// By dataset; each made when first asked for.
    #[cfg(feature = "check")]
    checks: OnceLock<Vec<Checks>>,
}

/// What looks at the records of a dataset, or why nothing can.
#[cfg(feature = "check")]
#[derive(Debug, Default)]
struct Checks {
    record: OnceLock<Result<RecordCheck, String>>,
    references: OnceLock<Result<RecordReferences, String>>,
}

#[derive(Debug)]
enum Source {
    Static(Pack<'static>),
    Owned(Box<Packed>),
}

impl Bundle {
    /// The bundle in the binary. Nothing of it is read yet.
    #[must_use]
    pub const fn from_static(pack: Pack<'static>) -> Self {
        Self {
            source: Source::Static(pack),
            model: OnceLock::new(),
            plans: OnceLock::new(),
            set_aside: Vec::new(),
            #[cfg(feature = "check")]
            checks: OnceLock::new(),
        }
    }

    /// A bundle in memory.
    #[must_use]
    pub fn from_packed(packed: Packed) -> Self {
        let source = Source::Owned(Box::new(packed));
        Self {
            source,
            model: OnceLock::new(),
            plans: OnceLock::new(),
            set_aside: Vec::new(),
            #[cfg(feature = "check")]
            checks: OnceLock::new(),
        }
    }

    /// The same bundle, of which these records, units or datasets were left out because something is
    /// wrong with them. Nothing is removed from a database for the lack of them.
    #[must_use]
    pub fn with_set_aside(mut self, set_aside: Vec<SetAside>) -> Self {
        self.set_aside = set_aside;
        self
    }

    /// What was left out of the bundle.
    #[must_use]
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// The hash over everything, `sb1-…`. It costs no parsing.
    #[must_use]
    pub fn hash(&self) -> &str {
        self.pack().hash()
    }

    /// The pack below.
    #[must_use]
    pub fn pack(&self) -> Pack<'_> {
        match &self.source {
            Source::Static(pack) => *pack,
            Source::Owned(packed) => packed.pack(),
        }
    }

    /// What the bundle says of itself.
    ///
    /// # Panics
    ///
    /// If a static pack isn't what a build wrote.
    #[must_use]
    pub fn model(&self) -> &Model {
        match &self.source {
            Source::Owned(packed) => packed.model(),
            Source::Static(pack) => self.model.get_or_init(|| {
                serde_json::from_str(pack.model_text()).expect(
                    "the build wrote the model into the pack, and nothing writes there since",
                )
            }),
        }
    }

    /// A collection's records.
    pub fn table(&self, dataset: &str, collection: &str) -> Result<TableView<'_>, LookupError> {
        let datasets = &self.model().datasets;
        let found = datasets.iter().position(|other| other.name == dataset).ok_or_else(|| {
            LookupError::no_dataset(dataset, datasets.iter().map(|dataset| dataset.name.as_str()))
        })?;
        let names = || datasets[found].collections.iter().map(|other| other.name.as_str());
        let rank = names().position(|name| name == collection);
        let rank = rank.ok_or_else(|| LookupError::no_collection(dataset, collection, names()))?;
        Ok(self.table_at(found, rank))
    }

    /// All collections, dataset by dataset.
    pub fn tables(&self) -> impl Iterator<Item = TableView<'_>> {
        let datasets = self.model().datasets.iter().enumerate();
        datasets.flat_map(move |(rank, dataset)| {
            (0..dataset.collections.len()).map(move |collection| self.table_at(rank, collection))
        })
    }

    /// A record, by all that names it; `None` if the unit has no record of that key.
    pub fn row(
        &self,
        dataset: &str,
        collection: &str,
        unit: &str,
        key: &str,
    ) -> Result<Option<Row<'_>>, LookupError> {
        Ok(self.table(dataset, collection)?.get(unit, key))
    }

    /// The records of a unit, by the ranks of dataset, collection and unit, which are in the model.
    pub(crate) fn records(
        &self,
        dataset: usize,
        collection: usize,
        unit: usize,
    ) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.table_at(dataset, collection).of_unit(unit as u32)
    }

    /// What checks the records of a dataset by its schema and rules, or why nothing can.
    #[cfg(feature = "check")]
    pub(crate) fn record_check(&self, dataset: &str) -> Result<&RecordCheck, &str> {
        let (model, checks) = self.checks(dataset)?;
        let new = || RecordCheck::new(model).map_err(|error| error.to_string());
        checks.record.get_or_init(new).as_ref().map_err(String::as_str)
    }

    /// What finds the references of a dataset's records, or why nothing can.
    #[cfg(feature = "check")]
    pub(crate) fn references(&self, dataset: &str) -> Result<&RecordReferences, &str> {
        let (model, checks) = self.checks(dataset)?;
        let new = || RecordReferences::new(model).map_err(|error| error.to_string());
        checks.references.get_or_init(new).as_ref().map_err(String::as_str)
    }

    #[cfg(feature = "check")]
    fn checks(&self, dataset: &str) -> Result<(&Dataset, &Checks), &'static str> {
        let datasets = &self.model().datasets;
        let checks =
            self.checks.get_or_init(|| datasets.iter().map(|_| Checks::default()).collect());
        let mut pairs = datasets.iter().zip(checks);
        let found = pairs.find(|(model, _)| model.name == dataset);
        found.ok_or("the bundle does not have its dataset")
    }

    /// What a unit consists of, if the pack says so; by the ranks of dataset and unit, which are in the
    /// model.
    pub(crate) fn digest(&self, dataset: usize, unit: usize) -> Option<PackedDigest<'_>> {
        let at = self.model().datasets[dataset].units[unit].digest_at?;
        PackedDigest::at(self.pack(), at)
    }

    /// The record of an entry of [`Bundle::digest`], and the rank of its collection.
    pub(crate) fn located(
        &self,
        (dataset, unit): (usize, usize),
        digest: &PackedDigest<'_>,
        entry: usize,
    ) -> (usize, Row<'_>) {
        let (collection, rank) = digest.place(entry);
        (collection, self.table_at(dataset, collection).at_rank(unit as u32, rank))
    }

    /// A collection by the ranks of its dataset and of itself, which are in the model.
    fn table_at(&self, dataset: usize, collection: usize) -> TableView<'_> {
        let datasets = &self.model().datasets;
        let pack = self.pack();
        let new = |dataset| DatasetPlan::new(pack, dataset);
        let plans = self.plans.get_or_init(|| datasets.iter().map(new).collect());
        TableView::new(pack, &datasets[dataset], &plans[dataset], collection)
    }
}
