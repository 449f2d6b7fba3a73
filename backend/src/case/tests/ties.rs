//! Cases that are tied to each other while others tie and close them: what one step looks at must still hold when it is
//! written.

use super::casework::{home, reported, to_drainage, walk};
use crate::audit;
use crate::case::resume_due;
use crate::testing::{TestCity, cities};
use axum::http::{Method, StatusCode};
use chrono::{DateTime, Duration, Utc};
use futures_util::future::join;
use serde_json::{Value, json};

/// Rounds of a race: one alone might be won by accident.
const ROUNDS: usize = 4;

/// A step on a version that was looked at before.
async fn act(city: &TestCity, login: &str, number: &str, action: &str, input: Value) -> (StatusCode, Value) {
    let cookie = city.session_of(login).await;
    city.call("POST", &format!("/api/v1/cases/{number}/actions/{action}"), &cookie, Some(input)).await
}

async fn detail(city: &TestCity, number: &str) -> Value {
    city.get(&format!("/api/v1/cases/{number}"), &city.session_of("leader").await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_cases_that_are_linked_to_each_other_at_once_one_becomes_the_parent() {
    for city in cities().await {
        city.session_of("dispatcher").await;
        for _ in 0..ROUNDS {
            let (a, b) = (reported(&city).await, reported(&city).await);
            let link = |from: &str, to: &str| {
                let (from, input) = (from.to_owned(), json!({ "version": 2, "target": to }));
                let city = &city;
                async move { act(city, "dispatcher", &from, "link", input).await }
            };
            let (first, second) = join(link(&a, &b), link(&b, &a)).await;
            let refused = match (first.0, second.0) {
                (StatusCode::OK, status) => (status, second.1),
                (status, _) => (status, first.1),
            };
            assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "{}: {}", city.engine, refused.1);
            assert_eq!(refused.1["errors"][0]["pointer"], "/target");
            let parents = [detail(&city, &a).await, detail(&city, &b).await];
            let tied = parents.iter().filter(|case| !case["course"]["parent"].is_null()).count();
            assert_eq!(tied, 1, "{}", city.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_does_not_close_while_a_child_is_being_linked() {
    for city in cities().await {
        city.session_of("dispatcher").await;
        city.session_of("commander").await;
        for _ in 0..ROUNDS {
            let (parent, child) = (reported(&city).await, reported(&city).await);
            let mut steps = to_drainage();
            steps.push(("department", "feed_back", json!({ "note": "已疏通", "location": home(&city).await })));
            steps.push(("worker", "verify", json!({})));
            let version = walk(&city, &parent, &steps).await["version"].clone();
            let close = act(&city, "commander", &parent, "close", json!({ "version": version }));
            let link = act(&city, "dispatcher", &child, "link", json!({ "version": 2, "target": parent }));
            let (closed, linked) = join(close, link).await;
            let expected = [(StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY), (StatusCode::CONFLICT, StatusCode::OK)];
            let outcome = (closed.0, linked.0);
            assert!(expected.contains(&outcome), "{}: {outcome:?} {} {}", city.engine, closed.1, linked.1);
            let (parent, child) = (detail(&city, &parent).await, detail(&city, &child).await);
            let widowed = !parent["closed_at"].is_null() && !child["course"]["parent"].is_null();
            assert!(!widowed, "{}: an open child of a closed case", city.engine);
        }
    }
}

#[tokio::test]
async fn a_moment_finer_than_the_database_keeps_is_cut_and_the_history_still_verifies() {
    for city in cities().await {
        let number = reported(&city).await;
        walk(&city, &number, &to_drainage()).await;
        let until = city.clock.now() + Duration::days(2) + Duration::nanoseconds(123_456_789);
        let steps = [
            ("department", "ask_suspension", json!({ "note": "等待配件", "until": until })),
            ("dispatcher", "grant", json!({})),
        ];
        let case = walk(&city, &number, &steps).await;
        let kept: DateTime<Utc> = serde_json::from_value(case["course"]["suspended_until"].clone()).unwrap();
        assert_eq!(kept, until - Duration::nanoseconds(789), "{}", city.engine);
        city.clock.advance(Duration::days(3));
        assert!(resume_due(&city.app).await.unwrap() >= 1, "the demo has suspended cases of its own");
        let verdict = audit::verify(&city.app.db, &[]).await.unwrap();
        assert_eq!(verdict.findings.first(), &[], "{}", city.engine);
    }
}

#[tokio::test]
async fn a_refusal_shows_the_case_in_the_language_of_the_reader() {
    for city in cities().await {
        let number = reported(&city).await;
        let cookie = city.session_of("dispatcher").await;
        let path = format!("/api/v1/cases/{number}/actions/accept");
        for (language, word) in [("zh-CN", "网格"), ("en", "grid")] {
            let (status, problem) =
                city.call_in(language, Method::POST, &path, &cookie, Some(json!({ "version": 1 }))).await;
            assert_eq!(status, StatusCode::CONFLICT, "{problem}");
            let reason = problem["present"]["reason"].as_str().unwrap().to_lowercase();
            assert!(reason.contains(word), "{language}: {reason}");
        }
    }
}

#[tokio::test]
async fn a_case_says_when_the_terms_of_the_supervision_rule_end() {
    for city in cities().await {
        let case = detail(&city, &reported(&city).await).await;
        // Reported on a Sunday afternoon; days count from the day after, whatever day it is.
        let expected = json!({ "plan_due": "2026-11-23T16:00:00Z", "feedback_due": "2026-11-25T16:00:00Z" });
        assert_eq!(case["supervision"], expected, "{}", city.engine);
    }
}
