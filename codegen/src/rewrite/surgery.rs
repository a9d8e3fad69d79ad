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

/// So many steps a text is changed in; then it is written anew.
const MOST_STEPS: usize = 200;

/// So often one value is written, because another changed that it refers to; then it is written anew.
const MOST_TIMES: usize = 3;

/// The old document's text, changed so that it reads as this tree; nothing if it does not come to that.
pub(super) fn changed(
    seed: &Seed<'_>,
    layout: &Layout,
    old: &Document,
    wanted: &Tree,
) -> Option<Document> {
    let mut whole = HashSet::new();
    let mut touched: HashMap<String, usize> = HashMap::new();
    let mut document = old.clone();
    for _ in 0..MOST_STEPS {
        let Some(change) = Change::between(layout.value(&document)?, wanted, &whole) else {
            return Some(document);
        };
        let edited = Edited::new(&document.file.text, layout.edits(seed, &document, &change));
        let stuck = edited.paths().find(|path| touched.get(*path) >= Some(&MOST_TIMES));
        let failed = if let Some(path) = stuck {
            path.to_owned()
        } else {
            let file = SourceFile { path: old.file.path.clone(), text: edited.text.clone() };
            match seed.read(layout, Arc::new(file)) {
                Ok(read) => {
                    for path in edited.paths().collect::<HashSet<_>>() {
                        *touched.entry(path.to_owned()).or_default() += 1;
                    }
                    document = read;
                    continue;
                }
                Err(problems) => {
                    let at = problems.first().map_or(0, |problem| problem.place.span.start);
                    edited.path_at(at)?.to_owned()
                }
            }
        };
        widen(&mut whole, &failed)?;
        touched.clear();
        document = old.clone();
    }
    None
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
