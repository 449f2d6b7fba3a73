//! Which initials a mixed query may stand for: `zhangdy` and `张dy` both stand for names with the initials `zdy`.
//!
//! It keeps the search for mixed forms from looking at every name: the query is cut into pieces in every way, and only
//! cuts whose initials some name has go on. The result is a superset; `sound::sounds` decides.

use super::sound::Readings;
use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;

/// `zhuang` and its like.
const LONGEST_SYLLABLE: usize = 6;

/// What the names of one index sound like.
#[derive(Debug, Default)]
pub struct Sounds {
    syllables: BTreeSet<String>,
    /// First letters of the readings of each character that is not ASCII.
    letters: HashMap<char, Vec<char>>,
}

impl Sounds {
    pub fn learn(&mut self, name: &str, readings: &[Readings]) {
        for (c, own) in name.chars().zip(readings).filter(|(c, _)| !c.is_ascii()) {
            let letters = self.letters.entry(c).or_default();
            for reading in own {
                if let Some(letter) = reading.chars().next().filter(|letter| !letters.contains(letter)) {
                    letters.push(letter);
                }
                if !self.syllables.contains(reading.as_str()) {
                    self.syllables.insert(reading.clone());
                }
            }
        }
    }

    /// The initials that a query of mixed form may stand for; `alive` says whether any name has such a beginning.
    pub fn skeletons(&self, query: &str, alive: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
        let mut cut = Cut { sounds: self, alive, letters_only: query.is_ascii(), found: BTreeSet::new() };
        cut.go_on(query, &mut String::new(), false, false);
        cut.found
    }

    fn begins_a_syllable(&self, piece: &str) -> bool {
        self.syllables
            .range::<str, _>((Bound::Included(piece), Bound::Unbounded))
            .next()
            .is_some_and(|syllable| syllable.starts_with(piece))
    }
}

struct Cut<'a> {
    sounds: &'a Sounds,
    alive: &'a dyn Fn(&str) -> bool,
    letters_only: bool,
    found: BTreeSet<String>,
}

impl Cut<'_> {
    /// `bare`: an initial stands before other pieces. `long`: a piece has several letters. Letters without both are
    /// plain pinyin or plain initials, which have tables of their own.
    fn go_on(&mut self, rest: &str, initials: &mut String, bare: bool, long: bool) {
        if !(self.alive)(initials) {
            return;
        }
        let Some(c) = rest.chars().next() else {
            if !self.letters_only || (bare && long) {
                self.found.insert(initials.clone());
            }
            return;
        };
        if !c.is_ascii() {
            let sounds = self.sounds;
            for &letter in sounds.letters.get(&c).into_iter().flatten() {
                initials.push(letter);
                self.go_on(&rest[c.len_utf8()..], initials, bare, long);
                initials.pop();
            }
            return;
        }
        let letters = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        for length in 1..=letters.clamp(1, LONGEST_SYLLABLE) {
            let (piece, after) = rest.split_at(length);
            let fits = length == 1
                || self.sounds.syllables.contains(piece)
                || (after.is_empty() && self.sounds.begins_a_syllable(piece));
            if fits {
                initials.push(c);
                self.go_on(after, initials, bare || (length == 1 && !after.is_empty()), long || length > 1);
                initials.pop();
            }
        }
    }
}
