//! The columns of the three tables: their headers, what else people call them, and what may stand in them. The template,
//! the reader and the list of refused rows all go by this list.

use super::sheet::Cell;
use shared::geo::Datum;
use shared::person::{CareGroup, Registration, Relation, Sex};
use shared::place::{BuildingKind, DwellingUse};
use shared::register::RegisterTable;

/// Added to the list of refused rows, and ignored when that list comes back.
pub const REASON: &str = "错误原因";
/// What stands where there is nothing: a missing value is said, never left out.
pub const NONE: &str = "无";

#[derive(Debug)]
pub struct Column {
    pub header: &'static str,
    pub also: &'static [&'static str],
    /// The table is not understood without it.
    pub needed: bool,
    /// Fictional.
    pub example: &'static str,
    pub hint: &'static str,
    /// The words that are allowed, when only some are.
    pub words: Option<fn() -> Vec<&'static str>>,
}

macro_rules! column {
    ($header:literal, $also:expr, $needed:literal, $example:literal, $hint:literal) => {
        Column { header: $header, also: &$also, needed: $needed, example: $example, hint: $hint, words: None }
    };
    ($header:literal, $also:expr, $needed:literal, $example:literal, $hint:literal, $of:ident) => {
        Column {
            header: $header,
            also: &$also,
            needed: $needed,
            example: $example,
            hint: $hint,
            words: Some(|| $of::ALL.iter().map(|word| word.text().zh).collect()),
        }
    };
}

const COMPLEX: Column =
    column!("小区", ["小区名称", "所属小区", "院落", "小区（院落）"], true, "星辰花园", "小区名称；不在小区内写“无”");
const BUILDING: Column = column!(
    "楼栋",
    ["楼栋名称", "楼号", "幢号", "楼幢", "栋号", "楼栋号"],
    true,
    "29栋",
    "小区内写“数字+栋”或“数字+幢”，如 29栋；不在小区内写门牌，如 学士街33号楼"
);
const COMMUNITY: Column = column!(
    "社区",
    ["所属社区", "社区名称", "村（社区）", "村社区"],
    false,
    "星辰社区",
    "只在不同社区有同名小区或楼栋时需要"
);
const UNIT: Column = column!("单元", ["单元号", "单元名称"], true, "2单元", "写“数字+单元”，如 2单元；没有单元写“无”");
const NUMBER: Column =
    column!("室号", ["房号", "房间号", "户室", "户室号", "室"], true, "301", "户室号，如 301；没有写“无”");

static BUILDINGS: [Column; 14] = [
    column!(
        "小区",
        ["小区名称", "所属小区", "院落", "小区（院落）"],
        true,
        "星辰花园",
        "小区名称；不在小区内写“无”。没有登记过的小区会一并登记"
    ),
    column!(
        "楼栋",
        ["楼栋名称", "楼号", "幢号", "楼幢", "栋号", "楼栋号"],
        true,
        "29栋",
        "小区内写“数字+栋”或“数字+幢”，如 29栋；不在小区内写门牌，如 学士街33号楼"
    ),
    column!(
        "所属网格",
        ["网格编码", "网格名称", "网格", "所属网格编码", "所属网格名称"],
        false,
        "无",
        "网格编码或名称；写“无”或留空则按坐标归属。新楼栋的网格和坐标至少要有一项能确定归属"
    ),
    COMMUNITY,
    column!("地址", ["详细地址", "标准地址", "楼栋地址"], false, "镜湖区星辰街道星辰路8号星辰花园29栋", "标准地址"),
    column!("别名", ["曾用名", "又名", "俗称"], false, "老纺织厂宿舍29栋", "别名、旧名；多个用“、”分开"),
    column!(
        "小区曾用名",
        ["小区旧名", "小区别名"],
        false,
        "老纺织厂宿舍",
        "小区从前的名称，按它也能找到；多个用“、”分开"
    ),
    column!("用途", ["楼栋用途", "楼栋类型", "建筑类型"], false, "住宅", "只能填列出的词", BuildingKind),
    column!("层数", ["楼层数", "总层数", "地上层数"], false, "6", "1 到 200 的整数；新楼栋必填"),
    column!("单元数", ["单元总数"], false, "3", "1 到 50 的整数；没有单元写“无”"),
    column!("经度", ["lon", "lng", "longitude", "X", "x"], false, "118.376", "楼栋中心；新楼栋必填"),
    column!("纬度", ["lat", "latitude", "Y", "y"], false, "31.334", "楼栋中心；新楼栋必填"),
    column!(
        "坐标系",
        ["坐标系统", "坐标类型"],
        false,
        "WGS84",
        "有坐标就必填：WGS84（卫星定位）、CGCS2000（国家大地）、GCJ02（高德、腾讯）、BD09（百度）",
        DatumWord
    ),
    column!("街道", ["所属街道", "乡镇街道", "街道（乡镇）"], false, "星辰街道", "仅供核对，不导入"),
];

static DWELLINGS: [Column; 9] = [
    COMPLEX,
    BUILDING,
    UNIT,
    NUMBER,
    column!("楼层", ["所在楼层", "层"], false, "3层", "写“数字+层”或数字；新户室必填"),
    column!("用途", ["房屋用途", "居住状态", "使用情况"], false, "自住", "只能填列出的词", DwellingUse),
    column!("房主", ["房主姓名", "产权人", "业主", "业主姓名"], false, "陈建国", "房主姓名；没有写“无”"),
    column!("房主电话", ["房主手机号", "业主电话", "房主联系电话"], false, "19901990199", "一个号码；没有写“无”"),
    COMMUNITY,
];

static RESIDENTS: [Column; 18] = [
    column!("姓名", ["人员姓名", "居民姓名"], true, "陈静", "身份证上的姓名"),
    column!("性别", [], false, "女", "有身份证号可不填", Sex),
    column!("出生日期", ["出生年月日", "生日", "出生"], false, "1993-03-05", "如 1993-03-05；有身份证号可不填"),
    column!(
        "身份证号",
        ["公民身份号码", "身份证号码", "证件号码", "身份证", "身份号码"],
        false,
        "990202199303050026",
        "18 位；单元格须为文本格式，否则末几位会丢失。没有写“无”"
    ),
    column!(
        "手机号",
        ["手机号码", "手机", "联系电话", "电话", "联系方式"],
        false,
        "19901990123",
        "一个号码；没有写“无”"
    ),
    column!(
        "与户主关系",
        ["户主关系", "关系", "家庭关系"],
        false,
        "配偶",
        "只能填列出的词；新人员不填按“其他”登记",
        Relation
    ),
    column!(
        "人口类型",
        ["人员类型", "人口类别", "人口性质"],
        false,
        "户籍人口",
        "只能填列出的词；新人员不填按“户籍人口”登记",
        Registration
    ),
    column!("关爱类别", ["重点关爱", "关爱群体", "服务类别"], false, "无", "只能填列出的词；没有写“无”", CareGroup),
    COMPLEX,
    BUILDING,
    UNIT,
    NUMBER,
    column!("户籍地址", ["户籍地", "户口所在地", "户籍所在地"], false, "无", "不住在户籍地的人填写；没有写“无”"),
    column!("迁入日期", ["入住日期", "迁入时间", "来本地日期"], false, "2018-06-01", "新人员不填按数据时点登记"),
    column!("迁出日期", ["离开日期", "迁出时间"], false, "无", "已搬走的人填写；没有写“无”"),
    column!("承租起", ["租赁开始", "承租开始日期", "起租日期"], false, "无", "租住的人填写；没有写“无”"),
    column!("承租止", ["租赁结束", "承租结束日期", "退租日期"], false, "无", "租约没有到期日写“无”"),
    COMMUNITY,
];

pub fn columns(table: RegisterTable) -> &'static [Column] {
    match table {
        RegisterTable::Buildings => &BUILDINGS,
        RegisterTable::Dwellings => &DWELLINGS,
        RegisterTable::Residents => &RESIDENTS,
    }
}

/// What people call a datum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatumWord(pub Datum, &'static str);

impl DatumWord {
    const ALL: [DatumWord; 4] = [
        DatumWord(Datum::Wgs84, "WGS84"),
        DatumWord(Datum::Cgcs2000, "CGCS2000"),
        DatumWord(Datum::Gcj02, "GCJ02"),
        DatumWord(Datum::Bd09, "BD09"),
    ];

    fn text(self) -> shared::text::Text {
        shared::text::Text { zh: self.1, en: self.1 }
    }

    pub fn parse(text: &str) -> Option<Datum> {
        let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
        let word = match plain.as_str() {
            "高德" | "腾讯" | "火星坐标" | "火星坐标系" | "国测局" => "GCJ02",
            "百度" | "百度坐标" | "百度坐标系" => "BD09",
            "国家2000" | "大地2000" | "2000国家大地坐标系" => "CGCS2000",
            other => other,
        };
        DatumWord::ALL.iter().find(|datum| datum.1 == word).map(|datum| datum.0)
    }
}

/// Where each column stands in a file.
#[derive(Clone, Debug)]
pub struct Layout {
    pub table: RegisterTable,
    /// The header as it was written.
    pub header: Vec<String>,
    places: Vec<Option<usize>>,
    pub unknown: Vec<String>,
    pub twice: Vec<&'static str>,
}

impl Layout {
    /// `None` when the row is not the header of this table.
    pub fn read(table: RegisterTable, cells: &[Cell]) -> Option<Layout> {
        let columns = columns(table);
        let header: Vec<String> = cells.iter().map(Cell::shown).collect();
        let mut layout =
            Layout { table, header, places: vec![None; columns.len()], unknown: Vec::new(), twice: Vec::new() };
        for (place, given) in layout.header.iter().enumerate().filter(|(_, given)| !given.is_empty()) {
            let name = simple(given);
            let known =
                columns.iter().position(|column| simple(column.header) == name || is_one_of(column.also, &name));
            match known {
                Some(at) if layout.places[at].is_some() => layout.twice.push(columns[at].header),
                Some(at) => layout.places[at] = Some(place),
                None if name == REASON => {}
                None => layout.unknown.push(given.chars().take(20).collect()),
            }
        }
        layout.lacks().is_empty().then_some(layout)
    }

    /// Columns that are not there although the table needs them.
    fn lacks(&self) -> Vec<&'static str> {
        let columns = columns(self.table).iter().zip(&self.places);
        columns.filter(|(column, place)| column.needed && place.is_none()).map(|(column, _)| column.header).collect()
    }

    /// What a row lacks to be the header, when it has at least one column of it.
    pub fn missing(table: RegisterTable, cells: &[Cell]) -> Option<Vec<&'static str>> {
        let names: Vec<String> = cells.iter().map(|cell| simple(&cell.shown())).collect();
        let there =
            |column: &&Column| names.iter().any(|name| *name == simple(column.header) || is_one_of(column.also, name));
        let (known, lacking): (Vec<&Column>, Vec<&Column>) = columns(table).iter().partition(there);
        let lacking = lacking.into_iter().filter(|column| column.needed).map(|column| column.header).collect();
        (known.len() >= 2).then_some(lacking)
    }

    pub fn place(&self, header: &str) -> Option<usize> {
        columns(self.table).iter().position(|column| column.header == header).and_then(|at| self.places[at])
    }
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| simple(known) == name)
}

/// Headers are compared without blanks, stars and remarks: `*姓名（必填）` is `姓名`.
fn simple(header: &str) -> String {
    let head = header.trim_start_matches(['*', '＊', ' ']);
    let whole: String = head.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊')).collect();
    match whole.split_once(['（', '(']) {
        Some((name, remark))
            if !name.is_empty() && ["必填", "选填", "可选", "文本"].iter().any(|word| remark.starts_with(word)) =>
        {
            name.to_owned()
        }
        _ => whole,
    }
}
