//! The search box, always there: `/` focuses it, arrows move, Enter goes, Escape leaves.
//!
//! Every letter is asked at once, and the question before it is called off: the list never shows an older answer than
//! the one that is there. Questions travel in bodies, never in addresses. Nobody is hidden: a group that is longer than
//! what is shown says so, and the complete list is one key away.

use super::answers::{Choice, Group, groups};
use super::question::{Narrowing, Question};
use super::state::console;
use crate::api;
use crate::context::{context, tr};
use crate::i18n::{self, search as words};
use crate::load::{Load, latest};
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use shared::access::Deed;
use shared::api::search::SearchAnswer;
use wasm_bindgen::JsCast;

/// True when a key press belongs to the field that has the focus.
fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| ["INPUT", "TEXTAREA", "SELECT"].contains(&element.tag_name().as_str()))
}

/// Brings the choice that the arrows reached into sight.
fn show_choice(place: usize) {
    request_animation_frame(move || {
        if let Some(row) = document().get_element_by_id(&format!("choice-{place}")) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

#[component]
pub fn SearchBox() -> impl IntoView {
    let console = console();
    let context = context();
    let input = NodeRef::<Input>::new();
    let question = RwSignal::new(Question::default());
    let is_open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);
    let again = RwSignal::new(0_u32);

    let answer = latest(
        move || {
            again.track();
            (question.get(), context.lang.get())
        },
        |(question, _), off| async move {
            if question.is_empty() {
                return Ok(SearchAnswer::default());
            }
            api::post_unless::<_, SearchAnswer>("/api/v1/search", &question.input(), &off).await
        },
    );
    let choices = Memo::new_with_compare(
        move |_| answer.with(|answer| answer.ready().map(|(_, answer)| groups(answer)).unwrap_or_default()),
        |_, _| true,
    );
    let count = move || choices.with(|groups| groups.iter().map(|group| group.choices.len()).sum::<usize>());
    Effect::new(move || {
        question.track();
        active.set(0);
    });

    let hotkey = window_event_listener(ev::keydown, move |event| {
        if event.key() == "/"
            && !is_typing(&event)
            && let Some(input) = input.get_untracked()
        {
            event.prevent_default();
            if input.focus().is_ok() {
                input.select();
            }
        }
    });
    on_cleanup(move || hotkey.remove());

    let leave = move || {
        is_open.set(false);
        let focused = document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        if focused.is_some_and(|element| element.blur().is_err()) {
            leptos::logging::warn!("the search box keeps the focus");
        }
    };
    let go = Callback::new(move |choice: Choice| {
        leave();
        match choice {
            Choice::AllPeople(..) => console.list_people(question.get_untracked()),
            other => other.go(console),
        }
    });
    let on_key = Callback::new(move |event: web_sys::KeyboardEvent| {
        let flat = untrack(count);
        let step = |by: usize| {
            active.update(|active| *active = (*active + by) % flat);
            show_choice(active.get_untracked());
        };
        match event.key().as_str() {
            "ArrowDown" if flat > 0 => step(1),
            "ArrowUp" if flat > 0 => step(flat - 1),
            // A Chinese word that is being composed is finished with Enter, too.
            "Enter" if !event.is_composing() => {
                let choice = choices.with_untracked(|groups| {
                    groups.iter().flat_map(|group| &group.choices).nth(active.get_untracked()).cloned()
                });
                if let Some(choice) = choice {
                    go.run(choice);
                }
            }
            "Escape" => leave(),
            _ => return,
        }
        event.prevent_default();
    });

    let visible = Memo::new(move |_| is_open.get() && question.with(|question| !question.is_empty()));
    let body = move || {
        answer.with(|answer| match answer {
            Load::Loading => view! { <Loading/> }.into_any(),
            Load::Failed(error) => {
                view! { <Failed error=error.clone() retry=Callback::new(move |()| again.update(|again| *again += 1))/> }
                    .into_any()
            }
            Load::Ready(((asked, _), _)) => {
                // The first letter is still on its way.
                if asked.is_empty() {
                    return view! { <Loading/> }.into_any();
                }
                let groups = choices.get_untracked();
                if groups.is_empty() {
                    return view! { <Empty text=i18n::NOTHING_FOUND hint=i18n::SEARCH_HINT/> }.into_any();
                }
                let mut first = 0;
                let mut parts = Vec::new();
                for group in groups {
                    let start = first;
                    first += group.choices.len();
                    parts.push(view! { <Group group start active go/> });
                }
                parts.collect_view().into_any()
            }
        })
    };
    // What the list answers, for tests and measurements.
    let answered = move || answer.with(|answer| answer.ready().map(|((asked, _), _)| asked.words.clone()));
    let results = move || {
        visible.get().then(|| {
            let narrowing = context.may(Deed::SeePeople).then(|| view! { <Narrowing question prefix="" on_key/> });
            let role = move || if count() == 0 { "status" } else { "listbox" };
            let spoken = move || i18n::search::answers(count(), context.lang.get());
            view! {
                <div class="results panel" data-testid="results">
                    {narrowing}
                    <p class="unseen" role="status" aria-live="polite">{spoken}</p>
                    <div class="results-body" id="results" role=role aria-label=tr(i18n::RESULTS) data-words=answered>{body}</div>
                    <p class="keys">{tr(i18n::KEYS)}</p>
                </div>
            }
        })
    };
    let pointed = move || (visible.get() && count() > 0).then(|| format!("choice-{}", active.get()));
    let typed = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
        question.update(|question| question.words = event.target().value());
        is_open.set(true);
    };
    view! {
        <div class="search" role="search">
            <Icon of=icons::SEARCH/>
            <input node_ref=input type="text" autocomplete="off" spellcheck="false" maxlength="60" role="combobox" aria-controls="results" aria-autocomplete="list"
                aria-expanded=move || visible.get().to_string() aria-activedescendant=pointed
                aria-label=tr(words::ASK) placeholder=tr(words::ASK) data-testid="search-input"
                prop:value=move || question.with(|question| question.words.clone()) on:input:target=typed
                on:focus=move |_| is_open.set(true) on:keydown=move |event| on_key.run(event)/>
            <kbd>"/"</kbd>
            {results}
        </div>
        <Show when=move || is_open.get()>
            <div class="veil" on:click=move |_| is_open.set(false)></div>
        </Show>
    }
}
