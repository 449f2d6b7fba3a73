//! The map in its place on the page, or a worded reason why there is none.

use super::states::{Failed, NoMap};
use crate::context::{context, tr};
use crate::i18n;
use crate::load::Load;
use crate::map::{Click, MapHandle, MapSettings, Padding, StyleInput, has_webgl2};
use leptos::html::Div;
use leptos::prelude::*;
use shared::api::city::CityView;
use std::rc::Rc;

/// How a page wants its map.
#[derive(Clone, Copy)]
pub struct MapSetup {
    pub pitch: f64,
    pub bearing: f64,
    pub padding: Padding,
    /// Keep the view in the page's address.
    pub hash: bool,
    pub interactive: bool,
    /// How many times larger than on a desktop marks and names are drawn.
    pub unit: f64,
}

#[component]
pub fn MapView(handle: MapHandle, setup: MapSetup, on_click: Box<dyn Fn(Click)>) -> impl IntoView {
    let context = context();
    let element = NodeRef::<Div>::new();
    let drawable = RwSignal::new(has_webgl2());
    let on_click: Rc<dyn Fn(Click)> = on_click.into();
    let mounted = StoredValue::new(false);
    let owner = Owner::current();
    Effect::new(move || {
        let Some(container) = element.get() else { return };
        let Some(city) = context.city.with(|city| city.ready().cloned()) else { return };
        if mounted.get_value() || !drawable.get_untracked() {
            return;
        }
        mounted.set_value(true);
        let on_click = on_click.clone();
        let settings = settings(&city, setup, context.theme.get_untracked(), Box::new(move |click| on_click(click)));
        // The map lives as long as the page, not as long as this run of the effect.
        let mount = || handle.mount(&container, settings);
        let drawn = owner.as_ref().is_some_and(|owner| owner.with(mount));
        drawable.set(drawn);
    });
    Effect::new(move |before: Option<crate::context::Theme>| {
        let theme = context.theme.get();
        if before.is_some_and(|before| before != theme) {
            handle.set_theme(theme);
        }
        theme
    });
    let failure = move || match context.city.get() {
        Load::Failed(error) => {
            let retry = Callback::new(move |()| context.load_city());
            Some(view! { <Failed error retry/> }.into_any())
        }
        _ if !drawable.get() => Some(view! { <NoMap/> }.into_any()),
        _ => None,
    };
    view! {
        <section class="map" aria-label=tr(i18n::MAP) data-testid="map">
            <div class="map-canvas" node_ref=element></div>
            {failure}
        </section>
    }
}

fn settings(
    city: &CityView,
    setup: MapSetup,
    theme: crate::context::Theme,
    on_click: Box<dyn Fn(Click)>,
) -> MapSettings {
    let origin = window().location().origin().unwrap_or_default();
    MapSettings {
        theme,
        style: StyleInput {
            tiles: format!("{origin}/tiles"),
            revision: crate::api::encode(&city.revision),
            bbox: city.bbox,
            unit: setup.unit,
        },
        bbox: city.bbox,
        padding: setup.padding,
        pitch: setup.pitch,
        bearing: setup.bearing,
        hash: setup.hash,
        interactive: setup.interactive,
        on_click,
    }
}
