//! How long from a report to every screen: 200 reports a second for 20 seconds against a fresh server with durable
//! commits, while a reader of the live stream takes the time at which each arrives.
//!
//! The clock runs from the moment a report is due, not from when it was sent, so that a server that falls behind cannot
//! hide it.

use futures_util::future::join_all;
use mirrorlake_tests::city::{report, spot};
use mirrorlake_tests::{Live, Server};
use std::collections::HashMap;
use std::time::{Duration, Instant};

const RATE: u32 = 200;
const SECONDS: u32 = 20;

#[tokio::main]
async fn main() {
    let server = Server::start(&["--demo-scale", "0.1"]);
    let staff = server.account("dispatcher").await;
    let spot = spot(&staff).await;
    let mut live = Live::open(&staff).await;
    let total = (RATE * SECONDS) as usize;

    let reader = tokio::spawn(async move {
        let mut arrived = HashMap::new();
        while arrived.len() < total {
            let event = live.next_case().await;
            if event.json()["action"] == "report" {
                arrived.insert(event.case_number(), Instant::now());
            }
        }
        arrived
    });

    let gap = Duration::from_secs(1) / RATE;
    let mut ticks = tokio::time::interval(gap);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let begin = Instant::now();
    let mut sent = Vec::with_capacity(total);
    for serial in 0..total {
        let due = ticks.tick().await.into_std();
        let (staff, body) = (staff.clone(), report(&spot));
        sent.push(tokio::spawn(async move {
            let answer = staff.post("/api/v1/reports", &body).await;
            let acknowledged = Instant::now();
            let answer = answer.expect(201);
            let number = answer["case"]["number"].as_str().expect("a number").to_owned();
            (serial, number, due, acknowledged)
        }));
    }
    let sent = join_all(sent).await;
    let took = begin.elapsed();
    let arrived = reader.await.expect("the reader ends");

    let mut acknowledged = Vec::new();
    let mut shown = Vec::new();
    for result in sent {
        let (_, number, due, at) = result.expect("a report is answered");
        acknowledged.push(at.duration_since(due));
        shown.push(arrived[&number].duration_since(due));
    }
    println!("{total} reports in {:.1} s ({:.0} a second)", took.as_secs_f64(), total as f64 / took.as_secs_f64());
    println!("report → stored and answered: {}", percentiles(acknowledged));
    println!("report → live stream:         {}", percentiles(shown));
}

fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    format!("p50 {:.1} ms, p99 {:.1} ms, worst {:.1} ms", at(0.5), at(0.99), at(1.0))
}
