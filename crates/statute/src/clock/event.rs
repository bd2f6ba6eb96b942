//! What can happen to a request's clock (办理过程中的事项).

use jiff::civil::Date;

use crate::calendar::Workdays;

/// Something the agency sent to the applicant (发出的文书).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Outgoing {
    /// The document's date (落款日期).
    pub dated_on: Date,
    /// The day it was signed for, or posted when posted (送达之日、交邮之日).
    pub delivered_on: Option<Date>,
}

impl Outgoing {
    /// A document delivered on its date.
    pub const fn on(day: Date) -> Outgoing {
        Outgoing { dated_on: day, delivered_on: None }
    }

    /// The day that decides whether it was in time (C6 of [`crate::counting`]).
    pub const fn judged_on(self) -> Date {
        match self.delivered_on {
            Some(day) => day,
            None => self.dated_on,
        }
    }
}

/// Whom the agency asks (征求意见的对象). Silence means something different for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Consulted {
    /// 第三方 (Art. 32): silent, the agency decides itself.
    ThirdParty,
    /// 共同制作机关 (Art. 34): silent, it consents.
    CoMaker,
    /// 其他机关 (Art. 33): silence means nothing; counting resumes on the day set for the answer.
    OtherAgency,
}

impl Consulted {
    /// Every kind.
    pub const ALL: [Consulted; 3] = [Consulted::ThirdParty, Consulted::CoMaker, Consulted::OtherAgency];

    /// The kind's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Consulted::ThirdParty => "third_party",
            Consulted::CoMaker => "co_maker",
            Consulted::OtherAgency => "other_agency",
        }
    }

    /// The kind's name.
    pub const fn label(self) -> &'static str {
        match self {
            Consulted::ThirdParty => "第三方",
            Consulted::CoMaker => "共同制作机关",
            Consulted::OtherAgency => "其他机关",
        }
    }

    /// The kind with this identifier; `agency` is read as a co-maker.
    pub fn from_key(key: &str) -> Option<Consulted> {
        if key == "agency" {
            return Some(Consulted::CoMaker);
        }
        Self::ALL.into_iter().find(|consulted| consulted.key() == key)
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// 补正告知
    SupplementNotice {
        /// The notice.
        sent: Outgoing,
        /// The last day to supplement.
        reply_by: Option<Date>,
    },
    /// 收到补正的申请
    SupplementReceived {
        /// The day.
        on: Date,
        /// Whether a late supplement had a good reason (正当理由).
        excused: bool,
    },
    /// 发出征求意见书
    ConsultationSent {
        /// Ties the answer to the letter.
        id: String,
        /// The day it was sent.
        on: Date,
        /// The day the one asked received it.
        received_on: Option<Date>,
        /// Whom.
        to: Consulted,
        /// The day set for another agency's answer.
        reply_by: Option<Date>,
    },
    /// 收到意见
    ConsultationAnswered {
        /// The letter answered.
        id: String,
        /// The day.
        on: Date,
    },
    /// 延期告知
    ExtensionNotice {
        /// The notice.
        sent: Outgoing,
        /// By how much.
        workdays: Workdays,
    },
    /// 要求说明理由
    ReasonsDemanded {
        /// The letter.
        sent: Outgoing,
        /// The day set for the reasons.
        reply_by: Option<Date>,
    },
    /// 收到理由说明
    ReasonsReceived {
        /// The day.
        on: Date,
    },
    /// 延迟答复告知
    Deferred {
        /// The notice.
        sent: Outgoing,
        /// The later day set.
        until: Date,
    },
    /// 收费通知
    FeeNotice {
        /// The notice.
        sent: Outgoing,
        /// The day the applicant received it; the day of delivery when absent.
        received_on: Option<Date>,
    },
    /// 缴费完成
    FeePaid {
        /// The day.
        on: Date,
    },
    /// 答复
    Reply {
        /// The reply.
        sent: Outgoing,
    },
}

impl Event {
    /// The day by which it is judged and put in order.
    pub const fn judged_on(&self) -> Date {
        match self {
            Event::SupplementNotice { sent, .. }
            | Event::ExtensionNotice { sent, .. }
            | Event::ReasonsDemanded { sent, .. }
            | Event::Deferred { sent, .. }
            | Event::FeeNotice { sent, .. }
            | Event::Reply { sent } => sent.judged_on(),
            Event::SupplementReceived { on, .. }
            | Event::ConsultationSent { on, .. }
            | Event::ConsultationAnswered { on, .. }
            | Event::ReasonsReceived { on }
            | Event::FeePaid { on } => *on,
        }
    }

    /// The event's name.
    pub const fn label(&self) -> &'static str {
        match self {
            Event::SupplementNotice { .. } => "补正告知",
            Event::SupplementReceived { .. } => "收到补正",
            Event::ConsultationSent { .. } => "征求意见",
            Event::ConsultationAnswered { .. } => "收到意见",
            Event::ExtensionNotice { .. } => "延期告知",
            Event::ReasonsDemanded { .. } => "要求说明理由",
            Event::ReasonsReceived { .. } => "收到理由说明",
            Event::Deferred { .. } => "延迟答复告知",
            Event::FeeNotice { .. } => "收费通知",
            Event::FeePaid { .. } => "缴费",
            Event::Reply { .. } => "答复",
        }
    }
}
