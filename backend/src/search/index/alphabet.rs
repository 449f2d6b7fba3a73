//! The characters of one index: each has a code of 16 bits, so that four of them make a name in one machine word.
//!
//! Codes follow the order of Unicode, so that the order of packed names is the order of their texts. Invariant: code 0
//! is "no character", and no name holds `UNKNOWN`; characters beyond the 65,533rd share `OTHER`, and their names are
//! kept as texts.

use super::syllables::{self, MUTE};
use crate::search::sound::{self, Reading, plain};
use std::collections::HashMap;

/// A character that no name of this index has.
pub const UNKNOWN: u16 = u16::MAX;
/// A character that found no code of its own.
pub const OTHER: u16 = u16::MAX - 1;
/// Characters of a packed name.
pub const WIDTH: usize = 4;
/// Readings of a character: three for ü, two of a surname, and room.
const MOST_READINGS: usize = 8;

/// Numbers of syllables; 0 fills up.
pub type Sounds = [u16; MOST_READINGS];

const UNHEARD: Sounds = [MUTE, 0, 0, 0, 0, 0, 0, 0];

/// A name of up to four characters, the first one in the highest bits.
pub type Key = u64;

/// The code at a place of a name.
pub fn at(key: Key, place: usize) -> u16 {
    (key >> (48 - 16 * place)) as u16
}

#[derive(Debug, Default)]
pub struct Alphabet {
    /// Of code 1, 2, …
    chars: Vec<char>,
    /// Code of every scalar value up to the last that is used.
    codes: Vec<u16>,
    everyday: Vec<Sounds>,
    /// As the first character of a name.
    leading: Vec<Sounds>,
    /// Surnames of two characters that read their own way.
    pairs: HashMap<(u16, u16), [Sounds; 2]>,
    begins_pair: Vec<bool>,
    /// Syllables that some character is read as.
    heard: Vec<bool>,
}

impl Alphabet {
    /// From characters in ascending order.
    pub fn new(mut chars: Vec<char>) -> Alphabet {
        chars.truncate(usize::from(OTHER) - 1);
        let mut codes = vec![0; chars.last().map_or(0, |&c| c as usize + 1)];
        for (code, &c) in (1..).zip(&chars) {
            codes[c as usize] = code;
        }
        let blank = [0; MOST_READINGS];
        let (mut everyday, mut leading) = (vec![blank], vec![blank]);
        for &c in &chars {
            everyday.push(sounds(&plain(c)));
            leading.push(sounds(&sound::readings(c.encode_utf8(&mut [0; 4]), Reading::PersonName)[0]));
        }
        let mut alphabet = Alphabet {
            begins_pair: vec![false; chars.len() + 1],
            chars,
            codes,
            everyday,
            leading,
            ..Alphabet::default()
        };
        for surname in sound::long_surnames() {
            let mut read = surname.chars().map(|c| alphabet.code(c));
            if let (Some(Some(first)), Some(Some(second)), None) = (read.next(), read.next(), read.next()) {
                let own = sound::readings(surname, Reading::PersonName);
                alphabet.pairs.insert((first, second), [sounds(&own[0]), sounds(&own[1])]);
                alphabet.begins_pair[usize::from(first)] = true;
            }
        }
        alphabet.heard = vec![false; usize::from(MUTE) + 1];
        let paired = alphabet.pairs.values().flatten();
        for number in alphabet.everyday.iter().chain(&alphabet.leading).chain(paired).flat_map(heard) {
            alphabet.heard[usize::from(number)] = true;
        }
        alphabet
    }

    /// Whether some character is read as a syllable.
    pub fn hears(&self, syllable: u16) -> bool {
        self.heard.get(usize::from(syllable)).is_some_and(|&heard| heard)
    }

    /// The code of a character that names of this index have.
    pub fn code(&self, c: char) -> Option<u16> {
        self.codes.get(c as usize).copied().filter(|&code| code > 0)
    }

    /// The last code that is not above a character: where it would stand.
    pub fn floor(&self, c: char) -> u16 {
        self.chars.partition_point(|&known| known <= c) as u16
    }

    /// How a character is read at a place of a name.
    pub fn sounds(&self, key: Key, place: usize) -> &Sounds {
        let pair = place < 2 && self.begins_pair.get(usize::from(at(key, 0))).is_some_and(|&begins| begins);
        if pair && let Some(own) = self.pairs.get(&(at(key, 0), at(key, 1))) {
            return &own[place];
        }
        let table = if place == 0 { &self.leading } else { &self.everyday };
        table.get(usize::from(at(key, place))).unwrap_or(&UNHEARD)
    }

    /// The first letter of the everyday reading, which every name with this character has among its own.
    pub fn letter(&self, code: u16) -> u8 {
        self.everyday.get(usize::from(code)).map_or(syllables::MUTE_LETTER, |own| syllables::letter(own[0]))
    }

    /// Packs the beginning of a text.
    pub fn pack(&self, text: impl Iterator<Item = char>) -> Key {
        text.take(WIDTH)
            .enumerate()
            .fold(0, |key, (place, c)| key | u64::from(self.code(c).unwrap_or(OTHER)) << (48 - 16 * place))
    }

    pub fn text(&self, key: Key) -> String {
        let codes = (0..WIDTH).map(|place| at(key, place)).filter(|&code| code > 0);
        codes.filter_map(|code| self.chars.get(usize::from(code) - 1)).collect()
    }

    pub fn bytes(&self) -> usize {
        self.chars.len() * 4 + self.codes.len() * 2 + self.everyday.len() * 4 * MOST_READINGS
    }
}

/// Readings as numbers, in the order of the alphabet.
pub fn sounds(readings: &[String]) -> Sounds {
    let mut numbers: Vec<u16> = readings.iter().map(|text| syllables::number(text).unwrap_or(MUTE)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut own = [0; MOST_READINGS];
    own.iter_mut().zip(numbers).for_each(|(place, number)| *place = number);
    own
}

/// The numbers among them.
pub fn heard(sounds: &Sounds) -> impl Iterator<Item = u16> + Clone {
    sounds.iter().copied().take_while(|&number| number > 0)
}
