//! A case told step by step, one minute apart: what the tests of conditions are written in.

use super::{CRITERIA, assert_worded, beginning, circumstances, good, office, staff};
use crate::access::{Office, Role};
use crate::area::AreaLevel;
use crate::case::calendar::Calendar;
use crate::case::course::Course;
use crate::case::step::{Move, Refusal};
use crate::case::workflow::Action;
use crate::text::Lang;
use crate::worker::Department::{self, *};
use chrono::{DateTime, Duration, Utc};

pub const DAY: Duration = Duration::days(1);
pub const MINUTE: Duration = Duration::minutes(1);

/// Those that a case is handed to when it does not matter to whom.
const USUAL: [Department; 2] = [Sanitation, Housing];

/// A case, and what time it is.
#[derive(Clone, Debug)]
pub struct Story {
    pub course: Course,
    pub at: DateTime<Utc>,
    pub open_children: bool,
}

impl From<Role> for Office {
    fn from(role: Role) -> Office {
        office(role)
    }
}

impl From<Department> for Office {
    fn from(department: Department) -> Office {
        staff(department)
    }
}

impl Story {
    /// Reported and classified: one natural day.
    pub fn reported(level: AreaLevel) -> Story {
        let course = Course::reported(beginning(), Some(CRITERIA[1]), level, &Calendar::default());
        Story { course, at: beginning(), open_children: false }
    }

    pub fn unclassified() -> Story {
        let course = Course::reported(beginning(), None, AreaLevel::Community, &Calendar::default());
        Story { course, ..Story::reported(AreaLevel::Community) }
    }

    /// Ready for its dispatch.
    pub fn filed() -> Story {
        Story::reported(AreaLevel::Community)
            .takes(Role::Acceptor, Action::Accept)
            .takes(Role::Dispatcher, Action::File)
    }

    pub fn dispatched(departments: &[Department]) -> Story {
        Story::filed().does(Role::Dispatcher, Move::of(Action::Dispatch).to(departments))
    }

    /// Acknowledged by all of them.
    pub fn handled_by(departments: &[Department]) -> Story {
        let sent = Story::dispatched(departments);
        departments.iter().fold(sent, |story, department| story.takes(*department, Action::Acknowledge))
    }

    /// Fed back by all of them.
    pub fn fed_back_by(departments: &[Department]) -> Story {
        let handled = Story::handled_by(departments);
        departments.iter().fold(handled, |story, department| story.takes(*department, Action::FeedBack))
    }

    /// Closed after its limit.
    pub fn closed_late(departments: &[Department]) -> Story {
        let late = Story::handled_by(departments).waits(Duration::days(2));
        let fed_back = departments.iter().fold(late, |story, department| story.takes(*department, Action::FeedBack));
        fed_back.takes(Role::Dispatcher, Action::Close)
    }

    /// Suspended for five days, in the middle of its work.
    pub fn suspended() -> Story {
        let asked = Story::handled_by(&[Sanitation]);
        let step = asked.suspension(DAY * 5);
        asked.does(Sanitation, step).takes(Role::Dispatcher, Action::Grant)
    }

    /// The step that asks for a suspension of this length.
    pub fn suspension(&self, span: Duration) -> Move {
        Move { until: Some(self.at + span), ..self.good(Action::AskSuspension) }
    }

    /// Evaluated by somebody who is not satisfied.
    #[must_use]
    pub fn disappoints(self) -> Story {
        self.does(Role::Acceptor, Move { satisfied: Some(false), ..Move::of(Action::Evaluate) })
    }

    /// Lets time pass; a suspension that runs out ends by itself.
    #[must_use]
    pub fn waits(mut self, span: Duration) -> Story {
        self.at += span;
        if let Some((_, course)) = self.course.resumed(self.at, &Calendar::default()) {
            self.course = course;
        }
        self
    }

    /// Takes a step with good inputs.
    #[must_use]
    pub fn takes(self, who: impl Into<Office>, action: Action) -> Story {
        let step = self.good(action);
        self.does(who, step)
    }

    /// Takes a step with these inputs, and a note.
    #[must_use]
    pub fn does(mut self, who: impl Into<Office>, step: Move) -> Story {
        self.at += Duration::minutes(1);
        let action = step.action;
        self.course = self.tries(who, step.note("情况属实")).unwrap_or_else(|e| panic!("{action} is refused: {e:?}"));
        self
    }

    pub fn good(&self, action: Action) -> Move {
        good(action, &self.course, self.at, &USUAL)
    }

    /// Why a step with good inputs is not for now.
    #[track_caller]
    pub fn not_now(&self, who: impl Into<Office>, action: Action) -> &'static str {
        match self.tries(who, self.good(action)) {
            Err(refusal @ Refusal::NotNow(_)) => refusal.text(Lang::En),
            other => panic!("{action} must not be for now, but: {other:?}"),
        }
    }

    /// True when a step with good inputs is none of this office's.
    #[track_caller]
    pub fn not_yours(&self, who: impl Into<Office>, action: Action) -> bool {
        matches!(self.tries(who, self.good(action)), Err(Refusal::NotYours))
    }

    /// The input that a step is refused for.
    #[track_caller]
    pub fn wrong_field(&self, who: impl Into<Office>, step: Move) -> &'static str {
        match self.tries(who, step) {
            Err(Refusal::Field { field, .. }) => field,
            other => panic!("an input must be wrong, but: {other:?}"),
        }
    }

    fn tries(&self, who: impl Into<Office>, step: Move) -> Result<Course, Refusal> {
        let (office, calendar, before) = (who.into(), Calendar::default(), self.course.clone());
        let outcome = self.course.next(&step, &office, &circumstances(self.at, self.open_children, &calendar));
        assert_eq!(self.course, before, "a step that is tried changes nothing");
        if let Err(refusal) = &outcome {
            assert_worded(refusal);
        }
        outcome
    }

    pub fn due_at(&self) -> DateTime<Utc> {
        self.course.clock.due_at
    }

    pub fn is_overdue(&self) -> bool {
        self.course.clock.is_overdue(self.at)
    }
}
