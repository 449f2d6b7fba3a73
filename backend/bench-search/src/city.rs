//! Residents: surnames by their real frequency, given names flatter than in life, which is the harder case: of a million
//! residents about seven in ten have a name of their own.
//!
//! Households have two to three members; forty share a building, ten buildings a grid, ten grids a community, ten
//! communities a subdistrict. One name in two hundred is long (transcribed), one in a thousand has a character outside
//! the BMP.

use chrono::{Days, NaiveDate};
use demo::life::names::SURNAMES;
use mirrorlake::search::PersonEntry;
use shared::area::AreaCode;
use shared::person::{Relation, Sex};

/// The same numbers in every run (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

const RARE: [char; 4] = ['𠮷', '𣲗', '𬭊', '𨭎'];
const LONG: [&str; 12] =
    ["阿卜", "买买", "热合", "古丽", "努尔", "艾山", "提江", "都拉", "尼莎", "吐尔", "逊别", "克力"];
/// Characters of given names: so many, the first ones most often.
const GIVEN: usize = 460;

/// The day of all ages.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 7, 18).unwrap_or_default()
}

/// Residents one after another, in the order of their addresses.
#[derive(Debug)]
pub struct Residents {
    dice: Dice,
    surnames: Vec<&'static str>,
    given: Vec<char>,
    next: i64,
    count: i64,
    household: i64,
    /// Members still to come, and how many came.
    left: usize,
    come: usize,
}

pub fn residents(count: usize) -> Residents {
    let surnames = SURNAMES.iter().flat_map(|&(name, weight)| std::iter::repeat_n(name, (weight as usize).max(1)));
    let mut dice = Dice(11);
    // Characters of the common block, in an order of no meaning.
    let mut given: Vec<char> = (0x4E00..0x9FA0).step_by(13).filter_map(char::from_u32).take(GIVEN).collect();
    for at in (1..given.len()).rev() {
        given.swap(at, dice.below(at + 1));
    }
    Residents {
        dice,
        surnames: surnames.collect(),
        given,
        next: 0,
        count: count as i64,
        household: 0,
        left: 0,
        come: 0,
    }
}

impl Residents {
    pub fn name(&mut self) -> String {
        let dice = &mut self.dice;
        let mut name = self.surnames[dice.below(self.surnames.len())].to_owned();
        match dice.below(1_000) {
            0..5 => {
                name.clear();
                (0..2 + dice.below(3)).for_each(|_| name.push_str(LONG[dice.below(LONG.len())]));
            }
            5 => name.push(RARE[dice.below(RARE.len())]),
            6..200 => name.push(self.character()),
            _ => {
                name.push(self.character());
                name.push(self.character());
            }
        }
        name
    }

    /// The smaller of two throws: the first characters come more often.
    fn character(&mut self) -> char {
        let (one, other) = (self.dice.below(self.given.len()), self.dice.below(self.given.len()));
        self.given[one.min(other)]
    }
}

impl Iterator for Residents {
    type Item = PersonEntry;

    fn next(&mut self) -> Option<PersonEntry> {
        if self.next == self.count {
            return None;
        }
        if self.left == 0 {
            (self.left, self.come) = (1 + self.dice.below(4), 0);
            self.household += 1;
        }
        let (relation, years) = match self.come {
            0 => (Relation::Head, 25 + self.dice.below(45)),
            1 => (Relation::Spouse, 25 + self.dice.below(45)),
            _ => (Relation::Child, self.dice.below(24)),
        };
        (self.left, self.come, self.next) = (self.left - 1, self.come + 1, self.next + 1);
        let home = self.household;
        let building = home / 40;
        let grid = building / 10;
        let code = format!("340202{:03}{:03}{:03}", grid / 100 % 999 + 1, grid / 10 % 10 + 1, grid % 10 + 1);
        let phone = years >= 12;
        let birth = today() - Days::new((years * 365 + self.dice.below(365)) as u64);
        Some(PersonEntry {
            id: self.next,
            name: self.name(),
            birth,
            sex: if self.dice.below(2) == 0 { Sex::Female } else { Sex::Male },
            relation,
            household: home,
            complex: Some(building / 12 + 1),
            building: building + 1,
            entrance: (home % 40 / 10 + 1) as u16,
            dwelling: home,
            floor: (home % 10 / 2 + 1) as u16,
            area: AreaCode::trusted(code),
            phone_tail: phone.then(|| self.dice.below(10_000) as u16),
        })
    }
}
