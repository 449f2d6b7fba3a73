//! Every text of the screen, in Chinese and English side by side. A missing translation does not compile.

use shared::text::{Lang, Text};

macro_rules! texts {
    ($($name:ident: $zh:literal, $en:literal;)+) => {
        $(pub const $name: Text = Text { zh: $zh, en: $en };)+
    };
}

pub mod admin;
pub mod board;
pub mod care;
pub mod casework;
pub mod household;
pub mod imports;
pub mod notices;
pub mod search;
pub mod tenants;

texts! {
    // product and pages
    PRODUCT: "镜湖", "Mirrorlake";
    SENTENCE: "城市运行一张图：每一件事，有格可落，有人负责，有据可查", "One map of the city: every matter has a grid, a person and a record";
    CONSOLE: "工作台", "Console";
    WALL: "大屏", "Wall";
    WALL_TITLE: "城市运行一张图", "· one map of the city";
    REPORT: "我要上报", "Report a problem";
    REPORT_TITLE: "随手上报身边事", "Report a problem nearby";
    MISSING: "没有这个页面", "There is no such page";
    MISSING_HINT: "链接可能已失效，或地址有误", "The link may be old, or the address mistyped";
    TO_CONSOLE: "回到工作台", "Go to the console";
    MAP: "地图", "Map";
    NAVIGATION: "功能导航", "Sections";
    SKIP: "跳到列表", "Skip to the list";

    // signing in
    SIGN_IN: "登录", "Sign in";
    SIGNING_IN: "正在登录…", "Signing in …";
    SIGN_OUT: "退出登录", "Sign out";
    LOGIN: "账号", "Account";
    OFFICE: "当前岗位", "Acting as";
    PASSWORD: "密码", "Password";
    WRONG_LOGIN: "账号或密码不正确", "Account or password is wrong";
    DEMO_HINT: "演示城市：账号与密码已打印在启动服务器的终端里", "Demo city: accounts and password are printed in the terminal that started the server";

    // states
    LOADING: "正在加载", "Loading";
    RETRY: "重试", "Try again";
    CLOSE: "关闭", "Close";
    NO_MAP: "此浏览器不支持 WebGL 2，无法绘制地图", "This browser has no WebGL 2 and cannot draw the map";
    NO_MAP_HINT: "列表与搜索照常可用；请更新浏览器或显卡驱动，或打开硬件加速", "Lists and search work as usual. Update the browser or the graphics driver, or turn hardware acceleration on";
    CONNECTING: "正在连接", "Connecting";
    LIVE: "实时", "Live";
    LOST: "连接中断", "Connection lost";
    LOST_AS_OF: "连接中断 · 数据截至", "Connection lost · data as of";
    AS_OF: "数据截至", "As of";
    DATA_AS_OF: "数据截至", "Data as of";
    NOTHING_FOUND: "没有找到", "Nothing found";
    NO_CASES: "没有符合条件的案件", "No case matches";
    NO_CASES_HINT: "放宽筛选条件再看", "Widen the filter";
    OTHER_LANGUAGE: "Switch to English", "切换到中文";
    OTHER_LANGUAGE_SHORT: "EN", "中文";
    OTHER_THEME: "切换深浅主题", "Switch between dark and light";

    // search
    SEARCH_HINT: "试试姓名、拼音首字母、小区楼栋或案件号", "Try a name, pinyin initials, a building or a case number";
    RESULTS: "搜索结果", "Results";
    KEYS: "↑↓ 选择 · Enter 打开 · Esc 关闭", "↑↓ move · Enter open · Esc close";
    PEOPLE: "人员", "People";
    PLACES: "楼栋与地点", "Buildings and places";
    AREAS: "网格与辖区", "Grids and areas";
    CHILD_AGE: "孩子年龄", "Child's age";

    // people
    FIND_PEOPLE: "找人", "People";
    NAME: "姓名或拼音", "Name or pinyin";
    NAME_HINT: "陈静 / chenjing / cj", "陈静 / chenjing / cj";
    AREA: "辖区", "Area";
    SEX: "性别", "Sex";
    ANY: "不限", "Any";
    YEARS: "岁", " years";
    PEOPLE_START: "输入姓名开始查找", "Type a name to begin";
    PEOPLE_HINT: "知道孩子的年龄，可以缩小到家长", "A child's age narrows to parents";
    NOBODY: "没有找到这个人", "Nobody found";
    NOBODY_HINT: "核对同音字，或去掉年龄与辖区条件", "Check characters that sound alike, or drop age and area";

    // cases
    CASE: "案件", "Case";
    CASES: "案件", "Cases";
    OPEN_CASES: "在办", "Open";
    OVERDUE: "超期", "Overdue";
    URGENT: "紧急", "Urgent";
    STAGE: "阶段", "Stage";
    STAGES: "办理阶段", "Stages";
    SOURCE: "来源", "Source";
    CATEGORY: "类别", "Category";
    LIGHTS: "时限", "Time limit";
    FILTER_TEXT: "在列表中查找", "Find in the list";
    ALL_AREAS: "全部街道", "All subdistricts";
    ALL_CATEGORIES: "全部类别", "All categories";
    ALL_OPEN: "全部在办", "All open";
    ALL_SOURCES: "全部来源", "All sources";
    CLEAR: "清除筛选", "Clear";
    FILTERED: "数字按当前筛选条件统计", "Numbers follow the current filter";
    DUE: "办理时限", "Due";
    PLACE: "地点", "Place";
    BELONGS: "归属", "Belongs to";
    ASSIGNED: "责任", "Assigned to";
    SHOW_BUILDING: "查看楼栋", "Show the building";
    SHOW_GRID: "查看网格", "Show the grid";
    REPORTER: "上报人", "Reporter";
    SATISFACTION: "群众评价", "Feedback";
    SATISFIED: "满意", "Satisfied";
    UNSATISFIED: "不满意", "Not satisfied";
    HISTORY: "办理记录", "History";

    // buildings
    BUILDING: "楼栋", "Building";
    BUILDINGS: "楼栋", "Buildings";
    USE: "用途", "Use";
    FLOORS: "层数", "Floors";
    HEIGHT: "高度", "Height";
    DWELLINGS: "户室", "Dwellings";
    RESIDENTS: "居民", "Residents";
    ALSO_CALLED: "又名", "Also called";

    // grids
    GRID: "网格", "Grid";
    GRIDS: "网格", "Grids";
    STAFF: "网格力量", "Staff";
    ON_DUTY: "在岗", "On duty";
    ON_LEAVE: "休假", "On leave";
    HOUSEHOLDS: "户数", "Households";
    SUBDISTRICT: "街道", "Subdistrict";
    SUBDISTRICTS: "各街道", "Subdistricts";
    GRID_SIZES: "网格规模", "Grid sizes";
    GRID_SIZES_RULE: "综合网格以300户左右为宜，相差超过两成的列出", "A general grid should have about 300 households; those off by over a fifth are listed";
    SIZE: "规模", "Size";
    OPEN_BY_SOURCE: "在办案件来源", "Open cases by source";

    // overview and layers
    OVERVIEW: "总览", "Overview";
    LAYERS: "图层", "Layers";
    SHOWN: "显示", "Show";
    GRID_COLOUR: "网格着色", "Colour grids";
    BY_LOAD: "按在办量", "by open cases";
    BY_OVERDUE: "按超期量", "by overdue cases";
    BY_NOTHING: "不着色", "not at all";
    FEW: "少", "few";
    MANY: "多", "many";

    // wall
    TODAY: "今日", "Today";
    NOW: "当前", "now";
    THIS_YEAR: "今年", "This year";
    ACCEPTED: "受理", "Accepted";
    HANDLED: "办结", "Closed";
    RATE: "结案率", "Closure rate";
    RATE_FORMULA: "办结 ÷ 受理", "closed ÷ accepted";
    SOURCES: "渠道", "Channels";
    CATEGORIES: "类别", "Categories";
    RANKING: "街道排名", "Subdistrict ranking";
    ONE_THREE_ZERO: "督考130", "130 board";
    ONE_THREE_ZERO_HINT: "1日部署 · 3日反馈 · 0销号", "plan 1 d · feedback 3 d · 0 left";
    WITHOUT_PLAN: "待部署", "No plan";
    WITHOUT_FEEDBACK: "待反馈", "No feedback";
    NOT_CLEARED: "未销号", "Not cleared";
    LATEST: "最新案件", "Latest cases";
    WHOLE_DISTRICT: "全区", "Whole district";
    WALL_CLOSED: "此大屏需要显示密钥", "This wall needs a display key";
    WALL_CLOSED_HINT: "请在地址后加上 ?key=…，密钥由管理员发放", "Add ?key=… to the address; the administrator issues keys";

    // report
    WHAT: "发生了什么？", "What is the matter?";
    WHAT_HINT: "例如：楼下污水外溢，已经两天", "For example: sewage has been overflowing downstairs for two days";
    UNSURE: "说不清，由受理员分类", "Not sure, let the desk decide";
    WHERE: "在哪里？", "Where is it?";
    TAP_MAP: "点一下地图，或使用“定位到我”", "Tap the map, or use “Locate me”";
    LOCATE_ME: "定位到我", "Locate me";
    LOCATING: "正在定位…", "Locating …";
    LOCATING_GRID: "正在查询所属网格…", "Looking up the grid …";
    LOCATE_REFUSED: "无法获取您的位置，请在地图上点选或填写地址", "Your position is not available: tap the map or type the address";
    OUTSIDE: "这里不在本区范围内，仍可上报，我们会转交", "This is outside the district; you may still report it and we pass it on";
    ADDRESS: "地址", "Address";
    ADDRESS_HINT: "例如：学士街33号楼东侧", "For example: Xueshi Street 33, east side";
    CONTACT: "联系方式", "Contact";
    OPTIONAL: "选填", "optional";
    YOUR_NAME: "姓名", "Name";
    PHONE: "电话", "Phone";
    PRIVACY: "仅用于本件办理和回访，不会公开", "Only used to handle this report and to call you back; never shown publicly";
    SEND: "提交", "Send";
    SENDING: "正在提交…", "Sending …";
    KEPT: "您填写的内容还在，请重试。", "What you wrote is kept. Please try again.";
    NEED_DESCRIPTION: "请写一两句话说明情况", "Please describe it in a sentence or two";
    NEED_PLACE: "请在地图上点选位置，或填写地址", "Please tap the place on the map, or type the address";
    SENT: "已收到，谢谢！", "Received, thank you!";
    CASE_NUMBER: "案件号", "Case number";
    KEEP_NUMBER: "请保存此号码，用于查询和回访", "Keep this number for questions and call-backs";
    NEXT: "接下来", "What happens next";
    NEXT_1: "受理员核实并立案", "The desk checks and files it";
    NEXT_2: "网格员或责任部门到场处理", "The grid worker or a department comes and handles it";
    NEXT_3: "核查结案，回访您是否满意", "It is verified and closed, and you are asked whether you are satisfied";
    REPORT_AGAIN: "再报一件", "Report another";
}

/// `找到 2 人`, with a `+` when there are more.
pub fn found(count: usize, more: bool, lang: Lang) -> String {
    let more = if more { "+" } else { "" };
    match lang {
        Lang::Zh => format!("找到 {count}{more} 人"),
        Lang::En => format!("{count}{more} found"),
    }
}

pub fn more_rows(rest: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("其余 {rest} 件请用筛选条件缩小范围"),
        Lang::En => format!("{rest} more: narrow them with the filter"),
    }
}

/// How many of the general grids are not of the usual size.
pub fn grids_off(off: usize, all: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{all} 个综合网格，{off} 个偏大或偏小"),
        Lang::En => format!("{off} of {all} general grids"),
    }
}

pub fn entrance(number: u16, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{number}单元"),
        Lang::En => format!("Entrance {number}"),
    }
}
