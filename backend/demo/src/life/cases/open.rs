//! Which cases are still open: exactly as many as the indicator says, most of them young or with long limits.
//!
//! A case that is still within its limit may be open; the less of its limit is used, the likelier. When these are too
//! few, cases just past their limit got an extension. A handful is overdue: so many that the lights show all colours.

use super::Plan;
use super::script::Script;
use crate::life::dice::Dice;
use chrono::{DateTime, Duration, Utc};
use shared::case::deadline::{Calendar, Limit, due};

/// What has become of a case by the end of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Handled,
    Open,
    /// Open, with an extension that the limit alone would not allow.
    Extended,
    Overdue,
}

/// Chooses exactly `open` cases of `plans`; `late` of them are overdue.
pub fn choose(
    dice: &mut Dice,
    plans: &[Plan],
    dues: &[(DateTime<Utc>, Limit)],
    end: DateTime<Utc>,
    open: usize,
    late: usize,
) -> Vec<Fate> {
    let mut fates = vec![Fate::Handled; plans.len()];
    let is_parent = {
        let mut parents = vec![false; plans.len()];
        plans.iter().filter_map(|plan| plan.parent).for_each(|at| parents[at] = true);
        parents
    };
    let free = |at: usize| plans[at].script == Script::Usual && plans[at].parent.is_none() && !is_parent[at];
    let mut within = Vec::new();
    let mut beyond = Vec::new();
    for at in (0..plans.len()).filter(|at| free(*at)) {
        let (reported, limit) = (plans[at].reported_at, dues[at].0);
        let (age, total) = (end - reported, (limit - reported).num_seconds().max(1));
        let noise = dice.unit();
        match limit > end {
            true if age < Duration::minutes(70) => within.push((age.num_minutes() as f64 - 1_000.0, at)),
            true => within.push((age.num_seconds() as f64 / total as f64 + 0.5 * noise, at)),
            false => beyond.push(((end - limit).num_seconds() as f64 * (0.2 + noise), at)),
        }
    }
    within.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    beyond.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let late = late.min(beyond.len()).min(open);
    let timely = within.len().min(open - late);
    within[..timely].iter().for_each(|(_, at)| fates[*at] = Fate::Open);
    beyond[..late].iter().for_each(|(_, at)| fates[*at] = Fate::Overdue);
    let mut missing = open - late - timely;
    let calendar = Calendar::default();
    for extended in [true, false] {
        for (_, at) in &beyond[late..] {
            let (limit_end, limit) = dues[*at];
            let fits = !extended || due(limit_end, limit, &calendar) > end;
            if missing > 0 && fates[*at] == Fate::Handled && fits {
                fates[*at] = if extended { Fate::Extended } else { Fate::Overdue };
                missing -= 1;
            }
        }
    }
    fates
}
