//! `/api/v1/audit/seals`, `/api/v1/audit/verification`.

use super::{store, verify};
use crate::app::App;
use crate::both;
use crate::http::extract::Reader;
use crate::http::{Access, ApiError, ApiResult, Doors, Query};
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::audit::{Seal, VerdictView};
use shared::api::problem::Problem;
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 100;
const MAX_LIMIT: usize = 1_000;

/// Reading the whole history is work; nobody needs it twice at the same time.
static VERIFYING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::ReadAudit), routes!(seals)).door(Access::May(Deed::ReadAudit), routes!(verification))
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

/// Check the whole history, every row, case and seal, as it is now; with many cases this takes minutes. While somebody's
/// check is under way another one is 409. Seals that were kept elsewhere are compared by `mirrorlake audit verify`.
#[utoipa::path(post, path = "/api/v1/audit/verification",
    responses((status = 200, body = VerdictView), (status = 409, body = Problem)))]
async fn verification(State(app): State<App>, Reader(lang): Reader) -> ApiResult<Json<VerdictView>> {
    let Ok(_alone) = VERIFYING.try_lock() else {
        return Err(ApiError::conflict(both!("正在校验，请等它结束", "a verification is under way; wait for its end")));
    };
    let as_of = app.clock.now();
    let verdict = verify(&app.db, &[]).await?;
    let findings = verdict.findings.first().iter().map(|finding| finding.words(lang)).collect();
    let count = verdict.findings.count;
    Ok(Json(VerdictView { events: verdict.events, cases: verdict.cases, seals: verdict.seals, count, findings, as_of }))
}
