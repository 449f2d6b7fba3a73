//! What a step changed: fields of the course before and after. Applying the changes of a whole history to nothing gives the
//! course as it is stored.

use super::course::Course;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub from: Value,
    pub to: Value,
}

/// By field; only those that changed.
pub type Changes = BTreeMap<String, Change>;

fn fields(course: Option<&Course>) -> Map<String, Value> {
    match course.map(|course| serde_json::to_value(course).expect("a course is plain data")) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// What lies between two courses; the first event of a case starts from nothing.
pub fn between(before: Option<&Course>, after: &Course) -> Changes {
    let mut before = fields(before);
    let changed = fields(Some(after)).into_iter().filter_map(|(name, to)| {
        let from = before.remove(&name).unwrap_or(Value::Null);
        (from != to).then_some((name, Change { from, to }))
    });
    changed.collect()
}

/// Applies the changes of one event to the fields as the events before it left them; false when they do not fit.
pub fn apply(fields: &mut Map<String, Value>, changes: Changes) -> bool {
    changes.into_iter().all(|(name, change)| {
        let fits = *fields.get(&name).unwrap_or(&Value::Null) == change.from;
        fields.insert(name, change.to);
        fits
    })
}

/// The course that a whole history leads to; `None` when the changes do not fit each other.
pub fn replay<'a>(history: impl IntoIterator<Item = &'a Changes>) -> Option<Course> {
    let mut fields = Map::new();
    let fit = history.into_iter().all(|changes| apply(&mut fields, changes.clone()));
    fit.then(|| serde_json::from_value(Value::Object(fields)).ok()).flatten()
}
