//! One request: what was asked, how far it is, and what the reader may do with it.

use super::{PATH, Requests};
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::care as words;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::disclosure::{PersonExportDecision, PersonExportView};
use std::time::Duration;

/// How long a download takes to begin; the list is read again then.
const BEGUN: Duration = Duration::from_secs(2);

#[component]
pub fn Row(export: PersonExportView, requests: Requests) -> impl IntoView {
    let context = context();
    let fields = export.fields.clone();
    let fields = move || fields.iter().map(|field| field.text().get(context.lang.get())).collect::<Vec<_>>().join("、");
    let decided = export.decided_by.map(|by| {
        view! { <small>{tr(words::DECIDED_BY)}" "{by}" "{export.decided_at.map(format::day_hm)}" "{export.decision}</small> }
    });
    let until = export.fetch_until.map(|at| view! { <small>{tr(words::FETCH_UNTIL)}" "{format::day_hm(at)}</small> });
    let path = format!("{PATH}/{}", encode(&export.id));
    let fetch = export.may_fetch.then(|| {
        view! {
            <a class="button" href=format!("{path}/file") download data-testid="export-fetch"
                on:click=move |_| set_timeout(move || requests.load(), BEGUN)>
                <Icon of=icons::DOWNLOAD/>{tr(words::FETCH)}
            </a>
        }
    });
    let persons = export.persons;
    view! {
        <li class="care-row export" data-testid="export-row" data-state=export.state.code()>
            <time>{format::day_hm(export.asked_at)}</time>
            <span class="who"><b>{export.name}</b>" "<code>{export.login}</code><small>{tr(export.role.text())}</small></span>
            <span class="what"><b>{tr(export.kind.text())}</b>" "{move || words::persons(persons, context.lang.get())}
                <small>{export.area.name}" "{fields}</small></span>
            <span class="why"><b>{tr(export.purpose.text())}</b><small>{export.reason}</small></span>
            <span class="whom"><em class="tag">{tr(export.state.text())}</em>{decided}{until}</span>
            <span class="end">{fetch}{export.may_decide.then(|| view! { <Decide path requests/> })}</span>
        </li>
    }
}

#[component]
fn Decide(path: String, requests: Requests) -> impl IntoView {
    let context = context();
    let path = StoredValue::new(path);
    let note = RwSignal::new(String::new());
    let error = RwSignal::new(None::<ApiError>);
    let decide = move |how: &'static str| {
        let note = Some(note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty());
        spawn_local(async move {
            let url = format!("{}/{how}", path.get_value());
            match api::post::<_, PersonExportView>(&url, &PersonExportDecision { note }).await {
                Ok(_) => requests.load(),
                Err(failed) => error.set(Some(failed)),
            }
        });
    };
    let said = move || {
        error.get().map(|error| {
            let words = error.fields().first().map(|field| field.detail.clone());
            let words = words.unwrap_or_else(|| error.words(context.lang.get()));
            view! { <small class="field-error" role="alert">{words}</small> }
        })
    };
    view! {
        <input maxlength="200" autocomplete="off" placeholder=tr(words::REFUSE_HINT) aria-label=tr(words::REFUSE_HINT)
            prop:value=move || note.get() on:input:target=move |event| note.set(event.target().value()) data-testid="export-note"/>
        <button class="button" on:click=move |_| decide("approve") data-testid="export-approve">{tr(words::APPROVE)}</button>
        <button class="button quiet" on:click=move |_| decide("refuse") data-testid="export-refuse"
            disabled=move || note.with(|note| note.trim().is_empty())>{tr(words::REFUSE)}</button>
        {said}
    }
}
