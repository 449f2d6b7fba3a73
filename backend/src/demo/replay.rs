//! Plays the demo day against a running server, so that its wall lives.

use super::SEED;
use crate::category;
use chrono::{DateTime, Utc};
use demo::life::replay::demo_day;
use std::time::Duration;

/// What to play.
#[derive(Debug)]
pub struct Replay {
    /// `http://127.0.0.1:8080`.
    pub url: String,
    /// The scale with which the server's city was made.
    pub scale: f64,
    /// Times faster than life.
    pub speed: f64,
    /// Reports of one day.
    pub count: usize,
}

/// Sends the reports of a day at their moments. Returns how many the server took; the first refusal ends the play.
pub async fn replay(replay: &Replay, now: DateTime<Utc>) -> anyhow::Result<usize> {
    anyhow::ensure!(replay.speed > 0.0, "the speed must be above 0");
    let categories = category::shipped().categories;
    let city = demo::generate(SEED, replay.scale, now, &categories);
    let day = demo_day(&city, now.timestamp().unsigned_abs(), now, replay.count);
    let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
    let address = format!("{}/api/v1/reports", replay.url.trim_end_matches('/'));
    let start = tokio::time::Instant::now();
    for (index, step) in day.iter().enumerate() {
        tokio::time::sleep_until(start + Duration::from_secs_f64(f64::from(step.offset_s) / replay.speed)).await;
        let mut report = step.report.clone();
        report.external_id = Some(format!("replay-{}-{index}", now.timestamp()));
        let body = serde_json::to_vec(&report)?;
        let response = client.post(&address).header("content-type", "application/json").body(body).send().await?;
        let status = response.status();
        anyhow::ensure!(status.is_success(), "report {index} was refused with {status}: {}", response.text().await?);
        tracing::info!(place = report.address.as_deref().unwrap_or_default(), "{}/{} sent", index + 1, day.len());
    }
    Ok(day.len())
}
