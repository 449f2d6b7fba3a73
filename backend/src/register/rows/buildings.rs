//! A row of the table of buildings.

use super::{BuildingAt, is_numbered};
use crate::place::listed;
use crate::register::columns::DatumWord;
use crate::register::given::{Given, Said};
use shared::geo::{Location, Position};
use shared::place::BuildingKind;

/// Metres of a storey.
pub const STOREY: f64 = 3.0;

#[derive(Clone, Debug)]
pub struct BuildingIn {
    pub at: BuildingAt,
    /// Code or name.
    pub grid: Option<String>,
    pub address: Said<String>,
    /// Separated by `|`, as they are stored.
    pub aliases: Said<String>,
    /// What the complex was called before.
    pub complex_once: Vec<String>,
    pub kind: Said<BuildingKind>,
    pub floors: Said<i64>,
    pub units: Said<i64>,
    pub position: Option<Position>,
}

pub fn read(given: &mut Given<'_>) -> Option<BuildingIn> {
    let at = BuildingAt::read(given);
    // Other tables may call a building by an old name; this one gives it its own.
    if at.as_ref().is_some_and(|at| at.complex.is_some() && !is_numbered(&at.name)) {
        given.fault("楼栋", "小区内的楼栋写“数字+栋”或“数字+幢”，如 29栋");
    }
    let grid = given.text("所属网格", 60).flatten();
    let address = given.text("地址", 120);
    let aliases =
        given.text("别名", 200).map(|aliases| aliases.map(|aliases| listed(&aliases).collect::<Vec<_>>().join("|")));
    let complex_once = given.text("小区曾用名", 200).flatten().unwrap_or_default();
    let complex = at.as_ref().and_then(|at| at.complex.as_deref());
    if at.is_some() && complex.is_none() && !complex_once.is_empty() {
        given.fault("小区曾用名", "没有小区就没有小区曾用名：请填写小区，或清空此格");
    }
    let complex_once = listed(&complex_once).filter(|name| complex != Some(*name)).map(str::to_owned).collect();
    let kind = given.word("用途", |text| BuildingKind::ALL.iter().copied().find(|kind| kind.text().zh == text));
    let floors = given.count("层数", "层", 1, 200);
    let units = given.count("单元数", "个", 1, 50);
    let position = position(given);
    Some(BuildingIn { at: at?, grid, address, aliases, complex_once, kind, floors, units, position })
}

/// A point without its datum is refused: the datums differ by more than a grid is wide.
fn position(given: &mut Given<'_>) -> Option<Position> {
    let (lon, lat) = (given.number("经度").flatten(), given.number("纬度").flatten());
    let datum = given.word("坐标系", DatumWord::parse).flatten();
    let (lon, lat, datum) = match (lon, lat, datum) {
        (None, None, _) => return None,
        (Some(_), None, _) => return none(given, "纬度", "有经度就要有纬度"),
        (None, Some(_), _) => return none(given, "经度", "有纬度就要有经度"),
        (Some(_), Some(_), None) => {
            return none(given, "坐标系", "有坐标就必须注明坐标系：WGS84、CGCS2000、GCJ02 或 BD09");
        }
        (Some(lon), Some(lat), Some(datum)) => (lon, lat, datum),
    };
    match (Location { lon, lat, datum }).to_wgs84() {
        Ok(at) => Some(at),
        Err(_) => none(given, "经度", "经纬度不在地球上，请核对是否颠倒"),
    }
}

fn none<T>(given: &mut Given<'_>, column: &'static str, mend: &str) -> Option<T> {
    given.fault(column, mend);
    None
}
