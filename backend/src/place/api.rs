//! `/api/v1/buildings/{id}`, `/api/v1/dwellings/{id}`.

use super::store;
use crate::app::App;
use crate::both;
use crate::db::geometry::from_wkb;
use crate::disclosure;
use crate::http::{Access, ApiError, ApiResult, Doors, Viewer};
use crate::person;
use axum::extract::{Path, State};
use axum::{Extension, Json};
use geo::BoundingRect;
use shared::access::{Deed, Object};
use shared::api::place::{BuildingDetail, DwellingCell, DwellingDetail, EntranceView, PlaceRef};
use shared::api::problem::Problem;
use shared::area::AreaCode;
use shared::geo::{Datum, Location, Position};
use shared::time::china_day;
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::SeeCases), routes!(building)).door(Access::May(Deed::SeePeople), routes!(dwelling))
}

/// A building with its entrances and dwellings (楼栋图). Outside the area of one's office it has no elevation; who lives
/// there is left out for those who may not see people.
#[utoipa::path(get, path = "/api/v1/buildings/{id}", params(("id" = String, Path)),
    responses((status = 200, body = BuildingDetail), (status = 404, body = Problem)))]
async fn building(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<Json<BuildingDetail>> {
    let row = match id.parse() {
        Ok(id) => store::building(&app.db, id).await?,
        Err(_) => None,
    };
    let row = row.ok_or_else(|| no_such("楼栋", "building"))?;
    let area = AreaCode::trusted(row.area_code.as_str());
    let (entrances, cells) = match viewer.may(Deed::SeeCases, Object::Area(&area)) {
        true => store::elevation(&app.db, row.id).await?,
        false => Default::default(),
    };
    let rect = from_wkb(&row.footprint)?.bounding_rect();
    let people = viewer.may(Deed::SeePeople, Object::Area(&area));
    Ok(Json(BuildingDetail {
        id: row.id.to_string(),
        complex: complex(row.complex_id, row.complex_name.clone()),
        aliases: row.alias_list(),
        kind: row.kind.0,
        floors: small(row.floors),
        height: row.height,
        area: app.areas.book().chain(&area),
        location: wgs84(row.lon, row.lat),
        bbox: rect.map_or([row.lon, row.lat, row.lon, row.lat], |r| [r.min().x, r.min().y, r.max().x, r.max().y]),
        name: row.name,
        address: row.address,
        entrances: (entrances.into_iter())
            .map(|e| EntranceView { id: e.id.to_string(), number: small(e.number), location: wgs84(e.lon, e.lat) })
            .collect(),
        dwellings: (cells.into_iter())
            .map(|cell| DwellingCell {
                id: cell.id.to_string(),
                entrance: small(cell.entrance),
                floor: small(cell.floor),
                number: cell.number,
                usage: cell.usage.0,
                residents: if people { small(cell.residents) } else { 0 },
                care: people && cell.care > 0,
            })
            .collect(),
    }))
}

/// A dwelling in the area of one's office, with its owner and the people who live there now.
#[utoipa::path(get, path = "/api/v1/dwellings/{id}", params(("id" = String, Path)),
    responses((status = 200, body = DwellingDetail), (status = 404, body = Problem)))]
async fn dwelling(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<Json<DwellingDetail>> {
    let row = match id.parse() {
        Ok(id) => store::dwelling(&app.db, id).await?,
        Err(_) => None,
    };
    let within = |area: &str| viewer.may(Deed::SeePeople, Object::Area(&AreaCode::trusted(area)));
    let row = row.filter(|row| within(&row.area_code)).ok_or_else(|| no_such("户室", "dwelling"))?;
    disclosure::looked(&app, viewer.account()?, row.id, &AreaCode::trusted(row.area_code.as_str())).await?;
    let members = person::members(&app.db, row.id, china_day(app.clock.now())).await?;
    Ok(Json(DwellingDetail {
        id: row.id.to_string(),
        building: PlaceRef { id: row.building_id.to_string(), name: row.building_name },
        complex: complex(row.complex_id, row.complex_name),
        entrance: small(row.entrance),
        floor: small(row.floor),
        number: row.number,
        usage: row.usage.0,
        owner_name: row.owner_name,
        area: app.areas.book().chain(&AreaCode::trusted(row.area_code)),
        members,
    }))
}

fn no_such(zh: &str, en: &str) -> ApiError {
    ApiError::not_found(both!("没有这个编号的{zh}", "there is no {en} with this id"))
}

fn complex(id: Option<i64>, name: Option<String>) -> Option<PlaceRef> {
    Some(PlaceRef { id: id?.to_string(), name: name? })
}

fn wgs84(lon: f64, lat: f64) -> Location {
    Position { lon, lat }.to_datum(Datum::Wgs84)
}

fn small(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
