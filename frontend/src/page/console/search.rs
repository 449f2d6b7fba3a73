//! The search box, always there: `/` focuses it, arrows move, Enter goes, Escape leaves.
//!
//! One question, answers in groups. A child's age narrows the people, and the answer says why each is in it.

use super::person::{self, Person};
use super::state::{Console, console};
use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::i18n;
use crate::load::{Load, follow};
use crate::ui::marks::LightMark;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use shared::access::Deed;
use shared::api::area::AreaView;
use shared::api::case::CaseOnMap;
use shared::api::person::ResidentHit;
use shared::api::search::{PlaceHit, SearchAnswer};
use shared::text::{Lang, Text};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// One answer, of any group.
#[derive(Clone)]
enum Choice {
    Person(ResidentHit),
    Place(PlaceHit),
    Area(AreaView),
    Case(CaseOnMap),
}

impl Choice {
    fn go(&self, console: Console) {
        match self {
            Choice::Person(hit) => person::choose(console, hit),
            Choice::Place(hit) => console.select_place(hit),
            Choice::Area(area) => console.select_area(area),
            Choice::Case(case) => console.select_case(case),
        }
    }
}

/// The groups in the order of the screen.
fn groups(answer: &SearchAnswer) -> Vec<(Text, Vec<Choice>)> {
    let groups = vec![
        (i18n::PEOPLE, answer.residents.iter().cloned().map(Choice::Person).collect()),
        (i18n::PLACES, answer.places.iter().cloned().map(Choice::Place).collect()),
        (i18n::AREAS, answer.areas.iter().cloned().map(Choice::Area).collect()),
        (i18n::CASES, answer.cases.iter().cloned().map(Choice::Case).collect::<Vec<_>>()),
    ];
    groups.into_iter().filter(|(_, choices): &(Text, Vec<Choice>)| !choices.is_empty()).collect()
}

/// True when a key press belongs to the field that has the focus.
fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| ["INPUT", "TEXTAREA", "SELECT"].contains(&element.tag_name().as_str()))
}

#[component]
pub fn SearchBox() -> impl IntoView {
    let console = console();
    let context = context();
    let input = NodeRef::<Input>::new();
    let text = RwSignal::new(String::new());
    let asked = RwSignal::new(String::new());
    let child_age = RwSignal::new(String::new());
    let is_open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);

    let mut ask = leptos::leptos_dom::helpers::debounce(Duration::from_millis(180), move |words| asked.set(words));
    Effect::new(move || ask(text.get()));
    let answer = follow(
        true,
        move || (asked.get(), child_age.get(), context.lang.get()),
        |(words, age, _): (String, String, Lang)| async move {
            if words.trim().is_empty() {
                return Ok(SearchAnswer::default());
            }
            let age = age.trim().parse::<u8>().map(|age| format!("&child_age={age}")).unwrap_or_default();
            api::get::<SearchAnswer>(&format!("/api/v1/search?q={}{age}", encode(words.trim()))).await
        },
    );
    let choices = Memo::new_with_compare(
        move |_| answer.with(|answer| answer.ready().map(groups).unwrap_or_default()),
        |_, _| true,
    );
    Effect::new(move || {
        asked.track();
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

    let pointed = move || (is_open.get() && !choices.with(Vec::is_empty)).then(|| format!("choice-{}", active.get()));
    let leave = move || {
        is_open.set(false);
        if let Some(input) = input.get_untracked()
            && input.blur().is_err()
        {
            leptos::logging::warn!("the search box keeps the focus");
        }
    };
    let go = move |choice: &Choice| {
        leave();
        choice.go(console);
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let flat = choices.with_untracked(|groups| groups.iter().map(|(_, choices)| choices.len()).sum::<usize>());
        match event.key().as_str() {
            "ArrowDown" if flat > 0 => active.update(|active| *active = (*active + 1) % flat),
            "ArrowUp" if flat > 0 => active.update(|active| *active = (*active + flat - 1) % flat),
            "Enter" => {
                let choice = choices.with_untracked(|groups| {
                    groups.iter().flat_map(|(_, choices)| choices).nth(active.get_untracked()).cloned()
                });
                if let Some(choice) = choice {
                    go(&choice);
                }
            }
            "Escape" => leave(),
            _ => return,
        }
        event.prevent_default();
    };

    let results = move || {
        if !is_open.get() || text.with(|text| text.trim().is_empty()) {
            return ().into_any();
        }
        let body = answer.with(|answer| match answer {
            Load::Loading => view! { <Loading/> }.into_any(),
            Load::Failed(error) => view! { <Failed error=error.clone()/> }.into_any(),
            Load::Ready(_) => {
                let groups = choices.get();
                if groups.is_empty() {
                    view! { <Empty text=i18n::NOTHING_FOUND hint=i18n::SEARCH_HINT/> }.into_any()
                } else {
                    let mut first = 0;
                    let mut parts = Vec::new();
                    for (title, choices) in groups {
                        let start = first;
                        first += choices.len();
                        parts.push(view! { <Group title choices start active go=Callback::new(move |choice: Choice| go(&choice))/> });
                    }
                    parts.collect_view().into_any()
                }
            }
        });
        let age = context.may(Deed::SeePeople).then(|| {
            view! {
                <label class="child-age">
                    <Icon of=icons::BABY/><span>{tr(i18n::CHILD_AGE)}</span>
                    <input type="number" min="0" max="17" inputmode="numeric" placeholder=tr(i18n::CHILD_AGE_HINT) data-testid="child-age"
                        prop:value=child_age on:input:target=move |event| child_age.set(event.target().value()) on:keydown=on_key/>
                </label>
            }
        });
        let role = if choices.with(Vec::is_empty) { "status" } else { "listbox" };
        view! {
            <div class="results panel" data-testid="results">
                {age}
                <div class="results-body" id="results" role=role aria-label=tr(i18n::RESULTS)>{body}</div>
                <p class="keys">{tr(i18n::KEYS)}</p>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="search" role="search">
            <Icon of=icons::SEARCH/>
            <input node_ref=input type="text" autocomplete="off" spellcheck="false" role="combobox" aria-controls="results" aria-autocomplete="list"
                aria-expanded=move || is_open.get().to_string() aria-activedescendant=pointed
                aria-label=tr(i18n::SEARCH) placeholder=tr(i18n::SEARCH) data-testid="search-input"
                prop:value=text on:input:target=move |event| { text.set(event.target().value()); is_open.set(true); }
                on:focus=move |_| is_open.set(true) on:keydown=on_key/>
            <kbd>"/"</kbd>
            {results}
        </div>
        <Show when=move || is_open.get()>
            <div class="veil" on:click=move |_| is_open.set(false)></div>
        </Show>
    }
}

#[component]
fn Group(
    title: Text,
    choices: Vec<Choice>,
    start: usize,
    active: RwSignal<usize>,
    go: Callback<Choice>,
) -> impl IntoView {
    let rows = choices.into_iter().enumerate().map(|(row, choice)| {
        let place = start + row;
        let target = choice.clone();
        let testid = match &choice {
            Choice::Person(_) => "result-resident",
            Choice::Place(_) => "result-place",
            Choice::Area(_) => "result-area",
            Choice::Case(_) => "result-case",
        };
        view! {
            <button class="row" class:active=move || active.get() == place id=format!("choice-{place}") role="option" tabindex="-1"
                aria-selected=move || (active.get() == place).to_string() data-testid=testid
                on:mouseenter=move |_| active.set(place) on:click=move |_| go.run(target.clone())>
                {row_of(choice)}
            </button>
        }
    });
    view! {
        <div class="group" role="group" aria-label=tr(title)>
            <h3 aria-hidden="true">{tr(title)}</h3>
            {rows.collect_view()}
        </div>
    }
}

fn row_of(choice: Choice) -> AnyView {
    let context = context();
    match choice {
        Choice::Person(hit) => view! { <Person hit/> }.into_any(),
        Choice::Place(hit) => view! {
            <span class="who"><Icon of=icons::MAP_PIN/><b>{hit.name}</b><span>{tr(hit.kind.text())}</span></span>
            <small>{hit.detail}</small>
        }
        .into_any(),
        Choice::Area(area) => view! {
            <span class="who"><Icon of=icons::GRID_3X3/><b>{area.name}</b><span>{tr(area.level.text())}</span></span>
            <small>{area.code}" · "{tr(i18n::OPEN_CASES)}" "{area.open}</small>
        }
        .into_any(),
        Choice::Case(case) => {
            let light = case.light;
            let (zh, en) = (case.category_zh, case.category_en);
            view! {
                <span class="who">
                    <LightMark light=light bare=true/>
                    <b>{move || if context.lang.get() == Lang::Zh { zh.clone() } else { en.clone() }}</b>
                    <span>{case.place}</span>
                </span>
                <small>{case.number}" · "{tr(case.stage.text())}</small>
            }
            .into_any()
        }
    }
}
