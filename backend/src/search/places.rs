//! Places by name, alias, sound, initials and number; buildings by address.
//!
//! Every place is indexed under its name, its full name (complex and name), its aliases and its address, as written and
//! with numbers in digits. Buildings are also indexed by their number, beside what stands before it, so that `星辰29栋`
//! needs no more than the beginning or sound of its complex. Invariants: a place is answered once, with its best match;
//! a number never matches inside another number (29栋 is not 129栋).

use super::address::{Reading, building_number, readings};
use super::names::NameIndex;
use super::numerals::{normalize_place, numbers_agree};
use super::sound::{self, Rank};
use shared::api::person::MatchKind;
use shared::api::search::{PlaceKind, PlaceMatch, PlaceReason};
use shared::area::AreaCode;
use std::collections::HashMap;

/// A place as the store tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceEntry {
    pub kind: PlaceKind,
    pub id: i64,
    /// `29栋`.
    pub name: String,
    /// `星辰花园29栋`; the name again when there is nothing to add.
    pub full_name: String,
    /// Old names and other names.
    pub aliases: Vec<String>,
    /// Of a building or complex.
    pub address: String,
    /// The areas around a building, from the district down.
    pub within: String,
    /// Address or area, for the screen only.
    pub detail: String,
    /// Where a building or complex lies; nothing for what is on everybody's map, such as roads.
    pub area: Option<AreaCode>,
    pub lon: f64,
    pub lat: f64,
    /// West, south, east, north.
    pub bbox: [f64; 4],
}

/// A place found: its number in the list given to `build`, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub entry: u32,
    pub matched: PlaceMatch,
}

/// More buildings than this are not asked for a dwelling: the query names no place at all.
const MOST_CANDIDATES: usize = 200;
/// After these a written address goes on with the next thing.
const ENDS_OF_PARTS: &[char] = &['市', '区', '县', '道', '镇', '乡', '街', '路', '巷', '弄', '号', '村'];

/// Where a match was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// A text of the index of names; which of its names it is, is looked at for what is shown only.
    Text(u32),
    Name,
    /// Which of the aliases.
    Alias(u16),
    Address,
    /// Of a building, without anything before it.
    Number,
}

type Why = (Rank, Source);

/// A building among those of its number.
#[derive(Clone, Copy, Debug)]
struct Numbered {
    head: u32,
    entry: u32,
    source: Source,
}

/// See the module.
#[derive(Debug)]
pub struct PlaceIndex {
    entries: Vec<PlaceEntry>,
    /// Of equal matches, the entry with the smaller number comes first.
    order: Vec<u32>,
    names: NameIndex,
    /// Whole addresses; of buildings only those that no number finds.
    addresses: NameIndex,
    /// What stands before the numbers of buildings: complexes, streets, addresses, their old names.
    heads: NameIndex,
    by_number: HashMap<Box<str>, Vec<Numbered>>,
    /// Everything that is written about where a building lies.
    whereabouts: Vec<Box<str>>,
}

impl PlaceIndex {
    pub fn build(entries: Vec<PlaceEntry>) -> PlaceIndex {
        let mut names: Vec<(u32, String)> = Vec::new();
        let mut addresses: Vec<(u32, String)> = Vec::new();
        let mut heads: HashMap<String, u32> = HashMap::new();
        let mut by_number: HashMap<Box<str>, Vec<Numbered>> = HashMap::new();
        let mut whereabouts = Vec::with_capacity(entries.len());
        for (at, entry) in (0..).zip(&entries) {
            for (source, text) in entry.texts() {
                let normal = normalize_place(text);
                let numbered = building_number(&normal).filter(|_| entry.kind == PlaceKind::Building);
                if let Some((head, number)) = numbered {
                    // `二期29栋` is typed as `erqi29`: its head is also kept as it is written.
                    let written = text.strip_suffix(entry.name.as_str()).map(sound::normalize);
                    let written = written.filter(|written| written != head && !written.is_empty());
                    for head in [Some(head.to_owned()), written].into_iter().flatten() {
                        let next = u32::try_from(heads.len()).expect("heads are few");
                        let head = *heads.entry(head).or_insert(next);
                        by_number.entry(number.into()).or_default().push(Numbered { head, entry: at, source });
                    }
                }
                match source {
                    Source::Address if numbered.is_some() => {}
                    Source::Address => addresses.push((at, normal)),
                    _ => names.extend([(at, apart(text)), (at, normal)]),
                }
            }
            let is_building = entry.kind == PlaceKind::Building;
            whereabouts.push(if is_building { entry.whereabouts() } else { Box::default() });
        }
        let index =
            |rows: &[(u32, String)]| NameIndex::build_places(rows.iter().map(|(at, text)| (*at, text.as_str())));
        let heads = NameIndex::build_places(
            heads.iter().filter(|(text, _)| !text.is_empty()).map(|(text, head)| (*head, text.as_str())),
        );
        let mut sorted: Vec<u32> = (0..).take(entries.len()).collect();
        sorted.sort_by_cached_key(|&at| {
            let entry = &entries[at as usize];
            (weight(entry.kind), entry.full_name.chars().count(), entry.full_name.clone(), entry.id)
        });
        let mut order = vec![0; entries.len()];
        for (place, &at) in (0..).zip(&sorted) {
            order[at as usize] = place;
        }
        PlaceIndex { order, names: index(&names), addresses: index(&addresses), heads, by_number, whereabouts, entries }
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
    pub fn search(&self, query: &str, limit: usize, around: Option<&AreaCode>) -> Vec<Candidate> {
        let mut best = Best::default();
        for reading in readings(query) {
            if reading.entrance.is_some() || reading.dwelling.is_some() {
                self.buildings(&reading, &mut best);
            } else {
                self.named(&reading.place, &mut |entry, why| best.take(entry, why));
                self.numbered(&reading.place, &mut best);
            }
        }
        let near = |entry: u32| match (&self.entry(entry).area, around) {
            (Some(area), Some(around)) => area.contains(around) || around.contains(area),
            _ => true,
        };
        self.ranked(best, limit, near)
    }

    /// The ways in which a query names an entrance or a dwelling, with the buildings inside `area` that each may mean.
    pub fn addresses(&self, query: &str, area: &AreaCode) -> Vec<(Reading, Vec<Candidate>)> {
        let inside = |entry: u32| self.entry(entry).area.as_ref().is_some_and(|own| area.contains(own));
        let tails =
            readings(query).into_iter().filter(|reading| reading.entrance.is_some() || reading.dwelling.is_some());
        tails
            .map(|reading| {
                let mut best = Best::default();
                self.buildings(&reading, &mut best);
                let buildings = self.ranked(best, MOST_CANDIDATES, inside);
                (reading, buildings)
            })
            .filter(|(_, buildings)| !buildings.is_empty())
            .collect()
    }

    /// Buildings that the place of an address names: by number, or by a name that is there to its end. Once the text says
    /// that it goes on to an entrance or a dwelling, a part of the name is enough.
    fn buildings(&self, reading: &Reading, best: &mut Best) {
        self.numbered(&reading.place, best);
        let part_will_do = reading.said && reading.place.chars().count() > 1;
        self.named(&reading.place, &mut |entry, why| {
            let whole = matches!(why.0, Rank::Name | Rank::Pinyin | Rank::Initials | Rank::Traditional);
            if (whole || part_will_do) && self.entry(entry).kind == PlaceKind::Building {
                best.take(entry, why);
            }
        });
    }

    /// Places by name, alias or address.
    fn named(&self, text: &str, take: &mut dyn FnMut(u32, Why)) {
        for found in self.names.matches(text) {
            if numbers_agree(self.names.name(found.name), text) {
                let why = (found.rank, Source::Text(found.name));
                self.names.ids(found.name).iter().for_each(|&entry| take(entry, why));
            }
        }
        // Addresses begin alike: only a number tells them apart.
        if text.contains(|c: char| c.is_ascii_digit()) {
            for found in self.addresses.matches(text) {
                if numbers_agree(self.addresses.name(found.name), text) {
                    self.addresses.ids(found.name).iter().for_each(|&entry| take(entry, (found.rank, Source::Address)));
                }
            }
        }
    }

    /// Buildings of that very number, where what stands before it matches.
    fn numbered(&self, place: &str, best: &mut Best) {
        let Some((head, number)) = building_number(place) else { return };
        let Some(bucket) = self.by_number.get(number) else { return };
        if head.is_empty() {
            bucket.iter().for_each(|row| best.take(row.entry, (Rank::Name, Source::Number)));
            return;
        }
        let matches = self.heads.matches(head).into_iter();
        let matches = matches.filter(|found| numbers_agree(self.heads.name(found.name), head));
        let heads: HashMap<u32, Rank> =
            matches.flat_map(|found| self.heads.ids(found.name).iter().map(move |&head| (head, found.rank))).collect();
        // An address names a street, a house and a complex: the street alone says too little.
        let has_house = head.contains(|c: char| c.is_ascii_digit());
        let mut is_known = false;
        for row in bucket {
            let Some(&rank) = heads.get(&row.head) else { continue };
            if row.source != Source::Address || has_house || self.entry(row.entry).address_ends(head, number) {
                best.take(row.entry, (rank, row.source));
                is_known = true;
            }
        }
        if !is_known && head.chars().count() > 1 {
            let parts: Vec<&str> = head.split_inclusive(ENDS_OF_PARTS).collect();
            let holds = |text: &str| parts.iter().all(|part| text.contains(part)) && numbers_agree(text, head);
            for row in bucket.iter().filter(|row| holds(&self.whereabouts[row.entry as usize])) {
                best.take(row.entry, (Rank::NamePart, Source::Address));
            }
        }
    }

    fn ranked(&self, best: Best, limit: usize, keep: impl Fn(u32) -> bool) -> Vec<Candidate> {
        let mut found: Vec<(u32, Why)> = best.0.into_iter().filter(|(entry, _)| keep(*entry)).collect();
        let key = |(entry, (rank, _)): &(u32, Why)| (*rank, self.order[*entry as usize]);
        if found.len() > limit && limit > 0 {
            found.select_nth_unstable_by_key(limit - 1, key);
        }
        found.truncate(limit);
        found.sort_unstable_by_key(key);
        found.into_iter().map(|(entry, why)| Candidate { entry, matched: self.explain(entry, why) }).collect()
    }

    fn explain(&self, at: u32, (rank, source): Why) -> PlaceMatch {
        let entry = self.entry(at);
        let source = match source {
            Source::Text(name) => entry.source_of(self.names.name(name)),
            known => known,
        };
        let kind = match (source, rank.kind()) {
            (Source::Alias(_), _) => PlaceReason::Alias,
            (Source::Address, _) => PlaceReason::Address,
            (Source::Number, _) => PlaceReason::Number,
            (_, MatchKind::Name) => PlaceReason::Name,
            (_, MatchKind::NamePrefix) => PlaceReason::Start,
            (_, MatchKind::Pinyin) => PlaceReason::Pinyin,
            (_, MatchKind::Initials) => PlaceReason::Initials,
            (_, MatchKind::Traditional) => PlaceReason::Traditional,
            (_, MatchKind::Homophone) => PlaceReason::Homophone,
            (_, MatchKind::OneCharacterOff) => PlaceReason::OneCharacterOff,
            _ => PlaceReason::Part,
        };
        let alias = match source {
            Source::Alias(at) => entry.aliases.get(usize::from(at)).cloned(),
            _ => None,
        };
        PlaceMatch { kind, text: alias }
    }
}

/// Every place with the best reason that it was found for.
#[derive(Debug, Default)]
struct Best(HashMap<u32, Why>);

impl Best {
    fn take(&mut self, entry: u32, why: Why) {
        let known = self.0.entry(entry).or_insert(why);
        *known = why.min(*known);
    }
}

impl PlaceEntry {
    /// Everything that it is called.
    fn texts(&self) -> impl Iterator<Item = (Source, &str)> {
        let full = Some(&self.full_name).filter(|full| **full != self.name);
        let names = [Some(&self.name), full].into_iter().flatten().map(|name| (Source::Name, name.as_str()));
        let aliases = (0..).zip(&self.aliases).map(|(at, alias)| (Source::Alias(at), alias.as_str()));
        let address = Some(self.address.as_str()).filter(|address| !address.is_empty());
        names.chain(aliases).chain(address.map(|address| (Source::Address, address)))
    }

    /// Whether the address ends with this and the number of the building.
    fn address_ends(&self, head: &str, number: &str) -> bool {
        let address = normalize_place(&self.address);
        building_number(&address).is_some_and(|(before, own)| before.ends_with(head) && own == number)
    }

    fn whereabouts(&self) -> Box<str> {
        let mut text = normalize_place(&self.within);
        for (_, part) in self.texts() {
            text.push(' ');
            text.push_str(&normalize_place(part));
        }
        text.into_boxed_str()
    }

    /// Which of its names a text of the index is.
    fn source_of(&self, text: &str) -> Source {
        let is = |name: &str| sound::normalize(&apart(name)) == text || normalize_place(name) == text;
        let found = self.texts().find(|(_, name)| is(name));
        found.map_or(Source::Name, |(source, _)| source)
    }
}

/// Numbers that a dash keeps apart stay apart.
fn apart(text: &str) -> String {
    text.replace(['-', '－', '—'], "_")
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
