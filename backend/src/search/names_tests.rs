//! The index against an oracle that writes out everything a name may be typed as.

use super::names::NameIndex;
use super::sound::{Rank, Reading, normalize, readings};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Everything that may be typed for a whole name: per character itself, a reading, or (for initials) its first letter.
fn typed(name: &str, initials: bool) -> Vec<String> {
    let mut all = vec![String::new()];
    for (c, readings) in name.chars().zip(readings(name, Reading::PersonName)) {
        let mut pieces = vec![c.to_string()];
        pieces.extend(readings.iter().cloned());
        if initials {
            pieces.extend(readings.iter().map(|r| r.chars().next().unwrap().to_string()));
        }
        all = all.iter().flat_map(|head| pieces.iter().map(move |piece| format!("{head}{piece}"))).collect();
    }
    all
}

fn oracle(name: &str, query: &str) -> Option<Rank> {
    let (name, query) = (normalize(name), normalize(query));
    let letters = query.bytes().any(|b| b.is_ascii_lowercase());
    let (full, short) = (typed(&name, false), typed(&name, true));
    // What a cut syllable leaves is a start of letters typed in full; a start of a typed name ends anywhere.
    let cases = [
        (name == query, Rank::Name),
        (name.starts_with(&query), Rank::NamePrefix),
        (name.contains(&query), Rank::NamePart),
        (letters && full.contains(&query), Rank::Pinyin),
        (letters && full.iter().any(|t| t.starts_with(&query)), Rank::PinyinPrefix),
        (letters && short.contains(&query), Rank::Initials),
        (letters && short.iter().any(|t| t.starts_with(&query)), Rank::InitialsPrefix),
    ];
    (!query.is_empty()).then(|| cases.into_iter().find_map(|(holds, rank)| holds.then_some(rank))).flatten()
}

const SURNAMES: &[&str] = &["陈", "张", "单", "解", "尉迟", "欧阳", "吕", "乐", "曾", "A"];
const GIVEN: &[&str] = &["静", "大", "勇", "怡", "安", "西", "单", "女", "恩", "b", "于"];
const LETTERS: &[&str] = &[
    "c", "che", "chen", "j", "jing", "z", "zh", "zhang", "d", "da", "dy", "y", "yong", "yi", "shan", "xie", "yu",
    "chi", "l", "lv", "lu", "yue", "le", "a", "an", "xi", "xian", "n", "e", "en", "b", "o", "ou", "yang", "zeng",
];

fn a_name() -> impl Strategy<Value = String> {
    (prop::sample::select(SURNAMES), prop::collection::vec(prop::sample::select(GIVEN), 0..3))
        .prop_map(|(surname, given)| surname.to_owned() + &given.concat())
}

fn a_query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![prop::sample::select(SURNAMES), prop::sample::select(GIVEN), prop::sample::select(LETTERS)];
    prop_oneof![
        prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat()),
        prop::collection::vec(prop::sample::select(LETTERS), 1..4).prop_map(|pieces| pieces.concat()),
        prop::collection::vec(prop::sample::select(GIVEN), 1..3).prop_map(|pieces| pieces.concat()),
        // Something cut out of what a name may be typed as, so that matches of every kind are common.
        (a_name(), any::<bool>(), any::<prop::sample::Index>(), 1_usize..9).prop_map(
            |(name, initials, pick, length)| {
                let all = typed(&normalize(&name), initials);
                all[pick.index(all.len())].chars().take(length).collect()
            }
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn finds_what_brute_force_finds(names in prop::collection::vec(a_name(), 1..60), query in a_query()) {
        let index = NameIndex::build((0..).zip(names.iter().map(String::as_str)));
        let found: BTreeMap<u32, _> = index.find_ids(&query).into_iter().collect();
        let expected: BTreeMap<u32, _> = (0..)
            .zip(&names)
            .filter_map(|(id, name)| Some((id, oracle(name, &query)?.kind())))
            .collect();
        prop_assert_eq!(&found, &expected, "query {}", query);
        let ranks: Vec<_> = index.find(&query).iter().map(|m| m.rank).collect();
        prop_assert!(ranks.is_sorted());
    }

    #[test]
    fn case_and_spaces_do_not_matter(names in prop::collection::vec(a_name(), 1..20), query in a_query()) {
        let index = NameIndex::build((0..).zip(names.iter().map(String::as_str)));
        let spaced: String = query.chars().flat_map(|c| [c, ' ']).collect();
        prop_assert_eq!(index.find(&query), index.find(&spaced.to_uppercase()));
    }
}

fn index(names: &[&str]) -> NameIndex {
    NameIndex::build((0..).zip(names.iter().copied()))
}

#[test]
fn every_kind_finds_its_name() {
    let names = index(&["陈静", "陈静", "陈静怡", "李陈静", "程江", "张大勇", "尉迟恭", "单丹"]);
    let ids = |query: &str| names.find_ids(query).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids("陈静"), [0, 1, 2, 3]);
    assert_eq!(ids("静"), [0, 1, 3, 2]);
    assert_eq!(ids("chenjing"), [0, 1, 2]);
    assert_eq!(ids("Chen Jing"), [0, 1, 2]);
    assert_eq!(ids("chenj"), [0, 1, 2]);
    assert_eq!(ids("cj"), [4, 0, 1, 2]);
    assert_eq!(ids("张dy"), [5]);
    assert_eq!(ids("张dayong"), [5]);
    assert_eq!(ids("zhangdy"), [5]);
    assert_eq!(ids("张勇"), [0_u32; 0]);
    assert_eq!(ids("yuchigong"), [6]);
    assert_eq!(ids("shandan"), [7]);
    assert_eq!(ids(""), [0_u32; 0]);
    assert_eq!(ids(&"c".repeat(1000)), [0_u32; 0]);
}
