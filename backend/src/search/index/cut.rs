//! Typed letters, cut into syllables and initials in every way that a packed name allows.
//!
//! `xian` is 西安 and 先, `zhangdy` is a syllable and two initials, `张dy` a character and two. The number of a stage
//! writes down the cut itself, so it does not depend on which cuts an index has names for.

use super::alphabet::{Alphabet, UNKNOWN, WIDTH};
use super::pattern::{End, Pattern, Plan, Slot, Way};
use super::syllables;
use crate::search::sound::Rank;
use std::ops::Range;

/// Bits of one piece in the number of a stage: its kind and its length.
const PIECE: u32 = 5;
const FULL: u32 = 0;
const OPEN: u32 = 1 << 3;
const INITIAL: u32 = 2 << 3;

/// Adds the stages of a text with letters; `number` is added to theirs.
pub fn cut(text: &str, alphabet: &Alphabet, number: u32, plan: &mut Plan) {
    let way = if text.starts_with(|c: char| c.is_ascii_lowercase()) { Way::Sounds } else { Way::Letters };
    // Every piece is looked up once, however many cuts it stands in.
    let pieces = (0..text.len()).map(|start| {
        let mut own = Pieces { whole: [0; syllables::LONGEST], open: 0..0 };
        let rest = text.get(start..).unwrap_or_default();
        for (short, (number, beginning)) in syllables::beginnings(rest).enumerate() {
            own.whole[short] = if alphabet.hears(number) { number } else { 0 };
            if short + 1 == rest.len() {
                own.open = beginning;
            }
        }
        own
    });
    let pieces = pieces.collect();
    let mut cut = Cut { alphabet, plan, way, base: number, pieces, length: text.len() };
    cut.go_on(text, &mut Vec::with_capacity(WIDTH), 0, false);
}

struct Pieces {
    /// The syllables, by their length; 0 where there is none.
    whole: [u16; syllables::LONGEST],
    /// The syllables that begin like the text from here to its end.
    open: Range<u16>,
}

struct Cut<'a> {
    alphabet: &'a Alphabet,
    plan: &'a mut Plan,
    /// Unless the first piece is an initial.
    way: Way,
    base: u32,
    /// What starts at each byte.
    pieces: Vec<Pieces>,
    length: usize,
}

impl Cut<'_> {
    /// `initials`: one of the pieces is an initial.
    fn go_on(&mut self, rest: &str, slots: &mut Vec<Slot>, number: u32, initials: bool) {
        let Some(c) = rest.chars().next() else {
            let (whole, prefix) =
                if initials { (Rank::Initials, Rank::InitialsPrefix) } else { (Rank::Pinyin, Rank::PinyinPrefix) };
            self.add(whole, number, slots, End::Here);
            self.add(prefix, number, slots, End::Further);
            return self.plan.skeleton(slots, self.alphabet);
        };
        if slots.len() == WIDTH {
            return self.plan.skeleton(slots, self.alphabet);
        }
        if !c.is_ascii_lowercase() {
            let code = self.alphabet.code(c).unwrap_or(UNKNOWN);
            return self.with(Slot::Char(code), &rest[c.len_utf8()..], slots, number << PIECE, initials);
        }
        let letters = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        let start = self.length - rest.len();
        for length in 1..=letters.min(syllables::LONGEST) {
            let after = &rest[length..];
            let number = number << PIECE | length as u32;
            let own = self.pieces[start].whole[length - 1];
            if own > 0 {
                self.with(Slot::Sound(own, own + 1), after, slots, number | FULL, initials);
            }
            if length == 1 {
                self.with(Slot::Letter(c as u8 - b'a' + 1), after, slots, number | INITIAL, true);
            }
            let open = self.pieces[start].open.clone();
            if after.is_empty() && !open.is_empty() {
                slots.push(Slot::Sound(open.start, open.end));
                let rank = if initials { Rank::InitialsPrefix } else { Rank::PinyinPrefix };
                self.add(rank, number | OPEN, slots, End::Anywhere);
                self.plan.skeleton(slots, self.alphabet);
                slots.pop();
            }
        }
    }

    fn with(&mut self, slot: Slot, rest: &str, slots: &mut Vec<Slot>, number: u32, initials: bool) {
        slots.push(slot);
        self.go_on(rest, slots, number, initials);
        slots.pop();
    }

    fn add(&mut self, rank: Rank, number: u32, slots: &[Slot], end: End) {
        if slots.len() < WIDTH || end != End::Further {
            let way = if matches!(slots[0], Slot::Letter(_)) { Way::Letters } else { self.way };
            self.plan.push(rank, self.base | number, way, Pattern::new(slots, end));
        }
    }
}
