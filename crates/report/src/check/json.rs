//! What `report check --json` prints.

use super::{Finding, NotChecked, Outcome};
use crate::json::node::Node;

/// The outcome of checking `file` as a JSON value.
pub fn to_node(file: &str, outcome: &Outcome) -> Node {
    let text = |text: &str| Node::Text(text.to_owned());
    Node::object([
        ("file", text(file)),
        ("ok", Node::Bool(outcome.ok())),
        ("findings", Node::List(outcome.findings.iter().map(finding).collect())),
        ("not_checked", Node::List(outcome.not_checked.iter().map(not_checked).collect())),
        ("unreachable", cells(&outcome.unreachable)),
    ])
}

fn cells(cells: &[crate::cell::CellId]) -> Node {
    Node::List(cells.iter().map(|id| Node::Text(id.to_string())).collect())
}

fn finding(finding: &Finding) -> Node {
    Node::object([
        ("rule", Node::Text(finding.rule.key().to_owned())),
        ("severity", Node::Text(finding.severity.key().to_owned())),
        ("cells", cells(&finding.cells)),
        ("expected", Node::number(finding.expected)),
        ("found", Node::number(finding.found)),
        ("message", Node::Text(finding.message.clone())),
    ])
}

fn not_checked(rule: &NotChecked) -> Node {
    Node::object([
        ("rule", Node::Text(rule.rule.key().to_owned())),
        ("cells", cells(&rule.cells)),
        ("reason", Node::Text(rule.reason.clone())),
    ])
}
