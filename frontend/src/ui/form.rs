//! Parts of forms: a fault at its field, the faults that belong to none, a step that asks once more, and a secret that is
//! shown once.

use super::{Icon, icons};
use crate::api::ApiError;
use crate::context::{context, tr};
use crate::i18n::admin as words;
use leptos::prelude::*;
use shared::text::Text;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

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
