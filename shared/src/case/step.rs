//! A step that somebody wants to take: its inputs, its circumstances, and why it may be refused.

use super::calendar::Calendar;
use super::course::{ORDERS, Order, OrderStep};
use super::deadline::Limit;
use super::workflow::Action;
use crate::text::{Lang, Text};
use crate::worker::Department;
use chrono::{DateTime, Utc};

/// A step that somebody wants to take, with what it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    pub action: Action,
    pub note: String,
    /// Dispatch and transfer: to whom. Rework: whose part; all when empty.
    pub departments: Vec<Department>,
    /// Accept, file, handle on the spot: code of a criterion, or of a category alone. Close: when none has been chosen yet.
    pub category: Option<String>,
    /// Suspension: until when.
    pub until: Option<DateTime<Utc>>,
    /// Link and merge: number of the other case.
    pub target: Option<String>,
    /// Evaluate.
    pub satisfied: Option<bool>,
}

impl Move {
    pub fn of(action: Action) -> Move {
        Move {
            action,
            note: String::new(),
            departments: Vec::new(),
            category: None,
            until: None,
            target: None,
            satisfied: None,
        }
    }

    #[must_use]
    pub fn note(self, note: &str) -> Move {
        Move { note: note.to_owned(), ..self }
    }

    #[must_use]
    pub fn to(self, departments: &[Department]) -> Move {
        Move { departments: departments.to_vec(), ..self }
    }

    /// The orders that a dispatch or transfer makes beside those that stay.
    pub(super) fn orders(&self, staying: &[Order]) -> Result<Vec<Order>, Refusal> {
        let mut all: Vec<Order> = Vec::new();
        for &department in &self.departments {
            if !all.iter().chain(staying).any(|order| order.department == department) {
                all.push(Order { department, step: OrderStep::Sent });
            }
        }
        match all.len() {
            0 => Err(field("departments", "请选择处置部门", "choose a department")),
            n if n + staying.len() > ORDERS => Err(field("departments", "部门最多八个", "eight departments at most")),
            _ => Ok(all),
        }
    }

    pub(super) fn target(&self) -> Result<String, Refusal> {
        self.target.clone().ok_or(field("target", "请填写另一案件的编号", "give the number of the other case"))
    }
}

/// What a step has to know beside the case.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    pub at: DateTime<Utc>,
    pub calendar: &'a Calendar,
    /// Limit of a criterion or category by its code; `None` when there is none with it.
    pub limits: &'a dyn Fn(&str) -> Option<Limit>,
    /// The case has children that are open.
    pub open_children: bool,
}

impl std::fmt::Debug for Circumstances<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Circumstances").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The office has no such step at all.
    NotYours,
    /// Not in this state, or not any more: the text says why.
    NotNow(Text),
    /// An input is missing or wrong.
    Field { field: &'static str, mend: Text },
}

pub(super) const fn not_now(zh: &'static str, en: &'static str) -> Refusal {
    Refusal::NotNow(Text { zh, en })
}

pub(super) const fn field(field: &'static str, zh: &'static str, en: &'static str) -> Refusal {
    Refusal::Field { field, mend: Text { zh, en } }
}

impl Refusal {
    /// For people.
    pub fn text(&self, lang: Lang) -> &'static str {
        const NOT_YOURS: Text = Text { zh: "当前岗位没有此项操作", en: "your office has no such step" };
        match self {
            Refusal::NotYours => NOT_YOURS.get(lang),
            Refusal::NotNow(text) | Refusal::Field { mend: text, .. } => text.get(lang),
        }
    }
}
