//! What must be on file before a reply may leave (发出前还缺).

use gongkai_statute::Decision;
use gongkai_statute::clock::Consulted;

use crate::refusal::{Refusal, Rule};
use crate::state::{Case, Draft, Reasons, Supplement};

/// Everything the present draft still lacks, in the order in which it should be done.
pub fn missing_before_sending(case: &Case) -> Vec<Refusal> {
    let Some(draft) = &case.draft else {
        return vec![Refusal::new(Rule::NoDraft, "还没有答复书稿，请先起草答复。")];
    };
    let mut missing = Vec::new();
    missing.extend(record(case, draft.reply.decision));
    missing.extend(opinions(case, draft));
    missing.extend(secrecy(draft));
    missing
}

/// The record each result rests on.
fn record(case: &Case, decision: Decision) -> Option<Refusal> {
    match decision {
        Decision::NotExisting if case.searches.is_empty() => Some(Refusal::new(
            Rule::SearchFirst,
            "告知信息不存在以检索为前提，请先登记检索的范围、检索人和结果。",
        )),
        Decision::StillUnclear if !matches!(case.supplement, Supplement::Received(_)) => Some(Refusal::new(
            Rule::SupplementFirst,
            "“补正后仍不明确”以补正为前提，请先一次性告知补正并登记收到补正。",
        )),
        Decision::Excessive
            if matches!(case.reasons, Reasons::None | Reasons::Received { reasonable: true }) =>
        {
            Some(Refusal::new(
                Rule::ReasonsFirst,
                "认定大量反复申请以要求说明理由、理由不合理为前提，请先要求申请人说明理由。",
            ))
        }
        _ => None,
    }
}

/// Third parties whose interests the reply relies on were asked, and answered or stayed silent.
fn opinions(case: &Case, draft: &Draft) -> Option<Refusal> {
    let relies = draft.reply.decision == Decision::ThirdParty
        || draft.reply.parts.iter().any(|part| part.ground == Decision::ThirdParty);
    let asked =
        case.consultations.iter().any(|letter| letter.to == Consulted::ThirdParty && letter.end.is_some());
    (relies && !asked).then(|| {
        Refusal::new(
            Rule::ConsultFirst,
            "以第三方合法权益为由不予公开的，应当先书面征求第三方意见，并登记其意见或者逾期未答复。",
        )
    })
}

/// Nothing leaves without a passed secrecy review of this draft, Art. 17.
fn secrecy(draft: &Draft) -> Option<Refusal> {
    match &draft.secrecy {
        Some(review) if review.passed => None,
        Some(_) => {
            Some(Refusal::new(Rule::SecrecyReviewFirst, "保密审查未通过，请按审查意见修改书稿后重新送审。"))
        }
        None => Some(Refusal::new(Rule::SecrecyReviewFirst, "缺少保密审查记录，请先送保密审查。")),
    }
}
