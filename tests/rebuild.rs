//! Cargo runs the build script of an application again when its data changes, and only then.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MAIN: &str = "seedbank::include_bundle!();
fn main() {
    let keys: Vec<_> = fees::Fee::all().map(|fee| (fee.cents(), seedbank::pack::Record::unit(&fee))).collect();
    println!(\"{HASH} {keys:?}\");
}
";

const BUILD: &str = "fn main() -> Result<(), seedbank_codegen::BuildError> {
    let out_dir = std::env::var_os(\"OUT_DIR\").expect(\"cargo sets OUT_DIR for a build script\");
    print!(\"{}\", seedbank_codegen::build(\"data\".as_ref(), out_dir.as_ref(), false)?);
    Ok(())
}
";

const SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": {
    "title": "Fee", "type": "object", "x-collection": "fee", "required": ["cents"],
    "properties": { "cents": { "type": "integer", "minimum": 0, "maximum": 1000 } }
  }
}"#;

/// An application that has this crate as a dependency.
struct Application {
    folder: PathBuf,
}

impl Application {
    fn new() -> Self {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        // Always the same folder: what cargo makes of it is then replaced, and not heaped up.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild");
        let _ = fs::remove_dir_all(&folder);
        let application = Self { folder };
        let manifest = format!(
            "[package]\nname = \"rebuild\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nseedbank = {{ path = '{0}', default-features = false }}\n\n\
             [build-dependencies]\nseedbank-codegen = {{ path = '{0}/codegen' }}\n\n\
             [profile.dev]\ndebug = false\n",
            repository.display()
        );
        application.write("Cargo.toml", &manifest);
        fs::copy(repository.join("Cargo.lock"), application.path("Cargo.lock")).unwrap();
        application.write("build.rs", BUILD);
        application.write("src/main.rs", MAIN);
        application.write("data/fees/dataset.yaml", "title: Fees\nversion: '1'\n");
        application.write("data/fees/schema.json", SCHEMA);
        application.write("data/fees/autumn.yaml", "adult: { cents: 100 }\n");
        application
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn cargo(&self, command: &str) -> Output {
        Command::new(env!("CARGO"))
            .args([command, "--offline"])
            .current_dir(&self.folder)
            // Beside it, so that the dependencies stay compiled from one run to the next.
            .env("CARGO_TARGET_DIR", self.folder.with_extension("target"))
            .env("CARGO_TERM_COLOR", "never")
            .output()
            .unwrap()
    }

    /// What the application prints, and whether cargo had anything to do for it.
    fn run(&self) -> (String, bool) {
        let Output { status, stdout, stderr } = self.cargo("run");
        let stderr = String::from_utf8(stderr).unwrap();
        assert!(status.success(), "{stderr}");
        (String::from_utf8(stdout).unwrap(), stderr.contains("Compiling rebuild "))
    }
}

#[test]
fn cargo_builds_anew_when_the_data_changes_and_only_then() {
    let application = Application::new();
    let (mut before, _) = application.run();
    assert!(before.ends_with("[(100, \"autumn\")]\n"), "{before}");
    assert_eq!(application.run(), (before.clone(), false), "nothing changed");

    let path = |name: &str| application.path(&format!("data/fees/{name}.yaml"));
    let write = |name: &str, text: &str| fs::write(path(name), text).unwrap();
    let edit = || write("autumn", "adult: { cents: 200 }\n");
    let add = || write("spring", "adult: { cents: 300 }\n");
    let rename = || fs::rename(path("spring"), path("summer")).unwrap();
    let delete = || fs::remove_file(path("summer")).unwrap();
    let steps: [(&str, &dyn Fn(), &str); 4] = [
        ("edit", &edit, "[(200, \"autumn\")]\n"),
        ("add", &add, "[(200, \"autumn\"), (300, \"spring\")]\n"),
        ("rename", &rename, "[(200, \"autumn\"), (300, \"summer\")]\n"),
        ("delete", &delete, "[(200, \"autumn\")]\n"),
    ];
    for (step, change, expected) in steps {
        change();
        let (after, built) = application.run();
        assert!(built && after.ends_with(expected), "{step}: {after}");
        assert_ne!(after, before, "{step}: another hash");
        assert_eq!(application.run(), (after.clone(), false), "nothing changed after {step}");
        before = after;
    }

    application.write("README.md", "Words.\n");
    application.write("notes/autumn.yaml", "adult: { cents: 7 }\n");
    assert_eq!(application.run(), (before, false), "files that are no data");

    application.write("data/fees/autumn.yaml", "adult: { cents: 100 }\nchild:\n  cents: 1001\n");
    let Output { status, stderr, .. } = application.cargo("build");
    let stderr = String::from_utf8(stderr).unwrap();
    assert!(!status.success());
    for part in ["error[SB0020]", "data/fees/autumn.yaml:3:10", "3 |   cents: 1001", "^^^^"] {
        assert!(stderr.contains(part), "{part} in\n{stderr}");
    }
}
