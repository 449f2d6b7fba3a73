//! "I am here": the position of whoever takes a step on the spot, only when they say so.

use crate::context::{context, tr};
use crate::i18n::{self, casework as words};
use crate::ui::position::ask_position;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::geo::Location;

/// What became of the wish to be located.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    Not,
    Waiting,
    Refused,
}

#[component]
pub fn HereField(chosen: RwSignal<Option<Location>>) -> impl IntoView {
    let context = context();
    let asked = RwSignal::new(Asked::Not);
    let flip = move |_| {
        if chosen.get_untracked().is_some() {
            chosen.set(None);
            return;
        }
        asked.set(Asked::Waiting);
        ask_position(move |answer| {
            asked.set(if answer.is_some() { Asked::Not } else { Asked::Refused });
            chosen.set(answer);
        });
    };
    let words = move || match (asked.get(), chosen.get()) {
        (Asked::Waiting, _) => context.t(i18n::LOCATING).to_owned(),
        (_, Some(at)) => format!("{} {:.5}, {:.5}", context.t(words::HERE_IS), at.lon, at.lat),
        (_, None) => context.t(words::ADD_HERE).to_owned(),
    };
    view! {
        <button type="button" class="chip here" class:active=move || chosen.get().is_some() on:click=flip disabled=move || asked.get() == Asked::Waiting
            aria-pressed=move || chosen.get().is_some().to_string() data-testid="field-location">
            <Icon of=icons::LOCATE_FIXED/>{words}
        </button>
        <Show when=move || asked.get() == Asked::Refused><p class="hint" role="alert">{tr(words::HERE_REFUSED)}</p></Show>
    }
}
