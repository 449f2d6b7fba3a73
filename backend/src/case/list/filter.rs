//! What somebody asks a list for, read into what the store narrows by. Always within the viewer's office.

use super::store::{Lead, Narrow, Place};
use crate::account::Account;
use crate::app::App;
use crate::area::AreaBook;
use crate::both;
use crate::http::extract::text;
use crate::http::{ApiError, ApiResult, Both};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use shared::access::Office;
use shared::api::queue::{ListFormat, ListOrder};
use shared::area::{AreaCode, AreaLevel};
use shared::case::Source;
use shared::case::queue::{Desk, desks_of, level_of, own_level_only, states_of};
use shared::case::supervision::Watch;
use shared::case::workflow::{Stage, State};
use shared::worker::Department;
use utoipa::IntoParams;

/// Characters of `q`.
const LONGEST: usize = 100;
/// Later than every case, and a time that both engines can hold: the end of the year 9999.
const END_OF_TIME: DateTime<Utc> = DateTime::from_timestamp(253_402_300_799, 0).expect("the year 9999 is a time");

/// The filters of a list; all that are given must hold. `false` narrows nothing.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Code or name of an area.
    pub area: Option<String>,
    /// Code of a category.
    pub category: Option<String>,
    pub stage: Option<Stage>,
    pub state: Option<State>,
    pub source: Option<Source>,
    /// Handed to this department.
    pub department: Option<Department>,
    /// `true`: not closed.
    pub open: Option<bool>,
    /// `true`: waiting for the office in which you act.
    pub mine: Option<bool>,
    /// `true`: with an extension, suspension or appeal to be decided.
    pub pending: Option<bool>,
    /// `true`: open and past the limit.
    pub overdue: Option<bool>,
    /// `true`: open, past 80 % of the limit, and not overdue.
    pub due_soon: Option<bool>,
    /// `true`: put under supervision by a leader.
    pub supervised: Option<bool>,
    /// 督考130: `1` without a plan, `3` without feedback, `0` not cleared; open cases only.
    pub watch: Option<Watch>,
    /// Reported at this moment or later, RFC 3339.
    pub since: Option<DateTime<Utc>>,
    /// Reported before this moment, RFC 3339.
    pub until: Option<DateTime<Utc>>,
    /// A whole case number; or up to three words, each in the place, in the description, or (from four characters on) in
    /// the number. Words are looked for in a bounded number of cases a page: see `searched_to` of the answer.
    pub q: Option<String>,
    /// `due` lists open cases only, and closed ones that an application waits for.
    pub order: Option<ListOrder>,
    /// At most 500.
    pub limit: Option<usize>,
    pub after: Option<String>,
    /// Of an export only.
    pub format: Option<ListFormat>,
}

/// A list that was asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub narrow: Narrow,
    pub lead: Lead,
    pub order: ListOrder,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Wanted {
    /// Before the first case of the list.
    pub fn start(&self) -> Place {
        match self.order {
            ListOrder::Newest => (self.until, i64::MIN),
            ListOrder::Due => (DateTime::UNIX_EPOCH, i64::MIN),
        }
    }
}

/// What an office sees, and nothing else asked for.
pub fn scope(office: &Office, now: DateTime<Utc>) -> Narrow {
    let states = |wanted: fn(&Office, State) -> bool| {
        spaced(states_of(office.role).into_iter().filter(|state| wanted(office, *state)).map(State::code))
    };
    let desks = desks_of(office.role).iter().map(|desk| match desk {
        Desk::Dispatcher => "dispatcher",
        Desk::Acceptor => "acceptor",
    });
    Narrow {
        area: office.area.prefix().to_owned(),
        department: office.department.map(Department::code).unwrap_or_default().to_owned(),
        any_level: states(|office, state| !own_level_only(office.role, state)),
        own_level: states(|office, state| own_level_only(office.role, state)),
        level: level_of(office.role).map(AreaLevel::code).unwrap_or_default().to_owned(),
        desks: spaced(desks),
        now,
        ..Narrow::default()
    }
}

impl ListQuery {
    /// `None` when the office covers nothing of the area asked for.
    pub fn read(&self, app: &App, account: &Account) -> ApiResult<Option<Wanted>> {
        let on = |flag: Option<bool>| flag == Some(true);
        let mut faults = Vec::new();
        let mut narrow = scope(&account.office, app.clock.now());
        let area = match self.area.as_deref().filter(|area| !area.is_empty()) {
            Some(wanted) => find(&app.areas.book(), wanted).map_err(|fault| faults.push(fault)).ok(),
            None => None,
        };
        if let Some(code) = &self.category {
            if app.categories.load().category(code).is_some() {
                narrow.category.clone_from(code);
            } else {
                faults.push(("?category".to_owned(), both!("没有这个类别", "no such category")));
            }
        }
        let mut number = false;
        if let Some(q) = self.q.as_deref().filter(|q| !q.trim().is_empty()) {
            match words(q) {
                Ok((words, whole_number)) => (narrow.words, number) = (words, whole_number),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(ApiError::invalid(faults));
        }
        let Some(area) = account.narrow(area) else { return Ok(None) };
        narrow.area = area.prefix().to_owned();
        narrow.source = self.source.map(Source::code).unwrap_or_default().to_owned();
        if let Some(wanted) = self.department.map(Department::code).filter(|wanted| *wanted != narrow.department) {
            narrow.other_department = std::mem::replace(&mut narrow.department, wanted.to_owned());
        }
        narrow.states = self.states();
        narrow.mine = on(self.mine);
        narrow.pending = on(self.pending);
        narrow.overdue = on(self.overdue);
        narrow.due_soon = on(self.due_soon);
        narrow.supervised = on(self.supervised);
        narrow.watch = self.watch.map(Watch::code).unwrap_or_default().to_owned();
        let order = self.order.unwrap_or(ListOrder::Newest);
        let due = order == ListOrder::Due && !narrow.mine && !narrow.pending;
        narrow.open = on(self.open) || narrow.overdue || narrow.due_soon || self.watch.is_some() || due;
        let lead = if number { Lead::Number } else { self.lead(&narrow, &area) };
        let (since, until) = (self.since.unwrap_or(DateTime::UNIX_EPOCH), self.until.unwrap_or(END_OF_TIME));
        Ok(Some(Wanted { narrow, lead, order, since, until }))
    }

    /// States asked for; a stage and a state that do not go together leave none.
    fn states(&self) -> String {
        if self.stage.is_none() && self.state.is_none() {
            return String::new();
        }
        let holds = |state: &&State| {
            self.state.is_none_or(|wanted| wanted == **state) && self.stage.is_none_or(|stage| stage == state.stage())
        };
        let wanted = spaced(State::ALL.iter().filter(holds).map(|state| state.code()));
        if wanted.is_empty() { " ".to_owned() } else { wanted }
    }

    /// The filter that leaves least, as far as that can be known without counting.
    fn lead(&self, narrow: &Narrow, area: &AreaCode) -> Lead {
        let states: Vec<State> = narrow.states.split_whitespace().filter_map(|code| code.parse().ok()).collect();
        let in_hand = narrow.open || narrow.mine || narrow.pending || narrow.supervised;
        match (states.as_slice(), area.level()) {
            (states, _) if in_hand || (!narrow.states.is_empty() && states.iter().all(|state| state.is_open())) => {
                Lead::InHand
            }
            ([State::Rejected | State::Merged], _) => Lead::State,
            (_, AreaLevel::Community | AreaLevel::Grid) => Lead::Community,
            _ if !narrow.category.is_empty() => Lead::Category,
            _ if !narrow.source.is_empty() => Lead::Source,
            (_, AreaLevel::Subdistrict) => Lead::Subdistrict,
            _ if !narrow.department.is_empty() => Lead::Department,
            ([_], _) => Lead::State,
            _ => Lead::Time,
        }
    }
}

fn find(book: &AreaBook, wanted: &str) -> Result<AreaCode, (String, Both)> {
    let mend = || both!("没有编码或名称为该值的区域", "no area has this code or name");
    book.find(wanted).map(|area| area.code.clone()).ok_or_else(|| ("?area".to_owned(), mend()))
}

/// Patterns for the words of `q`, and whether it is one whole number.
fn words(q: &str) -> Result<([String; 3], bool), (String, Both)> {
    let q = text("?q", q, LONGEST)?.to_lowercase();
    if is_number(&q) {
        return Ok(([q, String::new(), String::new()], true));
    }
    let mut patterns = <[String; 3]>::default();
    for (at, word) in q.split_whitespace().enumerate() {
        let Some(pattern) = patterns.get_mut(at) else {
            return Err(("?q".to_owned(), both!("最多三个词", "at most three words")));
        };
        *pattern = format!("%{}%", word.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
    }
    Ok((patterns, false))
}

/// `e0130-20261122-0007`.
fn is_number(q: &str) -> bool {
    let parts: Vec<&str> = q.split('-').collect();
    let digits = |part: &str, least: usize| part.len() >= least && part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts[..], [category, day, serial] if !category.is_empty()
        && category.bytes().all(|b| b.is_ascii_alphanumeric()) && day.len() == 8 && digits(day, 8) && digits(serial, 4))
}

/// Codes, each between spaces; nothing for none.
fn spaced(codes: impl Iterator<Item = &'static str>) -> String {
    let codes: String = codes.map(|code| format!("{code} ")).collect();
    if codes.is_empty() { codes } else { format!(" {codes}") }
}

/// Where the next page begins. Opaque to callers: order, time and id.
pub fn cursor(order: ListOrder, place: Place) -> String {
    format!("{}{}.{}", letter(order), place.0.timestamp_micros(), place.1)
}

pub fn read_cursor(order: ListOrder, text: &str) -> ApiResult<Place> {
    let parts = text.strip_prefix(letter(order)).and_then(|rest| rest.split_once('.'));
    let place = parts.and_then(|(micros, id)| {
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        Some((at, id.parse().ok()?))
    });
    place.filter(|(at, _)| (DateTime::UNIX_EPOCH..=END_OF_TIME).contains(at)).ok_or_else(|| {
        ApiError::field(
            "?after",
            both!("游标无效，请从第一页重新查询", "this is no cursor of this list; start again from the first page"),
        )
    })
}

fn letter(order: ListOrder) -> char {
    match order {
        ListOrder::Newest => 'n',
        ListOrder::Due => 'd',
    }
}
