//! `/api/v1/notices`.

use super::service;
use crate::app::App;
use crate::both;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::notice::{NoticeCount, NoticeView, NoticesRead};
use shared::api::problem::Problem;
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 30;
const MAX_LIMIT: usize = 200;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::SeeCases), routes!(list))
        .door(Access::May(Deed::SeeCases), routes!(count))
        .door(Access::May(Deed::SeeCases), routes!(read))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// At most 200.
    limit: Option<usize>,
    after: Option<String>,
}

/// What concerns the office in which one acts, newest first: events of the last 30 days among the newest 20,000 of the
/// city, of cases that the office sees, and never one's own deeds.
#[utoipa::path(get, path = "/api/v1/notices", params(ListQuery),
    responses((status = 200, body = Page<NoticeView>), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<ListQuery>,
) -> ApiResult<Json<Page<NoticeView>>> {
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let before = match query.after.as_deref() {
        None => i64::MAX,
        Some(cursor) => cursor.parse().map_err(|_| {
            let mend =
                both!("游标无效，请从第一页重新查询", "this is no cursor of ours; start again from the first page");
            ApiError::field("?after", mend)
        })?,
    };
    Ok(Json(service::page(&app, viewer.account()?, before, limit).await?))
}

/// How many of them are unread; it counts to 100 and no further.
#[utoipa::path(get, path = "/api/v1/notices/count", responses((status = 200, body = NoticeCount)))]
async fn count(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<NoticeCount>> {
    Ok(Json(service::count(&app, viewer.account()?).await?))
}

/// Everything up to an event is read, by this account in this office. A mark never moves back.
#[utoipa::path(put, path = "/api/v1/notices/read", request_body = NoticesRead,
    responses((status = 200, body = NoticeCount), (status = 422, body = Problem)))]
async fn read(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Body(read): Body<NoticesRead>,
) -> ApiResult<Json<NoticeCount>> {
    if read.seq < 0 {
        return Err(ApiError::field("/seq", both!("应为事件序号", "must be the number of an event")));
    }
    Ok(Json(service::mark(&app, viewer.account()?, read.seq).await?))
}
