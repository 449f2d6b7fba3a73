//! What somebody has begun to write for a step. It outlives refusals, lost connections and every change of the case, and
//! it is emptied only when the step has been taken.

use super::inputs::{Need, inputs};
use crate::api::ApiError;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use leptos::prelude::*;
use shared::access::Role;
use shared::api::case::{ActionInput, CaseDetail};
use shared::case::workflow::Action;
use shared::geo::Location;
use shared::time::china;
use shared::worker::Department;

#[derive(Clone, Copy)]
pub struct Draft {
    /// The step whose form is open.
    pub action: RwSignal<Option<Action>>,
    pub note: RwSignal<String>,
    /// In the order chosen; the first leads.
    pub departments: RwSignal<Vec<Department>>,
    pub category: RwSignal<Option<String>>,
    /// A day, as a date field writes it.
    pub until: RwSignal<String>,
    pub target: RwSignal<String>,
    pub satisfied: RwSignal<Option<bool>>,
    pub location: RwSignal<Option<Location>>,
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<ApiError>>,
    /// The version that was looked at when somebody else was faster.
    pub overtaken: RwSignal<Option<i64>>,
    /// The step that was taken last, to be told.
    pub done: RwSignal<Option<Action>>,
    /// The step that the texts were written for.
    begun: StoredValue<Option<Action>>,
}

impl Draft {
    pub fn new() -> Draft {
        Draft {
            action: RwSignal::new(None),
            note: RwSignal::default(),
            departments: RwSignal::default(),
            category: RwSignal::default(),
            until: RwSignal::default(),
            target: RwSignal::default(),
            satisfied: RwSignal::default(),
            location: RwSignal::default(),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            overtaken: RwSignal::new(None),
            done: RwSignal::new(None),
            begun: StoredValue::new(None),
        }
    }

    /// Opens the form of a step. Whoever comes back to the same step finds what they wrote.
    pub fn begin(self, action: Action, detail: &CaseDetail) {
        if self.begun.get_value() != Some(action) {
            self.clear();
            self.begun.set_value(Some(action));
            let usual = match action {
                Action::Dispatch => detail.case.department.into_iter().collect(),
                _ => Vec::new(),
            };
            self.departments.set(usual);
            self.category.set(detail.course.category.clone());
        }
        self.error.set(None);
        self.done.set(None);
        self.action.set(Some(action));
    }

    /// Closes the form; the texts stay.
    pub fn close(self) {
        self.action.set(None);
        self.error.set(None);
        self.overtaken.set(None);
    }

    /// The step was taken.
    pub fn finish(self, action: Action) {
        self.close();
        self.clear();
        self.done.set(Some(action));
    }

    fn clear(self) {
        self.begun.set_value(None);
        self.note.set(String::new());
        self.departments.set(Vec::new());
        self.category.set(None);
        self.until.set(String::new());
        self.target.set(String::new());
        self.satisfied.set(None);
        self.location.set(None);
        self.overtaken.set(None);
    }

    /// What is sent: only what the form of the step shows.
    pub fn input(self, action: Action, role: Role, detail: &CaseDetail) -> ActionInput {
        let form = inputs(action, detail.case.state, role, detail.course.category.is_some());
        let text =
            |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let category = self.category.get_untracked().filter(|_| form.category != Need::No);
        ActionInput {
            version: detail.case.version,
            note: text(self.note),
            departments: if form.departments == Need::No { Vec::new() } else { self.departments.get_untracked() },
            // The criterion that the case has already need not be chosen again: choosing restarts the clock.
            category: category.filter(|code| detail.course.category.as_ref() != Some(code)),
            until: text(self.until).filter(|_| form.until).and_then(|day| end_of(&day)),
            target: text(self.target).filter(|_| form.target),
            satisfied: self.satisfied.get_untracked().filter(|_| form.satisfied),
            location: self.location.get_untracked().filter(|_| form.location),
        }
    }
}

/// 24:00 of a day in China.
fn end_of(day: &str) -> Option<DateTime<Utc>> {
    let day: NaiveDate = day.parse().ok()?;
    let end = day.succ_opt()?.and_time(NaiveTime::MIN).and_local_timezone(china()).single()?;
    Some(end.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspension_lasts_through_its_last_day() {
        assert_eq!(end_of("2026-11-30").unwrap().to_rfc3339(), "2026-11-30T16:00:00+00:00");
        assert_eq!(end_of("30.11.2026"), None);
    }
}
