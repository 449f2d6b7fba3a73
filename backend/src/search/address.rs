//! Reading an address: where the place ends, which entrance and which dwelling come behind it.
//!
//! People leave words out, so one text may be read in several ways (`29-2` is an entrance, `29-301` a dwelling): every
//! way is offered, best first, and the places decide which one is real. Invariants: a reading uses the text to its end;
//! a number is never cut.

use super::numerals::{APART, spell};

/// One way to read a query for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// In comparable form, without what stands behind it.
    pub place: String,
    /// 单元.
    pub entrance: Option<u16>,
    /// As it was typed: `301`, `301a`.
    pub dwelling: Option<String>,
    /// The entrance or the dwelling was called one (`2单元`, `301室`); bare numbers may be anything.
    pub said: bool,
}

/// No dwelling has a longer number.
const LONGEST_NUMBER: usize = 6;
/// Words behind the number of an entrance and of a dwelling; longer ones first.
const ENTRANCE: &[&str] = &["单元门", "单元", "门", "梯"];
const DWELLING: &[&str] = &["号室", "号房", "室", "户", "房", "号"];
const FLOOR: &[&str] = &["层", "楼"];

/// Every way to read a text, the longest tail first and the whole text as a place last.
pub fn readings(text: &str) -> Vec<Reading> {
    let text = spell(text);
    let starts = text.char_indices().filter(|&(at, c)| {
        let before = text[..at].chars().last();
        let first = c.is_ascii_digit() && !before.is_some_and(|b| b.is_ascii_digit());
        // The letter of `a301`, which no other letter stands before.
        let letter = c.is_ascii_lowercase()
            && text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
            && !before.is_some_and(|b| b.is_ascii_alphanumeric());
        at > 0 && (first || letter)
    });
    let mut all: Vec<Reading> = Vec::new();
    for (at, _) in starts {
        let (head, apart) = match text[..at].strip_suffix(APART) {
            Some(head) => (head, true),
            None => (&text[..at], false),
        };
        // What was said to be an entrance or a floor is no part of the place.
        if ENTRANCE.iter().chain(FLOOR).any(|word| number_before(head, word)) && !head.ends_with('楼') {
            continue;
        }
        let bare = head.ends_with(|c: char| c.is_ascii_digit());
        let place = if bare { format!("{head}栋") } else { head.to_owned() };
        for (entrance, dwelling, said) in tails(&text[at..], apart || head.ends_with(['栋', '座', '楼', '号'])) {
            all.push(Reading { place: place.clone(), entrance, dwelling, said });
        }
    }
    if text.ends_with(|c: char| c.is_ascii_digit()) {
        all.push(Reading { place: format!("{text}栋"), entrance: None, dwelling: None, said: false });
    }
    all.push(Reading { place: text, entrance: None, dwelling: None, said: false });
    all
}

/// Splits the place `星辰29栋` into what stands before the number of the building, and that number.
pub fn building_number(place: &str) -> Option<(&str, &str)> {
    let stem = ["栋", "号", "座", "楼"].iter().find_map(|word| place.strip_suffix(word))?;
    let digits = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == APART);
    let head = match digits.strip_suffix(|c: char| c.is_ascii_lowercase()) {
        // `a1栋` and `a座`; the letters of a name in pinyin are no number.
        Some(head) if !head.ends_with(|c: char| c.is_ascii_alphanumeric()) => head,
        _ => digits,
    };
    let number = stem[head.len()..].trim_start_matches(APART);
    (!number.is_empty()).then(|| (head.trim_end_matches(APART), number))
}

type Tail = (Option<u16>, Option<String>, bool);

/// What may stand behind a building, read to the end of the text.
fn tails(text: &str, alone: bool) -> Vec<Tail> {
    let (number, rest) = leading_digits(text);
    let mut found = Vec::new();
    if let Some(after) = ENTRANCE.iter().find_map(|word| rest.strip_prefix(word))
        && let Some(entrance) = entrance(number)
    {
        let after = without_floor(after.trim_start_matches(APART));
        if after.is_empty() {
            found.push((Some(entrance), None, true));
        }
        found.extend(dwelling(after).map(|(number, _)| (Some(entrance), Some(number), true)));
        return found;
    }
    if let Some(after) = rest.strip_prefix(APART)
        && let Some(entrance) = entrance(number)
        && let Some((number, said)) = dwelling(without_floor(after))
    {
        found.push((Some(entrance), Some(number), said));
    }
    if rest.is_empty()
        && alone
        && number.len() <= 2
        && let Some(entrance) = entrance(number)
    {
        found.push((Some(entrance), None, false));
    }
    found.extend(dwelling(without_floor(text)).map(|(number, said)| (None, Some(number), said)));
    found
}

/// `301`, `301室`, `a301`, `301b`; and whether it was called a dwelling.
fn dwelling(text: &str) -> Option<(String, bool)> {
    let word = DWELLING.iter().find(|word| text.ends_with(**word));
    let number = word.map_or(text, |word| &text[..text.len() - word.len()]);
    let letter = |c: char| c.is_ascii_lowercase();
    let digits = number.strip_prefix(letter).unwrap_or(number);
    let digits = digits.strip_suffix(letter).unwrap_or(digits);
    let fits = !digits.is_empty() && number.len() <= LONGEST_NUMBER && digits.bytes().all(|b| b.is_ascii_digit());
    // `学士街33号` is a house, and only perhaps a dwelling.
    fits.then(|| (number.to_owned(), word.is_some_and(|word| *word != "号")))
}

/// `3层301` says the floor twice.
fn without_floor(text: &str) -> &str {
    let (number, rest) = leading_digits(text);
    let after = FLOOR.iter().find_map(|word| rest.strip_prefix(word)).filter(|_| !number.is_empty());
    after.map(|after| after.trim_start_matches(APART)).filter(|after| !after.is_empty()).unwrap_or(text)
}

fn entrance(digits: &str) -> Option<u16> {
    digits.parse().ok().filter(|&number| number > 0)
}

fn number_before(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `place | entrance | dwelling` of the first reading.
    fn first(text: &str) -> (String, Option<u16>, String) {
        let best = readings(text).remove(0);
        (best.place, best.entrance, best.dwelling.unwrap_or_default())
    }

    #[test]
    fn one_dwelling_many_spellings() {
        for spelling in [
            "星辰花园29栋2单元301室",
            "星辰花园二十九栋二单元三零一",
            "星辰花园29号楼2单元301",
            "星辰花园 29-2-301",
            "星辰花园29#2-301",
            "星辰花园29栋2门301号",
            "星辰花园２９栋２单元３０１室",
            "星辰花园貳拾玖棟貳單元三〇一室",
            "星辰花园29幢2单元3层301",
            "星辰花园29座2单元301户",
            "星辰花园29 2 301",
            "星辰花园29栋2-301",
        ] {
            assert_eq!(first(spelling), ("星辰花园29栋".into(), Some(2), "301".into()), "{spelling}");
        }
        assert_eq!(first("学士街33号楼2单元301"), ("学士街33栋".into(), Some(2), "301".into()));
        assert_eq!(first("29栋二单元"), ("29栋".into(), Some(2), String::new()));
        assert_eq!(first("29-301"), ("29栋".into(), None, "301".into()));
        assert_eq!(first("A座1203"), ("a座".into(), None, "1203".into()));
        assert_eq!(first("xingchen29栋2单元A301"), ("xingchen29栋".into(), Some(2), "a301".into()));
    }

    #[test]
    fn what_is_no_tail_stays_with_the_place() {
        for text in ["29栋超市", "星辰花园", "学士街", "第一小学"] {
            assert_eq!(readings(text).len(), 1, "{text}");
        }
        let whole = readings("星辰花园29").into_iter().map(|reading| reading.place).collect::<Vec<_>>();
        assert!(whole.contains(&"星辰花园29栋".to_owned()), "{whole:?}");
    }

    #[test]
    fn a_complex_and_its_building_come_apart() {
        assert_eq!(building_number("星辰29栋"), Some(("星辰", "29")));
        assert_eq!(building_number("29栋"), Some(("", "29")));
        assert_eq!(building_number("幸福里3号"), Some(("幸福里", "3")));
        assert_eq!(building_number("xingchen29栋"), Some(("xingchen", "29")));
        assert_eq!(building_number("大厦a座"), Some(("大厦", "a")));
        assert_eq!(building_number("星辰2_1栋"), Some(("星辰", "2_1")));
        for text in ["星辰栋", "第一小学教学楼", "星辰花园"] {
            assert_eq!(building_number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_place_stays_in_front(text in "[一二三十百0-9栋号楼单元室#座 a-z镜湖-]{0,16}") {
            let spelt = spell(&text);
            for reading in readings(&text) {
                let place = reading.place.strip_suffix('栋').unwrap_or(&reading.place);
                prop_assert!(spelt.starts_with(place), "{} {:?}", spelt, reading);
            }
        }
    }
}
