//! The frame of the pages that are neither map nor case: the way back, the title, who is signed in.

use crate::context::{context, tr};
use crate::i18n;
use crate::load::Load;
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::text::Text;

#[component]
pub fn Frame(title: Text, testid: &'static str, children: Children) -> impl IntoView {
    let context = context();
    let name = move || match context.session.get() {
        Load::Ready(session) => Some(session.name),
        Load::Loading | Load::Failed(_) => None,
    };
    view! {
        <header class="case-top">
            <a class="brand" href="/"><Icon of=icons::ARROW_LEFT/><b>{tr(i18n::PRODUCT)}</b></a>
            <h1>{tr(title)}</h1>
            <div class="top-end">
                {move || name().map(|name| view! {
                    <a class="link me" href="/me" title=tr(i18n::admin::ME)><Icon of=icons::USER/><span>{name}</span></a>
                })}
                <LangSwitch/>
                <ThemeSwitch/>
            </div>
        </header>
        <main class="office" data-testid=testid>{children()}</main>
    }
}
