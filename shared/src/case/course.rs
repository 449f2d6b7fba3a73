//! The course of a case: what has become of it so far, and the one function that takes it further.
//!
//! Invariants, held by the random walks of the tests: a case that is over has `closed_at`, an open one has not; the state
//! is what the orders say while departments are at work; the clock stands still unless somebody owes work.

use super::calendar::Calendar;
use super::clock::Clock;
use super::deadline::{Limit, LimitUnit};
use super::step::{Circumstances, Move, Refusal, field};
use super::workflow::{Action, State, Step, TABLE, To};
use crate::access::Office;
use crate::area::AreaLevel;
use crate::worker::Department;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

mod effects;
mod rules;

/// Extensions of one case at most.
pub const EXTENSIONS: u32 = 2;
/// A suspension lasts no longer: a year, and in no year more than that.
pub const SUSPENSION: Duration = Duration::days(365);
/// Departments that work on one case at once.
pub const ORDERS: usize = 8;
/// The limit of a report that nobody has classified yet: one natural day to do so.
pub const UNCLASSIFIED: Limit = Limit { amount: 1, unit: LimitUnit::NaturalDay };

words! {
    /// How far a department is with its part.
    OrderStep {
        Sent = "sent", "待接单", "Sent";
        Acknowledged = "acknowledged", "处置中", "Acknowledged";
        Done = "done", "已反馈", "Fed back";
    }
}

words! {
    /// What a department has asked for.
    ApplicationKind {
        Extension = "extension", "延期", "Extension";
        Suspension = "suspension", "挂账", "Suspension";
        Appeal = "appeal", "申诉", "Appeal";
    }
}

/// The task of one department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    pub department: Department,
    pub step: OrderStep,
}

/// Something asked for and not yet decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Application {
    pub kind: ApplicationKind,
    pub department: Department,
    /// Of a suspension.
    pub until: Option<DateTime<Utc>>,
    /// The dispatcher has agreed to an appeal; the acceptor decides.
    pub endorsed: bool,
}

/// What has become of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Course {
    pub state: State,
    /// In this state since.
    pub since: DateTime<Utc>,
    /// Community, subdistrict or district: who has to see to it.
    pub level: AreaLevel,
    /// Code of the category.
    pub category: Option<String>,
    /// Filing criterion: its code, which begins with the category's.
    pub criterion: Option<String>,
    /// In the order of dispatch; the first leads.
    pub orders: Vec<Order>,
    /// Before the first dispatch it tells what to expect.
    pub clock: Clock,
    pub returned_by: Option<Department>,
    pub pending: Option<Application>,
    pub extensions: u32,
    pub suspended_until: Option<DateTime<Utc>>,
    pub suspensions: u32,
    pub appealed: bool,
    /// The overdue fact stays; statistics leave it out.
    pub excused: bool,
    pub reworks: u32,
    /// 督办 by a leader since.
    pub supervised_at: Option<DateTime<Utc>>,
    /// 督考130: somebody has taken the case on.
    pub planned_at: Option<DateTime<Utc>>,
    /// 督考130: the first feedback, of progress or of completion.
    pub fed_back_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub satisfied: Option<bool>,
    /// Number of the parent, or of the case that this one was merged into.
    pub parent: Option<String>,
}

impl Course {
    /// A case that has just been reported.
    pub fn reported(
        at: DateTime<Utc>,
        category: Option<(&str, Limit)>,
        level: AreaLevel,
        calendar: &Calendar,
    ) -> Course {
        Course {
            state: State::Reported,
            since: at,
            level,
            category: category.map(|(code, _)| code.to_owned()),
            criterion: None,
            orders: Vec::new(),
            clock: Clock::start(at, category.map_or(UNCLASSIFIED, |(_, limit)| limit), calendar),
            returned_by: None,
            pending: None,
            extensions: 0,
            suspended_until: None,
            suspensions: 0,
            appealed: false,
            excused: false,
            reworks: 0,
            supervised_at: None,
            planned_at: None,
            fed_back_at: None,
            closed_at: None,
            satisfied: None,
            parent: None,
        }
    }

    /// The departments that the case was handed to.
    pub fn departments(&self) -> Vec<Department> {
        self.orders.iter().map(|order| order.department).collect()
    }

    /// The steps that an office may take now, in the order of the vocabulary: each succeeds, given the right inputs.
    pub fn allowed(&self, office: &Office, now: &Circumstances<'_>) -> Vec<Action> {
        let possible = |step: &&Step| step.is_for(self.state, office.role) && self.obstacle(step, office, now).is_ok();
        let mut actions: Vec<Action> = TABLE.iter().filter(possible).map(|step| step.action).collect();
        actions.sort();
        actions
    }

    /// The course after a step. A suspension that has run out by now must have ended before: see [`Course::resumed`].
    pub fn next(&self, step: &Move, office: &Office, now: &Circumstances<'_>) -> Result<Course, Refusal> {
        let line = self.check(step.action, office, now)?;
        if line.note && step.note.trim().is_empty() {
            return Err(field("note", "请填写原因或处理情况", "write the reason or the result"));
        }
        let mut next = self.clone();
        next.take(step, office, now)?;
        match line.to {
            To::Stay => {}
            To::Is(state) => next.state = state,
            To::Orders => next.settle(now.at),
        }
        if next.state != self.state {
            next.since = now.at;
        }
        Ok(next)
    }

    /// The course after a suspension has run out by itself, at the moment at which it did.
    pub fn resumed(&self, now: DateTime<Utc>, calendar: &Calendar) -> Option<(DateTime<Utc>, Course)> {
        let until = self.suspended_until.filter(|until| self.state == State::Suspended && *until <= now)?;
        let mut next = self.clone();
        next.resume(until, calendar);
        next.settle(until);
        next.since = until;
        Some((until, next))
    }
}

/// What a state's own clock allows, in minutes, continuous: accept 15, dispatch 15, check 30 (Yuncheng's rules); filing
/// and closing as the step before them.
pub fn stage_minutes(state: State) -> Option<i64> {
    match state {
        State::Reported | State::Accepted | State::Filed => Some(15),
        State::FedBack | State::Verified => Some(30),
        _ => None,
    }
}
