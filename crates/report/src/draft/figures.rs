//! The figures a text may quote, by name.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::cell::{CellId, Column, RemedyColumn, RemedyKind};
use crate::form::Group;
use crate::model::AnnualReport;
use crate::tally::Counters;

/// Names and figures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures(BTreeMap<String, String>);

impl Figures {
    /// The figure called `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Adds a figure or a word, e.g. the agency's short name for itself.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.0.insert(key.into(), value.into());
    }

    /// Every name and figure, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// The figures of a report with its counters.
///
/// Every figure of the tables goes by its address (`requests.received.total`); beside them `agency`, `year`,
/// `self_name`, `legal_basis`, `items_in_year`, `items_total`, `requests_handled`, `refused`, `unavailable`, `unprocessed`,
/// `other_results`, `suits`, `fee_notices`, `fee_noticed_yuan`, `fee_collected_yuan`, `mean_days`.
/// A figure that is blank reads `（未统计）`.
pub fn figures(report: &AnnualReport, counters: &Counters) -> Figures {
    let mut figures = Figures::default();
    let mut set = |key: &str, value: String| {
        figures.set(key, value);
    };
    let number = |value: Option<Decimal>| {
        value.map_or_else(|| "（未统计）".to_owned(), |value| value.normalize().to_string())
    };
    for id in crate::form::cells(report.form) {
        set(&id.to_string(), number(report.value(id)));
    }
    set("agency", report.agency.clone().unwrap_or_default());
    set("year", report.year.map(|year| year.to_string()).unwrap_or_default());
    set("next_year", report.year.map(|year| (year + 1).to_string()).unwrap_or_default());
    set("self_name", self_name(report.agency.as_deref().unwrap_or_default()).to_owned());
    set("legal_basis", "《中华人民共和国政府信息公开条例》".to_owned());
    set("items_in_year", counters.items_in_year.to_string());
    set("items_total", number(counters.items_total.map(Decimal::from)));
    for (key, group) in [
        ("refused", Group::Refused),
        ("unavailable", Group::Unavailable),
        ("unprocessed", Group::Unprocessed),
        ("other_results", Group::Other),
    ] {
        let sum: Option<Decimal> =
            group.rows().map(|row| report.value(CellId::Request(row, Column::Total))).sum();
        set(key, number(sum));
    }
    let suits: Option<Decimal> = [RemedyKind::SuitDirect, RemedyKind::SuitAfterReview]
        .into_iter()
        .map(|kind| report.value(CellId::Remedy(kind, RemedyColumn::Total)))
        .sum();
    set("suits", number(suits));
    set("fee_notices", counters.fee_notices.to_string());
    set("fee_noticed_yuan", yuan(counters.fee_noticed_fen));
    set("fee_collected_yuan", yuan(counters.fee_collected_fen));
    set("mean_days", number(counters.handling.mean_days()));
    figures
}

fn yuan(fen: i64) -> String {
    Decimal::new(fen, 2).normalize().to_string()
}

/// How an agency speaks of itself in its report.
fn self_name(agency: &str) -> &'static str {
    let ends = [
        ("局", "我局"),
        ("委员会", "我委"),
        ("办公室", "本办"),
        ("镇人民政府", "我镇"),
        ("乡人民政府", "我乡"),
        ("街道办事处", "本街道"),
        ("县人民政府", "我县"),
        ("市人民政府", "我市"),
        ("区人民政府", "我区"),
    ];
    ends.into_iter().find(|(ending, _)| agency.ends_with(ending)).map_or("本机关", |(_, name)| name)
}
