//! `PATCH /api/v1/residents/{id}`: a worker at the door corrects what a list said.
//!
//! Each field is stored with its source, and `Origins::accept` decides whether the new word stands. Corrections of one
//! person follow each other: the counter of revisions stays locked until the transaction ends, and the row is read
//! after it.

use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::db::{JsonText, StoreError, Tx, next};
use crate::http::extract::text;
use crate::http::{Access, ApiError, ApiResult, Body, Both, Doors, Viewer};
use crate::in_tx;
use crate::place::within_a_year;
use crate::vault::Secret;
use axum::extract::{Path, State};
use axum::{Extension, Json};
use chrono::NaiveDate;
use shared::access::{Deed, Object};
use shared::api::person::{CorrectionAnswer, CorrectionInput};
use shared::api::problem::Problem;
use shared::area::AreaCode;
use shared::origin::{Channel, Origin, Origins};
use shared::person::Phone;
use shared::time::china_day;
use utoipa_axum::routes;

const LONGEST_NAME: usize = 60;
const LONGEST_ADDRESS: usize = 200;

pub const RESIDENT: &str = "SELECT id, area_code, name, phone, phone_hash, phone_tail, registered_address, moved_in, \
    moved_out, origin FROM resident WHERE id = $1";
pub const UPDATE_RESIDENT: &str = "UPDATE resident SET name = $2, phone = $3, phone_hash = $4, phone_tail = $5, \
    registered_address = $6, moved_out = $7, origin = $8, revision = $9 WHERE id = $1";
pub const END_LEASES: &str =
    "UPDATE tenancy SET ends = $2 WHERE resident_id = $1 AND starts <= $2 AND (ends IS NULL OR ends > $2)";

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: i64,
    area_code: String,
    name: String,
    phone: Option<String>,
    phone_hash: Option<String>,
    phone_tail: Option<String>,
    registered_address: Option<String>,
    moved_in: NaiveDate,
    moved_out: Option<NaiveDate>,
    origin: JsonText<Origins>,
}

/// The input after its check.
#[derive(Debug)]
struct Correction {
    name: Option<String>,
    phone: Option<Option<Phone>>,
    registered_address: Option<Option<String>>,
    moved_out: Option<NaiveDate>,
}

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::RecordPeople), routes!(correct))
}

/// Corrects the record of a resident in the area of one's office. Somebody who moved out has no lease here any more.
#[utoipa::path(patch, path = "/api/v1/residents/{id}", params(("id" = String, Path)), request_body = CorrectionInput,
    responses((status = 200, body = CorrectionAnswer), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn correct(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(input): Body<CorrectionInput>,
) -> ApiResult<Json<CorrectionAnswer>> {
    let account = viewer.account()?;
    let nobody = || ApiError::not_found(both!("没有这个编号的居民", "there is no resident with this id"));
    let id: i64 = id.parse().map_err(|_| nobody())?;
    let today = china_day(app.clock.now());
    let correction = check(input, today).map_err(ApiError::invalid)?;
    let mut tx = app.db.begin().await?;
    let revision = next(&mut tx, "person", 1).await?;
    let within = |row: &Row| account.may(Deed::RecordPeople, Object::Area(&AreaCode::trusted(row.area_code.as_str())));
    let row = resident(&mut tx, id).await?.filter(within).ok_or_else(nobody)?;
    if correction.moved_out.is_some_and(|day| day < row.moved_in) {
        let mend = both!("不能早于入住日期", "must not lie before the day of moving in");
        return Err(ApiError::field("/moved_out", mend));
    }
    let answer = store(&mut tx, &app, account, row, correction, revision).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

fn check(input: CorrectionInput, today: NaiveDate) -> Result<Correction, Vec<(String, Both)>> {
    let mut faults = Vec::new();
    if input == CorrectionInput::default() {
        faults.push((String::new(), both!("没有要更正的内容", "there is nothing to correct")));
    }
    let mut read =
        |pointer: &str, given: String, max: usize| text(pointer, &given, max).map_err(|fault| faults.push(fault)).ok();
    let name = input.name.and_then(|name| read("/name", name, LONGEST_NAME));
    let registered_address = input.registered_address.map(|address| match address.trim().is_empty() {
        true => None,
        false => read("/registered_address", address, LONGEST_ADDRESS),
    });
    let phone = input.phone.map(|phone| match phone.trim() {
        "" => None,
        given => Phone::parse(given)
            .map_err(|_| faults.push(("/phone".to_owned(), both!("不是有效的电话号码", "this is no telephone number"))))
            .ok(),
    });
    if let Some(Err(mend)) = input.moved_out.map(|day| within_a_year(day, today)) {
        faults.push(("/moved_out".to_owned(), mend));
    }
    if faults.is_empty() {
        Ok(Correction { name, phone, registered_address, moved_out: input.moved_out })
    } else {
        Err(faults)
    }
}

async fn resident(tx: &mut Tx, id: i64) -> Result<Option<Row>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(RESIDENT).bind(id).fetch_optional(conn).await)?)
}

async fn store(
    tx: &mut Tx,
    app: &App,
    account: &Account,
    mut row: Row,
    correction: Correction,
    revision: i64,
) -> Result<CorrectionAnswer, StoreError> {
    let source = Origin { channel: Channel::Worker, at: app.clock.now(), by: Some(account.login.clone()) };
    let mut answer = CorrectionAnswer { accepted: Vec::new(), kept: Vec::new() };
    let mut accept = |field: &str| {
        let accepted = row.origin.0.accept(field, &source);
        if accepted { &mut answer.accepted } else { &mut answer.kept }.push(field.to_owned());
        accepted
    };
    if let Some(name) = correction.name.filter(|_| accept("name")) {
        row.name = name;
    }
    if let Some(phone) = correction.phone.filter(|_| accept("phone")) {
        let phone = phone.as_ref();
        row.phone = phone.map(|phone| app.vault.seal(Secret::ResidentPhone, row.id, phone.reveal()));
        row.phone_hash = phone.map(|phone| app.vault.hash(Secret::ResidentPhone, &phone.digits()));
        row.phone_tail = phone.map(Phone::tail);
    }
    if let Some(address) = correction.registered_address.filter(|_| accept("registered_address")) {
        row.registered_address = address;
    }
    if let Some(day) = correction.moved_out.filter(|_| accept("moved_out")) {
        row.moved_out = Some(day);
        in_tx!(&mut *tx, conn => sqlx::query(END_LEASES).bind(row.id).bind(day).execute(conn).await.map(drop))?;
    }
    in_tx!(tx, conn => sqlx::query(UPDATE_RESIDENT).bind(row.id).bind(&row.name).bind(&row.phone)
        .bind(&row.phone_hash).bind(&row.phone_tail).bind(&row.registered_address).bind(row.moved_out)
        .bind(&row.origin).bind(revision).execute(conn).await.map(drop))?;
    Ok(answer)
}
