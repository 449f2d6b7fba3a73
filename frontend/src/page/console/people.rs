//! 找人: the complete list of people for a question, from a name to a dwelling. The search box hands its question over.

use super::person::{Person, choose};
use super::question::{Narrowing, Question};
use super::state::console;
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::i18n::{self, search as words};
use crate::load::{Load, latest};
use crate::ui::states::{Empty, Failed, Loading};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::Page;
use shared::api::person::ResidentHit;
use shared::api::search::SearchAnswer;
use web_sys::AbortSignal;

/// People on one page.
const PAGE: usize = 50;
/// So near to its end a list that is scrolled asks for its next page, in pixels.
const NEAR: i32 = 400;

async fn first_page(question: &Question, off: &AbortSignal) -> Result<Page<ResidentHit>, ApiError> {
    if question.is_empty() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    // Telephones and identity numbers lead to few people, and stay out of addresses.
    if question.is_personal() {
        let answer: SearchAnswer = api::post_unless("/api/v1/search", &question.input(), off).await?;
        return Ok(Page { items: answer.residents, next: None });
    }
    api::get_unless(&question.path(PAGE), off).await
}

#[component]
pub fn People() -> impl IntoView {
    let console = console();
    let context = context();
    let question = console.people;
    let first = latest(
        move || (question.get(), context.lang.get()),
        |(question, _), off| async move { first_page(&question, &off).await },
    );
    // Everything that is shown, page by page.
    let people = RwSignal::new(Vec::<ResidentHit>::new());
    let next = RwSignal::new(None::<String>);
    let more = RwSignal::new(Load::Ready(()));
    let round = StoredValue::new(0_u32);
    Effect::new(move || {
        first.with(|first| {
            if let Load::Ready((_, page)) = first {
                round.update_value(|round| *round += 1);
                people.set(page.items.clone());
                next.set(page.next.clone());
                more.set(Load::Ready(()));
            }
        });
    });
    let load_more = move || {
        let asked = first.with_untracked(|first| first.ready().map(|((question, _), _)| question.clone()));
        let Some((asked, after)) = asked.zip(next.get_untracked()) else { return };
        if more.with_untracked(|more| *more == Load::Loading) {
            return;
        }
        more.set(Load::Loading);
        let mine = round.get_value();
        spawn_local(async move {
            let path = format!("{}&after={}", asked.path(PAGE), encode(&after));
            let page = api::get::<Page<ResidentHit>>(&path).await;
            // Another question may have been asked meanwhile, or the list left.
            if round.try_get_value() != Some(mine) {
                return;
            }
            more.set(
                page.map(|page| {
                    people.update(|people| people.extend(page.items));
                    next.set(page.next);
                })
                .into(),
            );
        });
    };
    let on_scroll = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlDivElement>| {
        let list = event.target();
        if list.scroll_height() - list.scroll_top() - list.client_height() < NEAR {
            load_more();
        }
    };
    let row = move |hit: ResidentHit| {
        let (target, id) = (hit.clone(), hit.id.clone());
        view! {
            <li><button class="row person-row" data-testid="people-row" data-id=id on:click=move |_| choose(console, &target)>
                <Person hit/>
            </button></li>
        }
    };
    let end = move || {
        match (more.get(), next.with(Option::is_some)) {
        (Load::Loading, _) => view! { <Loading/> }.into_any(),
        (Load::Failed(error), _) => view! { <Failed error retry=Callback::new(move |()| load_more())/> }.into_any(),
        (Load::Ready(()), true) => view! {
            <button class="button quiet more" data-testid="people-more" on:click=move |_| load_more()>{tr(words::LOAD_MORE)}</button>
        }
        .into_any(),
        (Load::Ready(()), false) => view! { <p class="hint" data-testid="people-end">{tr(words::COMPLETE)}</p> }.into_any(),
    }
    };
    #[derive(Clone, PartialEq)]
    enum Shown {
        Waiting,
        Failed(ApiError),
        Start,
        Nobody,
        List,
    }
    let shown = Memo::new(move |_| match first.get() {
        Load::Loading => Shown::Waiting,
        Load::Failed(error) => Shown::Failed(error),
        Load::Ready(((asked, _), _)) if asked.is_empty() => Shown::Start,
        Load::Ready((_, page)) if page.items.is_empty() => Shown::Nobody,
        Load::Ready(_) => Shown::List,
    });
    let answer = move || match shown.get() {
        Shown::Waiting => view! { <Loading/> }.into_any(),
        Shown::Failed(error) => view! { <Failed error/> }.into_any(),
        Shown::Start => view! { <Empty text=i18n::PEOPLE_START hint=i18n::PEOPLE_HINT/> }.into_any(),
        Shown::Nobody => view! { <Empty text=i18n::NOBODY hint=i18n::NOBODY_HINT/> }.into_any(),
        Shown::List => view! {
            <p class="count" role="status" data-testid="people-count">{move || {
                i18n::found(people.with(Vec::len), next.with(Option::is_some), context.lang.get())
            }}</p>
            <ul class="rows">
                <For each=move || people.get() key=|hit| format!("{}{:?}", hit.id, hit.matched) children=row/>
            </ul>
            {end}
        }
        .into_any(),
    };
    let put =
        move |get: fn(&mut Question) -> &mut String, value: String| question.update(|question| *get(question) = value);
    view! {
        <section class="panel people" aria-label=tr(i18n::FIND_PEOPLE)>
            <h2>{tr(i18n::FIND_PEOPLE)}</h2>
            <div class="fields">
                <label><span>{tr(i18n::NAME)}</span>
                    <input autocomplete="off" maxlength="60" placeholder=tr(i18n::NAME_HINT) data-testid="people-name"
                        prop:value=move || question.with(|question| question.words.clone())
                        on:input:target=move |event| put(|question| &mut question.words, event.target().value())/>
                </label>
                <label><span>{tr(words::SMALLER_AREA)}</span>
                    <input autocomplete="off" placeholder=tr(words::SMALLER_AREA_HINT) data-testid="people-area"
                        prop:value=move || question.with(|question| question.area.clone())
                        on:input:target=move |event| put(|question| &mut question.area, event.target().value())/>
                </label>
                <Narrowing question prefix="people-"/>
            </div>
            <div class="scroll" on:scroll:target=on_scroll>{answer}</div>
        </section>
    }
}
