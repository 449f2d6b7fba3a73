//! The same city on other days: the turn of the year, midnight, leap years; and the same city twice.

use super::{SEED, china_time, now, open, populated};
use crate::life::cases::figures;
use crate::life::cases::when::Window;
use chrono::Duration;
use shared::case::Light;
use shared::case::workflow::{Action, State};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_history_fills_the_year_so_far_or_the_last_day() {
    let window = Window::of(now());
    assert_eq!(window.start, china_time(2026, 1, 1, 0, 0));
    assert_eq!(window.end, now() - Duration::minutes(1));
    let early = china_time(2027, 1, 1, 6, 0);
    assert_eq!(Window::of(early).start, early - Duration::minutes(1) - Duration::days(1));
    let third = china_time(2027, 1, 3, 6, 0);
    assert_eq!(Window::of(third).start, china_time(2027, 1, 1, 0, 0));
}

#[test]
fn any_moment_has_the_figures_and_no_event_after_it() {
    for (grids, moment) in [
        (40, china_time(2027, 1, 1, 0, 5)),
        (40, china_time(2027, 1, 2, 13, 0)),
        (40, china_time(2028, 2, 29, 0, 5)),
        (10, china_time(2026, 12, 31, 23, 59)),
        (6, now() + Duration::nanoseconds(123_456_789)),
    ] {
        let city = populated(grids, SEED, moment);
        let (accepted, handled) = figures(grids);
        assert_eq!((city.cases.len(), open(&city).len()), (accepted, accepted - handled), "{moment}");
        for case in &city.cases {
            assert!(case.events.is_sorted_by_key(|event| event.at), "{case:?}");
            assert!(case.events.iter().all(|event| event.at < moment), "{moment} {case:?}");
            assert!(case.course.clock.due_at > case.reported_at);
            assert!(case.events.iter().all(|event| event.at.timestamp_subsec_nanos() == 0), "{case:?}");
            let assigned = case.events.iter().filter(|event| event.action == Action::Assign).count();
            assert_eq!(assigned, 1);
        }
    }
}

#[test]
fn the_same_arguments_give_the_same_city() {
    let text = |seed| format!("{:?}", populated(12, seed, now()));
    assert!(text(SEED) == text(SEED));
    assert!(text(SEED) != text(SEED + 1));
}

#[test]
fn a_city_without_ground_has_no_life() {
    let mut city = crate::model::City::default();
    crate::life::populate(&mut city, SEED, now(), &super::categories());
    assert!(city.residents.is_empty() && city.cases.is_empty());
}

#[test]
fn at_any_hour_open_cases_show_all_states_and_all_lights() {
    for moment in [
        china_time(2026, 11, 23, 3, 0),
        china_time(2026, 11, 25, 10, 0),
        china_time(2026, 12, 31, 18, 30),
        china_time(2027, 1, 12, 9, 0),
        china_time(2027, 3, 1, 0, 5),
        china_time(2026, 10, 5, 21, 0),
    ] {
        let city = populated(239, SEED, moment);
        let states: BTreeSet<State> = city.cases.iter().map(|case| case.course.state).collect();
        assert_eq!(states.len(), State::ALL.len(), "{moment} {states:?}");
        let mut lights: BTreeMap<Light, usize> = BTreeMap::new();
        for case in open(&city) {
            *lights.entry(case.course.clock.light(moment)).or_default() += 1;
        }
        assert_eq!(lights[&Light::Red], 17, "{moment} {lights:?}");
        assert!(lights[&Light::Yellow] >= 5, "{moment} {lights:?}");
        let closed = city.cases.iter().filter(|case| case.course.closed_at.is_some());
        let on_time = closed.clone().filter(|case| !case.course.clock.is_overdue(moment)).count() as f64;
        assert!((0.95..1.0).contains(&(on_time / closed.count() as f64)), "{moment} {on_time}");
        let last_day = city.cases.iter().filter(|case| moment - case.reported_at < Duration::days(1)).count();
        let recently = |at| moment - at < Duration::days(1);
        let closed = city.cases.iter().filter(|case| case.course.closed_at.is_some_and(recently)).count();
        assert!(last_day >= 24 && closed >= 12, "{moment} {last_day} {closed}");
    }
}
