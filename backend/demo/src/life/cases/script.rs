//! The course that a case takes on purpose: the usual one, one that a story tells, or one that a list of the application
//! waits for.

use shared::case::workflow::State;
use shared::worker::Department;

/// The first group is for any case, the second for handled ones, the third for open ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    /// As the dice say.
    #[default]
    Usual,
    /// The task of two departments.
    Joint,

    /// Handled without detours; the note is what the department fed back.
    Settled {
        satisfied: bool,
        note: &'static str,
    },
    /// The party refuses the first department and the case is handed over to the second, which solves it.
    Refused {
        first: Department,
        refusal: &'static str,
        note: &'static str,
    },
    /// Not the district's business.
    Rejected,
    /// Reported before, and merged into that case.
    Merged,
    /// The grid worker settles it there and then (自行处置).
    OnTheSpot,
    /// The reporter is not satisfied, and it is handled once more.
    Reopened,
    /// Closed too late, and the department appeals.
    Appealed(Appeal),
    /// Suspended for a while; resumed by the department, or by itself when the time has run out.
    Shelved {
        runs_out: bool,
    },

    /// Nobody has taken it further than this.
    Waiting(State),
    /// An extension is applied for.
    AsksExtension,
    /// A suspension is applied for.
    AsksSuspension,
    Suspended,
    /// Awaits verification.
    FedBack,
    /// Awaits closure.
    Verified,
    /// The department has sent it back to the dispatcher.
    Returned,
    /// Handed over to a department that has not acknowledged yet.
    Transferred,
    /// The check on site has sent it back to work.
    Reworked,
}

/// How far an appeal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appeal {
    Pending,
    Endorsed,
    Granted,
    Refused,
}

/// What somebody from above or from the centre has added to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// 督办 by the leader.
    Supervised,
    /// 催办 by the centre.
    Nudged,
}
