//! The distinct names of up to four characters, in the orders that make each pattern one range.
//!
//! A name is a word of four codes. Four arrays hold it, each beginning with another of its places: with the places that
//! a pattern leaves open turned to the end, every prefix, every part of a name and every name with one wildcard is a
//! range. Two more arrays are in the order of sounds and of first letters; a name with several readings stands there
//! several times. A name is known by its place among the keys.

use super::alphabet::{Alphabet, Key, WIDTH, at, heard};
use super::pattern::{Pattern, Slot, Stage, Way};
use super::syllables;
use std::ops::{ControlFlow, Range};

/// Bits of a name's number beside its sounds.
const NAME: u32 = 28;
/// Bits of one first letter.
const LETTER: u32 = 5;

#[derive(Debug, Default)]
struct Turned {
    keys: Vec<Key>,
    names: Vec<u32>,
}

#[derive(Debug, Default)]
pub struct Table {
    /// In order.
    keys: Vec<Key>,
    /// Beginning with the second, third and fourth place; only names that have one (the third: two).
    turned: [Turned; WIDTH - 1],
    sounds: Spelled,
    letters: Spelled,
}

/// Names by how they are spelled: the spelling, then the name.
#[derive(Debug, Default)]
struct Spelled {
    rows: Vec<u64>,
    /// Where the rows of each beginning start, and the end: a search looks into one beginning only.
    starts: Vec<u32>,
    /// Bits of a row behind its beginning.
    behind: u32,
}

impl Spelled {
    /// `bits` of the spelling are a beginning, of `width` in all.
    fn new(mut rows: Vec<u64>, bits: u32, width: u32) -> Spelled {
        rows.sort_unstable();
        rows.dedup();
        rows.shrink_to_fit();
        let behind = NAME + width - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        for row in &rows {
            starts[(row >> behind) as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Spelled { rows, starts, behind }
    }

    /// The rows of the spellings from `first` to `last`.
    fn between(&self, (first, last): (u64, u64)) -> &[u64] {
        let (first, last) = (first << NAME, last << NAME | ones(NAME));
        let start = |beginning: u64| self.starts.get(beginning as usize).map_or(0, |&start| start as usize);
        let (low, high) = (first >> self.behind, last >> self.behind);
        let bucket = start(low)..start(low + 1);
        let from = bucket.start + self.rows[bucket].partition_point(|&row| row < first);
        let rest = &self.rows[from..start(high + 1).max(from)];
        &rest[..run(rest, last)]
    }

    fn bytes(&self) -> usize {
        self.rows.len() * 8 + self.starts.len() * 4
    }
}

/// A name in the order of a stage.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    pub name: u32,
    pub key: Key,
    /// Its sounds or letters, when the order is by them.
    pub combo: u64,
    /// The key as the order sees it.
    pub turned: Key,
}

impl Table {
    /// From distinct keys in order.
    pub fn build(keys: Vec<Key>, alphabet: &Alphabet) -> Table {
        assert!(keys.len() < 1 << NAME, "more different names than any country has");
        let turned = [1, 2, 3].map(|place| {
            let least = if place == 3 { 3 } else { 1 };
            let rows = (0_u32..).zip(&keys).filter(|(_, key)| at(**key, least) > 0);
            let mut rows: Vec<(Key, u32)> = rows.map(|(name, key)| (turn(*key, place), name)).collect();
            rows.sort_unstable();
            Turned { keys: rows.iter().map(|row| row.0).collect(), names: rows.iter().map(|row| row.1).collect() }
        });
        let (mut sounds, mut letters) = (Vec::with_capacity(keys.len()), Vec::with_capacity(keys.len()));
        for (name, &key) in (0_u64..).zip(&keys) {
            combos(key, alphabet, syllables::BITS, u64::from, |combo| sounds.push(combo << NAME | name));
            let letter = |number| u64::from(syllables::letter(number));
            combos(key, alphabet, LETTER, letter, |combo| letters.push(combo << NAME | name));
        }
        let sounds = Spelled::new(sounds, 2 * syllables::BITS, 4 * syllables::BITS);
        let letters = Spelled::new(letters, 3 * LETTER, 4 * LETTER);
        Table { keys, turned, sounds, letters }
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn key(&self, name: u32) -> Key {
        self.keys[name as usize]
    }

    /// How many places of the array a stage looks at.
    pub fn width(&self, stage: &Stage, alphabet: &Alphabet) -> usize {
        match stage.way {
            Way::Turned(place) => self.turned(place, &stage.pattern).len(),
            Way::Sounds => self.sounds.between(by_sound(&stage.pattern)).len(),
            Way::Letters => self.letters.between(by_letter(&stage.pattern, alphabet)).len(),
            Way::Long | Way::Tail(_) => 0,
        }
    }

    /// Calls with every name of a stage in order, from (`combo`, `turned`) on, until told to break.
    pub fn visit(
        &self,
        stage: &Stage,
        alphabet: &Alphabet,
        from: (u64, Key),
        mut call: impl FnMut(Named) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let pattern = &stage.pattern;
        match stage.way {
            Way::Turned(place) => {
                let keys = if place == 0 { &self.keys } else { &self.turned[place - 1].keys };
                let range = self.turned(place, pattern);
                let skipped = if from.1 == 0 { 0 } else { keys[range.clone()].partition_point(|key| *key < from.1) };
                let first = range.start + skipped;
                for (row, &turned) in (first..).zip(&keys[first..range.end]) {
                    let key = turn(turned, (WIDTH - place) % WIDTH);
                    if pattern.matches(key, alphabet) {
                        let name = if place == 0 { row as u32 } else { self.turned[place - 1].names[row] };
                        call(Named { name, key, combo: 0, turned })?;
                    }
                }
            }
            Way::Sounds => {
                let span = by_sound(pattern);
                self.visit_spelled(self.sounds.between(span), span.0 == span.1, stage, alphabet, from, call)?;
            }
            Way::Letters => {
                let span = by_letter(pattern, alphabet);
                let letters = pattern.slots[..pattern.len].iter().all(|slot| matches!(slot, Slot::Letter(_)));
                let said = span.0 == span.1 && letters;
                self.visit_spelled(self.letters.between(span), said, stage, alphabet, from, call)?;
            }
            Way::Long | Way::Tail(_) => {}
        }
        ControlFlow::Continue(())
    }

    /// `said`: the rows are of one spelling, and that is all that the stage asks for.
    fn visit_spelled(
        &self,
        rows: &[u64],
        said: bool,
        stage: &Stage,
        alphabet: &Alphabet,
        from: (u64, Key),
        mut call: impl FnMut(Named) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let start = if from == (0, 0) {
            0
        } else {
            rows.partition_point(|&row| (row >> NAME, self.keys[name_of(row) as usize]) < from)
        };
        for &row in &rows[start..] {
            let (name, combo) = (name_of(row), row >> NAME);
            let key = self.key(name);
            if said || (stage.pattern.matches(key, alphabet) && first_combo(key, stage, alphabet) == combo) {
                call(Named { name, key, combo, turned: key })?;
            }
        }
        ControlFlow::Continue(())
    }

    fn turned(&self, place: usize, pattern: &Pattern) -> Range<usize> {
        let keys = if place == 0 { &self.keys } else { &self.turned[place - 1].keys };
        let (mut value, mut known) = (0, 0);
        for step in 0..WIDTH {
            let code = match pattern.place((place + step) % WIDTH) {
                Some(Slot::Char(code)) => code,
                None => 0,
                Some(_) => break,
            };
            (value, known) = (value << 16 | u64::from(code), known + 1);
        }
        let free = 16 * (WIDTH - known) as u32;
        let first = value.checked_shl(free).unwrap_or(0);
        between(keys, first, first | ones(free))
    }

    pub fn bytes(&self) -> usize {
        let turned: usize = self.turned.iter().map(|turned| turned.keys.len() * 12).sum();
        self.keys.len() * 8 + self.sounds.bytes() + self.letters.bytes() + turned
    }
}

/// The key in the order of an array.
pub fn turn(key: Key, place: usize) -> Key {
    key.rotate_left(16 * place as u32)
}

/// The sounds or letters by which a stage meets a name first.
pub fn first_combo(key: Key, stage: &Stage, alphabet: &Alphabet) -> u64 {
    let own = |place: usize| if at(key, place) == 0 { None } else { Some(heard(alphabet.sounds(key, place))) };
    let slot = |place: usize| stage.pattern.place(place).unwrap_or(Slot::Any);
    match stage.way {
        Way::Sounds => (0..WIDTH).fold(0, |combo, place| {
            let number = own(place).and_then(|mut own| match slot(place) {
                Slot::Sound(from, to) => own.find(|number| (from..to).contains(number)),
                Slot::Letter(letter) => own.find(|number| syllables::letter(*number) == letter),
                Slot::Any | Slot::Char(_) => own.next(),
            });
            combo << syllables::BITS | u64::from(number.unwrap_or(0))
        }),
        Way::Letters => (0..WIDTH).fold(0, |combo, place| {
            let letter = own(place).map_or(0, |mut own| match slot(place) {
                Slot::Sound(from, _) => syllables::letter(from),
                Slot::Letter(letter) => letter,
                Slot::Char(code) => alphabet.letter(code),
                Slot::Any => own.next().map_or(0, syllables::letter),
            });
            combo << LETTER | u64::from(letter)
        }),
        Way::Turned(_) | Way::Long | Way::Tail(_) => 0,
    }
}

/// Every way to spell a name, some of them more than once.
pub fn combos(key: Key, alphabet: &Alphabet, bits: u32, digit: impl Fn(u16) -> u64, mut add: impl FnMut(u64)) {
    fn go_on(
        (key, place): (Key, usize),
        alphabet: &Alphabet,
        bits: u32,
        digit: &impl Fn(u16) -> u64,
        combo: u64,
        add: &mut impl FnMut(u64),
    ) {
        if place == WIDTH {
            return add(combo);
        }
        if at(key, place) == 0 {
            return add(combo << (bits * (WIDTH - place) as u32));
        }
        let mut last = u64::MAX;
        for number in heard(alphabet.sounds(key, place)) {
            let own = digit(number);
            if own != last {
                go_on((key, place + 1), alphabet, bits, digit, combo << bits | own, add);
            }
            last = own;
        }
    }
    go_on((key, 0), alphabet, bits, &digit, 0, &mut add);
}

fn name_of(row: u64) -> u32 {
    (row & ((1 << NAME) - 1)) as u32
}

fn ones(bits: u32) -> u64 {
    if bits == 64 { u64::MAX } else { (1 << bits) - 1 }
}

/// First and last combination of sounds that a pattern allows.
pub fn by_sound(pattern: &Pattern) -> (u64, u64) {
    let ranges = (0..WIDTH).map(|place| match pattern.place(place) {
        None => Some((0, 0)),
        Some(Slot::Sound(from, to)) => Some((u64::from(from), u64::from(to) - 1)),
        Some(Slot::Letter(letter)) => {
            let own = syllables::with_letter(letter);
            Some((u64::from(own.start), u64::from(own.end) - 1))
        }
        Some(Slot::Any | Slot::Char(_)) => None,
    });
    span(ranges, syllables::BITS)
}

fn by_letter(pattern: &Pattern, alphabet: &Alphabet) -> (u64, u64) {
    let ranges = (0..WIDTH).map(|place| {
        let letter = match pattern.place(place) {
            None => 0,
            Some(Slot::Sound(from, _)) => syllables::letter(from),
            Some(Slot::Letter(letter)) => letter,
            Some(Slot::Char(code)) => alphabet.letter(code),
            Some(Slot::Any) => return None,
        };
        Some((u64::from(letter), u64::from(letter)))
    });
    span(ranges, LETTER)
}

/// Puts ranges of digits together as far as they make one range: up to the first that is not a single digit.
fn span(digits: impl Iterator<Item = Option<(u64, u64)>>, bits: u32) -> (u64, u64) {
    let (mut first, mut last, mut known) = (0, 0, 0);
    for digit in digits {
        let Some((low, high)) = digit else { break };
        (first, last, known) = (first << bits | low, last << bits | high, known + 1);
        if low != high {
            break;
        }
    }
    let free = bits * (WIDTH - known) as u32;
    (first << free, last << free | ones(free))
}

/// Where values from `first` to `last` stand.
fn between(rows: &[u64], first: u64, last: u64) -> Range<usize> {
    let start = rows.partition_point(|&row| row < first);
    start..start + run(&rows[start..], last)
}

/// How many of the first values are not above `last`; sought from the start, because most ranges are short.
fn run(rows: &[u64], last: u64) -> usize {
    let (mut step, mut low) = (8, 0);
    while low + step < rows.len() && rows[low + step] <= last {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(rows.len());
    low + rows[low..high].partition_point(|&row| row <= last)
}
