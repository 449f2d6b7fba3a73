//! From what was written at the door to people: every fault names its field, and no fault repeats what was written.

use super::error::TenancyError;
use crate::both;
use crate::http::Both;
use crate::http::extract::text;
use chrono::NaiveDate;
use shared::api::tenancy::{TenancyReportInput, TenantInput};
use shared::person::{Identity, Relation};
use shared::tenancy::{EARLIEST, KEY, NAME, NOTE, PEOPLE, Typed, Written, read};

/// A report, checked by itself; whether it fits what is stored is found out when it is stored.
#[derive(Clone, Debug)]
pub struct Report {
    pub key: String,
    pub tenants: Vec<Tenant>,
    pub moved_out: Vec<Left>,
    pub note: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Tenant {
    pub name: String,
    pub person: Written,
    pub relation: Relation,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

#[derive(Clone, Debug)]
pub struct Left {
    pub resident: i64,
    pub on: NaiveDate,
}

type Faults = Vec<(String, Both)>;

pub fn check(input: &TenancyReportInput, today: NaiveDate) -> Result<Report, TenancyError> {
    let mut faults = Vec::new();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    if !KEY.contains(&input.report_id.len()) || !input.report_id.bytes().all(plain) {
        faults.push((
            "/report_id".to_owned(),
            both!("应为 8 至 64 位字母、数字、- 或 _", "must be 8 to 64 letters, digits, '-' or '_'"),
        ));
    }
    let bounded = |pointer: &str, count: usize| {
        let mend = both!("一次最多 {PEOPLE} 人", "at most {PEOPLE} people at a time");
        (count > PEOPLE).then(|| (pointer.to_owned(), mend))
    };
    faults.extend(bounded("/tenants", input.tenants.len()));
    faults.extend(bounded("/moved_out", input.moved_out.len()));
    if input.tenants.is_empty() && input.moved_out.is_empty() {
        let mend = both!("至少填写一名迁入或迁出的人", "name at least one person who came or left");
        faults.push(("/tenants".to_owned(), mend));
    }
    let note = input.note.as_deref().filter(|note| !note.trim().is_empty()).map(|note| text("/note", note, NOTE));
    let note = note.transpose().unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let mut tenants: Vec<Tenant> = Vec::new();
    for (at, given) in input.tenants.iter().take(PEOPLE).enumerate() {
        let Some(tenant) = tenant(&format!("/tenants/{at}"), given, today, &mut faults) else { continue };
        let same = |other: &Tenant| identity(other).is_some() && identity(other) == identity(&tenant);
        if tenants.iter().any(same) {
            let mend = both!("同一身份证号码填写了两次", "this identity number is given twice");
            faults.push((format!("/tenants/{at}/identity"), mend));
        }
        tenants.push(tenant);
    }
    let mut moved_out: Vec<Left> = Vec::new();
    for (at, given) in input.moved_out.iter().take(PEOPLE).enumerate() {
        // What is no id of ours lives nowhere; the store says so.
        let left = Left { resident: given.resident.parse().unwrap_or(0), on: given.on };
        if moved_out.iter().any(|other| other.resident == left.resident) {
            let mend = both!("同一人填写了两次", "this person is named twice");
            faults.push((format!("/moved_out/{at}/resident"), mend));
        }
        faults.extend(day(&format!("/moved_out/{at}/on"), left.on, EARLIEST, today));
        moved_out.push(left);
    }
    match faults.is_empty() {
        true => Ok(Report { key: input.report_id.clone(), tenants, moved_out, note }),
        false => Err(TenancyError::Invalid(faults)),
    }
}

fn identity(tenant: &Tenant) -> Option<&Identity> {
    tenant.person.identity.as_ref()
}

fn tenant(pointer: &str, given: &TenantInput, today: NaiveDate, faults: &mut Faults) -> Option<Tenant> {
    let before = faults.len();
    let name = text(&format!("{pointer}/name"), &given.name, NAME).map_err(|fault| faults.push(fault)).ok();
    let typed = Typed {
        identity: given.identity.as_deref().unwrap_or_default(),
        phone: given.phone.as_deref().unwrap_or_default(),
        sex: given.sex,
        birth: given.birth,
    };
    let person = read(typed, today).map_err(|found| {
        let fault = |(field, mend): shared::tenancy::Fault| {
            (format!("{pointer}/{field}"), Both { zh: mend.zh.to_owned(), en: mend.en.to_owned() })
        };
        faults.extend(found.into_iter().map(fault));
    });
    let born = person.as_ref().map_or(EARLIEST, |person| person.birth);
    faults.extend(day(&format!("{pointer}/from"), given.from, born, today));
    if given.until.is_some_and(|until| until < today || until < given.from) {
        let mend = both!("租期止不能早于今天或租期起", "the last day must not be before today or the first day");
        faults.push((format!("{pointer}/until"), mend));
    }
    let (name, person) = (name?, person.ok()?);
    (faults.len() == before).then_some(Tenant {
        name,
        person,
        relation: given.relation,
        from: given.from,
        until: given.until,
    })
}

fn day(pointer: &str, given: NaiveDate, earliest: NaiveDate, today: NaiveDate) -> Option<(String, Both)> {
    let mend = both!("日期不能早于出生或 1900 年，也不能晚于今天", "must not be before birth or 1900, nor after today");
    (!(earliest..=today).contains(&given)).then(|| (pointer.to_owned(), mend))
}
