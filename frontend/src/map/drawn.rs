//! The map as it is drawn, and everything on it: kept here, so that a new style can be drawn with it again.

use super::bindings::{Feature, JsMap, MapEvent, field, to_js};
use super::shapes::{Found, GridState, Picture, Ratio, Target};
use super::style::StyleInput;
use super::{Click, Hit, Padding, marks};
use leptos::prelude::*;
use serde::Serialize;
use shared::case::Light;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What the library calls, kept alive as long as the map.
type Callback = Closure<dyn Fn(MapEvent)>;
/// What an event does to the drawn map.
type Act = Box<dyn Fn(&Rc<Drawn>, MapEvent)>;

/// The drawn map.
pub struct Drawn {
    pub js: JsMap,
    pub style: StyleInput,
    pub padding: Padding,
    pub heat: RefCell<HashMap<String, (f64, bool)>>,
    pub cases: RefCell<JsValue>,
    pub building: RefCell<Option<String>>,
    pub grid: RefCell<Option<String>>,
    /// The floor and the entrance that are marked.
    pub home: RefCell<JsValue>,
    pub callbacks: RefCell<Vec<Callback>>,
}

pub fn report(result: Result<JsValue, JsValue>) {
    if let Err(error) = result {
        leptos::logging::warn!("map: {error:?}");
    }
}

pub fn parse(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap_or_else(|error| {
        leptos::logging::error!("the map style is no JSON: {error:?}");
        JsValue::UNDEFINED
    })
}

/// A fact about the map on the root element.
pub fn mark(name: &str, value: &str) {
    let root = document().document_element();
    if let Some(root) = root
        && root.set_attribute(&format!("data-{name}"), value).is_err()
    {
        leptos::logging::warn!("cannot mark {name}");
    }
}

impl Drawn {
    pub fn listen(self: Rc<Self>, ready: RwSignal<bool>, on_click: Box<dyn Fn(Click)>) {
        let weak = Rc::downgrade(&self);
        let watch = |event: &str, act: Act| {
            let weak = weak.clone();
            let callback = Callback::new(move |event: MapEvent| {
                if let Some(drawn) = weak.upgrade() {
                    act(&drawn, event);
                }
            });
            self.js.on(event, callback.as_ref());
            self.callbacks.borrow_mut().push(callback);
        };
        watch(
            "load",
            Box::new(move |drawn, _| {
                drawn.redraw();
                ready.set(true);
            }),
        );
        watch("styledata", Box::new(|drawn, _| drawn.add_marks()));
        watch("movestart", Box::new(|_, _| mark("map", "moving")));
        watch("idle", Box::new(|drawn, _| drawn.tell()));
        watch("click", Box::new(move |drawn, event| on_click(drawn.hit(&event))));
        watch(
            "error",
            Box::new(|_, event| {
                let text = field(event.as_ref(), "message");
                leptos::logging::warn!("map: {}", text.unwrap_or_else(|| "a tile or image is missing".into()));
            }),
        );
        watch(
            "mousemove",
            Box::new(|drawn, event| {
                if !drawn.js.is_moving() {
                    let pointer = drawn.query(&event, &["case", "buildings"]).is_some();
                    let style = drawn.js.get_canvas().style();
                    let cursor = if pointer { "pointer" } else { "" };
                    report(style.set_property("cursor", cursor).map(|()| JsValue::UNDEFINED));
                }
            }),
        );
    }

    fn tell(&self) {
        let center = self.js.get_center();
        mark("map-center", &format!("{:.6},{:.6}", center.lng(), center.lat()));
        mark("map-zoom", &format!("{:.2}", self.js.get_zoom()));
        mark("map-pitch", &format!("{:.0}", self.js.get_pitch()));
        mark("map", "idle");
    }

    fn query(&self, event: &MapEvent, layers: &[&str]) -> Option<Feature> {
        #[derive(Serialize)]
        struct Query<'a> {
            layers: &'a [&'a str],
        }
        let features = self.js.query_rendered_features(&event.point(), &to_js(&Query { layers })).ok()?;
        (features.length() > 0).then(|| features.get(0).unchecked_into())
    }

    fn hit(&self, event: &MapEvent) -> Click {
        let id = |layer, name| {
            let feature = self.query(event, &[layer])?;
            field(&feature.properties(), name)
        };
        let hit = id("case", "number")
            .map(Hit::Case)
            .or_else(|| id("buildings", "id").map(Hit::Building))
            .or_else(|| id("grid-fill", "code").map(Hit::Grid));
        let place = event.lng_lat();
        Click { hit, lon: place.lng(), lat: place.lat() }
    }

    fn add_marks(&self) {
        for &light in Light::ALL {
            let name = format!("case-{light}");
            if !self.js.has_image(&name) {
                let data = js_sys::Uint8Array::from(marks::paint(light).as_slice());
                let picture = Picture { width: marks::SIZE, height: marks::SIZE, data };
                report(self.js.add_image(&name, &to_js(&picture), &to_js(&Ratio { pixel_ratio: 2 })));
            }
        }
    }

    pub fn redraw(&self) {
        self.add_marks();
        self.draw_cases();
        self.draw_home();
        for (code, &(share, late)) in self.heat.borrow().iter() {
            self.grid_state(code, GridState { heat: Some(share), late: Some(late), ..GridState::default() });
        }
        self.redraw_choice();
    }

    pub fn redraw_choice(&self) {
        if let Some(code) = self.grid.borrow().as_deref() {
            self.grid_state(code, GridState { chosen: Some(true), ..GridState::default() });
        }
        if let Some(id) = self.building.borrow().as_deref() {
            self.building_state(id, true);
        }
    }

    pub fn draw_cases(&self) {
        let data = self.cases.borrow();
        if !data.is_undefined()
            && let Some(source) = self.js.get_source("cases")
        {
            source.set_data(&data);
        }
    }

    pub fn draw_home(&self) {
        let data = self.home.borrow();
        if !data.is_undefined()
            && let Some(source) = self.js.get_source("home")
        {
            source.set_data(&data);
        }
    }

    /// Only after the style is there: before, `redraw` does it.
    pub fn grid_state(&self, code: &str, state: GridState) {
        if self.js.get_source("grids").is_some() {
            let target = Target { source: "grids", source_layer: "grids", id: code };
            report(self.js.set_feature_state(&to_js(&target), &to_js(&state)));
        }
    }

    pub fn building_state(&self, id: &str, found: bool) {
        if self.js.get_source("buildings").is_some() {
            let target = Target { source: "buildings", source_layer: "buildings", id };
            report(self.js.set_feature_state(&to_js(&target), &to_js(&Found { found })));
        }
    }
}
