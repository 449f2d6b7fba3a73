//! A button with a small sheet of choices. It closes on Escape, on a click elsewhere, and when the page says so.

use super::{Icon, icons};
use crate::context::tr;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::text::Text;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, Node};

/// What can be reached with the arrow keys.
const ITEMS: &str = ".menu-sheet :is(a, button, input):not(:disabled)";

#[component]
pub fn Menu(
    is_open: RwSignal<bool>,
    text: Text,
    icon: &'static str,
    testid: &'static str,
    /// The sheet opens above the button.
    #[prop(optional)]
    up: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let inside =
        move |node: Option<Node>| root.get_untracked().zip(node).is_some_and(|(root, node)| root.contains(Some(&node)));
    let elsewhere = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        if is_open.get_untracked() && !inside(target) {
            is_open.set(false);
        }
    });
    on_cleanup(move || elsewhere.remove());
    let on_key = move |event: KeyboardEvent| {
        if !is_open.get_untracked() {
            return;
        }
        match event.key().as_str() {
            "Escape" => {
                is_open.set(false);
                focus(button.get_untracked().as_deref());
            }
            "ArrowDown" => step(root, 1),
            "ArrowUp" => step(root, -1),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div class="menu" node_ref=root on:keydown=on_key>
            <button type="button" class="button quiet" node_ref=button data-testid=testid aria-haspopup="true"
                aria-expanded=move || is_open.get().to_string() on:click=move |_| is_open.update(|open| *open = !*open)>
                <Icon of=icon/><span>{tr(text)}</span><Icon of=icons::CHEVRON_DOWN/>
            </button>
            <Show when=move || is_open.get()>
                <div class="menu-sheet panel" class:up=up>{children()}</div>
            </Show>
        </div>
    }
}

/// Moves the focus to the next or the previous choice, round and round.
fn step(root: NodeRef<html::Div>, by: i32) {
    let Some(items) = root.get_untracked().and_then(|root| root.query_selector_all(ITEMS).ok()) else { return };
    let active = document().active_element();
    let count = items.length() as i32;
    let here = (0..count).find(|at| items.item(*at as u32).as_ref() == active.as_ref().map(AsRef::as_ref));
    let next = here.map_or(if by > 0 { 0 } else { count - 1 }, |here| (here + by).rem_euclid(count.max(1)));
    focus(items.item(next as u32).and_then(|node| node.dyn_into::<HtmlElement>().ok()).as_ref());
}

/// Puts the focus on an element, if it is there.
pub fn focus(element: Option<&HtmlElement>) {
    if let Some(element) = element
        && element.focus().is_err()
    {
        leptos::logging::warn!("the focus does not move");
    }
}

/// Puts the focus on the first element that a selector finds once the page is drawn.
pub fn focus_on(selector: String) {
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        focus(found.and_then(|element| element.dyn_into::<HtmlElement>().ok()).as_ref());
    });
}
