//! Categories and criteria as everything looks them up: an index by code over both tables.

use shared::api::category::CategoryView;
use shared::case::category::{Category, Criterion, split};
use shared::case::course::Course;
use shared::case::deadline::Limit;
use shared::worker::Department;
use std::collections::HashMap;

/// Both tables as they were at one revision, in their order: first what is offered, then what is retired. Every category
/// has a criterion, and the limit of its first one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CategoryBook {
    pub categories: Vec<Category>,
    pub criteria: Vec<Criterion>,
    /// Number of the change that led to it.
    pub revision: i64,
    category_at: HashMap<String, usize>,
    criterion_at: HashMap<String, usize>,
    /// Place of the first criterion of a category.
    first_at: HashMap<String, usize>,
}

impl CategoryBook {
    pub fn new(mut categories: Vec<Category>, criteria: Vec<Criterion>, revision: i64) -> CategoryBook {
        let mut first_at = HashMap::new();
        for (index, criterion) in criteria.iter().enumerate() {
            first_at.entry(criterion.category.clone()).or_insert(index);
        }
        for category in &mut categories {
            if let Some(first) = first_at.get(&category.code) {
                category.limit = criteria[*first].limit;
            }
        }
        let category_at = categories.iter().enumerate().map(|(index, it)| (it.code.clone(), index)).collect();
        let criterion_at = criteria.iter().enumerate().map(|(index, it)| (it.code.clone(), index)).collect();
        CategoryBook { categories, criteria, revision, category_at, criterion_at, first_at }
    }

    pub fn category(&self, code: &str) -> Option<&Category> {
        self.category_at.get(code).map(|index| &self.categories[*index])
    }

    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criterion_at.get(code).map(|index| &self.criteria[*index])
    }

    /// A category that a report may name.
    pub fn offered(&self, code: &str) -> Option<&Category> {
        self.category(code).filter(|category| !category.retired)
    }

    /// The criterion that holds for a case: the one chosen, or the first of its category.
    pub fn criterion_of(&self, course: &Course) -> Option<&Criterion> {
        match &course.criterion {
            Some(code) => self.criterion(code),
            None => self.first_at.get(course.category.as_ref()?).map(|index| &self.criteria[*index]),
        }
    }

    /// The department that the chosen criterion proposes.
    pub fn department_of(&self, course: &Course) -> Option<Department> {
        let criterion = self.criterion(course.criterion.as_ref()?)?;
        criterion.department.or_else(|| self.category(&criterion.category).map(|category| category.department))
    }

    /// What a step on a case chooses when it gives a code: of a category alone the criterion that the case has already,
    /// else the first one.
    pub fn choice(&self, code: &str, course: &Course) -> String {
        let kept = course.criterion.as_ref().filter(|_| course.category.as_deref() == Some(code));
        let first = || self.first_at.get(code).map(|index| &self.criteria[*index].code);
        kept.or_else(first).map_or_else(|| code.to_owned(), Clone::clone)
    }

    /// The limit by a code of either kind. What is retired is answered for a case that has it already only.
    pub fn limit(&self, code: &str, course: &Course) -> Option<Limit> {
        let (category, criterion) = split(code);
        let category = self.category(category)?;
        let own = course.category.as_deref() == Some(category.code.as_str());
        if category.retired && !own {
            return None;
        }
        let Some(criterion) = criterion else { return Some(category.limit) };
        let kept = category.retired || course.criterion.as_deref() == Some(criterion);
        self.criterion(criterion).filter(|criterion| !criterion.retired || kept).map(|criterion| criterion.limit)
    }

    /// The categories with their criteria; what is retired only on request.
    pub fn views(&self, retired: bool) -> Vec<CategoryView> {
        let mut criteria: HashMap<&str, Vec<Criterion>> = HashMap::new();
        for criterion in self.criteria.iter().filter(|criterion| retired || !criterion.retired) {
            criteria.entry(criterion.category.as_str()).or_default().push(criterion.clone());
        }
        let shown = self.categories.iter().filter(|category| retired || !category.retired);
        shown
            .map(|category| CategoryView {
                category: category.clone(),
                criteria: criteria.remove(category.code.as_str()).unwrap_or_default(),
            })
            .collect()
    }
}
