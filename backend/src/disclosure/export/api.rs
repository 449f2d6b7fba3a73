//! `/api/v1/person-exports`.

use super::service;
use crate::app::App;
use crate::both;
use crate::http::extract::Reader;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::{Deed, Object};
use shared::api::Page;
use shared::api::disclosure::{PersonExportDecision, PersonExportInput, PersonExportView};
use shared::api::problem::Problem;
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 200;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::ExportPeople), routes!(ask))
        .door(Access::Session, routes!(list))
        .door(Access::May(Deed::ApproveExports), routes!(approve))
        .door(Access::May(Deed::ApproveExports), routes!(refuse))
        .door(Access::May(Deed::ExportPeople), routes!(file))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// At most 200.
    limit: Option<i64>,
    after: Option<String>,
}

/// Ask for a list of persons as a file: at most 50,000 of them.
#[utoipa::path(post, path = "/api/v1/person-exports", request_body = PersonExportInput,
    responses((status = 201, body = PersonExportView), (status = 422, body = Problem)))]
async fn ask(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Body(input): Body<PersonExportInput>,
) -> ApiResult<(StatusCode, Json<PersonExportView>)> {
    Ok((StatusCode::CREATED, Json(service::ask(&app, viewer.account()?, input).await?)))
}

/// One's own requests, newest first; for those who approve, the ones about the area of their office.
#[utoipa::path(get, path = "/api/v1/person-exports", params(ListQuery),
    responses((status = 200, body = Page<PersonExportView>), (status = 403, body = Problem)))]
async fn list(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<ListQuery>,
) -> ApiResult<Json<Page<PersonExportView>>> {
    let account = viewer.account()?;
    let mut page = Page { items: Vec::new(), next: None };
    if ![Deed::ExportPeople, Deed::ApproveExports].iter().any(|deed| account.may(*deed, Object::Any)) {
        return Ok(Json(page));
    }
    let before = query.after.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| ApiError::field("?after", both!("应为编号", "must be a number")))?;
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    page.items = service::list(&app, account, before.unwrap_or(i64::MAX), limit + 1).await?;
    let more = page.items.len() as i64 > limit;
    page.items.truncate(limit as usize);
    page.next = page.items.last().filter(|_| more).map(|last| last.id.clone());
    Ok(Json(page))
}

/// Approve a request of somebody else: its asker can fetch the file once within 24 hours.
#[utoipa::path(post, path = "/api/v1/person-exports/{id}/approve", request_body = PersonExportDecision,
    params(("id" = String, Path)), responses((status = 200, body = PersonExportView), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn approve(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(decision): Body<PersonExportDecision>,
) -> ApiResult<Json<PersonExportView>> {
    Ok(Json(service::decide(&app, viewer.account()?, &id, true, decision.note.as_deref()).await?))
}

/// Refuse a request of somebody else, with a reason.
#[utoipa::path(post, path = "/api/v1/person-exports/{id}/refuse", request_body = PersonExportDecision,
    params(("id" = String, Path)), responses((status = 200, body = PersonExportView), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn refuse(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(decision): Body<PersonExportDecision>,
) -> ApiResult<Json<PersonExportView>> {
    Ok(Json(service::decide(&app, viewer.account()?, &id, false, decision.note.as_deref()).await?))
}

/// The file of one's own approved request, once.
#[utoipa::path(get, path = "/api/v1/person-exports/{id}/file", params(("id" = String, Path)), responses(
    (status = 200, content((Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn file(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    let (name, bytes) = service::fetch(&app, viewer.account()?, &id, lang).await?;
    let headers = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
