//! The seven stages: 信息采集 → 案件建立 → 任务派遣 → 任务处理 → 处理反馈 → 核查结案 → 综合评价
//! (鲁建城字〔2014〕19号).

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

impl Stage {
    /// True until the case is closed: it counts as 在办.
    pub fn is_open(self) -> bool {
        self < Stage::Closed
    }
}

words! {
    /// What an event in the history of a case did.
    Action {
        Report = "report", "上报", "Reported";
        Assign = "assign", "分派网格", "Assigned";
        Accept = "accept", "受理", "Accepted";
        File = "file", "立案", "Filed";
        Dispatch = "dispatch", "派遣", "Dispatched";
        Acknowledge = "acknowledge", "接单", "Acknowledged";
        Return = "return", "回退", "Returned";
        Extend = "extend", "延期", "Extended";
        Transfer = "transfer", "转办", "Transferred";
        FeedBack = "feed_back", "反馈", "Fed back";
        Rework = "rework", "返工", "Sent to rework";
        Verify = "verify", "核查", "Verified";
        Close = "close", "结案", "Closed";
        Evaluate = "evaluate", "评价", "Evaluated";
    }
}

impl Action {
    /// The stage that a case is in after this action; `None` when the stage stays.
    pub fn leads_to(self) -> Option<Stage> {
        match self {
            Action::Report | Action::Assign => Some(Stage::Collected),
            Action::Accept | Action::Extend | Action::Verify => None,
            Action::File | Action::Return => Some(Stage::Filed),
            Action::Dispatch | Action::Transfer => Some(Stage::Dispatched),
            Action::Acknowledge | Action::Rework => Some(Stage::Handling),
            Action::FeedBack => Some(Stage::FedBack),
            Action::Close => Some(Stage::Closed),
            Action::Evaluate => Some(Stage::Evaluated),
        }
    }
}
