//! Rules about files that no compiler checks: where a newcomer would stumble, the build stumbles first.

use super::tally::Tally;
use crate::house::House;
use crate::shell;
use anyhow::{Context, Result};
use std::fs;

const LONGEST: usize = 400;

/// Rust files that may be longer, each with its reason.
const LONG: [(&str, &str); 3] = [
    ("backend/src/audit/tests/tampering.rs", "one scene, and every way to falsify it"),
    ("backend/src/case/list/store.rs", "each statement of the lists beside what it binds"),
    ("backend/src/evidence/tests.rs", "one desk, and every photo that may come to it"),
];

/// Words that mean "not finished", written in two halves so that this list does not find itself.
const UNFINISHED: [(&str, &str); 3] = [("TO", "DO"), ("FIX", "ME"), ("X", "XX")];

/// The documents whose file names must exist.
const MAPS: [&str; 4] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "README.zh-CN.md"];

/// First words of a path in the repository.
const ROOMS: [&str; 8] = ["shared/", "backend/", "frontend/", "assets/", "tests/", "xtask/", "docs/", ".ci/"];

pub fn check(house: &House) -> Result<Tally> {
    let listed = shell::output(house.command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    let mut faults = Vec::new();
    for path in listed.lines().filter(|path| house.root.join(path).is_file()) {
        if !["rs", "mjs", "js", "css", "sql", "toml"].iter().any(|kind| path.ends_with(&format!(".{kind}"))) {
            continue;
        }
        let text = fs::read_to_string(house.root.join(path)).with_context(|| format!("cannot read {path}"))?;
        let complaints = if path.ends_with(".rs") { rust(path, &text) } else { any(&text) };
        faults.extend(complaints.into_iter().map(|complaint| format!("{path}: {complaint}")));
    }
    for map in MAPS {
        let text = fs::read_to_string(house.root.join(map)).with_context(|| format!("{map} is missing"))?;
        let lost = paths(&text).filter(|path| !house.root.join(path).exists());
        faults.extend(lost.map(|path| format!("{map}: there is no {path}")));
    }
    for fault in &faults {
        eprintln!("{fault}");
    }
    Ok(if faults.is_empty() { Tally::one_success() } else { Tally { failed: faults.len() as u32, ..Tally::default() } })
}

fn rust(path: &str, text: &str) -> Vec<String> {
    let mut faults = any(text);
    if !text.starts_with("//!") {
        faults.push("does not open with //!, what it is and why".into());
    }
    let lines = text.lines().count();
    if lines > LONGEST && !LONG.iter().any(|(long, _)| *long == path) {
        faults.push(format!("{lines} lines, more than {LONGEST}: split it, or give the reason in the list of tidy.rs"));
    }
    if text.contains(concat!("#[al", "low(")) || text.contains(concat!("#![al", "low(")) {
        faults.push("silences a lint".into());
    }
    if text.contains(concat!("#[ign", "ore")) {
        faults.push("switches a test off".into());
    }
    faults
}

fn any(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (first, second) in UNFINISHED {
            let word = format!("{first}{second}");
            if line.split(|c: char| !c.is_alphanumeric()).any(|part| part == word) {
                faults.push(format!("line {}: {word}", number + 1));
            }
        }
    }
    faults
}

/// Paths of the repository that a document names between backticks.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).filter(|word| {
        ROOMS.iter().any(|room| word.starts_with(room)) && !word.contains(['*', '{', '<', ' ', '…', '|'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_must_say_what_it_is_and_be_finished() {
        assert!(rust("a.rs", "//! A file.\n").is_empty());
        assert_eq!(rust("a.rs", "fn main() {}\n").len(), 1);
        assert_eq!(rust("a.rs", &format!("//! A file.\n// {}{}: more\n", "TO", "DO")).len(), 1);
        assert_eq!(rust("a.rs", &format!("//! A file.\n{}", "\n".repeat(400))).len(), 1);
    }

    #[test]
    fn a_document_names_paths_between_backticks() {
        let text = "See `shared/src/lib.rs` and `backend/src/*/store.rs`, run `cargo xtask run`.";
        assert_eq!(paths(text).collect::<Vec<_>>(), ["shared/src/lib.rs"]);
    }
}
