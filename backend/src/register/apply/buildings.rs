//! Buildings: recognised by complex and name. A new one needs its place and its storeys; it is drawn as a small square
//! until a survey brings its outline.

use super::dwellings::Entrances;
use super::{Applier, Merge, Outcome};
use crate::area::AreaBook;
use crate::db::geometry::polygon_to_wkb;
use crate::db::{Code, JsonText, StoreError, Tx, next};
use crate::place::store::{
    BuildingRow, ComplexRow, FormerNameRow, insert_buildings, insert_complexes, insert_former_names,
};
use crate::register::doors::{Known, Miss, community, key};
use crate::register::given::Fault;
use crate::register::places::{self, StoredBuilding};
use crate::register::rows::{BuildingIn, STOREY};
use crate::register::store::last_id;
use geo_types::Rect;
use shared::api::register::ImportCounts;
use shared::area::AreaLevel;
use shared::geo::Position;
use shared::origin::{Channel, Origin, Origins};
use shared::place::BuildingKind;

/// A point farther from the building than this is another place. Metres.
const APART_METRES: f64 = 200.0;
/// Half a side of the square that stands for an outline. Degrees of latitude, about 6 m.
const HALF: f64 = 0.000_055;

pub async fn apply(
    applier: &mut Applier,
    rows: Vec<BuildingIn>,
    counts: &mut ImportCounts,
) -> Result<Vec<Outcome>, StoreError> {
    let mut tx = applier.db.begin().await?;
    // The lock that every writer of places takes.
    next(&mut tx, "place", 0).await?;
    let mut complexes: Vec<(i64, String, String)> = places::complexes(&mut tx).await?;
    let mut entrances = Entrances::default();
    if rows.iter().any(|row| !row.complex_once.is_empty()) {
        applier.former.extend(places::former_names(&mut tx).await?);
    }
    let mut renamed = Vec::new();
    let (mut outcomes, mut news) = (Vec::with_capacity(rows.len()), false);
    for row in rows {
        let outcome = match applier.buildings.find(&row.at) {
            // Made by an earlier row of a dry run: not there to be compared with.
            Ok(known) if applier.phantoms.contains(&known.id) => Outcome::Unchanged,
            Ok(known) => change(applier, &mut tx, known, &row, &mut entrances, counts).await?,
            Err(Miss::Several) => Outcome::Refused(vec![Fault::new("楼栋", Miss::Several.mend())]),
            Err(Miss::Unknown) => match place(&applier.areas, &row) {
                Err(faults) => Outcome::Refused(faults),
                Ok((area, position)) => {
                    let known = add(applier, &mut tx, &row, area, position, &mut complexes, &mut entrances).await?;
                    if applier.dry_run {
                        applier.phantoms.insert(known.id);
                    }
                    applier.buildings.add(row.at.complex.as_deref(), &row.at.name, known);
                    Outcome::Added
                }
            },
        };
        let outcome = match outcome {
            Outcome::Refused(_) => outcome,
            outcome => match (learn(applier, &complexes, &row, &mut renamed), outcome) {
                (true, Outcome::Unchanged) => Outcome::Changed,
                (_, outcome) => outcome,
            },
        };
        news |= matches!(outcome, Outcome::Added | Outcome::Changed);
        outcomes.push(outcome);
    }
    if applier.dry_run || !news {
        return Ok(outcomes);
    }
    insert_former_names(&mut tx, &renamed).await?;
    // Maps are drawn anew.
    next(&mut tx, "place", 1).await?;
    tx.commit().await?;
    Ok(outcomes)
}

/// Whether a row knows a name of its complex that nobody has said before.
fn learn(
    applier: &mut Applier,
    complexes: &[(i64, String, String)],
    row: &BuildingIn,
    renamed: &mut Vec<FormerNameRow>,
) -> bool {
    let Some(given) = &row.at.complex else { return false };
    let name = complexes.iter().map(|complex| &complex.1).find(|name| key(name) == key(given)).unwrap_or(given);
    let before = renamed.len();
    for former in &row.complex_once {
        if applier.former.insert((name.clone(), former.clone())) {
            renamed.push(FormerNameRow { name: name.clone(), former: former.clone() });
        }
    }
    renamed.len() > before
}

/// Grid and position of a new building, or what is missing.
fn place(areas: &AreaBook, row: &BuildingIn) -> Result<(String, Position), Vec<Fault>> {
    let mut faults = Vec::new();
    let located = row.position.and_then(|at| areas.index.locate(at).decision.grid);
    let named = row.grid.as_ref().map(|grid| {
        let mut found = areas.all().filter(|area| {
            area.level == AreaLevel::Grid
                && (area.code.as_str() == grid
                    || area.name == *grid
                    || areas.full_name(&area.code).replace(' ', "") == *grid)
                && (row.at.community.as_ref()).is_none_or(|wanted| community(areas, area.code.as_str()) == *wanted)
        });
        match (found.next(), found.next()) {
            (Some(area), None) => Ok(area.code.clone()),
            (None, _) => Err("没有这个网格：请核对编码或名称"),
            (Some(_), Some(_)) => Err("有几个同名的网格：请写网格编码，或增加“社区”一列"),
        }
    });
    let grid = match (named, located) {
        (Some(Err(mend)), _) => {
            faults.push(Fault::new("所属网格", mend));
            None
        }
        (Some(Ok(named)), Some(located)) if named.parent() != located.parent() => {
            let lies = areas.full_name(&located);
            faults.push(Fault::new("所属网格", format!("坐标在“{lies}”，与所填网格不在同一社区：请核对")));
            None
        }
        (Some(Ok(named)), _) => Some(named),
        (None, located) => located,
    };
    if row.position.is_none() {
        faults.push(Fault::new("经度", "新楼栋必须填写经度、纬度和坐标系"));
    } else if grid.is_none() && faults.is_empty() {
        faults.push(Fault::new("所属网格", "坐标不在任何网格内：请核对坐标，或填写所属网格"));
    }
    if row.floors.flatten().is_none() {
        faults.push(Fault::new("层数", "新楼栋必须填写层数"));
    }
    match (grid, row.position) {
        (Some(grid), Some(position)) if faults.is_empty() => Ok((grid.to_string(), position)),
        _ => Err(faults),
    }
}

async fn add(
    applier: &Applier,
    tx: &mut Tx,
    row: &BuildingIn,
    area: String,
    position: Position,
    complexes: &mut Vec<(i64, String, String)>,
    entrances: &mut Entrances,
) -> Result<Known, StoreError> {
    let home = community(&applier.areas, &area);
    let complex_id = match &row.at.complex {
        None => None,
        Some(name) => {
            let known =
                complexes.iter().find(|(_, other, code)| other == name && community(&applier.areas, code) == home);
            Some(match known {
                Some((id, ..)) => *id,
                None => {
                    let id = last_id(tx, places::LAST_COMPLEX).await? + 1;
                    let code =
                        shared::area::AreaCode::trusted(&area).parent().map_or(area.clone(), |code| code.to_string());
                    complexes.push((id, name.clone(), code.clone()));
                    let complex =
                        ComplexRow { id, name: name.clone(), area_code: code, lon: position.lon, lat: position.lat };
                    insert_complexes(tx, &[complex]).await?;
                    id
                }
            })
        }
    };
    let id = next(tx, "place", 1).await?;
    let floors = row.floors.flatten().unwrap_or(1);
    let wide = HALF / position.lat.to_radians().cos().max(0.1);
    let square = Rect::new((position.lon - wide, position.lat - HALF), (position.lon + wide, position.lat + HALF));
    let building = BuildingRow {
        id,
        complex_id,
        complex_name: None,
        area_code: area.clone(),
        name: row.at.name.clone(),
        address: row.address.clone().flatten().unwrap_or_default(),
        aliases: row.aliases.clone().flatten().unwrap_or_default(),
        kind: Code(row.kind.flatten().unwrap_or(BuildingKind::Residential)),
        floors,
        height: floors as f64 * STOREY,
        footprint: polygon_to_wkb(&square.to_polygon()),
        lon: position.lon,
        lat: position.lat,
        external_id: None,
    };
    insert_buildings(tx, &[building]).await?;
    places::set_building_origin(tx, id, &Origins::new(applier.origin.clone())).await?;
    for number in 1..=row.units.flatten().unwrap_or(1) {
        entrances.get(tx, id, number).await?;
    }
    Ok(Known { id, area_code: area, community: home, floors })
}

async fn change(
    applier: &Applier,
    tx: &mut Tx,
    known: &Known,
    row: &BuildingIn,
    entrances: &mut Entrances,
    counts: &mut ImportCounts,
) -> Result<Outcome, StoreError> {
    let mut stored: StoredBuilding = places::building(tx, known.id).await?;
    let apart = row.position.map(|at| at.distance_m(Position { lon: stored.lon, lat: stored.lat }));
    if let Some(metres) = apart.filter(|metres| *metres > APART_METRES) {
        let mend = format!("坐标距已登记的这栋楼 {metres:.0} 米：请核对坐标和坐标系");
        return Ok(Outcome::Refused(vec![Fault::new("经度", mend)]));
    }
    // What was there before sources were noted: anybody's later word replaces it.
    let unsaid = Origin { channel: Channel::Exchange, at: chrono::DateTime::UNIX_EPOCH, by: None };
    let mut origins = stored.origin.take().map_or_else(|| Origins::new(unsaid), |origin| origin.0);
    let mut merge = Merge::new(&mut origins, &applier.origin);
    merge.set("address", &mut stored.address, row.address.clone().map(Option::unwrap_or_default));
    merge.set("aliases", &mut stored.aliases, row.aliases.clone().map(Option::unwrap_or_default));
    merge.set("kind", &mut stored.kind.0, row.kind.flatten());
    merge.set("floors", &mut stored.floors, row.floors.flatten());
    let (mut changed, kept) = (merge.changed, merge.kept);
    counts.kept += kept;
    if changed {
        stored.origin = Some(JsonText(origins));
        places::change_building(tx, &stored).await?;
    }
    let there = places::entrances(tx, known.id).await?.len() as i64;
    for number in 1..=row.units.flatten().unwrap_or(0) {
        entrances.get(tx, known.id, number).await?;
    }
    changed |= (places::entrances(tx, known.id).await?.len() as i64) > there;
    Ok(if changed { Outcome::Changed } else { Outcome::Unchanged })
}
