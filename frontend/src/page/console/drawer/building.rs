//! A building: what it is, its elevation, and the household of the dwelling that is chosen in it.

use super::elevation::Elevation;
use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::i18n;
use crate::load::{Load, follow};
use crate::page::console::state::{Selection, console};
use crate::ui::states::{Failed, Loading};
use leptos::prelude::*;
use shared::api::area::AreaChain;
use shared::api::place::{BuildingDetail, DwellingDetail};

/// `狮子山街道 · 星辰社区 · 第三网格`
pub fn chain(area: &AreaChain) -> String {
    let parts = [&area.subdistrict, &area.community, &area.grid];
    parts.into_iter().flatten().map(|area| area.name.as_str()).collect::<Vec<_>>().join(" · ")
}

#[component]
pub fn BuildingCard(id: String) -> impl IntoView {
    let console = console();
    let path = format!("/api/v1/buildings/{}", encode(&id));
    let building = follow(
        false,
        || (),
        move |()| {
            let path = path.clone();
            async move { api::get::<BuildingDetail>(&path).await }
        },
    );
    let chosen = Memo::new(move |_| match console.selection.get() {
        Some(Selection::Building { dwelling, .. }) => dwelling,
        _ => None,
    });
    let choose = Callback::new(move |dwelling: String| {
        console.selection.set(Some(Selection::Building { id: id.clone(), dwelling: Some(dwelling) }));
    });
    let body = move || match building.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(building) => view! { <Body building chosen choose/> }.into_any(),
    };
    view! { <div class="scroll" data-testid="building-drawer">{body}</div> }
}

#[component]
fn Body(building: BuildingDetail, chosen: Memo<Option<String>>, choose: Callback<String>) -> impl IntoView {
    let title = match &building.complex {
        Some(complex) if !building.name.starts_with(&complex.name) => format!("{} {}", complex.name, building.name),
        _ => building.name.clone(),
    };
    let has_dwellings = !building.dwellings.is_empty();
    let residents: u32 = building.dwellings.iter().map(|dwelling| u32::from(dwelling.residents)).sum();
    let aliases = building.aliases.join("、");
    let household = move || chosen.get().map(|id| view! { <Household id/> });
    view! {
        <div class="card-head">
            <h2>{title}</h2>
            <p>{building.address.clone()}</p>
            <small>{chain(&building.area)}</small>
        </div>
        <ul class="facts">
            <li><span>{tr(i18n::USE)}</span><b>{tr(building.kind.text())}</b></li>
            <li><span>{tr(i18n::FLOORS)}</span><b>{building.floors}</b></li>
            <li><span>{tr(i18n::HEIGHT)}</span><b>{format!("{:.0} m", building.height)}</b></li>
            <li><span>{tr(i18n::DWELLINGS)}</span><b>{building.dwellings.len()}</b></li>
            <li><span>{tr(i18n::RESIDENTS)}</span><b>{residents}</b></li>
        </ul>
        {(!aliases.is_empty()).then(|| view! { <p class="hint">{tr(i18n::ALSO_CALLED)}" "{aliases}</p> })}
        {household}
        {if has_dwellings {
            view! { <h3>{tr(i18n::ELEVATION)}</h3><Elevation building chosen choose/> }.into_any()
        } else {
            view! { <p class="hint">{tr(i18n::NO_DWELLINGS)}</p> }.into_any()
        }}
    }
}

/// Who lives in the chosen dwelling.
#[component]
fn Household(id: String) -> impl IntoView {
    let context = context();
    let path = format!("/api/v1/dwellings/{}", encode(&id));
    let dwelling = follow(
        false,
        || (),
        move |()| {
            let path = path.clone();
            async move { api::get::<DwellingDetail>(&path).await }
        },
    );
    move || match dwelling.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(dwelling) => {
            let members = dwelling.members.into_iter().map(|member| {
                let age = member.age;
                view! {
                    <li data-testid="member">
                        <b>{member.name}</b>
                        <span>{move || format!("{age}{}", context.t(i18n::YEARS))}" "{tr(member.sex.text())}</span>
                        <span>{tr(if member.tenant { i18n::TENANT } else { member.relation.text() })}</span>
                        <span>{tr(member.registration.text())}</span>
                        {member.care.map(|care| view! { <span class="tag care">{tr(care.text())}</span> })}
                    </li>
                }
            });
            let (entrance, number) = (dwelling.entrance, dwelling.number);
            view! {
                <section class="household" data-testid="household">
                    <h3>
                        {move || i18n::entrance(entrance, context.lang.get())}" "{number}
                        <span class="tag" data-use=dwelling.usage.code()>{tr(dwelling.usage.text())}</span>
                    </h3>
                    <p><span>{tr(i18n::OWNER)}</span>" "{dwelling.owner_name}</p>
                    <ul>{members.collect_view()}</ul>
                </section>
            }
            .into_any()
        }
    }
}
