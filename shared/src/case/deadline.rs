//! When a case is due: limits in the field's four units, computed from the calendar, never counted by a timer.
//!
//! Two views of one clockwork. [`counted`] says how much time a unit counts between two moments, [`advance`] finds the
//! moment at which that much has been counted. Both are sums, not walks: no amount makes them slow, and moments outside
//! the years 1 to 9999 count as the ends of that range instead of overflowing.

use super::calendar::Calendar;
use crate::time::china;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

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

impl Limit {
    /// Amounts above this count as this: 9,999 work days are 38 years, longer than any rule means.
    pub const MOST: u32 = 9_999;

    /// The time to count in the limit's unit before it is used up. A work day counts eight hours.
    pub fn span(self) -> Duration {
        let hours = match self.unit {
            LimitUnit::UrgentHour | LimitUnit::WorkHour => 1,
            LimitUnit::WorkDay => WORK_DAY.num_hours(),
            LimitUnit::NaturalDay => 24,
        };
        Duration::hours(hours * i64::from(self.amount.min(Limit::MOST)))
    }
}

/// The two spells of a working day, in hours from midnight.
const SPELLS: [(i64, i64); 2] = [(8, 12), (14, 18)];
const MORNING: Duration = Duration::hours(SPELLS[0].1 - SPELLS[0].0);
const WORK_DAY: Duration = Duration::hours(SPELLS[0].1 - SPELLS[0].0 + SPELLS[1].1 - SPELLS[1].0);

/// The moment at which a limit that starts at `from` is used up. A limit that ends with a spell of work ends at that
/// spell's last moment, not at the first moment of the next one. A limit of nothing is used up at once.
pub fn due(from: DateTime<Utc>, limit: Limit, calendar: &Calendar) -> DateTime<Utc> {
    advance(from, limit.span(), limit.unit, calendar)
}

/// The time that the unit counts between two moments: all of it, or work hours only. Negative when `to` comes first.
pub fn counted(from: DateTime<Utc>, to: DateTime<Utc>, unit: LimitUnit, calendar: &Calendar) -> Duration {
    match unit {
        LimitUnit::UrgentHour | LimitUnit::NaturalDay => local(to) - local(from),
        LimitUnit::WorkHour | LimitUnit::WorkDay => worked(local(to), calendar) - worked(local(from), calendar),
    }
}

/// The first moment from `from` on at which the unit has counted `span`; `from` itself when there is nothing to count.
pub fn advance(from: DateTime<Utc>, span: Duration, unit: LimitUnit, calendar: &Calendar) -> DateTime<Utc> {
    if span <= Duration::zero() { from } else { first_moment(from, span, unit, calendar) }
}

/// The first moment at which the unit has counted `span` more than at `from`, or less when `span` is negative.
pub(super) fn first_moment(from: DateTime<Utc>, span: Duration, unit: LimitUnit, calendar: &Calendar) -> DateTime<Utc> {
    match unit {
        LimitUnit::UrgentHour | LimitUnit::NaturalDay => universal(local(from).checked_add_signed(span)),
        LimitUnit::WorkHour | LimitUnit::WorkDay => {
            let total = worked(local(from), calendar).checked_add(&span);
            universal(total.map(|total| moment_of(total, calendar)))
        }
    }
}

/// The work time from the year 1 to a moment.
fn worked(at: NaiveDateTime, calendar: &Calendar) -> Duration {
    let before = calendar.workdays_through(at.date()) - i64::from(calendar.is_workday(at.date()));
    let mut total = WORK_DAY * i32::try_from(before).expect("years 1 to 9999 have fewer than 4 million days");
    if calendar.is_workday(at.date()) {
        let time = at.time() - NaiveTime::MIN;
        for (start, end) in SPELLS {
            total += time.clamp(Duration::hours(start), Duration::hours(end)) - Duration::hours(start);
        }
    }
    total
}

/// The first moment at which that much has been worked: never the beginning of a spell.
fn moment_of(total: Duration, calendar: &Calendar) -> NaiveDateTime {
    let total = total.max(Duration::zero());
    let days = (total - Duration::nanoseconds(1)).num_seconds().max(0) / WORK_DAY.num_seconds();
    let today = total - Duration::seconds(days * WORK_DAY.num_seconds());
    // Hours of the day without work up to there.
    let idle = if today <= MORNING { SPELLS[0].0 } else { SPELLS[1].0 - MORNING.num_hours() };
    calendar.workday(days).and_time(NaiveTime::MIN) + Duration::hours(idle) + today
}

/// The clock on the wall in China, held within the years 1 to 9999.
pub(super) fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc().checked_add_offset(china()).unwrap_or(NaiveDateTime::MAX).clamp(first(), last())
}

/// The moment at which the clock on the wall shows this; nothing, like everything after it, is the end of year 9999.
fn universal(wall: Option<NaiveDateTime>) -> DateTime<Utc> {
    let wall = wall.unwrap_or(NaiveDateTime::MAX).clamp(first(), last());
    wall.checked_sub_offset(china()).unwrap_or(wall).and_utc()
}

/// 24:00:00 of a day in China, the first moment that is no longer part of it.
pub(super) fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    universal(day.succ_opt().map(|next| next.and_time(NaiveTime::MIN)))
}

fn first() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(1, 1, 1).expect("a day").and_time(NaiveTime::MIN)
}

fn last() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day").and_time(NaiveTime::MIN)
}

#[cfg(test)]
pub(super) mod tests;
