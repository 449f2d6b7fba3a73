//! The drawer on the right: the one thing that is selected.

mod building;
mod case;
mod elevation;
mod front;
mod grid;
mod household;

use super::state::{Selection, console};
use crate::context::{tr, window_size};
use crate::i18n;
use crate::map::Padding;
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

/// What the panels cover of the map, in pixels: both sides of a desk, the bottom of a phone.
pub fn covered() -> Padding {
    let none = Padding::default();
    let Ok(Some(drawer)) = document().query_selector(".drawer") else { return none };
    let (rect, (width, height)) = (drawer.get_bounding_client_rect(), window_size());
    if rect.width() > width * 0.8 {
        Padding { bottom: (height - rect.top()).max(0.0), ..none }
    } else {
        let side = document().query_selector(".side:not(.closed)").ok().flatten();
        let left = side.map_or(0.0, |side| side.get_bounding_client_rect().right());
        let room = rect.left() - left > width * 0.1;
        Padding { left: if room { left } else { 0.0 }, right: (width - rect.left()).max(0.0), ..none }
    }
}
