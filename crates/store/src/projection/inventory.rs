//! Projecting lists of what is to be public, and under which of their entries items are filed.

use gongkai_journal::{Recorded, decode};
use gongkai_publication::{FilingEvent, InventoryEdition, InventoryEntry, InventoryEvent};

use super::publication::stock;
use super::rows::{insert, statement, upsert};
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["inventory", "inventory_entry", "item_entry"];

/// What an event of a list changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let id = event.stream.id();
    let named = id.rsplit_once('/').and_then(|(agency, number)| Some((agency, number.parse::<i64>().ok()?)));
    let (agency, number) =
        named.ok_or_else(|| ProjectError::Inconsistent(format!("inventory {id} has no number")))?;
    Ok(match decode(event)? {
        InventoryEvent::Adopted(edition) => adopted(agency, number, edition),
        InventoryEvent::Ended { reason, .. } => vec![statement(
            "update inventory set ended = $1 where agency = $2 and number = $3",
            vec![reason.into(), agency.into(), number.into()],
        )],
    })
}

/// The edition takes the place of the one before.
fn adopted(agency: &str, number: i64, edition: InventoryEdition) -> Vec<Statement> {
    let mut statements = vec![
        upsert(
            "inventory",
            &["agency", "number"],
            vec![
                ("agency", agency.into()),
                ("number", number.into()),
                ("kind", edition.kind_of.key().into()),
                ("title", edition.title.into()),
                ("authority", edition.authority.into()),
                ("from_day", edition.from.to_string().into()),
                ("edition", i64::from(edition.edition).into()),
            ],
        ),
        statement(
            "delete from inventory_entry where agency = $1 and number = $2",
            vec![agency.into(), number.into()],
        ),
    ];
    let rows = (1_i64..).zip(edition.entries).map(|(place, entry)| row(agency, number, place, entry));
    statements.extend(rows);
    statements
}

fn row(agency: &str, number: i64, place: i64, entry: InventoryEntry) -> Statement {
    insert(
        "inventory_entry",
        vec![
            ("agency", agency.into()),
            ("number", number.into()),
            ("place", place.into()),
            ("code", entry.code.into()),
            ("matter", entry.matter.into()),
            ("submatter", entry.submatter.into()),
            ("content", entry.content.into()),
            ("basis", entry.basis.into()),
            ("within", entry.within.into()),
            ("months", entry.months.map(i64::from).into()),
            ("subject", entry.subject.into()),
            ("channels", entry.channels.into()),
            ("audience", entry.audience.into()),
            ("on_request", i64::from(entry.on_request).into()),
            ("column_slug", entry.column.into()),
        ],
    )
}

/// What filing an item changes: it is counted where it was no more, and where it is.
pub(crate) fn filing(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let item = event.stream.id();
    let FilingEvent::Set { entries, .. } = decode(event)?;
    let mut statements =
        vec![stock(item, -1), statement("delete from item_entry where item = $1", vec![item.into()])];
    statements.extend(entries.into_iter().map(|entry| {
        statement(
            "insert into item_entry (item, entry, agency, published_at, is_public)
             select id, $1, agency, published_at, case state when 'public' then 1 else 0 end from item where id = $2",
            vec![entry.into(), item.into()],
        )
    }));
    statements.push(stock(item, 1));
    Ok(statements)
}
