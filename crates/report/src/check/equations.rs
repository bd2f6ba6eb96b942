//! K1–K4: the sums of tables 三 and 四.

use rust_decimal::Decimal;

use super::{Addend, Finding, Rule, Run, Severity, shown};
use crate::cell::{CellId, Column, RemedyColumn, RemedyKind, Row};
use crate::form;
use crate::model::{Equation, Form};

/// Left side = right side; the first cell of the right side is the one named when it does not hold.
struct Sum {
    rule: Rule,
    equation: Equation,
    left: Vec<CellId>,
    right: Vec<CellId>,
    /// The equation in words, beginning with its place.
    says: String,
    /// What the two sides are called.
    sides: (&'static str, &'static str),
}

pub(super) fn check(run: &mut Run<'_>) {
    let form = run.report.form;
    for column in Column::ALL {
        evaluate(run, &relation(column));
        // Leaf totals that are blank by habit are warned of once; their column sum says nothing.
        if !(run.blank_leaf_totals && column == Column::Total) {
            evaluate(run, &column_sum(column, form));
        }
    }
    for row in form::rows(form) {
        if !(run.blank_leaf_totals && matches!(row, Row::Result(_))) {
            evaluate(run, &row_sum(row, form));
        }
    }
    for kind in RemedyKind::ALL {
        evaluate(run, &remedy_sum(kind));
    }
}

fn relation(column: Column) -> Sum {
    let at = |row| CellId::Request(row, column);
    Sum {
        rule: Rule::K1,
        equation: Equation::Relation(column),
        left: vec![at(Row::Received), at(Row::CarriedIn)],
        right: vec![at(Row::ResultsTotal), at(Row::CarriedOut)],
        says: format!("表三“{}”列：第一项加第二项之和应等于第三项加第四项之和", column.label()),
        sides: ("一、二两行合计", "（七）总计与四两行合计"),
    }
}

fn column_sum(column: Column, form: Form) -> Sum {
    Sum {
        rule: Rule::K2,
        equation: Equation::ColumnSum(column),
        left: form::result_rows(form).map(|row| CellId::Request(row, column)).collect(),
        right: vec![CellId::Request(Row::ResultsTotal, column)],
        says: format!("表三“{}”列：“（七）总计”行应等于各项办理结果之和", column.label()),
        sides: ("各项办理结果合计", "（七）总计"),
    }
}

fn row_sum(row: Row, form: Form) -> Sum {
    let kinds = Column::ALL.into_iter().filter(|column| *column != Column::Total);
    let name =
        if row.label_in(form) == row.label() { row.full_label() } else { row.label_in(form).to_owned() };
    Sum {
        rule: Rule::K3,
        equation: Equation::RowSum(row),
        left: kinds.map(|column| CellId::Request(row, column)).collect(),
        right: vec![CellId::Request(row, Column::Total)],
        says: format!("表三“{name}”行：“总计”列应等于自然人与法人或其他组织各列之和"),
        sides: ("六类申请人合计", "总计列"),
    }
}

fn remedy_sum(kind: RemedyKind) -> Sum {
    let parts = RemedyColumn::ALL.into_iter().filter(|column| *column != RemedyColumn::Total);
    Sum {
        rule: Rule::K4,
        equation: Equation::RemedySum(kind),
        left: parts.map(|column| CellId::Remedy(kind, column)).collect(),
        right: vec![CellId::Remedy(kind, RemedyColumn::Total)],
        says: format!("表四“{}”组：“总计”列应等于结果维持、结果纠正、其他结果、尚未审结之和", kind.label()),
        sides: ("四项合计", "总计列"),
    }
}

fn evaluate(run: &mut Run<'_>, sum: &Sum) {
    let all: Vec<CellId> = sum.right.iter().chain(&sum.left).copied().collect();
    let of_state = |wanted: Addend| -> Vec<CellId> {
        all.iter().copied().filter(|id| run.addend(*id) == wanted).collect()
    };
    let lost = of_state(Addend::Lost);
    if let Some(first) = lost.first() {
        let message =
            format!("{}；其中 {} 等 {} 处未能读出，无法判断。", sum.says, first.place_name(), lost.len());
        let (expected, found) = (None, None);
        run.find(Finding {
            rule: sum.rule,
            severity: Severity::Undecidable,
            cells: lost,
            expected,
            found,
            message,
        });
        return;
    }
    let blanks = of_state(Addend::Blank).len();
    let total = |cells: &[CellId]| -> Decimal {
        // Absurd numbers are K7's finding; they must not stop the check.
        cells.iter().filter_map(|id| run.report.value(*id)).fold(Decimal::ZERO, Decimal::saturating_add)
    };
    let (left, right) = (total(&sum.left), total(&sum.right));
    if left != right {
        let blank_note = if blanks == 0 {
            String::new()
        } else {
            format!("（其中 {blanks} 格空白，合计时按 0 计）")
        };
        // A lone blank total is shown as blank, not as the 0 it was counted as.
        let found = match sum.right.as_slice() {
            [only] => run.report.value(*only),
            _ => Some(right),
        };
        let message = format!(
            "{}；{}为 {}，{}为 {}{blank_note}。",
            sum.says,
            sum.sides.0,
            shown(Some(left)),
            sum.sides.1,
            shown(found)
        );
        run.reached.extend(all.iter().copied());
        run.find(Finding {
            rule: sum.rule,
            severity: Severity::Error,
            cells: all,
            expected: Some(left),
            found,
            message,
        });
        return;
    }
    if run.report.decoded_by.contains(&sum.equation) {
        let reason = format!("{}；读取粘连数字时已用此式推算，成立不能再作为证据。", sum.says);
        run.skip(sum.rule, all, reason);
        return;
    }
    run.reached.extend(all);
}
