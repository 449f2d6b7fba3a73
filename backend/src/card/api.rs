//! `GET /api/v1/cards/{grid}` for printing, `GET /api/v1/doorplates/{code}` for whoever scans one.

use super::{service, store};
use crate::app::App;
use crate::both;
use crate::http::{Access, ApiError, ApiResult, Doors, Query, Viewer};
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::{Deed, Object};
use shared::api::card::{CardSheet, PlateView};
use shared::api::place::PlaceRef;
use shared::api::problem::Problem;
use shared::area::{AreaCode, AreaLevel};
use shared::geo::{Datum, Position};
use utoipa::IntoParams;
use utoipa_axum::routes;

/// A code with room for no more.
const LONGEST_CODE: usize = 32;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::SeePeople), routes!(sheet)).door(Access::Public, routes!(plate))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct SheetQuery {
    /// The card of this dwelling only.
    dwelling: Option<String>,
    /// Where citizens reach this server: `https://host`. It is printed in the codes.
    origin: String,
}

/// The contact cards of a grid in the area of one's office: one for each household.
#[utoipa::path(get, path = "/api/v1/cards/{code}", params(("code" = String, Path), SheetQuery),
    responses((status = 200, body = CardSheet), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn sheet(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(code): Path<String>,
    Query(query): Query<SheetQuery>,
) -> ApiResult<Json<CardSheet>> {
    let no_grid = || ApiError::not_found(both!("没有这个编码的网格", "there is no grid with this code"));
    let code = AreaCode::trusted(code);
    let book = app.areas.book();
    let grid = book.get(&code).filter(|area| area.level == AreaLevel::Grid).ok_or_else(no_grid)?;
    if !viewer.may(Deed::SeePeople, Object::Area(&grid.code)) {
        return Err(no_grid());
    }
    let origin = origin(&query.origin)
        .ok_or_else(|| ApiError::field("?origin", both!("应为 https://主机名", "must be https://host")))?;
    let no_dwelling = || ApiError::not_found(both!("该网格没有这个户室", "there is no such dwelling in this grid"));
    let only = match query.dwelling {
        Some(id) => Some(id.parse::<i64>().map_err(|_| no_dwelling())?),
        None => None,
    };
    let sheet = service::sheet(&app, &grid.code, only, &origin).await?;
    if only.is_some() && sheet.cards.is_empty() {
        return Err(no_dwelling());
    }
    Ok(Json(sheet))
}

/// The door that a scanned code stands for.
#[utoipa::path(get, path = "/api/v1/doorplates/{code}", params(("code" = String, Path)),
    responses((status = 200, body = PlateView), (status = 404, body = Problem)))]
async fn plate(State(app): State<App>, Path(code): Path<String>) -> ApiResult<Json<PlateView>> {
    let row = match code.len() {
        0..=LONGEST_CODE => store::door(&app.db, &code).await?,
        _ => None,
    };
    let row = row.ok_or_else(|| ApiError::not_found(both!("此二维码已失效", "this code is no longer valid")))?;
    let address = service::address(&row);
    Ok(Json(PlateView {
        building: PlaceRef { id: row.building_id.to_string(), name: row.full_name() },
        entrance: service::small(row.entrance),
        address,
        location: Position { lon: row.lon, lat: row.lat }.to_datum(Datum::Wgs84),
    }))
}

/// `https://host:port` and nothing after it.
fn origin(given: &str) -> Option<String> {
    let uri: Uri = given.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme))?;
    let authority = uri.authority()?.as_str();
    let bare = uri.path() == "/" && uri.query().is_none() && !authority.contains('@') && given.len() <= 200;
    bare.then(|| format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        assert_eq!(origin("https://jinghu.example:8443"), Some("https://jinghu.example:8443".to_owned()));
        assert_eq!(origin("http://127.0.0.1:8080/"), Some("http://127.0.0.1:8080".to_owned()));
        for other in
            ["", "jinghu.example", "ftp://a", "https://a/b", "https://a?b", "https://a@b", "javascript:alert(1)"]
        {
            assert_eq!(origin(other), None, "{other}");
        }
    }
}
