//! People by name, told apart by the age of a child, their own age, sex or area.
//!
//! The rule for namesakes: somebody who is asked for as the parent of a child of N years is N+16 to N+50 years old, and
//! comes first when such a child lives in the same household. Invariants: without narrowing no namesake is missing;
//! the order is total, so that a cursor resumes it exactly even after the data changed.

use super::names::NameIndex;
use super::sound::Rank;
use chrono::NaiveDate;
use shared::api::person::MatchKind;
use shared::area::AreaCode;
use shared::person::{Relation, Sex};
use shared::text::Lang;
use shared::time::age;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// Years between a parent and a child.
const PARENT: RangeInclusive<i32> = 16..=50;

/// A resident as the store tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonEntry {
    pub id: i64,
    pub name: String,
    pub birth: NaiveDate,
    pub sex: Sex,
    pub relation: Relation,
    pub household: i64,
    pub complex: Option<i64>,
    pub building: i64,
    /// 单元, from 1.
    pub entrance: u16,
    pub dwelling: i64,
    pub floor: u16,
    /// The grid; `PeopleIndex` keeps each code once.
    pub area: AreaCode,
}

impl PersonEntry {
    /// Full years; somebody born on 29 February turns older on 1 March of common years.
    pub fn age(&self, today: NaiveDate) -> i32 {
        age(self.birth, today)
    }
}

/// What is asked. `Default` is no narrowing and nobody (`q` is empty).
#[derive(Clone, Debug, Default)]
pub struct PeopleQuery {
    pub q: String,
    pub area: Option<AreaCode>,
    pub child_age: Option<i32>,
    /// Inclusive.
    pub age_from: Option<i32>,
    /// Inclusive.
    pub age_to: Option<i32>,
    pub sex: Option<Sex>,
    pub after: Option<Cursor>,
    /// 0 asks for everybody.
    pub limit: usize,
}

/// A place in the order of one query's answers. Travels as text, and says where it is without the index that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    group: u8,
    rank: u8,
    parent: u8,
    area: String,
    building: i64,
    dwelling: i64,
    household: i64,
    id: i64,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor that a search gave")]
pub struct CursorError;

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Cursor { group, rank, parent, area, building, dwelling, household, id } = self;
        write!(f, "{group}.{rank}.{parent}.{area}.{building}.{dwelling}.{household}.{id}")
    }
}

impl std::str::FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Cursor, CursorError> {
        fn number<T: std::str::FromStr>(text: &str) -> Result<T, CursorError> {
            text.parse().map_err(|_| CursorError)
        }
        let parts: Vec<&str> = text.split('.').collect();
        let &[group, rank, parent, area, building, dwelling, household, id] = parts.as_slice() else {
            return Err(CursorError);
        };
        Ok(Cursor {
            group: number(group)?,
            rank: number(rank)?,
            parent: number(parent)?,
            area: area.to_owned(),
            building: number(building)?,
            dwelling: number(dwelling)?,
            household: number(household)?,
            id: number(id)?,
        })
    }
}

/// Somebody found: `PeopleIndex::entry` tells who, and here is why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonMatch {
    pub entry: u32,
    pub kind: MatchKind,
    pub reasons: Vec<String>,
}

/// A page of answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeoplePage {
    pub items: Vec<PersonMatch>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// How many match altogether, on all pages.
    pub total: usize,
}

#[derive(Debug)]
struct Person {
    id: i64,
    household: i64,
    building: i64,
    dwelling: i64,
    complex: Option<i64>,
    birth: NaiveDate,
    area: u32,
    entrance: u16,
    floor: u16,
    sex: Sex,
    relation: Relation,
    name: Box<str>,
}

/// See the module.
#[derive(Debug)]
pub struct PeopleIndex {
    /// In order of address, so that households stand together and a place here is a place in the order.
    people: Vec<Person>,
    /// Each code once, in order.
    areas: Vec<AreaCode>,
    names: NameIndex,
}

/// Group, rank of the match, likely parent, place in `people`.
type Order = (u8, u8, u8, u32);

/// Somebody who matched.
struct Found {
    order: Order,
    rank: Rank,
    child: Option<Child>,
}

/// A child of the age asked for who lives with somebody.
struct Child {
    age: i32,
    own: bool,
}

impl PeopleIndex {
    pub fn build(entries: impl Iterator<Item = PersonEntry>) -> PeopleIndex {
        let mut numbers: HashMap<AreaCode, u32> = HashMap::new();
        let mut people: Vec<Person> = entries
            .map(|entry| {
                let next = u32::try_from(numbers.len()).expect("areas are few");
                Person {
                    id: entry.id,
                    household: entry.household,
                    building: entry.building,
                    dwelling: entry.dwelling,
                    complex: entry.complex,
                    birth: entry.birth,
                    area: *numbers.entry(entry.area).or_insert(next),
                    entrance: entry.entrance,
                    floor: entry.floor,
                    sex: entry.sex,
                    relation: entry.relation,
                    name: entry.name.into_boxed_str(),
                }
            })
            .collect();
        let mut areas: Vec<(AreaCode, u32)> = numbers.into_iter().collect();
        areas.sort_unstable();
        let mut place = vec![0; areas.len()];
        for (at, (_, number)) in (0..).zip(&areas) {
            place[*number as usize] = at;
        }
        people.iter_mut().for_each(|person| person.area = place[person.area as usize]);
        people.sort_unstable_by_key(|p| (p.area, p.building, p.dwelling, p.household, p.id));
        let names = NameIndex::build((0..).zip(people.iter().map(|person| &*person.name)));
        PeopleIndex { people, areas: areas.into_iter().map(|(code, _)| code).collect(), names }
    }

    /// How many residents are indexed.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The resident that a match points at, as given to `build`.
    pub fn entry(&self, at: u32) -> PersonEntry {
        let person = &self.people[at as usize];
        PersonEntry {
            id: person.id,
            name: person.name.to_string(),
            birth: person.birth,
            sex: person.sex,
            relation: person.relation,
            household: person.household,
            complex: person.complex,
            building: person.building,
            entrance: person.entrance,
            dwelling: person.dwelling,
            floor: person.floor,
            area: self.areas[person.area as usize].clone(),
        }
    }

    /// Best first: a child of that age in the household, one a year off, none; then how the name matched, then likely parents, then by address.
    pub fn search(&self, query: &PeopleQuery, today: NaiveDate, lang: Lang) -> PeoplePage {
        let inside: Option<Vec<bool>> =
            query.area.as_ref().map(|area| self.areas.iter().map(|code| area.contains(code)).collect());
        let mut found = Vec::new();
        for name in self.names.matches(&query.q) {
            for &at in self.names.ids(name.name) {
                let person = &self.people[at as usize];
                if inside.as_ref().is_none_or(|inside| inside[person.area as usize]) && fits(person, query, today) {
                    let child = query.child_age.and_then(|age| self.child(at, age, today));
                    let exact = |child: &Child| Some(child.age) == query.child_age;
                    let group = child.as_ref().map_or(2, |child| u8::from(!exact(child)));
                    let parent = child.as_ref().map_or(2, |child| u8::from(!child.own));
                    let order = (group, name.rank as u8, parent, at);
                    found.push(Found { order, rank: name.rank, child });
                }
            }
        }
        let total = found.len();
        if let Some(after) = &query.after {
            let start = self.order_after(after);
            found.retain(|found| found.order >= start);
        }
        let more = query.limit > 0 && found.len() > query.limit;
        if more {
            found.select_nth_unstable_by_key(query.limit - 1, |found| found.order);
            found.truncate(query.limit);
        }
        found.sort_unstable_by_key(|found| found.order);
        let next = found.last().filter(|_| more).map(|last| self.cursor(last.order));
        let items = found
            .into_iter()
            .map(|found| PersonMatch {
                entry: found.order.3,
                kind: found.rank.kind(),
                reasons: query.child_age.map_or_else(Vec::new, |age| reasons(age, found.child.as_ref(), lang)),
            })
            .collect();
        PeoplePage { items, next, total }
    }

    fn address<'a>(&'a self, person: &Person) -> (&'a str, i64, i64, i64, i64) {
        let area = self.areas[person.area as usize].as_str();
        (area, person.building, person.dwelling, person.household, person.id)
    }

    fn cursor(&self, (group, rank, parent, at): Order) -> Cursor {
        let (area, building, dwelling, household, id) = self.address(&self.people[at as usize]);
        Cursor { group, rank, parent, area: area.to_owned(), building, dwelling, household, id }
    }

    /// The first place in the order behind a cursor, which another index may have given.
    fn order_after(&self, cursor: &Cursor) -> Order {
        let address = (cursor.area.as_str(), cursor.building, cursor.dwelling, cursor.household, cursor.id);
        let at = self.people.partition_point(|person| self.address(person) <= address);
        (cursor.group, cursor.rank, cursor.parent, at as u32)
    }

    /// Somebody in the household whose age is within a year of `wanted` and who could be a child of this person; the
    /// nearest age first, and a son or daughter of the person before others.
    fn child(&self, at: u32, wanted: i32, today: NaiveDate) -> Option<Child> {
        let (before, rest) = self.people.split_at(at as usize);
        let (person, behind) = rest.split_first()?;
        let own_age = age(person.birth, today);
        let same = |member: &&Person| member.household == person.household && member.dwelling == person.dwelling;
        let (before, behind) = (before.iter().rev().take_while(same), behind.iter().take_while(same));
        before
            .chain(behind)
            .map(|member| Child {
                age: age(member.birth, today),
                own: member.relation == Relation::Child && matches!(person.relation, Relation::Head | Relation::Spouse),
            })
            .filter(|child| child.age.abs_diff(wanted) <= 1 && PARENT.contains(&(own_age - child.age)))
            .min_by_key(|child| (child.age.abs_diff(wanted), !child.own))
    }
}

fn fits(person: &Person, query: &PeopleQuery, today: NaiveDate) -> bool {
    if query.sex.is_some_and(|sex| sex != person.sex) {
        return false;
    }
    let age = age(person.birth, today);
    query.child_age.is_none_or(|child| PARENT.contains(&age.saturating_sub(child)))
        && query.age_from.is_none_or(|from| age >= from)
        && query.age_to.is_none_or(|to| age <= to)
}

fn reasons(asked: i32, child: Option<&Child>, lang: Lang) -> Vec<String> {
    let parent = match lang {
        Lang::Zh => format!("年龄适合为{asked}岁孩子的家长"),
        Lang::En => format!("of an age to be a parent of a {asked}-year-old"),
    };
    let household = child.map(|child| match (lang, child.own) {
        (Lang::Zh, true) => format!("同户有{}岁子女", child.age),
        (Lang::Zh, false) => format!("同户有{}岁孩子", child.age),
        (Lang::En, true) => format!("has a {}-year-old son or daughter in the household", child.age),
        (Lang::En, false) => format!("a {}-year-old lives in the household", child.age),
    });
    std::iter::once(parent).chain(household).collect()
}
