//! `cargo run --release -p compare -- [RECORDS…]`: builds and runs seedbank and two other ways to ship
//! the same records, side by side, and prints the tables of `docs/benchmarks.md`.

mod boots;
mod data;
mod measure;
mod variant;

use std::path::Path;

use variant::Variant;

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sizes: Vec<usize> = std::env::args()
        .skip(1)
        .map(|size| size.replace('_', "").parse())
        .collect::<Result<_, _>>()?;
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/compare");
    std::fs::create_dir_all(&root)?;
    let root = root.canonicalize()?;

    let empty = variant::empty(&root)?;
    println!(
        "A cold first build of what a `build.rs` needs: {:.0} s.\n",
        variant::cold_build(&root)?
    );
    for &records in &sizes {
        println!("### {records} records\n");
        variant::print_header();
        for variant in Variant::ALL {
            let measured = variant.measure(&root, records, &empty)?;
            println!("{measured}");
        }
        println!();
    }
    println!("### Boots into SQLite\n");
    boots::print(&root, &sizes)?;
    Ok(())
}
