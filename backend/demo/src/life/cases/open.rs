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
use shared::case::clock::Clock;
use shared::case::deadline::{Limit, advance};

/// What has become of a case by the end of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Handled,
    Open,
    /// Open, with an extension that the limit alone would not allow.
    Extended,
    Overdue,
}

/// The clock starts with the dispatch, which comes so long after the report at most.
const DISPATCHED_WITHIN: Duration = Duration::hours(2);

/// When the limit of a plan ends, as far as that can be said before its history is written.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub limit: Limit,
    /// It has not ended before.
    pub first: DateTime<Utc>,
    /// It has ended by then.
    pub last: DateTime<Utc>,
    /// Four fifths of it are used by then.
    pub yellow: DateTime<Utc>,
}

impl Span {
    pub fn of(reported_at: DateTime<Utc>, limit: Limit, calendar: &Calendar) -> Span {
        let latest = Clock::start(reported_at + DISPATCHED_WITHIN, limit, calendar);
        let first = advance(reported_at, limit.span(), limit.unit, calendar);
        Span { limit, first, last: latest.due_at, yellow: latest.warn_at }
    }
}

/// Nobody has handled a case that is younger than this.
const YOUNG: Duration = Duration::minutes(70);

/// At most this share of the open cases is that young, as long as others are left: in the first days of a year a whole
/// day's reports would be.
const FRESH: f64 = 0.6;

/// At least this share of the open cases is near its limit, as long as there are such cases.
const NEAR: f64 = 0.07;

/// At most this share of the open cases has an extension, as long as others are left.
const EXTENDED: f64 = 0.15;

/// Cases that may be open, the likeliest of each group first.
#[derive(Default)]
struct Groups {
    young: Vec<(f64, usize)>,
    within: Vec<(f64, usize)>,
    /// Those of them that have used up 80 % of their limit: their light is yellow.
    near: Vec<(f64, usize)>,
    /// Within the limit, but handled unless too few are open.
    handled: Vec<(f64, usize)>,
    extendable: Vec<(f64, usize)>,
    beyond: Vec<(f64, usize)>,
}

/// Chooses exactly `open` cases of `plans`; `late` of them are overdue. Reports that nobody has taken far are open as they are.
pub fn choose(
    dice: &mut Dice,
    plans: &[Plan],
    spans: &[Span],
    calendar: &Calendar,
    end: DateTime<Utc>,
    open: usize,
    late: usize,
) -> Vec<Fate> {
    let groups = group(dice, plans, spans, calendar, end);
    let waiting = |plan: &Plan| matches!(plan.script, Script::Waiting(_));
    let fate = |plan: &Plan| if waiting(plan) { Fate::Open } else { Fate::Handled };
    let mut fates: Vec<Fate> = plans.iter().map(fate).collect();
    let mut left = open.saturating_sub(plans.iter().filter(|plan| waiting(plan)).count());
    let mut take = |from: &[(f64, usize)], most: usize, fate: Fate| {
        let free: Vec<usize> = from.iter().map(|(_, at)| *at).filter(|at| fates[*at] == Fate::Handled).collect();
        for at in free.into_iter().take(most.min(left)) {
            fates[at] = fate;
            left -= 1;
        }
        left
    };
    take(&groups.beyond, late, Fate::Overdue);
    take(&groups.near, (open as f64 * NEAR) as usize, Fate::Open);
    let left = take(&groups.young, (open as f64 * FRESH) as usize, Fate::Open);
    let extended = (open as f64 * EXTENDED) as usize;
    take(&groups.within, left.saturating_sub(extended.min(groups.extendable.len())), Fate::Open);
    take(&groups.extendable, extended, Fate::Extended);
    take(&groups.within, open, Fate::Open);
    take(&groups.young, open, Fate::Open);
    take(&groups.handled, open, Fate::Open);
    take(&groups.extendable, open, Fate::Extended);
    take(&groups.beyond, open, Fate::Overdue);
    fates
}

fn group(dice: &mut Dice, plans: &[Plan], spans: &[Span], calendar: &Calendar, end: DateTime<Utc>) -> Groups {
    let related = super::related(plans);
    let mut groups = Groups::default();
    for at in (0..plans.len()).filter(|at| plans[*at].script == Script::Usual && !related[*at]) {
        let span = spans[at];
        let (age, total) = (end - plans[at].reported_at, span.first - plans[at].reported_at);
        let used = age.num_seconds() as f64 / total.num_seconds().max(1) as f64;
        let (noise, handled) = (dice.unit(), dice.unit());
        if span.first > end {
            let short = total < Duration::days(3);
            let share = if short { 0.75 * used.powf(0.4) } else { 0.4 * used };
            if span.yellow <= end {
                groups.near.push((noise, at));
            }
            match age < YOUNG {
                true => groups.young.push((used, at)),
                false if handled < share => groups.handled.push((used + noise, at)),
                false => groups.within.push((used + 0.5 * noise, at)),
            }
        } else if span.last < end {
            let past = (end - span.last).num_seconds() as f64 * (0.2 + noise);
            if advance(span.first, span.limit.span(), span.limit.unit, calendar) > end {
                groups.extendable.push((past, at));
            }
            groups.beyond.push((past, at));
        }
    }
    let Groups { young, within, near, handled, extendable, beyond } = &mut groups;
    for list in [young, within, near, handled, extendable, beyond] {
        list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }
    groups
}
