//! Puts the wall's picture together.

use super::store;
use crate::app::App;
use crate::case::{self, Directory, Eyes};
use crate::db::StoreError;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Utc};
use shared::api::wall::{
    CategoryCount, OneThreeZero, SourceCount, SubdistrictRank, TodayNumbers, WallView, YearNumbers,
};
use shared::area::AreaLevel;
use shared::time::{china, china_day};
use std::collections::HashMap;

/// Cases in the ticker.
const TICKER: usize = 30;
/// Cases read to fill it: some are private.
const TICKER_READ: i64 = 120;
/// Categories in the chart.
const CATEGORIES: usize = 8;

/// The picture of this moment.
pub async fn picture(app: &App) -> Result<WallView, StoreError> {
    let (now, seq) = (app.clock.now(), app.hub.last());
    let today = china_day(now);
    let new_year = today.with_ordinal(1).expect("every year has a first day");
    let numbers = store::numbers(&app.db, now, start_of(today), start_of(new_year)).await?;
    let (open, latest) = (case::store::open(&app.db).await?, case::store::latest(&app.db, TICKER_READ).await?);
    let directory = Directory::of(app);
    let public = |row: &&case::store::CaseRow| !directory.is_private(row);
    let view = |row| directory.view(row, Eyes::Everybody, now);
    let by_prefix: HashMap<&str, &store::SubdistrictRow> =
        numbers.subdistricts.iter().map(|row| (row.prefix.as_str(), row)).collect();
    let ranks = directory.book.all().filter(|area| area.level == AreaLevel::Subdistrict).map(|area| {
        let row = by_prefix.get(area.code.prefix());
        let of = |value: fn(&store::SubdistrictRow) -> i64| row.map_or(0, |row| count(value(row)));
        SubdistrictRank {
            area: area.reference(),
            accepted: of(|row| row.accepted),
            handled: of(|row| row.handled),
            open: of(|row| row.accepted - row.handled),
            overdue: of(|row| row.overdue),
        }
    });
    let mut subdistricts: Vec<SubdistrictRank> = ranks.collect();
    let share = |rank: &SubdistrictRank| f64::from(rank.handled) / f64::from(rank.accepted.max(1));
    subdistricts.sort_by(|a, b| share(b).total_cmp(&share(a)).then_with(|| a.area.code.cmp(&b.area.code)));
    let category_name = |code: Option<&str>| match directory.category(code) {
        Some(category) => (category.zh.clone(), category.en.clone()),
        None => ("待分类".to_owned(), "To be classified".to_owned()),
    };
    Ok(WallView {
        district: directory.book.district().map(|area| area.reference()),
        bbox: directory.book.bbox().unwrap_or_default(),
        as_of: now,
        seq,
        today: TodayNumbers {
            day: today,
            accepted: count(numbers.today.accepted),
            closed: count(numbers.closed_today),
            open: count(numbers.open.count),
            overdue: count(numbers.open.overdue),
        },
        year: YearNumbers {
            since: new_year,
            accepted: count(numbers.year.accepted),
            handled: count(numbers.year.handled),
            handled_rate: (numbers.year.accepted > 0)
                .then(|| numbers.year.handled as f64 / numbers.year.accepted as f64),
        },
        one_three_zero: OneThreeZero {
            without_plan: count(numbers.open.without_plan),
            without_feedback: count(numbers.open.without_feedback),
            not_cleared: count(numbers.open.count),
        },
        sources: (numbers.sources.iter())
            .map(|row| SourceCount { source: row.source.0, count: count(row.count) })
            .collect(),
        categories: (numbers.categories.iter().take(CATEGORIES))
            .map(|row| {
                let (zh, en) = category_name(row.category.as_deref());
                CategoryCount { zh, en, count: count(row.count) }
            })
            .collect(),
        subdistricts,
        ticker: latest.iter().filter(public).take(TICKER).map(view).collect(),
        open: open.iter().filter(public).map(view).collect(),
    })
}

/// Midnight in China.
fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = china().from_local_datetime(&day.and_time(NaiveTime::MIN)).single();
    midnight.expect("UTC+8 has no gaps").with_timezone(&Utc)
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}
