//! The shipped days against what the law and the notices say, the file's faults, and counting against a walk.

use super::*;
use chrono::{Duration, TimeZone, Weekday};
use proptest::prelude::*;
use std::collections::HashSet;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Days of a year that are worked and are so contrary to their day of the week, or the reverse.
fn contrary(calendar: &Calendar, year: i32, worked: bool) -> Vec<(u32, u32)> {
    day(year, 1, 1)
        .iter_days()
        .take_while(|it| it.year() == year)
        .filter(|it| matches!(it.weekday(), Weekday::Sat | Weekday::Sun) == worked)
        .filter(|it| calendar.is_workday(*it) == worked)
        .map(|it| (it.month(), it.day()))
        .collect()
}

#[test]
fn the_shipped_calendar_says_what_the_notice_for_2026_says() {
    let china = Calendar::china();
    assert_eq!(china.years().collect::<Vec<_>>(), [2024, 2025, 2026]);
    assert_eq!(contrary(&china, 2026, true), [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]);
    let [january, spring, qingming] = [[1, 2].map(|d| (1, d)).to_vec(), days(2, 16..=20), vec![(2, 23), (4, 6)]];
    let [labour, autumn, national] = [vec![(5, 1), (5, 4), (5, 5)], vec![(6, 19), (9, 25)], vec![(10, 1), (10, 2)]];
    let holidays = [january, spring, qingming, labour, autumn, national, days(10, 5..=7)].concat();
    assert_eq!(contrary(&china, 2026, false), holidays);
}

fn days(month: u32, days: std::ops::RangeInclusive<u32>) -> Vec<(u32, u32)> {
    days.map(|day| (month, day)).collect()
}

/// Moving days around neither gains nor loses any: a year is worked on its weekdays, less the days that the law gives
/// everybody (11 in 2024, 13 since 2025).
#[test]
fn each_shipped_year_has_the_workdays_that_the_law_leaves() {
    let china = Calendar::china();
    for (year, weekdays, given) in [(2024, 262, 11), (2025, 261, 13), (2026, 261, 13)] {
        let of = |calendar: &Calendar| {
            calendar.workdays_through(day(year, 12, 31)) - calendar.workdays_through(day(year - 1, 12, 31))
        };
        assert_eq!(of(&Calendar::default()), weekdays, "{year}");
        assert_eq!(of(&china), weekdays - given, "{year}");
    }
}

#[test]
fn a_file_may_come_from_a_spreadsheet_in_any_order() {
    let text = "\u{feff}day,kind,name,source\r\n2027/2/8,holiday,春节,通知\r\n\r\n2027-2-7, workday ,春节,通知\r\n";
    let calendar = Calendar::parse(text).unwrap();
    assert_eq!(calendar, Calendar::of([day(2027, 2, 8)], [day(2027, 2, 7)]));
    assert!(calendar.is_workday(day(2027, 2, 7)) && !calendar.is_workday(day(2027, 2, 8)));
}

#[test]
fn a_weekend_within_a_holiday_may_be_listed_and_changes_nothing() {
    let calendar = Calendar::parse(&format!("{HEADER}\n2026-02-15,holiday,春节,通知\n")).unwrap();
    assert!(!calendar.is_workday(day(2026, 2, 15)));
    assert_eq!(calendar.workdays_through(day(2026, 12, 31)), Calendar::default().workdays_through(day(2026, 12, 31)));
    assert_eq!(calendar.years().collect::<Vec<_>>(), [2026]);
}

#[test]
fn a_wrong_row_is_named_with_its_fault() {
    let good = "2026-02-16,holiday,春节,通知";
    for (row, fault) in [
        ("2026-02-17,festival,春节,通知", "holiday, workday"),
        ("2026-02-30,holiday,春节,通知", "'2026-02-30' is no day"),
        ("26-02-17,holiday,春节,通知", "'26-02-17' is no day"),
        ("17.2.2026,holiday,春节,通知", "'17.2.2026' is no day"),
        ("2026-02-16,holiday,春节,通知", "2026-02-16 is listed twice"),
        ("2026/2/16,holiday,春节,通知", "2026-02-16 is listed twice"),
        ("2026-02-17,workday,春节,通知", "2026-02-17 is from Monday to Friday"),
        ("2026-02-17,holiday,,通知", "missing"),
        ("2026-02-17,holiday,春节,", "missing"),
        ("2026-02-17,holiday,春节", "4 columns expected, 3 found"),
    ] {
        let error = Calendar::parse(&format!("{HEADER}\n{good}\n\n{row}\n")).unwrap_err();
        assert_eq!(error.line, 4, "{row}");
        assert!(error.problem.contains(fault), "{row}: {error}");
    }
    for text in ["", "day,kind,name\n", good] {
        assert_eq!(Calendar::parse(text).unwrap_err().line, 1, "{text}");
    }
}

#[test]
fn the_year_that_nobody_entered_is_named_and_begins_at_midnight_in_china() {
    let china = Calendar::china();
    let eve = Utc.with_ymd_and_hms(2026, 12, 31, 15, 59, 59).unwrap();
    let from = Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).unwrap();
    assert_eq!(china.missing_year(from, eve), None);
    assert_eq!(china.missing_year(from, eve + Duration::seconds(1)), Some(2027));
    assert_eq!(china.missing_year(from - Duration::days(1_100), eve), Some(2023));
    assert_eq!(china.missing_year(from + Duration::days(800), eve), None, "an empty span touches no year");
    assert_eq!(Calendar::default().missing_year(from, DateTime::<Utc>::MAX_UTC), Some(2026));
    let (zh, en) = missing_year_warning(2027);
    assert!(zh.starts_with("2027年") && en.contains("2027"));
}

prop_compose! {
    /// Days around the new year 2026, among them some that change nothing.
    fn lists()(holidays in prop::collection::hash_set(0_i64..90, 0..40), made_up in prop::collection::hash_set(0_i64..90, 0..40))
        -> (HashSet<NaiveDate>, HashSet<NaiveDate>) {
        let date = |offset: i64| day(2025, 12, 1) + Duration::days(offset);
        (holidays.into_iter().map(date).collect(), made_up.into_iter().map(date).collect())
    }
}

proptest! {
    #[test]
    fn counting_days_is_the_same_as_walking((holidays, made_up) in lists(), start in -20_i64..110, count in 1_u32..60) {
        let calendar = Calendar::of(holidays.iter().copied(), made_up.iter().copied());
        let worked = |it: &NaiveDate| {
            let weekend = matches!(it.weekday(), Weekday::Sat | Weekday::Sun);
            !holidays.contains(it) && (!weekend || made_up.contains(it))
        };
        let start = day(2025, 12, 1) + Duration::days(start);
        prop_assert_eq!(calendar.is_workday(start), worked(&start));
        let walked = start.iter_days().skip(1).filter(worked).nth(count as usize - 1).unwrap();
        prop_assert_eq!(calendar.workday_after(start, count), walked);
        prop_assert_eq!(calendar.workdays_through(walked) - calendar.workdays_through(start), i64::from(count));
    }
}
