//! Places by name, alias, sound, initials and building number.
//!
//! Every place is indexed under its name, its full name (complex and name) and its aliases, as written and with
//! numbers in digits. `星辰29栋` also finds a building by the beginning or sound of its complex. Invariants: a place is
//! answered once, with its best match; a number never matches inside another number (29栋 is not 129栋).

use super::names::NameIndex;
use super::numerals::{AddressQuery, normalize_place, read_address, split_building};
use super::sound::{self, Rank, Reading};
use shared::api::person::MatchKind;
use shared::api::search::PlaceKind;
use shared::area::AreaCode;

/// A place as the store tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceEntry {
    pub kind: PlaceKind,
    pub id: i64,
    /// `29栋`.
    pub name: String,
    /// `星辰花园29栋`; the name again when there is nothing to add.
    pub full_name: String,
    /// Old names, other names, an address.
    pub aliases: Vec<String>,
    /// Address or area, for the screen only.
    pub detail: String,
    /// Where a building or complex lies; nothing for what is on everybody's map, such as roads.
    pub area: Option<AreaCode>,
    pub lon: f64,
    pub lat: f64,
    /// West, south, east, north.
    pub bbox: [f64; 4],
}

/// A place found: its number in the list given to `build`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceMatch {
    pub entry: u32,
    pub kind: MatchKind,
}

/// Places, and what the query said beyond them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceAnswer {
    pub items: Vec<PlaceMatch>,
    /// 单元 that the query named.
    pub entrance: Option<u16>,
    /// Dwelling number that the query named.
    pub dwelling: Option<String>,
}

/// See the module.
#[derive(Debug)]
pub struct PlaceIndex {
    entries: Vec<PlaceEntry>,
    /// Of equal matches, the entry with the smaller number comes first.
    order: Vec<u32>,
    names: NameIndex,
}

impl PlaceIndex {
    pub fn build(entries: Vec<PlaceEntry>) -> PlaceIndex {
        let mut terms: Vec<(u32, String)> = Vec::new();
        for (at, entry) in (0..).zip(&entries) {
            for text in [&entry.name, &entry.full_name].into_iter().chain(&entry.aliases) {
                terms.push((at, text.clone()));
                terms.push((at, normalize_place(text)));
            }
        }
        let names = NameIndex::build_places(terms.iter().map(|(at, text)| (*at, text.as_str())));
        let mut sorted: Vec<u32> = (0..).take(entries.len()).collect();
        sorted.sort_by_cached_key(|&at| {
            let entry = &entries[at as usize];
            (weight(entry.kind), entry.full_name.chars().count(), entry.full_name.clone(), entry.id)
        });
        let mut order = vec![0; entries.len()];
        for (place, &at) in (0..).zip(&sorted) {
            order[at as usize] = place;
        }
        PlaceIndex { entries, order, names }
    }

    pub fn entry(&self, at: u32) -> &PlaceEntry {
        &self.entries[at as usize]
    }

    /// How many places are indexed.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The best `limit` places; of buildings and complexes, those within `around` or around it.
    pub fn search(&self, query: &str, limit: usize, around: Option<&AreaCode>) -> PlaceAnswer {
        let AddressQuery { place, entrance, dwelling } = read_address(query);
        let mut found: Vec<(u32, Rank)> = Vec::new();
        let written = sound::normalize(query);
        for text in if written == place { vec![&place] } else { vec![&place, &written] } {
            for name in self.names.matches(text) {
                if name.rank != Rank::NamePart || stands_alone(self.names.name(name.name), text) {
                    found.extend(self.names.ids(name.name).iter().map(|&entry| (entry, name.rank)));
                }
            }
        }
        if let Some((complex, building)) = split_building(&place) {
            found.extend(self.in_complex(complex, building));
        }
        found.sort_unstable();
        found.dedup_by_key(|(entry, _)| *entry);
        found.sort_unstable_by_key(|&(entry, rank)| (rank, self.order[entry as usize]));
        let near = |entry: u32| match (&self.entry(entry).area, around) {
            (Some(area), Some(around)) => area.contains(around) || around.contains(area),
            _ => true,
        };
        let found = found.into_iter().filter(|(entry, _)| near(*entry));
        let items = found.take(limit).map(|(entry, rank)| PlaceMatch { entry, kind: rank.kind() }).collect();
        PlaceAnswer { items, entrance, dwelling }
    }

    /// Buildings of that very number whose complex matches what stands before the number.
    fn in_complex(&self, complex: &str, building: &str) -> impl Iterator<Item = (u32, Rank)> {
        let same_number = self.names.matches(building).into_iter().filter(|found| found.rank == Rank::Name);
        same_number.flat_map(|found| self.names.ids(found.name)).filter_map(move |&at| {
            let full = normalize_place(&self.entry(at).full_name);
            let rank = sound::rank(full.strip_suffix(building)?, complex, Reading::Plain)?;
            Some((at, rank.max(Rank::NamePrefix)))
        })
    }
}

/// A text that begins with a digit must not begin inside a longer number.
fn stands_alone(name: &str, text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    !text.starts_with(digit) || name.match_indices(text).any(|(at, _)| !name[..at].ends_with(digit))
}

/// What people look for first, among equal matches.
fn weight(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Complex => 0,
        PlaceKind::Building => 1,
        PlaceKind::Road => 2,
        PlaceKind::Poi => 3,
        PlaceKind::Green => 4,
        PlaceKind::Water => 5,
        PlaceKind::Landuse => 6,
    }
}
