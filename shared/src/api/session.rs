//! Signing in.

use serde::{Deserialize, Serialize};

words! {
    /// Role of an account. Posts with scopes refine this; roles are what routes ask for.
    Role {
        Commander = "commander", "值班长", "Shift leader";
        Dispatcher = "dispatcher", "派遣员", "Dispatcher";
        Leader = "leader", "区领导", "District leader";
        Worker = "worker", "网格员", "Grid worker";
        Department = "department", "处置部门", "Department";
        Auditor = "auditor", "审计员", "Auditor";
        Admin = "admin", "管理员", "Administrator";
    }
}

/// What an account may do; routes ask for these, roles grant them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See cases, areas and the live stream.
    SeeCases,
    /// See residents and households.
    SeePeople,
    /// Change areas.
    EditAreas,
}

impl Role {
    /// The table of grants.
    pub fn may(self, permission: Permission) -> bool {
        use Permission::*;
        match permission {
            SeeCases => true,
            SeePeople => !matches!(self, Role::Department),
            EditAreas => matches!(self, Role::Admin),
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginInput {
    pub login: String,
    pub password: String,
}

impl std::fmt::Debug for LoginInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginInput").field("login", &self.login).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    pub login: String,
    pub name: String,
    pub role: Role,
}
