//! When a case is due: limits in the field's four units, computed from the calendar, never counted by a timer.

use crate::time::china;
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

words! {
    /// Unit of a limit.
    LimitUnit {
        /// Continuous hours, nights and holidays included.
        UrgentHour = "urgent_hour", "紧急工作时", "urgent hours";
        /// Hours between 08:00–12:00 and 14:00–18:00 on working days.
        WorkHour = "work_hour", "工作时", "work hours";
        /// Eight work hours.
        WorkDay = "work_day", "工作日", "work days";
        /// 24 continuous hours.
        NaturalDay = "natural_day", "自然日", "natural days";
    }
}

/// A limit such as 4 work hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limit {
    pub amount: u32,
    pub unit: LimitUnit,
}

/// Which days are worked: Monday to Friday but for the exceptions.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    pub holidays: HashSet<NaiveDate>,
    /// Weekend days worked in exchange for a holiday (调休).
    pub make_up_workdays: HashSet<NaiveDate>,
}

impl Calendar {
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !self.holidays.contains(&day) && (!weekend || self.make_up_workdays.contains(&day))
    }
}

/// The two spells of a working day, in hours.
const SPELLS: [(u32, u32); 2] = [(8, 12), (14, 18)];

/// The moment at which a limit that starts at `from` is used up. A limit that ends with a spell of work ends at that
/// spell's last moment, not at the first moment of the next one.
pub fn due(from: DateTime<Utc>, limit: Limit, calendar: &Calendar) -> DateTime<Utc> {
    match limit.unit {
        LimitUnit::UrgentHour => from + Duration::hours(limit.amount.into()),
        LimitUnit::NaturalDay => from + Duration::days(limit.amount.into()),
        LimitUnit::WorkHour => after_work(from, Duration::hours(limit.amount.into()), calendar),
        LimitUnit::WorkDay => after_work(from, Duration::hours(8 * i64::from(limit.amount)), calendar),
    }
}

fn after_work(from: DateTime<Utc>, mut left: Duration, calendar: &Calendar) -> DateTime<Utc> {
    let from = from.with_timezone(&china());
    let mut day = from.date_naive();
    loop {
        if calendar.is_workday(day) {
            for (start, end) in SPELLS {
                let at = |hour| {
                    let time = NaiveTime::from_hms_opt(hour, 0, 0).expect("a spell's hours are hours of a day");
                    china().from_local_datetime(&day.and_time(time)).single().expect("UTC+8 has no gaps")
                };
                let begin = at(start).max(from);
                let spell = at(end) - begin;
                if spell >= left && spell > Duration::zero() {
                    return (begin + left).with_timezone(&Utc);
                }
                left -= spell.max(Duration::zero());
            }
        }
        day = day.succ_opt().expect("limits are days, not the end of the calendar");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let calendar = Calendar { holidays: [day(23)].into(), make_up_workdays: [day(22)].into() };
        let limit = Limit { amount: 9, unit: LimitUnit::WorkHour };
        assert_eq!(due(at(20, 17, 0), limit, &calendar), at(22, 18, 0));
        let limit = Limit { amount: 10, unit: LimitUnit::WorkHour };
        assert_eq!(due(at(20, 17, 0), limit, &calendar), at(24, 9, 0));
    }
}
