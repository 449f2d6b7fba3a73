//! The lost child of the summer-night film, and the total order of the answers.

use super::people::*;
use super::sound::normalize;
use chrono::NaiveDate;
use proptest::prelude::*;
use shared::api::person::MatchKind;
use shared::area::AreaCode;
use shared::person::{Relation, Sex};
use shared::text::Lang;
use std::collections::BTreeSet;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

const TODAY: fn() -> NaiveDate = || day(2026, 7, 18);

fn person(id: i64, name: &str, age: i32, relation: Relation, household: i64, building: i64) -> PersonEntry {
    PersonEntry {
        id,
        name: name.into(),
        birth: day(2026 - age, 3, 1),
        sex: Sex::Female,
        relation,
        household,
        complex: Some(1),
        building,
        entrance: 2,
        dwelling: household * 10,
        floor: 3,
        area: AreaCode::trusted(if building == 29 { "340202001003007" } else { "340202002001001" }),
        phone_tail: None,
    }
}

/// Two 陈静: one of 34 with a child of 6 in building 29, one of 72.
fn film() -> PeopleIndex {
    PeopleIndex::build(
        [
            person(1, "陈静", 72, Relation::Head, 1, 3),
            person(2, "陈静", 34, Relation::Spouse, 2, 29),
            person(3, "王强", 36, Relation::Head, 2, 29),
            person(4, "王小雨", 6, Relation::Child, 2, 29),
            person(5, "陈静怡", 30, Relation::Head, 5, 4),
            person(6, "陈静", 40, Relation::Head, 6, 5),
        ]
        .into_iter(),
    )
}

fn ids(index: &PeopleIndex, page: &PeoplePage) -> Vec<i64> {
    page.items.iter().map(|m| index.entry(m.entry).id).collect()
}

#[test]
fn the_childs_age_finds_the_household() {
    let index = film();
    let all = index.search(&PeopleQuery { q: "陈静".into(), ..Default::default() }, TODAY(), Lang::Zh);
    assert_eq!((ids(&index, &all), all.total, all.next.clone()), (vec![2, 1, 6, 5], 4, None));
    assert!(all.items.iter().all(|m| m.reasons.is_empty()));

    let query = PeopleQuery { q: "陈静".into(), child_age: Some(6), ..Default::default() };
    let page = index.search(&query, TODAY(), Lang::Zh);
    assert_eq!(ids(&index, &page), [2, 6, 5], "72 is too old; the others have no such child");
    assert_eq!(page.items[0].reasons, ["年龄适合为6岁孩子的家长", "同户有6岁子女"]);
    assert_eq!(page.items[1].reasons, ["年龄适合为6岁孩子的家长"]);
    let english = index.search(&query, TODAY(), Lang::En);
    assert_eq!(english.items[0].reasons[1], "has a 6-year-old son or daughter in the household");
    let entry = index.entry(page.items[0].entry);
    assert_eq!((entry.building, entry.entrance), (29, 2));
    assert_eq!(page.items[0].kind, MatchKind::Name);
}

#[test]
fn the_limits_of_the_parents_age_are_inclusive() {
    let ages = [21, 22, 56, 57];
    let index = PeopleIndex::build(
        ages.iter().map(|&age| person(i64::from(age), "陈静", age, Relation::Head, i64::from(age), 1)),
    );
    let query = PeopleQuery { q: "cj".into(), child_age: Some(6), ..Default::default() };
    assert_eq!(ids(&index, &index.search(&query, TODAY(), Lang::Zh)), [22, 56]);
    let query = PeopleQuery { q: "cj".into(), age_from: Some(22), age_to: Some(56), ..Default::default() };
    assert_eq!(ids(&index, &index.search(&query, TODAY(), Lang::Zh)), [22, 56]);
}

#[test]
fn a_grandmother_comes_after_the_mother_and_is_told_apart() {
    let index = PeopleIndex::build(
        [
            person(1, "陈静", 55, Relation::Parent, 2, 29),
            person(2, "陈静", 34, Relation::Spouse, 2, 29),
            person(4, "王小雨", 7, Relation::Child, 2, 29),
        ]
        .into_iter(),
    );
    let query = PeopleQuery { q: "陈静".into(), child_age: Some(6), ..Default::default() };
    let page = index.search(&query, TODAY(), Lang::Zh);
    assert_eq!(ids(&index, &page), [2, 1]);
    assert_eq!(page.items[0].reasons[1], "同户有7岁子女");
    assert_eq!(page.items[1].reasons[1], "同户有7岁孩子");
}

#[test]
fn the_exact_age_of_the_child_goes_before_one_a_year_off() {
    let homes = [(1, 7), (2, 6), (3, 5)].into_iter().flat_map(|(home, child)| {
        [
            person(10 * home, "陈静", 33, Relation::Spouse, 10 * home, home),
            person(10 * home + 1, "王小雨", child, Relation::Child, 10 * home, home),
        ]
    });
    let index = PeopleIndex::build(homes);
    let query = PeopleQuery { q: "陈静".into(), child_age: Some(6), ..Default::default() };
    assert_eq!(ids(&index, &index.search(&query, TODAY(), Lang::Zh)), [20, 10, 30]);
}

#[test]
fn ages_turn_on_the_birthday() {
    let leap = PersonEntry { birth: day(2000, 2, 29), ..person(1, "陈静", 0, Relation::Head, 1, 1) };
    assert_eq!(leap.age(day(2026, 2, 28)), 25);
    assert_eq!(leap.age(day(2026, 3, 1)), 26);
    assert_eq!(leap.age(day(1999, 1, 1)), 0, "before birth");
}

#[test]
fn area_and_sex_narrow() {
    let index = film();
    let area = Some(AreaCode::trusted("340202001000"));
    let query = PeopleQuery { q: "陈静".into(), area, ..Default::default() };
    assert_eq!(ids(&index, &index.search(&query, TODAY(), Lang::Zh)), [2]);
    let query = PeopleQuery { q: "陈静".into(), sex: Some(Sex::Male), ..Default::default() };
    assert_eq!(index.search(&query, TODAY(), Lang::Zh).total, 0);
}

#[test]
fn a_cursor_that_nobody_gave_is_refused() {
    for text in ["", "1.2", "a.0.0.0.0.0.0.x.1.1.1.1.1", "0.0.99.0.0.0.0.x.1.1.1.1.1", "0.0.0.x.1.1.1.1.1"] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
}

fn a_city() -> impl Strategy<Value = Vec<PersonEntry>> {
    let names = prop::sample::select(vec!["陈静", "陈静怡", "程江", "王强", "陈晶"]);
    let relations = prop::sample::select(Relation::ALL.to_vec());
    prop::collection::vec((names, 0..90_i32, relations, 0..12_i64), 0..80).prop_map(|rows| {
        (1..)
            .zip(rows)
            .map(|(id, (name, age, relation, household))| person(id, name, age, relation, household, household % 5 + 1))
            .collect()
    })
}

proptest! {
    #[test]
    fn nobody_is_hidden_and_pages_join(city in a_city(), child in prop::option::of(0..20_i32), limit in 1_usize..9) {
        let index = PeopleIndex::build(city.iter().cloned());
        let query = PeopleQuery { q: "chenjing".into(), child_age: child, ..Default::default() };
        let whole = index.search(&query, TODAY(), Lang::Zh);

        let expected: BTreeSet<i64> = city
            .iter()
            .filter(|p| ["陈静", "陈静怡", "陈晶"].contains(&normalize(&p.name).as_str()))
            .filter(|p| child.is_none_or(|c| p.age(TODAY()) - c >= 16 && p.age(TODAY()) - c <= 50))
            .map(|p| p.id)
            .collect();
        let all = ids(&index, &whole);
        prop_assert_eq!(all.iter().copied().collect::<BTreeSet<_>>(), expected);
        prop_assert_eq!(all.len(), whole.total);

        // Whoever lives with such a child stands before whoever does not.
        if let Some(c) = child {
            let with_child: Vec<bool> = whole.items.iter().map(|m| {
                let own = index.entry(m.entry);
                city.iter().any(|p| p.household == own.household && p.id != own.id && {
                    let years = own.age(TODAY()) - p.age(TODAY());
                    (p.age(TODAY()) - c).abs() <= 1 && (16..=50).contains(&years)
                })
            }).collect();
            prop_assert!(with_child.is_sorted_by(|a, b| a >= b));
            let said: Vec<bool> = whole.items.iter().map(|m| m.reasons.len() == 2).collect();
            prop_assert_eq!(with_child, said);
        }

        let (mut joined, mut after) = (Vec::new(), None);
        loop {
            let page = index.search(&PeopleQuery { after, limit, ..query.clone() }, TODAY(), Lang::Zh);
            joined.extend(page.items);
            match page.next {
                Some(next) => after = Some(next.to_string().parse().unwrap()),
                None => break,
            }
        }
        prop_assert_eq!(joined, whole.items);
    }
}
