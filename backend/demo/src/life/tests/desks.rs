//! What waits on the desks and in the lists: something of every kind, in the numbers that a visitor expects.

use super::{SEED, categories, district, now, open, populated};
use crate::ground::lay_out;
use crate::life::cases::figures;
use crate::model::{Case, City, Event};
use chrono::{DateTime, Duration, Utc};
use shared::access::Role;
use shared::area::AreaLevel;
use shared::case::calendar::Calendar;
use shared::case::course::{Application, ApplicationKind, OrderStep, stage_minutes};
use shared::case::supervision::{Standing, SupervisionDays, standing};
use shared::case::workflow::{Action, State};
use shared::case::{Light, Source};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

fn count(city: &City, which: impl Fn(&Case) -> bool) -> usize {
    city.cases.iter().filter(|case| which(case)).count()
}

fn has(case: &Case, which: impl Fn(&Event) -> bool) -> bool {
    case.events.iter().any(which)
}

fn in_state(city: &City, state: State) -> Vec<&Case> {
    city.cases.iter().filter(|case| case.course.state == state).collect()
}

fn pending(case: &Case, kind: ApplicationKind) -> Option<&Application> {
    case.course.pending.as_ref().filter(|asked| asked.kind == kind)
}

fn standings(city: &City, at: DateTime<Utc>, days: SupervisionDays) -> Vec<Standing> {
    let calendar = Calendar::china();
    let of = |case: &Case| {
        let course = &case.course;
        standing(case.reported_at, course.planned_at, course.fed_back_at, course.closed_at, at, days, &calendar)
    };
    city.cases.iter().map(of).collect()
}

/// Plan and late plan, feedback and late feedback.
fn lists(city: &City, at: DateTime<Utc>, days: SupervisionDays) -> [usize; 4] {
    let all = standings(city, at, days);
    let count = |which: fn(&Standing) -> bool| all.iter().filter(|standing| which(standing)).count();
    [
        count(|s| s.awaits_plan),
        count(|s| s.awaits_plan && s.plan_late),
        count(|s| s.awaits_feedback),
        count(|s| s.awaits_feedback && s.feedback_late),
    ]
}

#[test]
fn fresh_reports_wait_for_the_centre() {
    let city = district();
    let reported = in_state(city, State::Reported);
    assert!((12..=20).contains(&reported.len()), "{}", reported.len());
    assert!(reported.iter().all(|case| now() - case.reported_at < Duration::minutes(60)));
    let limit = Duration::minutes(stage_minutes(State::Reported).unwrap());
    let late = reported.iter().filter(|case| now() - case.course.since > limit).count();
    assert!((2..=10).contains(&late), "{late}");
    for (state, expected) in [
        (State::Accepted, 3..=7),
        (State::Filed, 5..=9),
        (State::Dispatched, 8..=15),
        (State::FedBack, 8..=12),
        (State::Verified, 8..=12),
        (State::Suspended, 4..=4),
        (State::Rejected, 12..=12),
        (State::Merged, 10..=10),
    ] as [(State, RangeInclusive<usize>); 8]
    {
        let found = in_state(city, state).len();
        assert!(expected.contains(&found), "{state}: {found}");
    }
    assert!(in_state(city, State::Filed).iter().any(|case| case.course.returned_by.is_some()));
    // The desks below the centre have something of their own.
    let level = |level, states: &[State]| {
        open(city).iter().filter(|case| case.course.level == level && states.contains(&case.course.state)).count()
    };
    assert!(level(AreaLevel::Community, &[State::Reported, State::Accepted, State::Verified]) >= 4);
    assert!(level(AreaLevel::Subdistrict, &[State::Filed]) >= 1);
}

#[test]
fn applications_wait_for_their_decision() {
    let city = district();
    let of = |kind| count(city, |case| case.course.state == State::Handling && pending(case, kind).is_some());
    assert_eq!((of(ApplicationKind::Extension), of(ApplicationKind::Suspension)), (8, 3));
    let appeals: Vec<bool> = city
        .cases
        .iter()
        .filter_map(|case| pending(case, ApplicationKind::Appeal))
        .map(|asked| asked.endorsed)
        .collect();
    assert_eq!((appeals.len(), appeals.iter().filter(|endorsed| **endorsed).count()), (3, 1));
    for case in city.cases.iter().filter(|case| case.course.appealed) {
        assert!(case.course.clock.is_overdue(now()) && !case.course.state.is_open(), "{case:?}");
    }
    assert_eq!(count(city, |case| case.course.excused), 2);
    for case in in_state(city, State::Suspended) {
        let left = case.course.suspended_until.unwrap() - now();
        assert!((Duration::days(20)..=Duration::days(90)).contains(&left), "{left}");
        assert!(case.course.clock.paused_at.is_some());
    }
    let resumed =
        |by_hand| count(city, |case| has(case, |e| e.action == Action::Resume && e.role.is_some() == by_hand));
    assert_eq!((resumed(true), resumed(false)), (2, 1));
}

#[test]
fn overdue_supervised_and_nudged_cases_are_few() {
    let city = district();
    let light = |light| open(city).iter().filter(|case| case.course.clock.light(now()) == light).count();
    assert_eq!(light(Light::Red), 17);
    assert!(light(Light::Yellow) >= 10 && light(Light::Green) > 300);
    let supervised: Vec<&Case> = open(city).into_iter().filter(|case| case.course.supervised_at.is_some()).collect();
    assert_eq!(supervised.len(), 6);
    let noted = |e: &Event| e.action == Action::Supervise && e.role == Some(Role::Leader) && !e.note.is_empty();
    assert!(supervised.iter().all(|case| has(case, noted)));
    let nudged = open(city).into_iter().filter(|case| has(case, |e| e.action == Action::Nudge)).count();
    assert_eq!(nudged, 5);
}

#[test]
fn few_await_a_plan_or_feedback_and_fewer_are_late() {
    let city = district();
    for days in [SupervisionDays::Natural, SupervisionDays::Working] {
        let [plan, plan_late, feedback, feedback_late] = lists(city, now(), days);
        assert!((20..=34).contains(&plan) && (1..=2).contains(&plan_late), "{plan} {plan_late}");
        assert!((plan..=44).contains(&feedback) && (4..=8).contains(&feedback_late), "{feedback} {feedback_late}");
    }
    assert_eq!(standings(city, now(), SupervisionDays::Natural).iter().filter(|s| s.open).count(), 485);
    // Apart from what has come within the hour, hardly anything is without a plan.
    let hour = now() - Duration::hours(1);
    assert!(
        count(city, |case| case.course.planned_at.is_none() && case.course.state.is_open() && case.reported_at < hour)
            <= 7
    );
}

#[test]
fn the_rarer_courses_of_handled_cases_are_there() {
    let city = district();
    let handled = count(city, |case| !case.course.state.is_open());
    let progress = count(city, |case| !case.course.state.is_open() && has(case, |e| e.action == Action::Progress));
    assert!((0.02..0.04).contains(&(progress as f64 / handled as f64)), "{progress}");
    let reopened = |case: &Case| has(case, |e| e.action == Action::Reopen);
    assert_eq!(count(city, |case| reopened(case) && !case.course.state.is_open()), 10);
    let closures = |case: &Case| case.events.iter().filter(|e| e.action == Action::Close).count();
    assert!(city.cases.iter().all(|case| closures(case) <= 1 + usize::from(reopened(case))));
    let patrols = count(city, |case| case.source == Source::Patrol);
    let on_the_spot = count(city, |case| has(case, |e| e.action == Action::SelfHandle));
    assert!((0.03..0.05).contains(&(on_the_spot as f64 / patrols as f64)), "{on_the_spot} of {patrols}");
    let joint: Vec<&Case> = city.cases.iter().filter(|case| case.course.orders.len() == 2).collect();
    assert_eq!(joint.len(), 6);
    let halves = |case: &&&Case| case.course.orders.iter().any(|order| order.step == OrderStep::Done);
    assert_eq!(joint.iter().filter(|case| case.course.state == State::Handling).filter(halves).count(), 2);
    for case in in_state(city, State::Rejected) {
        assert!(case.course.closed_at.is_some() && !case.events.last().unwrap().note.is_empty());
    }
    assert!(count(city, |case| has(case, |e| e.action == Action::Escalate)) > 100);
}

#[test]
fn a_small_city_has_one_of_each() {
    let plain = [1, 2, 3].map(|seed| populated(24, SEED + seed, now()));
    let real = [1, 2].map(|seed| {
        let mut city = lay_out(seed, 0.1);
        crate::life::populate(&mut city, seed, now(), &categories());
        city
    });
    for city in plain.iter().chain(&real) {
        let states: BTreeSet<State> = city.cases.iter().map(|case| case.course.state).collect();
        assert_eq!(states.len(), State::ALL.len(), "{states:?}");
        for kind in [ApplicationKind::Extension, ApplicationKind::Suspension, ApplicationKind::Appeal] {
            assert!(count(city, |case| pending(case, kind).is_some()) >= 1, "{kind}");
        }
        let actions: BTreeSet<Action> =
            city.cases.iter().flat_map(|case| &case.events).map(|event| event.action).collect();
        assert_eq!(actions.len(), Action::ALL.len() - 1, "{actions:?}");
        let [plan, late, feedback, feedback_late] = lists(city, now(), SupervisionDays::Natural);
        assert!(late >= 1 && feedback_late >= 1 && plan <= 10 && feedback <= 14);
        let general = city.areas.iter().filter(|a| a.grid_kind == Some(shared::area::GridKind::General)).count();
        let (accepted, handled) = figures(general);
        assert_eq!((city.cases.len(), open(city).len()), (accepted, accepted - handled));
    }
}
