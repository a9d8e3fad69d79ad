//! A backup as its file has it.

mod row;
mod text;

use seedbank_codegen::Spot;
use seedbank_codegen::canon::text_hash;
use seedbank_codegen::model::SetAside;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::written;
use super::level::Level;
use super::metadata::BackupCounts;
use super::untouched::Untouched;
use super::verify::BackupFinding;
use crate::store::{RecordName, Signature, Stamp};

/// The format that this build writes and reads.
pub(super) const FORMAT: u32 = 1;

/// All of it. What is no text, number or list of the database's own is canonical JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub seedbank_backup: u32,
    pub created_at: String,
    pub created_by: String,
    /// Of the hash and the two before: the stamp is proved too.
    pub seal: String,
    /// Of all that follows, and the format.
    pub hash: String,
    pub full: bool,
    pub metadata: BackupCounts,
    pub bundle: BundleEntry,
    pub installation: InstallationEntry,
    pub imports: Vec<ImportEntry>,
    pub units: Vec<UnitEntry>,
    pub conflicts: Vec<ConflictEntry>,
    pub history: Vec<HistoryEntry>,
    pub syncs: Vec<SyncEntry>,
}

/// All but the stamp.
#[derive(Serialize)]
struct Content<'d> {
    seedbank_backup: u32,
    full: bool,
    metadata: &'d BackupCounts,
    bundle: &'d BundleEntry,
    installation: &'d InstallationEntry,
    imports: &'d [ImportEntry],
    units: &'d [UnitEntry],
    conflicts: &'d [ConflictEntry],
    history: &'d [HistoryEntry],
    syncs: &'d [SyncEntry],
}

/// The bundle beside which a backup was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BundleEntry {
    pub hash: String,
    pub datasets: Vec<DatasetEntry>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatasetEntry {
    pub name: String,
    pub version: String,
    pub generation: u64,
    pub hash: String,
    pub schema_hash: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstallationEntry {
    pub hash: Option<String>,
    pub undone: Option<String>,
    pub head: Option<String>,
    pub set_aside: Vec<SetAside>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportEntry {
    pub dataset: String,
    pub unit: String,
    pub hash: Option<String>,
    pub stamp: Stamp,
    pub state: String,
    pub set_aside: Vec<SetAside>,
    pub imported: Signature,
}

/// The records of a unit, nested as its dataset nests them, and what the database says of each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitEntry {
    pub dataset: String,
    pub unit: String,
    /// `null` where no record has a place in it.
    pub document: Value,
    pub records: Vec<RecordEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untouched: Vec<Untouched>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordEntry {
    pub collection: String,
    pub key: String,
    pub id: i64,
    pub source: String,
    pub state: String,
    pub revision: i64,
    pub import: Option<i64>,
    pub created: Signature,
    pub updated: Option<Signature>,
    /// In the unit's document; without it the record is in `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Spot>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Value>,
    /// Of all this, with the record itself in the place of its place.
    pub hash: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConflictEntry {
    pub id: i64,
    pub record: i64,
    pub field: String,
    #[serde(default, deserialize_with = "super::json::present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Value>,
    #[serde(default, deserialize_with = "super::json::present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<Value>,
    #[serde(default, deserialize_with = "super::json::present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Value>,
    pub reason: Option<String>,
    pub import: Option<i64>,
    pub created: Signature,
    pub settled: Option<SettledEntry>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettledEntry {
    pub how: String,
    pub signature: Signature,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HistoryEntry {
    pub id: i64,
    pub import: Option<i64>,
    pub record: Option<i64>,
    pub dataset: String,
    pub collection: Option<String>,
    pub unit: Option<String>,
    pub key: Option<String>,
    pub action: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    pub reason: Option<String>,
    pub release: Option<String>,
    pub signature: Signature,
    pub previous: Option<String>,
    pub hash: String,
}

/// A row of the sync log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SyncEntry {
    pub record: RecordName,
    pub operation: String,
    pub direction: String,
    pub path: String,
    pub hash: Option<String>,
    pub commit: Option<String>,
    pub state: String,
    pub error: Option<String>,
    pub started: Signature,
    pub completed: Option<String>,
}

impl Document {
    /// Says when and by whom it was taken, and seals it.
    pub(super) fn stamp(&mut self, created_at: &str, created_by: &str) {
        created_at.clone_into(&mut self.created_at);
        created_by.clone_into(&mut self.created_by);
        self.metadata = BackupCounts::of(self);
        self.hash = self.content_hash();
        self.seal = self.own_seal();
    }

    /// What its own hashes and counts say is wrong with it.
    pub(super) fn integrity(&self) -> Vec<BackupFinding> {
        let mut findings = Vec::new();
        let mut wrong = |what: &str, problem: String| {
            findings.push(BackupFinding { level: Level::L1, what: what.to_owned(), problem });
        };
        if self.content_hash() != self.hash {
            let problem = "its hash is not that of its content: it was changed or damaged";
            wrong("the backup", problem.to_owned());
        }
        if self.own_seal() != self.seal {
            let problem = "its seal is not that of its hash and stamp: it was changed or damaged";
            wrong("the backup", problem.to_owned());
        }
        let real = BackupCounts::of(self);
        for (what, told, found) in [
            ("units", self.metadata.units, real.units),
            ("imports", self.metadata.imports, real.imports),
            ("conflicts", self.metadata.conflicts, real.conflicts),
            ("history", self.metadata.history, real.history),
            ("syncs", self.metadata.syncs, real.syncs),
        ] {
            if told != found {
                wrong(what, format!("it says {told} and has {found}"));
            }
        }
        let counts = [
            ("records", &self.metadata.records, &real.records),
            ("untouched records", &self.metadata.untouched, &real.untouched),
        ];
        for (what, told, found) in counts {
            for name in told.keys().chain(found.keys().filter(|name| !told.contains_key(*name))) {
                let of = |counts: &std::collections::BTreeMap<String, u64>| {
                    counts.get(name).copied().unwrap_or(0)
                };
                let (told, found) = (of(told), of(found));
                if told != found {
                    wrong(name, format!("it says {told} {what} and has {found}"));
                }
            }
        }
        findings
    }

    /// The hash of all but the stamp.
    fn content_hash(&self) -> String {
        // Every member is named: one that is new cannot be forgotten.
        let Self {
            seedbank_backup,
            created_at: _,
            created_by: _,
            seal: _,
            hash: _,
            full,
            metadata,
            bundle,
            installation,
            imports,
            units,
            conflicts,
            history,
            syncs,
        } = self;
        let (seedbank_backup, full) = (*seedbank_backup, *full);
        text_hash(&written(&Content {
            seedbank_backup,
            full,
            metadata,
            bundle,
            installation,
            imports,
            units,
            conflicts,
            history,
            syncs,
        }))
        .to_string()
    }

    fn own_seal(&self) -> String {
        text_hash(&written(&[&self.hash, &self.created_at, &self.created_by])).to_string()
    }
}
