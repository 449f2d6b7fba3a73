//! People by name, told apart by the age of a child, their own age, sex, kin, telephone or area.
//!
//! The rule for namesakes: somebody who is asked for as the parent of a child of N years is N+16 to N+50 years old, and
//! comes first when such a child lives in the same household. Invariants: without narrowing no namesake is missing;
//! the order is total, so that a cursor resumes it exactly even after the data changed; an index with changes laid over
//! it answers like one that was built anew.

use super::index::order::Order;
pub use super::index::order::{Cursor, CursorError};
use super::index::{Builder, Child, Core, Found, Seek};
use super::rule::Wanted;
use chrono::NaiveDate;
use shared::api::person::MatchKind;
use shared::area::AreaCode;
use shared::person::{Relation, Sex};
use shared::text::Lang;
use shared::time::age;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

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
    /// The last four digits of the telephone.
    pub phone_tail: Option<u16>,
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
    /// Name, sound or part of the name of somebody in the household.
    pub kin: Option<String>,
    pub phone_tail: Option<u16>,
    /// No homophones, and no names that are a character off.
    pub exact: bool,
    /// Answers that matched in one way only.
    pub only: Option<MatchKind>,
    pub after: Option<Cursor>,
    /// 0 asks for everybody.
    pub limit: usize,
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
    /// How many match from `after` on: exact when there is no next page, at least so many otherwise.
    pub total: usize,
}

/// What became of a resident; `now` is `None` when the resident no longer lives here.
#[derive(Clone, Debug)]
pub struct Change {
    pub id: i64,
    pub now: Option<PersonEntry>,
}

/// See the module. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PeopleIndex {
    main: Arc<Core>,
    /// Of `main`, who changed, and who lives with them: households stay together.
    gone: Arc<HashSet<u32>>,
    /// Those of them with whom a home begins, in order.
    homes_gone: Arc<[u32]>,
    /// What they are now, by number.
    moved: Arc<BTreeMap<i64, PersonEntry>>,
    /// An index over them.
    fresh: Arc<Core>,
}

impl PeopleIndex {
    pub fn build(entries: impl Iterator<Item = PersonEntry>) -> PeopleIndex {
        let mut builder = PeopleBuilder::default();
        entries.for_each(|entry| builder.push(entry));
        builder.finish()
    }

    /// How many residents are indexed.
    pub fn len(&self) -> usize {
        self.main.len() - self.gone.len() + self.fresh.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many households live in an area.
    pub fn households(&self, area: &AreaCode) -> usize {
        self.main.homes(area, &self.homes_gone) + self.fresh.homes(area, &[])
    }

    /// How many different names there are, those of changed people counted twice.
    pub fn distinct(&self) -> usize {
        self.main.distinct() + self.fresh.distinct()
    }

    /// How many people are laid over the main index.
    pub fn changed(&self) -> usize {
        self.gone.len().max(self.moved.len())
    }

    /// Bytes on the heap, without what changed.
    pub fn bytes(&self) -> usize {
        self.main.bytes() + self.fresh.bytes()
    }

    /// The resident that a match points at, as given to `build`.
    pub fn entry(&self, at: u32) -> PersonEntry {
        match at.checked_sub(self.main.len() as u32) {
            None => self.main.entry(at),
            Some(at) => self.fresh.entry(at),
        }
    }

    /// The index after changes; of several changes of one resident the last one holds.
    pub fn with(&self, changes: Vec<Change>) -> PeopleIndex {
        let ids: HashSet<i64> = changes.iter().map(|change| change.id).collect();
        let arrivals = changes.iter().filter_map(|change| change.now.as_ref());
        let homes: HashSet<(i64, i64)> = arrivals.map(|entry| (entry.household, entry.dwelling)).collect();
        let (mut gone, mut moved) = ((*self.gone).clone(), (*self.moved).clone());
        for at in self.main.places(|id| ids.contains(&id), |household, dwelling| homes.contains(&(household, dwelling)))
        {
            for member in self.main.members(at) {
                if gone.insert(member) {
                    let entry = self.main.entry(member);
                    moved.insert(entry.id, entry);
                }
            }
        }
        for change in changes {
            match change.now {
                Some(entry) => moved.insert(change.id, entry),
                None => moved.remove(&change.id),
            };
        }
        let fresh = core(moved.values().cloned());
        let mut homes_gone: Vec<u32> = gone.iter().copied().filter(|at| self.main.begins_home(*at)).collect();
        homes_gone.sort_unstable();
        PeopleIndex {
            main: self.main.clone(),
            gone: Arc::new(gone),
            homes_gone: homes_gone.into(),
            moved: Arc::new(moved),
            fresh: Arc::new(fresh),
        }
    }

    /// The same people in one piece.
    pub fn merged(&self) -> PeopleIndex {
        let stayed = (0..self.main.len() as u32).filter(|at| !self.gone.contains(at)).map(|at| self.main.entry(at));
        PeopleIndex::build(stayed.chain(self.moved.values().cloned()))
    }

    /// Best first: what the query says before what it resembles; within that a child of that age in the household, one a
    /// year off, none; then how the name matched, then likely parents, then by name and by address.
    pub fn search(&self, query: &PeopleQuery, today: NaiveDate, lang: Lang) -> PeoplePage {
        let Some(wanted) = Wanted::read(&query.q) else { return PeoplePage::default() };
        let wanted = Wanted { exact: query.exact, ..wanted };
        let most = if query.limit == 0 { usize::MAX } else { query.limit + 1 };
        let nobody = HashSet::new();
        let find = |core: &Core, gone: &HashSet<u32>| {
            let from = query.after.as_ref().and_then(|after| after.behind(core));
            Seek::new(core, gone, (query, &wanted), today).find(from, most)
        };
        let mut found = find(&self.main, &self.gone);
        if !self.fresh.is_empty() {
            found = self.merge(found, find(&self.fresh, &nobody));
        }
        let total = found.len();
        let more = query.limit > 0 && total > query.limit;
        if more {
            found.truncate(query.limit);
        }
        let next = found.last().filter(|_| more).map(|last| self.cursor(last));
        let items = found.into_iter().map(|found| PersonMatch {
            entry: found.order.place,
            kind: found.order.rank.kind(),
            reasons: self.reasons(query, &found, lang),
        });
        let items = items.collect();
        PeoplePage { items, next, total }
    }

    /// Puts the answers of both parts in one order; places of changed people count on from the main ones.
    fn merge(&self, main: Vec<Found>, fresh: Vec<Found>) -> Vec<Found> {
        let base = self.main.len() as u32;
        let key = |found: Found, core: &Core| (Cursor::of(core, &found.order), found);
        let mut all: Vec<(Cursor, Found)> = main.into_iter().map(|found| key(found, &self.main)).collect();
        all.extend(fresh.into_iter().map(|found| {
            let (cursor, mut found) = key(found, &self.fresh);
            found.order.place += base;
            found.kin = found.kin.map(|kin| kin + base);
            (cursor, found)
        }));
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.into_iter().map(|(_, found)| found).collect()
    }

    fn cursor(&self, found: &Found) -> Cursor {
        match found.order.place.checked_sub(self.main.len() as u32) {
            Some(place) => Cursor::of(&self.fresh, &Order { place, ..found.order }),
            None => Cursor::of(&self.main, &found.order),
        }
    }

    fn reasons(&self, query: &PeopleQuery, found: &Found, lang: Lang) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(asked) = query.child_age {
            all.push(match lang {
                Lang::Zh => format!("年龄适合为{asked}岁孩子的家长"),
                Lang::En => format!("of an age to be a parent of a {asked}-year-old"),
            });
            all.extend(found.child.as_ref().map(|child| of_child(child, lang)));
        }
        if let Some(kin) = found.kin.map(|kin| self.entry(kin)) {
            all.push(match lang {
                Lang::Zh => format!("同户有{}", kin.name),
                Lang::En => format!("{} lives in the household", kin.name),
            });
        }
        if query.phone_tail.is_some() {
            all.push(match lang {
                Lang::Zh => "手机尾号相符".to_owned(),
                Lang::En => "the phone number ends so".to_owned(),
            });
        }
        all
    }
}

fn of_child(child: &Child, lang: Lang) -> String {
    match (lang, child.own) {
        (Lang::Zh, true) => format!("同户有{}岁子女", child.age),
        (Lang::Zh, false) => format!("同户有{}岁孩子", child.age),
        (Lang::En, true) => format!("has a {}-year-old son or daughter in the household", child.age),
        (Lang::En, false) => format!("a {}-year-old lives in the household", child.age),
    }
}

fn core(entries: impl Iterator<Item = PersonEntry>) -> Core {
    let mut builder = Builder::default();
    entries.for_each(|entry| builder.push(entry));
    builder.finish()
}

/// Makes an index of residents that come one by one.
#[derive(Debug, Default)]
pub struct PeopleBuilder(Builder);

impl PeopleBuilder {
    pub fn push(&mut self, entry: PersonEntry) {
        self.0.push(entry);
    }

    pub fn finish(self) -> PeopleIndex {
        PeopleIndex {
            main: Arc::new(self.0.finish()),
            gone: Arc::default(),
            homes_gone: Arc::default(),
            moved: Arc::default(),
            fresh: Arc::new(core(std::iter::empty())),
        }
    }
}
