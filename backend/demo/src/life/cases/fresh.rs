//! Reports of the last hour that nobody has taken far: what waits at the desks of the centre, the communities and the
//! subdistricts.

use super::kinds::Kind;
use super::place::Places;
use super::script::Script;
use super::when::{self, Window};
use super::{Plan, scaled, words};
use crate::life::dice::{Dice, Weights};
use chrono::Duration;
use shared::case::Source;
use shared::case::workflow::State;

/// State, how many in the full district, and how many minutes ago they came. Some have waited longer than the quarter of
/// an hour that a stage has. `Verified` are those that a grid worker settled on the spot.
const WAITING: [(State, usize, (i64, i64)); 5] = [
    (State::Reported, 12, (1, 38)),
    (State::Accepted, 3, (6, 38)),
    (State::Filed, 3, (12, 45)),
    (State::Dispatched, 3, (20, 52)),
    (State::Verified, 3, (15, 50)),
];

/// The fresh reports of a city of so many general grids, each with the state that it stands at.
pub fn reports(places: &Places<'_>, seed: u64, window: Window, kinds: &[&'static Kind], grids: usize) -> Vec<Plan> {
    let Some(today) = when::days(window, seed).pop() else { return Vec::new() };
    let weights = Weights::new(kinds.iter().map(|kind| when::rate(kind, &today)));
    let wanted =
        WAITING.iter().flat_map(|&(state, count, ages)| (0..scaled(count, grids)).map(move |n| (state, ages, n)));
    let report = |(number, (state, (low, high), of_state)): (i64, (State, (i64, i64), usize))| {
        let mut dice = Dice::of(seed, "fresh", number);
        let kind = kinds[dice.weighted(&weights)?];
        let place = places.draw(&mut dice, kind)?;
        let patrol = patrols(state, of_state);
        let source = if patrol { Source::Patrol } else { words::source(&mut dice, kind.channel) };
        let reported_at = window.end - Duration::seconds(dice.between(low * 60, high * 60));
        let description = words::description(&mut dice, kind, source, &place);
        let plan = Plan::of(kind.code, source, reported_at, place, description);
        Some(Plan { script: Script::Waiting(state), ..plan })
    };
    (0..).zip(wanted).filter_map(report).collect()
}

/// Whether the fresh report of this number comes from a patrol: one in three, so that communities and subdistricts have a
/// queue too, also in a small city.
fn patrols(state: State, number: usize) -> bool {
    match state {
        State::Verified => true,
        State::Filed => number.is_multiple_of(3),
        _ => number % 3 == 1,
    }
}
