//! The objects that MapLibre takes, as types of ours.

use super::Padding;
use serde::Serialize;
use shared::api::case::CaseOnMap;
use shared::case::Light;
use wasm_bindgen::JsValue;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Options {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub container: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub style: JsValue,
    pub bounds: [[f64; 2]; 2],
    pub fit_bounds_options: Fit,
    pub pitch: f64,
    pub bearing: f64,
    pub max_pitch: f64,
    pub min_zoom: f64,
    pub max_zoom: f64,
    pub max_canvas_size: [u32; 2],
    pub local_ideograph_font_family: bool,
    pub attribution_control: bool,
    pub interactive: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<&'static str>,
    pub fade_duration: u32,
    pub max_tile_cache_size: u32,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fit {
    pub padding: Padding,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pitch: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearing: Option<f64>,
    pub max_zoom: f64,
    pub duration: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target<'a> {
    pub source: &'static str,
    pub source_layer: &'static str,
    pub id: &'a str,
}

#[derive(Clone, Default, Serialize)]
pub struct GridState {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flash: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<bool>,
}

#[derive(Serialize)]
pub struct Free {
    pub padding: Padding,
    pub duration: f64,
}

#[derive(Serialize)]
pub struct Found {
    pub found: bool,
}

#[derive(Serialize)]
pub struct Collection {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub features: Vec<CaseFeature>,
}

#[derive(Serialize)]
pub struct CaseFeature {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub geometry: PointGeometry,
    pub properties: CaseProperties,
}

#[derive(Serialize)]
pub struct PointGeometry {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub coordinates: [f64; 2],
}

#[derive(Serialize)]
pub struct CaseProperties {
    pub number: String,
    pub light: Light,
    pub urgent: bool,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub data: js_sys::Uint8Array,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Visual {
    pub visualize_pitch: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MarkerOptions<'a> {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub element: JsValue,
    pub pitch_alignment: &'a str,
    pub anchor: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ratio {
    pub pixel_ratio: u8,
}

pub fn feature(case: &CaseOnMap, chosen: Option<&str>, now: chrono::DateTime<chrono::Utc>) -> Option<CaseFeature> {
    let place = case.location?;
    Some(CaseFeature {
        kind: "Feature",
        geometry: PointGeometry { kind: "Point", coordinates: [place.lon, place.lat] },
        properties: CaseProperties {
            number: case.number.clone(),
            light: case.light_at(now),
            urgent: case.urgent,
            chosen: chosen == Some(case.number.as_str()),
        },
    })
}
