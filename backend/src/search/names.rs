//! An index over names: distinct names once, each with the ids that bear it.
//!
//! Sorted tables answer every kind of query by binary search or by the shortest list of one character; queries that mix
//! forms (`张dy`, `zhangdy`) try the names whose initials fit. `sound::rank` says what a match is; this file only finds
//! all of them fast.

use super::skeleton::Sounds;
use super::sound::{self, Rank, Reading, normalize};
use shared::api::person::MatchKind;
use std::collections::HashMap;

/// A query longer than this is no name.
const LONGEST_QUERY: usize = 64;
/// More readings of one name than this are not indexed; real names have one to three.
const MOST_SPELLINGS: usize = 12;

/// Many short texts in one allocation.
#[derive(Debug, Default)]
struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).expect("all names together stay below 4 GiB"));
    }

    fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    /// In a sorted table, the places whose text starts with `prefix`.
    fn starting_with(&self, prefix: &str) -> std::ops::Range<usize> {
        let first = |above: &dyn Fn(&str) -> bool| {
            let (mut low, mut high) = (0, self.len());
            while low < high {
                let middle = usize::midpoint(low, high);
                if above(self.get(middle)) { high = middle } else { low = middle + 1 }
            }
            low
        };
        first(&|text| text >= prefix)..first(&|text| text > prefix && !text.starts_with(prefix))
    }
}

/// Spellings in order, each with its name.
#[derive(Debug, Default)]
struct Spellings {
    texts: Texts,
    names: Vec<u32>,
}

impl Spellings {
    fn build(mut rows: Vec<(String, u32)>) -> Spellings {
        rows.sort_unstable();
        rows.dedup();
        let mut table = Spellings::default();
        for (text, name) in rows {
            table.texts.push(&text);
            table.names.push(name);
        }
        table
    }

    fn find(&self, query: &str, whole: Rank, prefix: Rank, found: &mut Vec<(u32, Rank)>) {
        for at in self.texts.starting_with(query) {
            found.push((self.names[at], if self.texts.get(at).len() == query.len() { whole } else { prefix }));
        }
    }
}

/// A name that matched; `NameIndex::ids` tells who bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameMatch {
    pub name: u32,
    pub rank: Rank,
}

/// See the module.
#[derive(Debug)]
pub struct NameIndex {
    reading: Reading,
    /// Distinct normalized names, sorted.
    names: Texts,
    /// `ids[first[n]..first[n + 1]]` bear name `n`.
    first: Vec<u32>,
    ids: Vec<u32>,
    by_char: HashMap<char, Box<[u32]>>,
    pinyin: Spellings,
    initials: Spellings,
    sounds: Sounds,
}

impl NameIndex {
    /// Indexes names of people: their beginnings are read as surnames.
    pub fn build<'a>(names: impl Iterator<Item = (u32, &'a str)>) -> NameIndex {
        NameIndex::build_read(names, Reading::PersonName)
    }

    /// Indexes names of places.
    pub fn build_places<'a>(names: impl Iterator<Item = (u32, &'a str)>) -> NameIndex {
        NameIndex::build_read(names, Reading::Plain)
    }

    fn build_read<'a>(rows: impl Iterator<Item = (u32, &'a str)>, reading: Reading) -> NameIndex {
        let mut bearers: HashMap<String, Vec<u32>> = HashMap::new();
        for (id, name) in rows {
            bearers.entry(normalize(name)).or_default().push(id);
        }
        let mut bearers: Vec<_> = bearers.into_iter().collect();
        bearers.sort_unstable();

        let (mut names, mut first, mut ids) = (Texts::default(), vec![0], Vec::new());
        let (mut pinyin, mut initials) = (Vec::with_capacity(bearers.len()), Vec::with_capacity(bearers.len()));
        let (mut by_char, mut sounds): (HashMap<char, Vec<u32>>, _) = (HashMap::new(), Sounds::default());
        for ((name, mut own), at) in bearers.into_iter().zip(0_u32..) {
            own.sort_unstable();
            own.dedup();
            ids.append(&mut own);
            first.push(u32::try_from(ids.len()).expect("ids are u32"));
            for c in name.chars() {
                let list = by_char.entry(c).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
            let readings = sound::readings(&name, reading);
            sounds.learn(&name, &readings);
            for spelling in spellings(&readings) {
                initials.push((spelling.iter().filter_map(|s| s.chars().next()).collect(), at));
                pinyin.push((spelling.concat(), at));
            }
            names.push(&name);
        }
        let by_char = by_char.into_iter().map(|(c, list)| (c, list.into_boxed_slice())).collect();
        let (pinyin, initials) = (Spellings::build(pinyin), Spellings::build(initials));
        NameIndex { reading, names, first, ids, by_char, pinyin, initials, sounds }
    }

    /// The normalized name.
    pub fn name(&self, name: u32) -> &str {
        self.names.get(name as usize)
    }

    /// Who bears a name, in ascending order.
    pub fn ids(&self, name: u32) -> &[u32] {
        let name = name as usize;
        &self.ids[self.first[name] as usize..self.first[name + 1] as usize]
    }

    /// How many different names there are.
    pub fn distinct(&self) -> usize {
        self.names.len()
    }

    /// Every name that matches, each once with its best rank; best first, then shorter first, then in text order.
    pub fn find(&self, query: &str) -> Vec<NameMatch> {
        let mut found = self.matches(query);
        found.sort_by_cached_key(|found| (found.rank, self.name(found.name).len(), found.name));
        found
    }

    /// The same in text order.
    pub fn matches(&self, query: &str) -> Vec<NameMatch> {
        let query = normalize(query);
        if query.is_empty() || query.chars().count() > LONGEST_QUERY {
            return Vec::new();
        }
        let mut found = Vec::new();
        for at in self.names.starting_with(&query) {
            let whole = self.names.get(at).len() == query.len();
            found.push((at as u32, if whole { Rank::Name } else { Rank::NamePrefix }));
        }
        found.extend(self.containing(&query).filter(|n| self.name(*n).contains(&query)).map(|n| (n, Rank::NamePart)));
        if query.bytes().any(|b| b.is_ascii_lowercase()) {
            self.find_by_sound(&query, &mut found);
        }
        found.sort_unstable();
        found.dedup_by_key(|(name, _)| *name);
        found.into_iter().map(|(name, rank)| NameMatch { name, rank }).collect()
    }

    /// Every id whose name matches, in the order of `find`, then by id.
    pub fn find_ids(&self, query: &str) -> Vec<(u32, MatchKind)> {
        self.find(query).iter().flat_map(|m| self.ids(m.name).iter().map(|&id| (id, m.rank.kind()))).collect()
    }

    fn find_by_sound(&self, query: &str, found: &mut Vec<(u32, Rank)>) {
        let alive = |initials: &str| !self.initials.texts.starting_with(initials).is_empty();
        for initials in self.sounds.skeletons(query, &alive) {
            for &name in &self.initials.names[self.initials.texts.starting_with(&initials)] {
                found.extend(sound::sounds(self.name(name), query, self.reading).map(|rank| (name, rank)));
            }
        }
        if query.is_ascii() {
            self.pinyin.find(query, Rank::Pinyin, Rank::PinyinPrefix, found);
            self.initials.find(query, Rank::Initials, Rank::InitialsPrefix, found);
        }
    }

    /// The names that hold the rarest character of a text: a superset of those that hold all.
    fn containing(&self, text: &str) -> impl Iterator<Item = u32> {
        let lists = text.chars().map(|c| self.by_char.get(&c).map_or(&[][..], |list| list));
        lists.min_by_key(|list| list.len()).unwrap_or_default().iter().copied()
    }
}

/// Every way to read a name, at most `MOST_SPELLINGS`.
fn spellings(readings: &[sound::Readings]) -> Vec<Vec<&str>> {
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    for own in readings {
        let own = if all.len() * own.len() > MOST_SPELLINGS { &own[..1] } else { &own[..] };
        all = all.iter().flat_map(|head| own.iter().map(|s| [&head[..], &[s.as_str()]].concat())).collect();
    }
    all
}
