//! Which cases are still open: exactly as many as the indicator says, most of them young or with long limits.
//!
//! A case that is within its limit may be open; the less of its limit is used, the likelier. A part of these is handled
//! already, as in life, so some that are just past their limit are open with an extension. A handful is overdue: so many
//! that the lights show all colours. When one of these groups is too small the next fills up.

use super::Plan;
use super::script::Script;
use crate::life::dice::Dice;
use chrono::{DateTime, Duration, Utc};
use shared::case::calendar::Calendar;
use shared::case::deadline::{Limit, due};

/// What has become of a case by the end of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Handled,
    Open,
    /// Open, with an extension that the limit alone would not allow.
    Extended,
    Overdue,
}

/// Nobody has handled a case that is younger than this.
const YOUNG: Duration = Duration::minutes(70);

/// At least this share of the open cases is near its limit, as long as there are such cases.
const NEAR: f64 = 0.07;

/// At most this share of the open cases has an extension, as long as others are left.
const EXTENDED: f64 = 0.15;

/// Cases that may be open, the likeliest of each group first.
#[derive(Default)]
struct Groups {
    within: Vec<(f64, usize)>,
    /// Those of them that have used up 80 % of their limit: their light is yellow.
    near: Vec<(f64, usize)>,
    /// Within the limit, but handled unless too few are open.
    handled: Vec<(f64, usize)>,
    extendable: Vec<(f64, usize)>,
    beyond: Vec<(f64, usize)>,
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
    let groups = group(dice, plans, dues, end);
    let mut fates = vec![Fate::Handled; plans.len()];
    let mut left = open;
    let mut take = |from: &[(f64, usize)], most: usize, fate: Fate| {
        let free: Vec<usize> = from.iter().map(|(_, at)| *at).filter(|at| fates[*at] == Fate::Handled).collect();
        for at in free.into_iter().take(most.min(left)) {
            fates[at] = fate;
            left -= 1;
        }
        left
    };
    take(&groups.beyond, late, Fate::Overdue);
    let left = take(&groups.near, (open as f64 * NEAR) as usize, Fate::Open);
    let extended = (open as f64 * EXTENDED) as usize;
    take(&groups.within, left.saturating_sub(extended.min(groups.extendable.len())), Fate::Open);
    take(&groups.extendable, extended, Fate::Extended);
    take(&groups.within, open, Fate::Open);
    take(&groups.handled, open, Fate::Open);
    take(&groups.extendable, open, Fate::Extended);
    take(&groups.beyond, open, Fate::Overdue);
    fates
}

fn group(dice: &mut Dice, plans: &[Plan], dues: &[(DateTime<Utc>, Limit)], end: DateTime<Utc>) -> Groups {
    let mut related = vec![false; plans.len()];
    for (at, plan) in plans.iter().enumerate() {
        if let Some(parent) = plan.parent {
            (related[at], related[parent]) = (true, true);
        }
    }
    let calendar = Calendar::default();
    let mut groups = Groups::default();
    for at in (0..plans.len()).filter(|at| plans[*at].script == Script::Usual && !related[*at]) {
        let (limit_end, limit) = dues[at];
        let (age, total) = (end - plans[at].reported_at, limit_end - plans[at].reported_at);
        let used = age.num_seconds() as f64 / total.num_seconds().max(1) as f64;
        let (noise, handled) = (dice.unit(), dice.unit());
        if limit_end > end {
            let short = total < Duration::days(3);
            let share = if short { 0.75 * used.powf(0.4) } else { 0.4 * used };
            if used >= 0.8 {
                groups.near.push((noise, at));
            }
            match age < YOUNG {
                true => groups.within.push((used - 1_000.0, at)),
                false if handled < share => groups.handled.push((used + noise, at)),
                false => groups.within.push((used + 0.5 * noise, at)),
            }
        } else {
            let past = (end - limit_end).num_seconds() as f64 * (0.2 + noise);
            if due(limit_end, limit, &calendar) > end {
                groups.extendable.push((past, at));
            }
            groups.beyond.push((past, at));
        }
    }
    let Groups { within, near, handled, extendable, beyond } = &mut groups;
    for list in [within, near, handled, extendable, beyond] {
        list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }
    groups
}
