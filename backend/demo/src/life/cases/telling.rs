//! From plans to cases: puts them in order, numbers them and has their histories written.

use super::history::{self, Child, Facts, Link};
use super::open::{Fate, Span};
use super::place::Places;
use super::script::Script;
use super::when::Window;
use super::{Plan, words};
use crate::life::dice::Dice;
use crate::life::staff::Roster;
use crate::model::{Case, City, Event};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use shared::access::Role;
use shared::area::AreaLevel;
use shared::case::Source;
use shared::case::calendar::Calendar;
use shared::case::category::Category;
use shared::case::number::case_number;
use shared::time::china_day;
use shared::worker::Post;
use std::collections::BTreeMap;

/// What all histories of a city need to know.
pub struct Telling<'a> {
    pub places: &'a Places<'a>,
    pub seed: u64,
    pub window: Window,
    pub calendar: &'a Calendar,
    pub category_of: &'a BTreeMap<&'a str, &'a Category>,
}

impl Telling<'_> {
    /// The cases in the order of the list.
    pub fn cases(&self, plans: &[Plan], fates: &[Fate]) -> Vec<Case> {
        let numbers = numbers(plans);
        let roster = Roster::of(self.places.city());
        let mut histories: Vec<Vec<Event>> = plans.iter().map(|_| Vec::new()).collect();
        let mut duties: Vec<Option<i64>> = vec![None; plans.len()];
        let mut children: BTreeMap<usize, Vec<Child>> = BTreeMap::new();
        // A parent is closed after its children, so theirs are the first histories.
        let (linked, others): (Vec<usize>, Vec<usize>) = (0..plans.len()).partition(|at| is_child(&plans[*at]));
        for at in linked.into_iter().chain(others) {
            let plan = &plans[at];
            let duty = roster.on_duty(&plan.place.grid, plan.reported_at);
            let own = children.remove(&at).unwrap_or_default();
            let events = self.history(at, plans, fates[at], &numbers, duty, &own);
            if let Some((parent, child)) = plan.parent.zip(child(&events)) {
                children.entry(parent).or_default().push(child);
            }
            (histories[at], duties[at]) = (events, duty.map(|(worker, _)| worker));
        }
        self.list(plans, numbers, histories, &duties)
    }

    fn history(
        &self,
        at: usize,
        plans: &[Plan],
        fate: Fate,
        numbers: &[String],
        duty: Option<(i64, Post)>,
        children: &[Child],
    ) -> Vec<Event> {
        let plan = &plans[at];
        let mut dice = Dice::of(self.seed, "history", at as i64);
        let parent = plan.parent.map(|parent| (numbers[parent].as_str(), plans[parent].reported_at));
        let link = parent.filter(|_| is_child(plan)).map(|(number, raised_at)| {
            let at = raised_at.max(plan.reported_at) + Duration::seconds(dice.between(120, 1_500));
            Link { number, at: at.min(self.window.end) }
        });
        // The parent of a child needs some time after it.
        let from = link.as_ref().map(|link| link.at);
        let end = from.map_or(self.window.end, |from| self.window.end - (self.window.end - from) / 8);
        let name = |level| self.places.name_of(&plan.place.grid, level);
        let facts = Facts {
            number: &numbers[at],
            source: plan.source,
            category: self.category_of[plan.category.as_str()],
            calendar: self.calendar,
            reported_at: plan.reported_at,
            end,
            fate,
            script: plan.script,
            attention: plan.attention,
            silent: plan.silent,
            worker: worker(self.places.city(), duty),
            grid: &plan.place.grid,
            grid_name: name(AreaLevel::Grid),
            community_name: name(AreaLevel::Community),
            subdistrict_name: name(AreaLevel::Subdistrict),
            merged_into: parent.filter(|_| plan.script == Script::Merged).map(|(number, _)| number),
            link,
            children,
        };
        history::write(&mut dice, &facts)
    }

    fn list(
        &self,
        plans: &[Plan],
        mut numbers: Vec<String>,
        mut histories: Vec<Vec<Event>>,
        duties: &[Option<i64>],
    ) -> Vec<Case> {
        let mut serials: BTreeMap<Source, u32> = BTreeMap::new();
        let case = |(at, id): (usize, i64)| {
            let (plan, events) = (&plans[at], std::mem::take(&mut histories[at]));
            let serial = serials.entry(plan.source).or_default();
            *serial += 1;
            Case {
                id,
                number: std::mem::take(&mut numbers[at]),
                source: plan.source,
                external_id: words::external_id(plan.source, china_day(plan.reported_at), *serial),
                category: plan.category.clone(),
                description: plan.description.clone(),
                at: plan.place.at,
                address: plan.place.address.clone(),
                building: plan.place.building,
                grid: plan.place.grid.clone(),
                worker: duties[at],
                decided_by: plan.place.decided_by,
                reported_at: plan.reported_at,
                course: events.last().expect("a history begins with a report").course.clone(),
                events,
            }
        };
        order(plans).into_iter().zip(1..).map(case).collect()
    }
}

/// The spans of the plans' limits.
pub fn spans(plans: &[Plan], category_of: &BTreeMap<&str, &Category>, calendar: &Calendar) -> Vec<Span> {
    plans.iter().map(|plan| Span::of(plan.reported_at, category_of[plan.category.as_str()].limit, calendar)).collect()
}

/// True for what is linked to a parent; a report that is merged is over at once.
fn is_child(plan: &Plan) -> bool {
    plan.parent.is_some() && plan.script != Script::Merged
}

/// From when to when a case was the open child of another.
fn child(events: &[Event]) -> Option<Child> {
    let linked = events.iter().find(|event| event.course.parent.is_some())?;
    let closed_at = events.last()?.course.closed_at?;
    Some(Child { linked_at: linked.at, closed_at })
}

/// Role, post and name of who is on duty; the community when nobody is.
fn worker(city: &City, duty: Option<(i64, Post)>) -> (Role, String) {
    let Some((worker, post)) = duty else { return (Role::Community, "社区".to_owned()) };
    let role = match post {
        Post::GridLeader => Role::GridLeader,
        Post::CommunityHead => Role::Community,
        _ => Role::Worker,
    };
    (role, format!("{} {}", post.text().zh, city.workers[worker as usize - 1].name))
}

/// Indices of the plans by time; a parent goes before its first child.
fn order(plans: &[Plan]) -> Vec<usize> {
    let mut keys: Vec<(DateTime<Utc>, bool)> = plans.iter().map(|plan| (plan.reported_at, true)).collect();
    for plan in plans {
        if let Some(parent) = plan.parent {
            keys[parent] = keys[parent].min((plan.reported_at, false));
        }
    }
    let mut order: Vec<usize> = (0..plans.len()).collect();
    order.sort_by_key(|at| (keys[*at], *at));
    order
}

/// Numbers with serials per category and day, in order of time.
fn numbers(plans: &[Plan]) -> Vec<String> {
    let mut order: Vec<usize> = (0..plans.len()).collect();
    order.sort_by_key(|at| (plans[*at].reported_at, *at));
    let mut serials: BTreeMap<(&str, NaiveDate), i64> = BTreeMap::new();
    let mut numbers = vec![String::new(); plans.len()];
    for at in order {
        let (category, day) = (plans[at].category.as_str(), china_day(plans[at].reported_at));
        let serial = serials.entry((category, day)).or_default();
        *serial += 1;
        numbers[at] = case_number(Some(category), day, *serial);
    }
    numbers
}
