//! What can happen to an item.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AfterReview, Content, ContentHash, Fall, InterpretationForm, Reassessment, SecrecyConclusion, Validity,
    WithdrawalKind,
};

/// An event of stream `item/<agency>/<n>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum ItemEvent {
    /// The first edition was drafted, and the item got its index number.
    #[serde(rename = "item.drafted.v1")]
    Drafted(Drafted),
    /// An item of the site before this one was taken over as published there.
    #[serde(rename = "item.imported.v1")]
    Imported(Imported),
    /// The edition in work was changed: approvals so far are void.
    #[serde(rename = "item.edited.v1")]
    Edited(Edited),
    /// The edition in work was handed in for review.
    #[serde(rename = "item.submitted.v1")]
    Submitted(Submitted),
    /// One editorial level approved.
    #[serde(rename = "item.approved.v1")]
    Approved(Approved),
    /// The secrecy review (保密审查) came to a conclusion.
    #[serde(rename = "item.secrecy_reviewed.v1")]
    SecrecyReviewed(SecrecyReviewed),
    /// The edition in work went back to its author.
    #[serde(rename = "item.sent_back.v1")]
    SentBack(SentBack),
    /// The edition in work became the public one.
    #[serde(rename = "item.published.v1")]
    Published(Published),
    /// The edition in work is to be published at a set time.
    #[serde(rename = "item.scheduled.v1")]
    Scheduled(Scheduled),
    /// It is not, after all.
    #[serde(rename = "item.unscheduled.v1")]
    Unscheduled {
        /// Which edition.
        edition: u32,
        /// Login of the officer.
        by: String,
    },
    /// The item is to be withdrawn at a set time.
    #[serde(rename = "item.end_set.v1")]
    EndSet(EndSet),
    /// It is not, after all.
    #[serde(rename = "item.end_cancelled.v1")]
    EndCancelled {
        /// Login of the officer.
        by: String,
    },
    /// A finding of the screening is none, because … (筛查结果说明).
    #[serde(rename = "item.finding_answered.v1")]
    FindingAnswered(FindingAnswered),
    /// What the item said was destroyed for good (清除内容).
    #[serde(rename = "item.purged.v1")]
    Purged(Purged),
    /// What was published in an emergency was reviewed afterwards.
    #[serde(rename = "item.after_reviewed.v1")]
    AfterReviewed(AfterReviewed),
    /// A new edition was drafted.
    #[serde(rename = "item.revised.v1")]
    Revised(Revised),
    /// The edition in work was given up.
    #[serde(rename = "item.work_abandoned.v1")]
    WorkAbandoned {
        /// Which edition.
        edition: u32,
        /// Why.
        reason: String,
        /// Login of whoever gave it up.
        by: String,
    },
    /// Who may see what is not public was limited, or with nobody named no longer is (限定查看范围).
    #[serde(rename = "item.access_limited.v1")]
    AccessLimited {
        /// Logins of those who may see it besides its authors.
        logins: Vec<String>,
        /// Login of whoever limited it.
        by: String,
    },
    /// It was decided that the edition in work stays inside (定为不公开).
    #[serde(rename = "item.held.v1")]
    Held(Held),
    /// What is not public was assessed again (定期评估审查), Art. 18.
    #[serde(rename = "item.reassessed.v1")]
    Reassessed(Reassessed),
    /// How the item is to be interpreted was planned (解读方案).
    #[serde(rename = "item.interpretation_planned.v1")]
    InterpretationPlanned(InterpretationPlan),
    /// The decision the item makes public no longer stands (处罚决定被变更、撤销).
    #[serde(rename = "item.decision_fell.v1")]
    DecisionFell(DecisionFell),
    /// The document was modified, expired or was repealed.
    #[serde(rename = "item.validity_changed.v1")]
    ValidityChanged(ValidityChange),
    /// The public edition was taken away in due form.
    #[serde(rename = "item.withdrawn.v1")]
    Withdrawn(Withdrawn),
    /// The public edition was taken away at once (紧急撤稿).
    #[serde(rename = "item.pulled.v1")]
    Pulled {
        /// The edition that was public.
        edition: u32,
        /// Why, for the incident record; not shown to the public.
        reason: String,
        /// Login of the officer.
        by: String,
    },
}

/// A new item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// The agency that answers for it.
    pub agency: String,
    /// 索引号
    pub index_number: String,
    /// The series the number belongs to.
    pub index_series: String,
    /// Place within the series.
    pub index_serial: u32,
    /// Editorial levels it must pass.
    pub levels: u8,
    /// What it says.
    pub content: Content,
    /// Hash of what it says.
    pub hash: ContentHash,
    /// Login of the author.
    pub by: String,
}

/// An item taken over from the site before this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The agency that answers for it.
    pub agency: String,
    /// 索引号, as it was or newly given.
    pub index_number: String,
    /// The series the number belongs to; empty for a number brought along.
    pub index_series: String,
    /// Place within the series; 0 for a number brought along.
    pub index_serial: u32,
    /// What it says.
    pub content: Content,
    /// Hash of what it says.
    pub hash: ContentHash,
    /// When it was first published there.
    pub published_at: Timestamp,
    /// The same as a civil date.
    pub published_on: Date,
    /// Where it stood, e.g. its old address.
    pub source: String,
    /// The secrecy review of exactly these bytes.
    pub secrecy: SecrecyReviewed,
    /// Login of whoever took it over.
    pub by: String,
}

/// A change to the edition in work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// Which edition.
    pub edition: u32,
    /// What it says now.
    pub content: Content,
    /// Hash of what it says now.
    pub hash: ContentHash,
    /// Login of whoever changed it.
    pub by: String,
}

/// A handing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// Which edition.
    pub edition: u32,
    /// Hash of what was handed in.
    pub hash: ContentHash,
    /// Reason of an emergency publication, which skips the editorial levels.
    pub emergency: Option<String>,
    /// Login of whoever handed it in.
    pub by: String,
}

/// One level's approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// Which edition.
    pub edition: u32,
    /// Which level, from 1.
    pub level: u8,
    /// Of how many.
    pub of: u8,
    /// Hash of what was approved.
    pub hash: ContentHash,
    /// Remark.
    pub note: String,
    /// Login of the reviewer.
    pub by: String,
}

/// A secrecy review's conclusion, Art. 17.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecrecyReviewed {
    /// Which edition.
    pub edition: u32,
    /// Hash of what was reviewed.
    pub hash: ContentHash,
    /// The conclusion.
    pub conclusion: SecrecyConclusion,
    /// What it rests on.
    pub basis: String,
    /// For an undecided one: the authority that was asked.
    pub referred_to: Option<String>,
    /// For a minor edition: the edition it was compared with.
    pub compared_with: Option<u32>,
    /// Login of the secrecy reviewer.
    pub by: String,
}

/// A sending back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentBack {
    /// Which edition.
    pub edition: u32,
    /// What is to be changed.
    pub reason: String,
    /// Login of whoever sent it back.
    pub by: String,
}

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Which edition.
    pub edition: u32,
    /// Hash of what was published.
    pub hash: ContentHash,
    /// When.
    pub published_at: Timestamp,
    /// The same as a civil date in Asia/Shanghai.
    pub published_on: Date,
    /// Must a review follow, because the editorial levels were skipped?
    pub after_review: bool,
    /// Login of the officer.
    pub by: String,
}

/// A set time of publication (定时发布).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// Which edition.
    pub edition: u32,
    /// Hash of what was approved.
    pub hash: ContentHash,
    /// When.
    pub at: Timestamp,
    /// Login of the officer.
    pub by: String,
}

/// A set time of withdrawal (定时撤下).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndSet {
    /// When.
    pub at: Timestamp,
    /// What readers of its address are told then.
    pub notice: String,
    /// Login of the officer.
    pub by: String,
}

/// Why a finding of the screening may stay (筛查结果说明); kept for every edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingAnswered {
    /// Key of the kind.
    pub kind_of: String,
    /// Keyed hash of what was found: the words themselves stand in no event.
    pub words: String,
    /// Why it may stay.
    pub reason: String,
    /// Login of whoever says so.
    pub by: String,
}

/// A purge: the keys are destroyed with the event, so no copy can be read again (清除内容).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purged {
    /// Hashes of the contents that are gone.
    pub hashes: Vec<ContentHash>,
    /// Names of the keys that were destroyed.
    pub keys: Vec<String>,
    /// Why, for the incident record; not shown to the public.
    pub reason: String,
    /// Login of whoever ordered it.
    pub by: String,
}

/// A review after an emergency publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterReviewed {
    /// Which edition.
    pub edition: u32,
    /// What it found.
    pub finding: AfterReview,
    /// Remark.
    pub note: String,
    /// Login of the reviewer.
    pub by: String,
}

/// A new edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revised {
    /// Which edition.
    pub edition: u32,
    /// What it says.
    pub content: Content,
    /// Hash of what it says.
    pub hash: ContentHash,
    /// What changed and why, for readers.
    pub change_note: String,
    /// Does only the wording change, not the meaning?
    pub minor: bool,
    /// Editorial levels it must pass.
    pub levels: u8,
    /// For a minor edition: the only one who may approve it, the last approver of the edition before.
    pub approver: Option<String>,
    /// Login of the author.
    pub by: String,
}

/// A decision not to publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which edition.
    pub edition: u32,
    /// Hash of what it says.
    pub hash: ContentHash,
    /// Day by which it is assessed again.
    pub reassess_on: Date,
    /// Login of whoever decided.
    pub by: String,
}

/// An assessment of something not public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reassessed {
    /// Which edition.
    pub edition: u32,
    /// What it found.
    pub conclusion: Reassessment,
    /// What that rests on.
    pub basis: String,
    /// Day by which it is assessed again, where it stays inside.
    pub reassess_on: Option<Date>,
    /// Login of whoever assessed.
    pub by: String,
}

/// How an item is to be interpreted; a later plan takes the place of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterpretationPlan {
    /// Is it to be interpreted at all?
    pub needed: bool,
    /// In which forms.
    pub forms: Vec<InterpretationForm>,
    /// Outline, channels and time; where none is needed, why.
    pub note: String,
    /// Login of whoever planned.
    pub by: String,
}

/// A published decision that no longer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionFell {
    /// What became of it.
    pub how: Fall,
    /// The day it did.
    pub on: Date,
    /// Title and number of the act that did it.
    pub act: String,
    /// Login of the officer.
    pub by: String,
}

/// A change of force by another act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidityChange {
    /// What it is from then on.
    pub validity: Validity,
    /// First day on which that holds.
    pub on: Date,
    /// Title and number of the act that did it.
    pub act: String,
    /// The item holding that act, when it is published here.
    pub act_item: Option<String>,
    /// Login of the officer.
    pub by: String,
}

/// A withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The edition that was public, or was pulled.
    pub edition: u32,
    /// Which kind.
    pub kind_of: WithdrawalKind,
    /// What readers of its address are told.
    pub notice: String,
    /// For a superseded item: the item to read instead.
    pub successor: Option<String>,
    /// Login of the officer.
    pub by: String,
}
