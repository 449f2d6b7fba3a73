//! `/api/v1/search`: one box over people, dwellings, places, areas and cases.
//!
//! `POST` takes every question. `GET` is for links and tools, and refuses what looks like an identity number or a
//! telephone: an address is written down in too many places on its way.

use super::dwellings;
use super::people::PeopleQuery;
use crate::app::App;
use crate::area::api::views;
use crate::both;
use crate::case::{Directory, Eyes, sees, store as cases};
use crate::disclosure;
use crate::http::extract::{Reader, text};
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use crate::person::{self, api::MAX_QUERY};
use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::problem::Problem;
use shared::api::search::{PlaceHit, SearchAnswer, SearchInput};
use shared::area::AreaCode;
use shared::geo::{Datum, Position};
use shared::person::Sex;
use shared::text::Lang;
use shared::time::china_day;
use utoipa::IntoParams;
use utoipa_axum::routes;

/// Answers in each group.
const GROUP: usize = 8;
/// People are what the box is mostly asked for; a namesake hidden here is one key away in the list of people.
const PEOPLE: usize = 20;
/// So many are counted; beyond, the answer is that there are more.
const COUNTED: usize = 200;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::SeeCases), routes!(search, ask))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct SearchQuery {
    /// Name, pinyin, initials, address, place, grid or case number; no telephone and no identity number.
    q: String,
    /// Narrows people to possible parents of a child of this age.
    child_age: Option<i32>,
    age_from: Option<i32>,
    age_to: Option<i32>,
    sex: Option<Sex>,
    /// Code or name of an area that people live in.
    area: Option<String>,
    /// Name of somebody in the same household.
    kin: Option<String>,
    /// The last four digits of the telephone.
    phone_tail: Option<String>,
}

/// Everything that a text may mean, in groups. People, dwellings, buildings and cases are those in the area of one's
/// office; people are left out for those who may not see them.
#[utoipa::path(get, path = "/api/v1/search", params(SearchQuery),
    responses((status = 200, body = SearchAnswer), (status = 422, body = Problem)))]
async fn search(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Query(query): Query<SearchQuery>,
) -> ApiResult<Json<SearchAnswer>> {
    let SearchQuery { q, child_age, age_from, age_to, sex, area, kin, phone_tail } = query;
    if app.areas.book().find(q.trim()).is_none() {
        refuse_number_in_address(&q)?;
    }
    let input = SearchInput { q, child_age, age_from, age_to, sex, area, kin, phone_tail };
    answer(&app, &viewer, lang, "?q", input).await
}

/// The same with the question in the body, where telephones and identity numbers may stand.
#[utoipa::path(post, path = "/api/v1/search", request_body = SearchInput,
    responses((status = 200, body = SearchAnswer), (status = 422, body = Problem)))]
async fn ask(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Body(input): Body<SearchInput>,
) -> ApiResult<Json<SearchAnswer>> {
    answer(&app, &viewer, lang, "/q", input).await
}

async fn answer(
    app: &App,
    viewer: &Viewer,
    lang: Lang,
    pointer: &str,
    input: SearchInput,
) -> ApiResult<Json<SearchAnswer>> {
    let q = text(pointer, &input.q, MAX_QUERY).map_err(|fault| ApiError::invalid(vec![fault]))?;
    let (now, book) = (app.clock.now(), app.areas.book());
    let mut answer = SearchAnswer::default();
    let account = viewer.account()?;
    let within = |name: &str| pointer.replace('q', name);
    let wanted = match input.area.as_deref().map(str::trim).filter(|area| !area.is_empty()) {
        Some(wanted) => Some(book.find(wanted).map(|area| area.code.clone()).ok_or_else(|| {
            ApiError::field(&within("area"), both!("没有编码或名称为该值的区域", "no area has this code or name"))
        })?),
        None => None,
    };
    let phone_tail = input.phone_tail.as_deref().map(|tail| four_digits(&within("phone_tail"), tail)).transpose()?;
    let kin = input.kin.as_deref().map(|kin| text(&within("kin"), kin, MAX_QUERY)).transpose();
    let kin = kin.map_err(|fault| ApiError::invalid(vec![fault]))?;
    if let Some(area) = account.narrow(wanted).filter(|_| viewer.sees_people()) {
        let wanted = PeopleQuery {
            q: q.clone(),
            area: Some(area),
            child_age: input.child_age,
            age_from: input.age_from,
            age_to: input.age_to,
            sex: input.sex,
            kin,
            phone_tail,
            limit: PEOPLE,
            ..PeopleQuery::default()
        };
        let today = china_day(now);
        let next;
        (answer.residents, next) = person::find(app, &wanted, today, lang).await?;
        answer.residents_total = answer.residents.len();
        if next.is_some() {
            let counted =
                person::page(&app.people.load(), &PeopleQuery { limit: COUNTED, ..wanted.clone() }, today, lang);
            (answer.residents_total, answer.residents_more) = (counted.items.len(), counted.next.is_some());
        }
        disclosure::searched(app, account, &q, wanted.area.as_ref(), answer.residents.len()).await?;
    }
    (answer.dwellings, answer.dwellings_total) = dwellings::find(app, &q, &account.office.area, GROUP).await?;
    answer.places = places(app, &q, &account.office.area);
    let codes = app.area_names.load().find(&q, GROUP);
    if !codes.is_empty() {
        answer.areas = views(app, &book, &codes).await?;
    }
    if let Some(number) = case_number(&q) {
        let found = cases::by_number(&app.db, &number).await?;
        if let Some(row) = found.filter(|row| sees(&account.office, row)) {
            answer.cases.push(Directory::of(app).view(&row, Eyes::Staff, now));
        }
    }
    Ok(Json(answer))
}

fn places(app: &App, q: &str, around: &AreaCode) -> Vec<PlaceHit> {
    let places = app.places.load();
    let found = places.search(q, GROUP, Some(around)).into_iter();
    found
        .map(|found| {
            let place = places.entry(found.entry);
            PlaceHit {
                kind: place.kind,
                id: place.id.to_string(),
                name: place.full_name.clone(),
                detail: place.detail.clone(),
                location: Position { lon: place.lon, lat: place.lat }.to_datum(Datum::Wgs84),
                bbox: place.bbox,
                matched: found.matched,
            }
        })
        .collect()
}

fn four_digits(pointer: &str, text: &str) -> ApiResult<u16> {
    let tail = text.parse().ok().filter(|_| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()));
    tail.ok_or_else(|| {
        ApiError::field(pointer, both!("请输入手机号的末四位数字", "the last four digits of a telephone"))
    })
}

/// The number of a case, as it is stored: a letter, digits and two dashes.
fn case_number(q: &str) -> Option<String> {
    let fits = q.is_ascii() && q.matches('-').count() == 2 && q.starts_with(|c: char| c.is_ascii_alphabetic());
    fits.then(|| q.to_ascii_uppercase())
}

/// Addresses stand in histories and logs: a text with a telephone or an identity number in it is refused there.
pub fn refuse_number_in_address(q: &str) -> ApiResult<()> {
    if !is_personal_number(q) {
        return Ok(());
    }
    let mend = both!(
        "电话和证件号码不得写在网址里，请用 POST /api/v1/search 查询",
        "telephones and identity numbers do not belong into an address: ask with POST /api/v1/search"
    );
    Err(ApiError::field("?q", mend))
}

/// Whether a text holds a telephone or an identity number, however it is spaced.
fn is_personal_number(text: &str) -> bool {
    // A case has a date of eight digits in its number.
    if case_number(text.trim()).is_some() {
        return false;
    }
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    };
    let text: String = text.chars().map(half).collect();
    let digits = |run: &str| run.chars().filter(char::is_ascii_digit).collect::<String>();
    let spaced = |c: char| c.is_ascii_digit() || c.is_whitespace() || "-.+()".contains(c);
    let joined = text.split(|c: char| !spaced(c)).map(digits).any(|run| {
        let mobile = |run: &str| run.len() == 11 && run.starts_with('1');
        mobile(&run)
            || run.strip_prefix("86").is_some_and(mobile)
            || run.starts_with('0') && run.len() >= 10
            || run.len() >= 15
    });
    joined || text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 7)
}

#[cfg(test)]
mod tests {
    use super::is_personal_number;

    #[test]
    fn numbers_of_people_are_told_from_addresses() {
        for personal in [
            "13800004711",
            "138-0000-4711",
            "138 0000 4711",
            "+86 138 0000 4711",
            "１３８００００４７１１",
            "陈静13800004711",
            "0553-3812345",
            "3812345",
            "340202199001011234",
            "34020219900101123X",
            "340202 19900101 1234",
        ] {
            assert!(is_personal_number(personal), "{personal}");
        }
        for other in
            ["陈静", "29-2-301", "129-12-1301", "星辰花园129栋12单元1301", "E0130-20261122-0007", "4711", "119"]
        {
            assert!(!is_personal_number(other), "{other}");
        }
    }
}
