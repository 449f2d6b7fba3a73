//! `triples.txt`, read: who may take which action in which state, and where it may lead. The independent side of every
//! comparison: nothing here looks at the program's table.

use crate::access::Role;
use crate::case::workflow::{Action, State};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// One line.
#[derive(Debug, Default)]
pub struct Rule {
    pub who: BTreeSet<Role>,
    pub leads: BTreeSet<State>,
}

pub type Rules = BTreeMap<(State, Action), Rule>;

/// Reads every line; a pair that is missing, listed twice or misspelt is a failure.
pub fn read() -> Rules {
    let mut rules = Rules::new();
    for line in include_str!("triples.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('|').collect();
        let [pair, who, leads] = cells[..] else { panic!("three columns: {line}") };
        let pair: Vec<&str> = pair.split_whitespace().collect();
        let [state, action] = pair[..] else { panic!("a state and an action: {line}") };
        let key = (word(state, line), word(action, line));
        let rule = Rule { who: words(who, line), leads: words(leads, line) };
        assert_eq!(rule.who.is_empty(), rule.leads.is_empty(), "somebody and somewhere, or neither: {line}");
        assert!(rules.insert(key, rule).is_none(), "listed twice: {line}");
    }
    for state in State::ALL {
        for action in Action::ALL {
            assert!(rules.contains_key(&(*state, *action)), "triples.txt has no line for {state} {action}");
        }
    }
    rules
}

/// True when the role has that step in some state.
pub fn ever(rules: &Rules, action: Action, role: Role) -> bool {
    State::ALL.iter().any(|state| rules[&(*state, action)].who.contains(&role))
}

fn word<T: FromStr>(text: &str, line: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("'{text}' is not a word of the vocabulary: {line}"))
}

fn words<T: FromStr + Ord>(cell: &str, line: &str) -> BTreeSet<T> {
    let all: Vec<&str> = cell.split_whitespace().filter(|text| *text != "-").collect();
    let set: BTreeSet<T> = all.iter().map(|text| word(text, line)).collect();
    assert_eq!(set.len(), all.len(), "a word twice: {line}");
    set
}
