//! A mapping file: how seed files of an older schema are read as those of the schema of now.

mod node;
mod path;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use self::node::Node;
use self::path::{Target, Token, Tokens};
use super::decode::Decoder;
use super::{Document, read};
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};

/// What a mapping file says.
///
/// Its paths are JSON Pointers into a seed file in which `*` stands for any key or index. What is dropped
/// and renamed is named as the file has it; what is set, as it is after that.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Where it was read; nothing where there is none.
    file: PathBuf,
    units: BTreeMap<String, String>,
    changes: Vec<(Tokens, Change)>,
    set: Vec<(Tokens, Value)>,
}

/// What becomes of a value.
#[derive(Debug, Clone)]
enum Change {
    Drop,
    Rename(String),
    Move(Target),
}

impl Mapping {
    /// Reads a mapping file. Errors are all that is wrong with it.
    pub fn read(path: &Path) -> Result<Self, Vec<Diagnostic>> {
        Self::from_document(&read(path, None)?)
    }

    /// Reads a mapping out of its document. Errors are all that is wrong with it.
    pub fn from_document(document: &Document) -> Result<Self, Vec<Diagnostic>> {
        let mut decoder = Decoder::new(document, Code::Mapping);
        let mapping = decode(&mut decoder);
        let mapping = decoder.finish(mapping)?;
        Ok(Self { file: document.file.path.clone(), ..mapping })
    }

    /// Whether this is the mapping file itself, which may lie beside the seed files.
    #[must_use]
    pub fn is_in(&self, path: &Path) -> bool {
        let whole = |path: &Path| path.canonicalize().ok();
        path.file_name() == self.file.file_name() && whole(path) == whole(&self.file)
    }

    /// The name of a unit that the file has under this one.
    #[must_use]
    pub fn unit<'n>(&'n self, name: &'n str) -> &'n str {
        self.units.get(name).map_or(name, String::as_str)
    }

    /// Makes of a seed file what it would be in the schema of now. What does not fit is reported at its
    /// place in the file.
    pub fn apply(&self, document: &mut Document, found: &mut Vec<Diagnostic>) {
        if self.changes.is_empty() && self.set.is_empty() {
            return;
        }
        let mut application = Application { file: &document.file, moved: Vec::new(), found };
        let value = std::mem::take(&mut document.value);
        let mark = std::mem::replace(&mut document.mark, node::nowhere(0));
        let all = self.changes.iter().map(|(tokens, change)| Active {
            rest: &tokens.0,
            change,
            taken: Vec::new(),
        });
        let mut root = application.change(Node::of(value, mark), &all.collect::<Vec<_>>());
        for (path, node) in std::mem::take(&mut application.moved) {
            let place = node.key_place(application.file);
            if root.put(&path, node).is_err() {
                application.conflict(&path::text(&path), place);
            }
        }
        for (tokens, value) in &self.set {
            root.set(&tokens.0, value);
        }
        (document.value, document.mark) = root.into_parts();
    }
}

fn decode(decoder: &mut Decoder) -> Option<Mapping> {
    decoder.object("", &["units", "rename", "drop", "set"])?;
    let units = decoder.map("/units", Decoder::name);
    let renamed = decoder.map("/rename", |decoder, at| Some((at.to_owned(), decoder.name(at)?)));
    let set = decoder.map("/set", |decoder, at| Some((at.to_owned(), decoder.any(at)?)));
    let mut mapping = Mapping { units, ..Mapping::default() };
    for (path, (at, to)) in renamed {
        let Some(tokens) = tokens(decoder, &at, &path, true) else { continue };
        if !to.starts_with('/') {
            mapping.changes.push((tokens, Change::Rename(to)));
        } else if let Some(target) = Target::parse(&to, &tokens) {
            mapping.changes.push((tokens, Change::Move(target)));
        } else {
            let help =
                "each `*` of the new place takes the key that the same one of the old matched";
            decoder.wrong_value(&at, format!("`{to}` has more `*` than `{path}`"), help);
        }
    }
    for index in 0..decoder.list("/drop").unwrap_or_default() {
        let at = format!("/drop/{index}");
        let Some(path) = decoder.name(&at) else { continue };
        let tokens = tokens(decoder, &at, &path, false);
        mapping.changes.extend(tokens.map(|tokens| (tokens, Change::Drop)));
    }
    for (path, (at, value)) in set {
        let tokens = tokens(decoder, &at, &path, true);
        mapping.set.extend(tokens.map(|tokens| (tokens, value)));
    }
    Some(mapping)
}

fn tokens(decoder: &mut Decoder, at: &str, path: &str, is_key: bool) -> Option<Tokens> {
    let tokens = Tokens::parse(path);
    if tokens.is_none() {
        let message = format!("`{path}` is no path into a seed file");
        let help = "write it as in `/mappings/*/name`: keys after slashes, `*` for any";
        if is_key {
            decoder.wrong_key(at, message, help);
        } else {
            decoder.wrong_value(at, message, help);
        }
    }
    tokens
}

/// A change that is still on its way down.
struct Active<'m> {
    rest: &'m [Token],
    change: &'m Change,
    /// What each `*` so far has matched.
    taken: Vec<String>,
}

impl Active<'_> {
    fn enter(&self, name: &str) -> Option<Self> {
        let (step, rest) = self.rest.split_first()?;
        let mut taken = self.taken.clone();
        match step {
            Token::Any => taken.push(name.to_owned()),
            Token::Name(own) if own == name => {}
            Token::Name(_) => return None,
        }
        Some(Self { rest, change: self.change, taken })
    }
}

struct Application<'a> {
    file: &'a Arc<SourceFile>,
    /// What goes elsewhere, with where to.
    moved: Vec<(Vec<String>, Node)>,
    found: &'a mut Vec<Diagnostic>,
}

impl Application<'_> {
    /// A value after the changes to what is in it, the innermost first.
    fn change(&mut self, node: Node, active: &[Active<'_>]) -> Node {
        if active.is_empty() {
            return node;
        }
        let Node { body, mark } = node;
        let body = match body {
            node::Body::Object(members) => {
                let mut changed: BTreeMap<String, Node> = BTreeMap::new();
                for (name, child) in members {
                    let Some((name, child)) = self.child(name, child, active) else { continue };
                    match changed.entry(name) {
                        Entry::Vacant(free) => drop(free.insert(child)),
                        Entry::Occupied(taken) => {
                            let what = format!("`{}`", taken.key());
                            self.conflict(&what, child.key_place(self.file));
                        }
                    }
                }
                node::Body::Object(changed)
            }
            node::Body::List(items) => {
                let items = items.into_iter().enumerate();
                let changed = items.filter_map(|(index, child)| {
                    Some(self.child(index.to_string(), child, active)?.1)
                });
                node::Body::List(changed.collect())
            }
            scalar @ node::Body::Scalar(_) => scalar,
        };
        Node { body, mark }
    }

    /// What is left of a value where it is, and its name.
    fn child(
        &mut self,
        name: String,
        child: Node,
        active: &[Active<'_>],
    ) -> Option<(String, Node)> {
        let entered: Vec<Active<'_>> =
            active.iter().filter_map(|active| active.enter(&name)).collect();
        let (here, below): (Vec<_>, Vec<_>) =
            entered.into_iter().partition(|active| active.rest.is_empty());
        if here.iter().any(|active| matches!(active.change, Change::Drop)) {
            return None;
        }
        let child = self.change(child, &below);
        match here.first().map(|active| (active.change, &active.taken)) {
            Some((Change::Rename(new), _)) => Some((new.clone(), child)),
            Some((Change::Move(target), taken)) => {
                self.moved.push((target.path(taken), child));
                None
            }
            Some((Change::Drop, _)) | None => Some((name, child)),
        }
    }

    fn conflict(&mut self, what: &str, place: Place) {
        let message = format!("the mapping gives {what} a second value");
        self.found.push(
            Diagnostic::new(Code::Mapping, message, place)
                .help("drop one of the two, or give it another name"),
        );
    }
}

#[cfg(test)]
mod tests;
