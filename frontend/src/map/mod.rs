//! The map: a copyable handle that pages command, and the one place that talks to MapLibre.
//!
//! Everything drawn is remembered here, so that a change of theme (a new style) draws it again. After each movement
//! the root element carries `data-map`, `data-map-center`, `data-map-zoom`, `data-map-pitch` and `data-cases`: tests and
//! support read from there what the canvas cannot tell.

mod bindings;
mod drawn;
mod home;
mod marks;
mod shapes;
mod style;

use crate::context::Theme;
use bindings::{JsMap, Marker, NavigationControl, ScaleControl, to_js};
use drawn::{Drawn, mark, parse, report};
pub use home::{Door, Floor, Home};
use leptos::prelude::*;
use serde::Serialize;
use shapes::{Collection, Fit, Free, GridState, MarkerOptions, Options, Visual, feature};
use shared::api::case::CaseOnMap;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;
pub use style::StyleInput;
use wasm_bindgen::prelude::*;

/// Canvas width and height that the map may use: MapLibre's default of 4,096 would blur a 4K or 8K wall.
const MAX_CANVAS: [u32; 2] = [8192, 8192];
/// How long the ring of a new case is on screen.
const RING: Duration = Duration::from_millis(2600);

/// What lies under a click.
#[derive(Clone, Debug, PartialEq)]
pub enum Hit {
    Case(String),
    Building(String),
    Grid(String),
}

/// A click or tap: the topmost thing that it hit, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Click {
    pub hit: Option<Hit>,
    pub lon: f64,
    pub lat: f64,
}

/// Room that the page keeps free of what is looked at, in pixels.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Padding {
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub left: f64,
}

impl Padding {
    pub fn times(self, factor: f64) -> Padding {
        let Padding { top, right, bottom, left } = self;
        Padding { top: top * factor, right: right * factor, bottom: bottom * factor, left: left * factor }
    }
}

/// How a page wants its map.
pub struct MapSettings {
    pub theme: Theme,
    pub style: StyleInput,
    pub bbox: [f64; 4],
    pub padding: Padding,
    pub pitch: f64,
    pub bearing: f64,
    /// Keep the view in the page's address.
    pub hash: bool,
    pub interactive: bool,
    pub on_click: Box<dyn Fn(Click)>,
}

/// Where to fly.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flight {
    pub center: [f64; 2],
    pub zoom: f64,
    pub pitch: f64,
    pub bearing: f64,
    pub duration: f64,
    /// Room that something over the map takes; it stays until the next flight that says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub padding: Option<Padding>,
}

/// A handle that is free to copy; it does nothing until the map is mounted and after the page is left.
#[derive(Clone, Copy)]
pub struct MapHandle {
    drawn: StoredValue<Option<Rc<Drawn>>, LocalStorage>,
    /// The style is here and features can be drawn.
    pub ready: RwSignal<bool>,
}

/// True when this browser can draw the map at all.
pub fn has_webgl2() -> bool {
    let canvas = document().create_element("canvas").ok().and_then(|e| e.dyn_into::<web_sys::HtmlCanvasElement>().ok());
    canvas.is_some_and(|canvas| matches!(canvas.get_context("webgl2"), Ok(Some(_))))
}

/// True when the person asked the machine for less motion.
pub fn reduced_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    matches!(query, Ok(Some(query)) if query.matches())
}

fn corners(bbox: [f64; 4]) -> [[f64; 2]; 2] {
    [[bbox[0], bbox[1]], [bbox[2], bbox[3]]]
}

impl MapHandle {
    pub fn new() -> MapHandle {
        MapHandle { drawn: StoredValue::new_local(None), ready: RwSignal::new(false) }
    }

    /// Draws the map into an element. False when the browser refuses.
    pub fn mount(self, container: &web_sys::Element, settings: MapSettings) -> bool {
        let options = Options {
            container: container.clone().into(),
            style: parse(&style::style(settings.theme, &settings.style)),
            bounds: corners(settings.bbox),
            fit_bounds_options: Fit {
                padding: settings.padding,
                pitch: None,
                bearing: None,
                max_zoom: 17.0,
                duration: 0.0,
            },
            pitch: settings.pitch,
            bearing: settings.bearing,
            max_pitch: 70.0,
            min_zoom: 8.0,
            max_zoom: 20.0,
            max_canvas_size: MAX_CANVAS,
            local_ideograph_font_family: false,
            attribution_control: false,
            interactive: settings.interactive,
            hash: settings.hash.then_some("map"),
            fade_duration: 0,
            max_tile_cache_size: 200,
        };
        let js = match JsMap::new(&to_js(&options)) {
            Ok(js) => js,
            Err(error) => {
                leptos::logging::error!("the map cannot be drawn: {error:?}");
                return false;
            }
        };
        let drawn = Rc::new(Drawn {
            js,
            style: settings.style,
            padding: settings.padding,
            heat: RefCell::default(),
            cases: RefCell::new(JsValue::UNDEFINED),
            building: RefCell::default(),
            grid: RefCell::default(),
            home: RefCell::new(JsValue::UNDEFINED),
            callbacks: RefCell::default(),
        });
        if settings.interactive {
            drawn.js.add_control(
                NavigationControl::new(&to_js(&Visual { visualize_pitch: true })).as_ref(),
                "bottom-right",
            );
            drawn.js.add_control(ScaleControl::new(&JsValue::UNDEFINED).as_ref(), "bottom-left");
        }
        drawn.clone().listen(self.ready, settings.on_click);
        self.drawn.set_value(Some(drawn));
        on_cleanup(move || {
            if let Some(drawn) = self.drawn.try_update_value(Option::take).flatten() {
                drawn.js.remove();
            }
        });
        true
    }

    fn with(self, act: impl FnOnce(&Rc<Drawn>)) {
        let drawn = self.drawn.try_with_value(Option::clone).flatten();
        if let Some(drawn) = drawn {
            act(&drawn);
        }
    }

    pub fn fly_to(self, flight: Flight) {
        let duration = if reduced_motion() { 0.0 } else { flight.duration };
        self.with(|drawn| drawn.js.fly_to(&to_js(&Flight { duration, ..flight })));
    }

    pub fn fit(self, bbox: [f64; 4], pitch: f64, duration: f64) {
        let duration = if reduced_motion() { 0.0 } else { duration };
        self.with(|drawn| {
            // Room of an earlier flight would be added to that of the page.
            drawn.js.ease_to(&to_js(&Free { padding: Padding::default(), duration: 0.0 }));
            let fit = Fit { padding: drawn.padding, pitch: Some(pitch), bearing: Some(0.0), max_zoom: 17.5, duration };
            drawn.js.fit_bounds(&to_js(&corners(bbox)), &to_js(&fit));
        });
    }

    /// A new theme is a new style; what was drawn is drawn again.
    pub fn set_theme(self, theme: Theme) {
        self.with(|drawn| {
            report(drawn.js.set_style(&parse(&style::style(theme, &drawn.style))));
            drawn.redraw();
        });
    }

    pub fn set_visible(self, layers: &[&str], visible: bool) {
        let value = if visible { "visible" } else { "none" };
        self.with(|drawn| {
            for layer in layers {
                report(drawn.js.set_layout_property(layer, "visibility", &value.into()));
            }
        });
    }

    /// Draws these cases and no others. `now` decides their lights.
    pub fn show_cases<'a>(
        self,
        cases: impl IntoIterator<Item = &'a CaseOnMap>,
        chosen: Option<&str>,
        now: chrono::DateTime<chrono::Utc>,
    ) {
        let features: Vec<_> = cases.into_iter().filter_map(|case| feature(case, chosen, now)).collect();
        mark("cases", &features.len().to_string());
        let data = to_js(&Collection { kind: "FeatureCollection", features });
        self.with(|drawn| {
            drawn.cases.replace(data);
            drawn.draw_cases();
        });
    }

    /// Colours the grids: a share from 0 to 1 each, in the ramp of overdue cases when `late`.
    pub fn show_heat(self, heat: HashMap<String, f64>, late: bool) {
        self.with(|drawn| {
            let mut old = drawn.heat.borrow_mut();
            for code in old.keys().filter(|code| !heat.contains_key(*code)) {
                drawn.grid_state(code, GridState { heat: Some(0.0), late: Some(late), ..GridState::default() });
            }
            for (code, &share) in &heat {
                if old.get(code) != Some(&(share, late)) {
                    drawn.grid_state(code, GridState { heat: Some(share), late: Some(late), ..GridState::default() });
                }
            }
            *old = heat.into_iter().map(|(code, share)| (code, (share, late))).collect();
        });
    }

    /// Lights one building, and no other.
    pub fn find_building(self, id: Option<String>) {
        self.with(|drawn| {
            let old = drawn.building.replace(id);
            if let Some(old) = old {
                drawn.building_state(&old, false);
            }
            drawn.redraw_choice();
        });
    }

    /// Marks a floor and an entrance of the building that is lit, and nothing else.
    pub fn show_home(self, home: Option<&Home>) {
        mark("map-home", &home.map(Home::words).unwrap_or_default());
        let data = to_js(&home::collection(home));
        self.with(|drawn| {
            drawn.home.replace(data);
            drawn.draw_home();
        });
    }

    /// Nothing lies over the map any more: its middle is the middle again.
    pub fn free_edges(self) {
        let duration = if reduced_motion() { 0.0 } else { 250.0 };
        self.with(|drawn| drawn.js.ease_to(&to_js(&Free { padding: Padding::default(), duration })));
    }

    /// Outlines one grid, and no other.
    pub fn choose_grid(self, code: Option<String>) {
        self.with(|drawn| {
            if let Some(old) = drawn.grid.replace(code) {
                drawn.grid_state(&old, GridState { chosen: Some(false), ..GridState::default() });
            }
            drawn.redraw_choice();
        });
    }

    /// A new case drops in: a ring on the ground, and its grid flashes once.
    pub fn drop_case(self, case: &CaseOnMap) {
        if let Some(place) = case.location {
            self.ring([place.lon, place.lat], if case.urgent { "drop urgent" } else { "drop" });
        }
        if let Some(grid) = &case.grid {
            self.flash(grid.code.clone());
        }
    }

    /// A pin that stays until the returned one is removed.
    pub fn pin(self, lon: f64, lat: f64) -> Option<Pin> {
        let mut pin = None;
        self.with(|drawn| pin = marker(drawn, [lon, lat], "pin", "viewport"));
        pin
    }

    fn ring(self, place: [f64; 2], class: &str) {
        self.with(|drawn| {
            if let Some(ring) = marker(drawn, place, class, "map") {
                set_timeout(move || drop(ring), RING);
            }
        });
    }

    fn flash(self, code: String) {
        const STEPS: [f64; 7] = [0.55, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0];
        for (step, strength) in STEPS.into_iter().enumerate() {
            let code = code.clone();
            let light = move || {
                self.with(|drawn| drawn.grid_state(&code, GridState { flash: Some(strength), ..GridState::default() }));
            };
            set_timeout(light, Duration::from_millis(step as u64 * 160));
        }
    }
}

/// A mark in the page that lies on the map; dropping it removes it.
pub struct Pin(Marker);

impl Drop for Pin {
    fn drop(&mut self) {
        self.0.remove();
    }
}

fn marker(drawn: &Drawn, place: [f64; 2], class: &str, alignment: &str) -> Option<Pin> {
    let element = document().create_element("div").ok()?;
    element.set_class_name(class);
    element.set_inner_html("<i></i>");
    let anchor = if alignment == "map" { "center" } else { "bottom" };
    let options = MarkerOptions { element: element.into(), pitch_alignment: alignment, anchor };
    Some(Pin(Marker::new(&to_js(&options)).set_lng_lat(&to_js(&place)).add_to(&drawn.js)))
}
