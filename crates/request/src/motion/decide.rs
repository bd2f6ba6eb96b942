//! What may follow: one decision per act on a motion.

use gongkai_statute::regulation::art41;
use jiff::civil::Date;

use super::act::{Act, Command, MakeLetter};
use super::event::{
    Answered, Event, EvidenceAdded, Examined, Filed, Fulfilled, MotionErased, Returned, Signed, SubjectSet,
    WithdrawnOn,
};
use super::{Kind, Motion, Outcome, PublicGround, Stage};
use crate::command::LetterNews;
use crate::decide::Context;
use crate::erasure;
use crate::event::{
    Addressee, LetterDelivered, LetterIssued, LetterOpened, LetterSent, LetterUndelivered, ReceiptReturned,
    SealedFile,
};
use crate::letters::Letter;
use crate::refusal::{Decided, Refusal, Rule};

/// The one letter of a motion.
const LETTER: &str = "w1";

/// Decides `command`: what happens, or why not. The last event says where the motion stands, when that moved.
///
/// # Errors
///
/// A [`Refusal`] when the motion, the day or the form do not allow the act.
pub fn decide(motion: &Motion, command: &Command, context: &Context) -> Decided<Event> {
    may(motion, command.act())?;
    if let Some(on) = command.on() {
        if on > context.today {
            return Err(Refusal::new(Rule::InFuture, format!("日期{on}晚于今日，请在当日或者之后登记。")));
        }
        in_order(motion, on)?;
    }
    let mut events = form(motion, command, context)?;
    let mut after = motion.clone();
    for event in &events {
        after.apply(event);
    }
    let standing = after.stand();
    if standing != after.standing {
        events.push(Event::Stood(standing));
    }
    Ok(events)
}

/// Every act on a registered motion, with why it is not possible now.
pub fn acts(motion: &Motion) -> Vec<(Act, Option<Refusal>)> {
    let all = Act::ALL.iter().copied().filter(|act| *act != Act::File);
    all.map(|act| (act, may(motion, act).err())).collect()
}

/// Nothing happens before what came first.
fn in_order(motion: &Motion, on: Date) -> Result<(), Refusal> {
    let dates = [
        motion.filed.as_ref().map(|filed| filed.received_on),
        motion.examined.as_ref().map(|act| act.on),
        motion.draft.as_ref().map(|draft| draft.answer.on),
        motion.draft.as_ref().and_then(|draft| draft.signed.as_ref()).map(|act| act.on),
    ];
    match dates.into_iter().flatten().max() {
        Some(last) if on < last => {
            Err(Refusal::new(Rule::OutOfOrder, format!("日期{on}早于前一环节的{last}，请核对日期。")))
        }
        Some(_) | None => Ok(()),
    }
}

/// What may follow the present stage.
fn may(motion: &Motion, act: Act) -> Result<(), Refusal> {
    let stage = motion.stage();
    match (act, stage) {
        (Act::File, Stage::Unborn)
        | (Act::AddEvidence | Act::Examine, Stage::Open)
        | (Act::Return | Act::Sign, Stage::Drafted)
        | (Act::Send, Stage::Signed)
        | (Act::Fulfil, Stage::Fulfilling) => Ok(()),
        (Act::File, _) => Err(Refusal::new(Rule::MotionFiled, "这个编号已经登记，请重新登记取得新的编号。")),
        (_, Stage::Unborn) => Err(Refusal::new(Rule::MotionUnknown, "还没有登记，请先登记。")),
        // What lists show and what reached the reader may be put right at any time.
        (Act::SetSubject, _) => Ok(()),
        (Act::RecordNews, _) => sent(motion).map(|_| ()),
        (_, Stage::Over) => over(motion, act),
        (Act::AddEvidence | Act::Examine, _) => Err(settled(motion, "补充材料、重新核实")),
        (Act::Draft, Stage::Open | Stage::Drafted) => examined(motion).map(|_| ()),
        (Act::Draft, _) => Err(settled(motion, "修改答复")),
        (Act::Return | Act::Sign, Stage::Open) => {
            Err(Refusal::new(Rule::NoDraft, "还没有起草答复，请先起草。"))
        }
        (Act::Return | Act::Sign, _) => Err(settled(motion, "退回、重新签发")),
        (Act::IssueLetter, _) => writable(motion),
        (Act::Send, Stage::Fulfilling) => resend(motion),
        (Act::Send, _) => Err(Refusal::new(Rule::NotApproved, "答复还没有签发，请先送本机关负责人签发。")),
        (Act::Fulfil, _) => {
            Err(Refusal::new(Rule::NothingToFulfil, "答复签发并送达后，才登记已经更正、已经公开。")
                .under(article(motion)))
        }
        (Act::Withdraw, _) if !motion.has_maker() => Err(Refusal::new(
            Rule::NothingToFulfil,
            "本机关自己提出的建议没有建议人可以撤回；不采纳的，请起草答复说明理由。",
        )
        .under(article(motion))),
        (Act::Withdraw, Stage::Open | Stage::Drafted) => Ok(()),
        (Act::Withdraw, _) => Err(settled(motion, "撤回")),
    }
}

/// After the end only a letter that came back may leave again.
fn over(motion: &Motion, act: Act) -> Result<(), Refusal> {
    match act {
        Act::Send => resend(motion),
        Act::IssueLetter => writable(motion),
        _ => Err(Refusal::new(
            Rule::MotionOver,
            "已经办结，不再变动；有新的证据或者理由的，请登记为新的一件。",
        )),
    }
}

fn resend(motion: &Motion) -> Result<(), Refusal> {
    match motion.answer_letter() {
        Some(letter) if letter.undelivered.is_some() => Ok(()),
        _ => Err(Refusal::new(Rule::LetterSentOnce, "答复文书已经发出；被退回的请先登记退回，再重新发出。")),
    }
}

fn writable(motion: &Motion) -> Result<(), Refusal> {
    if motion.answer().is_none() {
        return Err(Refusal::new(Rule::NotApproved, "答复签发后出具文书，请先送本机关负责人签发。"));
    }
    if motion.has_maker() {
        Ok(())
    } else {
        Err(Refusal::new(Rule::LetterUnknown, "这件建议由本机关提出，没有收件人，不出具文书。"))
    }
}

fn settled(motion: &Motion, what: &str) -> Refusal {
    let instead = match motion.stage() {
        Stage::Drafted => "答复已经送签，请先退回修改",
        _ => "答复已经签发；有新的证据或者理由的，请登记为新的一件",
    };
    Refusal::new(Rule::MotionSettled, format!("现在不能{what}：{instead}。")).under(article(motion))
}

fn article(motion: &Motion) -> gongkai_statute::Article {
    motion.kind().unwrap_or(Kind::Correction).article()
}

fn examined(motion: &Motion) -> Result<&Examined, Refusal> {
    motion.examined.as_ref().ok_or_else(|| {
        let what = match motion.kind() {
            Some(Kind::Proposal) => "请先登记审查情况：属不属于应当主动公开的情形",
            Some(Kind::Correction) | None => "请先登记核实情况：记录是否准确、本机关是否有权更正",
        };
        Refusal::new(Rule::ExamineFirst, format!("{what}，再起草答复。")).under(article(motion))
    })
}

fn sent(motion: &Motion) -> Result<&Letter, Refusal> {
    motion
        .answer_letter()
        .filter(|letter| letter.sent.is_some())
        .ok_or_else(|| Refusal::new(Rule::LetterNotSent, "答复文书还没有发出，请先登记送达。"))
}

fn filled(text: &str, message: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::new(Rule::Blank, message)) } else { Ok(()) }
}

/// What the form of the act still asks for.
fn form(motion: &Motion, command: &Command, context: &Context) -> Decided<Event> {
    let by = context.by.to_owned();
    match command {
        Command::File(filed) => file(filed),
        Command::SetSubject(subject) => {
            filled(subject, "请填写事项摘要，不写个人信息。")?;
            if *subject == motion.subject {
                return Ok(Vec::new());
            }
            Ok(vec![Event::SubjectSet(SubjectSet { subject: subject.trim().to_owned() })])
        }
        Command::AddEvidence(file, is_identity) => Ok(add(motion, file, *is_identity, context)),
        Command::Examine { on, finding, competent, grounds } => {
            examine(motion, finding, *competent, grounds)?;
            Ok(vec![Event::Examined(Examined {
                on: *on,
                by,
                finding: finding.trim().to_owned(),
                competent: *competent,
                grounds: grounds.clone(),
            })])
        }
        Command::Draft(answer) => draft(motion, answer, context),
        Command::Return(reason) => {
            filled(reason, "请写明退回的原因。")?;
            let act = Returned { on: context.today, by, reason: reason.trim().to_owned() };
            Ok(vec![Event::Returned(act)])
        }
        Command::Sign { on, document, content } => {
            let drafted = motion.draft.as_ref().map(|draft| draft.answer.by.as_str());
            if drafted == Some(context.by) {
                return Err(Refusal::new(
                    Rule::ApproveByAnother,
                    "起草人不能签发自己起草的答复，请由本机关其他负责人签发。",
                ));
            }
            let (document, content) = (document.clone(), content.clone());
            Ok(vec![Event::Signed(Signed { on: *on, by, document, content })])
        }
        Command::IssueLetter(made) => issue(motion, made, context),
        Command::Send { way, on, evidence, receipt_by, read_by } => {
            let letter = motion
                .answer_letter()
                .and_then(Letter::last)
                .ok_or_else(|| Refusal::new(Rule::LetterMissing, "答复文书还没有出具，请先出具文书。"))?;
            Ok(vec![Event::LetterSent(LetterSent {
                letter: letter.letter.clone(),
                code: letter.code.clone(),
                about: None,
                late: false,
                edition: letter.edition,
                document: letter.document.clone(),
                way: *way,
                on: *on,
                evidence: evidence.clone(),
                receipt_by: *receipt_by,
                read_by: *read_by,
            })])
        }
        Command::RecordNews(news) => record(motion, news),
        Command::Fulfil { on, what, item } => {
            fulfil(motion, what, item.as_deref())?;
            let what = what.trim().to_owned();
            Ok(vec![Event::Fulfilled(Fulfilled { on: *on, by, what, item: item.clone() })])
        }
        Command::Withdraw(on) => Ok(vec![Event::Withdrawn(WithdrawnOn { on: *on, by })]),
    }
}

fn file(filed: &Filed) -> Decided<Event> {
    filled(&filed.subject, "请填写事项摘要，不写个人信息。")?;
    if filed.kind == Kind::Correction && filed.by.is_none() {
        return Err(Refusal::new(
            Rule::MakerMissing,
            "更正申请由认为与自身相关的记录不准确的人提出，请填写申请人；本机关自行发现差错的，直接更正，不登记为更正申请。",
        ));
    }
    Ok(vec![Event::Filed(Box::new(filed.clone()))])
}

/// The same file twice is one file.
fn add(motion: &Motion, file: &SealedFile, is_identity: bool, context: &Context) -> Vec<Event> {
    if motion
        .evidence
        .iter()
        .any(|added| added.file.digest == file.digest && added.is_identity == is_identity)
    {
        return Vec::new();
    }
    let by = context.by.to_owned();
    vec![Event::EvidenceAdded(EvidenceAdded { on: context.today, by, is_identity, file: file.clone() })]
}

fn examine(
    motion: &Motion,
    finding: &str,
    competent: Option<bool>,
    grounds: &[PublicGround],
) -> Result<(), Refusal> {
    filled(finding, "请写明核实、审查的情况和依据，不写个人信息。")?;
    match motion.kind() {
        Some(Kind::Correction) if competent.is_none() => {
            Err(Refusal::new(Rule::Blank, "请选择本机关是否有权更正这条记录。").under(article(motion)))
        }
        Some(Kind::Correction) if !grounds.is_empty() => {
            Err(Refusal::new(Rule::OutcomeOther, "主动公开的情形只在审查主动公开建议时填写。"))
        }
        _ => Ok(()),
    }
}

fn draft(motion: &Motion, answer: &Answered, context: &Context) -> Decided<Event> {
    let found = examined(motion)?;
    let refuse = |rule: Rule, message: &str| Err(Refusal::new(rule, message).under(article(motion)));
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if Some(answer.outcome.kind()) != motion.kind() {
        return refuse(Rule::OutcomeOther, "这种处理结果属于另一种事项，请重新选择。");
    }
    let open = art41::outcomes(found.competent.unwrap_or_default());
    if answer.outcome.of_article_41().is_some_and(|outcome| !open.contains(&outcome)) {
        return refuse(
            Rule::OutcomeOther,
            if found.competent == Some(true) {
                "核实情况写明本机关有权更正：审核属实的予以更正，不属实的不予更正；不转送其他机关。"
            } else {
                "核实情况写明本机关无权更正：转送有权更正的机关并告知申请人，或者告知申请人向其提出。"
            },
        );
    }
    filled(&answer.about, "请写明记录或者信息的名称，答复文书中写入。")?;
    if answer.outcome == Outcome::Adopted && found.grounds.is_empty() {
        return refuse(
            Rule::PublicGroundMissing,
            "审查情况没有勾选主动公开的情形（条例第19条），不能纳入主动公开；请重新登记审查情况，或者不采纳并说明理由。",
        );
    }
    if answer.outcome == Outcome::Corrected && blank(&answer.result) {
        return refuse(Rule::Blank, "请写明更正后的内容。");
    }
    if answer.outcome.says_no() && blank(&answer.reason) {
        return refuse(Rule::ReasonMissing, "不予更正、不采纳的，应当说明理由。");
    }
    if answer.outcome.names_another() && blank(&answer.competent) {
        return refuse(Rule::CompetentMissing, "请写明有权更正的行政机关。");
    }
    let answer = Answered { by: context.by.to_owned(), ..answer.clone() };
    Ok(vec![Event::Drafted(Box::new(answer))])
}

fn issue(motion: &Motion, made: &MakeLetter, context: &Context) -> Decided<Event> {
    let (Some(filed), Some(signed)) =
        (motion.filed.as_ref(), motion.draft.as_ref().and_then(|draft| draft.signed.as_ref()))
    else {
        return Err(Refusal::new(Rule::NotApproved, "答复签发后出具文书，请先送本机关负责人签发。"));
    };
    let Some(maker) = &filed.by else {
        return Err(Refusal::new(Rule::LetterUnknown, "没有收件人，不出具文书。"));
    };
    if signed.content.as_deref().is_some_and(|content| content != made.content) {
        return Err(Refusal::new(
            Rule::LetterDiffers,
            "文书内容与签发的不一致，不能出具；需要改动的，请登记为新的一件重新答复。",
        ));
    }
    let editions = motion.answer_letter().map_or(0, |letter| letter.editions.len());
    if editions > 0 && made.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Refusal::new(
            Rule::EditionReasonMissing,
            "答复文书已经出具；重新出具的请写明原因，原来的版本仍然保留。",
        ));
    }
    Ok(vec![Event::LetterIssued(Box::new(LetterIssued {
        letter: LETTER.to_owned(),
        code: filed.kind.letter().to_owned(),
        to: Addressee::Requester,
        about: None,
        document: signed.document.clone(),
        edition: u32::try_from(editions).unwrap_or(u32::MAX).saturating_add(1),
        reason: made.reason.clone(),
        on: signed.on,
        by: context.by.to_owned(),
        person: maker.person.clone(),
        files: made.files.clone(),
        content: made.content.clone(),
        template: made.template.clone(),
        scanned: false,
        warnings: made.warnings.clone(),
    }))])
}

fn record(motion: &Motion, news: &LetterNews) -> Decided<Event> {
    let letter = sent(motion)?;
    if letter.sent.as_ref().is_some_and(|sent| news.on() < sent.on) {
        return Err(Refusal::new(Rule::OutOfOrder, "日期不能早于文书发出的日期。"));
    }
    let letter = letter.id.clone();
    Ok(match news {
        LetterNews::Delivered { on, .. } => {
            vec![Event::LetterDelivered(LetterDelivered { letter, about: None, on: *on })]
        }
        LetterNews::ReceiptReturned { on, .. } => {
            vec![Event::ReceiptReturned(ReceiptReturned { letter, on: *on, file: None })]
        }
        LetterNews::Undelivered { on, reason, .. } => {
            filled(reason, "请写明退回的原因。")?;
            let reason = reason.trim().to_owned();
            vec![Event::LetterUndelivered(LetterUndelivered { letter, on: *on, reason })]
        }
        LetterNews::Opened { on, .. } => {
            if sent(motion)?.opened_on.is_some() {
                return Ok(Vec::new());
            }
            vec![Event::LetterOpened(LetterOpened { letter, on: *on })]
        }
    })
}

fn fulfil(motion: &Motion, what: &str, item: Option<&str>) -> Result<(), Refusal> {
    if motion.kind() == Some(Kind::Proposal) {
        if item.is_none_or(|item| item.trim().is_empty()) {
            return Err(Refusal::new(Rule::Blank, "请选择公开的信息：在“主动公开”发布后，填写它的索引号。")
                .under(article(motion)));
        }
        return Ok(());
    }
    filled(what, "请写明已经怎样更正，不写个人信息。")
}

/// Decides whether its maker's data may be erased (删除个人信息).
///
/// # Errors
///
/// A [`Refusal`] while the motion is open, must be kept, or a remedy may still be sought.
pub fn erase(motion: &Motion, reason: &str, retention_years: u16, context: &Context) -> Decided<Event> {
    erasure::given(reason)?;
    let maker = motion.filed.as_ref().and_then(|filed| filed.by.as_ref());
    let maker =
        maker.ok_or_else(|| Refusal::new(Rule::NotRegistered, "这一件没有提出人，不存在个人信息。"))?;
    if motion.erased.is_some() {
        return Err(Refusal::new(Rule::AlreadyErased, "该人的个人信息已经删除，不必再次删除。"));
    }
    let over_on = motion.over_on().ok_or_else(|| {
        Refusal::new(Rule::CaseOpen, "这一件尚未办结，个人信息仍需使用，请办结并期满后再删除。")
    })?;
    erasure::no_remedy_is_open(over_on, context)?;
    erasure::period_is_over(over_on, retention_years, context)?;
    Ok(vec![Event::Erased(MotionErased {
        on: context.today,
        by: context.by.to_owned(),
        person: maker.person.clone(),
        reason: reason.trim().to_owned(),
    })])
}
