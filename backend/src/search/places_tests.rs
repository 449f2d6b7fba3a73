//! Places as people ask for them.

use super::places::*;
use shared::api::person::MatchKind;
use shared::api::search::PlaceKind;

fn place(kind: PlaceKind, id: i64, complex: &str, name: &str, aliases: &[&str]) -> PlaceEntry {
    PlaceEntry {
        kind,
        id,
        name: name.into(),
        full_name: format!("{complex}{name}"),
        aliases: aliases.iter().map(|&alias| alias.into()).collect(),
        detail: String::new(),
        area: None,
        lon: 118.37,
        lat: 31.33,
        bbox: [118.37, 31.33, 118.37, 31.33],
    }
}

fn town() -> PlaceIndex {
    use PlaceKind::*;
    PlaceIndex::build(vec![
        place(Complex, 1, "", "星辰花园", &[]),
        place(Building, 2, "星辰花园", "29栋", &[]),
        place(Building, 3, "星辰花园", "129栋", &[]),
        place(Building, 4, "月亮湾", "29栋", &["老纺织厂宿舍"]),
        place(Building, 5, "", "学士街33号楼", &[]),
        place(Road, 6, "", "学士街", &[]),
        place(Water, 7, "", "镜湖", &["陶塘"]),
        place(Green, 8, "", "镜湖公园", &[]),
        place(Poi, 9, "", "第一小学", &["一小"]),
        place(Road, 10, "", "二号桥路", &[]),
        place(Building, 11, "星辰花园", "2栋", &[]),
    ])
}

fn ids(query: &str) -> Vec<i64> {
    let town = town();
    town.search(query, 100, None).items.iter().map(|m| town.entry(m.entry).id).collect()
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
fn the_entrance_and_the_dwelling_are_told() {
    let answer = town().search("29栋二单元", 10, None);
    assert_eq!((answer.items.len(), answer.entrance, answer.dwelling), (2, Some(2), None));
    let answer = town().search("星辰花园29栋2单元301室", 10, None);
    assert_eq!((answer.items.len(), answer.entrance, answer.dwelling.as_deref()), (1, Some(2), Some("301")));
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
    let best = town.search("镜湖", 1, None).items;
    assert_eq!(best.len(), 1);
    assert_eq!((town.entry(best[0].entry).id, best[0].kind), (7, MatchKind::Name));
}
