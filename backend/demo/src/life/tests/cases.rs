//! Every case of the full district: figures, clocks, places, words.

use super::{SEED, by_number, categories, china_time, district, now, open, populated};
use crate::life::cases::figures;
use crate::life::cases::kinds::KINDS;
use crate::life::cases::when::{Window, days};
use crate::life::staff::Roster;
use crate::model::Case;
use chrono::{Duration, Timelike};
use shared::assign::DecidedBy;
use shared::case::workflow::{Action, State};
use shared::case::Source;
use shared::place::BuildingKind;
use shared::time::{china, china_day};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_figures_are_those_of_the_indicator() {
    let city = district();
    assert_eq!((city.cases.len(), open(city).len()), (13_870, 485));
    assert_eq!(figures(239), (13_870, 13_385));
    let half = populated(120, SEED, now());
    let (accepted, handled) = figures(120);
    assert_eq!((half.cases.len(), open(&half).len()), (accepted, accepted - handled));
    assert!((handled as f64 / accepted as f64 - 0.965).abs() < 0.001);
}

#[test]
fn the_year_is_this_one_and_today_is_alive() {
    let city = district();
    let new_year = china_time(2026, 1, 1, 0, 0);
    assert!(city.cases.iter().all(|case| case.reported_at >= new_year && case.reported_at < now()));
    let today = city.cases.iter().filter(|c| china_day(c.reported_at) == china_day(now())).count();
    assert!((24..140).contains(&today), "{today}");
    let last = city.cases.iter().map(|case| case.reported_at).max().unwrap();
    assert!(now() - last < Duration::hours(2), "{last}");
}

#[test]
fn the_clocks_are_mostly_kept() {
    let city = district();
    let gap = |case: &Case, from: Action, to: Action| {
        let at = |action| case.events.iter().find(|e| e.action == action).map(|e| e.at);
        at(to).zip(at(from)).map(|(to, from)| to - from)
    };
    let share = |from, to, minutes| {
        let gaps: Vec<_> = city.cases.iter().filter_map(|case| gap(case, from, to)).collect();
        gaps.iter().filter(|gap| **gap <= Duration::minutes(minutes)).count() as f64 / gaps.len() as f64
    };
    assert!(share(Action::Assign, Action::Accept, 15) > 0.94);
    assert!(share(Action::File, Action::Dispatch, 15) > 0.94);
    assert!(share(Action::FeedBack, Action::Verify, 30) > 0.94);
    let closed: Vec<&Case> = city.cases.iter().filter(|case| !case.course.state.is_open()).collect();
    let on_time = closed.iter().filter(|case| !case.course.clock.is_overdue(now())).count();
    let on_time = on_time as f64 / closed.len() as f64;
    assert!((0.96..0.99).contains(&on_time), "{on_time}");
    for (action, low, high) in [
        (Action::Return, 0.01, 0.05),
        (Action::Transfer, 0.01, 0.04),
        (Action::Rework, 0.005, 0.03),
        (Action::AskExtension, 0.01, 0.06),
        (Action::Refuse, 0.001, 0.005),
        (Action::Nudge, 0.003, 0.02),
    ] {
        let count = city.cases.iter().filter(|c| c.events.iter().any(|e| e.action == action)).count();
        let share = count as f64 / city.cases.len() as f64;
        assert!((low..high).contains(&share), "{action}: {share}");
    }
}

#[test]
fn numbers_and_external_ids_are_unique_and_serials_have_no_gap() {
    let city = district();
    let numbers: BTreeSet<&str> = city.cases.iter().map(|case| case.number.as_str()).collect();
    let externals: BTreeSet<(Source, &str)> = city.cases.iter().map(|c| (c.source, c.external_id.as_str())).collect();
    assert_eq!((numbers.len(), externals.len()), (city.cases.len(), city.cases.len()));
    let mut serials: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for number in &numbers {
        let (day, serial) = number.rsplit_once('-').unwrap();
        serials.entry(day).or_default().push(serial);
    }
    for (day, serials) in serials {
        assert!(serials.iter().zip(1..).all(|(serial, at)| *serial == format!("{at:04}")), "{day} {serials:?}");
    }
    let days = city.cases.iter().all(|c| c.number.contains(&china_day(c.reported_at).format("-%Y%m%d-").to_string()));
    assert!(days);
}

#[test]
fn families_are_eighteen_repeats_and_six_common_problems() {
    let city = district();
    let common: Vec<&Case> = city.cases.iter().filter(|case| case.category == "S0703").collect();
    assert_eq!(common.len(), 6);
    let (mut repeats, mut merged) = (0, 0);
    for child in city.cases.iter().filter(|case| case.course.parent.is_some()) {
        let parent = by_number(city, child.course.parent.as_ref().unwrap());
        assert!(parent.id < child.id);
        if child.course.state == State::Merged {
            merged += 1;
            assert_eq!(
                (child.building, &child.address, &child.category),
                (parent.building, &parent.address, &parent.category)
            );
            assert!(child.source != parent.source && child.reported_at > parent.reported_at);
            continue;
        }
        let link = child.events.iter().find(|event| event.action == Action::Link).unwrap();
        assert!(link.at >= parent.reported_at, "a case is linked to one that there is: {child:?}");
        assert!(child.course.closed_at < parent.course.closed_at || parent.course.closed_at < Some(link.at));
        if parent.category == "S0703" {
            let complex = |case: &Case| city.buildings[case.building.unwrap() as usize - 1].complex;
            assert_eq!(complex(parent), complex(child));
        } else {
            repeats += 1;
            assert_eq!((child.building, &child.address), (parent.building, &parent.address));
            assert!(child.reported_at - parent.reported_at <= Duration::days(7));
        }
    }
    assert_eq!((repeats, merged), (18, 10));
    for parent in common {
        let children = city.cases.iter().filter(|case| case.course.parent.as_ref() == Some(&parent.number));
        assert!((4..=6).contains(&children.count()));
    }
}

#[test]
fn eight_sources_are_in_use_and_every_category_that_has_a_kind() {
    let city = district();
    let mut sources: BTreeMap<Source, usize> = BTreeMap::new();
    city.cases.iter().for_each(|case| *sources.entry(case.source).or_default() += 1);
    assert_eq!(sources.len(), 8);
    assert!(!sources.contains_key(&Source::Web) && sources.values().all(|count| *count > 100), "{sources:?}");
    let used: BTreeSet<&str> = city.cases.iter().map(|case| case.category.as_str()).collect();
    for kind in KINDS.iter() {
        assert!(categories().iter().any(|category| category.code == kind.code), "{}", kind.code);
        // Snow needs a snow day, which a year may lack.
        assert!(used.contains(kind.code) || kind.code == "E0507", "{}", kind.code);
    }
}

#[test]
fn places_decide_as_the_rule_says() {
    let city = district();
    let mut by: BTreeMap<DecidedBy, usize> = BTreeMap::new();
    for case in &city.cases {
        *by.entry(case.decided_by).or_default() += 1;
        let area = city.areas.iter().find(|area| area.code == case.grid).unwrap();
        match case.building {
            Some(id) => {
                assert_eq!(case.decided_by, DecidedBy::Building);
                assert_eq!(city.buildings[id as usize - 1].grid, case.grid);
            }
            None => {
                use geo::Intersects;
                assert!(area.boundary.intersects(&case.at), "{case:?}");
            }
        }
    }
    assert!(by[&DecidedBy::Building] > 5_000 && by[&DecidedBy::Inside] > 1_000, "{by:?}");
    assert!(by[&DecidedBy::Exclusive] > 20, "{by:?}");
}

#[test]
fn the_worker_is_the_one_on_duty_when_it_was_reported() {
    let city = district();
    let roster = Roster::of(city);
    for case in &city.cases {
        let worker = case.worker.expect("every community has a head");
        let held: Vec<_> = city.posts.iter().filter(|held| held.worker == worker).collect();
        assert!(held.iter().any(|held| held.area.contains(&case.grid)), "{case:?}");
        assert!(!roster.away(worker, case.reported_at), "{case:?}");
    }
}

#[test]
fn no_text_names_a_resident_or_a_dwelling() {
    let city = district();
    let doors: BTreeSet<&str> =
        city.dwellings.iter().filter(|d| d.number.len() >= 3).map(|d| d.number.as_str()).collect();
    for case in &city.cases {
        let tail = city.buildings.get(case.building.unwrap_or(0) as usize - 1 + usize::from(case.building.is_none()));
        let own = case.building.and(tail).map_or("", |building| building.address.as_str());
        let rest = case.address.replace(own, "");
        assert!(case.building.is_none() || rest.is_empty(), "{case:?}");
        assert!(!doors.iter().any(|door| case.description.ends_with(door)), "{case:?}");
        assert!(!case.description.contains("{at}") && case.description.chars().count() < 200);
        assert!(!case.description.contains("单元301") && !case.description.contains("陈静"));
    }
}

#[test]
fn evenings_bring_noise_and_old_houses_bring_more_than_their_share() {
    let city = district();
    let hour = |case: &Case| case.reported_at.with_timezone(&china()).hour();
    let evening = |code: &str| {
        let of: Vec<_> = city.cases.iter().filter(|case| case.category == code).collect();
        of.iter().filter(|case| (18..24).contains(&hour(case))).count() as f64 / of.len() as f64
    };
    assert!(evening("E0128") > 1.6 * evening("E0113"), "{} {}", evening("E0128"), evening("E0113"));
    let homes = |kind: BuildingKind| {
        let buildings: BTreeSet<i64> = city.buildings.iter().filter(|b| b.kind == kind).map(|b| b.id).collect();
        let dwellings = city.dwellings.iter().filter(|d| buildings.contains(&d.building)).count();
        let cases = city.cases.iter().filter(|c| c.building.is_some_and(|id| buildings.contains(&id))).count();
        cases as f64 / dwellings as f64
    };
    assert!(homes(BuildingKind::OldHouse) > 2.0 * homes(BuildingKind::Residential));
}

#[test]
fn drains_and_roads_are_reported_after_rain() {
    let city = district();
    let days = days(Window::of(now()), SEED);
    let per_day = |rain: bool| {
        let of: BTreeSet<_> = days.iter().filter(|day| day.rain == rain).map(|day| day.date).collect();
        let cases = city.cases.iter().filter(|case| ["E0503", "E0506", "C0103"].contains(&case.category.as_str()));
        cases.filter(|case| of.contains(&china_day(case.reported_at))).count() as f64 / of.len() as f64
    };
    assert!(per_day(true) > 2.0 * per_day(false), "{} {}", per_day(true), per_day(false));
}

#[test]
fn closures_are_spread_and_none_piles_up_at_the_end() {
    let city = district();
    let since = |from: Duration| {
        city.cases.iter().filter(|case| case.course.closed_at.is_some_and(|at| at > now() - from)).count()
    };
    assert!(since(Duration::hours(1)) < 30, "{}", since(Duration::hours(1)));
    assert!((20..200).contains(&since(Duration::hours(24))), "{}", since(Duration::hours(24)));
}
