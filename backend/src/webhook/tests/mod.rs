//! Webhooks against a real receiver: signed, in order, tried again, never lost, and nothing personal in them.

mod admin;
mod delivery;
mod payload;

use super::courier::Courier;
use crate::testing::TestCity;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::any;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

/// What a receiver was sent.
#[derive(Debug)]
pub struct Heard {
    pub path: String,
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

/// How a receiver answers.
#[derive(Debug)]
struct Manner {
    heard: mpsc::UnboundedSender<Heard>,
    /// Answers for the next requests; then always the other.
    next: Mutex<VecDeque<u16>>,
    always: Mutex<u16>,
    /// Bytes of each answer.
    length: usize,
    /// Requests heard so far.
    count: AtomicUsize,
    /// So many are answered; the others are heard and wait.
    answered: watch::Receiver<usize>,
}

/// A system that is told of events: a real server on this machine.
pub struct Receiver {
    pub url: String,
    pub heard: mpsc::UnboundedReceiver<Heard>,
    manner: Arc<Manner>,
    answered: watch::Sender<usize>,
    server: AbortHandle,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Receiver {
    pub async fn start() -> Receiver {
        Receiver::answering(2).await
    }

    pub async fn answering(length: usize) -> Receiver {
        let (sender, heard) = mpsc::unbounded_channel();
        let (sender_of_answers, answered) = watch::channel(usize::MAX);
        let manner = Manner {
            heard: sender,
            next: Mutex::default(),
            always: Mutex::new(200),
            length,
            count: AtomicUsize::new(0),
            answered,
        };
        let manner = Arc::new(manner);
        let router = Router::new().fallback(any(answer)).with_state(manner.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook?token=opensesame", listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle();
        Receiver { url, heard, manner, answered: sender_of_answers, server }
    }

    /// Answers once each, before what it always answers.
    pub fn answer_next(&self, statuses: &[u16]) {
        self.manner.next.lock().unwrap().extend(statuses);
    }

    pub fn answer_always(&self, status: u16) {
        *self.manner.always.lock().unwrap() = status;
    }

    /// Answers the first so many of all requests, and lets the others wait.
    pub fn answer_only(&self, count: usize) {
        self.answered.send_replace(count);
    }

    /// Everything heard so far.
    pub fn all(&mut self) -> Vec<Heard> {
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }

    /// The numbers of the events heard so far.
    pub fn seqs(&mut self) -> Vec<i64> {
        self.all().iter().map(Heard::seq).collect()
    }
}

async fn answer(State(manner): State<Arc<Manner>>, request: axum::extract::Request) -> impl IntoResponse {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    let path = parts.uri.to_string();
    let number = manner.count.fetch_add(1, Ordering::Relaxed);
    manner.heard.send(Heard { path, headers: parts.headers, body }).expect("the test listens");
    let mut answered = manner.answered.clone();
    answered.wait_for(|answered| number < *answered).await.expect("the test decides");
    let next = manner.next.lock().unwrap().pop_front();
    let status = next.unwrap_or(*manner.always.lock().unwrap());
    let status = StatusCode::from_u16(status).expect("a status");
    // Where a redirect would lead, if it were followed.
    (status, [("location", "/elsewhere")], "x".repeat(manner.length))
}

/// What the tests do with a city, as its administrator and its people.
impl TestCity {
    pub async fn courier(&self) -> Courier {
        Courier::new(&self.app).await.expect("a courier")
    }

    /// Connects a receiver; the fields are put into the input. Returns id and secret.
    pub async fn connect(&self, url: &str, fields: Value) -> (String, String) {
        let admin = self.sign_in("admin").await;
        let mut input = json!({ "name": "对接平台", "url": url });
        for (name, value) in fields.as_object().expect("fields") {
            input[name] = value.clone();
        }
        let (status, created) = self.call("POST", "/api/v1/webhooks", &admin, Some(input)).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        (text(&created["webhook"]["id"]), text(&created["secret"]))
    }

    /// Files a report; the fields are put into it. Returns the number of the case and of its first event.
    pub async fn file(&self, fields: Value) -> (String, i64) {
        let before = crate::live::store::last(&self.app.db).await.expect("a number");
        let mut body = json!({ "source": "web", "category": "E0130", "description": "污水外溢", "address": "某处" });
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        let (status, answer) = self.call("POST", "/api/v1/reports", "", Some(body)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        (answer["case"]["number"].as_str().expect("a number").to_owned(), before + 1)
    }

    /// Takes a step as a demo account.
    pub async fn step(&self, login: &str, number: &str, action: &str, mut with: Value) {
        let cookie = self.sign_in(login).await;
        let case = self.get(&format!("/api/v1/cases/{number}"), &cookie).await;
        with["version"] = case["version"].clone();
        let path = format!("/api/v1/cases/{number}/actions/{action}");
        let (status, answer) = self.call("POST", &path, &cookie, Some(with)).await;
        assert_eq!(status, StatusCode::OK, "{action}: {answer}");
    }

    /// How a webhook fares.
    pub async fn webhook(&self, id: &str) -> Value {
        let list = self.get("/api/v1/webhooks", &self.sign_in("admin").await).await;
        list["items"].as_array().expect("a list").iter().find(|hook| hook["id"] == id).expect("it is there").clone()
    }
}
