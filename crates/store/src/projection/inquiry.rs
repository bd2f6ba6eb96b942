//! Projecting messages of the public, without a word of those who sent them.

use gongkai_journal::{Recorded, decode};
use gongkai_publication::{InquiryEvent, InquiryReceived, InquiryStage, Satisfaction};
use gongkai_request::motion::InquiryId;
use jiff::civil::Date;
use sea_query::Value;

use super::rows::insert;
use crate::request::numbered;
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["inquiry", "inquiry_count"];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let named = event.stream.id().rsplit_once('/');
    let (agency, id) = named
        .and_then(|(agency, id)| Some((agency, InquiryId::parse(id)?)))
        .ok_or_else(|| ProjectError::Inconsistent(format!("stream {} names no message", event.stream)))?;
    let one = One { agency, id };
    Ok(match decode(event)? {
        InquiryEvent::Received(received) => one.received(*received),
        InquiryEvent::Drafted(answer) => vec![one.set(
            "stage = 'drafted', title = $3, question = $4, answer = $5, publish = $6, drafted_by = $7, returned = null",
            vec![
                answer.title.into(),
                answer.question.into(),
                answer.answer.into(),
                i64::from(answer.publish).into(),
                answer.by.into(),
            ],
        )],
        InquiryEvent::Returned { reason, .. } => {
            vec![one.set("stage = 'open', returned = $3", vec![reason.into()])]
        }
        InquiryEvent::Answered { on, .. } => {
            let mut statements = vec![one.set("stage = 'answered', over_on = $3, shown = publish", vec![text(on)])];
            statements.push(one.count("answered = answered + 1", Vec::new()));
            statements.push(one.count_in_time());
            statements.push(one.count_shown("+"));
            statements
        }
        InquiryEvent::Dismissed(dismissed) => vec![
            one.set("stage = 'dismissed', over_on = $3", vec![text(dismissed.on)]),
            one.count("dismissed = dismissed + 1", Vec::new()),
            one.count_in_time(),
        ],
        InquiryEvent::Hidden { .. } => vec![one.count_shown("-"), one.set("shown = 0", Vec::new())],
        InquiryEvent::Rated { satisfaction, .. } => {
            let column = match satisfaction {
                Satisfaction::Satisfied => "satisfied",
                Satisfaction::Fair => "fair",
                Satisfaction::Dissatisfied => "dissatisfied",
            };
            vec![
                one.set("satisfaction = $3", vec![satisfaction.key().into()]),
                one.count(&format!("{column} = {column} + 1"), Vec::new()),
            ]
        }
        // The key goes in the same transaction as the event, and again in every replay.
        InquiryEvent::Erased { on, person, .. } => vec![
            numbered("delete from person_key where person = $1", vec![person.into()]),
            one.set("erased_on = $3", vec![text(on)]),
        ],
    })
}

/// The message an event is of.
struct One<'a> {
    agency: &'a str,
    id: InquiryId,
}

impl One<'_> {
    fn set(&self, columns: &str, values: Vec<Value>) -> Statement {
        let mut all: Vec<Value> = vec![self.agency.into(), self.id.to_string().into()];
        all.extend(values);
        numbered(format!("update inquiry set {columns} where agency = $1 and id = $2"), all)
    }

    /// Messages are counted in the year in which they came.
    fn count(&self, columns: &str, values: Vec<Value>) -> Statement {
        let mut all: Vec<Value> = vec![self.agency.into(), i64::from(self.id.0.year).into()];
        all.extend(values);
        numbered(format!("update inquiry_count set {columns} where agency = $1 and year = $2"), all)
    }

    /// Without a last day nothing can be late.
    fn count_in_time(&self) -> Statement {
        let columns = "in_time = in_time + (select case when due is null or over_on <= due then 1 else 0 end
                       from inquiry where agency = $1 and id = $3)";
        self.count(columns, vec![self.id.to_string().into()])
    }

    fn count_shown(&self, sign: &str) -> Statement {
        let columns =
            format!("shown = shown {sign} (select shown from inquiry where agency = $1 and id = $3)");
        self.count(&columns, vec![self.id.to_string().into()])
    }

    fn received(&self, received: InquiryReceived) -> Vec<Statement> {
        let zero = || Value::from(0_i64);
        let row = vec![
            ("agency", self.agency.into()),
            ("id", self.id.to_string().into()),
            ("kind", received.kind.key().into()),
            ("received_on", text(received.on)),
            ("due", received.due.map(|due| due.to_string()).into()),
            ("item", received.item.into()),
            ("consents", i64::from(received.consents).into()),
            ("stage", InquiryStage::Open.key().into()),
            ("publish", zero()),
            ("shown", zero()),
        ];
        let count = numbered(
            "insert into inquiry_count (agency, year, received, answered, dismissed, in_time, shown, satisfied,
                                        fair, dissatisfied)
             values ($1, $2, 1, 0, 0, 0, 0, 0, 0, 0)
             on conflict (agency, year) do update set received = inquiry_count.received + 1",
            vec![self.agency.into(), i64::from(self.id.0.year).into()],
        );
        vec![insert("inquiry", row), count]
    }
}

fn text(day: Date) -> Value {
    day.to_string().into()
}
