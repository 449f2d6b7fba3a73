//! Areas by name, sound and initials, alone or with what is above them: `第四网格`, `xcsq`, `星辰社区第四网格`.

use super::names::NameIndex;
use crate::area::AreaBook;
use shared::area::AreaCode;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// See the module.
#[derive(Debug)]
pub struct AreaNames {
    /// In order: parents before their children.
    codes: Vec<AreaCode>,
    /// Their own names, then those with what is above them.
    names: [NameIndex; 2],
}

impl AreaNames {
    pub async fn build(book: Arc<AreaBook>) -> AreaNames {
        let build = move || {
            let codes: Vec<AreaCode> = book.all().map(|area| area.code.clone()).collect();
            let full: Vec<String> = codes.iter().map(|code| book.full_name(code)).collect();
            let own = NameIndex::build_places((0..).zip(book.all().map(|area| area.name.as_str())));
            let names = [own, NameIndex::build_places((0..).zip(full.iter().map(String::as_str)))];
            AreaNames { codes, names }
        };
        spawn_blocking(build).await.expect("building an index does not panic")
    }

    /// The area with this code, or else the best `most` by name: its own name before that of what it lies in, by how it
    /// matches, larger areas first.
    pub fn find(&self, query: &str, most: usize) -> Vec<AreaCode> {
        if let Ok(at) = self.codes.binary_search_by(|code| code.as_str().cmp(query)) {
            return vec![self.codes[at].clone()];
        }
        let mut best = BTreeMap::new();
        for (order, names) in self.names.iter().enumerate() {
            for found in names.matches(query) {
                for &at in names.ids(found.name) {
                    let why = best.entry(at).or_insert((order, found.rank));
                    *why = (order, found.rank).min(*why);
                }
            }
        }
        let mut found: Vec<_> =
            best.into_iter().map(|(at, why)| (why, self.codes[at as usize].as_str().len(), at)).collect();
        found.sort_unstable();
        found.into_iter().take(most).map(|(.., at)| self.codes[at as usize].clone()).collect()
    }
}
