//! How long from a report to every screen: 200 reports a second for 20 seconds against a fresh server with durable
//! commits, while a reader of the live stream takes the time at which each arrives.
//!
//! The clock runs from the moment a report is due, not from when it was sent, so that a server that falls behind cannot
//! hide it.

use futures_util::future::join_all;
use mirrorlake_tests::city::{number, report, spot};
use mirrorlake_tests::{Live, Server};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const RATE: u32 = 200;
const SECONDS: u32 = 20;
/// Connections that report; each sends the next report that is due.
const CHANNELS: usize = 64;

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
    let begin = Instant::now();
    let next = Arc::new(AtomicU32::new(0));
    let channels = (0..CHANNELS).map(|_| {
        let (staff, spot, next) = (staff.clone(), spot.clone(), next.clone());
        tokio::spawn(async move {
            let mut sent = Vec::new();
            loop {
                let serial = next.fetch_add(1, Ordering::Relaxed);
                if serial >= RATE * SECONDS {
                    return sent;
                }
                let due = begin + gap * serial;
                tokio::time::sleep_until(due.into()).await;
                let answer = staff.post("/api/v1/reports", &report(&spot)).await.expect(201);
                sent.push((number(&answer), due, Instant::now()));
            }
        })
    });
    let sent = join_all(channels).await;
    let took = begin.elapsed();
    let arrived = reader.await.expect("the reader ends");

    let mut acknowledged = Vec::new();
    let mut shown = Vec::new();
    for channel in sent {
        for (number, due, at) in channel.expect("every report is answered") {
            acknowledged.push(at.duration_since(due));
            shown.push(arrived[&number].duration_since(due));
        }
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
