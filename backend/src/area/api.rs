//! `/api/v1/areas`, `/api/v1/locate`.

use super::store::OpenRow;
use super::{Area, AreaBook, BoundaryError, Given, assign, store};
use crate::app::App;
use crate::both;
use crate::http::extract::Reader;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use crate::search::PeopleIndex;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use geo::MapCoords;
use geo_types::{Coord, MultiPolygon};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::area::{AreaDetail, AreaView, Assignment};
use shared::api::problem::Problem;
use shared::area::{AreaCode, AreaLevel, GridKind, GridSize};
use shared::geo::{Datum, Location};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::SeeCases), routes!(list))
        .door(Access::May(Deed::SeeCases), routes!(detail))
        .door(Access::May(Deed::EditAreas), routes!(set_boundary))
        .door(Access::Public, routes!(locate))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// `district`, `subdistrict`, `community` or `grid`; all when left out.
    level: Option<AreaLevel>,
    /// Code of the area whose parts are wanted, at any depth.
    within: Option<String>,
}

/// Areas with their open and overdue cases, by code.
#[utoipa::path(get, path = "/api/v1/areas", params(ListQuery), responses((status = 200, body = Page<AreaView>)))]
async fn list(State(app): State<App>, Query(query): Query<ListQuery>) -> ApiResult<Json<Page<AreaView>>> {
    let book = app.areas.book();
    let loads = Loads::of(&store::open_cases(&app.db, app.clock.now()).await?);
    let within = query.within.map(AreaCode::trusted);
    let people = app.people.load();
    let items = (book.all())
        .filter(|area| query.level.is_none_or(|level| area.level == level))
        .filter(|area| within.as_ref().is_none_or(|whole| whole != &area.code && whole.contains(&area.code)))
        .map(|area| view(&book, area, &loads, &people))
        .collect();
    Ok(Json(Page { items, next: None }))
}

/// One area with its staff and counts.
#[utoipa::path(get, path = "/api/v1/areas/{code}", params(("code" = String, Path)),
    responses((status = 200, body = AreaDetail), (status = 404, body = Problem)))]
async fn detail(State(app): State<App>, Path(code): Path<String>) -> ApiResult<Json<AreaDetail>> {
    let book = app.areas.book();
    let now = app.clock.now();
    let area = book.get(&AreaCode::trusted(code)).ok_or_else(no_such_area)?;
    let loads = Loads::of(&store::open_cases(&app.db, now).await?);
    let (buildings, residents) = store::counts(&app.db, &area.code.range()).await?;
    Ok(Json(AreaDetail {
        area: view(&book, area, &loads, &app.people.load()),
        chain: book.chain(&area.code),
        buildings: u32::try_from(buildings).unwrap_or(u32::MAX),
        residents: u32::try_from(residents).unwrap_or(u32::MAX),
        staff: app.roster.load().staff(&area.code, now),
    }))
}

/// A new boundary.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BoundaryInput {
    datum: Datum,
    /// Parts → rings (outer first) → points `[lon, lat]`, rings closed, as in a GeoJSON MultiPolygon.
    coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

/// Change the boundary of an area; every later question is answered by the new one.
#[utoipa::path(put, path = "/api/v1/areas/{code}/boundary", params(("code" = String, Path)), request_body = BoundaryInput,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn set_boundary(
    State(app): State<App>,
    Path(code): Path<String>,
    Body(input): Body<BoundaryInput>,
) -> ApiResult<StatusCode> {
    let invalid = |cause: &dyn std::fmt::Display| {
        ApiError::field("/coordinates", both!("边界无效：{cause}", "the boundary is not valid: {cause}"))
    };
    let given = crate::spatial::from_rings(&input.coordinates).map_err(|fault| invalid(&fault))?;
    let boundary: MultiPolygon<f64> = given
        .try_map_coords(|Coord { x, y }| {
            let at = Location { lon: x, lat: y, datum: input.datum }.to_wgs84()?;
            Ok(Coord { x: at.lon, y: at.lat })
        })
        .map_err(|error: shared::geo::LocationError| invalid(&error))?;
    match app.areas.set_boundary(&app.db, &AreaCode::trusted(code), boundary).await {
        Ok(()) => {}
        Err(BoundaryError::UnknownArea) => return Err(no_such_area()),
        Err(BoundaryError::Geometry(fault)) => return Err(invalid(&fault)),
        Err(BoundaryError::Store(error)) => return Err(error.into()),
    }
    app.refresh_map().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct LocateQuery {
    lon: f64,
    lat: f64,
    datum: Datum,
}

/// Where is this, whose is it, and why. The public learns the grid, staff also the worker.
#[utoipa::path(get, path = "/api/v1/locate", params(LocateQuery),
    responses((status = 200, body = Assignment), (status = 422, body = Problem)))]
async fn locate(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Query(query): Query<LocateQuery>,
) -> ApiResult<Json<Assignment>> {
    let LocateQuery { lon, lat, datum } = query;
    let book = app.areas.book();
    let given = Given { location: Some(Location { lon, lat, datum }), building: None };
    let asked = given.check(&book, false).map_err(|(field, mend)| {
        ApiError::field(
            if field.is_empty() { "?lon" } else { field.strip_prefix('/').map_or("?lon", query_name) },
            mend,
        )
    })?;
    let (_, mut assignment) = assign(asked, &book, &app.roster.load(), app.clock.now(), lang);
    if !viewer.sees_cases() {
        hide_names(&mut assignment);
    }
    Ok(Json(assignment))
}

fn query_name(field: &str) -> &'static str {
    if field == "lat" { "?lat" } else { "?lon" }
}

/// What the public may know of an assignment: not the worker's full name, not the neighbours considered.
pub fn hide_names(assignment: &mut Assignment) {
    if let Some(worker) = &mut assignment.worker {
        worker.name = shared::person::mask_name(&worker.name);
    }
    assignment.candidates.clear();
}

fn no_such_area() -> ApiError {
    ApiError::not_found(both!("没有这个编码的区域", "there is no area with this code"))
}

/// Open and overdue cases, summed from the leaves up.
#[derive(Debug)]
struct Loads(BTreeMap<AreaCode, (u32, u32)>);

impl Loads {
    fn of(rows: &[OpenRow]) -> Loads {
        let mut sums = BTreeMap::<AreaCode, (u32, u32)>::new();
        for row in rows {
            for code in std::iter::successors(Some(AreaCode::trusted(row.area_code.as_str())), AreaCode::parent) {
                let (open, overdue) = sums.entry(code).or_default();
                *open += u32::try_from(row.open).unwrap_or(0);
                *overdue += u32::try_from(row.overdue).unwrap_or(0);
            }
        }
        Loads(sums)
    }
}

fn view(book: &AreaBook, area: &Area, loads: &Loads, people: &PeopleIndex) -> AreaView {
    let (open, overdue) = loads.0.get(&area.code).copied().unwrap_or_default();
    let parent = area.code.parent();
    let households = u32::try_from(people.households(&area.code)).unwrap_or(u32::MAX);
    let is_general = area.grid_kind == Some(GridKind::General);
    AreaView {
        code: area.code.to_string(),
        name: area.name.clone(),
        level: area.level,
        grid_kind: area.grid_kind,
        within: parent.as_ref().map(|code| book.full_name(code)).unwrap_or_default(),
        parent: parent.map(|code| code.to_string()),
        households,
        size: GridSize::of(households).filter(|_| is_general),
        open,
        overdue,
        label: area.label.to_datum(Datum::Wgs84),
        bbox: area.bbox,
    }
}

/// Views of chosen areas, for search.
pub async fn views(app: &App, book: &AreaBook, codes: &[AreaCode]) -> ApiResult<Vec<AreaView>> {
    let loads = Loads::of(&store::open_cases(&app.db, app.clock.now()).await?);
    let people = app.people.load();
    Ok(codes.iter().filter_map(|code| book.get(code)).map(|area| view(book, area, &loads, &people)).collect())
}
