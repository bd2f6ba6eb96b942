//! Projecting the access journal.

use gongkai_journal::{Recorded, decode, instant_text};
use gongkai_request::access::AccessEvent;

use super::rows::insert;
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["access_view"];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let (agency, subject) = event.stream.id().rsplit_once('/').ok_or_else(|| {
        ProjectError::Inconsistent(format!("stream {} names nothing to look at", event.stream))
    })?;
    let AccessEvent::Viewed(view) = decode(event)?;
    let position = i64::try_from(event.position)
        .map_err(|_| ProjectError::Inconsistent("position above 2^63".to_owned()))?;
    Ok(vec![insert(
        "access_view",
        vec![
            ("agency", agency.into()),
            ("position", position.into()),
            ("subject", subject.into()),
            ("what", view.what.key().into()),
            ("detail", view.detail.into()),
            ("login", view.by.into()),
            ("why", view.why.into()),
            ("viewed_at", instant_text(event.recorded_at).into()),
        ],
    )])
}
