//! Where a rule comes from (依据): instruments, citations, and rules whose wording changed over time.

use std::fmt;

use jiff::civil::{Date, date};

/// A law, regulation or official letter (法律、法规、规章、文件).
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Instrument {
    /// Title without the book-title marks.
    pub title: &'static str,
    /// What tells this wording from an earlier one, as printed after the title; empty when there is only one.
    pub edition: &'static str,
    /// Order or document number (令号、文号).
    pub number: &'static str,
    /// First day on which the wording is in force.
    pub in_force_on: Date,
    /// First day on which it no longer is; `None` while it stands.
    pub ended_on: Option<Date>,
}

impl Instrument {
    /// The citation of one article of this instrument.
    pub const fn article(&'static self, number: u16) -> Article {
        Article { instrument: self, number, paragraph: 0, item: 0 }
    }

    /// Whether the wording is in force on `day`.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.in_force_on <= day && self.ended_on.is_none_or(|ended| day < ended)
    }
}

impl fmt::Display for Instrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》", self.title)?;
        if !self.edition.is_empty() {
            write!(f, "（{}）", self.edition)?;
        }
        Ok(())
    }
}

/// The citation of an article, to the paragraph and item where it matters (条、款、项).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Article {
    instrument: &'static Instrument,
    number: u16,
    paragraph: u8,
    item: u8,
}

impl Article {
    /// The same article, narrowed to a paragraph (款).
    #[must_use]
    pub const fn para(self, paragraph: u8) -> Article {
        Article { paragraph, ..self }
    }

    /// The same article or paragraph, narrowed to an item (项).
    #[must_use]
    pub const fn item(self, item: u8) -> Article {
        Article { item, ..self }
    }

    /// The instrument cited.
    pub const fn instrument(self) -> &'static Instrument {
        self.instrument
    }

    /// The article's number.
    pub const fn number(self) -> u16 {
        self.number
    }

    /// The citation without the instrument, as printed after 条例: 第33条第2款.
    pub fn short(self) -> String {
        let paragraph = if self.paragraph > 0 { format!("第{}款", self.paragraph) } else { String::new() };
        let item =
            if self.item > 0 { format!("第（{}）项", chinese_number(self.item)) } else { String::new() };
        format!("第{}条{paragraph}{item}", self.number)
    }
}

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Articles counted 0 stand for the whole instrument: some letters have no articles.
        if self.number == 0 {
            return write!(f, "{}", self.instrument);
        }
        write!(f, "{}{}", self.instrument, self.short())
    }
}

/// A number below one hundred in Chinese numerals, as items are counted.
pub fn chinese_number(number: u8) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or_default();
    match (number / 10 % 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

/// A rule in all its wordings, oldest first (历次规定).
///
/// **Invariant**: each wording ends on the day the next one begins; a test walks every table.
#[derive(Debug, Clone, Copy)]
pub struct Dated<T: 'static>(pub &'static [(Article, T)]);

impl<T> Dated<T> {
    /// The wording in force on `day`, or `None` before the first one.
    pub fn on(&self, day: Date) -> Option<&'static (Article, T)> {
        self.0.iter().rev().find(|(article, _)| article.instrument.is_in_force(day))
    }

    /// The first gap or overlap between two wordings, as the two citations.
    pub fn flaw(&self) -> Option<(Article, Article)> {
        self.0.iter().zip(self.0.iter().skip(1)).find_map(|((earlier, _), (later, _))| {
            (earlier.instrument.ended_on != Some(later.instrument.in_force_on)).then_some((*earlier, *later))
        })
    }
}

/// The Regulation as first made (《政府信息公开条例》, State Council Order 492).
pub static REGULATION_2007: Instrument = Instrument {
    title: "政府信息公开条例",
    edition: "2008年施行",
    number: "国务院令第492号",
    in_force_on: date(2008, 5, 1),
    ended_on: Some(date(2019, 5, 15)),
};

/// The Regulation as revised (《政府信息公开条例》, State Council Order 711).
pub static REGULATION_2019: Instrument = Instrument {
    title: "政府信息公开条例",
    edition: "2019年施行",
    number: "国务院令第711号",
    in_force_on: date(2019, 5, 15),
    ended_on: None,
};

/// The fee rules (《政府信息公开信息处理费管理办法》).
pub static FEE_RULES_2020: Instrument = Instrument {
    title: "政府信息公开信息处理费管理办法",
    edition: "",
    number: "国办函〔2020〕109号",
    in_force_on: date(2021, 1, 1),
    ended_on: None,
};

/// The Administrative Reconsideration Law before its revision (《行政复议法》).
pub static RECONSIDERATION_LAW_2017: Instrument = Instrument {
    title: "行政复议法",
    edition: "2017年修正",
    number: "主席令第76号",
    in_force_on: date(2017, 9, 1),
    ended_on: Some(date(2024, 1, 1)),
};

/// The Administrative Reconsideration Law as revised (《行政复议法》).
pub static RECONSIDERATION_LAW_2023: Instrument = Instrument {
    title: "行政复议法",
    edition: "2024年施行",
    number: "主席令第9号",
    in_force_on: date(2024, 1, 1),
    ended_on: None,
};

/// The Administrative Litigation Law (《行政诉讼法》).
pub static LITIGATION_LAW_2017: Instrument = Instrument {
    title: "行政诉讼法",
    edition: "2017年修正",
    number: "主席令第71号",
    in_force_on: date(2017, 7, 1),
    ended_on: None,
};

/// The Supreme People's Court on the Administrative Litigation Law (行政诉讼法解释).
pub static LITIGATION_INTERPRETATION_2018: Instrument = Instrument {
    title: "最高人民法院关于适用《中华人民共和国行政诉讼法》的解释",
    edition: "",
    number: "法释〔2018〕1号",
    in_force_on: date(2018, 2, 8),
    ended_on: None,
};

/// The Law on Administrative Penalties as revised (《行政处罚法》).
pub static PENALTY_LAW_2021: Instrument = Instrument {
    title: "行政处罚法",
    edition: "2021年修订",
    number: "主席令第70号",
    in_force_on: date(2021, 7, 15),
    ended_on: None,
};

/// The Civil Code's general part, on counting periods (《民法典》).
pub static CIVIL_CODE: Instrument = Instrument {
    title: "民法典",
    edition: "",
    number: "主席令第45号",
    in_force_on: date(2021, 1, 1),
    ended_on: None,
};

/// The trial form of the annual report (国办公开办函〔2019〕60号), for reports published in 2020 and 2021.
///
/// The title is descriptive; the letter itself was not read.
pub static REPORT_FORM_2019: Instrument = Instrument {
    title: "政府信息公开工作年度报告格式（试行）",
    edition: "",
    number: "国办公开办函〔2019〕60号",
    in_force_on: date(2020, 1, 1),
    ended_on: Some(date(2022, 1, 1)),
};

/// How requests are handled after agencies were merged or split (国办公开办函〔2019〕14号).
///
/// The title is descriptive; a summary of the letter was read, and its day only to the year.
pub static GUIDANCE_2019_14: Instrument = Instrument {
    title: "国务院办公厅政府信息与政务公开办公室关于机构改革后政府信息公开申请办理的解释",
    edition: "",
    number: "国办公开办函〔2019〕14号",
    in_force_on: date(2019, 1, 1),
    ended_on: None,
};

/// The form of the annual report (国办公开办函〔2021〕30号), for reports published from 2022 on.
///
/// The title is descriptive; only the beginning of the letter was read.
pub static REPORT_FORM_2021: Instrument = Instrument {
    title: "政府信息公开工作年度报告格式",
    edition: "",
    number: "国办公开办函〔2021〕30号",
    in_force_on: date(2022, 1, 1),
    ended_on: None,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_prints_its_instrument_and_article() {
        assert_eq!(REGULATION_2019.article(33).to_string(), "《政府信息公开条例》（2019年施行）第33条");
    }

    #[test]
    fn a_citation_narrows_to_paragraph_and_item() {
        let article = REGULATION_2019.article(36).item(5);
        assert_eq!(article.short(), "第36条第（五）项");
        assert_eq!(REGULATION_2019.article(20).item(15).short(), "第20条第（十五）项");
        assert_eq!(REGULATION_2019.article(33).para(2).short(), "第33条第2款");
    }

    #[test]
    fn the_revised_regulation_begins_the_day_the_old_one_ends() {
        assert!(REGULATION_2007.is_in_force(date(2019, 5, 14)));
        assert!(!REGULATION_2007.is_in_force(date(2019, 5, 15)));
        assert!(REGULATION_2019.is_in_force(date(2019, 5, 15)));
    }

    #[test]
    fn a_table_with_a_gap_is_found() {
        static GAP: Dated<u8> =
            Dated(&[(RECONSIDERATION_LAW_2017.article(9), 1), (REGULATION_2019.article(1), 2)]);
        assert!(GAP.flaw().is_some());
    }
}
