//! The plain rows a report is counted from.

use gongkai_statute::{Decision, RequesterKind};
use jiff::civil::Date;

use crate::cell::{ProactiveCell, RemedyKind};

/// A request as the tally sees it (政府信息公开申请).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFact {
    /// Its number in the register.
    pub number: String,
    /// 收到申请之日 (Art. 31). A supplement does not change it; a request still to be confirmed has none and is no fact yet.
    pub received_on: Date,
    /// Who asks; of a joint request the first applicant.
    pub requester: RequesterKind,
    /// The first result and the day the reply was delivered or posted, or the closing act was recorded. A reopened
    /// case keeps its first result.
    pub result: Option<(Decision, Date)>,
    /// For a part split off by 一事一申请: the day it was split off. After the year's end it is new in the new year.
    pub split_off_on: Option<Date>,
    /// The kind under which it stands in a published row 四, when a later correction changed `requester`.
    pub carried_as: Option<RequesterKind>,
}

impl RequestFact {
    /// The day it enters the count: that of receipt, or of splitting off in a later year.
    pub fn entered_on(&self) -> Date {
        match self.split_off_on {
            Some(day) if day.year() > self.received_on.year() => day,
            _ => self.received_on,
        }
    }

    /// The day its result counts: never before it entered the count.
    pub fn done_on(&self) -> Option<Date> {
        self.result.map(|(_, on)| on.max(self.entered_on()))
    }

    /// The column it counts in within `year`: a carried-in case keeps the kind of the published row 四.
    pub fn kind_in(&self, year: i16) -> RequesterKind {
        match self.carried_as {
            Some(kind) if self.entered_on().year() < year => kind,
            _ => self.requester,
        }
    }
}

/// How a review or suit ended, as table 四 counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemedyOutcome {
    /// 结果维持
    Upheld,
    /// 结果纠正
    Corrected,
    /// 其他结果
    Other,
}

/// An administrative review or a suit; both instances of one suit are one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyFact {
    /// Its number.
    pub number: String,
    /// Which group of table 四.
    pub kind: RemedyKind,
    /// The day it was filed.
    pub filed_on: Date,
    /// The outcome and the day it became effective.
    pub concluded: Option<(RemedyOutcome, Date)>,
}

/// A kind of legal document counted in table 二.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// 规章
    Regulation,
    /// 行政规范性文件
    Normative,
}

impl DocumentKind {
    /// Every kind, in printed order.
    pub const ALL: [DocumentKind; 2] = [DocumentKind::Regulation, DocumentKind::Normative];

    /// The kind's stable identifier in events.
    pub const fn key(self) -> &'static str {
        match self {
            DocumentKind::Regulation => "regulation",
            DocumentKind::Normative => "normative",
        }
    }

    /// The kind with this identifier.
    pub fn from_key(key: &str) -> Option<DocumentKind> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The label printed on the form.
    pub const fn label(self) -> &'static str {
        match self {
            DocumentKind::Regulation => "规章",
            DocumentKind::Normative => "行政规范性文件",
        }
    }
}

/// A 规章 or 行政规范性文件 of the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalDocumentFact {
    /// Its document number or index number.
    pub number: String,
    /// Which kind.
    pub kind: DocumentKind,
    /// The day it was made and issued.
    pub made_on: Date,
    /// The day it was repealed or declared void.
    pub repealed_on: Option<Date>,
}

/// How many documents were in force on a day, by evidence outside the register (期初底数).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningStock {
    /// Which kind.
    pub kind: DocumentKind,
    /// The day; documents made later are in the register.
    pub as_of: Date,
    /// How many.
    pub count: u32,
    /// What shows it, e.g. a published list.
    pub evidence: String,
}

/// A figure of table 二 that the sections return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LedgerKind {
    /// 行政许可 decisions.
    Licences,
    /// 行政处罚 decisions.
    Penalties,
    /// 行政强制 measures and decisions.
    CoerciveMeasures,
    /// 行政事业性收费, in fen.
    Fees,
}

impl LedgerKind {
    /// Every kind, in printed order.
    pub const ALL: [LedgerKind; 4] =
        [LedgerKind::Licences, LedgerKind::Penalties, LedgerKind::CoerciveMeasures, LedgerKind::Fees];

    /// The kind's stable identifier in events and forms.
    pub const fn key(self) -> &'static str {
        match self {
            LedgerKind::Licences => "licences",
            LedgerKind::Penalties => "penalties",
            LedgerKind::CoerciveMeasures => "coercive_measures",
            LedgerKind::Fees => "fees",
        }
    }

    /// The kind with this identifier.
    pub fn from_key(key: &str) -> Option<LedgerKind> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The name an officer reads.
    pub const fn label(self) -> &'static str {
        match self {
            LedgerKind::Licences => "行政许可",
            LedgerKind::Penalties => "行政处罚",
            LedgerKind::CoerciveMeasures => "行政强制",
            LedgerKind::Fees => "行政事业性收费",
        }
    }

    /// The figure it fills.
    pub const fn cell(self) -> ProactiveCell {
        match self {
            LedgerKind::Licences => ProactiveCell::Licences,
            LedgerKind::Penalties => ProactiveCell::Penalties,
            LedgerKind::CoerciveMeasures => ProactiveCell::CoerciveMeasures,
            LedgerKind::Fees => ProactiveCell::Fees10kYuan,
        }
    }
}

/// What one section did in a period: a signed return, or imported rows summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerFact {
    /// Its number in the ledger.
    pub id: String,
    /// The section that answers for it.
    pub section: String,
    /// What is counted.
    pub kind: LedgerKind,
    /// First day covered.
    pub from: Date,
    /// Last day covered; in the same year as `from`.
    pub to: Date,
    /// Decisions, or fen.
    pub amount: i64,
    /// Where the figure comes from.
    pub source: String,
}

/// A section's duty to return a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionDuty {
    /// The section.
    pub section: String,
    /// What it must return.
    pub kind: LedgerKind,
    /// First day of the duty.
    pub from: Date,
    /// Last day of the duty.
    pub to: Option<Date>,
}

/// A published item (信息条目).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFact {
    /// Its index number.
    pub number: String,
    /// The day it was first published: editions and channels do not count again, a withdrawal does not uncount.
    pub first_published_on: Date,
    /// Published in error: never counted.
    pub in_error: bool,
}

/// Items published before the register began and not imported into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemsOpening {
    /// The day the balance was struck.
    pub as_of: Date,
    /// How many items are not in the register.
    pub count: u64,
    /// What shows it.
    pub evidence: String,
}

/// A notice of the information-processing fee (收费通知).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeFact {
    /// The request charged.
    pub request: String,
    /// The day of the notice.
    pub noticed_on: Date,
    /// Its amount.
    pub amount_fen: i64,
    /// The day and amount paid.
    pub paid: Option<(Date, i64)>,
}
