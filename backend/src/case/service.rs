//! Use cases of cases: taking in a report.

use super::intake::{IntakeError, NewCase, Stored};
use super::store::CaseRow;
use super::view::Directory;
use crate::app::App;
use crate::area::{Given, assign};
use crate::both;
use crate::db::{Code, JsonText};
use crate::http::extract::text;
use crate::http::{ApiError, ApiResult, Both};
use crate::place;
use chrono::Duration;
use shared::api::area::Assignment;
use shared::api::case::ReportInput;
use shared::area::{AreaCode, AreaLevel};
use shared::case::Source;
use shared::case::course::Course;
use shared::geo::Position;
use shared::person::Phone;
use shared::text::Lang;

/// A report may tell of something this long ago.
const OLDEST: Duration = Duration::days(366);

/// Checks, places, assigns and stores a report. Every fault of the input is named; nothing is half-stored.
pub async fn report(app: &App, input: ReportInput, lang: Lang) -> ApiResult<(Stored, Assignment)> {
    let now = app.clock.now();
    let mut faults = Faults::default();
    let description = faults.text("/description", Some(&input.description), 2_000);
    let external_id = faults.text("/external_id", input.external_id.as_deref(), 100);
    let address = faults.text("/address", input.address.as_deref(), 200);
    let reporter = input.reporter.as_ref();
    let reporter_name = faults.text("/reporter/name", reporter.and_then(|reporter| reporter.name.as_deref()), 40);
    let phone = reporter.and_then(|reporter| reporter.phone.as_deref()).map(Phone::parse);
    if let Some(Err(_)) = phone {
        faults.add("/reporter/phone", both!("电话应为 5 到 20 位数字", "a telephone number has 5 to 20 digits"));
    }
    let categories = app.categories.load();
    let category = match &input.category {
        Some(code) => {
            let known = categories.offered(code);
            if known.is_none() {
                let mend =
                    both!("没有这个类别，见 /api/v1/categories", "there is no such category; see /api/v1/categories");
                faults.add("/category", mend);
            }
            known
        }
        None => None,
    };
    if input.occurred_at.is_some_and(|at| at > now + Duration::minutes(5) || at < now - OLDEST) {
        let mend = both!("发生时间应在一年之内且不晚于现在", "must lie within the past year and not in the future");
        faults.add("/occurred_at", mend);
    }
    let building = match &input.building_id {
        Some(id) => {
            let known = match id.parse() {
                Ok(id) => place::store::building(&app.db, id).await?,
                Err(_) => None,
            };
            if known.is_none() {
                faults.add("/building_id", both!("没有这个编号的楼栋", "there is no building with this id"));
            }
            known
        }
        None => None,
    };
    if input.location.is_none() && input.building_id.is_none() && input.address.is_none() {
        let mend = both!("请提供坐标、楼栋或地址之一", "give a location, a building or an address");
        faults.add("/location", mend);
    }
    let book = app.areas.book();
    let home = building
        .as_ref()
        .map(|row| (AreaCode::trusted(row.area_code.as_str()), Position { lon: row.lon, lat: row.lat }));
    let asked = match (Given { location: input.location, building: home }).check(&book, true) {
        Ok(asked) => Some(asked),
        Err((field, mend)) => {
            faults.add(&format!("/location{field}"), mend);
            None
        }
    };
    let (Some(asked), Some(description), true) = (asked, description, faults.0.is_empty()) else {
        return Err(ApiError::invalid(faults.0));
    };

    let position = asked.position;
    let (holder, assignment) = assign(asked, &book, &app.roster.load(), now, lang);
    let place = (building.as_ref().map(|row| row.address.clone()).filter(|address| !address.is_empty()))
        .or_else(|| building.as_ref().map(|row| row.full_name()))
        .or(address)
        .or_else(|| holder.as_ref().map(|area| book.full_name(area)))
        .unwrap_or_default();
    let row = CaseRow {
        id: 0,
        number: String::new(),
        area_code: holder
            .or_else(|| book.district().map(|area| area.code.clone()))
            .map(|code| code.to_string())
            .unwrap_or_default(),
        source: Code(input.source),
        external_id,
        description,
        lon: position.map(|at| at.lon),
        lat: position.map(|at| at.lat),
        place,
        building_id: building.map(|row| row.id),
        worker_id: assignment.worker.as_ref().and_then(|worker| worker.id.parse().ok()),
        worker_choice: assignment.worker_choice.map(Code),
        decided_by: assignment.decided_by.map(Code),
        default_department: category.map(|category| Code(category.department)),
        reporter_name,
        reporter_phone: None,
        occurred_at: input.occurred_at,
        reported_at: now,
        course: JsonText(Course::reported(
            now,
            category.map(|category| (category.code.as_str(), category.limit)),
            if input.source == Source::Patrol { AreaLevel::Community } else { AreaLevel::District },
            &app.calendar,
        )),
        version: 0,
        head: String::new(),
    };
    let new = NewCase { row, phone: phone.and_then(Result::ok), reason: assignment.reason.clone() };
    let stored = app.intake.store(new).await.map_err(|error| match error {
        IntakeError::Full | IntakeError::Failed => ApiError::busy(),
    })?;
    let assignment = if stored.fresh { assignment } else { Directory::of(app).assignment(&stored.row, lang) };
    Ok((stored, assignment))
}

/// What is wrong with an input, field by field.
#[derive(Default)]
struct Faults(Vec<(String, Both)>);

impl Faults {
    fn add(&mut self, pointer: &str, mend: Both) {
        self.0.push((pointer.to_owned(), mend));
    }

    /// A text of 1 to `max` characters, if it was given and is one.
    fn text(&mut self, pointer: &str, given: Option<&str>, max: usize) -> Option<String> {
        text(pointer, given?, max).map_err(|fault| self.0.push(fault)).ok()
    }
}
