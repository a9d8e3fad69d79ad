#[allow(dead_code)]
pub struct Item {
    key: &'static str,
    name: &'static str,
    note: &'static str,
    group: &'static str,
    rank: u32,
    weight: f64,
    active: bool,
    added: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/items.rs"));
include!("lookups.rs");

fn main() {
    run(|key| BY_KEY.get(key).map(|&row| &ITEMS[row]), |item| u64::from(item.rank));
}
