//! The drawer on the right: the one thing that is selected.

mod building;
mod case;
mod elevation;
mod front;
mod grid;
mod household;

use super::state::{Selection, console};
use crate::context::tr;
use crate::i18n;
use crate::ui::{Icon, icons};
use leptos::prelude::*;

#[component]
pub fn Drawer() -> impl IntoView {
    let console = console();
    // A building stays while the dwelling within it changes.
    let shown = Memo::new(move |_| match console.selection.get() {
        Some(Selection::Building { id, .. }) => Some(Selection::Building { id, entrance: None, dwelling: None }),
        other => other,
    });
    move || {
        let shown = shown.get()?;
        // A house and its households need room beside each other.
        let wide = matches!(shown, Selection::Building { .. });
        let (title, body) = match shown {
            Selection::Case(number) => (i18n::CASE, view! { <case::CaseCard number/> }.into_any()),
            Selection::Building { id, .. } => (i18n::BUILDING, view! { <building::BuildingCard id/> }.into_any()),
            Selection::Grid(code) => (i18n::GRID, view! { <grid::GridCard code/> }.into_any()),
        };
        Some(view! {
            <aside class="drawer panel" class:wide=wide aria-label=tr(title) data-testid="drawer">
                <header>
                    <span>{tr(title)}</span>
                    <button class="icon-button" on:click=move |_| console.selection.set(None) aria-label=tr(i18n::CLOSE) title=tr(i18n::CLOSE) data-testid="drawer-close">
                        <Icon of=icons::X/>
                    </button>
                </header>
                {body}
            </aside>
        })
    }
}
