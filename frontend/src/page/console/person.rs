//! A resident found, as search and panel both show it: what tells namesakes apart, and why it is in the list.

use super::state::Console;
use crate::context::context;
use crate::i18n;
use leptos::prelude::*;
use shared::api::person::ResidentHit;
use shared::text::Lang;

/// `星辰花园 29栋 2单元 301`
fn home(hit: &ResidentHit, lang: Lang) -> String {
    let complex = hit.complex.as_ref().map(|complex| complex.name.as_str()).unwrap_or_default();
    let building = hit.building.name.strip_prefix(complex).unwrap_or(&hit.building.name).trim();
    let entrance = match lang {
        Lang::Zh => format!("{}单元", hit.entrance),
        Lang::En => format!("entrance {}", hit.entrance),
    };
    format!("{complex} {building} {entrance} {}", hit.dwelling.name).trim().to_owned()
}

pub fn choose(console: Console, hit: &ResidentHit) {
    console.select_building(hit.building.id.clone(), Some(hit.dwelling.id.clone()), hit.location);
}

#[component]
pub fn Person(hit: ResidentHit) -> impl IntoView {
    let context = context();
    let area = [&hit.area.subdistrict, &hit.area.community, &hit.area.grid];
    let area: Vec<_> = area.into_iter().flatten().map(|area| area.name.clone()).collect();
    let (sex, relation, kind, age) = (hit.sex, hit.relation, hit.matched.kind, hit.age);
    let reasons = hit.matched.reasons.clone();
    let name = hit.name.clone();
    view! {
        <span class="who">
            <b>{name}</b>
            <span>{move || format!("{age}{}", context.t(i18n::YEARS))}</span>
            <span>{move || context.t(sex.text())}</span>
            <span>{move || context.t(relation.text())}</span>
        </span>
        <span class="where">{move || home(&hit, context.lang.get())}</span>
        <small>{area.join(" · ")}</small>
        <span class="reasons">
            <i>{move || context.t(kind.text())}</i>
            {reasons.into_iter().map(|reason| view! { <i class="reason">{reason}</i> }).collect_view()}
        </span>
    }
}
