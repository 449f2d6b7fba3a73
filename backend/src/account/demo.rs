//! The accounts of the demo: one for each role, called like it, at places where the demo's stories happen.

use super::service::{Wanted, put};
use super::{AccountError, secret, store};
use crate::db::Db;
use chrono::{DateTime, Utc};
use shared::access::{Office, Role};
use shared::area::{AreaCode, AreaLevel};
use shared::worker::{Department, Post};

/// The building whose grid, community and subdistrict the local accounts have.
const HOME: (&str, &str) = ("星辰花园", "29栋");
/// Departments between which the account `department` changes, the first one first.
const DEPARTMENTS: [Department; 3] = [Department::Drainage, Department::UrbanManagement, Department::Sanitation];
/// Characters of the one password.
const PASSWORD: std::ops::RangeInclusive<usize> = 8..=128;

/// What the demo's accounts are.
#[derive(Clone, PartialEq, Eq)]
pub struct Demo {
    pub logins: Vec<String>,
    pub password: String,
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Demo").field("logins", &self.logins).finish_non_exhaustive()
    }
}

/// Makes the demo's accounts, all with one password: the given one or a random one. Accounts that have it already are
/// left as they are with their sessions, so that screens survive a restart. In a city that is not the demo the local
/// accounts have the first grid, and those whose area such a city lacks are left out.
pub async fn demo_accounts(db: &Db, password: Option<&str>, now: DateTime<Utc>) -> Result<Demo, AccountError> {
    let password = password.map_or_else(|| secret::first_password(""), str::to_owned);
    if !PASSWORD.contains(&password.chars().count()) {
        return Err(AccountError::DemoPassword);
    }
    let district = store::first_of_level(db, AreaLevel::District).await?.ok_or(AccountError::NoAreas)?;
    let grid = match store::grid_of_building(db, HOME.0, HOME.1).await? {
        Some(grid) => Some(grid),
        None => store::first_of_level(db, AreaLevel::Grid).await?,
    };
    let (district, grid) = (AreaCode::trusted(district), grid.map(AreaCode::trusted));
    let mut hash = None;
    let mut logins = Vec::new();
    for &role in Role::ALL {
        let Some(wanted) = account(db, role, &district, grid.as_ref()).await? else { continue };
        let stored = store::credentials(db, &wanted.login).await?;
        if !stored.is_some_and(|stored| secret::verify(&stored.password_hash, &password)) {
            // One hash for all: they have the same password, and nobody hides it.
            let hash = hash.get_or_insert_with(|| secret::hash(&password));
            put(db, &wanted, Some(hash.as_str()), now).await?;
        }
        logins.push(wanted.login);
    }
    Ok(Demo { logins, password })
}

/// The account of a role; `None` when the city has no area for it.
async fn account(
    db: &Db,
    role: Role,
    district: &AreaCode,
    grid: Option<&AreaCode>,
) -> Result<Option<Wanted>, AccountError> {
    let community = grid.and_then(AreaCode::parent);
    let (area, post) = match role {
        Role::Worker => (grid.cloned(), Some(Post::GridWorker)),
        Role::GridLeader => (grid.cloned(), Some(Post::GridLeader)),
        Role::Community => (community, Some(Post::CommunityHead)),
        Role::Subdistrict => (community.and_then(|community| community.parent()), None),
        _ => (Some(district.clone()), None),
    };
    let Some(area) = area else { return Ok(None) };
    if !store::is_area(db, &area).await? {
        return Ok(None);
    }
    let holder = match post {
        Some(post) => store::holder(db, &area, post).await?,
        None => None,
    };
    let departments: Vec<Option<Department>> = match role {
        Role::Department => DEPARTMENTS.into_iter().map(Some).collect(),
        _ => vec![None],
    };
    let offices = departments.into_iter().map(|department| Office { role, area: area.clone(), department }).collect();
    let (worker, name) = match holder {
        Some((id, name)) => (Some(id), name),
        None => (None, role.text().zh.to_owned()),
    };
    Ok(Some(Wanted { login: role.code().to_owned(), name, worker, offices, disabled: false }))
}
