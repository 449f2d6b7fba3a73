//! Words of the search box and of the list of people.

use shared::text::{Lang, Text};

texts! {
    ASK: "姓名、拼音、手机尾号、地址、案件号", "Name, pinyin, end of phone, address, case number";
    NARROW: "缩小人员范围", "Narrow the people";
    AGE: "年龄", "Age";
    AGE_FROM: "年龄从", "Age from";
    AGE_TO: "年龄到", "Age to";
    KIN: "亲属姓名", "Relative";
    KIN_HINT: "如 陈建国", "e.g. 陈建国";
    PHONE_TAIL: "手机尾号", "Phone ends in";
    PHONE_TAIL_HINT: "4 位", "4 digits";
    SMALLER_AREA: "社区、网格", "Community, grid";
    SMALLER_AREA_HINT: "如 星辰社区", "e.g. 星辰社区";
    LOAD_MORE: "继续加载", "Load more";
    COMPLETE: "已全部显示", "The list is complete";
    WIDEN: "写上小区或楼号可缩小范围", "Name the complex or building to narrow them";
}

/// `还有 117 人，查看完整名单`; `180+` when they were not counted to the end.
pub fn more_people(rest: usize, uncounted: bool, lang: Lang) -> String {
    let plus = if uncounted { "+" } else { "" };
    match lang {
        Lang::Zh => format!("还有 {rest}{plus} 人，查看完整名单"),
        Lang::En => format!("{rest}{plus} more: open the complete list"),
    }
}

/// `共 137`.
pub fn of_all(total: usize, uncounted: bool, lang: Lang) -> String {
    let plus = if uncounted { "+" } else { "" };
    match lang {
        Lang::Zh => format!("共 {total}{plus}"),
        Lang::En => format!("{total}{plus} in all"),
    }
}

/// How many answers there are, as it is read aloud.
pub fn answers(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count} 条结果"),
        Lang::En => format!("{count} results"),
    }
}

/// The entrance is there, the dwelling is not.
pub fn no_such_dwelling(number: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("该单元没有 {number} 室"),
        Lang::En => format!("no dwelling {number} in this entrance"),
    }
}
