//! From a row to a building, a dwelling or a resident: the rules that need nothing but the row itself.

mod buildings;
mod dwellings;
mod residents;
#[cfg(test)]
mod tests;

use super::columns::Layout;
use super::doors::key;
use super::given::{Fault, Given};
use super::sheet::Cell;
use chrono::NaiveDate;
use shared::register::RegisterTable;

pub use buildings::{BuildingIn, STOREY};
pub use dwellings::DwellingIn;
pub use residents::{Lease, ResidentIn};

/// Where a building is, in the words of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildingAt {
    /// `None` outside of complexes.
    pub complex: Option<String>,
    pub name: String,
    /// Only where two have the same name.
    pub community: Option<String>,
}

/// A dwelling's place: building, entrance, number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorAt {
    pub building: BuildingAt,
    pub entrance: i64,
    pub number: String,
}

#[derive(Clone, Debug)]
pub enum Parsed {
    Building(BuildingIn),
    Dwelling(DwellingIn),
    Resident(ResidentIn),
}

impl Parsed {
    pub fn building(self) -> Option<BuildingIn> {
        if let Parsed::Building(row) = self { Some(row) } else { None }
    }

    pub fn dwelling(self) -> Option<DwellingIn> {
        if let Parsed::Dwelling(row) = self { Some(row) } else { None }
    }

    pub fn resident(self) -> Option<ResidentIn> {
        if let Parsed::Resident(row) = self { Some(row) } else { None }
    }

    /// By what a row is recognised: two rows of a file that share one of these are about the same thing.
    pub fn keys(&self) -> Vec<String> {
        match self {
            Parsed::Building(building) => vec![building.at.key()],
            Parsed::Dwelling(dwelling) => vec![dwelling.at.key()],
            Parsed::Resident(resident) => {
                let by_door = format!("{}|{}|{}", resident.at.key(), resident.name, resident.birth);
                let by_number = resident.identity.as_ref().map(|identity| identity.reveal().to_owned());
                [Some(by_door), by_number].into_iter().flatten().collect()
            }
        }
    }
}

/// `today` is the day as of which the table was so.
pub fn parse(layout: &Layout, cells: &[Cell], today: NaiveDate) -> Result<Parsed, Vec<Fault>> {
    let mut given = Given::new(layout, cells);
    let parsed = match layout.table {
        RegisterTable::Buildings => buildings::read(&mut given).map(Parsed::Building),
        RegisterTable::Dwellings => dwellings::read(&mut given).map(Parsed::Dwelling),
        RegisterTable::Residents => residents::read(&mut given, today).map(Parsed::Resident),
    };
    match parsed {
        Some(parsed) if given.faults.is_empty() => Ok(parsed),
        _ => Err(given.faults),
    }
}

impl BuildingAt {
    fn key(&self) -> String {
        let complex = key(self.complex.as_deref().unwrap_or_default());
        format!("{complex}|{}|{}", key(&self.name), self.community.as_deref().unwrap_or_default())
    }

    fn read(given: &mut Given<'_>) -> Option<BuildingAt> {
        let complex = given.needed("小区", 60);
        let name = given.needed("楼栋", 60);
        let community = given.text("社区", 60).flatten();
        if name == Some(None) {
            given.fault("楼栋", "必须写楼栋");
        }
        let (complex, name) = (complex?, name??);
        let name: String = name.split_whitespace().collect();
        Some(BuildingAt { complex, name, community })
    }
}

impl DoorAt {
    fn key(&self) -> String {
        format!("{}|{}|{}", self.building.key(), self.entrance, self.number)
    }

    fn read(given: &mut Given<'_>) -> Option<DoorAt> {
        let building = BuildingAt::read(given);
        let unit = given.needed("单元", 20);
        let number = given.needed("室号", 20);
        let entrance = match unit? {
            None => Some(1),
            Some(unit) => {
                let digits = unit.strip_suffix("单元").map(str::trim).unwrap_or_default();
                let number = digits.parse().ok().filter(|number| (1..=99).contains(number));
                if number.is_none() {
                    given.fault("单元", "写“数字+单元”，如 2单元；没有单元写“无”");
                }
                number
            }
        };
        let number = number?.unwrap_or_else(|| super::columns::NONE.to_owned());
        let number = number.strip_suffix('室').unwrap_or(&number).trim().to_uppercase();
        Some(DoorAt { building: building?, entrance: entrance?, number })
    }
}

/// `29栋`, `1-3幢`, `A2号楼`: a number, with a letter or a range at most, and what it counts.
fn is_numbered(name: &str) -> bool {
    let Some(number) = ["栋", "幢", "号楼", "座"].iter().find_map(|unit| name.strip_suffix(unit)) else {
        return false;
    };
    number.bytes().any(|byte| byte.is_ascii_digit())
        && number.len() <= 9
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
