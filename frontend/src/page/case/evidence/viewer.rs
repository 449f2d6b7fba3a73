//! One photo as large as the screen allows, with when and where it was taken; arrows lead to its neighbours.

use crate::api::encode;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, casework as words};
use crate::page::case::file::CaseFile;
use crate::page::case::place::Away;
use crate::ui::{Icon, icons};
use leptos::html;
use leptos::prelude::*;
use shared::api::evidence::EvidenceView;
use shared::text::Text;
use web_sys::KeyboardEvent;

#[component]
pub fn Viewer(file: CaseFile, photos: Memo<Vec<EvidenceView>>, shown: RwSignal<Option<usize>>) -> impl IntoView {
    let context = context();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let wanted = shown.get().is_some();
        let Some(dialog) = dialog.get() else { return };
        if !wanted {
            dialog.close();
        } else if !dialog.open() && dialog.show_modal().is_err() {
            leptos::logging::warn!("the photo cannot be shown large");
        }
    });
    let step = move |by: isize| {
        let count = photos.with_untracked(Vec::len) as isize;
        shown.update(|shown| {
            if let Some(place) = shown {
                *place = (*place as isize + by).rem_euclid(count.max(1)) as usize;
            }
        });
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => step(-1),
        "ArrowRight" => step(1),
        _ => {}
    };
    let turn = move |by: isize, text: Text, icon: &'static str, class: &'static str| {
        view! { <button class=class on:click=move |_| step(by) aria-label=tr(text) title=tr(text)><Icon of=icon/></button> }
    };
    let body = move || {
        let place = shown.get()?;
        let photo = photos.with(|photos| photos.get(place).cloned())?;
        let lang = context.lang.get();
        let taken = match photo.taken_at {
            Some(at) => words::taken(&format::day_hm(at), lang),
            None => words::NO_TIME.get(lang).to_owned(),
        };
        let place = match photo.location {
            Some(at) => view! { <Away file at/> }.into_any(),
            None => view! { <span>{words::NO_PLACE.get(lang)}</span> }.into_any(),
        };
        let added = words::added(&photo.actor, &format::day_hm(photo.at), lang);
        let several = photos.with(|photos| photos.len() > 1);
        Some(view! {
            <img src=format!("/api/v1/evidence/{}", encode(&photo.id)) alt=super::name_of(&photo, lang) data-testid="evidence-large"
                width=photo.width height=photo.height/>
            {several.then(|| turn(-1, words::PREVIOUS, icons::CHEVRON_LEFT, "turn before"))}
            {several.then(|| turn(1, words::FOLLOWING, icons::CHEVRON_RIGHT, "turn after"))}
            <footer>
                <b>{photo.kind.text().get(lang)}</b><span>{taken}</span>{place}<span>{added}</span>
                <small>{photo.width}" × "{photo.height}</small>
            </footer>
        })
    };
    view! {
        <dialog class="viewer" node_ref=dialog on:close=move |_| shown.set(None) on:keydown=on_key aria-label=tr(words::PHOTOS) data-testid="evidence-viewer">
            <button class="icon-button close" on:click=move |_| shown.set(None) aria-label=tr(i18n::CLOSE) title=tr(i18n::CLOSE) data-testid="evidence-close"><Icon of=icons::X/></button>
            {body}
        </dialog>
    }
}
