//! One list of the board, the most pressing first, and more of it on demand.

use super::{Board, Tab};
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::board as words;
use crate::load::Load;
use crate::page::case::clocks::short_reading;
use crate::page::console::pick;
use crate::ui::marks::LightMark;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::Page;
use shared::api::case::CaseOnMap;
use shared::case::workflow::Action;

/// Rows asked for at a time.
const PAGE: usize = 50;

#[derive(Clone, Copy)]
struct Rows {
    cases: RwSignal<Load<Vec<CaseOnMap>>>,
    next: RwSignal<Option<String>>,
    generation: StoredValue<u32>,
}

impl Rows {
    /// Fetches the list anew, as long as it was; an answer to an older question is dropped.
    fn load(self, path: String, length: usize) {
        let mine = self.generation.get_value() + 1;
        self.generation.set_value(mine);
        spawn_local(async move {
            let page: Result<Page<CaseOnMap>, ApiError> = api::get(&format!("{path}&limit={}", length.max(PAGE))).await;
            if self.generation.try_get_value() != Some(mine) {
                return;
            }
            match page {
                Ok(page) => {
                    self.next.set(page.next);
                    self.cases.set(Load::Ready(page.items));
                }
                Err(error) => self.cases.set(Load::Failed(error)),
            }
        });
    }

    fn more(self, path: String) {
        let Some(after) = self.next.get_untracked() else { return };
        let mine = self.generation.get_value();
        spawn_local(async move {
            let path = format!("{path}&limit={PAGE}&after={}", encode(&after));
            let page: Result<Page<CaseOnMap>, ApiError> = api::get(&path).await;
            if let (Ok(page), true) = (page, self.generation.try_get_value() == Some(mine)) {
                self.next.set(page.next);
                self.cases.update(|cases| {
                    if let Load::Ready(cases) = cases {
                        cases.extend(page.items);
                    }
                });
            }
        });
    }
}

fn path(board: Board) -> String {
    let list = match board.tab.get() {
        Tab::Watch(watch) => format!("watch={}", watch.code()),
        Tab::Supervised => "supervised=true&open=true".to_owned(),
    };
    let department = board.department.get().map(|department| format!("&department={department}"));
    format!("/api/v1/cases?{list}&order=due{}", department.unwrap_or_default())
}

#[component]
pub fn List(board: Board) -> impl IntoView {
    let rows = Rows { cases: RwSignal::new(Load::Loading), next: RwSignal::new(None), generation: StoredValue::new(0) };
    Effect::new(move |before: Option<String>| {
        board.round.track();
        let path = path(board);
        let same = before.as_deref() == Some(path.as_str());
        if !same {
            rows.cases.set(Load::Loading);
        }
        let length = rows.cases.with_untracked(|cases| cases.ready().map_or(0, Vec::len));
        rows.load(path.clone(), if same { length.min(500) } else { PAGE });
        path
    });
    let body = move || {
        match rows.cases.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| board.refresh())/> }.into_any(),
        Load::Ready(cases) if cases.is_empty() => view! {
            <div class="state" role="status" data-testid="board-cleared">
                <b class="zero">"0"</b><p>{tr(words::CLEARED)}</p><small>{tr(words::CLEARED_HINT)}</small>
            </div>
        }
        .into_any(),
        Load::Ready(cases) => view! {
            <ul class="board-rows">{cases.into_iter().map(|case| view! { <li><Row case/></li> }).collect_view()}</ul>
            <Show when=move || rows.next.with(Option::is_some)>
                <button class="button quiet" on:click=move |_| rows.more(untrack(|| path(board))) data-testid="board-more">
                    {tr(words::MORE)}
                </button>
            </Show>
        }
        .into_any(),
    }
    };
    let chosen = move || {
        board.department.get().map(|department| view! {
            <button class="chip active" on:click=move |_| board.department.set(None) data-testid="board-all-departments">
                {tr(department.text())}<Icon of=icons::X/>
            </button>
        })
    };
    view! {
        <section class="panel board-list" data-testid="board-list">
            <h2>{move || tr(board.tab.get().text())()}{chosen}</h2>
            {body}
        </section>
    }
}

/// One case; the whole row is a link to its page.
#[component]
fn Row(case: CaseOnMap) -> impl IntoView {
    let context = context();
    let shown = StoredValue::new(case.clone());
    let lit = Signal::derive(move || shown.with_value(|case| case.light_at(context.now.get())));
    let clock = move || shown.with_value(|case| short_reading(case, context.now.get(), context.lang.get()));
    let (zh, en) = (case.category_zh.clone(), case.category_en.clone());
    let area = case.grid.as_ref().or(case.community.as_ref()).map(|area| area.name.clone());
    view! {
        <a class="board-row" href=format!("/case/{}", encode(&case.number)) data-testid="board-row" data-number=case.number.clone()>
            <LightMark light=lit bare=true/>
            <span class="what">
                <b>{move || pick(context.lang.get(), &zh, &en).to_owned()}</b>
                {case.supervised.then(|| view! { <em class="supervised">{tr(Action::Supervise.text())}</em> })}
                <small>{case.place}" · "{area}</small>
            </span>
            <span class="whose">{case.department.map(|department| tr(department.text()))}</span>
            <span class="state">{tr(case.state.text())}</span>
            <span class="since">{tr(words::REPORTED)}" "{format::day_hm(case.reported_at)}</span>
            <span class="clock" data-light=move || lit.get().code()>{clock}</span>
        </a>
    }
}
