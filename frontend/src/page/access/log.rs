//! The log with its filters. The address holds the household, so that its log can be opened from elsewhere.

use crate::api::{self, ApiError, encode};
use crate::context::{context, query, tr};
use crate::format;
use crate::i18n::care as words;
use crate::load::Load;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::Page;
use shared::api::disclosure::{AccessView, DwellingRef};
use shared::disclosure::{AccessAction, AccessSubject};

/// Rows asked for at a time.
const PAGE: usize = 50;

/// What is asked for; empty fields do not narrow.
#[derive(Clone, Default, PartialEq)]
struct Question {
    login: String,
    action: String,
    from: String,
    to: String,
    dwelling: Option<DwellingRef>,
}

impl Question {
    fn path(&self) -> String {
        let pairs = [("login", &self.login), ("action", &self.action), ("from", &self.from), ("to", &self.to)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty());
        let query: String = pairs.map(|(name, value)| format!("&{name}={}", encode(value.trim()))).collect();
        let dwelling = self.dwelling.as_ref().map(|dwelling| format!("&dwelling={}", encode(&dwelling.id)));
        format!("/api/v1/access-log?limit={PAGE}{query}{}", dwelling.unwrap_or_default())
    }
}

#[derive(Clone, Copy)]
struct Rows {
    asked: RwSignal<Question>,
    rows: RwSignal<Load<Vec<AccessView>>>,
    next: RwSignal<Option<String>>,
    generation: StoredValue<u32>,
}

impl Rows {
    /// Asks for the first page; an answer to an older question is dropped.
    fn load(self) {
        let (mine, path) = (self.generation.get_value() + 1, self.asked.with_untracked(Question::path));
        self.generation.set_value(mine);
        spawn_local(async move {
            let page: Result<Page<AccessView>, ApiError> = api::get(&path).await;
            if self.generation.try_get_value() != Some(mine) {
                return;
            }
            self.next.set(page.as_ref().ok().and_then(|page| page.next.clone()));
            self.rows.set(page.map(|page| page.items).into());
        });
    }

    fn more(self) {
        let Some(after) = self.next.get_untracked() else { return };
        let mine = self.generation.get_value();
        let path = format!("{}&after={}", self.asked.with_untracked(Question::path), encode(&after));
        spawn_local(async move {
            let page: Result<Page<AccessView>, ApiError> = api::get(&path).await;
            if let (Ok(page), true) = (page, self.generation.try_get_value() == Some(mine)) {
                self.next.set(page.next);
                self.rows.update(|rows| {
                    if let Load::Ready(rows) = rows {
                        rows.extend(page.items);
                    }
                });
            }
        });
    }
}

#[component]
pub fn Log() -> impl IntoView {
    let household = query("dwelling").map(|id| DwellingRef { name: id.clone(), id });
    let rows = Rows {
        asked: RwSignal::new(Question { dwelling: household, ..Question::default() }),
        rows: RwSignal::new(Load::Loading),
        next: RwSignal::new(None),
        generation: StoredValue::new(0),
    };
    Effect::new(move || {
        rows.asked.track();
        rows.load();
    });
    let body = move || {
        match rows.rows.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| rows.load())/> }.into_any(),
        Load::Ready(found) if found.is_empty() => view! { <Empty text=words::NO_ENTRIES/> }.into_any(),
        Load::Ready(found) => view! {
            <ul class="care-rows">{found.into_iter().map(|row| view! { <Row row asked=rows.asked/> }).collect_view()}</ul>
            <Show when=move || rows.next.with(Option::is_some)>
                <button class="button quiet" on:click=move |_| rows.more() data-testid="access-more">{tr(words::MORE)}</button>
            </Show>
        }
        .into_any(),
    }
    };
    view! {
        <section class="panel care-panel" data-testid="access-log">
            <h2>{tr(words::ENTRIES)}</h2>
            <Filters asked=rows.asked/>
            {body}
        </section>
    }
}

#[component]
fn Filters(asked: RwSignal<Question>) -> impl IntoView {
    let field = move |kind: &'static str, name: &'static str, label, get: fn(&mut Question) -> &mut String| {
        view! {
            <label><span>{tr(label)}</span>
                <input type=kind autocomplete="off" data-testid=format!("access-{name}")
                    prop:value=move || asked.with(|question| get(&mut question.clone()).clone())
                    on:change:target=move |event| asked.update(|question| *get(question) = event.target().value())/>
            </label>
        }
    };
    let household = move || {
        asked.with(|question| question.dwelling.clone()).map(|dwelling| {
            view! {
                <button class="chip active" on:click=move |_| asked.update(|question| question.dwelling = None)
                    title=tr(words::WHOLE_LOG) data-testid="access-household">
                    {tr(words::ONE_HOUSEHOLD)}" · "{dwelling.name}<Icon of=icons::X/>
                </button>
            }
        })
    };
    view! {
        <div class="care-filters">
            {field("text", "login", words::LOGIN, |question| &mut question.login)}
            <label><span>{tr(words::ACTION)}</span>
                <select data-testid="access-action" on:change:target=move |event| asked.update(|question| question.action = event.target().value())>
                    <option value="">{tr(words::ALL_ACTIONS)}</option>
                    {AccessAction::ALL.iter().map(|action| view! { <option value=action.code()>{tr(action.text())}</option> }).collect_view()}
                </select>
            </label>
            {field("date", "from", words::FROM, |question| &mut question.from)}
            {field("date", "to", words::TO, |question| &mut question.to)}
            {household}
        </div>
    }
}

#[component]
fn Row(row: AccessView, asked: RwSignal<Question>) -> impl IntoView {
    let context = context();
    let fields = row.fields.clone();
    let fields = move || fields.iter().map(|field| field.text().get(context.lang.get())).collect::<Vec<_>>().join("、");
    let subject = match (row.dwelling, row.subject) {
        (Some(dwelling), _) => {
            let name = dwelling.name.clone();
            let choose = move |_| asked.update(|question| question.dwelling = Some(dwelling.clone()));
            view! { <button class="link" on:click=choose title=tr(words::ONE_HOUSEHOLD) data-testid="access-dwelling">{name}</button> }
                .into_any()
        }
        (None, AccessSubject::Case) => {
            view! { <a class="link" href=format!("/case/{}", encode(&row.subject_id))>{row.subject_id.clone()}</a> }
                .into_any()
        }
        (None, _) => view! { <span>{row.area.name.clone()}</span> }.into_any(),
    };
    let answers = row.answers.map(|count| view! { <small>{move || words::answers(count, context.lang.get())}</small> });
    let why = row.purpose.map(|purpose| view! { <b>{tr(purpose.text())}</b> });
    let words = row.words_hash.map(|hash| {
        let short: String = hash.chars().take(8).collect();
        view! { <small>{tr(words::SAME_WORDS)}" "<code>{short}</code></small> }
    });
    view! {
        <li class="care-row" data-testid="access-row" data-action=row.action.code()>
            <time>{format::day_hm(row.at)}</time>
            <span class="who"><b>{row.name}</b>" "<code>{row.login}</code><small>{tr(row.role.text())}" · "{row.office_area.name}</small></span>
            <span class="what"><b>{tr(row.action.text())}</b><small>{tr(row.subject.text())}" "{fields}</small></span>
            <span class="whom">{subject}{answers}</span>
            <span class="why">{why}<small>{row.reason}</small>{words}</span>
        </li>
    }
}
