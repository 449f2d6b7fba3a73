//! 楼栋图: a building seen from the front. Entrances stand side by side over their doors, floors above each other,
//! dwellings are windows; each is coloured by its use and, where somebody of a care group lives, has a heart.
//!
//! The keyboard walks from window to window: one of them is in the order of tabs, the arrows move it.

use super::front::{At, Front, Step};
use crate::context::{context, tr};
use crate::i18n::{self, household as words};
use leptos::html;
use leptos::prelude::*;
use shared::api::place::{BuildingDetail, DwellingCell};
use shared::place::DwellingUse;
use wasm_bindgen::JsCast;

/// What of the house was asked for.
#[derive(Clone, Default, PartialEq)]
pub struct Asked {
    pub entrance: Option<u16>,
    pub dwelling: Option<String>,
}

#[derive(Clone, Copy)]
struct House {
    front: StoredValue<Front>,
    asked: Memo<Asked>,
    /// The entrance that was asked for, or that of the dwelling.
    wing: Memo<Option<u16>>,
    /// The window that the keyboard stands at.
    at: RwSignal<Option<At>>,
    choose: Callback<String>,
}

#[component]
pub fn Elevation(building: BuildingDetail, asked: Memo<Asked>, choose: Callback<String>) -> impl IntoView {
    let context = context();
    let front = StoredValue::new(Front::of(&building.dwellings));
    let place =
        move || asked.with(|asked| asked.dwelling.as_ref().and_then(|id| front.with_value(|front| front.find(id))));
    let wing = Memo::new(move |_| {
        let of_dwelling = place().and_then(|at| front.with_value(|front| front.cell(at).map(|cell| cell.entrance)));
        of_dwelling.or_else(|| asked.with(|asked| asked.entrance))
    });
    let at = RwSignal::new(None);
    Effect::new(move || at.set(place().or_else(|| front.with_value(Front::first))));
    let house = House { front, asked, wing, at, choose };
    let frame = NodeRef::<html::Div>::new();
    // A tall tower opens at the floor that was looked for.
    Effect::new(move || {
        asked.track();
        wing.track();
        let Some(frame) = frame.get() else { return };
        request_animation_frame(move || bring_into_view(&frame));
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        let Some(step) = Step::of_key(&event.key()) else { return };
        event.prevent_default();
        let next = at.get_untracked().and_then(|at| front.with_value(|front| front.step(at, step)));
        if let Some((row, column)) = next {
            at.set(next);
            focus(frame, row, column);
        }
    };
    let (columns, rows, wings) = front.with_value(|front| (front.columns(), front.floors.len(), front.wings.len()));
    let size = format!("--cols:{columns};--rows:{rows};--wings:{wings}");
    let floors = (0..rows).map(|row| view! { <Floor house row/> }).collect_view();
    let doors = front.with_value(|front| front.wings.clone()).into_iter().map(|one| {
        let number = one.number;
        view! {
            <span class="wing door" class:asked=move || wing.get() == Some(number) style=format!("--n:{}", one.columns)
                data-testid=move || if wing.get() == Some(number) { "entrance-found" } else { "entrance" }>
                <i aria-hidden="true"></i><b>{move || i18n::entrance(number, context.lang.get())}</b>
            </span>
        }
    });
    view! {
        <Legend cells=building.dwellings/>
        <div class="house-frame" node_ref=frame>
            <div class="house" style=size role="grid" aria-label=tr(words::ELEVATION) aria-description=tr(words::ELEVATION_KEYS)
                data-testid="elevation" on:keydown=on_key>
                <div class="house-roof" aria-hidden="true"><i></i></div>
                {floors}
                <div class="house-floor house-ground" aria-hidden="true"><span class="level"></span>{doors.collect_view()}</div>
            </div>
        </div>
    }
}

#[component]
fn Floor(house: House, row: usize) -> impl IntoView {
    let context = context();
    let (number, cells, wings) = house.front.with_value(|front| {
        let (number, cells) = front.floors[row].clone();
        (number, cells, front.wings.clone())
    });
    let mut cells = cells.into_iter().enumerate();
    let wings = wings.into_iter().map(|wing| {
        let places = cells.by_ref().take(wing.columns).map(|(column, cell)| match cell {
            Some(cell) => view! { <Window house cell at=(row, column)/> }.into_any(),
            None => view! { <span class="cell none" aria-hidden="true"></span> }.into_any(),
        });
        let places = places.collect_view();
        let asked = house.wing;
        view! {
            <span class="wing" class:asked=move || asked.get() == Some(wing.number) style=format!("--n:{}", wing.columns)>{places}</span>
        }
    });
    let wings = wings.collect_view();
    view! {
        <div class="house-floor" role="row">
            <span class="level" role="rowheader" aria-label=move || words::floor(number, context.lang.get())>{number}</span>
            {wings}
        </div>
    }
}

#[component]
fn Window(house: House, cell: DwellingCell, at: At) -> impl IntoView {
    let context = context();
    let DwellingCell { id, number, usage, residents, care, .. } = cell;
    let same = id.clone();
    let found = Memo::new(move |_| house.asked.with(|asked| asked.dwelling.as_ref() == Some(&same)));
    let shown = number.clone();
    let label = move || words::dwelling(&number, context.t(usage.text()), care, residents, context.lang.get());
    let target = id.clone();
    view! {
        <button class="cell" class:found=found class:care=care data-use=usage.code() role="gridcell" title=label.clone() aria-label=label
            aria-selected=move || found.get().to_string() tabindex=move || if house.at.get() == Some(at) { "0" } else { "-1" }
            data-testid=move || if found.get() { "dwelling-found" } else { "dwelling" } data-id=id data-at=format!("{}-{}", at.0, at.1)
            on:focus=move |_| house.at.set(Some(at)) on:click=move |_| house.choose.run(target.clone())>
            {shown}
        </button>
    }
}

/// How many dwellings of each kind there are: colour, pattern and word together.
#[component]
fn Legend(cells: Vec<DwellingCell>) -> impl IntoView {
    let uses = DwellingUse::ALL.iter().map(|&usage| {
        let count = cells.iter().filter(|cell| cell.usage == usage).count();
        view! {
            <span data-testid=format!("legend-{}", usage.code())><i class="cell" data-use=usage.code() aria-hidden="true"></i>{tr(usage.text())}<b>{count}</b></span>
        }
    });
    let care = cells.iter().filter(|cell| cell.care).count();
    let care = (care > 0).then(|| {
        view! { <span data-testid="legend-care"><i class="cell care" data-use="vacant" aria-hidden="true"></i>{tr(words::CARE)}<b>{care}</b></span> }
    });
    view! { <div class="legend elevation-legend">{uses.collect_view()}{care}</div> }
}

fn bring_into_view(frame: &web_sys::Element) {
    if let Ok(Some(found)) = frame.query_selector(".cell.found, .door.asked") {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        found.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn focus(frame: NodeRef<html::Div>, row: usize, column: usize) {
    let Some(frame) = frame.get_untracked() else { return };
    let window = frame.query_selector(&format!("[data-at=\"{row}-{column}\"]")).ok().flatten();
    let focused = window.and_then(|window| window.dyn_into::<web_sys::HtmlElement>().ok()).map(|window| window.focus());
    if let Some(Err(error)) = focused {
        leptos::logging::warn!("the keyboard stays where it is: {error:?}");
    }
}
