//! Which documents there are (文书的种类), and what each must carry.

use gongkai_statute::source::FEE_RULES_2020;
use gongkai_statute::{Article, Decision, REGULATION_2019};

/// One of the documents of a request case (文书).
///
/// `P` accompany the procedure, `R1` to `R23` are the replies, one a [`Decision`], `C` answer a correction request
/// (更正申请) or a proposal to publish (转主动公开建议).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the key is the name; `label` says what it is")]
pub enum LetterCode {
    P1,
    P2,
    P3,
    P4,
    P5,
    P6,
    P7,
    P8,
    P9,
    P10,
    P11,
    P12,
    P13,
    P14,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    R16,
    R17,
    R18,
    R19,
    R20,
    R21,
    R22,
    R23,
    C1,
    C2,
}

use LetterCode::{
    C1, C2, P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13, P14, R1, R2, R3, R4, R5, R6, R7, R8, R9,
    R10, R11, R12, R13, R14, R15, R16, R17, R18, R19, R20, R21, R22, R23,
};

/// To whom a document goes (主送).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    /// 申请人
    Requester,
    /// 第三方
    ThirdParty,
    /// 其他机关、单位
    OtherUnit,
    /// 存入案卷
    File,
}

impl LetterCode {
    /// Every document, in the order of the reference list.
    pub const ALL: [LetterCode; 39] = [
        P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13, P14, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10,
        R11, R12, R13, R14, R15, R16, R17, R18, R19, R20, R21, R22, R23, C1, C2,
    ];

    /// The document's stable identifier in files and databases.
    pub const fn key(self) -> &'static str {
        match self {
            P1 => "P1",
            P2 => "P2",
            P3 => "P3",
            P4 => "P4",
            P5 => "P5",
            P6 => "P6",
            P7 => "P7",
            P8 => "P8",
            P9 => "P9",
            P10 => "P10",
            P11 => "P11",
            P12 => "P12",
            P13 => "P13",
            P14 => "P14",
            R1 => "R1",
            R2 => "R2",
            R3 => "R3",
            R4 => "R4",
            R5 => "R5",
            R6 => "R6",
            R7 => "R7",
            R8 => "R8",
            R9 => "R9",
            R10 => "R10",
            R11 => "R11",
            R12 => "R12",
            R13 => "R13",
            R14 => "R14",
            R15 => "R15",
            R16 => "R16",
            R17 => "R17",
            R18 => "R18",
            R19 => "R19",
            R20 => "R20",
            R21 => "R21",
            R22 => "R22",
            R23 => "R23",
            C1 => "C1",
            C2 => "C2",
        }
    }

    /// The document with this identifier.
    pub fn from_key(key: &str) -> Option<LetterCode> {
        Self::ALL.into_iter().find(|code| code.key() == key)
    }

    /// The document's name as the officer reads it.
    pub const fn label(self) -> &'static str {
        match self {
            P1 => "政府信息公开申请登记表",
            P2 => "政府信息公开申请登记回执",
            P3 => "政府信息公开申请补正告知书",
            P4 => "政府信息公开申请说明理由告知书",
            P5 => "政府信息公开申请延期答复告知书",
            P6 => "政府信息公开申请延迟答复告知书",
            P7 => "第三方意见征询书",
            P8 => "征求意见告知书",
            P9 => "征求共同制作机关意见函",
            P10 => "决定公开告知第三方书",
            P11 => "信息处理费收费通知书",
            P12 => "政府信息公开申请协办函",
            P13 => "送达回证",
            P14 => "政府信息公开审查呈批单",
            R1 => "答复书（已主动公开）",
            R2 => "答复书（予以公开）",
            R3 => "答复书（部分公开）",
            R4 => "答复书（不予公开：国家秘密）",
            R5 => "答复书（不予公开：法律、行政法规禁止）",
            R6 => "答复书（不予公开：三安全一稳定）",
            R7 => "答复书（不予公开：第三方合法权益）",
            R8 => "答复书（不予公开：内部事务信息）",
            R9 => "答复书（不予公开：过程性信息）",
            R10 => "答复书（不予公开：行政执法案卷信息）",
            R11 => "告知书（行政查询事项）",
            R12 => "告知书（信息不存在）",
            R13 => "告知书（非本机关负责公开）",
            R14 => "告知书（没有现成信息）",
            R15 => "告知书（补正后仍不明确）",
            R16 => "告知书（信访、投诉、举报）",
            R17 => "告知书（重复申请）",
            R18 => "告知书（公开出版物）",
            R19 => "告知书（大量反复申请，不予处理）",
            R20 => "告知书（要求确认或重新出具）",
            R21 => "告知书（逾期不补正，视为放弃）",
            R22 => "告知书（逾期未缴费，视为放弃）",
            R23 => "终止办理告知书（撤回申请）",
            C1 => "政府信息更正申请告知书",
            C2 => "转主动公开建议答复书",
        }
    }

    /// The reply that this decision is told with.
    pub const fn of(decision: Decision) -> LetterCode {
        match decision {
            Decision::AlreadyPublic => R1,
            Decision::Granted => R2,
            Decision::PartlyGranted => R3,
            Decision::StateSecret => R4,
            Decision::ProhibitedByLaw => R5,
            Decision::SecurityStability => R6,
            Decision::ThirdParty => R7,
            Decision::InternalAffairs => R8,
            Decision::Process => R9,
            Decision::EnforcementFile => R10,
            Decision::InquiryItem => R11,
            Decision::NotExisting => R12,
            Decision::NotResponsible => R13,
            Decision::NeedsCreation => R14,
            Decision::StillUnclear => R15,
            Decision::Petition => R16,
            Decision::Repeat => R17,
            Decision::PublicPublication => R18,
            Decision::Excessive => R19,
            Decision::Reconfirm => R20,
            Decision::NoSupplement => R21,
            Decision::FeeUnpaid => R22,
            Decision::Other => R23,
        }
    }

    /// The decision a reply tells; `None` for the other documents.
    pub fn decision(self) -> Option<Decision> {
        Decision::ALL.into_iter().find(|decision| Self::of(*decision) == self)
    }

    /// To whom the document goes.
    pub const fn reader(self) -> Reader {
        match self {
            P1 | P13 | P14 => Reader::File,
            P7 | P10 => Reader::ThirdParty,
            P9 | P12 => Reader::OtherUnit,
            _ => Reader::Requester,
        }
    }

    /// Whether it is a form of the file (表格), not a letter with head and signature.
    pub const fn is_form(self) -> bool {
        matches!(self.reader(), Reader::File)
    }

    /// Whether it bears a document number (文号); forms and the receipt do not.
    pub const fn bears_number(self) -> bool {
        !self.is_form() && !matches!(self, P2)
    }

    /// Whether the reader must be told what can be done about it (救济告知).
    ///
    /// Every reply, save the one that ends a request its applicant took back; and the decision told to a third party,
    /// whose objection it overrides. A procedural notice need not.
    pub const fn needs_remedies(self) -> bool {
        !matches!(self, P1 | P2 | P3 | P4 | P5 | P6 | P7 | P8 | P9 | P11 | P12 | P13 | P14 | R23 | C1 | C2)
    }

    /// The articles the document rests on, the most specific first.
    pub fn articles(self) -> &'static [Article] {
        const fn of(number: u16) -> Article {
            REGULATION_2019.article(number)
        }
        match self {
            P1 | P13 | P14 => const { &[of(45)] },
            P2 => const { &[of(31)] },
            P3 => const { &[of(30)] },
            P4 | P6 => const { &[of(35)] },
            P5 => const { &[of(33).para(2)] },
            P7 | P10 => const { &[of(32)] },
            P8 => const { &[of(33).para(3)] },
            P9 => const { &[of(34)] },
            P11 => const { &[of(42), FEE_RULES_2020.article(0)] },
            P12 => const { &[of(11)] },
            C1 => const { &[of(41)] },
            C2 => const { &[of(44)] },
            _ => self.decision().map_or(&[], Decision::articles),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_and_no_label_is_used_twice() {
        assert!(LetterCode::ALL.into_iter().all(|code| LetterCode::from_key(code.key()) == Some(code)));
        let mut labels: Vec<_> = LetterCode::ALL.into_iter().map(LetterCode::label).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), LetterCode::ALL.len());
    }

    #[test]
    fn the_23_decisions_have_a_reply_each_numbered_alike() {
        for (index, decision) in Decision::ALL.into_iter().enumerate() {
            let code = LetterCode::of(decision);
            assert_eq!(code.key(), format!("R{}", index + 1));
            assert_eq!(code.decision(), Some(decision));
            assert_eq!(code.articles(), decision.articles());
        }
        assert_eq!(P3.decision(), None);
    }

    #[test]
    fn what_denies_a_request_tells_the_remedies() {
        for code in LetterCode::ALL {
            let denies = code.decision().is_some_and(Decision::needs_reason);
            assert!(!denies || code.needs_remedies(), "{code:?}");
        }
        assert!(!P5.needs_remedies());
    }
}
