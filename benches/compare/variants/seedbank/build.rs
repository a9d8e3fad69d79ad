fn main() -> Result<(), seedbank_codegen::BuildError> {
    let out_dir = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for a build script");
    print!("{}", seedbank_codegen::build("data".as_ref(), out_dir.as_ref(), false)?);
    Ok(())
}
