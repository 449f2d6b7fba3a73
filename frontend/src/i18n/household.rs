//! The words of the elevation, the household's card, and the contact cards.

use shared::text::{Lang, Text};

texts! {
    // elevation
    ELEVATION: "楼栋图", "Elevation";
    ELEVATION_KEYS: "方向键移动，回车查看", "Arrow keys move, Enter opens";
    NO_DWELLINGS: "这栋楼没有登记户室", "No dwellings are registered here";
    CARE: "重点关爱", "Care";

    // household
    HOUSEHOLD: "户卡", "Household";
    OWNER: "房主", "Owner";
    LIVING_HERE: "现住人员", "Living here";
    NOBODY_HERE: "没有登记现住人员", "Nobody is registered as living here";
    AT_HOME: "人户一致", "Registered here";
    REGISTERED_AT: "户籍地址", "Registered at";
    REGISTERED_HERE: "户籍在此", "Registered here";
    ADDRESS_HINT: "户籍在此则清空", "empty: registered here";
    MOVED_IN: "入住", "Moved in";
    IDENTITY: "身份证", "ID number";
    PHONE: "电话", "Phone";
    NO_PHONE: "无电话", "No phone";
    TENANT: "承租人", "Tenant";
    TENANTS: "现承租人", "Tenants";
    FORMER_TENANTS: "曾承租人", "Former tenants";
    NO_TENANTS: "没有在租登记", "No lease is registered";
    LEASE_ENDED: "已退租", "ended";
    LEASE_AHEAD: "未起租", "not begun";
    OPEN_END: "至今", "open";
    SOURCE_OF: "来源", "Source";
    SHOW_SOURCES: "显示每一项的来源", "Show where each field came from";
    CONTACT_CARD: "联系卡", "Contact card";
    REPORT_TENANTS: "上报承租户", "Report tenants";
    TOLD: "推送记录", "Told to";
    TOLD_NOBODY: "没有向任何部门推送过此人的信息", "No department was told of this person";
    CONTACT_CARDS: "打印联系卡", "Print contact cards";

    // visits
    VISITS: "走访", "Visits";
    NO_VISITS: "还没有走访记录", "No visit has been noted";
    NOTE_VISIT: "登记走访", "Note a visit";
    VISIT_DAY: "走访日期", "Day of the visit";
    VISIT_NOTE: "情况", "What was found";
    VISIT_NOTE_HINT: "例如：老人身体好，燃气管已更换", "For example: in good health, gas hose replaced";
    SAVE: "保存", "Save";
    CANCEL: "取消", "Cancel";

    // correction
    CORRECT: "更正", "Correct";
    CORRECT_HINT: "以网格采集为来源，立即生效；留空的项不变", "Stored as told by the grid worker, at once; fields left as they are do not change";
    NEW_NAME: "姓名", "Name";
    NEW_PHONE: "新电话", "New phone";
    NEW_PHONE_HINT: "不改则留空", "empty: as it is";
    PHONE_GONE: "已无此电话", "No phone any more";
    MOVED_OUT: "已迁出，日期", "Moved out on";
    KEPT: "另有更晚的记录，未改动", "A later word stands, not changed";

    // contact cards
    CARDS: "网格联系卡", "Contact cards";
    PRINT: "打印", "Print";
    PRINT_HINT: "A4 纸，每页 8 张，按裁切线裁开；打印时请关闭页眉页脚", "A4, eight cards a page, cut along the marks; turn headers and footers off";
    YOUR_WORKER: "您的网格员", "Your grid worker";
    LEADER: "网格长", "Grid leader";
    COMMUNITY: "社区", "Community";
    SCAN: "扫码上报身边事", "Scan to report a problem";
    NO_LOGIN: "不需注册 · 不显示您的住户信息", "No account · tells nothing about your household";
    EMERGENCY: "紧急情况请拨打 110 · 119 · 120", "Emergencies: 110 · 119 · 120";

    // report from a card
    SCANNED: "您扫描的位置", "The place you scanned";
    OLD_CODE: "此二维码已失效，请在地图上点选位置", "This code is no longer valid: tap the place on the map";
}

pub fn floor(number: u16, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{number}层"),
        Lang::En => format!("F{number}"),
    }
}

/// What a cell of the elevation says when it is read aloud or pointed at.
pub fn dwelling(number: &str, usage: &str, care: bool, residents: u16, lang: Lang) -> String {
    match (lang, care) {
        (Lang::Zh, false) => format!("{number}室 · {usage} · {residents}人"),
        (Lang::Zh, true) => format!("{number}室 · {usage} · {residents}人 · 重点关爱"),
        (Lang::En, false) => format!("{number} · {usage} · {residents} people"),
        (Lang::En, true) => format!("{number} · {usage} · {residents} people · care"),
    }
}

/// `3人 · 2人人户分离`
pub fn apart(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("人户分离 {count} 人"),
        Lang::En => format!("{count} registered elsewhere"),
    }
}

pub fn cards(count: usize, pages: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count} 户 {count} 张，共 {pages} 页"),
        Lang::En => format!("{count} cards for {count} households on {pages} pages"),
    }
}

/// `2单元 301`, as a door says it.
pub fn door(building: &str, entrance: u16, number: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{building} {entrance}单元 {number}室"),
        Lang::En => format!("{building}, entrance {entrance}, {number}"),
    }
}
