//! `/api/v1/reports`, `/api/v1/cases`.

use super::store::{self, CaseFilter, CaseRow};
use super::view::{Directory, Eyes};
use super::{act, report};
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
use shared::api::case::{
    ActionInput, BulkInput, BulkOutcome, CaseDetail, CaseEvent, CaseOnMap, ReportAnswer, ReportInput,
};
use shared::api::problem::Problem;
use shared::case::Source;
use shared::case::workflow::{self, Action, Stage, TABLE};
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;
/// Cases of one bulk step.
const MAX_BULK: usize = 200;
/// Later than every case, and a time that both engines can hold: the end of the year 9999.
const END_OF_TIME: DateTime<Utc> = DateTime::from_timestamp(253_402_300_799, 0).expect("the year 9999 is a time");

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::Public, routes!(file_report))
        .door(Access::May(Deed::SeeCases), routes!(list))
        .door(Access::May(Deed::SeeCases), routes!(detail))
        .door(Access::May(Deed::SeeCases), routes!(history))
        .door(Access::May(Deed::ActOnCases), routes!(take_step))
        .door(Access::May(Deed::ActOnCases), routes!(take_step_for_many))
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
async fn list(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<ListQuery>,
) -> ApiResult<Json<Page<CaseOnMap>>> {
    let (directory, office) = (Directory::of(&app), &viewer.account()?.office);
    let prefix = match query.area.as_deref().filter(|area| !area.is_empty()) {
        Some(wanted) => {
            let area = directory.book.find(wanted).ok_or_else(|| {
                ApiError::field("?area", both!("没有编码或名称为该值的区域", "no area has this code or name"))
            })?;
            // Whoever asks for more than their own area gets their own.
            let area = if office.area.contains(&area.code) { &area.code } else { &office.area };
            area.prefix().to_owned()
        }
        None => office.area.prefix().to_owned(),
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
        states: query.stage.map(states_at).unwrap_or_default(),
        source: query.source.map(|source| source.to_string()).unwrap_or_default(),
        open_only: query.open.unwrap_or(false),
        text: words,
        department: office.department.map(|department| department.to_string()).unwrap_or_default(),
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

/// The states of a stage, each between spaces.
fn states_at(stage: Stage) -> String {
    let codes = workflow::State::ALL.iter().filter(|state| state.stage() == stage).map(|state| format!("{state} "));
    format!(" {}", codes.collect::<String>())
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

/// One case in full, with what the viewer may do now.
#[utoipa::path(get, path = "/api/v1/cases/{number}", params(("number" = String, Path)),
    responses((status = 200, body = CaseDetail), (status = 404, body = Problem)))]
async fn detail(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Path(number): Path<String>,
) -> ApiResult<Json<CaseDetail>> {
    let account = viewer.account()?;
    let row = act::visible(&app, account, &number).await?;
    Ok(Json(act::detail(&app, account, &row, lang).await?))
}

/// The history of a case, oldest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/history", params(("number" = String, Path)),
    responses((status = 200, body = Page<CaseEvent>), (status = 404, body = Problem)))]
async fn history(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(number): Path<String>,
) -> ApiResult<Json<Page<CaseEvent>>> {
    let row = act::visible(&app, viewer.account()?, &number).await?;
    let events = store::history(&app.db, row.id).await?;
    let items = (events.into_iter())
        .map(|event| CaseEvent {
            seq: event.seq,
            action: event.action.0,
            state: event.state.0,
            at: event.at,
            role: event.role.map(|role| role.0),
            location: act::location(&event),
            changes: serde_json::from_str(&event.changes).unwrap_or_default(),
            actor: event.actor,
            note: event.note,
            hash: event.hash,
        })
        .collect();
    Ok(Json(Page { items, next: None }))
}

/// Take a step of casework. The body names the version that was looked at: when somebody was faster, 409 carries the case
/// as it is now.
#[utoipa::path(post, path = "/api/v1/cases/{number}/actions/{action}", request_body = ActionInput,
    params(("number" = String, Path), ("action" = Action, Path)), responses(
    (status = 200, body = CaseDetail), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn take_step(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Path((number, action)): Path<(String, String)>,
    Body(input): Body<ActionInput>,
) -> ApiResult<Json<CaseDetail>> {
    let account = viewer.account()?;
    let row = act::act(&app, account, &number, known(&action)?, input).await?;
    Ok(Json(act::detail(&app, account, &row, lang).await?))
}

/// Take the same step for many cases, each on its own: some may be refused while others are taken.
#[utoipa::path(post, path = "/api/v1/cases/actions/{action}", request_body = BulkInput,
    params(("action" = Action, Path)), responses((status = 200, body = Page<BulkOutcome>), (status = 422, body = Problem)))]
async fn take_step_for_many(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Path(action): Path<String>,
    Body(input): Body<BulkInput>,
) -> ApiResult<Json<Page<BulkOutcome>>> {
    let (account, action) = (viewer.account()?, known(&action)?);
    if !(1..=MAX_BULK).contains(&input.cases.len()) {
        return Err(ApiError::field("/cases", both!("每次 1 到 {MAX_BULK} 件", "1 to {MAX_BULK} cases at a time")));
    }
    let mut items = Vec::with_capacity(input.cases.len());
    for case in input.cases {
        let step = ActionInput {
            version: case.version,
            note: input.note.clone(),
            departments: input.departments.clone(),
            ..ActionInput::default()
        };
        let (refused, row) = match act::act(&app, account, &case.number, action, step).await {
            Ok(row) => (None, Some(row)),
            Err(error) if error.status().is_server_error() => return Err(error),
            Err(error) => (Some(error.words(lang)), None),
        };
        let view = row.map(|row| Directory::of(&app).view(&row, Eyes::Staff, app.clock.now()));
        items.push(BulkOutcome { number: case.number, refused, case: view });
    }
    Ok(Json(Page { items, next: None }))
}

/// A step that is taken through this door; photos have their own, and report and assignment are the program's.
fn known(action: &str) -> ApiResult<Action> {
    let action = action
        .parse()
        .ok()
        .filter(|action| *action != Action::Attach && TABLE.iter().any(|step| step.action == *action));
    action.ok_or_else(|| ApiError::not_found(both!("没有这个操作", "there is no such step")))
}
