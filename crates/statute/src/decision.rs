//! What an agency may answer (答复的种类), and the row of the annual report in which the answer counts.

use crate::source::{Article, FEE_RULES_2020, REGULATION_2019};

/// The result row of table 三 in which a decision counts (年度报告表三“本年度办理结果”的行).
///
/// Source: 国办公开办函〔2021〕30号, annex; rows of the 2021 form, in printed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportRow {
    /// （一）予以公开
    Granted,
    /// （二）部分公开
    PartlyGranted,
    /// （三）1. 属于国家秘密
    RefusedStateSecret,
    /// （三）2. 其他法律行政法规禁止公开
    RefusedProhibitedByLaw,
    /// （三）3. 危及“三安全一稳定”
    RefusedSecurityStability,
    /// （三）4. 保护第三方合法权益
    RefusedThirdParty,
    /// （三）5. 属于三类内部事务信息
    RefusedInternalAffairs,
    /// （三）6. 属于四类过程性信息
    RefusedProcess,
    /// （三）7. 属于行政执法案卷
    RefusedEnforcementFile,
    /// （三）8. 属于行政查询事项
    RefusedInquiryItem,
    /// （四）1. 本机关不掌握相关政府信息
    UnavailableNotHeld,
    /// （四）2. 没有现成信息需要另行制作
    UnavailableNeedsCreation,
    /// （四）3. 补正后申请内容仍不明确
    UnavailableUnclear,
    /// （五）1. 信访举报投诉类申请
    UnprocessedPetition,
    /// （五）2. 重复申请
    UnprocessedRepeat,
    /// （五）3. 要求提供公开出版物
    UnprocessedPublication,
    /// （五）4. 无正当理由大量反复申请
    UnprocessedExcessive,
    /// （五）5. 要求行政机关确认或重新出具已获取信息
    UnprocessedReconfirm,
    /// （六）1. 申请人无正当理由逾期不补正
    OtherNoSupplement,
    /// （六）2. 申请人逾期未按收费通知要求缴纳费用
    OtherFeeUnpaid,
    /// （六）3. 其他
    Other,
}

impl ReportRow {
    /// Every row, in printed order.
    pub const ALL: [ReportRow; 21] = [
        ReportRow::Granted,
        ReportRow::PartlyGranted,
        ReportRow::RefusedStateSecret,
        ReportRow::RefusedProhibitedByLaw,
        ReportRow::RefusedSecurityStability,
        ReportRow::RefusedThirdParty,
        ReportRow::RefusedInternalAffairs,
        ReportRow::RefusedProcess,
        ReportRow::RefusedEnforcementFile,
        ReportRow::RefusedInquiryItem,
        ReportRow::UnavailableNotHeld,
        ReportRow::UnavailableNeedsCreation,
        ReportRow::UnavailableUnclear,
        ReportRow::UnprocessedPetition,
        ReportRow::UnprocessedRepeat,
        ReportRow::UnprocessedPublication,
        ReportRow::UnprocessedExcessive,
        ReportRow::UnprocessedReconfirm,
        ReportRow::OtherNoSupplement,
        ReportRow::OtherFeeUnpaid,
        ReportRow::Other,
    ];

    /// The row's stable identifier in files and databases.
    pub const fn key(self) -> &'static str {
        match self {
            ReportRow::Granted => "granted",
            ReportRow::PartlyGranted => "partly_granted",
            ReportRow::RefusedStateSecret => "refused_state_secret",
            ReportRow::RefusedProhibitedByLaw => "refused_prohibited_by_law",
            ReportRow::RefusedSecurityStability => "refused_security_stability",
            ReportRow::RefusedThirdParty => "refused_third_party",
            ReportRow::RefusedInternalAffairs => "refused_internal_affairs",
            ReportRow::RefusedProcess => "refused_process",
            ReportRow::RefusedEnforcementFile => "refused_enforcement_file",
            ReportRow::RefusedInquiryItem => "refused_inquiry_item",
            ReportRow::UnavailableNotHeld => "unavailable_not_held",
            ReportRow::UnavailableNeedsCreation => "unavailable_needs_creation",
            ReportRow::UnavailableUnclear => "unavailable_unclear",
            ReportRow::UnprocessedPetition => "unprocessed_petition",
            ReportRow::UnprocessedRepeat => "unprocessed_repeat",
            ReportRow::UnprocessedPublication => "unprocessed_publication",
            ReportRow::UnprocessedExcessive => "unprocessed_excessive",
            ReportRow::UnprocessedReconfirm => "unprocessed_reconfirm",
            ReportRow::OtherNoSupplement => "other_no_supplement",
            ReportRow::OtherFeeUnpaid => "other_fee_unpaid",
            ReportRow::Other => "other",
        }
    }

    /// The row with this identifier.
    pub fn from_key(key: &str) -> Option<ReportRow> {
        Self::ALL.into_iter().find(|row| row.key() == key)
    }
}

/// What kind of person asks (申请人情况), the six columns of table 三 before 总计.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequesterKind {
    /// 自然人
    NaturalPerson,
    /// 商业企业
    Enterprise,
    /// 科研机构
    Research,
    /// 社会公益组织
    SocialWelfare,
    /// 法律服务机构
    LegalService,
    /// 其他
    Other,
}

impl RequesterKind {
    /// Every kind, in printed order.
    pub const ALL: [RequesterKind; 6] = [
        RequesterKind::NaturalPerson,
        RequesterKind::Enterprise,
        RequesterKind::Research,
        RequesterKind::SocialWelfare,
        RequesterKind::LegalService,
        RequesterKind::Other,
    ];

    /// The kind's stable identifier in files and databases.
    pub const fn key(self) -> &'static str {
        match self {
            RequesterKind::NaturalPerson => "natural_person",
            RequesterKind::Enterprise => "enterprise",
            RequesterKind::Research => "research",
            RequesterKind::SocialWelfare => "social_welfare",
            RequesterKind::LegalService => "legal_service",
            RequesterKind::Other => "other",
        }
    }

    /// The column head printed on the form.
    pub const fn label(self) -> &'static str {
        match self {
            RequesterKind::NaturalPerson => "自然人",
            RequesterKind::Enterprise => "商业企业",
            RequesterKind::Research => "科研机构",
            RequesterKind::SocialWelfare => "社会公益组织",
            RequesterKind::LegalService => "法律服务机构",
            RequesterKind::Other => "其他",
        }
    }

    /// The kind with this identifier.
    pub fn from_key(key: &str) -> Option<RequesterKind> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// One of the 23 ways a request can end (答复、处理决定).
///
/// Source: Arts. 14–16, 30, 35–39, 42; numbered as in the reference list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// 1 已主动公开
    AlreadyPublic,
    /// 2 予以公开
    Granted,
    /// 3 部分公开
    PartlyGranted,
    /// 4 不予公开·国家秘密
    StateSecret,
    /// 5 不予公开·法律、行政法规禁止
    ProhibitedByLaw,
    /// 6 不予公开·三安全一稳定
    SecurityStability,
    /// 7 不予公开·第三方合法权益
    ThirdParty,
    /// 8 不予公开·内部事务
    InternalAffairs,
    /// 9 不予公开·过程性信息
    Process,
    /// 10 不予公开·行政执法案卷
    EnforcementFile,
    /// 11 行政查询事项
    InquiryItem,
    /// 12 信息不存在
    NotExisting,
    /// 13 不属于本机关负责公开
    NotResponsible,
    /// 14 没有现成信息、需加工分析
    NeedsCreation,
    /// 15 补正后仍不明确
    StillUnclear,
    /// 16 信访、投诉、举报
    Petition,
    /// 17 重复申请
    Repeat,
    /// 18 公开出版物
    PublicPublication,
    /// 19 大量反复申请理由不合理
    Excessive,
    /// 20 要求确认或重新出具已获取信息
    Reconfirm,
    /// 21 逾期不补正
    NoSupplement,
    /// 22 逾期未缴费
    FeeUnpaid,
    /// 23 其他（如申请人撤回）
    Other,
}

impl Decision {
    /// Every decision, in the order of the reference list.
    pub const ALL: [Decision; 23] = [
        Decision::AlreadyPublic,
        Decision::Granted,
        Decision::PartlyGranted,
        Decision::StateSecret,
        Decision::ProhibitedByLaw,
        Decision::SecurityStability,
        Decision::ThirdParty,
        Decision::InternalAffairs,
        Decision::Process,
        Decision::EnforcementFile,
        Decision::InquiryItem,
        Decision::NotExisting,
        Decision::NotResponsible,
        Decision::NeedsCreation,
        Decision::StillUnclear,
        Decision::Petition,
        Decision::Repeat,
        Decision::PublicPublication,
        Decision::Excessive,
        Decision::Reconfirm,
        Decision::NoSupplement,
        Decision::FeeUnpaid,
        Decision::Other,
    ];

    /// The decision's stable identifier in events and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Decision::AlreadyPublic => "already_public",
            Decision::Granted => "granted",
            Decision::PartlyGranted => "partly_granted",
            Decision::StateSecret => "state_secret",
            Decision::ProhibitedByLaw => "prohibited_by_law",
            Decision::SecurityStability => "security_stability",
            Decision::ThirdParty => "third_party",
            Decision::InternalAffairs => "internal_affairs",
            Decision::Process => "process",
            Decision::EnforcementFile => "enforcement_file",
            Decision::InquiryItem => "inquiry_item",
            Decision::NotExisting => "not_existing",
            Decision::NotResponsible => "not_responsible",
            Decision::NeedsCreation => "needs_creation",
            Decision::StillUnclear => "still_unclear",
            Decision::Petition => "petition",
            Decision::Repeat => "repeat",
            Decision::PublicPublication => "public_publication",
            Decision::Excessive => "excessive",
            Decision::Reconfirm => "reconfirm",
            Decision::NoSupplement => "no_supplement",
            Decision::FeeUnpaid => "fee_unpaid",
            Decision::Other => "other",
        }
    }

    /// The decision with this identifier.
    pub fn from_key(key: &str) -> Option<Decision> {
        Self::ALL.into_iter().find(|decision| decision.key() == key)
    }

    /// The decision's name as the officer reads it.
    pub const fn label(self) -> &'static str {
        match self {
            Decision::AlreadyPublic => "已主动公开",
            Decision::Granted => "予以公开",
            Decision::PartlyGranted => "部分公开",
            Decision::StateSecret => "不予公开：属于国家秘密",
            Decision::ProhibitedByLaw => "不予公开：法律、行政法规禁止公开",
            Decision::SecurityStability => "不予公开：危及“三安全一稳定”",
            Decision::ThirdParty => "不予公开：保护第三方合法权益",
            Decision::InternalAffairs => "不予公开：内部事务信息",
            Decision::Process => "不予公开：过程性信息",
            Decision::EnforcementFile => "不予公开：行政执法案卷",
            Decision::InquiryItem => "属于行政查询事项",
            Decision::NotExisting => "信息不存在",
            Decision::NotResponsible => "不属于本机关负责公开",
            Decision::NeedsCreation => "没有现成信息，需要另行制作",
            Decision::StillUnclear => "补正后申请内容仍不明确",
            Decision::Petition => "信访、举报、投诉类申请",
            Decision::Repeat => "重复申请",
            Decision::PublicPublication => "要求提供公开出版物",
            Decision::Excessive => "无正当理由大量反复申请",
            Decision::Reconfirm => "要求确认或重新出具已获取信息",
            Decision::NoSupplement => "逾期不补正，不再处理",
            Decision::FeeUnpaid => "逾期未缴费，不再处理",
            Decision::Other => "其他处理",
        }
    }

    /// The row of table 三 in which the decision counts.
    pub const fn row(self) -> ReportRow {
        match self {
            Decision::AlreadyPublic | Decision::Granted => ReportRow::Granted,
            Decision::PartlyGranted => ReportRow::PartlyGranted,
            Decision::StateSecret => ReportRow::RefusedStateSecret,
            Decision::ProhibitedByLaw => ReportRow::RefusedProhibitedByLaw,
            Decision::SecurityStability => ReportRow::RefusedSecurityStability,
            Decision::ThirdParty => ReportRow::RefusedThirdParty,
            Decision::InternalAffairs => ReportRow::RefusedInternalAffairs,
            Decision::Process => ReportRow::RefusedProcess,
            Decision::EnforcementFile => ReportRow::RefusedEnforcementFile,
            Decision::InquiryItem => ReportRow::RefusedInquiryItem,
            Decision::NotExisting | Decision::NotResponsible => ReportRow::UnavailableNotHeld,
            Decision::NeedsCreation => ReportRow::UnavailableNeedsCreation,
            Decision::StillUnclear => ReportRow::UnavailableUnclear,
            Decision::Petition => ReportRow::UnprocessedPetition,
            Decision::Repeat => ReportRow::UnprocessedRepeat,
            Decision::PublicPublication => ReportRow::UnprocessedPublication,
            Decision::Excessive => ReportRow::UnprocessedExcessive,
            Decision::Reconfirm => ReportRow::UnprocessedReconfirm,
            Decision::NoSupplement => ReportRow::OtherNoSupplement,
            Decision::FeeUnpaid => ReportRow::OtherFeeUnpaid,
            Decision::Other => ReportRow::Other,
        }
    }

    /// The articles the decision rests on, the most specific first.
    ///
    /// Empty for the two that the report's form knows and no article does: a confirmation asked for, and 其他.
    pub fn articles(self) -> &'static [Article] {
        const fn of(number: u16) -> Article {
            REGULATION_2019.article(number)
        }
        match self {
            Decision::AlreadyPublic => const { &[of(36).item(1)] },
            Decision::Granted => const { &[of(36).item(2)] },
            Decision::PartlyGranted => const { &[of(37)] },
            Decision::StateSecret | Decision::ProhibitedByLaw | Decision::SecurityStability => {
                const { &[of(14), of(36).item(3)] }
            }
            Decision::ThirdParty => const { &[of(15), of(32), of(36).item(3)] },
            Decision::InternalAffairs => const { &[of(16).para(1), of(36).item(3)] },
            Decision::Process | Decision::EnforcementFile => const { &[of(16).para(2), of(36).item(3)] },
            Decision::InquiryItem => const { &[of(36).item(7)] },
            Decision::NotExisting => const { &[of(36).item(4)] },
            Decision::NotResponsible => const { &[of(36).item(5)] },
            Decision::NeedsCreation => const { &[of(38)] },
            Decision::StillUnclear | Decision::NoSupplement => const { &[of(30)] },
            Decision::Petition => const { &[of(39).para(1)] },
            Decision::Repeat => const { &[of(36).item(6)] },
            Decision::PublicPublication => const { &[of(39).para(2)] },
            Decision::Excessive => const { &[of(35)] },
            Decision::FeeUnpaid => const { &[of(42), FEE_RULES_2020.article(0)] },
            Decision::Reconfirm | Decision::Other => &[],
        }
    }

    /// Whether the decision withholds under Arts. 14–16 (不予公开).
    ///
    /// Only these must go to administrative reconsideration before a court since 2024 (复议前置).
    pub const fn is_refusal_14_16(self) -> bool {
        matches!(
            self,
            Decision::StateSecret
                | Decision::ProhibitedByLaw
                | Decision::SecurityStability
                | Decision::ThirdParty
                | Decision::InternalAffairs
                | Decision::Process
                | Decision::EnforcementFile
        )
    }

    /// Whether the reply must give reasons (说明理由).
    ///
    /// Source: Art. 36 items 3 and 5, Art. 37; for the others that deny the request, good practice by convention.
    pub const fn needs_reason(self) -> bool {
        !matches!(
            self,
            Decision::AlreadyPublic
                | Decision::Granted
                | Decision::NoSupplement
                | Decision::FeeUnpaid
                | Decision::PublicPublication
                | Decision::Other
        )
    }

    /// Whether the applicant need not be told: the request has ended by itself (可以不再告知).
    pub const fn notice_is_optional(self) -> bool {
        matches!(self, Decision::NoSupplement | Decision::FeeUnpaid | Decision::Other)
    }

    /// What the reply must tell the applicant (应当告知的内容).
    pub const fn must_tell(self) -> &'static [Tell] {
        match self {
            Decision::AlreadyPublic | Decision::PublicPublication => &[Tell::Route],
            Decision::Granted => &[Tell::InformationOrRoute],
            Decision::PartlyGranted => &[Tell::DisclosablePart, Tell::Reasons, Tell::Article],
            Decision::StateSecret
            | Decision::SecurityStability
            | Decision::ThirdParty
            | Decision::EnforcementFile => &[Tell::Reasons, Tell::Article],
            Decision::ProhibitedByLaw => &[Tell::Reasons, Tell::Article, Tell::ProhibitingLaw],
            Decision::InternalAffairs | Decision::Process => &[Tell::Reasons, Tell::Article, Tell::SubKind],
            Decision::InquiryItem => &[Tell::SpecialLaw],
            Decision::NotExisting => &[Tell::Search],
            Decision::NotResponsible => &[Tell::Reasons, Tell::ResponsibleAgency],
            Decision::NeedsCreation | Decision::StillUnclear | Decision::Excessive => &[Tell::Reasons],
            Decision::Petition => &[Tell::Reasons, Tell::OtherChannel],
            Decision::Repeat | Decision::Reconfirm => &[Tell::Reasons, Tell::EarlierReply],
            Decision::NoSupplement | Decision::FeeUnpaid => &[Tell::Dates],
            Decision::Other => &[],
        }
    }
}

/// Something a reply must or may tell the applicant (告知事项).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tell {
    /// 获取的方式、途径
    Route,
    /// 所申请的信息，或者获取的方式、途径和时间
    InformationOrRoute,
    /// 可以公开的部分
    DisclosablePart,
    /// 理由
    Reasons,
    /// 所依据的条款
    Article,
    /// 禁止公开的法律、行政法规
    ProhibitingLaw,
    /// 属于哪一类内部事务信息或者过程性信息
    SubKind,
    /// 应适用的有关法律、行政法规
    SpecialLaw,
    /// 检索的范围和结果
    Search,
    /// 负责公开的机关及其联系方式（能够确定的）
    ResponsibleAgency,
    /// 可以提出的相应渠道（可以告知）
    OtherChannel,
    /// 此前的答复
    EarlierReply,
    /// 期限经过的日期
    Dates,
}

impl Tell {
    /// What is to be told, as the officer reads it.
    pub const fn label(self) -> &'static str {
        match self {
            Tell::Route => "获取的方式、途径",
            Tell::InformationOrRoute => "所申请的信息，或者获取的方式、途径和时间",
            Tell::DisclosablePart => "可以公开的部分",
            Tell::Reasons => "理由",
            Tell::Article => "所依据的条款",
            Tell::ProhibitingLaw => "禁止公开的法律、行政法规",
            Tell::SubKind => "所属的信息类别",
            Tell::SpecialLaw => "应当适用的有关法律、行政法规",
            Tell::Search => "检索的范围和结果",
            Tell::ResponsibleAgency => "负责公开的机关及其联系方式（能够确定的）",
            Tell::OtherChannel => "可以提出的相应渠道（可以告知）",
            Tell::EarlierReply => "此前的答复",
            Tell::Dates => "期限及其届满的日期",
        }
    }

    /// Whether it may be left out: told when it can be determined, or at the agency's choice.
    pub const fn is_optional(self) -> bool {
        matches!(self, Tell::ResponsibleAgency | Tell::OtherChannel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_key_and_row_key_leads_back() {
        assert!(
            Decision::ALL.into_iter().all(|decision| Decision::from_key(decision.key()) == Some(decision))
        );
        assert!(ReportRow::ALL.into_iter().all(|row| ReportRow::from_key(row.key()) == Some(row)));
        assert!(RequesterKind::ALL.into_iter().all(|kind| RequesterKind::from_key(kind.key()) == Some(kind)));
    }

    #[test]
    fn every_row_of_the_report_is_reached_by_some_decision() {
        for row in ReportRow::ALL {
            assert!(Decision::ALL.into_iter().any(|decision| decision.row() == row), "{row:?}");
        }
    }

    #[test]
    fn seven_decisions_withhold_under_articles_14_to_16() {
        let refusals: Vec<_> =
            Decision::ALL.into_iter().filter(|decision| decision.is_refusal_14_16()).collect();
        assert_eq!(refusals.len(), 7);
        assert!(refusals.into_iter().all(|decision| {
            decision.needs_reason()
                && matches!(decision.articles().first().map(|article| article.number()), Some(14..=16))
        }));
        assert!(!Decision::InquiryItem.is_refusal_14_16());
    }

    #[test]
    fn a_decision_without_an_article_is_one_the_form_alone_knows() {
        let without: Vec<_> =
            Decision::ALL.into_iter().filter(|decision| decision.articles().is_empty()).collect();
        assert_eq!(without, [Decision::Reconfirm, Decision::Other]);
    }

    #[test]
    fn whatever_needs_a_reason_tells_it() {
        for decision in Decision::ALL {
            let says = decision.must_tell();
            let tells_why =
                [Tell::Reasons, Tell::SpecialLaw, Tell::Search].iter().any(|tell| says.contains(tell));
            assert_eq!(decision.needs_reason(), tells_why, "{decision:?}");
        }
    }
}
