//! What of the filter is active, in words, each with its way out. An overlooked filter makes people believe a wrong list.

use super::cases::pick;
use super::filter::Filter;
use super::state::console;
use crate::context::{context, tr};
use crate::i18n::{self, casework as words};
use crate::load::Load;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::case::category::Category;

/// Words, and what takes this part of the filter away.
type Part = (String, fn(&mut Filter));

#[component]
pub fn Active(categories: RwSignal<Load<Vec<Category>>>) -> impl IntoView {
    let console = console();
    let context = context();
    let parts = move || {
        let (filter, lang) = (console.filter.get(), context.lang.get());
        let mut parts: Vec<Part> = Vec::new();
        let mut put = |words: Option<String>, clear: fn(&mut Filter)| parts.extend(words.map(|words| (words, clear)));
        let area = filter.area.map(|code| {
            let named = console.subdistricts.with(|areas| {
                areas.ready().into_iter().flatten().find(|area| area.code == code).map(|area| area.name.clone())
            });
            named.unwrap_or(code)
        });
        let category = filter.category.map(|code| {
            let named = categories.with(|all| {
                let category = all.ready().into_iter().flatten().find(|category| category.code == code);
                category.map(|category| pick(lang, &category.zh, &category.en).to_owned())
            });
            named.unwrap_or(code)
        });
        let text = |text: shared::text::Text| text.get(lang).to_owned();
        put(area, |filter| filter.area = None);
        put(category, |filter| filter.category = None);
        put(filter.stage.map(|stage| text(stage.text())), |filter| filter.stage = None);
        put(filter.state.map(|state| text(state.text())), |filter| filter.state = None);
        put(filter.source.map(|source| text(source.text())), |filter| filter.source = None);
        put(filter.department.map(|department| text(department.text())), |filter| filter.department = None);
        put(filter.light.map(|light| text(light.text())), |filter| filter.light = None);
        put(filter.mine.then(|| text(words::MINE)), |filter| filter.mine = false);
        put(filter.pending.then(|| text(words::TO_DECIDE)), |filter| filter.pending = false);
        put(filter.supervised.then(|| text(words::SUPERVISED)), |filter| filter.supervised = false);
        put(filter.watch.map(|watch| text(watch.text())), |filter| filter.watch = None);
        put(filter.since.map(|day| words::since(&day.to_string(), lang)), |filter| filter.since = None);
        put(filter.until.map(|day| words::until_day(&day.to_string(), lang)), |filter| filter.until = None);
        let typed = filter.text.trim().to_owned();
        put(Some(format!("“{typed}”")).filter(|_| !typed.is_empty()), |filter| filter.text.clear());
        parts
    };
    let chip = move |(words, clear): Part| {
        view! {
            <button class="chip active" on:click=move |_| console.filter.update(clear) title=tr(words::TAKE_AWAY) data-testid="active-filter">
                {words}<Icon of=icons::X/>
            </button>
        }
    };
    view! {
        <Show when=move || console.filter.with(|filter| !filter.is_empty())>
            <div class="lamps active-filters" role="group" aria-label=tr(words::ACTIVE_FILTERS)>
                {move || parts().into_iter().map(chip).collect_view()}
                <button class="link" on:click=move |_| console.filter.set(Filter::default()) data-testid="filter-clear">{tr(i18n::CLEAR)}</button>
            </div>
        </Show>
    }
}
