//! What an import took, repaired and refused, in a form that a person reads to the end.

use std::collections::BTreeMap;
use std::fmt;

/// Rows of one kind that `Display` prints.
const ROWS_SHOWN: usize = 20;

/// One feature of a file, and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub file: String,
    /// Counted from 0, as in the file's `features`.
    pub feature: usize,
    /// Empty when the feature has no name.
    pub name: String,
    pub what: String,
}

impl Row {
    pub fn new(file: &str, feature: usize, name: &str, what: impl Into<String>) -> Row {
        Row { file: file.to_owned(), feature, name: name.to_owned(), what: what.into() }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { file, feature, name, what } = self;
        let space = if name.is_empty() { "" } else { " " };
        write!(f, "{file} #{feature}{space}{name}: {what}")
    }
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Records that came out.
    pub taken: usize,
    pub repaired: Vec<Row>,
    pub refused: Vec<Row>,
    /// Sentences about the whole.
    pub notes: Vec<String>,
    /// How many features of which kind, also of those left out on purpose.
    pub counts: BTreeMap<String, usize>,
}

impl ImportReport {
    pub(super) fn repair(&mut self, row: Row) {
        self.repaired.push(row);
    }

    pub(super) fn refuse(&mut self, row: Row) {
        self.refused.push(row);
    }

    pub(super) fn note(&mut self, sentence: String) {
        self.notes.push(sentence);
    }

    pub(super) fn count(&mut self, kind: &str) {
        *self.counts.entry(kind.to_owned()).or_default() += 1;
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ImportReport { taken, repaired, refused, notes, counts } = self;
        write!(f, "taken {taken}, repaired {}, refused {}", repaired.len(), refused.len())?;
        for note in notes {
            write!(f, "\n{note}")?;
        }
        for (kind, count) in counts {
            write!(f, "\n  {kind}: {count}")?;
        }
        for (title, rows) in [("refused", refused), ("repaired", repaired)] {
            if !rows.is_empty() {
                write!(f, "\n{title}:")?;
            }
            for row in rows.iter().take(ROWS_SHOWN) {
                write!(f, "\n  {row}")?;
            }
            if rows.len() > ROWS_SHOWN {
                write!(f, "\n  … and {} more", rows.len() - ROWS_SHOWN)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        let mut report = ImportReport { taken: 3, ..Default::default() };
        for feature in 0..25 {
            report.refuse(Row::new("a.geojson", feature, "某街道", "no area"));
        }
        report.count("roads");
        let text = report.to_string();
        assert!(
            text.starts_with("taken 3, repaired 0, refused 25\n  roads: 1\nrefused:\n  a.geojson #0 某街道: no area")
        );
        assert!(text.ends_with("\n  … and 5 more"));
        assert_eq!(text.lines().count(), 24);
    }
}
