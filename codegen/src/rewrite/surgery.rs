//! Changes a text step by step until it reads as it is to, and writes more of it anew where it does not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::change::Change;
use super::edit::Edited;
use super::layout::Layout;
use super::seed::Seed;
use super::tree::Tree;
use crate::diagnostic::SourceFile;
use crate::source::Document;

/// In so many steps a text is changed at most.
const MOST_STEPS: usize = 1000;

/// So often one value is written, because another changed that it refers to; then it is written anew.
const MOST_TIMES: usize = 3;

/// Why a text can't be changed.
#[derive(Debug)]
pub(super) struct Stuck {
    /// Where in the old text.
    pub at: usize,
    /// What stands in the way.
    pub why: String,
}

/// The old document's text, changed so that it reads as this tree, and with all that people wrote around what
/// stays.
pub(super) fn changed(
    seed: &Seed<'_>,
    layout: &Layout,
    old: &Document,
    wanted: &Tree,
) -> Result<Document, Stuck> {
    let first = layout.value(old).and_then(|value| Change::between(value, wanted, &HashSet::new()));
    let Some(first) = first else { return Ok(old.clone()) };
    let document = stepwise(seed, layout, old, wanted).map_err(|path| Stuck {
        at: layout.place(old, &first.written_at(&path)),
        why: "this is written in a way that can't be changed in its place".to_owned(),
    })?;
    match layout.lost(&old.file.text, &document.file.text, &first) {
        None => Ok(document),
        Some(loss) => Err(Stuck { at: loss.at, why: format!("{} would be lost", loss.what) }),
    }
}

/// The changed document, or the pointer to what can't be written.
fn stepwise(
    seed: &Seed<'_>,
    layout: &Layout,
    old: &Document,
    wanted: &Tree,
) -> Result<Document, String> {
    let mut whole = HashSet::new();
    let mut touched: HashMap<String, usize> = HashMap::new();
    let mut document = old.clone();
    for _ in 0..MOST_STEPS {
        let value = layout.value(&document).ok_or_else(String::new)?;
        let Some(change) = Change::between(value, wanted, &whole) else {
            return Ok(document);
        };
        let edited = Edited::new(&document.file.text, layout.edits(seed, &document, &change));
        let stuck = edited.paths().find(|path| touched.get(*path) >= Some(&MOST_TIMES));
        let failed = if let Some(path) = stuck {
            path.to_owned()
        } else {
            let file = SourceFile { path: old.file.path.clone(), text: edited.text.clone() };
            match seed.read(layout, Arc::new(file)) {
                Ok(read) => {
                    let paths: HashSet<_> = edited.paths().collect();
                    if paths.is_empty() {
                        return Err(change.path);
                    }
                    for path in paths {
                        *touched.entry(path.to_owned()).or_default() += 1;
                    }
                    document = read;
                    continue;
                }
                Err(problems) => {
                    let at = problems.first().map_or(0, |problem| problem.place.span.start);
                    edited.path_at(at).unwrap_or_default().to_owned()
                }
            }
        };
        widen(&mut whole, &failed).ok_or(failed)?;
        touched.clear();
        document = old.clone();
    }
    Err(String::new())
}

/// Has a value written anew as a whole; the one around it where that was so already.
fn widen(whole: &mut HashSet<String>, failed: &str) -> Option<()> {
    let mut path = failed;
    let mut outermost = None;
    loop {
        if whole.contains(path) {
            outermost = Some(path);
        }
        match path.rfind('/') {
            Some(at) => path = &path[..at],
            None => break,
        }
    }
    let wider = match outermost {
        None => failed,
        Some(path) => &path[..path.rfind('/')?],
    };
    whole.insert(wider.to_owned());
    Some(())
}
