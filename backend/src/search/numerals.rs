//! Numbers in addresses: `二十九栋`, `29幢`, `29号楼` and `29-2-301` mean what `29栋` and its rooms mean.
//!
//! Only a number in front of an address word is read as one, so 三里屯 and 五一路 stay words. Names and queries pass
//! through the same function, so both sides always agree.

use super::sound::normalize;

/// Words that follow a number in an address.
const AFTER_NUMBER: &[&str] = &["栋", "幢", "号", "单元", "座", "室", "弄", "期"];
/// Other words for 栋 behind a number; longer ones first.
const BUILDING_WORDS: &[&str] = &["号楼", "号栋", "#楼", "#", "幢", "座"];

/// A query for a place, with what only a building has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressQuery {
    /// Normalized, without entrance and dwelling.
    pub place: String,
    pub entrance: Option<u16>,
    pub dwelling: Option<String>,
}

/// The comparable form of a name: numbers in digits, one word for 栋, no spaces, lower case.
pub fn normalize_place(text: &str) -> String {
    let text = normalize(&digits(&undash(text)));
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let word =
            out.ends_with(|c: char| c.is_ascii_digit()).then(|| BUILDING_WORDS.iter().find(|w| rest.starts_with(**w)));
        if let Some(Some(word)) = word {
            out.push('栋');
            rest = &rest[word.len()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Takes entrance and dwelling off a query: `29栋二单元301室` is building 29, entrance 2, dwelling 301.
pub fn read_address(text: &str) -> AddressQuery {
    let place = normalize_place(text);
    let whole = || AddressQuery { place: place.clone(), entrance: None, dwelling: None };
    let Some((head, tail)) = place.rsplit_once('栋').filter(|(head, _)| head.ends_with(|c: char| c.is_ascii_digit()))
    else {
        return whole();
    };
    let (number, after) = leading_digits(tail);
    let (entrance, rest) = match after.strip_prefix("单元") {
        Some(rest) => (number.parse().ok(), rest),
        None => (None, tail),
    };
    let (number, end) = leading_digits(rest);
    let plain_end = matches!(end, "" | "室" | "号") && (!number.is_empty() || end.is_empty());
    if !plain_end {
        return whole();
    }
    let dwelling = (!number.is_empty()).then(|| number.to_owned());
    AddressQuery { place: format!("{head}栋"), entrance, dwelling }
}

/// Splits `星辰29栋` into the complex and the building.
pub fn split_building(place: &str) -> Option<(&str, &str)> {
    let number = place.strip_suffix('栋')?;
    let head = number.trim_end_matches(|c: char| c.is_ascii_digit());
    (!head.is_empty() && head.len() < number.len()).then(|| place.split_at(head.len()))
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// `29-2-301` at the end of a query, as door plates have it.
fn undash(text: &str) -> String {
    let trimmed = text.trim_end();
    let start = trimmed
        .rfind(|c: char| !c.is_ascii_digit() && c != '-')
        .map_or(0, |at| at + trimmed[at..].chars().next().map_or(0, char::len_utf8));
    let (head, numbers) = trimmed.split_at(start);
    let parts: Vec<&str> = numbers.split('-').collect();
    match parts.as_slice() {
        parts if parts.iter().any(|part| part.is_empty()) => text.to_owned(),
        [building, entrance, dwelling] => format!("{head}{building}栋{entrance}单元{dwelling}室"),
        [building, dwelling] if dwelling.len() > 2 => format!("{head}{building}栋{dwelling}室"),
        [building, entrance] => format!("{head}{building}栋{entrance}单元"),
        _ => text.to_owned(),
    }
}

/// Chinese numerals in front of an address word become digits.
fn digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = &rest[..rest.find(|c| numeral(c).is_none()).unwrap_or(rest.len())];
        let after = rest[run.len()..].trim_start();
        match value(run).filter(|_| AFTER_NUMBER.iter().any(|word| after.starts_with(word))) {
            Some(number) => {
                out.push_str(&number.to_string());
                rest = &rest[run.len()..];
            }
            None => {
                let length = run.len().max(c.len_utf8());
                out.push_str(&rest[..length]);
                rest = &rest[length..];
            }
        }
    }
    out
}

fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        _ => return None,
    })
}

/// `二十九` and `二九` are both 29.
fn value(run: &str) -> Option<u32> {
    if run.is_empty() || run.chars().count() > 7 {
        return None;
    }
    let (mut sum, mut digit) = (0_u32, None);
    for number in run.chars().filter_map(numeral) {
        if number >= 10 {
            sum += digit.take().unwrap_or(1) * number;
        } else {
            digit = Some(digit.map_or(number, |before| before * 10 + number));
        }
    }
    Some(sum + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_building_many_spellings() {
        for spelling in ["29栋", "二十九栋", "29幢", "29号楼", "二九栋", "29#", "29#楼", "２９栋", "29 栋"]
        {
            assert_eq!(normalize_place(spelling), "29栋", "{spelling}");
        }
        assert_eq!(normalize_place("学士街三十三号楼"), "学士街33栋");
        assert_eq!(normalize_place("一百零五栋"), "105栋");
        assert_eq!(normalize_place("十栋"), "10栋");
    }

    #[test]
    fn numbers_in_words_stay() {
        for name in ["三里屯", "五一路", "第一小学", "十里长街", "A座", "九江路"] {
            assert_eq!(normalize_place(name), name.to_lowercase());
        }
    }

    #[test]
    fn entrance_and_dwelling_come_off() {
        let read = |text: &str| {
            let AddressQuery { place, entrance, dwelling } = read_address(text);
            (place, entrance, dwelling.unwrap_or_default())
        };
        assert_eq!(read("29栋二单元"), ("29栋".into(), Some(2), String::new()));
        assert_eq!(read("星辰花园29栋2单元301室"), ("星辰花园29栋".into(), Some(2), "301".into()));
        assert_eq!(read("星辰花园 29-2-301"), ("星辰花园29栋".into(), Some(2), "301".into()));
        assert_eq!(read("29-301"), ("29栋".into(), None, "301".into()));
        assert_eq!(read("学士街33号楼"), ("学士街33栋".into(), None, String::new()));
        assert_eq!(read("29栋超市"), ("29栋超市".into(), None, String::new()));
        assert_eq!(read("星辰花园"), ("星辰花园".into(), None, String::new()));
    }

    #[test]
    fn a_complex_and_its_building_come_apart() {
        assert_eq!(split_building("星辰29栋"), Some(("星辰", "29栋")));
        assert_eq!(split_building("29栋"), None);
        assert_eq!(split_building("星辰栋"), None);
    }

    /// Writes a number the usual way.
    fn chinese(number: u32) -> String {
        let digit = |n: u32| "零一二三四五六七八九".chars().nth(n as usize).unwrap().to_string();
        let below_hundred = |n: u32, after: bool| match (n / 10, n % 10) {
            (0, 0) => String::new(),
            (0, ones) if after => "零".to_owned() + &digit(ones),
            (0, ones) => digit(ones),
            (1, 0) if !after => "十".to_owned(),
            (1, ones) if !after => "十".to_owned() + &digit(ones),
            (tens, 0) => digit(tens) + "十",
            (tens, ones) => digit(tens) + "十" + &digit(ones),
        };
        match number / 100 {
            0 => below_hundred(number, false),
            hundreds => digit(hundreds) + "百" + &below_hundred(number % 100, true),
        }
    }

    proptest! {
        #[test]
        fn every_number_reads_back(number in 1_u32..1000) {
            prop_assert_eq!(normalize_place(&(chinese(number) + "栋")), format!("{number}栋"));
        }

        #[test]
        fn any_text_is_read_and_the_place_stays_in_front(text in "[一二三十百0-9栋号楼单元#座 a-zé镜湖]{0,16}") {
            let place = normalize_place(&text);
            prop_assert!(place.starts_with(&read_address(&text).place));
        }
    }
}
