//! `GET /api/v1/residents`.

use super::find as find_people;
use crate::app::App;
use crate::both;
use crate::disclosure;
use crate::http::extract::{Reader, text};
use crate::http::{Access, ApiError, ApiResult, Doors, Query, Viewer};
use crate::search::api::refuse_number_in_address;
use crate::search::people::PeopleQuery;
use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::person::ResidentHit;
use shared::api::problem::Problem;
use shared::person::Sex;
use shared::time::china_day;
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 20;
const MAX_LIMIT: usize = 100;
/// No name is longer.
pub const MAX_QUERY: usize = 60;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::SeePeople), routes!(find))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct FindQuery {
    /// Name, part of a name, pinyin, initials, the last four digits of a telephone, or a whole identity or telephone
    /// number.
    q: String,
    /// Code or name of an area.
    area: Option<String>,
    /// Age of a child whose parent is wanted.
    child_age: Option<i32>,
    age_from: Option<i32>,
    age_to: Option<i32>,
    sex: Option<Sex>,
    /// Name of somebody in the household, in any form that `q` takes.
    kin: Option<String>,
    /// The last four digits of the telephone.
    phone_tail: Option<String>,
    /// At most 100.
    limit: Option<usize>,
    after: Option<String>,
}

/// Residents by name (以人查房) in the area of one's office: best first, complete, with what tells namesakes apart.
#[utoipa::path(get, path = "/api/v1/residents", params(FindQuery),
    responses((status = 200, body = Page<ResidentHit>), (status = 422, body = Problem)))]
async fn find(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Query(query): Query<FindQuery>,
) -> ApiResult<Json<Page<ResidentHit>>> {
    let q = text("?q", &query.q, MAX_QUERY).map_err(|fault| ApiError::invalid(vec![fault]))?;
    refuse_number_in_address(&q)?;
    let wanted = match query.area.as_deref().filter(|area| !area.is_empty()) {
        Some(wanted) => Some(app.areas.book().find(wanted).map(|area| area.code.clone()).ok_or_else(|| {
            ApiError::field("?area", both!("没有编码或名称为该值的区域", "no area has this code or name"))
        })?),
        None => None,
    };
    let after = query.after.as_deref().map(str::parse).transpose().map_err(|_| {
        ApiError::field(
            "?after",
            both!("游标无效，请从第一页重新查询", "this is no cursor of ours; start again from the first page"),
        )
    })?;
    let phone_tail = query.phone_tail.as_deref().map(four_digits).transpose()?;
    let kin = query
        .kin
        .map(|kin| text("?kin", &kin, MAX_QUERY))
        .transpose()
        .map_err(|fault| ApiError::invalid(vec![fault]))?;
    let Some(area) = viewer.account()?.narrow(wanted) else {
        return Ok(Json(Page { items: Vec::new(), next: None }));
    };
    let today = china_day(app.clock.now());
    let query = PeopleQuery {
        q,
        area: Some(area),
        child_age: query.child_age,
        age_from: query.age_from,
        age_to: query.age_to,
        sex: query.sex,
        kin,
        phone_tail,
        exact: false,
        only: None,
        after,
        limit: query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT),
    };
    let (items, next) = find_people(&app, &query, today, lang).await?;
    disclosure::searched(&app, viewer.account()?, &query.q, query.area.as_ref(), items.len()).await?;
    Ok(Json(Page { items, next: next.map(|next| next.to_string()) }))
}

fn four_digits(text: &str) -> ApiResult<u16> {
    let tail = text.parse().ok().filter(|_| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()));
    tail.ok_or_else(|| {
        ApiError::field("?phone_tail", both!("请输入手机号的末四位数字", "the last four digits of a telephone"))
    })
}
