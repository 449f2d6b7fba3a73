//! Tests of the machine of casework: the field's rules line by line (`triples.txt`), every condition by name, random
//! walks beside a model, and the document that shows it all. What they share is here: offices, a city's limits, and
//! inputs with which a step succeeds if it can.

mod conditions;
mod document;
mod model;
mod reach;
mod rules;
mod story;
mod triples;
mod walks;

use super::calendar::Calendar;
use super::course::Course;
use super::deadline::{Limit, LimitUnit};
use super::step::{Circumstances, Move};
use super::workflow::Action;
use crate::access::{Office, Role};
use crate::area::AreaCode;
use crate::text::Lang;
use crate::worker::Department;
use chrono::{DateTime, Duration, Utc};

/// Criteria with limits in continuous hours: how work hours are counted is tested with the clock.
const CRITERIA: [(&str, Limit); 4] = [
    ("E0502", Limit { amount: 4, unit: LimitUnit::UrgentHour }),
    ("E0110", Limit { amount: 1, unit: LimitUnit::NaturalDay }),
    ("E0113", Limit { amount: 7, unit: LimitUnit::NaturalDay }),
    ("S0199", Limit { amount: 30, unit: LimitUnit::NaturalDay }),
];

/// One of several criteria of a category.
const SECOND: (&str, Limit) = ("E0113-2", Limit { amount: 3, unit: LimitUnit::NaturalDay });

fn limits(code: &str) -> Option<Limit> {
    CRITERIA.iter().chain([&SECOND]).find(|(known, _)| *known == code).map(|(_, limit)| *limit)
}

fn circumstances(at: DateTime<Utc>, open_children: bool, calendar: &Calendar) -> Circumstances<'_> {
    Circumstances { at, calendar, limits: &limits, open_children }
}

fn beginning() -> DateTime<Utc> {
    "2026-03-02T00:00:00Z".parse().expect("a moment")
}

fn office(role: Role) -> Office {
    Office { role, area: AreaCode::trusted("340202000000"), department: None }
}

fn staff(department: Department) -> Office {
    Office { department: Some(department), ..office(Role::Department) }
}

/// An office of each role; of departments, one for each of these.
fn offices(departments: &[Department]) -> Vec<Office> {
    let others = Role::ALL.iter().filter(|role| **role != Role::Department).map(|role| office(*role));
    others.chain(departments.iter().map(|department| staff(*department))).collect()
}

/// A step with inputs that nothing can be said against; departments are taken from these.
fn good(action: Action, course: &Course, at: DateTime<Utc>, departments: &[Department]) -> Move {
    let new = departments.iter().find(|department| !course.departments().contains(department));
    let to = match action {
        Action::Dispatch => &departments[..1],
        Action::Transfer => new.map_or(&[][..], std::slice::from_ref),
        _ => &[],
    };
    Move {
        action,
        note: "现场情况属实".to_owned(),
        departments: to.to_vec(),
        category: Some(CRITERIA[1].0.to_owned()),
        until: Some(at + Duration::days(10)),
        target: Some("20260302-0001".to_owned()),
        satisfied: Some(true),
    }
}

/// A refusal must say something to people in both languages.
fn assert_worded(refusal: &super::step::Refusal) {
    for lang in [Lang::Zh, Lang::En] {
        assert!(!refusal.text(lang).trim().is_empty(), "{refusal:?} has no text in {}", lang.tag());
    }
}
