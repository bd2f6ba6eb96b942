//! The report as a workbook: one sheet a table, one for the texts.

use gongkai_report::draft::Section;
use gongkai_report::{AnnualReport, CellId, ProactiveCell};
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::layout::{Content, Layout, Scope, Spot, tables};
use super::title;

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written")]
pub struct WriteError(#[from] XlsxError);

/// Sheet names, which cannot be as long as the headings.
const SHEETS: [&str; 3] = ["二、主动公开", "三、依申请公开", "四、复议诉讼"];

/// Writes the report as an XLSX workbook.
///
/// # Errors
///
/// [`WriteError`] when the library refuses, e.g. a text longer than a cell holds.
pub fn xlsx(report: &AnnualReport) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report)?);
    let formats = Formats::new();
    let title = title(report);
    for (name, layout) in SHEETS.into_iter().zip(tables(report.form)) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        table(sheet, report, &layout, &formats, &title)?;
    }
    texts(workbook.add_worksheet(), report, &formats)?;
    Ok(workbook.save_to_buffer()?)
}

/// A fixed day of creation, so the bytes do not change: the day after the report year.
fn properties(report: &AnnualReport) -> Result<DocProperties, XlsxError> {
    let year = report.year.and_then(|year| u16::try_from(year + 1).ok()).unwrap_or(2000);
    let created = ExcelDateTime::from_ymd(year, 1, 1)?;
    let author = report.agency.as_deref().unwrap_or_default();
    Ok(DocProperties::new().set_title(title(report)).set_author(author).set_creation_datetime(&created))
}

struct Formats {
    title: Format,
    column: Format,
    row: Format,
    count: Format,
    money: Format,
    text: Format,
    heading: Format,
}

impl Formats {
    fn new() -> Formats {
        let boxed = || {
            Format::new()
                .set_border(FormatBorder::Thin)
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_font_size(10)
        };
        Formats {
            title: Format::new().set_bold().set_font_size(14),
            column: boxed().set_align(FormatAlign::Center),
            row: boxed().set_align(FormatAlign::Left),
            count: boxed().set_align(FormatAlign::Right).set_num_format("0"),
            // No fixed places: `0.##` would print 316441 with a bare point behind it.
            money: boxed().set_align(FormatAlign::Right).set_num_format("General"),
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            heading: Format::new().set_bold(),
        }
    }

    fn of(&self, content: Content) -> &Format {
        match content {
            Content::Head(_, Scope::Column | Scope::Columns) => &self.column,
            Content::Head(_, Scope::Row | Scope::Rows | Scope::Note) => &self.row,
            Content::Figure(CellId::Proactive(
                ProactiveCell::Fees10kYuan | ProactiveCell::ProcurementYuan,
            )) => &self.money,
            Content::Figure(_) => &self.count,
        }
    }
}

/// Rows above the table: title, heading.
const ABOVE: u32 = 2;

fn table(
    sheet: &mut Worksheet,
    report: &AnnualReport,
    layout: &Layout,
    formats: &Formats,
    title: &str,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, title, &formats.title)?;
    sheet.write_string_with_format(1, 0, layout.heading, &formats.heading)?;
    for spot in &layout.spots {
        place(sheet, report, spot, formats)?;
    }
    let labels = if layout.columns == 10 { 3 } else { 1 };
    for column in 0..narrow(layout.columns) {
        let width = match (layout.columns, column) {
            (15, _) => 9,
            (_, 2) if labels == 3 => 44,
            (_, column) if u32::from(column) < labels => 18,
            _ => 16,
        };
        sheet.set_column_width(column, width)?;
    }
    if layout.head_rows > 0 {
        sheet.set_freeze_panes(ABOVE + u32::from(narrow(layout.head_rows)), 0)?;
    }
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Tables of the form have at most 28 rows and 15 columns.
fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn place(
    sheet: &mut Worksheet,
    report: &AnnualReport,
    spot: &Spot,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let format = formats.of(spot.content);
    let (row, column) = (ABOVE + u32::from(narrow(spot.row)), narrow(spot.column));
    if spot.height > 1 || spot.width > 1 {
        let last = (row + u32::from(narrow(spot.height)) - 1, column + narrow(spot.width) - 1);
        sheet.merge_range(row, column, last.0, last.1, "", format)?;
    }
    match spot.content {
        Content::Head(text, _) => sheet.write_string_with_format(row, column, text, format)?,
        // A blank figure stays an empty cell.
        Content::Figure(id) => match report.value(id).and_then(|value| value.to_f64()) {
            Some(value) => sheet.write_number_with_format(row, column, value, format)?,
            None => sheet.write_blank(row, column, format)?,
        },
    };
    Ok(())
}

fn texts(sheet: &mut Worksheet, report: &AnnualReport, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("一、五、六（文字）")?;
    sheet.set_column_width(0, 110)?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let sections = [
        (Section::Overview, report.sections.overview.as_deref()),
        (Section::Problems, report.sections.problems.as_deref()),
        (Section::Other, report.sections.other.as_deref()),
    ];
    let mut row = 0;
    for (section, text) in sections {
        sheet.write_string_with_format(row, 0, section.heading(), &formats.heading)?;
        row += 1;
        for paragraph in text.unwrap_or_default().lines().filter(|line| !line.trim().is_empty()) {
            sheet.write_string_with_format(row, 0, paragraph.trim(), &formats.text)?;
            row += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};
    use gongkai_report::{Cell, Form};
    use rust_decimal::Decimal;

    use super::*;

    fn sample() -> AnnualReport {
        let mut report = AnnualReport::new(Form::Y2021);
        report.agency = Some("示例市数据局".to_owned());
        report.year = Some(2024);
        report.cells =
            CellId::form_2021().zip(1i64..).map(|(id, number)| (id, Cell::given(number))).collect();
        let fees = CellId::Proactive(ProactiveCell::Fees10kYuan);
        report.cells.insert(fees, Cell::given(Decimal::new(24_252_311_082, 6)));
        report.cells.remove(&CellId::Proactive(ProactiveCell::Licences));
        report.sections.problems = Some("问题。\n改进。".to_owned());
        report
    }

    #[test]
    fn another_reader_finds_every_figure_where_the_form_has_it() {
        let report = sample();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx(&report).unwrap())).unwrap();
        let mut figures = 0;
        for (name, layout) in SHEETS.into_iter().zip(tables(report.form)) {
            let range = book.worksheet_range(name).unwrap();
            for spot in layout.spots {
                let place = (ABOVE + u32::try_from(spot.row).unwrap(), u32::try_from(spot.column).unwrap());
                let found = range.get_value(place).cloned().unwrap_or(Data::Empty);
                match spot.content {
                    Content::Head(text, _) => assert_eq!(found, Data::String(text.to_owned())),
                    Content::Figure(id) => {
                        figures += 1;
                        match report.value(id) {
                            Some(value) => assert_eq!(found, Data::Float(value.to_f64().unwrap()), "{id}"),
                            None => assert_eq!(found, Data::Empty, "{id}"),
                        }
                    }
                }
            }
        }
        assert_eq!(figures, 200);
        let texts = book.worksheet_range("一、五、六（文字）").unwrap();
        assert!(texts.rows().flatten().any(|cell| *cell == Data::String("改进。".to_owned())));
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        assert_eq!(xlsx(&sample()).unwrap(), xlsx(&sample()).unwrap());
    }
}
