//! What is shown of pushes: how departments fare, deliveries one by one, the way of one report, and what departments
//! were told of one person.

use super::payload::delivery_id;
use super::service::area_ref;
use crate::account::Account;
use crate::app::App;
use crate::db::{Code, Db, JsonText, StoreError, setting};
use crate::delivery::ReceiverError;
use crate::on;
use chrono::{DateTime, Duration, Utc};
use shared::access::{Deed, Object};
use shared::api::Page;
use shared::api::push::{DeliveryView, DepartmentPushes, PersonPush, PushBoard, ReportTimeline};
use shared::area::AreaCode;
use shared::push::{DeliveryState, PushField, PushKind};
use shared::worker::Department;
use std::collections::BTreeMap;

/// Deliveries of one report at most: each subscription hears of a move in and a move out in a few dwellings.
const OF_REPORT: i64 = 2_000;

pub const SUBSCRIBED: &str = "SELECT department, count(CASE WHEN active THEN 1 END) AS active FROM push_subscription \
    WHERE ended_at IS NULL GROUP BY department";
pub const NUMBERS: &str = "SELECT department, state, count(*) AS number, count(CASE WHEN failures > 0 THEN 1 END) AS failing, \
    min(created_at) AS oldest FROM push_delivery WHERE area_code >= $1 AND area_code < $2 \
    AND (state IN ('waiting', 'dead') OR (state = 'delivered' AND settled_at >= $3)) GROUP BY department, state";
pub const LAST_RECEIPTS: &str = "SELECT department, max(settled_at) AS at FROM push_delivery \
    WHERE state = 'delivered' AND area_code >= $1 AND area_code < $2 GROUP BY department";
/// Newest event first. Empty texts narrow nothing.
pub const DELIVERIES: &str = "SELECT d.subscription_id, d.seq, d.event_seq, d.department, e.kind, r.number, \
    (SELECT count(*) FROM push_person p WHERE p.event_seq = d.event_seq) AS people, d.state, d.created_at, d.next_at, \
    d.attempts, d.first_sent_at, d.sent_at, d.settled_at, d.receipt, d.last_status, d.last_error, d.purpose, d.basis, \
    d.fields FROM push_delivery d JOIN push_event e ON e.seq = d.event_seq JOIN tenancy_report r ON r.id = e.report_id \
    WHERE d.area_code >= $1 AND d.area_code < $2 AND ($3 = '' OR d.department = $3) AND ($4 = '' OR d.state = $4) \
    AND ($5 = '' OR r.number = $5) AND (d.event_seq < $6 OR (d.event_seq = $6 AND d.subscription_id > $7)) \
    ORDER BY d.event_seq DESC, d.subscription_id LIMIT $8";
pub const REPORT: &str = "SELECT number, area_code, reported_at FROM tenancy_report WHERE number = $1";
pub const AREA_OF_RESIDENT: &str = "SELECT area_code FROM resident WHERE id = $1";
pub const OF_PERSON: &str = "SELECT d.subscription_id, d.seq, d.department, e.kind, r.number, d.state, d.first_sent_at, \
    d.settled_at, d.receipt, d.purpose, d.basis, d.fields FROM push_person p \
    JOIN push_delivery d ON d.event_seq = p.event_seq JOIN push_event e ON e.seq = d.event_seq \
    JOIN tenancy_report r ON r.id = e.report_id WHERE p.resident_id = $1 AND d.first_sent_at IS NOT NULL \
    ORDER BY d.event_seq DESC, d.subscription_id LIMIT 500";

#[derive(Debug, sqlx::FromRow)]
struct NumbersRow {
    department: Code<Department>,
    state: Code<DeliveryState>,
    number: i64,
    failing: i64,
    oldest: DateTime<Utc>,
}

#[derive(Debug, sqlx::FromRow)]
struct DeliveryRow {
    subscription_id: i64,
    seq: i64,
    event_seq: i64,
    department: Code<Department>,
    kind: Code<PushKind>,
    number: String,
    people: i64,
    state: Code<DeliveryState>,
    created_at: DateTime<Utc>,
    next_at: DateTime<Utc>,
    attempts: i32,
    first_sent_at: Option<DateTime<Utc>>,
    sent_at: Option<DateTime<Utc>>,
    settled_at: Option<DateTime<Utc>>,
    receipt: Option<String>,
    last_status: Option<i32>,
    last_error: Option<String>,
    purpose: Option<String>,
    basis: Option<String>,
    fields: Option<JsonText<Vec<PushField>>>,
}

#[derive(Debug, sqlx::FromRow)]
struct ReportRow {
    number: String,
    area_code: String,
    reported_at: DateTime<Utc>,
}

#[derive(Debug, sqlx::FromRow)]
struct OfPersonRow {
    subscription_id: i64,
    seq: i64,
    department: Code<Department>,
    kind: Code<PushKind>,
    number: String,
    state: Code<DeliveryState>,
    first_sent_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
    receipt: Option<String>,
    purpose: String,
    basis: String,
    fields: JsonText<Vec<PushField>>,
}

/// Which deliveries are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub department: Option<Department>,
    pub state: Option<DeliveryState>,
    pub report: Option<String>,
    /// Event and subscription of the last one seen.
    pub after: Option<(i64, i64)>,
}

/// How each department fares now, and what it receipted in so many days.
pub async fn board(app: &App, by: &Account, days: u32) -> Result<PushBoard, ReceiverError> {
    let as_of = app.clock.now();
    let since = as_of - Duration::days(days.into());
    let (from, to) = by.office.area.range();
    let (subscribed, numbers, receipts) = on!(&app.db, pool => (
        sqlx::query_as::<_, (Code<Department>, i64)>(SUBSCRIBED).fetch_all(pool).await.map_err(StoreError::from)?,
        sqlx::query_as::<_, NumbersRow>(NUMBERS).bind(&from).bind(&to).bind(since).fetch_all(pool).await.map_err(StoreError::from)?,
        sqlx::query_as::<_, (Code<Department>, DateTime<Utc>)>(LAST_RECEIPTS)
            .bind(&from).bind(&to).fetch_all(pool).await.map_err(StoreError::from)?,
    ));
    let mut rows: BTreeMap<Department, DepartmentPushes> = BTreeMap::new();
    for (department, active) in subscribed {
        of(&mut rows, department.0).active = active;
    }
    for row in numbers {
        let shown = of(&mut rows, row.department.0);
        match row.state.0 {
            DeliveryState::Waiting => {
                (shown.waiting, shown.failing) = (row.number, row.failing);
                shown.waiting_since = Some(row.oldest);
            }
            DeliveryState::Delivered => shown.delivered = row.number,
            DeliveryState::Dead => shown.dead = row.number,
            DeliveryState::Withdrawn => {}
        }
    }
    for (department, at) in receipts {
        of(&mut rows, department.0).last_receipt_at = Some(at);
    }
    Ok(PushBoard { as_of, since, days, departments: rows.into_values().collect() })
}

fn of(rows: &mut BTreeMap<Department, DepartmentPushes>, department: Department) -> &mut DepartmentPushes {
    rows.entry(department).or_insert(DepartmentPushes {
        department,
        active: 0,
        waiting: 0,
        failing: 0,
        delivered: 0,
        dead: 0,
        last_receipt_at: None,
        waiting_since: None,
    })
}

/// Deliveries, newest first.
pub async fn deliveries(
    app: &App,
    by: &Account,
    filter: &Filter,
    limit: usize,
) -> Result<Page<DeliveryView>, ReceiverError> {
    let mut rows = select(&app.db, by, filter, i64::try_from(limit + 1).unwrap_or(i64::MAX)).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| format!("{}-{}", row.event_seq, row.subscription_id));
    Ok(Page { items: views(app, rows).await?, next })
}

/// A report and what became of it.
pub async fn timeline(app: &App, by: &Account, number: &str) -> Result<ReportTimeline, ReceiverError> {
    let found: Option<ReportRow> = on!(&app.db, pool => {
        sqlx::query_as(REPORT).bind(number).fetch_optional(pool).await.map_err(StoreError::from)?
    });
    let area = |row: &ReportRow| AreaCode::trusted(row.area_code.as_str());
    let row = found.filter(|row| by.may(Deed::SeePushes, Object::Area(&area(row)))).ok_or(ReceiverError::NotFound)?;
    let filter = Filter { report: Some(row.number.clone()), ..Filter::default() };
    let rows = select(&app.db, by, &filter, OF_REPORT).await?;
    Ok(ReportTimeline {
        area: area_ref(&app.areas.book(), &area(&row)),
        number: row.number,
        at: row.reported_at,
        deliveries: views(app, rows).await?,
    })
}

/// What departments were told of a person in the viewer's area.
pub async fn of_person(app: &App, by: &Account, resident: i64) -> Result<Vec<PersonPush>, ReceiverError> {
    let area: Option<String> = on!(&app.db, pool => {
        sqlx::query_scalar(AREA_OF_RESIDENT).bind(resident).fetch_optional(pool).await.map_err(StoreError::from)?
    });
    area.filter(|area| by.may(Deed::SeePeople, Object::Area(&AreaCode::trusted(area.as_str()))))
        .ok_or(ReceiverError::NotFound)?;
    let rows: Vec<OfPersonRow> = on!(&app.db, pool => {
        sqlx::query_as(OF_PERSON).bind(resident).fetch_all(pool).await.map_err(StoreError::from)?
    });
    let installation = setting(&app.db, "installation").await?.unwrap_or_default();
    let view = |row: OfPersonRow| PersonPush {
        delivery: delivery_id(&installation, row.subscription_id, row.seq),
        department: row.department.0,
        kind: row.kind.0,
        report: row.number,
        state: row.state.0,
        first_sent_at: row.first_sent_at,
        receipted_at: row.settled_at.filter(|_| row.state.0 == DeliveryState::Delivered),
        receipt: row.receipt,
        purpose: row.purpose,
        basis: row.basis,
        fields: row.fields.0,
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn select(db: &Db, by: &Account, filter: &Filter, limit: i64) -> Result<Vec<DeliveryRow>, StoreError> {
    let (from, to) = by.office.area.range();
    let (event, subscription) = filter.after.unwrap_or((i64::MAX, 0));
    Ok(on!(db, pool => sqlx::query_as(DELIVERIES)
        .bind(&from).bind(&to).bind(filter.department.map(Department::code).unwrap_or_default())
        .bind(filter.state.map(DeliveryState::code).unwrap_or_default())
        .bind(filter.report.as_deref().unwrap_or_default())
        .bind(event).bind(subscription).bind(limit).fetch_all(pool).await)?)
}

async fn views(app: &App, rows: Vec<DeliveryRow>) -> Result<Vec<DeliveryView>, StoreError> {
    let installation = setting(&app.db, "installation").await?.unwrap_or_default();
    let view = |row: DeliveryRow| DeliveryView {
        id: delivery_id(&installation, row.subscription_id, row.seq),
        subscription: row.subscription_id.to_string(),
        department: row.department.0,
        seq: row.seq,
        kind: row.kind.0,
        report: row.number,
        people: row.people,
        state: row.state.0,
        reported_at: row.created_at,
        first_sent_at: row.first_sent_at,
        sent_at: row.sent_at,
        settled_at: row.settled_at,
        next_at: (row.state.0 == DeliveryState::Waiting).then_some(row.next_at),
        attempts: row.attempts.unsigned_abs(),
        receipt: row.receipt,
        last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
        last_error: row.last_error,
        purpose: row.purpose,
        basis: row.basis,
        fields: row.fields.map(|fields| fields.0).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(view).collect())
}
