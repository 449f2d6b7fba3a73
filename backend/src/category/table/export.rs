//! From the book to a file: one row for each criterion that is offered.

use super::{CategoryBook, Column, Format, MAX_ROWS};
use rust_xlsxwriter::{DataValidation, Format as Style, Workbook, XlsxError};
use shared::case::category::{Category, Criterion, Priority};
use shared::case::deadline::LimitUnit;
use shared::evidence::EvidenceKind;
use shared::worker::Department;

/// The table as a file.
pub fn write(book: &CategoryBook, format: Format) -> anyhow::Result<Vec<u8>> {
    let rows: Vec<(Category, Criterion)> = (book.views(false).into_iter())
        .flat_map(|view| view.criteria.into_iter().map(move |criterion| (view.category.clone(), criterion)))
        .collect();
    match format {
        Format::Xlsx => Ok(xlsx(&rows)?),
        Format::Csv => csv(&rows),
    }
}

fn text(column: Column, category: &Category, criterion: &Criterion) -> String {
    let yes = |yes: bool| if yes { "是" } else { "否" }.to_owned();
    match column {
        Column::Major => category.major_zh.clone(),
        Column::CategoryCode => category.code.clone(),
        Column::Category => category.zh.clone(),
        Column::CriterionCode => criterion.code.clone(),
        Column::Criterion => criterion.zh.clone(),
        Column::Department => criterion.department.unwrap_or(category.department).text().zh.to_owned(),
        Column::Amount => criterion.limit.amount.to_string(),
        Column::Unit => criterion.limit.unit.text().zh.to_owned(),
        Column::Priority => criterion.priority.text().zh.to_owned(),
        Column::Evidence => {
            let kinds: Vec<&str> = criterion.evidence.iter().map(|kind| kind.text().zh).collect();
            kinds.join("、")
        }
        Column::Public => yes(!category.private),
        Column::Urgent => yes(category.urgent),
        Column::MajorEn => category.major_en.clone(),
        Column::CategoryEn => category.en.clone(),
        Column::CriterionEn => criterion.en.clone(),
    }
}

/// With the mark by which spreadsheet programs know UTF-8.
fn csv(rows: &[(Category, Criterion)]) -> anyhow::Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(Column::ALL.map(Column::header))?;
    for (category, criterion) in rows {
        writer.write_record(Column::ALL.map(|column| text(column, category, criterion)))?;
    }
    Ok(writer.into_inner()?)
}

/// Texts are written as texts, so that no program takes one for a formula; columns with few values offer them.
fn xlsx(rows: &[(Category, Criterion)]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("立案条件")?;
    let bold = Style::new().set_bold();
    for (place, column) in (0..).zip(Column::ALL) {
        sheet.write_string_with_format(0, place, column.header(), &bold)?;
        sheet.set_column_width(place, width(column))?;
        let choices = choices(column);
        if !choices.is_empty() {
            let validation = DataValidation::new().allow_list_strings(&choices)?;
            sheet.add_data_validation(1, place, MAX_ROWS as u32, place, &validation)?;
        }
    }
    for (row, (category, criterion)) in (1..).zip(rows) {
        for (place, column) in (0..).zip(Column::ALL) {
            match column {
                Column::Amount => sheet.write_number(row, place, criterion.limit.amount)?,
                _ => sheet.write_string(row, place, text(column, category, criterion))?,
            };
        }
    }
    sheet.set_freeze_panes(1, 5)?;
    sheet.autofilter(0, 0, rows.len() as u32, Column::ALL.len() as u16 - 1)?;
    workbook.save_to_buffer()
}

fn choices(column: Column) -> Vec<&'static str> {
    match column {
        Column::Department => Department::ALL.iter().map(|it| it.text().zh).collect(),
        Column::Unit => LimitUnit::ALL.iter().map(|it| it.text().zh).collect(),
        Column::Priority => Priority::ALL.iter().map(|it| it.text().zh).collect(),
        Column::Public | Column::Urgent => vec!["是", "否"],
        _ => Vec::new(),
    }
}

fn width(column: Column) -> f64 {
    match column {
        Column::Criterion | Column::CriterionEn => 42.0,
        Column::Category | Column::CategoryEn | Column::MajorEn => 26.0,
        Column::Evidence => 6.0 * EvidenceKind::ALL.len() as f64,
        _ => 13.0,
    }
}
