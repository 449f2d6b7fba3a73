//! Which steps several cases can take together, and in which requests they are sent.

use shared::access::Role;
use shared::api::case::{CaseOnMap, CaseVersion};
use shared::case::workflow::{Action, State, line};
use shared::worker::Department;
use std::collections::BTreeMap;

/// Cases of one request, as the server allows.
const MOST: usize = 200;

/// Steps that ask for nothing but a note and departments.
const MANY: &[Action] = &[
    Action::Accept,
    Action::File,
    Action::Dispatch,
    Action::Acknowledge,
    Action::Verify,
    Action::Close,
    Action::Reject,
];

/// The steps that all of these cases can take together: they must be in one state, and the office must have the step.
pub fn common(cases: &[&CaseOnMap], role: Role) -> Vec<Action> {
    let Some(state) = cases.first().map(|case| case.state) else { return Vec::new() };
    if cases.iter().any(|case| case.state != state) {
        return Vec::new();
    }
    let classified = cases.iter().all(|case| case.category.is_some());
    let possible = |action: &&Action| match **action {
        // Filing needs a criterion: those without one are filed one by one.
        Action::File => classified,
        // In handling, some departments have acknowledged and others not: a list does not tell.
        Action::Acknowledge => state == State::Dispatched,
        _ => true,
    };
    MANY.iter().filter(|action| line(state, **action, role).is_some()).filter(possible).copied().collect()
}

/// What is sent: all cases to the departments chosen, or each to the department of its category.
pub fn requests(cases: &[&CaseOnMap], chosen: Option<&[Department]>) -> Vec<(Vec<Department>, Vec<CaseVersion>)> {
    let mut groups: BTreeMap<Vec<Department>, Vec<CaseVersion>> = BTreeMap::new();
    for case in cases {
        let departments = chosen.map_or_else(|| case.department.into_iter().collect(), <[Department]>::to_vec);
        let version = CaseVersion { number: case.number.clone(), version: case.version };
        groups.entry(departments).or_default().push(version);
    }
    let split = |(departments, cases): (Vec<Department>, Vec<CaseVersion>)| {
        cases.chunks(MOST).map(|part| (departments.clone(), part.to_vec())).collect::<Vec<_>>()
    };
    groups.into_iter().flat_map(split).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::case;

    fn at(state: State, number: u32, department: Option<Department>) -> CaseOnMap {
        CaseOnMap { number: number.to_string(), state, stage: state.stage(), department, ..case() }
    }

    #[test]
    fn several_cases_share_only_the_steps_of_one_state_and_one_office() {
        let (a, b) = (at(State::Filed, 1, None), at(State::Filed, 2, None));
        assert_eq!(common(&[&a, &b], Role::Dispatcher), [Action::Dispatch]);
        assert_eq!(common(&[&a, &at(State::Reported, 3, None)], Role::Dispatcher), []);
        assert_eq!(common(&[&a], Role::Department), []);
        assert_eq!(common(&[&at(State::Reported, 1, None)], Role::Acceptor), [Action::Accept, Action::Reject]);
        assert_eq!(common(&[&at(State::Dispatched, 1, None)], Role::Department), [Action::Acknowledge]);
        assert_eq!(common(&[&at(State::Handling, 1, None)], Role::Department), []);
        assert_eq!(common(&[], Role::Dispatcher), []);
        let unclassified = CaseOnMap { category: None, ..at(State::Accepted, 4, None) };
        let classified = at(State::Accepted, 5, None);
        assert_eq!(common(&[&classified], Role::Dispatcher), [Action::File, Action::Reject]);
        assert_eq!(common(&[&classified, &unclassified], Role::Dispatcher), [Action::Reject]);
    }

    #[test]
    fn each_case_goes_to_its_own_department_or_all_to_the_chosen_ones() {
        let gas = Some(Department::Gas);
        let cases =
            [at(State::Filed, 1, gas), at(State::Filed, 2, Some(Department::Drainage)), at(State::Filed, 3, gas)];
        let cases: Vec<&CaseOnMap> = cases.iter().collect();
        let told = |requests: Vec<(Vec<Department>, Vec<CaseVersion>)>| {
            let numbers =
                |cases: Vec<CaseVersion>| cases.into_iter().map(|case| case.number).collect::<Vec<_>>().join(" ");
            requests.into_iter().map(|(to, cases)| (to, numbers(cases))).collect::<Vec<_>>()
        };
        assert_eq!(
            told(requests(&cases, None)),
            [(vec![Department::Drainage], "2".to_owned()), (vec![Department::Gas], "1 3".to_owned())]
        );
        assert_eq!(told(requests(&cases, Some(&[Department::Fire]))), [(vec![Department::Fire], "1 2 3".to_owned())]);
        let many: Vec<CaseOnMap> = (0..450).map(|number| at(State::Filed, number, gas)).collect();
        let sizes: Vec<usize> =
            requests(&many.iter().collect::<Vec<_>>(), None).iter().map(|(_, part)| part.len()).collect();
        assert_eq!(sizes, [200, 200, 50]);
    }
}
