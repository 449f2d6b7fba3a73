//! `/healthz`, `/readyz`, `/metrics`.

use crate::app::App;
use crate::http::{Access, ApiError, ApiResult, Doors};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Instant;
use utoipa_axum::routes;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    method: String,
    /// The route, never the address that was called: that may name a case or a person.
    route: String,
    status: u16,
}

/// What the server counts. No label holds anything personal.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Histogram>,
    streams: Gauge,
    last_event: Gauge,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("mirrorlake");
        let histogram: fn() -> Histogram = || Histogram::new([0.001, 0.005, 0.02, 0.1, 0.5, 2.0]);
        let requests = Family::new_with_constructor(histogram);
        let (streams, last_event) = (Gauge::default(), Gauge::default());
        registry.register("request_seconds", "Time to answer, by route and status", requests.clone());
        registry.register("live_streams", "Open live streams", streams.clone());
        registry.register("last_event", "Last event handed out", last_event.clone());
        Metrics { registry, requests, streams, last_event }
    }
}

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::Public, routes!(healthz))
        .door(Access::Public, routes!(readyz))
        .door(Access::Public, routes!(metrics))
}

/// Counts every request by its route.
pub async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let (method, start) = (request.method().to_string(), Instant::now());
    let response = next.run(request).await;
    let labels = Labels { method, route, status: response.status().as_u16() };
    app.metrics.requests.get_or_create(&labels).observe(start.elapsed().as_secs_f64());
    response
}

/// The process lives.
#[utoipa::path(get, path = "/healthz", responses((status = 200)))]
async fn healthz() -> &'static str {
    "ok"
}

/// The process can answer: the database does.
#[utoipa::path(get, path = "/readyz", responses((status = 200), (status = 503)))]
async fn readyz(State(app): State<App>) -> ApiResult<&'static str> {
    app.db.ping().await.map_err(|_| ApiError::busy())?;
    Ok("ready")
}

/// Metrics for Prometheus.
#[utoipa::path(get, path = "/metrics", responses((status = 200, content_type = "application/openmetrics-text")))]
async fn metrics(State(app): State<App>) -> ApiResult<Response> {
    let open = crate::app::STREAMS - app.streams.available_permits();
    app.metrics.streams.set(i64::try_from(open).unwrap_or(i64::MAX));
    app.metrics.last_event.set(app.hub.last());
    let mut text = String::new();
    encode(&mut text, &app.metrics.registry).map_err(|e| ApiError::internal(&e))?;
    let kind = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    Ok((kind, text).into_response())
}
