//! What a department is sent of an event: opened, masked or left out field by field.

use super::store::{PersonRow, Served, WaitingRow};
use crate::app::App;
use crate::db::StoreError;
use crate::place;
use crate::vault::{Secret, Vault, VaultError};
use shared::api::area::AreaRef;
use shared::api::push::{PushPayload, PushPerson};
use shared::area::{AreaCode, AreaLevel};
use shared::person::{Identity, Phone, mask_name};
use shared::push::{MINOR, PushField, entitled, given};
use shared::time::{age, china_day};
use shared::worker::Department;

/// Why there is nothing to send. Says nothing of what was to be sent.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    #[error("{0}")]
    Vault(#[from] VaultError),
    #[error("a stored number is none")]
    Number,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The fields that a subscription gives in full.
pub fn effective(to: &Served) -> Vec<PushField> {
    entitled(to.department.0).iter().copied().filter(|field| to.fields.0.contains(field)).collect()
}

/// Names a delivery among all installations: the same for every attempt.
pub fn delivery_id(installation: &str, subscription: i64, seq: i64) -> String {
    format!("{installation}-p{subscription}-{seq}")
}

pub async fn payload(
    app: &App,
    id: String,
    to: &Served,
    row: &WaitingRow,
    people: Vec<PersonRow>,
) -> Result<PushPayload, PayloadError> {
    let fields = effective(to);
    let mut address = None;
    if fields.contains(&PushField::Address)
        && let Some(home) = place::store::dwelling(&app.db, row.dwelling_id).await?
    {
        address = Some(place::address(&home));
    }
    let day = china_day(row.at);
    let people = people.into_iter().map(|person| {
        let minor = age(person.birth, day) < MINOR;
        scoped(&app.vault, to.department.0, &fields, minor, person)
    });
    Ok(PushPayload {
        id,
        subscription: to.id.to_string(),
        seq: row.seq,
        kind: row.kind.0,
        at: row.at,
        report: row.number.clone(),
        department: to.department.0,
        purpose: to.purpose.clone(),
        basis: to.basis.clone(),
        area: community(app, &AreaCode::trusted(row.area_code.as_str())),
        address,
        people: people.collect::<Result<_, _>>()?,
        fields,
    })
}

/// What is sent of one person.
pub fn scoped(
    vault: &Vault,
    department: Department,
    fields: &[PushField],
    minor: bool,
    person: PersonRow,
) -> Result<PushPerson, PayloadError> {
    let whole = |field| given(department, fields, minor, field);
    let mut masked = Vec::new();
    let mut number = |field: PushField, full: Option<(String, String)>| {
        full.map(|(full, mask)| {
            if whole(field) {
                return full;
            }
            masked.push(field);
            mask
        })
    };
    let name = number(PushField::Name, Some((person.name.clone(), mask_name(&person.name)))).unwrap_or_default();
    let identity = match &person.identity {
        None => None,
        Some(sealed) => {
            let identity = Identity::parse(&vault.open(Secret::ResidentIdentity, person.id, sealed)?);
            let identity = identity.map_err(|_| PayloadError::Number)?;
            number(PushField::Identity, Some((identity.reveal().to_owned(), identity.masked())))
        }
    };
    let phone = match &person.phone {
        None => None,
        Some(sealed) => {
            let phone = Phone::parse(&vault.open(Secret::ResidentPhone, person.id, sealed)?);
            let phone = phone.map_err(|_| PayloadError::Number)?;
            number(PushField::Phone, Some((phone.reveal().to_owned(), phone.masked())))
        }
    };
    Ok(PushPerson {
        id: person.id.to_string(),
        name,
        identity,
        phone,
        sex: whole(PushField::Sex).then_some(person.sex.0),
        birth: whole(PushField::Birth).then_some(person.birth),
        relation: whole(PushField::Relation).then_some(person.relation.0),
        from: person.starts.filter(|_| whole(PushField::Period)),
        until: person.ends.filter(|_| whole(PushField::Period)),
        masked,
    })
}

/// The community that an area lies in, or the area itself above that.
fn community(app: &App, area: &AreaCode) -> AreaRef {
    let code = match area.level() {
        AreaLevel::Grid => area.parent().unwrap_or_else(|| area.clone()),
        _ => area.clone(),
    };
    super::service::area_ref(&app.areas.book(), &code)
}
