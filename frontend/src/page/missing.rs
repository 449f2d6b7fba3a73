//! An address that leads nowhere.

use super::situation;
use crate::context::tr;
use crate::i18n;
use leptos::prelude::*;

#[component]
pub fn MissingPage() -> impl IntoView {
    situation("plain", i18n::MISSING);
    view! {
        <main class="sheet">
            <h1>{tr(i18n::MISSING)}</h1>
            <p>{tr(i18n::MISSING_HINT)}</p>
            <a class="button" href="/">{tr(i18n::TO_CONSOLE)}</a>
        </main>
    }
}
