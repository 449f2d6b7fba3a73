//! The words of administration, of the audit and of one's own page.

use shared::text::Text;

texts! {
    // pages
    ADMIN: "管理", "Administration";
    AUDIT: "审计", "Audit";
    AUDIT_TITLE: "审计 · 历史封存与校验", "Audit · seals of the history";
    ME: "我的", "My account";
    NOTHING_HERE: "您的岗位没有此页的权限", "Your post does not grant this page";

    // all forms
    SAVE: "保存", "Save";
    SAVING: "正在保存…", "Saving …";
    SAVED: "已保存", "Saved";
    CANCEL: "取消", "Cancel";
    REMOVE: "移除", "Remove";
    ONCE: "只显示这一次，请立即抄存", "Shown this once: copy it now";
    SURE: "确定？", "Sure?";
    YES: "确定", "Yes";
    NO: "不", "No";
    MORE: "显示更多", "Show more";

    // accounts
    ACCOUNTS: "账号", "Accounts";
    FIND_ACCOUNT: "按账号、姓名、岗位或辖区查找", "Find by login, name, office or area";
    NEW_ACCOUNT: "新建账号", "New account";
    NO_ACCOUNTS: "没有符合条件的账号", "No account matches";
    LOGIN: "账号", "Login";
    LOGIN_HINT: "2 至 32 个小写字母、数字或 . _ -", "2 to 32 lowercase letters, digits or . _ -";
    NAME: "姓名", "Name";
    WORKER: "人员编号", "Worker number";
    WORKER_HINT: "网格员、网格长的账号填写其人员编号", "For grid workers and leaders: the number they have as workers";
    OFFICES: "岗位", "Offices";
    OFFICES_HINT: "登录后先以第一个岗位办事", "The first one is acted in after signing in";
    ROLE: "角色", "Role";
    AREA: "辖区", "Area";
    DEPARTMENT: "部门", "Department";
    CHOOSE_AREA: "请选择辖区", "Choose an area";
    CHOOSE_DEPARTMENT: "请选择部门", "Choose a department";
    ADD_OFFICE: "添加岗位", "Add an office";
    DISABLED: "停用", "Disabled";
    DISABLE: "停用此账号（不能登录，现有会话即刻结束）", "Disable this account (nobody signs in with it, its sessions end)";
    NEW_PASSWORD: "设定新密码", "Set a password";
    PASSWORD_KEEP: "留空则不变；新账号留空则随机生成", "Empty: it stays. A new account gets a random one";
    FIRST_PASSWORD: "初始密码", "Initial password";
    SESSIONS: "在线会话", "Sessions";
    END_SESSIONS: "结束全部会话", "End all sessions";
    PASSWORD_SINCE: "密码设于", "Password of";

    // categories
    CATEGORIES: "类别与立案条件", "Categories and criteria";
    FIND_CATEGORY: "按编码或名称查找", "Find by code or name";
    NO_CATEGORIES: "没有符合条件的类别", "No category matches";
    DOWNLOAD: "下载表格", "Download the table";
    UPLOAD: "导入表格", "Import a table";
    UPLOAD_HINT: "下载、在 Excel 中修改、再导入；导入前先显示将有哪些变化", "Download, edit in a spreadsheet, import; what would change is shown first";
    READING: "正在读取…", "Reading …";
    WOULD_CHANGE: "导入将有以下变化", "The import would change";
    HAS_CHANGED: "导入完成", "Imported";
    NOTHING_CHANGES: "表格与现有内容相同，没有变化", "The table is what is there already";
    ROWS: "行", "rows";
    ADDED: "新增", "Added";
    CHANGED: "修改", "Changed";
    RETIRED: "停用", "Retired";
    REORDERED: "顺序有变", "Reordered";
    IMPORT: "确认导入", "Import";
    FAULTS: "表格有误，未导入任何内容", "The table has faults; nothing was imported";
    ROW: "行", "Row";
    COLUMN: "列", "Column";
    MEND: "如何修改", "How to mend it";
    LIMIT: "时限", "Limit";
    EDIT_LIMIT: "修改时限", "Change the limit";
    PRIVATE: "不公开", "Private";
    URGENT: "突发", "Urgent";
    CRITERIA: "个立案条件", "criteria";

    // webhooks
    WEBHOOKS: "外部推送", "Webhooks";
    NEW_WEBHOOK: "新建推送", "New webhook";
    NO_WEBHOOKS: "还没有外部推送", "No webhook yet";
    NO_WEBHOOKS_HINT: "接入其他系统后，案件的每一步会带签名推送过去", "Connect a system: it is told of every step, with a signature";
    WEBHOOK_NAME: "名称", "Name";
    URL: "接收地址", "Address";
    URL_HINT: "https；内网或本机可用 http", "https; http within the network or this machine";
    ACTIONS: "推送的操作", "Steps that are sent";
    ACTIONS_HINT: "都不选即全部推送", "None chosen: all of them";
    AREAS: "限于区域", "Areas";
    AREAS_HINT: "不选即本人辖区", "None chosen: your own area";
    DEPARTMENTS: "限于部门", "Departments";
    DEPARTMENTS_HINT: "不选即全部部门", "None chosen: all of them";
    INCLUDE_PRIVATE: "包括不公开类别和尚未分类的案件", "Also cases of private categories and unclassified ones";
    ACTIVE: "启用", "Active";
    INACTIVE: "已停用", "Inactive";
    GONE: "接收方已注销（410），已自动停用", "The receiver said 410: deactivated";
    SECRET: "签名密钥", "Secret of the signatures";
    WAITING: "待重发", "Waiting";
    DEAD: "未能送达", "Dead letters";
    BEHIND: "尚未推送", "Behind";
    DELETE: "删除", "Delete";
    DELETE_SURE: "删除后不再推送，待发内容一并清除，确定？", "Nothing is sent any more, and what waits is dropped. Sure?";
    RETRY: "重发", "Send again";
    NO_DEAD: "没有未送达的推送", "No dead letter";
    ATTEMPTS: "次", "attempts";
    EVERYTHING: "全部操作", "All steps";

    // audit
    SEALS: "每日封存", "Daily seals";
    SEALS_HINT: "每份封存覆盖当日全部操作及前一份封存。请把它们存到本系统管理者改不到的地方。", "A seal covers the events of its day and the seal before it. Keep them where nobody who runs this server can change them.";
    NO_SEALS: "还没有封存", "No seal yet";
    NO_SEALS_HINT: "每日零点过后自动封存前一日", "Each day is sealed shortly after midnight";
    DAY: "日期", "Day";
    EVENTS: "操作", "Events";
    CASES: "新案件", "New cases";
    DIGEST: "摘要（SHA-256）", "Digest (SHA-256)";
    SEALED_AT: "封存时间", "Sealed";
    VERIFY: "校验全部历史", "Verify the whole history";
    VERIFYING: "正在校验，案件多时需要几分钟…", "Verifying; with many cases this takes minutes …";
    SOUND: "历史完整：没有改动、插入或缺失", "Sound: nothing was changed, inserted or removed";
    UNSOUND: "历史被改动，共发现", "The history was changed; findings:";
    CHECKED: "已校验", "Checked";
    OF_EVENTS: "条操作", "events";
    OF_CASES: "件案件", "cases";
    OF_SEALS: "份封存", "seals";
    KEEP_SEALS: "下载封存", "Download the seals";

    // me
    MY_OFFICES: "我的岗位", "My offices";
    ACTING: "当前", "now";
    ACT_HERE: "以此岗位办事", "Act in this office";
    MY_SESSIONS: "我的会话", "My sessions";
    THIS_SESSION: "本次登录", "this session";
    SINCE: "登录于", "Signed in";
    SEEN: "最近使用", "Last used";
    END: "结束", "End";
    CHANGE_PASSWORD: "修改密码", "Change the password";
    CURRENT: "当前密码", "Current password";
    NEW: "新密码", "New password";
    REPEAT: "再输一次", "Once more";
    DIFFERENT: "两次输入不一致", "The two are not the same";
    POLICY: "至少 10 个字符，越长越好；不要求大小写或符号，也不要求定期更换", "At least 10 characters, longer is better; no rule about signs, and none about changing it";
    GOOD_PASSWORD: "可以使用", "This one will do";
    CHANGED_PASSWORD: "密码已修改，您的其他会话已结束", "Changed; your other sessions have ended";
}
