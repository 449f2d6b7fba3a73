//! `docs/workflow.md` shows the table as a diagram and a matrix. They are rendered here, and a document that no longer
//! shows what the table says is a failure. Renew it with `BLESS=1`.

use super::reach::{DEPARTMENTS, situations, tries};
use super::{circumstances, offices};
use crate::access::Role;
use crate::case::calendar::Calendar;
use crate::case::workflow::{Action, State, Step, TABLE};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/workflow.md");
const BEGIN: &str = "<!-- Rendered from shared/src/case/workflow.rs; do not edit. -->\n";
const END: &str = "<!-- End of what is rendered. -->\n";
const RENEW: &str = "BLESS=1 cargo test --release -p mirrorlake-shared case::tests::document";

type Leads = BTreeMap<(State, Action), BTreeSet<State>>;

#[test]
fn the_document_shows_the_table() {
    let written = std::fs::read_to_string(DOCUMENT).expect("docs/workflow.md can be read");
    let (before, rest) = written.split_once(BEGIN).expect("the mark at which the rendered part begins");
    let (_, after) = rest.split_once(END).expect("the mark at which it ends");
    let rendered = format!("{before}{BEGIN}{}{END}{after}", render());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(DOCUMENT, &rendered).expect("docs/workflow.md can be written");
    } else {
        assert!(written == rendered, "docs/workflow.md does not show the table any more; renew it: {RENEW}");
    }
    let prose = format!("{before}{after}");
    for Text { zh, .. } in Action::ALL.iter().map(|it| it.text()).chain(State::ALL.iter().map(|it| it.text())) {
        assert!(prose.contains(zh), "docs/workflow.md does not explain {zh}");
    }
}

fn render() -> String {
    let leads = leads();
    format!("{}\n{}", diagram(&leads), matrix(&leads))
}

/// Where each step was seen to lead: what the orders of departments say is in no table.
fn leads() -> Leads {
    let calendar = Calendar::default();
    let offices = offices(&DEPARTMENTS);
    let mut leads = Leads::new();
    for situation in situations() {
        let now = circumstances(situation.at, false, &calendar);
        for office in &offices {
            for action in situation.course.allowed(office, &now) {
                let taken = tries(action, situation);
                let taken = taken.iter().filter_map(|step| situation.course.next(step, office, &now).ok());
                leads.entry((situation.course.state, action)).or_default().extend(taken.map(|next| next.state));
            }
        }
    }
    leads
}

fn both(Text { zh, en }: Text) -> String {
    format!("{zh} {en}")
}

fn diagram(leads: &Leads) -> String {
    let mut lines = String::from("```mermaid\nstateDiagram-v2\n");
    for state in State::ALL {
        writeln!(lines, "    state \"{}\" as {state}", both(state.text())).expect("a string grows");
    }
    writeln!(lines, "    [*] --> {}: {}", State::Reported, both(Action::Report.text())).expect("a string grows");
    let mut edges: BTreeMap<(State, State), Vec<String>> = BTreeMap::new();
    for ((from, action), states) in leads {
        for to in states.iter().filter(|to| *to != from) {
            edges.entry((*from, *to)).or_default().push(both(action.text()));
        }
    }
    for ((from, to), actions) in &edges {
        writeln!(lines, "    {from} --> {to}: {}", actions.join(" / ")).expect("a string grows");
    }
    for end in State::ALL.iter().filter(|state| !leads.keys().any(|(from, _)| from == *state)) {
        writeln!(lines, "    {end} --> [*]").expect("a string grows");
    }
    lines + "```\n"
}

fn matrix(leads: &Leads) -> String {
    let mut lines = String::from("| state | step | leads to | note |");
    for role in Role::ALL {
        write!(lines, " {} |", both(role.text())).expect("a string grows");
    }
    lines += "\n|---|---|---|---|";
    lines += &":-:|".repeat(Role::ALL.len());
    lines.push('\n');
    for state in State::ALL {
        let mut actions: Vec<Action> = Vec::new();
        for step in TABLE.iter().filter(|step| step.from.contains(state)) {
            if !actions.contains(&step.action) {
                actions.push(step.action);
            }
        }
        for action in actions {
            let of: Vec<&Step> = TABLE.iter().filter(|it| it.action == action && it.from.contains(state)).collect();
            let to: Vec<&str> = leads[&(*state, action)].iter().map(|to| to.text().zh).collect();
            let to = if to == [state.text().zh] { "–".to_owned() } else { to.join(", ") };
            let note = if of.iter().any(|step| step.note) { "✎" } else { "" };
            write!(lines, "| {} | {} | {to} | {note} |", state.text().zh, both(action.text())).expect("a string grows");
            for role in Role::ALL {
                let line = of.iter().find(|step| step.who.contains(role));
                let levelled = matches!(role, Role::Community | Role::Subdistrict);
                let cell = line.map_or("", |step| if step.own_level && levelled { "◐" } else { "●" });
                write!(lines, " {cell} |").expect("a string grows");
            }
            lines.push('\n');
        }
    }
    lines
}
