//! How long people take: stage clocks mostly kept, departments within working hours, answers by day.

use crate::life::dice::Dice;
use chrono::{DateTime, Duration, Timelike, Utc};
use shared::case::calendar::Calendar;
use shared::case::clock::Clock;
use shared::case::deadline::{LimitUnit, advance};
use shared::time::china;

/// Seconds within a stage clock; one time in twenty-five it is overrun.
pub fn stage(dice: &mut Dice, limit: i64) -> i64 {
    if dice.chance(0.04) { dice.between(limit, limit * 3) } else { dice.between(40, limit) }
}

/// Seconds until a department's duty desk acknowledges, by day and by night.
pub fn duty_desk(dice: &mut Dice, unit: LimitUnit) -> i64 {
    match unit {
        LimitUnit::UrgentHour => dice.between(60, 600),
        _ => dice.between(180, 3_300),
    }
}

/// The moment at which a share of a limit is used up, in the hours in which its unit counts and people work.
pub fn share_of(dice: &mut Dice, clock: &Clock, share: f64, calendar: &Calendar) -> DateTime<Utc> {
    let limit = clock.limit;
    let span = Duration::seconds((limit.span().num_seconds() as f64 * share) as i64);
    let at = advance(clock.started_at, span, limit.unit, calendar);
    // Nobody mediates at night.
    match limit.unit {
        LimitUnit::NaturalDay if share < 0.9 => daytime(dice, at),
        LimitUnit::NaturalDay => forward_to_daytime(dice, at),
        _ => at,
    }
}

/// Some minutes later, within working hours.
pub fn working_moment(dice: &mut Dice, from: DateTime<Utc>, calendar: &Calendar) -> DateTime<Utc> {
    advance(from, Duration::seconds(dice.between(300, 3_600)), LimitUnit::WorkHour, calendar)
}

pub fn hour_of(at: DateTime<Utc>) -> i64 {
    i64::from(at.with_timezone(&china()).hour())
}

/// People answer questions by day.
pub fn forward_to_daytime(dice: &mut Dice, at: DateTime<Utc>) -> DateTime<Utc> {
    let hours = match hour_of(at) {
        hour @ 0..8 => 8 - hour + dice.between(0, 3),
        hour @ 22.. => 32 - hour + dice.between(0, 3),
        _ => 0,
    };
    at + Duration::hours(hours)
}

/// Night work moves to the evening before.
fn daytime(dice: &mut Dice, at: DateTime<Utc>) -> DateTime<Utc> {
    let hour = hour_of(at);
    let back = match hour {
        0..8 => hour + 2 + dice.between(0, 5),
        21.. => hour - 20 + dice.between(0, 5),
        _ => 0,
    };
    at - Duration::hours(back)
}
