//! 更正: what a worker at the door found to be different. Only what was changed is sent.

use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::i18n::household as words;
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::person::{CorrectionAnswer, CorrectionInput, MemberView};
use shared::time::china_day;

#[component]
pub fn Correct(member: MemberView, close: RwSignal<bool>, refresh: Callback<()>) -> impl IntoView {
    let context = context();
    let today = china_day(context.now.get_untracked()).to_string();
    let MemberView { id, name: old_name, registered_address, .. } = member;
    let old_address = registered_address.unwrap_or_default();
    let name = RwSignal::new(old_name.clone());
    let address = RwSignal::new(old_address.clone());
    let phone = RwSignal::new(String::new());
    let phone_gone = RwSignal::new(false);
    let moved_out = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let kept = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let changed =
            |new: RwSignal<String>, old: &str| Some(new.get_untracked().trim().to_owned()).filter(|new| new != old);
        let phone = if phone_gone.get_untracked() { Some(String::new()) } else { changed(phone, "") };
        let input = CorrectionInput {
            name: changed(name, &old_name),
            phone,
            registered_address: changed(address, &old_address),
            moved_out: moved_out.get_untracked().parse().ok(),
        };
        if input == CorrectionInput::default() {
            close.set(false);
            return;
        }
        busy.set(true);
        let path = format!("/api/v1/residents/{}", encode(&id));
        spawn_local(async move {
            let answer = api::patch::<_, CorrectionAnswer>(&path, &input).await;
            busy.try_set(false);
            match answer {
                Ok(answer) if answer.kept.is_empty() => {
                    close.try_set(false);
                    refresh.run(());
                }
                Ok(_) => drop(kept.try_set(true)),
                Err(reason) => drop(error.try_set(Some(reason))),
            }
        });
    };
    view! {
        <form class="record" on:submit=submit data-testid="correct-form">
            <p class="hint"><Icon of=icons::INFO/>{tr(words::CORRECT_HINT)}</p>
            <div class="fields two">
                <label><span>{tr(words::NEW_NAME)}</span>
                    <input maxlength="60" required autocomplete="off" data-testid="correct-name" prop:value=name on:input:target=move |event| name.set(event.target().value())/>
                </label>
                <label><span>{tr(words::NEW_PHONE)}</span>
                    <input type="tel" maxlength="32" autocomplete="off" placeholder=tr(words::NEW_PHONE_HINT) disabled=phone_gone data-testid="correct-phone"
                        prop:value=phone on:input:target=move |event| phone.set(event.target().value())/>
                </label>
            </div>
            <label class="check"><input type="checkbox" prop:checked=phone_gone on:change=move |_| phone_gone.update(|gone| *gone = !*gone)/>{tr(words::PHONE_GONE)}</label>
            <label><span>{tr(words::REGISTERED_AT)}</span>
                <input maxlength="200" autocomplete="off" placeholder=tr(words::ADDRESS_HINT) data-testid="correct-address" prop:value=address on:input:target=move |event| address.set(event.target().value())/>
            </label>
            <label><span>{tr(words::MOVED_OUT)}</span>
                <input type="date" max=today data-testid="correct-moved-out" prop:value=moved_out on:input:target=move |event| moved_out.set(event.target().value())/>
            </label>
            {move || error.get().map(|reason| view! { <Refused reason/> })}
            <Show when=move || kept.get()><p class="field-error" role="status"><Icon of=icons::CIRCLE_ALERT/>{tr(words::KEPT)}</p></Show>
            <p class="record-end">
                <button type="button" class="button quiet" on:click=move |_| close.set(false)>{tr(words::CANCEL)}</button>
                <button class="button" type="submit" disabled=busy data-testid="correct-save">{tr(words::SAVE)}</button>
            </p>
        </form>
    }
}

/// Why something was not stored, at its fields when they are known.
#[component]
pub fn Refused(reason: ApiError) -> impl IntoView {
    let context = context();
    let details: Vec<String> = reason.fields().iter().map(|field| field.detail.clone()).collect();
    let words = move || if details.is_empty() { reason.words(context.lang.get()) } else { details.join(" · ") };
    view! { <p class="field-error" role="alert" data-testid="refused"><Icon of=icons::CIRCLE_ALERT/>{words}</p> }
}
