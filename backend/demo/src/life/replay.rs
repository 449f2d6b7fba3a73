//! New reports for a demonstration that goes on: a day of the city, to be sent at any speed.
//!
//! Needs the ground only. The same arguments give the same reports; another start gives other external ids, so that a
//! server that was fed once takes the next day as new.

use super::cases::kinds::KINDS;
use super::cases::place::Places;
use super::cases::{when, words};
use super::dice::{Dice, Weights};
use crate::model::City;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use shared::api::case::ReportInput;
use shared::case::Source;
use shared::geo::{Datum, Position};
use shared::time::china_day;

/// A report and when it is due to be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// Seconds after the start, below 86,400.
    pub offset_s: u32,
    /// The body of `POST /api/v1/reports`.
    pub report: ReportInput,
}

/// `count` reports of the 24 hours from `from` on, in order of time; fewer in a city without buildings.
pub fn demo_day(city: &City, seed: u64, from: DateTime<Utc>, count: usize) -> Vec<Replay> {
    let places = Places::of(city);
    let clock = when::Clock::default();
    let until = from + Duration::days(1) - Duration::seconds(1);
    let days = when::days(when::Window { start: from, end: until }, seed);
    let shares = Weights::new(days.iter().map(|day| day.share));
    let kinds: Vec<Weights> =
        days.iter().map(|day| Weights::new(KINDS.iter().map(|kind| when::rate(kind, day)))).collect();
    let mut replays: Vec<Replay> = (0..count)
        .filter_map(|number| {
            let mut dice = Dice::of(seed ^ from.timestamp() as u64, "replay", number as i64);
            let day = dice.weighted(&shares)?;
            let kind = &KINDS[dice.weighted(&kinds[day])?];
            let at = clock.moment(&mut dice, kind.hours, &days[day]);
            let place = places.draw(&mut dice, kind)?;
            let source = words::source(&mut dice, kind.channel);
            // Phones in China give the offset datum: the server has to convert it at its door.
            let datum = if source == Source::Wechat { Datum::Gcj02 } else { Datum::Wgs84 };
            let position = Position { lon: place.at.x(), lat: place.at.y() };
            let report = ReportInput {
                source,
                external_id: Some(format!(
                    "{}-R{}-{number}",
                    words::external_id(source, china_day(at), 0),
                    from.timestamp()
                )),
                category: Some(kind.code.to_owned()),
                description: words::description(&mut dice, kind, source, &place),
                location: Some(position.to_datum(datum)),
                address: Some(place.address.clone()),
                building_id: place.building.map(|id| id.to_string()),
                reporter: None,
                occurred_at: None,
            };
            Some(Replay { offset_s: (at - from).num_seconds() as u32, report })
        })
        .collect();
    replays.sort_by(|a, b| (a.offset_s, &a.report.external_id).cmp(&(b.offset_s, &b.report.external_id)));
    replays
}
