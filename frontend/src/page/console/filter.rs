//! One filter for list and map. The server answers it for what is stored; [`Filter::holds`] answers it for what the
//! live stream brings.

use crate::api::encode;
use crate::context::query;
use chrono::{DateTime, Utc};
use shared::api::case::CaseOnMap;
use shared::area::AreaCode;
use shared::case::workflow::Stage;
use shared::case::{Light, Source};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Code of an area.
    pub area: Option<String>,
    pub category: Option<String>,
    /// Only a stage after closure shows cases that are no longer open.
    pub stage: Option<Stage>,
    pub source: Option<Source>,
    /// Decided here, because it changes with the time.
    pub light: Option<Light>,
    pub text: String,
}

impl Filter {
    pub fn from_address() -> Filter {
        let word = |name| query(name).unwrap_or_default();
        Filter {
            area: query("area"),
            category: query("category"),
            stage: word("stage").parse().ok(),
            source: word("source").parse().ok(),
            light: word("light").parse().ok(),
            text: word("q"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.area.clone().map(|code| ("area", code)));
        pairs.extend(self.category.clone().map(|code| ("category", code)));
        pairs.extend(self.stage.map(|stage| ("stage", stage.code().to_owned())));
        pairs.extend(self.source.map(|source| ("source", source.code().to_owned())));
        if !self.text.trim().is_empty() {
            pairs.push(("q", self.text.trim().to_owned()));
        }
        pairs
    }

    /// For the page's address.
    pub fn write(&self, pairs: &mut Vec<(&'static str, String)>) {
        pairs.extend(self.pairs());
        pairs.extend(self.light.map(|light| ("light", light.code().to_owned())));
    }

    /// For the server, each pair led by `&`.
    pub fn query(&self) -> String {
        let open = self.wants_open().then(|| "&open=true".to_owned());
        let pairs = self.pairs().into_iter().map(|(name, value)| format!("&{name}={}", encode(&value)));
        open.into_iter().chain(pairs).collect()
    }

    fn wants_open(&self) -> bool {
        !matches!(self.stage, Some(Stage::Closed | Stage::Evaluated))
    }

    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// Whether a case belongs to the list, its light aside.
    pub fn holds(&self, case: &CaseOnMap) -> bool {
        let in_area = self.area.as_ref().is_none_or(|code| {
            let area = AreaCode::trusted(code.clone());
            [&case.grid, &case.community, &case.subdistrict]
                .into_iter()
                .flatten()
                .any(|part| area.contains(&AreaCode::trusted(part.code.clone())))
        });
        let text = self.text.trim();
        let texts = [&case.number, &case.category_zh, &case.category_en, &case.place];
        in_area
            && self.category.as_ref().is_none_or(|code| case.category.as_ref() == Some(code))
            && self.stage.is_none_or(|stage| case.stage == stage)
            && (case.state.is_open() || !self.wants_open())
            && self.source.is_none_or(|source| case.source == source)
            && (texts.iter().any(|part| part.contains(text))
                || case.description.as_ref().is_some_and(|words| words.contains(text)))
    }

    /// Whether the light at a moment is the one asked for.
    pub fn lit(&self, case: &CaseOnMap, now: DateTime<Utc>) -> bool {
        self.light.is_none_or(|wanted| case.light_at(now) == wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{case, noon};
    use shared::case::workflow::State;

    #[test]
    fn areas_hold_what_lies_in_them() {
        let by_area = |code: &str| Filter { area: Some(code.into()), ..Filter::default() }.holds(&case());
        assert!(by_area("340202000000") && by_area("340202001000") && by_area("340202001003007"));
        assert!(!by_area("340202002000") && !by_area("340202001003008"));
    }

    #[test]
    fn closed_cases_show_only_when_asked_for() {
        let closed = CaseOnMap { stage: Stage::Closed, state: State::Closed, ..case() };
        assert!(Filter::default().holds(&case()) && !Filter::default().holds(&closed));
        let asked = Filter { stage: Some(Stage::Closed), ..Filter::default() };
        assert!(asked.holds(&closed) && !asked.holds(&case()));
    }

    #[test]
    fn text_source_and_light_narrow() {
        let text = |text: &str| Filter { text: text.into(), ..Filter::default() }.holds(&case());
        assert!(text("学士街") && text("E0130") && text(" ") && !text("花津路"));
        assert!(!Filter { source: Some(Source::Wechat), ..Filter::default() }.holds(&case()));
        let red = Filter { light: Some(Light::Red), ..Filter::default() };
        assert!(!red.lit(&case(), noon()));
        assert!(red.lit(&case(), noon() + chrono::Duration::hours(11)));
    }
}
