//! The words of the page of imports.

use shared::text::Text;

texts! {
    IMPORT: "数据导入", "Import";
    TITLE: "户籍房屋台账导入", "Import of the register";
    WHICH: "导入哪张表", "Which table";
    ORDER: "先楼栋，再户室，后人员：后一张表要能在前一张里找到", "Buildings first, then dwellings, then residents: each is looked up in the one before";
    TEMPLATE: "下载模板", "Template";
    CHANNEL: "数据来源", "Source";
    AS_OF: "数据时点", "As of";
    AS_OF_HINT: "这张表是哪一天的情况。比它更晚的更正不会被它覆盖", "The day that the table describes. What was corrected later is kept";
    FILE: "表格文件", "File";
    DROP: "把文件拖到这里，或点击选择", "Drop a file here, or choose one";
    KINDS: ".xlsx，或 UTF-8、GBK 编码的 .csv，不超过 256 MB", ".xlsx, or .csv in UTF-8 or GBK, 256 MB at most";
    DRY_RUN: "试运行", "Dry run";
    DRY_RUN_HINT: "先看结果，不写入", "See the outcome, store nothing";
    RUN: "正式导入", "Import";
    UPLOADING: "正在上传", "Uploading";
    JOBS: "导入记录", "Imports";
    NO_JOBS: "还没有导入过", "Nothing was imported yet";
    READ: "已读", "Read";
    ADDED: "新增", "Added";
    CHANGED: "更新", "Changed";
    UNCHANGED: "无变化", "Unchanged";
    REFUSED: "退回", "Refused";
    KEPT: "保留较新的字段", "Fields kept";
    RATE: "行/秒", "rows/s";
    ERRORS: "下载退回的行", "Refused rows";
    ERRORS_HINT: "改好“错误原因”所列各项后，可以直接再次导入；7 天后删除", "Mend what the reasons name and send it again; removed after 7 days";
    CANCEL: "停止", "Stop";
    RESTART: "重新开始", "Start again";
    STORED_STAYS: "停止后，已写入的行保留", "What is stored stays";
    FORBIDDEN: "只有管理员可以导入", "Only administrators import";
}
