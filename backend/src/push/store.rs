//! SQL of subscriptions, of the outbox, and of delivering. Nothing is deleted.

use super::input::Wanted;
use super::publish::NewEvent;
use crate::db::{Code, Db, JsonText, StoreError, Tx};
use crate::{in_tx, insert_many, on};
use chrono::{DateTime, NaiveDate, Utc};
use shared::area::AreaCode;
use shared::person::{Relation, Sex};
use shared::push::{PushField, PushKind};
use shared::worker::Department;

pub const COUNT: &str = "SELECT count(*) FROM push_subscription WHERE ended_at IS NULL";
pub const INSERT: &str = "INSERT INTO push_subscription (id, department, kinds, fields, purpose, basis, url, secret, areas, \
    active, created_at, gone_at, ended_at, last_seq, lease_holder, lease_until) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, 0, NULL, NULL)";
/// The lease ends with it: whoever was sending by the old words stops.
pub const UPDATE: &str = "UPDATE push_subscription SET kinds = $2, fields = $3, purpose = $4, basis = $5, url = $6, areas = $7, \
    active = $8, gone_at = CASE WHEN $8 THEN NULL ELSE gone_at END, lease_holder = NULL, lease_until = NULL \
    WHERE id = $1 AND ended_at IS NULL";
pub const CLOSE: &str = "UPDATE push_subscription SET active = FALSE, ended_at = $2, lease_holder = NULL, lease_until = NULL \
    WHERE id = $1 AND ended_at IS NULL";
pub const WITHDRAW: &str = "UPDATE push_delivery SET state = 'withdrawn', settled_at = $2 \
    WHERE subscription_id = $1 AND state IN ('waiting', 'dead')";
pub const ALL: &str = "SELECT id, department, kinds, fields, purpose, basis, url, areas, active, created_at, gone_at, last_seq \
    FROM push_subscription WHERE ended_at IS NULL ORDER BY id";
pub const FOR_EVENT: &str =
    "SELECT id, department, kinds, areas FROM push_subscription WHERE ended_at IS NULL ORDER BY id";
pub const TAKE_SEQ: &str =
    "UPDATE push_subscription SET last_seq = last_seq + 1 WHERE id = $1 AND ended_at IS NULL RETURNING last_seq";
pub const INSERT_EVENT: &str =
    "INSERT INTO push_event (seq, kind, report_id, dwelling_id, area_code, at) VALUES ($1, $2, $3, $4, $5, $6)";
pub const INSERT_PERSON: &str = "INSERT INTO push_person (event_seq, resident_id, known, starts, ends) ";
pub const INSERT_DELIVERY: &str = "INSERT INTO push_delivery (subscription_id, seq, event_seq, department, area_code, state, \
    created_at, next_at, attempts, failures) VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $6, 0, 0)";
/// Only the first that waits can be due: the others wait for it.
pub const DUE: &str = "SELECT s.id FROM push_subscription s WHERE s.active \
    AND (s.lease_until IS NULL OR s.lease_until <= $1 OR s.lease_holder = $2) \
    AND EXISTS (SELECT 1 FROM push_delivery d WHERE d.subscription_id = s.id AND d.state = 'waiting' AND d.next_at <= $1 \
        AND d.seq = (SELECT min(w.seq) FROM push_delivery w WHERE w.subscription_id = s.id AND w.state = 'waiting')) \
    ORDER BY s.id";
pub const LEASE: &str = "UPDATE push_subscription SET lease_holder = $2, lease_until = $3 WHERE id = $1 AND active \
    AND (lease_until IS NULL OR lease_until <= $4 OR lease_holder = $2) \
    RETURNING id, department, fields, purpose, basis, url, secret";
/// Goes on only for who holds the lease, and prolongs it.
pub const KEEP: &str = "UPDATE push_subscription SET lease_until = $3 WHERE id = $1 AND lease_holder = $2";
pub const GONE: &str = "UPDATE push_subscription SET active = FALSE, gone_at = $3, lease_holder = NULL, lease_until = NULL \
    WHERE id = $1 AND lease_holder = $2";
pub const RELEASE: &str =
    "UPDATE push_subscription SET lease_holder = NULL, lease_until = NULL WHERE id = $1 AND lease_holder = $2";
pub const RELEASE_ALL: &str =
    "UPDATE push_subscription SET lease_holder = NULL, lease_until = NULL WHERE lease_holder = $1";
pub const FREE: &str =
    "UPDATE push_subscription SET lease_holder = NULL, lease_until = NULL WHERE lease_holder IS NOT NULL";
pub const FIRST_WAITING: &str = "SELECT d.seq, d.event_seq, d.failures, d.next_at, d.fields, e.kind, e.dwelling_id, \
    e.area_code, e.at, r.number FROM push_delivery d JOIN push_event e ON e.seq = d.event_seq \
    JOIN tenancy_report r ON r.id = e.report_id \
    WHERE d.subscription_id = $1 AND d.state = 'waiting' ORDER BY d.seq LIMIT 1";
pub const PEOPLE: &str = "SELECT r.id, r.name, r.sex, r.birth, r.relation, r.phone, r.identity, p.starts, p.ends \
    FROM push_person p JOIN resident r ON r.id = p.resident_id WHERE p.event_seq = $1 ORDER BY r.id";
pub const SENDING: &str = "UPDATE push_delivery SET attempts = attempts + 1, first_sent_at = coalesce(first_sent_at, $3), \
    sent_at = $3, purpose = $4, basis = $5, fields = $6 WHERE subscription_id = $1 AND seq = $2 AND state = 'waiting'";
pub const RECEIPTED: &str = "UPDATE push_delivery SET state = 'delivered', settled_at = $3, receipt = $4, last_status = NULL, \
    last_error = NULL WHERE subscription_id = $1 AND seq = $2 AND state = 'waiting'";
pub const FAILED: &str = "UPDATE push_delivery SET state = $3, failures = failures + 1, next_at = $4, settled_at = $5, \
    last_status = $6, last_error = $7 WHERE subscription_id = $1 AND seq = $2 AND state = 'waiting'";
pub const REVIVE: &str = "UPDATE push_delivery SET state = 'waiting', failures = 0, next_at = $3, settled_at = NULL \
    WHERE subscription_id = $1 AND seq = $2 AND state = 'dead'";

/// A subscription in a list.
#[derive(Debug, sqlx::FromRow)]
pub struct SubscriptionRow {
    pub id: i64,
    pub department: Code<Department>,
    pub kinds: JsonText<Vec<PushKind>>,
    pub fields: JsonText<Vec<PushField>>,
    pub purpose: String,
    pub basis: String,
    pub url: String,
    pub areas: JsonText<Vec<AreaCode>>,
    pub active: bool,
    pub created_at: DateTime<Utc>,
    pub gone_at: Option<DateTime<Utc>>,
    pub last_seq: i64,
}

/// What decides whether an event concerns a subscription.
#[derive(Debug, sqlx::FromRow)]
pub struct ForEvent {
    pub id: i64,
    pub department: Code<Department>,
    pub kinds: JsonText<Vec<PushKind>>,
    pub areas: JsonText<Vec<AreaCode>>,
}

/// A subscription that this process serves.
#[derive(sqlx::FromRow)]
pub struct Served {
    pub id: i64,
    pub department: Code<Department>,
    pub fields: JsonText<Vec<PushField>>,
    pub purpose: String,
    pub basis: String,
    pub url: String,
    /// Sealed.
    pub secret: String,
}

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Served").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The delivery that is next.
#[derive(Debug, sqlx::FromRow)]
pub struct WaitingRow {
    pub seq: i64,
    pub event_seq: i64,
    pub failures: i32,
    pub next_at: DateTime<Utc>,
    /// Of earlier attempts.
    pub fields: Option<JsonText<Vec<PushField>>>,
    pub kind: Code<PushKind>,
    pub dwelling_id: i64,
    pub area_code: String,
    pub at: DateTime<Utc>,
    pub number: String,
}

/// Somebody of an event; numbers are sealed.
#[derive(Debug, sqlx::FromRow)]
pub struct PersonRow {
    pub id: i64,
    pub name: String,
    pub sex: Code<Sex>,
    pub birth: NaiveDate,
    pub relation: Code<Relation>,
    pub phone: Option<String>,
    pub identity: Option<String>,
    pub starts: Option<NaiveDate>,
    pub ends: Option<NaiveDate>,
}

/// Who serves a subscription, and until when nobody else does.
#[derive(Clone, Copy, Debug)]
pub struct Lease<'a> {
    pub subscription: i64,
    pub holder: &'a str,
    pub until: DateTime<Utc>,
}

/// A delivery that has failed once more.
#[derive(Debug)]
pub struct Failure<'a> {
    pub dead: bool,
    pub next_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
    pub status: Option<u16>,
    pub reason: &'a str,
}

pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar(COUNT).fetch_one(conn).await)?)
}

pub async fn insert(tx: &mut Tx, id: i64, sealed: &str, wanted: &Wanted, now: DateTime<Utc>) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(INSERT)
        .bind(id).bind(Code(wanted.department)).bind(JsonText(&wanted.kinds)).bind(JsonText(&wanted.fields))
        .bind(&wanted.purpose).bind(&wanted.basis).bind(&wanted.url).bind(sealed).bind(JsonText(&wanted.areas))
        .bind(wanted.active).bind(now).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn update(db: &Db, id: i64, wanted: &Wanted) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(UPDATE)
        .bind(id).bind(JsonText(&wanted.kinds)).bind(JsonText(&wanted.fields)).bind(&wanted.purpose)
        .bind(&wanted.basis).bind(&wanted.url).bind(JsonText(&wanted.areas)).bind(wanted.active)
        .execute(pool).await.map(drop))?;
    Ok(())
}

/// Ends a subscription and what it still had to send.
pub async fn close(tx: &mut Tx, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    in_tx!(tx, conn => {
        sqlx::query(CLOSE).bind(id).bind(now).execute(&mut *conn).await?;
        sqlx::query(WITHDRAW).bind(id).bind(now).execute(conn).await?;
    });
    Ok(())
}

pub async fn all(db: &Db) -> Result<Vec<SubscriptionRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(ALL).fetch_all(pool).await)?)
}

pub async fn subscriptions_in(tx: &mut Tx) -> Result<Vec<ForEvent>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(FOR_EVENT).fetch_all(conn).await)?)
}

/// The next number of a subscription; `None` when it has just ended.
pub async fn take_seq(tx: &mut Tx, subscription: i64) -> Result<Option<i64>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar(TAKE_SEQ).bind(subscription).fetch_optional(conn).await)?)
}

pub async fn insert_event(tx: &mut Tx, seq: i64, event: &NewEvent) -> Result<(), StoreError> {
    in_tx!(&mut *tx, conn => sqlx::query(INSERT_EVENT)
        .bind(seq).bind(Code(event.kind)).bind(event.report).bind(event.dwelling).bind(event.area.as_str())
        .bind(event.at).execute(conn).await.map(drop))?;
    insert_many!(tx, INSERT_PERSON, 5, event.people, |push, person| {
        push.push_bind(seq)
            .push_bind(person.resident)
            .push_bind(person.known)
            .push_bind(person.starts)
            .push_bind(person.ends)
    });
    Ok(())
}

pub async fn insert_delivery(
    tx: &mut Tx,
    to: &ForEvent,
    seq: i64,
    event_seq: i64,
    event: &NewEvent,
) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(INSERT_DELIVERY)
        .bind(to.id).bind(seq).bind(event_seq).bind(to.department).bind(event.area.as_str()).bind(event.at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn due(db: &Db, holder: &str, now: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(DUE).bind(now).bind(holder).fetch_all(pool).await)?)
}

/// Takes or keeps the lease; `None` when another process has it, or the subscription is paused or ended.
pub async fn lease(db: &Db, lease: Lease<'_>, now: DateTime<Utc>) -> Result<Option<Served>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(LEASE)
        .bind(lease.subscription).bind(lease.holder).bind(lease.until).bind(now).fetch_optional(pool).await)?)
}

/// False when the lease was lost, and nothing must be committed.
pub async fn keep(tx: &mut Tx, lease: Lease<'_>) -> Result<bool, StoreError> {
    let kept = in_tx!(tx, conn => sqlx::query(KEEP)
        .bind(lease.subscription).bind(lease.holder).bind(lease.until)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(kept == 1)
}

/// The receiver wants nothing more.
pub async fn gone(db: &Db, lease: Lease<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(GONE)
        .bind(lease.subscription).bind(lease.holder).bind(now).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn release(db: &Db, subscription: i64, holder: &str) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(RELEASE).bind(subscription).bind(holder).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn release_all(db: &Db, holder: &str) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(RELEASE_ALL).bind(holder).execute(pool).await.map(drop))?;
    Ok(())
}

/// Takes every lease away: only where no other process can live.
pub async fn free(db: &Db) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(FREE).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn first_waiting(db: &Db, subscription: i64) -> Result<Option<WaitingRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(FIRST_WAITING).bind(subscription).fetch_optional(pool).await)?)
}

pub async fn people(db: &Db, event: i64) -> Result<Vec<PersonRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(PEOPLE).bind(event).fetch_all(pool).await)?)
}

/// Writes down what is about to be sent.
pub async fn sending(
    tx: &mut Tx,
    to: &Served,
    seq: i64,
    fields: &[PushField],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(SENDING)
        .bind(to.id).bind(seq).bind(now).bind(&to.purpose).bind(&to.basis).bind(JsonText(fields))
        .execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn receipted(
    tx: &mut Tx,
    (subscription, seq): (i64, i64),
    receipt: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(RECEIPTED)
        .bind(subscription).bind(seq).bind(now).bind(receipt).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn failed(tx: &mut Tx, (subscription, seq): (i64, i64), failure: &Failure<'_>) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(FAILED)
        .bind(subscription).bind(seq).bind(if failure.dead { "dead" } else { "waiting" }).bind(failure.next_at)
        .bind(failure.settled_at).bind(failure.status.map(i32::from)).bind(failure.reason)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Lets a dead letter be tried anew; false when there is none.
pub async fn revive(db: &Db, subscription: i64, seq: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let revived = on!(db, pool => sqlx::query(REVIVE)
        .bind(subscription).bind(seq).bind(now).execute(pool).await.map(|done| done.rows_affected()))?;
    Ok(revived == 1)
}
