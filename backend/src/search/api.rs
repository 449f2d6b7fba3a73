//! `GET /api/v1/search`: one box over people, places, areas and cases.

use super::people::PeopleQuery;
use crate::app::App;
use crate::area::api::views;
use crate::case::{Directory, Eyes, sees, store as cases};
use crate::disclosure;
use crate::http::extract::{Reader, text};
use crate::http::{Access, ApiError, ApiResult, Doors, Query, Viewer};
use crate::person::{self, api::MAX_QUERY};
use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::problem::Problem;
use shared::api::search::{PlaceHit, SearchAnswer};
use shared::area::AreaCode;
use shared::geo::{Datum, Position};
use shared::time::china_day;
use utoipa::IntoParams;
use utoipa_axum::routes;

/// Answers in each group.
const GROUP: usize = 8;
/// People are what the box is mostly asked for; a namesake hidden here is one key away in the list of people.
const PEOPLE: usize = 20;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::SeeCases), routes!(search))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct SearchQuery {
    /// Name, pinyin, initials, place, grid or case number.
    q: String,
    /// Narrows people to possible parents of a child of this age.
    child_age: Option<i32>,
    /// Code or name of an area that people live in.
    area: Option<String>,
}

/// Everything that a text may mean, in groups. People, buildings and cases are those in the area of one's office; people
/// are left out for those who may not see them.
#[utoipa::path(get, path = "/api/v1/search", params(SearchQuery),
    responses((status = 200, body = SearchAnswer), (status = 422, body = Problem)))]
async fn search(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Query(query): Query<SearchQuery>,
) -> ApiResult<Json<SearchAnswer>> {
    let q = text("?q", &query.q, MAX_QUERY).map_err(|fault| ApiError::invalid(vec![fault]))?;
    let (now, book) = (app.clock.now(), app.areas.book());
    let mut answer = SearchAnswer::default();
    let account = viewer.account()?;
    let wanted = query.area.as_deref().and_then(|area| book.find(area)).map(|area| area.code.clone());
    if let Some(area) = account.narrow(wanted).filter(|_| viewer.sees_people()) {
        let wanted = PeopleQuery {
            q: q.clone(),
            area: Some(area),
            child_age: query.child_age,
            limit: PEOPLE,
            ..PeopleQuery::default()
        };
        let (people, today) = (app.people.load(), china_day(now));
        let page = people.search(&wanted, today, lang);
        disclosure::searched(&app, account, &q, wanted.area.as_ref(), page.items.len()).await?;
        answer.residents = person::hits(&app, &people, &page, today).await?;
    }
    let places = app.places.load();
    answer.places = (places.search(&q, GROUP, Some(&account.office.area)).items.iter())
        .map(|found| {
            let place = places.entry(found.entry);
            PlaceHit {
                kind: place.kind,
                id: place.id.to_string(),
                name: place.full_name.clone(),
                detail: place.detail.clone(),
                location: Position { lon: place.lon, lat: place.lat }.to_datum(Datum::Wgs84),
                bbox: place.bbox,
            }
        })
        .collect();
    let codes: Vec<AreaCode> = (book.all())
        .filter(|area| area.code.as_str() == q || area.name.contains(&q) || book.full_name(&area.code).contains(&q))
        .map(|area| area.code.clone())
        .take(GROUP)
        .collect();
    answer.areas = views(&app, &book, &codes).await?;
    let found = cases::by_number(&app.db, &q.to_ascii_uppercase()).await?;
    if let Some(row) = found.filter(|row| sees(&account.office, row)) {
        answer.cases.push(Directory::of(&app).view(&row, Eyes::Staff, now));
    }
    Ok(Json(answer))
}
