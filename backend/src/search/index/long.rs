//! Names that do not fit in four codes, as texts: transcribed names, and those with characters beyond the alphabet.
//!
//! They are few. Windows of four characters and first letters tell the candidates; the plain rule decides.

use super::alphabet::{Alphabet, Key, WIDTH};
use super::table::combos;
use super::{pattern::Plan, syllables};
use crate::search::rule::{self, Wanted};
use crate::search::sound::Rank;

/// Names of this many characters and more stand here, so a query shorter by two is no neighbour of any.
const SHORTEST: usize = WIDTH + 1;

#[derive(Debug, Default)]
pub struct LongNames {
    /// In order.
    texts: Vec<Box<str>>,
    /// Four characters from every place of every name.
    windows: Vec<(Key, u32)>,
    /// Letters of the first four characters.
    letters: Vec<(u32, u32)>,
    /// Sounds of the first four characters.
    sounds: Vec<(u64, u32)>,
}

impl LongNames {
    /// From distinct names in order.
    pub fn build(texts: Vec<Box<str>>, alphabet: &Alphabet) -> LongNames {
        let (mut windows, mut letters, mut sounds) = (Vec::new(), Vec::new(), Vec::new());
        for (name, text) in (0..).zip(&texts) {
            windows.extend(text.char_indices().map(|(start, _)| (alphabet.pack(text[start..].chars()), name)));
            let letter = |number| u64::from(syllables::letter(number));
            let key = alphabet.pack(text.chars());
            combos(key, alphabet, 5, letter, |combo| letters.push((combo as u32, name)));
            combos(key, alphabet, syllables::BITS, u64::from, |combo| sounds.push((combo, name)));
        }
        windows.sort_unstable();
        letters.sort_unstable();
        letters.dedup();
        sounds.sort_unstable();
        LongNames { texts, windows, letters, sounds }
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    pub fn text(&self, name: u32) -> &str {
        &self.texts[name as usize]
    }

    /// How many names stand before a text, and whether it is there.
    pub fn place(&self, text: &str) -> Result<usize, usize> {
        self.texts.binary_search_by(|known| (**known).cmp(text))
    }

    /// Every name that matches, by rank and in order.
    pub fn find(&self, wanted: &Wanted, plan: &Plan, alphabet: &Alphabet) -> Vec<(Rank, u32)> {
        let mut names = Vec::new();
        let mut with = |part: &mut dyn Iterator<Item = char>| {
            let codes: Vec<char> = part.take(WIDTH).collect();
            let free = 16 * (WIDTH - codes.len()) as u32;
            let first = alphabet.pack(codes.into_iter());
            let last = first | ((1_u64 << free) - 1);
            let start = self.windows.partition_point(|row| row.0 < first);
            names.extend(self.windows[start..].iter().take_while(|row| row.0 <= last).map(|row| row.1));
        };
        with(&mut wanted.text.chars());
        if wanted.simple != wanted.text {
            with(&mut wanted.simple.chars());
        }
        // One wrong character leaves one half of the query as it is.
        let count = wanted.simple.chars().count();
        if wanted.guesses() && count + 1 >= SHORTEST {
            with(&mut wanted.simple.chars().take(count / 2));
            with(&mut wanted.simple.chars().skip(count / 2));
        }
        for &(first, last) in &plan.skeletons {
            let start = self.letters.partition_point(|row| row.0 < first);
            names.extend(self.letters[start..].iter().take_while(|row| row.0 <= last).map(|row| row.1));
        }
        for &(first, last) in &plan.spelled {
            let start = self.sounds.partition_point(|row| row.0 < first);
            names.extend(self.sounds[start..].iter().take_while(|row| row.0 <= last).map(|row| row.1));
        }
        names.sort_unstable();
        names.dedup();
        let ranked = names.into_iter().filter_map(|name| Some((rule::rank(self.text(name), wanted)?, name)));
        let mut found: Vec<(Rank, u32)> = ranked.collect();
        found.sort_unstable();
        found
    }

    pub fn bytes(&self) -> usize {
        let texts: usize = self.texts.iter().map(|text| text.len() + 16).sum();
        texts + (self.windows.len() + self.sounds.len()) * 16 + self.letters.len() * 8
    }
}
