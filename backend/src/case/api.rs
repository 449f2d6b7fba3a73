//! `/api/v1/reports`, `/api/v1/cases`.

use super::report;
use super::store::{self, CaseFilter, CaseRow};
use super::view::{Directory, Eyes};
use crate::app::App;
use crate::area::api::hide_names;
use crate::both;
use crate::http::extract::{Reader, text};
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::case::{CaseDetail, CaseEvent, CaseOnMap, ReportAnswer, ReportInput};
use shared::api::problem::Problem;
use shared::case::Source;
use shared::case::workflow::Stage;
use shared::person::Phone;
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;
/// Later than every case, and a time that both engines can hold: the end of the year 9999.
const END_OF_TIME: DateTime<Utc> = DateTime::from_timestamp(253_402_300_799, 0).expect("the year 9999 is a time");

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::Public, routes!(file_report))
        .door(Access::May(Deed::SeeCases), routes!(list))
        .door(Access::May(Deed::SeeCases), routes!(detail))
        .door(Access::May(Deed::SeeCases), routes!(history))
}

/// File a report. It is stored and assigned before this answers; the same `source` and `external_id` again answer 200
/// with the case that is there.
#[utoipa::path(post, path = "/api/v1/reports", request_body = ReportInput, responses(
    (status = 201, body = ReportAnswer), (status = 200, body = ReportAnswer), (status = 422, body = Problem)))]
async fn file_report(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Body(input): Body<ReportInput>,
) -> ApiResult<(StatusCode, Json<ReportAnswer>)> {
    let (stored, mut assignment) = report(&app, input, lang).await?;
    let eyes = if viewer.sees_cases() { Eyes::Staff } else { Eyes::Everybody };
    if eyes == Eyes::Everybody {
        hide_names(&mut assignment);
    }
    let case = Directory::of(&app).view(&stored.row, eyes, app.clock.now());
    let status = if stored.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(ReportAnswer { case, assignment })))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Code or name of an area.
    area: Option<String>,
    category: Option<String>,
    stage: Option<Stage>,
    source: Option<Source>,
    /// `true` for open cases only.
    open: Option<bool>,
    /// Case number, or a part of place or description.
    q: Option<String>,
    /// At most 500.
    limit: Option<usize>,
    after: Option<String>,
}

/// Cases, newest first.
#[utoipa::path(get, path = "/api/v1/cases", params(ListQuery),
    responses((status = 200, body = Page<CaseOnMap>), (status = 422, body = Problem)))]
async fn list(State(app): State<App>, Query(query): Query<ListQuery>) -> ApiResult<Json<Page<CaseOnMap>>> {
    let directory = Directory::of(&app);
    let prefix = match query.area.as_deref().filter(|area| !area.is_empty()) {
        Some(wanted) => directory.book.find(wanted).map(|area| area.code.prefix().to_owned()).ok_or_else(|| {
            ApiError::field("?area", both!("没有编码或名称为该值的区域", "no area has this code or name"))
        })?,
        None => String::new(),
    };
    let words = match query.q.as_deref().filter(|q| !q.trim().is_empty()) {
        Some(q) => text("?q", q, 100).map_err(|fault| ApiError::invalid(vec![fault]))?,
        None => String::new(),
    };
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let filter = CaseFilter {
        area_to: format!("{prefix}~"),
        area_from: prefix,
        category: query.category.unwrap_or_default(),
        stage: query.stage.map(|stage| stage.to_string()).unwrap_or_default(),
        source: query.source.map(|source| source.to_string()).unwrap_or_default(),
        open_only: query.open.unwrap_or(false),
        text: words,
        before: query.after.as_deref().map_or(Ok((END_OF_TIME, i64::MAX)), read_cursor)?,
        limit: limit as i64 + 1,
    };
    let mut rows = store::list(&app.db, &filter).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(cursor);
    let now = app.clock.now();
    let items = rows.iter().map(|row| directory.view(row, Eyes::Staff, now)).collect();
    Ok(Json(Page { items, next }))
}

fn cursor(row: &CaseRow) -> String {
    format!("{}.{}", row.reported_at.timestamp_micros(), row.id)
}

fn read_cursor(text: &str) -> ApiResult<(DateTime<Utc>, i64)> {
    let parts = text.split_once('.').and_then(|(micros, id)| Some((micros.parse().ok()?, id.parse().ok()?)));
    parts.and_then(|(micros, id)| Some((DateTime::from_timestamp_micros(micros)?, id))).ok_or_else(|| {
        ApiError::field(
            "?after",
            both!("游标无效，请从第一页重新查询", "this is no cursor of ours; start again from the first page"),
        )
    })
}

/// One case in full.
#[utoipa::path(get, path = "/api/v1/cases/{number}", params(("number" = String, Path)),
    responses((status = 200, body = CaseDetail), (status = 404, body = Problem)))]
async fn detail(
    State(app): State<App>,
    Reader(lang): Reader,
    Path(number): Path<String>,
) -> ApiResult<Json<CaseDetail>> {
    let row = find(&app, &number).await?;
    let directory = Directory::of(&app);
    let parent = match row.parent_id {
        Some(id) => store::by_id(&app.db, id).await?.map(|parent| parent.number),
        None => None,
    };
    let phone = row.reporter_phone.as_deref().map(Phone::parse).and_then(Result::ok);
    Ok(Json(CaseDetail {
        case: directory.view(&row, Eyes::Staff, app.clock.now()),
        decided_by: row.decided_by.map(|decided_by| decided_by.0),
        reason: directory.assignment(&row, lang).reason,
        reporter_name: row.reporter_name,
        reporter_phone: phone.map(|phone| phone.masked()),
        occurred_at: row.occurred_at,
        parent,
        satisfied: row.satisfied,
    }))
}

/// The history of a case, oldest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/history", params(("number" = String, Path)),
    responses((status = 200, body = Page<CaseEvent>), (status = 404, body = Problem)))]
async fn history(State(app): State<App>, Path(number): Path<String>) -> ApiResult<Json<Page<CaseEvent>>> {
    let row = find(&app, &number).await?;
    let events = store::history(&app.db, row.id).await?;
    let items = (events.into_iter())
        .map(|event| CaseEvent {
            seq: event.seq,
            action: event.action.0,
            stage: event.stage.0,
            at: event.at,
            actor: event.actor,
            note: event.note,
        })
        .collect();
    Ok(Json(Page { items, next: None }))
}

async fn find(app: &App, number: &str) -> ApiResult<CaseRow> {
    let row = store::by_number(&app.db, number).await?;
    row.ok_or_else(|| ApiError::not_found(both!("没有这个编号的案件", "there is no case with this number")))
}
