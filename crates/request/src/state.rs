//! A request as the sum of its events (申请案件).

use gongkai_statute::checklist::checklist;
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Receipt;
use gongkai_statute::{Decision, ReportRow};
use jiff::civil::Date;

use crate::code::{DeliveryWay, ObjectionFinding, Opinion, Sealed};
use crate::erasure::Erased;
use crate::event::duty::{
    ChecklistAnswered, DueReminded, DuplicateDismissed, Escalated, PublicInterestDecided, Reminded,
    TakenOver, ThirdPartyTold,
};
use crate::event::{
    Approved, Archived, Assigned, BroughtIn, Deferred, Delivered, Drafted, Event, Extended, FeeNoticed,
    FileAdded, Linked, Registered, Searched, SecrecyReviewed, SplitFrom,
};
use crate::letters::{self, Letter};
use crate::moments::Moments;
use crate::number::CaseNumber;
use crate::standing::Dated;
use crate::voice::Voice;

/// Where a request stands in the five stages of Art. 45 (办理阶段).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Not registered.
    Unborn,
    /// Registered; the day of receipt waits for confirmation by both sides.
    AwaitingConfirmation,
    /// In hand, the period runs.
    Running,
    /// In hand, an opinion is waited for.
    Consulting,
    /// The requester was asked to supplement.
    WaitingSupplement,
    /// The requester was asked to pay.
    WaitingFee,
    /// A reply is drafted.
    Drafted,
    /// A reply is signed and must go out.
    Approved,
    /// Over: answered, abandoned, lapsed, withdrawn or closed.
    Closed,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 9] = [
        Stage::Unborn,
        Stage::AwaitingConfirmation,
        Stage::Running,
        Stage::Consulting,
        Stage::WaitingSupplement,
        Stage::WaitingFee,
        Stage::Drafted,
        Stage::Approved,
        Stage::Closed,
    ];

    /// The stable identifier in databases and links.
    pub const fn key(self) -> &'static str {
        match self {
            Stage::Unborn => "unborn",
            Stage::AwaitingConfirmation => "awaiting_confirmation",
            Stage::Running => "running",
            Stage::Consulting => "consulting",
            Stage::WaitingSupplement => "waiting_supplement",
            Stage::WaitingFee => "waiting_fee",
            Stage::Drafted => "drafted",
            Stage::Approved => "approved",
            Stage::Closed => "closed",
        }
    }

    /// The words the officer reads.
    pub const fn label(self) -> &'static str {
        match self {
            Stage::Unborn => "未登记",
            Stage::AwaitingConfirmation => "待双方确认",
            Stage::Running => "在办",
            Stage::Consulting => "征求意见",
            Stage::WaitingSupplement => "待补正",
            Stage::WaitingFee => "待缴费",
            Stage::Drafted => "待审批",
            Stage::Approved => "待送达",
            Stage::Closed => "已办结",
        }
    }

    /// The stage with this identifier.
    pub fn from_key(key: &str) -> Option<Stage> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }
}

/// 补正
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Supplement {
    /// Not asked for.
    #[default]
    None,
    /// Asked for, until `reply_by`.
    Asked {
        /// Last day to supplement.
        reply_by: Date,
        /// After the 7 working days.
        late: bool,
    },
    /// It came.
    Received(Date),
}

/// One letter asking for an opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// Name of the letter within the case.
    pub id: String,
    /// Whom.
    pub to: Consulted,
    /// Day sent.
    pub sent_on: Date,
    /// Day they received it.
    pub received_on: Option<Date>,
    /// Last day to answer, for other agencies.
    pub reply_by: Option<Date>,
    /// Opaque id of the person whose key seals the name.
    pub person: Option<String>,
    /// Who is asked, sealed.
    pub whom: Option<Sealed>,
    /// How it ended.
    pub end: Option<ConsultationEnd>,
}

/// How a consultation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsultationEnd {
    /// An opinion came.
    Answered(Date, Opinion),
    /// Silence until the last day.
    Silent(Date),
}

/// 说明理由, Art. 35
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reasons {
    /// Not demanded.
    #[default]
    None,
    /// Demanded.
    Demanded {
        /// Day of the notice.
        on: Date,
        /// Last day to give them.
        reply_by: Option<Date>,
    },
    /// Received, and found reasonable or not.
    Received {
        /// Found reasonable.
        reasonable: bool,
    },
}

/// 信息处理费
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fee {
    /// No notice.
    #[default]
    None,
    /// Noticed, not paid.
    Noticed(FeeNoticed),
    /// Paid.
    Paid(FeeNoticed, Date),
    /// Not paid in time.
    Lapsed(FeeNoticed),
    /// Paid and given back.
    Refunded(FeeNoticed),
}

/// A draft and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The draft.
    pub reply: Drafted,
    /// Its secrecy review.
    pub secrecy: Option<SecrecyReviewed>,
    /// Its approval.
    pub approval: Option<Approved>,
}

impl Draft {
    /// The grounds whose check-lists the draft needs, each once: its decision, or those of the withheld parts.
    pub fn grounds(&self) -> Vec<Decision> {
        grounds(&self.reply)
    }
}

/// The grounds of a reply that have a check-list.
fn grounds(reply: &Drafted) -> Vec<Decision> {
    let all = std::iter::once(reply.decision).chain(reply.parts.iter().map(|part| part.ground));
    let mut found = Vec::new();
    for ground in all {
        if !checklist(ground).is_empty() && !found.contains(&ground) {
            found.push(ground);
        }
    }
    found
}

/// A check-list on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// The answers.
    pub answered: ChecklistAnswered,
    /// The draft changed to another ground since: it stays on file and no longer counts.
    pub is_stale: bool,
}

/// How a case ended (办理结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// One of the 23 results.
    pub decision: Decision,
    /// Day of the result.
    pub on: Date,
    /// How it was delivered; closing acts have no delivery.
    pub way: Option<DeliveryWay>,
    /// After the last day.
    pub late: bool,
}

impl Outcome {
    /// The row of table 三.
    pub const fn row(&self) -> ReportRow {
        self.decision.row()
    }

    /// Whether it is a reply, and no close without one (答复). Earlier records need not say how it was delivered.
    pub const fn is_reply(&self) -> bool {
        self.way.is_some()
            || !matches!(self.decision, Decision::NoSupplement | Decision::FeeUnpaid | Decision::Other)
    }
}

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// The registration form.
    pub registered: Option<Box<Registered>>,
    /// When it came, by which way.
    pub receipt: Option<Receipt>,
    /// The dates that move the clock of the present round.
    pub moments: Moments,
    /// 补正
    pub supplement: Supplement,
    /// 征求意见
    pub consultations: Vec<Consultation>,
    /// 说明理由
    pub reasons: Reasons,
    /// 延迟答复
    pub deferral: Option<Deferred>,
    /// 延长答复期限
    pub extension: Option<Extended>,
    /// The last day as it stood when the extension was recorded.
    pub due_before_extension: Option<Date>,
    /// 信息处理费
    pub fee: Fee,
    /// 分办
    pub assigned: Option<Assigned>,
    /// 检索记录
    pub searches: Vec<Searched>,
    /// 答复书稿
    pub draft: Option<Draft>,
    /// How many drafts were written: which one a review speaks of.
    pub drafts: u32,
    /// 核对表, in the order answered.
    pub checklists: Vec<Checklist>,
    /// Decisions to disclose against an objection.
    pub overrides: Vec<PublicInterestDecided>,
    /// Notices to third parties of such decisions.
    pub told: Vec<ThirdPartyTold>,
    /// The successor that goes on with the case.
    pub taken_over: Option<TakenOver>,
    /// Likenesses somebody looked at and dismissed.
    pub dismissed: Vec<DuplicateDismissed>,
    /// 催办
    pub reminders: Vec<Reminded>,
    /// 逾期上报
    pub escalations: Vec<Escalated>,
    /// 期限提醒
    pub due_reminders: Vec<DueReminded>,
    /// The result that table 三 counts, once and for all.
    pub result: Option<Outcome>,
    /// Replies after a lost review or suit.
    pub later_replies: Vec<Outcome>,
    /// Over, for now.
    pub closed: bool,
    /// 0, or how often a remedy reopened it.
    pub round: u32,
    /// Requests split off.
    pub parts: Vec<CaseNumber>,
    /// Requests linked.
    pub links: Vec<Linked>,
    /// Letters that asked a person, with the person.
    pub consulted_persons: Vec<(String, String)>,
    /// People whose data was erased.
    pub erased: Vec<Erased>,
    /// Files on record, oldest first.
    pub files: Vec<FileAdded>,
    /// Letters, in the order of their first edition.
    pub letters: Vec<Letter>,
    /// The number taken for the reply of this round, until it is delivered or void.
    pub reserved: Option<String>,
    /// Packages of the case, oldest first.
    pub archives: Vec<Archived>,
    /// The dates as last counted and recorded.
    pub dated: Option<Dated>,
    /// What the requester said of their own accord.
    pub voice: Voice,
    /// Where it comes from, when it was brought along from earlier records.
    pub brought_in: Option<BroughtIn>,
}

impl Case {
    /// The state after `events`.
    pub fn after<'a>(events: impl IntoIterator<Item = &'a Event>) -> Case {
        let mut case = Case::default();
        for event in events {
            case.apply(event);
        }
        case
    }

    /// Where the request stands.
    pub fn stage(&self) -> Stage {
        if self.registered.is_none() {
            return Stage::Unborn;
        }
        if self.closed {
            return Stage::Closed;
        }
        if self.received_on().is_none() {
            return Stage::AwaitingConfirmation;
        }
        if matches!(self.fee, Fee::Noticed(_)) {
            return Stage::WaitingFee;
        }
        // A late notice stops nothing: the period runs on, and the reply may be drafted.
        if matches!(self.supplement, Supplement::Asked { late: false, .. }) {
            return Stage::WaitingSupplement;
        }
        match &self.draft {
            Some(Draft { approval: Some(_), .. }) => Stage::Approved,
            Some(_) => Stage::Drafted,
            None if self.consultations.iter().any(|letter| letter.end.is_none()) => Stage::Consulting,
            None => Stage::Running,
        }
    }

    /// The day of receipt (收到申请之日), once settled; it never changes.
    pub fn received_on(&self) -> Option<Date> {
        self.receipt.as_ref().and_then(Receipt::received_on)
    }

    /// The day on which the request counts as new in table 三.
    ///
    /// A part split off after the year end is new in the year of splitting.
    pub fn counted_on(&self) -> Option<Date> {
        let received_on = self.received_on()?;
        let split_on =
            self.registered.as_deref().and_then(|form| form.split_from.as_ref()).map(|split| split.on);
        Some(split_on.filter(|on| on.year() > received_on.year()).unwrap_or(received_on))
    }

    /// The day the case was last closed; `None` while it is open.
    pub fn last_closed_on(&self) -> Option<Date> {
        let last = self.later_replies.last().or(self.result.as_ref());
        last.filter(|_| self.closed).map(|outcome| outcome.on)
    }

    /// The reply that was delivered last; closing acts are none.
    pub fn last_reply(&self) -> Option<&Outcome> {
        self.result.iter().chain(&self.later_replies).rfind(|outcome| outcome.is_reply())
    }

    /// Where it was split from.
    pub fn split_from(&self) -> Option<&SplitFrom> {
        self.registered.as_deref()?.split_from.as_ref()
    }

    /// The open letter named `id`.
    pub fn open_consultation(&self, id: &str) -> Option<&Consultation> {
        self.consultations.iter().find(|letter| letter.id == id && letter.end.is_none())
    }

    /// The letter with this name.
    pub fn letter(&self, id: &str) -> Option<&Letter> {
        self.letters.iter().find(|letter| letter.id == id)
    }

    /// The letter that tells the decision of the present round: the last reply with the number taken for it.
    pub fn answer(&self) -> Option<&Letter> {
        let number = self.draft.as_ref()?.approval.as_ref()?.document.as_deref();
        self.letters.iter().rfind(|letter| {
            letter.is_reply() && letter.last().is_some_and(|edition| edition.document.as_deref() == number)
        })
    }

    /// The file on record with this id.
    pub fn file(&self, id: &str) -> Option<&FileAdded> {
        self.files.iter().find(|added| added.file.id == id)
    }

    /// The check-list of a ground that counts for the present draft.
    pub fn checklist(&self, ground: Decision) -> Option<&ChecklistAnswered> {
        let fresh =
            self.checklists.iter().rev().find(|list| !list.is_stale && list.answered.decision == ground);
        fresh.map(|list| &list.answered)
    }

    /// Letters that third parties answered by objecting, wholly or in part (第三方不同意公开).
    pub fn objections(&self) -> impl Iterator<Item = &Consultation> {
        self.consultations.iter().filter(|letter| {
            letter.to == Consulted::ThirdParty
                && matches!(
                    letter.end,
                    Some(ConsultationEnd::Answered(_, Opinion::Objects | Opinion::Partly))
                )
        })
    }

    /// The decision to disclose against the objection to this letter.
    pub fn override_of(&self, letter: &str) -> Option<&PublicInterestDecided> {
        self.overrides.iter().find(|decided| decided.letter == letter)
    }

    /// Decisions in the public interest of which the third party was not told yet (P10).
    pub fn notices_owed(&self) -> impl Iterator<Item = &PublicInterestDecided> {
        self.overrides.iter().filter(|decided| {
            decided.finding == ObjectionFinding::PublicInterest
                && !self.told.iter().any(|notice| notice.letter == decided.letter)
        })
    }

    /// The first day on which anything can happen in the present round; to a part, once it was split off.
    pub fn begun_on(&self) -> Option<Date> {
        let split_on = self.split_from().map(|split| split.on);
        self.moments.begun_on().max(split_on)
    }

    /// Takes an event into the state.
    pub fn apply(&mut self, event: &Event) {
        self.moments.apply(event);
        if letters::apply(&mut self.letters, event) {
            self.told(event);
            return;
        }
        match event {
            Event::Registered(form) => {
                self.receipt = Some(form.receipt());
                self.registered = Some(form.clone());
            }
            Event::Confirmed(act) => {
                if let Some(receipt) = &mut self.receipt {
                    receipt.confirmed_on = Some(act.on);
                }
            }
            Event::Dated(dated) => self.dated = Some(dated.clone()),
            Event::SupplementAsked(asked) => {
                self.supplement = Supplement::Asked { reply_by: asked.reply_by, late: asked.late };
            }
            Event::SupplementReceived(received) => {
                // The period starts anew, and with it the right to extend once.
                if self.stage() == Stage::WaitingSupplement {
                    self.extension = None;
                    self.deferral = None;
                }
                self.supplement = Supplement::Received(received.on);
            }
            Event::Abandoned(act) => self.end(Decision::NoSupplement, act.on),
            Event::ConsultationSent(letter) => {
                if let Some(person) = &letter.person {
                    self.consulted_persons.push((letter.id.clone(), person.clone()));
                }
                self.consultations.push(Consultation {
                    id: letter.id.clone(),
                    to: letter.to,
                    sent_on: letter.on,
                    received_on: letter.received_on,
                    reply_by: letter.reply_by,
                    person: letter.person.clone(),
                    whom: letter.whom.clone(),
                    end: None,
                });
            }
            Event::ConsultationAnswered(answer) => {
                self.end_consultation(&answer.id, ConsultationEnd::Answered(answer.on, answer.opinion));
            }
            Event::ConsultationExpired(silence) => {
                self.end_consultation(&silence.id, ConsultationEnd::Silent(silence.on));
            }
            Event::ReasonsDemanded(demand) => {
                self.reasons = Reasons::Demanded { on: demand.on, reply_by: demand.reply_by }
            }
            Event::ReasonsReceived(reasons) => {
                self.reasons = Reasons::Received { reasonable: reasons.reasonable };
            }
            Event::Deferred(deferral) => self.deferral = Some(deferral.clone()),
            Event::Extended(extension) => {
                self.due_before_extension = self.dated.as_ref().and_then(|dated| dated.due);
                self.extension = Some(extension.clone());
            }
            Event::FeeNoticed(notice) => self.fee = Fee::Noticed(notice.clone()),
            Event::FeePaid(paid) => {
                if let Fee::Noticed(notice) = std::mem::take(&mut self.fee) {
                    self.fee = Fee::Paid(notice, paid.on);
                }
            }
            Event::FeeLapsed(act) => {
                if let Fee::Noticed(notice) = std::mem::take(&mut self.fee) {
                    self.fee = Fee::Lapsed(notice);
                }
                self.end(Decision::FeeUnpaid, act.on);
            }
            Event::FeeRefunded(_) => {
                if let Fee::Paid(notice, _) = std::mem::take(&mut self.fee) {
                    self.fee = Fee::Refunded(notice);
                }
            }
            Event::Assigned(assigned) => self.assigned = Some(assigned.clone()),
            Event::Searched(search) => self.searches.push(search.clone()),
            Event::Drafted(reply) => {
                let grounds = grounds(reply);
                for list in &mut self.checklists {
                    list.is_stale |= !grounds.contains(&list.answered.decision);
                }
                self.drafts += 1;
                self.draft = Some(Draft { reply: (**reply).clone(), secrecy: None, approval: None });
            }
            Event::SecrecyReviewed(review) => {
                if let Some(draft) = &mut self.draft {
                    draft.secrecy = Some(review.clone());
                }
            }
            Event::Returned(_) => self.draft = None,
            Event::Approved(approval) => {
                self.reserved.clone_from(&approval.document);
                if let Some(draft) = &mut self.draft {
                    draft.approval = Some(approval.clone());
                }
            }
            Event::Delivered(delivered) => self.deliver(delivered),
            Event::Withdrawn(act) => self.end(Decision::Other, act.on),
            Event::Closed(act) => self.end(Decision::Other, act.on),
            Event::Reopened(_) => {
                self.closed = false;
                self.round += 1;
                self.draft = None;
                for list in &mut self.checklists {
                    list.is_stale = true;
                }
                self.extension = None;
                self.deferral = None;
                // What was left open at the end of the first round belongs to the first round.
                self.consultations.clear();
                if matches!(self.supplement, Supplement::Asked { .. }) {
                    self.supplement = Supplement::None;
                }
                if let Fee::Noticed(notice) = &self.fee {
                    self.fee = Fee::Lapsed(notice.clone());
                }
            }
            Event::Split(split) => self.parts.extend(split.parts.iter().copied()),
            Event::Linked(link) => self.links.push(link.clone()),
            Event::Erased(erased) => self.erased.push(erased.clone()),
            Event::FileAdded(added) => self.files.push((**added).clone()),
            Event::NumberVoided(_) => self.reserved = None,
            Event::Archived(archive) => self.archives.push((**archive).clone()),
            // Taken above.
            Event::LetterIssued(_)
            | Event::LetterSent(_)
            | Event::LetterDelivered(_)
            | Event::ReceiptReturned(_)
            | Event::LetterUndelivered(_)
            | Event::LetterOpened(_) => {}
            Event::SubjectSet(act) => {
                if let Some(form) = &mut self.registered {
                    form.subject.clone_from(&act.subject);
                }
            }
            Event::RequesterConfirmed(_)
            | Event::ReasonsGiven(_)
            | Event::Rated(_)
            | Event::Complained(_)
            | Event::ComplaintAnswered(_)
            | Event::OpinionLinkMade(_) => self.voice.apply(event),
            Event::ChecklistAnswered(answered) => {
                self.checklists.push(Checklist { answered: answered.clone(), is_stale: false });
            }
            Event::PublicInterestDecided(decided) => self.overrides.push(decided.clone()),
            Event::ThirdPartyTold(notice) => self.told.push(notice.clone()),
            Event::TakenOver(act) => self.taken_over = Some(act.clone()),
            Event::DuplicateDismissed(act) => self.dismissed.push(act.clone()),
            Event::Reminded(act) => self.reminders.push(act.clone()),
            Event::Escalated(act) => self.escalations.push(act.clone()),
            Event::BroughtIn(past) => {
                if let Some(end) = &past.ended {
                    let (decision, on, way, late) = (end.decision, end.on, end.way, end.late);
                    self.finish(Outcome { decision, on, way, late });
                }
                self.brought_in = Some((**past).clone());
            }
            Event::DueReminded(act) => self.due_reminders.push(act.clone()),
        }
    }

    /// A notice is judged by the day it left, a consultation by the day it was received.
    fn told(&mut self, event: &Event) {
        match event {
            Event::LetterSent(sent) if sent.code == "P3" => {
                if let Supplement::Asked { late, .. } = &mut self.supplement {
                    *late |= sent.late;
                }
            }
            Event::LetterSent(sent) if sent.code == "P11" => {
                if let Fee::Noticed(notice) = &mut self.fee {
                    notice.delivered_on.get_or_insert(sent.on);
                }
            }
            Event::LetterDelivered(act) => {
                let about = act.about.as_ref();
                if let Some(letter) = self.consultations.iter_mut().find(|it| Some(&it.id) == about) {
                    letter.received_on.get_or_insert(act.on);
                }
            }
            _ => {}
        }
    }

    fn deliver(&mut self, delivered: &Delivered) {
        self.reserved = None;
        let outcome = Outcome {
            decision: delivered.decision,
            on: delivered.on,
            way: Some(delivered.way),
            late: delivered.late,
        };
        self.finish(outcome);
    }

    fn end(&mut self, decision: Decision, on: Date) {
        self.finish(Outcome { decision, on, way: None, late: false });
    }

    fn finish(&mut self, outcome: Outcome) {
        self.closed = true;
        // Table 三 counts the first result; what follows a remedy changes nothing there.
        if self.result.is_none() {
            self.result = Some(outcome);
        } else {
            self.later_replies.push(outcome);
        }
    }

    fn end_consultation(&mut self, id: &str, end: ConsultationEnd) {
        if let Some(letter) = self.consultations.iter_mut().find(|letter| letter.id == id) {
            letter.end = Some(end);
        }
    }
}
