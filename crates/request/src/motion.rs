//! Motions: what a person may ask of an agency besides information. A correction request (更正申请, Art. 41) says that
//! what is on record about the person is wrong; a proposal (主动公开建议, Art. 44) that something be published for all.
//!
//! Neither is a request for disclosure: table 三 of the annual report counts none of them. The Regulation sets no period
//! for either, so the last day is the agency's own, fixed when the motion is registered.

use gongkai_statute::regulation::{art41, art44};
use gongkai_statute::{Article, codes};
use jiff::civil::Date;

use crate::code::Sealed;
use crate::event::{Event as CaseEvent, SealedFile};
use crate::letters::Letter;

mod act;
mod decide;
mod event;
mod id;

pub use act::{Act, Command, MakeLetter};
pub use decide::{acts, decide, erase};
pub use event::{
    Answered, Event, EvidenceAdded, Examined, Filed, Fulfilled, MotionErased, ProposedBy, Returned, Signed,
    Standing, SubjectSet, WithdrawnOn,
};
pub use id::{InquiryId, Matter, MotionId};

codes! {
    /// Which motion.
    Kind {
        /// Art. 41
        Correction = "correction", "更正申请";
        /// Art. 44
        Proposal = "proposal", "主动公开建议";
    }
}

impl Kind {
    /// The article it stands on.
    pub const fn article(self) -> Article {
        match self {
            Kind::Correction => art41::ARTICLE,
            Kind::Proposal => art44::ARTICLE,
        }
    }

    /// What stands before its number where people read it.
    pub const fn mark(self) -> &'static str {
        match self {
            Kind::Correction => "更正",
            Kind::Proposal => "建议",
        }
    }

    /// Who makes it.
    pub const fn maker(self) -> &'static str {
        match self {
            Kind::Correction => "申请人",
            Kind::Proposal => "建议人",
        }
    }

    /// The document that answers it.
    pub const fn letter(self) -> &'static str {
        match self {
            Kind::Correction => "C1",
            Kind::Proposal => "C2",
        }
    }
}

codes! {
    /// How a motion is answered (处理结果).
    Outcome {
        /// Found right
        Corrected = "corrected", "予以更正";
        /// Found wrong
        NotCorrected = "not_corrected", "不予更正";
        /// Another agency is competent and was sent the motion
        PassedOn = "passed_on", "转送有权更正的机关";
        /// Another agency is competent and is named
        ToldWhereToAsk = "told_where_to_ask", "告知向有权更正的机关提出";
        /// To be published
        Adopted = "adopted", "纳入主动公开";
        /// Not to be published
        Declined = "declined", "不纳入主动公开";
    }
}

impl Outcome {
    /// Which motion it answers.
    pub const fn kind(self) -> Kind {
        match self {
            Outcome::Corrected | Outcome::NotCorrected | Outcome::PassedOn | Outcome::ToldWhereToAsk => {
                Kind::Correction
            }
            Outcome::Adopted | Outcome::Declined => Kind::Proposal,
        }
    }

    /// The outcomes of a kind, in the order of the form.
    pub fn of(kind: Kind) -> impl Iterator<Item = Outcome> {
        Outcome::ALL.iter().copied().filter(move |outcome| outcome.kind() == kind)
    }

    /// As Art. 41 has it.
    pub const fn of_article_41(self) -> Option<art41::Outcome> {
        match self {
            Outcome::Corrected => Some(art41::Outcome::Corrected),
            Outcome::NotCorrected => Some(art41::Outcome::NotCorrected),
            Outcome::PassedOn => Some(art41::Outcome::PassedOn),
            Outcome::ToldWhereToAsk => Some(art41::Outcome::ToldWhereToAsk),
            Outcome::Adopted | Outcome::Declined => None,
        }
    }

    /// The agency promised to do something and has to do it: correct the record, publish the information.
    pub const fn owes(self) -> bool {
        matches!(self, Outcome::Corrected | Outcome::Adopted)
    }

    /// It names another agency.
    pub const fn names_another(self) -> bool {
        matches!(self, Outcome::PassedOn | Outcome::ToldWhereToAsk)
    }

    /// It says no, and why.
    pub const fn says_no(self) -> bool {
        matches!(self, Outcome::NotCorrected | Outcome::Declined)
    }
}

codes! {
    /// Why information is to be published on the agency's own initiative (主动公开的情形), Art. 19.
    PublicGround {
        /// Adjusts public interests
        Interests = "interests", "涉及公众利益调整";
        /// The public needs to know widely
        Knowledge = "knowledge", "需要公众广泛知晓";
        /// The public takes part in the decision
        Participation = "participation", "需要公众参与决策";
    }
}

codes! {
    /// Where a motion stands.
    Stage {
        /// Not registered
        Unborn = "unborn", "未登记";
        /// Being examined
        Open = "open", "办理中";
        /// With the leader
        Drafted = "drafted", "待签发";
        /// To be sent
        Signed = "signed", "待送达";
        /// What was promised is still to be done
        Fulfilling = "fulfilling", "待落实";
        /// Over
        Over = "over", "已办结";
    }
}

codes! {
    /// What a motion waits for (待办).
    Task {
        /// The answer
        Answer = "answer", "办理并答复";
        /// The signature
        Sign = "sign", "签发答复";
        /// Sending the letter
        Send = "send", "送达答复";
        /// Doing what was promised
        Fulfil = "fulfil", "落实答复";
        /// Its letter came back
        LetterUndelivered = "letter_undelivered", "文书被退回";
        /// The receipt of its letter is missing
        ReceiptMissing = "receipt_missing", "回执未收回";
        /// Its letter was not opened
        LetterUnread = "letter_unread", "文书未查看";
    }
}

/// An answer on the desk or on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// As drafted.
    pub answer: Answered,
    /// Its signature.
    pub signed: Option<Signed>,
}

/// A motion as the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Motion {
    /// As registered.
    pub filed: Option<Box<Filed>>,
    /// What is shown in lists; the officer may word it anew.
    pub subject: String,
    /// What was handed in to show it.
    pub evidence: Vec<EvidenceAdded>,
    /// The last examination.
    pub examined: Option<Examined>,
    /// The answer.
    pub draft: Option<Draft>,
    /// Why the last draft was sent back.
    pub returned: Option<Returned>,
    /// The letter, when there is somebody to write to.
    pub letters: Vec<Letter>,
    /// What was promised is done.
    pub fulfilled: Option<Fulfilled>,
    /// Taken back by its maker.
    pub withdrawn: Option<WithdrawnOn>,
    /// Its maker is erased.
    pub erased: Option<MotionErased>,
    /// Where it stood after the last act.
    pub standing: Standing,
}

impl Motion {
    /// Takes an event into the state.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Filed(filed) => {
                filed.subject.clone_into(&mut self.subject);
                self.filed = Some(filed.clone());
            }
            Event::SubjectSet(act) => act.subject.clone_into(&mut self.subject),
            Event::EvidenceAdded(act) => self.evidence.push(act.clone()),
            Event::Examined(act) => self.examined = Some(act.clone()),
            Event::Drafted(answer) => self.draft = Some(Draft { answer: (**answer).clone(), signed: None }),
            Event::Returned(act) => {
                self.draft = None;
                self.returned = Some(act.clone());
            }
            Event::Signed(act) => {
                if let Some(draft) = &mut self.draft {
                    draft.signed = Some(act.clone());
                }
            }
            Event::Fulfilled(act) => self.fulfilled = Some(act.clone()),
            Event::Withdrawn(act) => self.withdrawn = Some(act.clone()),
            Event::Erased(act) => self.erased = Some(act.clone()),
            Event::Stood(standing) => self.standing = standing.clone(),
            Event::LetterIssued(act) => self.letter(&CaseEvent::LetterIssued(act.clone())),
            Event::LetterSent(act) => self.letter(&CaseEvent::LetterSent(act.clone())),
            Event::LetterDelivered(act) => self.letter(&CaseEvent::LetterDelivered(act.clone())),
            Event::ReceiptReturned(act) => self.letter(&CaseEvent::ReceiptReturned(act.clone())),
            Event::LetterUndelivered(act) => self.letter(&CaseEvent::LetterUndelivered(act.clone())),
            Event::LetterOpened(act) => self.letter(&CaseEvent::LetterOpened(act.clone())),
        }
    }

    /// Its letter lives like any letter of a case.
    fn letter(&mut self, event: &CaseEvent) {
        crate::letters::apply(&mut self.letters, event);
    }

    /// Which motion; `None` before it is registered.
    pub fn kind(&self) -> Option<Kind> {
        self.filed.as_ref().map(|filed| filed.kind)
    }

    /// Is there somebody to answer?
    pub fn has_maker(&self) -> bool {
        self.filed.as_ref().is_some_and(|filed| filed.by.is_some())
    }

    /// The answer, once it is signed.
    pub fn answer(&self) -> Option<&Answered> {
        self.draft.as_ref().filter(|draft| draft.signed.is_some()).map(|draft| &draft.answer)
    }

    /// The letter that answers.
    pub fn answer_letter(&self) -> Option<&Letter> {
        self.letters.last()
    }

    /// Day on which the answer left; the day it was signed when there is nobody to send it to.
    pub fn answered_on(&self) -> Option<Date> {
        let signed = self.draft.as_ref()?.signed.as_ref()?;
        if self.has_maker() { Some(self.answer_letter()?.sent.as_ref()?.on) } else { Some(signed.on) }
    }

    /// The day it was over; `None` while it is not.
    pub fn over_on(&self) -> Option<Date> {
        if self.stage() != Stage::Over {
            return None;
        }
        let withdrawn = self.withdrawn.as_ref().map(|act| act.on);
        let fulfilled = self.fulfilled.as_ref().map(|act| act.on);
        withdrawn.or_else(|| self.answered_on().max(fulfilled))
    }

    /// A file handed in with it.
    pub fn evidence(&self, id: &str) -> Option<&SealedFile> {
        self.evidence.iter().map(|added| &added.file).find(|file| file.id == id)
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        if self.filed.is_none() {
            return Stage::Unborn;
        }
        if self.withdrawn.is_some() {
            return Stage::Over;
        }
        let Some(draft) = &self.draft else { return Stage::Open };
        if draft.signed.is_none() {
            return Stage::Drafted;
        }
        if self.answered_on().is_none() {
            return Stage::Signed;
        }
        if draft.answer.outcome.owes() && self.fulfilled.is_none() { Stage::Fulfilling } else { Stage::Over }
    }

    /// Where it stands and what it waits for, with the days.
    pub fn stand(&self) -> Standing {
        let stage = self.stage();
        let due = self.filed.as_ref().and_then(|filed| filed.due);
        let mut tasks = match stage {
            Stage::Unborn | Stage::Over => Vec::new(),
            Stage::Open => vec![(Task::Answer, due)],
            Stage::Drafted => vec![(Task::Sign, due)],
            Stage::Signed => vec![(Task::Send, due)],
            Stage::Fulfilling => vec![(Task::Fulfil, None)],
        };
        if self.withdrawn.is_none() {
            tasks.extend(self.letters.iter().filter_map(letter_task));
        }
        Standing { stage, tasks }
    }
}

/// What a letter that left waits for. One that has not left is the stage's own task.
fn letter_task(letter: &Letter) -> Option<(Task, Option<Date>)> {
    use crate::standing::TaskKind;
    let task = letter.task()?;
    let kind = match task.kind {
        TaskKind::LetterUndelivered => Task::LetterUndelivered,
        TaskKind::ReceiptMissing => Task::ReceiptMissing,
        TaskKind::LetterUnread => Task::LetterUnread,
        _ => return None,
    };
    Some((kind, task.due))
}

/// What the maker of a motion wrote, in the order of the form; sealed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SealedMotion {
    /// 姓名或者名称
    pub name: Sealed,
    /// 身份证明
    pub identity: Sealed,
    /// 联系方式
    pub contact: Sealed,
    /// Which record is wrong, or what is to be published.
    pub about: Sealed,
    /// What is wrong with it and how it should read, or why it should be published.
    pub text: Sealed,
}

#[cfg(test)]
#[path = "motion/tests.rs"]
mod tests;
