//! The same city on other days: the turn of the year, midnight, leap years; and the same city twice.

use super::{SEED, china_time, now, populated};
use crate::life::cases::figures;
use crate::life::cases::when::Window;
use chrono::Duration;
use shared::case::workflow::Action;

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
        (6, now()),
    ] {
        let city = populated(grids, SEED, moment);
        let (accepted, handled) = figures(grids);
        let closed = city.cases.iter().filter(|case| !case.stage.is_open()).count();
        assert_eq!((city.cases.len(), closed), (accepted, handled), "{moment}");
        for case in &city.cases {
            assert!(case.events.is_sorted_by_key(|event| event.at), "{case:?}");
            assert!(case.events.iter().all(|event| event.at < moment), "{moment} {case:?}");
            assert!(case.due_at > case.reported_at);
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
