//! What a step does beside the state: orders, clock, applications, counts and moments. The step is possible; what may
//! still be wrong is an input.

use super::{Application, ApplicationKind, Course, Order, OrderStep, SUSPENSION};
use crate::access::{Office, Role};
use crate::area::AreaLevel;
use crate::case::calendar::Calendar;
use crate::case::category::split;
use crate::case::clock::Clock;
use crate::case::step::{Circumstances, Move, Refusal, field};
use crate::case::workflow::{Action, State};
use crate::worker::Department;
use chrono::{DateTime, Utc};

impl Course {
    pub(super) fn take(&mut self, step: &Move, office: &Office, now: &Circumstances<'_>) -> Result<(), Refusal> {
        let at = now.at;
        match step.action {
            Action::Accept => self.classify(step, now)?,
            Action::File => {
                self.classify(step, now)?;
                self.needs_criterion()?;
            }
            Action::Reject => self.end(at),
            Action::Merge => {
                self.parent = Some(step.target()?);
                self.end(at);
            }
            Action::Link => self.parent = Some(step.target()?),
            Action::Dispatch => {
                self.orders = step.orders(&[])?;
                match self.returned_by.take() {
                    Some(again) if step.departments.contains(&again) => self.clock.resume(at, now.calendar),
                    _ => self.restart(now),
                }
            }
            Action::Acknowledge => {
                self.set(office, OrderStep::Acknowledged);
                self.planned_at.get_or_insert(at);
            }
            Action::Return if office.role == Role::Department => {
                self.orders.retain(|order| Some(order.department) != office.department);
                self.drop_application();
                if self.orders.is_empty() {
                    self.returned_by = office.department;
                    self.clock.pause(at);
                }
            }
            Action::Transfer => self.transfer(step, office, now)?,
            Action::Progress => {
                self.fed_back_at.get_or_insert(at);
            }
            Action::FeedBack => {
                self.set(office, OrderStep::Done);
                self.drop_application();
                self.fed_back_at.get_or_insert(at);
            }
            Action::SelfHandle => {
                self.classify(step, now)?;
                self.planned_at.get_or_insert(at);
                self.fed_back_at.get_or_insert(at);
                self.clock.pause(at);
            }
            Action::Rework => self.rework(step, now)?,
            Action::Close => {
                if self.category.is_none() {
                    self.classify(step, now)?;
                }
                self.needs_criterion()?;
                self.end(at);
            }
            Action::Evaluate => {
                let missing = field("satisfied", "请选择满意或不满意", "say satisfied or not");
                self.satisfied = Some(step.satisfied.ok_or(missing)?);
            }
            Action::Reopen => {
                self.orders.iter_mut().for_each(|order| order.step = OrderStep::Sent);
                (self.closed_at, self.satisfied, self.pending, self.returned_by) = (None, None, None, None);
                // An excuse was for the handling that is over; the new one has a limit of its own to keep.
                self.excused = false;
                self.restart(now);
            }
            Action::AskExtension => self.ask(ApplicationKind::Extension, office, None),
            Action::AskSuspension => {
                let wrong = field("until", "请选择一年之内的日期", "choose a time within a year");
                let until = step.until.filter(|until| *until > at && *until - at <= SUSPENSION).ok_or(wrong)?;
                self.ask(ApplicationKind::Suspension, office, Some(until));
            }
            Action::Appeal => {
                self.appealed = true;
                self.ask(ApplicationKind::Appeal, office, None);
            }
            Action::Grant => self.grant(at, now.calendar),
            Action::Refuse => self.pending = None,
            Action::Resume => self.resume(at, now.calendar),
            Action::Escalate => {
                self.level = match self.level {
                    AreaLevel::Grid | AreaLevel::Community => AreaLevel::Subdistrict,
                    AreaLevel::Subdistrict | AreaLevel::District => AreaLevel::District,
                };
            }
            Action::Supervise => self.supervised_at = Some(at),
            Action::Report | Action::Assign | Action::Return | Action::Verify | Action::Nudge | Action::Attach => {}
        }
        Ok(())
    }

    /// Another criterion may have another limit: the clock is set as if that had been its limit from the start. A clock
    /// that stands still goes on standing, for the department that returned the case may get it again.
    fn classify(&mut self, step: &Move, now: &Circumstances<'_>) -> Result<(), Refusal> {
        let Some(code) = &step.category else { return Ok(()) };
        let limit = (now.limits)(code).ok_or(field("category", "没有这个类别", "no such category"))?;
        let (category, criterion) = split(code);
        (self.category, self.criterion) = (Some(category.to_owned()), criterion.map(str::to_owned));
        if limit != self.clock.limit {
            let paused_at = self.clock.paused_at;
            self.clock = Clock { paused_at, ..Clock::start(self.clock.started_at, limit, now.calendar) };
        }
        Ok(())
    }

    fn needs_criterion(&self) -> Result<(), Refusal> {
        match self.category {
            Some(_) => Ok(()),
            None => Err(field("category", "请选择立案条件", "choose a filing criterion")),
        }
    }

    /// A department hands on its own part, a dispatcher what is not done yet. New orders stand where the first of those
    /// stood, so that who leads goes on leading.
    fn transfer(&mut self, step: &Move, office: &Office, now: &Circumstances<'_>) -> Result<(), Refusal> {
        let own = office.department.filter(|_| office.role == Role::Department);
        if own.is_some_and(|own| step.departments.contains(&own)) {
            return Err(field("departments", "不能转给本部门", "not to your own department"));
        }
        // Without anybody new a transfer would be a way to restart the clock.
        let has = self.departments();
        if step.departments.iter().all(|to| has.contains(to)) {
            let mend = ("请选择尚未参与本案的部门", "choose a department that does not have the case yet");
            return Err(field("departments", mend.0, mend.1));
        }
        let stays = |order: &&Order| own.map_or(order.step == OrderStep::Done, |own| order.department != own);
        let mut orders: Vec<Order> = self.orders.iter().filter(stays).copied().collect();
        let place = self.orders.iter().take_while(stays).count();
        let new = step.orders(&orders)?;
        orders.splice(place..place, new);
        self.orders = orders;
        self.drop_application();
        self.restart(now);
        Ok(())
    }

    fn rework(&mut self, step: &Move, now: &Circumstances<'_>) -> Result<(), Refusal> {
        let has = self.departments();
        if !step.departments.iter().all(|department| has.contains(department)) {
            return Err(field("departments", "所选部门未参与本案", "these departments have no part in it"));
        }
        let named = |order: &&mut Order| step.departments.is_empty() || step.departments.contains(&order.department);
        self.orders.iter_mut().filter(named).for_each(|order| order.step = OrderStep::Acknowledged);
        self.reworks += 1;
        // What somebody handled on the spot after a return goes back to waiting for a department.
        if self.returned_by.is_none() {
            self.clock.resume(now.at, now.calendar);
        }
        Ok(())
    }

    fn ask(&mut self, kind: ApplicationKind, office: &Office, until: Option<DateTime<Utc>>) {
        self.pending = office.department.map(|department| Application { kind, department, until, endorsed: false });
    }

    fn grant(&mut self, at: DateTime<Utc>, calendar: &Calendar) {
        let Some(asked) = self.pending.take() else { return };
        match asked.kind {
            ApplicationKind::Extension => {
                self.extensions += 1;
                self.clock.extend(calendar);
            }
            ApplicationKind::Suspension => {
                self.suspensions += 1;
                self.suspended_until = asked.until;
                self.clock.pause(at);
            }
            ApplicationKind::Appeal if asked.endorsed => self.excused = true,
            ApplicationKind::Appeal => self.pending = Some(Application { endorsed: true, ..asked }),
        }
    }

    /// A department that is not at work any more asks for nothing.
    fn drop_application(&mut self) {
        let at_work = |department: Department| {
            self.orders.iter().any(|it| it.department == department && it.step == OrderStep::Acknowledged)
        };
        self.pending = self.pending.take().filter(|asked| at_work(asked.department));
    }

    pub(super) fn resume(&mut self, at: DateTime<Utc>, calendar: &Calendar) {
        self.suspended_until = None;
        self.clock.resume(at, calendar);
    }

    fn restart(&mut self, now: &Circumstances<'_>) {
        self.clock = Clock::start(now.at, self.clock.limit, now.calendar);
    }

    fn end(&mut self, at: DateTime<Utc>) {
        self.clock.pause(at);
        self.closed_at = Some(at);
    }

    fn set(&mut self, office: &Office, step: OrderStep) {
        self.orders.iter_mut().filter(|o| Some(o.department) == office.department).for_each(|o| o.step = step);
    }

    /// The state that the orders say.
    pub(super) fn settle(&mut self, at: DateTime<Utc>) {
        let any = |step| self.orders.iter().any(|order| order.step == step);
        self.state = match () {
            () if self.suspended_until.is_some() => State::Suspended,
            () if self.orders.is_empty() => State::Filed,
            () if any(OrderStep::Acknowledged) => State::Handling,
            () if !any(OrderStep::Sent) => State::FedBack,
            () if any(OrderStep::Done) => State::Handling,
            () => State::Dispatched,
        };
        if self.state == State::FedBack {
            self.clock.pause(at);
        }
    }
}
