//! The history of a case, written by taking it through the machine step by step.
//!
//! Invariants: every event but report and assignment is a step that the machine allowed; times never run backwards;
//! nothing happens after the end that the facts name; a handled case is over, any other is open.

mod handled;
mod notes;
mod pace;
mod pen;
mod steps;
#[cfg(test)]
mod tests;
mod unfinished;

use super::open::Fate;
use super::script::{Attention, Script};
use crate::life::dice::Dice;
use crate::model::Event;
use chrono::{DateTime, Utc};
use pen::Pen;
use shared::access::Role;
use shared::area::AreaCode;
use shared::case::Source;
use shared::case::calendar::Calendar;
use shared::case::category::Category;
use shared::case::deadline::{Limit, LimitUnit};

/// What is known before the events are written.
#[derive(Debug)]
pub struct Facts<'a> {
    pub number: &'a str,
    pub source: Source,
    pub category: &'a Category,
    pub calendar: &'a Calendar,
    pub reported_at: DateTime<Utc>,
    /// Nothing happens later.
    pub end: DateTime<Utc>,
    pub fate: Fate,
    pub script: Script,
    pub attention: Option<Attention>,
    /// An open case of which its department has told nothing yet.
    pub silent: bool,
    /// Role, post and name of the assigned worker.
    pub worker: (Role, String),
    pub grid: &'a AreaCode,
    pub grid_name: &'a str,
    pub community_name: &'a str,
    pub subdistrict_name: &'a str,
    /// Number of the case that this one is merged into.
    pub merged_into: Option<&'a str>,
    pub link: Option<Link<'a>>,
    /// When the children were linked to this case, and when they were closed. All of them are handled.
    pub children: &'a [Child],
}

/// The parent, and the moment from which on it can be named.
#[derive(Debug)]
pub struct Link<'a> {
    pub number: &'a str,
    pub at: DateTime<Utc>,
}

/// While a child is open its parent cannot be closed.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    pub linked_at: DateTime<Utc>,
    pub closed_at: DateTime<Utc>,
}

/// Writes the history of one case.
pub fn write(dice: &mut Dice, facts: &Facts<'_>) -> Vec<Event> {
    let mut pen = Pen::new(dice, facts);
    match facts.fate {
        Fate::Handled => handled::write(dice, &mut pen),
        Fate::Open | Fate::Extended | Fate::Overdue => unfinished::write(dice, &mut pen),
    }
    pen.finish(dice)
}

/// Five work days or a week: long enough that a department reports progress on its way.
pub fn is_long(limit: Limit) -> bool {
    match limit.unit {
        LimitUnit::WorkDay => limit.amount >= 5,
        LimitUnit::NaturalDay => limit.amount >= 7,
        LimitUnit::UrgentHour | LimitUnit::WorkHour => false,
    }
}
