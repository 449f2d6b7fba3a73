//! Making, changing and looking at webhooks. An administrator answers for those whose areas lie in their own.

use super::input::{Wanted, check};
use super::payload::delivery_id;
use super::store::{self, DeadRow, WebhookRow};
use crate::account::Account;
use crate::app::App;
use crate::area::AreaBook;
use crate::db::{next, setting};
use crate::delivery::{ReceiverError, new_secret};
use crate::vault::Secret;
use shared::access::{Deed, Object};
use shared::api::Page;
use shared::api::area::AreaRef;
use shared::api::webhook::{DeadLetter, MOST, WebhookCreated, WebhookInput, WebhookView};

/// In the order in which they were made.
pub async fn list(app: &App, by: &Account) -> Result<Vec<WebhookView>, ReceiverError> {
    let (rows, book) = (store::all(&app.db).await?, app.areas.book());
    Ok(rows.into_iter().filter(|row| in_reach(by, row)).map(|row| view(row, &book)).collect())
}

/// Makes a webhook with a secret of its own.
pub async fn create(app: &App, by: &Account, input: WebhookInput) -> Result<WebhookCreated, ReceiverError> {
    let wanted = check(&app.areas.book(), by, input)?;
    let secret = new_secret();
    let mut tx = app.db.begin().await?;
    // Whoever holds the counter is alone, so that two at once do not make one too many.
    let id = next(&mut tx, "webhook", 1).await?;
    if store::count(&mut tx).await? >= MOST {
        return Err(ReceiverError::TooMany(MOST));
    }
    let sealed = app.vault.seal(Secret::WebhookSecret, id, &secret);
    store::insert(&mut tx, id, &sealed, &wanted, app.clock.now()).await?;
    tx.commit().await?;
    Ok(WebhookCreated { webhook: view(find(app, by, id).await?, &app.areas.book()), secret })
}

/// Replaces everything but the secret.
pub async fn update(app: &App, by: &Account, id: i64, input: WebhookInput) -> Result<WebhookView, ReceiverError> {
    find(app, by, id).await?;
    let wanted: Wanted = check(&app.areas.book(), by, input)?;
    store::update(&app.db, id, &wanted).await?;
    Ok(view(find(app, by, id).await?, &app.areas.book()))
}

/// Removes a webhook with what it still had to send.
pub async fn delete(app: &App, by: &Account, id: i64) -> Result<(), ReceiverError> {
    find(app, by, id).await?;
    let mut tx = app.db.begin().await?;
    store::delete(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Dead letters behind an event, in order.
pub async fn dead(
    app: &App,
    by: &Account,
    id: i64,
    (after, limit): (i64, usize),
) -> Result<Page<DeadLetter>, ReceiverError> {
    find(app, by, id).await?;
    let installation = setting(&app.db, "installation").await?.unwrap_or_default();
    let mut rows = store::dead(&app.db, id, after, i64::try_from(limit + 1).unwrap_or(i64::MAX)).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.seq.to_string());
    Ok(Page { items: rows.into_iter().map(|row| letter(row, &installation)).collect(), next })
}

/// Tries a dead letter anew, with all its attempts.
pub async fn revive(app: &App, by: &Account, id: i64, seq: i64) -> Result<(), ReceiverError> {
    find(app, by, id).await?;
    match store::revive(&app.db, id, seq, app.clock.now()).await? {
        true => Ok(()),
        false => Err(ReceiverError::NotFound),
    }
}

async fn find(app: &App, by: &Account, id: i64) -> Result<WebhookRow, ReceiverError> {
    let rows = store::all(&app.db).await?;
    rows.into_iter().find(|row| row.id == id && in_reach(by, row)).ok_or(ReceiverError::NotFound)
}

fn in_reach(by: &Account, row: &WebhookRow) -> bool {
    row.areas.0.iter().all(|area| by.may(Deed::ManageWebhooks, Object::Area(area)))
}

fn view(row: WebhookRow, book: &AreaBook) -> WebhookView {
    let area = |code: &shared::area::AreaCode| {
        let unknown = || AreaRef { code: code.to_string(), name: code.to_string() };
        book.get(code).map_or_else(unknown, |area| area.reference())
    };
    WebhookView {
        id: row.id.to_string(),
        name: row.name,
        url: row.url,
        actions: row.actions.0,
        areas: row.areas.0.iter().map(area).collect(),
        departments: row.departments.0,
        include_private: row.include_private,
        active: row.active,
        gone_at: row.gone_at,
        created_at: row.created_at,
        sent_seq: row.sent_seq,
        behind: row.behind,
        waiting: row.waiting,
        dead: row.dead,
    }
}

fn letter(row: DeadRow, installation: &str) -> DeadLetter {
    DeadLetter {
        seq: row.seq,
        delivery: delivery_id(installation, row.seq),
        action: row.action.0,
        at: row.at,
        case: row.number,
        attempts: row.attempts.unsigned_abs(),
        failed_at: row.failed_at,
        last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
        last_error: row.last_error,
    }
}
