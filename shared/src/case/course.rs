//! The course of a case: what has become of it so far, and the one function that takes it further.
//!
//! Invariants, held by the random walks of the tests: a case that is over has `closed_at`, an open one has not; the state
//! is what the orders say while departments are at work; the clock stands still unless somebody owes work.

use super::calendar::Calendar;
use super::clock::Clock;
use super::deadline::{Limit, LimitUnit};
use super::step::{Circumstances, Move, Refusal, field, not_now};
use super::workflow::{Action, State, Step, TABLE, To, line};
use crate::access::{Office, Role};
use crate::area::AreaLevel;
use crate::worker::Department;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// Extensions of one case at most.
pub const EXTENSIONS: u32 = 2;
/// A suspension lasts no longer.
pub const SUSPENSION: Duration = Duration::days(366);
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
    /// Filing criterion: code of the category.
    pub category: Option<String>,
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

    /// The steps that an office may take now, in the order of the table. Needs inputs are not looked at.
    pub fn allowed(&self, office: &Office, now: &Circumstances<'_>) -> Vec<Action> {
        let possible = |action: &&Action| self.check(**action, office, now).is_ok();
        Action::ALL.iter().filter(possible).copied().collect()
    }

    /// The course after a step; `self` stays as it is when the step is refused.
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

    /// Whether the table, the orders and the counts allow a step; inputs aside.
    fn check(&self, action: Action, office: &Office, now: &Circumstances<'_>) -> Result<&'static Step, Refusal> {
        let Some(line) = line(self.state, action, office.role) else {
            return Err(match TABLE.iter().any(|s| s.action == action && s.who.contains(&office.role)) {
                true => not_now("案件当前状态不能进行此操作", "the case is not in a state for this step"),
                false => Refusal::NotYours,
            });
        };
        let level = match office.role {
            Role::Community => Some(AreaLevel::Community),
            Role::Subdistrict => Some(AreaLevel::Subdistrict),
            _ => None,
        };
        if line.own_level && level.is_some_and(|level| level != self.level) {
            return Err(not_now("案件由其他层级办理", "another level has the case"));
        }
        let own = self.orders.iter().find(|order| Some(order.department) == office.department).map(|order| order.step);
        let staff = office.role == Role::Department;
        if staff && action != Action::Attach && own.is_none() {
            return Err(Refusal::NotYours);
        }
        let refused = match action {
            Action::Acknowledge if own != Some(OrderStep::Sent) => {
                Some(not_now("本部门已接单", "your department has acknowledged already"))
            }
            Action::Progress | Action::FeedBack | Action::AskExtension | Action::AskSuspension
                if own != Some(OrderStep::Acknowledged) =>
            {
                Some(not_now("本部门尚未接单或已反馈", "your department has not acknowledged, or has fed back"))
            }
            Action::Return | Action::Transfer if staff && own == Some(OrderStep::Done) => {
                Some(not_now("本部门已反馈", "your department has fed back already"))
            }
            Action::AskExtension | Action::AskSuspension if self.pending.is_some() => {
                Some(not_now("已有申请待审批", "an application is waiting for its decision"))
            }
            Action::AskExtension if self.extensions >= EXTENSIONS => {
                Some(not_now("延期已达两次", "two extensions were granted already"))
            }
            Action::AskExtension if self.clock.is_overdue(now.at) => {
                Some(not_now("超期后不能申请延期", "an overdue case cannot be extended"))
            }
            Action::AskSuspension if self.suspensions > 0 => {
                Some(not_now("每件案件只能挂账一次", "a case is suspended once only"))
            }
            Action::Appeal if self.appealed => Some(not_now("每件案件只能申诉一次", "a case is appealed once only")),
            Action::Appeal if !self.clock.is_overdue(now.at) => {
                Some(not_now("案件未超期，无需申诉", "the case was not overdue"))
            }
            Action::Grant | Action::Refuse => match &self.pending {
                None => Some(not_now("没有待审批的申请", "there is no application to decide")),
                Some(Application { kind: ApplicationKind::Appeal, endorsed, .. }) => {
                    let decides = if *endorsed { Role::Acceptor } else { Role::Dispatcher };
                    let other = Some(not_now("申诉由派遣员、受理员依次审批", "dispatcher first, acceptor second"));
                    if [decides, Role::Commander].contains(&office.role) { None } else { other }
                }
                Some(_) => None,
            },
            Action::Reopen if self.satisfied != Some(false) => {
                Some(not_now("只有评价为不满意的案件可以重新办理", "only an unsatisfied reporter reopens a case"))
            }
            Action::Close if self.category.is_none() => {
                Some(not_now("请先选择立案条件", "choose a filing criterion first"))
            }
            Action::Close if now.open_children => {
                Some(not_now("尚有关联案件未结案", "the case has children that are open"))
            }
            Action::Supervise if self.supervised_at.is_some() => {
                Some(not_now("案件已在督办", "the case is supervised already"))
            }
            _ => None,
        };
        refused.map_or(Ok(line), Err)
    }

    /// What a step does beside the state.
    fn take(&mut self, step: &Move, office: &Office, now: &Circumstances<'_>) -> Result<(), Refusal> {
        let at = now.at;
        match step.action {
            Action::Accept | Action::File => {
                if let Some(code) = &step.category {
                    let limit = (now.limits)(code).ok_or(field("category", "没有这个类别", "no such category"))?;
                    self.category = Some(code.clone());
                    self.clock = Clock::start(self.clock.started_at, limit, now.calendar);
                }
                if step.action == Action::File && self.category.is_none() {
                    return Err(field("category", "请选择立案条件", "choose a filing criterion"));
                }
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
                    _ => self.restart(at, now),
                }
            }
            Action::Acknowledge => {
                self.set(office, OrderStep::Acknowledged);
                self.planned_at.get_or_insert(at);
            }
            Action::Return if office.role == Role::Department => {
                self.orders.retain(|order| Some(order.department) != office.department);
                self.withdraw(office.department);
                if self.orders.is_empty() {
                    self.returned_by = office.department;
                    self.clock.pause(at);
                }
            }
            Action::Transfer => {
                let staff = office.role == Role::Department;
                let leaves = |order: &Order| match staff {
                    true => Some(order.department) == office.department,
                    false => order.step != OrderStep::Done,
                };
                let stay: Vec<Order> = self.orders.iter().filter(|order| !leaves(order)).copied().collect();
                if staff && step.departments.iter().any(|to| Some(*to) == office.department) {
                    return Err(field("departments", "不能转给本部门", "not to your own department"));
                }
                let mut all = step.orders(&stay)?;
                all.extend(stay);
                self.orders = all;
                self.pending = None;
                self.restart(at, now);
            }
            Action::Progress => {
                self.fed_back_at.get_or_insert(at);
            }
            Action::FeedBack => {
                self.set(office, OrderStep::Done);
                self.withdraw(office.department);
                self.fed_back_at.get_or_insert(at);
            }
            Action::SelfHandle => {
                self.planned_at.get_or_insert(at);
                self.fed_back_at.get_or_insert(at);
                self.clock.pause(at);
            }
            Action::Rework => {
                let whose = |order: &Order| step.departments.is_empty() || step.departments.contains(&order.department);
                if !self.orders.is_empty() && !self.orders.iter().any(whose) {
                    return Err(field("departments", "所选部门未参与本案", "these departments have no part in it"));
                }
                self.orders.iter_mut().filter(|order| whose(order)).for_each(|o| o.step = OrderStep::Acknowledged);
                self.reworks += 1;
                self.clock.resume(at, now.calendar);
            }
            Action::Close => self.end(at),
            Action::Evaluate => {
                let missing = field("satisfied", "请选择满意或不满意", "say satisfied or not");
                self.satisfied = Some(step.satisfied.ok_or(missing)?);
            }
            Action::Reopen => {
                self.orders.iter_mut().for_each(|order| order.step = OrderStep::Sent);
                (self.closed_at, self.satisfied, self.pending) = (None, None, None);
                self.restart(at, now);
            }
            Action::AskExtension => self.ask(ApplicationKind::Extension, office, None),
            Action::AskSuspension => {
                let wrong = field("until", "请选择一年之内的日期", "choose a time within a year");
                let until = step.until.filter(|until| *until > at && *until <= at + SUSPENSION).ok_or(wrong)?;
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
                self.level =
                    if self.level == AreaLevel::Community { AreaLevel::Subdistrict } else { AreaLevel::District };
            }
            Action::Supervise => self.supervised_at = Some(at),
            Action::Report | Action::Assign | Action::Return | Action::Verify | Action::Nudge | Action::Attach => {}
        }
        Ok(())
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

    fn resume(&mut self, at: DateTime<Utc>, calendar: &Calendar) {
        self.suspended_until = None;
        self.clock.resume(at, calendar);
    }

    fn restart(&mut self, at: DateTime<Utc>, now: &Circumstances<'_>) {
        self.clock = Clock::start(at, self.clock.limit, now.calendar);
    }

    fn end(&mut self, at: DateTime<Utc>) {
        self.clock.pause(at);
        self.closed_at = Some(at);
    }

    fn ask(&mut self, kind: ApplicationKind, office: &Office, until: Option<DateTime<Utc>>) {
        self.pending = office.department.map(|department| Application { kind, department, until, endorsed: false });
    }

    /// A department that has left or finished its part asks for nothing any more.
    fn withdraw(&mut self, department: Option<Department>) {
        self.pending = self.pending.take().filter(|asked| Some(asked.department) != department);
    }

    fn set(&mut self, office: &Office, step: OrderStep) {
        self.orders.iter_mut().filter(|o| Some(o.department) == office.department).for_each(|o| o.step = step);
    }

    /// The state that the orders say.
    fn settle(&mut self, at: DateTime<Utc>) {
        let any = |step| self.orders.iter().any(|order| order.step == step);
        self.state = match () {
            () if self.suspended_until.is_some() => State::Suspended,
            () if self.orders.is_empty() => State::Filed,
            () if !any(OrderStep::Sent) && !any(OrderStep::Acknowledged) => State::FedBack,
            () if any(OrderStep::Acknowledged) || any(OrderStep::Done) => State::Handling,
            () => State::Dispatched,
        };
        if self.state == State::FedBack {
            self.clock.pause(at);
        }
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
