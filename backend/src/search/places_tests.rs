//! Places as people ask for them.

use super::places::*;
use shared::api::search::{PlaceKind, PlaceMatch, PlaceReason};
use shared::area::AreaCode;

fn place(kind: PlaceKind, id: i64, complex: &str, name: &str, aliases: &[&str]) -> PlaceEntry {
    PlaceEntry {
        kind,
        id,
        name: name.into(),
        full_name: format!("{complex}{name}"),
        aliases: aliases.iter().map(|&alias| alias.into()).collect(),
        address: String::new(),
        within: String::new(),
        detail: String::new(),
        area: None,
        lon: 118.37,
        lat: 31.33,
        bbox: [118.37, 31.33, 118.37, 31.33],
    }
}

fn town() -> PlaceIndex {
    use PlaceKind::*;
    let mut places = vec![
        place(Complex, 1, "", "星辰花园", &["红星新村"]),
        place(Building, 2, "星辰花园", "29栋", &["红星新村29栋"]),
        place(Building, 3, "星辰花园", "129栋", &[]),
        place(Building, 4, "月亮湾", "29栋", &["老纺织厂宿舍"]),
        place(Building, 5, "", "学士街33号楼", &["文庙街33号楼"]),
        place(Road, 6, "", "学士街", &["文庙街"]),
        place(Water, 7, "", "镜湖", &["陶塘"]),
        place(Green, 8, "", "镜湖公园", &[]),
        place(Poi, 9, "", "第一小学", &["一小"]),
        place(Road, 10, "", "二号桥路", &[]),
        place(Building, 11, "星辰花园", "2栋", &[]),
    ];
    places[1].address = "镜湖区狮子山街道星辰路8号星辰花园29栋".into();
    places[2].address = "镜湖区狮子山街道星辰路8号星辰花园129栋".into();
    places[3].address = "镜湖区狮子山街道星辰路18号月亮湾29栋".into();
    places[1].within = "镜湖区狮子山街道星辰社区".into();
    places.iter_mut().for_each(|place| place.area = Some(AreaCode::trusted("340202001001001".to_owned())));
    PlaceIndex::build(places)
}

fn ids(query: &str) -> Vec<i64> {
    let town = town();
    town.search(query, 100, None).iter().map(|m| town.entry(m.entry).id).collect()
}

/// The buildings of the first way to read an address, with entrance and dwelling.
fn door(query: &str) -> (Vec<i64>, Option<u16>, String) {
    let town = town();
    let mut ways = town.addresses(query, &AreaCode::trusted("340202000000".to_owned()));
    if ways.is_empty() {
        return Default::default();
    }
    let (reading, buildings) = ways.remove(0);
    let ids = buildings.iter().map(|found| town.entry(found.entry).id).collect();
    (ids, reading.entrance, reading.dwelling.unwrap_or_default())
}

#[test]
fn a_building_by_its_number_in_every_spelling() {
    for query in [
        "星辰花园29栋",
        "星辰花园二十九栋",
        "星辰花园29幢",
        "星辰花园 29号楼",
        "星辰29栋",
        "xchy29栋",
        "xingchen29栋",
        "星辰花园29-2-301",
    ] {
        assert_eq!(ids(query), [2], "{query}");
    }
    assert_eq!(ids("29栋"), [4, 2]);
    assert_eq!(ids("二十九栋"), [4, 2]);
    assert_eq!(ids("学士街33号楼"), [5]);
    assert_eq!(ids("学士街三十三号"), [5]);
    assert_eq!(ids("2栋"), [11]);
}

#[test]
fn the_building_of_an_address_in_every_spelling() {
    for head in [
        "星辰花园29栋",
        "星辰29栋",
        "xingchen29栋",
        "xchy 29栋",
        "红星新村29栋",
        "hongxing 29号楼",
        "星辰路8号29栋",
        "星辰路8号星辰花园29栋",
        "镜湖区星辰花园29栋",
        "星辰社区星辰花园29栋",
        "镜湖区狮子山街道星辰路8号星辰花园29栋",
        "狮子山街道星辰花园29栋",
    ] {
        assert_eq!(door(&format!("{head}2单元301室")), (vec![2], Some(2), "301".into()), "{head}");
    }
    assert_eq!(door("xingchen 29-2-301"), (vec![2], Some(2), "301".into()));
    assert_eq!(door("29栋二单元"), (vec![4, 2], Some(2), String::new()));
    assert_eq!(door("星辰路29栋2单元"), (vec![4, 2], Some(2), String::new()));
    assert_eq!(door("29-301"), (vec![4, 2], None, "301".into()));
    assert_eq!(door("文庙街33号2单元301"), (vec![5], Some(2), "301".into()));
    assert_eq!(door("老纺织厂2单元301"), (vec![4], Some(2), "301".into()));
    assert_eq!(door("老纺织厂宿舍301"), (vec![4], None, "301".into()));
    for nowhere in ["9栋2单元301", "30栋2单元", "2栋超市", "星辰花园", "路8号129栋9室9", "栋2单元"]
    {
        assert_eq!(door(nowhere), Default::default(), "{nowhere}");
    }
}

#[test]
fn a_number_never_matches_inside_another() {
    assert_eq!(ids("星辰花园2"), [11]);
    assert_eq!(ids("星辰花园9栋"), [0_i64; 0]);
    assert_eq!(ids("学士街3"), [0_i64; 0]);
    assert_eq!(ids("xueshijie3"), [0_i64; 0]);
    assert_eq!(ids("xueshijie33"), [5]);
    assert_eq!(ids("路8号29栋"), [2]);
}

#[test]
fn another_area_has_no_doors() {
    let elsewhere = AreaCode::trusted("340203000000".to_owned());
    assert_eq!(town().addresses("星辰花园29栋2单元301", &elsewhere), []);
}

#[test]
fn every_match_says_why() {
    let why = |query: &str| town().search(query, 1, None).remove(0).matched;
    let plain = |kind| PlaceMatch { kind, text: None };
    assert_eq!(why("镜湖"), plain(PlaceReason::Name));
    assert_eq!(why("第一小"), plain(PlaceReason::Start));
    assert_eq!(why("jinghu"), plain(PlaceReason::Pinyin));
    assert_eq!(why("jhgy"), plain(PlaceReason::Initials));
    assert_eq!(why("33栋"), plain(PlaceReason::Number));
    assert_eq!(why("星辰路8号29栋"), plain(PlaceReason::Address));
    assert_eq!(why("陶塘"), PlaceMatch { kind: PlaceReason::Alias, text: Some("陶塘".into()) });
    assert_eq!(why("红星新村29"), PlaceMatch { kind: PlaceReason::Alias, text: Some("红星新村29栋".into()) });
}

#[test]
fn names_aliases_and_sound() {
    assert_eq!(ids("学士街"), [6, 5]);
    assert_eq!(ids("镜湖"), [7, 8]);
    assert_eq!(ids("jinghu"), [7, 8]);
    assert_eq!(ids("jhgy"), [8]);
    assert_eq!(ids("陶塘"), [7]);
    assert_eq!(ids("taotang"), [7]);
    assert_eq!(ids("一小"), [9]);
    assert_eq!(ids("纺织厂"), [4]);
    assert_eq!(ids("二号桥"), [10]);
    assert_eq!(ids("erhaoqiao"), [10]);
    assert_eq!(ids("花园"), [1, 11, 2, 3]);
    assert_eq!(ids("nowhere"), [0_i64; 0]);
    assert_eq!(ids(""), [0_i64; 0]);
}

#[test]
fn the_limit_keeps_the_best() {
    let town = town();
    let best = town.search("镜湖", 1, None);
    assert_eq!(best.iter().map(|found| town.entry(found.entry).id).collect::<Vec<_>>(), [7]);
}
