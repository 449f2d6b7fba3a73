//! The model's clock: it adds up the time during which it ran, and knows nothing of moments to come.

use crate::case::Light;
use crate::case::deadline::Limit;
use chrono::{DateTime, Duration, Utc};

type Moment = DateTime<Utc>;

/// How long somebody has owed work.
#[derive(Clone, Debug)]
pub struct Meter {
    pub limit: Limit,
    pub grants: i32,
    pub started: Moment,
    pub used: Duration,
    /// Running and read last at; or stopped since.
    pub read: Moment,
    pub running: bool,
}

impl Meter {
    pub fn start(at: Moment, limit: Limit) -> Meter {
        Meter { limit, grants: 0, started: at, used: Duration::zero(), read: at, running: true }
    }

    pub fn read(&mut self, at: Moment) {
        if self.running {
            self.used += at - self.read;
            self.read = at;
        }
    }

    pub fn stop(&mut self, at: Moment) {
        self.read(at);
        self.running = false;
    }

    pub fn go(&mut self, at: Moment) {
        if !self.running {
            (self.running, self.read) = (true, at);
        }
    }

    pub fn light(&self) -> Light {
        let total = self.limit.span() * (1 + self.grants);
        match self.used {
            used if used > total => Light::Red,
            used if used * 5 >= total * 4 => Light::Yellow,
            _ => Light::Green,
        }
    }
}

#[test]
fn a_meter_counts_while_it_runs() {
    let (at, hour) = (crate::case::tests::beginning(), Duration::hours(1));
    let mut meter = Meter::start(at, crate::case::tests::limits("E0502").expect("four hours"));
    meter.stop(at + hour * 3);
    meter.go(at + hour * 50);
    meter.read(at + hour * 50 + Duration::minutes(12));
    assert_eq!((meter.used, meter.light()), (Duration::minutes(192), Light::Yellow));
    meter.read(at + hour * 51 + Duration::seconds(1));
    assert_eq!(meter.light(), Light::Red);
}
