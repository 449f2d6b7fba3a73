//! What a new table makes of the present one. Pure: the same for a dry run and for an import.

use super::book::CategoryBook;
use serde::Serialize;
use shared::api::category::TableOutcome;
use shared::case::category::{Category, Criterion};
use std::collections::HashMap;

/// One category or criterion before and after, for the record.
#[derive(Debug, Serialize)]
pub struct Change<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<(Option<&'a Category>, &'a Category)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    criterion: Option<(Option<&'a Criterion>, &'a Criterion)>,
}

trait Entry: Clone + PartialEq {
    fn code(&self) -> &str;
    fn retired(&self) -> bool;
    fn retire(self) -> Self;
}

impl Entry for Category {
    fn code(&self) -> &str {
        &self.code
    }

    fn retired(&self) -> bool {
        self.retired
    }

    fn retire(self) -> Category {
        Category { retired: true, ..self }
    }
}

impl Entry for Criterion {
    fn code(&self) -> &str {
        &self.code
    }

    fn retired(&self) -> bool {
        self.retired
    }

    fn retire(self) -> Criterion {
        Criterion { retired: true, ..self }
    }
}

/// The book that follows from a table, which offers everything in it; what the table lacks is retired.
pub fn follow(present: &CategoryBook, table: CategoryBook) -> (CategoryBook, TableOutcome) {
    let mut outcome = TableOutcome { rows: table.criteria.len(), ..TableOutcome::default() };
    let categories = merge(&present.categories, table.categories, &mut outcome);
    let criteria = merge(&present.criteria, table.criteria, &mut outcome);
    (CategoryBook::new(categories, criteria, present.revision), outcome)
}

fn merge<T: Entry>(present: &[T], table: Vec<T>, outcome: &mut TableOutcome) -> Vec<T> {
    let before: HashMap<&str, &T> = present.iter().map(|entry| (entry.code(), entry)).collect();
    let mut kept: Vec<&str> = Vec::new();
    for entry in &table {
        match before.get(entry.code()) {
            Some(known) if !known.retired() => {
                if *known != entry {
                    outcome.changed.push(entry.code().to_owned());
                }
                kept.push(known.code());
            }
            _ => outcome.added.push(entry.code().to_owned()),
        }
    }
    let listed: HashMap<&str, ()> = table.iter().map(|entry| (entry.code(), ())).collect();
    let stays = |entry: &&T| !entry.retired() && listed.contains_key(entry.code());
    outcome.reordered |= !present.iter().filter(stays).map(T::code).eq(kept);
    let gone: Vec<T> = present.iter().filter(|entry| !listed.contains_key(entry.code())).cloned().collect();
    outcome.retired.extend(gone.iter().filter(|entry| !entry.retired()).map(|entry| entry.code().to_owned()));
    let mut all = table;
    all.extend(gone.into_iter().map(T::retire));
    all
}

/// What differs between two books.
pub fn changes<'a>(before: &'a CategoryBook, after: &'a CategoryBook) -> Vec<Change<'a>> {
    let categories = after.categories.iter().filter_map(|now| {
        let was = before.category(&now.code);
        (was != Some(now)).then_some(Change { category: Some((was, now)), criterion: None })
    });
    let criteria = after.criteria.iter().filter_map(|now| {
        let was = before.criterion(&now.code);
        (was != Some(now)).then_some(Change { category: None, criterion: Some((was, now)) })
    });
    categories.chain(criteria).collect()
}
