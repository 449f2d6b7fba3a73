//! The events of a case: seven stages in order, with returns, transfers, extensions and rework, obeying the clocks.
//!
//! Invariants: times never run backwards, nothing happens after the end of the window, the stage is what replaying the
//! events gives, a closed case has exactly one `Close` and its time.

use super::open::Fate;
use super::script::Script;
use crate::life::dice::Dice;
use crate::model::Event;
use chrono::{DateTime, Duration, Timelike, Utc};
use shared::case::Source;
use shared::case::calendar::Calendar;
use shared::case::category::Category;
use shared::case::deadline::{Limit, LimitUnit, due};
use shared::case::workflow::{Action, Stage};
use shared::time::china;
use shared::worker::Department;

/// What is known before the events are written.
#[derive(Debug)]
pub struct Facts<'a> {
    pub source: Source,
    pub category: &'a Category,
    pub reported_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub fate: Fate,
    pub script: Script,
    /// Post and name of the assigned worker.
    pub worker: String,
    pub grid_name: &'a str,
    /// How many open cases are younger, as a share of all open ones.
    pub rank: f64,
}

/// The history and what follows from it.
#[derive(Debug)]
pub struct Course {
    pub events: Vec<Event>,
    pub stage: Stage,
    pub due_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub satisfied: Option<bool>,
    pub department: Department,
}

/// Writes the history of one case.
pub fn write(dice: &mut Dice, facts: &Facts<'_>) -> Course {
    let mut pen = Pen { facts, events: Vec::new(), at: facts.reported_at };
    let department = facts.category.department;
    let course = match (facts.fate, facts.script) {
        (Fate::Handled, Script::Refused { first, refusal, note }) => refused(dice, &mut pen, first, refusal, note),
        (Fate::Handled, Script::Settled { satisfied, note }) => settled(dice, &mut pen, satisfied, note),
        (Fate::Handled, Script::Usual) => usual(dice, &mut pen),
        (fate, _) => open(dice, &mut pen, fate),
    };
    fit(dice, &mut pen.events, facts);
    let closed = pen.events.iter().find(|event| event.action == Action::Close).map(|event| event.at);
    let stage = pen.events.iter().filter_map(|event| leads_to(event.action)).next_back();
    Course {
        stage: stage.unwrap_or(Stage::Collected),
        satisfied: course.satisfied.filter(|_| stage == Some(Stage::Evaluated)),
        due_at: course.due_at.unwrap_or(facts.due_at),
        department: course.department.unwrap_or(department),
        closed_at: closed,
        events: pen.events,
    }
}

/// What a course decides beside its events.
#[derive(Default)]
struct Outcome {
    due_at: Option<DateTime<Utc>>,
    satisfied: Option<bool>,
    department: Option<Department>,
}

struct Pen<'a> {
    facts: &'a Facts<'a>,
    events: Vec<Event>,
    at: DateTime<Utc>,
}

impl Pen<'_> {
    fn note(&mut self, action: Action, at: DateTime<Utc>, actor: &str, note: &str) {
        self.at = self.at.max(at);
        self.events.push(Event { action, at: self.at, actor: actor.to_owned(), note: note.to_owned() });
    }

    fn after(&mut self, action: Action, seconds: i64, actor: &str, note: &str) {
        let at = self.at + Duration::seconds(seconds);
        self.note(action, at, actor, note);
    }

    /// Report and assignment, which the program does at once.
    fn arrive(&mut self, dice: &mut Dice) {
        let facts = self.facts;
        let reporter = if facts.source == Source::Patrol { &facts.worker } else { facts.source.text().zh };
        self.note(Action::Report, facts.reported_at, reporter, "");
        let seconds = dice.between(1, 3);
        self.after(Action::Assign, seconds, "系统", &format!("分派至{}（{}）", facts.grid_name, facts.worker));
    }

    /// Acceptance within 15 minutes, nearly always.
    fn accept(&mut self, dice: &mut Dice) {
        let seconds = clock(dice, 14 * 60);
        self.after(Action::Accept, seconds, "受理员", "");
    }

    fn file(&mut self, dice: &mut Dice) {
        let seconds = dice.between(20, 360);
        self.after(Action::File, seconds, "值班长", "");
    }

    /// Dispatch within 15 minutes, nearly always.
    fn dispatch(&mut self, dice: &mut Dice, to: Department) {
        let seconds = clock(dice, 14 * 60);
        self.after(Action::Dispatch, seconds, "派遣员", &format!("派遣至{}", to.text().zh));
    }

    fn acknowledge(&mut self, dice: &mut Dice, by: Department) {
        let limit = self.facts.category.limit;
        let at = match limit.unit {
            LimitUnit::UrgentHour => self.at + Duration::seconds(dice.between(60, 600)),
            _ => working_moment(dice, self.at),
        };
        self.note(Action::Acknowledge, at, by.text().zh, "");
    }

    fn feed_back(&mut self, dice: &mut Dice, by: Department, at: DateTime<Utc>, note: &str) {
        let soonest = self.at + Duration::seconds(dice.between(300, 900));
        self.note(Action::FeedBack, at.max(soonest), by.text().zh, note);
    }

    /// Check on site within 30 minutes, then closure.
    fn close(&mut self, dice: &mut Dice) {
        let (check, closure) = (clock(dice, 28 * 60), dice.between(60, 900));
        let worker = self.facts.worker.clone();
        self.after(Action::Verify, check, &worker, "现场核实，问题已解决");
        self.after(Action::Close, closure, "值班长", "");
    }

    fn evaluate(&mut self, dice: &mut Dice, satisfied: bool) {
        let answer = self.at + Duration::seconds(dice.between(900, 2 * 86_400));
        let at = forward_to_daytime(dice, answer);
        let actor = if self.facts.source == Source::Patrol { "监督中心" } else { "反映人" };
        self.note(Action::Evaluate, at, actor, if satisfied { "满意" } else { "不满意" });
    }
}

/// Seconds within a stage clock; one time in twenty-five it is overrun.
fn clock(dice: &mut Dice, limit: i64) -> i64 {
    if dice.chance(0.04) { dice.between(limit, limit * 3) } else { dice.between(40, limit) }
}

/// Some minutes later within working hours.
fn working_moment(dice: &mut Dice, from: DateTime<Utc>) -> DateTime<Utc> {
    let hour = Limit { amount: 1, unit: LimitUnit::WorkHour };
    let at = due(from, hour, &Calendar::default()) - Duration::seconds(dice.between(0, 3_300));
    at.max(from + Duration::minutes(2))
}

/// The moment at which a share of the limit is used up, moved into daytime where people work by day.
fn share_of_limit(dice: &mut Dice, facts: &Facts<'_>, share: f64) -> DateTime<Utc> {
    let from = facts.reported_at;
    let hours = match facts.category.limit {
        Limit { amount, unit: LimitUnit::WorkHour } => amount,
        Limit { amount, unit: LimitUnit::WorkDay } => amount * 8,
        _ => 0,
    };
    if hours == 0 || share > 1.0 {
        let total = (facts.due_at - from).num_seconds() as f64;
        let at = from + Duration::seconds((total * share) as i64);
        let long = facts.category.limit.unit == LimitUnit::NaturalDay;
        return if long && share < 0.9 { daytime(dice, at) } else { at };
    }
    let amount = (f64::from(hours) * share).ceil().max(1.0) as u32;
    let limit = Limit { amount, unit: LimitUnit::WorkHour };
    due(from, limit, &Calendar::default()) - Duration::seconds(dice.between(900, 3_500))
}

fn hour_of(at: DateTime<Utc>) -> i64 {
    i64::from(at.with_timezone(&china()).hour())
}

/// People answer questions by day.
fn forward_to_daytime(dice: &mut Dice, at: DateTime<Utc>) -> DateTime<Utc> {
    let hours = match hour_of(at) {
        hour @ 0..8 => 8 - hour + dice.between(0, 3),
        hour @ 22.. => 32 - hour + dice.between(0, 3),
        _ => 0,
    };
    at + Duration::hours(hours)
}

/// Night work moves to the evening before.
fn daytime(dice: &mut Dice, at: DateTime<Utc>) -> DateTime<Utc> {
    let hour = hour_of(at);
    let back = match hour {
        0..8 => hour + 2 + dice.between(0, 5),
        21.. => hour - 20 + dice.between(0, 5),
        _ => 0,
    };
    at - Duration::hours(back)
}

fn usual(dice: &mut Dice, pen: &mut Pen<'_>) -> Outcome {
    let facts = pen.facts;
    let mut outcome = Outcome::default();
    let mut department = facts.category.department;
    let late = dice.chance(0.045);
    let share = if late { dice.real(1.02, 1.5) } else { dice.unit().powf(0.8) * 0.72 + 0.08 };
    let target = share_of_limit(dice, facts, share);
    start(dice, pen, department);
    if dice.chance(0.03) {
        pen.after(Action::Return, 1_500, department.text().zh, return_reason(facts.category.department));
        pen.dispatch(dice, department);
        pen.acknowledge(dice, department);
    } else if dice.chance(0.02) {
        let next = other(department);
        pen.after(Action::Transfer, 1_200, department.text().zh, &format!("转{}办理", next.text().zh));
        department = next;
        outcome.department = Some(next);
        pen.acknowledge(dice, department);
    }
    if late && dice.chance(0.45) && pen.at < facts.due_at {
        outcome.due_at = Some(extend(dice, pen, department));
    }
    let note = done(dice, department);
    pen.feed_back(dice, department, target, note);
    if dice.chance(0.012) {
        let worker = facts.worker.clone();
        pen.after(Action::Verify, 1_200, &worker, "现场核实，问题未彻底解决");
        pen.after(Action::Rework, 300, "派遣员", "返工，请彻底整改");
        let again = working_moment(dice, pen.at);
        pen.feed_back(dice, department, again, "已重新整改");
    }
    pen.close(dice);
    if dice.chance(0.74) {
        let satisfied = dice.chance(if late { 0.8 } else { 0.955 });
        outcome.satisfied = Some(satisfied);
        pen.evaluate(dice, satisfied);
    }
    outcome
}

fn settled(dice: &mut Dice, pen: &mut Pen<'_>, satisfied: bool, note: &str) -> Outcome {
    let department = pen.facts.category.department;
    let target = share_of_limit(dice, pen.facts, 0.5);
    start(dice, pen, department);
    pen.feed_back(dice, department, target, note);
    pen.close(dice);
    pen.evaluate(dice, satisfied);
    Outcome { satisfied: Some(satisfied), ..Outcome::default() }
}

fn refused(dice: &mut Dice, pen: &mut Pen<'_>, first: Department, refusal: &str, note: &str) -> Outcome {
    let second = pen.facts.category.department;
    let target = share_of_limit(dice, pen.facts, 0.6);
    start(dice, pen, first);
    pen.after(Action::Transfer, 5_400, first.text().zh, refusal);
    pen.acknowledge(dice, second);
    pen.feed_back(dice, second, target, note);
    pen.close(dice);
    pen.evaluate(dice, true);
    Outcome { satisfied: Some(true), department: Some(second), ..Outcome::default() }
}

/// From the report to the department's acknowledgement.
fn start(dice: &mut Dice, pen: &mut Pen<'_>, department: Department) {
    pen.arrive(dice);
    pen.accept(dice);
    pen.file(dice);
    pen.dispatch(dice, department);
    pen.acknowledge(dice, department);
}

/// One more original limit, granted before the first has run out.
fn extend(dice: &mut Dice, pen: &mut Pen<'_>, by: Department) -> DateTime<Utc> {
    let facts = pen.facts;
    let left = (facts.due_at.min(facts.end) - pen.at).num_seconds();
    let wait = (left as f64 * dice.real(0.5, 0.95)) as i64;
    pen.after(Action::Grant, wait.max(0), by.text().zh, "申请延期一次，已批准");
    due(facts.due_at, facts.category.limit, &Calendar::default())
}

/// An open case: as far as it has come by the end of the window.
fn open(dice: &mut Dice, pen: &mut Pen<'_>, fate: Fate) -> Outcome {
    let facts = pen.facts;
    let age = (facts.end - facts.reported_at).num_seconds();
    let mut outcome = Outcome::default();
    let department = facts.category.department;
    pen.arrive(dice);
    if fate == Fate::Open && (facts.rank < 0.008 || age < 300) {
        return outcome;
    }
    pen.accept(dice);
    pen.file(dice);
    if fate == Fate::Open && (facts.rank < 0.02 || age < 900) {
        return outcome;
    }
    pen.dispatch(dice, department);
    if fate == Fate::Open && (facts.rank < 0.055 || age < 2_000) {
        return outcome;
    }
    pen.acknowledge(dice, department);
    if fate == Fate::Extended {
        outcome.due_at = Some(extend(dice, pen, department));
    }
    let recently = facts.end - Duration::seconds((age / 3).min(dice.between(300, 30_000)));
    match dice.unit() {
        ..0.04 => pen.note(Action::Return, recently, department.text().zh, return_reason(department)),
        ..0.08 => {
            let next = other(department);
            pen.note(Action::Transfer, recently, department.text().zh, &format!("转{}办理", next.text().zh));
            outcome.department = Some(next);
        }
        ..0.20 => pen.note(Action::FeedBack, recently, department.text().zh, done(dice, department)),
        ..0.23 => {
            let before = recently - Duration::seconds(age / 4);
            pen.note(Action::FeedBack, before, department.text().zh, done(dice, department));
            pen.note(Action::Rework, recently, "派遣员", "返工，请彻底整改");
        }
        _ => {}
    }
    outcome
}

/// Keeps everything within the window: what an open case would come to later has not come yet, nor has an evaluation; a
/// handled case that had less time than usual went faster.
fn fit(dice: &mut Dice, events: &mut Vec<Event>, facts: &Facts<'_>) {
    if facts.fate == Fate::Handled {
        events.retain(|e| e.action != Action::Evaluate || e.at <= facts.end || facts.script != Script::Usual);
    } else {
        events.retain(|e| e.at <= facts.end || e.action == Action::Assign);
    }
    let (Some(first), Some(last)) = (events.first().map(|e| e.at), events.last().map(|e| e.at)) else { return };
    if last <= facts.end {
        return;
    }
    // Not all at the very end: a handled case has ended somewhere in the later part of the time that it had.
    let used = if facts.fate == Fate::Handled { dice.real(0.4, 1.0) } else { 1.0 };
    let share = used * (facts.end - first).num_seconds() as f64 / (last - first).num_seconds().max(1) as f64;
    for event in events {
        event.at = first + Duration::seconds(((event.at - first).num_seconds() as f64 * share) as i64);
    }
}

fn other(department: Department) -> Department {
    match department {
        Department::UrbanManagement => Department::Subdistrict,
        Department::Drainage | Department::Water | Department::Gas => Department::Municipal,
        Department::Police => Department::Subdistrict,
        Department::Justice | Department::Subdistrict => Department::Housing,
        Department::Housing => Department::Subdistrict,
        _ => Department::UrbanManagement,
    }
}

fn return_reason(department: Department) -> &'static str {
    match department {
        Department::Municipal | Department::Drainage | Department::Water | Department::Gas => {
            "不属于本单位管养范围，退回"
        }
        Department::Justice | Department::Housing => "需先由社区核实情况，退回",
        _ => "地址不详，退回补充信息",
    }
}

fn done(dice: &mut Dice, department: Department) -> &'static str {
    let notes: &[&str] = match department {
        Department::Sanitation => &["已清运保洁", "已安排人员清扫，现场干净", "已更换设施"],
        Department::UrbanManagement => &["已现场劝导，当事人自行整改", "已清理完毕", "已依法处置"],
        Department::Municipal => &["已修复", "已更换部件，恢复使用", "已修补平整"],
        Department::Drainage => &["已疏通，排水通畅", "已抽排并清掏管道", "已更换井盖"],
        Department::Gas | Department::Water => &["已抢修恢复", "已更换管件，检测正常"],
        Department::Police => &["民警到场处理，情况已消除", "已核实登记", "已劝导并登记"],
        Department::Fire => &["已清障，通道畅通", "已责令整改并复查"],
        Department::Housing => &["已联系物业维修", "已组织维修，渗漏消除", "已召集三方协商并达成一致"],
        Department::Justice => &["经调解，双方达成协议", "已调解，双方握手言和"],
        Department::CivilAffairs | Department::HumanResources => &["已办结并送达", "已办结"],
        Department::Health => &["已组织双方沟通，达成一致"],
        Department::MarketRegulation => &["商家已退款", "已调解，消费者认可"],
        Department::Ecology => &["已整治，复查达标", "已责令落实防尘措施"],
        Department::Subdistrict => &["已清理到位", "已上门办结", "已答复反映人"],
    };
    dice.pick::<&str>(notes)
}

/// The stage that a case is in after an action.
pub fn leads_to(action: Action) -> Option<Stage> {
    match action {
        Action::Report | Action::Assign => Some(Stage::Collected),
        Action::File | Action::Return => Some(Stage::Filed),
        Action::Dispatch | Action::Transfer => Some(Stage::Dispatched),
        Action::Acknowledge | Action::Rework => Some(Stage::Handling),
        Action::FeedBack => Some(Stage::FedBack),
        Action::Close => Some(Stage::Closed),
        Action::Evaluate => Some(Stage::Evaluated),
        _ => None,
    }
}
