//! Where it is: a tap on the map or the phone's own position, and at once whose grid that is.

use crate::api;
use crate::context::{context, tr};
use crate::i18n;
use crate::load::{Load, follow};
use crate::map::{Click, Flight, MapHandle, Padding, Pin, has_webgl2};
use crate::ui::map_view::{MapSetup, MapView};
use crate::ui::position::ask_position;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::area::Assignment;
use shared::assign::DecidedBy;

const PADDING: Padding = Padding { top: 8.0, right: 8.0, bottom: 8.0, left: 8.0 };
const SETUP: MapSetup =
    MapSetup { pitch: 0.0, bearing: 0.0, padding: PADDING, hash: false, interactive: true, unit: 1.0 };

/// A place in WGS-84, as map and browser give it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub lon: f64,
    pub lat: f64,
}

/// What became of the wish to be located.
#[derive(Clone, Copy, PartialEq)]
enum Locating {
    Idle,
    Asking,
    Refused,
}

#[component]
pub fn PlacePicker(
    place: RwSignal<Option<Place>>,
    /// A place that came with the address, to begin at.
    #[prop(into)]
    start: Signal<Option<Place>>,
) -> impl IntoView {
    let context = context();
    let map = MapHandle::new();
    let locating = RwSignal::new(Locating::Idle);
    let pin = StoredValue::new_local(None::<Pin>);
    Effect::new(move || {
        if map.ready.get() {
            map.set_visible(&["grid-fill", "case", "case-glow", "case-chosen"], false);
        }
    });
    Effect::new(move || {
        let at = place.get();
        if map.ready.get() {
            pin.set_value(at.and_then(|at| map.pin(at.lon, at.lat)));
        }
    });
    Effect::new(move || {
        if let Some(at) = start.get()
            && map.ready.get()
        {
            let center = [at.lon, at.lat];
            map.fly_to(Flight { center, zoom: 17.0, pitch: 0.0, bearing: 0.0, duration: 0.0, padding: None });
        }
    });
    let found = move |at: Place| {
        place.set(Some(at));
        map.fly_to(Flight {
            center: [at.lon, at.lat],
            zoom: 16.0,
            pitch: 0.0,
            bearing: 0.0,
            duration: 900.0,
            padding: None,
        });
    };
    let locate = move |_| {
        locating.set(Locating::Asking);
        ask_position(move |answer| match answer {
            Some(at) => {
                locating.set(Locating::Idle);
                found(Place { lon: at.lon, lat: at.lat });
            }
            None => locating.set(Locating::Refused),
        });
    };
    let owner = follow(
        false,
        move || (place.get(), context.lang.get()),
        |(place, _)| async move {
            match place {
                None => Ok(None),
                Some(at) => {
                    let path = format!("/api/v1/locate?lon={}&lat={}&datum=wgs84", at.lon, at.lat);
                    api::get::<Assignment>(&path).await.map(Some)
                }
            }
        },
    );
    let echo = move || {
        match (place.get(), owner.get()) {
        (None, _) => view! { <p class="echo">{tr(i18n::TAP_MAP)}</p> }.into_any(),
        (Some(_), Load::Loading) => view! { <p class="echo">{tr(i18n::LOCATING_GRID)}</p> }.into_any(),
        (Some(_), Load::Failed(error)) => view! { <p class="echo">{move || error.words(context.lang.get())}</p> }.into_any(),
        (Some(_), Load::Ready(None)) => ().into_any(),
        (Some(_), Load::Ready(Some(answer))) if answer.decided_by == Some(DecidedBy::Outside) => {
            view! { <p class="echo warn" data-testid="report-echo"><Icon of=icons::TRIANGLE_ALERT/>{tr(i18n::OUTSIDE)}</p> }.into_any()
        }
        (Some(_), Load::Ready(Some(answer))) => {
            let chain = answer.chain;
            let parts: Vec<_> = [chain.subdistrict, chain.community, chain.grid].into_iter().flatten().map(|a| a.name).collect();
            view! {
                <p class="echo good" data-testid="report-echo">
                    <Icon of=icons::CIRCLE_CHECK/><b>{parts.join(" · ")}</b>
                </p>
            }
            .into_any()
        }
    }
    };
    let on_click = move |click: Click| place.set(Some(Place { lon: click.lon, lat: click.lat }));
    view! {
        <div class="picker">
            {has_webgl2().then(|| view! { <MapView handle=map setup=SETUP on_click=Box::new(on_click)/> })}
            <button type="button" class="button locate" on:click=locate data-testid="report-locate"
                disabled=move || locating.get() == Locating::Asking>
                <Icon of=icons::LOCATE_FIXED/>
                {move || context.t(if locating.get() == Locating::Asking { i18n::LOCATING } else { i18n::LOCATE_ME })}
            </button>
        </div>
        <div role="status" aria-live="polite">{echo}</div>
        <Show when=move || locating.get() == Locating::Refused>
            <p class="field-error" role="alert">{tr(i18n::LOCATE_REFUSED)}</p>
        </Show>
    }
}
