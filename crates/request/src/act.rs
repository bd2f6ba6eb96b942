//! Which acts are possible now, and why the others are not.

use crate::decide::Context;
use crate::letters::Letter;
use crate::refusal::{Refusal, Rule};
use crate::standing::{opinion_due, payment_due};
use crate::state::{Case, Fee, Reasons, Stage, Supplement};
use gongkai_statute::codes;

codes! {
    /// Something an officer can do with a request.
    Act {
        /// 登记
        Register = "register", "登记";
        /// 双方确认
        Confirm = "confirm", "确认收到";
        /// 分办
        Assign = "assign", "分办";
        /// 补正告知
        AskSupplement = "ask_supplement", "补正告知";
        /// 收到补正
        ReceiveSupplement = "receive_supplement", "收到补正";
        /// 逾期不补正
        Abandon = "abandon", "逾期不补正办结";
        /// 征求意见
        Consult = "consult", "征求意见";
        /// 收到意见
        AnswerConsultation = "answer_consultation", "收到意见";
        /// 逾期未提出意见
        ExpireConsultation = "expire_consultation", "逾期未提出意见";
        /// 要求说明理由
        DemandReasons = "demand_reasons", "要求说明理由";
        /// 收到理由说明
        ReceiveReasons = "receive_reasons", "收到理由说明";
        /// 延迟答复
        Defer = "defer", "延迟答复";
        /// 延长答复期限
        Extend = "extend", "延期";
        /// 收费通知
        NotifyFee = "notify_fee", "收费通知";
        /// 缴费
        PayFee = "pay_fee", "登记缴费";
        /// 逾期未缴费
        LapseFee = "lapse_fee", "逾期未缴费办结";
        /// 退费
        RefundFee = "refund_fee", "退费";
        /// 检索记录
        RecordSearch = "record_search", "检索记录";
        /// 起草答复
        DraftReply = "draft_reply", "起草答复";
        /// 保密审查
        ReviewSecrecy = "review_secrecy", "保密审查";
        /// 退回修改
        ReturnDraft = "return_draft", "退回修改";
        /// 签发
        Approve = "approve", "签发";
        /// 送达
        Deliver = "deliver", "送达";
        /// 申请人撤回
        Withdraw = "withdraw", "申请人撤回";
        /// 其他处理
        Close = "close", "其他处理办结";
        /// 重新答复
        Reopen = "reopen", "重新答复";
        /// 拆分
        Split = "split", "拆分";
        /// 关联
        Link = "link", "关联";
        /// 添加材料
        AddFile = "add_file", "添加材料";
        /// 出具文书
        IssueLetter = "issue_letter", "出具文书";
        /// 发出文书
        SendLetter = "send_letter", "发出文书";
        /// 登记文书送达、回执、退回
        RecordDelivery = "record_delivery", "登记送达情况";
        /// 归档
        Archive = "archive", "归档";
        /// 核对表
        AnswerChecklist = "answer_checklist", "填写核对表";
        /// 公共利益决定
        DecidePublicInterest = "decide_public_interest", "对第三方不同意见作决定";
        /// 告知第三方
        TellThirdParty = "tell_third_party", "告知第三方";
        /// 机构改革后承接
        TakeOver = "take_over", "承接办理";
        /// 不是重复
        DismissDuplicate = "dismiss_duplicate", "不是重复";
        /// 催办
        Remind = "remind", "催办";
    }
}

/// Every act with its refusal, `None` when it is possible now.
pub fn acts(case: &Case, context: &Context) -> Vec<(Act, Option<Refusal>)> {
    Act::ALL.iter().map(|act| (*act, may(case, *act, context).err())).collect()
}

/// Whether the case and the day allow `act` at all; its form may still be refused.
///
/// # Errors
///
/// The [`Refusal`] with its article and what to do instead.
pub fn may(case: &Case, act: Act, context: &Context) -> Result<(), Refusal> {
    let stage = case.stage();
    match act {
        Act::Register => unborn(stage),
        Act::Confirm => confirmable(stage),
        // The file of a case stays open: receipts and evidence still come when it is closed.
        // Letters too: the close of a case is told when it is closed.
        // Likenesses are settled whenever somebody sees them.
        Act::AddFile | Act::IssueLetter | Act::DismissDuplicate => registered(stage),
        Act::SendLetter => {
            registered(stage)?;
            letter_to_send(case)
        }
        Act::RecordDelivery => {
            registered(stage)?;
            letter_sent(case)
        }
        Act::Archive => {
            registered(stage)?;
            if stage == Stage::Closed {
                Ok(())
            } else {
                Err(refuse(Rule::CaseOpen, "该申请尚未办结，办结后再归档。"))
            }
        }
        Act::Link | Act::RefundFee => {
            registered(stage)?;
            if act == Act::RefundFee { refundable(case) } else { Ok(()) }
        }
        Act::Reopen => reopenable(case),
        Act::TellThirdParty => {
            registered(stage)?;
            notice_owed(case)
        }
        Act::TakeOver => {
            open(stage)?;
            not_taken_over(case)
        }
        Act::Withdraw | Act::Close | Act::Assign | Act::RecordSearch | Act::Remind => open(stage),
        Act::DecidePublicInterest => {
            settled(stage)?;
            undecided(stage)?;
            objection(case)
        }
        Act::Split => {
            open(stage)?;
            undecided(stage)
        }
        Act::ReceiveSupplement => {
            settled(stage)?;
            supplement_awaited(case)
        }
        Act::Abandon => {
            settled(stage)?;
            supplement_awaited(case)?;
            supplement_over(case, context)
        }
        Act::AskSupplement => {
            settled(stage)?;
            undecided(stage)?;
            supplement_free(case)?;
            no_fee_awaited(stage)
        }
        Act::AnswerConsultation => {
            settled(stage)?;
            letter_open(case)
        }
        Act::ExpireConsultation => {
            settled(stage)?;
            letter_open(case)?;
            letter_over(case, context)
        }
        Act::DemandReasons => {
            settled(stage)?;
            undecided(stage)?;
            reasons_free(case)
        }
        Act::ReceiveReasons => {
            settled(stage)?;
            reasons_awaited(case)
        }
        Act::Defer => {
            settled(stage)?;
            undecided(stage)?;
            nothing_awaited(stage)?;
            deferrable(case, context)
        }
        Act::Extend => {
            settled(stage)?;
            undecided(stage)?;
            nothing_awaited(stage)?;
            extendable(case, context)
        }
        Act::NotifyFee => {
            settled(stage)?;
            undecided(stage)?;
            nothing_awaited(stage)?;
            fee_free(case)
        }
        Act::PayFee => {
            settled(stage)?;
            fee_awaited(stage)
        }
        Act::LapseFee => {
            settled(stage)?;
            fee_awaited(stage)?;
            fee_over(case, context)
        }
        Act::Consult | Act::DraftReply => {
            settled(stage)?;
            undecided(stage)?;
            nothing_awaited(stage)
        }
        Act::AnswerChecklist => {
            settled(stage)?;
            undecided(stage)?;
            nothing_awaited(stage)?;
            drafted(case)?;
            checklist_needed(case)
        }
        Act::ReviewSecrecy | Act::Approve => {
            settled(stage)?;
            undecided(stage)?;
            nothing_awaited(stage)?;
            drafted(case)
        }
        Act::ReturnDraft => {
            settled(stage)?;
            drafted(case)
        }
        Act::Deliver => {
            settled(stage)?;
            nothing_awaited(stage)?;
            drafted(case)?;
            approved(stage)
        }
    }
}

fn letter_to_send(case: &Case) -> Result<(), Refusal> {
    let waits = |letter: &Letter| {
        letter.leaves()
            && (letter.sent.is_none() || letter.undelivered.is_some())
            && (!letter.is_reply() || case.stage() == Stage::Closed)
    };
    if case.letters.iter().any(waits) {
        Ok(())
    } else {
        Err(refuse(Rule::LetterUnknown, "没有等待发出的文书；请先出具文书，答复书请登记“送达”。"))
    }
}

fn letter_sent(case: &Case) -> Result<(), Refusal> {
    if case.letters.iter().any(|letter| letter.sent.is_some()) {
        Ok(())
    } else {
        Err(refuse(Rule::LetterNotSent, "还没有发出的文书，发出后再登记送达情况。"))
    }
}

fn unborn(stage: Stage) -> Result<(), Refusal> {
    if stage == Stage::Unborn {
        Ok(())
    } else {
        Err(refuse(Rule::AlreadyRegistered, "该编号已经登记，请使用新的编号。"))
    }
}

fn registered(stage: Stage) -> Result<(), Refusal> {
    if stage == Stage::Unborn {
        Err(refuse(Rule::NotRegistered, "没有这件申请，请先登记。"))
    } else {
        Ok(())
    }
}

fn open(stage: Stage) -> Result<(), Refusal> {
    registered(stage)?;
    if stage == Stage::Closed {
        return Err(refuse(
            Rule::CaseClosed,
            "该申请已经办结；行政复议或者行政诉讼要求重新答复的，请登记“重新答复”。",
        ));
    }
    Ok(())
}

/// Open, and its day of receipt is settled.
fn settled(stage: Stage) -> Result<(), Refusal> {
    open(stage)?;
    if stage == Stage::AwaitingConfirmation {
        return Err(refuse(
            Rule::ConfirmFirst,
            "收到申请之日以双方确认之日为准，请先与申请人联系并登记确认日期。",
        ));
    }
    Ok(())
}

fn confirmable(stage: Stage) -> Result<(), Refusal> {
    open(stage)?;
    if stage == Stage::AwaitingConfirmation {
        Ok(())
    } else {
        Err(refuse(Rule::AlreadyConfirmed, "收到申请之日已经确定，不能更改；登记有误的，请在备注中说明。"))
    }
}

fn undecided(stage: Stage) -> Result<(), Refusal> {
    if stage == Stage::Approved {
        Err(refuse(Rule::ReplyApproved, "答复书已经签发；需要变动的，请先退回修改，否则请登记送达。"))
    } else {
        Ok(())
    }
}

fn nothing_awaited(stage: Stage) -> Result<(), Refusal> {
    if stage == Stage::WaitingSupplement {
        return Err(refuse(
            Rule::AwaitingSupplement,
            "正在等待申请人补正；收到补正后请先登记，期满未补正的请按“逾期不补正”办结。",
        ));
    }
    no_fee_awaited(stage)
}

fn no_fee_awaited(stage: Stage) -> Result<(), Refusal> {
    if stage == Stage::WaitingFee {
        return Err(refuse(
            Rule::AwaitingFee,
            "正在等待申请人缴费；缴费后请先登记，期满未缴的请按“逾期未缴费”办结。",
        ));
    }
    Ok(())
}

fn supplement_free(case: &Case) -> Result<(), Refusal> {
    if case.supplement == Supplement::None {
        Ok(())
    } else {
        Err(refuse(
            Rule::SupplementOnce,
            "补正只能一次性告知；补正后仍不明确的，请以“补正后申请内容仍不明确”答复。",
        ))
    }
}

fn supplement_awaited(case: &Case) -> Result<(), Refusal> {
    if matches!(case.supplement, Supplement::Asked { .. }) {
        Ok(())
    } else {
        Err(refuse(Rule::SupplementNotAwaited, "没有等待补正的告知；需要补正的，请先发出补正告知书。"))
    }
}

fn letter_open(case: &Case) -> Result<(), Refusal> {
    if case.consultations.iter().any(|letter| letter.end.is_none()) {
        Ok(())
    } else {
        Err(refuse(Rule::ConsultationUnknown, "没有等待答复的征求意见书；需要征求意见的，请先登记发出。"))
    }
}

/// Some letter's last day is over; the form says which.
fn letter_over(case: &Case, context: &Context) -> Result<(), Refusal> {
    let open = case.consultations.iter().filter(|letter| letter.end.is_none());
    let dues: Vec<_> = open.map(|letter| opinion_due(case, letter, context.calendar)).collect();
    if dues.iter().flatten().any(|due| *due < context.today) {
        return Ok(());
    }
    Err(match dues.into_iter().flatten().min() {
        Some(due) => {
            refuse(Rule::ConsultationRunning, format!("对方提出意见的期限到{due}，期满次日起才能登记逾期。"))
        }
        None => refuse(
            Rule::ConsultationRunning,
            "还不知道对方何时收到征求意见书，期限无从起算；请在收到意见后登记。",
        ),
    })
}

fn reasons_free(case: &Case) -> Result<(), Refusal> {
    if case.reasons == Reasons::None {
        Ok(())
    } else {
        Err(refuse(Rule::ReasonsOnce, "已经要求申请人说明理由，请登记其说明或者作出处理。"))
    }
}

fn reasons_awaited(case: &Case) -> Result<(), Refusal> {
    if matches!(case.reasons, Reasons::Demanded { .. }) {
        Ok(())
    } else {
        Err(refuse(
            Rule::ReasonsNotAwaited,
            "没有等待说明的理由；申请数量、频次明显超过合理范围的，请先要求说明理由。",
        ))
    }
}

fn deferrable(case: &Case, context: &Context) -> Result<(), Refusal> {
    if case.deferral.is_some() {
        return Err(refuse(Rule::DeferLaterOnce, "已经确定过延迟答复的期限，请在该期限内答复。"));
    }
    if case.reasons != (Reasons::Received { reasonable: true }) {
        return Err(refuse(
            Rule::DeferAfterReasons,
            "延迟答复以申请人说明的理由合理为前提；请先要求说明理由，或者按规定延长答复期限。",
        ));
    }
    if let Some(due) = case.moments.due(context.calendar).filter(|due| *due < context.today) {
        return Err(refuse(
            Rule::DeferBeforeDue,
            format!("答复期限已于{due}届满，不能再确定延迟答复；请尽快答复。"),
        ));
    }
    Ok(())
}

fn extendable(case: &Case, context: &Context) -> Result<(), Refusal> {
    if case.extension.is_some() {
        return Err(refuse(Rule::ExtendOnce, "答复期限只能延长一次，请在延长后的期限内答复。"));
    }
    if case.deferral.is_some() {
        return Err(refuse(Rule::ExtendOnce, "已经确定延迟答复的期限，不再延长，请在该期限内答复。"));
    }
    match case.moments.due(context.calendar) {
        None => {
            Err(refuse(Rule::DueUnknown, "缺少节假日安排，届满日尚不能确定；请先载入放假通知，再办理延期。"))
        }
        Some(due) if due < context.today => Err(refuse(
            Rule::ExtendBeforeDue,
            format!("答复期限已于{due}届满，不能再延期；请尽快答复，并在呈批单上说明逾期原因。"),
        )),
        Some(_) => Ok(()),
    }
}

fn supplement_over(case: &Case, context: &Context) -> Result<(), Refusal> {
    match case.supplement {
        Supplement::Asked { reply_by, .. } if context.today <= reply_by => Err(refuse(
            Rule::SupplementPeriodRunning,
            format!(
                "补正期限到{reply_by}，期满次日起才能按“逾期不补正”办结；申请人放弃的，请按“申请人撤回”办结。"
            ),
        )),
        Supplement::Asked { .. } | Supplement::None | Supplement::Received(_) => Ok(()),
    }
}

fn fee_over(case: &Case, context: &Context) -> Result<(), Refusal> {
    let Fee::Noticed(notice) = &case.fee else { return Ok(()) };
    match payment_due(notice, context.calendar) {
        Some(due) if due < context.today => Ok(()),
        Some(due) => Err(refuse(
            Rule::FeePeriodRunning,
            format!("缴费期限到{due}，期满次日起才能按“逾期未缴费”办结。"),
        )),
        None => Err(refuse(Rule::DueUnknown, "缺少节假日安排，缴费期限尚不能确定；请先载入放假通知。")),
    }
}

fn fee_free(case: &Case) -> Result<(), Refusal> {
    if case.fee == Fee::None {
        Ok(())
    } else {
        Err(refuse(Rule::FeeOnce, "这件申请已经发过收费通知；每件申请只收一次费。"))
    }
}

fn fee_awaited(stage: Stage) -> Result<(), Refusal> {
    if stage == Stage::WaitingFee {
        Ok(())
    } else {
        Err(refuse(Rule::FeeNotAwaited, "没有等待缴纳的费用；需要收费的，请先发出收费通知。"))
    }
}

fn refundable(case: &Case) -> Result<(), Refusal> {
    if matches!(case.fee, Fee::Paid(..)) {
        Ok(())
    } else {
        Err(refuse(Rule::FeeNotPaid, "没有已缴纳的费用可退。"))
    }
}

fn drafted(case: &Case) -> Result<(), Refusal> {
    if case.draft.is_some() {
        Ok(())
    } else {
        Err(refuse(Rule::NoDraft, "还没有答复书稿，请先起草答复。"))
    }
}

fn checklist_needed(case: &Case) -> Result<(), Refusal> {
    if case.draft.as_ref().is_some_and(|draft| !draft.grounds().is_empty()) {
        Ok(())
    } else {
        Err(refuse(
            Rule::ChecklistOther,
            "书稿的答复决定不需要核对表；不予公开、无法提供、不予处理的才需要填写。",
        ))
    }
}

/// Some third party objects, and nobody decided on it yet.
fn objection(case: &Case) -> Result<(), Refusal> {
    if case.objections().next().is_none() {
        return Err(refuse(
            Rule::NoObjection,
            "没有第三方提出不同意见；需要征求意见的，请先发出征求意见书并登记收到的意见。",
        ));
    }
    if case.objections().all(|letter| case.override_of(&letter.id).is_some()) {
        return Err(refuse(Rule::ObjectionDecided, "对第三方的不同意见已经作出决定，请按决定答复。"));
    }
    Ok(())
}

fn notice_owed(case: &Case) -> Result<(), Refusal> {
    if case.notices_owed().next().is_some() {
        Ok(())
    } else {
        Err(refuse(Rule::NoNoticeOwed, "没有需要告知第三方的决定；因公共利益决定公开的，请先登记该决定。"))
    }
}

fn not_taken_over(case: &Case) -> Result<(), Refusal> {
    match &case.taken_over {
        None => Ok(()),
        Some(act) => Err(refuse(
            Rule::TakenOverOnce,
            format!("这件申请已于{}由承接机关接办，请由该机关继续办理。", act.on),
        )),
    }
}

fn approved(stage: Stage) -> Result<(), Refusal> {
    if stage == Stage::Approved {
        Ok(())
    } else {
        Err(refuse(Rule::NotApproved, "答复书尚未签发，请先送负责人签发。"))
    }
}

fn reopenable(case: &Case) -> Result<(), Refusal> {
    registered(case.stage())?;
    if !case.closed {
        return Err(refuse(Rule::CaseOpen, "该申请尚未办结，请直接答复。"));
    }
    if case.received_on().is_none() {
        return Err(refuse(
            Rule::ConfirmFirst,
            "该申请在双方确认之前已经办结，不计入收到的申请；需要重新办理的，请登记新的申请。",
        ));
    }
    Ok(())
}

fn refuse(rule: Rule, message: impl Into<String>) -> Refusal {
    Refusal::new(rule, message)
}
