//! The map's look: one style file with named values, and the values of each theme.
//!
//! `assets/style.json` is a MapLibre style in which every `"@name"` stands for a colour, a number or a list of the
//! tables below; `@tiles` and `@revision` stand inside URLs. There are no `glyphs`: labels are drawn from the fonts of
//! the machine. Whoever wants another look edits that file and these tables and nothing else.

use crate::context::Theme;

const TEMPLATE: &str = include_str!("../../../assets/style.json");

/// Colours by name: dark, light.
const COLOURS: &[(&str, &str, &str)] = &[
    ("sun", "#cfe6ff", "#ffffff"),
    ("sky", "#04101c", "#cfe3f2"),
    ("horizon", "#0d3350", "#f4f8fb"),
    ("ground", "#071726", "#edf1f4"),
    ("land_home", "#0a1d2f", "#f3f1ec"),
    ("land_old", "#0e1f30", "#f1ebe0"),
    ("land_trade", "#10223a", "#f6ebe4"),
    ("land_office", "#0c213a", "#e8edf5"),
    ("land_school", "#0b2536", "#f3ecd9"),
    ("land_health", "#122238", "#f7e6e6"),
    ("land_work", "#0d1c2a", "#e6e6ea"),
    ("wood", "#0b2c2c", "#cfe3c4"),
    ("farm", "#0c2629", "#e2ebd0"),
    ("pitch", "#0e3a36", "#bfe0bd"),
    ("park", "#0a2e2d", "#d3e8cb"),
    ("water", "#0b3557", "#a9d0ea"),
    ("shore", "#1c6a9c", "#86b8da"),
    ("road_edge", "#06121e", "#d4d9de"),
    ("road_1", "#2a5878", "#ffffff"),
    ("road_2", "#1e4460", "#ffffff"),
    ("road_3", "#163450", "#fbfcfd"),
    ("heat_0", "rgba(39,196,255,0.02)", "rgba(0,120,190,0.03)"),
    ("heat_1", "rgba(39,160,255,0.26)", "rgba(0,120,190,0.26)"),
    ("heat_2", "rgba(255,190,70,0.55)", "rgba(224,124,0,0.50)"),
    ("late_0", "rgba(255,93,93,0.01)", "rgba(196,30,30,0.02)"),
    ("late_1", "rgba(255,93,93,0.30)", "rgba(196,30,30,0.28)"),
    ("late_2", "rgba(255,60,80,0.62)", "rgba(196,30,30,0.55)"),
    ("grid_line", "#2f7ba6", "#7a9bb3"),
    ("special", "#ffc445", "#a86400"),
    ("community", "#3f93c2", "#5a86a5"),
    ("subdistrict", "#58b9ea", "#2f6f9b"),
    ("outline", "#9be7ff", "#005f94"),
    ("accent", "#27c4ff", "#0084c7"),
    ("good", "#2fd08a", "#12855a"),
    ("warn", "#ffc445", "#b26a00"),
    ("bad", "#ff5d5d", "#c92a2a"),
    ("found", "#ffd166", "#f08c00"),
    ("home_low", "#17405e", "#dcd8cf"),
    ("home_mid", "#1f5a85", "#d3d4d6"),
    ("home_high", "#3a8fc9", "#c2cbd6"),
    ("trade_low", "#234a78", "#e6d3c3"),
    ("trade_high", "#4d7fd0", "#c9b8ad"),
    ("civic", "#1f6670", "#e3dcc0"),
    ("shed", "#1b3850", "#d9dbdd"),
    ("halo", "#06131f", "#ffffff"),
    ("text_strong", "#e6f3ff", "#0c2a3f"),
    ("text_area", "#bfe0f5", "#234a66"),
    ("text_grid", "#8fd3f5", "#215a80"),
    ("text_poi", "#a8c7d9", "#5a6470"),
    ("text_quiet", "#8fb3cc", "#55646f"),
];

const FONT: &str = r#"["PingFang SC","Microsoft YaHei","Noto Sans CJK SC","sans-serif"]"#;
/// The first family only says the weight.
const FONT_BOLD: &str = r#"["Bold","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","sans-serif"]"#;

/// What the style depends on besides the theme.
#[derive(Clone, Debug)]
pub struct StyleInput {
    /// `https://host/tiles`
    pub tiles: String,
    pub revision: String,
    /// West, south, east, north of everything that tiles can show.
    pub bbox: [f64; 4],
    /// How many times larger than on a desktop icons and names are drawn.
    pub unit: f64,
}

/// The style as JSON text.
pub fn style(theme: Theme, input: &StyleInput) -> String {
    let mut style = TEMPLATE.replace("@tiles", &input.tiles).replace("@revision", &input.revision);
    for &(name, dark, light) in COLOURS {
        let colour = if theme == Theme::Dark { dark } else { light };
        style = style.replace(&format!("\"@{name}\""), &format!("\"{colour}\""));
    }
    let [west, south, east, north] = input.bbox;
    let margin = 0.02;
    let bounds = format!("[{},{},{},{}]", west - margin, south - margin, east + margin, north + margin);
    let (power, opacity) = if theme == Theme::Dark { ("0.32", "0.94") } else { ("0.28", "0.96") };
    for (name, value) in [
        ("bounds", bounds.as_str()),
        ("unit", &input.unit.to_string()),
        ("font", FONT),
        ("font_bold", FONT_BOLD),
        ("sun_power", power),
        ("building_opacity", opacity),
    ] {
        style = style.replace(&format!("\"@{name}\""), value);
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_themes_are_whole_and_ask_only_this_server() {
        let input = StyleInput {
            tiles: "http://localhost:8080/tiles".into(),
            revision: "r1".into(),
            bbox: [118.3, 31.2, 118.4, 31.4],
            unit: 1.0,
        };
        for theme in [Theme::Dark, Theme::Light] {
            let text = style(theme, &input);
            assert_eq!(text.find('@'), None, "a value is missing");
            let style: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert!(style.get("glyphs").is_none() && style.get("sprite").is_none());
            assert_eq!(text.matches("http").count(), text.matches("http://localhost:8080/tiles/").count());
            let sources = style["sources"].as_object().unwrap();
            for layer in style["layers"].as_array().unwrap() {
                let source = layer["source"].as_str();
                assert!(source.is_none_or(|source| sources.contains_key(source)), "{}", layer["id"]);
            }
        }
    }

    #[test]
    fn every_colour_is_used() {
        for (name, ..) in COLOURS {
            assert!(TEMPLATE.contains(&format!("\"@{name}\"")), "{name}");
        }
    }
}
