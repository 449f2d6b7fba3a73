//! The fields of the one filter, what is active of it, and what can be done with what it finds.

use super::active::Active;
use super::cases::pick;
use super::export::Export;
use super::filter::Filter;
use super::saved::Saved;
use super::state::console;
use crate::api;
use crate::context::{context, tr};
use crate::i18n::{self, casework as words};
use crate::load::follow;
use crate::ui::marks::LightMark;
use crate::ui::{Icon, icons};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::case::category::Category;
use shared::case::workflow::{Stage, State};
use shared::case::{Light, Source};
use shared::text::Text;
use shared::worker::Department;
use std::time::Duration;

type Choice = leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>;

#[component]
pub fn Filters() -> impl IntoView {
    let console = console();
    let context = context();
    let filter = console.filter;
    let categories = follow(false, || (), |()| api::get_all::<Category>("/api/v1/categories".to_owned(), 2_000));
    let more = RwSignal::new(false);
    let options = |words: Vec<(&'static str, Text)>| {
        words.into_iter().map(|(code, text)| view! { <option value=code>{tr(text)}</option> }).collect_view()
    };
    let areas = move || {
        console.subdistricts.with(|areas| {
            let areas = areas.ready().map(Vec::as_slice).unwrap_or_default();
            let chosen = filter.with(|filter| filter.area.clone());
            let listed = chosen.as_ref().is_none_or(|code| areas.iter().any(|area| &area.code == code));
            let other =
                chosen.filter(|_| !listed).map(|code| view! { <option value=code.clone()>{code.clone()}</option> });
            let areas = areas.iter().map(|area| view! { <option value=area.code.clone()>{area.name.clone()}</option> });
            (other, areas.collect_view())
        })
    };
    let kinds = move || {
        let lang = context.lang.get();
        categories.with(|categories| {
            let all = categories.ready().map(Vec::as_slice).unwrap_or_default();
            all.iter()
                .map(|category| view! { <option value=category.code.clone()>{pick(lang, &category.zh, &category.en).to_owned()}</option> })
                .collect_view()
        })
    };
    let set = move |change: fn(&mut Filter, Option<String>)| {
        move |event: Choice| {
            let value = event.target().value();
            filter.update(|filter| change(filter, (!value.is_empty()).then_some(value)));
        }
    };
    let day = move |text: Text, testid: &'static str, get: fn(&mut Filter) -> &mut Option<NaiveDate>| {
        let value = move || get(&mut filter.get()).map(|day| day.to_string()).unwrap_or_default();
        let put = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
            let day = event.target().value().parse().ok();
            filter.update(|filter| *get(filter) = day);
        };
        view! {
            <label><span>{tr(text)}</span><input type="date" prop:value=value on:change:target=put data-testid=testid/></label>
        }
    };
    let mut ask = leptos::leptos_dom::helpers::debounce(Duration::from_millis(250), move |text: String| {
        filter.update(|filter| filter.text = text);
    });
    view! {
        <div class="filters">
            <input class="wide" type="search" placeholder=tr(i18n::FILTER_TEXT) aria-label=tr(i18n::FILTER_TEXT) data-testid="filter-text"
                prop:value=move || filter.with(|filter| filter.text.clone()) on:input:target=move |event| ask(event.target().value())/>
            <select aria-label=tr(i18n::AREA) data-testid="filter-area" prop:value=move || filter.with(|filter| filter.area.clone().unwrap_or_default())
                on:change:target=set(|filter, value| filter.area = value)>
                <option value="">{tr(i18n::ALL_AREAS)}</option>{areas}
            </select>
            <select aria-label=tr(i18n::CATEGORY) data-testid="filter-category" prop:value=move || filter.with(|filter| filter.category.clone().unwrap_or_default())
                on:change:target=set(|filter, value| filter.category = value)>
                <option value="">{tr(i18n::ALL_CATEGORIES)}</option>{kinds}
            </select>
            <select aria-label=tr(i18n::STAGE) data-testid="filter-stage" prop:value=move || filter.with(|filter| filter.stage.map(Stage::code).unwrap_or_default())
                on:change:target=set(|filter, value| filter.stage = value.and_then(|code| code.parse().ok()))>
                <option value="">{tr(i18n::ALL_OPEN)}</option>{options(Stage::ALL.iter().map(|stage| (stage.code(), stage.text())).collect())}
            </select>
            <select aria-label=tr(i18n::SOURCE) data-testid="filter-source" prop:value=move || filter.with(|filter| filter.source.map(Source::code).unwrap_or_default())
                on:change:target=set(|filter, value| filter.source = value.and_then(|code| code.parse().ok()))>
                <option value="">{tr(i18n::ALL_SOURCES)}</option>{options(Source::ALL.iter().map(|source| (source.code(), source.text())).collect())}
            </select>
            <Show when=move || more.get()>
                <select aria-label=tr(words::STATE) data-testid="filter-state" prop:value=move || filter.with(|filter| filter.state.map(State::code).unwrap_or_default())
                    on:change:target=set(|filter, value| filter.state = value.and_then(|code| code.parse().ok()))>
                    <option value="">{tr(words::ALL_STATES)}</option>{options(State::ALL.iter().map(|state| (state.code(), state.text())).collect())}
                </select>
                <select aria-label=tr(words::DEPARTMENT) data-testid="filter-department" prop:value=move || filter.with(|filter| filter.department.map(Department::code).unwrap_or_default())
                    on:change:target=set(|filter, value| filter.department = value.and_then(|code| code.parse().ok()))>
                    <option value="">{tr(words::ALL_DEPARTMENTS)}</option>{options(Department::ALL.iter().map(|one| (one.code(), one.text())).collect())}
                </select>
                {day(words::SINCE, "filter-since", |filter| &mut filter.since)}
                {day(words::UNTIL, "filter-until", |filter| &mut filter.until)}
            </Show>
            <div class="lamps" role="group" aria-label=tr(i18n::LIGHTS)>
                {[Light::Red, Light::Yellow, Light::Green].map(|light| view! { <Lamp light/> })}
                <Flag text=words::MINE testid="filter-mine" get=|filter| &mut filter.mine/>
                <Flag text=words::SUPERVISED testid="filter-supervised" get=|filter| &mut filter.supervised/>
            </div>
            <Active categories/>
            <div class="filter-tools">
                <button class="button quiet" aria-expanded=move || more.get().to_string() on:click=move |_| more.update(|more| *more = !*more) data-testid="filter-more">
                    <Icon of=icons::SLIDERS_HORIZONTAL/><span>{move || context.t(if more.get() { words::LESS_FILTER } else { words::MORE_FILTER })}</span>
                </button>
                <Saved/>
                <Export/>
            </div>
        </div>
    }
}

/// A light that the list is narrowed to.
#[component]
fn Lamp(light: Light) -> impl IntoView {
    let filter = console().filter;
    let pressed = move || filter.with(|filter| filter.light == Some(light));
    let flip =
        move |_| filter.update(|filter| filter.light = if filter.light == Some(light) { None } else { Some(light) });
    view! {
        <button class="chip" class:active=pressed aria-pressed=move || pressed().to_string() on:click=flip data-testid=format!("light-{light}")>
            <LightMark light=light/>
        </button>
    }
}

/// Yes or no.
#[component]
fn Flag(text: Text, testid: &'static str, get: fn(&mut Filter) -> &mut bool) -> impl IntoView {
    let filter = console().filter;
    let pressed = move || *get(&mut filter.get());
    let flip = move |_| {
        filter.update(|filter| {
            let flag = get(filter);
            *flag = !*flag;
        })
    };
    view! {
        <button class="chip" class:active=pressed aria-pressed=move || pressed().to_string() on:click=flip data-testid=testid>{tr(text)}</button>
    }
}
