//! Makes a database as large as a city's: the demo district with as many cases as are asked for, over five years. For the
//! benchmark of the lists; `cargo xtask bench cases` runs it.
//!
//! Every case is one of the demo's, at another time: areas, categories, channels, departments and texts keep the shares
//! that they have there. Two in a hundred are open, nearly all of them young; a few are rejected, merged, supervised,
//! applied for, or with several departments. They have no history, which no list reads.

use anyhow::Context;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use mirrorlake::case::store::{self, CaseRow};
use mirrorlake::clock::Clock;
use mirrorlake::db::{Db, next};
use mirrorlake::demo;
use mirrorlake::vault::{self, Vault};
use shared::case::course::{Application, ApplicationKind, Course, Order, OrderStep};
use shared::case::number::case_number;
use shared::case::workflow::{OPEN, State};
use shared::time::china_day;
use shared::worker::Department;
use std::collections::HashMap;
use std::path::Path;

/// Cases of one transaction.
const GROUP: usize = 20_000;
const YEARS: i64 = 5;
/// A word that the demo never writes, in this many cases.
const RARE: (&str, usize) = ("锦鲤池", 40);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let url = words.next().context("usage: many_cases <database url> <cases> <key file>")?;
    let count: usize = words.next().context("usage: many_cases <database url> <cases> <key file>")?.parse()?;
    let keys = words.next().context("usage: many_cases <database url> <cases> <key file>")?;
    let now = Clock::system().now();
    let db = Db::open(&url).await?;
    let vault = Vault::in_file(Path::new(&keys))?;
    vault::confirm(&db, &vault).await?;
    demo::load(&db, &vault, 1.0, now).await?;
    let models = store::latest(&db, i64::MAX).await?;
    let more = count.checked_sub(models.len()).context("the demo alone has more cases")?;
    let mut maker = Maker { models, dice: Dice(7), now, serials: HashMap::new() };

    let mut moments: Vec<DateTime<Utc>> =
        (0..more).map(|_| now - Duration::seconds(maker.dice.below(YEARS as usize * 365 * 86_400) as i64)).collect();
    moments.sort_unstable();
    let first = maker.models.len() as i64 + 1;
    for (group, moments) in moments.chunks(GROUP).enumerate() {
        let rows: Vec<CaseRow> = (moments.iter().enumerate())
            .map(|(at, moment)| {
                let place = group * GROUP + at;
                let mut row = maker.make(first + place as i64, *moment);
                if place.is_multiple_of((more / RARE.1).max(1)) {
                    row.description.push_str(RARE.0);
                }
                row
            })
            .collect();
        let mut tx = db.begin().await?;
        next(&mut tx, "case", rows.len() as i64).await?;
        store::insert(&mut tx, &rows).await?;
        tx.commit().await?;
    }
    match &db {
        Db::Sqlite(_) => db.analyze().await?,
        // What its own housekeeping does within a day: statistics, and the map of pages that need no second look.
        Db::Postgres(pool) => sqlx::query("VACUUM (ANALYZE)").execute(pool).await.map(drop)?,
    }
    db.close().await;
    println!("{count} cases");
    Ok(())
}

/// The same numbers in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    /// True `share` times in a thousand.
    fn falls(&mut self, share: usize) -> bool {
        self.below(1_000) < share
    }
}

struct Maker {
    models: Vec<CaseRow>,
    dice: Dice,
    now: DateTime<Utc>,
    /// Beyond those that the demo uses.
    serials: HashMap<(String, NaiveDate), i64>,
}

impl Maker {
    fn make(&mut self, id: i64, at: DateTime<Utc>) -> CaseRow {
        let mut row = self.models[self.dice.below(self.models.len())].clone();
        let category = row.course.0.category.clone();
        let serial = self.serials.entry((category.clone().unwrap_or_default(), china_day(at))).or_insert(2_000);
        *serial += 1;
        row.number = case_number(category.as_deref(), china_day(at), *serial);
        (row.id, row.external_id) = (id, Some(format!("M{id}")));
        shift(&mut row.course.0, at - row.reported_at);
        row.reported_at = at;
        let young = self.now - at < Duration::days(40);
        if self.dice.falls(if young { 650 } else { 5 }) {
            self.open(&mut row.course.0);
        } else {
            self.end(&mut row.course.0, at);
        }
        row
    }

    fn open(&mut self, course: &mut Course) {
        (course.closed_at, course.satisfied, course.parent) = (None, None, None);
        course.state = OPEN[self.dice.below(OPEN.len())];
        course.since = course.clock.started_at;
        course.planned_at = course.planned_at.filter(|_| course.state >= State::Handling);
        course.fed_back_at = course.fed_back_at.filter(|_| course.state >= State::FedBack);
        course.clock.paused_at = (course.state >= State::FedBack).then_some(course.clock.due_at - Duration::hours(1));
        if course.state < State::Dispatched {
            course.orders.clear();
        }
        course.supervised_at = self.dice.falls(20).then_some(self.now);
        let department = course.orders.first().map(|order| order.department);
        course.pending =
            department.filter(|_| course.state == State::Handling && self.dice.falls(100)).map(|department| {
                Application { kind: ApplicationKind::Extension, department, until: None, endorsed: false }
            });
    }

    fn end(&mut self, course: &mut Course, at: DateTime<Utc>) {
        course.closed_at = Some(course.closed_at.unwrap_or(at + Duration::hours(9)).min(self.now));
        course.parent = None;
        course.state = match self.dice.below(1_000) {
            0..30 => State::Rejected,
            30..40 => State::Merged,
            40..350 => State::Closed,
            _ => State::Evaluated,
        };
        if matches!(course.state, State::Rejected | State::Merged) {
            course.orders.clear();
        } else if self.dice.falls(50) {
            let also = Department::ALL[self.dice.below(Department::ALL.len())];
            if !course.departments().contains(&also) {
                course.orders.push(Order { department: also, step: OrderStep::Done });
            }
        }
    }
}

/// Moves a course in time.
fn shift(course: &mut Course, by: Duration) {
    let clock = &mut course.clock;
    for at in [&mut course.since, &mut clock.started_at, &mut clock.warn_at, &mut clock.due_at] {
        *at += by;
    }
    let optional = [
        &mut clock.paused_at,
        &mut course.planned_at,
        &mut course.fed_back_at,
        &mut course.closed_at,
        &mut course.supervised_at,
        &mut course.suspended_until,
    ];
    optional.into_iter().flatten().for_each(|at| *at += by);
}
