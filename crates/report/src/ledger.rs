//! The ledger of decisions and fees (台账): what the sections return for table 二.
//!
//! Stream `ledger/<agency>`. A section signs for a period; a period it has not signed for is not 0.
//! The opening stock of documents stands with the documents, in the area of publication.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes;
use crate::refusal::Refusal;
use crate::tally::{LedgerFact, LedgerKind, SectionDuty};

/// Something that happened to the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum LedgerEvent {
    /// A section must return a figure from a day on.
    #[serde(rename = "ledger.charged.v1")]
    Charged(Charge),
    /// The duty ended.
    #[serde(rename = "ledger.released.v1")]
    Released(Charge),
    /// A section returned and signed a figure for a period.
    #[serde(rename = "ledger.returned.v1")]
    Returned(Return),
    /// Rows of another system were summed up for a section and a period.
    #[serde(rename = "ledger.imported.v1")]
    Imported(Return),
    /// A return or import was withdrawn, so that a right one can take its place.
    #[serde(rename = "ledger.withdrawn.v1")]
    Withdrawn(Withdrawal),
}

/// A section's duty, or its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The section.
    pub section: String,
    /// What it returns.
    #[serde(with = "codes::ledger_kind")]
    pub figure: LedgerKind,
    /// First day of the duty, or the last one when it ends.
    pub day: Date,
    /// Login of whoever decided it.
    pub by: String,
}

/// A signed figure for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Its number in this ledger, from 1.
    pub number: u32,
    /// The section that answers for it.
    pub section: String,
    /// What is counted.
    #[serde(with = "codes::ledger_kind")]
    pub figure: LedgerKind,
    /// First day covered.
    pub from: Date,
    /// Last day covered.
    pub to: Date,
    /// Decisions, or fen.
    pub amount: i64,
    /// How many rows were summed up; `None` for a return.
    pub rows: Option<u32>,
    /// Where the figure comes from.
    pub source: String,
    /// Login of whoever signed.
    pub by: String,
    /// The day it was signed.
    pub on: Date,
}

/// A withdrawn return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Which return.
    pub number: u32,
    /// Why.
    pub reason: String,
    /// Login of whoever withdrew it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerCommand {
    /// Charge a section with a figure.
    Charge {
        /// The section.
        section: String,
        /// What it returns.
        figure: LedgerKind,
        /// From which day.
        from: Date,
    },
    /// End the duty.
    Release {
        /// The section.
        section: String,
        /// What it returned.
        figure: LedgerKind,
        /// The last day of the duty.
        last: Date,
    },
    /// Return a figure for a period.
    Return(NewReturn),
    /// Import rows summed up.
    Import {
        /// The figure.
        figure: NewReturn,
        /// How many rows.
        rows: u32,
    },
    /// Withdraw a return.
    Withdraw {
        /// Which.
        number: u32,
        /// Why.
        reason: String,
    },
}

/// A figure to be signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReturn {
    /// The section that answers for it.
    pub section: String,
    /// What is counted.
    pub figure: LedgerKind,
    /// First day covered.
    pub from: Date,
    /// Last day covered.
    pub to: Date,
    /// Decisions, or fen.
    pub amount: i64,
    /// Where the figure comes from.
    pub source: String,
}

/// The ledger of one agency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// Returns and imports that stand, by number.
    pub entries: BTreeMap<u32, Return>,
    /// Who must return what.
    pub duties: Vec<SectionDuty>,
    last_number: u32,
}

impl Ledger {
    /// Takes note of what happened.
    pub fn apply(&mut self, event: &LedgerEvent) {
        match event {
            LedgerEvent::Charged(charge) => self.duties.push(SectionDuty {
                section: charge.section.clone(),
                kind: charge.figure,
                from: charge.day,
                to: None,
            }),
            LedgerEvent::Released(charge) => {
                let open = |duty: &&mut SectionDuty| {
                    duty.section == charge.section && duty.kind == charge.figure && duty.to.is_none()
                };
                if let Some(duty) = self.duties.iter_mut().find(open) {
                    duty.to = Some(charge.day);
                }
            }
            LedgerEvent::Returned(entry) | LedgerEvent::Imported(entry) => {
                self.last_number = self.last_number.max(entry.number);
                self.entries.insert(entry.number, entry.clone());
            }
            LedgerEvent::Withdrawn(withdrawal) => {
                self.entries.remove(&withdrawal.number);
            }
        }
    }

    /// The rows the report is counted from.
    pub fn facts(&self) -> Vec<LedgerFact> {
        self.entries
            .values()
            .map(|entry| LedgerFact {
                id: entry.number.to_string(),
                section: entry.section.clone(),
                kind: entry.figure,
                from: entry.from,
                to: entry.to,
                amount: entry.amount,
                source: entry.source.clone(),
            })
            .collect()
    }

    fn open_duty(&self, section: &str, figure: LedgerKind) -> Option<&SectionDuty> {
        self.duties.iter().find(|duty| duty.section == section && duty.kind == figure && duty.to.is_none())
    }
}

/// The article of the duty: Art. 50 item 1 asks for these figures.
const ARTICLE: u16 = 50;

/// Decides what `by` wants to do on `today`.
///
/// # Errors
///
/// A [`Refusal`] saying what to do instead.
pub fn decide(
    ledger: &Ledger,
    command: LedgerCommand,
    by: &str,
    today: Date,
) -> Result<Vec<LedgerEvent>, Refusal> {
    match command {
        LedgerCommand::Charge { section, figure, from } => {
            filled(&section, "科室")?;
            if ledger.open_duty(&section, figure).is_some() {
                let message = format!("{section}已负责报送{}，不需要重复指定。", figure.label());
                return Err(Refusal::new("charged_once", ARTICLE, message));
            }
            Ok(vec![LedgerEvent::Charged(Charge { section, figure, day: from, by: by.to_owned() })])
        }
        LedgerCommand::Release { section, figure, last } => match ledger.open_duty(&section, figure) {
            None => {
                let message = format!("{section}没有报送{}的任务，请核对科室名称。", figure.label());
                Err(Refusal::new("release_what_is_charged", ARTICLE, message))
            }
            Some(duty) if last < duty.from => Err(Refusal::new(
                "release_after_charge",
                ARTICLE,
                format!("任务自 {} 起，结束日期不能早于这一天。", duty.from),
            )),
            Some(_) => {
                Ok(vec![LedgerEvent::Released(Charge { section, figure, day: last, by: by.to_owned() })])
            }
        },
        LedgerCommand::Return(new) => Ok(vec![LedgerEvent::Returned(entry(ledger, new, None, by, today)?)]),
        LedgerCommand::Import { figure, rows } => {
            Ok(vec![LedgerEvent::Imported(entry(ledger, figure, Some(rows), by, today)?)])
        }
        LedgerCommand::Withdraw { number, reason } => {
            filled(&reason, "撤回理由")?;
            if !ledger.entries.contains_key(&number) {
                let message = format!("没有第 {number} 号报送记录，或者它已经撤回。");
                return Err(Refusal::new("withdraw_what_stands", ARTICLE, message));
            }
            Ok(vec![LedgerEvent::Withdrawn(Withdrawal { number, reason, by: by.to_owned(), on: today })])
        }
    }
}

fn filled(text: &str, what: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new("filled", ARTICLE, format!("请填写{what}。")));
    }
    Ok(())
}

fn entry(
    ledger: &Ledger,
    new: NewReturn,
    rows: Option<u32>,
    by: &str,
    today: Date,
) -> Result<Return, Refusal> {
    filled(&new.section, "科室")?;
    filled(&new.source, "数据来源")?;
    let refuse = |rule, message: String| Err(Refusal::new(rule, ARTICLE, message));
    if new.from > new.to || new.from.year() != new.to.year() {
        return refuse(
            "period_in_one_year",
            "期间的起止日期应在同一年内，起不晚于止；跨年的请分两次报送。".to_owned(),
        );
    }
    if new.to > today {
        return refuse("period_is_over", format!("期间到 {} 才结束，请在期满后报送。", new.to));
    }
    if new.amount < 0 {
        return refuse(
            "amount_not_negative",
            "数量或者金额不能为负数；更正请撤回原记录后重新报送。".to_owned(),
        );
    }
    let overlapping = ledger.entries.values().find(|entry| {
        entry.section == new.section
            && entry.figure == new.figure
            && entry.from <= new.to
            && new.from <= entry.to
    });
    if let Some(entry) = overlapping {
        return refuse(
            "periods_do_not_overlap",
            format!(
                "{}已报送 {} 至 {} 的{}（第 {} 号）；要更正请先撤回。",
                entry.section,
                entry.from,
                entry.to,
                entry.figure.label(),
                entry.number
            ),
        );
    }
    Ok(Return {
        number: ledger.last_number + 1,
        section: new.section,
        figure: new.figure,
        from: new.from,
        to: new.to,
        amount: new.amount,
        rows,
        source: new.source,
        by: by.to_owned(),
        on: today,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2025, 1, 10);

    fn quarter(number: i8, amount: i64) -> NewReturn {
        let first = date(2024, number * 3 - 2, 1);
        NewReturn {
            section: "执法科".to_owned(),
            figure: LedgerKind::Penalties,
            from: first,
            to: date(2024, number * 3, 1).last_of_month(),
            amount,
            source: "执法办案系统".to_owned(),
        }
    }

    fn told(ledger: &mut Ledger, command: LedgerCommand) -> Result<(), Refusal> {
        for event in decide(ledger, command, "科长", TODAY)? {
            let written = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<LedgerEvent>(&written).unwrap(), event);
            ledger.apply(&event);
        }
        Ok(())
    }

    #[test]
    fn a_withdrawn_return_makes_room_for_the_right_one() {
        let mut ledger = Ledger::default();
        told(&mut ledger, LedgerCommand::Return(quarter(1, 5))).unwrap();
        told(&mut ledger, LedgerCommand::Import { figure: quarter(2, 7), rows: 7 }).unwrap();
        let overlap = told(&mut ledger, LedgerCommand::Return(quarter(1, 6))).unwrap_err();
        assert_eq!(overlap.rule, "periods_do_not_overlap");
        assert!(overlap.message.contains("第 1 号"), "{}", overlap.message);
        told(&mut ledger, LedgerCommand::Withdraw { number: 1, reason: "少报一件".to_owned() }).unwrap();
        told(&mut ledger, LedgerCommand::Return(quarter(1, 6))).unwrap();
        let facts = ledger.facts();
        assert_eq!(facts.iter().map(|fact| fact.amount).sum::<i64>(), 13);
        assert_eq!(facts.iter().map(|fact| fact.id.as_str()).collect::<Vec<_>>(), ["2", "3"]);
    }

    #[test]
    fn a_return_that_cannot_be_right_is_refused() {
        let cases = [
            ("period_in_one_year", NewReturn { to: date(2025, 1, 5), ..quarter(4, 1) }),
            ("period_in_one_year", NewReturn { to: date(2024, 1, 1), ..quarter(4, 1) }),
            ("period_is_over", NewReturn { from: date(2025, 1, 1), to: date(2025, 3, 31), ..quarter(1, 1) }),
            ("amount_not_negative", quarter(1, -1)),
            ("filled", NewReturn { source: " ".to_owned(), ..quarter(1, 1) }),
        ];
        for (rule, new) in cases {
            let refusal = told(&mut Ledger::default(), LedgerCommand::Return(new)).unwrap_err();
            assert_eq!(refusal.rule, rule);
        }
        let nothing = LedgerCommand::Withdraw { number: 9, reason: "误报".to_owned() };
        assert_eq!(told(&mut Ledger::default(), nothing).unwrap_err().rule, "withdraw_what_stands");
    }

    #[test]
    fn a_duty_begins_once_and_ends() {
        let mut ledger = Ledger::default();
        let charge = || LedgerCommand::Charge {
            section: "执法科".to_owned(),
            figure: LedgerKind::Penalties,
            from: date(2024, 1, 1),
        };
        let release = |last| LedgerCommand::Release {
            section: "执法科".to_owned(),
            figure: LedgerKind::Penalties,
            last,
        };
        assert_eq!(told(&mut ledger, release(TODAY)).unwrap_err().rule, "release_what_is_charged");
        told(&mut ledger, charge()).unwrap();
        assert_eq!(told(&mut ledger, charge()).unwrap_err().rule, "charged_once");
        assert_eq!(told(&mut ledger, release(date(2023, 1, 1))).unwrap_err().rule, "release_after_charge");
        told(&mut ledger, release(date(2024, 6, 30))).unwrap();
        assert_eq!(ledger.duties[0].to, Some(date(2024, 6, 30)));
        told(&mut ledger, charge()).unwrap();
    }
}
