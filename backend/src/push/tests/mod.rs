//! Pushes against a real receiver: each department its own fields, in order, receipted, again until receipted.

mod delivery;
mod fields;
mod subscriptions;

use super::courier::Courier;
use crate::tenancy::tests::{identity, tenant};
use crate::testing::TestCity;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::any;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// What a department was sent.
#[derive(Debug)]
pub struct Heard {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Heard {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a payload is JSON")
    }

    pub fn seq(&self) -> i64 {
        self.json()["seq"].as_i64().expect("a number")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("plain text")
    }
}

type Answers = Arc<Mutex<VecDeque<(u16, String)>>>;

/// A department's system: a real server on this machine. It answers with a receipt named after the delivery, unless it
/// was told something else for the next requests; status 0 never answers.
pub struct Department {
    pub url: String,
    pub heard: mpsc::UnboundedReceiver<Heard>,
    answers: Answers,
    server: AbortHandle,
}

impl Drop for Department {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Department {
    pub async fn start() -> Department {
        let (sender, heard) = mpsc::unbounded_channel();
        let answers = Answers::default();
        let router = Router::new().fallback(any(answer)).with_state((sender, answers.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/pushes", listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle();
        Department { url, heard, answers, server }
    }

    pub fn answer_next(&self, answers: impl IntoIterator<Item = (u16, &'static str)>) {
        let answers = answers.into_iter().map(|(status, body)| (status, body.to_owned()));
        self.answers.lock().unwrap().extend(answers);
    }

    /// Everything heard so far.
    pub fn all(&mut self) -> Vec<Heard> {
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }

    pub fn seqs(&mut self) -> Vec<i64> {
        self.all().iter().map(Heard::seq).collect()
    }
}

async fn answer(
    State((heard, answers)): State<(mpsc::UnboundedSender<Heard>, Answers)>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let id = headers["x-mirrorlake-delivery"].to_str().expect("plain text").to_owned();
    let next = answers.lock().unwrap().pop_front();
    heard.send(Heard { headers, body }).expect("the test listens");
    match next {
        Some((0, _)) => std::future::pending().await,
        Some((status, body)) => (StatusCode::from_u16(status).expect("a status"), body),
        None => (StatusCode::OK, json!({ "receipt": format!("R-{id}") }).to_string()),
    }
}

impl TestCity {
    pub async fn pusher(&self) -> Courier {
        Courier::new(&self.app).await.expect("a courier")
    }

    /// Subscribes a department. Returns id and secret.
    pub async fn subscribe(&self, department: &str, url: &str, fields: &[&str]) -> (String, String) {
        let input = subscription(department, url, fields);
        let admin = self.acting("admin").await;
        let (status, created) = self.call("POST", "/api/v1/pushes/subscriptions", &admin, Some(input)).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        (text(&created["subscription"]["id"]), text(&created["secret"]))
    }

    /// Reports a tenant with a number of their own; returns the number of the report.
    pub async fn new_tenant(&self, dwelling: &str, serial: u32) -> String {
        let body =
            json!({ "report_id": format!("report-{serial:04}"), "tenants": [tenant("吴芳菲", &identity(serial))] });
        let (status, answer) = self.report_tenants(dwelling, body).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        answer["number"].as_str().expect("a number").to_owned()
    }

    /// Deliveries of a state, in the order of their numbers.
    pub async fn pushed(&self, state: &str) -> Vec<Value> {
        let path = format!("/api/v1/pushes/deliveries?limit=200&state={state}");
        let page = self.get(&path, &self.acting("admin").await).await;
        let mut items = page["items"].as_array().expect("a list").clone();
        items.reverse();
        items
    }
}

pub fn subscription(department: &str, url: &str, fields: &[&str]) -> Value {
    json!({ "department": department, "kinds": ["tenant_reported", "tenant_moved_out"], "fields": fields,
        "purpose": "流动人口登记", "basis": "《居住证暂行条例》第四条", "url": url })
}
