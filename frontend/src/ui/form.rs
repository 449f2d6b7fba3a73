//! Parts of forms: a line to write in, boxes to tick, a fault at its field, the faults that belong to none, a step that
//! asks once more, and a secret that is shown once.

use super::{Icon, icons};
use crate::api::ApiError;
use crate::context::{context, tr};
use crate::i18n::admin as words;
use leptos::prelude::*;
use shared::text::Text;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// A line of text with its name, and with what the server said of it: `pointer` is the field in the body that is sent.
#[component]
pub fn LineField(
    text: Text,
    #[prop(optional)] hint: Option<Text>,
    value: RwSignal<String>,
    error: RwSignal<Option<ApiError>>,
    pointer: &'static str,
    testid: &'static str,
    /// As the keyboard of a phone wants to know it.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "")] example: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=testid>{tr(text)}{hint.map(|hint| view! { <small>{tr(hint)}</small> })}</label>
            <input id=testid type=kind autocomplete="off" spellcheck="false" placeholder=example data-testid=testid prop:value=value on:input:target=move |event| value.set(event.target().value())/>
            <FieldFault error pointer/>
        </div>
    }
}

/// Adds what is not there, removes what is.
fn toggle<T: PartialEq + Copy + Send + Sync + 'static>(list: RwSignal<Vec<T>>, one: T) {
    list.update(|list| match list.iter().position(|known| *known == one) {
        Some(place) => drop(list.remove(place)),
        None => list.push(one),
    });
}

/// A box to tick for each of some words.
pub fn boxes<T: PartialEq + Copy + Send + Sync + 'static>(
    list: RwSignal<Vec<T>>,
    all: &'static [T],
    name: impl Fn(T) -> (&'static str, Text),
    prefix: &'static str,
) -> impl IntoView {
    let one = |item: T| {
        let (code, text) = name(item);
        let chosen = move || list.with(|list| list.contains(&item));
        view! {
            <label class="choice" class:active=chosen>
                <input type="checkbox" prop:checked=chosen on:change=move |_| toggle(list, item) data-testid=format!("{prefix}-{code}")/>{tr(text)}
            </label>
        }
    };
    all.iter().copied().map(one).collect_view()
}

/// What the server said of a field, and of what lies below it.
#[component]
pub fn FieldFault(error: RwSignal<Option<ApiError>>, #[prop(into)] pointer: String) -> impl IntoView {
    let testid = format!("fault-{}", pointer.trim_start_matches('/').replace('/', "-"));
    let words = move || {
        error.with(|error| {
            let fields = error.as_ref().map(ApiError::fields).unwrap_or_default();
            let here = |at: &str| at == pointer || at.strip_prefix(&pointer).is_some_and(|rest| rest.starts_with('/'));
            fields.iter().find(|field| here(&field.pointer)).map(|field| field.detail.clone())
        })
    };
    move || {
        words().map(|words| {
            view! { <p class="field-error" role="alert" data-testid=testid.clone()><Icon of=icons::CIRCLE_ALERT/>{words}</p> }
        })
    }
}

/// What went wrong where no field of the form is at fault.
#[component]
pub fn FormFault(error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let context = context();
    move || {
        error.get().filter(|error| error.fields().is_empty()).map(|error| {
            let words = error.words(context.lang.get());
            view! { <p class="field-error" role="alert" data-testid="form-error"><Icon of=icons::CIRCLE_ALERT/>{words}</p> }
        })
    }
}

/// A button that asks once more before it acts.
#[component]
pub fn Confirm(text: Text, sure: Text, testid: &'static str, act: Callback<()>) -> impl IntoView {
    let asked = RwSignal::new(false);
    let yes = move |_| {
        asked.set(false);
        act.run(());
    };
    move || {
        if asked.get() {
            view! {
                <span class="confirm" role="alertdialog" aria-label=tr(sure)>
                    <span>{tr(sure)}</span>
                    <button type="button" class="button bad" on:click=yes data-testid=format!("{testid}-yes")>{tr(words::YES)}</button>
                    <button type="button" class="button quiet" on:click=move |_| asked.set(false)>{tr(words::NO)}</button>
                </span>
            }
            .into_any()
        } else {
            view! {
                <button type="button" class="button quiet" on:click=move |_| asked.set(true) data-testid=testid>{tr(text)}</button>
            }
            .into_any()
        }
    }
}

/// Something that is never shown again, marked as a whole when it is touched.
#[component]
pub fn Once(text: Text, secret: String, testid: &'static str) -> impl IntoView {
    let mark = |event: leptos::ev::FocusEvent| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            input.select();
        }
    };
    view! {
        <div class="once" role="status">
            <Icon of=icons::TRIANGLE_ALERT/>
            <label><b>{tr(text)}</b><small>{tr(words::ONCE)}</small>
                <input readonly value=secret on:focus=mark data-testid=testid/>
            </label>
        </div>
    }
}
