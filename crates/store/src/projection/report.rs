//! Projecting annual reports, and the fees of requests that they sum up. The ledger is read from its own stream:
//! it is small and read whole.

use gongkai_journal::{Recorded, decode};
use gongkai_report::workshop::{Published, Stage, WorkshopEvent};
use gongkai_request as request;
use sea_query::Value;

use super::rows::{insert, statement};
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into, parents before children.
pub(crate) const TABLES: &[&str] = &["report", "report_edition", "fee_notice"];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    match event.stream.area() {
        "ledger" => Ok(Vec::new()),
        _ => report(event, &decode(event)?),
    }
}

fn report(event: &Recorded, what: &WorkshopEvent) -> Result<Vec<Statement>, ProjectError> {
    let key = Key::of(event)?;
    Ok(match what {
        WorkshopEvent::Opened(opened) => vec![insert(
            "report",
            vec![
                ("agency", key.agency.into()),
                ("year", key.year.into()),
                ("stage", Stage::Drafting.key().into()),
                ("opened_on", opened.on.to_string().into()),
                ("edition", 0_i64.into()),
            ],
        )],
        WorkshopEvent::Submitted(_) => vec![key.stage(Stage::Submitted)],
        WorkshopEvent::Returned(_) | WorkshopEvent::Reopened(_) => vec![key.stage(Stage::Drafting)],
        WorkshopEvent::SignedOff(signed) => vec![statement(
            "update report set stage = $1, signed_on = $2 where agency = $3 and year = $4",
            key.values(vec![Stage::SignedOff.key().into(), signed.on.to_string().into()]),
        )],
        WorkshopEvent::Published(published) => vec![
            statement(
                "update report set stage = $1, published_on = $2, edition = $3 where agency = $4 and year = $5",
                key.values(vec![
                    Stage::Published.key().into(),
                    published.on.to_string().into(),
                    i64::from(published.edition).into(),
                ]),
            ),
            key.edition(published, None),
        ],
        WorkshopEvent::Recorded(earlier) => vec![
            insert(
                "report",
                vec![
                    ("agency", key.agency.into()),
                    ("year", key.year.into()),
                    ("stage", Stage::Published.key().into()),
                    ("opened_on", earlier.on.to_string().into()),
                    ("published_on", earlier.published_on.to_string().into()),
                    ("edition", 1_i64.into()),
                ],
            ),
            key.edition(&earlier.as_edition(), Some(&earlier.source)),
        ],
        WorkshopEvent::SubmittedToAuthority(submission) => vec![statement(
            "update report set submitted_on = $1 where agency = $2 and year = $3",
            key.values(vec![submission.on.to_string().into()]),
        )],
        WorkshopEvent::TextEdited(_)
        | WorkshopEvent::FigureCorrected(_)
        | WorkshopEvent::CorrectionWithdrawn(_)
        | WorkshopEvent::FindingAcknowledged(_)
        | WorkshopEvent::CarryOverExplained(_) => Vec::new(),
    })
}

/// What an event of a request changes in the list of fees.
pub(crate) fn fee(event: &Recorded) -> Result<Option<Statement>, ProjectError> {
    if !event.kind.starts_with("request.fee_") {
        return Ok(None);
    }
    let Some((agency, number)) = event.stream.id().rsplit_once('/') else {
        return Err(ProjectError::unknown(event));
    };
    let set = |column: &str, on: jiff::civil::Date| {
        statement(
            format!("update fee_notice set {column} = $1 where agency = $2 and request = $3"),
            vec![on.to_string().into(), agency.into(), number.into()],
        )
    };
    Ok(match decode(event)? {
        request::Event::FeeNoticed(notice) => Some(insert(
            "fee_notice",
            vec![
                ("agency", agency.into()),
                ("request", number.into()),
                ("noticed_on", notice.on.to_string().into()),
                ("yuan", i64::try_from(notice.yuan).unwrap_or(i64::MAX).into()),
            ],
        )),
        request::Event::FeePaid(paid) => Some(set("paid_on", paid.on)),
        request::Event::FeeRefunded(refund) => Some(set("refunded_on", refund.on)),
        _ => None,
    })
}

/// Agency and year out of the stream's name `report/<agency>/<year>`.
struct Key<'a> {
    agency: &'a str,
    year: i64,
}

impl<'a> Key<'a> {
    fn of(event: &'a Recorded) -> Result<Key<'a>, ProjectError> {
        event
            .stream
            .id()
            .rsplit_once('/')
            .and_then(|(agency, year)| Some(Key { agency, year: year.parse().ok()? }))
            .ok_or_else(|| ProjectError::unknown(event))
    }

    /// `first`, then agency and year.
    fn values(&self, mut first: Vec<Value>) -> Vec<Value> {
        first.extend([self.agency.into(), self.year.into()]);
        first
    }

    /// A published edition; `source` says where one made before the platform was published.
    fn edition(&self, published: &Published, source: Option<&str>) -> Statement {
        insert(
            "report_edition",
            vec![
                ("agency", self.agency.into()),
                ("year", self.year.into()),
                ("edition", i64::from(published.edition).into()),
                ("content_hash", published.content_hash.as_str().into()),
                ("position", i64::try_from(published.position).unwrap_or(i64::MAX).into()),
                ("published_on", published.on.to_string().into()),
                ("source", source.map(str::to_owned).into()),
            ],
        )
    }

    fn stage(&self, stage: Stage) -> Statement {
        statement(
            "update report set stage = $1 where agency = $2 and year = $3",
            self.values(vec![stage.key().into()]),
        )
    }
}
