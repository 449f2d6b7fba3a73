//! Numbers and words of addresses: `二十九栋`, `29幢`, `２９號樓` and `廿九栋` all say what `29栋` says.
//!
//! Only a number beside an address word or a dash is read as one, so 三里屯 and 五一路 stay words. Names and queries pass
//! through the same function, so both sides always agree. Numbers that a dash or a blank keeps apart stay apart (`_`):
//! 29-2 never becomes 292.

use super::sound::normalize;

/// Words that follow a number in an address; longer ones first.
const AFTER_NUMBER: &[&str] =
    &["单元", "号", "栋", "幢", "座", "室", "户", "房", "门", "层", "楼", "弄", "巷", "期", "区", "村", "组", "排"];
/// Words before a number that ends an address: `29栋二单元三零一`.
const BEFORE_LAST: &[char] = &['栋', '#', '元', '座', '层', '楼', '门', '_'];
/// Other words for 栋 behind a number; longer ones first.
const BUILDING_WORDS: &[&str] = &["号楼栋", "号楼", "号栋", "#楼", "#栋", "#", "幢", "座"];
/// Keeps numbers apart in the comparable form.
pub const APART: char = '_';

/// The comparable form of a name: numbers in digits, one word for 栋, no spaces, lower case.
pub fn normalize_place(text: &str) -> String {
    normalize(&spell(text))
}

/// The comparable form of an address with its dashes: `星辰花园 29-2-301` becomes `星辰花园29_2_301`.
pub fn spell(text: &str) -> String {
    one_building_word(&digits(&joined(text)))
}

/// The numbers in a text.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty())
}

/// Whether every number of the query stands in the name as a whole and in the same order: 29 is not 129, nor 290.
pub fn numbers_agree(name: &str, query: &str) -> bool {
    let wanted: Vec<&str> = numbers(query).collect();
    let there: Vec<&str> = numbers(name).collect();
    wanted.is_empty() || there.windows(wanted.len()).any(|part| part == wanted)
}

/// Half width, lower case, everyday characters for the words and numerals of addresses, dashes and blanks between
/// numbers as [`APART`], none elsewhere.
fn joined(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(plain).collect();
    let is_digit = |c: char| c.is_ascii_digit();
    let is_number = |c: char| is_digit(c) || numeral(c).is_some();
    let mut out = String::with_capacity(text.len());
    let (mut blank, mut dash) = (false, false);
    for (at, &c) in chars.iter().enumerate() {
        if c.is_whitespace() || c == '-' {
            (blank, dash) = (true, dash || c == '-');
            continue;
        }
        let before = out.chars().last().unwrap_or(APART);
        let letter = c.is_ascii_lowercase() && chars.get(at + 1).is_some_and(|&next| is_digit(next));
        let apart = (is_digit(before) && (is_number(c) || letter))
            || (is_number(before) && is_digit(c))
            || (dash && is_number(before) && is_number(c));
        if blank && apart {
            out.push(APART);
        }
        (blank, dash) = (false, false);
        out.push(c);
    }
    out
}

/// One character in its everyday form.
fn plain(c: char) -> char {
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    };
    match c {
        '棟' => '栋',
        '號' => '号',
        '樓' => '楼',
        '單' => '单',
        '門' => '门',
        '戶' => '户',
        '層' => '层',
        '區' => '区',
        '組' => '组',
        '－' | '—' | '–' | '―' | '‐' | '‑' | '−' | '~' | '～' | '/' | '、' | ',' | '，' | '_' => '-',
        '＃' | '♯' => '#',
        other => other.to_ascii_lowercase(),
    }
}

/// Chinese numerals beside an address word become digits.
fn digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = &rest[..rest.find(|c| numeral(c).is_none()).unwrap_or(rest.len())];
        let after = &rest[run.len()..];
        let is_number = AFTER_NUMBER.iter().any(|word| after.starts_with(word))
            || after.starts_with(APART)
            || ((after.is_empty() || after.starts_with(APART)) && out.ends_with(BEFORE_LAST));
        match value(run).filter(|_| is_number) {
            Some(number) => {
                out.push_str(&number.to_string());
                rest = after;
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

fn one_building_word(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind_number = out.ends_with(|c: char| c.is_ascii_digit());
        match BUILDING_WORDS.iter().find(|word| behind_number && rest.starts_with(**word)) {
            Some(word) => {
                out.push('栋');
                rest = &rest[word.len()..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// What a numeral is worth: everyday, in full and traditional.
fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' | '貳' | '兩' => 2,
        '三' | '叁' | '參' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        '十' | '拾' => 10,
        '廿' => 20,
        '卅' => 30,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// `二十九`, `廿九` and `二九` are all 29.
fn value(run: &str) -> Option<u32> {
    if run.is_empty() || run.chars().count() > 8 {
        return None;
    }
    let (mut sum, mut digit) = (0_u32, None::<u32>);
    for number in run.chars().filter_map(numeral) {
        match number {
            20 | 30 => sum = sum.checked_add(number)?,
            10.. => sum = sum.checked_add(digit.take().unwrap_or(1).checked_mul(number)?)?,
            _ => digit = Some(digit.map_or(Some(number), |before| before.checked_mul(10)?.checked_add(number))?),
        }
    }
    sum.checked_add(digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_building_many_spellings() {
        for spelling in [
            "29栋",
            "二十九栋",
            "29幢",
            "29号楼",
            "二九栋",
            "29#",
            "29#楼",
            "２９栋",
            "29 栋",
            "廿九栋",
            "貳拾玖棟",
            "29號樓",
            "贰玖幢",
        ] {
            assert_eq!(normalize_place(spelling), "29栋", "{spelling}");
        }
        assert_eq!(normalize_place("学士街三十三号楼"), "学士街33栋");
        assert_eq!(normalize_place("一百零五栋"), "105栋");
        assert_eq!(normalize_place("十栋"), "10栋");
        assert_eq!(normalize_place("一千二百零一室"), "1201室");
    }

    #[test]
    fn numbers_in_words_stay() {
        for name in ["三里屯", "五一路", "第一小学", "十里长街", "A座", "九江路", "陆家嘴"] {
            assert_eq!(normalize_place(name), name.to_lowercase());
        }
    }

    #[test]
    fn numbers_that_stand_apart_stay_apart() {
        for spelling in ["29-2-301", "29 2 301", "２９－２－３０１", "29—2—301", "29 - 2 - 301", "29/2/301"]
        {
            assert_eq!(spell(spelling), "29_2_301", "{spelling}");
        }
        assert_eq!(spell("星辰 29-2-301"), "星辰29_2_301");
        assert_eq!(spell("xing chen 29-2-301"), "xingchen29_2_301");
        assert_eq!(spell("二十九-二-三零一"), "29_2_301");
        assert_eq!(spell("29#-2-301"), "29栋2_301");
        assert_eq!(spell("29栋 2 301"), "29栋2_301");
        assert_eq!(normalize_place("2-1号楼"), "2_1栋");
    }

    #[test]
    fn a_number_is_met_whole_or_not_at_all() {
        assert!(numbers_agree("星辰路8号星辰花园29栋", "29栋") && numbers_agree("29栋", "星辰"));
        assert!(numbers_agree("8号29栋", "8号29栋") && !numbers_agree("8号3栋29栋", "8号29栋"));
        for other in ["129栋", "290栋", "2栋9号", "栋"] {
            assert!(!numbers_agree(other, "29栋"), "{other}");
        }
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
        fn the_comparable_form_is_its_own(text in "[一二三十百0-9栋号楼单元#座 a-zé镜湖_-]{0,16}") {
            let once = spell(&text);
            prop_assert_eq!(spell(&once), once.clone(), "{}", text);
        }
    }
}
