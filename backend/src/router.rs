//! All doors of the server, and the layers around them.

use crate::app::App;
use crate::http::doors::Door;
use crate::http::problem::{no_such_page, render_problems};
use crate::http::{Doors, headers};
use crate::{
    account, area, audit, card, case, category, city, disclosure, evidence, health, live, notify, person, place, push,
    register, search, tenancy, tile, wall, webhook,
};
use axum::Json;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use std::path::{Path, PathBuf};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::services::{ServeDir, ServeFile};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder};

/// Pages of the application: each is answered with the same document.
const PAGES: [&str; 15] = [
    "/",
    "/case/{number}",
    "/board",
    "/access",
    "/exports",
    "/card/{grid}",
    "/import",
    "/tenants",
    "/pushes",
    "/admin",
    "/audit",
    "/me",
    "/wall",
    "/report",
    "/login",
];

/// The doors of the API, their description, and who may open which.
pub fn doors(app: App) -> (Router<App>, OpenApi, Vec<Door>) {
    let info = Info::builder()
        .title("Mirrorlake 镜湖")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Grids, buildings, households and live cases of a district. Answers are in WGS-84."));
    let doors = Doors::new(app, OpenApiBuilder::new().info(info.build()).build());
    [
        health::doors,
        account::api::doors,
        city::api::doors,
        area::api::doors,
        category::api::doors,
        place::api::doors,
        card::api::doors,
        person::api::doors,
        person::correct::doors,
        register::api::doors,
        tenancy::api::doors,
        push::api::doors,
        search::api::doors,
        disclosure::api::doors,
        case::api::doors,
        evidence::api::doors,
        audit::api::doors,
        live::api::doors,
        wall::api::doors,
        tile::api::doors,
        notify::api::doors,
        webhook::api::doors,
    ]
    .into_iter()
    .fold(doors, |doors, noun| noun(doors))
    .open()
}

/// The whole server: API, description, and the application's files from `web`.
pub fn router(app: App, web: Option<&Path>) -> Router {
    let (doors, description, _) = doors(app.clone());
    let mut router = doors.route("/openapi.json", get(|| async { Json(description) }));
    if let Some(web) = web {
        for page in PAGES {
            router = router
                .route_service(page, ServeFile::new(web.join("index.html")).precompressed_br().precompressed_gzip());
        }
        let files = ServeDir::new(web).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
        let application = web.join("index.html");
        let missing = move |request: Request| missing(application.clone(), request);
        router = router.fallback_service(files.fallback(get(missing).fallback(no_such_page)));
    } else {
        router = router.fallback(no_such_page);
    }
    let compressible = DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream"));
    let router = router
        .layer(from_fn_with_state(app.clone(), health::measure))
        .layer(from_fn(revalidate))
        .layer(CatchPanicLayer::custom(|_| crate::http::ApiError::internal(&"a handler panicked").into_response()))
        .layer(from_fn(render_problems))
        .layer(CompressionLayer::new().compress_when(compressible));
    headers::secure(router).with_state(app)
}

/// At an address that is nothing people see the application, which says so; programs get the problem.
async fn missing(application: PathBuf, request: Request) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.contains("text/html") && !request.uri().path().starts_with("/api/") {
        match tokio::fs::read(&application).await {
            Ok(page) => return (StatusCode::NOT_FOUND, Html(page)).into_response(),
            Err(error) => tracing::error!(%error, "the application's page cannot be read"),
        }
    }
    no_such_page().await.into_response()
}

/// Answers that say nothing else are asked for again each time: cheap by ETag and date, and never stale.
async fn revalidate(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let no_cache = HeaderValue::from_static("no-cache");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(no_cache);
    response
}
