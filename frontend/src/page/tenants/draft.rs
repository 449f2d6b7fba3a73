//! Unsent work, kept in the browser so that a reload loses nothing, but for identity numbers, which are written nowhere.

use super::person::Person;
use crate::context::{recall, remember};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::person::{Relation, Sex};
use std::collections::BTreeMap;

/// What is kept of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonDraft {
    pub name: String,
    pub phone: String,
    pub sex: Option<Sex>,
    pub birth: String,
    pub relation: Relation,
    pub from: String,
    pub until: String,
    /// Had an identity number, which has to be entered again.
    pub identified: bool,
}

/// What is kept of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub report_id: String,
    pub dwelling: Option<String>,
    pub people: Vec<PersonDraft>,
    /// Who left, and when.
    pub left: BTreeMap<String, String>,
    pub note: String,
}

impl Draft {
    /// Whether somebody would miss it.
    pub fn has_work(&self) -> bool {
        !self.people.is_empty() || !self.left.is_empty() || !self.note.trim().is_empty()
    }
}

/// Each account has its own: a phone may be handed on.
fn place(login: &str) -> String {
    format!("tenants:{login}")
}

pub fn load(login: &str) -> Option<Draft> {
    serde_json::from_str(&recall(&place(login))?).ok()
}

pub fn save(login: &str, draft: &Draft) {
    match serde_json::to_string(draft) {
        Ok(text) => remember(&place(login), &text),
        Err(error) => leptos::logging::warn!("unsent work cannot be kept: {error}"),
    }
}

pub fn forget(login: &str) {
    remember(&place(login), "");
}

impl PersonDraft {
    pub fn of(person: &Person) -> PersonDraft {
        PersonDraft {
            name: person.name.get(),
            phone: person.phone.get(),
            sex: person.sex.get(),
            birth: person.birth.get(),
            relation: person.relation.get(),
            from: person.from.get(),
            until: person.until.get(),
            identified: !person.identity.read().trim().is_empty() || person.enter_again.get(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_no_place_for_an_identity_number() {
        let person = PersonDraft {
            name: "陈静".to_owned(),
            phone: "19900012345".to_owned(),
            sex: None,
            birth: String::new(),
            relation: Relation::Head,
            from: "2026-11-22".to_owned(),
            until: String::new(),
            identified: true,
        };
        let value = serde_json::to_value(&person).expect("plain data");
        let names: Vec<&String> = value.as_object().expect("an object").keys().collect();
        assert_eq!(names, ["birth", "from", "identified", "name", "phone", "relation", "sex", "until"]);
    }
}
