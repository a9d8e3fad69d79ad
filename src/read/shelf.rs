//! What was read of one collection.

use std::collections::HashMap;

use super::Current;

/// Records by unit and key, and what is known not to be there.
///
/// Records need no bound: they are at most what the database has. Names that there are not can be any
/// that somebody asked for, so only so many of them are remembered.
pub(super) struct Shelf<R> {
    units: HashMap<String, Unit<R>>,
    /// All records, by unit and key, once somebody asked for all.
    all: Option<Vec<Current<R>>>,
    /// How many keys are known to name nothing.
    absent: usize,
}

struct Unit<R> {
    /// `None` for a key that names nothing.
    records: HashMap<String, Option<Current<R>>>,
    /// All of them, by key, once somebody asked for all.
    all: Option<Vec<Current<R>>>,
}

/// The shelf does not tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown;

/// So many keys that name nothing are remembered.
const ABSENT: usize = 1_000;

impl<R> Shelf<R> {
    pub(super) fn get(&self, unit: &str, key: &str) -> Result<Option<Current<R>>, Unknown> {
        let unit = self.units.get(unit);
        match unit.and_then(|unit| unit.records.get(key)) {
            Some(found) => Ok(found.clone()),
            // What is not among all is not there.
            None if self.all.is_some() || unit.is_some_and(|unit| unit.all.is_some()) => Ok(None),
            None => Err(Unknown),
        }
    }

    pub(super) fn in_unit(&self, unit: &str) -> Result<Vec<Current<R>>, Unknown> {
        match self.units.get(unit).and_then(|unit| unit.all.as_ref()) {
            Some(all) => Ok(all.clone()),
            None if self.all.is_some() => Ok(Vec::new()),
            None => Err(Unknown),
        }
    }

    pub(super) fn all(&self) -> Result<Vec<Current<R>>, Unknown> {
        self.all.clone().ok_or(Unknown)
    }

    pub(super) fn put(&mut self, unit: &str, key: &str, found: Option<Current<R>>) {
        if found.is_none() {
            self.make_room();
            self.absent += 1;
        }
        self.unit(unit).records.insert(key.to_owned(), found);
    }

    pub(super) fn put_unit(&mut self, unit: &str, all: &[Current<R>]) {
        if all.is_empty() {
            self.make_room();
            self.absent += 1;
        }
        let unit = self.unit(unit);
        unit.records = by_key(all);
        unit.all = Some(all.to_vec());
    }

    pub(super) fn put_all(&mut self, all: &[Current<R>]) {
        self.units.clear();
        self.absent = 0;
        for records in all.chunk_by(|one, next| one.unit() == next.unit()) {
            self.put_unit(records[0].unit(), records);
        }
        self.all = Some(all.to_vec());
    }

    fn unit(&mut self, unit: &str) -> &mut Unit<R> {
        let none = || Unit { records: HashMap::new(), all: None };
        self.units.entry(unit.to_owned()).or_insert_with(none)
    }

    /// Forgets what is not there, if that is too much by now.
    fn make_room(&mut self) {
        if self.absent < ABSENT {
            return;
        }
        self.absent = 0;
        for unit in self.units.values_mut() {
            unit.records.retain(|_, found| found.is_some());
        }
        self.units.retain(|_, unit| !unit.records.is_empty());
    }
}

impl<R> Default for Shelf<R> {
    fn default() -> Self {
        Self { units: HashMap::new(), all: None, absent: 0 }
    }
}

fn by_key<R>(all: &[Current<R>]) -> HashMap<String, Option<Current<R>>> {
    all.iter().map(|record| (record.key().to_owned(), Some(record.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_names_that_there_are_not_are_remembered() {
        let mut shelf = Shelf::<()>::default();
        for number in 0..10 * ABSENT {
            match number % 2 {
                0 => shelf.put("gaa", &number.to_string(), None),
                _ => shelf.put_unit(&number.to_string(), &[]),
            }
        }
        let keys: usize = shelf.units.values().map(|unit| unit.records.len()).sum();
        assert!(keys + shelf.units.len() <= ABSENT + 1, "{keys} keys");
        assert!(shelf.get("gaa", &(10 * ABSENT - 2).to_string()).unwrap().is_none());
        assert_eq!(shelf.get("gaa", "0").unwrap_err(), Unknown);
    }
}
