//! Who is signed in.

use crate::area::AreaBook;
use shared::access::{self, Deed, Object, Office};
use shared::api::area::AreaRef;
use shared::api::session::{OfficeView, SessionView};
use shared::area::AreaCode;

/// Somebody signed in, in the office in which they act now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub login: String,
    pub name: String,
    /// The worker who this is.
    pub worker: Option<i64>,
    /// The office in which they act; one of `offices`.
    pub office: Office,
    /// Its place among `offices`.
    pub position: usize,
    pub offices: Vec<Office>,
    pub session_id: String,
}

impl Account {
    /// Whether the office in which they act allows it.
    pub fn may(&self, deed: Deed, object: Object<'_>) -> bool {
        access::may(&self.office, deed, object)
    }

    /// The part of a wanted area, or of everything, that the office covers; `None` when it covers nothing of it.
    pub fn narrow(&self, wanted: Option<AreaCode>) -> Option<AreaCode> {
        match wanted {
            None => Some(self.office.area.clone()),
            Some(wanted) if self.office.area.contains(&wanted) => Some(wanted),
            Some(wanted) => wanted.contains(&self.office.area).then(|| self.office.area.clone()),
        }
    }

    pub fn view(&self, book: &AreaBook) -> SessionView {
        let offices = office_views(&self.offices, book);
        SessionView {
            login: self.login.clone(),
            name: self.name.clone(),
            worker: self.worker.map(|id| id.to_string()),
            office: offices[self.position].clone(),
            offices,
        }
    }
}

/// Offices with the names of their areas.
pub fn office_views(offices: &[Office], book: &AreaBook) -> Vec<OfficeView> {
    let area = |code: &AreaCode| {
        book.get(code)
            .map_or_else(|| AreaRef { code: code.to_string(), name: code.to_string() }, |area| area.reference())
    };
    (0..)
        .zip(offices)
        .map(|(position, office)| OfficeView {
            position,
            role: office.role,
            area: area(&office.area),
            department: office.department,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::access::Role;

    #[test]
    fn an_office_narrows_what_is_asked_for() {
        let community = Office { role: Role::Community, area: AreaCode::trusted("340202001003"), department: None };
        let account = Account {
            login: "li".into(),
            name: "李璟".into(),
            worker: None,
            office: community.clone(),
            position: 0,
            offices: vec![community],
            session_id: "1".into(),
        };
        let narrowed =
            |wanted: Option<&str>| account.narrow(wanted.map(AreaCode::trusted)).map(|area| area.to_string());
        assert_eq!(narrowed(None).as_deref(), Some("340202001003"));
        assert_eq!(narrowed(Some("340202000000")).as_deref(), Some("340202001003"));
        assert_eq!(narrowed(Some("340202001003")).as_deref(), Some("340202001003"));
        assert_eq!(narrowed(Some("340202001003007")).as_deref(), Some("340202001003007"));
        assert_eq!(narrowed(Some("340202001004")), None);
    }
}
