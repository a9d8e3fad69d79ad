seedbank::include_bundle!();
include!("lookups.rs");

fn main() {
    run(|key| items::Item::find(key).next(), |item| u64::from(item.rank()));
}
