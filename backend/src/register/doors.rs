//! Which building a row means: by complex and name, by an old name when nothing is called so now, and by community where two are called the same.

use super::rows::BuildingAt;
use super::store;
use crate::area::AreaBook;
use crate::db::{Db, StoreError};
use crate::place::FormerNames;
use shared::area::AreaCode;
use std::collections::HashMap;

/// A building that the city knows.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: i64,
    pub area_code: String,
    pub community: String,
    pub floors: i64,
}

/// Why a building is not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    Unknown,
    Several,
}

impl Miss {
    pub fn mend(self) -> &'static str {
        match self {
            Miss::Unknown => "没有登记这栋楼：请核对小区和楼栋的写法（如 29栋），或先导入楼栋表",
            Miss::Several => "有几栋同名的楼：请增加“社区”一列写明所属社区",
        }
    }
}

/// Every building by what it is called. Tens of thousands fit; dwellings are looked up in the store.
#[derive(Debug, Default)]
pub struct Buildings {
    by_name: HashMap<(String, String), Called>,
}

/// Those that are called so, and those that were.
#[derive(Debug, Default)]
struct Called {
    now: Vec<Known>,
    once: Vec<Known>,
}

impl Buildings {
    pub async fn load(db: &Db, areas: &AreaBook) -> Result<Buildings, StoreError> {
        let mut buildings = Buildings::default();
        let former = FormerNames::load(db).await?;
        for row in store::buildings(db).await? {
            let community = community(areas, &row.area_code);
            let known = Known { id: row.id, area_code: row.area_code, community, floors: row.floors };
            let complex = row.complex.as_deref();
            let aliases = row.aliases.split('|').filter(|alias| !alias.is_empty());
            let mut once: Vec<_> = aliases.map(|alias| (complex.map(str::to_owned), alias)).collect();
            let renamed = complex.map(|complex| former.of(complex)).unwrap_or_default();
            once.extend(renamed.into_iter().map(|complex| (Some(complex), row.name.as_str())));
            for (complex, name) in once {
                let once = &mut buildings.called(complex.as_deref(), name).once;
                if once.iter().all(|other| other.id != known.id) {
                    once.push(known.clone());
                }
            }
            buildings.add(row.complex.as_deref(), &row.name, known);
        }
        Ok(buildings)
    }

    pub fn add(&mut self, complex: Option<&str>, name: &str, known: Known) {
        let now = &mut self.called(complex, name).now;
        if now.iter().all(|other| other.id != known.id) {
            now.push(known);
        }
    }

    fn called(&mut self, complex: Option<&str>, name: &str) -> &mut Called {
        self.by_name.entry((key(complex.unwrap_or_default()), key(name))).or_default()
    }

    pub fn find(&self, at: &BuildingAt) -> Result<&Known, Miss> {
        let called = self.by_name.get(&(key(at.complex.as_deref().unwrap_or_default()), key(&at.name)));
        let called = called.ok_or(Miss::Unknown)?;
        let wanted = |known: &&Known| at.community.as_ref().is_none_or(|community| known.community == *community);
        for known in [&called.now, &called.once] {
            let mut found = known.iter().filter(wanted);
            match (found.next(), found.next()) {
                (Some(one), None) => return Ok(one),
                (Some(_), Some(_)) => return Err(Miss::Several),
                (None, _) => {}
            }
        }
        Err(Miss::Unknown)
    }
}

/// The name of the community that an area belongs to.
pub fn community(areas: &AreaBook, area: &str) -> String {
    areas.chain(&AreaCode::trusted(area)).community.map(|community| community.name).unwrap_or_default()
}

/// Names are compared without blanks; 幢 and 号楼 are 栋.
pub fn key(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    for unit in ["幢", "号楼"] {
        if let Some(number) = name.strip_suffix(unit) {
            return format!("{number}栋");
        }
    }
    match name.strip_suffix("小区") {
        Some(complex) if complex.chars().count() >= 2 => complex.to_owned(),
        _ => name,
    }
}
