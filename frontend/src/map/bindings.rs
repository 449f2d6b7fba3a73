//! The methods of MapLibre GL that we use, straight from its module file: no shim, no bundler.
//!
//! Options travel as plain objects made from our own types by [`to_js`].

use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "/vendor/maplibre-gl.mjs")]
extern "C" {
    #[wasm_bindgen(js_name = MapLibreMap)]
    pub type JsMap;

    #[wasm_bindgen(constructor, catch, js_class = "MapLibreMap")]
    pub fn new(options: &JsValue) -> Result<JsMap, JsValue>;
    #[wasm_bindgen(method, js_class = "MapLibreMap")]
    pub fn on(this: &JsMap, event: &str, callback: &JsValue);
    #[wasm_bindgen(method, js_class = "MapLibreMap")]
    pub fn remove(this: &JsMap);
    #[wasm_bindgen(method, js_class = "MapLibreMap")]
    pub fn stop(this: &JsMap);
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = isMoving)]
    pub fn is_moving(this: &JsMap) -> bool;
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = getZoom)]
    pub fn get_zoom(this: &JsMap) -> f64;
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = getPitch)]
    pub fn get_pitch(this: &JsMap) -> f64;
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = getCenter)]
    pub fn get_center(this: &JsMap) -> LngLat;
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = flyTo)]
    pub fn fly_to(this: &JsMap, options: &JsValue);
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = easeTo)]
    pub fn ease_to(this: &JsMap, options: &JsValue);
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = fitBounds)]
    pub fn fit_bounds(this: &JsMap, bounds: &JsValue, options: &JsValue);
    #[wasm_bindgen(method, catch, js_class = "MapLibreMap", js_name = setStyle)]
    pub fn set_style(this: &JsMap, style: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_class = "MapLibreMap", js_name = setLayoutProperty)]
    pub fn set_layout_property(this: &JsMap, layer: &str, name: &str, value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_class = "MapLibreMap", js_name = setFeatureState)]
    pub fn set_feature_state(this: &JsMap, feature: &JsValue, state: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = hasImage)]
    pub fn has_image(this: &JsMap, name: &str) -> bool;
    #[wasm_bindgen(method, catch, js_class = "MapLibreMap", js_name = addImage)]
    pub fn add_image(this: &JsMap, name: &str, image: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = getSource)]
    pub fn get_source(this: &JsMap, id: &str) -> Option<Source>;
    #[wasm_bindgen(method, catch, js_class = "MapLibreMap", js_name = queryRenderedFeatures)]
    pub fn query_rendered_features(this: &JsMap, point: &JsValue, options: &JsValue) -> Result<js_sys::Array, JsValue>;
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = getCanvas)]
    pub fn get_canvas(this: &JsMap) -> web_sys::HtmlElement;
    #[wasm_bindgen(method, js_class = "MapLibreMap", js_name = addControl)]
    pub fn add_control(this: &JsMap, control: &JsValue, corner: &str);

    /// A GeoJSON source; the other kinds are never asked for.
    pub type Source;
    #[wasm_bindgen(method, js_name = setData)]
    pub fn set_data(this: &Source, data: &JsValue);

    pub type LngLat;
    #[wasm_bindgen(method, getter)]
    pub fn lng(this: &LngLat) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn lat(this: &LngLat) -> f64;

    pub type Marker;
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Marker;
    #[wasm_bindgen(method, js_name = setLngLat)]
    pub fn set_lng_lat(this: &Marker, place: &JsValue) -> Marker;
    #[wasm_bindgen(method, js_name = addTo)]
    pub fn add_to(this: &Marker, map: &JsMap) -> Marker;
    #[wasm_bindgen(method)]
    pub fn remove(this: &Marker) -> Marker;

    pub type NavigationControl;
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> NavigationControl;

    pub type ScaleControl;
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> ScaleControl;
}

#[wasm_bindgen]
extern "C" {
    /// An event of the map.
    pub type MapEvent;
    #[wasm_bindgen(method, getter)]
    pub fn point(this: &MapEvent) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = lngLat)]
    pub fn lng_lat(this: &MapEvent) -> LngLat;

    /// A feature under the pointer.
    pub type Feature;
    #[wasm_bindgen(method, getter)]
    pub fn layer(this: &Feature) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub fn properties(this: &Feature) -> JsValue;
}

/// Our value as a plain JavaScript object.
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_else(|error| {
        leptos::logging::error!("a map option cannot be written: {error}");
        JsValue::UNDEFINED
    })
}

/// A text field of an object.
pub fn field(object: &JsValue, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(object, &name.into()).ok()?;
    value.as_string().or_else(|| value.as_f64().map(|number| number.to_string()))
}
