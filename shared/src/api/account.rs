//! Accounts as administrators see and change them.

use crate::access::Role;
use crate::api::session::OfficeView;
use crate::area::AreaLevel;
use crate::text::Lang;
use crate::worker::Department;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An account holds at least one office and at most this many.
pub const MAX_OFFICES: usize = 10;
/// Characters of a login.
pub const LOGIN_LENGTH: std::ops::RangeInclusive<usize> = 2..=32;

/// True for 2 to 32 lowercase letters, digits, `.`, `_` and `-`, beginning with a letter or digit.
pub fn is_login(text: &str) -> bool {
    LOGIN_LENGTH.contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
}

/// What an account is to be: it is created, or replaced as a whole.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountInput {
    pub name: String,
    /// Id of the worker who this is.
    pub worker: Option<String>,
    /// The first one is acted in after signing in.
    pub offices: Vec<OfficeInput>,
    #[serde(default)]
    pub disabled: bool,
    /// Left out: it stays as it is, and a new account gets a random one.
    pub password: Option<String>,
}

impl std::fmt::Debug for AccountInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountInput").field("name", &self.name).field("offices", &self.offices).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeInput {
    pub role: Role,
    /// Code of an area.
    pub area: String,
    /// For the role `department`, and for no other.
    pub department: Option<Department>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountView {
    pub login: String,
    pub name: String,
    /// Id of the worker who this is.
    pub worker: Option<String>,
    pub offices: Vec<OfficeView>,
    pub disabled: bool,
    pub password_set_at: DateTime<Utc>,
    /// Sessions that live now.
    pub sessions: u32,
}

/// An account as it was stored.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountSaved {
    pub account: AccountView,
    /// The password that a new account was given. It is shown this once.
    pub initial_password: Option<String>,
}

impl std::fmt::Debug for AccountSaved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountSaved").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Why an office cannot be given like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeFault {
    /// The role is not one of such an area.
    Level(Role),
    DepartmentMissing,
    DepartmentNotOfRole,
}

impl OfficeFault {
    /// The field at fault.
    pub fn field(self) -> &'static str {
        match self {
            OfficeFault::Level(_) => "area",
            OfficeFault::DepartmentMissing | OfficeFault::DepartmentNotOfRole => "department",
        }
    }

    /// How to mend it.
    pub fn mend(self, lang: Lang) -> String {
        match (self, lang) {
            (OfficeFault::Level(role), lang) => {
                let names: Vec<&str> = levels(role).iter().map(|level| level.text().get(lang)).collect();
                let role = role.text().get(lang);
                match lang {
                    Lang::Zh => format!("{role}岗位的辖区应为{}", names.join("或")),
                    Lang::En => format!("{role}: the area must be a {}", names.join(" or ").to_lowercase()),
                }
            }
            (OfficeFault::DepartmentMissing, Lang::Zh) => "处置部门岗位应注明部门".to_owned(),
            (OfficeFault::DepartmentMissing, Lang::En) => "an office of a department must name it".to_owned(),
            (OfficeFault::DepartmentNotOfRole, Lang::Zh) => "只有处置部门岗位才有部门，请删除".to_owned(),
            (OfficeFault::DepartmentNotOfRole, Lang::En) => "only department offices have one: leave it out".to_owned(),
        }
    }
}

/// The levels of area that an office of this role may cover.
pub fn levels(role: Role) -> &'static [AreaLevel] {
    match role {
        Role::Worker => &[AreaLevel::Grid],
        Role::GridLeader => &[AreaLevel::Community, AreaLevel::Grid],
        Role::Community => &[AreaLevel::Community],
        Role::Subdistrict => &[AreaLevel::Subdistrict],
        _ => AreaLevel::ALL,
    }
}

/// What is wrong with an office over an area of this level.
pub fn office_faults(role: Role, level: AreaLevel, department: Option<Department>) -> Vec<OfficeFault> {
    let mut faults = Vec::new();
    if !levels(role).contains(&level) {
        faults.push(OfficeFault::Level(role));
    }
    match (role, department) {
        (Role::Department, None) => faults.push(OfficeFault::DepartmentMissing),
        (Role::Department, Some(_)) | (_, None) => {}
        (_, Some(_)) => faults.push(OfficeFault::DepartmentNotOfRole),
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_of_a_level_keep_to_it_and_departments_to_their_role() {
        let level = |role, level| office_faults(role, level, None);
        assert_eq!(level(Role::Worker, AreaLevel::Grid), []);
        assert_eq!(level(Role::Worker, AreaLevel::Community), [OfficeFault::Level(Role::Worker)]);
        assert_eq!(level(Role::GridLeader, AreaLevel::Community), []);
        assert_eq!(level(Role::GridLeader, AreaLevel::District), [OfficeFault::Level(Role::GridLeader)]);
        assert_eq!(level(Role::Subdistrict, AreaLevel::Community), [OfficeFault::Level(Role::Subdistrict)]);
        assert_eq!(level(Role::Auditor, AreaLevel::Subdistrict), []);
        assert_eq!(level(Role::Department, AreaLevel::District), [OfficeFault::DepartmentMissing]);
        let staff = |role| office_faults(role, AreaLevel::District, Some(Department::Drainage));
        assert_eq!(staff(Role::Department), []);
        assert_eq!(staff(Role::Leader), [OfficeFault::DepartmentNotOfRole]);
        assert_eq!(OfficeFault::Level(Role::GridLeader).mend(Lang::Zh), "网格长岗位的辖区应为社区或网格");
        assert_eq!(OfficeFault::Level(Role::Worker).mend(Lang::En), "Grid worker: the area must be a grid");
    }

    #[test]
    fn logins_are_plain() {
        for login in ["li", "li.jing-2", "13800000000", "grid_leader"] {
            assert!(is_login(login), "{login}");
        }
        for text in ["", "l", "Li", "-li", "li jing", "李璟", "a/b", "abcdefghijabcdefghijabcdefghijabc"] {
            assert!(!is_login(text), "{text}");
        }
    }
}
