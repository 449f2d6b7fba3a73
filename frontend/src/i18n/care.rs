//! The words of care with people's data: numbers in full, the access log, lists of persons.

use shared::text::{Lang, Text};

texts! {
    // numbers in full
    SHOW: "查看完整信息", "Show in full";
    SHOW_SHORT: "查看", "Show";
    WHY: "为什么需要查看？", "Why do you need it?";
    LOGGED: "用途、时间与本人账号将记入查询留痕，供审计核查", "Purpose, time and your account are written to the access log, which auditors read";
    PURPOSE: "用途", "Purpose";
    WORDS: "说明", "In words";
    WORDS_HINT: "例如：孩子在广场走失，联系家长；请勿填写号码", "For example: a child is lost in the square, calling the parents. No numbers, please";
    SHOW_NOW: "确认查看", "Show";
    ASKING: "正在查看…", "Asking …";
    HIDE: "隐藏", "Hide";
    COPY: "复制", "Copy";
    COPIED: "已复制", "Copied";
    NOTHING: "未登记", "not recorded";
    PROTECTED: "未成年人和重点关爱对象的信息需由网格长、社区或值班长查看；您的岗位无权查看此人", "Data of those under 14 and of care groups is for grid leaders, communities and shift leaders; your post may not see this person's";

    // access log
    ACCESS: "查询留痕", "Access log";
    ACCESS_TITLE: "查询留痕 · 谁看过谁", "Access log · who looked at whom";
    ACCESS_RULE: "只增不改：查看住户、查找人员、查看明文、导出名单逐条留痕；不记录明文与查询词", "Append-only: households opened, searches, reveals and exports, one row each; neither values nor search words are kept";
    ALARMS: "异常预警", "Alarms";
    NO_ALARMS: "没有异常预警", "No alarms";
    NOTE: "已核", "Looked into";
    NOTED_BY: "核查人", "Looked into by";
    USUAL: "常规上限", "usual at most";
    ENTRIES: "留痕记录", "Entries";
    NO_ENTRIES: "没有符合条件的记录", "No entry matches";
    LOGIN: "账号", "Account";
    ACTION: "操作", "Deed";
    ALL_ACTIONS: "全部操作", "All deeds";
    FROM: "从", "From";
    TO: "到", "To";
    ONE_HOUSEHOLD: "只看这一户", "This household only";
    WHOLE_LOG: "全部记录", "The whole log";
    SAME_WORDS: "查询词指纹", "Fingerprint of the words";
    MORE: "更多", "More";

    // lists of persons
    EXPORTS: "人员名单", "Lists";
    EXPORTS_TITLE: "人员名单导出", "Lists of persons as files";
    EXPORTS_RULE: "申请须经区领导审批，本人不能审批自己的申请；批准后 24 小时内可下载一次，文件带水印", "A leader approves, never one's own request; the file can be fetched once within 24 hours and carries a watermark";
    ASK: "申请名单", "Ask for a list";
    KIND: "人员类别", "Who";
    IN_FULL: "需要明文的字段（其余脱敏）", "Fields in full (all others masked)";
    REASON: "用途说明", "What for";
    REASON_HINT: "至少 5 个字，例如：重阳节走访70岁以上老人", "At least 5 characters, for example: visiting those over 70";
    SEND: "提交申请", "Ask";
    REQUESTS: "申请记录", "Requests";
    NO_REQUESTS: "还没有申请", "No requests yet";
    APPROVE: "批准", "Approve";
    REFUSE: "驳回", "Refuse";
    REFUSE_HINT: "驳回原因", "Why it is refused";
    FETCH: "下载（一次）", "Fetch (once)";
    FETCH_UNTIL: "下载截止", "Fetch until";
    DECIDED_BY: "审批人", "Decided by";
    OFFICE_AREA: "留空为本岗位辖区", "the area of your post when empty";
}

/// `58 秒后隐藏`
pub fn hides_in(seconds: i64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{seconds} 秒后隐藏"),
        Lang::En => format!("hidden in {seconds} s"),
    }
}

/// `共 312 人`
pub fn persons(count: i64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("共 {count} 人"),
        Lang::En => format!("{count} persons"),
    }
}

/// `找到 5 人`
pub fn answers(count: i64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count} 人"),
        Lang::En => format!("{count} people"),
    }
}
