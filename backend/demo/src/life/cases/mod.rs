//! The cases of the year so far: planned, put in order, told as histories, numbered.
//!
//! A plan is a report before anybody has worked on it. Stories, families (repeats, common problems) and the city's
//! ordinary reports are all plans; from there on they take the same way. The list is in order of time, except that the
//! parent of a common problem stands before its children, because a parent must exist before its child.

pub mod families;
mod fresh;
mod history;
pub mod kinds;
mod open;
pub mod place;
pub mod script;
mod telling;
mod turns;
pub mod when;
pub mod words;

use super::dice::{Dice, Weights};
use super::stories;
use crate::model::City;
use chrono::{DateTime, Utc};
use kinds::KINDS;
use place::{Place, Places};
use script::{Attention, Script};
use shared::area::GridKind;
use shared::case::Source;
use shared::case::calendar::Calendar;
use shared::case::category::Category;
use std::collections::BTreeMap;
use telling::Telling;
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
    /// Index of the plan that this one repeats, is a child of or is merged into.
    pub parent: Option<usize>,
    pub attention: Option<Attention>,
    /// An open case of which its department has told nothing yet.
    pub silent: bool,
}

impl Plan {
    /// An ordinary report.
    pub fn of(category: &str, source: Source, reported_at: DateTime<Utc>, place: Place, description: String) -> Plan {
        Plan {
            category: category.to_owned(),
            source,
            reported_at,
            place,
            description,
            script: Script::Usual,
            parent: None,
            attention: None,
            silent: false,
        }
    }
}

/// Which plans have a parent or are one.
fn related(plans: &[Plan]) -> Vec<bool> {
    let mut related = vec![false; plans.len()];
    for (at, plan) in plans.iter().enumerate() {
        if let Some(parent) = plan.parent {
            (related[at], related[parent]) = (true, true);
        }
    }
    related
}

/// A number of the full district in a city of so many general grids, at least one.
fn scaled(count: usize, general_grids: usize) -> usize {
    ((count * general_grids + GRIDS / 2) / GRIDS).max(1)
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
    let calendar = Calendar::china();
    let category_of: BTreeMap<&str, &Category> = categories.iter().map(|c| (c.code.as_str(), c)).collect();
    let cases = {
        let places = Places::of(city);
        let (accepted, handled) = figures(general);
        let mut plans = planned(&places, seed, window, &category_of, (accepted, general), card);
        let spans = telling::spans(&plans, &category_of, &calendar);
        let open = plans.len().saturating_sub(handled);
        let late = (open * OVERDUE).div_ceil(ACCEPTED - HANDLED);
        let mut dice = Dice::of(seed, "open", 0);
        let fates = open::choose(&mut dice, &plans, &spans, &calendar, window.end, open, late);
        turns::give(seed, &mut plans, &fates, &spans, window, general);
        let telling = Telling { places: &places, seed, window, calendar: &calendar, category_of: &category_of };
        telling.cases(&plans, &fates)
    };
    city.cases = cases;
}

/// All plans: stories, families, ordinary and fresh reports.
fn planned(
    places: &Places<'_>,
    seed: u64,
    window: Window,
    category_of: &BTreeMap<&str, &Category>,
    (accepted, general): (usize, usize),
    card: Option<&stories::Card>,
) -> Vec<Plan> {
    let known = |plan: &Plan| category_of.contains_key(plan.category.as_str());
    let kinds: Vec<&'static kinds::Kind> = KINDS.iter().filter(|kind| category_of.contains_key(kind.code)).collect();
    let mut plans = stories::cases::plans(places, seed, window, card);
    plans.retain(known);
    plans.extend(families::common_problems(places, seed, window, plans.len(), general).into_iter().filter(known));
    plans.extend(fresh::reports(places, seed, window, &kinds, general));
    let repeats = scaled(families::REPEATS, general).min(accepted / 10);
    let duplicates = scaled(families::DUPLICATES, general).min(accepted / 10);
    let ordinary = accepted.saturating_sub(plans.len() + repeats + duplicates);
    let from = plans.len();
    plans.extend(self::ordinary(places, seed, window, &kinds, ordinary));
    families::add_repeats(&mut plans, from, seed, window, repeats, category_of.contains_key("S0702"));
    families::add_duplicates(&mut plans, from, seed, window, duplicates);
    plans
}

/// Ordinary reports, in order of days.
fn ordinary(places: &Places<'_>, seed: u64, window: Window, kinds: &[&'static kinds::Kind], count: usize) -> Vec<Plan> {
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
            let reported_at = clock.moment(&mut dice, kind.hours, day);
            let description = words::description(&mut dice, kind, source, &place);
            plans.push(Plan::of(kind.code, source, reported_at, place, description));
        }
    }
    plans
}
