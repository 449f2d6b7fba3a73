//! The handling clock of a case: when its department must be done, and how that looks.
//!
//! Nothing ticks. A clock is the two moments at which 80 and 100 % of its limit will have been used, so a list can be
//! sorted and its lights found without any calendar; the calendar is needed only when the clock is started, resumed or
//! extended. A pause stores when it began; what was passed by then stays passed.

use super::Light;
use super::calendar::Calendar;
use super::deadline::{Limit, advance, counted, first_moment};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// A clock that has been started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clock {
    pub limit: Limit,
    /// How many times the limit was granted once more (延期).
    pub extensions: u32,
    pub started_at: DateTime<Utc>,
    /// 80 % of the limit are used.
    pub warn_at: DateTime<Utc>,
    /// 100 % of the limit are used.
    pub due_at: DateTime<Utc>,
    /// While the clock stands still.
    pub paused_at: Option<DateTime<Utc>>,
}

impl Clock {
    pub fn start(at: DateTime<Utc>, limit: Limit, calendar: &Calendar) -> Clock {
        let span = limit.span();
        let moment = |span| advance(at, span, limit.unit, calendar);
        let (warn_at, due_at) = (moment(span - fifth(span)), moment(span));
        Clock { limit, extensions: 0, started_at: at, warn_at, due_at, paused_at: None }
    }

    /// Stops the clock, not before its start; a paused one stays as it is.
    pub fn pause(&mut self, at: DateTime<Utc>) {
        self.paused_at.get_or_insert(at.max(self.started_at));
    }

    /// Lets a paused clock run on with exactly what remained, not before its pause; a running one stays as it is.
    pub fn resume(&mut self, at: DateTime<Utc>, calendar: &Calendar) {
        let Some(paused_at) = self.paused_at.take() else { return };
        let at = at.max(paused_at);
        let unit = self.limit.unit;
        for moment in [&mut self.warn_at, &mut self.due_at] {
            // A limit used up to its last moment is not passed: it is still in time, and beyond it only after resuming.
            if *moment >= paused_at {
                *moment = advance(at, counted(paused_at, *moment, unit, calendar), unit, calendar);
            }
        }
    }

    /// Grants the original limit once more.
    pub fn extend(&mut self, calendar: &Calendar) {
        let (span, unit) = (self.limit.span(), self.limit.unit);
        self.extensions = self.extensions.saturating_add(1);
        self.due_at = advance(self.due_at, span, unit, calendar);
        let total = span * i32::try_from(self.extensions.min(Limit::MOST) + 1).expect("a small number");
        // Counted back from the end: pauses lie before it, and they are not part of the limit.
        self.warn_at = first_moment(self.due_at, -fifth(total), unit, calendar);
    }

    /// Green below 80 % of the limit, yellow to 100 %, red beyond. While paused, as it was when the pause began.
    pub fn light(&self, now: DateTime<Utc>) -> Light {
        light(self.warn_at, self.due_at, self.paused_at, now)
    }

    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.light(now) == Light::Red
    }
}

/// The light of a clock that is known by its moments. Whether the case is done is for the caller to say.
pub fn light(
    warn_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    paused_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Light {
    match paused_at.unwrap_or(now) {
        judged if judged > due_at => Light::Red,
        judged if judged >= warn_at => Light::Yellow,
        _ => Light::Green,
    }
}

/// What remains when 80 % are used. Limits are whole hours, so nothing is lost.
fn fifth(span: Duration) -> Duration {
    span / 5
}

#[cfg(test)]
mod tests;
