//! Releases of one small dataset, written as files and compiled as a build does.

use std::fs;

use seedbank::Bundle;

/// A release of the dataset `club`: skills that belong to categories.
pub struct Release {
    generation: u64,
    manifest: String,
    schema: serde_json::Value,
    files: Vec<(String, String)>,
}

const MANIFEST: &str = "title: Club\nversion: 1.0.0\n";

/// Skills and categories: a reference, a rule, a text, a set and a list by key.
fn schema() -> serde_json::Value {
    serde_json::json!({
        "type": "object",
        "properties": {
            "categories": {
                "type": "object",
                "additionalProperties": {
                    "type": "object", "x-collection": "category",
                    "properties": { "title": { "type": "string" } },
                    "additionalProperties": false
                }
            },
            "skills": {
                "type": "array",
                "items": {
                    "type": "object", "x-collection": "skill", "x-key": "code",
                    "required": ["code", "name"],
                    "x-validations": [{
                        "rule": "!has(self.min) || !has(self.max) || self.min <= self.max",
                        "message": "min is above max"
                    }],
                    "properties": {
                        "code": { "type": "string" },
                        "name": { "type": "string", "minLength": 2 },
                        "category": { "type": "string", "x-ref": "category" },
                        "min": { "type": "integer" },
                        "max": { "type": "integer" },
                        "hint": { "type": "string", "x-merge": "text" },
                        "tags": {
                            "type": "array", "x-list-type": "set", "items": { "type": "string" }
                        },
                        "levels": {
                            "type": "array", "x-list-type": "map", "x-list-map-keys": ["age"],
                            "items": {
                                "type": "object", "required": ["age"],
                                "properties": {
                                    "age": { "type": "string" }, "text": { "type": "string" }
                                },
                                "additionalProperties": false
                            }
                        }
                    },
                    "additionalProperties": false
                }
            }
        },
        "additionalProperties": false
    })
}

impl Release {
    pub fn new(generation: u64) -> Self {
        Self { generation, manifest: MANIFEST.to_owned(), schema: schema(), files: Vec::new() }
    }

    /// Adds lines to the manifest.
    pub fn manifest(mut self, lines: &str) -> Self {
        self.manifest.push_str(lines);
        self
    }

    /// Changes the schema of a skill.
    pub fn skill(mut self, change: impl FnOnce(&mut serde_json::Value)) -> Self {
        change(&mut self.schema["properties"]["skills"]["items"]);
        self
    }

    /// Adds a unit, in YAML.
    pub fn unit(self, name: &str, text: &str) -> Self {
        self.file(&format!("{name}.yaml"), text)
    }

    /// Adds a seed file.
    pub fn file(mut self, name: &str, text: &str) -> Self {
        self.files.push((name.to_owned(), text.to_owned()));
        self
    }

    pub fn bundle(self) -> Bundle {
        let folder = tempfile::tempdir().unwrap();
        let club = folder.path().join("club");
        fs::create_dir(&club).unwrap();
        fs::write(club.join("dataset.yaml"), self.manifest).unwrap();
        fs::write(club.join("schema.json"), self.schema.to_string()).unwrap();
        for (name, text) in &self.files {
            fs::write(club.join(name), text).unwrap();
        }
        let compilation = seedbank_codegen::compile(folder.path());
        let lock = folder.path().join("seedbank.lock");
        let text = compilation.lock.next.text();
        // The generation is the test's to say.
        let text = text.replace("generation: 1", &format!("generation: {}", self.generation));
        fs::write(lock, text).unwrap();
        let compilation = seedbank_codegen::compile(folder.path());
        assert!(
            compilation.set_aside.is_empty(),
            "{}",
            seedbank_codegen::diagnostic::human(&compilation.diagnostics, false)
        );
        Bundle::from_packed(compilation.packed.unwrap())
    }
}

/// A release of one unit with one skill, `solo`, of these lines.
pub fn solo(generation: u64, lines: &str) -> Bundle {
    Release::new(generation).unit("gaa", &skill(lines)).bundle()
}

/// The text of a unit with one skill.
pub fn skill(lines: &str) -> String {
    let lines = lines.replace('\n', "\n    ");
    format!("categories: {{ kick: {{ title: Kicking }} }}\nskills:\n  - code: solo\n    {lines}\n")
}
