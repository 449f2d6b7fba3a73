//! Small marks of meaning: the light of a clock, and bars with their numbers.

use crate::context::context;
use crate::format;
use leptos::prelude::*;
use shared::case::Light;

/// The light as shape, colour and, unless it is `bare`, word: disc, triangle, diamond.
#[component]
pub fn LightMark(#[prop(into)] light: Signal<Light>, #[prop(optional)] bare: bool) -> impl IntoView {
    let context = context();
    let words = move || context.t(light.get().text());
    view! {
        <span class="light" data-light=move || light.get().code() title=words>
            <i aria-hidden="true"></i>
            <span class=if bare { "for-readers" } else { "" }>{words}</span>
        </span>
    }
}

/// A named number with a bar as long as its share of the largest.
#[component]
pub fn Bar(name: String, count: u32, most: u32) -> impl IntoView {
    let width = format!("{:.1}%", f64::from(count) * 100.0 / f64::from(most.max(1)));
    view! {
        <li class="bar">
            <span class="bar-name">{name}</span>
            <span class="bar-track" aria-hidden="true"><i style:width=width></i></span>
            <b>{format::count(count)}</b>
        </li>
    }
}
