//! Projecting numbers of documents.

use gongkai_journal::{Recorded, decode};
use gongkai_request::numbering::{NumberEvent, from_register_id};
use sea_query::Value;

use super::rows::insert;
use crate::request::numbered;
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["document_number"];

/// What an event of a register changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let (agency, series, year) = from_register_id(event.stream.id())
        .ok_or_else(|| ProjectError::Inconsistent(format!("stream {} names no register", event.stream)))?;
    let NumberEvent::Taken(taken) = decode(event)?;
    // The place is the event's own place in its stream, so a gap or a double cannot be written.
    if u64::from(taken.place) != event.version.0 {
        return Err(ProjectError::Inconsistent(format!("number {} at {}", taken.place, event.version.0)));
    }
    Ok(vec![insert(
        "document_number",
        vec![
            ("agency", agency.into()),
            ("series", series.key().into()),
            ("year", i64::from(year).into()),
            ("place", i64::from(taken.place).into()),
            ("text", taken.text.into()),
            ("request", taken.request.to_string().into()),
            ("taken_on", taken.on.to_string().into()),
        ],
    )])
}

/// Changes a number of a case; `$1` to `$3` are agency, request and number.
pub(crate) fn change(agency: &str, request: &str, text: &str, set: &str, values: Vec<Value>) -> Statement {
    let mut all: Vec<Value> = vec![agency.into(), request.into(), text.into()];
    all.extend(values);
    numbered(
        format!("update document_number set {set} where agency = $1 and request = $2 and text = $3"),
        all,
    )
}
