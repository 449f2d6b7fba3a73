//! The limit of one criterion, changed where it is read. Cases keep the limit that they were filed with.

use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::i18n::{self, admin as words};
use crate::page::case::clocks;
use crate::ui::form::{FieldFault, FormFault};
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::category::TableOutcome;
use shared::case::deadline::{Limit, LimitUnit};

#[component]
pub fn LimitField(code: String, limit: Limit) -> impl IntoView {
    let context = context();
    let is_open = RwSignal::new(false);
    let now = RwSignal::new(limit);
    let amount = RwSignal::new(limit.amount.to_string());
    let unit = RwSignal::new(limit.unit);
    let error = RwSignal::new(None::<ApiError>);
    let path = StoredValue::new(format!("/api/v1/criteria/{}/limit", encode(&code)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // What is no number is no limit: the server says which are.
        let wanted = Limit { amount: amount.get_untracked().trim().parse().unwrap_or(0), unit: unit.get_untracked() };
        error.set(None);
        spawn_local(async move {
            match api::put::<_, TableOutcome>(&path.get_value(), &wanted).await {
                Ok(_) => {
                    now.set(wanted);
                    is_open.set(false);
                }
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let form = move || {
        let units = LimitUnit::ALL.iter().map(|one| {
            let selected = unit.get_untracked() == *one;
            view! { <option value=one.code() selected=selected>{tr(one.text())}</option> }
        });
        let choose = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
            if let Ok(chosen) = event.target().value().parse() {
                unit.set(chosen);
            }
        };
        view! {
            <form class="limit-form" on:submit=submit>
                <input type="number" min="1" max=Limit::MOST aria-label=tr(words::LIMIT) data-testid="limit-amount" prop:value=amount on:input:target=move |event| amount.set(event.target().value())/>
                <select aria-label=tr(words::LIMIT) data-testid="limit-unit" on:change:target=choose>{units.collect_view()}</select>
                <button class="button" type="submit" data-testid="limit-save">{tr(words::SAVE)}</button>
                <button class="icon-button" type="button" on:click=move |_| is_open.set(false) title=tr(i18n::CLOSE) aria-label=tr(i18n::CLOSE)><Icon of=icons::X/></button>
                <FieldFault error pointer="/amount"/>
                <FormFault error/>
            </form>
        }
    };
    move || {
        if is_open.get() {
            form().into_any()
        } else {
            view! {
                <button type="button" class="limit" on:click=move |_| is_open.set(true) title=tr(words::EDIT_LIMIT) data-testid="limit">
                    {move || clocks::limit(now.get(), context.lang.get())}
                </button>
            }
            .into_any()
        }
    }
}
