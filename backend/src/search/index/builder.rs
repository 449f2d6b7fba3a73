//! Takes residents one by one and makes a [`Core`] of them.
//!
//! A city is read from the database row by row, so nothing but the packed rows and the distinct names is held. While
//! rows come in, characters, names and areas have numbers in the order of their coming; at the end they get those of
//! their own order.

use super::alphabet::{Alphabet, Key, OTHER, WIDTH, at};
use super::core::Core;
use super::crowd::{Crowd, NO_TAIL, Row, facts};
use super::long::LongNames;
use super::table::Table;
use crate::search::people::PersonEntry;
use crate::search::sound::normalize;
use shared::area::AreaCode;
use std::collections::HashMap;

#[derive(Debug, Default)]
pub struct Builder {
    chars: HashMap<char, u16>,
    packed: HashMap<Key, u32>,
    long: HashMap<Box<str>, u32>,
    areas: HashMap<AreaCode, u32>,
    rows: Vec<Row>,
    /// Names that are not written as they are compared, by resident.
    written: HashMap<i64, Box<str>>,
}

/// Marks the number of a long name while rows come in.
const LONG: u32 = 1 << 31;

impl Builder {
    pub fn push(&mut self, entry: PersonEntry) {
        let name = self.name(&entry);
        let facts = facts(&entry);
        let next = self.areas.len() as u32;
        let area = match self.areas.get(&entry.area) {
            Some(area) => *area,
            None => *self.areas.entry(entry.area).or_insert(next),
        };
        self.rows.push(Row {
            id: entry.id,
            household: entry.household,
            dwelling: entry.dwelling,
            building: entry.building,
            complex: entry.complex,
            area,
            name,
            facts,
            tail: entry.phone_tail.filter(|tail| *tail < 10_000).unwrap_or(NO_TAIL),
            entrance: entry.entrance,
            floor: entry.floor,
        });
    }

    fn name(&mut self, entry: &PersonEntry) -> u32 {
        let name = normalize(&entry.name);
        if name != entry.name {
            self.written.insert(entry.id, entry.name.as_str().into());
        }
        let (mut key, mut count) = (0, 0);
        for c in name.chars() {
            let next = (self.chars.len() + 1).min(usize::from(OTHER)) as u16;
            let code = *self.chars.entry(c).or_insert(next);
            key = key << 16 | u64::from(code);
            count = if code == OTHER { WIDTH + 1 } else { count + 1 };
        }
        if count > WIDTH || count == 0 {
            let next = self.long.len() as u32 | LONG;
            return *self.long.entry(name.into_boxed_str()).or_insert(next);
        }
        let next = self.packed.len() as u32;
        *self.packed.entry(key << (16 * (WIDTH - count))).or_insert(next)
    }

    pub fn finish(self) -> Core {
        let Builder { chars, packed, long, areas, mut rows, written } = self;
        let mut in_order: Vec<(char, u16)> = chars.into_iter().filter(|(_, code)| *code != OTHER).collect();
        in_order.sort_unstable();
        let mut recoded = vec![0_u16; in_order.len() + 1];
        for (code, (_, old)) in (1..).zip(&in_order) {
            recoded[usize::from(*old)] = code;
        }
        let alphabet = Alphabet::new(in_order.into_iter().map(|(c, _)| c).collect());

        let recode =
            |key: Key| (0..WIDTH).fold(0, |new, place| new << 16 | u64::from(recoded[usize::from(at(key, place))]));
        let mut keys: Vec<(Key, u32)> = packed.into_iter().map(|(key, number)| (recode(key), number)).collect();
        keys.sort_unstable();
        let mut texts: Vec<(Box<str>, u32)> = long.into_iter().collect();
        texts.sort_unstable();
        let (mut packed, mut long) = (vec![0; keys.len()], vec![0; texts.len()]);
        for (name, (_, number)) in (0..).zip(&keys) {
            packed[*number as usize] = name;
        }
        for (name, (_, number)) in (keys.len() as u32..).zip(&texts) {
            long[(*number & !LONG) as usize] = name;
        }
        let mut codes: Vec<(AreaCode, u32)> = areas.into_iter().collect();
        codes.sort_unstable();
        let mut place = vec![0; codes.len()];
        for (own, (_, number)) in (0..).zip(&codes) {
            place[*number as usize] = own;
        }
        for row in &mut rows {
            let number = (row.name & !LONG) as usize;
            row.name = if row.name & LONG == 0 { packed[number] } else { long[number] };
            row.area = place[row.area as usize];
        }

        let keys: Vec<Key> = keys.into_iter().map(|(key, _)| key).collect();
        let texts: Vec<Box<str>> = texts.into_iter().map(|(text, _)| text).collect();
        let crowd = Crowd::build(rows, codes.into_iter().map(|(code, _)| code).collect());
        let (table, long) = (Table::build(keys, &alphabet), LongNames::build(texts, &alphabet));
        let (first, bearers) = group(&crowd.names, table.len() + long.len());
        let tails: Vec<u32> = crowd.tails.iter().map(|tail| u32::from(*tail).min(10_000)).collect();
        let (mut tail_first, mut by_tail) = group(&tails, 10_001);
        // Those without a telephone stand last, and nobody asks for them.
        tail_first.truncate(10_001);
        by_tail.truncate(tail_first[10_000] as usize);
        by_tail.shrink_to_fit();
        let mut own: Vec<(u32, Box<str>)> = if written.is_empty() {
            Vec::new()
        } else {
            let find = |at: u32| Some((at, written.get(&crowd.id(at))?.clone()));
            (0..crowd.len() as u32).filter_map(find).collect()
        };
        own.shrink_to_fit();
        Core { alphabet, table, long, first, bearers, tail_first, by_tail, crowd, written: own }
    }
}

/// Everybody by a number: where each number begins, and who has it.
fn group(numbers: &[u32], count: usize) -> (Vec<u32>, Vec<u32>) {
    let mut first = vec![0_u32; count + 1];
    for number in numbers {
        first[*number as usize + 1] += 1;
    }
    for at in 1..first.len() {
        first[at] += first[at - 1];
    }
    let (mut next, mut grouped) = (first.clone(), vec![0; numbers.len()]);
    for (place, number) in (0..).zip(numbers) {
        let slot = &mut next[*number as usize];
        grouped[*slot as usize] = place;
        *slot += 1;
    }
    (first, grouped)
}
