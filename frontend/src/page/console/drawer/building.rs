//! A building: what it is, its elevation, and the household of the dwelling that is chosen in it. What is chosen here is
//! marked on the map.

use super::elevation::{Asked, Elevation};
use super::household::Household;
use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::i18n::{self, household as words};
use crate::load::{Load, follow};
use crate::map::{Door, Floor, Home};
use crate::page::console::state::{Selection, console};
use crate::ui::states::{Failed, Loading};
use leptos::prelude::*;
use shared::api::area::AreaChain;
use shared::api::place::BuildingDetail;

/// `狮子山街道 · 星辰社区 · 第三网格`
pub fn chain(area: &AreaChain) -> String {
    let parts = [&area.subdistrict, &area.community, &area.grid];
    parts.into_iter().flatten().map(|area| area.name.as_str()).collect::<Vec<_>>().join(" · ")
}

#[component]
pub fn BuildingCard(id: String) -> impl IntoView {
    let console = console();
    let path = format!("/api/v1/buildings/{}", encode(&id));
    let again = RwSignal::new(0_u32);
    let building = follow(
        true,
        move || again.get(),
        move |_| {
            let path = path.clone();
            async move { api::get::<BuildingDetail>(&path).await }
        },
    );
    let asked = Memo::new(move |_| match console.selection.get() {
        Some(Selection::Building { entrance, dwelling, .. }) => Asked { entrance, dwelling },
        _ => Asked::default(),
    });
    let choose = Callback::new(move |dwelling: String| {
        let id = id.clone();
        console.selection.set(Some(Selection::Building { id, entrance: None, dwelling: Some(dwelling) }));
    });
    let changed = Callback::new(move |()| again.update(|again| *again += 1));
    mark(building, asked);
    let body = move || match building.get() {
        Load::Loading => view! { <div class="scroll"><Loading/></div> }.into_any(),
        Load::Failed(error) => view! { <div class="scroll"><Failed error/></div> }.into_any(),
        Load::Ready(building) => view! { <House building asked choose/> }.into_any(),
    };
    let dwelling = Memo::new(move |_| asked.with(|asked| asked.dwelling.clone()));
    let household =
        move || dwelling.get().map(|id| view! { <div class="building-home scroll"><Household id changed/></div> });
    view! { <div class="building" data-testid="building-drawer">{body}{household}</div> }
}

/// Keeps the map in step: the building stands in what the drawer leaves free, the floor and the door are marked.
fn mark(building: RwSignal<Load<BuildingDetail>>, asked: Memo<Asked>) {
    let (console, context) = (console(), context());
    let home = Memo::new(move |_| {
        let lang = context.lang.get();
        building.with(|building| building.ready().map(|building| home(building, &asked.get(), lang)))
    });
    Effect::new(move || {
        if console.map.ready.get() {
            home.with(|home| console.map.show_home(home.as_ref()));
        }
    });
    // The drawer grows when a household joins the house, so the free part of the map is another one then.
    let wide = Memo::new(move |_| asked.with(|asked| asked.dwelling.is_some()));
    let here = Memo::new(move |_| building.with(|building| building.ready().map(|building| building.id.clone())));
    Effect::new(move || {
        wide.track();
        if here.get().is_some() && console.map.ready.get() {
            request_animation_frame(move || {
                building.try_with_untracked(|building| {
                    if let Load::Ready(building) = building {
                        console.show_building(building);
                    }
                });
            });
        }
    });
}

/// What of the building is marked.
fn home(building: &BuildingDetail, asked: &Asked, lang: shared::text::Lang) -> Home {
    let cell = building.dwellings.iter().find(|cell| asked.dwelling.as_ref() == Some(&cell.id));
    let number = cell.map(|cell| cell.entrance).or(asked.entrance);
    let door = building.entrances.iter().find(|entrance| number == Some(entrance.number));
    Home {
        building: building.id.clone(),
        footprint: building.footprint.clone(),
        floor: cell.map(|cell| Floor::of(cell.floor, building.floors, building.height)),
        door: door.map(|door| Door {
            number: door.number,
            at: [door.location.lon, door.location.lat],
            name: i18n::entrance(door.number, lang),
        }),
    }
}

#[component]
fn House(building: BuildingDetail, asked: Memo<Asked>, choose: Callback<String>) -> impl IntoView {
    let title = match &building.complex {
        Some(complex) if !building.name.starts_with(&complex.name) => format!("{} {}", complex.name, building.name),
        _ => building.name.clone(),
    };
    let has_dwellings = !building.dwellings.is_empty();
    let residents: u32 = building.dwellings.iter().map(|dwelling| u32::from(dwelling.residents)).sum();
    let aliases = building.aliases.join("、");
    view! {
        <div class="building-house">
            <div class="card-head">
                <h2>{title}</h2>
                <p>{building.address.clone()}</p>
                <small>{chain(&building.area)}</small>
                {(!aliases.is_empty()).then(|| view! { <small>{tr(i18n::ALSO_CALLED)}" "{aliases}</small> })}
            </div>
            <ul class="facts">
                <li><span>{tr(i18n::USE)}</span><b>{tr(building.kind.text())}</b></li>
                <li><span>{tr(i18n::FLOORS)}</span><b>{building.floors}</b></li>
                <li><span>{tr(i18n::HEIGHT)}</span><b>{format!("{:.0} m", building.height)}</b></li>
                <li><span>{tr(i18n::DWELLINGS)}</span><b>{building.dwellings.len()}</b></li>
                <li><span>{tr(i18n::RESIDENTS)}</span><b>{residents}</b></li>
            </ul>
            {if has_dwellings {
                view! { <Elevation building asked choose/> }.into_any()
            } else {
                view! { <p class="hint">{tr(words::NO_DWELLINGS)}</p> }.into_any()
            }}
        </div>
    }
}
