//! A set of residents and their names, built once.
//!
//! Names are numbered: packed ones first, then long ones. Invariant: the bearers of a name stand in order of address.

use super::alphabet::{Alphabet, Key};
use super::crowd::{Address, Crowd};
use super::long::LongNames;
use super::order::Order;
use super::table::{Table, turn};
use crate::search::people::PersonEntry;
use shared::area::AreaCode;

/// Between the places of a name in a cursor: below every character that names are made of.
const GAP: &str = "!";

#[derive(Debug)]
pub struct Core {
    pub(super) alphabet: Alphabet,
    pub(super) table: Table,
    pub(super) long: LongNames,
    /// `bearers[first[n]..first[n + 1]]` bear name `n`.
    pub(super) first: Vec<u32>,
    pub(super) bearers: Vec<u32>,
    /// People by the end of their telephone number, in the same way.
    pub(super) tail_first: Vec<u32>,
    pub(super) by_tail: Vec<u32>,
    pub(super) crowd: Crowd,
    /// Names as they are written, where that is not how they are compared.
    pub(super) written: Vec<(u32, Box<str>)>,
}

/// A name of either sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Packed(Key),
    Long(u32),
}

impl Core {
    pub fn len(&self) -> usize {
        self.crowd.len()
    }

    pub fn is_empty(&self) -> bool {
        self.crowd.len() == 0
    }

    pub fn distinct(&self) -> usize {
        self.table.len() + self.long.len()
    }

    pub fn entry(&self, at: u32) -> PersonEntry {
        let own = self.written.binary_search_by_key(&at, |(place, _)| *place);
        let name =
            own.map_or_else(|_| self.name_text(self.crowd.names[at as usize]), |own| self.written[own].1.to_string());
        self.crowd.entry(at, name)
    }

    pub fn address(&self, at: u32) -> Address<'_> {
        self.crowd.address(at)
    }

    /// Where people with these numbers stand, and those of these homes (household and dwelling).
    pub fn places(&self, ids: impl Fn(i64) -> bool, homes: impl Fn(i64, i64) -> bool) -> Vec<u32> {
        self.crowd.find(ids, homes)
    }

    /// Whether somebody is the first of a home.
    pub fn begins_home(&self, at: u32) -> bool {
        self.crowd.starts_home(at as usize)
    }

    /// How many homes there are in an area, without those that begin at some places, which are in order.
    pub fn homes(&self, area: &AreaCode, without: &[u32]) -> usize {
        let inside = self.crowd.inside(area);
        let before = |end: u32| without.partition_point(|at| *at < end);
        let out = before(inside.end) - before(inside.start);
        self.crowd.homes(inside) - out
    }

    pub fn members(&self, at: u32) -> std::ops::Range<u32> {
        self.crowd.members(at)
    }

    pub(super) fn name(&self, name: u32) -> Name {
        match name.checked_sub(self.table.len() as u32) {
            None => Name::Packed(self.table.key(name)),
            Some(long) => Name::Long(long),
        }
    }

    fn name_text(&self, name: u32) -> String {
        match self.name(name) {
            Name::Packed(key) => self.alphabet.text(key),
            Name::Long(long) => self.long.text(long).to_owned(),
        }
    }

    pub(super) fn bearers(&self, name: u32) -> &[u32] {
        let name = name as usize;
        &self.bearers[self.first[name] as usize..self.first[name + 1] as usize]
    }

    /// The name of an answer as its order reads it.
    pub fn turned_text(&self, order: &Order) -> String {
        if order.long {
            return self.long.text(order.turned as u32 - 1).to_owned();
        }
        // Turned keys may hold gaps; they are written down with their places.
        (0..4).map(|place| self.alphabet.text(turn(order.turned, place) & (0xFFFF << 48))).collect::<Vec<_>>().join(GAP)
    }

    /// The least place in this order for the name of an answer of another index, and whether the name is here.
    pub fn turned(&self, text: &str, long: bool) -> (u64, bool) {
        if long {
            return match self.long.place(text) {
                Ok(at) => (at as u64 + 1, true),
                Err(at) => (at as u64, false),
            };
        }
        let mut key = 0;
        for (place, part) in (0..4).zip(text.split(GAP)) {
            let free = 48 - 16 * place;
            let Some(c) = part.chars().next() else { continue };
            match self.alphabet.code(c) {
                Some(code) => key |= u64::from(code) << free,
                None => return (key | u64::from(self.alphabet.floor(c)) << free | ((1 << free) - 1), false),
            }
        }
        (key, true)
    }

    pub fn until(&self, address: Address<'_>) -> u32 {
        self.crowd.until(address)
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let postings = (self.first.len() + self.bearers.len() + self.tail_first.len() + self.by_tail.len()) * 4;
        let written: usize = self.written.iter().map(|(_, text)| text.len() + 24).sum();
        self.alphabet.bytes() + self.table.bytes() + self.long.bytes() + self.crowd.bytes() + postings + written
    }
}
