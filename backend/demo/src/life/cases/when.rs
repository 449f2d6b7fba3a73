//! When reports come: days by weekday, season, weather and growth, hours by the kind of report.
//!
//! The history fills the window from 1 January (China) to a minute before now. When less than a day of the year has
//! passed, the window is the last day instead: then a part of it lies in the old year.

use super::kinds::{Hours, Kind, Season};
use crate::life::dice::{Dice, Weights};
use crate::life::staff::midnight;
use chrono::{DateTime, Datelike, Duration, NaiveDate, SubsecRound, Utc, Weekday};
use shared::time::china_day;

/// The time that the history fills.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

impl Window {
    pub fn of(now: DateTime<Utc>) -> Window {
        // Whole seconds, as people and cases have them.
        let end = now.trunc_subsecs(0) - Duration::minutes(1);
        let today = china_day(now);
        let new_year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        Window { start: midnight(new_year).min(end - Duration::days(1)), end }
    }

    /// The moment so many days before the end, or as far as the window's share of 30 days allows.
    pub fn back(&self, days: f64) -> DateTime<Utc> {
        let span = (self.end - self.start).num_seconds() as f64;
        let scale = (span / (30.0 * 86_400.0)).min(1.0);
        self.end - Duration::seconds((days * 86_400.0 * scale) as i64)
    }
}

/// One day of the window with its share of the reports.
#[derive(Debug)]
pub struct Day {
    pub date: NaiveDate,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub share: f64,
    /// It rains, or has rained the day before.
    pub rain: bool,
    snow: bool,
}

/// The days of the window in order.
pub fn days(window: Window, seed: u64) -> Vec<Day> {
    let (first, last) = (china_day(window.start), china_day(window.end));
    let length = ((window.end - window.start).num_seconds() as f64).max(1.0);
    first
        .iter_days()
        .take_while(|date| *date <= last)
        .map(|date| {
            let (from, until) = (midnight(date).max(window.start), midnight(date + Duration::days(1)).min(window.end));
            let weekday = match date.weekday() {
                Weekday::Mon => 1.12,
                Weekday::Sat => 0.88,
                Weekday::Sun => 0.82,
                _ => 1.0,
            };
            // More channels and more trust bring more reports as the year goes on.
            let year = (length / (120.0 * 86_400.0)).min(1.0);
            let passed = (from - window.start).num_seconds() as f64 / length;
            let growth = 1.0 + year * (0.75 * passed.powi(2) - 0.28);
            let mood = Dice::of(seed, "day", date.num_days_from_ce().into()).around(1.0, 0.08);
            // The last day has fewer hours, but what is reported today is what a visitor looks at.
            let hours = (until - from).num_seconds() as f64 / 86_400.0;
            let share = weekday * growth * mood * if date == last { hours.powf(0.8) * 1.1 } else { hours };
            let (rain, snow) = (wet(date, seed) || wet(date - Duration::days(1), seed), frozen(date, seed));
            Day { date, from, until, share, rain, snow }
        })
        .collect()
}

/// Invented rain: the plum rains of June and July, showers in summer, less in winter.
fn wet(date: NaiveDate, seed: u64) -> bool {
    let share = match date.month() {
        6 | 7 => 0.38,
        3..=5 | 8 => 0.24,
        9..=11 => 0.14,
        _ => 0.12,
    };
    Dice::of(seed, "rain", date.num_days_from_ce().into()).chance(share)
}

fn frozen(date: NaiveDate, seed: u64) -> bool {
    matches!(date.month(), 12 | 1 | 2) && Dice::of(seed, "snow", date.num_days_from_ce().into()).chance(0.08)
}

/// How often the kind is reported on this day, its own weight included.
pub fn rate(kind: &Kind, day: &Day) -> f64 {
    let month = day.date.month();
    let weekend = if matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun) { kind.weekend } else { 1.0 };
    let season = match kind.season {
        Season::Flat => 1.0,
        Season::Summer => [0.5, 0.6, 0.8, 0.9, 1.2, 1.4, 1.6, 1.6, 1.3, 0.9, 0.7, 0.5][month as usize - 1],
        Season::Autumn => [0.8, 0.7, 0.8, 0.8, 0.8, 0.8, 0.8, 0.9, 1.2, 1.6, 1.9, 1.3][month as usize - 1],
        Season::Winter => [1.8, 1.6, 1.1, 0.8, 0.7, 0.7, 0.7, 0.7, 0.8, 1.0, 1.2, 1.5][month as usize - 1],
        Season::Rain if day.rain => 2.2,
        Season::Rain => 0.6,
        Season::Snow if day.snow => 14.0,
        Season::Snow => 0.02,
        Season::MonthEnd if day.date.day() >= 24 => 1.8,
        Season::MonthEnd => 0.7,
    };
    kind.weight * weekend * season
}

/// Draws moments within days.
#[derive(Debug)]
pub struct Clock {
    hours: Vec<(Hours, Weights)>,
}

impl Default for Clock {
    fn default() -> Self {
        Clock { hours: Hours::ALL.iter().map(|hours| (*hours, Weights::new(profile(*hours)))).collect() }
    }
}

impl Clock {
    /// A moment of the day. A throw that falls outside the day's part of the window is thrown again; after some it falls
    /// anywhere in that part, so that a day that has just begun is filled as well.
    pub fn moment(&self, dice: &mut Dice, hours: Hours, day: &Day) -> DateTime<Utc> {
        let weights = self.hours.iter().find(|(of, _)| *of == hours).map(|(_, weights)| weights);
        for _ in 0..12 {
            let hour = weights.and_then(|weights| dice.weighted(weights)).unwrap_or(12);
            let at = midnight(day.date) + Duration::seconds(hour as i64 * 3600 + dice.between(0, 3599));
            if (day.from..=day.until).contains(&at) {
                return at;
            }
        }
        day.from + Duration::seconds(dice.between(0, (day.until - day.from).num_seconds()))
    }
}

/// Weight of each hour from 0 to 23.
fn profile(hours: Hours) -> [f64; 24] {
    let n = 0.15;
    match hours {
        Hours::Even => [1., 1., 1., 1., 1., 2., 3., 4., 5., 5., 5., 5., 4., 4., 5., 5., 5., 5., 5., 5., 4., 3., 2., 2.],
        Hours::Day => [n, n, n, n, n, n, 1., 3., 8., 10., 10., 8., 4., 4., 8., 9., 9., 7., 4., 3., 2., 2., 1., n],
        Hours::Dawn => [n, n, n, n, 1., 3., 7., 9., 9., 7., 5., 4., 3., 3., 4., 4., 4., 4., 4., 3., 2., 1., n, n],
        Hours::Commute => [n, n, n, n, n, 1., 4., 10., 9., 5., 4., 4., 4., 4., 4., 5., 7., 10., 8., 4., 2., 1., n, n],
        Hours::Market => [n, n, n, n, 1., 4., 9., 10., 9., 7., 6., 5., 3., 3., 4., 5., 8., 9., 7., 5., 3., 2., 1., n],
        Hours::Evening => [1., n, n, n, n, n, 1., 2., 3., 3., 3., 3., 3., 2., 2., 3., 3., 5., 8., 10., 10., 8., 6., 3.],
        Hours::Night => {
            [5., 3., 2., 1., 1., 1., 3., 3., 3., 3., 3., 3., 5., 5., 2., 2., 2., 2., 3., 4., 6., 9., 10., 9.]
        }
    }
}
