//! One's own offices, sessions and password.

use super::frame::Frame;
use super::gate::Gate;
use super::situation;
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::admin as words;
use crate::load::{Load, follow};
use crate::page::admin::office_words;
use crate::ui::form::{FieldFault, FormFault};
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::session::{OfficeChoice, OfficeView, OpenSession, PasswordChange, SessionView};
use shared::password;

#[component]
pub fn MePage() -> impl IntoView {
    situation("office-page", words::ME);
    view! {
        <Gate><Frame title=words::ME testid="me-page"><Opened/></Frame></Gate>
    }
}

#[component]
fn Opened() -> impl IntoView {
    // A changed password ends the other sessions, so both are on one clock.
    let round = RwSignal::new(0_u32);
    let changed = Callback::new(move |()| round.update(|round| *round += 1));
    view! {
        <div class="me-body">
            <Offices/>
            <Sessions round changed/>
            <Password changed/>
        </div>
    }
}

#[component]
fn Offices() -> impl IntoView {
    let context = context();
    let error = RwSignal::new(None::<ApiError>);
    let act = move |position: u32| {
        spawn_local(async move {
            match api::put::<_, SessionView>("/api/v1/session/office", &OfficeChoice { position }).await {
                Ok(session) => context.session.set(Load::Ready(session)),
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let row = move |office: OfficeView, acting: bool| {
        let position = office.position;
        let name = move || office_words(&office, context.lang.get());
        view! {
            <li class="line" data-testid="my-office">
                <b>{name}</b>
                {if acting {
                    view! { <span class="tag">{tr(words::ACTING)}</span> }.into_any()
                } else {
                    view! { <button type="button" class="button quiet" on:click=move |_| act(position)>{tr(words::ACT_HERE)}</button> }.into_any()
                }}
            </li>
        }
    };
    let who = move || {
        context.session.with(|session| session.ready().map(|session| format!("{} · {}", session.name, session.login)))
    };
    let rows = move || {
        context.session.with(|session| {
            let session = session.ready()?;
            let acting = session.office.position;
            let rows = session.offices.iter().cloned().map(|office| {
                let here = office.position == acting;
                row(office, here)
            });
            Some(rows.collect_view())
        })
    };
    view! {
        <section class="panel form">
            <header><h2>{tr(words::MY_OFFICES)}</h2><small>{who}</small></header>
            <FormFault error/>
            <ul class="list">{rows}</ul>
        </section>
    }
}

#[component]
fn Sessions(round: RwSignal<u32>, changed: Callback<()>) -> impl IntoView {
    let context = context();
    let sessions =
        follow(true, move || round.get(), |_| api::get_all::<OpenSession>("/api/v1/sessions".to_owned(), 1_000));
    let error = RwSignal::new(None::<ApiError>);
    let end = move |id: String, current: bool| {
        spawn_local(async move {
            match api::delete(&format!("/api/v1/sessions/{}", encode(&id))).await {
                Ok(()) if current => context.signed_out(),
                Ok(()) => changed.run(()),
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let row = move |session: OpenSession| {
        let (id, current) = (session.id.clone(), session.current);
        view! {
            <li class="line" data-testid="my-session" data-current=current.to_string()>
                <div>
                    <b>{tr(session.client.text())}</b>
                    {current.then(|| view! { <span class="tag">{tr(words::THIS_SESSION)}</span> })}
                    <small>{tr(words::SINCE)}" "{format::day_hm(session.created_at)}" · "{tr(words::SEEN)}" "{format::day_hm(session.seen_at)}</small>
                </div>
                <button type="button" class="button quiet" on:click=move |_| end(id.clone(), current) data-testid="session-end">{tr(words::END)}</button>
            </li>
        }
    };
    let rows = move || match sessions.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=changed/> }.into_any(),
        Load::Ready(all) => view! { <ul class="list">{all.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    view! {
        <section class="panel form">
            <h2>{tr(words::MY_SESSIONS)}</h2>
            <FormFault error/>
            {rows}
        </section>
    }
}

#[component]
fn Password(changed: Callback<()>) -> impl IntoView {
    let context = context();
    let (current, new, repeat) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, done) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<ApiError>);
    let login = move || {
        context.session.with(|session| session.ready().map(|session| session.login.clone()).unwrap_or_default())
    };
    let verdict = Memo::new(move |_| new.with(|new| (!new.is_empty()).then(|| password::check(&login(), new).err())));
    let differs = move || repeat.with(|repeat| !repeat.is_empty() && new.with(|new| new != repeat));
    let ready =
        move || verdict.get() == Some(None) && new.with(|new| repeat.with(|repeat| new == repeat)) && !busy.get();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !untrack(ready) {
            return;
        }
        busy.set(true);
        done.set(false);
        error.set(None);
        let change = PasswordChange { current: current.get_untracked(), new: new.get_untracked() };
        spawn_local(async move {
            let answer = api::put_only("/api/v1/session/password", &change).await;
            busy.set(false);
            match answer {
                Ok(()) => {
                    for field in [current, new, repeat] {
                        field.set(String::new());
                    }
                    done.set(true);
                    changed.run(());
                }
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let policy = move || match verdict.get() {
        None => view! { <p class="hint">{tr(words::POLICY)}</p> }.into_any(),
        Some(None) => view! { <p class="hint good">{tr(words::GOOD_PASSWORD)}</p> }.into_any(),
        Some(Some(fault)) => {
            view! { <p class="hint warn" data-testid="password-policy">{tr(fault.text())}</p> }.into_any()
        }
    };
    let field = |signal: RwSignal<String>, complete: &'static str, testid: &'static str| {
        view! {
            <input id=testid type="password" autocomplete=complete required data-testid=testid prop:value=signal
                on:input:target=move |event| signal.set(event.target().value())/>
        }
    };
    view! {
        <form class="panel form" on:submit=submit>
            <h2>{tr(words::CHANGE_PASSWORD)}</h2>
            <div class="field">
                <label for="password-current">{tr(words::CURRENT)}</label>
                {field(current, "current-password", "password-current")}
                <FieldFault error pointer="/current"/>
            </div>
            <div class="field">
                <label for="password-new">{tr(words::NEW)}</label>
                {field(new, "new-password", "password-new")}
                {policy}
                <FieldFault error pointer="/new"/>
            </div>
            <div class="field">
                <label for="password-repeat">{tr(words::REPEAT)}</label>
                {field(repeat, "new-password", "password-repeat")}
                {move || differs().then(|| view! { <p class="hint warn">{tr(words::DIFFERENT)}</p> })}
            </div>
            <FormFault error/>
            <footer>
                <button class="button" type="submit" disabled=move || !ready() data-testid="password-save">{tr(words::CHANGE_PASSWORD)}</button>
                <span role="status">{move || done.get().then(|| view! { <span class="hint good" data-testid="password-changed"><Icon of=icons::CIRCLE_CHECK/>{tr(words::CHANGED_PASSWORD)}</span> })}</span>
            </footer>
        </form>
    }
}
