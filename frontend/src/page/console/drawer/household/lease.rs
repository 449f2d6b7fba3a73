//! Who rents the dwelling, and apart from them who rented it before: the tenant check (承租户查询).

use super::masked::{Kind, Masked, Subject};
use super::told::{ToldLink, ToldRecord};
use crate::context::{context, tr};
use crate::i18n::{self, household as words};
use leptos::prelude::*;
use shared::api::person::LeaseView;
use shared::time::china_day;

#[component]
pub fn Leases(
    tenants: Vec<LeaseView>,
    former: Vec<LeaseView>,
    rented: bool,
    /// Who lives here: of them the card told above who was told.
    here: Vec<String>,
) -> impl IntoView {
    let (current, past) = (tenants.len(), former.len());
    let row = |lease: LeaseView, ended: bool| {
        let elsewhere = !here.contains(&lease.resident);
        view! { <Lease lease ended elsewhere/> }
    };
    let tenants = tenants.into_iter().map(|lease| row(lease, false)).collect_view();
    let former = former.into_iter().map(|lease| row(lease, true)).collect_view();
    view! {
        {(rented || current > 0).then(|| view! {
            <h4>{tr(words::TENANTS)}<span class="tag">{current}</span></h4>
            <ul class="leases">{tenants}</ul>
            {(current == 0).then(|| view! { <p class="hint">{tr(words::NO_TENANTS)}</p> })}
        })}
        {(past > 0).then(|| view! {
            <h4>{tr(words::FORMER_TENANTS)}<span class="tag">{past}</span></h4>
            <ul class="leases former">{former}</ul>
        })}
    }
}

#[component]
fn Lease(lease: LeaseView, ended: bool, elsewhere: bool) -> impl IntoView {
    let context = context();
    let LeaseView { resident, name, age, sex, phone, starts, ends } = lease;
    let ahead = starts > china_day(context.now.get_untracked());
    let last = move || ends.map_or_else(|| context.t(words::OPEN_END).to_owned(), |day| day.to_string());
    let told = RwSignal::new(false);
    let record = elsewhere.then(|| view! { <ToldRecord resident=resident.clone() open=told/> });
    let subject = Subject::Resident(resident);
    view! {
        <li data-testid=if ended { "former-tenant" } else { "tenant" }>
            <b>{name}</b>
            <span>{move || format!("{age}{}", context.t(i18n::YEARS))}" "{tr(sex.text())}</span>
            {ended.then(|| view! { <span class="tag">{tr(words::LEASE_ENDED)}</span> })}
            {ahead.then(|| view! { <span class="tag warn">{tr(words::LEASE_AHEAD)}</span> })}
            <Masked subject kind=Kind::Phone value=phone/>
            <span class="period">{starts.to_string()}" – "{last}</span>
            {elsewhere.then(|| view! { <ToldLink open=told/> })}
            {record}
        </li>
    }
}
