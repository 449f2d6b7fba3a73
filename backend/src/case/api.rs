//! `/api/v1/reports`, `/api/v1/cases`.

use super::store;
use super::view::{Directory, Eyes};
use super::{act, report};
use crate::app::App;
use crate::area::api::hide_names;
use crate::both;
use crate::http::extract::Reader;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use shared::access::Deed;
use shared::api::Page;
use shared::api::case::{ActionInput, BulkInput, BulkOutcome, CaseDetail, CaseEvent, ReportAnswer, ReportInput};
use shared::api::problem::Problem;
use shared::case::workflow::{Action, TABLE};
use utoipa_axum::routes;

/// Cases of one bulk step.
const MAX_BULK: usize = 200;

pub fn doors(doors: Doors) -> Doors {
    super::list::api::doors(doors)
        .door(Access::Public, routes!(file_report))
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
    let row = act::act(&app, account, &number, known(&action)?, input, lang).await?;
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
        let (refused, row) = match act::act(&app, account, &case.number, action, step, lang).await {
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
