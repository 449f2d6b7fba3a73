//! The public report: describe, say where, send, get a number. Made for a phone held in one hand.
//!
//! The form has one id from the moment it is opened, so a retry after a lost answer is the same report. Nothing typed is
//! lost when sending fails.

mod done;
mod form;
mod place;

pub use form::random_id;

use super::situation;
use crate::context::{context, tr};
use crate::i18n;
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use leptos::prelude::*;
use shared::api::case::ReportAnswer;

#[component]
pub fn ReportPage() -> impl IntoView {
    situation("report-page", i18n::REPORT);
    let context = context();
    let answer = RwSignal::new(None::<ReportAnswer>);
    let district = move || {
        context.city.with(|city| city.ready().and_then(|city| city.district.clone()).map(|district| district.name))
    };
    view! {
        <main class="report">
            <header>
                <div><small>{district}" "{tr(i18n::PRODUCT)}</small><h1>{tr(i18n::REPORT_TITLE)}</h1></div>
                <LangSwitch/>
                <ThemeSwitch/>
            </header>
            {move || match answer.get() {
                None => view! { <form::Form answer/> }.into_any(),
                Some(sent) => view! { <done::Done sent again=Callback::new(move |()| answer.set(None))/> }.into_any(),
            }}
        </main>
    }
}
