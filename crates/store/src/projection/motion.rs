//! Projecting motions.

use gongkai_journal::{Recorded, decode, instant_text};
use gongkai_request::motion::{Event, Filed, MotionId, Stage, Standing};
use jiff::civil::Date;
use sea_query::Value;

use super::numbering;
use super::rows::insert;
use crate::request::numbered;
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["motion", "motion_task", "motion_source"];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let named = event.stream.id().rsplit_once('/');
    let (agency, id) = named
        .and_then(|(agency, id)| Some((agency, MotionId::parse(id)?)))
        .ok_or_else(|| ProjectError::Inconsistent(format!("stream {} names no motion", event.stream)))?;
    let key = || -> Vec<Value> { vec![agency.into(), id.to_string().into()] };
    let set = |columns: &str, values: Vec<Value>| {
        let mut all = key();
        all.extend(values);
        numbered(format!("update motion set {columns} where agency = $1 and id = $2"), all)
    };
    let bears = |text: &str, columns: &str, value: Value| {
        numbering::change(agency, &id.to_string(), text, columns, vec![value])
    };
    Ok(match decode(event)? {
        Event::Filed(filed) => filed_rows(agency, id, *filed, instant_text(event.recorded_at)),
        Event::SubjectSet(act) => vec![set("subject = $3", vec![act.subject.into()])],
        Event::Drafted(answer) => {
            vec![set("outcome = $3, drafted_by = $4", vec![answer.outcome.key().into(), answer.by.into()])]
        }
        Event::Returned(_) => vec![set("outcome = null, drafted_by = null", Vec::new())],
        // What the agency proposed to itself is answered by the signature: no letter follows.
        Event::Signed(act) if act.document.is_none() => {
            vec![set("answered_on = $3, over_on = $3", vec![act.on.to_string().into()])]
        }
        Event::Signed(act) => vec![set("document = $3", vec![act.document.into()])],
        Event::LetterIssued(letter) => letter
            .document
            .iter()
            .map(|text| bears(text, "letter = $4", letter.code.as_str().into()))
            .collect(),
        Event::LetterSent(sent) => {
            let mut statements =
                vec![set("answered_on = $3, over_on = $3", vec![sent.on.to_string().into()])];
            statements.extend(
                sent.document.iter().map(|text| bears(text, "sent_on = $4", sent.on.to_string().into())),
            );
            statements
        }
        Event::Fulfilled(act) => {
            vec![set("item = $3, over_on = $4", vec![act.item.into(), act.on.to_string().into()])]
        }
        Event::Withdrawn(act) => vec![set("over_on = $3", vec![act.on.to_string().into()])],
        // The key goes in the same transaction as the event, and again in every replay.
        Event::Erased(act) => vec![
            numbered("delete from person_key where person = $1", vec![act.person.into()]),
            set("erased_on = $3", vec![act.on.to_string().into()]),
        ],
        Event::Stood(standing) => stood(&set, key(), agency, id, &standing),
        Event::EvidenceAdded(_)
        | Event::Examined(_)
        | Event::LetterDelivered(_)
        | Event::ReceiptReturned(_)
        | Event::LetterUndelivered(_)
        | Event::LetterOpened(_) => Vec::new(),
    })
}

fn filed_rows(agency: &str, id: MotionId, filed: Filed, at: String) -> Vec<Statement> {
    let mut statements = vec![insert(
        "motion",
        vec![
            ("agency", agency.into()),
            ("id", id.to_string().into()),
            ("kind", filed.kind.key().into()),
            ("channel", filed.by.map(|by| by.channel.key().to_owned()).into()),
            ("received_on", filed.received_on.to_string().into()),
            ("due", day(filed.due)),
            ("subject", filed.subject.into()),
            ("stage", Stage::Open.key().into()),
            ("registered_at", at.into()),
        ],
    )];
    statements.extend(filed.requests.iter().map(|request| {
        let row = vec![
            ("agency", agency.into()),
            ("request", request.to_string().into()),
            ("id", id.to_string().into()),
        ];
        insert("motion_source", row)
    }));
    statements
}

fn stood(
    set: &impl Fn(&str, Vec<Value>) -> Statement,
    key: Vec<Value>,
    agency: &str,
    id: MotionId,
    standing: &Standing,
) -> Vec<Statement> {
    let mut statements = vec![
        set("stage = $3", vec![standing.stage.key().into()]),
        numbered("delete from motion_task where agency = $1 and id = $2", key),
    ];
    statements.extend(standing.tasks.iter().map(|(task, due)| {
        let row = vec![
            ("agency", agency.into()),
            ("id", id.to_string().into()),
            ("task", task.key().into()),
            ("due", day(*due)),
        ];
        insert("motion_task", row)
    }));
    statements
}

fn day(day: Option<Date>) -> Value {
    day.map(|day| day.to_string()).into()
}
