//! A history that was left alone verifies; one that was touched does not, wherever it was touched.

mod door;
mod sealing;
mod tampering;
mod walks;

use crate::testing::TestCity;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Somebody who calls with the accounts of all offices, each signed in once.
pub struct Staff<'a> {
    city: &'a TestCity,
    cookies: HashMap<&'static str, String>,
    spot: Value,
}

impl<'a> Staff<'a> {
    pub async fn of(city: &'a TestCity) -> Staff<'a> {
        let mut cookies = HashMap::new();
        for login in ["acceptor", "dispatcher", "commander", "worker", "department", "leader", "auditor"] {
            cookies.insert(login, city.sign_in(login).await);
        }
        let session = city.get("/api/v1/session", &cookies["worker"]).await;
        let grid = session["office"]["area"]["code"].as_str().unwrap();
        let spot = city.get(&format!("/api/v1/areas/{grid}"), &cookies["worker"]).await["label"].clone();
        Staff { city, cookies, spot }
    }

    pub async fn call(&self, login: &str, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        self.city.call(method, path, &self.cookies[login], body).await
    }

    /// A case that has just been reported: its number.
    pub async fn report(&self) -> String {
        let body = json!({ "source": "web", "category": "E0130", "description": "污水外溢", "location": self.spot });
        let (status, answer) = self.call("acceptor", "POST", "/api/v1/reports", Some(body)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        answer["case"]["number"].as_str().unwrap().to_owned()
    }

    /// Takes steps from version 2 on; all must succeed.
    pub async fn walk(&self, number: &str, steps: &[(&str, &str, Value)]) {
        for (version, (login, action, input)) in (2..).zip(steps) {
            let mut body = input.clone();
            body["version"] = json!(version);
            let path = format!("/api/v1/cases/{number}/actions/{action}");
            let (status, answer) = self.call(login, "POST", &path, Some(body)).await;
            assert_eq!(status, StatusCode::OK, "{login} {action}: {answer}");
        }
    }
}

/// The steps of a whole life: with a return, a suspension and a rework, all offices that have a hand in it.
pub fn life() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("acceptor", "accept", json!({})),
        ("dispatcher", "file", json!({})),
        ("leader", "supervise", json!({ "note": "三日内办结" })),
        ("dispatcher", "dispatch", json!({ "departments": ["drainage"] })),
        ("department", "return", json!({ "note": "非本部门管辖" })),
        ("dispatcher", "dispatch", json!({ "departments": ["drainage"] })),
        ("department", "acknowledge", json!({})),
        ("department", "progress", json!({ "note": "已到现场" })),
        ("department", "feed_back", json!({ "note": "已疏通" })),
        ("commander", "rework", json!({ "note": "仍有积水" })),
        ("department", "feed_back", json!({ "note": "更换井盖" })),
        ("commander", "verify", json!({})),
        ("commander", "close", json!({})),
        ("acceptor", "evaluate", json!({ "satisfied": true })),
    ]
}
