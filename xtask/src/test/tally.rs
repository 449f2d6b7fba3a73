//! Counting what passed: the runners print their own summaries, and this reads them while they go by.

use anyhow::{Context, Result};
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::ops::AddAssign;
use std::process::{Command, Stdio};
use std::thread;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Tally {
    pub fn one_success() -> Tally {
        Tally { passed: 1, ..Tally::default() }
    }

    pub fn one_failure() -> Tally {
        Tally { failed: 1, ..Tally::default() }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// A check that either passes or does not.
pub fn check(command: &mut Command) -> Result<Tally> {
    let status = command.status().context("cannot start the check")?;
    Ok(if status.success() { Tally::one_success() } else { Tally::one_failure() })
}

/// A test runner. A failure that it did not count (it could not compile, say) counts as one.
pub fn tests(command: &mut Command) -> Result<Tally> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start the tests")?;
    let complaints = child.stderr.take().context("standard error is a pipe")?;
    let output = child.stdout.take().context("standard output is a pipe")?;
    let reader = thread::spawn(move || listen(complaints));
    let mut tally = listen(output)?;
    tally += reader.join().map_err(|_| anyhow::anyhow!("the reader of the complaints failed"))??;
    let status = child.wait()?;
    if !status.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

fn listen(stream: impl Read) -> Result<Tally> {
    let mut tally = Tally::default();
    for line in BufReader::new(stream).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        tally += read(&line);
    }
    Ok(tally)
}

/// What a line of nextest, of cargo test or of Node's test runner counts; nothing when it is any other line.
fn read(line: &str) -> Tally {
    let line = line.trim();
    let mut tally = Tally::default();
    if line.starts_with("Summary [") || line.starts_with("test result:") {
        for part in line.split([',', ';', ':', '.']) {
            let mut words = part.split_whitespace();
            let (Some(Ok(count)), Some(word)) = (words.next().map(str::parse), words.next()) else { continue };
            match word {
                "passed" => tally.passed = count,
                "failed" => tally.failed += count,
                "timed" => tally.failed += count,
                "skipped" | "ignored" => tally.skipped = count,
                _ => {}
            }
        }
    } else if let Some(rest) = line.strip_prefix('ℹ').or_else(|| line.strip_prefix('#')) {
        let mut words = rest.split_whitespace();
        let (Some(word), Some(Ok(count)), None) = (words.next(), words.next().map(str::parse), words.next()) else {
            return tally;
        };
        match word {
            "pass" => tally.passed = count,
            "fail" | "cancelled" => tally.failed = count,
            "skipped" => tally.skipped = count,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summaries_of_three_runners_are_understood() {
        let count = |passed, failed, skipped| Tally { passed, failed, skipped };
        let nextest = "     Summary [   0.012s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 3 skipped";
        assert_eq!(read(nextest), count(5, 2, 3));
        let cargo = "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(read(cargo), count(3, 1, 0));
        assert_eq!(read("test result: ok. 12 passed; 0 failed; 2 ignored; 0 measured"), count(12, 0, 2));
        assert_eq!(read("ℹ pass 9"), count(9, 0, 0));
        assert_eq!(read("# fail 2"), count(0, 2, 0));
        assert_eq!(read("ℹ skipped 1"), count(0, 0, 1));
        assert_eq!(read("a test of 5 passed things"), Tally::default());
    }
}
