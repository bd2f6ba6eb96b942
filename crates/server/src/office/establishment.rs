//! What the agency is for, who leads it and how it is set up (机构概况), as its settings show and ask it.

use gongkai_agency::{Establishment, LineFault, read_leaders, read_offices, write_leaders, write_offices};

use super::desk::Desk;
use super::fault::Fault;
use super::forms::Filled;
use crate::form::{FieldErrors, Fields};
use crate::ui::field::Field;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// What stands now.
pub(super) async fn facts(desk: &Desk) -> Result<MetadataTable, Fault> {
    let (said, at) = match desk.app.store.establishment_of(desk.code()).await? {
        Some((said, at)) => (said, super::words::day(at)),
        None => (Establishment::default(), "尚未填写".to_owned()),
    };
    let count = |rows: usize, unit: &str| format!("{rows} {unit}");
    Ok(MetadataTable {
        rows: vec![
            MetadataRow::new("机关职能", count(said.duties.chars().count(), "字")),
            MetadataRow::new("领导分工", count(said.leaders.len(), "位")),
            MetadataRow::new("内设机构", count(said.offices.len(), "个")),
            MetadataRow::new("所属单位", count(said.units.len(), "个")),
            MetadataRow::new("更新日期", at),
        ],
    })
}

/// The fields of the form.
pub(super) fn fields(filled: &Filled<'_>) -> Vec<Field> {
    let copied = "可以从表格软件中复制粘贴。";
    vec![
        filled.area("duties", "机关职能", 10).hint("一行一段。"),
        filled
            .area("leaders", "领导分工", 8)
            .hint(format!("一行一位：姓名、职务、分工，用竖线“｜”分开；按排名先后。{copied}")),
        filled
            .area("offices", "内设机构", 8)
            .optional()
            .hint(format!("一行一个：名称、职责、电话、地址，用竖线“｜”分开。{copied}")),
        filled
            .area("units", "所属单位", 5)
            .optional()
            .hint(format!("一行一个：名称、职责、电话、地址，用竖线“｜”分开。{copied}")),
    ]
}

/// What the form holds at first.
pub(super) async fn present(desk: &Desk) -> Result<Vec<(&'static str, String)>, Fault> {
    let said = desk.app.store.establishment_of(desk.code()).await?;
    let said = said.map(|(said, _)| said).unwrap_or_default();
    Ok(vec![
        ("duties", said.duties),
        ("leaders", write_leaders(&said.leaders)),
        ("offices", write_offices(&said.offices)),
        ("units", write_offices(&said.units)),
    ])
}

/// What was typed; every faulty line is told.
pub(super) fn read(given: &Fields) -> Result<Establishment, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut told = |field: &'static str, faults: Vec<LineFault>| {
        let lines: Vec<String> = faults.iter().take(10).map(ToString::to_string).collect();
        errors.add(field, lines.join(" "));
    };
    let duties = given.text("duties").trim().to_owned();
    let leaders = read_leaders(given.text("leaders")).unwrap_or_else(|faults| {
        told("leaders", faults);
        Vec::new()
    });
    let mut office = |field: &'static str| {
        read_offices(given.text(field)).unwrap_or_else(|faults| {
            told(field, faults);
            Vec::new()
        })
    };
    let (offices, units) = (office("offices"), office("units"));
    if errors.is_empty() { Ok(Establishment { duties, leaders, offices, units }) } else { Err(errors) }
}
