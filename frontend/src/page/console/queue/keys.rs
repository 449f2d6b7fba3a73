//! The keyboard of the lists: j and k move, Enter opens, x ticks, a opens the next step, ? shows the keys. Letters act only
//! while nothing is being written, and whoever speaks to the machine can switch them off.

use super::flip;
use crate::context::{recall, remember, tr};
use crate::i18n::{self, casework as words};
use crate::page::console::state::{Panel, Selection, console};
use crate::ui::menu::{focus, focus_on};
use crate::ui::{Icon, icons};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::text::Text;
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Where letters are letters, and where arrows belong to something else.
const BUSY: &str = "input:not([type=checkbox]), textarea, select, dialog, .menu-sheet, .map, .search";
const ROWS: &str = "#panel .case-row";
/// Under this name the browser remembers that letters are off.
const REMEMBERED: &str = "keys";

const KEYS: [(&str, Text); 7] = [
    ("j ↓", words::KEY_NEXT),
    ("k ↑", words::KEY_PREVIOUS),
    ("Enter", words::KEY_OPEN),
    ("x", words::KEY_CHOOSE),
    ("a", words::KEY_STEP),
    ("Esc", words::KEY_CLOSE),
    ("?", words::KEY_HELP),
];

/// The rows on the screen and the place of the one that keys are about: the focused one, else the open one.
fn rows() -> (Vec<HtmlElement>, Option<usize>) {
    let found = document().query_selector_all(ROWS).ok();
    let rows: Vec<HtmlElement> = found
        .iter()
        .flat_map(|rows| (0..rows.length()).filter_map(|at| rows.item(at)))
        .filter_map(|row| row.dyn_into().ok())
        .collect();
    let active = document().active_element();
    let focused = rows.iter().position(|row| Some(AsRef::<Element>::as_ref(row)) == active.as_ref());
    let here = focused.or_else(|| rows.iter().position(|row| row.class_list().contains("active")));
    (rows, here)
}

fn number_of(row: &HtmlElement) -> Option<String> {
    row.get_attribute("data-number")
}

/// Listens for the keys while the console is open, and draws the help.
#[component]
pub fn Keys() -> impl IntoView {
    let console = console();
    let queue = console.queue;
    let shown = console.keys_help;
    let letters = RwSignal::new(recall(REMEMBERED).as_deref() != Some("off"));
    let listening = window_event_listener(ev::keydown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let busy = target.is_some_and(|target| matches!(target.closest(BUSY), Ok(Some(_))));
        if busy || event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        if key.chars().count() == 1 && !letters.get_untracked() {
            return;
        }
        let (rows, here) = rows();
        let row = here.and_then(|here| rows.get(here));
        match (key.as_str(), row) {
            ("j" | "ArrowDown", _) => focus(rows.get(here.map_or(0, |here| here + 1)).or(rows.last())),
            ("k" | "ArrowUp", _) => focus(rows.get(here.map_or(0, |here| here.saturating_sub(1)))),
            ("x", Some(row)) if console.panel.get_untracked() == Panel::Queue => {
                if let Some(number) = number_of(row) {
                    flip(queue, &number);
                }
            }
            ("a", Some(row)) => {
                if let Some(number) = number_of(row) {
                    console.begin_step(number);
                }
            }
            ("?", _) => shown.update(|shown| *shown = !*shown),
            ("Escape", _) if shown.get_untracked() => shown.set(false),
            ("Escape", _) if !queue.chosen.with_untracked(BTreeSet::is_empty) => queue.chosen.set(BTreeSet::new()),
            ("Escape", _) => {
                if let Some(Selection::Case(number)) = console.selection.get_untracked() {
                    focus_on(format!("{ROWS}[data-number=\"{number}\"]"));
                }
                console.selection.set(None);
            }
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listening.remove());
    view! { <Show when=move || shown.get()><Sheet shown letters/></Show> }
}

#[component]
fn Sheet(shown: RwSignal<bool>, letters: RwSignal<bool>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
            && dialog.show_modal().is_err()
        {
            leptos::logging::warn!("the keys cannot be shown");
        }
    });
    let switch = move |_| {
        letters.update(|letters| *letters = !*letters);
        remember(REMEMBERED, if letters.get_untracked() { "on" } else { "off" });
    };
    let rows = KEYS.map(|(key, text)| {
        let keys = key.split(' ').map(|key| view! { <kbd>{key.to_owned()}</kbd> }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{tr(text)}</dd></div> }
    });
    view! {
        <dialog class="keys-sheet panel" node_ref=dialog on:close=move |_| shown.set(false) aria-label=tr(words::KEYBOARD) data-testid="keys-sheet">
            <header>
                <h2>{tr(words::KEYBOARD)}</h2>
                <button class="icon-button" on:click=move |_| shown.set(false) aria-label=tr(i18n::CLOSE) title=tr(i18n::CLOSE)><Icon of=icons::X/></button>
            </header>
            <dl>{rows}</dl>
            <label><input type="checkbox" prop:checked=letters on:change=switch/>{tr(words::LETTERS)}</label>
        </dialog>
    }
}

/// Shows the keys to whoever does not know about `?`.
#[component]
pub fn KeysButton() -> impl IntoView {
    let shown = console().keys_help;
    view! {
        <button class="icon-button keys-button" on:click=move |_| shown.set(true) aria-label=tr(words::KEYBOARD)
            title=tr(words::KEYBOARD) data-testid="keys-button">
            <Icon of=icons::KEYBOARD/>
        </button>
    }
}
