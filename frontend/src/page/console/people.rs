//! 找人: from a name to a dwelling, with what one knows besides the name.

use super::person::{Person, choose};
use super::state::console;
use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::i18n;
use crate::load::{Load, follow};
use crate::ui::states::{Empty, Failed, Loading};
use leptos::prelude::*;
use shared::api::Page;
use shared::api::person::ResidentHit;
use shared::person::Sex;
use std::time::Duration;

/// What is asked for; empty fields do not narrow.
#[derive(Clone, Default, PartialEq)]
struct Question {
    name: String,
    area: String,
    child_age: String,
    age_from: String,
    age_to: String,
    sex: String,
}

impl Question {
    fn path(&self) -> String {
        let pairs = [
            ("q", &self.name),
            ("area", &self.area),
            ("child_age", &self.child_age),
            ("age_from", &self.age_from),
            ("age_to", &self.age_to),
            ("sex", &self.sex),
        ];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty());
        let query: Vec<_> = pairs.map(|(name, value)| format!("{name}={}", encode(value.trim()))).collect();
        format!("/api/v1/residents?limit=30&{}", query.join("&"))
    }
}

#[component]
pub fn People() -> impl IntoView {
    let console = console();
    let context = context();
    let typed = RwSignal::new(Question::default());
    let asked = RwSignal::new(Question::default());
    let mut ask =
        leptos::leptos_dom::helpers::debounce(Duration::from_millis(220), move |question| asked.set(question));
    Effect::new(move || ask(typed.get()));
    let found = follow(
        true,
        move || (asked.get(), context.lang.get()),
        |(question, _)| async move {
            if question.name.trim().is_empty() {
                return Ok(Page { items: Vec::new(), next: None });
            }
            api::get::<Page<ResidentHit>>(&question.path()).await
        },
    );
    let text = move |name: &'static str,
                     label: shared::text::Text,
                     hint: shared::text::Text,
                     get: fn(&mut Question) -> &mut String| {
        view! {
            <label><span>{tr(label)}</span>
                <input autocomplete="off" placeholder=tr(hint) data-testid=format!("people-{name}")
                    prop:value=move || typed.with(|question| get(&mut question.clone()).clone())
                    on:input:target=move |event| typed.update(|question| *get(question) = event.target().value())/>
            </label>
        }
    };
    let number = move |name: &'static str, label: shared::text::Text, get: fn(&mut Question) -> &mut String| {
        view! {
            <label><span>{tr(label)}</span>
                <input type="number" min="0" max="130" inputmode="numeric" data-testid=format!("people-{name}")
                    on:input:target=move |event| typed.update(|question| *get(question) = event.target().value())/>
            </label>
        }
    };
    let answer = move || {
        match found.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(_) if asked.with(|question| question.name.trim().is_empty()) => {
            view! { <Empty text=i18n::PEOPLE_START hint=i18n::PEOPLE_HINT/> }.into_any()
        }
        Load::Ready(page) if page.items.is_empty() => view! { <Empty text=i18n::NOBODY hint=i18n::NOBODY_HINT/> }.into_any(),
        Load::Ready(Page { items, next }) => view! {
            <p class="count" role="status">{
                let (count, more) = (items.len(), next.is_some());
                move || i18n::found(count, more, context.lang.get())
            }</p>
            <ul class="rows">
                {items.into_iter().map(|hit| {
                    let target = hit.clone();
                    view! {
                        <li><button class="row person-row" data-testid="people-row" on:click=move |_| choose(console, &target)>
                            <Person hit/>
                        </button></li>
                    }
                }).collect_view()}
            </ul>
        }.into_any(),
    }
    };
    view! {
        <section class="panel people" aria-label=tr(i18n::FIND_PEOPLE)>
            <h2>{tr(i18n::FIND_PEOPLE)}</h2>
            <div class="fields">
                {text("name", i18n::NAME, i18n::NAME_HINT, |question| &mut question.name)}
                {text("area", i18n::AREA, i18n::AREA_HINT, |question| &mut question.area)}
                <div class="fields three">
                    {number("child-age", i18n::CHILD_AGE, |question| &mut question.child_age)}
                    {number("age-from", i18n::AGE_FROM, |question| &mut question.age_from)}
                    {number("age-to", i18n::AGE_TO, |question| &mut question.age_to)}
                </div>
                <label><span>{tr(i18n::SEX)}</span>
                    <select data-testid="people-sex" on:change:target=move |event| typed.update(|question| question.sex = event.target().value())>
                        <option value="">{tr(i18n::ANY)}</option>
                        {Sex::ALL.iter().map(|sex| view! { <option value=sex.code()>{tr(sex.text())}</option> }).collect_view()}
                    </select>
                </label>
            </div>
            <div class="scroll">{answer}</div>
        </section>
    }
}
