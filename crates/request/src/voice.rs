//! What the requester says of their own accord (申请人的表示): confirming, giving reasons, rating, complaining; and the
//! links by which a third party answers.
//!
//! None of it moves the clock. What the law lets follow (the day of receipt, whether reasons are reasonable) the agency
//! records by acts of its own.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::Sealed;
use crate::decide::Context;
use crate::event::{Event, On};
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::{Case, Reasons, Stage, Supplement};

/// Reasons as the requester gave them (申请人说明的理由), Art. 35; the agency judges them by an act of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonsGiven {
    /// Day.
    pub on: Date,
    /// What was said, sealed.
    pub text: Sealed,
}

/// A reply as the requester finds it (满意度评价).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// Day.
    pub on: Date,
    /// Which reply: 0 for the first, then one for every time a remedy reopened the case.
    pub round: u32,
    /// 1 (很不满意) to 5 (很满意).
    pub score: u8,
    /// In the requester's words, sealed.
    pub words: Option<Sealed>,
}

/// A complaint (投诉), Arts. 47 and 51.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complained {
    /// Place among the complaints of the case, from 1.
    pub id: u32,
    /// Day.
    pub on: Date,
    /// What it is about, sealed.
    pub text: Sealed,
}

/// What became of a complaint (投诉处理结果).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintAnswered {
    /// Which.
    pub id: u32,
    /// Day.
    pub on: Date,
    /// Login of the person who answered.
    pub by: String,
    /// What was found and done, without personal data: the requester reads it.
    pub result: String,
}

/// A link was made by which a third party answers online (第三方意见链接).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionLinkMade {
    /// Name of the letter within the case.
    pub letter: String,
    /// Day.
    pub on: Date,
    /// Keyed hash of the link's token, by which its own record is found; the token itself is kept nowhere.
    pub link: String,
}

/// A complaint and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Place among the complaints of the case, from 1.
    pub id: u32,
    /// Day.
    pub on: Date,
    /// What it is about, sealed.
    pub text: Sealed,
    /// The answer.
    pub answer: Option<ComplaintAnswered>,
}

/// What the requester has said so far (申请人的表示).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Voice {
    /// Day on which the requester confirmed online.
    pub confirmed_on: Option<Date>,
    /// Reasons given, not yet judged.
    pub reasons: Option<ReasonsGiven>,
    /// One rating a reply.
    pub ratings: Vec<Rated>,
    /// Complaints, oldest first.
    pub complaints: Vec<Complaint>,
    /// Links for third parties, oldest first.
    pub links: Vec<OpinionLinkMade>,
}

impl Voice {
    /// Takes an event into what was said.
    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::RequesterConfirmed(act) => self.confirmed_on = Some(act.on),
            Event::ReasonsGiven(reasons) => self.reasons = Some(reasons.clone()),
            Event::Rated(rating) => self.ratings.push(rating.clone()),
            Event::Complained(act) => self.complaints.push(Complaint {
                id: act.id,
                on: act.on,
                text: act.text.clone(),
                answer: None,
            }),
            Event::ComplaintAnswered(answer) => {
                if let Some(complaint) = self.complaints.iter_mut().find(|it| it.id == answer.id) {
                    complaint.answer = Some(answer.clone());
                }
            }
            Event::OpinionLinkMade(link) => self.links.push(link.clone()),
            _ => {}
        }
    }

    /// The rating of the reply of this round.
    pub fn rating(&self, round: u32) -> Option<&Rated> {
        self.ratings.iter().find(|rating| rating.round == round)
    }

    /// The complaint that waits for an answer.
    pub fn open_complaint(&self) -> Option<&Complaint> {
        self.complaints.iter().find(|complaint| complaint.answer.is_none())
    }

    /// The number of the next complaint.
    pub fn next_complaint(&self) -> u32 {
        u32::try_from(self.complaints.len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

/// Confirms, for the requester, that the request reached the agency (申请人确认), Art. 31.
///
/// It settles nothing alone: both sides must confirm, and the agency does so by [`crate::Act::Confirm`].
///
/// # Errors
///
/// A [`Refusal`] when the day of receipt is settled or the requester confirmed before.
pub fn confirm(case: &Case, context: &Context) -> Decided<Event> {
    if case.stage() != Stage::AwaitingConfirmation {
        return Err(Refusal::new(Rule::AlreadyConfirmed, "收到申请之日已经确定，不需要再确认。"));
    }
    if case.voice.confirmed_on.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::RequesterConfirmed(On { on: context.today })])
}

/// Takes the requester's reasons (说明理由), Art. 35.
///
/// # Errors
///
/// A [`Refusal`] when none were demanded, or they came already.
pub fn give_reasons(case: &Case, text: Sealed, context: &Context) -> Decided<Event> {
    if !matches!(case.reasons, Reasons::Demanded { .. }) || case.closed {
        return Err(Refusal::new(Rule::ReasonsNotAwaited, "目前没有要求您说明理由。"));
    }
    if case.voice.reasons.is_some() {
        return Err(Refusal::new(Rule::ReasonsOnce, "您的说明已经收到；需要补充的，请与受理机关联系。"));
    }
    Ok(vec![Event::ReasonsGiven(ReasonsGiven { on: context.today, text })])
}

/// Takes the requester's judgement of the reply, once a reply.
///
/// # Errors
///
/// A [`Refusal`] when there is no reply yet, it was rated, or the score is none.
pub fn rate(case: &Case, score: u8, words: Option<Sealed>, context: &Context) -> Decided<Event> {
    let answered = case.closed && case.last_reply().is_some();
    if !answered {
        return Err(Refusal::new(Rule::NotAnswered, "收到答复后才能评价；对办理过程有意见的，可以投诉。"));
    }
    if !(1..=5).contains(&score) {
        return Err(Refusal::new(Rule::Blank, "请选择满意程度。"));
    }
    if case.voice.rating(case.round).is_some() {
        return Err(Refusal::new(Rule::RatedOnce, "这份答复已经评价过，每份答复评价一次。"));
    }
    Ok(vec![Event::Rated(Rated { on: context.today, round: case.round, score, words })])
}

/// Takes a complaint (投诉), Art. 51: one at a time.
///
/// # Errors
///
/// A [`Refusal`] when the last one waits for its answer.
pub fn complain(case: &Case, text: Sealed, context: &Context) -> Decided<Event> {
    if case.registered.is_none() {
        return Err(Refusal::new(Rule::NotRegistered, "没有这件申请。"));
    }
    if case.voice.open_complaint().is_some() {
        return Err(Refusal::new(
            Rule::ComplaintOpen,
            "您的投诉正在处理，处理结果会显示在本页；也可以向上一级行政机关或者政府信息公开工作主管部门反映。",
        ));
    }
    let id = case.voice.next_complaint();
    Ok(vec![Event::Complained(Complained { id, on: context.today, text })])
}

/// Answers the open complaint (处理投诉).
///
/// # Errors
///
/// A [`Refusal`] when none is open, or the result says nothing.
pub fn answer_complaint(case: &Case, result: &str, context: &Context) -> Decided<Event> {
    let Some(complaint) = case.voice.open_complaint() else {
        return Err(Refusal::new(Rule::ComplaintNotOpen, "没有待处理的投诉。"));
    };
    if result.trim().is_empty() {
        return Err(Refusal::new(Rule::Blank, "请写明核实情况和处理结果。"));
    }
    Ok(vec![Event::ComplaintAnswered(ComplaintAnswered {
        id: complaint.id,
        on: context.today,
        by: context.by.to_owned(),
        result: result.trim().to_owned(),
    })])
}

/// Makes a link for the one asked by the open letter `letter` (第三方意见链接), Art. 32.
///
/// # Errors
///
/// A [`Refusal`] when the letter is not open.
pub fn make_link(case: &Case, letter: &str, link: &str, context: &Context) -> Decided<Event> {
    if case.closed || case.open_consultation(letter).is_none() {
        return Err(Refusal::new(
            Rule::ConsultationUnknown,
            "没有这个编号的待答复征求意见书；请先登记发出征求意见书，再生成链接。",
        ));
    }
    let made = OpinionLinkMade { letter: letter.to_owned(), on: context.today, link: link.to_owned() };
    Ok(vec![Event::OpinionLinkMade(made)])
}

/// Is a supplement waited for, and until when?
pub fn supplement_by(case: &Case) -> Option<Date> {
    match case.supplement {
        Supplement::Asked { reply_by, .. } if !case.closed => Some(reply_by),
        Supplement::Asked { .. } | Supplement::None | Supplement::Received(_) => None,
    }
}
