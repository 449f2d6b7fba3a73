//! Whether a step may be taken now: by the table, by the level that has the case, by the department's own order, and by
//! what was asked for and granted before. Inputs are looked at when the step is taken.

use super::{ApplicationKind, Course, EXTENSIONS, OrderStep};
use crate::access::{Office, Role};
use crate::area::AreaLevel;
use crate::case::step::{Circumstances, Refusal, not_now};
use crate::case::workflow::{Action, Step, TABLE, line};
use chrono::{DateTime, Utc};

impl Course {
    /// The line of the table by which an office takes a step now, or why it cannot.
    pub(super) fn check(
        &self,
        action: Action,
        office: &Office,
        now: &Circumstances<'_>,
    ) -> Result<&'static Step, Refusal> {
        let Some(line) = line(self.state, action, office.role) else {
            return Err(match TABLE.iter().any(|step| step.action == action && step.who.contains(&office.role)) {
                true => not_now("案件当前状态不能进行此操作", "the case is not in a state for this step"),
                false => Refusal::NotYours,
            });
        };
        self.obstacle(line, office, now)?;
        Ok(line)
    }

    /// What stands in the way of a step that the table has a line for.
    pub(super) fn obstacle(&self, line: &Step, office: &Office, now: &Circumstances<'_>) -> Result<(), Refusal> {
        let level = match office.role {
            Role::Community => Some(AreaLevel::Community),
            Role::Subdistrict => Some(AreaLevel::Subdistrict),
            _ => None,
        };
        if line.own_level && level.is_some_and(|level| level != self.level) {
            return Err(not_now("案件由其他层级办理", "another level has the case"));
        }
        if office.role == Role::Department {
            let own = self.orders.iter().find(|order| Some(order.department) == office.department);
            own_order(line.action, own.ok_or(Refusal::NotYours)?.step)?;
        }
        match line.action {
            Action::AskExtension | Action::AskSuspension | Action::Appeal => self.may_ask(line.action, now.at),
            Action::Grant | Action::Refuse => self.may_decide(line.action, office.role, now.at),
            Action::Reopen if self.satisfied != Some(false) => {
                Err(not_now("只有评价为不满意的案件可以重新办理", "only an unsatisfied reporter reopens a case"))
            }
            Action::Close if now.open_children => {
                Err(not_now("尚有关联案件未结案", "the case has children that are open"))
            }
            Action::Supervise if self.supervised_at.is_some() => {
                Err(not_now("案件已在督办", "the case is supervised already"))
            }
            _ => Ok(()),
        }
    }

    fn may_ask(&self, action: Action, at: DateTime<Utc>) -> Result<(), Refusal> {
        Err(match action {
            Action::Appeal if self.appealed => not_now("每件案件只能申诉一次", "a case is appealed once only"),
            Action::Appeal if !self.clock.is_overdue(at) => not_now("案件未超期，无需申诉", "the case was not overdue"),
            Action::Appeal => return Ok(()),
            _ if self.pending.is_some() => not_now("已有申请待审批", "an application is waiting for its decision"),
            Action::AskExtension if self.extensions >= EXTENSIONS => {
                not_now("延期已达两次", "two extensions were granted already")
            }
            Action::AskExtension if self.clock.is_overdue(at) => {
                not_now("超期后不能申请延期", "an overdue case cannot be extended")
            }
            Action::AskSuspension if self.suspensions > 0 => {
                not_now("每件案件只能挂账一次", "a case is suspended once only")
            }
            _ => return Ok(()),
        })
    }

    fn may_decide(&self, action: Action, role: Role, at: DateTime<Utc>) -> Result<(), Refusal> {
        let asked = self.pending.as_ref();
        let asked = asked.ok_or(not_now("没有待审批的申请", "there is no application to decide"))?;
        let desk = if asked.endorsed { Role::Acceptor } else { Role::Dispatcher };
        if asked.kind == ApplicationKind::Appeal && ![desk, Role::Commander].contains(&role) {
            return Err(not_now("申诉由派遣员、受理员依次审批", "dispatcher first, acceptor second"));
        }
        if action == Action::Grant && asked.until.is_some_and(|until| until <= at) {
            return Err(not_now("申请的挂账期限已过", "the time that was asked for has passed"));
        }
        Ok(())
    }
}

/// What a department may do depends on how far it is with its part.
fn own_order(action: Action, own: OrderStep) -> Result<(), Refusal> {
    Err(match action {
        Action::Acknowledge if own != OrderStep::Sent => {
            not_now("本部门已接单", "your department has acknowledged already")
        }
        Action::Progress | Action::FeedBack | Action::AskExtension | Action::AskSuspension
            if own != OrderStep::Acknowledged =>
        {
            not_now("本部门尚未接单或已反馈", "your department has not acknowledged, or has fed back")
        }
        Action::Return | Action::Transfer if own == OrderStep::Done => {
            not_now("本部门已反馈", "your department has fed back already")
        }
        _ => return Ok(()),
    })
}
