//! `/api/v1/cases`, `/api/v1/cases/export`, `/api/v1/queue`, `/api/v1/supervision`, `/api/v1/filters`.

use super::filter::{ListQuery, cursor, read_cursor};
use super::{board, export, saved, service};
use crate::app::App;
use crate::both;
use crate::case::view::{Directory, Eyes};
use crate::http::extract::Reader;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Json};
use shared::access::Deed;
use shared::api::Page;
use shared::api::problem::Problem;
use shared::api::queue::{CasePage, ListFormat, QueueView, SavedFilter, SupervisionView};
use utoipa_axum::routes;

const LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::SeeCases), routes!(list))
        .door(Access::May(Deed::ExportCases), routes!(take_away))
        .door(Access::May(Deed::SeeCases), routes!(queue))
        .door(Access::May(Deed::SeeCases), routes!(supervision))
        .door(Access::May(Deed::SeeCases), routes!(filters, keep_filter))
        .door(Access::May(Deed::SeeCases), routes!(drop_filter))
}

/// Cases within the viewer's office, newest first or first due first.
#[utoipa::path(get, path = "/api/v1/cases", params(ListQuery),
    responses((status = 200, body = CasePage), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<ListQuery>,
) -> ApiResult<Json<CasePage>> {
    if query.format.is_some() {
        let mend = both!("导出请使用 /api/v1/cases/export", "files come from /api/v1/cases/export");
        return Err(ApiError::field("?format", mend));
    }
    let nothing = CasePage { items: Vec::new(), next: None, searched_to: None };
    let Some(wanted) = query.read(&app, viewer.account()?)? else { return Ok(Json(nothing)) };
    let after = query.after.as_deref().map_or(Ok(wanted.start()), |after| read_cursor(wanted.order, after))?;
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let page = service::page(&app.db, &wanted, after, limit, service::SEARCHED).await?;
    let (directory, now) = (Directory::of(&app), wanted.narrow.now);
    Ok(Json(CasePage {
        items: page.rows.iter().map(|row| directory.view(row, Eyes::Staff, now)).collect(),
        next: page.next.map(|place| cursor(wanted.order, place)),
        searched_to: page.searched_to,
    }))
}

/// The same list as a file: CSV (UTF-8 with its mark, as spreadsheets expect it) or Excel, at most 100,000 cases. Nothing
/// in it is about the reporter. `limit` and `after` have no meaning here.
#[utoipa::path(get, path = "/api/v1/cases/export", params(ListQuery), responses(
    (status = 200, content((Vec<u8> = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn take_away(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Query(query): Query<ListQuery>,
) -> ApiResult<Response> {
    let account = viewer.account()?;
    let wanted = query.read(&app, account)?;
    export::export(&app, account, wanted.as_ref(), query.format.unwrap_or(ListFormat::Csv), lang).await
}

/// What waits for the office in which the viewer acts.
#[utoipa::path(get, path = "/api/v1/queue", responses((status = 200, body = QueueView)))]
async fn queue(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<QueueView>> {
    Ok(Json(board::queue(&app, &viewer.account()?.office).await?))
}

/// 督考130 over the cases that the viewer sees.
#[utoipa::path(get, path = "/api/v1/supervision", responses((status = 200, body = SupervisionView)))]
async fn supervision(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<SupervisionView>> {
    Ok(Json(board::supervision(&app, &viewer.account()?.office).await?))
}

/// The filters that the viewer keeps, by name.
#[utoipa::path(get, path = "/api/v1/filters", responses((status = 200, body = Page<SavedFilter>)))]
async fn filters(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<Page<SavedFilter>>> {
    let items = saved::all(&app.db, &viewer.account()?.login).await?;
    Ok(Json(Page { items, next: None }))
}

/// Keep a filter under a name; one that has the name already is replaced. At most 50.
#[utoipa::path(put, path = "/api/v1/filters", request_body = SavedFilter,
    responses((status = 200, body = SavedFilter), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn keep_filter(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Body(filter): Body<SavedFilter>,
) -> ApiResult<Json<SavedFilter>> {
    Ok(Json(saved::keep(&app.db, &viewer.account()?.login, filter).await?))
}

/// Drop a filter.
#[utoipa::path(delete, path = "/api/v1/filters/{name}", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn drop_filter(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(name): Path<String>,
) -> ApiResult<StatusCode> {
    saved::forget(&app.db, &viewer.account()?.login, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
