//! 待办: what waits for the office of whoever is signed in, by state, the most pressing first. What can be done to several
//! at once is done to several at once.

mod bulk;
pub mod keys;
mod steps;

use super::cases::CaseRow;
use super::state::{Panel, console};
use crate::api::{self, ApiError};
use crate::context::{Context, context, query, tr};
use crate::format;
use crate::i18n::casework as words;
use crate::load::{Load, Soon};
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Role;
use shared::api::case::CaseOnMap;
use shared::api::queue::QueueView;
use shared::case::queue::{desks_of, states_of};
use shared::case::workflow::State;
use shared::text::Text;
use std::collections::BTreeSet;
use std::time::Duration;

/// Cases of one tab at most; nobody works through more before looking again.
const MOST: usize = 600;
/// The counts follow what happens at this distance.
const BEHIND: Duration = Duration::from_millis(1_500);
/// What falls due does so without any event.
const EVERY: Duration = Duration::from_secs(60);

/// What the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    State(State),
    /// Applications that the office decides.
    Pending,
}

impl Tab {
    pub fn code(self) -> &'static str {
        match self {
            Tab::State(state) => state.code(),
            Tab::Pending => "pending",
        }
    }

    fn parse(code: &str) -> Option<Tab> {
        if code == "pending" { Some(Tab::Pending) } else { code.parse().ok().map(Tab::State) }
    }

    fn text(self) -> Text {
        match self {
            Tab::State(state) => state.text(),
            Tab::Pending => words::TO_DECIDE,
        }
    }

    fn path(self) -> String {
        match self {
            Tab::State(state) => format!("/api/v1/cases?order=due&limit=200&mine=true&state={state}"),
            Tab::Pending => "/api/v1/cases?order=due&limit=200&pending=true".to_owned(),
        }
    }
}

#[derive(Clone, Copy)]
pub struct Queue {
    pub view: RwSignal<Load<QueueView>>,
    /// None until it is known where something waits.
    pub tab: RwSignal<Option<Tab>>,
    pub cases: RwSignal<Load<Vec<CaseOnMap>>>,
    /// Numbers of the cases that are ticked.
    pub chosen: RwSignal<BTreeSet<String>>,
    context: Context,
    soon: Soon,
    generation: StoredValue<u32>,
}

impl Queue {
    pub fn new() -> Queue {
        Queue {
            context: context(),
            view: RwSignal::new(Load::Loading),
            tab: RwSignal::new(query("tab").as_deref().and_then(Tab::parse)),
            cases: RwSignal::new(Load::Loading),
            chosen: RwSignal::default(),
            soon: Soon::new(BEHIND),
            generation: StoredValue::new(0),
        }
    }

    /// Asks for the counts and, when the list is on the screen, for the list.
    pub fn refresh(self, with_list: bool) {
        if self.role().is_none() {
            return;
        }
        spawn_local(async move {
            let answer = api::get::<QueueView>("/api/v1/queue").await;
            if let Ok(view) = &answer
                && self.tab.try_get_untracked() == Some(None)
            {
                self.tab.set(first(view));
            }
            if answer.is_ok() || self.view.with_untracked(|view| view.ready().is_none()) {
                self.view.set(answer.into());
            }
        });
        if with_list {
            self.load();
        }
    }

    pub fn refresh_soon(self, with_list: bool) {
        self.soon.run(move || self.refresh(with_list));
    }

    /// Asks for the list of the tab. The old one stays until the new one is here.
    fn load(self) {
        let Some(tab) = self.tab.get_untracked() else { return };
        let mine = self.generation.get_value() + 1;
        self.generation.set_value(mine);
        spawn_local(async move {
            let answer = api::get_all::<CaseOnMap>(tab.path(), MOST).await;
            if self.generation.try_get_value() != Some(mine) {
                return;
            }
            if let Ok(cases) = &answer {
                let there = |number: &String| cases.iter().any(|case| &case.number == number);
                self.chosen.update(|chosen| chosen.retain(there));
            } else if self.cases.with_untracked(|cases| cases.ready().is_some()) && answer == Err(ApiError::Offline) {
                return;
            }
            self.cases.set(answer.into());
        });
    }

    /// The role of the viewer, if anything ever waits for it.
    fn role(self) -> Option<Role> {
        let role = self.context.office().map(|office| office.role);
        role.filter(|role| !states_of(*role).is_empty() || !desks_of(*role).is_empty())
    }

    fn total(self) -> u32 {
        self.view
            .with(|view| view.ready().map_or(0, |view| view.pending + view.states.iter().map(|s| s.count).sum::<u32>()))
    }
}

/// Where something waits, else the first tab.
fn first(view: &QueueView) -> Option<Tab> {
    let busy = view.states.iter().find(|state| state.count > 0).map(|state| Tab::State(state.state));
    let pending = (view.pending > 0).then_some(Tab::Pending);
    busy.or(pending).or(view.states.first().map(|state| Tab::State(state.state)))
}

/// The entry of the rail with its count; nothing for those for whom nothing ever waits.
#[component]
pub fn QueueEntry() -> impl IntoView {
    let console = console();
    let queue = console.queue;
    queue.refresh(false);
    if let Ok(timer) =
        set_interval_with_handle(move || queue.refresh(console.panel.get_untracked() == Panel::Queue), EVERY)
    {
        on_cleanup(move || timer.clear());
    }
    let late = move || {
        queue.view.with(|view| view.ready().is_some_and(|view| view.states.iter().any(|state| state.overdue > 0)))
    };
    let active = move || console.panel.get() == Panel::Queue;
    let choose =
        move |_| console.panel.update(|panel| *panel = if *panel == Panel::Queue { Panel::None } else { Panel::Queue });
    move || {
        queue.role().map(|_| {
            view! {
                <button class:active=active on:click=choose aria-pressed=move || active().to_string() data-testid="rail-queue">
                    <Icon of=icons::INBOX/><span>{tr(words::QUEUE)}</span>
                    <Show when=move || queue.total() != 0>
                        <b class="badge" class:late=late data-testid="queue-count">{move || format::count(queue.total())}</b>
                    </Show>
                </button>
            }
        })
    }
}

#[component]
pub fn QueuePanel() -> impl IntoView {
    let console = console();
    let context = context();
    let queue = console.queue;
    Effect::new(move |before: Option<Option<Tab>>| {
        let tab = queue.tab.get();
        if before.is_some_and(|before| before != tab) {
            queue.chosen.set(BTreeSet::new());
            queue.cases.set(Load::Loading);
        }
        queue.load();
        tab
    });
    let tabs = move || match queue.view.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| queue.refresh(true))/> }.into_any(),
        Load::Ready(view) => {
            let decides = queue.role().is_some_and(|role| !desks_of(role).is_empty());
            let pending = decides.then_some((Tab::Pending, view.pending, 0, 0));
            let states =
                view.states.iter().map(|state| (Tab::State(state.state), state.count, state.due_soon, state.overdue));
            let tabs = states.chain(pending).map(|(tab, count, due_soon, overdue)| {
                view! { <TabButton tab count due_soon overdue/> }
            });
            view! { <div class="tabs" role="tablist" aria-label=tr(words::QUEUE)>{tabs.collect_view()}</div> }
                .into_any()
        }
    };
    let shown = Memo::new(move |_| {
        queue.cases.with(|cases| match cases {
            Load::Loading if queue.tab.get().is_none() => None,
            Load::Loading => Some(Load::Loading),
            Load::Failed(error) => Some(Load::Failed(error.clone())),
            Load::Ready(cases) => Some(Load::Ready(cases.is_empty())),
        })
    });
    let rows = move || queue.cases.with(|cases| cases.ready().cloned().unwrap_or_default());
    let body = move || match shown.get() {
        None => ().into_any(),
        Some(Load::Loading) => view! { <Loading/> }.into_any(),
        Some(Load::Failed(error)) => {
            view! { <Failed error retry=Callback::new(move |()| queue.refresh(true))/> }.into_any()
        }
        Some(Load::Ready(true)) => {
            view! { <Empty text=words::NOTHING_WAITS hint=words::NOTHING_WAITS_HINT/> }.into_any()
        }
        Some(Load::Ready(false)) => view! {
            <ul class="rows">
                <For each=rows key=|case| (case.number.clone(), case.version) let:case><QueueRow case/></For>
            </ul>
        }
        .into_any(),
    };
    let all = move || {
        let count = queue.cases.with(|cases| cases.ready().map_or(0, Vec::len));
        count > 0 && queue.chosen.with(BTreeSet::len) == count
    };
    let choose_all = move |_| {
        let numbers: BTreeSet<String> = match all() {
            true => BTreeSet::new(),
            false => queue
                .cases
                .with_untracked(|cases| cases.ready().into_iter().flatten().map(|case| case.number.clone()).collect()),
        };
        queue.chosen.set(numbers);
    };
    let as_of = move || {
        queue.view.with(|view| {
            view.ready().map(|view| format!("{} {}", context.t(crate::i18n::DATA_AS_OF), format::hms(view.as_of)))
        })
    };
    let has_rows = move || shown.get() == Some(Load::Ready(false));
    view! {
        <section class="panel queue" aria-label=tr(words::QUEUE) data-testid="queue">
            <h2>
                {tr(words::QUEUE)}<b class="count">{move || queue.total()}</b>
                <small class="list-as-of">{as_of}</small>
                <keys::KeysButton/>
            </h2>
            {tabs}
            <Show when=has_rows>
                <label class="choose-all">
                    <input type="checkbox" prop:checked=all on:change=choose_all data-testid="queue-select-all"/>{tr(words::CHOOSE_ALL)}
                </label>
            </Show>
            <div class="scroll" role="tabpanel" aria-label=move || queue.tab.get().map(|tab| context.t(tab.text()))>{body}</div>
            <bulk::BulkBar/>
        </section>
    }
}

#[component]
fn TabButton(tab: Tab, count: u32, due_soon: u32, overdue: u32) -> impl IntoView {
    let context = context();
    let queue = console().queue;
    let selected = move || queue.tab.get() == Some(tab);
    view! {
        <button class="tab" role="tab" class:active=selected aria-selected=move || selected().to_string()
            on:click=move |_| queue.tab.set(Some(tab)) data-testid=format!("queue-tab-{}", tab.code())>
            <span>{tr(tab.text())}</span>
            <b>{format::count(count)}</b>
            {(overdue > 0).then(|| view! { <em class="bad">{move || words::overdue(overdue, context.lang.get())}</em> })}
            {(due_soon > 0).then(|| view! { <em class="warn">{move || words::due_soon(due_soon, context.lang.get())}</em> })}
        </button>
    }
}

#[component]
fn QueueRow(case: CaseOnMap) -> impl IntoView {
    let context = context();
    let queue = console().queue;
    let number = StoredValue::new(case.number.clone());
    let chosen = move || queue.chosen.with(|chosen| number.with_value(|number| chosen.contains(number)));
    view! {
        <li class="queue-row" class:chosen=chosen>
            <label class="check">
                <input type="checkbox" prop:checked=chosen on:change=move |_| flip(queue, &number.get_value()) data-testid="queue-select"
                    aria-label=move || words::choose(&number.get_value(), context.lang.get())/>
            </label>
            <CaseRow case/>
        </li>
    }
}

/// Ticks a case, or unticks it.
fn flip(queue: Queue, number: &str) {
    queue.chosen.update(|chosen| {
        if !chosen.remove(number) {
            chosen.insert(number.to_owned());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::noon;
    use shared::api::queue::QueueCount;

    #[test]
    fn the_queue_opens_where_something_waits() {
        let count = |state, count| QueueCount { state, count, due_soon: 0, overdue: 0 };
        let view = |states, pending| QueueView { as_of: noon(), states, pending };
        let two = |a, b| vec![count(State::Reported, a), count(State::Filed, b)];
        assert_eq!(first(&view(two(0, 4), 1)), Some(Tab::State(State::Filed)));
        assert_eq!(first(&view(two(0, 0), 1)), Some(Tab::Pending));
        assert_eq!(first(&view(two(0, 0), 0)), Some(Tab::State(State::Reported)));
        assert_eq!(first(&view(Vec::new(), 0)), None);
    }

    #[test]
    fn a_tab_is_found_again_by_its_code() {
        for tab in [Tab::Pending, Tab::State(State::Handling)] {
            assert_eq!(Tab::parse(tab.code()), Some(tab));
        }
        assert_eq!(Tab::parse("nothing"), None);
    }
}
