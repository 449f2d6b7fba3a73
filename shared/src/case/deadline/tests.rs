//! Known answers, and a second-by-second oracle.

use super::*;
use crate::time::china;
use chrono::TimeZone;

/// A moment of November 2026 in China; the 20th is a Friday.
fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    china().with_ymd_and_hms(2026, 11, day, hour, minute, 0).unwrap().with_timezone(&Utc)
}

fn check(from: DateTime<Utc>, amount: u32, unit: LimitUnit, expected: DateTime<Utc>) {
    assert_eq!(due(from, Limit { amount, unit }, &Calendar::default()), expected, "{amount} {unit}");
}

#[test]
fn the_four_units() {
    check(at(20, 17, 0), 2, LimitUnit::UrgentHour, at(20, 19, 0));
    check(at(20, 17, 0), 2, LimitUnit::NaturalDay, at(22, 17, 0));
    check(at(20, 17, 0), 2, LimitUnit::WorkHour, at(23, 9, 0));
    check(at(20, 17, 0), 1, LimitUnit::WorkDay, at(23, 17, 0));
    check(at(20, 11, 0), 2, LimitUnit::WorkHour, at(20, 15, 0));
}

#[test]
fn nights_lunch_and_weekends_do_not_count() {
    check(at(20, 12, 30), 1, LimitUnit::WorkHour, at(20, 15, 0));
    check(at(21, 10, 0), 1, LimitUnit::WorkHour, at(23, 9, 0));
    check(at(20, 8, 0), 4, LimitUnit::WorkHour, at(20, 12, 0));
    check(at(20, 8, 0), 8, LimitUnit::WorkHour, at(20, 18, 0));
}

#[test]
fn holidays_and_make_up_days_count_as_the_calendar_says() {
    let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
    let calendar = Calendar::of([day(23)], [day(22)]);
    let limit = Limit { amount: 9, unit: LimitUnit::WorkHour };
    assert_eq!(due(at(20, 17, 0), limit, &calendar), at(22, 18, 0));
    let limit = Limit { amount: 10, unit: LimitUnit::WorkHour };
    assert_eq!(due(at(20, 17, 0), limit, &calendar), at(24, 9, 0));
}
