//! One filter for list, map and export. The server answers it for what is stored; [`Filter::holds`] answers it for what
//! the live stream brings, except where only the server knows ([`Filter::asks_server`]).

use crate::api::encode;
use crate::context::query;
use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};
use shared::api::case::CaseOnMap;
use shared::area::AreaCode;
use shared::case::supervision::Watch;
use shared::case::workflow::{Stage, State};
use shared::case::{Light, Source};
use shared::time::{china, china_day};
use shared::worker::Department;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Code of an area.
    pub area: Option<String>,
    pub category: Option<String>,
    pub stage: Option<Stage>,
    /// Only a stage after closure or a state shows cases that are no longer open.
    pub state: Option<State>,
    pub source: Option<Source>,
    pub department: Option<Department>,
    /// Decided here, because it changes with the time.
    pub light: Option<Light>,
    /// What waits for the viewer's office.
    pub mine: bool,
    /// What waits for the viewer's decision.
    pub pending: bool,
    /// 督办 by a leader.
    pub supervised: bool,
    /// A list of 督考130.
    pub watch: Option<Watch>,
    /// Day of the report in China, both included.
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub text: String,
}

/// The first moment of a day in China.
fn start_of(day: NaiveDate) -> String {
    let start = day.and_time(NaiveTime::MIN).and_local_timezone(china()).single();
    start.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, false)).unwrap_or_default()
}

impl Filter {
    pub fn from_address() -> Filter {
        Filter::read(query)
    }

    /// From a query such as a saved filter holds.
    pub fn parse(text: &str) -> Filter {
        match web_sys::UrlSearchParams::new_with_str(text) {
            Ok(pairs) => Filter::read(|name| pairs.get(name)),
            Err(_) => Filter::default(),
        }
    }

    fn read(get: impl Fn(&str) -> Option<String>) -> Filter {
        let word = |name| get(name).unwrap_or_default();
        let yes = |name| word(name) == "true";
        let some = |name| get(name).filter(|value| !value.is_empty());
        Filter {
            area: some("area"),
            category: some("category"),
            stage: word("stage").parse().ok(),
            state: word("state").parse().ok(),
            source: word("source").parse().ok(),
            department: word("department").parse().ok(),
            light: word("light").parse().ok().or(yes("overdue").then_some(Light::Red)),
            mine: yes("mine"),
            pending: yes("pending"),
            supervised: yes("supervised"),
            watch: word("watch").parse().ok(),
            since: word("since").parse().ok(),
            until: word("until").parse().ok(),
            text: word("q"),
        }
    }

    /// What is the same in the page's address and in questions to the server.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut put = |name, value: Option<&str>| pairs.extend(value.map(|value| (name, value.to_owned())));
        put("area", self.area.as_deref());
        put("category", self.category.as_deref());
        put("stage", self.stage.map(Stage::code));
        put("state", self.state.map(State::code));
        put("source", self.source.map(Source::code));
        put("department", self.department.map(Department::code));
        put("mine", self.mine.then_some("true"));
        put("pending", self.pending.then_some("true"));
        put("supervised", self.supervised.then_some("true"));
        put("watch", self.watch.map(Watch::code));
        put("q", Some(self.text.trim()).filter(|text| !text.is_empty()));
        pairs
    }

    /// For the page's address.
    pub fn write(&self, pairs: &mut Vec<(&'static str, String)>) {
        pairs.extend(self.pairs());
        pairs.extend(self.light.map(|light| ("light", light.code().to_owned())));
        pairs.extend(self.since.map(|day| ("since", day.to_string())));
        pairs.extend(self.until.map(|day| ("until", day.to_string())));
    }

    /// As saved under a name.
    pub fn saved(&self) -> String {
        let mut pairs = Vec::new();
        self.write(&mut pairs);
        pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
    }

    /// What the server is asked for; the light is decided here.
    fn asked(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs();
        if self.wants_open() {
            pairs.push(("open", "true".to_owned()));
        }
        pairs.extend(self.since.map(|day| ("since", start_of(day))));
        // The day itself belongs to the period.
        pairs.extend(self.until.and_then(|day| day.succ_opt()).map(|day| ("until", start_of(day))));
        pairs
    }

    /// For the server, each pair led by `&`.
    pub fn query(&self) -> String {
        self.asked().into_iter().map(|(name, value)| format!("&{name}={}", encode(&value))).collect()
    }

    /// As [`Filter::query`], with the light: the server tells what is late or soon will be.
    pub fn export_query(&self) -> String {
        let light = match self.light {
            Some(Light::Red) => "&overdue=true",
            Some(Light::Yellow) => "&due_soon=true",
            Some(Light::Green | Light::Done) | None => "",
        };
        format!("{}{light}", self.query())
    }

    /// What is green is decided here: a file holds every light.
    pub fn exports_more(&self) -> bool {
        self.light == Some(Light::Green)
    }

    fn wants_open(&self) -> bool {
        self.state.is_none() && !self.pending && !matches!(self.stage, Some(Stage::Closed | Stage::Evaluated))
    }

    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// True when a case alone does not say whether it belongs to the list.
    pub fn asks_server(&self) -> bool {
        self.mine || self.pending || self.watch.is_some()
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
        let reported = china_day(case.reported_at);
        in_area
            && self.category.as_ref().is_none_or(|code| case.category.as_ref() == Some(code))
            && self.stage.is_none_or(|stage| case.stage == stage)
            && self.state.is_none_or(|state| case.state == state)
            && (case.state.is_open() || !self.wants_open())
            && self.source.is_none_or(|source| case.source == source)
            && self.department.is_none_or(|department| case.department == Some(department))
            && (case.supervised || !self.supervised)
            && self.since.is_none_or(|day| reported >= day)
            && self.until.is_none_or(|day| reported <= day)
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
    use chrono::Duration;

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
        let rejected = CaseOnMap { stage: Stage::Collected, state: State::Rejected, ..case() };
        assert!(!Filter { stage: Some(Stage::Collected), ..Filter::default() }.holds(&rejected));
        assert!(Filter { state: Some(State::Rejected), ..Filter::default() }.holds(&rejected));
    }

    #[test]
    fn text_source_light_department_and_supervision_narrow() {
        let text = |text: &str| Filter { text: text.into(), ..Filter::default() }.holds(&case());
        assert!(text("学士街") && text("E0130") && text(" ") && !text("花津路"));
        assert!(!Filter { source: Some(Source::Wechat), ..Filter::default() }.holds(&case()));
        let red = Filter { light: Some(Light::Red), ..Filter::default() };
        assert!(!red.lit(&case(), noon()));
        assert!(red.lit(&case(), noon() + Duration::hours(11)));
        let drainage = CaseOnMap { department: Some(Department::Drainage), ..case() };
        let by_department = Filter { department: Some(Department::Drainage), ..Filter::default() };
        assert!(by_department.holds(&drainage) && !by_department.holds(&case()));
        let supervised = Filter { supervised: true, ..Filter::default() };
        assert!(supervised.holds(&CaseOnMap { supervised: true, ..case() }) && !supervised.holds(&case()));
    }

    #[test]
    fn a_period_is_made_of_whole_days_in_china() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day);
        let within = Filter { since: day(22), until: day(22), ..Filter::default() };
        let at = |reported_at| CaseOnMap { reported_at, ..case() };
        let midnight = noon() - Duration::hours(12);
        assert!(
            within.holds(&at(midnight)) && within.holds(&at(midnight + Duration::hours(24) - Duration::seconds(1)))
        );
        assert!(
            !within.holds(&at(midnight - Duration::seconds(1))) && !within.holds(&at(midnight + Duration::hours(24)))
        );
        let asked = within.asked();
        assert!(asked.contains(&("since", "2026-11-22T00:00:00+08:00".to_owned())));
        assert!(asked.contains(&("until", "2026-11-23T00:00:00+08:00".to_owned())));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let full = Filter {
            area: Some("340202001000".into()),
            category: Some("E0130".into()),
            stage: Some(Stage::Handling),
            state: Some(State::Suspended),
            source: Some(Source::Police110),
            department: Some(Department::Drainage),
            light: Some(Light::Yellow),
            mine: true,
            pending: true,
            supervised: true,
            watch: Some(Watch::Feedback),
            since: NaiveDate::from_ymd_opt(2026, 11, 1),
            until: NaiveDate::from_ymd_opt(2026, 11, 15),
            text: "学士街 33".into(),
        };
        let mut pairs = Vec::new();
        full.write(&mut pairs);
        let get = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        assert_eq!(Filter::read(get), full);
        assert_eq!(Filter::read(|_| None), Filter::default());
        assert_eq!(Filter::read(|name| (name == "overdue").then(|| "true".into())).light, Some(Light::Red));
    }
}
