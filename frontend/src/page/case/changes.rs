//! What a step changed, in words: the fields of the course and their values, before and after. A field that the
//! dictionary lacks would be shown as the wire has it; a test holds the dictionary complete.

use super::clocks;
use super::orders::asked;
use crate::format;
use crate::i18n::casework as words;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::area::AreaLevel;
use shared::case::changes::{Change, Changes};
use shared::case::clock::Clock;
use shared::case::course::{Application, Order};
use shared::case::workflow::State;
use shared::text::{Lang, Text};
use shared::worker::Department;

/// One line of the table of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub field: String,
    pub from: String,
    pub to: String,
}

const NAMES: &[(&str, Text)] = &[
    ("state", words::FIELD_STATE),
    ("level", words::LEVEL),
    ("category", words::CATEGORY),
    ("criterion", words::CRITERION),
    ("orders", words::ORDERS),
    ("clock", words::FIELD_CLOCK),
    ("returned_by", words::RETURNED_BY),
    ("pending", words::FIELD_PENDING),
    ("extensions", words::EXTENSIONS),
    ("suspended_until", words::FIELD_SUSPENDED),
    ("suspensions", words::SUSPENSIONS),
    ("appealed", words::FIELD_APPEALED),
    ("excused", words::EXCUSED),
    ("reworks", words::REWORKS),
    ("supervised_at", words::SUPERVISED),
    ("planned_at", words::PLANNED),
    ("fed_back_at", words::ANSWERED),
    ("closed_at", words::FIELD_CLOSED),
    ("satisfied", words::FIELD_SATISFIED),
    ("parent", words::PARENT),
];

/// The changes of one event; what says nothing (nothing before, nothing after) is left out.
pub fn lines(changes: &Changes, lang: Lang) -> Vec<Line> {
    let told = changes
        .iter()
        .filter(|(field, change)| *field != "since" && !(empty(field, &change.from) && empty(field, &change.to)));
    let place = |field: &str| NAMES.iter().position(|(name, _)| *name == field).unwrap_or(NAMES.len());
    let mut told: Vec<(&String, &Change)> = told.collect();
    told.sort_by_key(|(field, _)| place(field));
    let line = |(field, change): (&String, &Change)| {
        let name = NAMES.iter().find(|(name, _)| name == field).map(|(_, text)| text.get(lang));
        Line {
            field: name.unwrap_or(field).to_owned(),
            from: value(field, &change.from, lang),
            to: value(field, &change.to, lang),
        }
    };
    told.into_iter().map(line).collect()
}

/// Nothing to tell; "not satisfied" is something.
fn empty(field: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(false) => field != "satisfied",
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn value(field: &str, value: &Value, lang: Lang) -> String {
    if empty(field, value) {
        return words::NOTHING.get(lang).to_owned();
    }
    let known = match field {
        "state" => read::<State>(value).map(|state| state.text().get(lang).to_owned()),
        "level" => read::<AreaLevel>(value).map(|level| level.text().get(lang).to_owned()),
        "returned_by" => read::<Department>(value).map(|department| department.text().get(lang).to_owned()),
        "orders" => read::<Vec<Order>>(value).map(|orders| orders_in_words(&orders, lang)),
        "clock" => read::<Clock>(value).map(|clock| clock_in_words(&clock, lang)),
        "pending" => read::<Application>(value).map(|application| asked(&application, lang)),
        "satisfied" => Some(match value {
            Value::Bool(true) => crate::i18n::SATISFIED.get(lang).to_owned(),
            _ => crate::i18n::UNSATISFIED.get(lang).to_owned(),
        }),
        "appealed" | "excused" => Some(words::YES.get(lang).to_owned()),
        "extensions" | "suspensions" | "reworks" => read::<u32>(value).map(|count| words::times(count, lang)),
        field if field.ends_with("_at") || field.ends_with("_until") => {
            read::<DateTime<Utc>>(value).map(format::day_hm)
        }
        _ => value.as_str().map(str::to_owned),
    };
    known.unwrap_or_else(|| value.to_string())
}

fn orders_in_words(orders: &[Order], lang: Lang) -> String {
    let parts = orders.iter().map(|order| {
        let (department, step) = (order.department.text().get(lang), order.step.text().get(lang));
        format!("{department} {step}")
    });
    parts.collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
}

fn clock_in_words(clock: &Clock, lang: Lang) -> String {
    let limit = clocks::limit(clock.limit, lang);
    let due = words::due_at(&format::day_hm(clock.due_at), lang);
    let paused = if clock.paused_at.is_some() { format!(" · {}", words::PAUSED.get(lang)) } else { String::new() };
    format!("{limit} · {due}{paused}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::noon;
    use shared::case::calendar::Calendar;
    use shared::case::changes::between;
    use shared::case::course::{Course, OrderStep};
    use shared::case::deadline::{Limit, LimitUnit};

    fn reported() -> Course {
        let limit = Limit { amount: 4, unit: LimitUnit::UrgentHour };
        Course::reported(noon(), Some(("E0130", limit)), AreaLevel::Community, &Calendar::default())
    }

    fn told(changes: &Changes) -> Vec<(String, String, String)> {
        lines(changes, Lang::Zh).into_iter().map(|line| (line.field, line.from, line.to)).collect()
    }

    #[test]
    fn every_field_of_the_course_has_its_word() {
        let course = serde_json::to_value(reported()).unwrap();
        for field in course.as_object().unwrap().keys() {
            assert!(field == "since" || NAMES.iter().any(|(name, _)| name == field), "{field}");
        }
    }

    #[test]
    fn a_report_tells_what_there_is_and_not_what_there_is_not() {
        let fields: Vec<_> = told(&between(None, &reported())).into_iter().map(|(field, ..)| field).collect();
        assert_eq!(fields, ["状态", "办理层级", "类别", "处置时钟"]);
    }

    #[test]
    fn a_dispatch_and_an_evaluation_read_as_people_say_it() {
        let mut after = reported();
        after.state = State::Dispatched;
        after.orders = vec![Order { department: Department::Drainage, step: OrderStep::Sent }];
        after.clock.paused_at = Some(noon());
        let line = |field: &str, from: &str, to: &str| (field.to_owned(), from.to_owned(), to.to_owned());
        assert_eq!(
            told(&between(Some(&reported()), &after)),
            [
                line("状态", "待受理", "待接单"),
                line("部门任务", "无", "排水 待接单"),
                line("处置时钟", "4紧急工作时 · 截止 11-22 16:00", "4紧急工作时 · 截止 11-22 16:00 · 暂停中"),
            ]
        );
        let mut judged = after.clone();
        judged.satisfied = Some(false);
        judged.reworks = 1;
        assert_eq!(told(&between(Some(&after), &judged)), [line("返工", "无", "1次"), line("满意度", "无", "不满意")]);
    }
}
