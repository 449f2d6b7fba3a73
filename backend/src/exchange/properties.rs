//! Properties under the names that different publishers give them.

use crate::place::listed;
use geojson::Feature;
use geojson::feature::Id;
use serde_json::Value;

/// The first of these properties that holds a text or a number.
pub fn text(feature: &Feature, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match feature.property(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// The first of these properties that is a number, also when written as `18`, `"18"` or `"18 m"`.
pub fn number(feature: &Feature, keys: &[&str]) -> Option<f64> {
    let text = text(feature, keys)?;
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let unit = text[end..].trim();
    matches!(unit, "" | "m" | "米" | "层").then(|| text[..end].parse().ok()).flatten()
}

/// The name, in Chinese where there is a choice.
pub fn name(feature: &Feature) -> Option<String> {
    text(feature, &["name:zh", "name", "Name", "NAME", "名称", "title"])
}

/// What it was called before, as OpenStreetMap and Chinese publishers write it.
pub fn former(feature: &Feature) -> Vec<String> {
    let names = text(feature, &["old_name:zh", "old_name", "曾用名", "旧名"]).unwrap_or_default();
    let now = name(feature);
    listed(&names).filter(|name| now.as_deref() != Some(*name)).map(str::to_owned).collect()
}

/// What the publisher calls this feature; the same for all its parts.
pub fn id(feature: &Feature) -> Option<String> {
    text(feature, &["id", "osm_id", "@id", "编号"]).or_else(|| match feature.id.as_ref()? {
        Id::String(text) => Some(text.clone()),
        Id::Number(number) => Some(number.to_string()),
    })
}

/// True when the property is `true` or `"yes"`.
pub fn flag(feature: &Feature, key: &str) -> bool {
    match feature.property(key) {
        Some(Value::Bool(set)) => *set,
        Some(Value::String(text)) => text == "yes" || text == "true",
        _ => false,
    }
}
