//! Questions of every kind about people who are there.

use crate::city::Dice;
use mirrorlake::search::sound::{Reading, readings};
use mirrorlake::search::{PeopleQuery, PersonEntry};
use shared::api::person::MatchKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Exact,
    Prefix,
    Part,
    Pinyin,
    PinyinPrefix,
    Initials,
    Mixed,
    MixedSound,
    Homophone,
    OneOff,
    Traditional,
    Rare,
    Tail,
    Parent,
    Narrow,
    Kin,
}

impl Kind {
    pub const ALL: [Kind; 16] = [
        Kind::Exact,
        Kind::Prefix,
        Kind::Part,
        Kind::Pinyin,
        Kind::PinyinPrefix,
        Kind::Initials,
        Kind::Mixed,
        Kind::MixedSound,
        Kind::Homophone,
        Kind::OneOff,
        Kind::Traditional,
        Kind::Rare,
        Kind::Tail,
        Kind::Parent,
        Kind::Narrow,
        Kind::Kin,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Kind::Exact => "full name",
            Kind::Prefix => "start of name",
            Kind::Part => "part of name",
            Kind::Pinyin => "pinyin",
            Kind::PinyinPrefix => "start of pinyin",
            Kind::Initials => "initials",
            Kind::Mixed => "character and initials",
            Kind::MixedSound => "syllable and initials",
            Kind::Homophone => "same sound",
            Kind::OneOff => "one character off",
            Kind::Traditional => "traditional",
            Kind::Rare => "outside the BMP",
            Kind::Tail => "phone tail",
            Kind::Parent => "name, child's age",
            Kind::Narrow => "surname in a grid",
            Kind::Kin => "name and kin",
        }
    }

    /// What the answers of this kind are called, where the peer is asked for that kind alone.
    pub fn only(self) -> Option<MatchKind> {
        match self {
            Kind::Exact => Some(MatchKind::Name),
            Kind::Prefix => Some(MatchKind::NamePrefix),
            Kind::Part | Kind::Rare => Some(MatchKind::NamePart),
            Kind::Pinyin | Kind::PinyinPrefix => Some(MatchKind::Pinyin),
            Kind::Initials | Kind::Mixed | Kind::MixedSound => Some(MatchKind::Initials),
            Kind::Homophone => Some(MatchKind::Homophone),
            Kind::OneOff => Some(MatchKind::OneCharacterOff),
            Kind::Traditional => Some(MatchKind::Traditional),
            Kind::Tail => Some(MatchKind::PhoneTail),
            Kind::Parent | Kind::Narrow | Kind::Kin => None,
        }
    }
}

const LIMIT: usize = 20;
const TRADITIONAL: [(char, char); 8] =
    [('张', '張'), ('刘', '劉'), ('陈', '陳'), ('杨', '楊'), ('赵', '趙'), ('黄', '黃'), ('吴', '吳'), ('孙', '孫')];

fn spell(name: &str) -> Vec<String> {
    readings(name, Reading::PersonName).iter().map(|own| own[0].clone()).collect()
}

fn initials(sounds: &[String]) -> String {
    sounds.iter().filter_map(|sound| sound.chars().next()).collect()
}

fn take(name: &str, from: usize, count: usize) -> String {
    name.chars().skip(from).take(count).collect()
}

/// A question of a kind about somebody; `None` when this person's name is not fit for it.
pub fn ask(kind: Kind, person: &PersonEntry, family: Option<&PersonEntry>, dice: &mut Dice) -> Option<PeopleQuery> {
    let name = &person.name;
    let count = name.chars().count();
    let rare = name.chars().any(|c| c as u32 > 0xFFFF);
    if !(2..=4).contains(&count) || (rare != (kind == Kind::Rare)) {
        return None;
    }
    let (sounds, three) = (spell(name), count >= 3);
    let plain = PeopleQuery { limit: LIMIT, ..PeopleQuery::default() };
    let q = |q: String| Some(PeopleQuery { q, ..plain.clone() });
    match kind {
        Kind::Exact | Kind::Homophone => q(name.clone()),
        Kind::Prefix => three.then(|| q(take(name, 0, 2)))?,
        Kind::Part => three.then(|| q(take(name, 1, 2)))?,
        Kind::Pinyin => q(sounds.concat()),
        Kind::PinyinPrefix => {
            let whole = sounds.concat();
            let least = sounds[0].len() + 1;
            let cut = least + dice.below(whole.len().saturating_sub(least).max(1));
            whole.get(..cut).map(str::to_owned).and_then(q)
        }
        Kind::Initials => three.then(|| q(initials(&sounds)))?,
        Kind::Mixed => three.then(|| q(take(name, 0, 1) + &initials(&sounds[1..])))?,
        Kind::MixedSound => three.then(|| q(sounds[0].clone() + &initials(&sounds[1..])))?,
        Kind::OneOff => {
            let mut chars: Vec<char> = name.chars().collect();
            let place = dice.below(count);
            chars[place] = char::from_u32(0x4E00 + dice.below(3_000) as u32)?;
            three.then(|| q(chars.into_iter().collect()))?
        }
        Kind::Traditional => {
            let (_, other) = TRADITIONAL.iter().find(|(simple, _)| name.starts_with(*simple))?;
            q(other.to_string() + &take(name, 1, 3))
        }
        Kind::Rare => q(name.chars().filter(|c| *c as u32 > 0xFFFF).collect()),
        Kind::Tail => person.phone_tail.and_then(|tail| q(format!("{tail:04}"))),
        Kind::Parent => Some(PeopleQuery { q: name.clone(), child_age: Some(dice.below(16) as i32), ..plain.clone() }),
        Kind::Narrow => Some(PeopleQuery { q: take(name, 0, 1), area: Some(person.area.clone()), ..plain.clone() }),
        Kind::Kin => {
            let kin = family.filter(|other| other.household == person.household && other.id != person.id)?;
            Some(PeopleQuery { q: take(name, 0, 1), kin: Some(kin.name.clone()), ..plain.clone() })
        }
    }
}

/// So many questions of a kind.
pub fn questions(kind: Kind, count: usize, people: &[PersonEntry], dice: &mut Dice) -> Vec<PeopleQuery> {
    let mut all = Vec::with_capacity(count);
    for _ in 0..count * 20_000 {
        if all.len() == count {
            break;
        }
        let at = dice.below(people.len());
        all.extend(ask(kind, &people[at], people.get(at + 1), dice));
    }
    all
}
