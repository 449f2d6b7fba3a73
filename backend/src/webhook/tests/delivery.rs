//! Delivery under trouble: receivers that fail, are slow, are gone; processes that die; two at once.

use super::Receiver;
use crate::app::{App, Options};
use crate::delivery::Errands;
use crate::delivery::LEASE;
use crate::testing::cities;
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use std::time::Duration as Patience;

/// A test that would wait for ever fails instead.
const SOON: Patience = Patience::from_secs(20);

#[tokio::test]
async fn a_failure_steps_aside_and_comes_again_at_its_time() {
    for city in cities().await {
        let mut receiver = Receiver::start().await;
        let (id, _) = city.connect(&receiver.url, json!({})).await;
        let courier = city.courier().await;
        let (_, first) = city.file(json!({})).await;
        receiver.answer_next(&[500]);
        courier.round().await.unwrap();
        assert_eq!(receiver.seqs(), [first, first + 1], "the second does not wait for the first");
        let hook = city.webhook(&id).await;
        assert_eq!((&hook["waiting"], &hook["dead"], &hook["behind"]), (&json!(1), &json!(0), &json!(0)));

        city.clock.advance(Duration::milliseconds(9_999));
        courier.round().await.unwrap();
        assert_eq!(receiver.seqs(), [0; 0]);
        city.clock.advance(Duration::milliseconds(1));
        courier.round().await.unwrap();
        assert_eq!(receiver.seqs(), [first]);
        assert_eq!(city.webhook(&id).await["waiting"], 0);
        city.clock.advance(Duration::days(2));
        courier.round().await.unwrap();
        assert_eq!(receiver.seqs(), [0; 0], "what was delivered is not sent again");
    }
}

#[tokio::test]
async fn eight_attempts_at_their_times_and_then_a_dead_letter_that_a_person_revives() {
    for city in cities().await {
        let mut receiver = Receiver::start().await;
        let (id, _) = city.connect(&receiver.url, json!({ "actions": ["report"] })).await;
        let courier = city.courier().await;
        let (number, seq) = city.file(json!({})).await;
        receiver.answer_always(503);
        courier.round().await.unwrap();
        let sent = receiver.all();
        let delivery = sent[0].header("x-mirrorlake-delivery").to_owned();
        assert_eq!(sent.len(), 1);
        let minutes = |count| Duration::minutes(count);
        let waits =
            [Duration::seconds(10), minutes(1), minutes(5), minutes(30), minutes(120), minutes(360), minutes(360)];
        for wait in waits {
            city.clock.advance(wait - Duration::seconds(1));
            courier.round().await.unwrap();
            assert!(receiver.all().is_empty(), "before {wait}");
            city.clock.advance(Duration::seconds(1));
            courier.round().await.unwrap();
            let again = receiver.all();
            assert_eq!(again.len(), 1, "after {wait}");
            assert_eq!(again[0].header("x-mirrorlake-delivery"), delivery, "the same id every time");
        }
        city.clock.advance(Duration::hours(30));
        courier.round().await.unwrap();
        assert!(receiver.all().is_empty(), "the dead are not sent");

        let admin = city.sign_in("admin").await;
        let dead = city.get(&format!("/api/v1/webhooks/{id}/dead"), &admin).await;
        let letter = &dead["items"][0];
        assert_eq!((dead["items"].as_array().unwrap().len(), &dead["next"]), (1, &Value::Null));
        assert_eq!(
            (&letter["seq"], &letter["case"], &letter["delivery"]),
            (&json!(seq), &json!(number), &json!(delivery))
        );
        assert_eq!(
            (&letter["attempts"], &letter["last_status"], &letter["action"]),
            (&json!(8), &json!(503), &json!("report"))
        );
        let hook = city.webhook(&id).await;
        assert_eq!((&hook["waiting"], &hook["dead"], &hook["active"]), (&json!(0), &json!(1), &json!(true)));

        let retry = format!("/api/v1/webhooks/{id}/dead/{seq}/retry");
        assert_eq!(city.call("POST", &retry, &admin, None).await.0, StatusCode::NO_CONTENT);
        assert_eq!(city.call("POST", &retry, &admin, None).await.0, StatusCode::NOT_FOUND, "it is dead no more");
        receiver.answer_always(200);
        courier.round().await.unwrap();
        assert_eq!(receiver.seqs(), [seq]);
        let hook = city.webhook(&id).await;
        assert_eq!((&hook["waiting"], &hook["dead"]), (&json!(0), &json!(0)));
    }
}

/// The process dies while a request is under way, with one failure waiting and more events behind it.
#[tokio::test]
async fn nothing_is_lost_when_a_process_dies_in_the_middle() {
    for city in cities().await {
        let mut receiver = Receiver::start().await;
        let (id, _) = city.connect(&receiver.url, json!({ "actions": ["report"] })).await;
        let mut seqs = Vec::new();
        for _ in 0..6 {
            seqs.push(city.file(json!({})).await.1);
        }
        // The first fails, the second is delivered, the third is not answered.
        receiver.answer_next(&[500]);
        receiver.answer_only(2);
        let courier = city.courier().await;
        let round = tokio::spawn(async move { courier.round().await });
        let mut heard = Vec::new();
        while heard.len() < 3 {
            heard.push(tokio::time::timeout(SOON, receiver.heard.recv()).await.unwrap().unwrap().seq());
        }
        round.abort();
        assert!(round.await.unwrap_err().is_cancelled());
        assert_eq!(heard, seqs[..3], "one at a time");
        city.app.hub.close();

        // Another process on the same database. It has no word from the dead one but the lease.
        let options = Options { demo: true, data: city.data.path().to_owned(), ..Options::default() };
        let app = App::start(city.app.db.clone(), city.app.vault.clone(), city.clock.clone(), options).await.unwrap();
        let courier = super::Courier::new(&app).await.unwrap();
        receiver.answer_only(usize::MAX);
        courier.round().await.unwrap();
        assert_eq!(receiver.seqs(), [0; 0], "the lease has not ended");
        city.clock.advance(LEASE);
        courier.round().await.unwrap();
        let missing = [&seqs[..1], &seqs[2..]].concat();
        assert_eq!(receiver.seqs(), missing, "{}: what failed, what was under way, and the rest", city.engine);
        let hook = city.webhook(&id).await;
        assert_eq!((&hook["waiting"], &hook["behind"]), (&json!(0), &json!(0)));
    }
}

#[tokio::test]
async fn a_slow_receiver_holds_up_nobody_else() {
    for city in cities().await {
        let (mut slow, mut fast) = (Receiver::start().await, Receiver::start().await);
        city.connect(&slow.url, json!({})).await;
        city.connect(&fast.url, json!({})).await;
        slow.answer_only(0);
        let (_, first) = city.file(json!({})).await;
        city.file(json!({})).await;
        let courier = city.courier().await;
        let round = tokio::spawn(async move { courier.round().await });
        for seq in first..first + 4 {
            assert_eq!(tokio::time::timeout(SOON, fast.heard.recv()).await.unwrap().unwrap().seq(), seq);
        }
        assert_eq!(tokio::time::timeout(SOON, slow.heard.recv()).await.unwrap().unwrap().seq(), first);
        assert_eq!(slow.seqs(), [0; 0], "it has not answered the first yet");
        assert!(!round.is_finished());
        slow.answer_only(usize::MAX);
        round.await.unwrap().unwrap();
        assert_eq!(slow.seqs(), [first + 1, first + 2, first + 3]);
    }
}

#[tokio::test]
async fn of_two_processes_one_delivers() {
    for city in cities().await {
        let mut receiver = Receiver::start().await;
        city.connect(&receiver.url, json!({})).await;
        let (_, first) = city.file(json!({})).await;
        for _ in 0..9 {
            city.file(json!({})).await;
        }
        let couriers = [city.courier().await, city.courier().await, city.courier().await];
        let rounds = futures_util::future::join_all(couriers.iter().map(|courier| courier.round())).await;
        assert!(rounds.iter().all(Result::is_ok));
        assert_eq!(receiver.seqs(), (first..first + 20).collect::<Vec<_>>(), "{}: each once, in order", city.engine);
    }
}

#[tokio::test]
async fn the_server_delivers_by_itself_and_returns_its_leases() {
    for city in cities().await {
        let mut receiver = Receiver::start().await;
        let (id, _) = city.connect(&receiver.url, json!({})).await;
        let running = tokio::spawn(crate::delivery::run(city.courier().await));
        for _ in 0..3 {
            let (_, seq) = city.file(json!({})).await;
            for seq in [seq, seq + 1] {
                assert_eq!(tokio::time::timeout(SOON, receiver.heard.recv()).await.unwrap().unwrap().seq(), seq);
            }
        }
        city.app.hub.close();
        tokio::time::timeout(SOON, running).await.unwrap().unwrap();
        // What it was about to write down is sent again, at once, because the lease was returned.
        city.courier().await.round().await.unwrap();
        assert!(receiver.seqs().len() <= 1);
        assert_eq!(city.webhook(&id).await["behind"], 0);
    }
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_left_alone_until_somebody_says_so() {
    for city in cities().await {
        let mut receiver = Receiver::start().await;
        let (id, _) = city.connect(&receiver.url, json!({ "actions": ["report"] })).await;
        let (_, first) = city.file(json!({})).await;
        receiver.answer_next(&[410]);
        let courier = city.courier().await;
        courier.round().await.unwrap();
        let (_, second) = city.file(json!({})).await;
        courier.round().await.unwrap();
        assert_eq!(receiver.seqs(), [first]);
        let hook = city.webhook(&id).await;
        assert_eq!((&hook["active"], hook["gone_at"].is_string()), (&json!(false), true));

        let input = json!({ "name": "对接平台", "url": receiver.url, "actions": ["report"] });
        let admin = city.sign_in("admin").await;
        let (status, hook) = city.call("PUT", &format!("/api/v1/webhooks/{id}"), &admin, Some(input)).await;
        assert_eq!((status, &hook["active"], &hook["gone_at"]), (StatusCode::OK, &json!(true), &Value::Null));
        courier.round().await.unwrap();
        assert_eq!(receiver.seqs(), [first, second], "it goes on where it stopped");
    }
}

#[tokio::test]
async fn redirects_lead_nowhere_long_answers_are_cut_and_no_answer_names_no_token() {
    for city in cities().await {
        let mut receiver = Receiver::answering(4 * 1024 * 1024).await;
        let (id, _) = city.connect(&receiver.url, json!({ "actions": ["report"] })).await;
        let courier = city.courier().await;
        city.file(json!({})).await;
        receiver.answer_next(&[307, 302]);
        courier.round().await.unwrap();
        assert_eq!(city.webhook(&id).await["waiting"], 1, "a redirect is a failure");
        for wait in [10, 60] {
            city.clock.advance(Duration::seconds(wait));
            courier.round().await.unwrap();
        }
        let paths: Vec<String> = receiver.all().into_iter().map(|heard| heard.path).collect();
        assert_eq!(paths, vec!["/hook?token=opensesame"; 3]);
        assert_eq!(city.webhook(&id).await["waiting"], 0, "four megabytes of thanks are no failure");

        let url = receiver.url.clone();
        drop(receiver);
        city.file(json!({})).await;
        courier.round().await.unwrap();
        assert_eq!(city.webhook(&id).await["waiting"], 1);
        let error: String = crate::on!(&city.app.db, pool =>
            sqlx::query_scalar("SELECT last_error FROM webhook_attempt").fetch_one(pool).await)
        .unwrap();
        assert!(url.contains("opensesame") && !error.contains("opensesame") && !error.is_empty(), "{error}");
    }
}
