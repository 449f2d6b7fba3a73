//! 部门推送: how each department fares, deliveries one by one, and the way of one report from the door to the receipts.
//!
//! Numbers and lists are asked for again every few seconds; nothing here is personal.

mod grounds;
mod list;
mod subscription;
mod subscriptions;
mod way;

pub use grounds::Grounds;

use super::gate::Gate;
use super::situation;
use crate::api::{self, ApiError};
use crate::context::{context, query, tr};
use crate::format;
use crate::i18n::{self, tenants as words};
use crate::load::{Load, follow};
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::access::Deed;
use shared::api::push::{DepartmentPushes, PushBoard};
use shared::push::DeliveryState;
use shared::text::{Lang, Text};
use shared::worker::Department;
use std::time::Duration;
use subscriptions::Subscriptions;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(4);
const PERIODS: [(u32, Text); 3] = [(1, words::DAY_1), (7, words::DAY_7), (30, words::DAY_30)];

/// What the page shows.
#[derive(Clone, Copy)]
pub struct Pushes {
    days: RwSignal<u32>,
    pub department: RwSignal<Option<Department>>,
    pub state: RwSignal<Option<DeliveryState>>,
    /// The report whose way is shown.
    pub report: RwSignal<Option<String>>,
    /// Grows with every look.
    pub round: RwSignal<u32>,
    board: RwSignal<Load<PushBoard>>,
}

impl Pushes {
    fn open() -> Pushes {
        let (days, round) = (RwSignal::new(7), RwSignal::new(0));
        let board = follow(
            true,
            move || (round.get(), days.get()),
            |(_, days)| async move { api::get::<PushBoard>(&format!("/api/v1/pushes?days={days}")).await },
        );
        let pushes = Pushes {
            days,
            department: RwSignal::new(None),
            state: RwSignal::new(None),
            report: RwSignal::new(query("report")),
            round,
            board,
        };
        if let Ok(beat) = set_interval_with_handle(move || pushes.refresh(), EVERY) {
            on_cleanup(move || beat.clear());
        }
        pushes
    }

    pub fn refresh(self) {
        // The page may have been left meanwhile.
        self.round.try_update(|round| *round += 1);
    }
}

/// How long ago, in its largest unit.
fn ago(at: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let minutes = (now - at).num_minutes().max(0);
    let (number, zh, en) = match minutes {
        0..60 => (minutes, "分钟", "min"),
        60..2_880 => (minutes / 60, "小时", "h"),
        _ => (minutes / 1_440, "天", "d"),
    };
    match lang {
        Lang::Zh => format!("{number}{zh}"),
        Lang::En => format!("{number} {en}"),
    }
}

fn count(number: i64) -> String {
    format::count(u32::try_from(number).unwrap_or(u32::MAX))
}

#[component]
pub fn PushesPage() -> impl IntoView {
    situation("board-page", words::BOARD_TITLE);
    view! { <Gate><Opened/></Gate> }
}

#[component]
fn Opened() -> impl IntoView {
    let context = context();
    let pushes = Pushes::open();
    let as_of = move || {
        pushes.board.with(|board| {
            board.ready().map(|board| format!("{} {}", context.t(i18n::DATA_AS_OF), format::hms(board.as_of)))
        })
    };
    let shown = Memo::new(move |_| pushes.board.with(|board| board.ready().is_some()));
    let body = move || match shown.get() {
        true => view! {
            <Departments pushes/>
            <div class="push-body"><list::Deliveries pushes/><way::Way pushes/></div>
            {context.may(Deed::ManagePeople).then(|| view! { <Subscriptions pushes/> })}
        }
        .into_any(),
        false => match pushes.board.get() {
            Load::Failed(error) => {
                let retry = (error != ApiError::Forbidden).then(|| Callback::new(move |()| pushes.refresh()));
                match retry {
                    Some(retry) => view! { <Failed error retry/> }.into_any(),
                    None => view! { <Failed error/> }.into_any(),
                }
            }
            _ => view! { <Loading/> }.into_any(),
        },
    };
    view! {
        <header class="case-top">
            <a class="brand" href="/"><Icon of=icons::ARROW_LEFT/><b>{tr(i18n::PRODUCT)}</b></a>
            <h1>{tr(words::BOARD_TITLE)}</h1>
            <div class="top-end">
                <span class="as-of" data-testid="as-of">{as_of}</span>
                <LangSwitch/>
                <ThemeSwitch/>
            </div>
        </header>
        <main class="board pushes" data-testid="pushes-page">{body}</main>
    }
}

/// One card for each department; a card narrows the list.
#[component]
fn Departments(pushes: Pushes) -> impl IntoView {
    let context = context();
    let since = move || {
        pushes.board.with(|board| {
            board.ready().map(|board| format!("{} {}", format::day_hm(board.since), context.t(words::SINCE)))
        })
    };
    let periods = PERIODS.map(|(days, text)| {
        let chosen = move || pushes.days.get() == days;
        view! {
            <button class="chip" class:active=chosen aria-pressed=move || chosen().to_string() data-testid=format!("period-{days}")
                on:click=move |_| pushes.days.set(days)>{tr(text)}</button>
        }
    });
    let card = move |row: DepartmentPushes| {
        let department = row.department;
        let chosen = move || pushes.department.get() == Some(department);
        let choose = move |_| {
            let now = pushes.department.get_untracked();
            pushes.department.set((now != Some(department)).then_some(department));
        };
        let figure = |text: Text, number: i64, class: &'static str| {
            view! { <div class=class class:zero=number == 0><dt>{tr(text)}</dt><dd>{count(number)}</dd></div> }
        };
        let last = row.last_receipt_at.map(format::day_hm).unwrap_or_else(|| "—".to_owned());
        let oldest = row.waiting_since.map(|at| {
            view! {
                <span class="warn">{tr(words::OLDEST)}" "{move || ago(at, context.now.get(), context.lang.get())}</span>
            }
        });
        view! {
            <button class="panel push-card" class:active=chosen aria-pressed=move || chosen().to_string() on:click=choose
                data-testid=format!("push-{department}") data-delivered=row.delivered data-waiting=row.waiting data-dead=row.dead>
                <h2>{tr(department.text())}{(row.active == 0).then(|| view! { <span class="tag">{tr(words::PAUSED)}</span> })}</h2>
                <dl>
                    {figure(words::DELIVERED, row.delivered, "good")}
                    {figure(words::WAITING, row.waiting, "wait")}
                    {figure(words::FAILING, row.failing, "warn")}
                    {figure(words::DEAD, row.dead, "bad")}
                </dl>
                <p><span>{tr(words::LAST_RECEIPT)}" "{last}</span>{oldest}</p>
            </button>
        }
    };
    let rows =
        move || pushes.board.with(|board| board.ready().map(|board| board.departments.clone()).unwrap_or_default());
    let cards = move || match rows() {
        rows if rows.is_empty() => view! { <Empty text=words::NONE hint=words::NONE_HINT/> }.into_any(),
        rows => rows.into_iter().map(card).collect_view().into_any(),
    };
    view! {
        <section class="push-period" aria-label=tr(words::PERIOD)>
            <span>{tr(words::DELIVERED)}" · "{tr(words::PERIOD)}</span>{periods}<small>{since}</small>
        </section>
        <section class="push-cards" aria-label=tr(words::BOARD_TITLE)>{cards}</section>
    }
}
