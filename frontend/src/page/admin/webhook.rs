//! One webhook: made, changed, removed. Its secret is shown when it is made and never again.

use super::areas::{Areas, WithinField};
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::i18n::{self, admin as words};
use crate::ui::form::{Confirm, FieldFault, FormFault, LineField, Once, boxes};
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::webhook::{WebhookCreated, WebhookInput, WebhookView};
use shared::case::workflow::Action;
use shared::worker::Department;

#[component]
pub fn WebhookForm(
    /// `None` for one that is to be made.
    hook: Option<WebhookView>,
    secret: Option<String>,
    areas: Areas,
    created: Callback<WebhookCreated>,
    saved: Callback<()>,
    gone: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let context = context();
    let id = StoredValue::new(hook.as_ref().map(|hook| hook.id.clone()));
    let title = hook.as_ref().map(|hook| hook.name.clone());
    let name = RwSignal::new(hook.as_ref().map(|hook| hook.name.clone()).unwrap_or_default());
    let url = RwSignal::new(hook.as_ref().map(|hook| hook.url.clone()).unwrap_or_default());
    let actions = RwSignal::new(hook.as_ref().map(|hook| hook.actions.clone()).unwrap_or_default());
    let departments = RwSignal::new(hook.as_ref().map(|hook| hook.departments.clone()).unwrap_or_default());
    let within: Vec<String> =
        hook.as_ref().map(|hook| hook.areas.iter().map(|area| area.code.clone()).collect()).unwrap_or_default();
    let within = RwSignal::new(within);
    let include_private = RwSignal::new(hook.as_ref().is_some_and(|hook| hook.include_private));
    let is_active = RwSignal::new(hook.as_ref().is_none_or(|hook| hook.active));
    let (busy, done) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<ApiError>);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        done.set(false);
        error.set(None);
        let input = WebhookInput {
            name: name.get_untracked(),
            url: url.get_untracked().trim().to_owned(),
            actions: actions.get_untracked(),
            areas: within.get_untracked(),
            departments: departments.get_untracked(),
            include_private: include_private.get_untracked(),
            active: is_active.get_untracked(),
        };
        spawn_local(async move {
            let answer = match id.get_value() {
                None => api::post("/api/v1/webhooks", &input).await.map(|made| created.run(made)),
                Some(id) => {
                    let answer = api::put::<_, WebhookView>(&format!("/api/v1/webhooks/{}", encode(&id)), &input).await;
                    answer.map(|_| {
                        done.set(true);
                        saved.run(());
                    })
                }
            };
            // A webhook that was just made is shown anew, and this form is gone.
            busy.try_set(false);
            if let Err(reason) = answer {
                error.try_set(Some(reason));
            }
        });
    };
    let remove = move |()| {
        let Some(id) = id.get_value() else { return };
        spawn_local(async move {
            match api::delete(&format!("/api/v1/webhooks/{}", encode(&id))).await {
                Ok(()) => gone.run(()),
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    view! {
        <form class="panel form" on:submit=submit novalidate data-testid="webhook-form">
            <header>
                <h2>{move || title.clone().unwrap_or_else(|| context.t(words::NEW_WEBHOOK).to_owned())}</h2>
                <button type="button" class="icon-button" on:click=move |_| close.run(()) title=tr(i18n::CLOSE) aria-label=tr(i18n::CLOSE)><Icon of=icons::X/></button>
            </header>
            {secret.map(|secret| view! { <Once text=words::SECRET secret testid="webhook-secret"/> })}
            <LineField text=words::WEBHOOK_NAME value=name error pointer="/name" testid="webhook-name"/>
            <LineField text=words::URL hint=words::URL_HINT value=url error pointer="/url" testid="webhook-url" kind="url" example="https://"/>
            <WithinField areas within error testid="webhook-area"/>
            <details class="field">
                <summary>{tr(words::ACTIONS)}<small>{move || {
                    let count = actions.with(Vec::len);
                    if count == 0 { context.t(words::EVERYTHING).to_owned() } else { count.to_string() }
                }}</small></summary>
                <p class="hint">{tr(words::ACTIONS_HINT)}</p>
                <div class="choices">{boxes(actions, Action::ALL, |action| (action.code(), action.text()), "webhook-action")}</div>
                <FieldFault error pointer="/actions"/>
            </details>
            <details class="field">
                <summary>{tr(words::DEPARTMENTS)}<small>{move || departments.with(|list| (!list.is_empty()).then(|| list.len().to_string()))}</small></summary>
                <p class="hint">{tr(words::DEPARTMENTS_HINT)}</p>
                <div class="choices">{boxes(departments, Department::ALL, |one| (one.code(), one.text()), "webhook-department")}</div>
                <FieldFault error pointer="/departments"/>
            </details>
            <label class="choice"><input type="checkbox" prop:checked=include_private on:change:target=move |event| include_private.set(event.target().checked())/>{tr(words::INCLUDE_PRIVATE)}</label>
            <label class="choice"><input type="checkbox" prop:checked=is_active on:change:target=move |event| is_active.set(event.target().checked()) data-testid="webhook-active"/>{tr(words::ACTIVE)}</label>
            <FormFault error/>
            <footer>
                <button class="button" type="submit" disabled=busy data-testid="webhook-save">{move || context.t(if busy.get() { words::SAVING } else { words::SAVE })}</button>
                <span role="status">{move || done.get().then(|| view! { <span class="hint good">{tr(words::SAVED)}</span> })}</span>
                {hook.map(|_| view! { <Confirm text=words::DELETE sure=words::DELETE_SURE testid="webhook-delete" act=Callback::new(remove)/> })}
            </footer>
        </form>
    }
}
