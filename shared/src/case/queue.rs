//! The queue of an office: the cases that wait for it.

use super::workflow::{Action, State, TABLE};
use crate::access::Role;
use crate::area::AreaLevel;
use serde::{Deserialize, Serialize};

/// Steps that a case waits for. Others (nudging, linking, appeals …) may be taken, but nothing waits for them.
const DUTIES: &[Action] = &[
    Action::Accept,
    Action::File,
    Action::Dispatch,
    Action::Acknowledge,
    Action::FeedBack,
    Action::SelfHandle,
    Action::Verify,
    Action::Close,
];

/// The states in which a case waits for a role, in the order of the work.
pub fn states_of(role: Role) -> Vec<State> {
    let waits = |state: &&State| {
        TABLE.iter().any(|s| DUTIES.contains(&s.action) && s.from.contains(state) && s.who.contains(&role))
    };
    State::ALL.iter().filter(waits).copied().collect()
}

/// Whether a case in this state waits for a community or subdistrict only while it is at their level.
pub fn own_level_only(role: Role, state: State) -> bool {
    let mut lines =
        TABLE.iter().filter(|s| DUTIES.contains(&s.action) && s.from.contains(&state) && s.who.contains(&role));
    level_of(role).is_some() && lines.all(|step| step.own_level)
}

/// The level that an office of this role works at, where levels hand cases to each other.
pub fn level_of(role: Role) -> Option<AreaLevel> {
    match role {
        Role::Community => Some(AreaLevel::Community),
        Role::Subdistrict => Some(AreaLevel::Subdistrict),
        _ => None,
    }
}

/// What an application waits for, as lists ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Desk {
    /// Extensions, suspensions and fresh appeals.
    Dispatcher,
    /// Appeals that the dispatcher has endorsed.
    Acceptor,
}

/// The desks of a role.
pub fn desks_of(role: Role) -> &'static [Desk] {
    match role {
        Role::Dispatcher => &[Desk::Dispatcher],
        Role::Acceptor => &[Desk::Acceptor],
        Role::Commander => &[Desk::Dispatcher, Desk::Acceptor],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_at_work_has_a_queue_and_onlookers_have_none() {
        assert_eq!(states_of(Role::Acceptor), [State::Reported]);
        assert_eq!(states_of(Role::Department), [State::Dispatched, State::Handling]);
        assert_eq!(states_of(Role::Worker), [State::Reported, State::Accepted, State::Filed, State::FedBack]);
        for role in [Role::Leader, Role::Auditor, Role::Admin] {
            assert!(states_of(role).is_empty(), "{role}");
        }
    }

    #[test]
    fn levels_matter_where_every_duty_is_bound_to_one() {
        assert!(own_level_only(Role::Community, State::Reported));
        assert!(!own_level_only(Role::Community, State::FedBack), "a community verifies whoever has the case");
        assert!(own_level_only(Role::Subdistrict, State::FedBack), "a subdistrict only closes it");
        assert!(!own_level_only(Role::Worker, State::Reported), "workers have no level of their own");
    }
}
