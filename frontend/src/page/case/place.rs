//! Where something was done or photographed: how far from the place of the case, and where exactly.

use super::file::CaseFile;
use crate::context::context;
use crate::i18n::casework as words;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::geo::Location;

/// `距案发地 35 米`; the coordinates are its title.
#[component]
pub fn Away(file: CaseFile, at: Location) -> impl IntoView {
    let context = context();
    let from = file.detail.with_untracked(|detail| detail.ready().and_then(|detail| detail.case.location));
    let metres = from.and_then(|from| Some(from.to_wgs84().ok()?.distance_m(at.to_wgs84().ok()?)));
    let exact = format!("{:.5}, {:.5}", at.lon, at.lat);
    let shown = exact.clone();
    let words = move || match metres {
        Some(metres) => words::away(metres, context.lang.get()),
        None => shown.clone(),
    };
    view! { <span class="away" title=exact><Icon of=icons::MAP_PIN/>{words}</span> }
}
