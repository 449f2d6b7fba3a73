//! Which dwelling: found by its address, or come to from its household card; and the tenants who live there.

use super::Form;
use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::i18n::{self, tenants as words};
use crate::load::{Load, follow};
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::person::MemberView;
use shared::api::place::{BuildingDetail, DwellingDetail};
use shared::api::search::{PlaceHit, PlaceKind, SearchAnswer};
use std::time::Duration;

/// A pause in typing that is long enough to ask.
const PAUSE: Duration = Duration::from_millis(250);

/// `星辰花园29栋2单元301`.
pub fn address(home: &DwellingDetail) -> String {
    let complex = home.complex.as_ref().filter(|complex| !home.building.name.contains(&complex.name));
    let complex = complex.map(|complex| complex.name.as_str()).unwrap_or_default();
    format!("{complex}{}{}单元{}", home.building.name, home.entrance, home.number)
}

#[component]
pub fn HomeChooser(form: Form) -> impl IntoView {
    view! {
        {move || match form.dwelling.get() {
            Some(_) => view! { <Chosen form/> }.into_any(),
            None => view! { <Finder form/> }.into_any(),
        }}
    }
}

#[component]
fn Finder(form: Form) -> impl IntoView {
    let (text, asked) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let building = RwSignal::new(None::<PlaceHit>);
    let mut ask = leptos::leptos_dom::helpers::debounce(PAUSE, move |words| asked.set(words));
    Effect::new(move || ask(text.get()));
    let answer = follow(
        true,
        move || asked.get(),
        |words: String| async move {
            match words.trim() {
                "" => Ok(SearchAnswer::default()),
                words => api::get(&format!("/api/v1/search?q={}", encode(words))).await,
            }
        },
    );
    let hit = move |hit: PlaceHit| {
        let chosen = hit.clone();
        view! {
            <button type="button" class="row" data-testid="home-building" on:click=move |_| building.set(Some(chosen.clone()))>
                <b>{hit.name}</b><small>{hit.detail}</small>
            </button>
        }
    };
    let found = move || match answer.get() {
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Loading => ().into_any(),
        Load::Ready(answer) => {
            let hits: Vec<PlaceHit> =
                answer.places.into_iter().filter(|place| place.kind == PlaceKind::Building).collect();
            let nothing = hits.is_empty() && !asked.with(|asked| asked.trim().is_empty());
            view! {
                <div class="rows">{hits.into_iter().map(hit).collect_view()}</div>
                {nothing.then(|| view! { <p class="echo warn">{tr(words::NO_HOME)}</p> })}
            }
            .into_any()
        }
    };
    view! {
        <section class="panel">
            <h2>{tr(words::HOME)}</h2>
            {move || match building.get() {
                None => view! {
                    <input type="search" data-testid="home-search" placeholder=tr(words::FIND_HOME) aria-label=tr(words::FIND_HOME)
                        autocomplete="off" prop:value=text on:input:target=move |event| text.set(event.target().value())/>
                    {found}
                }.into_any(),
                Some(hit) => view! { <Elevation form id=hit.id name=hit.name back=Callback::new(move |()| building.set(None))/> }.into_any(),
            }}
        </section>
    }
}

/// Entrance, then dwelling: two touches.
#[component]
fn Elevation(form: Form, id: String, name: String, back: Callback<()>) -> impl IntoView {
    let context = context();
    let entrance = RwSignal::new(None::<u16>);
    let building = follow(
        false,
        move || id.clone(),
        |id: String| async move { api::get::<BuildingDetail>(&format!("/api/v1/buildings/{}", encode(&id))).await },
    );
    let body = move || match building.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(detail) => {
            let entrances: Vec<u16> = detail.entrances.iter().map(|one| one.number).collect();
            if entrance.get_untracked().is_none() && entrances.len() == 1 {
                entrance.set(entrances.first().copied());
            }
            let buttons = entrances.into_iter().map(|number| {
                let chosen = move || entrance.get() == Some(number);
                view! {
                    <button type="button" class="chip" class:active=chosen aria-pressed=move || chosen().to_string()
                        data-testid="home-entrance" on:click=move |_| entrance.set(Some(number))>{move || i18n::entrance(number, context.lang.get())}</button>
                }
            });
            let cells = detail.dwellings.clone();
            let doors = move || {
                let wanted = entrance.get();
                let cells = cells.iter().filter(|cell| Some(cell.entrance) == wanted).cloned();
                cells
                    .map(|cell| {
                        let id = cell.id;
                        view! {
                            <button type="button" class="door" data-usage=cell.usage.code() data-testid="home-door"
                                on:click=move |_| form.dwelling.set(Some(id.clone()))>{cell.number}</button>
                        }
                    })
                    .collect_view()
            };
            view! {
                <div class="chips" role="group" aria-label=tr(words::CHOOSE_ENTRANCE)>{buttons.collect_view()}</div>
                <div class="doors" role="group" aria-label=tr(words::CHOOSE_DWELLING)>{doors}</div>
            }
            .into_any()
        }
    };
    view! {
        <p class="chosen"><Icon of=icons::BUILDING_2/><b>{name}</b>
            <button type="button" class="link" on:click=move |_| back.run(())>{tr(words::OTHER_HOME)}</button></p>
        {body}
    }
}

#[component]
fn Chosen(form: Form) -> impl IntoView {
    let context = context();
    let other = move |_| {
        form.dwelling.set(None);
        form.left.update(|left| left.clear());
    };
    let tenant = move |member: MemberView| {
        let (id, for_day, for_check) = (member.id.clone(), member.id.clone(), member.id.clone());
        let is_left = Memo::new(move |_| form.left.with(|left| left.contains_key(&id)));
        let toggle = move |_| {
            form.left.update(|left| {
                if left.remove(&for_check).is_none() {
                    left.insert(for_check.clone(), form.today().to_string());
                }
            });
        };
        let day = move || {
            let (id, set) = (for_day.clone(), for_day.clone());
            is_left.get().then(|| view! {
                <label><span>{tr(words::LEFT_ON)}</span>
                    <input type="date" data-testid="left-on" prop:value=move || form.left.with(|left| left.get(&id).cloned().unwrap_or_default())
                        on:input:target=move |event| form.left.update(|left| { left.insert(set.clone(), event.target().value()); })/>
                </label>
            })
        };
        view! {
            <li>
                <label class="check"><input type="checkbox" data-testid="left" prop:checked=is_left on:change=toggle/>
                    <b>{member.name}</b><small>{format!("{} · {}", member.sex.text().get(context.lang.get_untracked()), member.age)}</small>
                    <em>{tr(words::LEFT)}</em></label>
                {day}
            </li>
        }
    };
    let body = move || {
        match form.home.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/><button type="button" class="button quiet" on:click=other>{tr(words::OTHER_HOME)}</button> }.into_any(),
        Load::Ready(None) => ().into_any(),
        Load::Ready(Some(home)) => {
            let tenants: Vec<MemberView> = home.members.iter().filter(|member| member.tenant).cloned().collect();
            view! {
                <p class="chosen" data-testid="home-chosen"><Icon of=icons::MAP_PIN/><b>{address(&home)}</b><span class="tag">{tr(home.usage.text())}</span>
                    <button type="button" class="link" on:click=other>{tr(words::OTHER_HOME)}</button></p>
                {(!tenants.is_empty()).then(|| view! {
                    <h3>{tr(words::LIVING_HERE)}</h3>
                    <ul class="here">{tenants.into_iter().map(tenant).collect_view()}</ul>
                })}
            }
            .into_any()
        }
    }
    };
    view! { <section class="panel"><h2>{tr(words::HOME)}</h2>{body}</section> }
}
