//! The form that asks for a list.

use super::{PATH, Requests};
use crate::api::{self, ApiError};
use crate::context::{context, tr};
use crate::i18n::{self, care as words};
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::disclosure::{PersonExportInput, PersonExportView};
use shared::disclosure::{AccessPurpose, ExportKind, PersonField};

/// What a list can hold in full.
const FIELDS: [PersonField; 3] = [PersonField::Phone, PersonField::Identity, PersonField::RegisteredAddress];

#[component]
pub fn Ask(requests: Requests) -> impl IntoView {
    let context = context();
    let (kind, purpose) = (RwSignal::new(ExportKind::Elders), RwSignal::new(AccessPurpose::Visit));
    let (area, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let fields = RwSignal::new(Vec::<PersonField>::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let input = PersonExportInput {
            area: Some(area.get_untracked().trim().to_owned()).filter(|area| !area.is_empty()),
            kind: kind.get_untracked(),
            fields: fields.get_untracked(),
            purpose: purpose.get_untracked(),
            reason: reason.get_untracked(),
        };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer: Result<PersonExportView, ApiError> = api::post(PATH, &input).await;
            busy.set(false);
            match answer {
                Ok(_) => {
                    reason.set(String::new());
                    requests.load();
                }
                Err(failed) => error.set(Some(failed)),
            }
        });
    };
    let said = move || {
        error.get().map(|error| {
            let words = error.fields().first().map(|field| field.detail.clone());
            let words = words.unwrap_or_else(|| error.words(context.lang.get()));
            view! { <p class="field-error" role="alert" data-testid="export-error"><Icon of=icons::CIRCLE_ALERT/>{words}</p> }
        })
    };
    let field = move |field: PersonField| {
        let chosen = move || fields.with(|fields| fields.contains(&field));
        let toggle = move |_| {
            let taken = chosen();
            fields.update(|fields| {
                fields.retain(|own| *own != field);
                fields.extend((!taken).then_some(field));
            });
        };
        view! {
            <label class="choice" class:active=chosen>
                <input type="checkbox" prop:checked=chosen on:change=toggle data-testid=format!("export-field-{field}")/>{tr(field.text())}
            </label>
        }
    };
    view! {
        <form class="panel care-panel care-ask" on:submit=submit data-testid="export-ask">
            <h2>{tr(words::ASK)}</h2>
            <div class="care-filters">
                <label><span>{tr(words::KIND)}</span>
                    <select data-testid="export-kind" on:change:target=move |event| {
                        if let Ok(chosen) = event.target().value().parse() { kind.set(chosen) }
                    }>
                        {ExportKind::ALL.iter().map(|of| view! {
                            <option value=of.code() selected=*of == kind.get_untracked()>{tr(of.text())}</option>
                        }).collect_view()}
                    </select>
                </label>
                <label><span>{tr(i18n::AREA)}</span>
                    <input autocomplete="off" placeholder=tr(words::OFFICE_AREA) prop:value=move || area.get()
                        on:input:target=move |event| area.set(event.target().value()) data-testid="export-area"/>
                </label>
                <label><span>{tr(words::PURPOSE)}</span>
                    <select data-testid="export-purpose" on:change:target=move |event| {
                        if let Ok(chosen) = event.target().value().parse() { purpose.set(chosen) }
                    }>
                        {AccessPurpose::ALL.iter().map(|of| view! {
                            <option value=of.code() selected=*of == purpose.get_untracked()>{tr(of.text())}</option>
                        }).collect_view()}
                    </select>
                </label>
            </div>
            <fieldset class="field"><legend>{tr(words::IN_FULL)}</legend><div class="choices">{FIELDS.map(field)}</div></fieldset>
            <label class="field"><span>{tr(words::REASON)}</span>
                <input maxlength="200" autocomplete="off" placeholder=tr(words::REASON_HINT) prop:value=move || reason.get()
                    on:input:target=move |event| reason.set(event.target().value()) data-testid="export-reason"/>
            </label>
            {said}
            <button type="submit" class="button" data-testid="export-send"
                disabled=move || busy.get() || reason.with(|reason| reason.trim().chars().count() < 5)>{tr(words::SEND)}</button>
        </form>
    }
}
