//! The check along each case: its rows are a chain, and the case is what they lead to. Pure: the rows may come from a
//! database or from memory, sorted by case and position; of one case at a time only its fields are held.

use super::finding::{Findings, Place, Wrong};
use crate::case::chain;
use crate::case::store::{CaseRow, EventRow, departments, pending};
use crate::db::Code;
use chrono::{DateTime, SubsecRound, Utc};
use serde_json::{Map, Value};
use shared::area::AreaLevel;
use shared::case::changes::{Changes, apply};
use shared::case::course::Course;
use shared::case::workflow::State;
use shared::worker::Department;
use std::collections::BTreeMap;
use std::iter::Peekable;

/// What a case says of itself: its row, the course as it is written, and the columns that were taken from the course.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stored {
    #[sqlx(flatten)]
    pub case: CaseRow,
    pub course_text: String,
    #[sqlx(flatten)]
    pub columns: Columns,
    /// The rows that lists by department read: each department and the time of the report.
    #[sqlx(skip)]
    pub listed: Vec<(Department, DateTime<Utc>)>,
}

/// The columns that lists and numbers ask for.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Columns {
    pub category: Option<String>,
    pub state: Code<State>,
    pub level: Code<AreaLevel>,
    pub departments: String,
    pub warn_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub paused_at: Option<DateTime<Utc>>,
    pub planned_at: Option<DateTime<Utc>>,
    pub fed_back_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub suspended_until: Option<DateTime<Utc>>,
    pub supervised_at: Option<DateTime<Utc>>,
    pub pending: Option<String>,
    pub satisfied: Option<bool>,
    pub parent: Option<String>,
}

impl Columns {
    pub fn of(course: &Course) -> Columns {
        Columns {
            category: course.category.clone(),
            state: Code(course.state),
            level: Code(course.level),
            departments: departments(course),
            warn_at: course.clock.warn_at,
            due_at: course.clock.due_at,
            paused_at: course.clock.paused_at,
            planned_at: course.planned_at,
            fed_back_at: course.fed_back_at,
            closed_at: course.closed_at,
            suspended_until: course.suspended_until,
            supervised_at: course.supervised_at,
            pending: pending(course).map(str::to_owned),
            satisfied: course.satisfied,
            parent: course.parent.clone(),
        }
    }

    /// The first column in which two differ. Moments are compared as both engines store them.
    fn difference(&self, other: &Columns) -> Option<&'static str> {
        let moment = |a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>| {
            a.map(|at| at.trunc_subsecs(6)) == b.map(|at| at.trunc_subsecs(6))
        };
        let same = [
            ("category", self.category == other.category),
            ("state", self.state == other.state),
            ("level", self.level == other.level),
            ("departments", self.departments == other.departments),
            ("warn_at", moment(Some(self.warn_at), Some(other.warn_at))),
            ("due_at", moment(Some(self.due_at), Some(other.due_at))),
            ("paused_at", moment(self.paused_at, other.paused_at)),
            ("planned_at", moment(self.planned_at, other.planned_at)),
            ("fed_back_at", moment(self.fed_back_at, other.fed_back_at)),
            ("closed_at", moment(self.closed_at, other.closed_at)),
            ("suspended_until", moment(self.suspended_until, other.suspended_until)),
            ("supervised_at", moment(self.supervised_at, other.supervised_at)),
            ("pending", self.pending == other.pending),
            ("satisfied", self.satisfied == other.satisfied),
            ("parent", self.parent == other.parent),
        ];
        same.into_iter().find(|(_, same)| !same).map(|(column, _)| column)
    }
}

/// Whether the rows by department are those of the course.
fn is_listed(stored: &Stored) -> bool {
    let reported_at = stored.case.reported_at.trunc_subsecs(6);
    let mut expected: Vec<_> = stored.case.course.0.departments().into_iter().map(|to| (to, reported_at)).collect();
    let mut listed: Vec<_> = stored.listed.iter().map(|(to, at)| (*to, at.trunc_subsecs(6))).collect();
    expected.sort();
    listed.sort();
    expected == listed
}

/// A case that is to be checked: its id, and what it says of itself or why that cannot be read.
pub type Case = (i64, Result<Stored, String>);

/// Takes the events of some cases, sorted by case and position.
#[derive(Debug)]
pub struct HistoryCheck<I: Iterator<Item = Case>> {
    cases: Peekable<I>,
    open: Option<History>,
}

impl<I: Iterator<Item = Case>> HistoryCheck<I> {
    /// `cases` in the order of their ids.
    pub fn new(cases: I) -> HistoryCheck<I> {
        HistoryCheck { cases: cases.peekable(), open: None }
    }

    pub fn row(&mut self, case: i64, seq: i64, event: Result<EventRow, String>, findings: &mut Findings) {
        while self.open.as_ref().is_none_or(|open| open.case < case)
            && self.cases.peek().is_some_and(|(id, _)| *id <= case)
        {
            self.turn(findings);
        }
        match &mut self.open {
            Some(open) if open.case == case => open.row(seq, event, findings),
            _ => {
                let position = event.map_or(0, |event| event.position);
                findings.add(Place::Row { seq, case: format!("with id {case}"), position }, Wrong::Orphan);
            }
        }
    }

    pub fn end(mut self, findings: &mut Findings) {
        while self.open.is_some() || self.cases.peek().is_some() {
            self.turn(findings);
        }
    }

    /// Closes the open case and opens the next one.
    fn turn(&mut self, findings: &mut Findings) {
        if let Some(open) = self.open.take() {
            open.end(findings);
        }
        self.open = self.cases.next().map(History::of);
    }
}

/// The fields that hold something: one that never did has no change, and is written as null.
fn present(fields: &Map<String, Value>) -> BTreeMap<&String, &Value> {
    fields.iter().filter(|(_, value)| !value.is_null()).collect()
}

/// One case and how far its history has been read.
#[derive(Debug)]
struct History {
    case: i64,
    name: String,
    stored: Result<Stored, String>,
    seq: i64,
    position: i64,
    /// What the next row has to carry; `None` when that cannot be known.
    head: Option<String>,
    fields: Map<String, Value>,
    /// Every row so far was right: only then do the fields mean anything.
    sound: bool,
}

impl History {
    fn of((case, stored): Case) -> History {
        let name = stored.as_ref().map_or_else(|_| format!("with id {case}"), |stored| stored.case.number.clone());
        let head = stored.as_ref().ok().map(|stored| chain::facts(&stored.case));
        History { case, name, stored, seq: 0, position: 0, head, fields: Map::new(), sound: true }
    }

    fn row(&mut self, seq: i64, event: Result<EventRow, String>, findings: &mut Findings) {
        let (position, wrong) = match event {
            Ok(event) => (event.position, self.judge(&event)),
            Err(text) => {
                self.head = None;
                (self.position + 1, Some(Wrong::Unreadable(text)))
            }
        };
        (self.seq, self.position) = (seq, position);
        if let Some(wrong) = wrong {
            self.sound = false;
            findings.add(Place::Row { seq, case: self.name.clone(), position }, wrong);
        }
    }

    fn judge(&mut self, event: &EventRow) -> Option<Wrong> {
        let (expected, previous) = (self.position + 1, self.head.replace(event.hash.clone()));
        if event.position != expected {
            return Some(Wrong::Position { expected });
        }
        if chain::hash(self.case, event) != event.hash {
            return Some(Wrong::Hash);
        }
        if previous.is_some_and(|previous| previous != event.previous) {
            return Some(if expected == 1 { Wrong::Facts } else { Wrong::Previous });
        }
        if event.seq <= self.seq {
            return Some(Wrong::Order);
        }
        if !self.sound {
            return None;
        }
        let fits =
            serde_json::from_str::<Changes>(&event.changes).is_ok_and(|changes| apply(&mut self.fields, changes));
        if !fits {
            return Some(Wrong::Changes);
        }
        let state = self.fields.get("state").and_then(Value::as_str);
        (state != Some(event.state.0.code())).then_some(Wrong::State)
    }

    fn end(self, findings: &mut Findings) {
        let History { name: case, seq, position, .. } = &self;
        let place = Place::Case { seq: *seq, case: case.clone(), position: *position };
        let wrong = match &self.stored {
            Ok(stored) => self.compare(stored),
            Err(text) => Some(Wrong::Unreadable(text.clone())),
        };
        if let Some(wrong) = wrong {
            findings.add(place, wrong);
        }
    }

    /// What the case says of itself against what its rows have led to.
    fn compare(&self, stored: &Stored) -> Option<Wrong> {
        let CaseRow { version, head, .. } = &stored.case;
        if self.seq == 0 {
            return Some(Wrong::NoHistory);
        }
        if *version != self.position {
            return Some(Wrong::Version { version: *version });
        }
        if self.head.as_ref().is_some_and(|last| last != head) {
            return Some(Wrong::Head);
        }
        if !self.sound {
            return None;
        }
        let written: Option<Map<String, Value>> = serde_json::from_str(&stored.course_text).ok();
        if written.is_none_or(|written| present(&written) != present(&self.fields)) {
            return Some(Wrong::Course);
        }
        let differs = Columns::of(&stored.case.course.0).difference(&stored.columns);
        differs.or_else(|| (!is_listed(stored)).then_some("case_department")).map(Wrong::Column)
    }
}
