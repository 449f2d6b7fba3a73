//! A batch of rows becomes a transaction. What a row says of a field is stored unless what is there outranks it; a row
//! that says what is there already changes nothing, so that the same file twice is the same as once.

mod buildings;
mod dwellings;
mod residents;

use super::doors::Buildings;
use super::given::Fault;
use super::rows::Parsed;
use crate::area::AreaBook;
use crate::db::{Db, StoreError};
use crate::vault::Vault;
use shared::api::register::ImportCounts;
use shared::origin::{Origin, Origins};
use shared::register::RegisterTable;
use std::collections::HashSet;
use std::sync::Arc;

/// What every batch of an import needs.
#[derive(Debug)]
pub struct Applier {
    pub db: Db,
    pub vault: Vault,
    pub areas: Arc<AreaBook>,
    pub buildings: Buildings,
    pub table: RegisterTable,
    pub origin: Origin,
    pub dry_run: bool,
    /// Buildings that a dry run would have made.
    pub phantoms: HashSet<i64>,
    /// Complexes and what they were called before.
    pub former: HashSet<(String, String)>,
}

/// What became of one row.
#[derive(Debug)]
pub enum Outcome {
    Added,
    Changed,
    Unchanged,
    Refused(Vec<Fault>),
}

impl Applier {
    /// Stores a batch, or says what storing it would do. The outcomes are in the order of the rows.
    pub async fn apply(&mut self, rows: Vec<Parsed>, counts: &mut ImportCounts) -> Result<Vec<Outcome>, StoreError> {
        let outcomes = match self.table {
            RegisterTable::Buildings => buildings::apply(self, only(rows, |row| row.building()), counts).await?,
            RegisterTable::Dwellings => dwellings::apply(&*self, only(rows, |row| row.dwelling()), counts).await?,
            RegisterTable::Residents => residents::apply(&*self, only(rows, |row| row.resident()), counts).await?,
        };
        for outcome in &outcomes {
            match outcome {
                Outcome::Added => counts.added += 1,
                Outcome::Changed => counts.changed += 1,
                Outcome::Unchanged => counts.unchanged += 1,
                Outcome::Refused(_) => counts.refused += 1,
            }
        }
        Ok(outcomes)
    }
}

fn only<T>(rows: Vec<Parsed>, of: impl Fn(Parsed) -> Option<T>) -> Vec<T> {
    rows.into_iter().filter_map(of).collect()
}

/// A record on its way to its new values.
#[derive(Debug)]
struct Merge<'a> {
    origins: &'a mut Origins,
    origin: &'a Origin,
    changed: bool,
    kept: i64,
}

impl<'a> Merge<'a> {
    fn new(origins: &'a mut Origins, origin: &'a Origin) -> Merge<'a> {
        Merge { origins, origin, changed: false, kept: 0 }
    }

    /// Whether a field takes a value that differs from what is there.
    fn takes(&mut self, field: &str) -> bool {
        let accepted = self.origins.accept(field, self.origin);
        self.changed |= accepted;
        self.kept += i64::from(!accepted);
        accepted
    }

    fn set<T: PartialEq>(&mut self, field: &str, slot: &mut T, said: Option<T>) {
        if let Some(value) = said
            && *slot != value
            && self.takes(field)
        {
            *slot = value;
        }
    }
}
