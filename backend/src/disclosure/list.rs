//! Reading the log: by person, subject, dwelling, deed and day, newest first.

use super::store::{self, AccessRow, AlarmRow, midnight};
use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::db::{Code, StoreError};
use crate::http::{ApiError, ApiResult};
use crate::{on, place};
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use shared::api::Page;
use shared::api::area::AreaRef;
use shared::api::disclosure::{AccessView, AlarmList, AlarmNoted, AlarmView, DwellingRef};
use shared::area::AreaCode;
use shared::disclosure::{AccessAction, AccessSubject};
use std::collections::HashMap;
use utoipa::IntoParams;

const LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 500;
/// Alarms of one list.
const ALARMS: i64 = 200;

/// The log; what follows narrows it to an area, and then by what is asked for. Codes of areas are compared by LIKE, because
/// languages do not agree on what comes after a digit.
const LOG: &str = "SELECT id, at, login, name, role, office_area, action, subject, subject_id, area_code, dwelling_id, \
    fields, purpose, reason, answers, words_hash FROM access_log WHERE area_code LIKE ";

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AccessQuery {
    /// Account.
    login: Option<String>,
    action: Option<AccessAction>,
    subject: Option<AccessSubject>,
    /// Id of the resident, dwelling or export, or number of the case.
    subject_id: Option<String>,
    /// Everything about one dwelling and those who live there.
    dwelling: Option<String>,
    /// First and last day in China.
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// At most 500.
    limit: Option<i64>,
    after: Option<String>,
}

impl AccessQuery {
    pub fn of_dwelling(dwelling: i64, limit: Option<i64>, after: Option<String>) -> AccessQuery {
        AccessQuery { dwelling: Some(dwelling.to_string()), limit, after, ..AccessQuery::default() }
    }
}

/// A page of the log about the area of an auditor's office, with everything that this process has to write.
pub async fn page(app: &App, account: &Account, query: &AccessQuery) -> ApiResult<Page<AccessView>> {
    app.ledger.flush().await;
    let number = |pointer: &str, text: &Option<String>| {
        let read = text.as_deref().map(str::parse::<i64>).transpose();
        read.map_err(|_| ApiError::field(pointer, both!("应为编号", "must be a number")))
    };
    let (dwelling, before) = (number("?dwelling", &query.dwelling)?, number("?after", &query.after)?);
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let mut rows = rows(app, account, query, dwelling, before, limit + 1).await?;
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let dwellings = dwelling_names(app, &rows).await?;
    Ok(Page { items: rows.into_iter().map(|row| view(app, row, &dwellings)).collect(), next })
}

async fn rows(
    app: &App,
    account: &Account,
    query: &AccessQuery,
    dwelling: Option<i64>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AccessRow>, StoreError> {
    let within = format!("{}%", account.office.area.prefix());
    let end = query.to.and_then(|day| day.checked_add_days(Days::new(1)));
    Ok(on!(&app.db, pool => {
        let mut sql = sqlx::QueryBuilder::new(LOG);
        sql.push_bind(within.clone());
        if let Some(login) = &query.login {
            sql.push(" AND login = ").push_bind(login);
        }
        if let Some(action) = query.action {
            sql.push(" AND action = ").push_bind(Code(action));
        }
        if let Some(subject) = query.subject {
            sql.push(" AND subject = ").push_bind(Code(subject));
        }
        if let Some(id) = &query.subject_id {
            sql.push(" AND subject_id = ").push_bind(id);
        }
        if let Some(dwelling) = dwelling {
            sql.push(" AND dwelling_id = ").push_bind(dwelling);
        }
        if let Some(from) = query.from {
            sql.push(" AND at >= ").push_bind(midnight(from));
        }
        if let Some(end) = end {
            sql.push(" AND at < ").push_bind(midnight(end));
        }
        if let Some(before) = before {
            sql.push(" AND id < ").push_bind(before);
        }
        sql.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        sql.build_query_as().fetch_all(pool).await
    })?)
}

/// `星辰花园29栋2单元301` for each dwelling in the rows.
async fn dwelling_names(app: &App, rows: &[AccessRow]) -> Result<HashMap<i64, String>, StoreError> {
    let mut names = HashMap::new();
    for id in rows.iter().filter_map(|row| row.dwelling_id) {
        if names.contains_key(&id) {
            continue;
        }
        if let Some(row) = place::store::dwelling(&app.db, id).await? {
            let complex = row.complex_name.filter(|complex| !row.building_name.contains(complex.as_str()));
            let complex = complex.unwrap_or_default();
            names.insert(id, format!("{complex}{}{}单元{}", row.building_name, row.entrance, row.number));
        }
    }
    Ok(names)
}

fn view(app: &App, row: AccessRow, dwellings: &HashMap<i64, String>) -> AccessView {
    let dwelling = row.dwelling_id.map(|id| DwellingRef {
        id: id.to_string(),
        name: dwellings.get(&id).cloned().unwrap_or_else(|| id.to_string()),
    });
    AccessView {
        id: row.id,
        at: row.at,
        login: row.login,
        name: row.name,
        role: row.role.0,
        office_area: area_ref(app, &row.office_area),
        action: row.action.0,
        subject: row.subject.0,
        subject_id: row.subject_id,
        area: area_ref(app, &row.area_code),
        dwelling,
        fields: store::fields(&row.fields),
        purpose: row.purpose.map(|purpose| purpose.0),
        reason: row.reason,
        answers: row.answers,
        words_hash: row.words_hash,
    }
}

/// Code and full name of an area.
pub fn area_ref(app: &App, code: &str) -> AreaRef {
    let (book, area) = (app.areas.book(), AreaCode::trusted(code));
    // A full name leaves the district out; the district itself has one all the same.
    let name = book
        .get(&area)
        .map(|known| Some(book.full_name(&area)).filter(|name| !name.is_empty()).unwrap_or(known.name.clone()));
    let name = name.unwrap_or_else(|| code.to_owned());
    AreaRef { code: code.to_owned(), name }
}

/// Alarms about the offices in the area of an auditor's, newest first.
pub async fn alarms(app: &App, account: &Account) -> Result<AlarmList, StoreError> {
    app.ledger.flush().await;
    let (rows, open) = store::alarms(&app.db, account.office.area.prefix(), ALARMS).await?;
    let view = |row: AlarmRow| AlarmView {
        login: row.login,
        name: row.name,
        role: row.role.0,
        office_area: area_ref(app, &row.office_area),
        kind: row.kind.0,
        hour: row.hour,
        at: row.at,
        count: row.count,
        most: row.most,
        noted_at: row.noted_at,
        noted_by: row.noted_by,
    };
    Ok(AlarmList { items: rows.into_iter().map(view).collect(), open })
}

/// Takes note of an alarm. Nobody takes note of their own.
pub async fn note(app: &App, account: &Account, alarm: &AlarmNoted) -> ApiResult<AlarmList> {
    if alarm.login == account.login {
        return Err(ApiError::forbidden(both!("不能核销自己的预警", "somebody else must look at your own alarm")));
    }
    let key = (alarm.login.as_str(), alarm.kind, alarm.hour.as_str());
    let prefix = account.office.area.prefix();
    if !store::note(&app.db, key, app.clock.now(), &account.name, prefix).await? {
        return Err(ApiError::not_found(both!("没有这条待核预警", "there is no such open alarm")));
    }
    Ok(alarms(app, account).await?)
}
