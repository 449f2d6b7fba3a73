//! Known answers, an oracle that counts minute by minute, and the two views as each other's inverse.

use super::*;
use chrono::{Datelike, TimeZone, Timelike, Weekday};
use proptest::prelude::*;
use std::collections::HashSet;

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

#[test]
fn over_the_spring_festival_of_2026() {
    let china =
        |month, day, hour| crate::time::china().with_ymd_and_hms(2026, month, day, hour, 0, 0).unwrap().to_utc();
    let due = |from, amount, unit| due(from, Limit { amount, unit }, &Calendar::china());
    // Friday the 13th; Saturday the 14th is worked, then nobody until Tuesday the 24th; Saturday the 28th is worked.
    assert_eq!(due(china(2, 13, 17), 4, LimitUnit::WorkHour), china(2, 14, 11));
    assert_eq!(due(china(2, 13, 17), 2, LimitUnit::WorkDay), china(2, 24, 17));
    assert_eq!(due(china(2, 13, 17), 6, LimitUnit::WorkDay), china(2, 28, 17));
    assert_eq!(due(china(2, 17, 3), 1, LimitUnit::WorkHour), china(2, 24, 9));
    assert_eq!(due(china(2, 17, 3), 1, LimitUnit::NaturalDay), china(2, 18, 3));
}

#[test]
fn no_amount_and_no_moment_is_too_much() {
    let ends = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at(20, 17, 0)];
    let calendar = Calendar::china();
    for unit in LimitUnit::ALL.iter().copied() {
        let most = due(at(20, 17, 0), Limit { amount: Limit::MOST, unit }, &calendar);
        assert_eq!(due(at(20, 17, 0), Limit { amount: u32::MAX, unit }, &calendar), most, "{unit}");
        assert!(most < at(20, 17, 0) + Duration::days(40 * 366), "{unit}");
        assert_eq!(due(at(21, 17, 0), Limit { amount: 0, unit }, &calendar), at(21, 17, 0), "{unit}");
        for from in ends {
            for to in ends {
                counted(from, to, unit, &calendar);
                for span in [Duration::MIN, Duration::zero(), Duration::MAX] {
                    assert!(advance(from, span, unit, &calendar) >= from.min(universal(None)), "{from} {span} {unit}");
                    first_moment(to, span, unit, &calendar);
                }
            }
        }
    }
}

/// The lists that a calendar was made of, and the rule in its plainest form: is this minute worked?
#[derive(Clone, Debug)]
pub(in crate::case) struct Rule {
    holidays: HashSet<NaiveDate>,
    made_up: HashSet<NaiveDate>,
}

impl Rule {
    pub(in crate::case) fn calendar(&self) -> Calendar {
        Calendar::of(self.holidays.iter().copied(), self.made_up.iter().copied())
    }

    /// Whether the unit counts the minute that begins at a moment.
    pub(in crate::case) fn counts(&self, minute: DateTime<Utc>, unit: LimitUnit) -> bool {
        if matches!(unit, LimitUnit::UrgentHour | LimitUnit::NaturalDay) {
            return true;
        }
        let wall = minute.with_timezone(&crate::time::china());
        let day = wall.date_naive();
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let worked = !self.holidays.contains(&day) && (!weekend || self.made_up.contains(&day));
        worked && matches!(wall.hour(), 8..12 | 14..18)
    }
}

prop_compose! {
    /// Random exceptions on the days that the moments of these tests are near to.
    pub(in crate::case) fn rules()(
        holidays in prop::collection::hash_set(0_i64..45, 0..20),
        made_up in prop::collection::hash_set(0_i64..45, 0..20),
    ) -> Rule {
        let date = |offset: i64| NaiveDate::from_ymd_opt(2026, 11, 15).unwrap() + Duration::days(offset);
        Rule { holidays: holidays.into_iter().map(date).collect(), made_up: made_up.into_iter().map(date).collect() }
    }
}

pub(in crate::case) fn units() -> impl Strategy<Value = LimitUnit> {
    prop::sample::select(LimitUnit::ALL)
}

/// A whole minute within three weeks from Friday the 20th of November 2026.
pub(in crate::case) fn minutes() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..21 * 24 * 60).prop_map(|minute| at(20, 0, 0) + Duration::minutes(minute))
}

/// Any moment of the same weeks.
fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (minutes(), 0_i64..60_000_000_000).prop_map(|(minute, part)| minute + Duration::nanoseconds(part))
}

/// Spans to a nanosecond and spans of whole hours, which end with spells.
fn spans() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0_i64..100 * 3_600_000_000_000).prop_map(Duration::nanoseconds),
        (0_i64..100).prop_map(Duration::hours)
    ]
}

proptest! {
    #[test]
    fn a_limit_ends_where_counting_minutes_ends(rule in rules(), from in minutes(), amount in 1_u32..30, unit in units()) {
        let limit = Limit { amount, unit };
        let (mut now, mut left) = (from, limit.span().num_minutes());
        while left > 0 {
            left -= i64::from(rule.counts(now, unit));
            now += Duration::minutes(1);
        }
        prop_assert_eq!(due(from, limit, &rule.calendar()), now);
    }

    #[test]
    fn what_is_counted_is_the_sum_of_its_minutes(rule in rules(), from in minutes(), to in minutes(), unit in units()) {
        let (first, last) = (from.min(to), from.max(to));
        let steps = (0..(last - first).num_minutes()).map(|step| first + Duration::minutes(step));
        let sum = Duration::minutes(steps.filter(|minute| rule.counts(*minute, unit)).count() as i64);
        prop_assert_eq!(counted(first, last, unit, &rule.calendar()), sum);
        prop_assert_eq!(counted(last, first, unit, &rule.calendar()), -sum);
    }

    /// With the minutes right, this leaves no other answer between them.
    #[test]
    fn parts_add_up_and_none_counts_more_than_its_length(
        rule in rules(), mut moments in [moments(), moments(), moments()], unit in units()
    ) {
        moments.sort();
        let [a, b, c] = moments;
        let calendar = rule.calendar();
        let part = |from, to| counted(from, to, unit, &calendar);
        prop_assert_eq!(part(a, b) + part(b, c), part(a, c));
        prop_assert!(part(a, b) >= Duration::zero() && part(a, b) <= b - a);
    }

    #[test]
    fn advancing_and_counting_undo_each_other(
        rule in rules(), from in moments(), to in moments(), span in spans(), unit in units()
    ) {
        let calendar = rule.calendar();
        let end = advance(from, span, unit, &calendar);
        prop_assert_eq!(counted(from, end, unit, &calendar), span);
        // The first such moment: any earlier one has less, unless there was nothing to count.
        if !span.is_zero() {
            prop_assert!(counted(from, end - Duration::nanoseconds(1), unit, &calendar) < span);
        }
        let (from, to) = (from.min(to), from.max(to));
        let back = advance(from, counted(from, to, unit, &calendar), unit, &calendar);
        prop_assert!(back <= to && counted(back, to, unit, &calendar).is_zero());
    }

    #[test]
    fn later_and_longer_never_ends_sooner(
        rule in rules(), from in moments(), later in moments(), span in spans(), longer in spans(), unit in units()
    ) {
        let calendar = rule.calendar();
        let (from, later) = (from.min(later), from.max(later));
        prop_assert!(advance(from, span, unit, &calendar) <= advance(later, span, unit, &calendar));
        let (span, longer) = (span.min(longer), span.max(longer));
        prop_assert!(advance(from, span, unit, &calendar) <= advance(from, longer, unit, &calendar));
    }
}
