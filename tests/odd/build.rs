//! Compiles `data/` into the binary.

fn main() -> Result<(), seedbank_codegen::BuildError> {
    let out_dir = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for a build script");
    let locked = std::env::var("CI").is_ok_and(|ci| ci == "true");
    print!("{}", seedbank_codegen::build("data".as_ref(), out_dir.as_ref(), locked)?);
    Ok(())
}
