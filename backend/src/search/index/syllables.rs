//! All syllables that a character can be read as, numbered in alphabetical order.
//!
//! The numbers are the same in every index of one program, because they come from the dictionary of readings and not
//! from the names; so they may stand in an order that two indexes share. Invariants: numbers fit in 9 bits; 0 is no
//! character, `MUTE` one that nobody can spell.

use crate::search::sound::plain;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Bits of a number.
pub const BITS: u32 = 9;
/// A character without a reading in Latin letters.
pub const MUTE: u16 = (1 << BITS) - 1;
/// The letter of such a character, and of digits.
pub const MUTE_LETTER: u8 = 31;
/// `zhuang` and its like.
pub const LONGEST: usize = 6;

/// The blocks of Chinese characters.
const BLOCKS: [Range<u32>; 3] = [0x3400..0xA000, 0xF900..0xFB00, 0x2_0000..0x3_2400];

/// Bits of a letter in a packed syllable.
const LETTER: usize = 5;

/// Packed, which keeps the order of the alphabet.
static SYLLABLES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let chinese = BLOCKS.into_iter().flatten().filter_map(char::from_u32).flat_map(plain);
    let letters = ('a'..='z').map(String::from);
    let known: BTreeSet<u32> = chinese.chain(letters).filter_map(|text| packed(&text)).collect();
    assert!(known.len() < usize::from(MUTE), "{} syllables", known.len());
    known.into_iter().collect()
});

/// Letters from the left, then nothing; `None` for what is longer than a syllable or holds anything else.
fn packed(text: &str) -> Option<u32> {
    let fits = text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_lowercase());
    fits.then(|| {
        let letters = text.bytes().fold(0, |bits, b| bits << LETTER | u32::from(b - b'a' + 1));
        letters << (LETTER * (LONGEST - text.len()))
    })
}

/// The number of a whole syllable.
pub fn number(text: &str) -> Option<u16> {
    SYLLABLES.binary_search(&packed(text)?).ok().map(|at| at as u16 + 1)
}

/// The numbers of the syllables that begin with a text.
pub fn beginning(text: &str) -> Range<u16> {
    let Some(first) = packed(text) else { return 0..0 };
    let last = first | ((1 << (LETTER * (LONGEST - text.len()))) - 1);
    let place = |bound: u32| SYLLABLES.partition_point(|&known| known < bound) as u16 + 1;
    place(first)..place(last + 1)
}

static BY_LETTER: LazyLock<Vec<Range<u16>>> =
    LazyLock::new(|| ('a'..='z').map(|c| beginning(c.encode_utf8(&mut [0; 4]))).collect());

/// The numbers of the syllables with a first letter, from 1.
pub fn with_letter(letter: u8) -> Range<u16> {
    BY_LETTER.get(usize::from(letter).wrapping_sub(1)).cloned().unwrap_or(0..0)
}

/// For the first letter of a text, the first two and so on, while they begin a syllable: the number of the syllable that
/// they are (0 for none), and the numbers of those that begin with them.
pub fn beginnings(text: &str) -> impl Iterator<Item = (u16, Range<u16>)> {
    let (mut packed, mut within) = (0, 0..SYLLABLES.len());
    let letters = text.bytes().take(LONGEST).take_while(u8::is_ascii_lowercase);
    letters.enumerate().map_while(move |(place, b)| {
        let free = LETTER * (LONGEST - 1 - place);
        packed |= u32::from(b - b'a' + 1) << free;
        let rows = &SYLLABLES[within.clone()];
        let first = within.start + rows.partition_point(|&known| known < packed);
        let end = within.start + rows.partition_point(|&known| known <= packed | ((1 << free) - 1));
        within = first..end;
        let whole = SYLLABLES.get(first).is_some_and(|&known| known == packed);
        (first < end).then(|| (if whole { first as u16 + 1 } else { 0 }, first as u16 + 1..end as u16 + 1))
    })
}

/// The first letter of a syllable, from 1.
pub fn letter(number: u16) -> u8 {
    SYLLABLES
        .get(usize::from(number).wrapping_sub(1))
        .map_or(MUTE_LETTER, |text| (text >> (LETTER * (LONGEST - 1))) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_alphabet() {
        let zhang = number("zhang").unwrap();
        assert!(beginning("zh").contains(&zhang) && beginning("zhang").contains(&zhang));
        assert!(!beginning("zhe").contains(&zhang));
        assert!(number("xi") < number("xian") && number("xian") < number("xiang"));
        assert_eq!((letter(zhang), letter(MUTE)), (26, MUTE_LETTER));
        assert_eq!(number("zhangs"), None);
        assert!(beginning("vx").is_empty());
        for text in ["zhangwei", "xian", "ngaz", "v", "a1", "qx", ""] {
            let one = |end: usize| (number(&text[..end]).unwrap_or(0), beginning(&text[..end]));
            let known: Vec<_> = (1..=text.len()).map(one).take_while(|(_, range)| !range.is_empty()).collect();
            assert_eq!(beginnings(text).collect::<Vec<_>>(), known, "{text}");
        }
    }
}
