//! The one place that reads the system's clock.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::sync::{Arc, Mutex};

/// Tells the time, cut to microseconds because PostgreSQL stores no more.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    frozen: Option<Arc<Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock::default()
    }

    /// A clock for tests that moves only when told.
    pub fn frozen(at: DateTime<Utc>) -> Clock {
        Clock { frozen: Some(Arc::new(Mutex::new(at))) }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is sent to")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.frozen {
            Some(at) => *at.lock().expect("no holder of the clock panics"),
            None => Utc::now().trunc_subsecs(6),
        }
    }

    /// Moves a frozen clock.
    pub fn advance(&self, by: Duration) {
        if let Some(at) = &self.frozen {
            *at.lock().expect("no holder of the clock panics") += by;
        }
    }
}
