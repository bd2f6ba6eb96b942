//! What the letters of an agency say besides the case (文书设置): marks of numbers, names of remedies, days of waiting.

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// How an agency's letters are numbered, addressed and waited for. Empty texts mean the derived or general words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterSettings {
    /// 代字 of replies, e.g. 样公复; derived from the short name when `None`.
    pub document_mark: Option<String>,
    /// The government that hears a reconsideration; the agency above when `None`.
    pub government: Option<String>,
    /// The superior department that may hear it.
    pub superior_department: Option<String>,
    /// The court that hears a suit.
    pub court: Option<String>,
    /// How a fee is paid, as the notice says.
    pub payment: Option<String>,
    /// Where the holder of a query code follows a case.
    pub tracking: Option<String>,
    /// Days after which a missing receipt is a task.
    pub receipt_after_days: u16,
    /// Days after which an unread electronic letter is a task.
    pub unread_after_days: u16,
    /// Years for which a closed case is kept.
    pub retention_years: u16,
}

impl Default for LetterSettings {
    fn default() -> LetterSettings {
        LetterSettings {
            document_mark: None,
            government: None,
            superior_department: None,
            court: None,
            payment: None,
            tracking: None,
            receipt_after_days: 10,
            unread_after_days: 5,
            retention_years: gongkai_statute::retention::RETENTION_YEARS,
        }
    }
}

impl LetterSettings {
    /// The mark of replies (代字): as set, else the short name without its last word, and 公复.
    pub fn reply_mark(&self, short_name: &str) -> String {
        match &self.document_mark {
            Some(mark) => mark.clone(),
            None => format!("{}公复", stem(short_name)),
        }
    }

    /// The mark of procedural notices, a series of their own: 公告知 where replies have 公复.
    pub fn notice_mark(&self, short_name: &str) -> String {
        let reply = self.reply_mark(short_name);
        format!("{}公告知", reply.strip_suffix("公复").unwrap_or(&reply))
    }

    /// Whether the values make sense.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] naming the field.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let printed = |mark: &String| {
            (1..=20).contains(&mark.chars().count())
                && mark.chars().all(|sign| sign.is_alphanumeric() && !sign.is_ascii_digit())
        };
        if self.document_mark.as_ref().is_some_and(|mark| !printed(mark)) {
            return Err(Refusal::new(
                "document_mark",
                "代字应为1至20个汉字，不含括号、数字和空格，例如 样经信公复。",
            ));
        }
        if !(1..=365).contains(&self.receipt_after_days) || !(1..=365).contains(&self.unread_after_days) {
            return Err(Refusal::new("receipt_after_days", "提醒天数应为1至365天。"));
        }
        if !(1..=gongkai_statute::retention::RETENTION_AT_MOST).contains(&self.retention_years) {
            return Err(Refusal::new("retention_years", "案卷保管年限应为1至100年。"));
        }
        Ok(())
    }
}

/// The name without what every agency is called: 云溪市经信局 becomes 云溪经信.
fn stem(short_name: &str) -> String {
    let mut name = short_name;
    for ending in ["人民政府", "委员会", "办公室", "局", "委", "厅", "办"] {
        if let Some(rest) = name.strip_suffix(ending).filter(|rest| !rest.is_empty()) {
            name = rest;
            break;
        }
    }
    let mut stem = String::new();
    for (place, sign) in name.chars().enumerate() {
        let level = matches!(sign, '省' | '市' | '县' | '区' | '州') && (1..=5).contains(&place);
        if !level {
            stem.push(sign);
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_derived_from_the_short_name_until_it_is_set() {
        let mut settings = LetterSettings::default();
        assert_eq!(settings.reply_mark("云溪市经信局"), "云溪经信公复");
        assert_eq!(settings.notice_mark("云溪市经信局"), "云溪经信公告知");
        assert_eq!(settings.reply_mark("云浦市人民政府"), "云浦公复");
        settings.document_mark = Some("样经信公复".to_owned());
        assert_eq!(settings.reply_mark("云溪市经信局"), "样经信公复");
        assert_eq!(settings.notice_mark("云溪市经信局"), "样经信公告知");
    }

    #[test]
    fn the_two_series_never_share_a_mark() {
        for mark in ["样公复", "样公告知", "样", "样告知"] {
            let settings =
                LetterSettings { document_mark: Some(mark.to_owned()), ..LetterSettings::default() };
            assert_ne!(settings.reply_mark(""), settings.notice_mark(""), "{mark}");
        }
    }

    #[test]
    fn a_mark_holds_no_brackets_or_digits() {
        let with =
            |mark: &str| LetterSettings { document_mark: Some(mark.to_owned()), ..LetterSettings::default() };
        assert!(with("样经信公复").check().is_ok());
        for mark in ["", "样公复〔2021〕", "样公复1", "样 公复"] {
            assert!(with(mark).check().is_err(), "{mark}");
        }
    }
}
