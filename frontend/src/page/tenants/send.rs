//! Looking it over, sending, and the receipt.

use super::Form;
use super::home::address;
use crate::api::ApiError;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::tenants as words;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::tenancy::TenancyReceipt;
use shared::person::mask_name;
use shared::push::PushKind;

/// Who comes and who leaves, before it is sent. Numbers are shown masked: they were checked while they were typed.
#[component]
pub fn Review(form: Form) -> impl IntoView {
    let context = context();
    let home = move || form.home.with(|home| home.ready().cloned().flatten());
    let came = move || {
        form.people
            .get()
            .into_iter()
            .map(|person| {
                let identity = person.number().and_then(Result::ok).map(|identity| identity.masked());
                let (name, relation) = (person.name.get(), person.relation.get().text());
                let until = person.until.get();
                let days = format!("{} — {}", person.from.get(), if until.is_empty() { "…" } else { &until });
                view! {
                    <li><b>{name}</b><span>{tr(relation)}</span><small>{identity}</small><small>{days}</small></li>
                }
            })
            .collect_view()
    };
    let went = move || {
        let members = home().map(|home| home.members).unwrap_or_default();
        form.left
            .get()
            .into_iter()
            .map(|(id, day)| {
                let name = members.iter().find(|member| member.id == id).map(|member| member.name.clone());
                view! { <li><b>{name}</b><span>{tr(words::LEFT)}</span><small>{day}</small></li> }
            })
            .collect_view()
    };
    let failure = move || {
        form.error.get().map(|error| {
            let conflict = matches!(&error, ApiError::Problem(problem) if problem.status == 409);
            let said = match (&error, error.fields().first()) {
                (ApiError::Offline, _) => context.t(words::OFFLINE_KEPT).to_owned(),
                (_, Some(field)) => field.detail.clone(),
                _ => error.words(context.lang.get()),
            };
            view! {
                <p class="field-error send-error" role="alert" data-testid="send-error"><Icon of=icons::CIRCLE_ALERT/>{said}</p>
                {conflict.then(|| view! {
                    <button type="button" class="button quiet" on:click=move |_| { form.new_key(); form.send(); }>{tr(words::SEND_AS_NEW)}</button>
                })}
            }
        })
    };
    view! {
        <section class="panel review" data-testid="review">
            <h2>{tr(words::REVIEW_TITLE)}</h2>
            <p class="chosen"><Icon of=icons::MAP_PIN/><b>{move || home().map(|home| address(&home))}</b></p>
            <ul>{came}{went}</ul>
            <p>{move || form.note.get()}</p>
        </section>
        <div class="send">
            {failure}
            <div class="pair">
                <button type="button" class="button quiet" on:click=move |_| form.reviewing.set(false) data-testid="tenants-back">{tr(words::BACK)}</button>
                <button type="button" class="button" disabled=form.busy on:click=move |_| form.send() data-testid="tenants-send">
                    <Icon of=icons::SEND/>{move || match (form.busy.get(), form.error.get()) {
                        (true, _) => context.t(words::SENDING),
                        (false, Some(ApiError::Offline)) => context.t(crate::i18n::RETRY),
                        (false, _) => context.t(words::SEND),
                    }}
                </button>
            </div>
        </div>
    }
}

#[component]
pub fn Done(sent: TenancyReceipt, again: Callback<()>) -> impl IntoView {
    let person = move |person: shared::api::tenancy::ReportedPerson| {
        let way = if person.kind == PushKind::TenantReported { words::CAME } else { words::WENT };
        let known = person.known && person.kind == PushKind::TenantReported;
        view! {
            <li><b>{mask_name(&person.name)}</b><span>{tr(way)}</span>{known.then(|| view! { <small>{tr(words::KNOWN)}</small> })}</li>
        }
    };
    let told = sent.departments.clone();
    view! {
        <section class="panel done" role="status">
            <div class="tick"><Icon of=icons::CIRCLE_CHECK/></div>
            <h2>{tr(words::SENT)}</h2>
            <p>{tr(words::REPORT_NUMBER)}</p>
            <p class="number" data-testid="tenants-number">{sent.number}</p>
            <small>{sent.dwelling.name}" · "{format::day_hm(sent.at)}</small>
            <ul>{sent.people.into_iter().map(person).collect_view()}</ul>
        </section>
        <section class="panel">
            <h2>{tr(words::TOLD)}</h2>
            <div class="chips" data-testid="tenants-told">
                {told.iter().map(|department| view! { <span class="chip">{tr(department.text())}</span> }).collect_view()}
                {told.is_empty().then(|| view! { <small>{tr(words::TOLD_NOBODY)}</small> })}
            </div>
        </section>
        <button type="button" class="button quiet" on:click=move |_| again.run(()) data-testid="tenants-again">{tr(words::ANOTHER)}</button>
    }
}
