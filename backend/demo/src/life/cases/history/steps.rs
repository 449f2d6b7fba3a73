//! The steps of casework as the offices take them: who, when, with which words.

use super::notes;
use super::pace;
use super::pen::{Pen, Who};
use crate::life::dice::Dice;
use chrono::{DateTime, Duration, Utc};
use shared::access::Role;
use shared::area::AreaLevel;
use shared::case::Source;
use shared::case::step::Move;
use shared::case::workflow::Action;
use shared::worker::Department;

impl Pen<'_> {
    pub fn after(&mut self, seconds: i64, who: Who, step: Move) {
        self.take(self.at + Duration::seconds(seconds), who, step);
    }

    /// The department that the category names.
    pub fn department(&self) -> Department {
        self.facts.category.department
    }

    /// From the report to the dispatch: by the centre, or for some patrol cases by way of community and subdistrict.
    pub fn intake(&mut self, dice: &mut Dice, to: &[Department]) {
        if self.facts.source == Source::Patrol && dice.chance(0.12) {
            self.after(pace::stage(dice, 840), Who::Community, Move::of(Action::Accept));
            self.escalate(dice);
            if dice.chance(0.5) {
                self.after(pace::stage(dice, 300), Who::Subdistrict, Move::of(Action::File));
            } else {
                let reason = "需区级部门处置，提请区级协调";
                self.after(pace::stage(dice, 600), Who::Subdistrict, Move::of(Action::Escalate).note(reason));
                self.file(dice);
            }
        } else {
            // Acceptance within 15 minutes, nearly always.
            self.after(pace::stage(dice, 840), Who::Acceptor, Move::of(Action::Accept));
            self.file(dice);
        }
        self.dispatch(dice, to);
    }

    pub fn escalate(&mut self, dice: &mut Dice) {
        let seconds = dice.between(60, 400);
        self.after(seconds, Who::Community, Move::of(Action::Escalate).note("社区无处置力量，上报街道"));
    }

    fn file(&mut self, dice: &mut Dice) {
        self.after(dice.between(20, 360), Who::Commander, Move::of(Action::File));
    }

    /// Dispatch within 15 minutes, nearly always.
    pub fn dispatch(&mut self, dice: &mut Dice, to: &[Department]) {
        let who = if self.course.level == AreaLevel::Subdistrict { Who::Subdistrict } else { Who::Dispatcher };
        let names: Vec<&str> = to.iter().map(|department| department.text().zh).collect();
        let step = Move::of(Action::Dispatch).to(to).note(&format!("派遣至{}", names.join("、")));
        self.after(pace::stage(dice, 840), who, step);
    }

    pub fn acknowledge(&mut self, dice: &mut Dice, by: Department) {
        let seconds = pace::duty_desk(dice, self.facts.category.limit.unit);
        self.after(seconds, Who::Staff(by), Move::of(Action::Acknowledge));
    }

    pub fn hand_back(&mut self, at: DateTime<Utc>, by: Department) {
        self.take(at, Who::Staff(by), Move::of(Action::Return).note(notes::return_reason(by)));
    }

    /// From one department to another; returns the other.
    pub fn transfer(&mut self, at: DateTime<Utc>, by: Department) -> Department {
        let next = notes::other(by);
        let step = Move::of(Action::Transfer).to(&[next]).note(&format!("转{}办理", next.text().zh));
        self.take(at, Who::Staff(by), step);
        next
    }

    pub fn progress(&mut self, dice: &mut Dice, at: DateTime<Utc>, by: Department) {
        self.take(
            at,
            Who::Staff(by),
            Move::of(Action::Progress).note(notes::progress(dice, by, &self.facts.category.code)),
        );
    }

    /// Asks for the limit once more at the moment; decided within hours. True when it was granted.
    pub fn extend(&mut self, dice: &mut Dice, at: DateTime<Utc>, by: Department, granted: bool) -> bool {
        if !self.ask_extension(dice, at, by) {
            return false;
        }
        let (action, note) = if granted {
            (Action::Grant, "情况属实，同意延期一次")
        } else {
            (Action::Refuse, "理由不充分，请按期办结")
        };
        let minutes = Duration::minutes(dice.between(6, 50));
        let left = (self.facts.end - self.at) / 2;
        let decided = self.at + if left > Duration::zero() { minutes.min(left) } else { minutes };
        self.may_take(decided, Who::Dispatcher, Move::of(action).note(note)) && granted
    }

    pub fn ask_extension(&mut self, dice: &mut Dice, at: DateTime<Utc>, by: Department) -> bool {
        self.may_take(
            at,
            Who::Staff(by),
            Move::of(Action::AskExtension).note(notes::extension(dice, &self.facts.category.code)),
        )
    }

    pub fn ask_suspension(&mut self, dice: &mut Dice, at: DateTime<Utc>, by: Department, until: DateTime<Utc>) -> bool {
        let step = Move { until: Some(until), ..Move::of(Action::AskSuspension) };
        self.may_take(at, Who::Staff(by), step.note(notes::suspension(dice)))
    }

    /// The department is done, in the words of its trade.
    pub fn done(&mut self, dice: &mut Dice, by: Department, at: DateTime<Utc>) {
        let note = notes::done(dice, by, &self.facts.category.code);
        self.feed_back(dice, by, at, note);
    }

    /// The department is done. Not before a child could be linked to its parent.
    pub fn feed_back(&mut self, dice: &mut Dice, by: Department, at: DateTime<Utc>, note: &str) {
        let soonest = self.at + Duration::seconds(dice.between(300, 900));
        let linked = self.facts.link.as_ref().map(|link| link.at + Duration::seconds(dice.between(600, 2_400)));
        let at = linked.map_or(at, |linked| at.max(linked)).max(soonest);
        self.take(at, Who::Staff(by), Move::of(Action::FeedBack).note(note));
    }

    /// Check on site within 30 minutes, nearly always.
    pub fn verify(&mut self, dice: &mut Dice) {
        self.after(pace::stage(dice, 1_680), Who::Worker, Move::of(Action::Verify).note("现场核实，问题已解决"));
    }

    /// The check on site finds that it is not solved. The head of a community, who stands in for absent workers, leaves it
    /// to the dispatcher to say so.
    pub fn rework(&mut self, at: DateTime<Utc>) {
        let who = if self.facts.worker.0 == Role::Community { Who::Dispatcher } else { Who::Worker };
        self.take(at, who, Move::of(Action::Rework).note("现场核查，问题未彻底解决，请彻底整改"));
    }

    pub fn self_handle(&mut self, dice: &mut Dice, seconds: i64) {
        let note = notes::on_the_spot(dice, &self.facts.category.code);
        self.after(seconds, Who::Worker, Move::of(Action::SelfHandle).note(note));
    }

    /// Closure, but not while a child is open.
    pub fn close(&mut self, dice: &mut Dice, who: Who) {
        let mut at = self.at + Duration::seconds(dice.between(60, 900));
        while let Some(child) =
            self.facts.children.iter().find(|child| (child.linked_at..child.closed_at).contains(&at))
        {
            at = child.closed_at + Duration::seconds(dice.between(60, 1_800));
        }
        if let Some(last) = self.facts.children.iter().map(|child| child.closed_at).filter(|closed| *closed <= at).max()
        {
            self.hold_until(last);
        }
        self.take(at, who, Move::of(Action::Close));
    }

    /// A call back to the reporter, by day. An answer that would come only after the end has not come yet, unless a story
    /// tells of it.
    pub fn evaluate(&mut self, dice: &mut Dice, satisfied: bool, told: bool) {
        let answer = self.at + Duration::seconds(dice.between(900, 2 * 86_400));
        let at = pace::forward_to_daytime(dice, answer);
        if !told && at > self.facts.end {
            return;
        }
        let how = if self.facts.source == Source::Patrol { "监督中心抽查" } else { "回访反映人" };
        let word = if satisfied { "满意" } else { "不满意" };
        let step = Move { satisfied: Some(satisfied), ..Move::of(Action::Evaluate) };
        self.take(at, Who::Acceptor, step.note(&format!("{how}：{word}")));
    }

    pub fn nudge(&mut self, dice: &mut Dice, at: DateTime<Utc>) {
        let (who, note) = *dice.pick(&[
            (Who::Dispatcher, "请尽快处置并反馈"),
            (Who::Acceptor, "反映人再次来电催办，请抓紧办理"),
            (Who::Commander, "临近时限，请抓紧办理"),
        ]);
        self.take(at, who, Move::of(Action::Nudge).note(note));
    }

    pub fn supervise(&mut self, dice: &mut Dice, at: DateTime<Utc>) {
        let note = dice.pick::<&str>(&[
            "请主办部门三日内办结并书面报告",
            "群众反映强烈，请挂牌督办，明确责任人和时限",
            "请街道牵头会商，本周内拿出方案",
        ]);
        self.take(at, Who::Leader, Move::of(Action::Supervise).note(note));
    }
}
