//! `POST …/reveal`, `/api/v1/access-log`, `/api/v1/access-alarms`, `/api/v1/dwellings/{id}/accesses`.

use super::list::{self, AccessQuery};
use super::{export, reveal};
use crate::app::App;
use crate::both;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use crate::place;
use axum::extract::{Path, State};
use axum::http::HeaderName;
use axum::http::header;
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::{Deed, Object};
use shared::api::Page;
use shared::api::disclosure::{AccessView, AlarmList, AlarmNoted, RevealInput, Revealed};
use shared::api::problem::Problem;
use shared::area::AreaCode;
use utoipa::IntoParams;
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    let doors = doors
        .door(Access::May(Deed::RevealPeople), routes!(reveal_resident))
        .door(Access::May(Deed::RevealPeople), routes!(reveal_owner))
        .door(Access::May(Deed::RevealReporter), routes!(reveal_reporter))
        .door(Access::May(Deed::ReadAccessLog), routes!(log))
        .door(Access::May(Deed::ReadAccessLog), routes!(of_dwelling))
        .door(Access::May(Deed::ReadAccessLog), routes!(alarms))
        .door(Access::May(Deed::ReadAccessLog), routes!(note_alarm));
    export::api::doors(doors)
}

/// An answer that no cache keeps.
type Secret = ([(HeaderName, &'static str); 1], Json<Revealed>);

fn secret(revealed: Revealed) -> Secret {
    ([(header::CACHE_CONTROL, "no-store")], Json(revealed))
}

/// Show numbers of a resident in full. Who asked for what and why is in the access log before this answers; those under 14
/// and of care groups need a post of a higher class.
#[utoipa::path(post, path = "/api/v1/residents/{id}/reveal", request_body = RevealInput, params(("id" = String, Path)),
    responses((status = 200, body = Revealed), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn reveal_resident(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(input): Body<RevealInput>,
) -> ApiResult<Secret> {
    Ok(secret(reveal::resident(&app, viewer.account()?, &id, input).await?))
}

/// Show the telephone of a dwelling's owner in full; logged as for a resident.
#[utoipa::path(post, path = "/api/v1/dwellings/{id}/reveal", request_body = RevealInput, params(("id" = String, Path)),
    responses((status = 200, body = Revealed), (status = 404, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem)))]
async fn reveal_owner(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(input): Body<RevealInput>,
) -> ApiResult<Secret> {
    Ok(secret(reveal::owner(&app, viewer.account()?, &id, input).await?))
}

/// Show the telephone of whoever reported a case in full; logged as for a resident.
#[utoipa::path(post, path = "/api/v1/cases/{number}/reveal", request_body = RevealInput,
    params(("number" = String, Path)), responses((status = 200, body = Revealed), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn reveal_reporter(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(number): Path<String>,
    Body(input): Body<RevealInput>,
) -> ApiResult<Secret> {
    Ok(secret(reveal::reporter(&app, viewer.account()?, &number, input).await?))
}

/// Who looked at whom, newest first, about the area of one's office.
#[utoipa::path(get, path = "/api/v1/access-log", params(AccessQuery),
    responses((status = 200, body = Page<AccessView>), (status = 422, body = Problem)))]
async fn log(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<AccessQuery>,
) -> ApiResult<Json<Page<AccessView>>> {
    Ok(Json(list::page(&app, viewer.account()?, &query).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    /// At most 500.
    limit: Option<i64>,
    after: Option<String>,
}

/// Who looked at a household (谁看过这一户): openings of the dwelling, and what was revealed of those who live there.
#[utoipa::path(get, path = "/api/v1/dwellings/{id}/accesses", params(("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<AccessView>), (status = 404, body = Problem)))]
async fn of_dwelling(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> ApiResult<Json<Page<AccessView>>> {
    let account = viewer.account()?;
    let row = match id.parse() {
        Ok(id) => place::store::dwelling(&app.db, id).await?,
        Err(_) => None,
    };
    let within = |area: &str| account.may(Deed::ReadAccessLog, Object::Area(&AreaCode::trusted(area)));
    let row = row.filter(|row| within(&row.area_code));
    let row =
        row.ok_or_else(|| ApiError::not_found(both!("没有这个编号的户室", "there is no dwelling with this id")))?;
    let query = AccessQuery::of_dwelling(row.id, query.limit, query.after);
    Ok(Json(list::page(&app, account, &query).await?))
}

/// Unusual rates of looking people up.
#[utoipa::path(get, path = "/api/v1/access-alarms", responses((status = 200, body = AlarmList)))]
async fn alarms(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<AlarmList>> {
    Ok(Json(list::alarms(&app, viewer.account()?).await?))
}

/// Take note of an alarm of somebody else.
#[utoipa::path(post, path = "/api/v1/access-alarms/noted", request_body = AlarmNoted,
    responses((status = 200, body = AlarmList), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn note_alarm(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Body(alarm): Body<AlarmNoted>,
) -> ApiResult<Json<AlarmList>> {
    Ok(Json(list::note(&app, viewer.account()?, &alarm).await?))
}
