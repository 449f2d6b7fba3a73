//! `GET /api/v1/wall`.

use super::service::picture;
use crate::app::App;
use crate::http::{Access, ApiResult, Doors};
use axum::Json;
use axum::extract::State;
use shared::api::wall::WallView;
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::Display, routes!(wall))
}

/// Everything the wall draws. Open in the demo, by display key (`?key=`) or session otherwise.
#[utoipa::path(get, path = "/api/v1/wall", params(("key" = Option<String>, Query, description = "Display key")),
    responses((status = 200, body = WallView)))]
async fn wall(State(app): State<App>) -> ApiResult<Json<WallView>> {
    Ok(Json(picture(&app).await?))
}
