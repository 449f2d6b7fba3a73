//! The cases of the year so far: planned, put in order, told as histories, numbered.
//!
//! A plan is a report before anybody has worked on it. Stories, families (repeats, common problems) and the city's
//! ordinary reports are all plans; from there on they take the same way. The list is in order of time, except that the
//! parent of a common problem stands before its children, because a parent must exist before its child.

pub mod families;
pub mod history;
pub mod kinds;
pub mod open;
pub mod place;
pub mod script;
pub mod when;
pub mod words;

use super::dice::{Dice, Weights};
use super::staff::Roster;
use super::stories;
use crate::model::{Case, City};
use chrono::{DateTime, NaiveDate, Utc};
use kinds::KINDS;
use open::Fate;
use place::{Place, Places};
use script::Script;
use shared::area::{AreaLevel, GridKind};
use shared::case::Source;
use shared::case::calendar::Calendar;
use shared::case::category::Category;
use shared::case::deadline::due;
use shared::case::number::case_number;
use shared::time::china_day;
use std::collections::BTreeMap;
use when::Window;

/// The figures of a district of 239 general grids.
const GRIDS: usize = 239;
const ACCEPTED: usize = 13_870;
const HANDLED: usize = 13_385;
const OVERDUE: usize = 17;

/// A report before anybody has worked on it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub category: String,
    pub source: Source,
    pub reported_at: DateTime<Utc>,
    pub place: Place,
    pub description: String,
    pub script: Script,
    /// Index of the plan that this one repeats or is a child of.
    pub parent: Option<usize>,
}

/// How many cases a city of so many general grids has: accepted, and handled among them.
pub fn figures(general_grids: usize) -> (usize, usize) {
    let scaled = |figure: usize| (figure * general_grids + GRIDS / 2) / GRIDS;
    let accepted = scaled(ACCEPTED);
    (accepted, (accepted * HANDLED + ACCEPTED / 2) / ACCEPTED)
}

/// Fills the cases.
pub fn fill(city: &mut City, seed: u64, now: DateTime<Utc>, categories: &[Category], card: Option<&stories::Card>) {
    let general = city.areas.iter().filter(|area| area.grid_kind == Some(GridKind::General)).count();
    let window = Window::of(now);
    let cases = {
        let places = Places::of(city);
        let known = |plan: &Plan| categories.iter().any(|category| category.code == plan.category);
        let (accepted, handled) = figures(general);
        let mut plans = stories::cases::plans(&places, seed, window, card);
        plans.retain(known);
        plans.extend(families::common_problems(&places, seed, window, plans.len(), general).into_iter().filter(known));
        let repeats = families::repeat_count(general).min(accepted / 10);
        let ordinary = accepted.saturating_sub(plans.len() + repeats);
        let from = plans.len();
        plans.extend(self::ordinary(&places, seed, window, categories, ordinary));
        families::add_repeats(&mut plans, from, seed, window, repeats, categories);
        let open = plans.len().saturating_sub(handled);
        finish(&places, seed, window, categories, plans, open)
    };
    city.cases = cases;
}

/// Ordinary reports, in order of days.
fn ordinary(places: &Places<'_>, seed: u64, window: Window, categories: &[Category], count: usize) -> Vec<Plan> {
    let known = |code: &str| categories.iter().any(|category| category.code == code);
    let kinds: Vec<&'static kinds::Kind> = KINDS.iter().filter(|kind| known(kind.code)).collect();
    let clock = when::Clock::default();
    let days = when::days(window, seed);
    let total: f64 = days.iter().map(|day| day.share).sum();
    let mut plans = Vec::with_capacity(count);
    let mut sum = 0.0;
    for day in &days {
        sum += day.share;
        let until = (count as f64 * sum / total).round() as usize;
        let weights = Weights::new(kinds.iter().map(|kind| when::rate(kind, day)));
        while plans.len() < until.min(count) {
            let mut dice = Dice::of(seed, "report", plans.len() as i64);
            let Some(kind) = dice.weighted(&weights).map(|at| kinds[at]) else { return plans };
            let Some(place) = places.draw(&mut dice, kind) else { return plans };
            let source = words::source(&mut dice, kind.channel);
            plans.push(Plan {
                category: kind.code.to_owned(),
                source,
                reported_at: clock.moment(&mut dice, kind.hours, day),
                description: words::description(&mut dice, kind, source, &place),
                place,
                script: Script::Usual,
                parent: None,
            });
        }
    }
    plans
}

/// Puts the plans in order, tells their histories and numbers them.
fn finish(
    places: &Places<'_>,
    seed: u64,
    window: Window,
    categories: &[Category],
    plans: Vec<Plan>,
    open: usize,
) -> Vec<Case> {
    let category_of: BTreeMap<&str, &Category> = categories.iter().map(|c| (c.code.as_str(), c)).collect();
    let calendar = Calendar::default();
    let dues: Vec<_> = plans
        .iter()
        .map(|plan| {
            let limit = category_of[plan.category.as_str()].limit;
            (due(plan.reported_at, limit, &calendar), limit)
        })
        .collect();
    let late = (open * OVERDUE).div_ceil(ACCEPTED - HANDLED);
    let fates = open::choose(&mut Dice::of(seed, "open", 0), &plans, &dues, window.end, open, late);

    let order = order(&plans);
    let mut place_in_list = vec![0_i64; plans.len()];
    order.iter().zip(1..).for_each(|(at, id)| place_in_list[*at] = id);
    let numbers = numbers(&plans);
    let mut youngest: Vec<DateTime<Utc>> =
        fates.iter().zip(&plans).filter(|(fate, _)| **fate != Fate::Handled).map(|(_, p)| p.reported_at).collect();
    youngest.sort();

    let city = places.city();
    let roster = Roster::of(city);
    let mut serials: BTreeMap<Source, u32> = BTreeMap::new();
    order
        .iter()
        .map(|&at| {
            let plan = &plans[at];
            let duty = roster.on_duty(&plan.place.grid, plan.reported_at);
            let worker = duty.map_or_else(
                || "社区".to_owned(),
                |(worker, post)| format!("{} {}", post.text().zh, city.workers[worker as usize - 1].name),
            );
            let younger = youngest.len() - youngest.partition_point(|other| *other <= plan.reported_at);
            let facts = history::Facts {
                source: plan.source,
                category: category_of[plan.category.as_str()],
                reported_at: plan.reported_at,
                due_at: dues[at].0,
                end: window.end,
                fate: fates[at],
                script: plan.script,
                worker,
                grid_name: places.name_of(&plan.place.grid, AreaLevel::Grid),
                rank: younger as f64 / youngest.len().max(1) as f64,
            };
            let course = history::write(&mut Dice::of(seed, "history", at as i64), &facts);
            let serial = serials.entry(plan.source).or_default();
            *serial += 1;
            Case {
                id: place_in_list[at],
                number: numbers[at].clone(),
                source: plan.source,
                external_id: words::external_id(plan.source, china_day(plan.reported_at), *serial),
                category: plan.category.clone(),
                description: plan.description.clone(),
                at: plan.place.at,
                address: plan.place.address.clone(),
                building: plan.place.building,
                grid: plan.place.grid.clone(),
                worker: duty.map(|(worker, _)| worker),
                decided_by: plan.place.decided_by,
                department: course.department,
                stage: course.stage,
                reported_at: plan.reported_at,
                due_at: course.due_at,
                closed_at: course.closed_at,
                parent: plan.parent.map(|parent| place_in_list[parent]),
                satisfied: course.satisfied,
                events: course.events,
            }
        })
        .collect()
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
