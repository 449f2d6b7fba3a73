//! What each step asks of the person, and which step comes first. The table of the program says when a reason must be
//! written; the rest follows from what the course does with a step.

use shared::access::Role;
use shared::api::case::CaseDetail;
use shared::case::course::{Application, ApplicationKind};
use shared::case::workflow::{Action, State, line};

/// How much a field is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    No,
    May,
    Must,
}

/// The fields of the form of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs {
    pub note: Need,
    pub departments: Need,
    pub category: Need,
    pub until: bool,
    pub target: bool,
    pub satisfied: bool,
    /// The person may say where they are: steps that are taken on the spot.
    pub location: bool,
}

/// What the form of a step shows to somebody in a role while the case is in a state. `classified`: it has a category.
pub fn inputs(action: Action, state: State, role: Role, classified: bool) -> Inputs {
    let noted = line(state, action, role).is_some_and(|step| step.note);
    let on_the_spot = matches!(role, Role::Worker | Role::GridLeader | Role::Community | Role::Department)
        && matches!(action, Action::SelfHandle | Action::Verify | Action::Rework | Action::Progress | Action::FeedBack);
    Inputs {
        note: if noted { Need::Must } else { Need::May },
        departments: match action {
            Action::Dispatch | Action::Transfer => Need::Must,
            Action::Rework => Need::May,
            _ => Need::No,
        },
        category: match action {
            Action::File | Action::Close if !classified => Need::Must,
            Action::Accept | Action::File => Need::May,
            // Whoever handles it on the spot knows what it was; otherwise somebody is asked when it is closed.
            Action::SelfHandle if !classified => Need::May,
            _ => Need::No,
        },
        until: action == Action::AskSuspension,
        target: matches!(action, Action::Merge | Action::Link),
        satisfied: action == Action::Evaluate,
        location: on_the_spot,
    }
}

/// The steps of the work in the order in which one would take them; the others come after.
const ORDER: &[Action] = &[
    Action::Accept,
    Action::File,
    Action::Dispatch,
    Action::Acknowledge,
    Action::Resume,
    Action::FeedBack,
    Action::Verify,
    Action::Close,
    Action::Reopen,
    Action::Evaluate,
    Action::SelfHandle,
    Action::Progress,
    Action::Supervise,
    Action::Nudge,
    Action::Rework,
    Action::Transfer,
    Action::Return,
    Action::AskExtension,
    Action::AskSuspension,
    Action::Appeal,
    Action::Escalate,
    Action::Link,
    Action::Merge,
    Action::Reject,
];

/// The steps that the viewer may take now, the next step of the work first. Photos have their own place.
pub fn ordered(allowed: &[Action]) -> Vec<Action> {
    let mut steps: Vec<Action> = allowed.iter().copied().filter(|action| *action != Action::Attach).collect();
    // Somebody waits for the answer to an application, so it comes before everything else.
    steps.sort_by_key(|action| match action {
        Action::Grant => 0,
        Action::Refuse => 1,
        _ => 2 + ORDER.iter().position(|known| known == action).unwrap_or(ORDER.len()),
    });
    steps
}

/// The step that a key or a row may offer as the next one.
pub fn primary(detail: &CaseDetail) -> Option<Action> {
    ordered(&detail.allowed).first().copied()
}

/// What a decision is about, if it is one.
pub fn decided(action: Action, detail: &CaseDetail) -> Option<(ApplicationKind, &Application)> {
    let pending = detail.course.pending.as_ref()?;
    matches!(action, Action::Grant | Action::Refuse).then_some((pending.kind, pending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::case::workflow::TABLE;

    #[test]
    fn every_step_of_the_table_has_its_place_and_a_reason_where_the_table_says_so() {
        for step in TABLE {
            let placed = ORDER.contains(&step.action);
            let apart = [Action::Grant, Action::Refuse, Action::Attach].contains(&step.action);
            assert!(placed != apart, "{}", step.action);
            for (&state, &role) in step.from.iter().zip(step.who.iter().cycle()) {
                let must = line(state, step.action, role).unwrap().note;
                assert_eq!(inputs(step.action, state, role, true).note == Need::Must, must, "{}", step.action);
            }
        }
    }

    #[test]
    fn forms_ask_for_what_the_course_needs_and_for_nothing_else() {
        let of = |action, state, role| inputs(action, state, role, false);
        let file = of(Action::File, State::Accepted, Role::Dispatcher);
        assert_eq!((file.category, file.departments, file.until), (Need::Must, Need::No, false));
        assert_eq!(inputs(Action::File, State::Accepted, Role::Dispatcher, true).category, Need::May);
        let close = |classified| inputs(Action::Close, State::Verified, Role::Dispatcher, classified).category;
        assert_eq!((close(false), close(true)), (Need::Must, Need::No));
        let alone = |classified| inputs(Action::SelfHandle, State::Reported, Role::Worker, classified).category;
        assert_eq!((alone(false), alone(true)), (Need::May, Need::No));
        let dispatch = of(Action::Dispatch, State::Filed, Role::Dispatcher);
        assert_eq!((dispatch.departments, dispatch.note, dispatch.location), (Need::Must, Need::May, false));
        assert_eq!(of(Action::Rework, State::FedBack, Role::Worker).departments, Need::May);
        assert!(of(Action::AskSuspension, State::Handling, Role::Department).until);
        assert!(of(Action::Merge, State::Reported, Role::Acceptor).target);
        assert!(of(Action::Evaluate, State::Closed, Role::Acceptor).satisfied);
        assert!(of(Action::Verify, State::FedBack, Role::Worker).location);
        assert!(!of(Action::Verify, State::FedBack, Role::Commander).location);
    }

    #[test]
    fn the_next_step_of_the_work_comes_first() {
        let first = |allowed: &[Action]| ordered(allowed)[0];
        assert_eq!(first(&[Action::Reject, Action::Nudge, Action::Accept]), Action::Accept);
        assert_eq!(first(&[Action::Transfer, Action::Progress, Action::FeedBack]), Action::FeedBack);
        assert_eq!(first(&[Action::Transfer, Action::Refuse, Action::Grant, Action::Nudge]), Action::Grant);
        assert_eq!(first(&[Action::Attach, Action::Supervise, Action::Nudge]), Action::Supervise);
        assert!(ordered(&[Action::Attach]).is_empty());
    }
}
