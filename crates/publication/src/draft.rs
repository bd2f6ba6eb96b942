//! Writing an edition: drafted, edited, revised, given up, taken over from the site before.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::{
    Checked, Drafted, Edited, Imported, IndexNumber, Item, ItemEvent, Refusal, Revised, SecrecyConclusion,
    SecrecyReviewed, Showing, Stage,
};

/// What a decision knows besides the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Login of whoever acts.
    pub by: String,
    /// The present instant.
    pub now: Timestamp,
    /// The present civil date in Asia/Shanghai.
    pub today: Date,
}

/// Drafts a new item (起草).
///
/// # Errors
///
/// A [`Refusal`] when the item exists, or the number of levels is not 1 to 5.
pub fn draft(
    item: &Item,
    agency: &str,
    index: &IndexNumber,
    levels: u8,
    checked: &Checked,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    if item.identity.is_some() {
        return Err(Refusal::new("item_unique", "该条目已经存在，请另行起草。"));
    }
    known_levels(levels)?;
    Ok(vec![ItemEvent::Drafted(Drafted {
        agency: agency.to_owned(),
        index_number: index.text.clone(),
        index_series: index.series.clone(),
        index_serial: index.serial,
        levels,
        hash: checked.content().hash(),
        content: checked.content().clone(),
        by: context.by.clone(),
    })])
}

fn known_levels(levels: u8) -> Result<(), Refusal> {
    if (1..=5).contains(&levels) {
        Ok(())
    } else {
        Err(Refusal::new("review_levels", "审核级数应为1至5级；先审后发，至少一级。"))
    }
}

/// Where a legacy item stood, and who cleared it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legacy {
    /// The agency that answers for it.
    pub agency: String,
    /// Its old index number, or a new one.
    pub index: IndexNumber,
    /// When it was first published there.
    pub published_at: Timestamp,
    /// The same as a civil date.
    pub published_on: Date,
    /// Where it stood.
    pub source: String,
    /// Login of the secrecy reviewer who let these bytes pass again.
    pub secrecy_reviewer: String,
    /// What that rests on.
    pub secrecy_basis: String,
}

/// Takes over an item published on the site before (迁移旧信息).
///
/// # Errors
///
/// A [`Refusal`] when the item exists, the day of publication lies ahead, or no secrecy review of these bytes by
/// another person is on record: what is public anywhere passes that gate here too.
pub fn import(
    item: &Item,
    legacy: &Legacy,
    checked: &Checked,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    if item.identity.is_some() {
        return Err(Refusal::new("item_unique", "该条目已经存在，请勿重复导入。"));
    }
    if checked.content().attribute != crate::Attribute::Proactive {
        return Err(not_proactive());
    }
    if context.today < legacy.published_on {
        return Err(Refusal::new("published_not_ahead", "原发布日期不能晚于今天，请核对。"));
    }
    if legacy.secrecy_reviewer.is_empty() || legacy.secrecy_basis.trim().is_empty() {
        return Err(Refusal::by_article(
            "secrecy_review_first",
            17,
            "迁移的信息也须有保密审查记录，请由保密审查员复核后再导入。",
        ));
    }
    if legacy.secrecy_reviewer == context.by {
        return Err(Refusal::by_article(
            "reviewer_is_another",
            17,
            "导入人不能自行保密审查，请由另一人复核。",
        ));
    }
    let hash = checked.content().hash();
    Ok(vec![ItemEvent::Imported(Imported {
        agency: legacy.agency.clone(),
        index_number: legacy.index.text.clone(),
        index_series: legacy.index.series.clone(),
        index_serial: legacy.index.serial,
        content: checked.content().clone(),
        published_at: legacy.published_at,
        published_on: legacy.published_on,
        source: legacy.source.clone(),
        secrecy: SecrecyReviewed {
            edition: 1,
            hash: hash.clone(),
            conclusion: SecrecyConclusion::Public,
            basis: legacy.secrecy_basis.clone(),
            referred_to: None,
            compared_with: None,
            by: legacy.secrecy_reviewer.clone(),
        },
        hash,
        by: context.by.clone(),
    })])
}

/// Changes the edition in work (修改稿件). Any change voids approvals and secrecy review.
///
/// # Errors
///
/// A [`Refusal`] when there is no edition in work.
pub fn edit(item: &Item, checked: &Checked, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    let hash = checked.content().hash();
    if hash == work.hash {
        return Ok(Vec::new());
    }
    Ok(vec![ItemEvent::Edited(Edited {
        edition: work.edition,
        content: checked.content().clone(),
        hash,
        by: context.by.clone(),
    })])
}

/// A new edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// What it says.
    pub checked: Checked,
    /// What changed and why, for readers.
    pub change_note: String,
    /// Does only the wording change, not the meaning?
    pub minor: bool,
    /// Editorial levels of a major edition.
    pub levels: u8,
}

/// Drafts a new edition of an item that was public, or was decided not to be (起草新版本).
///
/// A minor edition goes to the last approver of the edition before, and to the secrecy reviewer as a difference.
///
/// # Errors
///
/// A [`Refusal`] when the item was never public, an edition is in work already, nothing changes, or a minor edition
/// has nobody to go to.
pub fn revise(item: &Item, revision: &Revision, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    if item.work.is_some() {
        return Err(Refusal::new("one_edition_in_work", "已有新版本正在办理，请在该稿件上修改。"));
    }
    if item.purged {
        return Err(Refusal::new("not_purged", "该信息的内容已经清除，不能再起草新版本，请另行起草。"));
    }
    let held = item.held.as_ref().map(|held| (&held.hash, &held.approvals));
    let last = item.editions.last().map(|edition| (&edition.hash, &edition.approvals));
    let Some((last_hash, last_approvals)) = held.or(last) else {
        return Err(Refusal::new("was_public", "该信息尚未公开过，请直接修改原稿。"));
    };
    if revision.change_note.trim().is_empty() {
        return Err(Refusal::new("change_note", "请写明修改内容和原因，公众可以看到。"));
    }
    let hash = revision.checked.content().hash();
    if (matches!(item.showing, Showing::Public(_)) || item.held.is_some()) && hash == *last_hash {
        return Err(Refusal::new("edition_differs", "新版本与现有版本完全相同，无须起草。"));
    }
    let approver = if revision.minor {
        let before = last_approvals.last().map(|approval| approval.by.clone()).filter(|by| *by != context.by);
        Some(before.ok_or_else(|| {
            Refusal::new(
                "minor_edition_approver",
                "没有可以复核的上一版终审人，请按重大修改起草，走完整审核。",
            )
        })?)
    } else {
        known_levels(revision.levels)?;
        None
    };
    Ok(vec![ItemEvent::Revised(Revised {
        edition: item.newest_edition + 1,
        content: revision.checked.content().clone(),
        hash,
        change_note: revision.change_note.trim().to_owned(),
        minor: revision.minor,
        levels: if revision.minor { 1 } else { revision.levels },
        approver,
        by: context.by.clone(),
    })])
}

/// Gives up the edition in work (撤销稿件). Its index number is not used again.
///
/// # Errors
///
/// A [`Refusal`] when there is none, no reason is given, or it is past the author's desk.
pub fn abandon(item: &Item, reason: &str, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请填写撤销稿件的原因。"));
    }
    if !matches!(work.stage, Stage::Drafting(_)) {
        return Err(Refusal::new("with_author", "稿件正在审核，请先请审核人退回再撤销。"));
    }
    Ok(vec![ItemEvent::WorkAbandoned {
        edition: work.edition,
        reason: reason.trim().to_owned(),
        by: context.by.clone(),
    }])
}

pub(crate) fn not_proactive() -> Refusal {
    Refusal::by_article(
        "only_proactive_is_published",
        13,
        "公开属性不是主动公开，不能发布；确需发布的，请先变更公开属性并重新审核。",
    )
}
