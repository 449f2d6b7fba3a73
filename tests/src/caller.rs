//! Somebody who calls the server: a client, perhaps with a session.

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub struct Caller {
    pub http: Client,
    base: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e} in {} {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of text"))
    }

    /// The body, when the status is the one expected.
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }
}

impl Caller {
    /// A test makes its own: connections of a client die with the runtime of the test that opened them.
    pub fn new(base: &str, cookie: Option<String>) -> Caller {
        let mut headers = HeaderMap::new();
        if let Some(cookie) = cookie {
            headers.insert(COOKIE, HeaderValue::from_str(&cookie).expect("a cookie is plain"));
        }
        let http = Client::builder().default_headers(headers).build().expect("a client");
        Caller { http, base: base.to_owned() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// A query whose values are encoded here.
    pub async fn ask(&self, path: &str, query: &[(&str, &str)]) -> Answer {
        let mut url = reqwest::Url::parse(&self.url(path)).expect("a valid address");
        url.query_pairs_mut().extend_pairs(query);
        answer(self.http.get(url).timeout(PATIENCE)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string().into_bytes())).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Answer {
        let mut request = self.http.request(method, self.url(path)).timeout(PATIENCE);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        answer(request).await
    }

    /// Signs in and gives the cookie as a browser would send it back.
    pub async fn sign_in(&self, login: &str, password: &str) -> String {
        let answer = self.post("/api/v1/session", &json!({ "login": login, "password": password })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.header(SET_COOKIE.as_str());
        cookie.split(';').next().expect("a cookie has a first part").to_owned()
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.bytes().await.expect("the answer arrives whole").to_vec();
    Answer { status, headers, body }
}
