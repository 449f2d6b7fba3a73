//! Where the person is, as the browser knows it.

use leptos::prelude::*;
use shared::geo::{Datum, Location};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// How long the browser may look, in milliseconds.
const PATIENCE_MS: u32 = 15_000;

/// Asks the browser once; its positions are WGS-84 by standard. `None` when it does not know or must not say.
pub fn ask_position(done: impl Fn(Option<Location>) + Clone + 'static) {
    let refused = done.clone();
    let found = Closure::once_into_js(move |position: web_sys::Position| {
        let at = position.coords();
        done(Some(Location { lon: at.longitude(), lat: at.latitude(), datum: Datum::Wgs84 }));
    });
    let failed = {
        let refused = refused.clone();
        Closure::once_into_js(move |_: JsValue| refused(None))
    };
    let options = web_sys::PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(PATIENCE_MS);
    let asked = window().navigator().geolocation().and_then(|geolocation| {
        geolocation.get_current_position_with_error_callback_and_options(
            found.unchecked_ref(),
            Some(failed.unchecked_ref()),
            &options,
        )
    });
    if asked.is_err() {
        refused(None);
    }
}
