//! Who may do what. An account holds offices (岗位): a role, the area that it covers and, for department staff, the
//! department. Somebody acts in one office at a time, and [`may`] is the one place that decides.

use crate::area::AreaCode;
use crate::case::workflow::{Action, TABLE};
use crate::worker::Department;
use serde::{Deserialize, Serialize};

words! {
    /// Role of an office.
    Role {
        Acceptor = "acceptor", "受理员", "Acceptor";
        Dispatcher = "dispatcher", "派遣员", "Dispatcher";
        Commander = "commander", "值班长", "Shift leader";
        Worker = "worker", "网格员", "Grid worker";
        GridLeader = "grid_leader", "网格长", "Grid leader";
        Community = "community", "社区", "Community";
        Subdistrict = "subdistrict", "街道", "Subdistrict";
        Department = "department", "处置部门", "Department";
        Leader = "leader", "区领导", "District leader";
        Auditor = "auditor", "审计员", "Auditor";
        Admin = "admin", "管理员", "Administrator";
    }
}

/// A post of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Office {
    pub role: Role,
    /// The area with everything below it.
    pub area: AreaCode,
    /// Department staff see the cases of their department only.
    pub department: Option<Department>,
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// See cases, areas and the live stream.
    SeeCases,
    /// See residents and households.
    SeePeople,
    /// Read a person's telephone or identity number in full, for a reason that is logged.
    RevealPeople,
    /// Read the telephone of who reported a case, for a reason that is logged.
    RevealReporter,
    /// The same as [`Deed::RevealPeople`] of those under 14 and of care groups.
    RevealProtected,
    /// Correct the record of a person, note a visit, report tenants.
    RecordPeople,
    /// Ask for a list of persons as a file.
    ExportPeople,
    /// Allow such a file.
    ApproveExports,
    /// Read tables of buildings, dwellings and residents in; choose which department hears of what.
    ManagePeople,
    /// See what was pushed to departments and what they answered.
    SeePushes,
    /// Read who looked at whom.
    ReadAccessLog,
    /// Take any step of casework; which one is [`Deed::Take`].
    ActOnCases,
    /// Take this step of casework.
    Take(Action),
    /// Take lists of cases away as files.
    ExportCases,
    /// Change areas.
    EditAreas,
    /// Change categories and filing criteria.
    EditCategories,
    /// Make accounts, give offices, end sessions of others.
    ManageAccounts,
    /// Connect other systems.
    ManageWebhooks,
    /// Read seals and verify the history.
    ReadAudit,
}

impl Deed {
    /// Every deed that a door can ask for.
    pub const DOORS: [Deed; 18] = [
        Deed::SeeCases,
        Deed::SeePeople,
        Deed::RevealPeople,
        Deed::RevealReporter,
        Deed::RevealProtected,
        Deed::RecordPeople,
        Deed::ExportPeople,
        Deed::ApproveExports,
        Deed::ManagePeople,
        Deed::SeePushes,
        Deed::ReadAccessLog,
        Deed::ActOnCases,
        Deed::ExportCases,
        Deed::EditAreas,
        Deed::EditCategories,
        Deed::ManageAccounts,
        Deed::ManageWebhooks,
        Deed::ReadAudit,
    ];
}

/// What it is to be done to.
#[derive(Clone, Copy, Debug)]
pub enum Object<'a> {
    /// A door: nothing in particular yet.
    Any,
    /// Something that lies in an area.
    Area(&'a AreaCode),
    /// A case: where it lies, and the departments that it was handed to.
    Case { area: &'a AreaCode, departments: &'a [Department] },
}

/// Decides whether the holder of an office may do something: the role must grant it, and the object must lie within the
/// office's area and, for department staff, concern their department.
pub fn may(office: &Office, deed: Deed, object: Object<'_>) -> bool {
    grants(office.role, deed)
        && match object {
            Object::Any => true,
            Object::Area(area) => office.area.contains(area),
            Object::Case { area, departments } => {
                office.area.contains(area)
                    && office.department.is_none_or(|department| departments.contains(&department))
            }
        }
}

fn grants(role: Role, deed: Deed) -> bool {
    match deed {
        Deed::SeeCases => true,
        Deed::SeePeople => !matches!(role, Role::Department | Role::Auditor | Role::Admin),
        Deed::RevealPeople => {
            matches!(role, Role::Worker | Role::GridLeader | Role::Community | Role::Subdistrict | Role::Commander)
        }
        // Who takes a report in or sends it on calls back.
        Deed::RevealReporter => matches!(role, Role::Acceptor | Role::Dispatcher) || grants(role, Deed::RevealPeople),
        Deed::RevealProtected => matches!(role, Role::GridLeader | Role::Community | Role::Commander),
        Deed::RecordPeople => matches!(role, Role::Worker | Role::GridLeader | Role::Community),
        Deed::ExportPeople => matches!(role, Role::Community | Role::Subdistrict | Role::Commander),
        Deed::ApproveExports => role == Role::Leader,
        Deed::ManagePeople => role == Role::Admin,
        Deed::SeePushes => matches!(role, Role::Admin | Role::Commander | Role::Leader | Role::Auditor),
        Deed::ReadAccessLog => role == Role::Auditor,
        Deed::ActOnCases => TABLE.iter().any(|step| step.who.contains(&role)),
        Deed::Take(action) => TABLE.iter().any(|step| step.action == action && step.who.contains(&role)),
        Deed::ExportCases => !matches!(role, Role::Worker | Role::Auditor | Role::Admin),
        Deed::EditAreas | Deed::EditCategories | Deed::ManageAccounts | Deed::ManageWebhooks => role == Role::Admin,
        Deed::ReadAudit => role == Role::Auditor,
    }
}
