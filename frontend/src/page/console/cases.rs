//! 案件: the list, with the one filter that it shares with the map.

use super::filters::Filters;
use super::queue::keys::KeysButton;
use super::state::{Selection, console};
use crate::api::ApiError;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, casework as words};
use crate::load::Load;
use crate::page::case::clocks::short_reading;
use crate::ui::marks::LightMark;
use crate::ui::states::{Empty, Failed, Loading};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::api::case::CaseOnMap;
use shared::text::Lang;

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
fn row_key(case: &CaseOnMap) -> (String, i64, DateTime<Utc>) {
    (case.number.clone(), case.version, case.due_at)
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
    let as_of =
        move || console.live.as_of.get().map(|at| format!("{} {}", context.t(i18n::DATA_AS_OF), format::hms(at)));
    let searched_to = move || {
        let at = console.searched_to.get()?;
        Some(
            view! { <p class="hint" data-testid="searched-to">{words::searched_to(&format::day(at), context.lang.get())}</p> },
        )
    };
    view! {
        <section class="panel cases" aria-label=tr(i18n::CASES)>
            <h2>
                {tr(i18n::CASES)}<b class="count" data-testid="case-count">{move || shown.with(Vec::len)}</b>
                <small class="list-as-of">{as_of}</small>
                <KeysButton/>
            </h2>
            <Filters/>
            <div class="scroll">{searched_to}{body}</div>
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
    let shown = StoredValue::new(case.clone());
    let lit = Signal::derive(move || shown.with_value(|case| case.light_at(context.now.get())));
    let clock = move || shown.with_value(|case| short_reading(case, context.now.get(), context.lang.get()));
    let (state, reported) = (case.state, case.reported_at);
    let grid = case.grid.as_ref().or(case.community.as_ref()).map(|area| area.name.clone());
    let (zh, en) = (case.category_zh.clone(), case.category_en.clone());
    view! {
        <button class="row case-row" class:active=chosen data-testid="case-row" data-number=case.number.clone()
            on:click=move |_| console.select_case(&target)>
            <LightMark light=lit bare=true/>
            <span class="who">
                <b>{move || pick(context.lang.get(), &zh, &en).to_owned()}</b>
                {case.urgent.then(|| view! { <em class="urgent">{tr(i18n::URGENT)}</em> })}
                {case.supervised.then(|| view! { <em class="supervised">{tr(words::SUPERVISED)}</em> })}
                <span class="clock" data-light=move || lit.get().code()>{clock}</span>
            </span>
            <span class="where">{case.place}</span>
            <small>{format::day_hm(reported)}" · "{grid}" · "<span data-testid="row-state">{tr(state.text())}</span></small>
        </button>
    }
}
