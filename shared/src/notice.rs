//! The bell: which events an office hears of. Nothing is stored for a notice: whether an event concerns an office follows
//! from the event, so the list on the server and the live bell in the browser come from this one function.
//!
//! Somebody hears of what now waits for their office and of what became of what they did; never of their own deeds, and
//! never of what their office does not see. Those two are the caller's to hold: who did it, and where the case lies.

use crate::access::Role;
use crate::area::AreaLevel;
use crate::case::workflow::{Action, State};

/// The bell counts no further: more than this reads as "99+".
pub const MOST_COUNTED: u32 = 100;
/// Notices are this many days old at most.
pub const DAYS: i64 = 30;
/// Characters of an event's note that a notice repeats.
pub const NOTE: usize = 80;

/// What the bell looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    pub action: Action,
    /// After the event.
    pub state: State,
    /// Who has to see to the case.
    pub level: AreaLevel,
    /// In which office it was done; `None` for the public and the program itself.
    pub by: Option<Role>,
    /// The case is under supervision.
    pub supervised: bool,
}

/// The two at the place.
const GRID: [Role; 2] = [Role::Worker, Role::GridLeader];
/// Those who close.
const CLOSERS: [Role; 2] = [Role::Dispatcher, Role::Commander];

/// Whether an event concerns the holders of a role.
pub fn concerns(what: &Happening, role: Role) -> bool {
    use Role::{Acceptor, Commander, Community, Department, Dispatcher, Leader, Subdistrict};
    let grid = GRID.contains(&role);
    let office_of_level = match what.level {
        AreaLevel::Grid | AreaLevel::Community => Community,
        AreaLevel::Subdistrict => Subdistrict,
        AreaLevel::District => Dispatcher,
    };
    let holder = role == office_of_level;
    // A community files but does not dispatch.
    let dispatches = role == if office_of_level == Subdistrict { Subdistrict } else { Dispatcher };
    let leader = role == Leader && what.supervised;
    let undispatched = what.state == State::Filed;
    match what.action {
        Action::Report => role == Acceptor || (role == Community && holder),
        Action::Assign | Action::Reject | Action::Merge => grid,
        Action::Accept => holder,
        Action::File => dispatches,
        Action::Dispatch => role == Department,
        Action::Return => role == Dispatcher || (what.state == State::Accepted && holder),
        Action::Transfer => role == Department || (role == Dispatcher && what.by == Some(Department)),
        Action::Progress => leader,
        Action::FeedBack => role == Dispatcher || (grid && what.state == State::FedBack) || leader,
        Action::SelfHandle | Action::Verify => CLOSERS.contains(&role) || holder,
        Action::Rework => {
            if undispatched {
                dispatches
            } else {
                role == Department
            }
        }
        Action::Reopen => grid || if undispatched { dispatches } else { role == Department },
        Action::Close => grid || role == Department || leader,
        Action::AskExtension | Action::AskSuspension | Action::Appeal => role == Dispatcher,
        // The dispatcher's word on an appeal sends it on to the acceptor.
        Action::Grant => role == Department || (role == Acceptor && !what.state.is_open() && what.by != Some(Acceptor)),
        Action::Refuse => role == Department,
        Action::Resume => role == Department || role == Dispatcher,
        Action::Escalate => role == if what.by == Some(Community) { Subdistrict } else { Dispatcher },
        Action::Supervise => grid || [Department, Dispatcher, Commander].contains(&role),
        Action::Nudge => grid || [Department, Dispatcher].contains(&role),
        Action::Acknowledge | Action::Evaluate | Action::Link | Action::Attach => false,
    }
}

/// The actions of which a role hears in some circumstances: what a search can leave out at once.
pub fn heard_of(role: Role) -> Vec<Action> {
    let offices = Role::ALL.iter().copied().map(Some).chain([None]);
    let circumstances: Vec<(State, AreaLevel, Option<Role>)> = offices
        .flat_map(|by| State::ALL.iter().map(move |&state| (state, by)))
        .flat_map(|(state, by)| AreaLevel::ALL.iter().map(move |&level| (state, level, by)))
        .collect();
    let heard = |action: &Action| {
        circumstances.iter().any(|&(state, level, by)| {
            concerns(&Happening { action: *action, state, level, by, supervised: true }, role)
        })
    };
    Action::ALL.iter().copied().filter(heard).collect()
}

#[cfg(test)]
mod tests;
