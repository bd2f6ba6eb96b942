//! What may be done in a campaign.

use std::collections::BTreeSet;

use gongkai_statute::REGULATION_2019;
use jiff::civil::Date;

use super::sample::{draw, population_hash};
use super::stream::{
    Campaign, CampaignEvent, CampaignFinding, CampaignOpened, FindingStage, Recheck, RectificationNotice,
    RectificationReply, Sampled, TrackedFinding,
};
use crate::context::{blob, given, reason};
use crate::{Context, Refusal};

/// Most findings of one campaign.
pub const MOST_FINDINGS: usize = 50_000;

/// Opens a campaign (发起“回头看”).
///
/// # Errors
///
/// A [`Refusal`] when it is open, has no title or agency, its days are turned round, or its sample is empty.
pub fn open_campaign(campaign: &Campaign, opened: CampaignOpened) -> Result<Vec<CampaignEvent>, Refusal> {
    if campaign.opened.is_some() {
        return Err(Refusal::new("campaign_unique", "这次“回头看”已经发起。"));
    }
    let title = given("campaign_title", &opened.title, "请填写“回头看”的名称。")?;
    let scope = &opened.scope;
    if scope.agencies.is_empty() {
        return Err(Refusal::new("campaign_agencies", "请选择要检查的单位。"));
    }
    if scope.until < scope.from {
        return Err(Refusal::new("campaign_days", "检查范围的截止日期不能早于开始日期。"));
    }
    if scope.sample.as_ref().is_some_and(|sample| sample.size == 0 || sample.seed.trim().is_empty()) {
        return Err(Refusal::new("campaign_sample", "抽样检查的，请填写抽样种子和不少于1的样本数。"));
    }
    Ok(vec![CampaignEvent::Opened(Box::new(CampaignOpened { title, ..opened }))])
}

/// Draws the sample (抽取样本) from the records in scope.
///
/// # Errors
///
/// A [`Refusal`] when the campaign is over, looks at everything, has its sample, or no record is in scope.
pub fn draw_sample<'a>(
    campaign: &Campaign,
    population: impl IntoIterator<Item = &'a str>,
    context: &Context,
) -> Result<Vec<CampaignEvent>, Refusal> {
    let Some(rule) = &running(campaign)?.scope.sample else {
        return Err(Refusal::new("campaign_sample", "这次“回头看”检查全部信息，不抽样。"));
    };
    if campaign.sample.is_some() {
        return Err(Refusal::new("campaign_sampled", "样本已经抽取，不能重抽。"));
    }
    let population: BTreeSet<&str> = population.into_iter().collect();
    if population.is_empty() {
        return Err(Refusal::new("campaign_population", "检查范围内没有信息，请核对单位、栏目和日期。"));
    }
    Ok(vec![CampaignEvent::Sampled(Box::new(Sampled {
        population: u32::try_from(population.len()).unwrap_or(u32::MAX),
        population_hash: population_hash(population.iter().copied()),
        drawn: draw(&rule.seed, rule.size, population),
        on: context.today,
        by: context.by.clone(),
    }))])
}

/// Records what was found (登记检查发现), by a rule or by a person.
///
/// What the same rule found of the same record before is no event.
///
/// # Errors
///
/// A [`Refusal`] when the campaign is over or full, its sample is not drawn or does not hold the record, the agency is
/// not in scope, or words or the snapshot are missing.
pub fn record_finding(campaign: &Campaign, found: CampaignFinding) -> Result<Vec<CampaignEvent>, Refusal> {
    let opened = running(campaign)?;
    if !opened.scope.agencies.contains(&found.agency) {
        return Err(Refusal::new("campaign_agency", "该单位不在这次“回头看”的范围内。"));
    }
    if opened.scope.sample.is_some() && campaign.sample.is_none() {
        return Err(Refusal::new("campaign_undrawn", "请先抽取样本。"));
    }
    if !campaign.covers(&found.record) {
        return Err(Refusal::new("campaign_covers", "该信息没有抽中，不在这次“回头看”的范围内。"));
    }
    if campaign.findings.len() >= MOST_FINDINGS {
        return Err(Refusal::new("campaign_full", format!("一次“回头看”最多登记{MOST_FINDINGS}项发现。")));
    }
    let words = given("finding_words", &found.words, "请写明发现的问题。")?;
    let snapshot = blob(&found.snapshot)?;
    let found = CampaignFinding { words, snapshot, ..found };
    if campaign.knows(&found) {
        return Ok(Vec::new());
    }
    Ok(vec![CampaignEvent::Found(Box::new(found))])
}

/// Says that a finding does not stand (认定不成立).
///
/// # Errors
///
/// A [`Refusal`] when campaign or finding is over, or no reason is given.
pub fn dismiss_finding(
    campaign: &Campaign,
    finding: u16,
    why: &str,
    context: &Context,
) -> Result<Vec<CampaignEvent>, Refusal> {
    standing(campaign, finding)?;
    let (reason, by) = (reason(why)?, context.by.clone());
    Ok(vec![CampaignEvent::Dismissed { finding, reason, on: context.today, by }])
}

/// Tells an agency to put findings right (督促整改), Art. 47; those that failed a second look may be in another notice.
///
/// # Errors
///
/// A [`Refusal`] when the campaign is over, a finding is of another agency or cannot be in a notice now, there is none,
/// the number is missing, or the day is not ahead.
pub fn issue_notice(
    campaign: &Campaign,
    agency: &str,
    number: &str,
    findings: &[u16],
    due_on: Date,
    context: &Context,
) -> Result<Vec<CampaignEvent>, Refusal> {
    running(campaign)?;
    let number = given("notice_number", number, "请填写通知书的文号。")?;
    let findings: BTreeSet<u16> = findings.iter().copied().collect();
    if findings.is_empty() {
        return Err(Refusal::new("notice_findings", "请选择要求整改的问题。"));
    }
    for finding in &findings {
        let tracked = standing(campaign, *finding)?;
        if tracked.found.agency != agency {
            let text = format!("“{}”不是该单位的问题，请分别发出通知书。", tracked.found.title);
            return Err(Refusal::new("notice_agency", text));
        }
        if !matches!(tracked.stage, FindingStage::Open | FindingStage::NotCorrected) {
            let text = format!("“{}”的问题已经通知整改，正在等待结果。", tracked.found.title);
            return Err(Refusal::new("notice_once", text));
        }
    }
    if due_on <= context.today {
        return Err(Refusal::new("notice_due", "整改期限应在今天以后。"));
    }
    Ok(vec![CampaignEvent::NoticeIssued(Box::new(RectificationNotice {
        agency: agency.to_owned(),
        number,
        findings: findings.into_iter().collect(),
        due_on,
        on: context.today,
        by: context.by.clone(),
    }))])
}

/// Answers a notice (整改回复), for the agency.
///
/// # Errors
///
/// A [`Refusal`] when the campaign is over, nothing of the notice waits for a reply, or nothing is said.
pub fn reply_notice(
    campaign: &Campaign,
    notice: u16,
    words: &str,
    evidence: &[String],
    context: &Context,
) -> Result<Vec<CampaignEvent>, Refusal> {
    running(campaign)?;
    campaign.notice(notice)?;
    let waits = |it: &TrackedFinding| it.notice == Some(notice) && it.stage == FindingStage::Noticed;
    if !campaign.findings.iter().any(waits) {
        return Err(Refusal::new("notice_waits", "这份通知书已经回复或者办结。"));
    }
    let words = given("reply_words", words, "请写明整改情况。")?;
    let evidence = evidence.iter().map(|hash| blob(hash)).collect::<Result<Vec<String>, Refusal>>()?;
    let reply = RectificationReply { words, evidence, on: context.today, by: context.by.clone() };
    Ok(vec![CampaignEvent::Replied { notice, reply }])
}

/// Looks at a finding again (复查).
///
/// # Errors
///
/// A [`Refusal`] when campaign or finding is over, the agency still has time, it is one's own reply, or words or the
/// snapshot are missing.
pub fn recheck_finding(
    campaign: &Campaign,
    finding: u16,
    is_corrected: bool,
    words: &str,
    snapshot: &str,
    context: &Context,
) -> Result<Vec<CampaignEvent>, Refusal> {
    let tracked = standing(campaign, finding)?;
    let Some(notice) = tracked.notice else {
        return Err(Refusal::new("recheck_noticed", "还没有通知整改，不能复查。"));
    };
    let notice = campaign.notice(notice)?;
    if tracked.stage == FindingStage::Noticed && !notice.is_overdue(context.today) {
        let text = format!("整改期限到{}，该单位还没有回复。", notice.notice.due_on);
        return Err(Refusal::new("recheck_due", text));
    }
    if notice.reply.as_ref().is_some_and(|reply| reply.by == context.by) {
        return Err(Refusal::new("own_reply", "不能复查自己提交的整改，请由他人复查。"));
    }
    let words = given("recheck_words", words, "请写明复查情况。")?;
    let recheck =
        Recheck { is_corrected, words, snapshot: blob(snapshot)?, on: context.today, by: context.by.clone() };
    Ok(vec![CampaignEvent::Rechecked { finding, recheck }])
}

/// Makes a finding known in a circular (通报批评), Art. 47, when it was not put right.
///
/// # Errors
///
/// A [`Refusal`] when campaign or finding is over, it neither failed a second look nor was left without a reply, or
/// number or reason are missing.
pub fn escalate_finding(
    campaign: &Campaign,
    finding: u16,
    circular: &str,
    why: &str,
    context: &Context,
) -> Result<Vec<CampaignEvent>, Refusal> {
    let tracked = standing(campaign, finding)?;
    let is_ignored = tracked.stage == FindingStage::Noticed
        && tracked.notice.is_some_and(|notice| {
            campaign.notice(notice).is_ok_and(|notice| notice.is_overdue(context.today))
        });
    if tracked.stage != FindingStage::NotCorrected && !is_ignored {
        let text = "督促整改后复查未通过，或者逾期没有回复的，才予以通报。";
        let article = Some(REGULATION_2019.article(47));
        return Err(Refusal { article, ..Refusal::new("escalate_after", text) });
    }
    let circular = given("circular_number", circular, "请填写通报的文号。")?;
    let (reason, by) = (reason(why)?, context.by.clone());
    Ok(vec![CampaignEvent::Escalated { finding, circular, reason, on: context.today, by }])
}

/// Ends a campaign (结束“回头看”).
///
/// # Errors
///
/// A [`Refusal`] when it is over, its sample was never drawn, findings are open, or nothing is said of what came of it.
pub fn close_campaign(
    campaign: &Campaign,
    summary: &str,
    context: &Context,
) -> Result<Vec<CampaignEvent>, Refusal> {
    let opened = running(campaign)?;
    if opened.scope.sample.is_some() && campaign.sample.is_none() {
        return Err(Refusal::new("campaign_undrawn", "请先抽取样本。"));
    }
    let open = campaign.findings.iter().filter(|finding| !finding.stage.is_over()).count();
    if 0 < open {
        let text = format!("还有{open}项问题没有办结：整改到位、认定不成立或者通报后才能结束。");
        return Err(Refusal::new("campaign_findings", text));
    }
    let summary = given("campaign_summary", summary, "请写明“回头看”的总体情况。")?;
    Ok(vec![CampaignEvent::Closed { summary, on: context.today, by: context.by.clone() }])
}

/// The campaign while it is under way.
fn running(campaign: &Campaign) -> Result<&CampaignOpened, Refusal> {
    match (&campaign.opened, campaign.closed_on) {
        (Some(opened), None) => Ok(opened),
        (Some(_), Some(on)) => Err(Refusal::new("campaign_running", format!("这次“回头看”已于{on}结束。"))),
        (None, _) => Err(Refusal::new("campaign_exists", "没有发起这次“回头看”。")),
    }
}

/// A finding of a running campaign that is not over.
fn standing(campaign: &Campaign, finding: u16) -> Result<&TrackedFinding, Refusal> {
    running(campaign)?;
    let tracked = campaign.finding(finding)?;
    if tracked.stage.is_over() {
        let text = format!("“{}”的问题已经办结（{}）。", tracked.found.title, tracked.stage.label());
        return Err(Refusal::new("finding_over", text));
    }
    Ok(tracked)
}
