//! `/tiles/{layer}.json`, `/tiles/{layer}/{z}/{x}/{y}.mvt`.

use super::sets::{SETS, case_set};
use super::{CachedTile, MAX_ZOOM, TileKey};
use crate::app::App;
use crate::both;
use crate::http::{Access, ApiError, ApiResult, Doors};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use shared::api::problem::Problem;
use std::io::Read;
use utoipa_axum::routes;

/// Deepest zoom that clients should ask for; they enlarge beyond it.
const DEEPEST_SERVED: u8 = 16;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::Public, routes!(description))
        .door(Access::Public, routes!(tile))
        .door(Access::Display, routes!(case_tile))
}

/// TileJSON of a layer: `base`, `areas`, `grids`, `buildings` or `cases`.
#[utoipa::path(get, path = "/tiles/{layer}", params(("layer" = String, Path, description = "`base.json` …")),
    responses((status = 200, description = "TileJSON 3.0"), (status = 404, body = Problem)))]
async fn description(State(app): State<App>, Path(layer): Path<String>, headers: HeaderMap) -> ApiResult<Json<Value>> {
    let name = layer.strip_suffix(".json").unwrap_or_default();
    let (name, layers) = SETS.iter().find(|(set, _)| *set == name).ok_or_else(no_such_tile)?;
    let sets = app.tiles.sets.load();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok()).unwrap_or("http");
    let vector_layers: Vec<Value> = (layers.iter())
        .map(|(id, fields)| {
            let fields: serde_json::Map<String, Value> =
                fields.iter().map(|field| ((*field).to_owned(), Value::from(""))).collect();
            json!({ "id": id, "fields": fields })
        })
        .collect();
    Ok(Json(json!({
        "tilejson": "3.0.0",
        "tiles": [format!("{scheme}://{host}/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt?v={}", sets.revision)],
        "minzoom": 0,
        "maxzoom": DEEPEST_SERVED,
        "bounds": app.areas.book().bbox().unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "vector_layers": vector_layers,
    })))
}

/// A vector tile (MVT 2). 204 where nothing lies.
#[utoipa::path(get, path = "/tiles/{layer}/{z}/{x}/{y}",
    params(("layer" = String, Path), ("z" = u8, Path), ("x" = u32, Path), ("y" = String, Path, description = "`123.mvt`")),
    responses((status = 200, content_type = "application/vnd.mapbox-vector-tile"), (status = 204), (status = 304),
        (status = 404, body = Problem)))]
async fn tile(
    State(app): State<App>,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let (z, x, y) = place(&z, &x, &y).ok_or_else(no_such_tile)?;
    let sets = app.tiles.sets.load_full();
    let (set, _) = sets.get(&layer).ok_or_else(no_such_tile)?;
    // With the revision in its address a tile never changes.
    let lasting = uri.query().and_then(|query| query.strip_prefix("v=")) == Some(sets.revision.as_str());
    let key = TileKey { set, z, x, y, revision: sets.build };
    let cache = app.tiles.cache.clone();
    let encode = move || cache.get(key, || sets.get(set).and_then(|(_, tiles)| tiles.tile(z, x, y)));
    let tile = tokio::task::spawn_blocking(encode).await.map_err(|e| ApiError::internal(&e))?;
    answer(tile.ok_or_else(no_such_tile)?, &headers, if lasting { "public, max-age=86400" } else { "no-cache" })
}

/// A tile of the open public cases, fresh at every call.
#[utoipa::path(get, path = "/tiles/cases/{z}/{x}/{y}",
    params(("z" = u8, Path), ("x" = u32, Path), ("y" = String, Path, description = "`123.mvt`")),
    responses((status = 200, content_type = "application/vnd.mapbox-vector-tile"), (status = 204), (status = 304),
        (status = 404, body = Problem)))]
async fn case_tile(
    State(app): State<App>,
    Path((z, x, y)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let (z, x, y) = place(&z, &x, &y).ok_or_else(no_such_tile)?;
    let bytes = case_set(&app).await?.tile(z, x, y).ok_or_else(no_such_tile)?;
    answer(CachedTile::new(&bytes), &headers, "no-store")
}

fn place(z: &str, x: &str, y: &str) -> Option<(u8, u32, u32)> {
    let z = z.parse().ok().filter(|z| *z <= MAX_ZOOM)?;
    Some((z, x.parse().ok()?, y.strip_suffix(".mvt")?.parse().ok()?))
}

fn answer(tile: CachedTile, headers: &HeaderMap, keep: &'static str) -> ApiResult<Response> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let etag = HeaderValue::from_str(&tile.etag).map_err(|e| ApiError::internal(&e))?;
    let fixed = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if text(header::IF_NONE_MATCH).split(',').any(|known| known.trim().trim_start_matches("W/") == tile.etag) {
        return Ok((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    if tile.gzip.is_empty() {
        return Ok((StatusCode::NO_CONTENT, fixed).into_response());
    }
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/vnd.mapbox-vector-tile"));
    if text(header::ACCEPT_ENCODING).contains("gzip") {
        let encoding = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return Ok((fixed, [kind, encoding], Body::from(tile.gzip)).into_response());
    }
    let mut plain = Vec::new();
    GzDecoder::new(&tile.gzip[..]).read_to_end(&mut plain).map_err(|e| ApiError::internal(&e))?;
    Ok((fixed, [kind], Body::from(plain)).into_response())
}

fn no_such_tile() -> ApiError {
    ApiError::not_found(both!("没有这个图层或瓦片", "there is no such layer or tile"))
}
