//! Delivery under trouble: order, dead letters, receipts that are none, processes that die, two at once.

use super::Department;
use crate::app::{App, Options};
use crate::delivery::Errands;
use crate::delivery::LEASE;
use crate::testing::cities;
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};

/// A test that would wait for ever fails instead.
const SOON: std::time::Duration = std::time::Duration::from_secs(20);

#[tokio::test]
async fn those_behind_wait_for_the_first_and_nothing_is_receipted_without_a_receipt() {
    for city in cities().await {
        let mut police = Department::start().await;
        city.subscribe("police", &police.url, &["name", "identity", "phone"]).await;
        let (homes, courier) = (city.vacant().await, city.pusher().await);
        for serial in [61, 62, 63] {
            city.new_tenant(&homes[0], serial).await;
        }
        police.answer_next([(500, ""), (200, "ok"), (200, r#"{"receipt":""}"#), (200, r#"{"receipt":"19900012345"}"#)]);
        courier.round().await.unwrap();
        assert_eq!(police.seqs(), [1], "the others wait behind it");
        for (wait, reason) in [(10, "500"), (60, "no receipt"), (300, "1 to 64"), (1800, "repeats")] {
            let waiting = city.pushed("waiting").await;
            assert!(waiting[0]["last_error"].as_str().unwrap().contains(reason), "{reason}: {waiting:?}");
            assert_eq!(waiting.len(), 3);
            city.clock.advance(Duration::seconds(wait - 1));
            courier.round().await.unwrap();
            assert_eq!(police.seqs(), [0; 0], "before {wait} s");
            city.clock.advance(Duration::seconds(1));
            courier.round().await.unwrap();
            if wait < 1800 {
                assert_eq!(police.seqs(), [1]);
            }
        }
        assert_eq!(police.seqs(), [1, 2, 3], "{}: in order", city.engine);
        let delivered = city.pushed("delivered").await;
        let attempts: Vec<_> = delivered.iter().map(|one| one["attempts"].clone()).collect();
        assert_eq!(attempts, [5, 1, 1]);
        let admin = city.session_of("admin").await;
        let board = city.get("/api/v1/pushes?days=1", &admin).await;
        let row = &board["departments"][0];
        assert_eq!((&row["department"], &row["delivered"], &row["waiting"]), (&json!("police"), &json!(3), &json!(0)));
        city.clock.advance(Duration::days(2));
        let later = city.get("/api/v1/pushes?days=1", &city.acting("admin").await).await;
        assert_eq!(later["departments"][0]["delivered"], 0, "the period has passed");
        assert_eq!(later["departments"][0]["last_receipt_at"], row["last_receipt_at"]);
    }
}

#[tokio::test]
async fn a_dead_letter_lets_the_others_pass_and_a_person_revives_it() {
    for city in cities().await {
        let mut police = Department::start().await;
        let (id, _) = city.subscribe("police", &police.url, &["name"]).await;
        let (homes, courier) = (city.vacant().await, city.pusher().await);
        city.new_tenant(&homes[0], 71).await;
        police.answer_next([(503, ""); 8]);
        courier.round().await.unwrap();
        for minutes in [1, 1, 5, 30, 120, 360, 360] {
            city.clock.advance(Duration::minutes(minutes));
            courier.round().await.unwrap();
        }
        let first = police.all();
        assert_eq!(first.len(), 8, "{}", city.engine);
        let same =
            |heard: &super::Heard| heard.header("x-mirrorlake-delivery") == first[0].header("x-mirrorlake-delivery");
        assert!(first.iter().all(same), "the same id every time");
        let dead = city.pushed("dead").await;
        assert_eq!((&dead[0]["attempts"], &dead[0]["last_status"]), (&json!(8), &json!(503)));
        // Refused for good: no use in asking again.
        police.answer_next([(422, "")]);
        city.new_tenant(&homes[0], 72).await;
        city.new_tenant(&homes[0], 73).await;
        courier.round().await.unwrap();
        assert_eq!(police.seqs(), [2, 3]);
        assert_eq!(city.pushed("dead").await.len(), 2);
        let retry = format!("/api/v1/pushes/subscriptions/{id}/deliveries/1/retry");
        let (admin, commander) = (city.acting("admin").await, city.acting("commander").await);
        assert_eq!(city.call("POST", &retry, &commander, None).await.0, StatusCode::FORBIDDEN);
        assert_eq!(city.call("POST", &retry, &admin, None).await.0, StatusCode::NO_CONTENT);
        assert_eq!(city.call("POST", &retry, &admin, None).await.0, StatusCode::NOT_FOUND, "it is dead no more");
        courier.round().await.unwrap();
        assert_eq!(police.seqs(), [1]);
        assert_eq!(city.pushed("delivered").await.len(), 2);
    }
}

/// The process dies after the department has heard and before the receipt is written down.
#[tokio::test]
async fn a_process_that_dies_before_writing_down_sends_the_same_again() {
    for city in cities().await {
        let mut police = Department::start().await;
        city.subscribe("police", &police.url, &["name"]).await;
        let homes = city.vacant().await;
        city.new_tenant(&homes[0], 81).await;
        city.new_tenant(&homes[0], 82).await;
        police.answer_next([(0, "")]);
        let courier = city.pusher().await;
        let round = tokio::spawn(async move { courier.round().await });
        let first = tokio::time::timeout(SOON, police.heard.recv()).await.unwrap().unwrap();
        // What has left is on record before anybody knows what became of it.
        let waiting = city.pushed("waiting").await;
        assert_eq!((&waiting[0]["attempts"], &waiting[0]["fields"]), (&json!(1), &json!(["name"])), "{waiting:?}");
        round.abort();
        assert!(round.await.unwrap_err().is_cancelled());
        city.app.hub.close();

        let options = Options { demo: true, data: city.data.path().to_owned(), ..Options::default() };
        let app = App::start(city.app.db.clone(), city.app.vault.clone(), city.clock.clone(), options).await.unwrap();
        let courier = super::Courier::new(&app).await.unwrap();
        courier.round().await.unwrap();
        if city.engine == "postgres" {
            assert_eq!(police.seqs(), [0; 0], "the lease has not ended");
            city.clock.advance(LEASE);
            courier.round().await.unwrap();
        }
        let again = police.all();
        assert_eq!(again.iter().map(super::Heard::seq).collect::<Vec<_>>(), [1, 2], "{}", city.engine);
        assert_eq!(again[0].header("x-mirrorlake-delivery"), first.header("x-mirrorlake-delivery"));
        assert_eq!(again[0].json(), first.json(), "the same words under the same id");
        assert_eq!(city.pushed("delivered").await.len(), 2);
    }
}

#[tokio::test]
async fn reports_at_once_are_numbered_without_gaps_and_of_two_processes_one_delivers() {
    for city in cities().await {
        let (mut police, mut fire) = (Department::start().await, Department::start().await);
        city.subscribe("police", &police.url, &["name"]).await;
        city.subscribe("fire", &fire.url, &[]).await;
        let homes = city.vacant().await;
        futures_util::future::join_all((100..112).map(|serial| city.new_tenant(&homes[0], serial))).await;
        let couriers = [city.pusher().await, city.pusher().await, city.pusher().await];
        let rounds = futures_util::future::join_all(couriers.iter().map(|courier| courier.round())).await;
        assert!(rounds.iter().all(Result::is_ok));
        for receiver in [&mut police, &mut fire] {
            assert_eq!(receiver.seqs(), (1..=12).collect::<Vec<_>>(), "{}: each once, in order", city.engine);
        }
        let orders: Vec<Value> = city.pushed("delivered").await;
        let reports: Vec<&str> = orders.iter().map(|one| one["report"].as_str().unwrap()).collect();
        assert!(reports.is_sorted(), "the order of the commits");
    }
}
