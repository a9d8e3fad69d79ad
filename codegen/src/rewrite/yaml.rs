//! YAML: changes to a text, and texts written anew.

mod block;
mod fold;
mod kept;
mod lines;
mod merge;
mod parse;
mod place;
mod scalar;
mod stage;
mod style;
#[cfg(test)]
mod tests;
mod write;

pub(super) use self::kept::lost;
pub(super) use self::style::Style;
pub(super) use self::write::document;

use std::collections::BTreeSet;

use self::merge::{Anchors, Plan};
use self::place::Place;
use self::stage::Spans;
use super::change::{Change, Item, What};
use super::edit::Edit;
use super::node::{Entry, Kind, Layout, Node};
use super::tree::{Entries, Tree};
use crate::schema::parse::escape;

/// The edits that make a change to a text, which now says `old`.
pub(super) fn edits(text: &str, old: &Tree, change: &Change<'_>) -> Vec<Edit> {
    let Some(root) = parse::parse(text) else {
        let new = write::root(change.wanted, &Style::default());
        let line_break = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let edit = Edit {
            at: text.len()..text.len(),
            text: format!("{line_break}{new}\n"),
            path: change.path.clone(),
        };
        return vec![edit];
    };
    let (style, anchors) = (Style::of(text, &root), merge::anchors(&root));
    let mut editor =
        Editor { text, style, anchors, unmergeable: BTreeSet::new(), edits: Vec::new() };
    editor.value(&root, change, Place::Root);
    editor.staged(&root, old)
}

struct Editor<'n> {
    text: &'n str,
    style: Style,
    anchors: Anchors<'n>,
    /// Those of objects that become something else, which nothing can take in.
    unmergeable: BTreeSet<usize>,
    edits: Vec<Edit>,
}

impl<'n> Editor<'n> {
    fn value(&mut self, node: &'n Node, change: &Change<'_>, place: Place) {
        match (&node.kind, &change.what) {
            (Kind::List { items: old, layout }, What::List(items)) if !node.is_empty() => {
                self.list(node, old, *layout, items, change, place);
            }
            (Kind::Map { entries, layout }, What::Map(members)) if !node.is_empty() => {
                let Tree::Map(wanted) = change.wanted else {
                    return self.whole(node, change.wanted, &change.path, place);
                };
                let plan = Plan::new(entries, wanted, members, &self.anchors);
                self.map(node, entries, *layout, &plan, change.wanted, &change.path, place);
            }
            (Kind::Alias(anchor), What::Map(members)) => {
                let template = self
                    .anchors
                    .get(anchor)
                    .is_some_and(|node| matches!(node.kind, Kind::Map { .. }));
                let own = Entries::over(members).filter(|_| template && place != Place::Root);
                match own {
                    Some(own) => {
                        let alias = self.text[node.span.clone()].to_owned();
                        self.whole(node, &Tree::Template(alias, own), &change.path, place);
                    }
                    None => self.whole(node, change.wanted, &change.path, place),
                }
            }
            _ => self.whole(node, change.wanted, &change.path, place),
        }
    }

    fn list(
        &mut self,
        node: &'n Node,
        old: &'n [Node],
        layout: Layout,
        items: &[Item<'_>],
        change: &Change<'_>,
        place: Place,
    ) {
        let mut kept = vec![false; old.len()];
        for item in items {
            if let Item::Kept(rank) | Item::Changed(rank, _) = item {
                kept[*rank] = true;
            }
        }
        let dashes =
            (layout == Layout::Block).then(|| block::dashes(self.text, node, old)).flatten();
        let block = dashes.map(|dashes| block::list(self.text, old, &dashes));
        if !kept.contains(&true) || (layout != Layout::Flow && block.is_none()) {
            return self.whole(node, change.wanted, &change.path, place);
        }
        let mut added = Vec::new();
        let mut behind = 0;
        for item in items {
            match item {
                Item::Kept(rank) => behind = rank + 1,
                Item::Changed(rank, change) => {
                    behind = rank + 1;
                    let place = block.as_ref().map_or(Place::Line, |block| block.dash(*rank));
                    self.value(&old[*rank], change, place);
                }
                Item::New(tree) => added.push((
                    behind,
                    match &block {
                        Some(block) => block.item(tree, &self.style),
                        None => write::line(tree, &self.style),
                    },
                )),
            }
        }
        self.edits.extend(match block {
            Some(block) => block.lines.edits(&kept, added, &change.path),
            None => block::brackets(self.text, node).edits(&kept, added, &change.path),
        });
    }

    #[expect(clippy::too_many_arguments, reason = "an object and what becomes of it")]
    fn map(
        &mut self,
        node: &'n Node,
        entries: &'n [Entry],
        layout: Layout,
        plan: &Plan<'_, '_>,
        wanted: &Tree,
        path: &str,
        place: Place,
    ) {
        if layout == Layout::Odd || !plan.kept.contains(&true) {
            return self.whole(node, wanted, path, place);
        }
        let block = (layout == Layout::Block).then(|| block::map(self.text, entries));
        for (rank, stay) in &plan.narrowed {
            let sources = &entries[*rank].value;
            if !matches!(sources.kind, Kind::List { layout: Layout::Flow, .. }) {
                return self.whole(node, wanted, path, place);
            }
            self.edits.extend(block::brackets(self.text, sources).edits(stay, Vec::new(), path));
        }
        for (rank, change) in &plan.changed {
            self.value(&entries[*rank].value, change, self.place(&entries[*rank], layout));
        }
        let added = plan.added.iter().map(|(behind, name, tree)| {
            let text = match &block {
                Some(lines) => write::entry(name, tree, lines.column, &self.style),
                None => write::pair(name, tree, &self.style),
            };
            (*behind, text)
        });
        let added = added.collect();
        self.edits.extend(match block {
            Some(lines) => lines.edits(&plan.kept, added, path),
            None => block::brackets(self.text, node).edits(&plan.kept, added, path),
        });
    }

    fn place(&self, entry: &Entry, layout: Layout) -> Place {
        match layout {
            Layout::Flow => Place::Line,
            Layout::Block | Layout::Odd => Place::key(self.text, entry),
        }
    }

    fn whole(&mut self, node: &Node, wanted: &Tree, path: &str, place: Place) {
        if matches!(node.kind, Kind::Map { .. })
            && !matches!(wanted, Tree::Map(_) | Tree::Template(..))
        {
            self.unmergeable.insert(node.anchor);
        }
        let wanted = &wanted.in_order_of(node);
        let edits = place::whole(self.text, &self.style, node, wanted, place);
        let edits = edits.into_iter().map(|(at, text)| Edit { at, text, path: path.to_owned() });
        self.edits.extend(edits);
    }

    /// Of all edits those that come first: the others are made when these have been, and the text was read
    /// again, because what an anchor names is not the same then.
    fn staged(mut self, root: &'n Node, old: &Tree) -> Vec<Edit> {
        let mut edits = std::mem::take(&mut self.edits);
        edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
        let gone = Spans::new(edits.iter().map(|edit| edit.at.clone()));
        let mut used = BTreeSet::new();
        root.walk(&mut |node| {
            if let Kind::Alias(anchor) = node.kind
                && !gone.hold(node.start)
            {
                used.insert(anchor);
            }
        });
        let mut lost = used.clone();
        lost.retain(|anchor| {
            let goes = |node: &&Node| gone.hold(node.start);
            self.unmergeable.contains(anchor) || self.anchors.get(anchor).is_some_and(goes)
        });
        if !lost.is_empty() {
            self.write_out(root, old, &lost, "", Place::Root);
            return self.edits;
        }
        let first = Spans::new(stage::first(self.text, &self.anchors, &used, &edits));
        if !first.is_empty() {
            edits.retain(|edit| first.cover(&edit.at));
        }
        edits
    }

    /// Writes out what these anchors name wherever they are used, because they go.
    fn write_out(
        &mut self,
        node: &'n Node,
        old: &Tree,
        lost: &BTreeSet<usize>,
        path: &str,
        place: Place,
    ) {
        let is_lost = |node: &Node| {
            let mut found = false;
            node.walk(&mut |node| {
                found |= matches!(node.kind, Kind::Alias(anchor) if lost.contains(&anchor));
            });
            found
        };
        match (&node.kind, old) {
            (Kind::Alias(anchor), _) if lost.contains(anchor) => self.whole(node, old, path, place),
            (Kind::List { items, layout }, Tree::List(trees, _)) => {
                let dashes =
                    (*layout == Layout::Block).then(|| block::dashes(self.text, node, items));
                let block = dashes.flatten().map(|dashes| block::list(self.text, items, &dashes));
                for (rank, (item, tree)) in items.iter().zip(trees).enumerate() {
                    let place = block.as_ref().map_or(Place::Line, |block| block.dash(rank));
                    self.write_out(item, tree, lost, &format!("{path}/{rank}"), place);
                }
            }
            (Kind::Map { entries, layout }, Tree::Map(trees)) => {
                let mut plan = Plan::nothing(entries);
                plan.write_out(entries, trees, &self.anchors, is_lost);
                if plan.kept.contains(&false) || !plan.narrowed.is_empty() {
                    self.map(node, entries, *layout, &plan, old, path, place);
                }
                for entry in entries.iter().filter(|entry| !entry.merges) {
                    if let Some(tree) = trees.get(&entry.name) {
                        let path = format!("{path}/{}", escape(&entry.name));
                        self.write_out(&entry.value, tree, lost, &path, self.place(entry, *layout));
                    }
                }
            }
            _ => {}
        }
    }
}
