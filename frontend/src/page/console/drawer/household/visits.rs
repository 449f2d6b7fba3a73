//! 走访: when somebody called and what they found, and a form to note a visit.

use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::i18n::household as words;
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::place::{VisitInput, VisitView};
use shared::time::china_day;

#[component]
pub fn Visits(dwelling: String, visits: Vec<VisitView>, may_record: bool, refresh: Callback<()>) -> impl IntoView {
    let noting = RwSignal::new(false);
    let none = visits.is_empty();
    let rows = visits.into_iter().map(|visit| {
        view! {
            <li data-testid="visit"><time>{visit.day.to_string()}</time><span class="quiet">{visit.by}</span><p>{visit.note}</p></li>
        }
    });
    view! {
        <h4>
            {tr(words::VISITS)}
            {may_record.then(|| view! {
                <button class="link" aria-expanded=move || noting.get().to_string() data-testid="visit-new"
                    on:click=move |_| noting.update(|open| *open = !*open)><Icon of=icons::PENCIL/>{tr(words::NOTE_VISIT)}</button>
            })}
        </h4>
        {move || noting.get().then(|| view! { <Note dwelling=dwelling.clone() close=noting refresh/> })}
        <ul class="visits">{rows.collect_view()}</ul>
        {none.then(|| view! { <p class="hint">{tr(words::NO_VISITS)}</p> })}
    }
}

#[component]
fn Note(dwelling: String, close: RwSignal<bool>, refresh: Callback<()>) -> impl IntoView {
    let context = context();
    let today = china_day(context.now.get_untracked()).to_string();
    let day = RwSignal::new(today.clone());
    let note = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Ok(at) = day.get_untracked().parse() else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let input = VisitInput { day: at, note: note.get_untracked() };
        let path = format!("/api/v1/dwellings/{}/visits", encode(&dwelling));
        spawn_local(async move {
            let answer = api::post::<_, VisitView>(&path, &input).await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    close.try_set(false);
                    refresh.run(());
                }
                Err(reason) => drop(error.try_set(Some(reason))),
            }
        });
    };
    view! {
        <form class="record" on:submit=submit data-testid="visit-form">
            <label><span>{tr(words::VISIT_DAY)}</span>
                <input type="date" required max=today data-testid="visit-day" prop:value=day on:input:target=move |event| day.set(event.target().value())/>
            </label>
            <label><span>{tr(words::VISIT_NOTE)}</span>
                <textarea rows="3" maxlength="500" required placeholder=tr(words::VISIT_NOTE_HINT) data-testid="visit-note"
                    prop:value=note on:input:target=move |event| note.set(event.target().value())></textarea>
            </label>
            {move || error.get().map(|reason| view! { <super::correct::Refused reason/> })}
            <p class="record-end">
                <button type="button" class="button quiet" on:click=move |_| close.set(false)>{tr(words::CANCEL)}</button>
                <button class="button" type="submit" disabled=busy data-testid="visit-save">{tr(words::SAVE)}</button>
            </p>
        </form>
    }
}
