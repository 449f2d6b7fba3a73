//! The life of a case through the API: each office its steps, each its own cases, nobody overwritten, all on record.

use super::report;
use crate::case::resume_due;
use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::access::Role;
use shared::case::changes::{Changes, replay};

/// A point in the grid of the demo's worker.
pub async fn home(city: &TestCity) -> Value {
    let worker = city.session_of("worker").await;
    let session = city.get("/api/v1/session", &worker).await;
    let code = session["office"]["area"]["code"].as_str().unwrap();
    city.get(&format!("/api/v1/areas/{code}"), &worker).await["label"].clone()
}

/// A fresh report in the worker's grid.
pub async fn reported(city: &TestCity) -> String {
    let (status, answer) = city.call("POST", "/api/v1/reports", "", Some(report(&home(city).await))).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    answer["case"]["number"].as_str().unwrap().to_owned()
}

/// Takes a step on the present version.
async fn step(city: &TestCity, login: &str, number: &str, action: &str, input: Value) -> (StatusCode, Value) {
    let cookie = city.session_of(login).await;
    let path = format!("/api/v1/cases/{number}");
    let (status, seen) = city.call("GET", &path, &cookie, None).await;
    if status != StatusCode::OK {
        return (status, seen);
    }
    let mut body = input;
    body["version"] = seen["version"].clone();
    city.call("POST", &format!("{path}/actions/{action}"), &cookie, Some(body)).await
}

/// Takes steps that must succeed; returns the case after the last one.
pub async fn walk(city: &TestCity, number: &str, steps: &[(&str, &str, Value)]) -> Value {
    let mut last = Value::Null;
    for (login, action, input) in steps {
        let (status, answer) = step(city, login, number, action, input.clone()).await;
        assert_eq!(status, StatusCode::OK, "{login} {action}: {answer}");
        last = answer;
    }
    last
}

pub fn to_drainage() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("acceptor", "accept", json!({})),
        ("dispatcher", "file", json!({})),
        ("dispatcher", "dispatch", json!({ "departments": ["drainage"] })),
        ("department", "acknowledge", json!({})),
    ]
}

#[tokio::test]
async fn the_whole_life_of_a_case_is_walked_by_its_offices() {
    for city in cities().await {
        let number = reported(&city).await;
        let mut steps = to_drainage();
        steps.extend([
            ("department", "progress", json!({ "note": "已到现场，正在疏通" })),
            ("department", "feed_back", json!({ "note": "已疏通", "location": home(&city).await })),
            ("worker", "verify", json!({})),
            ("commander", "close", json!({})),
            ("acceptor", "evaluate", json!({ "satisfied": false })),
            ("acceptor", "reopen", json!({ "note": "仍有异味" })),
            ("department", "acknowledge", json!({})),
            ("department", "feed_back", json!({ "note": "更换井盖" })),
            ("worker", "verify", json!({})),
            ("dispatcher", "close", json!({})),
            ("acceptor", "evaluate", json!({ "satisfied": true })),
        ]);
        let case = walk(&city, &number, &steps).await;
        assert_eq!((&case["state"], &case["light"]), (&json!("evaluated"), &json!("done")));
        let leader = city.sign_in("leader").await;
        let history = city.get(&format!("/api/v1/cases/{number}/history"), &leader).await;
        let events = history["items"].as_array().unwrap();
        assert_eq!(events.len(), 2 + steps.len(), "{}", city.engine);
        assert!(events[2..].iter().zip(&steps).all(|(event, step)| event["action"] == step.1));
        assert_eq!(events[5]["role"], Role::Department.code());
        assert_eq!(events[7]["location"]["datum"], "wgs84");
        let changes: Vec<Changes> =
            events.iter().map(|event| serde_json::from_value(event["changes"].clone()).unwrap()).collect();
        let detail = city.get(&format!("/api/v1/cases/{number}"), &leader).await;
        assert_eq!(serde_json::to_value(replay(&changes).unwrap()).unwrap(), detail["course"]);
    }
}

#[tokio::test]
async fn each_office_sees_its_own_cases_only() {
    for city in cities().await {
        let number = reported(&city).await;
        let path = format!("/api/v1/cases/{number}");
        let sees = async |login: &str| {
            let cookie = city.session_of(login).await;
            let (status, _) = city.call("GET", &path, &cookie, None).await;
            let listed = city.get(&format!("/api/v1/cases?q={number}"), &cookie).await;
            let listed = !listed["items"].as_array().unwrap().is_empty();
            assert_eq!(listed, status == StatusCode::OK, "{login}: the list agrees with the door");
            let (history, _) = city.call("GET", &format!("{path}/history"), &cookie, None).await;
            assert_eq!(history, status, "{login}");
            listed
        };
        assert!(!sees("department").await, "before the dispatch");
        for login in ["worker", "grid_leader", "community", "subdistrict", "leader", "auditor"] {
            assert!(sees(login).await, "{login}");
        }
        walk(&city, &number, &to_drainage()).await;
        assert!(sees("department").await, "after the dispatch");

        let worker = city.sign_in("worker").await;
        let session = city.get("/api/v1/session", &worker).await;
        let own = session["office"]["area"]["code"].clone();
        let listed = city.get("/api/v1/cases?limit=500", &worker).await;
        assert!(listed["items"].as_array().unwrap().iter().all(|case| case["grid"]["code"] == own));
        let elsewhere = city.get("/api/v1/cases?limit=500", &city.sign_in("leader").await).await;
        let other = elsewhere["items"].as_array().unwrap().iter().find(|case| case["grid"]["code"] != own).unwrap();
        let other = format!("/api/v1/cases/{}", other["number"].as_str().unwrap());
        assert_eq!(city.call("GET", &other, &worker, None).await.0, StatusCode::NOT_FOUND);
        let (status, _) =
            city.call("POST", &format!("{other}/actions/verify"), &worker, Some(json!({ "version": 1 }))).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn of_two_dispatchers_at_once_exactly_one_wins_and_the_other_sees_why() {
    for city in cities().await {
        let number = reported(&city).await;
        walk(&city, &number, &to_drainage()[..2]).await;
        let cookie = city.sign_in("dispatcher").await;
        let path = format!("/api/v1/cases/{number}");
        let version = city.get(&path, &cookie).await["version"].clone();
        let departments = ["drainage", "water", "gas", "municipal", "sanitation", "fire", "police", "ecology"];
        let dispatch = |department: &&str| {
            let body = json!({ "version": version, "departments": [department] });
            let (city, path, cookie) = (&city, format!("{path}/actions/dispatch"), &cookie);
            async move { city.call("POST", &path, cookie, Some(body)).await }
        };
        let answers = join_all(departments.iter().map(dispatch)).await;
        let won: Vec<_> = answers.iter().filter(|(status, _)| *status == StatusCode::OK).collect();
        assert_eq!(won.len(), 1, "{}", city.engine);
        for (status, problem) in answers.iter().filter(|(status, _)| *status != StatusCode::OK) {
            assert_eq!(*status, StatusCode::CONFLICT, "{problem}");
            assert_eq!(problem["present"]["course"]["orders"], won[0].1["course"]["orders"]);
        }
        let history = city.get(&format!("{path}/history"), &cookie).await;
        let dispatched = history["items"].as_array().unwrap().iter().filter(|event| event["action"] == "dispatch");
        assert_eq!(dispatched.count(), 1);
    }
}

#[tokio::test]
async fn refusals_name_the_field_the_post_or_what_is_possible() {
    for city in cities().await {
        let number = reported(&city).await;
        let (status, problem) = step(&city, "acceptor", &number, "reject", json!({})).await;
        assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/note")));
        let (status, problem) = step(&city, "dispatcher", &number, "close", json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(problem["detail"].as_str().unwrap().contains("受理"), "{problem}");
        let (status, _) = step(&city, "worker", &number, "dispatch", json!({ "departments": ["gas"] })).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, problem) = step(&city, "acceptor", &number, "accept", json!({ "category": "X9999" })).await;
        assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/category")));
        for (target, field) in [(json!("E0130-20200101-0001"), "/target"), (json!(number), "/target")] {
            let (status, problem) = step(&city, "acceptor", &number, "merge", json!({ "target": target })).await;
            assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)));
        }
        let long = "长".repeat(1_001);
        let (status, problem) = step(&city, "acceptor", &number, "reject", json!({ "note": long })).await;
        assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/note")));
        for unknown in ["attach", "report", "fly"] {
            let (status, _) = step(&city, "acceptor", &number, unknown, json!({})).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{unknown}");
        }
        let detail = city.get(&format!("/api/v1/cases/{number}"), &city.sign_in("leader").await).await;
        assert_eq!((&detail["state"], &detail["version"]), (&json!("reported"), &json!(2)), "nothing was half-done");
    }
}

#[tokio::test]
async fn a_bulk_step_takes_what_it_can_and_says_what_it_cannot() {
    for city in cities().await {
        let mut numbers = Vec::new();
        for _ in 0..3 {
            numbers.push(reported(&city).await);
        }
        walk(&city, &numbers[2], &to_drainage()[..1]).await;
        let cookie = city.sign_in("acceptor").await;
        let cases: Vec<Value> = numbers.iter().map(|number| json!({ "number": number, "version": 2 })).collect();
        let (status, answer) =
            city.call("POST", "/api/v1/cases/actions/accept", &cookie, Some(json!({ "cases": cases }))).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let taken: Vec<bool> =
            answer["items"].as_array().unwrap().iter().map(|item| item["refused"].is_null()).collect();
        assert_eq!(taken, [true, true, false]);
        let none = city.call("POST", "/api/v1/cases/actions/accept", &cookie, Some(json!({ "cases": [] }))).await;
        assert_eq!(none.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_suspended_case_goes_on_at_the_moment_its_time_has_come() {
    for city in cities().await {
        let number = reported(&city).await;
        walk(&city, &number, &to_drainage()).await;
        let until = city.clock.now() + Duration::days(10);
        walk(
            &city,
            &number,
            &[
                ("department", "ask_suspension", json!({ "note": "需更换管道，等待到货", "until": until })),
                ("dispatcher", "grant", json!({})),
            ],
        )
        .await;
        city.clock.advance(Duration::days(10) - Duration::seconds(1));
        resume_due(&city.app).await.unwrap();
        let state = async || {
            let leader = city.sign_in("leader").await;
            city.get(&format!("/api/v1/cases/{number}"), &leader).await
        };
        assert_eq!(state().await["state"], "suspended");
        city.clock.advance(Duration::hours(3));
        resume_due(&city.app).await.unwrap();
        let case = state().await;
        assert_eq!((&case["state"], &case["paused_at"]), (&json!("handling"), &Value::Null));
        let since: chrono::DateTime<chrono::Utc> = serde_json::from_value(case["course"]["since"].clone()).unwrap();
        assert_eq!(since, until, "not when the program looked");
        assert_eq!(resume_due(&city.app).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn the_stream_tells_each_office_of_its_own_cases_only() {
    for city in cities().await {
        let number = reported(&city).await;
        let last = crate::live::store::last(&city.app.db).await.unwrap();
        walk(&city, &number, &to_drainage()).await;
        let rows = crate::live::store::after(&city.app.db, last, 100).await.unwrap();
        let directory = crate::case::Directory::of(&city.app);
        let office = async |login: &str| {
            let session = city.get("/api/v1/session", &city.sign_in(login).await).await;
            let office: shared::api::session::OfficeView = serde_json::from_value(session["office"].clone()).unwrap();
            office.office()
        };
        let (drainage, worker) = (office("department").await, office("worker").await);
        let other = shared::access::Office { department: Some(shared::worker::Department::Gas), ..drainage.clone() };
        for row in &rows {
            let frame = crate::live::hub::frame(row, &directory, city.clock.now());
            assert!(frame.bytes(Some(&worker)).is_some() && frame.bytes(Some(&drainage)).is_some());
            assert!(frame.bytes(Some(&other)).is_none(), "another department hears nothing of it");
        }
        assert_eq!(rows.len(), 4);
    }
}
