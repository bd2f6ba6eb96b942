//! An agency's switches.

use gongkai_statute::regulation::art49;
use gongkai_statute::{AgencyKind, AgencyLevel};

use crate::{Agency, AgencyEvent, Refusal, Settings};

/// May an agency of this kind and level make 规章? Departments of the State Council, provinces and cities.
const fn may_make_regulations(kind: AgencyKind, level: AgencyLevel) -> bool {
    match level {
        AgencyLevel::National => true,
        AgencyLevel::Province | AgencyLevel::City => matches!(kind, AgencyKind::Government),
        AgencyLevel::County | AgencyLevel::Township => false,
    }
}

/// Changes the switches (修改设置).
///
/// # Errors
///
/// A [`Refusal`] when a local report deadline is later than the law's, the agency's level cannot make 规章,
/// or a value makes no sense.
pub fn set_settings(agency: &Agency, settings: Settings) -> Result<Vec<AgencyEvent>, Refusal> {
    let founded = agency.active()?;
    if !(1..=5).contains(&settings.review_levels) {
        return Err(Refusal::new("review_levels", "审核级数应为1至5级；先审后发，至少一级。"));
    }
    if !settings.index_template.contains("{serial") {
        return Err(Refusal::new(
            "index_template",
            "索引号模板必须含流水号，例如 {region}/{year}-{serial:5}。",
        ));
    }
    settings.letters.check()?;
    if let Some((month, day)) = settings.report_due {
        let exists = jiff::civil::Date::new(2023, month, day).is_ok();
        let (_, last_month, last_day) = art49::deadline(founded.kind);
        if !exists || (month, day) > (last_month, last_day) {
            return Err(Refusal::by_article(
                "report_due_not_later_than_law",
                49,
                format!(
                    "年度报告的本地期限不得晚于法定的{last_month}月{last_day}日，请改为更早的日期或不设。"
                ),
            ));
        }
    }
    if settings.makes_regulations && !may_make_regulations(founded.kind, founded.level) {
        return Err(Refusal::new(
            "makes_regulations",
            "只有国务院部门、省级和设区的市级人民政府可以制定规章；本机关请制发行政规范性文件。",
        ));
    }
    if !(1..=60).contains(&settings.internal_workdays) {
        return Err(Refusal::new(
            "internal_workdays",
            "更正申请和公开建议的内部办理期限应为1至60个工作日，请改填。",
        ));
    }
    for (rule, what, months) in [
        ("reassess_months", "不公开信息的评估间隔", settings.items.reassess_months),
        ("stale_months", "久未更新的提示", settings.items.stale_months),
    ] {
        if !(1..=60).contains(&months) {
            return Err(Refusal::new(rule, format!("{what}应为1至60个月，请改填。")));
        }
    }
    if !(1..=60).contains(&settings.items.interpretation_workdays) {
        return Err(Refusal::new("interpretation_workdays", "政策解读的期限应为1至60个工作日，请改填。"));
    }
    check_reminders(&settings.remind_workdays)?;
    if settings == agency.settings { Ok(Vec::new()) } else { Ok(vec![AgencyEvent::SettingsSet(settings)]) }
}

/// Longest list of words, in bytes of UTF-8.
const WORDS_BYTES: usize = 64 * 1024;

/// Replaces the list of words for the screening (筛查词表); whether its lines read right is asked before.
///
/// # Errors
///
/// A [`Refusal`] when the agency does not act, or the list is too long.
pub fn set_words(agency: &Agency, words: &str, by: &str) -> Result<Vec<AgencyEvent>, Refusal> {
    agency.active()?;
    let words = words.trim();
    if words.len() > WORDS_BYTES {
        return Err(Refusal::new("words_length", "词表过长，请控制在 64 KB 以内，约两万字。"));
    }
    if words == agency.words {
        return Ok(Vec::new());
    }
    Ok(vec![AgencyEvent::WordsSet { words: words.to_owned(), by: by.to_owned() }])
}

/// The marks of reminders: each once, most first, so that every agency's list reads alike.
fn check_reminders(marks: &[u16]) -> Result<(), Refusal> {
    let in_order = marks.windows(2).all(|pair| matches!(pair, [more, less] if more > less));
    if marks.is_empty() || marks.len() > 10 || marks.iter().any(|mark| *mark > 60) || !in_order {
        return Err(Refusal::new(
            "remind_workdays",
            "期限提醒应为1至10个不重复的数，每个在0至60之间，从大到小排列，例如 5,2,0。",
        ));
    }
    Ok(())
}
