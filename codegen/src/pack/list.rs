//! A list in a pack.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::Range;

use serde::{Serialize, Serializer};

use super::{FromPack, Pack};

/// A list: where its elements lie. An element is read when it is asked for.
#[derive(Clone, Copy)]
pub struct List<T> {
    pack: &'static Pack<'static>,
    len: u32,
    first_at: u32,
    element: PhantomData<fn() -> T>,
}

/// The elements of a [`List`], in order.
#[derive(Clone)]
pub struct ListIter<T> {
    list: List<T>,
    ranks: Range<u32>,
}

impl<T> List<T> {
    /// The list whose length and place lie at an offset.
    #[must_use]
    pub const fn new(pack: &'static Pack<'static>, at: u32) -> Self {
        Self { pack, len: pack.u32(at), first_at: pack.u32(at + 4), element: PhantomData }
    }

    /// How many elements it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl<T: FromPack> List<T> {
    /// An element, by its rank.
    #[must_use]
    pub fn get(&self, rank: usize) -> Option<T> {
        let rank = u32::try_from(rank).ok().filter(|rank| *rank < self.len)?;
        Some(self.element(rank))
    }

    /// The elements in order.
    #[must_use]
    pub fn iter(&self) -> ListIter<T> {
        ListIter { list: *self, ranks: 0..self.len }
    }

    fn element(&self, rank: u32) -> T {
        T::read(self.pack, self.first_at + rank * T::WIDTH)
    }
}

impl<T: FromPack> Iterator for ListIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.ranks.next().map(|rank| self.list.element(rank))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ranks.size_hint()
    }
}

impl<T: FromPack> DoubleEndedIterator for ListIter<T> {
    fn next_back(&mut self) -> Option<T> {
        self.ranks.next_back().map(|rank| self.list.element(rank))
    }
}

impl<T: FromPack> ExactSizeIterator for ListIter<T> {}

impl<T: FromPack> FusedIterator for ListIter<T> {}

impl<T: FromPack> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = ListIter<T>;

    fn into_iter(self) -> ListIter<T> {
        self.iter()
    }
}

impl<T: FromPack> IntoIterator for &List<T> {
    type Item = T;
    type IntoIter = ListIter<T>;

    fn into_iter(self) -> ListIter<T> {
        self.iter()
    }
}

impl<T: FromPack + fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<T: FromPack + PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<T: FromPack + Eq> Eq for List<T> {}

impl<T: FromPack + Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}
