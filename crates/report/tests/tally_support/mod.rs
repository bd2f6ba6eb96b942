//! Made-up years of one fictional bureau.
#![allow(dead_code, reason = "each test file uses a part")]

use gongkai_report::tally::{
    Computed, DocumentKind, Facts, ItemFact, ItemsOpening, LedgerFact, LedgerKind, LegalDocumentFact,
    OpeningStock, RemedyFact, RemedyOutcome, RequestFact, SectionDuty, tally,
};
use gongkai_report::{AnnualReport, RemedyKind};
use gongkai_statute::{Decision, RequesterKind};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

pub(crate) fn day(year: i16, number: i32) -> Date {
    date(year, 1, 1) + i64::from(number).days()
}

pub(crate) fn request(number: &str, received_on: Date, result: Option<(Decision, Date)>) -> RequestFact {
    RequestFact {
        number: number.to_owned(),
        received_on,
        requester: RequesterKind::NaturalPerson,
        result,
        split_off_on: None,
        carried_as: None,
    }
}

/// Requests of three years; some answered late, never, or split off; some with a corrected kind.
pub(crate) fn any_request() -> impl Strategy<Value = RequestFact> {
    (
        2022i16..=2024,
        0i32..365,
        0usize..6,
        proptest::option::weighted(0.8, (0usize..23, 0i32..400)),
        proptest::option::weighted(0.1, 0i32..60),
    )
        .prop_map(|(year, number, kind, result, split)| {
            let received_on = day(year, number);
            RequestFact {
                number: format!("{year}-{number:06}"),
                received_on,
                requester: RequesterKind::ALL[kind],
                result: result
                    .map(|(index, after)| (Decision::ALL[index], received_on + i64::from(after).days())),
                split_off_on: split.map(|after| received_on + i64::from(after).days()),
                carried_as: None,
            }
        })
}

pub(crate) fn any_remedy() -> impl Strategy<Value = RemedyFact> {
    (0usize..3, 2022i16..=2024, 0i32..365, proptest::option::of((0usize..3, 0i32..500))).prop_map(
        |(kind, year, number, concluded)| {
            let filed_on = day(year, number);
            let outcomes = [RemedyOutcome::Upheld, RemedyOutcome::Corrected, RemedyOutcome::Other];
            RemedyFact {
                number: format!("复{number}"),
                kind: RemedyKind::ALL[kind],
                filed_on,
                concluded: concluded
                    .map(|(index, after)| (outcomes[index], filed_on + i64::from(after).days())),
            }
        },
    )
}

pub(crate) fn any_document() -> impl Strategy<Value = LegalDocumentFact> {
    (2022i16..=2024, 0i32..365, proptest::option::of(0i32..500)).prop_map(|(year, number, repealed)| {
        let made_on = day(year, number);
        LegalDocumentFact {
            number: format!("示例发〔{year}〕{number}号"),
            kind: DocumentKind::Normative,
            made_on,
            repealed_on: repealed.map(|after| made_on + i64::from(after).days()),
        }
    })
}

/// A bureau whose register is whole: duties, a return for each year, opening stocks.
#[derive(Debug)]
pub(crate) struct Bureau {
    pub(crate) requests: Vec<RequestFact>,
    pub(crate) remedies: Vec<RemedyFact>,
    pub(crate) documents: Vec<LegalDocumentFact>,
    pub(crate) openings: Vec<OpeningStock>,
    pub(crate) ledger: Vec<LedgerFact>,
    pub(crate) duties: Vec<SectionDuty>,
    pub(crate) items: Vec<ItemFact>,
    pub(crate) items_opening: ItemsOpening,
}

impl Bureau {
    pub(crate) fn new(
        requests: Vec<RequestFact>,
        remedies: Vec<RemedyFact>,
        documents: Vec<LegalDocumentFact>,
        amount: i64,
    ) -> Bureau {
        let opening = |kind, count| OpeningStock {
            kind,
            as_of: date(2021, 12, 31),
            count,
            evidence: "现行有效文件目录".to_owned(),
        };
        let mut ledger = Vec::new();
        let mut duties = Vec::new();
        for kind in LedgerKind::ALL {
            duties.push(SectionDuty {
                section: "综合科".to_owned(), kind, from: date(2022, 1, 1), to: None
            });
            for year in 2022..=2024 {
                ledger.push(LedgerFact {
                    id: format!("{year}"),
                    section: "综合科".to_owned(),
                    kind,
                    from: date(year, 1, 1),
                    to: date(year, 12, 31),
                    amount: amount + i64::from(year - 2022),
                    source: "业务系统台账".to_owned(),
                });
            }
        }
        Bureau {
            requests,
            remedies,
            documents,
            openings: vec![opening(DocumentKind::Regulation, 0), opening(DocumentKind::Normative, 40)],
            ledger,
            duties,
            items: Vec::new(),
            items_opening: ItemsOpening {
                as_of: date(2021, 12, 31),
                count: 500,
                evidence: "旧站点清单".to_owned(),
            },
        }
    }

    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            requests: &self.requests,
            remedies: &self.remedies,
            documents: &self.documents,
            openings: &self.openings,
            ledger: &self.ledger,
            duties: &self.duties,
            items: &self.items,
            items_opening: Some(&self.items_opening),
            fees: &[],
        }
    }

    pub(crate) fn computed(&self, year: i16) -> Computed {
        tally("示例市数据局", year, &self.facts())
    }

    /// The report as published: figures and texts.
    pub(crate) fn report(&self, year: i16) -> AnnualReport {
        let mut report = self.computed(year).report;
        report.sections.overview = Some("本年度按规定开展政府信息公开工作。".to_owned());
        report.sections.problems = Some("栏目更新不够均衡，将逐栏明确责任。".to_owned());
        report.sections.other = Some("本年度收取信息处理费 0 元。".to_owned());
        report
    }
}

pub(crate) fn any_bureau() -> impl Strategy<Value = Bureau> {
    (
        proptest::collection::vec(any_request(), 0..120),
        proptest::collection::vec(any_remedy(), 0..20),
        proptest::collection::vec(any_document(), 0..20),
        0i64..5_000_000,
    )
        .prop_map(|(requests, remedies, documents, amount)| {
            Bureau::new(requests, remedies, documents, amount)
        })
}

/// A fixed busy bureau: every row and every column has figures that differ from their neighbours'.
pub(crate) fn busy() -> Bureau {
    let mut requests = Vec::new();
    let mut seed: u64 = 20_240_101;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for number in 0..6000 {
        let kind = RequesterKind::ALL[usize::try_from(next(6).min(next(6))).unwrap()];
        let received_on = day(2022 + i16::try_from(next(3)).unwrap(), i32::try_from(next(365)).unwrap());
        let result = (next(40) > 0).then(|| {
            let decision = Decision::ALL[usize::try_from(next(23)).unwrap()];
            (decision, received_on + i64::try_from(next(60)).unwrap().days())
        });
        requests.push(RequestFact {
            number: format!("{number:06}"),
            received_on,
            requester: kind,
            result,
            split_off_on: None,
            carried_as: None,
        });
    }
    let outcomes = [RemedyOutcome::Upheld, RemedyOutcome::Corrected, RemedyOutcome::Other];
    let remedies = (0..200)
        .map(|number| {
            let filed_on = day(2022 + i16::try_from(next(3)).unwrap(), i32::try_from(next(365)).unwrap());
            RemedyFact {
                number: format!("{number}"),
                kind: RemedyKind::ALL[usize::try_from(next(3)).unwrap()],
                filed_on,
                concluded: (next(5) > 0).then(|| {
                    let outcome = outcomes[usize::try_from(next(3)).unwrap()];
                    (outcome, filed_on + i64::try_from(next(300)).unwrap().days())
                }),
            }
        })
        .collect();
    let documents = (0..90)
        .map(|number| {
            let kind = if number % 9 == 0 { DocumentKind::Regulation } else { DocumentKind::Normative };
            let made_on = day(2022 + i16::try_from(next(3)).unwrap(), i32::try_from(next(365)).unwrap());
            LegalDocumentFact {
                number: format!("示例发〔2024〕{number}号"),
                kind,
                made_on,
                repealed_on: (next(3) == 0).then(|| made_on + 200.days()),
            }
        })
        .collect();
    let mut bureau = Bureau::new(requests, remedies, documents, 12_345_600);
    for (index, fact) in bureau.ledger.iter_mut().enumerate() {
        fact.amount += i64::try_from(index).unwrap() * 17;
    }
    bureau
}
