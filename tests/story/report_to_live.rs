//! A report is on every screen within a moment, and no screen that comes back has missed one.

use mirrorlake_tests::city::{number, report, spot};
use mirrorlake_tests::{Caller, Live, Server, demo};
use serde_json::Value;
use std::collections::HashSet;

async fn file(staff: &Caller, body: &Value) -> String {
    number(&staff.post("/api/v1/reports", body).await.expect(201))
}

#[tokio::test]
async fn a_report_arrives_on_the_live_stream() {
    let staff = demo().account("dispatcher").await;
    let spot = spot(&staff).await;
    let mut live = Live::open(&staff).await;
    let number = file(&staff, &report(&spot)).await;
    let event = live.until(|event| event.case_number() == number).await;
    let data = event.json();
    assert_eq!(event.id, data["seq"].as_i64(), "the event's id is its place in the sequence");
    assert_eq!(data["case"]["category"], "E0192");
    assert_eq!(data["case"]["grid"]["code"], spot.grid.as_str(), "{data}");

    // Whoever asks sees the same case, at once, in the list, by number, and in its history.
    let case = staff.get(&format!("/api/v1/cases/{number}")).await.expect(200);
    assert_eq!(case["number"], number.as_str());
    let list = staff.get("/api/v1/cases?limit=20").await.expect(200);
    let listed = list["items"].as_array().expect("items").iter().any(|case| case["number"] == number.as_str());
    assert!(listed, "{number} is not among the newest cases");
    let history = staff.get(&format!("/api/v1/cases/{number}/history")).await.expect(200);
    let rows = history.as_array().or_else(|| history["items"].as_array()).expect("rows");
    assert_eq!(rows[0]["action"], "report", "{history}");
}

#[tokio::test]
async fn the_stream_beats_while_nothing_happens() {
    let staff = demo().account("dispatcher").await;
    let mut live = Live::open(&staff).await;
    let mut beat = live.next().await;
    while beat.name != "beat" {
        beat = live.next().await;
    }
}

/// A screen that has seen nothing but beats when the line breaks still misses nothing.
#[tokio::test]
async fn a_beat_is_enough_to_resume_from() {
    let server = Server::start(&["--demo-scale", "0.1"]);
    let staff = server.account("dispatcher").await;
    let spot = spot(&staff).await;
    let mut live = Live::open(&staff).await;
    let beat = live.next().await;
    assert_eq!(beat.name, "beat");
    assert_eq!(beat.id, beat.json()["seq"].as_i64());
    drop(live);
    let missed = file(&staff, &report(&spot)).await;
    let mut live = Live::resume(&staff, beat.id.expect("a beat has a number")).await;
    assert_eq!(live.next_case().await.case_number(), missed);
}

#[tokio::test]
async fn who_resumes_misses_nothing_and_sees_nothing_twice() {
    let staff = demo().account("dispatcher").await;
    let spot = spot(&staff).await;
    let mut live = Live::open(&staff).await;
    let first = file(&staff, &report(&spot)).await;
    let seen = live.until(|event| event.case_number() == first).await.id.expect("an id");
    drop(live);

    // Reports keep coming while the reader is away, while it reconnects, and afterwards.
    let mut away = Vec::new();
    for _ in 0..10 {
        away.push(file(&staff, &report(&spot)).await);
    }
    let writer = {
        let (staff, spot) = (staff.clone(), spot.clone());
        tokio::spawn(async move {
            let mut numbers = Vec::new();
            for _ in 0..30 {
                numbers.push(file(&staff, &report(&spot)).await);
            }
            numbers
        })
    };
    let mut live = Live::resume(&staff, seen).await;
    let mut expected: HashSet<String> = away.into_iter().collect();
    let mut events = Vec::new();
    let mut last = seen;
    while events.len() < 10 {
        events.push(live.next_case().await);
    }
    expected.extend(writer.await.expect("the writer ends"));
    let mut missing = expected.clone();
    for event in &events {
        missing.remove(&event.case_number());
    }
    while !missing.is_empty() {
        let event = live.next_case().await;
        missing.remove(&event.case_number());
        events.push(event);
    }
    for event in &events {
        let id = event.id.expect("an id");
        assert!(id > last, "event {id} came after {last}");
        last = id;
    }
    let reported = events.iter().filter(|e| e.json()["action"] == "report");
    let mut once = HashSet::new();
    for event in reported {
        assert!(once.insert(event.case_number()), "{} came twice", event.case_number());
    }
}
