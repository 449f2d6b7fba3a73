//! The pen that takes a case through the machine and writes down each step that it took.
//!
//! A handled case may have had less time than its steps would take. Then the same steps are taken once more, closer
//! together; an application that cannot be made any more in this order of time is left out, all else must go through.

use super::super::open::Fate;
use super::Facts;
use crate::life::dice::Dice;
use crate::model::Event;
use chrono::{DateTime, Duration, Utc};
use shared::access::{Deed, Object, Office, Role, may};
use shared::area::{AreaCode, AreaLevel};
use shared::case::Source;
use shared::case::course::Course;
use shared::case::deadline::Limit;
use shared::case::step::{Circumstances, Move, Refusal};
use shared::case::workflow::Action;
use shared::worker::Department;

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Acceptor,
    Dispatcher,
    Commander,
    Leader,
    Subdistrict,
    Community,
    /// The worker that the case was assigned to.
    Worker,
    Staff(Department),
}

impl Who {
    fn office(self, facts: &Facts<'_>) -> Office {
        let above = |level: AreaLevel| {
            let mut codes = std::iter::successors(Some(facts.grid.clone()), AreaCode::parent);
            codes.find(|code| code.level() == level).unwrap_or_else(|| facts.grid.clone())
        };
        let (role, level) = match self {
            Who::Acceptor => (Role::Acceptor, AreaLevel::District),
            Who::Dispatcher => (Role::Dispatcher, AreaLevel::District),
            Who::Commander => (Role::Commander, AreaLevel::District),
            Who::Leader => (Role::Leader, AreaLevel::District),
            Who::Subdistrict => (Role::Subdistrict, AreaLevel::Subdistrict),
            Who::Community => (Role::Community, AreaLevel::Community),
            Who::Worker => (facts.worker.0, AreaLevel::Grid),
            Who::Staff(_) => (Role::Department, AreaLevel::District),
        };
        let department = if let Who::Staff(department) = self { Some(department) } else { None };
        Office { role, area: above(level), department }
    }

    fn name<'a>(self, facts: &'a Facts<'_>) -> &'a str {
        match self {
            Who::Acceptor => Role::Acceptor.text().zh,
            Who::Dispatcher => Role::Dispatcher.text().zh,
            Who::Commander => Role::Commander.text().zh,
            Who::Leader => Role::Leader.text().zh,
            Who::Subdistrict => facts.subdistrict_name,
            Who::Community => facts.community_name,
            Who::Worker => &facts.worker.1,
            Who::Staff(department) => department.text().zh,
        }
    }
}

/// What was done, so that it can be done again.
#[derive(Clone, Debug)]
enum Draft {
    Step(DateTime<Utc>, Who, Move),
    /// A suspension ran out by itself.
    RunOut(DateTime<Utc>),
}

impl Draft {
    fn at(&mut self) -> &mut DateTime<Utc> {
        match self {
            Draft::Step(at, ..) | Draft::RunOut(at) => at,
        }
    }
}

/// Steps that depend on a clock and that a case can do without.
const OPTIONAL: [Action; 5] =
    [Action::AskExtension, Action::AskSuspension, Action::Appeal, Action::Grant, Action::Refuse];

pub struct Pen<'a> {
    pub facts: &'a Facts<'a>,
    /// The case as it is now.
    pub course: Course,
    /// When the last step was taken.
    pub at: DateTime<Utc>,
    events: Vec<Event>,
    drafts: Vec<Draft>,
    /// What happened up to here stays where it is when the rest has to go faster.
    pivot: DateTime<Utc>,
    linked: bool,
    /// An open case has come as far as it could.
    over: bool,
}

impl<'a> Pen<'a> {
    /// Report and assignment, which the program does at once.
    pub fn new(dice: &mut Dice, facts: &'a Facts<'a>) -> Pen<'a> {
        Pen::assigned(facts, facts.reported_at + Duration::seconds(dice.between(1, 3)))
    }

    fn assigned(facts: &'a Facts<'a>, at: DateTime<Utc>) -> Pen<'a> {
        let patrol = facts.source == Source::Patrol;
        let level = if patrol { AreaLevel::Community } else { AreaLevel::District };
        let category = Some((facts.category.code.as_str(), facts.category.limit));
        let course = Course::reported(facts.reported_at, category, level, facts.calendar);
        let mut pen = Pen {
            facts,
            course,
            at: facts.reported_at,
            events: Vec::with_capacity(12),
            drafts: Vec::with_capacity(12),
            pivot: at,
            linked: facts.link.is_none(),
            over: false,
        };
        match patrol {
            true => pen.note(Action::Report, &facts.worker.1, Some(facts.worker.0), ""),
            false => pen.note(Action::Report, facts.source.text().zh, None, ""),
        }
        pen.at = at;
        pen.note(Action::Assign, "系统", None, &format!("分派至{}（{}）", facts.grid_name, facts.worker.1));
        pen
    }

    fn note(&mut self, action: Action, actor: &str, role: Option<Role>, note: &str) {
        let (actor, note) = (actor.to_owned(), note.to_owned());
        self.events.push(Event { action, at: self.at, actor, role, note, course: self.course.clone() });
    }

    /// Takes a step, now or later; one that the machine refuses is a fault of this generator. Steps of an open case that
    /// lie beyond the end, and all after them, have not happened yet.
    pub fn take(&mut self, at: DateTime<Utc>, who: Who, step: Move) {
        if let Err(refusal) = self.attempt(at, who, &step) {
            self.fault(&format!("{who:?} {step:?}"), &refusal);
        }
    }

    /// The same for a step that the clocks may not allow; true when it was taken.
    pub fn may_take(&mut self, at: DateTime<Utc>, who: Who, step: Move) -> bool {
        assert!(OPTIONAL.contains(&step.action), "{} cannot be left out", step.action);
        let before = self.events.len();
        self.attempt(at, who, &step).is_ok() && self.events.len() > before
    }

    /// The suspension runs out by itself.
    pub fn run_out(&mut self) {
        if let Some(until) = self.course.suspended_until {
            self.drafts.push(Draft::RunOut(until));
            self.apply_run_out(until);
        }
    }

    fn attempt(&mut self, at: DateTime<Utc>, who: Who, step: &Move) -> Result<(), Refusal> {
        self.link(at, step);
        let at = at.max(self.at);
        self.over |= self.facts.fate != Fate::Handled && at > self.facts.end;
        if self.over {
            return Ok(());
        }
        self.apply(at, who, step)?;
        self.drafts.push(Draft::Step(at, who, step.clone()));
        Ok(())
    }

    /// Names the parent as soon as there is one, but not before the case was accepted.
    fn link(&mut self, at: DateTime<Utc>, next: &Move) {
        if let Some(link) = self.facts.link.as_ref().filter(|_| !self.linked && next.action != Action::Accept)
            && link.at <= at
        {
            self.linked = true;
            let target = Some(link.number.to_owned());
            let step = Move { target, ..Move::of(Action::Link) };
            self.take(link.at, Who::Acceptor, step.note(&format!("关联主案{}", link.number)));
            self.hold_until(link.at);
        }
    }

    fn apply(&mut self, at: DateTime<Utc>, who: Who, step: &Move) -> Result<(), Refusal> {
        let office = who.office(self.facts);
        let departments = self.course.departments();
        let case = Object::Case { area: self.facts.grid, departments: &departments };
        if !may(&office, Deed::Take(step.action), case) {
            return Err(Refusal::NotYours);
        }
        let category = self.facts.category;
        let limits = |code: &str| -> Option<Limit> { (code == category.code).then_some(category.limit) };
        let open_children = self.facts.children.iter().any(|child| (child.linked_at..child.closed_at).contains(&at));
        let now = Circumstances { at, calendar: self.facts.calendar, limits: &limits, open_children };
        self.course = self.course.next(step, &office, &now)?;
        self.at = at;
        self.note(step.action, who.name(self.facts), Some(office.role), &step.note);
        Ok(())
    }

    fn apply_run_out(&mut self, until: DateTime<Utc>) {
        let resumed = self.course.resumed(until, self.facts.calendar);
        let (at, course) = resumed.unwrap_or_else(|| panic!("case {}: nothing runs out at {until}", self.facts.number));
        (self.at, self.course) = (at, course);
        self.note(Action::Resume, "系统", None, "挂账到期，自动恢复办理");
    }

    fn fault(&self, step: &str, refusal: &Refusal) -> ! {
        panic!("case {} in state {}: {step} was refused with {refusal:?}", self.facts.number, self.course.state)
    }

    /// Nothing up to this moment moves when the rest has to go faster.
    pub fn hold_until(&mut self, at: DateTime<Utc>) {
        self.pivot = self.pivot.max(at);
    }

    /// The history. A handled case that had less time than usual went faster.
    pub fn finish(mut self, dice: &mut Dice) -> Vec<Event> {
        let end = self.facts.end;
        if self.facts.fate != Fate::Handled || self.at <= end {
            return self.events;
        }
        // Not all at the very end: a handled case has ended somewhere in the later part of the time that it had.
        let (from, span) = (self.pivot, (self.at - self.pivot).num_seconds().max(1) as f64);
        let share = dice.real(0.4, 1.0) * (end - from).num_seconds().max(0) as f64 / span;
        for draft in &mut self.drafts {
            let at = draft.at();
            if *at > from {
                *at = from + Duration::seconds(((*at - from).num_seconds() as f64 * share) as i64);
            }
        }
        let mut again = Pen::assigned(self.facts, self.events[1].at);
        for draft in self.drafts {
            match draft {
                Draft::RunOut(until) => again.apply_run_out(until),
                Draft::Step(at, who, step) => match again.apply(at, who, &step) {
                    Err(refusal) if !OPTIONAL.contains(&step.action) => again.fault(&format!("{step:?}"), &refusal),
                    Ok(()) | Err(_) => {}
                },
            }
        }
        again.events
    }
}
