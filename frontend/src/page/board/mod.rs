//! 督办: the board of 督考130. Three lists that are worked down to nothing, and the cases that a leader follows.
//!
//! The numbers come from the server, which knows the calendar and whose days count; a list and its number are asked for
//! together, so that they agree. The address holds list and department.

mod list;

use super::gate::Gate;
use super::situation;
use crate::api;
use crate::context::{context, query, tr};
use crate::format;
use crate::i18n::{self, board as words};
use crate::live::{Live, LiveState};
use crate::load::{Load, Soon, follow};
use crate::ui::states::{Failed, LiveBadge, Loading};
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use list::List;
use shared::api::queue::{SupervisionView, WatchCount};
use shared::case::supervision::{SupervisionDays, Watch};
use shared::live::LiveEvent;
use shared::text::Text;
use shared::worker::Department;
use std::time::Duration;

/// The numbers follow what happens at this distance.
const BEHIND: Duration = Duration::from_secs(2);

/// One list of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Watch(Watch),
    /// Put under supervision by a leader.
    Supervised,
}

const TABS: [Tab; 4] = [Tab::Watch(Watch::Plan), Tab::Watch(Watch::Feedback), Tab::Watch(Watch::Open), Tab::Supervised];

impl Tab {
    fn code(self) -> &'static str {
        match self {
            Tab::Watch(watch) => watch.code(),
            Tab::Supervised => "supervised",
        }
    }

    fn parse(code: &str) -> Option<Tab> {
        TABS.into_iter().find(|tab| tab.code() == code)
    }

    fn text(self) -> Text {
        match self {
            Tab::Watch(watch) => watch.text(),
            Tab::Supervised => words::SUPERVISED,
        }
    }

    fn count(self, view: &SupervisionView) -> WatchCount {
        match self {
            Tab::Watch(Watch::Plan) => view.plan,
            Tab::Watch(Watch::Feedback) => view.feedback,
            Tab::Watch(Watch::Open) => view.open,
            Tab::Supervised => WatchCount { count: view.supervised, late: 0 },
        }
    }
}

/// What the board shows.
#[derive(Clone, Copy)]
struct Board {
    tab: RwSignal<Tab>,
    department: RwSignal<Option<Department>>,
    /// Grows when something happened.
    round: RwSignal<u32>,
    view: RwSignal<Load<SupervisionView>>,
}

impl Board {
    fn open() -> Board {
        let tab = query("list").as_deref().and_then(Tab::parse).unwrap_or(Tab::Watch(Watch::Plan));
        let department = query("department").and_then(|code| code.parse().ok());
        let round = RwSignal::new(0);
        let view = follow(true, move || round.get(), |_| api::get::<SupervisionView>("/api/v1/supervision"));
        let board = Board { tab: RwSignal::new(tab), department: RwSignal::new(department), round, view };
        Effect::new(move || {
            let department = board.department.get().map(|department| format!("&department={department}"));
            let address = format!("/board?list={}{}", board.tab.get().code(), department.unwrap_or_default());
            let history = window().history();
            let written =
                history.and_then(|h| h.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address)));
            if written.is_err() {
                leptos::logging::warn!("the address cannot be written");
            }
        });
        board
    }

    fn refresh(self) {
        self.round.update(|round| *round += 1);
    }
}

#[component]
pub fn BoardPage() -> impl IntoView {
    situation("board-page", words::TITLE);
    view! {
        <Gate><Opened/></Gate>
    }
}

#[component]
fn Opened() -> impl IntoView {
    let context = context();
    let board = Board::open();
    let live = Live::new();
    let soon = Soon::new(BEHIND);
    live.follow(None, None, move |_: LiveEvent| soon.run(move || board.refresh()));
    Effect::new(move |before: Option<LiveState>| {
        let state = live.state.get();
        if before == Some(LiveState::Lost) && state == LiveState::Live {
            board.refresh();
        }
        state
    });
    let as_of = move || {
        board.view.with(|view| {
            view.ready().map(|view| format!("{} {}", context.t(i18n::DATA_AS_OF), format::hms(view.as_of)))
        })
    };
    // Made once when the numbers have come; afterwards they change where they stand.
    let shown = Memo::new(move |_| board.view.with(|view| view.ready().is_some()));
    let body = move || match shown.get() {
        true => view! { <Counts board/><div class="board-body"><List board/><Departments board/></div> }.into_any(),
        false => match board.view.get() {
            Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| board.refresh())/> }.into_any(),
            _ => view! { <Loading/> }.into_any(),
        },
    };
    view! {
        <header class="case-top">
            <a class="brand" href="/"><Icon of=icons::ARROW_LEFT/><b>{tr(i18n::PRODUCT)}</b></a>
            <h1>{tr(words::TITLE)}</h1>
            <div class="top-end">
                <span class="as-of" data-testid="as-of">{as_of}</span>
                <LiveBadge live/>
                <LangSwitch/>
                <ThemeSwitch/>
            </div>
        </header>
        <main class="board" data-testid="board-page">
            {body}
        </main>
    }
}

/// The four numbers; each opens its list.
#[component]
fn Counts(board: Board) -> impl IntoView {
    let context = context();
    let days = move || {
        let natural = board.view.with(|view| view.ready().is_none_or(|view| view.days == SupervisionDays::Natural));
        context.t(if natural { words::NATURAL } else { words::WORKING })
    };
    let tab = move |tab: Tab| {
        let count =
            Memo::new(move |_| board.view.with(|view| view.ready().map(|view| tab.count(view)).unwrap_or_default()));
        let late = move || {
            let late = count.get().late;
            let word = if tab == Tab::Watch(Watch::Open) { words::OVER_LIMIT } else { words::LATE };
            (late > 0).then(|| view! { <em>{tr(word)}" "{format::count(late)}</em> })
        };
        let figure = match tab {
            Tab::Watch(watch) => watch.code(),
            Tab::Supervised => "督",
        };
        view! {
            <button class="board-tab panel" class:active=move || board.tab.get() == tab class:clear=move || count.get().count == 0
                aria-pressed=move || (board.tab.get() == tab).to_string() data-testid=format!("board-tab-{}", tab.code())
                on:click=move |_| board.tab.set(tab)>
                <i aria-hidden="true">{figure}</i>
                <span>{tr(tab.text())}</span>
                <b data-testid=format!("board-count-{}", tab.code())>{move || format::count(count.get().count)}</b>
                {late}
            </button>
        }
    };
    view! {
        <section class="board-counts" aria-label=tr(words::TITLE)>
            {TABS.map(tab)}
            <p class="hint">{tr(words::RULE)}" · "{days}</p>
        </section>
    }
}

/// Open cases by department; a row narrows the list.
#[component]
fn Departments(board: Board) -> impl IntoView {
    let rows = move || board.view.with(|view| view.ready().map(|view| view.departments.clone()).unwrap_or_default());
    let row = move |watch: shared::api::queue::DepartmentWatch| {
        let department = watch.department;
        let chosen = move || board.department.get() == Some(department);
        let choose = move |_| {
            let now = board.department.get_untracked();
            board.department.set((now != Some(department)).then_some(department));
        };
        view! {
            <li>
                <button class="board-department" class:active=chosen aria-pressed=move || chosen().to_string() on:click=choose
                    data-testid=format!("board-department-{department}")>
                    <span>{tr(department.text())}</span>
                    {(watch.late > 0).then(|| view! { <em>{tr(words::OVER_LIMIT)}" "{format::count(watch.late)}</em> })}
                    <b>{format::count(watch.open)}</b>
                </button>
            </li>
        }
    };
    view! {
        <aside class="panel board-departments" aria-label=tr(words::DEPARTMENTS)>
            <h2>{tr(words::DEPARTMENTS)}</h2>
            <ul>{move || rows().into_iter().map(row).collect_view()}</ul>
        </aside>
    }
}
