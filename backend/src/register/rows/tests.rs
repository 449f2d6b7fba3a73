//! The rules of a row, against known answers. All people are fictional: no place has a code that begins with 99.

use super::{Parsed, parse};
use crate::register::columns::{Layout, columns};
use crate::register::sheet::Cell;
use chrono::NaiveDate;
use shared::person::{Identity, Relation, Sex};
use shared::register::RegisterTable;

/// A woman born on 5 March 1993.
fn identity() -> String {
    Identity::from_digits("99020219930305002").unwrap().reveal().to_owned()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Reads one row given as `column=value`, and the usual values for what is not given.
fn resident(given: &[(&str, Cell)]) -> Result<Parsed, String> {
    let usual = [("姓名", "陈静"), ("小区", "星辰花园"), ("楼栋", "29栋"), ("单元", "2单元"), ("室号", "301")];
    let mut row: Vec<(&str, Cell)> = usual.map(|(header, value)| (header, Cell::of(value))).to_vec();
    row.push(("身份证号", Cell::of(&identity())));
    for (header, cell) in given {
        row.retain(|(known, _)| known != header);
        row.push((header, cell.clone()));
    }
    read(RegisterTable::Residents, &row)
}

fn read(table: RegisterTable, row: &[(&str, Cell)]) -> Result<Parsed, String> {
    let header: Vec<Cell> = row.iter().map(|(header, _)| Cell::of(header)).collect();
    let cells: Vec<Cell> = row.iter().map(|(_, cell)| cell.clone()).collect();
    let layout = Layout::read(table, &header).expect("a header");
    parse(&layout, &cells, day(2026, 11, 22)).map_err(|faults| {
        faults.iter().map(|fault| format!("{}:{}", fault.column, fault.mend)).collect::<Vec<_>>().join(";")
    })
}

#[test]
fn headers_are_known_by_their_usual_names_in_any_order() {
    let header =
        ["备注", "*公民身份号码（必填）", "人员姓名", " 小 区 ", "幢号", "单元号", "房号", "错误原因", "联系电话"];
    let cells: Vec<Cell> = header.into_iter().map(Cell::of).collect();
    let layout = Layout::read(RegisterTable::Residents, &cells).unwrap();
    let at = |name| layout.place(name);
    assert_eq!((at("身份证号"), at("姓名"), at("小区"), at("楼栋")), (Some(1), Some(2), Some(3), Some(4)));
    assert_eq!((at("单元"), at("室号"), at("手机号")), (Some(5), Some(6), Some(8)));
    assert_eq!(layout.unknown, ["备注"]);
    assert!(Layout::read(RegisterTable::Residents, &cells[..4]).is_none());
    assert_eq!(Layout::missing(RegisterTable::Residents, &cells[..4]), Some(vec!["楼栋", "单元", "室号"]));
    assert_eq!(Layout::missing(RegisterTable::Residents, &[Cell::of("某街道人员表")]), None);
}

#[test]
fn a_full_row_is_read() {
    let given = [
        ("手机号", Cell::Number(19_901_990_123.0)),
        ("与户主关系", Cell::of("妻子")),
        ("室号", Cell::Number(301.0)),
        ("单元", Cell::of("２单元")),
        ("姓名", Cell::of("陈　静")),
        ("迁入日期", Cell::Number(43_252.0)),
        ("迁出日期", Cell::of("无")),
        ("承租起", Cell::of("2018年6月1日")),
        ("关爱类别", Cell::of("")),
    ];
    let Ok(Parsed::Resident(row)) = resident(&given) else { panic!("a resident") };
    assert_eq!((row.name.as_str(), row.sex, row.birth), ("陈静", Sex::Female, day(1993, 3, 5)));
    assert_eq!((row.at.entrance, row.at.number.as_str()), (2, "301"));
    assert_eq!(row.phone.flatten().unwrap().reveal(), "19901990123");
    assert_eq!(row.relation, Some(Some(Relation::Spouse)));
    // 43252 is 1 June 2018 for spreadsheet programs.
    assert_eq!((row.moved_in, row.moved_out), (Some(day(2018, 6, 1)), Some(None)));
    assert_eq!(row.lease.map(|lease| (lease.starts, lease.ends)), Some((day(2018, 6, 1), None)));
    assert_eq!(row.care, None, "an empty cell says nothing");
}

#[test]
fn faults_name_the_column_and_the_mend() {
    let wrong_check = {
        let mut number = identity();
        let last = if number.ends_with('1') { '2' } else { '1' };
        number.replace_range(17.., &last.to_string());
        number
    };
    for (header, cell, expected) in [
        ("身份证号", Cell::of(&wrong_check), "身份证号:最后一位校验码不对"),
        ("身份证号", Cell::of("990202930305002"), "身份证号:是 15 位旧号码"),
        ("身份证号", Cell::Number(990_202_199_303_050_024.0), "身份证号:被存成了数字"),
        ("身份证号", Cell::of(""), "性别:没有身份证号时必须填写性别;出生日期:"),
        ("性别", Cell::of("男"), "性别:与身份证号不符：按身份证号应为“女”"),
        ("出生日期", Cell::of("1993/3/6"), "出生日期:与身份证号不符：按身份证号应为 1993-03-05"),
        ("出生日期", Cell::of("1993-02-30"), "出生日期:日期无法识别"),
        ("姓名", Cell::of(""), "姓名:不能为空"),
        ("小区", Cell::of(""), "小区:不能为空；没有请写“无”"),
        ("单元", Cell::of("二"), "单元:写“数字+单元”"),
        ("单元", Cell::of(""), "单元:不能为空；没有请写“无”"),
        ("手机号", Cell::of("19901990123、19901990124"), "手机号:不是一个电话号码"),
        ("人口类型", Cell::of("外星人"), "人口类型:只能填：户籍人口、流动人口"),
        ("室号", Cell::Formula, "室号:单元格是公式"),
        ("户籍地址", Cell::Long("长".to_owned()), "户籍地址:内容过长"),
        ("承租止", Cell::of("2020-01-01"), "承租起:有承租止就要有承租起"),
    ] {
        let fault = resident(&[(header, cell.clone())]).err().unwrap_or_default();
        assert!(fault.starts_with(expected), "{header}={cell:?}: {fault}");
        assert!(!fault.contains(&identity()), "a fault never repeats the number");
    }
    let born_tomorrow = [("身份证号", Cell::of("")), ("性别", Cell::of("女")), ("出生日期", Cell::of("2026-11-23"))];
    assert!(resident(&born_tomorrow).unwrap_err().contains("晚于数据时点"));
}

#[test]
fn no_building_and_no_unit_are_said_and_not_left_out() {
    let outside = [("小区", Cell::of("无")), ("楼栋", Cell::of("学士街33号楼")), ("单元", Cell::of("无"))];
    let Ok(Parsed::Resident(row)) = resident(&outside) else { panic!("a resident") };
    assert_eq!((row.at.building.complex, row.at.entrance), (None, 1));
    for (name, good) in
        [("29栋", true), ("1-10幢", true), ("A2号楼", true), ("栋", false), ("29", false), ("会所", false)]
    {
        let row = [("小区", "星辰花园"), ("楼栋", name)].map(|(header, value)| (header, Cell::of(value)));
        assert_eq!(read(RegisterTable::Buildings, &row).is_ok(), good, "{name}");
    }
}

#[test]
fn a_point_without_its_datum_is_refused() {
    let row = |datum: &str, lat: &str| {
        let cells = [("小区", "无"), ("楼栋", "33号楼"), ("经度", "118.376"), ("纬度", lat), ("坐标系", datum)];
        read(RegisterTable::Buildings, &cells.map(|(header, value)| (header, Cell::of(value))))
    };
    assert!(row("", "31.334").unwrap_err().starts_with("坐标系:有坐标就必须注明坐标系"));
    assert!(row("某某坐标", "31.334").unwrap_err().contains("只能填：WGS84"));
    assert!(row("WGS84", "131.334").unwrap_err().contains("颠倒"));
    let at = |datum: &str| match row(datum, "31.334") {
        Ok(Parsed::Building(building)) => building.position.unwrap(),
        other => panic!("{other:?}"),
    };
    // Half a kilometre lies between the datums.
    assert!((400.0..700.0).contains(&at("WGS-84").distance_m(at("高德"))));
}

#[test]
fn the_examples_of_the_templates_are_rows_that_may_come_in() {
    for table in RegisterTable::ALL {
        let row: Vec<(&str, Cell)> =
            columns(*table).iter().map(|column| (column.header, Cell::of(column.example))).collect();
        read(*table, &row).unwrap();
    }
}
