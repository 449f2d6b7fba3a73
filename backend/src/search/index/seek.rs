//! One query over one [`Core`].
//!
//! There are three ways to the same answers. Stages are followed in order until a page is full; for a child's age, which
//! ranks above the name, all answers of a tier are weighed; and in an area smaller than the ranges that the stages would
//! read, everybody who lives there is looked at. Invariant: a resident is met in the first stage that the name fits, and
//! in no other.

use super::core::{Core, Name};
use super::order::{Order, tier};
use super::pattern::{Plan, Stage, Way};
use super::table::{first_combo, turn};
use crate::search::people::PeopleQuery;
use crate::search::rule::{self, Wanted};
use crate::search::sound::Rank;
use chrono::NaiveDate;
use shared::person::Relation;
use shared::time::age;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::{ControlFlow, Range, RangeInclusive};

/// Years between a parent and a child.
const PARENT: RangeInclusive<i32> = 16..=50;
/// Looking at somebody costs about as much as reading this many places of a range.
const LOOK: usize = 2;

/// So many names of a kin are looked up in any case.
const FEW: usize = 500;

/// Somebody who matched.
#[derive(Clone, Debug)]
pub struct Found {
    pub order: Order,
    pub child: Option<Child>,
    /// A member of the household who was asked for.
    pub kin: Option<u32>,
}

/// A child of the age asked for who lives with somebody.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    pub age: i32,
    pub own: bool,
}

/// See the module.
#[derive(Debug)]
pub struct Seek<'a> {
    core: &'a Core,
    query: &'a PeopleQuery,
    wanted: &'a Wanted,
    /// What the query says, without what it resembles: most pages need no more.
    plan: Plan,
    whole: OnceCell<Plan>,
    /// Long names that meet either plan.
    long: [OnceCell<Vec<(Rank, u32)>>; 2],
    kin: Option<(Wanted, Plan)>,
    /// People of the core who are elsewhere now.
    gone: &'a HashSet<u32>,
    span: Range<u32>,
    today: NaiveDate,
}

impl<'a> Seek<'a> {
    pub fn new(
        core: &'a Core,
        gone: &'a HashSet<u32>,
        (query, wanted): (&'a PeopleQuery, &'a Wanted),
        today: NaiveDate,
    ) -> Seek<'a> {
        let span = query.area.as_ref().map_or(0..core.len() as u32, |area| core.crowd.inside(area));
        let plan = |wanted: &Wanted, guesses| Plan::new(wanted, &core.alphabet, !core.long.is_empty(), guesses);
        let kin = query.kin.as_deref().and_then(Wanted::read).map(|wanted| (plan(&wanted, true), wanted));
        let kin = kin.map(|(plan, wanted)| (wanted, plan));
        let (whole, long) = (OnceCell::new(), Default::default());
        Seek { core, query, wanted, plan: plan(wanted, false), whole, long, kin, gone, span, today }
    }

    /// Answers from `from` on in order: all, or at least `most` of them when there are so many.
    pub fn find(&self, from: Option<Order>, most: usize) -> Vec<Found> {
        let mut found = Vec::new();
        let few = self.families().or_else(|| self.is_narrow().then(|| self.span.clone().collect()));
        if let Some(places) = few {
            self.look_at(&places, &mut found);
            found.retain(|found: &Found| from.is_none_or(|from| found.order >= from));
            found.sort_unstable_by_key(|found| found.order);
            return found;
        }
        if self.query.child_age.is_none() {
            let said = from.is_none_or(|from| from.tier == 0);
            let start = self.stages(!said).partition_point(|stage| {
                from.is_some_and(|from| {
                    (tier(stage.rank), stage.rank, stage.number) < (from.tier, from.rank, from.number)
                })
            });
            let own = self.plan.stages.len();
            let ended = (start..own).try_for_each(|at| self.follow(at, from, &mut found, most));
            if ended.is_continue() && self.wanted.guesses() {
                let mut rest = start.max(own)..self.stages(true).len();
                let _ = rest.try_for_each(|at| self.follow(at, from, &mut found, most));
            }
            return found;
        }
        for level in from.map_or(0, |from| from.tier)..=tier(Rank::OneOff) {
            let mut own = Vec::new();
            let stages = self.stages(level > 0);
            for at in (0..stages.len()).filter(|at| tier(stages[*at].rank) == level) {
                let _ = self.follow(at, None, &mut own, usize::MAX);
            }
            own.retain(|found| from.is_none_or(|from| found.order >= from));
            own.sort_unstable_by_key(|found| found.order);
            found.append(&mut own);
            if found.len() >= most {
                break;
            }
        }
        found
    }

    fn stages(&self, guesses: bool) -> &[Stage] {
        if guesses { &self.whole().stages } else { &self.plan.stages }
    }

    fn whole(&self) -> &Plan {
        let (alphabet, long_names) = (&self.core.alphabet, !self.core.long.is_empty());
        self.whole.get_or_init(|| Plan::new(self.wanted, alphabet, long_names, true))
    }

    /// Whether the people of the area are fewer than what the stages would read.
    fn is_narrow(&self) -> bool {
        let people = self.span.len();
        if people == self.core.len() {
            return false;
        }
        let read = self.stages(true).iter().map(|stage| match stage.way {
            Way::Tail(tail) => self.tailed(tail).len(),
            _ => self.core.table.width(stage, &self.core.alphabet),
        });
        read.sum::<usize>() > people * LOOK
    }

    /// Everybody of the area with somebody of the kin's name in the household, unless that name is as common as what the
    /// stages would read.
    fn families(&self) -> Option<Vec<u32>> {
        let (wanted, plan) = self.kin.as_ref()?;
        let (core, alphabet) = (self.core, &self.core.alphabet);
        let near = || plan.stages.iter().filter(|stage| stage.rank < Rank::OneOff && on_names(stage));
        let width: usize = near().map(|stage| core.table.width(stage, alphabet)).sum();
        let read: usize = self.plan.stages.iter().map(|stage| core.table.width(stage, alphabet)).sum();
        if width > read.max(FEW) {
            return None;
        }
        let mut places = Vec::new();
        let mut add = |name: u32| {
            let own = core.bearers(name).iter().filter(|place| self.span.contains(place));
            own.for_each(|place| places.extend(core.crowd.members(*place).filter(|other| self.span.contains(other))));
        };
        for stage in near() {
            let _ = core.table.visit(stage, alphabet, (0, 0), |named| {
                add(named.name);
                ControlFlow::Continue(())
            });
        }
        let long = if core.long.is_empty() { Vec::new() } else { core.long.find(wanted, plan, alphabet) };
        let base = core.table.len() as u32;
        long.iter().filter(|found| found.0 < Rank::OneOff).for_each(|found| add(base + found.1));
        places.sort_unstable();
        places.dedup();
        Some(places)
    }

    fn look_at(&self, places: &[u32], found: &mut Vec<Found>) {
        let mut known: HashMap<u32, Option<Order>> = HashMap::new();
        for &place in places {
            let name = self.core.crowd.names[place as usize];
            let order = *known.entry(name).or_insert_with(|| self.first_meeting(name));
            let tail = || {
                let stage = self.stages(true).iter().find(|stage| matches!(stage.way, Way::Tail(_)))?;
                let own = self.core.crowd.tails[place as usize];
                (stage.way == Way::Tail(own)).then(|| order_of(stage, 0, 0, false))
            };
            let tailed = tail();
            let best = [order, tailed].into_iter().flatten().min();
            if let Some(order) = best.filter(|order| self.is_wanted(order.rank)) {
                found.extend(self.weigh(place, Order { place, ..order }));
            }
        }
    }

    /// The order of a name by the first stage that it fits.
    fn first_meeting(&self, name: u32) -> Option<Order> {
        match self.core.name(name) {
            Name::Long(long) => {
                let rank = self.long_names(true).iter().find(|found| found.1 == long)?.0;
                let stage = self.stages(true).iter().find(|stage| stage.rank == rank && stage.way == Way::Long)?;
                Some(order_of(stage, 0, u64::from(long) + 1, true))
            }
            Name::Packed(key) => {
                let fits = |stage: &&Stage| on_names(stage) && stage.pattern.matches(key, &self.core.alphabet);
                let stage = self.stages(true).iter().find(fits)?;
                let turned = if let Way::Turned(place) = stage.way { turn(key, place) } else { key };
                Some(order_of(stage, first_combo(key, stage, &self.core.alphabet), turned, false))
            }
        }
    }

    /// Adds the people of one stage, in order unless a child's age is asked for, until there are `most`.
    fn follow(&self, at: usize, from: Option<Order>, found: &mut Vec<Found>, most: usize) -> ControlFlow<()> {
        let stages = self.stages(at >= self.plan.stages.len());
        let stage = &stages[at];
        if !self.is_wanted(stage.rank) {
            return ControlFlow::Continue(());
        }
        let mut take = |places: &[u32], order: Order| -> ControlFlow<()> {
            let least = from.filter(|from| Order { place: from.place, ..order } == *from).map_or(0, |from| from.place);
            let start = self.span.start.max(least);
            let skipped = if start == 0 { 0 } else { places.partition_point(|place| *place < start) };
            for &place in places[skipped..].iter().take_while(|place| **place < self.span.end) {
                let order = Order { place, ..order };
                if from.is_none_or(|from| order >= from) {
                    found.extend(self.weigh(place, order));
                    if found.len() >= most {
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        };
        match stage.way {
            Way::Tail(tail) => {
                let order = order_of(stage, 0, 0, false);
                self.tailed(tail).iter().try_for_each(|place| {
                    let named = self.first_meeting(self.core.crowd.names[*place as usize]);
                    if named.is_some_and(|named| named < order) {
                        ControlFlow::Continue(())
                    } else {
                        take(&[*place], order)
                    }
                })
            }
            Way::Long => {
                let base = self.core.table.len() as u32;
                let own = self.long_names(tier(stage.rank) > 0).iter().filter(|found| found.0 == stage.rank);
                let mut own = own.map(|found| found.1);
                own.try_for_each(|name| {
                    take(self.core.bearers(base + name), order_of(stage, 0, u64::from(name) + 1, true))
                })
            }
            _ => {
                let same = from.filter(|from| (from.rank, from.number, from.long) == (stage.rank, stage.number, false));
                let start = same.map_or((0, 0), |from| (from.combo, from.turned));
                let (alphabet, before) = (&self.core.alphabet, &stages[..at]);
                self.core.table.visit(stage, alphabet, start, |named| {
                    if before.iter().any(|stage| on_names(stage) && stage.pattern.matches(named.key, alphabet)) {
                        return ControlFlow::Continue(());
                    }
                    take(self.core.bearers(named.name), order_of(stage, named.combo, named.turned, false))
                })
            }
        }
    }

    /// Somebody whose name fits, if everything else does too.
    fn weigh(&self, place: u32, order: Order) -> Option<Found> {
        let (crowd, query) = (&self.core.crowd, self.query);
        if self.gone.contains(&place)
            || query.sex.is_some_and(|sex| sex != crowd.sex(place))
            || query.phone_tail.is_some_and(|tail| tail != crowd.tails[place as usize])
        {
            return None;
        }
        if query.age_from.is_some() || query.age_to.is_some() || query.child_age.is_some() {
            let age = age(crowd.birth(place), self.today);
            let fits = query.child_age.is_none_or(|child| PARENT.contains(&age.saturating_sub(child)))
                && query.age_from.is_none_or(|from| age >= from)
                && query.age_to.is_none_or(|to| age <= to);
            if !fits {
                return None;
            }
        }
        let kin = match &self.kin {
            Some((wanted, plan)) => Some(self.kin(place, wanted, plan)?),
            None if query.kin.as_deref().is_some_and(|kin| !kin.is_empty()) => return None,
            None => None,
        };
        let child = query.child_age.and_then(|age| self.child(place, age));
        let order = match query.child_age {
            None => order,
            Some(wanted) => Order {
                group: child.map_or(2, |child| u8::from(child.age != wanted)),
                parent: child.map_or(2, |child| u8::from(!child.own)),
                ..order
            },
        };
        Some(Found { order, child, kin })
    }

    /// The member of the household whose name fits best; nearly right names do not count.
    fn kin(&self, place: u32, wanted: &Wanted, plan: &Plan) -> Option<u32> {
        let others = self.core.crowd.members(place).filter(|other| *other != place);
        let ranked = others.filter_map(|other| {
            let rank = match self.core.name(self.core.crowd.names[other as usize]) {
                Name::Long(long) => rule::rank(self.core.long.text(long), wanted)?,
                Name::Packed(key) => {
                    let fits = |stage: &&Stage| on_names(stage) && stage.pattern.matches(key, &self.core.alphabet);
                    plan.stages.iter().find(fits)?.rank
                }
            };
            Some((rank, other)).filter(|(rank, _)| *rank < Rank::OneOff)
        });
        ranked.min().map(|(_, other)| other)
    }

    /// Somebody in the household whose age is within a year of `wanted` and who could be a child of this person; the
    /// nearest age first, and a son or daughter of the person before others.
    fn child(&self, place: u32, wanted: i32) -> Option<Child> {
        let crowd = &self.core.crowd;
        let own_age = age(crowd.birth(place), self.today);
        let heads = matches!(crowd.relation(place), Relation::Head | Relation::Spouse);
        let others = crowd.members(place).filter(|other| *other != place);
        others
            .map(|other| Child {
                age: age(crowd.birth(other), self.today),
                own: heads && crowd.relation(other) == Relation::Child,
            })
            .filter(|child| child.age.abs_diff(wanted) <= 1 && PARENT.contains(&(own_age - child.age)))
            .min_by_key(|child| (child.age.abs_diff(wanted), !child.own))
    }

    fn is_wanted(&self, rank: Rank) -> bool {
        self.query.only.is_none_or(|only| only == rank.kind())
    }

    fn long_names(&self, guesses: bool) -> &[(Rank, u32)] {
        let plan = if guesses { self.whole() } else { &self.plan };
        let known = &self.long[usize::from(guesses)];
        known.get_or_init(|| self.core.long.find(self.wanted, plan, &self.core.alphabet))
    }

    fn tailed(&self, tail: u16) -> &[u32] {
        let tail = usize::from(tail);
        let bounds = self.core.tail_first.get(tail).zip(self.core.tail_first.get(tail + 1));
        bounds.map_or(&[], |(first, last)| &self.core.by_tail[*first as usize..*last as usize])
    }
}

/// Whether a stage is a pattern over packed names.
fn on_names(stage: &Stage) -> bool {
    !matches!(stage.way, Way::Long | Way::Tail(_))
}

fn order_of(stage: &Stage, combo: u64, turned: u64, long: bool) -> Order {
    let Stage { rank, number, .. } = *stage;
    Order { tier: tier(rank), group: 0, rank, parent: 0, number, long, combo, turned, place: 0 }
}
