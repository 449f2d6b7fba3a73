//! Reading what districts exchange: areas, buildings and base layers from GeoJSON.
//!
//! It exists because real files have faults, and an import that stops at the first one is as useless as one that
//! swallows them. Invariants: harmless faults are repaired and reported, everything else is refused with a row that
//! says which feature and why; what comes out is valid, in WGS-84, and in one order; only `store` touches the store, whole readings at a time.

mod areas;
mod base;
mod buildings;
mod classes;
mod grids;
mod overlaps;
mod properties;
mod reader;
mod report;
mod shapes;
mod store;

#[cfg(test)]
mod faulty_tests;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod real_tests;

pub use areas::{AreaIn, AreaOptions, AreaReading, read_areas};
pub use base::BaseIn;
pub use buildings::BuildingIn;
pub use grids::{area_around, serve_as_grids};
pub use reader::{MAX_BYTES, MAX_FEATURES, ReadError};
pub use report::{ImportReport, Row};
pub use store::{store_areas, store_places};

use classes::Layer;
use shared::geo::Datum;

/// What `read_places` found.
#[derive(Debug, Default)]
pub struct PlaceReading {
    pub buildings: Vec<BuildingIn>,
    pub base: Vec<BaseIn>,
    pub report: ImportReport,
}

/// Reads buildings and base layers. The name of a file says its layer: `buildings.geojson`, `hangzhou_water.geojson`.
pub fn read_places(files: &[(&str, &str)], datum: Datum) -> Result<PlaceReading, ReadError> {
    let mut report = ImportReport::default();
    let mut buildings = buildings::Drafts::default();
    let mut base = base::Drafts::default();
    for &(file, text) in files {
        let layer = Layer::of_file(file);
        if layer.is_none() {
            report.note(format!("{file} is left out: its name says no layer (building, road, poi, water, landuse)"));
        }
        reader::read(file, text, &mut |feature, read| match (layer, read) {
            (None, _) => report.count("in a file without a layer"),
            (Some(_), Err(what)) => report.refuse(Row::new(file, feature, "", what)),
            (Some(Layer::Building), Ok(given)) => buildings.take(file, feature, &given, datum, &mut report),
            (Some(Layer::Base(layer)), Ok(given)) => base.take(layer, file, feature, &given, datum, &mut report),
        })?;
    }
    let buildings = buildings.finish(&mut report);
    let base = base.finish(&mut report);
    report.taken = buildings.len() + base.len();
    Ok(PlaceReading { buildings, base, report })
}

/// A folder of the real data that tests read; says so when it is not there.
#[cfg(test)]
pub(crate) fn shared_data(folder: &str) -> Option<std::path::PathBuf> {
    let root = std::env::var_os("MIRRORLAKE_SHARED_DATA")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), Into::into);
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("NOT TESTED: there is no real data at {}; set MIRRORLAKE_SHARED_DATA", path.display());
    None
}
