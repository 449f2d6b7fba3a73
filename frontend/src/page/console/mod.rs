//! The console: staff and leaders at a desk. The map is the page; everything else floats on it.

mod active;
mod answers;
mod bell;
mod cases;
mod drawer;
mod export;
mod filter;
mod filters;
mod grid_sizes;
mod layers;
mod overview;
mod people;
mod person;
mod question;
mod queue;
mod rail;
mod saved;
mod search;
mod state;

use super::gate::Gate;
use super::situation;
use crate::api::ApiError;
use crate::context::{context, tr, window_size};
use crate::i18n;
use crate::load::Load;
use crate::map::{Click, Hit, Padding};
use crate::ui::map_view::{MapSetup, MapView};
pub use cases::pick;
use leptos::prelude::*;
use shared::live::LiveEvent;
use state::Panel;
pub use state::{Console, Selection};
use std::time::Duration;

const SETUP: MapSetup =
    MapSetup { pitch: 45.0, bearing: -12.0, padding: EDGES, hash: true, interactive: true, unit: 1.0 };
/// Where the panels lie on a desktop.
const EDGES: Padding = Padding { top: 80.0, right: 60.0, bottom: 40.0, left: 460.0 };
/// The numbers of the areas follow the cases at this distance.
const AREAS_EVERY: Duration = Duration::from_secs(20);

#[component]
pub fn ConsolePage() -> impl IntoView {
    situation("console-page", i18n::CONSOLE);
    view! { <Gate><Desk/></Gate> }
}

#[component]
fn Desk() -> impl IntoView {
    let console = Console::provide();
    follow_server(console);
    draw(console);
    let on_click = move |click: Click| {
        console.selection.set(click.hit.map(|hit| match hit {
            Hit::Case(number) => Selection::Case(number),
            Hit::Building(id) => Selection::Building { id, entrance: None, dwelling: None },
            Hit::Grid(code) => Selection::Grid(code),
        }));
    };
    let (width, height) = window_size();
    // On a narrow screen the panel lies below the map.
    let narrow = Padding { top: 60.0, right: 10.0, bottom: height * 0.55, left: 10.0 };
    // A wall of monitors is not a small desktop: names and panels grow with it.
    let unit = (width / 1920.0).max(1.0);
    let setup = match width {
        0.0..=960.0 => MapSetup { padding: narrow, ..SETUP },
        _ => MapSetup { unit, padding: EDGES.times(unit), ..SETUP },
    };
    let panel = move || match console.panel.get() {
        Panel::Overview => view! { <overview::Overview/> }.into_any(),
        Panel::Cases => view! { <cases::Cases/> }.into_any(),
        Panel::Queue => view! { <queue::QueuePanel/> }.into_any(),
        Panel::People => view! { <people::People/> }.into_any(),
        Panel::None => ().into_any(),
    };
    view! {
        <a class="skip" href="#panel">{tr(i18n::SKIP)}</a>
        <MapView handle=console.map setup on_click=Box::new(on_click)/>
        <rail::TopBar/>
        <rail::Rail/>
        <div id="panel" class="side" class:closed=move || console.panel.get() == Panel::None>{panel}</div>
        <drawer::Drawer/>
        <layers::LayerBox/>
        <queue::keys::Keys/>
    }
}

/// Lists and stream at once; events that come while a list is on its way are kept and laid over it.
fn follow_server(console: Console) {
    let context = context();
    Effect::new(move || {
        console.filter.with(|filter| filter.query());
        console.load_cases();
    });
    console.load_areas();
    if let Ok(timer) = set_interval_with_handle(move || console.load_areas(), AREAS_EVERY) {
        on_cleanup(move || timer.clear());
    }
    console.live.follow(None, None, move |event: LiveEvent| console.take(event));
    // After a gap the stream may not reach back far enough: the lists are asked for again.
    Effect::new(move |before: Option<crate::live::LiveState>| {
        let state = console.live.state.get();
        if before == Some(crate::live::LiveState::Lost) && state == crate::live::LiveState::Live {
            console.load_cases();
            console.load_areas();
            console.queue.refresh(console.panel.get_untracked() == Panel::Queue);
            console.gap.update(|gap| *gap += 1);
        }
        state
    });
    Effect::new(move || {
        if console.cases.with(|cases| *cases == Load::Failed(ApiError::SignedOut)) {
            context.signed_out();
        }
    });
}

/// Keeps the map equal to the state.
fn draw(console: Console) {
    let context = context();
    let minute = Memo::new(move |_| context.now.get().timestamp() / 30);
    Effect::new(move || {
        minute.track();
        if !console.map.ready.get() {
            return;
        }
        let now = context.now.get_untracked();
        let chosen = console.selection.get();
        let chosen = match &chosen {
            Some(Selection::Case(number)) => Some(number.as_str()),
            _ => None,
        };
        // The map shows the cases of the list beside it.
        let queue = console.panel.get() == Panel::Queue;
        let filter = if queue { filter::Filter::default() } else { console.filter.get() };
        let cases = if queue { console.queue.cases } else { console.cases };
        cases.with(|cases| {
            let cases = cases.ready().map(Vec::as_slice).unwrap_or_default();
            console.map.show_cases(cases.iter().filter(|case| filter.lit(case, now)), chosen, now);
        });
    });
    Effect::new(move || {
        let (heat, late) = console.heat();
        if console.map.ready.get() {
            console.map.show_heat(heat, late);
        }
    });
    Effect::new(move || {
        let selection = console.selection.get();
        if console.map.ready.get() {
            let (mut building, mut grid) = (None, None);
            match selection {
                Some(Selection::Building { id, .. }) => building = Some(id),
                Some(Selection::Grid(code)) => grid = Some(code),
                Some(Selection::Case(_)) | None => {}
            }
            if building.is_none() {
                console.map.show_home(None);
            }
            console.map.find_building(building);
            console.map.choose_grid(grid);
        }
    });
    // What lay over the map is gone: its middle is the middle again.
    Effect::new(move |before: Option<bool>| {
        let open = console.selection.with(Option::is_some);
        if before == Some(true) && !open {
            console.map.free_edges();
        }
        open
    });
    Effect::new(move || {
        let layers = console.layers.get();
        if console.map.ready.get() {
            console.map.set_visible(&["case", "case-glow", "case-chosen"], layers.cases);
            console.map.set_visible(&["buildings", "building-name"], layers.buildings);
            console.map.set_visible(&["grid-fill", "grid-line", "grid-special", "grid-name"], layers.grids);
        }
    });
}
