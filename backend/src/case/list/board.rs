//! Queues and the board of 督考130.

use super::filter::scope;
use super::store;
use crate::app::App;
use crate::db::StoreError;
use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use shared::access::Office;
use shared::api::queue::{DepartmentWatch, QueueCount, QueueView, SupervisionView, WatchCount};
use shared::case::calendar::Calendar;
use shared::case::queue::states_of;
use shared::case::supervision::{Supervision, SupervisionDays};
use shared::time::{china, china_day};
use shared::worker::Department;

/// What waits for an office.
pub async fn queue(app: &App, office: &Office) -> Result<QueueView, StoreError> {
    let now = app.clock.now();
    let rows = store::queue(&app.db, &scope(office, now)).await?;
    let states = states_of(office.role).into_iter().map(|state| {
        let row = rows.iter().find(|row| row.state.0 == state);
        QueueCount {
            state,
            count: row.map_or(0, |row| small(row.waiting)),
            due_soon: row.map_or(0, |row| small(row.due_soon)),
            overdue: row.map_or(0, |row| small(row.overdue)),
        }
    });
    Ok(QueueView { as_of: now, states: states.collect(), pending: small(rows.iter().map(|row| row.pending).sum()) })
}

/// The board over the cases that an office sees.
pub async fn supervision(app: &App, office: &Office) -> Result<SupervisionView, StoreError> {
    let (now, days) = (app.clock.now(), app.options.supervision_days);
    let plan_before = late_before(now, days, &app.calendar, |terms| terms.plan_due);
    let feedback_before = late_before(now, days, &app.calendar, |terms| terms.feedback_due);
    let rows = store::watched(&app.db, &scope(office, now), plan_before, feedback_before).await?;
    let sum = |of: fn(&store::WatchedRow) -> i64| small(rows.iter().map(of).sum());
    let of_department = |department: &Department| {
        let theirs = || rows.iter().filter(|row| row.departments.split(' ').any(|code| code == department.code()));
        DepartmentWatch {
            department: *department,
            open: small(theirs().map(|row| row.open).sum()),
            late: small(theirs().map(|row| row.overdue).sum()),
        }
    };
    let seen = |department: &&Department| office.department.is_none_or(|own| own == **department);
    Ok(SupervisionView {
        as_of: now,
        days,
        plan: WatchCount { count: sum(|row| row.plan), late: sum(|row| row.plan_late) },
        feedback: WatchCount { count: sum(|row| row.feedback), late: sum(|row| row.feedback_late) },
        open: WatchCount { count: sum(|row| row.open), late: sum(|row| row.overdue) },
        supervised: sum(|row| row.supervised),
        departments: (Department::ALL.iter().filter(seen))
            .map(of_department)
            .filter(|department| department.open > 0)
            .collect(),
    })
}

fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The moment before which a report is late by now. A term depends on the day of the report only and never gets shorter
/// from one day to the next, so all late days lie before all others.
pub(super) fn late_before(
    now: DateTime<Utc>,
    days: SupervisionDays,
    calendar: &Calendar,
    due: impl Fn(Supervision) -> DateTime<Utc>,
) -> DateTime<Utc> {
    let mut day = china_day(now);
    let begin = |day: chrono::NaiveDate| {
        let midnight = china().from_local_datetime(&day.and_time(NaiveTime::MIN)).single();
        midnight.expect("China has no summer time").to_utc()
    };
    while let Some(before) = day.checked_sub_days(Days::new(1)) {
        if due(Supervision::of(begin(before), days, calendar)) <= now {
            break;
        }
        day = before;
    }
    begin(day)
}
