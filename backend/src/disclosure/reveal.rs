//! Numbers in full, for a purpose. Reading the value and writing who asked for it are one transaction: no row, no value.
//!
//! Whoever reveals holds the counter of the log, so that the limit of a day is counted by one at a time.

use super::ledger::{Entry, append};
use super::store;
use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::case;
use crate::db::{Tx, next};
use crate::http::extract::text;
use crate::http::{ApiError, ApiResult};
use crate::vault::Secret;
use shared::access::{Deed, Object};
use shared::api::disclosure::{RevealInput, Revealed, RevealedValue};
use shared::area::AreaCode;
use shared::disclosure::{AccessAction, AccessPurpose, AccessSubject, MINOR, PersonField, holds_number};
use shared::time::{age, china_day};

/// Characters of a reason.
const LONGEST_REASON: usize = 200;
/// How long a screen shows a value.
const SECONDS: u32 = 60;

/// Why a number is needed, read and bounded. The purpose `other` needs words.
pub fn reason(purpose: AccessPurpose, words: Option<&str>) -> ApiResult<String> {
    let words = words.map(str::trim).filter(|words| !words.is_empty());
    let words = match words {
        Some(words) => text("/reason", words, LONGEST_REASON).map_err(|fault| ApiError::invalid(vec![fault]))?,
        None if purpose == AccessPurpose::Other => {
            return Err(ApiError::field("/reason", both!("请说明用途", "say what it is needed for")));
        }
        None => String::new(),
    };
    if holds_number(&words) {
        let mend = both!("理由中请勿填写电话或证件号码", "leave telephone and identity numbers out of the reason");
        return Err(ApiError::field("/reason", mend));
    }
    Ok(words)
}

/// A column as it is stored.
enum Stored {
    Sealed(Secret, i64, String),
    Plain(String),
}

/// What is asked for, found.
struct Found {
    subject: AccessSubject,
    subject_id: String,
    area: AreaCode,
    dwelling: Option<i64>,
    protected: bool,
    stored: Vec<(PersonField, Option<Stored>)>,
}

pub async fn resident(app: &App, account: &Account, id: &str, input: RevealInput) -> ApiResult<Revealed> {
    use PersonField::{Identity, Phone, RegisteredAddress};
    let fields = check_fields(&input, &[Phone, Identity, RegisteredAddress])?;
    let mut tx = begin(app).await?;
    let row = match id.parse() {
        Ok(id) => store::resident(&mut tx, id).await?.map(|row| (id, row)),
        Err(_) => None,
    };
    let within = |area: &str| account.may(Deed::RevealPeople, Object::Area(&AreaCode::trusted(area)));
    let (row_id, mut row) = row.filter(|(_, row)| within(&row.area_code)).ok_or_else(|| no_such("居民", "resident"))?;
    let mut stored = |field| match field {
        Phone => row.phone.take().map(|sealed| Stored::Sealed(Secret::ResidentPhone, row_id, sealed)),
        Identity => row.identity.take().map(|sealed| Stored::Sealed(Secret::ResidentIdentity, row_id, sealed)),
        _ => row.registered_address.take().map(Stored::Plain),
    };
    let stored = fields.into_iter().map(|field| (field, stored(field))).collect();
    let found = Found {
        subject: AccessSubject::Resident,
        subject_id: row_id.to_string(),
        dwelling: Some(row.dwelling_id),
        protected: row.care.is_some() || age(row.birth, china_day(app.clock.now())) < MINOR,
        area: AreaCode::trusted(row.area_code),
        stored,
    };
    give(app, account, tx, found, input).await
}

pub async fn owner(app: &App, account: &Account, id: &str, input: RevealInput) -> ApiResult<Revealed> {
    check_fields(&input, &[PersonField::OwnerPhone])?;
    let mut tx = begin(app).await?;
    let row = match id.parse::<i64>() {
        Ok(id) => store::owner(&mut tx, id).await?.map(|(area, phone)| (id, AreaCode::trusted(area), phone)),
        Err(_) => None,
    };
    let within = |area: &AreaCode| account.may(Deed::RevealPeople, Object::Area(area));
    let (id, area, phone) = row.filter(|(_, area, _)| within(area)).ok_or_else(|| no_such("户室", "dwelling"))?;
    let found = Found {
        subject: AccessSubject::Dwelling,
        subject_id: id.to_string(),
        area,
        dwelling: Some(id),
        protected: false,
        stored: vec![(PersonField::OwnerPhone, phone.map(|sealed| Stored::Sealed(Secret::OwnerPhone, id, sealed)))],
    };
    give(app, account, tx, found, input).await
}

pub async fn reporter(app: &App, account: &Account, number: &str, input: RevealInput) -> ApiResult<Revealed> {
    check_fields(&input, &[PersonField::ReporterPhone])?;
    case::visible(app, account, number).await?;
    let mut tx = begin(app).await?;
    let row = case::store::by_number_in(&mut tx, number).await?;
    let phone = row.reporter_phone.clone().map(|sealed| Stored::Sealed(Secret::ReporterPhone, row.id, sealed));
    let found = Found {
        subject: AccessSubject::Case,
        subject_id: row.number.clone(),
        area: row.area(),
        dwelling: None,
        protected: false,
        stored: vec![(PersonField::ReporterPhone, phone)],
    };
    give(app, account, tx, found, input).await
}

/// A transaction that holds the counter of the log.
async fn begin(app: &App) -> ApiResult<Tx> {
    let mut tx = app.db.begin().await?;
    next(&mut tx, "access", 0).await?;
    Ok(tx)
}

/// Logs and gives, or logs and refuses.
async fn give(app: &App, account: &Account, mut tx: Tx, found: Found, input: RevealInput) -> ApiResult<Revealed> {
    let (now, limits) = (app.clock.now(), &app.options.access_limits);
    let Found { subject, subject_id, area, dwelling, protected, stored } = found;
    let allowed = !protected || account.may(Deed::RevealProtected, Object::Area(&area));
    let mut entry = Entry::new(account, AccessAction::Reveal, subject, subject_id, area, now);
    entry.dwelling = dwelling;
    entry.fields = stored.iter().map(|(field, _)| *field).collect();
    entry.purpose = Some(input.purpose);
    entry.reason = reason(input.purpose, input.reason.as_deref())?;
    let most = limits.of(account.office.role).reveals_at_most;
    let refusal = if !allowed {
        Some(ApiError::forbidden(both!(
            "未成年人和重点关爱对象的信息需由网格长、社区或值班长查看",
            "data of those under 14 and of care groups is for grid leaders, communities and shift leaders"
        )))
    } else if store::counts(&mut tx, &account.login, now).await?.reveals_today >= most {
        Some(ApiError::limit_reached(both!(
            "今日查看明文已达上限 {most} 次，请明日再试或由他人查看",
            "you have revealed {most} times today, which is the limit; try tomorrow or ask somebody else"
        )))
    } else {
        None
    };
    if let Some(refusal) = refusal {
        entry.action = AccessAction::Refused;
        append(&mut tx, limits, &[entry]).await?;
        tx.commit().await?;
        return Err(refusal);
    }
    let mut values = Vec::with_capacity(stored.len());
    for (field, stored) in stored {
        let value = match stored {
            Some(Stored::Sealed(secret, row, sealed)) => {
                Some(app.vault.open(secret, row, &sealed).map_err(|error| ApiError::internal(&error))?)
            }
            Some(Stored::Plain(value)) => Some(value),
            None => None,
        };
        values.push(RevealedValue { field, value });
    }
    append(&mut tx, limits, &[entry]).await?;
    tx.commit().await?;
    Ok(Revealed { values, seconds: SECONDS })
}

/// The fields, each once, when the subject has them.
fn check_fields(input: &RevealInput, known: &[PersonField]) -> ApiResult<Vec<PersonField>> {
    let mut fields = input.fields.clone();
    fields.sort();
    fields.dedup();
    if fields.is_empty() || fields.iter().any(|field| !known.contains(field)) {
        let codes = store::field_codes(known);
        return Err(ApiError::field("/fields", both!("可选字段：{codes}", "one or more of: {codes}")));
    }
    Ok(fields)
}

fn no_such(zh: &str, en: &str) -> ApiError {
    ApiError::not_found(both!("没有这个编号的{zh}", "there is no {en} with this id"))
}
