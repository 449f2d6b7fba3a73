//! Switches of the map's layers, and the legend in words.

use super::state::{Colouring, Layers, console};
use crate::context::tr;
use crate::i18n;
use crate::ui::marks::LightMark;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::case::Light;
use shared::text::Text;

#[component]
pub fn LayerBox() -> impl IntoView {
    let console = console();
    let layer = move |name: &'static str, text: Text, get: fn(&mut Layers) -> &mut bool| {
        view! {
            <label>
                <input type="checkbox" data-testid=format!("layer-{name}")
                    prop:checked=move || *get(&mut console.layers.get())
                    on:change=move |_| console.layers.update(|layers| { let shown = get(layers); *shown = !*shown; })/>
                {tr(text)}
            </label>
        }
    };
    let colouring = move |colouring: Colouring, text: Text| {
        view! {
            <label>
                <input type="radio" name="colouring" prop:checked=move || console.colouring.get() == colouring
                    on:change=move |_| console.colouring.set(colouring)/>
                {tr(text)}
            </label>
        }
    };
    let is_open = RwSignal::new(false);
    view! {
        <aside class="layers panel" class:closed=move || !is_open.get() aria-label=tr(i18n::LAYERS)>
            <button class="layers-head" aria-expanded=move || is_open.get().to_string() on:click=move |_| is_open.update(|open| *open = !*open) data-testid="layers">
                <Icon of=icons::LAYERS/>{tr(i18n::LAYERS)}
            </button>
            <Show when=move || is_open.get()>
                <fieldset><legend>{tr(i18n::SHOWN)}</legend>
                    {layer("cases", i18n::CASES, |layers| &mut layers.cases)}
                    {layer("buildings", i18n::BUILDINGS, |layers| &mut layers.buildings)}
                    {layer("grids", i18n::GRIDS, |layers| &mut layers.grids)}
                </fieldset>
                <fieldset><legend>{tr(i18n::GRID_COLOUR)}</legend>
                    {colouring(Colouring::Load, i18n::BY_LOAD)}
                    {colouring(Colouring::Overdue, i18n::BY_OVERDUE)}
                    {colouring(Colouring::Off, i18n::BY_NOTHING)}
                </fieldset>
            </Show>
            <div class="legend">
                <Show when=move || console.colouring.get() != Colouring::Off>
                    <span class="ramp" class:late=move || console.colouring.get() == Colouring::Overdue>
                        {tr(i18n::FEW)}<i aria-hidden="true"></i>{tr(i18n::MANY)}
                    </span>
                </Show>
                {[Light::Green, Light::Yellow, Light::Red].map(|light| view! { <LightMark light=light/> })}
            </div>
        </aside>
    }
}
