//! How names sound: the readings of every character, and the one rule by which typed letters match a name.
//!
//! Surnames come first in a name and are read their own way (单 shàn, 尉迟 yùchí); the table is data in
//! `assets/surnames.csv`. Where a surname has two living readings, both are accepted: a wrong guess must not hide
//! anybody. For the same reason the everyday reading of a surname is accepted as well. ü is typed as `v`, `u` or `yu`; all three match.

use pinyin::ToPinyin;
use shared::api::person::MatchKind;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Readings of one character, without tones; a character that is not Chinese reads as itself.
pub type Readings = Vec<String>;

/// Whether the beginning of a text is read as a surname.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    PersonName,
    Plain,
}

/// How a query lies on a name; better ones are smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Name,
    NamePrefix,
    NamePart,
    Pinyin,
    PinyinPrefix,
    Initials,
    InitialsPrefix,
    /// The simplified form of the query, see `rule`.
    Traditional,
    TraditionalPrefix,
    TraditionalPart,
    PhoneTail,
    /// From here on the query itself is not what the name says.
    Homophone,
    HomophonePrefix,
    OneOff,
}

impl Rank {
    pub const ALL: [Rank; 14] = [
        Rank::Name,
        Rank::NamePrefix,
        Rank::NamePart,
        Rank::Pinyin,
        Rank::PinyinPrefix,
        Rank::Initials,
        Rank::InitialsPrefix,
        Rank::Traditional,
        Rank::TraditionalPrefix,
        Rank::TraditionalPart,
        Rank::PhoneTail,
        Rank::Homophone,
        Rank::HomophonePrefix,
        Rank::OneOff,
    ];

    /// What a reader is told.
    pub fn kind(self) -> MatchKind {
        match self {
            Rank::Name => MatchKind::Name,
            Rank::NamePrefix => MatchKind::NamePrefix,
            Rank::NamePart => MatchKind::NamePart,
            Rank::Pinyin | Rank::PinyinPrefix => MatchKind::Pinyin,
            Rank::Initials | Rank::InitialsPrefix => MatchKind::Initials,
            Rank::Traditional | Rank::TraditionalPrefix | Rank::TraditionalPart => MatchKind::Traditional,
            Rank::PhoneTail => MatchKind::PhoneTail,
            Rank::Homophone | Rank::HomophonePrefix => MatchKind::Homophone,
            Rank::OneOff => MatchKind::OneCharacterOff,
        }
    }
}

static SURNAMES: LazyLock<HashMap<&'static str, Vec<Vec<&'static str>>>> = LazyLock::new(|| {
    include_str!("../../../assets/surnames.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .map(|(surname, readings)| (surname, readings.split('|').map(|r| r.split(' ').collect()).collect()))
        .collect()
});

/// Lower case, half width, without spaces and the dots of transcribed names.
pub fn normalize(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .filter(|c| !c.is_whitespace() && !"·•・‧.'’-".contains(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ü' { 'v' } else { c })
        .collect()
}

/// The readings of every character of a normalized text.
pub fn readings(text: &str, reading: Reading) -> Vec<Readings> {
    let mut all: Vec<Readings> = text.chars().map(plain).collect();
    if reading == Reading::PersonName {
        // 单于 may be the surname 单于 or the name 单·于: readings of both are kept.
        let surnames =
            [2, 1].into_iter().filter_map(|count| SURNAMES.get(head(text, count)).filter(|_| all.len() >= count));
        let options: Vec<_> = surnames.flatten().collect();
        for (place, own) in
            all.iter_mut().enumerate().take(options.iter().map(|option| option.len()).max().unwrap_or(0))
        {
            let mut known: Readings = Vec::new();
            let everyday = std::mem::take(own);
            let listed = options.iter().filter_map(|option| option.get(place)).map(|syllable| (*syllable).to_owned());
            for syllable in listed.chain(everyday) {
                if !known.contains(&syllable) {
                    known.push(syllable);
                }
            }
            *own = known;
        }
    }
    all
}

/// The surnames of several characters, which read otherwise than their characters do.
pub fn long_surnames() -> impl Iterator<Item = &'static str> {
    SURNAMES.keys().copied().filter(|surname| surname.chars().count() > 1)
}

/// The first characters of a text.
fn head(text: &str, count: usize) -> &str {
    &text[..text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)]
}

/// The everyday readings of a character.
pub fn plain(c: char) -> Readings {
    let Some(pinyin) = c.to_pinyin() else { return vec![c.to_string()] };
    let syllable = pinyin.plain();
    match syllable.split_once('ü') {
        None => vec![syllable.to_owned()],
        Some((head, tail)) => ["v", "u", "yu"].iter().map(|u| format!("{head}{u}{tail}")).collect(),
    }
}

/// Places a normalized query on a normalized name; `None` when it does not match.
pub fn rank(name: &str, query: &str, reading: Reading) -> Option<Rank> {
    if query.is_empty() {
        return None;
    }
    if name == query {
        return Some(Rank::Name);
    }
    if name.starts_with(query) {
        return Some(Rank::NamePrefix);
    }
    if name.contains(query) {
        return Some(Rank::NamePart);
    }
    if !query.bytes().any(|b| b.is_ascii_lowercase()) {
        return None;
    }
    sounds(name, query, reading)
}

/// Matches a query with letters from the start of a name: every character is met by itself, by a reading (the last
/// one may be cut short) or, for initials, by the first letter of a reading.
pub fn sounds(name: &str, query: &str, reading: Reading) -> Option<Rank> {
    let chars: Vec<char> = name.chars().collect();
    let readings = readings(name, reading);
    [(false, Rank::Pinyin, Rank::PinyinPrefix), (true, Rank::Initials, Rank::InitialsPrefix)].into_iter().find_map(
        |(initials, whole, prefix)| match spell(&chars, &readings, query, initials) {
            Fit::No => None,
            Fit::Prefix => Some(prefix),
            Fit::Whole => Some(whole),
        },
    )
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Prefix,
    Whole,
}

fn spell(chars: &[char], readings: &[Readings], query: &str, initials: bool) -> Fit {
    let Some((&own, own_readings)) = chars.first().zip(readings.first()) else {
        return if query.is_empty() { Fit::Whole } else { Fit::No };
    };
    if query.is_empty() {
        return Fit::Prefix;
    }
    let rest = |left: &str| spell(&chars[1..], &readings[1..], left, initials);
    let mut best = query.strip_prefix(own).map_or(Fit::No, rest);
    for reading in own_readings {
        if let Some(left) = query.strip_prefix(reading.as_str()) {
            best = best.max(rest(left));
        } else if reading.starts_with(query) {
            best = best.max(Fit::Prefix);
        }
        if initials && let Some(left) = reading.get(..1).and_then(|first| query.strip_prefix(first)) {
            best = best.max(rest(left));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::shared_data;

    fn spelled(name: &str) -> String {
        readings(name, Reading::PersonName).iter().map(|r| r[0].as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn surnames_are_read_their_own_way() {
        for (name, expected) in [
            ("单田芳", "shan tian fang"),
            ("仇和", "qiu he"),
            ("解晓东", "xie xiao dong"),
            ("尉迟恭", "yu chi gong"),
            ("曾国藩", "zeng guo fan"),
            ("万俟卨", "mo qi xie"),
            ("张单", "zhang dan"),
        ] {
            assert_eq!(spelled(name), expected, "{name}");
        }
    }

    #[test]
    fn a_character_outside_surnames_keeps_its_everyday_reading() {
        let first = |text, reading| readings(text, reading)[0][0].clone();
        assert_eq!(first("单", Reading::Plain), "dan");
        assert_eq!(first("单", Reading::PersonName), "shan");
    }

    #[test]
    fn u_umlaut_is_typed_three_ways() {
        for query in ["lv", "lu", "lyu", "lü"] {
            assert_eq!(rank("吕", &normalize(query), Reading::PersonName), Some(Rank::Pinyin), "{query}");
        }
    }

    #[test]
    fn the_table_agrees_with_an_independent_list() {
        let Some(folder) = shared_data("surnames") else { return };
        let list = std::fs::read_to_string(folder.join("overtrue_surnames.txt")).unwrap();
        let toneless = |text: &str| -> String {
            text.chars()
                .map(|c| {
                    let vowels =
                        [("āáǎà", 'a'), ("ēéěè", 'e'), ("īíǐì", 'i'), ("ōóǒò", 'o'), ("ūúǔù", 'u'), ("ǖǘǚǜ", 'v')];
                    vowels.iter().find(|(toned, _)| toned.contains(c)).map_or(c, |(_, plain)| *plain)
                })
                .collect()
        };
        let mut seen = 0;
        for (surname, reading) in list.lines().filter_map(|line| line.split_once(':')) {
            let query: String = toneless(reading).split_whitespace().collect();
            let found = rank(surname.trim(), &query, Reading::PersonName);
            assert_eq!(found, Some(Rank::Pinyin), "{surname} {query}");
            seen += 1;
        }
        assert!(seen > 80, "only {seen} surnames read");
    }
}
