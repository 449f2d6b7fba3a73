//! The queue of an office: the cases that wait for it.

use super::workflow::{Action, State, TABLE};
use crate::access::Role;
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
}
