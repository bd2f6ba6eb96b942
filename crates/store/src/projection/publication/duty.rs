//! What is owed for an item: assessing it again, making it public, interpreting it, taking it back.

use gongkai_journal::Recorded;
use gongkai_publication::{Held, Reassessed, Reassessment};

use super::agency_of;
use super::review::Review;
use crate::Statement;
use crate::projection::rows::{statement, upsert};

/// A policy that is public, is to be interpreted, and is not; `{}` says which.
///
/// What was taken over from another site is left out: its interpretations are there.
const UNINTERPRETED: &str = "insert into item_duty (item, kind, agency, since)
     select id, 'interpret', agency, first_published_on from item
     where id = {} and state = 'public' and source is null
       and (interpretation = 'needed' or (interpretation is null and legal_kind is not null and origin = 'made'))
       and not exists (select 1 from item other
         where other.interprets = item.id and other.state = 'public' and other.id <> $2)
     on conflict (item, kind) do nothing";
/// What the item of the statement interprets.
const TARGET: &str = "(select interprets from item where id = $1)";

pub(super) fn owed(item: &str, kind: &str, since: &str) -> Statement {
    let row = vec![
        ("item", item.into()),
        ("kind", kind.into()),
        ("agency", agency_of(item).into()),
        ("since", since.into()),
    ];
    upsert("item_duty", &["item", "kind"], row)
}

pub(super) fn no_duty(item: &str, kind: &str) -> Statement {
    statement("delete from item_duty where item = $1 and kind = $2", vec![item.into(), kind.into()])
}

/// The edition stays inside, until its assessment.
pub(super) fn held(event: &Recorded, item: &str, facts: &Held) -> Vec<Statement> {
    vec![
        Review::of(item, facts.edition, "held", &facts.reassess_on.to_string(), &facts.by)
            .hash(&facts.hash)
            .row(event),
        // What was decided before is decided anew.
        statement(
            "update edition set state = 'abandoned' where item = $1 and state = 'held'",
            vec![item.into()],
        ),
        statement(
            "update edition set state = 'held' where item = $1 and edition = $2",
            vec![item.into(), i64::from(facts.edition).into()],
        ),
        statement("delete from item_task where item = $1", vec![item.into()]),
        statement(
            "update item set held_at = $1 where id = $2",
            vec![gongkai_journal::instant_text(event.recorded_at).into(), item.into()],
        ),
        no_duty(item, "disclose"),
        owed(item, "reassess", &facts.reassess_on.to_string()),
    ]
}

pub(super) fn reassessed(event: &Recorded, item: &str, facts: &Reassessed) -> Vec<Statement> {
    let review = Review::of(item, facts.edition, "reassessed", &facts.basis, &facts.by);
    let mut statements = vec![review.conclusion(facts.conclusion.key()).row(event)];
    match (facts.conclusion, facts.reassess_on) {
        (Reassessment::Stays, Some(on)) => statements.push(owed(item, "reassess", &on.to_string())),
        (Reassessment::Disclose | Reassessment::Stays, _) => {
            let day = jiff::tz::Offset::constant(8).to_datetime(event.recorded_at).date();
            statements.push(no_duty(item, "reassess"));
            statements.push(owed(item, "disclose", &day.to_string()));
        }
    }
    statements
}

pub(super) fn planned(item: &str, needed: bool) -> Vec<Statement> {
    let word = if needed { "needed" } else { "none" };
    let mut statements =
        vec![statement("update item set interpretation = $1 where id = $2", vec![word.into(), item.into()])];
    statements.extend(own(item));
    statements
}

/// Before another edition is shown: what the item interprets until now may be left without it.
pub(super) fn leaves(item: &str) -> Statement {
    statement(UNINTERPRETED.replace("{}", TARGET), vec![item.into(), item.into()])
}

/// After an edition is shown: nothing of it is held any more.
pub(super) fn shown(item: &str) -> Vec<Statement> {
    let mut statements = vec![
        statement(
            "update edition set state = 'superseded' where item = $1 and state = 'held'",
            vec![item.into()],
        ),
        statement("update item set held_at = null, limited_to = null where id = $1", vec![item.into()]),
        no_duty(item, "reassess"),
        no_duty(item, "disclose"),
        no_duty(item, "take_back"),
    ];
    statements.extend(interpretation(item));
    statements
}

/// After it was withdrawn.
pub(super) fn no_duties(item: &str) -> Vec<Statement> {
    let mut statements = vec![no_duty(item, "take_back")];
    statements.extend(interpretation(item));
    statements
}

/// Is the item, and what it interprets, still to be interpreted?
pub(super) fn interpretation(item: &str) -> Vec<Statement> {
    let mut statements = own(item);
    statements.push(statement(
        format!("delete from item_duty where kind = 'interpret' and item = {TARGET}"),
        vec![item.into()],
    ));
    statements.push(statement(UNINTERPRETED.replace("{}", TARGET), vec![item.into(), "".into()]));
    statements
}

fn own(item: &str) -> Vec<Statement> {
    vec![
        no_duty(item, "interpret"),
        statement(UNINTERPRETED.replace("{}", "$1"), vec![item.into(), "".into()]),
    ]
}
