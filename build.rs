//! Compiles `data/` into the binary, with nothing that an application's own build script cannot use.

fn main() -> Result<(), seedbank_codegen::BuildError> {
    if std::env::var_os("CARGO_FEATURE_DATA").is_none() {
        return Ok(());
    }
    let out_dir = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for a build script");
    let locked = std::env::var("CI").is_ok_and(|ci| ci == "true");
    print!("{}", seedbank_codegen::build("data".as_ref(), out_dir.as_ref(), locked)?);
    Ok(())
}
