//! The one rule by which a query matches the name of a resident, on plain texts and without an index.
//!
//! The index must give exactly what this rule gives for every name: tests hold it to that, and names that the packed
//! tables do not hold are decided here. Approximate matches are made for queries of Chinese characters only, and for
//! two or more of them: one character sounds like, and differs by one from, half a city.

use super::sound::{self, Rank, Reading, normalize, readings};
use std::sync::LazyLock;

/// Shorter queries are not approximated.
pub const SHORTEST_GUESS: usize = 2;
/// A query longer than this is no name.
pub const LONGEST_QUERY: usize = 64;

/// The blocks of Chinese characters that have simplified forms.
const BLOCK: std::ops::Range<u32> = 0x3400..0xA000;

static SIMPLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let convert = |c: char| fast2s::convert(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c);
    BLOCK.filter_map(char::from_u32).map(convert).collect()
});

/// The simplified form of a character; itself when it has none.
fn simplified(c: char) -> char {
    let at = (c as u32).checked_sub(BLOCK.start).map(|at| at as usize);
    at.and_then(|at| SIMPLE.get(at)).copied().unwrap_or(c)
}

/// A query, read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub text: String,
    /// In simplified characters; equal to `text` when there were no others.
    pub simple: String,
    /// Latin letters are in it, so it may spell a sound.
    pub letters: bool,
    /// Names that only resemble the query are not wanted.
    pub exact: bool,
}

impl Wanted {
    /// `None` when nobody can be meant.
    pub fn read(query: &str) -> Option<Wanted> {
        let text = normalize(query);
        if text.is_empty() || text.chars().count() > LONGEST_QUERY {
            return None;
        }
        let simple = text.chars().map(simplified).collect();
        let letters = text.bytes().any(|b| b.is_ascii_lowercase());
        Some(Wanted { text, simple, letters, exact: false })
    }

    /// Whether names that only resemble the query are wanted.
    pub fn guesses(&self) -> bool {
        !self.exact && !self.letters && self.simple.chars().count() >= SHORTEST_GUESS
    }
}

/// How a query lies on a normalized name; the best of all ways.
pub fn rank(name: &str, wanted: &Wanted) -> Option<Rank> {
    let written = sound::rank(name, &wanted.text, Reading::PersonName);
    let simplified = (wanted.simple != wanted.text)
        .then(|| sound::rank(name, &wanted.simple, Reading::PersonName))
        .flatten()
        .map(|rank| match rank {
            Rank::Name => Rank::Traditional,
            Rank::NamePrefix => Rank::TraditionalPrefix,
            Rank::NamePart => Rank::TraditionalPart,
            by_sound => by_sound,
        });
    let best = [written, simplified].into_iter().flatten().min();
    best.or_else(|| wanted.guesses().then(|| guess(name, &wanted.simple)).flatten())
}

fn guess(name: &str, query: &str) -> Option<Rank> {
    homophone(name, query).or_else(|| one_off(name, query).then_some(Rank::OneOff))
}

/// Every character of the query has a reading in common with the one above it.
fn homophone(name: &str, query: &str) -> Option<Rank> {
    let (name, query) = (readings(name, Reading::PersonName), readings(query, Reading::PersonName));
    let same = name.len() >= query.len()
        && query.iter().zip(&name).all(|(asked, own)| asked.iter().any(|reading| own.contains(reading)));
    same.then_some(if name.len() == query.len() { Rank::Homophone } else { Rank::HomophonePrefix })
}

/// One character wrong, missing or too many.
fn one_off(name: &str, query: &str) -> bool {
    let (name, query): (Vec<char>, Vec<char>) = (name.chars().collect(), query.chars().collect());
    let (short, long) = if name.len() < query.len() { (&name, &query) } else { (&query, &name) };
    let head = short.iter().zip(long.iter()).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => head < short.len() && short[head + 1..] == long[head + 1..],
        1 => short[head..] == long[head + 1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, query: &str) -> Option<Rank> {
        rank(&normalize(name), &Wanted::read(query).expect("a query"))
    }

    #[test]
    fn a_query_matches_by_the_best_of_its_ways() {
        for (name, query, expected) in [
            ("张伟", "張偉", Some(Rank::Traditional)),
            ("张伟民", "張偉", Some(Rank::TraditionalPrefix)),
            ("张伟民", "偉民", Some(Rank::TraditionalPart)),
            ("張偉", "張偉", Some(Rank::Name)),
            ("張偉", "张伟", Some(Rank::Homophone)),
            ("张慧", "张惠", Some(Rank::Homophone)),
            ("张慧敏", "张惠", Some(Rank::HomophonePrefix)),
            ("张伟", "张强", Some(Rank::OneOff)),
            ("张小伟", "张伟", Some(Rank::OneOff)),
            ("张伟", "张大伟", Some(Rank::OneOff)),
            ("王强", "张伟", None),
            ("王", "张", None),
            ("单田芳", "dantianfang", Some(Rank::Pinyin)),
            ("单田芳", "shantf", Some(Rank::Initials)),
            ("张德宇", "張dy", Some(Rank::Initials)),
            ("𠮷田", "𠮷", Some(Rank::NamePrefix)),
            ("阿卜杜·热合曼", "阿卜杜热和曼", Some(Rank::Homophone)),
        ] {
            assert_eq!(of(name, query), expected, "{query} on {name}");
        }
    }
}
