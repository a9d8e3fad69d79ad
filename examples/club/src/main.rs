//! A club's fees: typed in the code, and in the club's database at the first start.

seedbank::include_bundle!();

use fees::{Fee, Period};

/// Known at compile time: a fee that leaves the data stops the build.
const ADULT_CENTS: u32 = fees::season_2026::ADULT.cents();

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("an adult pays {}.{:02} €", ADULT_CENTS / 100, ADULT_CENTS % 100);

    let monthly = Fee::all().filter(|fee| fee.period() == Period::Month).count();
    println!("{monthly} of {} fees are paid by the month", Fee::all().len());

    let student = Fee::get("season_2026", "student").ok_or("the season has no student fee")?;
    println!("{}: {:?}", student.name(), student.note());

    let folder = std::env::temp_dir().join(format!("seedbank-club-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let url = format!("sqlite://{}", folder.join("club.db").display());
    for start in ["first", "second"] {
        let report = seedbank::Database::open(&url)?.boot(&BUNDLE)?;
        println!("{start} start: {:?}", report.verdict);
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
