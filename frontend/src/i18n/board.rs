//! The words of the board: 督考130.

use shared::text::Text;

texts! {
    BOARD: "督办", "Supervision";
    TITLE: "督办 · 督考130", "Supervision · 1-3-0";
    RULE: "一日内部署，三日内反馈，逐件跟踪至销号清零", "A plan within one day, feedback within three, and every case followed until none is open";
    SUPERVISED: "督办件", "Supervised";
    LATE: "逾期", "late";
    OVER_LIMIT: "超期", "over limit";
    NATURAL: "按自然日计", "natural days";
    WORKING: "按工作日计", "workdays";
    DEPARTMENTS: "各部门未销号", "Open cases by department";
    CLEARED: "已清零", "Cleared";
    CLEARED_HINT: "此列表没有案件", "Nothing is left in this list";
    MORE: "更多", "More";
    REPORTED: "上报", "Reported";
}
