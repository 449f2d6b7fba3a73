//! Words of other publishers (OpenStreetMap, Tilezen, Geofabrik) → our classes.
//!
//! A word that is not here is left out and counted, never guessed.

use shared::place::{BaseLayer, BuildingKind};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    Building,
    Base(BaseLayer),
}

impl Layer {
    /// By the file's name, without folder and extension.
    pub fn of_file(file: &str) -> Option<Layer> {
        let stem = file.rsplit(['/', '\\']).next().unwrap_or(file).to_lowercase();
        [
            ("building", Layer::Building),
            ("road", Layer::Base(BaseLayer::Road)),
            ("poi", Layer::Base(BaseLayer::Poi)),
            ("water", Layer::Base(BaseLayer::Water)),
            ("landuse", Layer::Base(BaseLayer::Landuse)),
        ]
        .into_iter()
        .find_map(|(word, layer)| stem.contains(word).then_some(layer))
    }
}

/// Class of a road; `None` for what is no road to walk or drive on.
pub fn road(word: &str) -> Option<&'static str> {
    Some(match word.strip_suffix("_link").unwrap_or(word) {
        "motorway" | "trunk" | "primary" => "arterial",
        "secondary" | "tertiary" => "collector",
        "residential" | "unclassified" | "living_street" => "street",
        "service" | "track" | "path" | "pedestrian" | "footway" | "cycleway" | "steps" => "lane",
        _ => return None,
    })
}

/// Class of water. `water` alone says nothing: the name and the size (square metres) decide.
pub fn water(word: &str, name: &str, size: f64) -> Option<&'static str> {
    Some(match word {
        "river" | "riverbank" | "stream" => "river",
        "canal" | "ditch" | "drain" | "dock" => "canal",
        "lake" | "reservoir" => "lake",
        "pond" | "swimming_pool" | "fountain" | "basin" => "pond",
        "water" | "wetland" if name.ends_with(['河', '江', '溪', '港', '浜', '泾']) => "river",
        "water" | "wetland" if name.ends_with(['湖', '海']) || size >= 10_000.0 => "lake",
        "water" | "wetland" => "pond",
        _ => return None,
    })
}

/// Layer and class of land use; what grows is green.
pub fn land(word: &str) -> Option<(BaseLayer, &'static str)> {
    use BaseLayer::{Green, Landuse};
    Some(match word {
        "park" | "garden" | "recreation_ground" | "nature_reserve" | "grass" | "meadow" | "village_green" => {
            (Green, "park")
        }
        "forest" | "wood" | "natural_wood" | "natural_forest" => (Green, "wood"),
        "scrub" | "heath" | "hill" => (Green, "hill"),
        "farm" | "farmland" | "allotments" | "vineyard" | "orchard" => (Green, "farmland"),
        "pitch" | "playground" | "stadium" => (Green, "pitch"),
        "residential" => (Landuse, "residential"),
        "commercial" | "retail" => (Landuse, "commercial"),
        "office" => (Landuse, "office"),
        "school" | "college" | "university" | "kindergarten" => (Landuse, "school"),
        "hospital" => (Landuse, "hospital"),
        "market" => (Landuse, "market"),
        "industrial" | "quarry" => (Landuse, "industrial"),
        "village" => (Landuse, "village"),
        "station" | "railway" => (Landuse, "station"),
        _ => return None,
    })
}

/// Kind of a building; `None` when the word says nothing.
pub fn building(word: &str) -> Option<BuildingKind> {
    use BuildingKind::{
        Commercial, Factory, Hospital, Market, Office, OldHouse, Public, Residential, School, Shed, Village,
    };
    Some(match word {
        "apartments" | "residential" | "dormitory" | "house" | "detached" | "terrace" => Residential,
        "old_house" => OldHouse,
        "commercial" | "retail" | "hotel" | "mall" | "shop" | "bank" | "restaurant" | "fast_food" | "cafe" | "bar"
        | "pub" | "hostel" | "jewelry" | "ice_cream" | "cinema" | "supermarket" | "kiosk" | "computer" => Commercial,
        "office" | "company" => Office,
        "school" | "kindergarten" | "college" | "university" => School,
        "hospital" | "clinic" => Hospital,
        "market" | "marketplace" => Market,
        "industrial" | "warehouse" | "factory" | "manufacture" => Factory,
        "farm" | "village" => Village,
        "shed" | "garage" | "garages" | "roof" | "gate" | "hut" | "carport" => Shed,
        "attraction"
        | "place_of_worship"
        | "transportation"
        | "train_station"
        | "tower"
        | "communications_tower"
        | "embassy"
        | "arts_centre"
        | "museum"
        | "government"
        | "post_office"
        | "public"
        | "civic"
        | "library"
        | "toilets" => Public,
        _ => return None,
    })
}

/// Usual number of floors, and metres from floor to floor, where a file says nothing.
pub fn usual_size(kind: BuildingKind) -> (u16, f64) {
    match kind {
        BuildingKind::Residential => (6, 3.0),
        BuildingKind::OldHouse | BuildingKind::Village => (2, 3.0),
        BuildingKind::Commercial => (4, 4.2),
        BuildingKind::Office => (8, 3.8),
        BuildingKind::School => (4, 3.8),
        BuildingKind::Hospital => (6, 4.0),
        BuildingKind::Market => (1, 6.0),
        BuildingKind::Factory => (1, 8.0),
        BuildingKind::Public => (3, 4.0),
        BuildingKind::Shed => (1, 3.0),
        BuildingKind::Other => (4, 3.3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_name_says_the_layer() {
        assert_eq!(Layer::of_file("shanghai_osm/buildings.geojson"), Some(Layer::Building));
        assert_eq!(Layer::of_file("hangzhou_Water.geojson"), Some(Layer::Base(BaseLayer::Water)));
        assert_eq!(Layer::of_file("roads/earth.geojson"), None, "a folder is no layer");
    }

    #[test]
    fn plain_water_is_told_by_name_and_size() {
        assert_eq!(water("water", "苏州河", 5.0), Some("river"));
        assert_eq!(water("water", "", 20_000.0), Some("lake"));
        assert_eq!(water("water", "", 900.0), Some("pond"));
        assert_eq!(water("iceberg", "", 900.0), None);
    }

    #[test]
    fn links_are_as_great_as_their_roads() {
        assert_eq!(road("primary_link"), Some("arterial"));
        assert_eq!(road("subway"), None);
    }
}
