//! Language and theme, one click each.

use super::{Icon, icons};
use crate::context::{Theme, context, tr};
use crate::i18n;
use leptos::prelude::*;
use shared::text::Lang;

#[component]
pub fn LangSwitch() -> impl IntoView {
    let context = context();
    let flip = move |_| {
        context.lang.update(|lang| *lang = if *lang == Lang::Zh { Lang::En } else { Lang::Zh });
    };
    view! {
        <button class="icon-button" on:click=flip title=tr(i18n::OTHER_LANGUAGE) data-testid="lang-switch">
            <Icon of=icons::LANGUAGES/><span>{tr(i18n::OTHER_LANGUAGE_SHORT)}</span>
        </button>
    }
}

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let context = context();
    let flip = move |_| {
        context.theme.update(|theme| *theme = if *theme == Theme::Dark { Theme::Light } else { Theme::Dark });
    };
    let icon = move || if context.theme.get() == Theme::Dark { icons::SUN } else { icons::MOON };
    view! {
        <button class="icon-button" on:click=flip title=tr(i18n::OTHER_THEME) aria-label=tr(i18n::OTHER_THEME) data-testid="theme-switch">
            {move || view! { <Icon of=icon()/> }}
        </button>
    }
}
