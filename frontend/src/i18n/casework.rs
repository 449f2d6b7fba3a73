//! The words of casework: the page of a case, its steps, photos and history, the queue, and the filter.

use shared::case::workflow::Action;
use shared::text::{Lang, Text};

texts! {
    // the case
    OPEN_PAGE: "打开完整页面", "Open the whole page";
    ON_MAP: "在地图上查看", "Show on the map";
    MISSING: "没有这个案件，或不在您的职责范围内", "There is no such case, or it is not yours to see";
    MISSING_HINT: "核对编号；部门只能看到派给本部门的案件，网格员只能看到本网格的案件", "Check the number. Departments see what was sent to them, grid workers see their grid";
    SUPERVISED: "督办", "Supervised";
    LEVEL: "办理层级", "Level";
    OCCURRED: "发生时间", "Occurred";
    USUAL: "类别默认部门，尚未派遣", "The category's usual department; not dispatched yet";
    PARENT: "主案", "Parent case";
    MERGED_INTO: "已并入", "Merged into";
    CHILDREN: "关联子案", "Tied cases";
    ORDERS: "部门任务", "Departments' parts";
    LEADS: "牵头", "leads";
    REWORKS: "返工", "Reworks";
    EXTENSIONS: "延期", "Extensions";
    SUSPENSIONS: "挂账", "Suspensions";
    RETURNED_BY: "回退部门", "Returned by";
    WAITS_FOR_DISPATCHER: "待派遣员审批", "waits for the dispatcher";
    WAITS_FOR_ACCEPTOR: "派遣员已同意，待受理员审批", "endorsed by the dispatcher, waits for the acceptor";

    // clocks
    PAUSED: "暂停中", "Paused";
    CLOSED_IN_TIME: "按期结案", "Closed in time";
    CLOSED_LATE: "超期结案", "Closed late";
    EXCUSED: "申诉成立，不计超期", "Excused by appeal";
    LIMIT: "限期", "Limit";
    LATE: "逾期", "late";
    PLANNED: "已部署", "Planned";
    NEVER: "未涉及", "Never";
    DUE_BY: "限", "by";
    ANSWERED: "已反馈", "Fed back";
    CLEARED: "已销号", "Cleared";

    // steps
    STEPS: "办理操作", "Steps";
    MORE: "更多", "More";
    NO_STEPS: "当前岗位对此案件暂无可办理的操作", "Your office has no step to take here now";
    DONE: "已办理", "Done:";
    CATEGORY: "类别", "Category";
    CRITERION: "立案条件", "Filing criterion";
    FIND_CATEGORY: "按名称或编码查找类别", "Find a category by name or code";
    CHOOSE: "请选择", "Choose";
    TO_DEPARTMENTS: "处置部门", "Departments";
    REWORK_ALL: "不选则全部部门返工", "None chosen: all departments";
    SUSPEND_UNTIL: "挂账至", "Suspend until";
    TARGET: "另一案件的编号", "Number of the other case";
    NEED_NOTE: "请填写原因或处理情况", "Write the reason or the result";
    NEED_CATEGORY: "请选择立案条件", "Choose a filing criterion";
    NEED_DEPARTMENT: "请选择处置部门", "Choose a department";
    NEED_UNTIL: "请选择一年之内的日期", "Choose a day within a year";
    NEED_TARGET: "请填写另一案件的编号", "Give the number of the other case";
    NEED_SATISFIED: "请选择满意或不满意", "Say satisfied or not";
    OVERTAKEN: "该案件刚刚被更新", "This case has just been changed";
    NOW_IT_IS: "现在的状态：", "Now it is:";
    SEND_AGAIN: "您填写的内容还在，核对后可再次提交", "What you wrote is kept: look again, then send again";
    NOT_ANY_MORE: "现在已不能进行此操作；您填写的内容还在", "This step is no longer possible; what you wrote is kept";
    NO_AFTER_PHOTO: "还没有处置后的照片，建议先上传", "There is no photo after handling yet; consider adding one first";
    ADD_HERE: "附上当前位置", "Add where I am";
    HERE_IS: "位置", "At";
    HERE_REFUSED: "无法获取位置，可不附位置直接提交", "Your position is not available; you can send without it";

    // photos
    PHOTOS: "现场照片", "Photos";
    NO_PHOTOS: "尚无照片", "No photos yet";
    ADD_PHOTO: "上传照片", "Add a photo";
    FROM_ALBUM: "从相册选择", "From the album";
    SENDING_PHOTO: "正在上传", "Sending";
    PHOTO_TOO_LARGE: "照片超过 10 MB，请压缩后再传", "The photo is larger than 10 MB: make it smaller";
    PHOTO_FORMAT: "只支持 JPEG、PNG、WebP 照片", "Only JPEG, PNG and WebP photos are kept";
    PREVIOUS: "上一张", "Previous";
    FOLLOWING: "下一张", "Next";
    NO_TIME: "照片未记录拍摄时间", "the photo names no time";
    NO_PLACE: "照片未记录位置", "the photo names no place";

    // history
    NEWEST_FIRST: "最新在前", "Newest first";
    OLDEST_FIRST: "最早在前", "Oldest first";
    FIELD: "内容", "What";
    BEFORE: "变更前", "Before";
    AFTER: "变更后", "After";
    NOTHING: "无", "none";
    YES: "是", "yes";
    FIELD_STATE: "状态", "State";
    FIELD_CLOCK: "处置时钟", "Handling clock";
    FIELD_PENDING: "待审批申请", "Application";
    FIELD_SUSPENDED: "挂账至", "Suspended until";
    FIELD_APPEALED: "已申诉", "Appealed";
    FIELD_CLOSED: "结束时间", "Ended";
    FIELD_SATISFIED: "满意度", "Satisfaction";

    // queue
    QUEUE: "待办", "To do";
    TO_DECIDE: "待审批", "To decide";
    NOTHING_WAITS: "这里没有待办案件", "Nothing waits here";
    NOTHING_WAITS_HINT: "新的案件到来时会自动出现", "New cases appear by themselves";
    CHOOSE_ALL: "全选", "Choose all";
    CHOOSE_NONE: "取消选择", "Choose none";
    SEVERAL: "批量办理", "Several at once";
    NOTHING_COMMON: "所选案件没有可批量办理的同一操作", "The chosen cases share no step that can be taken at once";
    TO_USUAL: "各派至类别默认部门", "Each to its usual department";
    TO_CHOSEN: "指定部门", "To departments that I choose";
    KEYBOARD: "键盘操作", "Keyboard";
    KEY_NEXT: "下一件", "Next case";
    KEY_PREVIOUS: "上一件", "Previous case";
    KEY_OPEN: "打开案件", "Open the case";
    KEY_CHOOSE: "选中或取消（待办）", "Tick or untick (to do)";
    KEY_STEP: "办理下一步", "Begin the next step";
    KEY_CLOSE: "关闭", "Close";
    KEY_HELP: "显示本页", "Show this";
    LETTERS: "启用字母快捷键", "Use letter keys";

    // filter
    STATE: "状态", "State";
    ALL_STATES: "全部状态", "All states";
    DEPARTMENT: "部门", "Department";
    ALL_DEPARTMENTS: "全部部门", "All departments";
    SINCE: "上报日期从", "Reported from";
    UNTIL: "到", "to";
    MINE: "待我办理", "Waits for me";
    MORE_FILTER: "更多筛选", "More";
    LESS_FILTER: "收起", "Less";
    ACTIVE_FILTERS: "当前筛选条件", "Active filters";
    TAKE_AWAY: "移除", "Remove";
    SAVED: "常用筛选", "Saved";
    NO_SAVED: "还没有保存的筛选条件", "No filter is saved yet";
    SAVE_AS: "给当前筛选起个名字", "Name the present filter";
    SAVE: "保存", "Save";
    EXPORT: "导出", "Export";
    EXPORTS_ALL_LIGHTS: "文件不按“正常”筛选，包含全部时限状态", "The file is not narrowed to green: it holds every light";
}

/// What the note of a step is: a reason, a result, an opinion.
pub fn note(action: Action) -> Text {
    match action {
        Action::Progress | Action::FeedBack | Action::SelfHandle => Text { zh: "处理情况", en: "What was done" },
        Action::Verify | Action::Close | Action::Evaluate | Action::Grant => Text { zh: "意见", en: "Opinion" },
        Action::Reject
        | Action::Return
        | Action::Transfer
        | Action::Rework
        | Action::Reopen
        | Action::AskExtension
        | Action::AskSuspension
        | Action::Appeal
        | Action::Refuse
        | Action::Escalate => Text { zh: "原因", en: "Reason" },
        Action::Supervise | Action::Nudge => Text { zh: "要求", en: "Request" },
        _ => Text { zh: "备注", en: "Note" },
    }
}

pub fn times(count: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count}次"),
        Lang::En => format!("{count}×"),
    }
}

pub fn extended(count: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（已延期{count}次）"),
        Lang::En => format!(" (extended {count}×)"),
    }
}

pub fn stage_limit(minutes: i64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("本环节{minutes}分钟"),
        Lang::En => format!("{minutes} min for this step"),
    }
}

pub fn until(at: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("至 {at}"),
        Lang::En => format!(" until {at}"),
    }
}

pub fn suspended(until: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("挂账至 {until}，到期自动恢复"),
        Lang::En => format!("Suspended until {until}, then resumed by itself"),
    }
}

pub fn due_at(at: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("截止 {at}"),
        Lang::En => format!("due {at}"),
    }
}

pub fn criterion(limit: &str, department: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("限期 {limit} · 默认部门 {department}"),
        Lang::En => format!("limit {limit} · usually {department}"),
    }
}

/// How far from the place of the case; coarser where metres say nothing.
pub fn away(metres: f64, lang: Lang) -> String {
    match (lang, metres < 1_000.0) {
        (Lang::Zh, true) => format!("距案发地 {metres:.0} 米"),
        (Lang::Zh, false) => format!("距案发地 {:.1} 公里", metres / 1_000.0),
        (Lang::En, true) => format!("{metres:.0} m from the place"),
        (Lang::En, false) => format!("{:.1} km from the place", metres / 1_000.0),
    }
}

pub fn changed(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("变更 {count} 项"),
        Lang::En => format!("{count} changed"),
    }
}

pub fn taken(at: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{at} 拍摄"),
        Lang::En => format!("taken {at}"),
    }
}

pub fn added(actor: &str, at: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{actor} {at} 上传"),
        Lang::En => format!("added by {actor}, {at}"),
    }
}

pub fn overdue(count: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("超期 {count}"),
        Lang::En => format!("{count} overdue"),
    }
}

pub fn due_soon(count: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("临期 {count}"),
        Lang::En => format!("{count} due soon"),
    }
}

pub fn choose(number: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("选择案件 {number}"),
        Lang::En => format!("Choose case {number}"),
    }
}

pub fn chosen(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已选 {count} 件"),
        Lang::En => format!("{count} chosen"),
    }
}

/// `批量派遣`
pub fn all_at_once(step: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("批量{step}"),
        Lang::En => format!("{step} all"),
    }
}

pub fn bulk_done(step: &str, taken: usize, refused: usize, lang: Lang) -> String {
    match (lang, refused) {
        (Lang::Zh, 0) => format!("{step}：{taken} 件已办理"),
        (Lang::Zh, _) => format!("{step}：{taken} 件已办理，{refused} 件未办理（仍保持选中）"),
        (Lang::En, 0) => format!("{step}: {taken} done"),
        (Lang::En, _) => format!("{step}: {taken} done, {refused} refused (still chosen)"),
    }
}

pub fn since(day: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{day} 起"),
        Lang::En => format!("from {day}"),
    }
}

pub fn until_day(day: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("至 {day}"),
        Lang::En => format!("to {day}"),
    }
}

pub fn searched_to(day: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("关键词只查找了 {day} 以来上报的案件，可用日期、街道等条件缩小范围"),
        Lang::En => format!(
            "The words were looked for in cases reported since {day}; narrow by date or area to look further back"
        ),
    }
}
