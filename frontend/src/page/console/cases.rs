//! 案件: the list, with the one filter that it shares with the map.

use super::filter::Filter;
use super::state::{Selection, console};
use crate::api::ApiError;
use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use crate::load::{Load, follow};
use crate::ui::marks::LightMark;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::api::case::CaseOnMap;
use shared::case::category::Category;
use shared::case::workflow::Stage;
use shared::case::{Light, Source};
use shared::text::{Lang, Text};
use std::time::Duration;

/// Rows drawn at once; the filter is for the rest.
const MOST_ROWS: usize = 200;

/// A category's or any other name that comes in both languages from the server.
pub fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Zh { zh } else { en }
}

/// What stands in place of the rows.
#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    Failed(ApiError),
    Nothing,
    Rows,
}

/// A row is drawn anew when one of these changes.
fn row_key(case: &CaseOnMap) -> (String, Stage, String, DateTime<Utc>) {
    (case.number.clone(), case.stage, case.category_zh.clone(), case.due_at)
}

#[component]
pub fn Cases() -> impl IntoView {
    let console = console();
    let context = context();
    let half_minute = Memo::new(move |_| context.now.get().timestamp() / 15);
    // Urgency first: what is over its limit, then what is due soonest; what is closed last, newest first.
    let shown = Memo::new_with_compare(
        move |_| {
            half_minute.track();
            let now = context.now.get_untracked();
            let filter = console.filter.get();
            console.cases.with(|cases| {
                let cases = cases.ready().map(Vec::as_slice).unwrap_or_default();
                let mut shown: Vec<CaseOnMap> = cases.iter().filter(|case| filter.lit(case, now)).cloned().collect();
                shown.sort_by_key(|case| (!case.state.is_open(), case.due_at));
                shown
            })
        },
        |_, _| true,
    );
    let rest = move || shown.with(|shown| shown.len().saturating_sub(MOST_ROWS));
    let rows = move || shown.with(|shown| shown.iter().take(MOST_ROWS).cloned().collect::<Vec<_>>());
    // Rows are kept while their case is unchanged: the focus stays where it is when a new case comes in.
    let list = move || {
        view! {
            <ul class="rows">
                <For each=rows key=row_key let:case><li><CaseRow case/></li></For>
            </ul>
            <Show when=move || rest() != 0><p class="hint">{move || i18n::more_rows(rest(), context.lang.get())}</p></Show>
        }
    };
    let state = Memo::new(move |_| {
        console.cases.with(|cases| match cases {
            Load::Loading => Shown::Loading,
            Load::Failed(error) => Shown::Failed(error.clone()),
            Load::Ready(_) if shown.with(Vec::is_empty) => Shown::Nothing,
            Load::Ready(_) => Shown::Rows,
        })
    });
    let body = move || match state.get() {
        Shown::Loading => view! { <Loading/> }.into_any(),
        Shown::Failed(error) => {
            let retry = Callback::new(move |()| console.load_cases());
            view! { <Failed error retry/> }.into_any()
        }
        Shown::Nothing => view! { <Empty text=i18n::NO_CASES hint=i18n::NO_CASES_HINT/> }.into_any(),
        Shown::Rows => list().into_any(),
    };
    view! {
        <section class="panel cases" aria-label=tr(i18n::CASES)>
            <h2>{tr(i18n::CASES)}<b class="count" data-testid="case-count">{move || shown.with(Vec::len)}</b></h2>
            <Filters/>
            <div class="scroll">{body}</div>
        </section>
    }
}

/// One case in a list.
#[component]
pub fn CaseRow(case: CaseOnMap) -> impl IntoView {
    let console = console();
    let context = context();
    let target = case.clone();
    let number = case.number.clone();
    let chosen = move || console.selection.with(|selection| *selection == Some(Selection::Case(number.clone())));
    let (state, reported, due) = (case.state, case.reported_at, case.due_at);
    let lit = {
        let case = case.clone();
        Signal::derive(move || case.light_at(context.now.get()))
    };
    let clock = move || match state.is_open() {
        true => format::left(due, context.now.get(), context.lang.get()),
        false => context.t(Light::Done.text()).to_owned(),
    };
    let grid = case.grid.as_ref().or(case.community.as_ref()).map(|area| area.name.clone());
    let (zh, en) = (case.category_zh.clone(), case.category_en.clone());
    view! {
        <button class="row case-row" class:active=chosen data-testid="case-row" data-number=case.number.clone()
            on:click=move |_| console.select_case(&target)>
            <LightMark light=lit bare=true/>
            <span class="who">
                <b>{move || pick(context.lang.get(), &zh, &en).to_owned()}</b>
                {case.urgent.then(|| view! { <em class="urgent">{tr(i18n::URGENT)}</em> })}
                <span class="clock" data-light=move || lit.get().code()>{clock}</span>
            </span>
            <span class="where">{case.place}</span>
            <small>{format::day_hm(reported)}" · "{grid}" · "{tr(state.text())}</small>
        </button>
    }
}

#[component]
fn Filters() -> impl IntoView {
    let console = console();
    let context = context();
    let categories = follow(false, || (), |()| crate::api::get_all::<Category>("/api/v1/categories".to_owned(), 2_000));
    let words = move |words: &[(&'static str, Text)]| {
        words.iter().map(|&(code, text)| view! { <option value=code>{tr(text)}</option> }).collect_view()
    };
    let stages: Vec<_> = Stage::ALL.iter().map(|stage| (stage.code(), stage.text())).collect();
    let sources: Vec<_> = Source::ALL.iter().map(|source| (source.code(), source.text())).collect();
    let areas = move || {
        console.subdistricts.with(|areas| {
            let areas = areas.ready().map(Vec::as_slice).unwrap_or_default();
            let chosen = console.filter.with(|filter| filter.area.clone());
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
        move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
            let value = event.target().value();
            console.filter.update(|filter| change(filter, (!value.is_empty()).then_some(value)));
        }
    };
    let lamp = move |wanted: Light| {
        let pressed = move || console.filter.with(|filter| filter.light == Some(wanted));
        let flip = move |_| {
            console
                .filter
                .update(|filter| filter.light = if filter.light == Some(wanted) { None } else { Some(wanted) });
        };
        view! {
            <button class="chip" class:active=pressed aria-pressed=move || pressed().to_string() on:click=flip data-testid=format!("light-{wanted}")>
                <LightMark light=wanted/>
            </button>
        }
    };
    let mut ask = leptos::leptos_dom::helpers::debounce(Duration::from_millis(250), move |text: String| {
        console.filter.update(|filter| filter.text = text);
    });
    view! {
        <div class="filters">
            <input class="wide" type="search" placeholder=tr(i18n::FILTER_TEXT) aria-label=tr(i18n::FILTER_TEXT) data-testid="filter-text"
                prop:value=move || console.filter.with(|filter| filter.text.clone()) on:input:target=move |event| ask(event.target().value())/>
            <select aria-label=tr(i18n::AREA) data-testid="filter-area" prop:value=move || console.filter.with(|filter| filter.area.clone().unwrap_or_default())
                on:change:target=set(|filter, value| filter.area = value)>
                <option value="">{tr(i18n::ALL_AREAS)}</option>{areas}
            </select>
            <select aria-label=tr(i18n::CATEGORY) data-testid="filter-category" prop:value=move || console.filter.with(|filter| filter.category.clone().unwrap_or_default())
                on:change:target=set(|filter, value| filter.category = value)>
                <option value="">{tr(i18n::ALL_CATEGORIES)}</option>{kinds}
            </select>
            <select aria-label=tr(i18n::STAGE) data-testid="filter-stage" prop:value=move || console.filter.with(|filter| filter.stage.map(Stage::code).unwrap_or_default())
                on:change:target=set(|filter, value| filter.stage = value.and_then(|code| code.parse().ok()))>
                <option value="">{tr(i18n::ALL_OPEN)}</option>{words(&stages)}
            </select>
            <select aria-label=tr(i18n::SOURCE) data-testid="filter-source" prop:value=move || console.filter.with(|filter| filter.source.map(Source::code).unwrap_or_default())
                on:change:target=set(|filter, value| filter.source = value.and_then(|code| code.parse().ok()))>
                <option value="">{tr(i18n::ALL_SOURCES)}</option>{words(&sources)}
            </select>
            <div class="lamps" role="group" aria-label=tr(i18n::LIGHTS)>
                {[Light::Red, Light::Yellow, Light::Green].map(lamp)}
                <Show when=move || console.filter.with(|filter| !filter.is_empty())>
                    <button class="chip" on:click=move |_| console.filter.set(Filter::default()) data-testid="filter-clear">
                        <Icon of=icons::X/>{tr(i18n::CLEAR)}
                    </button>
                </Show>
            </div>
        </div>
    }
}
