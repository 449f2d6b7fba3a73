//! 督考130: a plan within one day, feedback within three, and every case followed until none is open (销号清零).
//!
//! Day 0 is the day of the report in China. A term ends with its day, at 24:00:00: one second earlier is in time, that
//! moment itself is late. Whether days are calendar days or workdays is a setting, for the rule does not say.

use super::calendar::Calendar;
use super::deadline::{end_of_day, local};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// What the rule's days are.
    SupervisionDays {
        Natural = "natural", "自然日", "Natural days";
        Working = "working", "工作日", "Workdays";
    }
}

words! {
    /// The three lists of the rule.
    Watch {
        Plan = "1", "待部署", "Awaiting a plan";
        Feedback = "3", "待反馈", "Awaiting feedback";
        Open = "0", "未销号", "Not cleared";
    }
}

impl Default for SupervisionDays {
    /// The articles speak of days without more.
    fn default() -> SupervisionDays {
        SupervisionDays::Natural
    }
}

/// When the rule's terms of a case end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supervision {
    /// 24:00:00 of day 1.
    pub plan_due: DateTime<Utc>,
    /// 24:00:00 of day 3.
    pub feedback_due: DateTime<Utc>,
}

impl Supervision {
    pub fn of(reported_at: DateTime<Utc>, days: SupervisionDays, calendar: &Calendar) -> Supervision {
        let reported = local(reported_at).date();
        let end_of = |count: u32| end_of_day(day(reported, count, days, calendar));
        Supervision { plan_due: end_of(1), feedback_due: end_of(3) }
    }
}

fn day(reported: NaiveDate, count: u32, days: SupervisionDays, calendar: &Calendar) -> NaiveDate {
    match days {
        SupervisionDays::Natural => reported.checked_add_days(Days::new(count.into())).unwrap_or(NaiveDate::MAX),
        SupervisionDays::Working => calendar.workday_after(reported, count),
    }
}

/// How a case stands with the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Standing {
    /// In list "1".
    pub awaits_plan: bool,
    /// The plan came late, or it is still missing and late by now.
    pub plan_late: bool,
    /// In list "3".
    pub awaits_feedback: bool,
    /// The feedback came late, or it is still missing and late by now.
    pub feedback_late: bool,
    /// In list "0".
    pub open: bool,
}

impl Standing {
    pub fn is_in(self, list: Watch) -> bool {
        match list {
            Watch::Plan => self.awaits_plan,
            Watch::Feedback => self.awaits_feedback,
            Watch::Open => self.open,
        }
    }
}

/// How a case stands at a moment. A closed case is in no list; what it never had is judged by when it was closed.
pub fn standing(
    reported_at: DateTime<Utc>,
    planned_at: Option<DateTime<Utc>>,
    fed_back_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    days: SupervisionDays,
    calendar: &Calendar,
) -> Standing {
    let terms = Supervision::of(reported_at, days, calendar);
    let late = |done_at: Option<DateTime<Utc>>, due| done_at.or(closed_at).unwrap_or(now) >= due;
    let open = closed_at.is_none();
    Standing {
        awaits_plan: open && planned_at.is_none(),
        plan_late: late(planned_at, terms.plan_due),
        awaits_feedback: open && fed_back_at.is_none(),
        feedback_late: late(fed_back_at, terms.feedback_due),
        open,
    }
}

#[cfg(test)]
mod tests;
