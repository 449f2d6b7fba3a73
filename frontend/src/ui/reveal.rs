//! A number in full: asks for a purpose, shows the value for a minute, and forgets it.
//!
//! The server logs before it answers; this asks only. The value lives in one signal of this component and nowhere else.

use super::{Icon, icons};
use crate::api::{self, ApiError};
use crate::context::{context, tr};
use crate::i18n::{self, care as words};
use chrono::{DateTime, Duration, Utc};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Deed;
use shared::api::disclosure::{RevealInput, Revealed, RevealedValue};
use shared::disclosure::{AccessPurpose, PersonField};
use wasm_bindgen::JsValue;

/// What is shown, and until when.
#[derive(Clone, PartialEq)]
struct Shown {
    values: Vec<RevealedValue>,
    until: DateTime<Utc>,
}

/// A button that shows fields in full, for those whose post allows it: `url` is the address of a reveal. Where numbers
/// stand close together it says so in one word, and in full to whoever points at it or listens.
#[component]
pub fn Reveal(#[prop(into)] url: String, fields: Vec<PersonField>, #[prop(optional)] short: bool) -> impl IntoView {
    let word = if short { words::SHOW_SHORT } else { words::SHOW };
    let context = context();
    let (url, fields) = (StoredValue::new(url), StoredValue::new(fields));
    let open = RwSignal::new(false);
    let shown = RwSignal::new(None::<Shown>);
    Effect::new(move || {
        let now = context.now.get();
        if shown.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.until <= now)) {
            shown.set(None);
        }
    });
    let left = move || {
        let until = shown.with(|shown| shown.as_ref().map(|shown| shown.until));
        let seconds = until.map_or(0, |until| (until - context.now.get()).num_seconds().max(0));
        words::hides_in(seconds, context.lang.get())
    };
    let values = move || {
        let values = shown.with(|shown| shown.as_ref().map(|shown| shown.values.clone()))?;
        Some(view! {
            <span class="revealed" data-testid="revealed">
                {values.into_iter().map(|value| view! { <Value value/> }).collect_view()}
                <small aria-live="off">{left}</small>
                <button type="button" class="link" on:click=move |_| shown.set(None) data-testid="reveal-hide">{tr(words::HIDE)}</button>
            </span>
        })
    };
    let button = move || {
        view! {
            <button type="button" class="link reveal" on:click=move |_| open.set(true) title=tr(words::SHOW) aria-label=tr(words::SHOW) data-testid="reveal">
                <Icon of=icons::EYE/>{tr(word)}
            </button>
            <Show when=move || open.get()><Ask url fields open shown/></Show>
        }
    };
    let is_shown = Memo::new(move |_| shown.with(Option::is_some));
    move || {
        context.may(fields.with_value(|fields| deed(fields))).then(|| match is_shown.get() {
            true => values().into_any(),
            false => button().into_any(),
        })
    }
}

/// Who reported a case is shown to more posts than who lives somewhere.
fn deed(fields: &[PersonField]) -> Deed {
    match fields {
        [PersonField::ReporterPhone] => Deed::RevealReporter,
        _ => Deed::RevealPeople,
    }
}

#[component]
fn Value(value: RevealedValue) -> impl IntoView {
    let copied = RwSignal::new(false);
    let RevealedValue { field, value } = value;
    let shown = match value {
        Some(value) => {
            let copy = can_copy().then(|| {
                let value = value.clone();
                // After a press of a button on a page over HTTPS no browser refuses.
                let copy = move |_| {
                    drop(window().navigator().clipboard().write_text(&value));
                    copied.set(true);
                };
                view! {
                    <button type="button" class="icon-button" on:click=copy title=tr(words::COPY) aria-label=tr(words::COPY) data-testid="reveal-copy">
                        <Icon of=icons::COPY/>
                    </button>
                    <Show when=move || copied.get()><small role="status">{tr(words::COPIED)}</small></Show>
                }
            });
            view! { <b data-testid=format!("revealed-{field}")>{value}</b>{copy} }.into_any()
        }
        None => view! { <i>{tr(words::NOTHING)}</i> }.into_any(),
    };
    view! { <span class="value"><small>{tr(field.text())}</small>{shown}</span> }
}

/// Browsers lend the clipboard to pages over HTTPS only.
fn can_copy() -> bool {
    js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard")).is_ok_and(|found| found.is_object())
}

/// The dialog that asks for purpose and words.
#[component]
fn Ask(
    url: StoredValue<String>,
    fields: StoredValue<Vec<PersonField>>,
    open: RwSignal<bool>,
    shown: RwSignal<Option<Shown>>,
) -> impl IntoView {
    let context = context();
    let dialog = NodeRef::<html::Dialog>::new();
    let purpose = RwSignal::new(None::<AccessPurpose>);
    let reason = RwSignal::new(String::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    Effect::new(move || {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
            && dialog.show_modal().is_err()
        {
            leptos::logging::warn!("the dialog cannot be opened");
        }
    });
    let lacking = move || match purpose.get() {
        None => true,
        Some(purpose) => purpose == AccessPurpose::Other && reason.with(|reason| reason.trim().is_empty()),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(purpose) = purpose.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        let reason = Some(reason.get_untracked().trim().to_owned()).filter(|reason| !reason.is_empty());
        let input = RevealInput { fields: fields.get_value(), purpose, reason };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer: Result<Revealed, ApiError> = api::post(&url.get_value(), &input).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(Revealed { values, seconds }) => {
                    let until = context.now.get_untracked() + Duration::seconds(seconds.into());
                    shown.set(Some(Shown { values, until }));
                    open.set(false);
                }
                Err(failed) => error.set(Some(failed)),
            }
        });
    };
    let said = move || {
        error.get().map(|error| {
            let lang = context.lang.get();
            let words = match (&error, error.fields().first()) {
                (ApiError::Forbidden, _) => words::PROTECTED.get(lang).to_owned(),
                (_, Some(field)) => field.detail.clone(),
                _ => error.words(lang),
            };
            view! { <p class="field-error" role="alert" data-testid="reveal-error"><Icon of=icons::CIRCLE_ALERT/>{words}</p> }
        })
    };
    let choice = move |of: &'static AccessPurpose| {
        let chosen = move || purpose.get() == Some(*of);
        view! {
            <label class="choice" class:active=chosen>
                <input type="radio" name="purpose" value=of.code() prop:checked=chosen on:change=move |_| purpose.set(Some(*of))
                    data-testid=format!("purpose-{of}")/>
                {tr(of.text())}
            </label>
        }
    };
    view! {
        <dialog class="ask panel" node_ref=dialog on:close=move |_| open.set(false) aria-labelledby="ask-title" data-testid="reveal-dialog">
            <form on:submit=submit>
                <header>
                    <h2 id="ask-title">{tr(words::WHY)}</h2>
                    <button type="button" class="icon-button" on:click=move |_| open.set(false) aria-label=tr(i18n::CLOSE)><Icon of=icons::X/></button>
                </header>
                <p class="asked">{move || fields.with_value(|fields| {
                    fields.iter().map(|field| field.text().get(context.lang.get())).collect::<Vec<_>>().join(" · ")
                })}</p>
                <fieldset class="field">
                    <legend>{tr(words::PURPOSE)}</legend>
                    <div class="choices">{AccessPurpose::ALL.iter().map(choice).collect_view()}</div>
                </fieldset>
                <label class="field"><span>{tr(words::WORDS)}</span>
                    <textarea maxlength="200" rows="2" placeholder=tr(words::WORDS_HINT) prop:value=move || reason.get()
                        on:input:target=move |event| reason.set(event.target().value()) data-testid="reveal-reason"></textarea>
                </label>
                {said}
                <p class="hint"><Icon of=icons::SHIELD_CHECK/>{tr(words::LOGGED)}</p>
                <button type="submit" class="button" disabled=move || busy.get() || lacking() data-testid="reveal-send">
                    {move || tr(if busy.get() { words::ASKING } else { words::SHOW_NOW })()}
                </button>
            </form>
        </dialog>
    }
}
