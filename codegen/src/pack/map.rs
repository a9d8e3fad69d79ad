//! A map in a pack.

use std::cmp::Ordering;
use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::Range;

use serde::{Serialize, Serializer};

use super::{FromPack, Pack};
use crate::canon::key_order;

/// A map from strings: where its entries lie, sorted by key. An entry is read when it is asked for.
#[derive(Clone, Copy)]
pub struct Map<T> {
    pack: &'static Pack<'static>,
    len: u32,
    first_at: u32,
    value: PhantomData<fn() -> T>,
}

/// The entries of a [`Map`], in the order of canonical JSON.
#[derive(Clone)]
pub struct MapIter<T> {
    map: Map<T>,
    ranks: Range<u32>,
}

impl<T> Map<T> {
    /// The map whose length and place lie at an offset.
    #[must_use]
    pub const fn new(pack: &'static Pack<'static>, at: u32) -> Self {
        Self { pack, len: pack.u32(at), first_at: pack.u32(at + 4), value: PhantomData }
    }

    /// How many entries it has.
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

impl<T: FromPack> Map<T> {
    /// Bytes of an entry: a reference to the key, and the value.
    const WIDTH: u32 = 8 + T::WIDTH;

    /// The value of a key. Takes time that grows with the logarithm of the length.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<T> {
        let mut ranks = 0..self.len;
        while !ranks.is_empty() {
            let middle = ranks.start + (ranks.end - ranks.start) / 2;
            match key_order(key, self.key(middle)) {
                Ordering::Less => ranks.end = middle,
                Ordering::Equal => return Some(self.value(middle)),
                Ordering::Greater => ranks.start = middle + 1,
            }
        }
        None
    }

    /// Whether it has a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The entries in the order of their keys.
    #[must_use]
    pub fn iter(&self) -> MapIter<T> {
        MapIter { map: *self, ranks: 0..self.len }
    }

    /// The keys in order.
    #[must_use]
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &'static str> + use<T> {
        self.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    #[must_use]
    pub fn values(&self) -> impl ExactSizeIterator<Item = T> + use<T> {
        self.iter().map(|(_, value)| value)
    }

    fn key(&self, rank: u32) -> &'static str {
        self.pack.str(self.first_at + rank * Self::WIDTH)
    }

    fn value(&self, rank: u32) -> T {
        T::read(self.pack, self.first_at + rank * Self::WIDTH + 8)
    }
}

impl<T: FromPack> Iterator for MapIter<T> {
    type Item = (&'static str, T);

    fn next(&mut self) -> Option<Self::Item> {
        self.ranks.next().map(|rank| (self.map.key(rank), self.map.value(rank)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ranks.size_hint()
    }
}

impl<T: FromPack> DoubleEndedIterator for MapIter<T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.ranks.next_back().map(|rank| (self.map.key(rank), self.map.value(rank)))
    }
}

impl<T: FromPack> ExactSizeIterator for MapIter<T> {}

impl<T: FromPack> FusedIterator for MapIter<T> {}

impl<T: FromPack> IntoIterator for Map<T> {
    type Item = (&'static str, T);
    type IntoIter = MapIter<T>;

    fn into_iter(self) -> MapIter<T> {
        self.iter()
    }
}

impl<T: FromPack> IntoIterator for &Map<T> {
    type Item = (&'static str, T);
    type IntoIter = MapIter<T>;

    fn into_iter(self) -> MapIter<T> {
        self.iter()
    }
}

impl<T: FromPack + fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<T: FromPack + PartialEq> PartialEq for Map<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<T: FromPack + Eq> Eq for Map<T> {}

impl<T: FromPack + Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}
