//! Filters that somebody keeps under a name: choose, keep the present one, take away.

use super::filter::Filter;
use super::state::console;
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::i18n::casework as words;
use crate::load::Load;
use crate::ui::menu::Menu;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::Page;
use shared::api::queue::SavedFilter;

#[component]
pub fn Saved() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let filters = RwSignal::new(Load::<Vec<SavedFilter>>::Loading);
    let load = move || {
        spawn_local(async move {
            let answer = api::get::<Page<SavedFilter>>("/api/v1/filters").await;
            filters.set(answer.map(|page| page.items).into());
        });
    };
    // Asked for when somebody looks, not with every console.
    Effect::new(move || {
        if is_open.get() {
            load();
        }
    });
    view! {
        <Menu is_open text=words::SAVED icon=icons::BOOKMARK testid="filter-saved">
            <Sheet is_open filters load=Callback::new(move |()| load())/>
        </Menu>
    }
}

#[component]
fn Sheet(is_open: RwSignal<bool>, filters: RwSignal<Load<Vec<SavedFilter>>>, load: Callback<()>) -> impl IntoView {
    let context = context();
    let filter = console().filter;
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<ApiError>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let wanted = name.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            return;
        }
        let input = SavedFilter { name: wanted, query: filter.with_untracked(Filter::saved) };
        spawn_local(async move {
            match api::put::<_, SavedFilter>("/api/v1/filters", &input).await {
                Ok(_) => {
                    name.set(String::new());
                    error.set(None);
                    load.run(());
                }
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let take_away = move |name: String| {
        spawn_local(async move {
            match api::delete(&format!("/api/v1/filters/{}", encode(&name))).await {
                Ok(()) => load.run(()),
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let row = move |saved: SavedFilter| {
        let (query, gone) = (saved.query, saved.name.clone());
        let choose = move |_| {
            filter.set(Filter::parse(&query));
            is_open.set(false);
        };
        let label = saved.name.clone();
        view! {
            <li>
                <button class="menu-item" on:click=choose data-testid="filter-choose">{saved.name}</button>
                <button class="icon-button" on:click=move |_| take_away(gone.clone()) data-testid="filter-delete" title=tr(words::TAKE_AWAY)
                    aria-label=move || format!("{} {label}", context.t(words::TAKE_AWAY))>
                    <Icon of=icons::TRASH_2/>
                </button>
            </li>
        }
    };
    let list = move || match filters.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=load/> }.into_any(),
        Load::Ready(all) if all.is_empty() => view! { <p class="hint">{tr(words::NO_SAVED)}</p> }.into_any(),
        Load::Ready(all) => view! { <ul>{all.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    view! {
        {list}
        <form class="save-filter" on:submit=submit>
            <input maxlength="40" placeholder=tr(words::SAVE_AS) aria-label=tr(words::SAVE_AS) data-testid="filter-name"
                prop:value=name on:input:target=move |event| name.set(event.target().value())/>
            <button class="button" type="submit" disabled=move || name.with(|name| name.trim().is_empty()) data-testid="filter-save">{tr(words::SAVE)}</button>
        </form>
        {move || error.get().map(|reason| {
            let told = reason.fields().first().map_or_else(|| reason.words(context.lang.get()), |field| field.detail.clone());
            view! { <p class="field-error" role="alert">{told}</p> }
        })}
    }
}
