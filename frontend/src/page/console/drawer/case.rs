//! A case in the drawer of the console; the same parts as on its own page.

use crate::api::encode;
use crate::context::tr;
use crate::i18n::casework as words;
use crate::page::case::file::CaseFile;
use crate::page::case::{CaseColumn, begin, primary};
use crate::page::console::state::console;
use crate::ui::{Icon, icons};
use leptos::prelude::*;

#[component]
pub fn CaseCard(number: String) -> impl IntoView {
    let console = console();
    let file = CaseFile::open(number.clone());
    Effect::new(move || {
        console.heard.with(|event| {
            if let Some(event) = event {
                file.take(event);
            }
        });
    });
    Effect::new(move |before: Option<u32>| {
        let gap = console.gap.get();
        if before.is_some_and(|before| before != gap) {
            file.refresh();
        }
        gap
    });
    // A key asked for the next step before the case was here.
    Effect::new(move || {
        let wanted = console.wanted.with(|wanted| wanted.as_deref() == Some(&*file.number()));
        let step = file.detail.with(|detail| detail.ready().map(primary));
        if wanted && let Some(step) = step {
            console.wanted.set(None);
            if let Some(step) = step {
                begin(file, step);
            }
        }
    });
    let address = format!("/case/{}", encode(&number));
    view! {
        <div class="case-file" data-testid="case-drawer" data-number=number>
            <a class="link open-page" href=address data-testid="case-open-page"><Icon of=icons::EXTERNAL_LINK/>{tr(words::OPEN_PAGE)}</a>
            <CaseColumn file/>
        </div>
    }
}
