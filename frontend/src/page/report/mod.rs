//! The public report: describe, say where, send, get a number. Made for a phone held in one hand.
//!
//! The form has one id from the moment it is opened, so a retry after a lost answer is the same report. Nothing typed is
//! lost when sending fails.

mod done;
mod form;
mod place;

pub use form::random_id;

use super::situation;
use crate::api::{self, encode};
use crate::context::{context, query, tr};
use crate::i18n::{self, household};
use crate::load::{Load, follow};
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::card::PlateView;
use shared::api::case::ReportAnswer;

#[component]
pub fn ReportPage() -> impl IntoView {
    situation("report-page", i18n::REPORT);
    let context = context();
    let answer = RwSignal::new(None::<ReportAnswer>);
    // A contact card's code names a door, and nothing of who lives behind it.
    let code = query("at");
    let scanned = code.is_some();
    let door = follow(
        false,
        move || context.lang.get(),
        move |_| {
            let path = code.as_ref().map(|code| format!("/api/v1/doorplates/{}", encode(code)));
            async move {
                match path {
                    Some(path) => api::get::<PlateView>(&path).await.map(Some),
                    None => Ok(None),
                }
            }
        },
    );
    let plate = Memo::new(move |_| door.with(|door| door.ready().cloned().flatten()));
    let told = move || {
        match door.get() {
        Load::Ready(Some(plate)) => Some(view! {
            <p class="panel scanned" data-testid="report-scanned"><Icon of=icons::MAP_PIN/><span>{tr(household::SCANNED)}<b>{plate.address}</b></span></p>
        }.into_any()),
        Load::Failed(_) if scanned => Some(view! {
            <p class="panel scanned" role="alert"><Icon of=icons::TRIANGLE_ALERT/><span>{tr(household::OLD_CODE)}</span></p>
        }.into_any()),
        _ => None,
    }
    };
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
            {told}
            {move || match answer.get() {
                None => view! { <form::Form answer plate/> }.into_any(),
                Some(sent) => view! { <done::Done sent again=Callback::new(move |()| answer.set(None))/> }.into_any(),
            }}
        </main>
    }
}
