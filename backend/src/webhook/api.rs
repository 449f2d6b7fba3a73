//! `/api/v1/webhooks`.

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
use shared::api::webhook::{DeadLetter, WebhookCreated, WebhookInput, WebhookView};
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::ManageWebhooks), routes!(list))
        .door(Access::May(Deed::ManageWebhooks), routes!(create))
        .door(Access::May(Deed::ManageWebhooks), routes!(update))
        .door(Access::May(Deed::ManageWebhooks), routes!(delete))
        .door(Access::May(Deed::ManageWebhooks), routes!(dead))
        .door(Access::May(Deed::ManageWebhooks), routes!(retry))
}

/// Webhooks whose areas lie in one's own, in the order in which they were made; there are 20 at most.
#[utoipa::path(get, path = "/api/v1/webhooks", responses((status = 200, body = Page<WebhookView>)))]
async fn list(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<Page<WebhookView>>> {
    Ok(Json(Page { items: service::list(&app, viewer.account()?).await?, next: None }))
}

/// Connect a system: it is told of everything that happens from now on. The answer shows the secret of its signatures,
/// this once.
#[utoipa::path(post, path = "/api/v1/webhooks", request_body = WebhookInput, responses(
    (status = 201, body = WebhookCreated), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Body(input): Body<WebhookInput>,
) -> ApiResult<(StatusCode, Json<WebhookCreated>)> {
    Ok((StatusCode::CREATED, Json(service::create(&app, viewer.account()?, input).await?)))
}

/// Change a webhook as a whole; its secret and what it has been sent stay.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}", params(("id" = String, Path)), request_body = WebhookInput,
    responses((status = 200, body = WebhookView), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(input): Body<WebhookInput>,
) -> ApiResult<Json<WebhookView>> {
    Ok(Json(service::update(&app, viewer.account()?, number(&id)?, input).await?))
}

/// Remove a webhook, with what it still had to send.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    service::delete(&app, viewer.account()?, number(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct DeadQuery {
    /// At most 200.
    limit: Option<usize>,
    after: Option<String>,
}

/// Events that could not be delivered in eight attempts, in their order.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/dead", params(("id" = String, Path), DeadQuery),
    responses((status = 200, body = Page<DeadLetter>), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn dead(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Query(query): Query<DeadQuery>,
) -> ApiResult<Json<Page<DeadLetter>>> {
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let after = query.after.as_deref().map_or(Ok(0), |cursor| {
        let wrong = both!("游标无效，请从第一页重新查询", "this is no cursor of ours; start again from the first page");
        cursor.parse().map_err(|_| ApiError::field("?after", wrong))
    })?;
    Ok(Json(service::dead(&app, viewer.account()?, number(&id)?, (after, limit)).await?))
}

/// Try a dead letter anew, at once, with eight attempts as if it had just happened.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/dead/{seq}/retry", params(("id" = String, Path), ("seq" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn retry(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path((id, seq)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    service::revive(&app, viewer.account()?, number(&id)?, number(&seq)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
