//! `GET /api/v1/city`.

use crate::app::App;
use crate::http::{Access, Doors};
use axum::Json;
use axum::extract::State;
use shared::api::city::CityView;
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::Public, routes!(city))
}

/// Name, extent and revision of the city.
#[utoipa::path(get, path = "/api/v1/city", responses((status = 200, body = CityView)))]
async fn city(State(app): State<App>) -> Json<CityView> {
    let book = app.areas.book();
    Json(CityView {
        district: book.district().map(|area| area.reference()),
        bbox: book.bbox().unwrap_or_default(),
        demo: app.options.demo,
        wall_open: app.wall_opens_for(None),
        revision: app.tiles.sets.load().revision.clone(),
    })
}
