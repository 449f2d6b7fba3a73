//! A query as patterns over packed names, best first.
//!
//! Each stage finds names of one rank in one sorted array; its order among the names is that of the array. Invariants:
//! the rank and number of a stage follow from the query alone, so that two indexes (and two moments) agree on the order
//! of all answers; a stage that no name of this index can meet is left out.

use super::alphabet::{Alphabet, Key, UNKNOWN, WIDTH, at, heard, sounds};
use super::cut::cut;
use super::order::tier;
use super::syllables::{self, MUTE};
use super::table::by_sound;
use crate::search::rule::{SHORTEST_GUESS, Wanted};
use crate::search::sound::{Rank, Reading, readings};

/// What may stand at one place of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Any,
    Char(u16),
    /// A reading among these numbers, the last one excluded.
    Sound(u16, u16),
    /// A reading that begins with a letter.
    Letter(u8),
}

/// Where the name ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Here,
    Further,
    Anywhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    pub slots: [Slot; WIDTH],
    pub len: usize,
    /// Characters before the first slot.
    pub from: usize,
    pub end: End,
}

impl Pattern {
    pub fn new(slots: &[Slot], end: End) -> Pattern {
        let mut own = [Slot::Any; WIDTH];
        own[..slots.len()].copy_from_slice(slots);
        Pattern { slots: own, len: slots.len(), from: 0, end }
    }

    /// What stands at a place of the name: a slot, nothing, or whatever there is.
    pub fn place(&self, place: usize) -> Option<Slot> {
        match place.checked_sub(self.from) {
            Some(slot) if slot < self.len => Some(self.slots[slot]),
            Some(_) if self.end == End::Here => None,
            _ => Some(Slot::Any),
        }
    }

    pub fn matches(&self, key: Key, alphabet: &Alphabet) -> bool {
        let stop = self.from + self.len;
        let ended = stop == WIDTH || at(key, stop) == 0;
        let end = match self.end {
            End::Here => ended,
            End::Further => !ended,
            End::Anywhere => true,
        };
        end && (self.from..stop).zip(self.slots).all(|(place, slot)| {
            let code = at(key, place);
            code > 0
                && match slot {
                    Slot::Any => true,
                    Slot::Char(wanted) => code == wanted,
                    Slot::Sound(from, to) => heard(alphabet.sounds(key, place)).any(|own| from <= own && own < to),
                    Slot::Letter(wanted) => {
                        heard(alphabet.sounds(key, place)).any(|own| syllables::letter(own) == wanted)
                    }
                }
        })
    }

    fn possible(&self) -> bool {
        !self.slots.contains(&Slot::Char(UNKNOWN))
    }
}

/// Where a stage looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The array that begins with this place of the name.
    Turned(usize),
    Sounds,
    Letters,
    /// Names kept as texts.
    Long,
    /// People by the end of their telephone number.
    Tail(u16),
}

#[derive(Clone, Copy, Debug)]
pub struct Stage {
    pub rank: Rank,
    /// Its place among the stages of one rank.
    pub number: u32,
    pub way: Way,
    pub pattern: Pattern,
}

/// The stages of a query in order, and where long names for it begin.
#[derive(Debug, Default)]
pub struct Plan {
    pub stages: Vec<Stage>,
    /// Letters of the first characters of a name, five bits each: first and last.
    pub skeletons: Vec<(u32, u32)>,
    /// The same for those that begin with a syllable, by their sounds.
    pub spelled: Vec<(u64, u64)>,
}

/// Most queries have fewer stages.
const STAGES: usize = 32;
/// The number of stages that follow the others of their rank.
const LAST: u32 = u32::MAX;
/// Added to stages of the simplified form of a query.
const SIMPLE: u32 = 1 << 30;
/// The numbers of stages for names with one character less and one more.
const LESS: u32 = 8;
const MORE: u32 = 16;

impl Plan {
    /// Without guesses, the stages are the first ones of those with guesses.
    pub fn new(wanted: &Wanted, alphabet: &Alphabet, long_names: bool, guesses: bool) -> Plan {
        let mut plan = Plan { stages: Vec::with_capacity(STAGES), ..Plan::default() };
        if long_names {
            plan.skeletons.reserve(STAGES);
            plan.spelled.reserve(STAGES);
        }
        let simple = wanted.simple != wanted.text;
        plan.written(&slots(&wanted.text, alphabet), [Rank::Name, Rank::NamePrefix, Rank::NamePart]);
        let own = slots(&wanted.simple, alphabet);
        if simple {
            plan.written(&own, [Rank::Traditional, Rank::TraditionalPrefix, Rank::TraditionalPart]);
        }
        if wanted.letters {
            cut(&wanted.text, alphabet, 0, &mut plan);
            if simple {
                cut(&wanted.simple, alphabet, SIMPLE, &mut plan);
            }
        }
        if wanted.text.len() == 4
            && let Ok(tail) = wanted.text.parse::<u16>()
            && wanted.text.bytes().all(|b| b.is_ascii_digit())
        {
            plan.push(Rank::PhoneTail, 0, Way::Tail(tail), Pattern::new(&[], End::Anywhere));
        }
        if guesses && wanted.guesses() {
            plan.homophones(&wanted.simple, &own, alphabet);
            plan.one_off(&own);
        }
        if long_names {
            let reached = |rank: &Rank| tier(*rank) == 0 || (guesses && wanted.guesses());
            for rank in Rank::ALL.into_iter().filter(reached) {
                plan.push(rank, LAST, Way::Long, Pattern::new(&[], End::Anywhere));
            }
        }
        plan.skeletons.sort_unstable();
        plan.skeletons.dedup();
        plan.spelled.sort_unstable();
        plan.spelled.dedup();
        plan.stages.sort_by_key(|stage| (stage.rank, stage.number));
        plan
    }

    pub fn push(&mut self, rank: Rank, number: u32, way: Way, pattern: Pattern) {
        if pattern.possible() {
            self.stages.push(Stage { rank, number, way, pattern });
        }
    }

    fn written(&mut self, text: &[Slot], [whole, prefix, part]: [Rank; 3]) {
        if text.len() <= WIDTH {
            self.push(whole, 0, Way::Turned(0), Pattern::new(text, End::Here));
        }
        for from in 0..WIDTH.saturating_sub(text.len() - 1) {
            let rank = if from == 0 { prefix } else { part };
            let end = if from == 0 { End::Further } else { End::Anywhere };
            self.push(rank, from as u32, Way::Turned(from), Pattern { from, ..Pattern::new(text, end) });
        }
    }

    fn homophones(&mut self, text: &str, own: &[Slot], alphabet: &Alphabet) {
        let mut all: Vec<Vec<Slot>> = vec![Vec::new()];
        for (readings, own) in readings(text, Reading::PersonName).iter().zip(own).take(WIDTH) {
            let heard = heard(&sounds(readings))
                .map(|number| match number {
                    MUTE => *own,
                    number => Slot::Sound(number, number + 1),
                })
                .collect::<Vec<_>>();
            all = all.iter().flat_map(|head| heard.iter().map(|slot| [&head[..], &[*slot]].concat())).collect();
        }
        for (number, slots) in (0..).zip(&all) {
            if !slots.contains(&Slot::Char(UNKNOWN)) {
                self.skeleton(slots, alphabet);
            }
            let way = if matches!(slots[0], Slot::Sound(..)) { Way::Sounds } else { Way::Letters };
            if own.len() <= WIDTH {
                self.push(Rank::Homophone, number, way, Pattern::new(slots, End::Here));
            }
            if own.len() < WIDTH {
                self.push(Rank::HomophonePrefix, number, way, Pattern::new(slots, End::Further));
            }
        }
    }

    /// One wildcard in each place, in the array that turns it to the end.
    fn one_off(&mut self, text: &[Slot]) {
        let mut whole = |slots: &[Slot], number: u32, wildcard: Option<usize>| {
            if (1..=WIDTH).contains(&slots.len()) {
                let way = match (slots.len(), wildcard) {
                    (_, None) | (3, Some(2)) => 0,
                    (_, Some(place)) => (place + 1) % WIDTH,
                };
                self.push(Rank::OneOff, number, Way::Turned(way), Pattern::new(slots, End::Here));
            }
        };
        debug_assert!(text.len() >= SHORTEST_GUESS);
        for (place, number) in (0..text.len()).zip(0..) {
            let (head, tail) = (&text[..place], &text[place + 1..]);
            whole(&[head, &[Slot::Any], tail].concat(), number, Some(place));
            whole(&[head, tail].concat(), LESS + number, None);
        }
        for (place, number) in (0..=text.len()).zip(0..) {
            whole(&[&text[..place], &[Slot::Any], &text[place..]].concat(), MORE + number, Some(place));
        }
    }

    /// Notes with which letters a name that meets these slots begins.
    pub fn skeleton(&mut self, slots: &[Slot], alphabet: &Alphabet) {
        if matches!(slots[0], Slot::Sound(..)) {
            return self.spelled.push(by_sound(&Pattern::new(slots, End::Anywhere)));
        }
        let letters = slots.iter().map(|slot| match *slot {
            Slot::Sound(from, _) => syllables::letter(from),
            Slot::Letter(letter) => letter,
            Slot::Char(code) => alphabet.letter(code),
            Slot::Any => 0,
        });
        let known: Vec<u8> = letters.take_while(|&letter| letter > 0).collect();
        let first = known.iter().fold(0, |bits, &letter| bits << 5 | u32::from(letter));
        let free = 5 * (WIDTH - known.len()) as u32;
        self.skeletons.push((first << free, first << free | ((1 << free) - 1)));
    }
}

/// The characters of a text as slots.
pub fn slots(text: &str, alphabet: &Alphabet) -> Vec<Slot> {
    text.chars().map(|c| Slot::Char(alphabet.code(c).unwrap_or(UNKNOWN))).collect()
}
