//! Projecting solicitations and what the public answered, without a word of those who answered.

use gongkai_journal::{Recorded, decode};
use gongkai_publication::{OpinionEvent, OpinionReceived, SolicitationEvent, SolicitationOpened};

use super::rows::{insert, statement};
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["solicitation", "solicited_opinion"];

/// What an event of a solicitation changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let id = event.stream.id();
    Ok(vec![match decode(event)? {
        SolicitationEvent::Opened(opened) => self::opened(id, opened)?,
        SolicitationEvent::Extended { through, .. } => statement(
            "update solicitation set through_day = $1 where id = $2",
            vec![through.to_string().into(), id.into()],
        ),
        SolicitationEvent::Stopped { on, reason, .. } => statement(
            "update solicitation set stopped = $1, stopped_on = $2 where id = $3",
            vec![reason.into(), on.to_string().into(), id.into()],
        ),
        SolicitationEvent::FeedbackDrafted { item, .. } => {
            statement("update solicitation set feedback = $1 where id = $2", vec![item.into(), id.into()])
        }
    }])
}

fn opened(id: &str, opened: SolicitationOpened) -> Result<Statement, ProjectError> {
    let number = id.rsplit_once('/').and_then(|(_, number)| number.parse::<i64>().ok());
    let number =
        number.ok_or_else(|| ProjectError::Inconsistent(format!("solicitation {id} has no number")))?;
    Ok(insert(
        "solicitation",
        vec![
            ("id", id.into()),
            ("agency", opened.agency.into()),
            ("number", number.into()),
            ("item", opened.item.into()),
            ("title", opened.title.into()),
            ("from_day", opened.from.to_string().into()),
            ("through_day", opened.through.to_string().into()),
            ("touches_business", i64::from(opened.touches_business).into()),
            ("why_short", opened.why_short.into()),
            ("ways", opened.ways.into()),
            ("opinions", 0_i64.into()),
            ("unweighed", 0_i64.into()),
            ("opened_by", opened.by.into()),
        ],
    ))
}

/// What an event of an opinion changes in them.
pub(crate) fn opinion(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let id = event.stream.id();
    Ok(match decode(event)? {
        OpinionEvent::Received(received) => self::received(id, received),
        OpinionEvent::Weighed(weighed) => vec![
            // Weighed again it is counted no second time.
            statement(
                "update solicitation set unweighed = unweighed - 1
                 where id = (select solicitation from solicited_opinion where id = $1 and adoption is null)",
                vec![id.into()],
            ),
            statement(
                "update solicited_opinion set gist = $1, adoption = $2, reason = $3, weighed_by = $4 where id = $5",
                vec![
                    weighed.gist.into(),
                    weighed.adoption.key().into(),
                    weighed.reason.into(),
                    weighed.by.into(),
                    id.into(),
                ],
            ),
        ],
        // The key goes in the same transaction as the event, and again in every replay.
        OpinionEvent::Erased { person, .. } => vec![
            statement("delete from person_key where person = $1", vec![person.into()]),
            statement("update solicited_opinion set erased = 1 where id = $1", vec![id.into()]),
        ],
    })
}

/// Opinions are numbered as they come.
fn received(id: &str, received: OpinionReceived) -> Vec<Statement> {
    vec![
        statement(
            "insert into solicited_opinion (id, solicitation, number, channel, received_on, erased)
             select $1, solicitation.id, solicitation.opinions + 1, $2, $3, 0 from solicitation
             where solicitation.id = $4",
            vec![
                id.into(),
                received.channel.key().into(),
                received.on.to_string().into(),
                received.solicitation.as_str().into(),
            ],
        ),
        statement(
            "update solicitation set opinions = opinions + 1, unweighed = unweighed + 1 where id = $1",
            vec![received.solicitation.into()],
        ),
    ]
}
