use std::collections::HashMap;

#[allow(dead_code)]
#[derive(serde::Deserialize)]
struct Item<'a> {
    key: &'a str,
    name: &'a str,
    note: &'a str,
    group: &'a str,
    rank: u32,
    weight: f64,
    active: bool,
    added: &'a str,
}

#[derive(serde::Deserialize)]
struct Items<'a> {
    #[serde(borrow)]
    items: Vec<Item<'a>>,
}

include!("lookups.rs");

fn main() {
    let text = include_str!("../data/items/items.json");
    let parsed: Items = serde_json::from_str(text).expect("the generated data is JSON");
    let items: HashMap<&str, Item> = parsed.items.into_iter().map(|item| (item.key, item)).collect();
    run(|key| items.get(key), |item| u64::from(item.rank));
}
