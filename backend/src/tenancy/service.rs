//! Storing a report: people, tenancies, use of the dwelling and what departments are told, in one transaction.

use super::error::TenancyError;
use super::input::{Report, Tenant, check};
use super::store::{self, KnownRow, Lease, Move, NewReport, ReportRow};
use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::db::{StoreError, Tx, announce, next};
use crate::person::store::{self as people, HouseholdRow, ResidentRow};
use crate::place;
use crate::place::store::DwellingDetailRow;
use crate::push::{EventPerson, NewEvent, publish};
use crate::vault::Secret;
use chrono::{DateTime, NaiveDate, Utc};
use shared::access::{Deed, Object};
use shared::api::place::PlaceRef;
use shared::api::tenancy::{ReportedPerson, TenancyReceipt, TenancyReportInput};
use shared::area::AreaCode;
use shared::origin::{Channel, Origin, Origins};
use shared::person::{Registration, mask_name};
use shared::place::DwellingUse;
use shared::push::PushKind;
use shared::time::china_day;
use std::collections::BTreeMap;

/// Stores a report of a dwelling in one's area. The first value says whether it is new.
pub async fn report(
    app: &App,
    by: &Account,
    dwelling: i64,
    input: &TenancyReportInput,
) -> Result<(bool, TenancyReceipt), TenancyError> {
    let within = |home: &DwellingDetailRow| {
        by.may(Deed::RecordPeople, Object::Area(&AreaCode::trusted(home.area_code.as_str())))
    };
    let home = place::store::dwelling(&app.db, dwelling).await?.filter(within).ok_or(TenancyError::NotFound)?;
    let words = serde_json::to_string(input).expect("a report is plain data");
    let digest = app.vault.hash(Secret::ResidentIdentity, &words);
    let same = |known: ReportRow| match known.digest == digest && known.dwelling_id == dwelling {
        true => Ok(known),
        false => Err(TenancyError::OtherReport),
    };
    // A report that is sent again the day after is still the same, though its days could not be reported any more.
    if let Some(known) = store::known_report(&app.db, &by.login, &input.report_id).await? {
        return Ok((false, receipt(app, &home, same(known)?).await?));
    }
    let now = app.clock.now();
    let report = check(input, china_day(now))?;
    let mut tx = app.db.begin().await?;
    // Whoever holds the counter is alone, so that of two with one key the second finds the first.
    let id = next(&mut tx, "tenancy_report", 1).await?;
    if let Some(known) = store::by_key(&mut tx, &by.login, &report.key).await? {
        drop(tx);
        return Ok((false, receipt(app, &home, same(known)?).await?));
    }
    let number = format!("T-{}-{id:06}", china_day(now).format("%Y%m%d"));
    let row = ReportRow { id, number, digest, dwelling_id: dwelling, reported_at: now };
    let new =
        NewReport { row, login: &by.login, key: &report.key, area: &home.area_code, note: report.note.as_deref() };
    store::insert(&mut tx, &new).await?;
    let row = new.row;
    let revision = next(&mut tx, "person", 1).await?;
    let origin = Origin { channel: Channel::Worker, at: now, by: Some(by.login.clone()) };
    let mut work = Work { app, home: &home, tx, now, today: china_day(now), origin, revision, left: BTreeMap::new() };
    let came = work.move_in(&report).await?;
    work.move_out(&report, &came).await?;
    work.settle_usage(dwelling).await?;
    work.tell(id, came).await?;
    announce(&mut work.tx).await?;
    work.tx.commit().await?;
    app.push_news.notify_one();
    Ok((true, receipt(app, &home, row).await?))
}

/// A report on its way into the store.
struct Work<'a> {
    app: &'a App,
    home: &'a DwellingDetailRow,
    tx: Tx,
    now: DateTime<Utc>,
    today: NaiveDate,
    origin: Origin,
    revision: i64,
    /// Tenants who left, by dwelling: moved out of this one, or hither from another.
    left: BTreeMap<i64, Vec<EventPerson>>,
}

impl Work<'_> {
    async fn move_in(&mut self, report: &Report) -> Result<Vec<EventPerson>, TenancyError> {
        let mut known: Vec<Option<KnownRow>> = Vec::with_capacity(report.tenants.len());
        let mut faults = Vec::new();
        for (at, tenant) in report.tenants.iter().enumerate() {
            let found = match &tenant.person.identity {
                Some(identity) => {
                    let hash = self.app.vault.hash(Secret::ResidentIdentity, identity.reveal());
                    store::by_identity(&mut self.tx, &hash).await?
                }
                None => None,
            };
            if found.as_ref().is_some_and(|found| found.name != tenant.name) {
                let mend = both!(
                    "该身份证号码已登记在另一姓名下，请核对姓名与号码",
                    "this identity number is registered under another name; compare name and number"
                );
                faults.push((format!("/tenants/{at}/identity"), mend));
            }
            known.push(found);
        }
        if !faults.is_empty() {
            return Err(TenancyError::Invalid(faults));
        }
        let dwelling = self.home.id;
        let is_here = |known: &KnownRow| known.dwelling_id == dwelling && known.moved_out.is_none();
        let (mut last, household) = store::last_ids(&mut self.tx).await?;
        let household = household + 1;
        let (mut new, mut came) = (Vec::new(), Vec::new());
        for (tenant, known) in report.tenants.iter().zip(&known) {
            let resident = match known {
                Some(known) => known.id,
                None => {
                    last += 1;
                    new.push(self.newcomer(last, household, tenant));
                    last
                }
            };
            let (starts, ends) = (Some(tenant.from), tenant.until);
            came.push(EventPerson { resident, known: known.is_some(), starts, ends });
        }
        if !known.iter().all(|known| known.as_ref().is_some_and(is_here)) {
            let area_code = self.home.area_code.clone();
            let household = HouseholdRow { id: household, area_code, dwelling_id: dwelling };
            people::insert(&mut self.tx, &self.app.vault, &[household], &new, &[]).await?;
        }
        for ((tenant, known), person) in report.tenants.iter().zip(&known).zip(&came) {
            if let Some(known) = known {
                let here = is_here(known);
                self.take_in(tenant, known, if here { known.household_id } else { household }, here).await?;
            }
            let lease = Lease { resident: person.resident, dwelling };
            store::begin_or_go_on(&mut self.tx, lease, (tenant.from, tenant.until), self.today).await?;
        }
        Ok(came)
    }

    fn newcomer(&self, id: i64, household: i64, tenant: &Tenant) -> ResidentRow {
        ResidentRow {
            id,
            area_code: self.home.area_code.clone(),
            household_id: household,
            dwelling_id: self.home.id,
            name: tenant.name.clone(),
            sex: tenant.person.sex,
            birth: tenant.person.birth,
            relation: tenant.relation,
            registration: Registration::Migrant,
            care: None,
            phone: tenant.person.phone.clone(),
            identity: tenant.person.identity.clone(),
            registered_address: None,
            moved_in: tenant.from,
            moved_out: None,
            origin: Origins::new(self.origin.clone()),
        }
    }

    /// Somebody who is known lives here from now on, and nowhere else.
    async fn take_in(
        &mut self,
        tenant: &Tenant,
        known: &KnownRow,
        household: i64,
        here: bool,
    ) -> Result<(), StoreError> {
        let mut registered = known.registered_address.clone();
        if !here && known.moved_out.is_none() {
            let lease = Lease { resident: known.id, dwelling: known.dwelling_id };
            if store::end_tenancies(&mut self.tx, lease, tenant.from).await? > 0 {
                self.leaves(known.dwelling_id, known.id, tenant.from);
            }
            // Who was registered where they lived stays registered there.
            if registered.is_none() && known.registration.0 == Registration::Registered {
                let old = store::dwelling(&mut self.tx, known.dwelling_id).await?;
                registered = old.map(|old| place::address(&old));
            }
        }
        let mut origin = known.origin.0.clone();
        let phone = tenant.person.phone.as_ref().filter(|_| origin.accept("phone", &self.origin));
        for field in ["dwelling", "relation", "moved_in"] {
            origin.accept(field, &self.origin);
        }
        let to = Move {
            resident: known.id,
            area: &self.home.area_code,
            household,
            dwelling: self.home.id,
            relation: tenant.relation,
            phone,
            registered_address: registered.as_deref(),
            moved_in: if here { known.moved_in } else { tenant.from },
            origin: &origin,
            revision: self.revision,
        };
        store::move_to(&mut self.tx, &self.app.vault, &to).await?;
        if !here && known.moved_out.is_none() {
            self.settle_usage(known.dwelling_id).await?;
        }
        Ok(())
    }

    async fn move_out(&mut self, report: &Report, came: &[EventPerson]) -> Result<(), TenancyError> {
        let (dwelling, mut faults) = (self.home.id, Vec::new());
        let tenants = store::tenants_here(&mut self.tx, dwelling).await?;
        for (at, left) in report.moved_out.iter().enumerate() {
            let mut fault = |field, mend| faults.push((format!("/moved_out/{at}/{field}"), mend));
            let Some(tenant) = tenants.iter().find(|tenant| tenant.id == left.resident) else {
                fault("resident", both!("该人不是本户在住的承租户", "this person is no tenant who lives here"));
                continue;
            };
            if came.iter().any(|person| person.resident == left.resident) {
                fault("resident", both!("同一人不能既迁入又迁出", "the same person cannot come and leave at once"));
                continue;
            }
            if left.on < tenant.moved_in {
                fault("on", both!("迁出日期不能早于入住日期", "nobody leaves before they came"));
                continue;
            }
            let mut origin = tenant.origin.0.clone();
            origin.accept("moved_out", &self.origin);
            store::end_tenancies(&mut self.tx, Lease { resident: tenant.id, dwelling }, left.on).await?;
            store::move_out(&mut self.tx, tenant.id, left.on, &origin, self.revision).await?;
            self.leaves(dwelling, tenant.id, left.on);
        }
        match faults.is_empty() {
            true => Ok(()),
            false => Err(TenancyError::Invalid(faults)),
        }
    }

    fn leaves(&mut self, dwelling: i64, resident: i64, on: NaiveDate) {
        let person = EventPerson { resident, known: true, starts: None, ends: Some(on) };
        self.left.entry(dwelling).or_default().push(person);
    }

    /// Rented while a tenant lives there, vacant when nobody does, the owner's again otherwise.
    async fn settle_usage(&mut self, dwelling: i64) -> Result<(), StoreError> {
        let now = store::occupancy(&mut self.tx, dwelling, self.today).await?;
        let usage = match (now.tenants, now.residents, now.usage.0) {
            (1.., _, _) => DwellingUse::Rented,
            (_, ..=0, _) => DwellingUse::Vacant,
            (_, _, DwellingUse::Rented) => DwellingUse::OwnerOccupied,
            (_, _, usage) => usage,
        };
        if usage != now.usage.0 {
            let mut origin = now.origin.0;
            origin.accept("usage", &self.origin);
            store::set_usage(&mut self.tx, dwelling, usage, &origin).await?;
        }
        Ok(())
    }

    /// Who came is told before who left.
    async fn tell(&mut self, report: i64, came: Vec<EventPerson>) -> Result<(), StoreError> {
        let mut events = Vec::new();
        if !came.is_empty() {
            events.push((PushKind::TenantReported, self.home.id, self.home.area_code.clone(), came));
        }
        for (dwelling, people) in std::mem::take(&mut self.left) {
            let area = match dwelling == self.home.id {
                true => Some(self.home.area_code.clone()),
                false => store::dwelling(&mut self.tx, dwelling).await?.map(|home| home.area_code),
            };
            events.extend(area.map(|area| (PushKind::TenantMovedOut, dwelling, area, people)));
        }
        for (kind, dwelling, area, people) in events {
            let area = AreaCode::trusted(area);
            let event = NewEvent { kind, report, dwelling, area, at: self.now, people };
            publish(&mut self.tx, &event).await?;
        }
        Ok(())
    }
}

async fn receipt(app: &App, home: &DwellingDetailRow, row: ReportRow) -> Result<TenancyReceipt, StoreError> {
    let (people, departments) = store::reported(&app.db, row.id, row.dwelling_id).await?;
    let person = |row: store::ReportedRow| ReportedPerson {
        id: row.id.to_string(),
        name: mask_name(&row.name),
        kind: row.kind.0,
        known: row.known,
    };
    Ok(TenancyReceipt {
        number: row.number,
        at: row.reported_at,
        dwelling: PlaceRef { id: home.id.to_string(), name: place::address(home) },
        people: people.into_iter().map(person).collect(),
        departments: departments.into_iter().map(|department| department.0).collect(),
    })
}
