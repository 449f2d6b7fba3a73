//! Walks events backwards, as far as a page or a count needs and never beyond the window.

use super::store::{self, NoticeRow, Walk};
use crate::account::Account;
use crate::app::App;
use crate::case::Directory;
use crate::db::StoreError;
use crate::live;
use chrono::Duration;
use shared::api::Page;
use shared::api::notice::{NoticeCount, NoticeView};
use shared::notice::{DAYS, Happening, MOST_COUNTED, NOTE, concerns, heard_of};

/// Events that a walk looks at, at most: the newest of the city.
pub const WINDOW: i64 = 20_000;
/// Rows read at a time.
const STEP: i64 = 500;

/// Notices before an event, newest first.
pub async fn page(app: &App, account: &Account, before: i64, limit: usize) -> Result<Page<NoticeView>, StoreError> {
    let last = live::store::last(&app.db).await?;
    let mut rows = walk(app, account, (last - WINDOW, before), limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.seq.to_string());
    let directory = Directory::of(app);
    Ok(Page { items: rows.into_iter().map(|row| view(row, &directory)).collect(), next })
}

pub async fn count(app: &App, account: &Account) -> Result<NoticeCount, StoreError> {
    let last_seq = live::store::last(&app.db).await?;
    let read_seq = store::read_up_to(&app.db, &account.login, &account.office).await?.unwrap_or(0);
    let floor = read_seq.max(last_seq - WINDOW);
    let unread = walk(app, account, (floor, i64::MAX), MOST_COUNTED as usize).await?;
    Ok(NoticeCount { unread: u32::try_from(unread.len()).unwrap_or(MOST_COUNTED), read_seq, last_seq })
}

/// Marks everything up to an event as read; events that have not happened yet stay unread.
pub async fn mark(app: &App, account: &Account, seq: i64) -> Result<NoticeCount, StoreError> {
    let last = live::store::last(&app.db).await?;
    store::mark(&app.db, &account.login, &account.office, seq.min(last)).await?;
    count(app, account).await
}

/// At most `wanted` events between two, newest first, that concern an account in its office.
async fn walk(
    app: &App,
    account: &Account,
    (after, mut before): (i64, i64),
    wanted: usize,
) -> Result<Vec<NoticeRow>, StoreError> {
    let (office, mut found) = (&account.office, Vec::new());
    let actions = heard_of(office.role);
    if actions.is_empty() {
        return Ok(found);
    }
    let actions: String = actions.iter().map(|action| format!(" {action} ")).collect();
    let since = app.clock.now() - Duration::days(DAYS);
    loop {
        let walk = Walk { after, before, since, login: &account.login, actions: &actions, office, limit: STEP };
        let rows = store::walk(&app.db, &walk).await?;
        let end = (rows.len() as i64) < STEP;
        before = rows.last().map_or(before, |row| row.seq);
        found.extend(rows.into_iter().filter(|row| concerns(&happening(row), office.role)));
        if end || found.len() >= wanted {
            found.truncate(wanted);
            return Ok(found);
        }
    }
}

fn happening(row: &NoticeRow) -> Happening {
    Happening {
        action: row.action.0,
        state: row.state.0,
        level: row.level.0,
        by: row.role.map(|role| role.0),
        supervised: row.supervised,
    }
}

fn view(row: NoticeRow, directory: &Directory) -> NoticeView {
    let category = directory.category(row.category.as_deref());
    NoticeView {
        seq: row.seq,
        at: row.at,
        action: row.action.0,
        role: row.role.map(|role| role.0),
        note: row.note.chars().take(NOTE).collect(),
        case: row.number,
        category_zh: category.map_or_else(|| "待分类".to_owned(), |category| category.zh.clone()),
        category_en: category.map_or_else(|| "To be classified".to_owned(), |category| category.en.clone()),
        urgent: category.is_some_and(|category| category.urgent),
        category: row.category,
        place: row.place,
        state: row.state.0,
    }
}
