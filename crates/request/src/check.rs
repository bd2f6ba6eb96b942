//! The check before a reply may leave (发出前的合法性检查): what blocks, what warns, and which act cures it.

use gongkai_statute::clock::Consulted;
use gongkai_statute::remedy::Readings;
use gongkai_statute::{AgencyKind, Decision};

use crate::act::Act;
use crate::code::AgentKind;
use crate::decide::Context;
use crate::refusal::{Refusal, Rule};
use crate::state::{Case, Draft, Reasons, Supplement};

mod remedy_text;

/// How grave a finding is (性质).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The reply cannot be signed or sent before it is cured.
    Blocker,
    /// The reply may leave; the officer should know.
    Warning,
}

/// Something missing or contradictory (检查发现).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave.
    pub severity: Severity,
    /// What, under which article.
    pub refusal: Refusal,
    /// The act that cures it; `None` when only time or another agency can.
    pub cure: Option<Act>,
}

/// The earlier request a repeated one names, as the records know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// The same person asked.
    pub same_requester: bool,
    /// It was answered.
    pub answered: bool,
}

/// What the check knows besides the case.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'a> {
    /// What kind of agency replies: the remedies depend on it.
    pub agency: AgencyKind,
    /// How a partly granted reply is read.
    pub readings: &'a Readings,
    /// The text of the draft, when written here.
    pub body: Option<&'a str>,
    /// The earlier request, when a repeated one names one on record.
    pub earlier: Option<Earlier>,
}

/// Everything that blocks the present draft or should be known of it; blockers first, in the order of the work.
pub fn legality(case: &Case, context: &Context, sending: &Sending) -> Vec<Finding> {
    let Some(draft) = &case.draft else {
        return vec![block(Rule::NoDraft, "还没有答复书稿，请先起草答复。", Act::DraftReply)];
    };
    let mut findings = blockers(case, draft);
    findings.extend(earlier(draft, sending));
    findings.extend(remedy_text::check(draft, context, sending));
    findings.extend(warnings(case, context));
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// Everything that blocks the present draft, as far as the case itself tells.
pub fn missing_before_sending(case: &Case) -> Vec<Refusal> {
    let Some(draft) = &case.draft else {
        return vec![Refusal::new(Rule::NoDraft, "还没有答复书稿，请先起草答复。")];
    };
    blockers(case, draft).into_iter().map(|finding| finding.refusal).collect()
}

fn blockers(case: &Case, draft: &Draft) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(record(case, draft.reply.decision));
    found.extend(opinions(case, draft));
    found.extend(objections(case, draft));
    found.extend(parts(draft));
    found.extend(competent(case, draft));
    found.extend(checklists(case, draft));
    found.extend(secrecy(case, draft));
    found
}

fn block(rule: Rule, message: impl Into<String>, cure: Act) -> Finding {
    Finding { severity: Severity::Blocker, refusal: Refusal::new(rule, message), cure: Some(cure) }
}

fn warning(rule: Rule, message: impl Into<String>, cure: Option<Act>) -> Finding {
    Finding { severity: Severity::Warning, refusal: Refusal::new(rule, message), cure }
}

/// The record each result rests on.
fn record(case: &Case, decision: Decision) -> Option<Finding> {
    match decision {
        Decision::NotExisting if case.searches.is_empty() => Some(block(
            Rule::SearchFirst,
            "告知信息不存在以检索为前提，请先登记检索的范围、检索人和结果。",
            Act::RecordSearch,
        )),
        Decision::StillUnclear if !matches!(case.supplement, Supplement::Received(_)) => Some(block(
            Rule::SupplementFirst,
            "“补正后仍不明确”以补正为前提，请先一次性告知补正并登记收到补正。",
            Act::AskSupplement,
        )),
        Decision::Excessive
            if matches!(case.reasons, Reasons::None | Reasons::Received { reasonable: true }) =>
        {
            Some(block(
                Rule::ReasonsFirst,
                "认定大量反复申请以要求说明理由、理由不合理为前提，请先要求申请人说明理由。",
                Act::DemandReasons,
            ))
        }
        _ => None,
    }
}

fn withholds_for_third_party(draft: &Draft) -> bool {
    draft.reply.decision == Decision::ThirdParty
        || draft.reply.parts.iter().any(|part| part.ground == Decision::ThirdParty)
}

/// Whether the reply hands over information.
const fn discloses(decision: Decision) -> bool {
    matches!(decision, Decision::Granted | Decision::PartlyGranted)
}

/// Third parties whose interests the reply touches were asked, and answered or stayed silent.
fn opinions(case: &Case, draft: &Draft) -> Option<Finding> {
    let mut letters = case.consultations.iter().filter(|letter| letter.to == Consulted::ThirdParty);
    let asked = letters.clone().any(|letter| letter.end.is_some());
    if withholds_for_third_party(draft) && !asked {
        return Some(block(
            Rule::ConsultFirst,
            "以第三方合法权益为由不予公开的，应当先书面征求第三方意见，并登记其意见或者逾期未答复。",
            if letters.next().is_some() { Act::AnswerConsultation } else { Act::Consult },
        ));
    }
    let open = letters.find(|letter| letter.end.is_none());
    open.filter(|_| discloses(draft.reply.decision)).map(|letter| {
        block(
            Rule::ConsultationOpen,
            format!(
                "已经书面征求第三方意见（{}），在收到意见或者期限届满之前不能决定公开；请先登记意见或者逾期未提出意见。",
                letter.id
            ),
            Act::AnswerConsultation,
        )
    })
}

/// An objection is respected, or overridden by a decision on record, Art. 32.
fn objections(case: &Case, draft: &Draft) -> Option<Finding> {
    if !discloses(draft.reply.decision) || withholds_for_third_party(draft) {
        return None;
    }
    let open = case.objections().find(|letter| case.override_of(&letter.id).is_none())?;
    Some(block(
        Rule::PublicInterestFirst,
        format!(
            "第三方（{}）不同意公开：其理由合理的不予公开；仍然决定公开的，请由负责人登记公共利益决定或者其理由不合理的认定。",
            open.id
        ),
        Act::DecidePublicInterest,
    ))
}

/// Each withheld part has its reason, Art. 37.
fn parts(draft: &Draft) -> Option<Finding> {
    let reply = &draft.reply;
    let lacking = reply.decision == Decision::PartlyGranted
        && (reply.parts.is_empty() || reply.parts.iter().any(|part| part.reason.trim().is_empty()));
    lacking.then(|| {
        block(Rule::PartsMissing, "不予公开的部分应当逐项说明依据和理由，请修改书稿。", Act::DraftReply)
    })
}

/// The responsible agency is named when the check-list says it is known, Art. 36 item 5.
fn competent(case: &Case, draft: &Draft) -> Option<Finding> {
    use gongkai_statute::checklist::Answer;
    if draft.reply.decision != Decision::NotResponsible || draft.reply.competent.is_some() {
        return None;
    }
    let list = case.checklist(Decision::NotResponsible)?;
    let known = list.answers.iter().any(|one| one.question == "known" && one.answer == Answer::Yes);
    known.then(|| {
        block(
            Rule::CompetentMissing,
            "核对表写明能够确定负责公开的机关，书稿应当告知该机关的名称和联系方式，请补充。",
            Act::DraftReply,
        )
    })
}

/// Each ground of the draft has its check-list.
fn checklists(case: &Case, draft: &Draft) -> Vec<Finding> {
    let missing = draft.grounds().into_iter().filter(|ground| case.checklist(*ground).is_none());
    missing
        .map(|ground| {
            let stale = case.checklists.iter().any(|list| list.answered.decision == ground);
            let why = if stale { "书稿改动后需要重新填写" } else { "签发前需要填写" };
            let message = format!("“{}”的核对表{why}。", ground.label());
            let mut finding = block(Rule::ChecklistFirst, message, Act::AnswerChecklist);
            if let Some(article) = ground.articles().first() {
                finding.refusal = finding.refusal.under(*article);
            }
            finding
        })
        .collect()
}

/// Nothing leaves without a passed secrecy review of this very draft, Art. 17.
fn secrecy(case: &Case, draft: &Draft) -> Option<Finding> {
    let message = match &draft.secrecy {
        Some(review) if review.draft.is_some_and(|of| of != case.drafts) => {
            "书稿在保密审查之后有改动，请重新送保密审查。"
        }
        Some(review) if review.passed => return None,
        Some(_) => {
            return Some(block(
                Rule::SecrecyReviewFirst,
                "保密审查未通过，请按审查意见修改书稿后重新送审。",
                Act::ReturnDraft,
            ));
        }
        None => "缺少保密审查记录，请先送保密审查。",
    };
    Some(block(Rule::SecrecyReviewFirst, message, Act::ReviewSecrecy))
}

/// A repeated request names one that the same person made and that was answered, Art. 36 item 6.
fn earlier(draft: &Draft, sending: &Sending) -> Option<Finding> {
    if draft.reply.decision != Decision::Repeat {
        return None;
    }
    let message = match sending.earlier? {
        Earlier { same_requester: false, .. } => {
            "书稿指明的此前申请不是同一申请人提出的，不构成重复申请；请核对编号或者正常答复。"
        }
        Earlier { answered: false, .. } => {
            "书稿指明的此前申请还没有答复，不能以重复申请为由不予处理；请核对编号。"
        }
        Earlier { same_requester: true, answered: true } => return None,
    };
    Some(block(Rule::EarlierOther, message, Act::DraftReply))
}

/// Lateness marks and is explained; other things the officer should know.
fn warnings(case: &Case, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(due) = case.moments.due(context.calendar).filter(|due| *due < context.today) {
        found.push(warning(
            Rule::ReplyLate,
            format!("答复期限已于{due}届满：仍应当尽快答复，并在呈批时说明逾期原因。"),
            None,
        ));
    }
    found.extend(case.notices_owed().map(|decided| {
        warning(
            Rule::ThirdPartyNoticeOwed,
            format!(
                "因公共利益决定公开（{}），应当将公开的内容和理由书面告知第三方，请在答复的同时告知并登记。",
                decided.letter
            ),
            Some(Act::TellThirdParty),
        )
    }));
    let others =
        case.consultations.iter().filter(|letter| letter.to != Consulted::ThirdParty && letter.end.is_none());
    found.extend(others.map(|letter| {
        warning(
            Rule::ConsultationOpen,
            format!("向{}征求的意见（{}）还没有结束，请确认不必等待。", letter.to.label(), letter.id),
            Some(Act::AnswerConsultation),
        )
    }));
    let parties = case.registered.as_deref().and_then(|form| form.parties.as_deref());
    if let Some(agent) =
        parties.and_then(|parties| parties.agent.as_ref()).filter(|agent| agent.proof.is_none())
    {
        let proof = match agent.kind {
            AgentKind::Authorised => "授权委托书",
            AgentKind::Guardian => "监护关系证明",
        };
        found.push(warning(
            Rule::AuthorityUnproven,
            format!("{}没有提交{proof}，请在提供信息之前核实或者告知补正。", agent.kind.label()),
            Some(Act::AskSupplement),
        ));
    }
    found
}
