//! Contact cards (联系卡) for printing: one for each household of a grid, or for one dwelling. Eight on a page of A4,
//! with marks to cut along. Nothing on them is about who lives behind the door.

use super::gate::Gate;
use super::situation;
use crate::api::{self, encode};
use crate::context::{context, query, tr};
use crate::i18n::{self, household as words};
use crate::load::{Load, follow};
use crate::ui::states::{Failed, Loading};
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::api::card::{Card, CardPlate, CardSheet};
use shared::worker::{Department, Post};
use std::sync::Arc;

/// On a page of A4.
const ON_A_PAGE: usize = 8;
/// Whom a household calls; the others are reached through the community.
const DEPARTMENTS: [Department; 8] = [
    Department::Police,
    Department::Fire,
    Department::Gas,
    Department::Water,
    Department::Drainage,
    Department::Sanitation,
    Department::UrbanManagement,
    Department::CivilAffairs,
];

#[component]
pub fn CardPage() -> impl IntoView {
    situation("card-page", words::CARDS);
    view! { <Gate><Sheets/></Gate> }
}

#[component]
fn Sheets() -> impl IntoView {
    let params = use_params_map();
    let grid = params.with_untracked(|params| params.get("grid")).unwrap_or_default();
    let only = query("dwelling").map(|id| format!("&dwelling={}", encode(&id))).unwrap_or_default();
    // The codes are printed for citizens: they open this very server.
    let origin = window().location().origin().unwrap_or_default();
    let path = format!("/api/v1/cards/{}?origin={}{only}", encode(&grid), encode(&origin));
    let sheet = follow(
        false,
        || (),
        move |()| {
            let path = path.clone();
            async move { api::get::<CardSheet>(&path).await }
        },
    );
    move || match sheet.get() {
        Load::Loading => view! { <main class="sheet"><Loading/></main> }.into_any(),
        Load::Failed(error) => view! { <main class="sheet"><Failed error/></main> }.into_any(),
        Load::Ready(sheet) => view! { <Pages sheet/> }.into_any(),
    }
}

#[component]
fn Pages(sheet: CardSheet) -> impl IntoView {
    let context = context();
    let count = sheet.cards.len();
    let pages = count.div_ceil(ON_A_PAGE);
    let title = [&sheet.subdistrict, &sheet.community].into_iter().flatten().chain([&sheet.grid]);
    let title = title.map(|area| area.name.as_str()).collect::<Vec<_>>().join(" · ");
    let sheet = Arc::new(sheet);
    let print = move |_| {
        if let Err(error) = window().print() {
            leptos::logging::warn!("printing: {error:?}");
        }
    };
    let drawn = (0..pages).map(|page| {
        let cards = sheet.cards.iter().skip(page * ON_A_PAGE).take(ON_A_PAGE);
        let cards = cards.map(|card| view! { <One card=card.clone() sheet=sheet.clone()/> }).collect_view();
        view! { <section class="card-sheet">{cards}</section> }
    });
    view! {
        <main class="cards">
            <header class="cards-head">
                <div>
                    <h1>{tr(words::CARDS)}</h1>
                    <p>{title}</p>
                    <p class="hint" data-testid="card-count">{move || words::cards(count, pages, context.lang.get())}" · "{tr(words::PRINT_HINT)}</p>
                </div>
                <LangSwitch/>
                <ThemeSwitch/>
                <button class="button" on:click=print data-testid="print"><Icon of=icons::PRINTER/>{tr(words::PRINT)}</button>
            </header>
            {drawn.collect_view()}
        </main>
    }
}

#[component]
fn One(card: Card, sheet: Arc<CardSheet>) -> impl IntoView {
    let context = context();
    let Some(CardPlate { building, entrance, url, svg }) = sheet.plates.get(card.plate).cloned() else {
        return ().into_any();
    };
    let contact = |post: Post| sheet.staff.iter().find(|contact| contact.post == post).cloned();
    let worker = contact(Post::GridWorker).map(|one| {
        view! {
            <p class="card-worker"><small>{tr(words::YOUR_WORKER)}</small><b>{one.name}</b><strong>{one.phone}</strong></p>
        }
    });
    let lines = [(Post::GridLeader, words::LEADER), (Post::CommunityHead, words::COMMUNITY)];
    let lines = lines.into_iter().filter_map(|(post, name)| contact(post).map(|one| (name, one)));
    let lines = lines.map(|(name, one)| view! { <li><span>{tr(name)}</span>{one.name}<b>{one.phone}</b></li> });
    let departments = DEPARTMENTS.into_iter().filter_map(|wanted| {
        let found = sheet.departments.iter().find(|one| one.department == wanted)?;
        Some(view! { <li><span>{tr(wanted.text())}</span><b>{found.phone.clone()}</b></li> })
    });
    let area = sheet.community.iter().chain([&sheet.grid]);
    let area = area.map(|area| area.name.as_str()).collect::<Vec<_>>().join(" ");
    let number = card.number;
    view! {
        <article class="contact" data-testid="contact-card" data-url=url>
            <header>
                <b>{area}</b>
                <span>{move || words::door(&building, entrance, &number, context.lang.get())}</span>
            </header>
            <div class="card-body">
                <div>
                    {worker}
                    <ul class="card-lines">{lines.collect_view()}</ul>
                </div>
                <figure>
                    <img alt=tr(words::SCAN) src=format!("data:image/svg+xml,{}", encode(&svg))/>
                    <figcaption>{tr(words::SCAN)}</figcaption>
                </figure>
            </div>
            <ul class="card-departments">{departments.collect_view()}</ul>
            <footer><span>{tr(words::EMERGENCY)}</span><small>{tr(i18n::PRODUCT)}" · "{tr(words::NO_LOGIN)}</small></footer>
        </article>
    }
    .into_any()
}
