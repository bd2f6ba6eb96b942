//! Art. 50: what the annual report says (年度报告的内容).
//!
//! Publication; requests; reconsideration and suits; problems and improvement; other matters. Governments add the
//! results of assessment, public appraisal and accountability.

use crate::category::AgencyKind;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(50);

/// The six sections of the form in force, by heading (年报格式的六个部分).
pub const SECTIONS: [&str; 6] = [
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
];

/// Whether the report must tell the results of assessment, appraisal and accountability (工作考核、社会评议、责任追究).
pub const fn tells_assessment(agency: AgencyKind) -> bool {
    matches!(agency, AgencyKind::Government)
}
