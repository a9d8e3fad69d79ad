//! Numbers, hashes and names in sentences.

use seedbank_codegen::model::{Collection, Dataset};

use super::options::Options;

/// `1,234`
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 record`, `1,234 records`
pub fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// `1 conflict needs you`, `2 conflicts need you`
pub fn need_you(conflicts: u64) -> String {
    let verb = if conflicts == 1 { "needs" } else { "need" };
    format!("{} {verb} you", count(conflicts, "conflict"))
}

/// The same, with the command that lists them: a line.
pub fn waiting(conflicts: u64, options: &Options) -> String {
    options.told(&format!("{}: `seedbank conflicts`\n", need_you(conflicts)))
}

/// As much of a hash as people compare.
pub fn short(hash: &str) -> &str {
    // `sb1-` and eight digits; hashes are ASCII, and anything else is shown whole.
    hash.get(..12).unwrap_or(hash)
}

/// The records of a collection.
pub fn collection_records(collection: &Collection) -> u64 {
    collection.unit_rows.iter().map(|&rows| u64::from(rows)).sum()
}

/// The records of a dataset.
pub fn dataset_records(dataset: &Dataset) -> u64 {
    dataset.collections.iter().map(collection_records).sum()
}

/// The database's name in a sentence: a path is better known without `sqlite://`.
pub fn database(url: &str) -> &str {
    let Some(path) = url.strip_prefix("sqlite://") else { return url };
    path.split_once('?').map_or(path, |(path, _)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "unit"), "1 unit");
        assert_eq!(count(1000, "record"), "1,000 records");
    }

    #[test]
    fn a_database_is_named_by_its_path() {
        assert_eq!(database("sqlite:///var/app.db?mode=ro"), "/var/app.db");
        assert_eq!(database("sqlite::memory:"), "sqlite::memory:");
        assert_eq!(database("postgres://h/app?schema=x"), "postgres://h/app?schema=x");
    }
}
