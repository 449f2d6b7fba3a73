//! 查询留痕: who looked at whom, for auditors. Alarms above, the log with its filters below; a household opens its own log.

mod alarms;
mod log;

use super::gate::Gate;
use super::situation;
use crate::context::{context, tr};
use crate::i18n::{self, care as words};
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use alarms::Alarms;
use leptos::prelude::*;
use log::Log;

#[component]
pub fn AccessPage() -> impl IntoView {
    situation("care-page", words::ACCESS_TITLE);
    view! {
        <Gate>
            <Top title=words::ACCESS_TITLE/>
            <main class="care-sheet" data-testid="access-page">
                <p class="hint"><Icon of=icons::SHIELD_CHECK/>{tr(words::ACCESS_RULE)}</p>
                <Alarms/>
                <Log/>
            </main>
        </Gate>
    }
}

/// The bar above a page of its own.
#[component]
pub fn Top(title: shared::text::Text) -> impl IntoView {
    let context = context();
    let name = move || context.session.with(|session| session.ready().map(|session| session.name.clone()));
    view! {
        <header class="case-top">
            <a class="brand" href="/"><Icon of=icons::ARROW_LEFT/><b>{tr(i18n::PRODUCT)}</b></a>
            <h1>{tr(title)}</h1>
            <div class="top-end">
                <span class="as-of">{name}</span>
                <LangSwitch/>
                <ThemeSwitch/>
            </div>
        </header>
    }
}
