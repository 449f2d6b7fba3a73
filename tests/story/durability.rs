//! Whatever was acknowledged is on disk, also when the machine gives no warning.

use futures_util::stream::{FuturesUnordered, StreamExt};
use mirrorlake_tests::Server;
use mirrorlake_tests::city::{number, report, spot};
use std::collections::HashMap;

/// Reports in flight at once when the server is killed.
const WIDE: usize = 16;
/// Killed after this many acknowledgements.
const ENOUGH: usize = 120;

#[tokio::test]
async fn every_acknowledged_report_survives_kill_9_and_none_is_there_twice() {
    let server = Server::start(&["--demo-scale", "0.1"]);
    let staff = server.account("dispatcher").await;
    let spot = spot(&staff).await;

    let mut acknowledged: HashMap<String, String> = HashMap::new();
    let mut bodies = Vec::new();
    let mut in_flight = FuturesUnordered::new();
    let send = |body: serde_json::Value| {
        let request = staff.http.post(staff.url("/api/v1/reports")).header("content-type", "application/json");
        async move {
            let answer = request.body(body.to_string()).send().await.ok()?;
            let status = answer.status().as_u16();
            let text = answer.text().await.ok()?;
            Some((body, status, text))
        }
    };
    for _ in 0..WIDE {
        let body = report(&spot);
        bodies.push(body.clone());
        in_flight.push(send(body));
    }
    while acknowledged.len() < ENOUGH {
        let (body, status, text) = in_flight.next().await.flatten().expect("the server answers while it lives");
        assert_eq!(status, 201, "{text}");
        let answer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        acknowledged.insert(body["external_id"].as_str().expect("an id").to_owned(), number(&answer));
        let body = report(&spot);
        bodies.push(body.clone());
        in_flight.push(send(body));
    }
    // The kill comes while sixteen reports are under way.
    let killed = std::thread::spawn(move || server.kill());
    while let Some(answer) = in_flight.next().await {
        if let Some((body, 201, text)) = answer {
            let answer: serde_json::Value = serde_json::from_str(&text).expect("an acknowledgement arrives whole");
            acknowledged.insert(body["external_id"].as_str().expect("an id").to_owned(), number(&answer));
        }
    }
    let server = killed.join().expect("killed").start_again();

    let staff = server.account("dispatcher").await;
    for (external, number) in &acknowledged {
        let case = staff.get(&format!("/api/v1/cases/{number}")).await;
        assert_eq!(case.status, 200, "{number} ({external}) was acknowledged and is gone");
    }
    // Channels send again what they are not sure of: the acknowledged ones are known, and each has its number.
    let mut numbers = HashMap::new();
    for body in &bodies {
        let answer = staff.post("/api/v1/reports", body).await;
        let external = body["external_id"].as_str().expect("an id").to_owned();
        let number = number(&answer.json());
        match acknowledged.get(&external) {
            Some(before) => assert_eq!((answer.status, &number), (200, before), "{external}"),
            None => assert!([200, 201].contains(&answer.status), "{external}: {}", answer.status),
        }
        let other = numbers.insert(number.clone(), external);
        assert!(other.is_none(), "{number} was given twice");
    }
}

#[tokio::test]
async fn a_restart_keeps_the_city_and_the_sequence() {
    let server = Server::start(&["--demo-scale", "0.1"]);
    let staff = server.account("dispatcher").await;
    let before = staff.get("/api/v1/wall").await.expect(200);
    let server = server.kill().start_again();
    let staff = server.account("dispatcher").await;
    let after = staff.get("/api/v1/wall").await.expect(200);
    assert_eq!(before["year"], after["year"], "the demo is made once, not again at each start");
    assert_eq!(before["seq"], after["seq"]);
}
