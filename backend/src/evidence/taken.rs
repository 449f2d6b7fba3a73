//! Where and when a photo was taken, and which way is up, as its camera says.
//!
//! Time and orientation are taken from whatever can be read. The position is taken whole or not at all, and its datum
//! must be known: a point in another datum lies in another worker's grid.

use super::refusal::Refusal;
use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};
use exif::{Exif, Field, In, Rational, Reader, Tag, Value};
use shared::geo::{Datum, Location, Position};
use shared::time::china;
use std::ops::RangeInclusive;

/// The datums of a position that is taken, by their letters and digits.
const KNOWN: [&str; 4] = ["", "WGS84", "WGS1984", "CGCS2000"];
/// The years that a camera can mean; a clock that was never set shows others.
const YEARS: RangeInclusive<u16> = 1990..=2099;

/// What a camera wrote down.
#[derive(Debug, PartialEq)]
pub struct Taken {
    pub at: Option<DateTime<Utc>>,
    pub position: Option<Position>,
    /// 1 to 8, as EXIF counts.
    pub orientation: u8,
}

impl Taken {
    /// Reads an EXIF. One that cannot be read says nothing; it is removed from the photo all the same.
    pub fn read(raw: Option<&[u8]>) -> Result<Taken, Refusal> {
        let read = raw.map(|raw| Reader::new().continue_on_error(true).read_raw(raw.to_vec()));
        let (exif, whole) = match read {
            Some(Ok(exif)) => (exif, true),
            Some(Err(exif::Error::PartialResult(partial))) => (partial.into_inner().0, false),
            Some(Err(_)) | None => return Ok(Taken { at: None, position: None, orientation: 1 }),
        };
        let orientation = field(&exif, Tag::Orientation).and_then(|field| field.value.get_uint(0));
        Ok(Taken {
            at: moment(&exif),
            position: position(&exif, whole)?,
            orientation: orientation
                .and_then(|value| u8::try_from(value).ok())
                .filter(|o| (1..=8).contains(o))
                .unwrap_or(1),
        })
    }
}

fn field(exif: &Exif, tag: Tag) -> Option<&Field> {
    exif.get_field(tag, In::PRIMARY)
}

/// The text of a field, without its padding.
fn text(field: &Field) -> String {
    let bytes: Vec<u8> = match &field.value {
        Value::Ascii(parts) => parts.concat(),
        Value::Byte(bytes) | Value::Undefined(bytes, _) => bytes.clone(),
        _ => field.display_value().to_string().into_bytes(),
    };
    String::from_utf8_lossy(&bytes).trim_matches(['\0', ' ']).to_owned()
}

fn moment(exif: &Exif) -> Option<DateTime<Utc>> {
    let mut taken = exif::DateTime::from_ascii(text(field(exif, Tag::DateTimeOriginal)?).as_bytes()).ok()?;
    if !YEARS.contains(&taken.year) {
        return None;
    }
    let zone = match field(exif, Tag::OffsetTimeOriginal) {
        Some(offset) if taken.parse_offset(text(offset).as_bytes()).is_ok() => {
            FixedOffset::east_opt(i32::from(taken.offset?) * 60)?
        }
        _ => china(),
    };
    let day = NaiveDate::from_ymd_opt(taken.year.into(), taken.month.into(), taken.day.into())?;
    let local = day.and_hms_opt(taken.hour.into(), taken.minute.into(), taken.second.into())?;
    Some(zone.from_local_datetime(&local).single()?.to_utc())
}

/// In an EXIF that is damaged a datum may be missing because of that, so there it must be named.
fn position(exif: &Exif, whole: bool) -> Result<Option<Position>, Refusal> {
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, ["N", "S"])?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, ["E", "W"])?;
    let (lon, lat) = match (lon, lat) {
        (Some(lon), Some(lat)) => (lon, lat),
        (None, None) => return Ok(None),
        _ => return Err(Refusal::Position),
    };
    let datum = field(exif, Tag::GPSMapDatum).map(text).unwrap_or_default();
    let plain: String = datum.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
    if !KNOWN.contains(&plain.as_str()) {
        return Err(Refusal::Datum(datum.chars().filter(|c| !c.is_control()).take(40).collect()));
    }
    // A camera without a fix writes zeros.
    if (lon, lat) == (0.0, 0.0) || (plain.is_empty() && !whole) {
        return Ok(None);
    }
    Location { lon, lat, datum: Datum::Wgs84 }.to_wgs84().map(Some).map_err(|_| Refusal::Position)
}

/// Degrees, minutes and seconds with their half of the world. `None` when the camera had no fix: no field, or 0/0.
fn degrees(exif: &Exif, tag: Tag, half: Tag, [plus, minus]: [&str; 2]) -> Result<Option<f64>, Refusal> {
    let Some(found) = field(exif, tag) else { return Ok(None) };
    let Value::Rational(parts) = &found.value else { return Err(Refusal::Position) };
    if parts.iter().all(|part| part.denom == 0 && part.num == 0) {
        return Ok(None);
    }
    let parts: Vec<f64> = parts.iter().map(Rational::to_f64).collect();
    let [degrees, minutes, seconds] = parts[..] else { return Err(Refusal::Position) };
    // Cameras that write decimal minutes leave the seconds at 0/0 or 0/1.
    let seconds = if seconds.is_nan() { 0.0 } else { seconds };
    if !(minutes <= 60.0 && seconds <= 60.0 && degrees <= 180.0) {
        return Err(Refusal::Position);
    }
    let value = degrees + minutes / 60.0 + seconds / 3600.0;
    match field(exif, half).map(text) {
        Some(side) if side == plus => Ok(Some(value)),
        Some(side) if side == minus => Ok(Some(-value)),
        _ => Err(Refusal::Position),
    }
}
