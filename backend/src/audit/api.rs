//! `GET /api/v1/audit/seals`.

use super::store;
use crate::app::App;
use crate::http::{Access, ApiResult, Doors, Query};
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::audit::Seal;
use shared::api::problem::Problem;
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 100;
const MAX_LIMIT: usize = 1_000;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::ReadAudit), routes!(seals))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct SealsQuery {
    /// At most 1,000.
    limit: Option<usize>,
    /// `next` of the page before: a day.
    after: Option<NaiveDate>,
}

/// The seals of the history, newest first. Keep them where nobody who runs this server can change them:
/// `mirrorlake audit verify --seals FILE` compares them with those that are here.
#[utoipa::path(get, path = "/api/v1/audit/seals", params(SealsQuery),
    responses((status = 200, body = Page<Seal>), (status = 422, body = Problem)))]
async fn seals(State(app): State<App>, Query(query): Query<SealsQuery>) -> ApiResult<Json<Page<Seal>>> {
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let before = query.after.unwrap_or(store::END_OF_DAYS);
    let mut items = store::seals_before(&app.db, before, limit as i64 + 1).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|seal| seal.day.to_string());
    Ok(Json(Page { items, next }))
}
