//! Review and publication: submitted, approved level by level, cleared by the secrecy review, published.

use crate::draft::not_proactive;
use crate::{
    AfterReview, AfterReviewed, Approved, Attribute, Context, FindingAnswered, Item, ItemEvent, Published,
    Refusal, SecrecyConclusion, SecrecyReviewed, SentBack, Stage, Submitted, Work,
};

/// Hands the edition in work in for review (送审).
///
/// With `emergency` the editorial levels are skipped and reviewed afterwards; the secrecy review never is.
///
/// # Errors
///
/// A [`Refusal`] when it is not on its author's desk, or an emergency has no reason.
pub fn submit(item: &Item, emergency: Option<&str>, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    if !matches!(work.stage, Stage::Drafting(_)) {
        return Err(Refusal::new("with_author", "稿件已经送审，无须重复送审。"));
    }
    if emergency.is_some_and(|reason| reason.trim().is_empty()) {
        return Err(Refusal::new("emergency_reason", "紧急公开须写明情形，事后还要补审。"));
    }
    if work.secrecy.as_ref().is_some_and(|secrecy| secrecy.conclusion == SecrecyConclusion::NotPublic)
        && work.content.attribute == Attribute::Proactive
    {
        return Err(Refusal::by_article(
            "secrecy_review_binds",
            17,
            "保密审查结论为不得公开，请修改内容或变更公开属性后再送审。",
        ));
    }
    Ok(vec![ItemEvent::Submitted(Submitted {
        edition: work.edition,
        hash: work.hash.clone(),
        emergency: emergency.map(|reason| reason.trim().to_owned()),
        by: context.by.clone(),
    })])
}

/// Approves the edition in work at the level where it stands (审核通过).
///
/// `seen` is the hash of what the reviewer had on screen.
///
/// # Errors
///
/// A [`Refusal`] when it is not under review, changed meanwhile, or the reviewer wrote it or approved another level.
pub fn approve(item: &Item, seen: &str, note: &str, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    let Stage::Reviewing(level) = work.stage else {
        return Err(Refusal::new(
            "under_review",
            format!("稿件不在审核环节（{}），不能审核。", work.stage.desk()),
        ));
    };
    unchanged(work, seen)?;
    not_author(work, context)?;
    if work.approvals.iter().any(|approval| approval.by == context.by) {
        return Err(Refusal::new(
            "one_level_each",
            "您已审核过本稿的另一级，请由另一名审核人审核；人手不足时可减少审核级数。",
        ));
    }
    if work.approver.as_ref().is_some_and(|approver| *approver != context.by) {
        return Err(Refusal::new(
            "minor_edition_approver",
            "文字性修改由上一版终审人复核；需要他人审核的，请按重大修改办理。",
        ));
    }
    Ok(vec![ItemEvent::Approved(Approved {
        edition: work.edition,
        level,
        of: work.levels,
        hash: work.hash.clone(),
        note: note.trim().to_owned(),
        by: context.by.clone(),
    })])
}

/// A secrecy reviewer's finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecrecyFinding {
    /// Hash of what the reviewer had on screen.
    pub seen: String,
    /// The conclusion.
    pub conclusion: SecrecyConclusion,
    /// What it rests on.
    pub basis: String,
    /// For an undecided one: the authority that is asked.
    pub referred_to: Option<String>,
}

/// Records the secrecy review (保密审查), or the answer of the authority that was asked.
///
/// # Errors
///
/// A [`Refusal`] when the edition is not there for it, changed meanwhile, was written by the reviewer, or the finding
/// has no basis.
pub fn review_secrecy(
    item: &Item,
    finding: &SecrecyFinding,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    if !matches!(work.stage, Stage::Secrecy | Stage::Referred) {
        return Err(Refusal::by_article(
            "at_secrecy_review",
            17,
            format!("稿件不在保密审查环节（{}），不能审查。", work.stage.desk()),
        ));
    }
    unchanged(work, &finding.seen)?;
    not_author(work, context)?;
    if finding.basis.trim().is_empty() {
        return Err(Refusal::by_article("secrecy_basis", 17, "请写明审查依据，审查记录须逐项留存。"));
    }
    let referred_to = finding.referred_to.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if finding.conclusion == SecrecyConclusion::Undecided && referred_to.is_none() {
        return Err(Refusal::by_article(
            "undecided_is_referred",
            17,
            "不能确定的，应当报有关主管部门或者保密行政管理部门确定，请填写所报部门。",
        ));
    }
    Ok(vec![ItemEvent::SecrecyReviewed(SecrecyReviewed {
        edition: work.edition,
        hash: work.hash.clone(),
        conclusion: finding.conclusion,
        basis: finding.basis.trim().to_owned(),
        referred_to: referred_to.map(str::to_owned),
        compared_with: if work.minor { item.editions.last().map(|edition| edition.number) } else { None },
        by: context.by.clone(),
    })])
}

/// Sends the edition back to its author (退回修改).
///
/// # Errors
///
/// A [`Refusal`] when it is there already, or no reason is given.
pub fn send_back(item: &Item, reason: &str, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    if matches!(work.stage, Stage::Drafting(_)) {
        return Err(Refusal::new("past_author", "稿件已在撰稿人处，无须退回。"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请写明退回原因和修改意见。"));
    }
    Ok(vec![ItemEvent::SentBack(SentBack {
        edition: work.edition,
        reason: reason.trim().to_owned(),
        by: context.by.clone(),
    })])
}

/// Publishes the edition in work (发布).
///
/// # Errors
///
/// A [`Refusal`] when a review is missing for exactly these bytes, or the item is not to be public.
pub fn publish(item: &Item, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    if work.content.attribute != Attribute::Proactive {
        return Err(not_proactive());
    }
    if work.stage != Stage::Cleared || !is_cleared(work) {
        return Err(Refusal::by_article(
            "review_before_publication",
            17,
            format!("先审查、后公开：稿件还在“{}”，完成后才能发布。", work.stage.desk()),
        ));
    }
    Ok(vec![ItemEvent::Published(Published {
        edition: work.edition,
        hash: work.hash.clone(),
        published_at: context.now,
        published_on: context.today,
        after_review: work.emergency.is_some(),
        by: context.by.clone(),
    })])
}

/// Are all reviews on record for exactly this content?
fn is_cleared(work: &Work) -> bool {
    let secrecy = work
        .secrecy
        .as_ref()
        .is_some_and(|it| it.conclusion == SecrecyConclusion::Public && it.hash == work.hash);
    secrecy && (is_approved(work) || work.emergency.is_some())
}

/// Has every editorial level approved exactly this content?
pub(crate) fn is_approved(work: &Work) -> bool {
    (1..=work.levels).all(|level| work.approvals.iter().any(|it| it.level == level && it.hash == work.hash))
}

/// Records the review that follows an emergency publication (事后补审).
///
/// # Errors
///
/// A [`Refusal`] when none is due, or the reviewer wrote what is to be reviewed.
pub fn review_afterwards(
    item: &Item,
    finding: AfterReview,
    note: &str,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    let Some(edition) = item.awaits_after_review else {
        return Err(Refusal::new("after_review_due", "没有需要补审的紧急公开信息。"));
    };
    let edited = item.editions.iter().find(|it| it.number == edition);
    if edited.is_some_and(|it| it.authors.contains(&context.by)) {
        return Err(Refusal::new("reviewer_is_another", "撰稿人不能审核自己的稿件，请由另一名审核人补审。"));
    }
    Ok(vec![ItemEvent::AfterReviewed(AfterReviewed {
        edition,
        finding,
        note: note.trim().to_owned(),
        by: context.by.clone(),
    })])
}

fn unchanged(work: &Work, seen: &str) -> Result<(), Refusal> {
    if work.hash == seen {
        return Ok(());
    }
    Err(Refusal::new("approval_binds_content", "稿件在您阅读期间有改动，请重新打开，审阅后再作结论。"))
}

fn not_author(work: &Work, context: &Context) -> Result<(), Refusal> {
    if work.authors.contains(&context.by) {
        return Err(Refusal::new("reviewer_is_another", "撰稿人不能审核自己的稿件，请由另一名审核人办理。"));
    }
    Ok(())
}

/// Says why a finding of the screening may stay (筛查结果说明). Whoever reviews sees the reason.
///
/// # Errors
///
/// A [`Refusal`] when nothing is in work or public, or no reason is given.
pub fn answer_finding(
    item: &Item,
    kind_of: &str,
    words: &str,
    reason: &str,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    if item.public_edition().is_none() {
        item.in_work()?;
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请写明为什么可以保留。"));
    }
    if item.answered.iter().any(|known| known.kind_of == kind_of && known.words == words) {
        return Ok(Vec::new());
    }
    Ok(vec![ItemEvent::FindingAnswered(FindingAnswered {
        kind_of: kind_of.to_owned(),
        words: words.to_owned(),
        reason: reason.trim().to_owned(),
        by: context.by.clone(),
    })])
}
