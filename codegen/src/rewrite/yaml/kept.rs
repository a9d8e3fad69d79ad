//! What people wrote around the values of a text, and which of it a change may not lose: comments, anchors,
//! tags and aliases of what stays.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::lines::{Lines, line_end};
use super::merge::{self, Anchors};
use super::parse;
use super::stage::Spans;
use crate::rewrite::change::{Change, Item, Member, What};
use crate::rewrite::edit::Loss;
use crate::rewrite::node::{Entry, Kind, Layout, Node, Scalar};

/// The first thing that the new text should still have, and has not. The change is from the old text.
pub(in crate::rewrite) fn lost(old: &str, new: &str, change: &Change<'_>) -> Option<Loss> {
    let root = parse::parse(old)?;
    let anchors = merge::anchors(&root);
    let mut walk = Walk { text: old, gone: Vec::new(), touched: HashSet::new() };
    walk.value(&root, Some(change), root.start);
    let Walk { gone, touched, .. } = walk;
    let gone = Spans::new(gone);
    let settled = settled(&anchors, &touched, &gone);
    let mut there: HashMap<String, usize> = HashMap::new();
    if let Some(root) = parse::parse(new) {
        for word in words(new, &root) {
            *there.entry(word.text).or_default() += 1;
        }
    }
    let stay = words(old, &root).into_iter().filter(|word| {
        // An alias of what changes may have to be written out.
        !gone.hold(word.at) && word.alias.is_none_or(|anchor| settled.contains(&anchor))
    });
    for word in stay {
        match there.get_mut(&word.text) {
            Some(count) if *count > 0 => *count -= 1,
            _ => return Some(Loss { at: word.at, what: shown(&word.text) }),
        }
    }
    None
}

fn shown(word: &str) -> String {
    const LONGEST: usize = 60;
    let short: String = word.chars().take(LONGEST).collect();
    if short.len() < word.len() { format!("`{short}…`") } else { format!("`{short}`") }
}

/// The anchors of values that stay as they are.
fn settled(anchors: &Anchors<'_>, touched: &HashSet<usize>, gone: &Spans) -> HashSet<usize> {
    let mut settled = HashSet::new();
    for (anchor, node) in anchors {
        let mut stays = !gone.hold(node.start);
        node.walk(&mut |inner| {
            stays &= !touched.contains(&inner.start);
            stays &= !matches!(inner.kind, Kind::Alias(named) if !settled.contains(&named));
        });
        if stays {
            settled.insert(*anchor);
        }
    }
    settled
}

struct Walk<'t> {
    text: &'t str,
    /// Where nothing stays for sure.
    gone: Vec<Range<usize>>,
    /// Where the values begin that become others.
    touched: HashSet<usize>,
}

impl Walk<'_> {
    /// A value, and what becomes of it. What is said of it begins at `head`.
    fn value(&mut self, node: &Node, change: Option<&Change<'_>>, head: usize) {
        let Some(change) = change else { return };
        self.touched.insert(node.start);
        match (&node.kind, &change.what) {
            (Kind::List { items: old, layout }, What::List(items)) => {
                let mut kept = vec![false; old.len()];
                for item in items {
                    let (Item::Kept(rank) | Item::Changed(rank, _)) = item else { continue };
                    kept[*rank] = true;
                    if let Item::Changed(_, change) = item {
                        self.value(&old[*rank], Some(change), old[*rank].start);
                    }
                }
                let parts: Vec<_> = old.iter().map(|item| item.start..item.span.end).collect();
                self.parts(node, *layout, &parts, &kept, head);
            }
            (Kind::Map { entries, layout }, What::Map(members)) => {
                let kept = self.entries(entries, members);
                let parts = entries.iter().map(|entry| entry.key.start..entry.value.span.end);
                self.parts(node, *layout, &parts.collect::<Vec<_>>(), &kept, head);
            }
            (Kind::Scalar(_), _) => self.gone.push(node.start..node.span.end),
            _ => self.gone.push(head.min(node.start)..line_end(self.text, node.span.end)),
        }
    }

    /// Which entries of an object stay.
    fn entries(&mut self, entries: &[Entry], members: &[Member<'_>]) -> Vec<bool> {
        let own = entries.iter().enumerate().filter(|(_, entry)| !entry.merges);
        let ranks: HashMap<&str, usize> =
            own.map(|(rank, entry)| (entry.name.as_str(), rank)).collect();
        let mut kept = vec![true; entries.len()];
        for member in members {
            match (member, ranks.get(member.name())) {
                (Member::Changed(_, change), Some(rank)) => {
                    let entry = &entries[*rank];
                    self.value(&entry.value, Some(change), entry.key.end);
                }
                (Member::Removed(_), Some(rank)) => kept[*rank] = false,
                _ => {}
            }
        }
        // What brings a field goes with it.
        if members.iter().any(|member| matches!(member, Member::Removed(_))) {
            let merges = entries.iter().filter(|entry| entry.merges);
            self.gone.extend(merges.map(|entry| entry.key.start..entry.value.span.end));
        }
        kept
    }

    /// The parts of a list or object that go, each with what is said of it.
    fn parts(
        &mut self,
        node: &Node,
        layout: Layout,
        parts: &[Range<usize>],
        kept: &[bool],
        head: usize,
    ) {
        let last = match parts.last() {
            Some(_) if layout != Layout::Flow => Lines::new(self.text, parts.to_vec()).end(),
            _ => node.span.end,
        };
        for (rank, _) in kept.iter().enumerate().filter(|(_, kept)| !**kept) {
            let start = match rank.checked_sub(1) {
                Some(before) => line_end(self.text, parts[before].end).min(parts[rank].start),
                None => head.min(parts[rank].start),
            };
            let end = parts.get(rank + 1).map_or(last, |next| next.start);
            self.gone.push(start..end);
        }
    }
}

/// Something that a person wrote around the values.
struct Word {
    at: usize,
    text: String,
    /// The anchor that it names, if it is an alias.
    alias: Option<usize>,
}

/// What is written around the values of a text, in its order.
fn words(text: &str, root: &Node) -> Vec<Word> {
    let mut scan = Scan { text, done: 0, words: Vec::new() };
    scan.value(root);
    scan.comments(text.len());
    scan.words
}

struct Scan<'t> {
    text: &'t str,
    done: usize,
    words: Vec<Word>,
}

impl Scan<'_> {
    fn value(&mut self, node: &Node) {
        self.comments(node.start);
        self.properties(node.start..node.span.start);
        match &node.kind {
            Kind::Scalar(Scalar::Literal | Scalar::Folded) => {
                self.done = self.done.max(node.span.start);
                self.comments(line_end(self.text, node.span.start).min(node.span.end));
                self.done = self.done.max(node.span.end);
            }
            Kind::Scalar(_) => self.done = self.done.max(node.span.end),
            Kind::Alias(anchor) => {
                let text = self.text[node.span.clone()].to_owned();
                self.words.push(Word { at: node.start, text, alias: Some(*anchor) });
                self.done = self.done.max(node.span.end);
            }
            Kind::List { items, .. } => items.iter().for_each(|item| self.value(item)),
            Kind::Map { entries, .. } => {
                for entry in entries {
                    self.comments(entry.key.start);
                    self.properties(entry.key.clone());
                    self.done = self.done.max(entry.key.end);
                    self.value(&entry.value);
                }
            }
        }
    }

    /// The anchor and the tag that stand before a value.
    fn properties(&mut self, at: Range<usize>) {
        let mut start = at.start;
        for line in self.text[at].split_inclusive(char::is_whitespace) {
            let word = line.trim_end();
            if !word.starts_with(['&', '!']) && !word.is_empty() {
                return;
            }
            if !word.is_empty() {
                self.words.push(Word { at: start, text: word.to_owned(), alias: None });
            }
            start += line.len();
        }
    }

    /// The comments up to an offset, before which there is no value.
    fn comments(&mut self, end: usize) {
        while self.done < end {
            let Some(at) = self.text[self.done..end].find('#') else { break };
            let at = self.done + at;
            self.done = at + 1;
            if self.text[..at].chars().next_back().is_none_or(char::is_whitespace) {
                let comment = &self.text[at..line_end(self.text, at)];
                let text = comment.trim_end().to_owned();
                self.done = at + comment.len();
                self.words.push(Word { at, text, alias: None });
            }
        }
        self.done = self.done.max(end);
    }
}
