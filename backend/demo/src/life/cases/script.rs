//! The course that a case takes on purpose: the usual one, or one that a story tells.

use shared::worker::Department;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    /// As the dice say.
    #[default]
    Usual,
    /// Handled without detours; the note is what the department fed back.
    Settled { satisfied: bool, note: &'static str },
    /// The party refuses the first department and the case is handed over to the second, which solves it.
    Refused { first: Department, refusal: &'static str, note: &'static str },
}
