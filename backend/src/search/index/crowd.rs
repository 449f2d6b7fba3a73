//! Everybody in order of address, in columns.
//!
//! A resident is known by the place in this order, so households stand together, an area is a range, and a place is
//! also a place in the order of answers. Invariants: people of one home (dwelling and household) are neighbours; what a
//! home shares is kept once. Births are kept as days since 1800 and stay within 358 years.

use crate::search::people::PersonEntry;
use chrono::{Datelike, NaiveDate};
use shared::area::AreaCode;
use shared::person::{Relation, Sex};
use std::ops::Range;

/// Days of 1 January 1800 in the calendar of `chrono`.
const EPOCH: i32 = 657_072;
const BIRTH: u32 = 17;
/// No telephone.
pub const NO_TAIL: u16 = u16::MAX;
/// Words of the bit map between two counts.
const STRIDE: usize = 8;

/// Numbers of a database: most are small.
#[derive(Debug)]
enum Column {
    Narrow(Vec<u32>),
    Wide(Vec<i64>),
}

impl Column {
    fn of<T>(rows: &[T], value: impl Fn(&T) -> i64) -> Column {
        if rows.iter().all(|row| u32::try_from(value(row)).is_ok()) {
            Column::Narrow(rows.iter().map(|row| value(row) as u32).collect())
        } else {
            Column::Wide(rows.iter().map(value).collect())
        }
    }

    fn get(&self, at: usize) -> i64 {
        match self {
            Column::Narrow(values) => i64::from(values[at]),
            Column::Wide(values) => values[at],
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Column::Narrow(values) => values.len() * 4,
            Column::Wide(values) => values.len() * 8,
        }
    }
}

/// A resident on the way into the columns.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: i64,
    pub household: i64,
    pub dwelling: i64,
    pub building: i64,
    pub complex: Option<i64>,
    pub area: u32,
    pub name: u32,
    pub facts: u32,
    pub tail: u16,
    pub entrance: u16,
    pub floor: u16,
}

impl Row {
    fn home(&self) -> (u32, i64, i64, i64) {
        (self.area, self.building, self.dwelling, self.household)
    }
}

#[derive(Debug)]
struct Building {
    id: i64,
    complex: Option<i64>,
    area: u32,
}

#[derive(Debug)]
pub struct Crowd {
    ids: Column,
    pub names: Vec<u32>,
    facts: Vec<u32>,
    pub tails: Vec<u16>,
    /// A bit for everybody who is the first of a home, and how many stand before every eighth word.
    starts: Vec<u64>,
    counts: Vec<u32>,
    households: Column,
    dwellings: Column,
    /// Of a home.
    building: Vec<u32>,
    entrances: Vec<u16>,
    floors: Vec<u16>,
    buildings: Vec<Building>,
    /// In order, with the place of the first resident.
    areas: Vec<(AreaCode, u32)>,
}

/// Area, building, dwelling, household, resident: where somebody stands in the order.
pub type Address<'a> = (&'a str, i64, i64, i64, i64);

/// What narrows and ranks, in one word: birth, sex, relation.
pub fn facts(entry: &PersonEntry) -> u32 {
    let birth = (entry.birth.num_days_from_ce() - EPOCH).clamp(0, (1 << BIRTH) - 1) as u32;
    let relation = Relation::ALL.iter().position(|one| *one == entry.relation).unwrap_or(0) as u32;
    birth | u32::from(entry.sex == Sex::Male) << BIRTH | relation << (BIRTH + 1)
}

impl Crowd {
    /// From rows whose areas are numbers in the order of their codes.
    pub fn build(mut rows: Vec<Row>, codes: Vec<AreaCode>) -> Crowd {
        rows.sort_unstable_by_key(|row| (row.home(), row.id));
        rows.shrink_to_fit();
        let first: Vec<usize> =
            (0..rows.len()).filter(|&at| at == 0 || rows[at - 1].home() != rows[at].home()).collect();
        let mut starts = vec![0_u64; rows.len().div_ceil(64)];
        for at in &first {
            starts[at / 64] |= 1 << (at % 64);
        }
        let mut counts = Vec::with_capacity(starts.len().div_ceil(STRIDE));
        let mut before = 0;
        for words in starts.chunks(STRIDE) {
            counts.push(before);
            before += words.iter().map(|word| word.count_ones()).sum::<u32>();
        }
        let mut buildings: Vec<Building> = Vec::new();
        let mut building = Vec::with_capacity(first.len());
        for row in first.iter().map(|&at| &rows[at]) {
            if buildings
                .last()
                .is_none_or(|last| (last.area, last.id, last.complex) != (row.area, row.building, row.complex))
            {
                buildings.push(Building { id: row.building, complex: row.complex, area: row.area });
            }
            building.push(buildings.len() as u32 - 1);
        }
        let areas = (0_u32..).zip(codes).map(|(number, code)| {
            let place = rows.partition_point(|row| row.area < number) as u32;
            (code, place)
        });
        let areas = areas.collect();
        let home = |value: fn(&Row) -> i64| Column::of(&first, |at: &usize| value(&rows[*at]));
        let (households, dwellings) = (home(|row| row.household), home(|row| row.dwelling));
        Crowd {
            ids: Column::of(&rows, |row| row.id),
            names: rows.iter().map(|row| row.name).collect(),
            facts: rows.iter().map(|row| row.facts).collect(),
            tails: rows.iter().map(|row| row.tail).collect(),
            starts,
            counts,
            households,
            dwellings,
            building,
            entrances: first.iter().map(|&at| rows[at].entrance).collect(),
            floors: first.iter().map(|&at| rows[at].floor).collect(),
            buildings,
            areas,
        }
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn id(&self, at: u32) -> i64 {
        self.ids.get(at as usize)
    }

    pub fn birth(&self, at: u32) -> NaiveDate {
        let days = (self.facts[at as usize] & ((1 << BIRTH) - 1)) as i32;
        NaiveDate::from_num_days_from_ce_opt(days + EPOCH).unwrap_or_default()
    }

    pub fn sex(&self, at: u32) -> Sex {
        if self.facts[at as usize] >> BIRTH & 1 == 1 { Sex::Male } else { Sex::Female }
    }

    pub fn relation(&self, at: u32) -> Relation {
        let number = self.facts[at as usize] >> (BIRTH + 1);
        Relation::ALL.get(number as usize).copied().unwrap_or(Relation::Other)
    }

    pub fn starts_home(&self, at: usize) -> bool {
        self.starts[at / 64] >> (at % 64) & 1 == 1
    }

    /// How many homes begin in a range.
    pub fn homes(&self, places: Range<u32>) -> usize {
        let before = |at: u32| at.checked_sub(1).map_or(0, |last| self.home(last) + 1);
        if places.is_empty() { 0 } else { before(places.end) - before(places.start) }
    }

    fn home(&self, at: u32) -> usize {
        let (word, bit) = (at as usize / 64, at % 64);
        let block = word / STRIDE;
        let full: u32 = self.starts[block * STRIDE..word].iter().map(|word| word.count_ones()).sum();
        let own = (self.starts[word] & (u64::MAX >> (63 - bit))).count_ones();
        (self.counts[block] + full + own) as usize - 1
    }

    /// Everybody of the home of somebody.
    pub fn members(&self, at: u32) -> Range<u32> {
        let at = at as usize;
        let first = (0..=at).rev().find(|&at| self.starts_home(at)).unwrap_or(0);
        let last = (at + 1..self.len()).find(|&at| self.starts_home(at)).unwrap_or(self.len());
        first as u32..last as u32
    }

    pub fn address(&self, at: u32) -> Address<'_> {
        let home = self.home(at);
        let building = &self.buildings[self.building[home] as usize];
        let area = self.areas[building.area as usize].0.as_str();
        (area, building.id, self.dwellings.get(home), self.households.get(home), self.id(at))
    }

    /// How many stand at or before an address.
    pub fn until(&self, address: Address<'_>) -> u32 {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = u32::midpoint(low, high);
            if self.address(middle) <= address { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Everybody who lives in an area.
    pub fn inside(&self, area: &AreaCode) -> Range<u32> {
        let start = self.areas.partition_point(|(code, _)| code.as_str() < area.prefix());
        let count = self.areas[start..].partition_point(|(code, _)| area.contains(code));
        let place = |area: usize| self.areas.get(area).map_or(self.len() as u32, |(_, place)| *place);
        place(start)..place(start + count)
    }

    /// Where people with these numbers stand, and those of these homes (household and dwelling).
    pub fn find(&self, wanted: impl Fn(i64) -> bool, homes: impl Fn(i64, i64) -> bool) -> Vec<u32> {
        let mut found = Vec::new();
        let (mut home, mut taken) = (0, false);
        for at in 0..self.len() {
            if self.starts_home(at) {
                taken = homes(self.households.get(home), self.dwellings.get(home));
                home += 1;
            }
            if taken || wanted(self.ids.get(at)) {
                found.push(at as u32);
            }
        }
        found
    }

    pub fn entry(&self, at: u32, name: String) -> PersonEntry {
        let home = self.home(at);
        let building = &self.buildings[self.building[home] as usize];
        PersonEntry {
            id: self.id(at),
            name,
            birth: self.birth(at),
            sex: self.sex(at),
            relation: self.relation(at),
            household: self.households.get(home),
            complex: building.complex,
            building: building.id,
            entrance: self.entrances[home],
            dwelling: self.dwellings.get(home),
            floor: self.floors[home],
            area: self.areas[building.area as usize].0.clone(),
            phone_tail: Some(self.tails[at as usize]).filter(|tail| *tail != NO_TAIL),
        }
    }

    pub fn bytes(&self) -> usize {
        let people = self.ids.bytes() + self.names.len() * 10 + self.starts.len() * 8 + self.counts.len() * 4;
        let homes = self.households.bytes() + self.dwellings.bytes() + self.building.len() * 8;
        people + homes + self.buildings.len() * size_of::<Building>() + self.areas.len() * 48
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1800() {
        assert_eq!(NaiveDate::from_ymd_opt(1800, 1, 1).unwrap().num_days_from_ce(), EPOCH);
    }
}
