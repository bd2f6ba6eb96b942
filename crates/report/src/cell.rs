//! The address of a figure in the report.

use std::fmt;

use gongkai_statute::{ReportRow, RequesterKind};

/// A figure of table 二 (主动公开政府信息情况), of the 2021 form or the 2019 form.
///
/// `Licences`, `Penalties` and `CoerciveMeasures` are the numbers of decisions, which both forms have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProactiveCell {
    /// 规章 本年制发件数 (2021)
    RegulationsIssued,
    /// 规章 本年废止件数 (2021)
    RegulationsRepealed,
    /// 规章 现行有效件数 (2021)
    RegulationsInForce,
    /// 行政规范性文件 本年制发件数 (2021)
    NormativeIssued,
    /// 行政规范性文件 本年废止件数 (2021)
    NormativeRepealed,
    /// 行政规范性文件 现行有效件数 (2021)
    NormativeInForce,
    /// 行政许可 本年处理决定数量 (both forms)
    Licences,
    /// 行政处罚 本年处理决定数量 (both forms)
    Penalties,
    /// 行政强制 本年处理决定数量 (both forms)
    CoerciveMeasures,
    /// 行政事业性收费 本年收费金额，单位：万元 (2021)
    Fees10kYuan,
    /// 规章 本年新制作数量 (2019)
    RegulationsNewlyMade,
    /// 规章 本年新公开数量 (2019)
    RegulationsNewlyDisclosed,
    /// 规章 对外公开总数量 (2019)
    RegulationsTotalDisclosed,
    /// 规范性文件 本年新制作数量 (2019)
    NormativeNewlyMade,
    /// 规范性文件 本年新公开数量 (2019)
    NormativeNewlyDisclosed,
    /// 规范性文件 对外公开总数量 (2019)
    NormativeTotalDisclosed,
    /// 行政许可 上一年项目数量 (2019)
    LicencesStock,
    /// 行政许可 本年增/减 (2019; may be negative)
    LicencesChange,
    /// 其他对外管理服务事项 上一年项目数量 (2019)
    OtherServicesStock,
    /// 其他对外管理服务事项 本年增/减 (2019; may be negative)
    OtherServicesChange,
    /// 其他对外管理服务事项 处理决定数量 (2019)
    OtherServices,
    /// 行政处罚 上一年项目数量 (2019)
    PenaltiesStock,
    /// 行政处罚 本年增/减 (2019; may be negative)
    PenaltiesChange,
    /// 行政强制 上一年项目数量 (2019)
    CoerciveMeasuresStock,
    /// 行政强制 本年增/减 (2019; may be negative)
    CoerciveMeasuresChange,
    /// 行政事业性收费 上一年项目数量 (2019)
    FeeItemsStock,
    /// 行政事业性收费 本年增/减 (2019; may be negative)
    FeeItemsChange,
    /// 政府集中采购 采购项目数量 (2019)
    ProcurementItems,
    /// 政府集中采购 采购总金额，单位：元 (2019)
    ProcurementYuan,
}

impl ProactiveCell {
    /// The ten figures of the 2021 form, in printed order.
    pub const FORM_2021: [ProactiveCell; 10] = [
        ProactiveCell::RegulationsIssued,
        ProactiveCell::RegulationsRepealed,
        ProactiveCell::RegulationsInForce,
        ProactiveCell::NormativeIssued,
        ProactiveCell::NormativeRepealed,
        ProactiveCell::NormativeInForce,
        ProactiveCell::Licences,
        ProactiveCell::Penalties,
        ProactiveCell::CoerciveMeasures,
        ProactiveCell::Fees10kYuan,
    ];

    /// The 22 figures of the 2019 form, in printed order.
    pub const FORM_2019: [ProactiveCell; 22] = [
        ProactiveCell::RegulationsNewlyMade,
        ProactiveCell::RegulationsNewlyDisclosed,
        ProactiveCell::RegulationsTotalDisclosed,
        ProactiveCell::NormativeNewlyMade,
        ProactiveCell::NormativeNewlyDisclosed,
        ProactiveCell::NormativeTotalDisclosed,
        ProactiveCell::LicencesStock,
        ProactiveCell::LicencesChange,
        ProactiveCell::Licences,
        ProactiveCell::OtherServicesStock,
        ProactiveCell::OtherServicesChange,
        ProactiveCell::OtherServices,
        ProactiveCell::PenaltiesStock,
        ProactiveCell::PenaltiesChange,
        ProactiveCell::Penalties,
        ProactiveCell::CoerciveMeasuresStock,
        ProactiveCell::CoerciveMeasuresChange,
        ProactiveCell::CoerciveMeasures,
        ProactiveCell::FeeItemsStock,
        ProactiveCell::FeeItemsChange,
        ProactiveCell::ProcurementItems,
        ProactiveCell::ProcurementYuan,
    ];

    /// The figure's path below `proactive.` in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            ProactiveCell::RegulationsIssued => "regulations.issued",
            ProactiveCell::RegulationsRepealed => "regulations.repealed",
            ProactiveCell::RegulationsInForce => "regulations.in_force",
            ProactiveCell::NormativeIssued => "normative_documents.issued",
            ProactiveCell::NormativeRepealed => "normative_documents.repealed",
            ProactiveCell::NormativeInForce => "normative_documents.in_force",
            ProactiveCell::Licences => "licences",
            ProactiveCell::Penalties => "penalties",
            ProactiveCell::CoerciveMeasures => "coercive_measures",
            ProactiveCell::Fees10kYuan => "fees_10k_yuan",
            ProactiveCell::RegulationsNewlyMade => "regulations.newly_made",
            ProactiveCell::RegulationsNewlyDisclosed => "regulations.newly_disclosed",
            ProactiveCell::RegulationsTotalDisclosed => "regulations.total_disclosed",
            ProactiveCell::NormativeNewlyMade => "normative_documents.newly_made",
            ProactiveCell::NormativeNewlyDisclosed => "normative_documents.newly_disclosed",
            ProactiveCell::NormativeTotalDisclosed => "normative_documents.total_disclosed",
            ProactiveCell::LicencesStock => "licences_stock",
            ProactiveCell::LicencesChange => "licences_change",
            ProactiveCell::OtherServicesStock => "other_services_stock",
            ProactiveCell::OtherServicesChange => "other_services_change",
            ProactiveCell::OtherServices => "other_services",
            ProactiveCell::PenaltiesStock => "penalties_stock",
            ProactiveCell::PenaltiesChange => "penalties_change",
            ProactiveCell::CoerciveMeasuresStock => "coercive_measures_stock",
            ProactiveCell::CoerciveMeasuresChange => "coercive_measures_change",
            ProactiveCell::FeeItemsStock => "fee_items_stock",
            ProactiveCell::FeeItemsChange => "fee_items_change",
            ProactiveCell::ProcurementItems => "procurement_items",
            ProactiveCell::ProcurementYuan => "procurement_yuan",
        }
    }
}

/// A row of table 三 (收到和处理政府信息公开申请情况): 25 in the 2021 form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// 一、本年新收政府信息公开申请数量
    Received,
    /// 二、上年结转政府信息公开申请数量
    CarriedIn,
    /// One of the 21 results of 三、本年度办理结果.
    Result(ReportRow),
    /// （七）总计
    ResultsTotal,
    /// 四、结转下年度继续办理
    CarriedOut,
}

impl Row {
    /// Every row of the 2021 form, in printed order.
    pub fn all() -> impl DoubleEndedIterator<Item = Row> {
        [Row::Received, Row::CarriedIn]
            .into_iter()
            .chain(ReportRow::ALL.into_iter().map(Row::Result))
            .chain([Row::ResultsTotal, Row::CarriedOut])
    }

    /// The row's path below `requests.` in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            Row::Received => "received",
            Row::CarriedIn => "carried_in",
            Row::Result(row) => row.key(),
            Row::ResultsTotal => "results_total",
            Row::CarriedOut => "carried_out",
        }
    }
}

/// A column of table 三 (申请人情况): six kinds of requester and 总计.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// One kind of requester.
    Kind(RequesterKind),
    /// 总计
    Total,
}

impl Column {
    /// Every column, in printed order.
    pub const ALL: [Column; 7] = [
        Column::Kind(RequesterKind::NaturalPerson),
        Column::Kind(RequesterKind::Enterprise),
        Column::Kind(RequesterKind::Research),
        Column::Kind(RequesterKind::SocialWelfare),
        Column::Kind(RequesterKind::LegalService),
        Column::Kind(RequesterKind::Other),
        Column::Total,
    ];

    /// The column's name in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            Column::Kind(kind) => kind.key(),
            Column::Total => "total",
        }
    }

    /// The column head printed on the form.
    pub const fn label(self) -> &'static str {
        match self {
            Column::Kind(kind) => kind.label(),
            Column::Total => "总计",
        }
    }
}

/// A group of table 四 (行政复议、行政诉讼情况).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemedyKind {
    /// 行政复议
    Review,
    /// 行政诉讼 · 未经复议直接起诉
    SuitDirect,
    /// 行政诉讼 · 复议后起诉
    SuitAfterReview,
}

impl RemedyKind {
    /// Every group, in printed order.
    pub const ALL: [RemedyKind; 3] =
        [RemedyKind::Review, RemedyKind::SuitDirect, RemedyKind::SuitAfterReview];

    /// The group's name in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            RemedyKind::Review => "review",
            RemedyKind::SuitDirect => "suit_direct",
            RemedyKind::SuitAfterReview => "suit_after_review",
        }
    }

    /// The head printed on the form.
    pub const fn label(self) -> &'static str {
        match self {
            RemedyKind::Review => "行政复议",
            RemedyKind::SuitDirect => "未经复议直接起诉",
            RemedyKind::SuitAfterReview => "复议后起诉",
        }
    }
}

/// A column within a group of table 四.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemedyColumn {
    /// 结果维持
    Upheld,
    /// 结果纠正
    Corrected,
    /// 其他结果
    Other,
    /// 尚未审结
    Pending,
    /// 总计
    Total,
}

impl RemedyColumn {
    /// Every column, in printed order.
    pub const ALL: [RemedyColumn; 5] = [
        RemedyColumn::Upheld,
        RemedyColumn::Corrected,
        RemedyColumn::Other,
        RemedyColumn::Pending,
        RemedyColumn::Total,
    ];

    /// The column's name in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            RemedyColumn::Upheld => "upheld",
            RemedyColumn::Corrected => "corrected",
            RemedyColumn::Other => "other",
            RemedyColumn::Pending => "pending",
            RemedyColumn::Total => "total",
        }
    }

    /// The head printed on the form.
    pub const fn label(self) -> &'static str {
        match self {
            RemedyColumn::Upheld => "结果维持",
            RemedyColumn::Corrected => "结果纠正",
            RemedyColumn::Other => "其他结果",
            RemedyColumn::Pending => "尚未审结",
            RemedyColumn::Total => "总计",
        }
    }
}

/// The address of one figure: `proactive.licences`, `requests.granted.total`, `remedies.review.upheld`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellId {
    /// Table 二
    Proactive(ProactiveCell),
    /// Table 三
    Request(Row, Column),
    /// Table 四
    Remedy(RemedyKind, RemedyColumn),
}

impl CellId {
    /// The 200 figures of the 2021 form: 10 + 175 + 15, in printed order.
    pub fn form_2021() -> impl Iterator<Item = CellId> {
        let requests = Row::all().flat_map(|row| Column::ALL.map(|column| CellId::Request(row, column)));
        let remedies = RemedyKind::ALL
            .into_iter()
            .flat_map(|kind| RemedyColumn::ALL.map(|column| CellId::Remedy(kind, column)));
        ProactiveCell::FORM_2021.into_iter().map(CellId::Proactive).chain(requests).chain(remedies)
    }

    /// The cell with this address, as [`fmt::Display`] writes it.
    pub fn parse(path: &str) -> Option<CellId> {
        let (table, rest) = path.split_once('.')?;
        match table {
            "proactive" => ProactiveCell::FORM_2021
                .into_iter()
                .chain(ProactiveCell::FORM_2019)
                .find(|cell| cell.key() == rest)
                .map(CellId::Proactive),
            "requests" => {
                let (row, column) = rest.split_once('.')?;
                let row = Row::all().find(|candidate| candidate.key() == row)?;
                let column = Column::ALL.into_iter().find(|candidate| candidate.key() == column)?;
                Some(CellId::Request(row, column))
            }
            "remedies" => {
                let (kind, column) = rest.split_once('.')?;
                let kind = RemedyKind::ALL.into_iter().find(|candidate| candidate.key() == kind)?;
                let column = RemedyColumn::ALL.into_iter().find(|candidate| candidate.key() == column)?;
                Some(CellId::Remedy(kind, column))
            }
            _ => None,
        }
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CellId::Proactive(cell) => write!(f, "proactive.{}", cell.key()),
            CellId::Request(row, column) => write!(f, "requests.{}.{}", row.key(), column.key()),
            CellId::Remedy(kind, column) => write!(f, "remedies.{}.{}", kind.key(), column.key()),
        }
    }
}
