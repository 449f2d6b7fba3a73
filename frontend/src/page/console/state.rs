//! What the console shows: one state for list, map, drawer and address.
//!
//! The address holds all of it (the map's place in the hash), so that a link opens the same picture.

use super::drawer;
use super::filter::Filter;
use super::question::Question;
use super::queue::Queue;
use crate::api::{self, ApiError};
use crate::context::{context, query};
use crate::live::Live;
use crate::load::{Load, Soon};
use crate::map::{Flight, MapHandle, Padding};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::area::AreaView;
use shared::api::case::CaseOnMap;
use shared::api::place::BuildingDetail;
use shared::api::queue::CasePage;
use shared::api::search::{DwellingHit, PlaceHit, PlaceKind};
use shared::area::AreaLevel;
use shared::geo::Location;
use shared::live::LiveEvent;
use std::collections::HashMap;
use std::time::Duration;

/// More open cases than this are not loaded: the filter narrows first.
const MOST_CASES: usize = 5_000;

/// Pages of one list: a rare word in a large city is not looked for without end.
const MOST_PAGES: usize = 12;
/// A list that only the server can decide is asked for again this long after something happened.
const AGAIN: Duration = Duration::from_millis(1_200);

/// The panel beside the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Overview,
    Cases,
    Queue,
    People,
    None,
}

impl Panel {
    pub fn code(self) -> &'static str {
        match self {
            Panel::Overview => "overview",
            Panel::Cases => "cases",
            Panel::Queue => "queue",
            Panel::People => "people",
            Panel::None => "none",
        }
    }
}

/// What the drawer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    Case(String),
    /// With the entrance (单元) or the dwelling that was asked for.
    Building {
        id: String,
        entrance: Option<u16>,
        dwelling: Option<String>,
    },
    Grid(String),
}

/// What colours the grids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colouring {
    Load,
    Overdue,
    Off,
}

/// Layers that can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    pub cases: bool,
    pub buildings: bool,
    pub grids: bool,
}

#[derive(Clone, Copy)]
pub struct Console {
    pub panel: RwSignal<Panel>,
    pub selection: RwSignal<Option<Selection>>,
    pub filter: RwSignal<Filter>,
    pub cases: RwSignal<Load<Vec<CaseOnMap>>>,
    /// The words of the filter were looked for in cases reported since then only.
    pub searched_to: RwSignal<Option<DateTime<Utc>>>,
    pub subdistricts: RwSignal<Load<Vec<AreaView>>>,
    pub grids: RwSignal<Load<Vec<AreaView>>>,
    pub colouring: RwSignal<Colouring>,
    pub layers: RwSignal<Layers>,
    pub map: MapHandle,
    pub live: Live,
    pub queue: Queue,
    /// The latest event of the live stream.
    pub heard: RwSignal<Option<LiveEvent>>,
    /// Grows when the stream was lost and is back: what is shown may have missed something.
    pub gap: RwSignal<u32>,
    /// Number of the case whose next step is to be opened as soon as the case is here.
    pub wanted: RwSignal<Option<String>>,
    /// What the list of people shows; the search box hands its question over.
    pub people: RwSignal<Question>,
    /// The sheet of keys is open.
    pub keys_help: RwSignal<bool>,
    /// Asks for the list again, not at every event of a burst.
    again: Soon,
    generation: StoredValue<u32>,
    /// Events that came while the list was on its way; they are newer than it.
    early: StoredValue<Vec<LiveEvent>>,
}

/// The state of the console that the component is part of.
pub fn console() -> Console {
    expect_context()
}

impl Console {
    /// Reads the address and makes the signals.
    pub fn provide() -> Console {
        let panel = match query("panel").as_deref() {
            Some("overview") => Panel::Overview,
            Some("queue") => Panel::Queue,
            Some("people") => Panel::People,
            Some("none") => Panel::None,
            _ => Panel::Cases,
        };
        let selection = query("case")
            .map(Selection::Case)
            .or_else(|| {
                let entrance = query("entrance").and_then(|number| number.parse().ok());
                query("building").map(|id| Selection::Building { id, entrance, dwelling: query("dwelling") })
            })
            .or_else(|| query("grid").map(Selection::Grid));
        let colouring = match query("colour").as_deref() {
            Some("overdue") => Colouring::Overdue,
            Some("off") => Colouring::Off,
            _ => Colouring::Load,
        };
        let console = Console {
            panel: RwSignal::new(panel),
            selection: RwSignal::new(selection),
            filter: RwSignal::new(Filter::from_address()),
            cases: RwSignal::new(Load::Loading),
            searched_to: RwSignal::new(None),
            subdistricts: RwSignal::new(Load::Loading),
            grids: RwSignal::new(Load::Loading),
            colouring: RwSignal::new(colouring),
            layers: RwSignal::new(Layers { cases: true, buildings: true, grids: true }),
            map: MapHandle::new(),
            live: Live::new(),
            queue: Queue::new(),
            heard: RwSignal::new(None),
            gap: RwSignal::new(0),
            wanted: RwSignal::new(None),
            people: RwSignal::new(Question::default()),
            keys_help: RwSignal::new(false),
            again: Soon::new(AGAIN),
            generation: StoredValue::new(0),
            early: StoredValue::new(Vec::new()),
        };
        provide_context(console);
        Effect::new(move || console.write_address());
        console
    }

    fn write_address(self) {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if self.panel.get() != Panel::Cases {
            pairs.push(("panel", self.panel.get().code().to_owned()));
        }
        if self.panel.get() == Panel::Queue {
            pairs.extend(self.queue.tab.get().map(|tab| ("tab", tab.code().to_owned())));
        }
        match self.colouring.get() {
            Colouring::Load => {}
            Colouring::Overdue => pairs.push(("colour", "overdue".to_owned())),
            Colouring::Off => pairs.push(("colour", "off".to_owned())),
        }
        match self.selection.get() {
            Some(Selection::Case(number)) => pairs.push(("case", number)),
            Some(Selection::Building { id, entrance, dwelling }) => {
                pairs.push(("building", id));
                pairs.extend(entrance.map(|number| ("entrance", number.to_string())));
                pairs.extend(dwelling.map(|id| ("dwelling", id)));
            }
            Some(Selection::Grid(code)) => pairs.push(("grid", code)),
            None => {}
        }
        self.filter.with(|filter| filter.write(&mut pairs));
        let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", api::encode(value))).collect();
        let hash = window().location().hash().unwrap_or_default();
        let mark = if query.is_empty() { "" } else { "?" };
        let address = format!("/{mark}{}{hash}", query.join("&"));
        let history = window().history();
        if let Ok(history) = history
            && let Ok(state) = history.state()
            && history.replace_state_with_url(&state, "", Some(&address)).is_err()
        {
            leptos::logging::warn!("the address cannot be written");
        }
    }

    /// Asks for the cases of the filter. The old list stays until the new one is here.
    pub fn load_cases(self) {
        let mine = self.generation.get_value() + 1;
        self.generation.set_value(mine);
        self.early.set_value(Vec::new());
        let path = format!("/api/v1/cases?limit=500{}", self.filter.with_untracked(Filter::query));
        spawn_local(async move {
            let answer = all_cases(path).await;
            if self.generation.try_get_value() == Some(mine) {
                self.searched_to.set(answer.as_ref().ok().and_then(|(_, searched_to)| *searched_to));
                self.cases.set(answer.map(|(cases, _)| cases).into());
                for event in self.early.try_update_value(std::mem::take).unwrap_or_default() {
                    self.merge(&event);
                }
            }
        });
    }

    pub fn load_areas(self) {
        spawn_local(async move {
            let grids = api::get_all("/api/v1/areas?level=grid".to_owned(), usize::MAX).await;
            let subdistricts = api::get_all("/api/v1/areas?level=subdistrict".to_owned(), usize::MAX).await;
            self.grids.try_set(grids.into());
            self.subdistricts.try_set(subdistricts.into());
        });
    }

    /// Takes an event of the live stream into list and map.
    pub fn take(self, event: LiveEvent) {
        const MOST_EARLY: usize = 500;
        if self.merge(&event) {
            self.map.drop_case(&event.case);
        }
        if self.filter.with_untracked(Filter::asks_server) {
            self.again.run(move || self.load_cases());
        }
        let queue_is_shown = self.panel.get_untracked() == Panel::Queue;
        self.queue.refresh_soon(queue_is_shown);
        self.heard.set(Some(event.clone()));
        self.early.update_value(|early| {
            early.push(event);
            if early.len() > MOST_EARLY {
                early.remove(0);
            }
        });
    }

    /// True when the list shows a case that it did not show before.
    fn merge(self, event: &LiveEvent) -> bool {
        let (fits, asks_server) =
            self.filter.with_untracked(|filter| (filter.holds(&event.case), filter.asks_server()));
        let known = self.cases.try_update(|load| {
            let Load::Ready(cases) = load else { return true };
            let place = cases.iter().position(|case| case.number == event.case.number);
            match (place, fits) {
                (Some(place), true) => cases[place] = event.case.clone(),
                (Some(place), false) => drop(cases.remove(place)),
                (None, true) if !asks_server => cases.insert(0, event.case.clone()),
                (None, _) => {}
            }
            place.is_some()
        });
        fits && !asks_server && known == Some(false)
    }

    pub fn select_case(self, case: &CaseOnMap) {
        if let Some(place) = case.location {
            self.fly(place, 16.6, 50.0);
        }
        self.selection.set(Some(Selection::Case(case.number.clone())));
    }

    /// Opens a case of a list with the form of its next step.
    pub fn begin_step(self, number: String) {
        self.wanted.set(Some(number.clone()));
        if self.selection.with_untracked(|selection| *selection != Some(Selection::Case(number.clone()))) {
            self.selection.set(Some(Selection::Case(number)));
        }
    }

    pub fn select_building(self, id: String, dwelling: Option<String>, place: Location) {
        self.fly(place, 17.8, 62.0);
        self.selection.set(Some(Selection::Building { id, entrance: None, dwelling }));
    }

    /// An address that ends with the entrance: `29栋2单元`.
    pub fn select_entrance(self, id: String, entrance: u16, place: Location) {
        self.fly(place, 17.8, 62.0);
        self.selection.set(Some(Selection::Building { id, entrance: Some(entrance), dwelling: None }));
    }

    /// Brings a building into the part of the map that the drawer leaves free.
    pub fn show_building(self, building: &BuildingDetail) {
        let zoom = if building.height > 45.0 { 17.2 } else { 17.8 };
        let center = [building.location.lon, building.location.lat];
        let padding = Some(drawer::covered());
        self.map.fly_to(Flight { center, zoom, pitch: 60.0, bearing: -18.0, duration: 1200.0, padding });
    }

    /// A dwelling of an address, or the entrance when the address goes no further.
    pub fn select_door(self, hit: &DwellingHit) {
        match &hit.dwelling {
            Some(dwelling) => self.select_building(hit.building.id.clone(), Some(dwelling.id.clone()), hit.location),
            None => self.select_entrance(hit.building.id.clone(), hit.entrance, hit.location),
        }
    }

    /// The complete list of people for a question.
    pub fn list_people(self, question: Question) {
        self.people.set(question);
        self.panel.set(Panel::People);
    }

    /// A grid opens its card; a larger area becomes the filter.
    pub fn select_area(self, area: &AreaView) {
        self.map.fit(area.bbox, 45.0, 1600.0);
        if area.level == AreaLevel::Grid {
            self.selection.set(Some(Selection::Grid(area.code.clone())));
        } else {
            let code = (area.level != AreaLevel::District).then(|| area.code.clone());
            self.filter.update(|filter| filter.area = code);
        }
    }

    pub fn select_place(self, place: &PlaceHit) {
        if place.kind == PlaceKind::Building {
            self.select_building(place.id.clone(), None, place.location);
        } else {
            self.map.fit(place.bbox, 50.0, 1600.0);
        }
    }

    fn fly(self, place: Location, zoom: f64, pitch: f64) {
        self.map.fly_to(Flight {
            center: [place.lon, place.lat],
            zoom,
            pitch,
            bearing: -18.0,
            duration: 1800.0,
            padding: Some(Padding::default()),
        });
    }

    /// Shares from 0 to 1 for the colouring; the busiest grid is 1.
    pub fn heat(self) -> (HashMap<String, f64>, bool) {
        let late = self.colouring.get() == Colouring::Overdue;
        let off = self.colouring.get() == Colouring::Off;
        let number = |area: &AreaView| if late { area.overdue } else { area.open };
        let heat = self.grids.with(|grids| {
            let grids = grids.ready().map(Vec::as_slice).unwrap_or_default();
            let most = grids.iter().map(number).max().unwrap_or(0).max(1);
            let share = |area: &AreaView| if off { 0.0 } else { f64::from(number(area)) / f64::from(most) };
            grids.iter().map(|area| (area.code.clone(), share(area))).collect()
        });
        (heat, late)
    }
}

/// The cases of a list, page by page, and how far back words were looked for when the end was not reached.
async fn all_cases(path: String) -> Result<(Vec<CaseOnMap>, Option<DateTime<Utc>>), ApiError> {
    let mut page: CasePage = api::get(&path).await?;
    let mut cases = page.items;
    for _ in 1..MOST_PAGES {
        let Some(after) = page.next.take().filter(|_| cases.len() < MOST_CASES) else { return Ok((cases, None)) };
        page = api::get(&format!("{path}&after={}", api::encode(&after))).await?;
        cases.append(&mut page.items);
    }
    Ok((cases, page.searched_to))
}

/// Signs out and leaves.
pub fn sign_out() {
    let context = context();
    spawn_local(async move {
        if let Err(error) = api::delete("/api/v1/session").await {
            leptos::logging::warn!("signing out: {error:?}");
        }
        context.signed_out();
    });
}
