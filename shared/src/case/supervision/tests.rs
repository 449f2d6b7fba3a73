//! The last second of a term and the first one after it, over holidays and worked Sundays of the shipped calendar.

use super::*;
use crate::time::china;
use SupervisionDays::{Natural, Working};
use chrono::{Duration, TimeZone};

/// A moment of 2026 in China.
fn at(month: u32, day: u32, hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
    china().with_ymd_and_hms(2026, month, day, hour, minute, second).unwrap().to_utc()
}

/// Asserts the days of which the terms' last seconds are, and what the second before and after each does.
fn check(reported_at: DateTime<Utc>, days: SupervisionDays, plan: (u32, u32), feedback: (u32, u32)) {
    let calendar = Calendar::china();
    let stand = |now| standing(reported_at, None, None, None, now, days, &calendar);
    let [plan, feedback] = [plan, feedback].map(|(month, day)| at(month, day, 23, 59, 59));
    let late = |now: DateTime<Utc>| (stand(now).plan_late, stand(now).feedback_late);
    assert_eq!(late(plan), (false, false), "{days} plan");
    assert_eq!(late(plan + Duration::milliseconds(999)), (false, false), "{days} plan");
    assert_eq!(late(plan + Duration::seconds(1)), (true, false), "{days} plan");
    assert_eq!(late(feedback), (true, false), "{days} feedback");
    assert_eq!(late(feedback + Duration::seconds(1)), (true, true), "{days} feedback");
    let second = Duration::seconds(1);
    let terms = Supervision { plan_due: plan + second, feedback_due: feedback + second };
    assert_eq!(Supervision::of(reported_at, days, &calendar), terms);
}

#[test]
fn an_ordinary_week() {
    // Monday; day 0 is the whole of it.
    for reported_at in [at(11, 16, 0, 0, 0), at(11, 16, 9, 30, 0), at(11, 16, 23, 59, 59)] {
        check(reported_at, Natural, (11, 17), (11, 19));
        check(reported_at, Working, (11, 17), (11, 19));
    }
    check(at(11, 20, 9, 0, 0), Natural, (11, 21), (11, 23));
    check(at(11, 20, 9, 0, 0), Working, (11, 23), (11, 25));
}

#[test]
fn over_the_spring_festival() {
    // Friday; Saturday the 14th is worked, the 15th to the 23rd are not.
    check(at(2, 13, 16, 0, 0), Natural, (2, 14), (2, 16));
    check(at(2, 13, 16, 0, 0), Working, (2, 14), (2, 25));
    check(at(2, 17, 8, 0, 0), Natural, (2, 18), (2, 20));
    check(at(2, 17, 8, 0, 0), Working, (2, 24), (2, 26));
}

#[test]
fn over_a_worked_sunday() {
    // Sunday the 20th of September is worked for the National Day.
    check(at(9, 18, 10, 0, 0), Natural, (9, 19), (9, 21));
    check(at(9, 18, 10, 0, 0), Working, (9, 20), (9, 22));
    check(at(9, 20, 10, 0, 0), Working, (9, 21), (9, 23));
}

#[test]
fn across_the_year_into_one_that_nobody_entered() {
    let calendar = Calendar::china();
    let terms = Supervision::of(at(12, 31, 12, 0, 0), Working, &calendar);
    let midnight = |day| china().with_ymd_and_hms(2027, 1, day, 0, 0, 0).unwrap().to_utc();
    assert_eq!(terms, Supervision { plan_due: midnight(2), feedback_due: midnight(6) });
    assert_eq!(calendar.missing_year(at(12, 31, 12, 0, 0), terms.plan_due), Some(2027));
}

#[test]
fn the_three_lists_empty_as_the_work_is_done() {
    let reported_at = at(11, 16, 9, 0, 0);
    let calendar = Calendar::china();
    let lists = |planned, fed_back, closed| {
        let stand = standing(reported_at, planned, fed_back, closed, at(11, 30, 9, 0, 0), Natural, &calendar);
        assert_eq!(stand.open, stand.is_in(Watch::Open));
        let lists: Vec<Watch> = Watch::ALL.iter().copied().filter(|list| stand.is_in(*list)).collect();
        (lists, stand.plan_late, stand.feedback_late)
    };
    let [in_time, late] = [at(11, 17, 23, 59, 59), at(11, 20, 0, 0, 0)].map(Some);
    assert_eq!(lists(None, None, None), (vec![Watch::Plan, Watch::Feedback, Watch::Open], true, true));
    assert_eq!(lists(in_time, None, None), (vec![Watch::Feedback, Watch::Open], false, true));
    assert_eq!(lists(late, None, None), (vec![Watch::Feedback, Watch::Open], true, true));
    assert_eq!(lists(in_time, in_time, None), (vec![Watch::Open], false, false));
    assert_eq!(lists(in_time, late, None), (vec![Watch::Open], false, true));
    assert_eq!(lists(None, in_time, None), (vec![Watch::Plan, Watch::Open], true, false));
    assert_eq!(lists(in_time, late, late), (vec![], false, true));
    assert_eq!(lists(None, None, in_time), (vec![], false, false), "closed before either term ended");
    assert_eq!(lists(None, None, late), (vec![], true, true), "closed at 24:00:00 of day 3");
}
