//! The browser application: console, wall, public report page and login, one WebAssembly module.
//!
//! It draws what the server answers and never decides: rules come from `shared`, permissions from the server.
//! Everything it needs is served by this server; nothing is loaded from elsewhere.

mod api;
mod app;
mod context;
mod format;
mod i18n;
mod live;
mod load;
mod map;
mod page;
#[cfg(test)]
mod sample;
mod ui;

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the loader as soon as the module is compiled.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
