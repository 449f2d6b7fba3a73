//! A case as somebody may see it.

use super::store::CaseRow;
use crate::app::App;
use crate::area::AreaBook;
use crate::category::CategoryBook;
use crate::worker::Roster;
use chrono::{DateTime, Utc};
use shared::api::area::{AreaChain, Assignment, WorkerRef};
use shared::api::case::CaseOnMap;
use shared::area::AreaCode;
use shared::assign::{UNPLACED, reason};
use shared::case::Light;
use shared::case::category::{Category, Criterion};
use shared::case::course::Course;
use shared::geo::{Datum, Position};
use shared::person::mask_name;
use shared::text::Lang;
use shared::worker::Post;
use std::sync::Arc;

/// Whose eyes a view is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eyes {
    Staff,
    /// The wall and the public: no free text, no full names.
    Everybody,
}

/// What turns codes into names; taken once for one answer.
#[derive(Debug)]
pub struct Directory {
    pub book: Arc<AreaBook>,
    roster: Arc<Roster>,
    categories: Arc<CategoryBook>,
}

impl Directory {
    pub fn of(app: &App) -> Directory {
        Directory { book: app.areas.book(), roster: app.roster.load_full(), categories: app.categories.load_full() }
    }

    pub fn category(&self, code: Option<&str>) -> Option<&Category> {
        self.categories.category(code?)
    }

    pub fn criterion(&self, course: &Course) -> Option<&Criterion> {
        self.categories.criterion_of(course)
    }

    /// Private categories, and what nobody has classified yet, are not for everybody.
    pub fn is_private(&self, row: &CaseRow) -> bool {
        self.category(row.course.0.category.as_deref()).is_none_or(|category| category.private)
    }

    pub fn view(&self, row: &CaseRow, eyes: Eyes, now: DateTime<Utc>) -> CaseOnMap {
        let area = AreaCode::trusted(row.area_code.as_str());
        let chain = self.book.chain(&area);
        let category = self.category(row.course.0.category.as_deref());
        let staff = eyes == Eyes::Staff;
        let (course, clock) = (&row.course.0, &row.course.0.clock);
        let proposed = self.categories.department_of(course);
        let default = proposed.or(row.default_department.map(|department| department.0));
        CaseOnMap {
            number: row.number.clone(),
            source: row.source.0,
            category: course.category.clone(),
            category_zh: category.map_or_else(|| "待分类".to_owned(), |category| category.zh.clone()),
            category_en: category.map_or_else(|| "To be classified".to_owned(), |category| category.en.clone()),
            stage: course.state.stage(),
            state: course.state,
            light: if course.state.is_open() { clock.light(now) } else { Light::Done },
            urgent: category.is_some_and(|category| category.urgent),
            supervised: course.supervised_at.is_some(),
            location: row.lon.zip(row.lat).map(|(lon, lat)| Position { lon, lat }.to_datum(Datum::Wgs84)),
            place: if staff || row.building_id.is_some() { row.place.clone() } else { neighbourhood(&chain) },
            description: staff.then(|| row.description.clone()),
            building_id: row.building_id.map(|id| id.to_string()),
            worker: row.worker_id.and_then(|id| self.worker(id, &area, staff)),
            department: course.orders.first().map(|order| order.department).or(default),
            subdistrict: chain.subdistrict,
            community: chain.community,
            grid: chain.grid,
            reported_at: row.reported_at,
            warn_at: clock.warn_at,
            due_at: clock.due_at,
            paused_at: clock.paused_at,
            closed_at: course.closed_at,
            version: row.version,
        }
    }

    /// The assignment as it was stored with the case.
    pub fn assignment(&self, row: &CaseRow, lang: Lang) -> Assignment {
        let area = AreaCode::trusted(row.area_code.as_str());
        let chain = self.book.chain(&area);
        let choice = row.worker_choice.map(|choice| choice.0);
        let grid = chain.grid.as_ref().map(|grid| grid.name.as_str());
        let decided_by = row.decided_by.map(|decided_by| decided_by.0);
        Assignment {
            location: row.lon.zip(row.lat).map(|(lon, lat)| Position { lon, lat }.to_datum(Datum::Wgs84)),
            worker: row.worker_id.and_then(|id| self.worker(id, &area, true)),
            worker_choice: choice,
            decided_by,
            reason: decided_by.map_or_else(
                || UNPLACED.get(lang).to_owned(),
                |by| reason(grid, by, choice.map(|choice| choice.text()), lang),
            ),
            warnings: Vec::new(),
            candidates: Vec::new(),
            chain,
        }
    }

    fn worker(&self, id: i64, area: &AreaCode, in_full: bool) -> Option<WorkerRef> {
        let post = self.roster.post_of(id, area).unwrap_or(Post::GridWorker);
        let mut worker = self.roster.worker(id, post)?;
        if !in_full {
            worker.name = mask_name(&worker.name);
        }
        Some(worker)
    }
}

/// `星辰街道 星辰社区`: what everybody may know of a place that is no building.
fn neighbourhood(chain: &AreaChain) -> String {
    let names: Vec<&str> =
        [&chain.subdistrict, &chain.community].into_iter().flatten().map(|area| area.name.as_str()).collect();
    names.join(" ")
}
