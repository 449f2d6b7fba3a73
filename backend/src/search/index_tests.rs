//! The index against the plain rule, name by name, and an index with changes against one built anew.

use super::people::*;
use super::rule::{self, Wanted};
use super::sound::{Rank, Reading, normalize, readings};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use shared::api::person::MatchKind;
use shared::area::AreaCode;
use shared::person::{Relation, Sex};
use shared::text::Lang;
use std::collections::{BTreeMap, BTreeSet};

const NAMES: &[&str] = &[
    "陈静",
    "陈静怡",
    "陈晶",
    "程江",
    "张惠",
    "张慧",
    "张慧敏",
    "张大勇",
    "张德宇",
    "张伟",
    "张偉",
    "張偉",
    "张小伟",
    "章薇",
    "单田芳",
    "单于丹",
    "尉迟恭",
    "尉迟敬德",
    "仇和",
    "解晓东",
    "欧阳修",
    "欧阳修文",
    "曾国藩",
    "乐嘉",
    "吕布",
    "鲁布",
    "女娲",
    "西安",
    "先",
    "𠮷野",
    "𠮷野家",
    "王A",
    "a王",
    "b单",
    "王",
    "静",
    "阿卜杜·热合曼",
    "阿卜杜热和曼·买买提",
    "司马相如一",
    "John Smith",
    "旸昊",
    "万俟卨",
    "贾宝玉",
    "贾保钰",
];
const GIVEN: &[&str] =
    &["静", "晶", "怡", "大", "勇", "惠", "慧", "偉", "伟", "敏", "田", "芳", "德", "迟", "野", "𠮷", "b"];
const LETTERS: &[&str] = &[
    "c", "ch", "chen", "j", "jing", "z", "zh", "zhang", "d", "dy", "y", "shan", "dan", "yu", "chi", "xi", "an", "xian",
    "lv", "lu", "b", "a", "w",
];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 7, 18).unwrap()
}

fn a_name() -> impl Strategy<Value = String> {
    let surnames = select(vec!["陈", "张", "单", "尉迟", "吕", "乐", "曾", "仇", "張"]);
    let made = (surnames, prop::collection::vec(select(GIVEN), 0..4))
        .prop_map(|(own, given)| own.to_owned() + &given.concat());
    prop_oneof![select(NAMES).prop_map(str::to_owned), made]
}

fn a_person() -> impl Strategy<Value = PersonEntry> {
    let who = (1..60_i64, a_name(), 0..32_000_u64, any::<bool>(), select(Relation::ALL.to_vec()));
    (who, 0..14_i64, prop::option::of(select(vec![8000_u16, 1234, 0]))).prop_map(
        |((id, name, days, male, relation), household, phone_tail)| PersonEntry {
            id,
            name,
            birth: today() - Days::new(days),
            sex: if male { Sex::Male } else { Sex::Female },
            relation,
            household,
            complex: (household % 3 > 0).then_some(household % 3),
            building: household % 5 + 1,
            entrance: 2,
            dwelling: household * 10,
            floor: 3,
            area: AreaCode::trusted(
                ["340202001001001", "340202001001002", "340202001002001", "340202002001001"][household as usize % 4],
            ),
            phone_tail,
        },
    )
}

/// One entry a number; members of a household keep its address.
fn a_city(most: usize) -> impl Strategy<Value = Vec<PersonEntry>> {
    prop::collection::vec(a_person(), 0..most)
        .prop_map(|all| all.into_iter().map(|one| (one.id, one)).collect::<BTreeMap<_, _>>().into_values().collect())
}

/// Everything that may be typed for a name, cut somewhere.
fn typed() -> impl Strategy<Value = String> {
    (a_name(), prop::collection::vec((0..4_usize, any::<Index>()), 12), 1..14_usize).prop_map(
        |(name, picks, length)| {
            let name = normalize(&name);
            let pieces =
                name.chars().zip(readings(&name, Reading::PersonName)).zip(picks).map(|((c, own), (form, pick))| {
                    let reading = own[pick.index(own.len())].clone();
                    match form {
                        0 => c.to_string(),
                        1 => reading.chars().take(1).collect(),
                        _ => reading,
                    }
                });
            pieces.collect::<String>().chars().take(length).collect()
        },
    )
}

fn a_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![select(GIVEN), select(LETTERS), select(NAMES)];
    // A name with a character changed, taken out or put in.
    let wrong = (a_name(), any::<Index>(), select(GIVEN), 0..3_u8).prop_map(|(name, at, other, how)| {
        let mut chars: Vec<char> = normalize(&name).chars().collect();
        let at = at.index(chars.len().max(1)).min(chars.len().saturating_sub(1));
        match how {
            0 if !chars.is_empty() => chars[at] = other.chars().next().unwrap(),
            1 if !chars.is_empty() => drop(chars.remove(at)),
            _ => chars.insert(at, other.chars().next().unwrap()),
        }
        chars.into_iter().collect()
    });
    prop_oneof![
        3 => typed(),
        2 => wrong,
        2 => a_name(),
        1 => prop::collection::vec(piece, 1..4).prop_map(|all| all.concat()),
        1 => prop::collection::vec(select(GIVEN), 1..3).prop_map(|all| all.concat()),
        1 => select(vec!["8000", "1234", "0000", "9999", "張偉", "張dy"]).prop_map(str::to_owned),
    ]
}

fn a_query() -> impl Strategy<Value = PeopleQuery> {
    let areas =
        vec![None, None, Some("340202000000"), Some("340202001000"), Some("340202001001"), Some("340202002001001")];
    let narrowed =
        (select(areas), prop::option::weighted(0.3, 0..30_i32), prop::option::weighted(0.1, select(Sex::ALL.to_vec())));
    let more = (
        prop::option::weighted(0.2, a_text()),
        prop::option::weighted(0.1, select(vec![8000_u16, 1234])),
        prop::option::weighted(0.1, 0..90_i32),
    );
    (a_text(), narrowed, more).prop_map(|(q, (area, child_age, sex), (kin, phone_tail, age_from))| PeopleQuery {
        q,
        area: area.map(AreaCode::trusted),
        child_age,
        sex,
        kin,
        phone_tail,
        age_from,
        ..PeopleQuery::default()
    })
}

/// Who matches, and why, by looking at everybody.
fn oracle(city: &[PersonEntry], query: &PeopleQuery) -> BTreeMap<i64, MatchKind> {
    let Some(wanted) = Wanted::read(&query.q) else { return BTreeMap::new() };
    let kin = query.kin.as_deref().filter(|kin| !kin.is_empty()).map(Wanted::read);
    let named = |one: &PersonEntry| {
        let tail = one.phone_tail.is_some_and(|tail| wanted.text == format!("{tail:04}")).then_some(Rank::PhoneTail);
        [rule::rank(&normalize(&one.name), &wanted), tail].into_iter().flatten().min()
    };
    let family = |one: &PersonEntry, wanted: &Wanted| {
        let others = city.iter().filter(|other| other.id != one.id);
        let others = others.filter(|other| (other.household, other.dwelling) == (one.household, one.dwelling));
        others.filter_map(|other| rule::rank(&normalize(&other.name), wanted)).any(|rank| rank < Rank::OneOff)
    };
    let fits = |one: &PersonEntry| {
        query.area.as_ref().is_none_or(|area| area.contains(&one.area))
            && query.sex.is_none_or(|sex| sex == one.sex)
            && query.phone_tail.is_none_or(|tail| Some(tail) == one.phone_tail)
            && query.age_from.is_none_or(|from| one.age(today()) >= from)
            && query.child_age.is_none_or(|child| (16..=50).contains(&(one.age(today()) - child)))
            && kin.as_ref().is_none_or(|kin| kin.as_ref().is_some_and(|kin| family(one, kin)))
    };
    city.iter().filter(|one| fits(one)).filter_map(|one| Some((one.id, named(one)?.kind()))).collect()
}

type Answer = (i64, MatchKind, Vec<String>);

fn answers(index: &PeopleIndex, page: &PeoplePage) -> Vec<Answer> {
    page.items.iter().map(|item| (index.entry(item.entry).id, item.kind, item.reasons.clone())).collect()
}

fn paged(index: &PeopleIndex, query: &PeopleQuery, limit: usize) -> Vec<Answer> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = index.search(&PeopleQuery { after, limit, ..query.clone() }, today(), Lang::Zh);
        all.extend(answers(index, &page));
        match page.next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => return all,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_index_finds_what_looking_at_everybody_finds(city in a_city(60), query in a_query(), limit in 1..9_usize) {
        let index = PeopleIndex::build(city.iter().cloned());
        prop_assert_eq!(index.len(), city.len());
        let whole = answers(&index, &index.search(&query, today(), Lang::Zh));
        let found: BTreeMap<i64, MatchKind> = whole.iter().map(|(id, kind, _)| (*id, *kind)).collect();
        prop_assert_eq!(found.len(), whole.len(), "nobody is answered twice");
        prop_assert_eq!(found, oracle(&city, &query));
        prop_assert_eq!(paged(&index, &query, limit), whole, "pages join");
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn changes_laid_over_the_index_answer_like_one_built_anew(
        city in a_city(60),
        rounds in prop::collection::vec((a_city(12), prop::collection::vec(1..60_i64, 0..5)), 1..4),
        queries in prop::collection::vec(a_query(), 1..6),
        limit in 1..9_usize,
    ) {
        let mut now: BTreeMap<i64, PersonEntry> = city.iter().map(|one| (one.id, one.clone())).collect();
        let mut index = PeopleIndex::build(city.into_iter());
        for (arrivals, leavers) in rounds {
            let mut changes: Vec<Change> = leavers.iter().map(|&id| Change { id, now: None }).collect();
            changes.extend(arrivals.iter().map(|one| Change { id: one.id, now: Some(one.clone()) }));
            for change in &changes {
                match &change.now {
                    Some(entry) => now.insert(change.id, entry.clone()),
                    None => now.remove(&change.id),
                };
            }
            index = index.with(changes);
        }
        let anew = PeopleIndex::build(now.values().cloned());
        let merged = index.merged();
        prop_assert_eq!((index.len(), merged.len()), (anew.len(), anew.len()));
        for area in ["340200000000", "340202000000", "340202001000", "340202001001", "340202001001001"] {
            let area = AreaCode::trusted(area);
            let homes: BTreeSet<_> =
                now.values().filter(|one| area.contains(&one.area)).map(|one| (&one.area, one.building, one.dwelling, one.household)).collect();
            for index in [&index, &anew, &merged] {
                prop_assert_eq!(index.households(&area), homes.len(), "in {}", &area);
            }
        }
        for query in &queries {
            let expected = answers(&anew, &anew.search(query, today(), Lang::Zh));
            prop_assert_eq!(&answers(&index, &index.search(query, today(), Lang::Zh)), &expected, "{:?}", query);
            prop_assert_eq!(&paged(&index, query, limit), &expected, "{:?}", query);
            prop_assert_eq!(&answers(&merged, &merged.search(query, today(), Lang::Zh)), &expected);
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was_given(city in a_city(40)) {
        let index = PeopleIndex::build(city.iter().cloned());
        let mut back: Vec<PersonEntry> = (0..index.len() as u32).map(|at| index.entry(at)).collect();
        back.sort_by_key(|one| one.id);
        prop_assert_eq!(back, city);
    }
}

#[test]
fn a_page_goes_on_where_it_ended_though_the_city_changed() {
    let person = |id: i64, name: &str| PersonEntry {
        id,
        name: name.into(),
        birth: today() - Days::new(12_000),
        sex: Sex::Female,
        relation: Relation::Head,
        household: id,
        complex: None,
        building: id,
        entrance: 1,
        dwelling: id,
        floor: 1,
        area: AreaCode::trusted("340202001001001"),
        phone_tail: None,
    };
    let index = PeopleIndex::build((1..=9).map(|id| person(id, if id % 2 == 0 { "陈静" } else { "陈静怡" })));
    let query = PeopleQuery { q: "陈静".into(), limit: 5, ..PeopleQuery::default() };
    let first = index.search(&query, today(), Lang::Zh);
    let ids =
        |index: &PeopleIndex, page: &PeoplePage| page.items.iter().map(|m| index.entry(m.entry).id).collect::<Vec<_>>();
    assert_eq!(ids(&index, &first), [2, 4, 6, 8, 1]);
    // The last one of the page moves away, with her the character that nobody else has.
    let later = index.with(vec![Change { id: 1, now: None }, Change { id: 10, now: Some(person(10, "陈静雯")) }]);
    let rest = later.search(&PeopleQuery { after: first.next, ..query }, today(), Lang::Zh);
    assert_eq!(ids(&later, &rest), [3, 5, 7, 9, 10]);
}
