//! Use cases of lists of persons: ask, decide, fetch.

use super::sheet::{self, Line, Watermark};
use super::store::{self, ExportRow, PersonRow, Wanted};
use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::db::{Code, next};
use crate::disclosure::ledger::{Entry, append};
use crate::disclosure::list::area_ref;
use crate::disclosure::reveal;
use crate::disclosure::store::{field_codes, fields};
use crate::http::{ApiError, ApiResult};
use crate::vault::Secret;
use chrono::{DateTime, Duration, Months, Utc};
use shared::access::{Deed, Object};
use shared::api::disclosure::{PersonExportInput, PersonExportView};
use shared::area::AreaCode;
use shared::disclosure::{AccessAction, AccessSubject, ExportState, FETCH_HOURS, MINOR, MOST_EXPORTED, PersonField};
use shared::person::{Identity, Phone};
use shared::text::Lang;
use shared::time::{age, china, china_day};
use tokio::sync::{Semaphore, mpsc};

/// Persons of one look-up.
const PAGE: i64 = 1_000;
/// Fewest characters of a reason.
const SHORTEST_REASON: usize = 5;
/// Files made at once; whoever comes then is asked to come back.
static PLACES: Semaphore = Semaphore::const_new(2);

/// Asks for a list.
pub async fn ask(app: &App, account: &Account, input: PersonExportInput) -> ApiResult<PersonExportView> {
    let words = reveal::reason(input.purpose, Some(&input.reason))?;
    if words.chars().count() < SHORTEST_REASON {
        let mend =
            both!("请用至少 {SHORTEST_REASON} 个字说明用途", "say what for in at least {SHORTEST_REASON} characters");
        return Err(ApiError::field("/reason", mend));
    }
    let known = [PersonField::Phone, PersonField::Identity, PersonField::RegisteredAddress];
    let mut wanted_fields = input.fields;
    wanted_fields.sort();
    wanted_fields.dedup();
    if wanted_fields.iter().any(|field| !known.contains(field)) {
        let codes = field_codes(&known);
        return Err(ApiError::field("/fields", both!("可选字段：{codes}", "some of: {codes}")));
    }
    let wanted = match input.area.as_deref().map(str::trim).filter(|area| !area.is_empty()) {
        Some(area) => Some(app.areas.book().find(area).map(|area| area.code.clone()).ok_or_else(|| {
            ApiError::field("/area", both!("没有编码或名称为该值的区域", "no area has this code or name"))
        })?),
        None => None,
    };
    let outside =
        || ApiError::field("/area", both!("该区域不在当前岗位辖区内", "this is outside the area of your post"));
    let area = account.narrow(wanted).ok_or_else(outside)?;
    let now = app.clock.now();
    let persons = store::count(&app.db, &on_list(area.prefix(), input.kind, now)).await?;
    if persons > MOST_EXPORTED as i64 {
        return Err(too_many());
    }
    let mut row = ExportRow {
        id: 0,
        asked_at: now,
        login: account.login.clone(),
        name: account.name.clone(),
        role: Code(account.office.role),
        office_area: account.office.area.to_string(),
        area_code: area.to_string(),
        kind: Code(input.kind),
        fields: field_codes(&wanted_fields),
        purpose: Code(input.purpose),
        reason: words,
        persons,
        state: Code(ExportState::Asked),
        decided_at: None,
        decided_by: None,
        decision: None,
        fetched_at: None,
    };
    let mut tx = app.db.begin().await?;
    row.id = next(&mut tx, "person_export", 1).await?;
    store::insert(&mut tx, &row).await?;
    let entry = entry(account, AccessAction::ExportAsk, &row, now);
    append(&mut tx, &app.options.access_limits, &[entry]).await?;
    tx.commit().await?;
    Ok(view(app, account, row, now))
}

/// One's own requests and, for those who decide, the ones about their area.
pub async fn list(app: &App, account: &Account, before: i64, limit: i64) -> ApiResult<Vec<PersonExportView>> {
    let decides = account.may(Deed::ApproveExports, Object::Any);
    let within = if decides { format!("{}%", account.office.area.prefix()) } else { String::new() };
    let rows = store::list(&app.db, &account.login, &within, before, limit).await?;
    let now = app.clock.now();
    Ok(rows.into_iter().map(|row| view(app, account, row, now)).collect())
}

/// Approves or refuses a request of somebody else.
pub async fn decide(
    app: &App,
    account: &Account,
    id: &str,
    approve: bool,
    note: Option<&str>,
) -> ApiResult<PersonExportView> {
    let row = one(app, id)
        .await?
        .filter(|row| account.may(Deed::ApproveExports, Object::Area(&AreaCode::trusted(row.area_code.as_str()))));
    let mut row = row.ok_or_else(no_such)?;
    if row.login == account.login {
        return Err(ApiError::forbidden(both!("不能审批自己的申请", "nobody decides about their own request")));
    }
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    let note = match note {
        Some(note) => {
            let note = crate::http::extract::text("/note", note, 200);
            Some(note.map_err(|fault| ApiError::invalid(vec![fault]))?)
        }
        None if !approve => return Err(ApiError::field("/note", both!("请说明驳回原因", "say why it is refused"))),
        None => None,
    };
    let (state, action) = match approve {
        true => (ExportState::Approved, AccessAction::ExportApprove),
        false => (ExportState::Refused, AccessAction::ExportRefuse),
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let by = (account.login.as_str(), account.name.as_str());
    if !store::decide(&mut tx, row.id, state, now, by, note.as_deref()).await? {
        return Err(ApiError::conflict(both!("该申请已经处理过", "this request was decided already")));
    }
    append(&mut tx, &app.options.access_limits, &[entry(account, action, &row, now)]).await?;
    tx.commit().await?;
    (row.state, row.decided_at) = (Code(state), Some(now));
    (row.decided_by, row.decision) = (Some(account.name.clone()), note);
    Ok(view(app, account, row, now))
}

/// The file, once. It is made first and marked as fetched when it is complete.
pub async fn fetch(app: &App, account: &Account, id: &str, lang: Lang) -> ApiResult<(String, Vec<u8>)> {
    let _place = PLACES.try_acquire().map_err(|_| ApiError::busy())?;
    let covers =
        |row: &ExportRow| account.may(Deed::ExportPeople, Object::Area(&AreaCode::trusted(row.area_code.as_str())));
    let row = one(app, id).await?.filter(|row| row.login == account.login && covers(row)).ok_or_else(no_such)?;
    let now = app.clock.now();
    if state_now(&row, now) != ExportState::Approved {
        return Err(not_to_be_fetched());
    }
    let mark = Watermark {
        number: number(&row),
        name: row.name.clone(),
        login: row.login.clone(),
        at: now.with_timezone(&china()).format("%Y-%m-%d %H:%M").to_string(),
        purpose: row.purpose.0.text().get(lang).to_owned(),
        list: format!("{} · {}", area_ref(app, &row.area_code).name, row.kind.0.text().get(lang)),
    };
    let name = format!("persons-{}.xlsx", mark.number);
    let (lines, taken) = mpsc::channel::<Vec<Line>>(2);
    let with_address = fields(&row.fields).contains(&PersonField::RegisteredAddress);
    let writer = tokio::task::spawn_blocking(move || sheet::write(taken, &mark, with_address, lang));
    let count = read(app, account, &row, now, lang, lines).await?;
    let written = writer.await.map_err(|error| ApiError::internal(&error))?;
    let file = written.map_err(|error| ApiError::internal(&error))?;
    let mut tx = app.db.begin().await?;
    let mut entry = entry(account, AccessAction::ExportFetch, &row, now);
    entry.answers = Some(count);
    if !store::fetch(&mut tx, row.id, now, now - Duration::hours(FETCH_HOURS)).await? {
        return Err(not_to_be_fetched());
    }
    append(&mut tx, &app.options.access_limits, &[entry]).await?;
    tx.commit().await?;
    Ok((name, file))
}

/// Hands the list to the writer, page by page; returns how many persons there were.
async fn read(
    app: &App,
    account: &Account,
    row: &ExportRow,
    now: DateTime<Utc>,
    lang: Lang,
    lines: mpsc::Sender<Vec<Line>>,
) -> ApiResult<i64> {
    let prefix = AreaCode::trusted(row.area_code.as_str()).prefix().to_owned();
    let wanted = on_list(&prefix, row.kind.0, now);
    let in_full = fields(&row.fields);
    let (mut after, mut count) = (0, 0);
    loop {
        let page = store::persons(&app.db, &wanted, after, PAGE).await?;
        count += page.len() as i64;
        if count > MOST_EXPORTED as i64 {
            return Err(too_many());
        }
        let end = (page.len() as i64) < PAGE;
        after = page.last().map_or(after, |person| person.id);
        let page = page.into_iter().map(|person| line(app, account, &in_full, person, now, lang));
        // A writer that has failed says so when it is waited for.
        if lines.send(page.collect::<ApiResult<_>>()?).await.is_err() || end {
            return Ok(count);
        }
    }
}

/// A person as the list may show them: numbers in full only where the request was about them and the post allows.
fn line(
    app: &App,
    account: &Account,
    in_full: &[PersonField],
    person: PersonRow,
    now: DateTime<Utc>,
    lang: Lang,
) -> ApiResult<Line> {
    let (area, years) = (AreaCode::trusted(person.area_code.as_str()), age(person.birth, china_day(now)));
    let protected = person.care.is_some() || years < MINOR;
    let deed = if protected { Deed::RevealProtected } else { Deed::RevealPeople };
    let allowed = account.may(deed, Object::Area(&area)) && account.may(Deed::RevealPeople, Object::Area(&area));
    let full = |field| allowed && in_full.contains(&field);
    let open = |secret, sealed: Option<String>| {
        let opened = sealed.map(|sealed| app.vault.open(secret, person.id, &sealed)).transpose();
        opened.map_err(|error| ApiError::internal(&error))
    };
    let phone = open(Secret::ResidentPhone, person.phone)?.and_then(|text| Phone::parse(&text).ok());
    let identity = open(Secret::ResidentIdentity, person.identity)?.and_then(|text| Identity::parse(&text).ok());
    let show_phone = |phone: Phone| match full(PersonField::Phone) {
        true => phone.reveal().to_owned(),
        false => phone.masked(),
    };
    let show_identity = |identity: Identity| match full(PersonField::Identity) {
        true => identity.reveal().to_owned(),
        false => identity.masked(),
    };
    let chain = app.areas.book().chain(&area);
    let name_of = |area: Option<shared::api::area::AreaRef>| area.map(|area| area.name).unwrap_or_default();
    let complex = person.complex.filter(|complex| !person.building.contains(complex.as_str())).unwrap_or_default();
    Ok(Line {
        texts: [
            person.name,
            person.sex.0.text().get(lang).to_owned(),
            years.to_string(),
            name_of(chain.community),
            name_of(chain.grid),
            format!("{complex}{}", person.building),
            person.entrance.to_string(),
            person.dwelling,
            person.relation.0.text().get(lang).to_owned(),
            person.registration.0.text().get(lang).to_owned(),
            person.care.map(|care| care.0.text().get(lang).to_owned()).unwrap_or_default(),
            phone.map(show_phone).unwrap_or_default(),
            identity.map(show_identity).unwrap_or_default(),
        ],
        address: person.registered_address.filter(|_| full(PersonField::RegisteredAddress)),
    })
}

fn on_list(prefix: &str, kind: shared::disclosure::ExportKind, now: DateTime<Utc>) -> Wanted {
    let today = china_day(now);
    let years_ago = |years: u32| today.checked_sub_months(Months::new(12 * years)).unwrap_or(today);
    Wanted { prefix: prefix.to_owned(), kind, elder: years_ago(70), child: years_ago(MINOR as u32), today }
}

async fn one(app: &App, id: &str) -> ApiResult<Option<ExportRow>> {
    Ok(match id.parse() {
        Ok(id) => store::one(&app.db, id).await?,
        Err(_) => None,
    })
}

/// `DC-20261122-0007`: on every page of the file, and in its properties.
fn number(row: &ExportRow) -> String {
    format!("DC-{}-{:04}", china_day(row.asked_at).format("%Y%m%d"), row.id)
}

fn entry(account: &Account, action: AccessAction, row: &ExportRow, now: DateTime<Utc>) -> Entry {
    let area = AreaCode::trusted(row.area_code.as_str());
    let mut entry = Entry::new(account, action, AccessSubject::Export, row.id.to_string(), area, now);
    entry.fields = fields(&row.fields);
    entry.purpose = Some(row.purpose.0);
    entry.reason.clone_from(&row.reason);
    entry.answers = Some(row.persons);
    entry
}

/// A file that was not fetched in time cannot be any more.
fn state_now(row: &ExportRow, now: DateTime<Utc>) -> ExportState {
    let over = row.decided_at.is_some_and(|at| at <= now - Duration::hours(FETCH_HOURS));
    if row.state.0 == ExportState::Approved && over { ExportState::Expired } else { row.state.0 }
}

fn view(app: &App, account: &Account, row: ExportRow, now: DateTime<Utc>) -> PersonExportView {
    let (state, own) = (state_now(&row, now), row.login == account.login);
    let area = AreaCode::trusted(row.area_code.as_str());
    let decides = !own && account.may(Deed::ApproveExports, Object::Area(&area));
    let approved = state == ExportState::Approved;
    PersonExportView {
        id: row.id.to_string(),
        asked_at: row.asked_at,
        login: row.login,
        name: row.name,
        role: row.role.0,
        area: area_ref(app, &row.area_code),
        kind: row.kind.0,
        fields: fields(&row.fields),
        purpose: row.purpose.0,
        reason: row.reason,
        persons: row.persons,
        state,
        fetch_until: row.decided_at.filter(|_| approved).map(|at| at + Duration::hours(FETCH_HOURS)),
        decided_at: row.decided_at,
        decided_by: row.decided_by,
        decision: row.decision,
        fetched_at: row.fetched_at,
        may_decide: decides && state == ExportState::Asked,
        may_fetch: own && approved && account.may(Deed::ExportPeople, Object::Area(&area)),
    }
}

fn too_many() -> ApiError {
    ApiError::field(
        "/area",
        both!(
            "名单超过 {MOST_EXPORTED} 人，请缩小区域或类别",
            "more than {MOST_EXPORTED} persons; narrow area or kind"
        ),
    )
}

fn no_such() -> ApiError {
    ApiError::not_found(both!("没有这个导出申请", "there is no such request"))
}

fn not_to_be_fetched() -> ApiError {
    ApiError::conflict(both!(
        "文件不可下载：尚未批准、已下载过或超过 {FETCH_HOURS} 小时",
        "the file cannot be fetched: not approved, fetched already, or more than {FETCH_HOURS} hours ago"
    ))
}
