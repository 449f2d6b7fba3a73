//! `GET /api/v1/categories`.

use crate::app::App;
use crate::http::{Access, Doors};
use axum::Json;
use axum::extract::State;
use shared::api::Page;
use shared::case::category::Category;
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::Public, routes!(list))
}

/// The categories that a report may name.
#[utoipa::path(get, path = "/api/v1/categories", responses((status = 200, body = Page<Category>)))]
async fn list(State(app): State<App>) -> Json<Page<Category>> {
    Json(Page { items: app.categories.iter().cloned().collect(), next: None })
}
