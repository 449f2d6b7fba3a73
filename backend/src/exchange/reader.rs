//! GeoJSON text, feature by feature.
//!
//! One broken feature is refused alone; only broken JSON stops the file. Features are read one at a time, so memory
//! holds the text and what was taken from it, not a second copy of the file as values.

use geojson::Feature;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Larger files are refused.
pub const MAX_BYTES: usize = 256 * 1024 * 1024;
/// Files with more features are refused.
pub const MAX_FEATURES: usize = 1_000_000;

/// Why a whole file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("{file}: {bytes} bytes are more than {MAX_BYTES}; split the file")]
    TooLarge { file: String, bytes: usize },
    #[error("{file}, line {line}, column {column}: {what}")]
    Malformed { file: String, line: usize, column: usize, what: String },
    #[error("{file}: this is no GeoJSON FeatureCollection ({found})")]
    NotACollection { file: String, found: String },
}

/// What is done with each feature, or with the reason why it is none.
pub type Each<'a> = dyn FnMut(usize, Result<Feature, String>) + 'a;

/// Reads a FeatureCollection.
pub fn read(file: &str, text: &str, each: &mut Each<'_>) -> Result<(), ReadError> {
    if text.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { file: file.to_owned(), bytes: text.len() });
    }
    let malformed = |error: serde_json::Error| {
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default().to_owned();
        ReadError::Malformed { file: file.to_owned(), line: error.line(), column: error.column(), what }
    };
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let head = Document { each }.deserialize(&mut json).map_err(malformed)?;
    json.end().map_err(malformed)?;
    match (head.kind.as_deref(), head.features) {
        (Some("FeatureCollection"), true) => Ok(()),
        (kind, features) => {
            let found = match kind {
                Some(kind) if features || kind != "FeatureCollection" => format!("its type is {kind:?}"),
                Some(_) => "it has no features".to_owned(),
                None => "it has no type".to_owned(),
            };
            Err(ReadError::NotACollection { file: file.to_owned(), found })
        }
    }
}

#[derive(Default)]
struct Head {
    kind: Option<String>,
    features: bool,
}

struct Document<'e, 'a> {
    each: &'e mut Each<'a>,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = Head;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Head, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = Head;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Head, A::Error> {
        let mut head = Head::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => head.kind = Some(map.next_value()?),
                "features" if head.features => return Err(A::Error::custom("features are given twice")),
                "features" => {
                    map.next_value_seed(Features { each: &mut *self.each })?;
                    head.features = true;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(head)
    }
}

struct Features<'e, 'a> {
    each: &'e mut Each<'a>,
}

impl<'de> DeserializeSeed<'de> for Features<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        let mut count = 0;
        while let Some(value) = features.next_element::<Value>()? {
            if count == MAX_FEATURES {
                return Err(A::Error::custom(format!("more than {MAX_FEATURES} features; split the file")));
            }
            (self.each)(count, serde_json::from_value(value).map_err(|error| format!("not a feature: {error}")));
            count += 1;
        }
        Ok(())
    }
}
