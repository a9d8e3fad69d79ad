use std::fmt::Write as _;

fn main() {
    println!("cargo::rerun-if-changed=data/items/items.json");
    let text = std::fs::read_to_string("data/items/items.json").unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let items = document["items"].as_array().unwrap();
    let mut code = String::from("pub static ITEMS: &[Item] = &[\n");
    let mut map = phf_codegen::Map::new();
    for (row, item) in items.iter().enumerate() {
        let text = |name: &str| item[name].as_str().unwrap();
        writeln!(
            code,
            "Item {{ key: {:?}, name: {:?}, note: {:?}, group: {:?}, rank: {}, weight: {:?}, active: {}, added: {:?} }},",
            text("key"), text("name"), text("note"), text("group"), item["rank"], item["weight"].as_f64().unwrap(),
            item["active"], text("added"),
        )
        .unwrap();
        map.entry(text("key"), row.to_string());
    }
    writeln!(code, "];\npub static BY_KEY: phf::Map<&str, usize> = {};", map.build()).unwrap();
    let out = std::path::Path::new(&std::env::var_os("OUT_DIR").unwrap()).join("items.rs");
    std::fs::write(out, code).unwrap();
}
