//! Art. 16: what may be withheld (可以不予公开的情形).
//!
//! Internal affairs of three kinds; information of four kinds from the course of deciding, and enforcement files. The
//! agency has a choice; none when a law, regulation or rule demands that the second group be disclosed.

use crate::checklist::{Answer, Question};
use crate::decision::Decision;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(16);

/// Three kinds of internal affairs (三类内部事务信息).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InternalKind {
    /// 人事管理
    Personnel,
    /// 后勤管理
    Logistics,
    /// 内部工作流程
    Workflow,
}

/// Four kinds of information from the course of deciding (四类过程性信息).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProcessKind {
    /// 讨论记录
    Discussion,
    /// 过程稿
    Draft,
    /// 磋商信函
    Consultation,
    /// 请示报告
    Submission,
}

/// A ground that the agency may invoke, with the kind the reply must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// 内部事务信息
    Internal(InternalKind),
    /// 过程性信息
    Process(ProcessKind),
    /// 行政执法案卷信息
    EnforcementFile,
}

impl Ground {
    /// Every ground with its kinds.
    pub const ALL: [Ground; 8] = [
        Ground::Internal(InternalKind::Personnel),
        Ground::Internal(InternalKind::Logistics),
        Ground::Internal(InternalKind::Workflow),
        Ground::Process(ProcessKind::Discussion),
        Ground::Process(ProcessKind::Draft),
        Ground::Process(ProcessKind::Consultation),
        Ground::Process(ProcessKind::Submission),
        Ground::EnforcementFile,
    ];

    /// The ground's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Ground::Internal(InternalKind::Personnel) => "internal_personnel",
            Ground::Internal(InternalKind::Logistics) => "internal_logistics",
            Ground::Internal(InternalKind::Workflow) => "internal_workflow",
            Ground::Process(ProcessKind::Discussion) => "process_discussion",
            Ground::Process(ProcessKind::Draft) => "process_draft",
            Ground::Process(ProcessKind::Consultation) => "process_consultation",
            Ground::Process(ProcessKind::Submission) => "process_submission",
            Ground::EnforcementFile => "enforcement_file",
        }
    }

    /// The ground with this identifier.
    pub fn from_key(key: &str) -> Option<Ground> {
        Self::ALL.into_iter().find(|ground| ground.key() == key)
    }

    /// The kind as the reply names it.
    pub const fn label(self) -> &'static str {
        match self {
            Ground::Internal(InternalKind::Personnel) => "人事管理信息",
            Ground::Internal(InternalKind::Logistics) => "后勤管理信息",
            Ground::Internal(InternalKind::Workflow) => "内部工作流程信息",
            Ground::Process(ProcessKind::Discussion) => "讨论记录",
            Ground::Process(ProcessKind::Draft) => "过程稿",
            Ground::Process(ProcessKind::Consultation) => "磋商信函",
            Ground::Process(ProcessKind::Submission) => "请示报告",
            Ground::EnforcementFile => "行政执法案卷信息",
        }
    }

    /// The decision the ground leads to.
    pub const fn decision(self) -> Decision {
        match self {
            Ground::Internal(_) => Decision::InternalAffairs,
            Ground::Process(_) => Decision::Process,
            Ground::EnforcementFile => Decision::EnforcementFile,
        }
    }

    /// Whether the agency may withhold; `required_by_law` when a law, regulation or rule demands disclosure.
    pub const fn may_withhold(self, required_by_law: bool) -> bool {
        match self {
            Ground::Internal(_) => true,
            Ground::Process(_) | Ground::EnforcementFile => !required_by_law,
        }
    }
}

/// Before withholding internal affairs (内部事务信息): what a reviewer would ask.
pub static INTERNAL_QUESTIONS: &[Question] = &[
    Question::must(
        "kind",
        ARTICLE.para(1),
        "是否属于人事管理、后勤管理、内部工作流程三类之一？",
        "不属于三类之一的，不能适用本款；请重新判断是否公开。",
    )
    .saying("写明属于三类中的哪一类"),
    Question::must_not(
        "outward",
        ARTICLE.para(1),
        "该信息是否直接作为对外管理的依据，或者影响申请人的权利义务？",
        "对外产生影响的不是内部事务信息；请重新判断是否公开。",
    ),
    Question::must_not(
        "duty",
        REGULATION_2019.article(20),
        "该信息是否属于应当主动公开的内容，例如机构设置、负责人姓名？",
        "应当主动公开的内容不能以本款为由不予公开；请以“已主动公开”或者“予以公开”答复。",
    ),
    Question::must(
        "parts",
        REGULATION_2019.article(37),
        "是否已经确认没有可以区分出来公开的内容？",
        "能够区分的，应当以“部分公开”答复。",
    ),
];

/// Before withholding information from the course of deciding (过程性信息).
pub static PROCESS_QUESTIONS: &[Question] = &[
    Question::must(
        "kind",
        ARTICLE.para(2),
        "是否属于讨论记录、过程稿、磋商信函、请示报告四类之一？",
        "不属于四类之一的，不能适用本款；请重新判断是否公开。",
    )
    .saying("写明属于四类中的哪一类"),
    Question::must_not(
        "law_demands",
        ARTICLE.para(2),
        "是否有法律、法规或者规章要求公开该信息？",
        "法律、法规、规章规定应当公开的，应当公开。",
    ),
    Question::open("finished", ARTICLE.para(2), "相关的决策或者处理过程是否已经结束？").saying_on(
        Answer::Yes,
        "过程已经结束的，写明仍然不予公开的理由（例如公开会妨碍今后坦率讨论），不能只写“属于过程性信息”",
    ),
    Question::must_not(
        "basis",
        ARTICLE.para(2),
        "该文件是否就是最终决定，或者被最终决定直接引用为依据？",
        "最终决定及其直接依据不是过程性信息；请重新判断是否公开。",
    ),
    Question::must(
        "parts",
        REGULATION_2019.article(37),
        "是否已经确认其中的事实性内容不能区分出来公开？",
        "能够区分的，应当以“部分公开”答复。",
    ),
];

/// Before withholding an enforcement file (行政执法案卷信息).
pub static ENFORCEMENT_QUESTIONS: &[Question] = &[
    Question::must(
        "in_file",
        ARTICLE.para(2),
        "所申请的信息是否收在行政处罚、行政许可、行政检查、行政强制等执法活动的案卷之中？",
        "不在执法案卷之中的，不能适用本款；请重新判断是否公开。",
    )
    .saying("写明是哪一类执法活动、哪一个案卷"),
    Question::must_not(
        "law_demands",
        ARTICLE.para(2),
        "是否有法律、法规或者规章要求公开该信息，例如应当公示的处罚决定？",
        "法律、法规、规章规定应当公开的，应当公开。",
    ),
    Question::open("party", ARTICLE.para(2), "申请人是否为该案当事人或者利害关系人？")
        .saying_on(Answer::Yes, "写明已告知申请人可以依照执法程序的规定查阅案卷"),
    Question::must(
        "parts",
        REGULATION_2019.article(37),
        "是否已经确认没有可以区分出来公开的内容？",
        "能够区分的，应当以“部分公开”答复。",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_that_demands_disclosure_overrides_the_second_paragraph_only() {
        for ground in Ground::ALL {
            assert!(ground.may_withhold(false));
            assert_eq!(ground.may_withhold(true), matches!(ground, Ground::Internal(_)));
            assert_eq!(Ground::from_key(ground.key()), Some(ground));
            assert!(ground.decision().is_refusal_14_16());
        }
    }
}
