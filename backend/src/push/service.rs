//! Making, changing and ending subscriptions, and reviving dead letters. An administrator answers for subscriptions whose
//! areas lie in their own.

use super::input::check;
use super::store::{self, SubscriptionRow};
use crate::account::Account;
use crate::app::App;
use crate::area::AreaBook;
use crate::both;
use crate::db::next;
use crate::delivery::{ReceiverError, new_secret};
use crate::vault::Secret;
use shared::access::{Deed, Object};
use shared::api::area::AreaRef;
use shared::api::push::{SubscriptionCreated, SubscriptionInput, SubscriptionView};
use shared::area::AreaCode;
use shared::push::MOST;

/// In the order in which they were made.
pub async fn list(app: &App, by: &Account) -> Result<Vec<SubscriptionView>, ReceiverError> {
    let (rows, book) = (store::all(&app.db).await?, app.areas.book());
    Ok(rows.into_iter().filter(|row| in_reach(by, row)).map(|row| view(row, &book)).collect())
}

/// Makes a subscription with a secret of its own.
pub async fn create(app: &App, by: &Account, input: SubscriptionInput) -> Result<SubscriptionCreated, ReceiverError> {
    let wanted = check(&app.areas.book(), by, input)?;
    let secret = new_secret();
    let mut tx = app.db.begin().await?;
    // Whoever holds the counter is alone, so that two at once do not make one too many.
    let id = next(&mut tx, "push_subscription", 1).await?;
    if store::count(&mut tx).await? >= MOST {
        return Err(ReceiverError::TooMany(MOST));
    }
    let sealed = app.vault.seal(Secret::PushSecret, id, &secret);
    store::insert(&mut tx, id, &sealed, &wanted, app.clock.now()).await?;
    tx.commit().await?;
    Ok(SubscriptionCreated { subscription: view(find(app, by, id).await?, &app.areas.book()), secret })
}

/// Replaces everything but department and secret. Events and areas count for reports from now on; fields, purpose and
/// basis for everything that is sent from now on.
pub async fn update(
    app: &App,
    by: &Account,
    id: i64,
    input: SubscriptionInput,
) -> Result<SubscriptionView, ReceiverError> {
    if find(app, by, id).await?.department.0 != input.department {
        let mend = both!("订阅不能转给其他部门，请另建", "a subscription stays with its department; make another");
        return Err(ReceiverError::Invalid(vec![("/department".to_owned(), mend)]));
    }
    let wanted = check(&app.areas.book(), by, input)?;
    store::update(&app.db, id, &wanted).await?;
    app.push_news.notify_one();
    Ok(view(find(app, by, id).await?, &app.areas.book()))
}

/// Ends a subscription. What it still had to send is withdrawn; what it was sent stays on record.
pub async fn close(app: &App, by: &Account, id: i64) -> Result<(), ReceiverError> {
    find(app, by, id).await?;
    let mut tx = app.db.begin().await?;
    store::close(&mut tx, id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Tries a dead letter anew, with all its attempts.
pub async fn revive(app: &App, by: &Account, id: i64, seq: i64) -> Result<(), ReceiverError> {
    find(app, by, id).await?;
    if !store::revive(&app.db, id, seq, app.clock.now()).await? {
        return Err(ReceiverError::NotFound);
    }
    app.push_news.notify_one();
    Ok(())
}

async fn find(app: &App, by: &Account, id: i64) -> Result<SubscriptionRow, ReceiverError> {
    let rows = store::all(&app.db).await?;
    rows.into_iter().find(|row| row.id == id && in_reach(by, row)).ok_or(ReceiverError::NotFound)
}

fn in_reach(by: &Account, row: &SubscriptionRow) -> bool {
    row.areas.0.iter().all(|area| by.may(Deed::ManagePeople, Object::Area(area)))
}

/// An area by code and name.
pub fn area_ref(book: &AreaBook, code: &AreaCode) -> AreaRef {
    let unknown = || AreaRef { code: code.to_string(), name: code.to_string() };
    book.get(code).map_or_else(unknown, |area| area.reference())
}

fn view(row: SubscriptionRow, book: &AreaBook) -> SubscriptionView {
    SubscriptionView {
        id: row.id.to_string(),
        department: row.department.0,
        kinds: row.kinds.0,
        fields: row.fields.0,
        purpose: row.purpose,
        basis: row.basis,
        url: row.url,
        areas: row.areas.0.iter().map(|area| area_ref(book, area)).collect(),
        active: row.active,
        gone_at: row.gone_at,
        created_at: row.created_at,
        last_seq: row.last_seq,
    }
}
