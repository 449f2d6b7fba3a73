//! Who lives here, household by household, each with what the record says and a way to correct it.

use super::correct::Correct;
use super::masked::{Kind, Masked, Subject};
use super::source::Sourced;
use super::told::{ToldLink, ToldRecord};
use crate::context::{context, tr};
use crate::i18n::{self, household as words};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::person::MemberView;

#[component]
pub fn Members(members: Vec<MemberView>, may_record: bool, refresh: Callback<()>) -> impl IntoView {
    let count = members.len();
    let households = members.chunk_by(|a, b| a.household == b.household).map(|household| {
        let members = household.iter().cloned().map(|member| view! { <Member member may_record refresh/> });
        view! { <ul class="members">{members.collect_view()}</ul> }
    });
    view! {
        <h4>{tr(words::LIVING_HERE)}<span class="tag">{count}</span></h4>
        {households.collect_view()}
        {(count == 0).then(|| view! { <p class="hint">{tr(words::NOBODY_HERE)}</p> })}
    }
}

#[component]
fn Member(member: MemberView, may_record: bool, refresh: Callback<()>) -> impl IntoView {
    let context = context();
    let (correcting, told) = (RwSignal::new(false), RwSignal::new(false));
    let MemberView { id, name, age, sex, relation, registration, care, tenant, .. } = member.clone();
    let corrected = member.clone();
    let origins = member.origins.clone();
    let from = move || origins.clone();
    let address = member.registered_address.clone();
    let registered = match address {
        Some(address) => {
            view! { <span class="apart"><span class="quiet">{tr(words::REGISTERED_AT)}</span>" "{address}</span> }
                .into_any()
        }
        None => view! { <span class="quiet">{tr(words::REGISTERED_HERE)}</span> }.into_any(),
    };
    let (phone, identity, moved_in) = (member.phone.clone(), member.identity.clone(), member.moved_in.to_string());
    let resident = || Subject::Resident(id.clone());
    let (of_phone, of_identity) = (resident(), resident());
    let record = view! { <ToldRecord resident=id.clone() open=told/> };
    view! {
        <li data-testid="member" data-id=id>
            <p class="who">
                <Sourced field="name" origins=from()><b>{name}</b></Sourced>
                <Sourced field="birth" origins=from()><span>{move || format!("{age}{}", context.t(i18n::YEARS))}</span></Sourced>
                <Sourced field="sex" origins=from()><span>{tr(sex.text())}</span></Sourced>
                <Sourced field="relation" origins=from()><span class="tag">{tr(relation.text())}</span></Sourced>
                {tenant.then(|| view! { <span class="tag tenant">{tr(words::TENANT)}</span> })}
                <Sourced field="registration" origins=from()><span class="tag">{tr(registration.text())}</span></Sourced>
                {care.map(|care| view! { <Sourced field="care" origins=from()><span class="tag care">"♥ "{tr(care.text())}</span></Sourced> })}
                {may_record.then(|| view! {
                    <button class="link correct" aria-expanded=move || correcting.get().to_string() data-testid="correct"
                        on:click=move |_| correcting.update(|open| *open = !*open)><Icon of=icons::PENCIL/>{tr(words::CORRECT)}</button>
                })}
            </p>
            <p class="numbers">
                <Sourced field="phone" origins=from()><Masked subject=of_phone kind=Kind::Phone value=phone/></Sourced>
                {identity.map(|number| view! {
                    <Sourced field="identity" origins=from()><Masked subject=of_identity kind=Kind::Identity value=Some(number)/></Sourced>
                })}
            </p>
            <p class="where">
                <Sourced field="registered_address" origins=from()>{registered}</Sourced>
                <Sourced field="moved_in" origins=from()><span class="quiet">{tr(words::MOVED_IN)}</span>" "{moved_in}</Sourced>
                <ToldLink open=told/>
            </p>
            {record}
            {move || correcting.get().then(|| view! { <Correct member=corrected.clone() close=correcting refresh/> })}
        </li>
    }
}
