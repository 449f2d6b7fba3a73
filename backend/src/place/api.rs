//! `/api/v1/buildings/{id}`, `/api/v1/dwellings/{id}` and its visits.

use super::{household, store};
use crate::app::App;
use crate::both;
use crate::db::geometry::from_wkb;
use crate::disclosure;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use geo::{BoundingRect, Geometry};
use shared::access::{Deed, Object};
use shared::api::place::{BuildingDetail, DwellingCell, DwellingDetail, EntranceView, PlaceRef, VisitInput, VisitView};
use shared::api::problem::Problem;
use shared::area::AreaCode;
use shared::geo::{Datum, Location, Position};
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::SeeCases), routes!(building))
        .door(Access::May(Deed::SeePeople), routes!(dwelling))
        .door(Access::May(Deed::RecordPeople), routes!(visit))
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
    let outline = from_wkb(&row.footprint)?;
    let rect = outline.bounding_rect();
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
        footprint: ring(&outline),
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

/// A dwelling in the area of one's office: its owner, the people who live there now, those who rent it and those who
/// rented it, and who called there. Numbers are masked.
#[utoipa::path(get, path = "/api/v1/dwellings/{id}", params(("id" = String, Path)),
    responses((status = 200, body = DwellingDetail), (status = 404, body = Problem)))]
async fn dwelling(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<Json<DwellingDetail>> {
    let row = within(&app, &viewer, Deed::SeePeople, &id).await?;
    disclosure::looked(&app, viewer.account()?, row.id, &row.area()).await?;
    Ok(Json(household::detail(&app, &viewer, row).await?))
}

/// Notes a visit (走访) to a household in the area of one's office.
#[utoipa::path(post, path = "/api/v1/dwellings/{id}/visits", params(("id" = String, Path)), request_body = VisitInput,
    responses((status = 201, body = VisitView), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn visit(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(input): Body<VisitInput>,
) -> ApiResult<(StatusCode, Json<VisitView>)> {
    let row = within(&app, &viewer, Deed::RecordPeople, &id).await?;
    let noted = household::note_visit(&app, viewer.account()?, row.id, input).await?;
    Ok((StatusCode::CREATED, Json(noted)))
}

/// A dwelling that the viewer may do this to; one outside their area is not there for them.
async fn within(app: &App, viewer: &Viewer, deed: Deed, id: &str) -> ApiResult<store::DwellingDetailRow> {
    let row = match id.parse() {
        Ok(id) => store::dwelling(&app.db, id).await?,
        Err(_) => None,
    };
    row.filter(|row| viewer.may(deed, Object::Area(&row.area()))).ok_or_else(|| no_such("户室", "dwelling"))
}

/// The outer ring of a footprint.
fn ring(outline: &Geometry<f64>) -> Vec<[f64; 2]> {
    match outline {
        Geometry::Polygon(polygon) => polygon.exterior().coords().map(|at| [at.x, at.y]).collect(),
        _ => Vec::new(),
    }
}

fn no_such(zh: &str, en: &str) -> ApiError {
    ApiError::not_found(both!("没有这个编号的{zh}", "there is no {en} with this id"))
}

pub(super) fn complex(id: Option<i64>, name: Option<String>) -> Option<PlaceRef> {
    Some(PlaceRef { id: id?.to_string(), name: name? })
}

fn wgs84(lon: f64, lat: f64) -> Location {
    Position { lon, lat }.to_datum(Datum::Wgs84)
}

pub(super) fn small(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
