//! What the tests of the nouns share: the demo city on every engine, and calls through the real router.

use crate::account::{Attempt, demo_accounts};
use crate::app::{App, Options};
use crate::clock::Clock;
use crate::db::Db;
use crate::db::testing::{TestDb, copies};
use crate::demo;
use crate::http::cookie;
use crate::router::router;
use crate::vault::Vault;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use chrono::{DateTime, TimeZone, Utc};
use serde_json::Value;
use shared::api::session::Client;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

/// Of all demo accounts.
pub const PASSWORD: &str = "a password for tests";

/// A Sunday afternoon in China; the demo's history ends here.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 6, 0, 0).single().expect("a moment")
}

/// Waits for what another task brings about.
pub async fn eventually(what: &str, so: impl AsyncFn() -> bool) {
    let waited = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waited).await.expect(what);
}

/// The smallest demo city behind a router.
#[derive(Debug)]
pub struct TestCity {
    pub app: App,
    pub clock: Clock,
    pub engine: &'static str,
    pub data: TempDir,
    router: Router,
    sessions: Mutex<HashMap<String, String>>,
    _db: TestDb,
}

/// One city for each engine that can be had.
pub async fn cities() -> Vec<TestCity> {
    let fill = async |db: &Db, folder: &Path| {
        let vault = Vault::in_file(&folder.join("keys")).expect("keys");
        demo::load(db, &vault, 0.1, now()).await.expect("the demo city is stored");
        demo_accounts(db, Some(PASSWORD), now()).await.expect("accounts");
    };
    let (models, databases) = copies(fill).await;
    let mut all = Vec::new();
    for test in databases {
        let clock = Clock::frozen(now());
        let data = tempfile::tempdir().expect("a temporary folder");
        std::fs::copy(models.join("keys"), data.path().join("keys")).expect("the keys of the model");
        let vault = Vault::in_file(&data.path().join("keys")).expect("known keys");
        let options = Options { demo: true, data: data.path().to_owned(), ..Options::default() };
        let app = App::start(test.db.clone(), vault, clock.clone(), options).await.expect("the app starts");
        let router = router(app.clone(), None);
        all.push(TestCity { app, clock, engine: test.engine, data, router, sessions: Mutex::default(), _db: test });
    }
    all
}

impl TestCity {
    /// The cookie of a demo account, for tests that act as somebody again and again: one session is enough for them.
    pub async fn session_of(&self, login: &str) -> String {
        if let Some(cookie) = self.sessions.lock().expect("no test panics with it").get(login) {
            return cookie.clone();
        }
        let cookie = self.sign_in(login).await;
        self.sessions.lock().expect("no test panics with it").insert(login.to_owned(), cookie.clone());
        cookie
    }

    /// The cookie of a new session of a demo account.
    pub async fn sign_in(&self, login: &str) -> String {
        let attempt = Attempt { login, password: PASSWORD, from: None, client: Client::Other };
        let signed_in = self.app.sessions.sign_in(&self.app.db, attempt, self.clock.now()).await;
        let cookie = cookie::set(&signed_in.expect("a token"), 60, false);
        cookie.split(';').next().unwrap_or_default().to_owned()
    }

    /// Calls a door; the body is null when the answer has none.
    pub async fn call(&self, method: &str, path: &str, cookie: &str, body: Option<Value>) -> (StatusCode, Value) {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        self.call_in("zh-CN", method, path, cookie, body).await
    }

    /// The same, as somebody who reads a language.
    pub async fn call_in(
        &self,
        language: &str,
        method: Method,
        path: &str,
        cookie: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(ascii(path))
            .header(header::COOKIE, cookie)
            .header(header::ACCEPT_LANGUAGE, language)
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
            .expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let status = response.status();
        if response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
            return (status, Value::Null);
        }
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Value {
        let (status, body) = self.call("GET", path, cookie, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    /// How many cases are stored.
    pub async fn cases(&self) -> i64 {
        let count = "SELECT count(*) FROM case_record";
        crate::on!(&self.app.db, pool => sqlx::query_scalar(count).fetch_one(pool).await).expect("a count")
    }
}

/// Percent-encodes what is not ASCII, as a browser does.
fn ascii(path: &str) -> String {
    path.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
