//! `/api/v1/categories`, `/api/v1/categories/table`, `/api/v1/criteria/{code}/limit`.

use super::service::{self, By, ImportError};
use super::table::{self, Format, MAX_BYTES};
use crate::app::App;
use crate::both;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::category::{CategoryView, TableOutcome};
use shared::api::problem::Problem;
use shared::case::deadline::Limit;
use utoipa::IntoParams;
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::Public, routes!(list))
        .door(Access::May(Deed::EditCategories), routes!(export))
        .door(Access::May(Deed::EditCategories), routes!(import))
        .door(Access::May(Deed::EditCategories), routes!(set_limit))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Also what is kept for old cases only.
    #[serde(default)]
    retired: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ExportQuery {
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ImportQuery {
    /// Say what would change, and store nothing.
    #[serde(default)]
    dry_run: bool,
}

/// The categories that a report may name, each with its filing criteria; the first criterion is the usual one.
#[utoipa::path(get, path = "/api/v1/categories", params(ListQuery), responses((status = 200, body = Page<CategoryView>),
    (status = 422, body = Problem)))]
async fn list(State(app): State<App>, Query(query): Query<ListQuery>) -> Json<Page<CategoryView>> {
    Json(Page { items: app.categories.load().views(query.retired), next: None })
}

/// Categories and criteria as a spreadsheet, to be edited and sent back: one row for each criterion.
#[utoipa::path(get, path = "/api/v1/categories/table", params(ExportQuery), responses(
    (status = 200, content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))),
    (status = 422, body = Problem)))]
async fn export(State(app): State<App>, Query(query): Query<ExportQuery>) -> ApiResult<Response> {
    let book = app.categories.load_full();
    let file = table::write(&book, query.format).map_err(|error| ApiError::internal(&error))?;
    let (kind, disposition) = match query.format {
        Format::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"categories.xlsx\"",
        ),
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"categories.csv\""),
    };
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], file).into_response())
}

/// Replace categories and criteria by a table, XLSX or CSV by its content, with the columns of the export; at most 2 MB
/// and 5,000 rows, all or nothing. What the table lacks is retired: kept for the cases that have it, no longer offered.
/// Cases keep the limit that they were filed with. Faults point at cells as the spreadsheet counts them:
/// `/rows/17/时限`, the header being row 1.
#[utoipa::path(put, path = "/api/v1/categories/table", params(ImportQuery), request_body(content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))),
    responses((status = 200, body = TableOutcome), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn import(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> ApiResult<Json<TableOutcome>> {
    let by = by(&viewer)?;
    let bytes = to_bytes(request.into_body(), MAX_BYTES).await.map_err(|_| ApiError::too_large(MAX_BYTES))?;
    let imported = service::import(&app.db, bytes.into(), query.dry_run, &by, app.clock.now()).await;
    let (outcome, book) = imported.map_err(|error| match error {
        ImportError::Table(faults) => ApiError::invalid(faults),
        ImportError::Store(error) => error.into(),
    })?;
    service::offer(&app, book);
    Ok(Json(outcome))
}

/// Change the limit of one criterion. Cases keep the limit that they were filed with.
#[utoipa::path(put, path = "/api/v1/criteria/{code}/limit", params(("code" = String, Path)), request_body = Limit,
    responses((status = 200, body = TableOutcome), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn set_limit(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(code): Path<String>,
    Body(limit): Body<Limit>,
) -> ApiResult<Json<TableOutcome>> {
    let most = Limit::MOST;
    if !(1..=most).contains(&limit.amount) {
        let mend = both!("应为 1 到 {most} 的整数", "must be a whole number from 1 to {most}");
        return Err(ApiError::field("/amount", mend));
    }
    let changed = service::set_limit(&app.db, &code, limit, &by(&viewer)?, app.clock.now()).await?;
    let none = || ApiError::not_found(both!("没有这个编码的立案条件", "there is no criterion with this code"));
    let (outcome, book) = changed.ok_or_else(none)?;
    service::offer(&app, book);
    Ok(Json(outcome))
}

fn by(viewer: &Viewer) -> ApiResult<By> {
    let account = viewer.account()?;
    Ok(By { login: Some(account.login.clone()), name: account.name.clone() })
}
