//! The card of a household: who lives in a dwelling, whose it is, who rents and rented it, and who called there.
//!
//! Every value says where it came from when it is pointed at or tapped. Numbers are masked by the server; a reveal is
//! mounted in [`masked::Masked`] and nowhere else.

mod correct;
mod lease;
mod masked;
mod member;
mod source;
mod told;
mod visits;

use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::i18n::{self, household as words};
use crate::load::{Load, follow};
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use lease::Leases;
use leptos::prelude::*;
use masked::{Kind, Masked, Subject};
use member::Members;
use shared::api::place::DwellingDetail;
use shared::place::DwellingUse;
use source::Sourced;
use visits::Visits;

/// The card of one dwelling. `changed` is told when a correction may have changed the building too.
#[component]
pub fn Household(id: String, changed: Callback<()>) -> impl IntoView {
    let again = RwSignal::new(0_u32);
    let path = format!("/api/v1/dwellings/{}", encode(&id));
    let dwelling = follow(
        true,
        move || again.get(),
        move |_| {
            let path = path.clone();
            async move { api::get::<DwellingDetail>(&path).await }
        },
    );
    let refresh = Callback::new(move |()| {
        again.update(|again| *again += 1);
        changed.run(());
    });
    move || match dwelling.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(dwelling) => view! { <Card dwelling refresh/> }.into_any(),
    }
}

#[component]
fn Card(dwelling: DwellingDetail, refresh: Callback<()>) -> impl IntoView {
    let context = context();
    let with_sources = RwSignal::new(false);
    let DwellingDetail { id, entrance, number, usage, owner_name, owner_phone, members, origins, .. } = dwelling;
    let apart = members.iter().filter(|member| member.registered_address.is_some()).count();
    let agreement = match (members.is_empty(), apart) {
        (true, _) => None,
        (false, 0) => {
            Some(view! { <span class="tag good" data-testid="residence"><Icon of=icons::CIRCLE_CHECK/>{tr(words::AT_HOME)}</span> }.into_any())
        }
        (false, apart) => Some(
            view! { <span class="tag warn" data-testid="residence"><Icon of=icons::INFO/>{move || words::apart(apart, context.lang.get())}</span> }
                .into_any(),
        ),
    };
    let card = dwelling.area.grid.map(|grid| {
        let address = format!("/card/{}?dwelling={}", encode(&grid.code), encode(&id));
        view! {
            <a class="link" href=address target="_blank" rel="noopener" data-testid="household-card"><Icon of=icons::EXTERNAL_LINK/>{tr(words::CONTACT_CARD)}</a>
        }
    });
    let may_record = dwelling.may_record;
    let tenants = may_record.then(|| {
        let address = format!("/tenants?dwelling={}", encode(&id));
        view! {
            <a class="link" href=address data-testid="household-tenants"><Icon of=icons::USERS/>{tr(words::REPORT_TENANTS)}</a>
        }
    });
    let here: Vec<String> = members.iter().map(|member| member.id.clone()).collect();
    let rented = usage == DwellingUse::Rented;
    let owner = Subject::Dwelling(id.clone());
    let shown = id.clone();
    view! {
        <section class="household" class:with-sources=with_sources data-testid="household" data-dwelling=shown aria-label=tr(words::HOUSEHOLD)>
            <header>
                <h3>{move || i18n::entrance(entrance, context.lang.get())}" "{number}</h3>
                <Sourced field="usage" origins=origins.clone()><span class="tag" data-use=usage.code()>{tr(usage.text())}</span></Sourced>
                {agreement}
                <span class="household-tools">
                    <button class="link" aria-pressed=move || with_sources.get().to_string() title=tr(words::SHOW_SOURCES) data-testid="sources"
                        on:click=move |_| with_sources.update(|shown| *shown = !*shown)><Icon of=icons::INFO/>{tr(words::SOURCE_OF)}</button>
                    {card}
                    {tenants}
                </span>
            </header>
            <p class="owner" data-testid="owner">
                <span class="quiet">{tr(words::OWNER)}</span>
                <Sourced field="owner_name" origins=origins.clone()><b>{owner_name}</b></Sourced>
                <Sourced field="owner_phone" origins=origins><Masked subject=owner kind=Kind::Phone value=owner_phone/></Sourced>
            </p>
            <Members members may_record refresh/>
            <Leases tenants=dwelling.tenants former=dwelling.former_tenants rented here/>
            <Visits dwelling=id visits=dwelling.visits may_record refresh/>
        </section>
    }
}
