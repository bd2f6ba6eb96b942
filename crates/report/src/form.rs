//! The printed forms of 2021 and 2019: labels, groups, blocks and the full place name of a figure.
//!
//! Source: annexes of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号 (trial).

use gongkai_statute::ReportRow;

use crate::cell::{CellId, Column, ProactiveCell, RemedyKind, Row};
use crate::model::Form;

/// Chapter headings of the 2021 form, in order (六个部分).
pub const CHAPTERS: [&str; 6] = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
];

/// The note in the head of table 三 (勾稽关系).
pub const RELATION_NOTE: &str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";

/// The head over the seven columns of table 三.
pub const REQUESTERS: &str = "申请人情况";

/// The head over the five columns of table 三 between 自然人 and 总计.
pub const ORGANISATIONS: &str = "法人或其他组织";

/// The label left of all results of table 三; it spans 22 rows in 2021, 20 in 2019 ([`result_rows`]).
pub const RESULTS: &str = "三、本年度办理结果";

/// The head over the two suit groups of table 四.
pub const SUITS: &str = "行政诉讼";

/// The head of the first column of every block of table 二.
pub const INFORMATION: &str = "信息内容";

/// A group of result rows of table 三 that shares one label cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// （三）不予公开
    Refused,
    /// （四）无法提供
    Unavailable,
    /// （五）不予处理
    Unprocessed,
    /// （六）其他处理
    Other,
}

impl Group {
    /// Every group, in printed order.
    pub const ALL: [Group; 4] = [Group::Refused, Group::Unavailable, Group::Unprocessed, Group::Other];

    /// The printed label.
    pub const fn label(self) -> &'static str {
        match self {
            Group::Refused => "（三）不予公开",
            Group::Unavailable => "（四）无法提供",
            Group::Unprocessed => "（五）不予处理",
            Group::Other => "（六）其他处理",
        }
    }

    /// How many rows the label spans in the 2021 form.
    pub const fn span(self) -> usize {
        match self {
            Group::Refused => 8,
            Group::Unavailable | Group::Other => 3,
            Group::Unprocessed => 5,
        }
    }

    /// The rows of the group in the 2021 form, in printed order.
    pub fn rows(self) -> impl Iterator<Item = Row> {
        Row::all().filter(move |row| row.group() == Some(self))
    }
}

impl Row {
    /// The printed label of the row itself, without its group: `1.属于国家秘密`.
    pub const fn label(self) -> &'static str {
        match self {
            Row::Received => "一、本年新收政府信息公开申请数量",
            Row::CarriedIn => "二、上年结转政府信息公开申请数量",
            Row::Result(row) => result_label(row),
            Row::ResultsTotal => "（七）总计",
            Row::CarriedOut => "四、结转下年度继续办理",
        }
    }

    /// The printed label in `form`: the one row of 其他处理 in the 2019 and mixed forms is [`ReportRow::Other`].
    pub const fn label_in(self, form: Form) -> &'static str {
        match (self, form) {
            (Row::Result(ReportRow::Other), Form::Y2019 | Form::Mixed) => "（六）其他处理",
            _ => self.label(),
        }
    }

    /// The group whose label stands left of the row, if any.
    pub const fn group(self) -> Option<Group> {
        let Row::Result(row) = self else { return None };
        match row {
            ReportRow::Granted | ReportRow::PartlyGranted => None,
            ReportRow::RefusedStateSecret
            | ReportRow::RefusedProhibitedByLaw
            | ReportRow::RefusedSecurityStability
            | ReportRow::RefusedThirdParty
            | ReportRow::RefusedInternalAffairs
            | ReportRow::RefusedProcess
            | ReportRow::RefusedEnforcementFile
            | ReportRow::RefusedInquiryItem => Some(Group::Refused),
            ReportRow::UnavailableNotHeld
            | ReportRow::UnavailableNeedsCreation
            | ReportRow::UnavailableUnclear => Some(Group::Unavailable),
            ReportRow::UnprocessedPetition
            | ReportRow::UnprocessedRepeat
            | ReportRow::UnprocessedPublication
            | ReportRow::UnprocessedExcessive
            | ReportRow::UnprocessedReconfirm => Some(Group::Unprocessed),
            ReportRow::OtherNoSupplement | ReportRow::OtherFeeUnpaid | ReportRow::Other => Some(Group::Other),
        }
    }

    /// The group's label in `form`; none where the group is a single row.
    pub const fn group_in(self, form: Form) -> Option<Group> {
        match (self.group(), form) {
            (Some(Group::Other), Form::Y2019 | Form::Mixed) => None,
            (group, _) => group,
        }
    }

    /// Group and label together, as a message names the row: `（三）1.属于国家秘密`.
    pub fn full_label(self) -> String {
        let label = self.label();
        match self.group() {
            Some(group) => {
                let ordinal: String = group.label().chars().take(3).collect();
                format!("{ordinal}{label}")
            }
            None => label.to_owned(),
        }
    }

    /// The article of the Regulation that makes a request count in this row (依据); none where the form alone makes it.
    pub const fn legal_basis(self) -> Option<&'static str> {
        let Row::Result(row) = self else {
            return match self {
                Row::Received => Some("《政府信息公开条例》第三十一条、第五十条第（二）项"),
                _ => Some("《政府信息公开条例》第五十条第（二）项"),
            };
        };
        match row {
            ReportRow::Granted => Some("《政府信息公开条例》第三十六条第（一）项、第（二）项"),
            ReportRow::PartlyGranted => Some("《政府信息公开条例》第三十七条"),
            ReportRow::RefusedStateSecret
            | ReportRow::RefusedProhibitedByLaw
            | ReportRow::RefusedSecurityStability => Some("《政府信息公开条例》第十四条"),
            ReportRow::RefusedThirdParty => Some("《政府信息公开条例》第十五条、第三十二条"),
            ReportRow::RefusedInternalAffairs => Some("《政府信息公开条例》第十六条第一款"),
            ReportRow::RefusedProcess | ReportRow::RefusedEnforcementFile => {
                Some("《政府信息公开条例》第十六条第二款")
            }
            ReportRow::RefusedInquiryItem => Some("《政府信息公开条例》第三十六条第（七）项"),
            ReportRow::UnavailableNotHeld => Some("《政府信息公开条例》第三十六条第（四）项、第（五）项"),
            ReportRow::UnavailableNeedsCreation => Some("《政府信息公开条例》第三十八条"),
            ReportRow::UnavailableUnclear | ReportRow::OtherNoSupplement => {
                Some("《政府信息公开条例》第三十条")
            }
            ReportRow::UnprocessedPetition => Some("《政府信息公开条例》第三十九条第一款"),
            ReportRow::UnprocessedRepeat => Some("《政府信息公开条例》第三十六条第（六）项"),
            ReportRow::UnprocessedPublication => Some("《政府信息公开条例》第三十九条第二款"),
            ReportRow::UnprocessedExcessive => Some("《政府信息公开条例》第三十五条"),
            ReportRow::OtherFeeUnpaid => Some("《政府信息公开条例》第四十二条"),
            ReportRow::UnprocessedReconfirm | ReportRow::Other => None,
        }
    }
}

const fn result_label(row: ReportRow) -> &'static str {
    match row {
        ReportRow::Granted => "（一）予以公开",
        ReportRow::PartlyGranted => "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        ReportRow::RefusedStateSecret => "1.属于国家秘密",
        ReportRow::RefusedProhibitedByLaw => "2.其他法律行政法规禁止公开",
        ReportRow::RefusedSecurityStability => "3.危及“三安全一稳定”",
        ReportRow::RefusedThirdParty => "4.保护第三方合法权益",
        ReportRow::RefusedInternalAffairs => "5.属于三类内部事务信息",
        ReportRow::RefusedProcess => "6.属于四类过程性信息",
        ReportRow::RefusedEnforcementFile => "7.属于行政执法案卷",
        ReportRow::RefusedInquiryItem => "8.属于行政查询事项",
        ReportRow::UnavailableNotHeld => "1.本机关不掌握相关政府信息",
        ReportRow::UnavailableNeedsCreation => "2.没有现成信息需要另行制作",
        ReportRow::UnavailableUnclear => "3.补正后申请内容仍不明确",
        ReportRow::UnprocessedPetition => "1.信访举报投诉类申请",
        ReportRow::UnprocessedRepeat => "2.重复申请",
        ReportRow::UnprocessedPublication => "3.要求提供公开出版物",
        ReportRow::UnprocessedExcessive => "4.无正当理由大量反复申请",
        ReportRow::UnprocessedReconfirm => "5.要求行政机关确认或重新出具已获取信息",
        ReportRow::OtherNoSupplement => "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ReportRow::OtherFeeUnpaid => {
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
        }
        ReportRow::Other => "3.其他",
    }
}

/// The rows of table 三 in `form`: 25 in 2021, 23 in the 2019 and mixed forms.
pub fn rows(form: Form) -> impl DoubleEndedIterator<Item = Row> {
    Row::all().filter(move |row| {
        form == Form::Y2021
            || !matches!(row, Row::Result(ReportRow::OtherNoSupplement | ReportRow::OtherFeeUnpaid))
    })
}

/// The detail rows of 三、本年度办理结果 in `form`, without its total: 21 in 2021, 19 otherwise.
pub fn result_rows(form: Form) -> impl DoubleEndedIterator<Item = Row> {
    rows(form).filter(|row| matches!(row, Row::Result(_)))
}

/// A block of table 二: one item of Art. 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The caption over the block: `第二十条第（一）项`.
    pub caption: &'static str,
    /// The heads of the columns right of 信息内容.
    pub columns: &'static [&'static str],
    /// The rows.
    pub items: &'static [Item],
}

/// A row of a block of table 二.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The printed label: `规章`.
    pub label: &'static str,
    /// The figures, one below each column head of the block.
    pub cells: &'static [ProactiveCell],
}

/// Table 二 of the 2021 form.
pub static PROACTIVE_2021: [Block; 4] = [
    Block {
        caption: "第二十条第（一）项",
        columns: &["本年制发件数", "本年废止件数", "现行有效件数"],
        items: &[
            Item {
                label: "规章",
                cells: &[
                    ProactiveCell::RegulationsIssued,
                    ProactiveCell::RegulationsRepealed,
                    ProactiveCell::RegulationsInForce,
                ],
            },
            Item {
                label: "行政规范性文件",
                cells: &[
                    ProactiveCell::NormativeIssued,
                    ProactiveCell::NormativeRepealed,
                    ProactiveCell::NormativeInForce,
                ],
            },
        ],
    },
    Block {
        caption: "第二十条第（五）项",
        columns: &["本年处理决定数量"],
        items: &[Item { label: "行政许可", cells: &[ProactiveCell::Licences] }],
    },
    Block {
        caption: "第二十条第（六）项",
        columns: &["本年处理决定数量"],
        items: &[
            Item { label: "行政处罚", cells: &[ProactiveCell::Penalties] },
            Item { label: "行政强制", cells: &[ProactiveCell::CoerciveMeasures] },
        ],
    },
    Block {
        caption: "第二十条第（八）项",
        columns: &["本年收费金额（单位：万元）"],
        items: &[Item { label: "行政事业性收费", cells: &[ProactiveCell::Fees10kYuan] }],
    },
];

/// Table 二 of the 2019 form.
pub static PROACTIVE_2019: [Block; 5] = [
    Block {
        caption: "第二十条第（一）项",
        columns: &["本年新制作数量", "本年新公开数量", "对外公开总数量"],
        items: &[
            Item {
                label: "规章",
                cells: &[
                    ProactiveCell::RegulationsNewlyMade,
                    ProactiveCell::RegulationsNewlyDisclosed,
                    ProactiveCell::RegulationsTotalDisclosed,
                ],
            },
            Item {
                label: "规范性文件",
                cells: &[
                    ProactiveCell::NormativeNewlyMade,
                    ProactiveCell::NormativeNewlyDisclosed,
                    ProactiveCell::NormativeTotalDisclosed,
                ],
            },
        ],
    },
    Block {
        caption: "第二十条第（五）项",
        columns: &["上一年项目数量", "本年增/减", "处理决定数量"],
        items: &[
            Item {
                label: "行政许可",
                cells: &[
                    ProactiveCell::LicencesStock,
                    ProactiveCell::LicencesChange,
                    ProactiveCell::Licences,
                ],
            },
            Item {
                label: "其他对外管理服务事项",
                cells: &[
                    ProactiveCell::OtherServicesStock,
                    ProactiveCell::OtherServicesChange,
                    ProactiveCell::OtherServices,
                ],
            },
        ],
    },
    Block {
        caption: "第二十条第（六）项",
        columns: &["上一年项目数量", "本年增/减", "处理决定数量"],
        items: &[
            Item {
                label: "行政处罚",
                cells: &[
                    ProactiveCell::PenaltiesStock,
                    ProactiveCell::PenaltiesChange,
                    ProactiveCell::Penalties,
                ],
            },
            Item {
                label: "行政强制",
                cells: &[
                    ProactiveCell::CoerciveMeasuresStock,
                    ProactiveCell::CoerciveMeasuresChange,
                    ProactiveCell::CoerciveMeasures,
                ],
            },
        ],
    },
    Block {
        caption: "第二十条第（八）项",
        columns: &["上一年项目数量", "本年增/减"],
        items: &[Item {
            label: "行政事业性收费",
            cells: &[ProactiveCell::FeeItemsStock, ProactiveCell::FeeItemsChange],
        }],
    },
    Block {
        caption: "第二十条第（九）项",
        columns: &["采购项目数量", "采购总金额"],
        items: &[Item {
            label: "政府集中采购",
            cells: &[ProactiveCell::ProcurementItems, ProactiveCell::ProcurementYuan],
        }],
    },
];

/// Table 二 of `form`; the mixed form has that of 2021.
pub fn blocks(form: Form) -> &'static [Block] {
    match form {
        Form::Y2021 | Form::Mixed => &PROACTIVE_2021,
        Form::Y2019 => &PROACTIVE_2019,
    }
}

/// Every figure of `form`, in printed order: 200 in 2021, 198 in 2019, 186 in the mixed form.
pub fn cells(form: Form) -> impl Iterator<Item = CellId> {
    let proactive =
        blocks(form).iter().flat_map(|block| block.items).flat_map(|item| item.cells.iter().copied());
    let requests = rows(form).flat_map(|row| Column::ALL.map(|column| CellId::Request(row, column)));
    let remedies = RemedyKind::ALL
        .into_iter()
        .flat_map(|kind| crate::cell::RemedyColumn::ALL.map(|column| CellId::Remedy(kind, column)));
    proactive.map(CellId::Proactive).chain(requests).chain(remedies)
}

impl ProactiveCell {
    /// Caption of the block, label of the row and head of the column.
    pub fn labels(self) -> Option<(&'static str, &'static str, &'static str)> {
        // The 2021 form first: its heads are the current ones for the figures both forms have.
        PROACTIVE_2021.iter().chain(&PROACTIVE_2019).find_map(|block| {
            block.items.iter().find_map(|item| {
                let index = item.cells.iter().position(|&cell| cell == self)?;
                Some((block.caption, item.label, *block.columns.get(index)?))
            })
        })
    }
}

impl CellId {
    /// The figure's place on the form in words: `表三 “（三）1.属于国家秘密” 行 “自然人” 列`.
    pub fn place_name(self) -> String {
        match self {
            CellId::Proactive(cell) => match cell.labels() {
                Some((caption, row, column)) => format!("表二 {caption} “{row}” 行 “{column}” 列"),
                None => format!("表二 {}", cell.key()),
            },
            CellId::Request(row, column) => {
                format!("表三 “{}” 行 “{}” 列", row.full_label(), column.label())
            }
            CellId::Remedy(RemedyKind::Review, column) => {
                format!("表四 “行政复议” 组 “{}” 列", column.label())
            }
            CellId::Remedy(kind, column) => {
                format!("表四 “行政诉讼·{}” 组 “{}” 列", kind.label(), column.label())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use gongkai_statute::RequesterKind;

    use super::*;

    #[test]
    fn a_figure_is_named_as_the_form_prints_it() {
        let secret = CellId::Request(
            Row::Result(ReportRow::RefusedStateSecret),
            Column::Kind(RequesterKind::NaturalPerson),
        );
        assert_eq!(secret.place_name(), "表三 “（三）1.属于国家秘密” 行 “自然人” 列");
        let fees = CellId::Proactive(ProactiveCell::Fees10kYuan);
        assert_eq!(
            fees.place_name(),
            "表二 第二十条第（八）项 “行政事业性收费” 行 “本年收费金额（单位：万元）” 列"
        );
    }

    #[test]
    fn the_forms_have_the_number_of_figures_the_annexes_print() {
        assert_eq!(cells(Form::Y2021).count(), 10 + 175 + 15);
        assert_eq!(cells(Form::Y2019).count(), 22 + 161 + 15);
        assert_eq!(cells(Form::Mixed).count(), 10 + 161 + 15);
        assert_eq!(cells(Form::Y2021).collect::<Vec<_>>(), CellId::form_2021().collect::<Vec<_>>());
    }

    #[test]
    fn group_labels_span_the_rows_they_head() {
        for group in Group::ALL {
            assert_eq!(group.rows().count(), group.span(), "{}", group.label());
        }
        assert_eq!(result_rows(Form::Y2021).count(), 21);
        assert_eq!(result_rows(Form::Y2019).count(), 19);
    }
}
