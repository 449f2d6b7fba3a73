//! A dwelling as its card shows it, and visits to it.
//!
//! Invariant: a number leaves this room masked. It is opened here for its first and last digits only; whoever needs the
//! whole asks for a reveal.

use super::api::{complex, small};
use super::living::{self, LeaseRow, MemberRow, VisitRow};
use super::store::DwellingDetailRow;
use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::http::extract::text;
use crate::http::{ApiError, ApiResult, Both, Viewer};
use crate::vault::{Secret, Vault};
use chrono::{Months, NaiveDate};
use shared::access::{Deed, Object};
use shared::api::person::{LeaseView, MemberView};
use shared::api::place::{DwellingDetail, PlaceRef, VisitInput, VisitView};
use shared::person::{Identity, Phone};
use shared::time::{age, china_day};

/// Characters of a note.
const LONGEST_NOTE: usize = 500;
/// A visit is noted within this time.
const LATEST: Months = Months::new(12);

pub async fn detail(app: &App, viewer: &Viewer, row: DwellingDetailRow) -> ApiResult<DwellingDetail> {
    let today = china_day(app.clock.now());
    let (members, leases, visits) = living::household(&app.db, row.id, today).await?;
    let (former, tenants): (Vec<_>, Vec<_>) =
        leases.into_iter().partition(|lease| lease.ends.is_some_and(|ends| ends < today));
    let area = row.area();
    let mut former_tenants = lease_views(&app.vault, former, today)?;
    former_tenants.sort_by_key(|lease| std::cmp::Reverse(lease.ends));
    Ok(DwellingDetail {
        id: row.id.to_string(),
        building: PlaceRef { id: row.building_id.to_string(), name: row.building_name },
        complex: complex(row.complex_id, row.complex_name),
        entrance: small(row.entrance),
        floor: small(row.floor),
        number: row.number,
        usage: row.usage.0,
        owner_name: row.owner_name,
        owner_phone: masked_phone(&app.vault, Secret::OwnerPhone, row.id, row.owner_phone.as_deref())?,
        area: app.areas.book().chain(&area),
        members: members.into_iter().map(|row| member(&app.vault, row, today)).collect::<ApiResult<_>>()?,
        tenants: lease_views(&app.vault, tenants, today)?,
        former_tenants,
        visits: visits.into_iter().map(visit_view).collect(),
        origins: row.origin.0,
        may_record: viewer.may(Deed::RecordPeople, Object::Area(&area)),
    })
}

/// Notes a visit by the account. The dwelling is one that it may record.
pub async fn note_visit(app: &App, account: &Account, dwelling: i64, input: VisitInput) -> ApiResult<VisitView> {
    let now = app.clock.now();
    let mut faults: Vec<(String, Both)> = Vec::new();
    if let Err(mend) = within_a_year(input.day, china_day(now)) {
        faults.push(("/day".to_owned(), mend));
    }
    let note = text("/note", &input.note, LONGEST_NOTE).unwrap_or_else(|fault| {
        faults.push(fault);
        String::new()
    });
    if !faults.is_empty() {
        return Err(ApiError::invalid(faults));
    }
    let mut visit = VisitRow { id: 0, day: input.day, note, by_name: account.name.clone(), recorded_at: now };
    let mut tx = app.db.begin().await?;
    visit.id = living::insert_visit(&mut tx, dwelling, &account.login, &visit).await?;
    tx.commit().await?;
    Ok(visit_view(visit))
}

/// A day that somebody may still tell about.
pub fn within_a_year(day: NaiveDate, today: NaiveDate) -> Result<(), Both> {
    if day > today {
        return Err(both!("日期不能晚于今天", "the day must not lie ahead"));
    }
    if day.checked_add_months(LATEST).is_none_or(|last| last < today) {
        return Err(both!("只能登记一年以内的日期", "the day must not be longer ago than a year"));
    }
    Ok(())
}

fn member(vault: &Vault, row: MemberRow, today: NaiveDate) -> ApiResult<MemberView> {
    Ok(MemberView {
        id: row.id.to_string(),
        age: age(row.birth, today),
        name: row.name,
        sex: row.sex.0,
        relation: row.relation.0,
        registration: row.registration.0,
        care: row.care.map(|care| care.0),
        tenant: row.leases > 0,
        household: row.household_id.to_string(),
        phone: masked_phone(vault, Secret::ResidentPhone, row.id, row.phone.as_deref())?,
        identity: masked_identity(vault, row.id, row.identity.as_deref())?,
        registered_address: row.registered_address,
        moved_in: row.moved_in,
        origins: row.origin.0,
    })
}

fn lease_views(vault: &Vault, rows: Vec<LeaseRow>, today: NaiveDate) -> ApiResult<Vec<LeaseView>> {
    let view = |row: LeaseRow| {
        Ok(LeaseView {
            resident: row.resident_id.to_string(),
            age: age(row.birth, today),
            name: row.name,
            sex: row.sex.0,
            phone: masked_phone(vault, Secret::ResidentPhone, row.resident_id, row.phone.as_deref())?,
            starts: row.starts,
            ends: row.ends,
        })
    };
    rows.into_iter().map(view).collect()
}

fn visit_view(row: VisitRow) -> VisitView {
    VisitView { id: row.id.to_string(), day: row.day, note: row.note, by: row.by_name, recorded_at: row.recorded_at }
}

fn masked_phone(vault: &Vault, secret: Secret, row: i64, sealed: Option<&str>) -> ApiResult<Option<String>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let number = vault.open(secret, row, sealed).map_err(|error| ApiError::internal(&error))?;
    Ok(Some(Phone::parse(&number).map_err(|error| ApiError::internal(&error))?.masked()))
}

fn masked_identity(vault: &Vault, row: i64, sealed: Option<&str>) -> ApiResult<Option<String>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let number = vault.open(Secret::ResidentIdentity, row, sealed).map_err(|error| ApiError::internal(&error))?;
    Ok(Some(Identity::parse(&number).map_err(|error| ApiError::internal(&error))?.masked()))
}
