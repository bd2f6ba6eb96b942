//! What an agency is for, who leads it and how it is set up (机构概况), Art. 20 no. 2.

use serde::{Deserialize, Serialize};

use crate::{Agency, AgencyEvent, Refusal};

/// Most rows of a list.
const ROWS: usize = 200;
/// Longest text of a field, in characters.
const LONGEST: usize = 2_000;
/// Longest text of the agency's own duties, in characters.
const DUTIES: usize = 20_000;

/// What an agency is for, who leads it and how it is set up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Establishment {
    /// 机关职能, a paragraph a line.
    pub duties: String,
    /// 领导分工, in their order.
    pub leaders: Vec<Leader>,
    /// 内设机构
    pub offices: Vec<Office>,
    /// 所属单位
    pub units: Vec<Office>,
}

/// Somebody who leads the agency; name and post are public facts of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leader {
    /// 姓名
    pub name: String,
    /// 职务
    pub post: String,
    /// 分工
    pub duties: String,
}

/// An office of the agency, or a unit that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// 名称
    pub name: String,
    /// 职责
    pub duties: String,
    /// 办公电话
    pub phone: String,
    /// 办公地址
    pub address: String,
}

/// What is wrong with a line of a list, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行：{what}")]
pub struct LineFault {
    /// From 1.
    pub line: usize,
    /// What, and what to do.
    pub what: String,
}

/// Reads leaders, one a line: 姓名、职务、分工, split by tabs (as copied from a spreadsheet) or bars.
///
/// # Errors
///
/// Every faulty line.
pub fn read_leaders(text: &str) -> Result<Vec<Leader>, Vec<LineFault>> {
    read(text, 3, "姓名、职务、分工", |[name, post, duties, _]| {
        match (name.is_empty(), post.is_empty()) {
            (true, _) => Err("缺少姓名。"),
            (_, true) => Err("缺少职务，请写成：姓名｜职务｜分工。"),
            _ => Ok(Leader { name, post, duties }),
        }
    })
}

/// Reads offices or units, one a line: 名称、职责、电话、地址.
///
/// # Errors
///
/// Every faulty line.
pub fn read_offices(text: &str) -> Result<Vec<Office>, Vec<LineFault>> {
    read(text, 4, "名称、职责、电话、地址", |[name, duties, phone, address]| {
        if name.is_empty() { Err("缺少名称。") } else { Ok(Office { name, duties, phone, address }) }
    })
}

fn read<T>(
    text: &str,
    fields: usize,
    names: &str,
    of: impl Fn([String; 4]) -> Result<T, &'static str>,
) -> Result<Vec<T>, Vec<LineFault>> {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = text.split(['\t', '|', '｜']).map(str::trim).collect();
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default().to_owned();
        let row = if cells.len() > fields {
            Err(format!("多于 {fields} 项，每行依次是{names}，用制表符或竖线分开。"))
        } else if cells.iter().any(|cell| cell.chars().count() > LONGEST) {
            Err(format!("有一项超过 {LONGEST} 字，请缩短。"))
        } else {
            of([cell(0), cell(1), cell(2), cell(3)]).map_err(str::to_owned)
        };
        match row {
            Ok(row) => rows.push(row),
            Err(what) => faults.push(LineFault { line, what }),
        }
        if rows.len() > ROWS {
            faults.push(LineFault { line, what: format!("超过 {ROWS} 行，请合并。") });
            break;
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// Leaders as [`read_leaders`] reads them.
pub fn write_leaders(leaders: &[Leader]) -> String {
    written(leaders.iter().map(|leader| [&leader.name, &leader.post, &leader.duties, ""].map(String::from)))
}

/// Offices as [`read_offices`] reads them.
pub fn write_offices(offices: &[Office]) -> String {
    written(
        offices
            .iter()
            .map(|office| [&office.name, &office.duties, &office.phone, &office.address].map(String::clone)),
    )
}

fn written(rows: impl Iterator<Item = [String; 4]>) -> String {
    let line = |cells: [String; 4]| cells.join("｜").trim_end_matches('｜').to_owned();
    rows.map(line).collect::<Vec<_>>().join("\n")
}

/// Says what the agency is for, who leads it and how it is set up (机构概况).
///
/// # Errors
///
/// A [`Refusal`] when the agency does not act, or what the Regulation names is missing.
pub fn set_establishment(
    agency: &Agency,
    establishment: Establishment,
    by: &str,
) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    if establishment.duties.trim().is_empty() || establishment.leaders.is_empty() {
        let what = "机关职能、负责人姓名应当主动公开，请填写机关职能，并至少填写一位负责人。";
        return Err(Refusal::by_article("establishment_complete", 20, what));
    }
    if establishment.duties.chars().count() > DUTIES {
        return Err(Refusal::new("establishment_length", format!("机关职能超过 {DUTIES} 字，请缩短。")));
    }
    // The same again says that it was looked over and still holds.
    Ok(vec![AgencyEvent::EstablishmentSet { establishment, by: by.to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_are_written() {
        let leaders =
            read_leaders("甲某\t局长\t主持全面工作\n\n乙某｜副局长｜分管市政、园林\n丙某|总工程师").unwrap();
        assert_eq!(leaders.len(), 3);
        assert_eq!(leaders[1].duties, "分管市政、园林");
        assert_eq!(
            leaders[2],
            Leader { name: "丙某".into(), post: "总工程师".into(), duties: String::new() }
        );
        assert_eq!(read_leaders(&write_leaders(&leaders)).unwrap(), leaders);
        let offices = read_offices("办公室｜综合协调｜0573-87010000｜3楼\n市政科｜｜0573-87010001").unwrap();
        assert_eq!((offices[0].address.as_str(), offices[1].duties.as_str()), ("3楼", ""));
        assert_eq!(read_offices(&write_offices(&offices)).unwrap(), offices);
    }

    #[test]
    fn every_faulty_line_is_told() {
        let told = |text: &str| {
            let faults = read_leaders(text).unwrap_err();
            faults.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            told("甲某\n乙某｜副局长\n｜局长｜分工\n丁某｜a｜b｜c"),
            [
                "第 1 行：缺少职务，请写成：姓名｜职务｜分工。",
                "第 3 行：缺少姓名。",
                "第 4 行：多于 3 项，每行依次是姓名、职务、分工，用制表符或竖线分开。"
            ]
        );
        assert_eq!(told(&format!("甲某｜局长｜{}", "长".repeat(2_001))).len(), 1);
    }
}
