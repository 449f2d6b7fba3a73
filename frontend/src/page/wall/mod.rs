//! The wall: nobody touches it, it is read from five metres, and it runs for weeks.
//!
//! A snapshot gives the numbers, the live stream keeps them current between snapshots, and every few seconds of
//! activity a new snapshot corrects what the public stream cannot know. Every list is bounded, so memory stays flat.

mod apply;
mod numbers;
mod tour;

use super::situation;
use crate::api::{self, ApiError, encode};
use crate::context::{context, query, tr, window_size};
use crate::format;
use crate::i18n;
use crate::live::{Live, LiveState};
use crate::load::Load;
use crate::map::{MapHandle, Padding};
use crate::page::console::pick;
use crate::ui::map_view::{MapSetup, MapView};
use crate::ui::states::{Failed, LiveBadge, Loading};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::case::CaseOnMap;
use shared::api::wall::WallView;
use shared::live::LiveEvent;
use std::collections::HashMap;
use std::time::Duration;

/// Snapshots at most this often while events come, and at least this often anyway, in seconds.
const BUSY: u32 = 5;
const QUIET: u32 = 60;
/// Entries that the ticker shows; the rest waits in the snapshot.
const TICKER: usize = 8;

#[derive(Clone)]
struct Wall {
    view: RwSignal<Load<WallView>>,
    live: Live,
    map: MapHandle,
    key: Option<String>,
}

#[component]
pub fn WallPage() -> impl IntoView {
    situation("wall-page", i18n::WALL);
    let context = context();
    let wall = Wall { view: RwSignal::new(Load::Loading), live: Live::new(), map: MapHandle::new(), key: query("key") };
    run(&wall);
    let (view, live, map) = (wall.view, wall.live, wall.map);
    let failure = move || {
        view.with(|view| match view {
            Load::Loading => Some(view! { <div class="wall-state"><Loading/></div> }.into_any()),
            Load::Failed(ApiError::SignedOut | ApiError::Forbidden) => Some(
                view! { <div class="wall-state panel"><h2>{tr(i18n::WALL_CLOSED)}</h2><p>{tr(i18n::WALL_CLOSED_HINT)}</p></div> }
                    .into_any(),
            ),
            Load::Failed(error) => Some(view! { <div class="wall-state panel"><Failed error=error.clone()/></div> }.into_any()),
            Load::Ready(_) => None,
        })
    };
    let title = move || {
        let name = view.with(|view| view.ready().and_then(|view| view.district.as_ref()).map(|area| area.name.clone()));
        name.unwrap_or_default()
    };
    let data_time = move || {
        live.as_of
            .get()
            .or_else(|| view.with(|view| view.ready().map(|view| view.as_of)))
            .map(format::hms)
            .unwrap_or_default()
    };
    let unit = unit();
    let padding = Padding { top: 90.0 * unit, right: 350.0 * unit, bottom: 110.0 * unit, left: 310.0 * unit };
    let setup = MapSetup { pitch: 50.0, bearing: -14.0, padding, hash: false, interactive: false, unit };
    view! {
        <MapView handle=map setup on_click=Box::new(|_| ())/>
        <div class="wall">
            <header class="wall-head">
                <h1><b>{tr(i18n::PRODUCT)}</b><span>{title}" "{tr(i18n::WALL_TITLE)}</span></h1>
                <div class="wall-time">
                    <time>{move || format::date(context.now.get(), context.lang.get())}" "<b>{move || format::hms(context.now.get())}</b></time>
                    <span>{tr(i18n::DATA_AS_OF)}" "<b data-testid="wall-as-of">{data_time}</b></span>
                    <LiveBadge live/>
                </div>
            </header>
            <numbers::LeftColumn view/>
            <numbers::RightColumn view/>
            <tour::Tour view map unit/>
            <Ticker view/>
        </div>
        {failure}
    }
}

/// How much larger than a 1080p screen this one is.
fn unit() -> f64 {
    let (width, height) = window_size();
    (width / 1920.0).min(height / 1080.0).clamp(0.6, 6.0)
}

/// Snapshot first, then the stream from where it ends; then both for ever.
fn run(wall: &Wall) {
    let context = context();
    let (view, live, map) = (wall.view, wall.live, wall.map);
    let key = StoredValue::new(wall.key.clone());
    let changed = StoredValue::new(false);
    let age = StoredValue::new(QUIET);
    let busy = StoredValue::new(false);
    let owner = Owner::current();
    let following = StoredValue::new(false);

    let load = move || {
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        changed.set_value(false);
        age.set_value(0);
        let path = key.with_value(|key| match key {
            Some(key) => format!("/api/v1/wall?key={}", encode(key)),
            None => "/api/v1/wall".to_owned(),
        });
        let owner = owner.clone();
        spawn_local(async move {
            let answer = api::get::<WallView>(&path).await;
            if busy.try_set_value(false).is_some() {
                return;
            }
            let snapshot = match answer {
                Ok(snapshot) => snapshot,
                Err(error) => {
                    // What is on the wall stays; the badge says how old it is.
                    if view.with_untracked(|view| view.ready().is_none()) {
                        view.set(Load::Failed(error));
                    }
                    return;
                }
            };
            let seq = snapshot.seq;
            let older = view.with_untracked(|view| view.ready().is_some_and(|view| view.seq > seq));
            if older {
                changed.set_value(true);
                return;
            }
            view.set(Load::Ready(snapshot));
            if !following.get_value()
                && let Some(owner) = &owner
            {
                following.set_value(true);
                owner.with(|| live.follow(Some(seq), key.get_value(), move |event| take(view, map, changed, &event)));
            }
        });
    };
    load();
    let tick = move || {
        age.update_value(|age| *age += 1);
        let age = age.get_value();
        let waiting = view.with_untracked(|view| view.ready().is_none());
        if age >= QUIET || (age >= BUSY && (changed.get_value() || waiting)) {
            load();
        }
    };
    if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
    Effect::new(move |before: Option<LiveState>| {
        let state = live.state.get();
        if before == Some(LiveState::Lost) && state == LiveState::Live {
            changed.set_value(true);
        }
        state
    });
    let minute = Memo::new(move |_| context.now.get().timestamp() / 30);
    Effect::new(move || {
        minute.track();
        if !map.ready.get() {
            return;
        }
        let now = context.now.get_untracked();
        view.with(|view| {
            let Some(view) = view.ready() else { return };
            map.show_cases(&view.open, None, now);
            map.show_heat(heat(&view.open), false);
        });
    });
}

fn take(view: RwSignal<Load<WallView>>, map: MapHandle, changed: StoredValue<bool>, event: &LiveEvent) {
    let is_new = view.try_update(|view| match view {
        Load::Ready(view) => apply::apply(view, event),
        Load::Loading | Load::Failed(_) => false,
    });
    changed.set_value(true);
    if is_new == Some(true) {
        map.drop_case(&event.case);
    }
}

/// Open public cases per grid as a share of the busiest.
fn heat(open: &[CaseOnMap]) -> HashMap<String, f64> {
    let mut counts: HashMap<String, f64> = HashMap::new();
    for grid in open.iter().filter_map(|case| case.grid.as_ref()) {
        *counts.entry(grid.code.clone()).or_default() += 1.0;
    }
    let most = counts.values().copied().fold(1.0, f64::max);
    counts.values_mut().for_each(|count| *count /= most);
    counts
}

/// The latest cases in one line, newest first.
#[component]
fn Ticker(view: RwSignal<Load<WallView>>) -> impl IntoView {
    let context = context();
    let items = Memo::new(move |_| {
        view.with(|view| {
            view.ready().map(|view| view.ticker.iter().take(TICKER).cloned().collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let item = move |case: CaseOnMap| {
        let lit = case.light_at(context.now.get_untracked());
        let grid = case.grid.or(case.community).map(|area| area.name).unwrap_or_default();
        let worker = case.worker.map(|worker| worker.name).unwrap_or_default();
        let (zh, en) = (case.category_zh, case.category_en);
        view! {
            <li data-testid="wall-ticker-item" data-number=case.number data-light=lit.code()>
                <time>{format::hm(case.reported_at)}</time>
                {case.urgent.then(|| view! { <em class="urgent">{tr(i18n::URGENT)}</em> })}
                <b>{case.place}</b>
                <span>{move || pick(context.lang.get(), &zh, &en).to_owned()}</span>
                <span class="arrow">"→ "{grid}" "{worker}</span>
                <i>{tr(case.stage.text())}</i>
            </li>
        }
    };
    view! {
        <ol class="ticker" aria-label=tr(i18n::LATEST)>
            <For each=move || items.get() key=|case| (case.number.clone(), case.stage) children=item/>
        </ol>
    }
}
