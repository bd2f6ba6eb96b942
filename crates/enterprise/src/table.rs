//! Enterprises in a table (企业表): heads and cells, from whatever file they stand in.
//!
//! An empty cell is unknown; `-` is an empty set. A figure's plain name is the year before the application year, another
//! year is written `revenue@2022`.

use std::collections::BTreeSet;

use crate::attribute::{Attribute, Kind};
use crate::condition::date;
use crate::number::Number;
use crate::profile::Profile;

/// What a column of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    CreditCode,
    Name,
    Of(Attribute, i16),
    /// Read by nobody.
    Other,
}

/// The head of a table, read for applications of one year.
#[derive(Debug, Clone)]
pub struct Heads {
    names: Vec<String>,
    targets: Vec<Target>,
}

/// A cell that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    /// Column, from 1.
    pub column: usize,
    /// Its head.
    pub head: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl Heads {
    /// Reads the heads of a table for applications in `year`.
    ///
    /// # Errors
    ///
    /// The first head that cannot be meant: a year that is none, a column that stands there twice, no `credit_code`.
    pub fn read<'a>(heads: impl IntoIterator<Item = &'a str>, year: i16) -> Result<Heads, BadCell> {
        let mut found = Heads { names: Vec::new(), targets: Vec::new() };
        for (place, head) in heads.into_iter().enumerate() {
            let head = head.trim().trim_start_matches('\u{feff}');
            let bad = |message: String| BadCell { column: place + 1, head: head.to_owned(), message };
            let target = target(head, year).map_err(bad)?;
            if target != Target::Other
                && let Some(before) = found.targets.iter().position(|one| *one == target)
            {
                return Err(bad(format!("与第 {} 列是同一项", before + 1)));
            }
            found.names.push(head.to_owned());
            found.targets.push(target);
        }
        if !found.targets.contains(&Target::CreditCode) {
            let message = "缺少 credit_code（统一社会信用代码）一列".to_owned();
            return Err(BadCell {
                column: 1,
                head: found.names.first().cloned().unwrap_or_default(),
                message,
            });
        }
        Ok(found)
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Heads nobody reads, with their column from 1: of other data, or of what is derived.
    pub fn unread(&self) -> Vec<(usize, &str)> {
        let columns = self.names.iter().zip(&self.targets).enumerate();
        columns
            .filter(|(_, (_, target))| **target == Target::Other)
            .map(|(place, (name, _))| (place + 1, name.as_str()))
            .collect()
    }

    /// Attributes of which the table says nothing in any year.
    pub fn absent(&self) -> Vec<Attribute> {
        let has = |wanted: Attribute| {
            self.targets
                .iter()
                .any(|target| matches!(target, Target::Of(attribute, _) if *attribute == wanted))
        };
        Attribute::ALL.into_iter().filter(|one| !is_derived(*one) && !has(*one)).collect()
    }

    /// Reads a row.
    ///
    /// # Errors
    ///
    /// Every cell that cannot be read.
    pub fn profile<'a>(&self, cells: impl IntoIterator<Item = &'a str>) -> Result<Profile, Vec<BadCell>> {
        let mut profile = Profile::default();
        let mut bad = Vec::new();
        let mut count = 0;
        for (place, cell) in cells.into_iter().enumerate() {
            count += 1;
            let (Some(target), Some(head)) = (self.targets.get(place), self.names.get(place)) else {
                continue;
            };
            if let Err(message) = write(&mut profile, *target, cell.trim()) {
                bad.push(BadCell { column: place + 1, head: head.clone(), message });
            }
        }
        if count != self.names.len() {
            let message = format!("这一行有 {count} 格，表头有 {} 列", self.names.len());
            bad.push(BadCell { column: count.min(self.names.len()).max(1), head: String::new(), message });
        } else if profile.credit_code.is_empty() && bad.is_empty() {
            let place = self.targets.iter().position(|target| *target == Target::CreditCode).unwrap_or(0);
            let head = self.names.get(place).cloned().unwrap_or_default();
            bad.push(BadCell {
                column: place + 1, head, message: "统一社会信用代码不能为空".to_owned()
            });
        }
        if bad.is_empty() { Ok(profile) } else { Err(bad) }
    }
}

fn is_derived(attribute: Attribute) -> bool {
    matches!(attribute, Attribute::Size | Attribute::RdRatio | Attribute::Age)
}

fn target(head: &str, year: i16) -> Result<Target, String> {
    match head {
        "credit_code" | "统一社会信用代码" => return Ok(Target::CreditCode),
        "name" | "名称" | "企业名称" => return Ok(Target::Name),
        _ => {}
    }
    let (key, given) = match head.split_once('@') {
        Some((key, given)) => (key.trim(), Some(given.trim())),
        None => (head, None),
    };
    let by_label = || Attribute::ALL.into_iter().find(|attribute| attribute.label() == key);
    let Some(attribute) =
        Attribute::from_key(key).or_else(by_label).filter(|attribute| !is_derived(*attribute))
    else {
        return Ok(Target::Other);
    };
    match given {
        None => Ok(Target::Of(attribute, if attribute.is_yearly() { year.saturating_sub(1) } else { 0 })),
        Some(_) if !attribute.is_yearly() => Err(format!("{}不分年度，请去掉“@”和年份", attribute.label())),
        Some(given) => match given.parse() {
            Ok(year) if given.len() == 4 && given.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(Target::Of(attribute, year))
            }
            _ => Err("“@”后面应为四位年份，如 revenue@2023".to_owned()),
        },
    }
}

fn write(profile: &mut Profile, target: Target, cell: &str) -> Result<(), String> {
    if cell.is_empty() {
        return Ok(());
    }
    let names = || cell.split([';', '；']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let (attribute, year) = match target {
        Target::Other => return Ok(()),
        Target::CreditCode => {
            cell.clone_into(&mut profile.credit_code);
            return Ok(());
        }
        Target::Name => {
            profile.name = Some(cell.to_owned());
            return Ok(());
        }
        Target::Of(attribute, year) => (attribute, year),
    };
    if cell == "-" && attribute.kind() != Kind::Set {
        return Err("“-”只用于资质和标记（表示没有）；未知请留空".to_owned());
    }
    match attribute {
        Attribute::Region => profile.region = Some(cell.to_owned()),
        Attribute::Industry => profile.industry = Some(names().collect()),
        Attribute::Founded => {
            let day = date(cell).ok_or_else(|| format!("“{cell}”不是日期，应写成 2020-03-01 的形式"))?;
            profile.founded = Some(day);
        }
        Attribute::Staff | Attribute::Revenue | Attribute::Assets | Attribute::Rd => {
            let number = Number::parse(cell).ok_or_else(|| {
                format!("“{cell}”不是数字，应写成 1234.5 的形式：不加逗号和单位，最多六位小数")
            })?;
            profile.figures.insert((attribute, year), number);
        }
        Attribute::Qualifications => profile.qualifications = Some(set(cell, names())),
        Attribute::Flags => profile.flags = Some(set(cell, names())),
        Attribute::Size | Attribute::RdRatio | Attribute::Age => {}
    }
    Ok(())
}

fn set(cell: &str, names: impl Iterator<Item = String>) -> BTreeSet<String> {
    if cell == "-" { BTreeSet::new() } else { names.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(line: &str) -> Result<Heads, BadCell> {
        Heads::read(line.split(','), 2024)
    }

    #[test]
    fn a_row_is_read_with_its_years_sets_and_gaps() {
        let heads = heads(
            "\u{feff}credit_code,name,region,industry,founded,revenue,revenue@2022,qualifications,flags,size",
        )
        .unwrap();
        let row = "A1,甲,330482,C3911;I65,2020-01-01,12.5,,甲；乙,-,small";
        let profile = heads.profile(row.split(',')).unwrap();
        assert_eq!(profile.industry.unwrap(), ["C3911", "I65"]);
        assert_eq!(profile.figures, [((Attribute::Revenue, 2023), Number::parse("12.5").unwrap())].into());
        assert_eq!(profile.qualifications.unwrap().len(), 2);
        assert_eq!(profile.flags, Some(BTreeSet::new()));
        assert_eq!(heads.unread(), [(10, "size")]);
        let empty = heads.profile("A1,,,,,,,,,".split(',')).unwrap();
        assert_eq!(empty, Profile { credit_code: "A1".to_owned(), ..Profile::default() });
    }

    #[test]
    fn every_bad_cell_of_a_row_is_named_with_its_column() {
        let heads = heads("credit_code,founded,staff,region").unwrap();
        let bad = heads.profile(["A1", "2020/1/1", "1,000", "-"]).unwrap_err();
        assert_eq!(bad.iter().map(|one| one.column).collect::<Vec<_>>(), [2, 3, 4]);
        assert!(bad[1].message.contains("“1,000”不是数字"), "{bad:?}");
        assert_eq!(heads.profile(["", "", "", ""]).unwrap_err()[0].column, 1);
        assert!(heads.profile(["A1", ""]).unwrap_err()[0].message.contains("2 格"));
    }

    #[test]
    fn heads_that_cannot_be_meant_are_refused() {
        assert_eq!(heads("name,region").unwrap_err().column, 1);
        assert_eq!(heads("credit_code,revenue,revenue@2023").unwrap_err().column, 3);
        assert!(heads("credit_code,revenue@23").unwrap_err().message.contains("四位年份"));
        assert!(heads("credit_code,region@2023").unwrap_err().message.contains("不分年度"));
    }
}
