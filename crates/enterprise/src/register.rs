//! Enterprises in columns (企业库), as few bytes each as matching needs.
//!
//! Texts and sets are kept once and pointed at; figures and days are codes. Nothing of a profile but the name is lost.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::{Date, date};

use crate::attribute::Attribute;
use crate::number::Number;
use crate::profile::Profile;
use crate::rule::{Column, date_code, number_code, ratio_code};
use crate::size::{Figures, SizeRule, size_rule};

/// A code nobody has: the datum is missing.
pub(crate) const UNKNOWN: i64 = i64::MIN;
/// A place nobody has.
const NOWHERE: u32 = u32::MAX;

/// Lists of texts, each kept once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labels {
    entries: Vec<Vec<String>>,
    places: HashMap<Vec<String>, u32>,
    rows: Vec<u32>,
}

impl Labels {
    fn place(&mut self, texts: Option<Vec<String>>) -> u32 {
        let Some(texts) = texts else { return NOWHERE };
        if let Some(place) = self.places.get(&texts) {
            return *place;
        }
        let place = u32::try_from(self.entries.len()).unwrap_or(NOWHERE);
        self.entries.push(texts.clone());
        self.places.insert(texts, place);
        place
    }

    pub(crate) fn entries(&self) -> &[Vec<String>] {
        &self.entries
    }

    /// The entry of each row; a place beyond the entries is unknown.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.rows
    }

    pub(crate) fn of(&self, row: usize) -> Option<&[String]> {
        let place = *self.rows.get(row)?;
        self.entries.get(place as usize).map(Vec::as_slice)
    }
}

/// Enterprises in columns, numbered from 0 in the order they came.
#[derive(Debug, Clone, Default)]
pub struct Register {
    count: usize,
    codes: String,
    code_ends: Vec<u64>,
    labels: [Labels; 4],
    founded: Vec<i64>,
    /// Yearly figures in millionths.
    figures: BTreeMap<(Attribute, i16), Vec<i64>>,
}

const LABELS: [Attribute; 4] =
    [Attribute::Region, Attribute::Industry, Attribute::Qualifications, Attribute::Flags];

/// The most enterprises a register holds; their numbers fit 32 bits.
pub const MOST_ENTERPRISES: usize = 4_000_000_000;

impl Register {
    /// How many enterprises it holds.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Does it hold none?
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds an enterprise and tells its number; `None` when the register is full.
    pub fn push(&mut self, profile: &Profile) -> Option<usize> {
        let row = self.count;
        if row >= MOST_ENTERPRISES {
            return None;
        }
        self.count += 1;
        self.codes.push_str(&profile.credit_code);
        self.code_ends.push(self.codes.len() as u64);
        for labels in &mut self.labels {
            labels.rows.push(NOWHERE);
        }
        self.founded.push(UNKNOWN);
        for column in self.figures.values_mut() {
            column.push(UNKNOWN);
        }
        self.write(row, profile);
        Some(row)
    }

    /// Replaces what is known of an enterprise; its credit code stays. False when there is none of that number.
    pub fn set(&mut self, row: usize, profile: &Profile) -> bool {
        let exists = row < self.count;
        if exists {
            self.write(row, profile);
        }
        exists
    }

    fn write(&mut self, row: usize, profile: &Profile) {
        let set = |set: &Option<std::collections::BTreeSet<String>>| {
            set.as_ref().map(|names| names.iter().cloned().collect())
        };
        let texts = [
            profile.region.clone().map(|region| vec![region]),
            profile.industry.clone(),
            set(&profile.qualifications),
            set(&profile.flags),
        ];
        for (labels, texts) in self.labels.iter_mut().zip(texts) {
            let place = labels.place(texts);
            if let Some(kept) = labels.rows.get_mut(row) {
                *kept = place;
            }
        }
        if let Some(kept) = self.founded.get_mut(row) {
            *kept = profile.founded.map_or(UNKNOWN, date_code);
        }
        for column in self.figures.values_mut() {
            if let Some(kept) = column.get_mut(row) {
                *kept = UNKNOWN;
            }
        }
        for (key, number) in &profile.figures {
            let column = self.figures.entry(*key).or_insert_with(|| vec![UNKNOWN; self.count]);
            if let Some(kept) = column.get_mut(row) {
                *kept = number.millionths();
            }
        }
    }

    /// The credit code of an enterprise.
    pub fn credit_code(&self, row: usize) -> Option<&str> {
        let end = usize::try_from(*self.code_ends.get(row)?).ok()?;
        let start = row.checked_sub(1).and_then(|before| self.code_ends.get(before)).copied().unwrap_or(0);
        self.codes.get(usize::try_from(start).ok()?..end)
    }

    /// What is known of an enterprise, without its name.
    pub fn profile(&self, row: usize) -> Option<Profile> {
        let credit_code = self.credit_code(row)?.to_owned();
        let [region, industry, qualifications, flags] = self.labels.each_ref().map(|labels| labels.of(row));
        let set = |names: Option<&[String]>| names.map(|names| names.iter().cloned().collect());
        let figure = |column: &Vec<i64>| {
            column.get(row).filter(|code| **code != UNKNOWN).and_then(|code| Number::from_millionths(*code))
        };
        let figures =
            self.figures.iter().filter_map(|(key, column)| figure(column).map(|value| (*key, value)));
        Some(Profile {
            credit_code,
            name: None,
            region: region.and_then(|texts| texts.first().cloned()),
            industry: industry.map(<[String]>::to_vec),
            founded: self.founded.get(row).and_then(|code| date_of(*code)),
            figures: figures.collect(),
            qualifications: set(qualifications),
            flags: set(flags),
        })
    }

    /// Bytes kept, without what the allocator adds.
    pub fn bytes(&self) -> usize {
        let labels = self.labels.iter().map(|labels| {
            let texts = labels.entries.iter().flatten().map(|text| text.len() + size_of::<String>());
            labels.rows.len() * 4 + texts.sum::<usize>() * 2
        });
        let codes = self.codes.len() + self.code_ends.len() * 8;
        labels.sum::<usize>() + codes + (self.figures.len() + 1) * self.count * 8
    }

    pub(crate) fn labels(&self, attribute: Attribute) -> Option<&Labels> {
        let place = LABELS.iter().position(|one| *one == attribute)?;
        self.labels.get(place)
    }

    /// The code of one row, or [`UNKNOWN`].
    pub(crate) fn code(&self, column: Column, row: usize) -> i64 {
        if column.attribute != Attribute::Size {
            return self.codes(column).of(row);
        }
        // A whole column reads the rule of every industry first; one row needs one.
        let day = date(column.year.clamp(1, 9999), 12, 31);
        let industry = self.labels(Attribute::Industry).and_then(|labels| labels.of(row)?.first());
        let figure = |attribute| {
            let code = self.codes(Column { attribute, ..column }).of(row);
            (code != UNKNOWN).then(|| Number::from_millionths(code / 2)).flatten()
        };
        let figures = Figures {
            staff: figure(Attribute::Staff),
            revenue: figure(Attribute::Revenue),
            assets: figure(Attribute::Assets),
        };
        let rule = industry.and_then(|code| size_rule(code, day));
        rule.and_then(|rule| rule.class(figures).ok()).map_or(UNKNOWN, |class| class as i64)
    }

    /// Reads a column of codes.
    pub(crate) fn codes(&self, column: Column) -> Codes<'_> {
        let figure =
            |attribute| self.figures.get(&(attribute, column.year)).map(Vec::as_slice).unwrap_or_default();
        match column.attribute {
            Attribute::Founded | Attribute::Age => Codes::Days(&self.founded),
            Attribute::Staff | Attribute::Revenue | Attribute::Assets | Attribute::Rd => {
                Codes::Numbers(figure(column.attribute))
            }
            Attribute::RdRatio => {
                Codes::Ratios { part: figure(Attribute::Rd), whole: figure(Attribute::Revenue) }
            }
            Attribute::Size => {
                let [_, industry, ..] = &self.labels;
                // The classification in force when the year ended, as a single profile reads it.
                let day = date(column.year.clamp(1, 9999), 12, 31);
                let rule = |codes: &Vec<String>| codes.first().and_then(|code| size_rule(code, day));
                Codes::Sizes {
                    rules: industry.entries.iter().map(rule).collect(),
                    rows: &industry.rows,
                    staff: figure(Attribute::Staff),
                    revenue: figure(Attribute::Revenue),
                    assets: figure(Attribute::Assets),
                }
            }
            Attribute::Region | Attribute::Industry | Attribute::Qualifications | Attribute::Flags => {
                Codes::Numbers(&[])
            }
        }
    }
}

/// A column of codes, stored or derived.
pub(crate) enum Codes<'a> {
    Days(&'a [i64]),
    Numbers(&'a [i64]),
    Ratios {
        part: &'a [i64],
        whole: &'a [i64],
    },
    Sizes {
        rules: Vec<Option<&'static SizeRule>>,
        rows: &'a [u32],
        staff: &'a [i64],
        revenue: &'a [i64],
        assets: &'a [i64],
    },
}

impl Codes<'_> {
    /// The code of a row, or [`UNKNOWN`].
    pub(crate) fn of(&self, row: usize) -> i64 {
        let number = |column: &[i64]| {
            column
                .get(row)
                .filter(|code| **code != UNKNOWN)
                .and_then(|millionths| Number::from_millionths(*millionths))
        };
        match self {
            Codes::Days(days) => days.get(row).copied().unwrap_or(UNKNOWN),
            Codes::Numbers(numbers) => number(numbers).map_or(UNKNOWN, number_code),
            Codes::Ratios { part, whole } => match (number(part), number(whole)) {
                (Some(part), Some(whole)) if whole.millionths() != 0 => ratio_code(part, whole),
                _ => UNKNOWN,
            },
            Codes::Sizes { rules, rows, staff, revenue, assets } => {
                let rule = rows.get(row).and_then(|place| rules.get(*place as usize)).copied().flatten();
                let figures =
                    Figures { staff: number(staff), revenue: number(revenue), assets: number(assets) };
                rule.and_then(|rule| rule.class(figures).ok()).map_or(UNKNOWN, |class| class as i64)
            }
        }
    }
}

/// The day of a code of [`date_code`].
pub(crate) fn date_of(code: i64) -> Option<Date> {
    if code == UNKNOWN {
        return None;
    }
    let (year, rest) = (code.div_euclid(372), code.rem_euclid(372));
    let small = |number: i64| i8::try_from(number).ok();
    Date::new(i16::try_from(year).ok()?, small(rest / 31 + 1)?, small(rest % 31 + 1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_comes_back_as_it_went_in() {
        let profile = Profile {
            credit_code: "A1".to_owned(),
            region: Some("330482".to_owned()),
            industry: Some(vec!["I65".to_owned(), "C39".to_owned()]),
            founded: Some(date(2019, 2, 28)),
            figures: [((Attribute::Staff, 2023), Number::parse("12").unwrap())].into(),
            qualifications: Some(std::collections::BTreeSet::new()),
            ..Profile::default()
        };
        let mut register = Register::default();
        register.push(&Profile { credit_code: "B22".to_owned(), ..Profile::default() });
        register.push(&profile);
        assert_eq!(register.profile(1), Some(profile));
        assert_eq!(register.credit_code(0), Some("B22"));
        assert_eq!(register.profile(0).unwrap().figures, BTreeMap::new());
        assert!(register.profile(2).is_none() && !register.set(2, &Profile::default()));
    }
}
