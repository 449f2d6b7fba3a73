//! Sending one delivery over HTTP: ten seconds, no redirects, no proxies, and a bounded part of the answer is read.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// Connecting, sending and the answer together.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of an answer this much is read, so that its connection can serve again; a longer one costs the connection, and nothing
/// of it is kept.
const ANSWER: usize = 64 * 1024;
/// Characters of an error that are kept.
const REASON: usize = 200;

/// One request.
#[derive(Debug)]
pub struct Delivery<'a> {
    pub url: &'a str,
    pub id: &'a str,
    pub event: &'a str,
    /// Unix seconds.
    pub timestamp: &'a str,
    pub signature: &'a str,
    pub body: Vec<u8>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With what the receiver said.
    Delivered(Bytes),
    /// 410: the receiver wants nothing more, ever.
    Gone,
    Failed {
        status: Option<u16>,
        reason: String,
    },
}

/// Keeps connections to receivers open.
#[derive(Clone, Debug)]
pub struct Poster(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Poster {
    /// Trusts the certificates that this machine trusts. Without any, HTTPS receivers fail and others do not.
    pub fn start() -> Poster {
        let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider speaks TLS 1.2 and 1.3");
        let config = match builder.clone().with_native_roots() {
            Ok(trusting) => trusting,
            Err(error) => {
                tracing::warn!(%error, "this machine trusts no certificates: sending over HTTPS will fail");
                builder.with_root_certificates(RootCertStore::empty())
            }
        };
        let connector = HttpsConnectorBuilder::new().with_tls_config(config.with_no_client_auth());
        Poster(Client::builder(TokioExecutor::new()).build(connector.https_or_http().enable_http1().build()))
    }

    pub async fn post(&self, delivery: Delivery<'_>) -> Outcome {
        match tokio::time::timeout(PATIENCE, self.send(delivery)).await {
            Ok(Ok((status, said))) if (200..300).contains(&status) => Outcome::Delivered(said),
            Ok(Ok((410, _))) => Outcome::Gone,
            Ok(Ok((status, _))) => {
                Outcome::Failed { status: Some(status), reason: format!("the receiver answered {status}") }
            }
            Ok(Err(error)) => Outcome::Failed { status: None, reason: reason(error.as_ref()) },
            Err(_) => {
                Outcome::Failed { status: None, reason: format!("no answer within {} seconds", PATIENCE.as_secs()) }
            }
        }
    }

    async fn send(&self, delivery: Delivery<'_>) -> Result<(u16, Bytes), Box<dyn Error + Send + Sync>> {
        let request = axum::http::Request::post(delivery.url)
            .header("content-type", "application/json")
            .header("user-agent", concat!("mirrorlake/", env!("CARGO_PKG_VERSION")))
            .header("x-mirrorlake-event", delivery.event)
            .header("x-mirrorlake-delivery", delivery.id)
            .header("x-mirrorlake-timestamp", delivery.timestamp)
            .header("x-mirrorlake-signature", delivery.signature)
            .body(Full::new(Bytes::from(delivery.body)))?;
        let answer = self.0.request(request).await?;
        let status = answer.status().as_u16();
        // The status is the answer; how its body ends changes nothing.
        let said = Limited::new(answer.into_body(), ANSWER).collect().await.map(|body| body.to_bytes());
        Ok((status, said.unwrap_or_default()))
    }
}

/// An error and what caused it, in one bounded line. Causes below the request name no address with its query.
fn reason(error: &(dyn Error + 'static)) -> String {
    let (mut lines, mut cause) = (Vec::new(), Some(error));
    while let Some(error) = cause {
        lines.push(error.to_string());
        cause = error.source();
    }
    lines.join(": ").replace(['\r', '\n'], " ").chars().take(REASON).collect()
}
