//! The words of casework and its one table: who may take which step from where, and where it leads.
//!
//! Seven stages: 信息采集 → 案件建立 → 任务派遣 → 任务处理 → 处理反馈 → 核查结案 → 综合评价 (鲁建城字〔2014〕19号). A state is
//! finer than its stage. What a step does beside changing the state is in [`super::course`].

use crate::access::Role::{self, *};
use State::*;

words! {
    /// Stage of a case.
    Stage {
        Collected = "collected", "信息采集", "Collected";
        Filed = "filed", "案件建立", "Filed";
        Dispatched = "dispatched", "任务派遣", "Dispatched";
        Handling = "handling", "任务处理", "In handling";
        FedBack = "fed_back", "处理反馈", "Fed back";
        Closed = "closed", "核查结案", "Verified and closed";
        Evaluated = "evaluated", "综合评价", "Evaluated";
    }
}

words! {
    /// State of a case: what it waits for.
    State {
        Reported = "reported", "待受理", "Awaits acceptance";
        Accepted = "accepted", "待立案", "Awaits filing";
        Filed = "filed", "待派遣", "Awaits dispatch";
        Dispatched = "dispatched", "待接单", "Awaits acknowledgement";
        Handling = "handling", "处置中", "In handling";
        Suspended = "suspended", "挂账", "Suspended";
        FedBack = "fed_back", "待核查", "Awaits verification";
        Verified = "verified", "待结案", "Awaits closure";
        Closed = "closed", "已结案", "Closed";
        Evaluated = "evaluated", "已评价", "Evaluated";
        Rejected = "rejected", "不予受理", "Not accepted";
        Merged = "merged", "已并案", "Merged";
    }
}

impl State {
    /// The stage that a case in this state stands at.
    pub fn stage(self) -> Stage {
        match self {
            Reported | Accepted | Rejected | Merged => Stage::Collected,
            Filed => Stage::Filed,
            Dispatched => Stage::Dispatched,
            Handling | Suspended => Stage::Handling,
            FedBack | Verified => Stage::FedBack,
            Closed => Stage::Closed,
            Evaluated => Stage::Evaluated,
        }
    }

    /// True until the case is closed, rejected or merged: it counts as 在办.
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }
}

/// The states of a case that is not over.
pub const OPEN: &[State] = &[Reported, Accepted, Filed, Dispatched, Handling, Suspended, FedBack, Verified];

words! {
    /// What an event in the history of a case did.
    Action {
        Report = "report", "上报", "Report";
        Assign = "assign", "分派网格", "Assign";
        Accept = "accept", "受理", "Accept";
        Reject = "reject", "不予受理", "Reject";
        File = "file", "立案", "File";
        Dispatch = "dispatch", "派遣", "Dispatch";
        Acknowledge = "acknowledge", "接单", "Acknowledge";
        Return = "return", "回退", "Return";
        Transfer = "transfer", "转办", "Transfer";
        Progress = "progress", "阶段反馈", "Report progress";
        FeedBack = "feed_back", "反馈", "Feed back";
        SelfHandle = "self_handle", "自行处置", "Handle on the spot";
        Verify = "verify", "核查通过", "Verify";
        Rework = "rework", "返工", "Send to rework";
        Close = "close", "结案", "Close";
        Evaluate = "evaluate", "评价", "Evaluate";
        Reopen = "reopen", "重新办理", "Reopen";
        AskExtension = "ask_extension", "申请延期", "Ask for extension";
        AskSuspension = "ask_suspension", "申请挂账", "Ask for suspension";
        Appeal = "appeal", "申诉", "Appeal";
        Grant = "grant", "批准", "Grant";
        Refuse = "refuse", "驳回", "Refuse";
        Resume = "resume", "恢复办理", "Resume";
        Escalate = "escalate", "上报上级", "Escalate";
        Merge = "merge", "并案", "Merge";
        Link = "link", "关联主案", "Link to parent";
        Supervise = "supervise", "督办", "Supervise";
        Nudge = "nudge", "催办", "Nudge";
        Attach = "attach", "上传照片", "Add photo";
    }
}

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// The state does not change.
    Stay,
    Is(State),
    /// What the orders of the departments say: see [`super::course::Course`].
    Orders,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub action: Action,
    pub from: &'static [State],
    pub who: &'static [Role],
    pub to: To,
    /// A reason or result must be written.
    pub note: bool,
    /// Community and subdistrict take it only while the case is theirs.
    pub own_level: bool,
}

const fn step(action: Action, from: &'static [State], who: &'static [Role], to: To) -> Step {
    Step { action, from, who, to, note: false, own_level: false }
}

impl Step {
    const fn noted(self) -> Step {
        Step { note: true, ..self }
    }

    const fn at_own_level(self) -> Step {
        Step { own_level: true, ..self }
    }

    /// True when the line is for this state and role.
    pub fn is_for(&self, state: State, role: Role) -> bool {
        self.from.contains(&state) && self.who.contains(&role)
    }
}

const CENTRE: &[Role] = &[Acceptor, Dispatcher, Commander];
const DISPATCHERS: &[Role] = &[Dispatcher, Commander];
const AT_WORK: &[State] = &[State::Dispatched, Handling];
const UNDISPATCHED: &[State] = &[Reported, Accepted, State::Filed];
const HANDED_OUT: &[State] = &[State::Dispatched, Handling, Suspended, State::FedBack, Verified];
const CHECKED: &[State] = &[State::FedBack, Verified];
const OVER: &[State] = &[State::Closed, State::Evaluated];

/// Every step of casework. Report and assignment are the program's own and have no line.
pub const TABLE: &[Step] = &[
    step(Action::Accept, &[Reported], &[Acceptor, Dispatcher, Commander, Community, Subdistrict], To::Is(Accepted))
        .at_own_level(),
    step(Action::Reject, &[Reported, Accepted], CENTRE, To::Is(Rejected)).noted(),
    step(Action::File, &[Accepted], &[Dispatcher, Commander, Community, Subdistrict], To::Is(State::Filed))
        .at_own_level(),
    step(Action::Dispatch, &[State::Filed], &[Dispatcher, Commander, Subdistrict], To::Orders).at_own_level(),
    step(Action::Return, &[State::Filed], DISPATCHERS, To::Is(Accepted)).noted(),
    step(Action::Acknowledge, AT_WORK, &[Department], To::Orders),
    step(Action::Return, AT_WORK, &[Department], To::Orders).noted(),
    step(Action::Transfer, AT_WORK, &[Department, Dispatcher, Commander], To::Orders).noted(),
    step(Action::Progress, &[Handling], &[Department], To::Stay).noted(),
    step(Action::FeedBack, &[Handling], &[Department], To::Orders).noted(),
    step(Action::AskExtension, &[Handling], &[Department], To::Stay).noted(),
    step(Action::AskSuspension, &[Handling], &[Department], To::Stay).noted(),
    step(Action::Grant, &[Handling], DISPATCHERS, To::Orders),
    step(Action::Refuse, &[Handling], DISPATCHERS, To::Stay).noted(),
    step(Action::Resume, &[Suspended], &[Department, Dispatcher, Commander], To::Orders),
    step(Action::SelfHandle, UNDISPATCHED, &[Worker, GridLeader, Community, Subdistrict], To::Is(Verified))
        .noted()
        .at_own_level(),
    step(Action::Escalate, UNDISPATCHED, &[Community, Subdistrict], To::Stay).noted().at_own_level(),
    step(Action::Verify, &[State::FedBack], &[Worker, GridLeader, Community, Commander], To::Is(Verified)),
    step(Action::Rework, CHECKED, &[Worker, GridLeader, Community, Dispatcher, Commander], To::Orders).noted(),
    step(Action::Close, CHECKED, &[Dispatcher, Commander, Community, Subdistrict], To::Is(State::Closed))
        .at_own_level(),
    step(Action::Evaluate, &[State::Closed], CENTRE, To::Is(State::Evaluated)),
    step(Action::Reopen, &[State::Evaluated], CENTRE, To::Orders).noted(),
    step(Action::Appeal, OVER, &[Department], To::Stay).noted(),
    step(Action::Grant, OVER, CENTRE, To::Stay),
    step(Action::Refuse, OVER, CENTRE, To::Stay).noted(),
    step(Action::Merge, UNDISPATCHED, CENTRE, To::Is(Merged)),
    step(Action::Link, OPEN, CENTRE, To::Stay),
    step(Action::Supervise, OPEN, &[Leader, Commander], To::Stay).noted(),
    step(Action::Nudge, OPEN, &[Leader, Commander, Dispatcher, Acceptor], To::Stay),
    step(
        Action::Attach,
        OPEN,
        &[Worker, GridLeader, Community, Subdistrict, Acceptor, Dispatcher, Commander],
        To::Stay,
    ),
    step(Action::Attach, HANDED_OUT, &[Department], To::Stay),
];

/// The line for an action that a role takes in a state, if there is one.
pub fn line(state: State, action: Action, role: Role) -> Option<&'static Step> {
    TABLE.iter().find(|step| step.action == action && step.is_for(state, role))
}
