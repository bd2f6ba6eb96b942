//! Art. 16: what may be withheld (可以不予公开的情形).
//!
//! Internal affairs of three kinds; information of four kinds from the course of deciding, and enforcement files. The
//! agency has a choice; none when a law, regulation or rule demands that the second group be disclosed.

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
