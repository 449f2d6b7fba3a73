//! Dwellings: recognised by building, entrance and number. An entrance that a row names is made when it is not there.

use super::{Applier, Merge, Outcome};
use crate::db::{Code, JsonText, StoreError, Tx, next};
use crate::place::store::{EntranceRow, insert_entrances};
use crate::register::doors::Known;
use crate::register::given::Fault;
use crate::register::places::{self, Door, Home};
use crate::register::rows::DwellingIn;
use crate::register::store::last_id;
use crate::vault::{Secret, Vault};
use shared::api::register::ImportCounts;
use shared::origin::{Origin, Origins};
use shared::person::Phone;
use shared::place::DwellingUse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

pub async fn apply(
    applier: &Applier,
    rows: Vec<DwellingIn>,
    counts: &mut ImportCounts,
) -> Result<Vec<Outcome>, StoreError> {
    let mut tx = applier.db.begin().await?;
    // The lock that every writer of places takes.
    next(&mut tx, "place", 0).await?;
    let door = |known: &Known, row: &DwellingIn| -> Door { (known.id, row.at.entrance, row.at.number.clone()) };
    let known = |row: &DwellingIn| applier.buildings.find(&row.at.building);
    let doors: BTreeSet<Door> = rows.iter().filter_map(|row| Some(door(known(row).ok()?, row))).collect();
    let mut homes = places::dwellings(&mut tx, doors.into_iter().collect()).await?;
    let mut entrances = Entrances::default();
    let mut last = last_id(&mut tx, places::LAST_DWELLING).await?;
    let mut dirty: BTreeSet<Door> = BTreeSet::new();
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let building = match known(&row) {
            Ok(building) => building,
            Err(miss) => {
                outcomes.push(Outcome::Refused(vec![Fault::new("楼栋", miss.mend())]));
                continue;
            }
        };
        if let Some(floor) = row.floor.flatten().filter(|floor| *floor > building.floors || *floor == 0) {
            let mend = format!("{floor} 层不在该楼栋的 {} 层之内：请核对，或先更正楼栋表的层数", building.floors);
            outcomes.push(Outcome::Refused(vec![Fault::new("楼层", mend)]));
            continue;
        }
        let door = door(building, &row);
        outcomes.push(match homes.get_mut(&door) {
            Some(home) => {
                let (changed, kept) = merge(home, row, &applier.vault, &applier.origin);
                counts.kept += kept;
                if changed {
                    dirty.insert(door);
                    Outcome::Changed
                } else {
                    Outcome::Unchanged
                }
            }
            None => match row.floor.flatten() {
                None => Outcome::Refused(vec![Fault::new("楼层", "新户室必须填写楼层，如 3层")]),
                Some(floor) => {
                    last += 1;
                    let entrance_id = entrances.get(&mut tx, building.id, row.at.entrance).await?;
                    let home = new(last, building, entrance_id, floor, row, &applier.vault, &applier.origin);
                    homes.insert(door.clone(), home);
                    dirty.insert(door);
                    Outcome::Added
                }
            },
        });
    }
    if applier.dry_run || dirty.is_empty() {
        return Ok(outcomes);
    }
    let mut changed: Vec<&Home> = dirty.iter().map(|door| &homes[door]).collect();
    changed.sort_unstable_by_key(|home| home.id);
    places::put_dwellings(&mut tx, &changed).await?;
    tx.commit().await?;
    Ok(outcomes)
}

fn new(
    id: i64,
    building: &Known,
    entrance_id: i64,
    floor: i64,
    row: DwellingIn,
    vault: &Vault,
    origin: &Origin,
) -> Home {
    let phone = row.owner_phone.flatten();
    Home {
        id,
        area_code: building.area_code.clone(),
        building_id: building.id,
        entrance_id,
        entrance: row.at.entrance,
        floor,
        number: row.at.number,
        usage: Code(row.usage.flatten().unwrap_or(DwellingUse::OwnerOccupied)),
        owner_name: row.owner_name.flatten().unwrap_or_default(),
        owner_phone: phone.map(|phone| vault.seal(Secret::OwnerPhone, id, phone.reveal())),
        origin: JsonText(Origins::new(origin.clone())),
    }
}

fn merge(home: &mut Home, row: DwellingIn, vault: &Vault, origin: &Origin) -> (bool, i64) {
    let mut merge = Merge::new(&mut home.origin.0, origin);
    merge.set("floor", &mut home.floor, row.floor.flatten());
    merge.set("usage", &mut home.usage.0, row.usage.flatten());
    merge.set("owner_name", &mut home.owner_name, row.owner_name.map(Option::unwrap_or_default));
    if let Some(phone) = row.owner_phone {
        // This column has no hash: what is sealed is opened to be compared. What does not open is replaced.
        let digits = |sealed: &String| {
            let text = vault.open(Secret::OwnerPhone, home.id, sealed).ok()?;
            Phone::parse(&text).ok().map(|phone| phone.digits())
        };
        let present = home.owner_phone.as_ref().map(digits);
        if present != phone.as_ref().map(|phone| Some(phone.digits())) && merge.takes("owner_phone") {
            home.owner_phone = phone.map(|phone| vault.seal(Secret::OwnerPhone, home.id, phone.reveal()));
        }
    }
    (merge.changed, merge.kept)
}

/// The entrances of the buildings that a batch is about.
#[derive(Debug, Default)]
pub struct Entrances {
    /// Read, by building and number.
    known: HashMap<i64, HashMap<i64, i64>>,
}

impl Entrances {
    /// The id of an entrance, which is made at the middle of the building when it is not there.
    pub async fn get(&mut self, tx: &mut Tx, building: i64, number: i64) -> Result<i64, StoreError> {
        let of_building = match self.known.entry(building) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let read = places::entrances(tx, building).await?;
                unknown.insert(read.into_iter().map(|entrance| (entrance.number, entrance.id)).collect())
            }
        };
        if let Some(id) = of_building.get(&number) {
            return Ok(*id);
        }
        let id = last_id(tx, places::LAST_ENTRANCE).await? + 1;
        let at = places::building(tx, building).await?;
        let row = EntranceRow { id, building_id: building, number, lon: at.lon, lat: at.lat };
        insert_entrances(tx, &[row]).await?;
        of_building.insert(number, id);
        Ok(id)
    }
}
