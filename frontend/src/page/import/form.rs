//! What is to be read in: the table, where it comes from, as of when, and the file.

use super::Imports;
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::i18n::imports as words;
use crate::ui::{Icon, icons};
use leptos::ev::{DragEvent, Event, Targeted};
use leptos::prelude::*;
use shared::origin::Channel;
use shared::register::RegisterTable;
use shared::text::Text;
use web_sys::{HtmlInputElement, HtmlSelectElement};

#[component]
pub fn Form(imports: Imports) -> impl IntoView {
    let context = context();
    let table = RwSignal::new(RegisterTable::Residents);
    let channel = RwSignal::new(Channel::Department);
    let as_of = RwSignal::new(String::new());
    let file = StoredValue::new_local(None::<web_sys::File>);
    let chosen = RwSignal::new(None::<String>);
    let over = RwSignal::new(false);
    let share = RwSignal::new(None::<f64>);
    let fault = RwSignal::new(None::<ApiError>);
    let take = move |given: Option<web_sys::File>| {
        chosen.set(given.as_ref().map(|given| format!("{} · {}", given.name(), size(given.size()))));
        file.set_value(given);
        fault.set(None);
    };
    let send = move |dry_run: bool| {
        let path = format!(
            "/api/v1/imports/{}?dry_run={dry_run}&channel={}&as_of={}",
            table.get_untracked(),
            channel.get_untracked(),
            encode(&as_of.get_untracked())
        );
        let done = move |answer: Result<(), ApiError>| {
            share.set(None);
            fault.set(answer.err());
            imports.refresh();
        };
        share.set(Some(0.0));
        file.with_value(|file| {
            if let Some(file) = file {
                let path = format!("{path}&name={}", encode(&file.name()));
                api::upload(&path, file, move |sent| share.set(Some(sent)), done);
            }
        });
    };
    let idle = move || chosen.with(Option::is_some) && share.with(Option::is_none);
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
    };
    let table_choice = move |of: RegisterTable| {
        view! {
            <button type="button" class="chip" class:active=move || table.get() == of aria-pressed=move || (table.get() == of).to_string()
                data-testid=format!("import-table-{of}") on:click=move |_| table.set(of)>
                {tr(of.text())}
            </button>
        }
    };
    let channels = Channel::ALL.iter().map(|of| {
        let (code, label) = (of.code(), tr(of.text()));
        view! { <option value=code selected=*of == Channel::Department>{label}</option> }
    });
    let choose_channel = move |event: Targeted<Event, HtmlSelectElement>| {
        if let Ok(of) = event.target().value().parse() {
            channel.set(of);
        }
    };
    let choose_file = move |event: Targeted<Event, HtmlInputElement>| {
        take(event.target().files().and_then(|files| files.get(0)));
    };
    let label = |text: Text| view! { <span>{tr(text)}</span> };
    view! {
        <section class="panel import-form" aria-label=tr(words::IMPORT)>
            <h2>{tr(words::WHICH)}</h2>
            <div class="import-tables" role="group">
                {RegisterTable::ALL.iter().copied().map(table_choice).collect_view()}
                <a class="link" data-testid="import-template" download="" href=move || format!("/api/v1/imports/{}/template", table.get())>
                    <Icon of=icons::DOWNLOAD/>{tr(words::TEMPLATE)}
                </a>
            </div>
            <p class="hint">{tr(words::ORDER)}</p>
            <div class="fields two">
                <label>{label(words::CHANNEL)}
                    <select data-testid="import-channel" on:change:target=choose_channel>{channels.collect_view()}</select>
                </label>
                <label title=tr(words::AS_OF_HINT)>{label(words::AS_OF)}
                    <input type="date" data-testid="import-as-of" on:input:target=move |event| as_of.set(event.target().value())/>
                </label>
            </div>
            <p class="hint">{tr(words::AS_OF_HINT)}</p>
            <label class="file-drop" class:over=move || over.get()
                on:dragover=move |event| { event.prevent_default(); over.set(true); }
                on:dragleave=move |_| over.set(false) on:drop=dropped>
                <Icon of=icons::INBOX/>
                <b>{move || chosen.get().unwrap_or_else(|| context.t(words::DROP).to_owned())}</b>
                <small>{tr(words::KINDS)}</small>
                <input type="file" accept=".xlsx,.csv" aria-label=tr(words::FILE) data-testid="import-file" on:change:target=choose_file/>
            </label>
            {move || share.get().map(|share| view! {
                <p class="uploading" role="status">{tr(words::UPLOADING)}<progress max="1" value=share.to_string()></progress></p>
            })}
            {move || fault.get().map(|error| {
                let fields: Vec<_> = error.fields().iter().map(|field| field.detail.clone()).collect();
                let words = if fields.is_empty() { error.words(context.lang.get()) } else { fields.join("；") };
                view! { <p class="field-error" role="alert" data-testid="import-fault">{words}</p> }
            })}
            <div class="import-go">
                <button class="button" type="button" disabled=move || !idle() data-testid="import-dry-run" title=tr(words::DRY_RUN_HINT) on:click=move |_| send(true)>{tr(words::DRY_RUN)}</button>
                <button class="button quiet" type="button" disabled=move || !idle() data-testid="import-run" on:click=move |_| send(false)>{tr(words::RUN)}</button>
                <small>{tr(words::DRY_RUN_HINT)}</small>
            </div>
        </section>
    }
}

/// `3.2 MB`.
pub fn size(bytes: f64) -> String {
    match bytes {
        bytes if bytes < 1_000_000.0 => format!("{:.0} kB", (bytes / 1_000.0).max(1.0)),
        bytes => format!("{:.1} MB", bytes / 1_000_000.0),
    }
}
