//! One account: made, changed, disabled, its sessions ended.

use super::areas::Areas;
use super::offices::{Offices, OfficesDraft};
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, admin as words};
use crate::ui::form::{Confirm, FieldFault, FormFault, Once};
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::account::{AccountInput, AccountSaved, AccountView};
use shared::password;

#[component]
pub fn AccountForm(
    /// `None` for one that is to be made.
    account: Option<AccountView>,
    areas: Areas,
    /// The password that it was made with a moment ago.
    initial: Option<String>,
    saved: Callback<AccountSaved>,
    changed: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let context = context();
    let known = account;
    let login = RwSignal::new(known.as_ref().map(|account| account.login.clone()).unwrap_or_default());
    let name = RwSignal::new(known.as_ref().map(|account| account.name.clone()).unwrap_or_default());
    let worker = RwSignal::new(known.as_ref().and_then(|account| account.worker.clone()).unwrap_or_default());
    let disabled = RwSignal::new(known.as_ref().is_some_and(|account| account.disabled));
    let password = RwSignal::new(String::new());
    let offices = OfficesDraft::of(known.as_ref().map(|account| account.offices.as_slice()).unwrap_or_default());
    let busy = RwSignal::new(false);
    let done = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let is_new = known.is_none();
    let sessions = RwSignal::new(known.as_ref().map_or(0, |account| account.sessions));

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        done.set(false);
        error.set(None);
        let text = |text: RwSignal<String>| Some(text.get_untracked()).filter(|text| !text.trim().is_empty());
        let input = AccountInput {
            name: name.get_untracked(),
            worker: text(worker).map(|id| id.trim().to_owned()),
            offices: offices.input(),
            disabled: disabled.get_untracked(),
            password: text(password),
        };
        let path = format!("/api/v1/accounts/{}", encode(login.get_untracked().trim()));
        spawn_local(async move {
            let answer = api::put::<_, AccountSaved>(&path, &input).await;
            busy.set(false);
            match answer {
                Ok(answer) => {
                    done.set(true);
                    password.set(String::new());
                    saved.run(answer);
                }
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let end = move |()| {
        let path = format!("/api/v1/accounts/{}/sessions", encode(&login.get_untracked()));
        spawn_local(async move {
            match api::delete(&path).await {
                Ok(()) => {
                    sessions.set(0);
                    changed.run(());
                }
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let weak = move || {
        let typed = password.get();
        if typed.is_empty() {
            return None;
        }
        let verdict = password::check(&login.get(), &typed);
        Some(match verdict {
            Ok(()) => view! { <p class="hint good">{tr(words::GOOD_PASSWORD)}</p> }.into_any(),
            Err(fault) => {
                view! { <p class="hint warn" data-testid="password-policy">{tr(fault.text())}</p> }.into_any()
            }
        })
    };
    let facts = known.map(|account| {
        let act = Callback::new(end);
        view! {
            <p class="hint account-facts">
                {tr(words::SESSIONS)}" "<b>{sessions}</b>" · "{tr(words::PASSWORD_SINCE)}" "{format::day(account.password_set_at)}
            </p>
            <Show when=move || { sessions.get() > 0 }>
                <Confirm text=words::END_SESSIONS sure=words::SURE testid="end-sessions" act/>
            </Show>
        }
    });
    view! {
        <form class="panel form" on:submit=submit novalidate data-testid="account-form">
            <header>
                <h2>{move || if is_new { context.t(words::NEW_ACCOUNT).to_owned() } else { login.get() }}</h2>
                <button type="button" class="icon-button" on:click=move |_| close.run(()) title=tr(i18n::CLOSE) aria-label=tr(i18n::CLOSE)><Icon of=icons::X/></button>
            </header>
            {initial.map(|secret| view! { <Once text=words::FIRST_PASSWORD secret testid="initial-password"/> })}
            {is_new.then(|| view! {
                <div class="field">
                    <label for="account-login">{tr(words::LOGIN)}<small>{tr(words::LOGIN_HINT)}</small></label>
                    <input id="account-login" autocomplete="off" spellcheck="false" data-testid="account-login" prop:value=login on:input:target=move |event| login.set(event.target().value())/>
                    <FieldFault error pointer="/login"/>
                </div>
            })}
            <div class="field">
                <label for="account-name">{tr(words::NAME)}</label>
                <input id="account-name" autocomplete="off" data-testid="account-name" prop:value=name on:input:target=move |event| name.set(event.target().value())/>
                <FieldFault error pointer="/name"/>
            </div>
            <Offices draft=offices areas error/>
            <div class="field">
                <label for="account-worker">{tr(words::WORKER)}<small>{tr(i18n::OPTIONAL)}</small></label>
                <input id="account-worker" inputmode="numeric" autocomplete="off" prop:value=worker on:input:target=move |event| worker.set(event.target().value())/>
                <p class="hint">{tr(words::WORKER_HINT)}</p>
                <FieldFault error pointer="/worker"/>
            </div>
            <div class="field">
                <label for="account-password">{tr(words::NEW_PASSWORD)}<small>{tr(i18n::OPTIONAL)}</small></label>
                <input id="account-password" type="password" autocomplete="new-password" data-testid="account-password" prop:value=password on:input:target=move |event| password.set(event.target().value())/>
                <p class="hint">{tr(words::PASSWORD_KEEP)}</p>
                {weak}
                <FieldFault error pointer="/password"/>
            </div>
            {(!is_new).then(|| view! {
                <label class="choice"><input type="checkbox" prop:checked=disabled on:change:target=move |event| disabled.set(event.target().checked()) data-testid="account-disabled"/>{tr(words::DISABLE)}</label>
            })}
            <FormFault error/>
            <footer>
                <button class="button" type="submit" disabled=busy data-testid="account-save">{move || context.t(if busy.get() { words::SAVING } else { words::SAVE })}</button>
                <span role="status">{move || done.get().then(|| view! { <span class="hint good">{tr(words::SAVED)}</span> })}</span>
            </footer>
            {facts}
        </form>
    }
}
