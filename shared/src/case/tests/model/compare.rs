//! Whether a course is what the model says, field by field.

use super::{Kind, Model, Moment};
use crate::case::course::{Course, OrderStep};
use crate::worker::Department;
use std::collections::BTreeSet;

impl Model {
    /// The first thing in which a course is not what the model says.
    pub fn differs(&self, course: &Course, at: Moment) -> Option<String> {
        let pending = course.pending.as_ref().map(|asked| (asked.kind, asked.department, asked.endorsed));
        let until = course.pending.as_ref().and_then(|asked| asked.until);
        let asked_until = self.asked_until.filter(|_| self.asked.is_some_and(|(kind, ..)| kind == Kind::Suspension));
        let stopped = (!self.meter.running).then_some(self.meter.read);
        let departments = self.sent.len() + self.working.len() + self.done.len();
        let astray = course.orders.iter().find(|order| !self.set_of(order.step).contains(&order.department));
        macro_rules! same {
            ($($name:literal: $expected:expr, $found:expr;)+) => {
                $(if $expected != $found {
                    return Some(format!("{}: expected {:?}, found {:?}", $name, $expected, $found));
                })+
            };
        }
        same! {
            "state": self.place, course.state;
            "since": self.since, course.since;
            "level": self.level, course.level;
            "category": self.criterion, course.category;
            "orders": departments, course.orders.len();
            "none astray": true, astray.is_none();
            "clock stopped": stopped, course.clock.paused_at;
            "light": self.meter.light(), course.clock.light(at);
            "returned by": self.given_back_by, course.returned_by;
            "pending": self.asked, pending;
            "asked until": asked_until, until;
            "suspended until": self.sleeps_until, course.suspended_until;
            "extensions": self.extensions, course.extensions;
            "suspensions": self.suspensions, course.suspensions;
            "reworks": self.reworks, course.reworks;
            "appealed": self.appealed, course.appealed;
            "excused": self.excused, course.excused;
            "supervised": self.supervised, course.supervised_at;
            "planned": self.planned, course.planned_at;
            "fed back": self.answered, course.fed_back_at;
            "closed": self.over, course.closed_at;
            "satisfied": self.content, course.satisfied;
            "parent": self.parent, course.parent;
        }
        None
    }

    fn set_of(&self, step: OrderStep) -> &BTreeSet<Department> {
        match step {
            OrderStep::Sent => &self.sent,
            OrderStep::Acknowledged => &self.working,
            OrderStep::Done => &self.done,
        }
    }
}
