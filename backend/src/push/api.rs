//! `/api/v1/pushes`, `/api/v1/residents/{id}/pushes`.

use super::board::{self, Filter};
use super::service;
use crate::app::App;
use crate::both;
use crate::delivery::number;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::problem::Problem;
use shared::api::push::{
    DeliveryView, PersonPush, PushBoard, ReportTimeline, SubscriptionCreated, SubscriptionInput, SubscriptionView,
};
use shared::push::DeliveryState;
use shared::worker::Department;
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;
/// Days that the board looks back.
const DAYS: u32 = 7;
const MAX_DAYS: u32 = 366;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::SeePushes), routes!(show))
        .door(Access::May(Deed::SeePushes), routes!(deliveries))
        .door(Access::May(Deed::SeePushes), routes!(report))
        .door(Access::May(Deed::SeePeople), routes!(of_person))
        .door(Access::May(Deed::ManagePeople), routes!(list))
        .door(Access::May(Deed::ManagePeople), routes!(create))
        .door(Access::May(Deed::ManagePeople), routes!(update))
        .door(Access::May(Deed::ManagePeople), routes!(close))
        .door(Access::May(Deed::ManagePeople), routes!(retry))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct BoardQuery {
    /// Receipts of so many days are counted, 7 when left out, 366 at most.
    days: Option<u32>,
}

/// How each department fares: what waits, what failed, what was receipted in the period.
#[utoipa::path(get, path = "/api/v1/pushes", params(BoardQuery), responses((status = 200, body = PushBoard)))]
async fn show(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<BoardQuery>,
) -> ApiResult<Json<PushBoard>> {
    let days = query.days.unwrap_or(DAYS).clamp(1, MAX_DAYS);
    Ok(Json(board::board(&app, viewer.account()?, days).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct DeliveryQuery {
    department: Option<Department>,
    state: Option<DeliveryState>,
    /// Number of a report.
    report: Option<String>,
    /// At most 200.
    limit: Option<usize>,
    after: Option<String>,
}

/// Deliveries, newest event first. Nothing in them is personal.
#[utoipa::path(get, path = "/api/v1/pushes/deliveries", params(DeliveryQuery),
    responses((status = 200, body = Page<DeliveryView>), (status = 422, body = Problem)))]
async fn deliveries(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<DeliveryQuery>,
) -> ApiResult<Json<Page<DeliveryView>>> {
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let cursor = |text: &str| {
        let (event, subscription) = text.split_once('-')?;
        Some((event.parse().ok()?, subscription.parse().ok()?))
    };
    let wrong = || both!("游标无效，请从第一页重新查询", "this is no cursor of ours; start again from the first page");
    let after = query.after.as_deref();
    let after = after.map(|text| cursor(text).ok_or_else(|| ApiError::field("?after", wrong()))).transpose()?;
    let filter = Filter { department: query.department, state: query.state, report: query.report, after };
    Ok(Json(board::deliveries(&app, viewer.account()?, &filter, limit).await?))
}

/// A report and what became of it in every department.
#[utoipa::path(get, path = "/api/v1/pushes/reports/{number}", params(("number" = String, Path)),
    responses((status = 200, body = ReportTimeline), (status = 404, body = Problem)))]
async fn report(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(number): Path<String>,
) -> ApiResult<Json<ReportTimeline>> {
    Ok(Json(board::timeline(&app, viewer.account()?, &number).await?))
}

/// What departments were told of a resident, newest first: when, what for, by which law, and which fields in full.
#[utoipa::path(get, path = "/api/v1/residents/{id}/pushes", params(("id" = String, Path)),
    responses((status = 200, body = Page<PersonPush>), (status = 404, body = Problem)))]
async fn of_person(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<Json<Page<PersonPush>>> {
    Ok(Json(Page { items: board::of_person(&app, viewer.account()?, number(&id)?).await?, next: None }))
}

/// Subscriptions whose areas lie in one's own, in the order in which they were made.
#[utoipa::path(get, path = "/api/v1/pushes/subscriptions", responses((status = 200, body = Page<SubscriptionView>)))]
async fn list(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<Page<SubscriptionView>>> {
    Ok(Json(Page { items: service::list(&app, viewer.account()?).await?, next: None }))
}

/// Let a department be told of what happens from now on. The answer shows the secret of the signatures, this once.
#[utoipa::path(post, path = "/api/v1/pushes/subscriptions", request_body = SubscriptionInput, responses(
    (status = 201, body = SubscriptionCreated), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Body(input): Body<SubscriptionInput>,
) -> ApiResult<(StatusCode, Json<SubscriptionCreated>)> {
    Ok((StatusCode::CREATED, Json(service::create(&app, viewer.account()?, input).await?)))
}

/// Change a subscription as a whole; department, secret and what it has been sent stay.
#[utoipa::path(put, path = "/api/v1/pushes/subscriptions/{id}", params(("id" = String, Path)),
    request_body = SubscriptionInput, responses(
    (status = 200, body = SubscriptionView), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(input): Body<SubscriptionInput>,
) -> ApiResult<Json<SubscriptionView>> {
    Ok(Json(service::update(&app, viewer.account()?, number(&id)?, input).await?))
}

/// End a subscription: what it still had to send is withdrawn, what it was sent stays on record.
#[utoipa::path(delete, path = "/api/v1/pushes/subscriptions/{id}", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn close(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    service::close(&app, viewer.account()?, number(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Try an undeliverable one anew, at once, with eight attempts as if it had just happened.
#[utoipa::path(post, path = "/api/v1/pushes/subscriptions/{id}/deliveries/{seq}/retry",
    params(("id" = String, Path), ("seq" = i64, Path)), responses((status = 204), (status = 404, body = Problem)))]
async fn retry(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path((id, seq)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    service::revive(&app, viewer.account()?, number(&id)?, number(&seq)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
