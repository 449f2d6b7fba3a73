//! The words of reporting tenants and of the delivery board.

use shared::text::Text;

texts! {
    // the report
    TENANTS: "承租户上报", "Report tenants";
    TITLE: "承租户上报", "Report tenants";
    HOME: "房屋", "Dwelling";
    FIND_HOME: "输入地址，如 星辰花园 29栋", "Type an address, such as 星辰花园 29栋";
    NO_HOME: "没有找到这个地址", "No such address found";
    UNSENT_ELSEWHERE: "另一户还有未上报的内容，已为您保留", "There is unsent work for another dwelling; it is kept";
    GO_ON_WITH_IT: "继续填报那一户", "Go on with it";
    DROP_IT: "放弃，改报这一户", "Drop it and report this dwelling";
    CHOOSE_ENTRANCE: "选择单元", "Entrance";
    CHOOSE_DWELLING: "选择户室", "Dwelling";
    OTHER_HOME: "换一户", "Another dwelling";
    LIVING_HERE: "现住承租户", "Tenants who live here";
    LEFT: "已搬走", "has left";
    LEFT_ON: "搬走日期", "Left on";
    NEWCOMERS: "新承租户", "New tenants";
    ADD: "添加一人", "Add a person";
    REMOVE: "移除", "Remove";
    PERSON: "承租户", "Tenant";
    IDENTITY: "身份证号码", "Identity number";
    IDENTITY_HINT: "18 位，末位可为 X", "18 characters, the last may be X";
    DIGITS_LEFT: "还差位数", "Still missing";
    ENTER_AGAIN: "号码不在本机保存，请重新填写", "The number was not kept on this phone; enter it again";
    YEARS: "岁", "years";
    NAME: "姓名", "Name";
    PHONE: "电话", "Telephone";
    SEX: "性别", "Sex";
    BIRTH: "出生日期", "Date of birth";
    NO_IDENTITY: "没有身份证号码时填写", "When there is no identity number";
    RELATION: "与户主关系", "Relation to the head";
    FROM: "租期起", "From";
    UNTIL: "租期止（可空）", "Until (may be empty)";
    NOTE: "备注（可空）", "Note (may be empty)";
    KEPT: "未上报的内容保存在本机，身份证号码除外", "What is not sent yet is kept on this phone, except identity numbers";
    REVIEW: "核对", "Review";
    REVIEW_TITLE: "请核对后上报", "Check, then send";
    BACK: "返回修改", "Back";
    SEND: "确认上报", "Send";
    SENDING: "正在上报…", "Sending …";
    NEED_HOME: "请先选择房屋", "Choose the dwelling first";
    NEED_PEOPLE: "至少填写一名新承租户或一名搬走的人", "Name at least one person who came or left";
    NEED_NAME: "请填写姓名", "Give the name";
    OFFLINE_KEPT: "没有网络，尚未上报。内容已保存，请在有网络时重试", "No connection: nothing was sent. It is kept; try again when there is one";
    SEND_AS_NEW: "作为另一份上报", "Send as another report";
    SENT: "已上报", "Reported";
    REPORT_NUMBER: "上报编号", "Number of the report";
    CAME: "迁入", "In";
    WENT: "迁出", "Out";
    KNOWN: "原有登记，已迁入本户", "known, moved here";
    TOLD: "将推送至", "These departments are told";
    TOLD_NOBODY: "暂无部门订阅", "No department has subscribed";
    ANOTHER: "继续上报", "Report another";

    // the board
    PUSHES: "推送", "Pushes";
    BOARD_TITLE: "部门推送", "Pushes to departments";
    WAITING: "待送达", "Waiting";
    FAILING: "其中失败重试", "of them failing";
    DELIVERED: "已签收", "Receipted";
    DEAD: "送达失败", "Undeliverable";
    LAST_RECEIPT: "最近签收", "Last receipt";
    OLDEST: "最早待送达", "Oldest waiting";
    PERIOD: "统计期", "Period";
    SINCE: "起", "since";
    DAY_1: "近1天", "1 day";
    DAY_7: "近7天", "7 days";
    DAY_30: "近30天", "30 days";
    ALL: "全部", "All";
    DELIVERIES: "推送记录", "Deliveries";
    NONE: "没有推送记录", "Nothing was pushed";
    NONE_HINT: "网格员上报承租户后，已订阅的部门会在这里出现", "Once a grid worker reports tenants, the departments that subscribed appear here";
    MORE: "更多", "More";
    REPORTED: "上报", "Reported";
    FIRST_SENT: "推送", "Sent";
    RECEIPT: "回执", "Receipt";
    ATTEMPTS: "次", "times";
    NEXT_TRY: "下次", "next";
    RETRY: "重新推送", "Push again";
    PEOPLE: "人", "people";
    WAY: "推送过程", "The way of a report";
    PURPOSE: "用途", "Purpose";
    BASIS: "依据", "Legal basis";
    FIELDS: "完整字段", "Fields in full";
    NO_FIELDS: "无（其余脱敏或不提供）", "none (masked or left out)";
    PAUSED: "已暂停", "Paused";
    SUBSCRIPTIONS: "订阅", "Subscriptions";
    NO_SUBSCRIPTIONS: "还没有部门订阅", "No department has subscribed yet";
    GONE: "接收方已注销（410），已自动暂停", "The receiver said 410: paused";

    // one subscription
    NEW_SUBSCRIPTION: "新建订阅", "New subscription";
    CHANGE: "修改", "Change";
    DEPARTMENT: "部门", "Department";
    DEPARTMENT_HINT: "保存后不能更换", "Stays once it is saved";
    CHOOSE_DEPARTMENT: "请选择部门", "Choose a department";
    KINDS: "推送事件", "Events";
    KINDS_HINT: "至少一种", "At least one";
    FIELDS_HINT: "只列出该部门有权获取的字段；未选的脱敏或不提供", "Only those that the department is entitled to; what is not chosen is masked or left out";
    PURPOSE_HINT: "随每次推送告知接收方", "Travels with every push";
    BASIS_HINT: "法律法规名称及条款", "The law and its article";
    ACTIVE_HINT: "停用即暂停推送，再启用时从停下处继续", "While it is not active nothing is sent; later it goes on where it stopped";
    END: "结束订阅", "End the subscription";
    END_SURE: "结束后不再推送，待送达的一并撤销，已推送的留痕不变，确定？", "Nothing is sent any more, what waits is withdrawn, what was sent stays on record. Sure?";
}
