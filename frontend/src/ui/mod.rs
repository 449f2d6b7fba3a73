//! Parts that several pages use.

pub mod form;
pub mod icons;
pub mod map_view;
pub mod marks;
pub mod menu;
pub mod position;
pub mod reveal;
pub mod states;
pub mod switches;

use leptos::prelude::*;

/// An icon beside a text; it says nothing by itself.
#[component]
pub fn Icon(of: &'static str) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=of></svg> }
}
