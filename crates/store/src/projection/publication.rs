//! Projecting items and their editions.
//!
//! A projector reads nothing, so what an event leaves unsaid (the column an item stands in when it is withdrawn)
//! is looked up by the statement itself.

mod content;
mod duty;
mod review;
mod show;

use gongkai_journal::{Recorded, decode, instant_text};
use gongkai_publication::{
    Content, Drafted, Imported, ItemEvent, LegalKind, OpeningEvent, Published, Revised, SecrecyConclusion,
    Validity, ValidityChange, WithdrawalKind, Withdrawn,
};
use sea_query::Value;

use self::content::{CONTENT, content};
use self::duty::{held, interpretation, leaves, no_duties, owed, shown};
use self::review::Review;
pub(super) use self::show::stock;
use self::show::{count, show};
use super::rows::{forget_openings, insert, json, statement, upsert};
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into, parents before children.
pub(crate) const TABLES: &[&str] = &[
    "item",
    "edition",
    "edition_category",
    "item_category",
    "item_review",
    "item_task",
    "item_time",
    "item_duty",
    "item_count",
    "item_stock",
    "item_opening",
    "item_incident",
    "index_series",
];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    if event.kind.starts_with("opening.") {
        return Ok(vec![opening(event, decode(event)?)]);
    }
    let item = event.stream.id();
    let at = instant_text(event.recorded_at);
    Ok(match decode(event)? {
        ItemEvent::Drafted(facts) => drafted(item, &at, &facts)?,
        ItemEvent::Imported(facts) => imported(event, &at, &facts)?,
        ItemEvent::Revised(facts) => revised(item, &at, &facts)?,
        ItemEvent::Edited(facts) => {
            let mut statements = vec![edition_content(item, facts.edition, &facts.content, &facts.hash)?];
            statements.extend(edition_categories(item, facts.edition, &facts.content));
            statements.push(show_first_draft(item, facts.edition));
            statements.push(no_time(item, "publish"));
            statements.push(statement(
                "update item_task set stage = 'drafting', level = 0, emergency = null, reason = null, title = $1,
                 generated_on = $2, since = $3 where item = $4",
                vec![
                    facts.content.title.into(),
                    facts.content.generated_on.to_string().into(),
                    at.into(),
                    item.into(),
                ],
            ));
            statements
        }
        ItemEvent::Submitted(facts) => {
            let (stage, level) = if facts.emergency.is_some() { ("secrecy", 0) } else { ("reviewing", 1) };
            let note = facts.emergency.clone().unwrap_or_default();
            vec![
                Review::of(item, facts.edition, "submitted", &note, &facts.by).hash(&facts.hash).row(event),
                statement(
                    "update edition set emergency = $1 where item = $2 and edition = $3",
                    vec![facts.emergency.clone().into(), item.into(), i64::from(facts.edition).into()],
                ),
                statement(
                    "update item_task set emergency = $1, reason = null where item = $2",
                    vec![facts.emergency.into(), item.into()],
                ),
                desk(item, stage, level, &at),
            ]
        }
        ItemEvent::Approved(facts) => {
            let (stage, level) = if facts.level < facts.of {
                ("reviewing", i64::from(facts.level) + 1)
            } else {
                ("secrecy", 0)
            };
            let review =
                Review::of(item, facts.edition, "approved", &facts.note, &facts.by).hash(&facts.hash);
            vec![review.level(facts.level, facts.of).row(event), desk(item, stage, level, &at)]
        }
        ItemEvent::SecrecyReviewed(facts) => {
            let review =
                Review::of(item, facts.edition, "secrecy", &facts.basis, &facts.by).hash(&facts.hash);
            let mut statements = vec![review.conclusion(facts.conclusion.key()).row(event)];
            statements.push(match facts.conclusion {
                SecrecyConclusion::Public => desk(item, "cleared", 0, &at),
                SecrecyConclusion::Undecided => desk(item, "referred", 0, &at),
                SecrecyConclusion::NotPublic => against(item, &facts.basis, &at),
            });
            statements
        }
        ItemEvent::SentBack(facts) => vec![
            Review::of(item, facts.edition, "sent_back", &facts.reason, &facts.by).row(event),
            back(item, &facts.reason, &at),
            no_time(item, "publish"),
        ],
        ItemEvent::Scheduled(plan) => vec![time(item, "publish", &instant_text(plan.at))],
        ItemEvent::Unscheduled { .. } => vec![no_time(item, "publish")],
        ItemEvent::EndSet(end) => vec![time(item, "end", &instant_text(end.at))],
        ItemEvent::EndCancelled { .. } => vec![no_time(item, "end")],
        ItemEvent::FindingAnswered(_) => Vec::new(),
        // The keys go in the same transaction as the event, and again in every replay, a restored copy's included.
        ItemEvent::Purged(facts) => {
            let destroy = |key: String| statement("delete from content_key where id = $1", vec![key.into()]);
            let mut statements: Vec<Statement> = facts.keys.into_iter().map(destroy).collect();
            statements.push(forget_openings(event));
            statements.push(incident(event, item, &at, 0, &facts.reason, &facts.by));
            statements
        }
        ItemEvent::Published(facts) => {
            let mut statements = vec![leaves(item)];
            statements.extend(published(item, &facts));
            statements.extend(shown(item));
            statements.push(no_time(item, "publish"));
            statements
        }
        ItemEvent::AccessLimited { logins, .. } => {
            let limited = if logins.is_empty() { None } else { Some(json(&logins)?) };
            vec![statement(
                "update item set limited_to = $1 where id = $2",
                vec![limited.into(), item.into()],
            )]
        }
        ItemEvent::Held(facts) => held(event, item, &facts),
        ItemEvent::Reassessed(facts) => duty::reassessed(event, item, &facts),
        ItemEvent::InterpretationPlanned(plan) => duty::planned(item, plan.needed),
        ItemEvent::DecisionFell(facts) => vec![
            Review::of(item, 0, "fell", &facts.act, &facts.by).conclusion(facts.how.key()).row(event),
            owed(item, "take_back", &facts.on.to_string()),
        ],
        ItemEvent::AfterReviewed(facts) => vec![
            Review::of(item, facts.edition, "after_review", &facts.note, &facts.by)
                .conclusion(facts.finding.key())
                .row(event),
            statement("update item set after_review = 0 where id = $1", vec![item.into()]),
        ],
        ItemEvent::WorkAbandoned { edition, reason, by } => vec![
            Review::of(item, edition, "abandoned", &reason, &by).row(event),
            edition_state(item, edition, "abandoned"),
            statement(
                "update item set state = 'abandoned' where id = $1 and edition is null",
                vec![item.into()],
            ),
            statement("delete from item_task where item = $1", vec![item.into()]),
            no_time(item, "publish"),
        ],
        ItemEvent::ValidityChanged(change) => vec![validity(item, &change)],
        ItemEvent::Withdrawn(facts) => {
            let mut statements = withdrawn(item, &at, &facts);
            statements.extend(no_duties(item));
            statements.push(no_time(item, "end"));
            statements
        }
        ItemEvent::Pulled { edition, reason, by } => {
            let mut statements = pulled(event, item, &at, edition, &reason, &by);
            statements.extend(interpretation(item));
            statements.push(no_time(item, "end"));
            statements
        }
    })
}

/// The agency of `<agency>/<number>`.
fn agency_of(item: &str) -> &str {
    item.rsplit_once('/').map_or(item, |(agency, _)| agency)
}

fn time(item: &str, kind: &str, at: &str) -> Statement {
    let row = vec![
        ("item", item.into()),
        ("kind", kind.into()),
        ("agency", agency_of(item).into()),
        ("at", at.into()),
    ];
    upsert("item_time", &["item", "kind"], row)
}

fn no_time(item: &str, kind: &str) -> Statement {
    statement("delete from item_time where item = $1 and kind = $2", vec![item.into(), kind.into()])
}

/// `item` is `<agency>/<number>`.
fn number_of(item: &str) -> Result<i64, ProjectError> {
    let number = item.rsplit_once('/').and_then(|(_, number)| number.parse().ok());
    number.ok_or_else(|| ProjectError::Inconsistent(format!("item {item} has no number")))
}

fn drafted(item: &str, at: &str, facts: &Drafted) -> Result<Vec<Statement>, ProjectError> {
    let mut row = vec![
        ("id", item.into()),
        ("agency", facts.agency.as_str().into()),
        ("number", number_of(item)?.into()),
        ("index_number", facts.index_number.as_str().into()),
        ("state", "draft".into()),
        ("newest_edition", 1_i64.into()),
        ("counted", 0_i64.into()),
        ("validity", Validity::InForce.key().into()),
        ("after_review", 0_i64.into()),
        ("drafted_by", facts.by.as_str().into()),
        ("drafted_at", at.into()),
    ];
    row.extend(content(&facts.content, &facts.hash)?);
    let work = NewWork {
        edition: 1,
        content: &facts.content,
        hash: &facts.hash,
        levels: facts.levels,
        minor: false,
        change_note: "",
        approver: None,
        by: &facts.by,
    };
    let mut statements = vec![insert("item", row), series(&facts.index_series, facts.index_serial)];
    statements.extend(work.statements(item, at)?);
    Ok(statements)
}

fn revised(item: &str, at: &str, facts: &Revised) -> Result<Vec<Statement>, ProjectError> {
    let work = NewWork {
        edition: facts.edition,
        content: &facts.content,
        hash: &facts.hash,
        levels: facts.levels,
        minor: facts.minor,
        change_note: &facts.change_note,
        approver: facts.approver.as_deref(),
        by: &facts.by,
    };
    let mut statements = work.statements(item, at)?;
    statements.push(statement(
        "update item set newest_edition = $1 where id = $2",
        vec![i64::from(facts.edition).into(), item.into()],
    ));
    Ok(statements)
}

/// The series goes on after this serial.
fn series(series: &str, serial: u32) -> Statement {
    statement(
        "insert into index_series (series, last) values ($1, $2) on conflict (series) do update set last =
         case when excluded.last > index_series.last then excluded.last else index_series.last end",
        vec![series.into(), i64::from(serial).into()],
    )
}

/// An edition that enters work.
struct NewWork<'a> {
    edition: u32,
    content: &'a Content,
    hash: &'a str,
    levels: u8,
    minor: bool,
    change_note: &'a str,
    approver: Option<&'a str>,
    by: &'a str,
}

impl NewWork<'_> {
    fn statements(&self, item: &str, at: &str) -> Result<Vec<Statement>, ProjectError> {
        let mut row = vec![
            ("item", item.into()),
            ("edition", i64::from(self.edition).into()),
            ("state", "work".into()),
            ("levels", i64::from(self.levels).into()),
            ("minor", i64::from(self.minor).into()),
            ("change_note", self.change_note.into()),
            ("approver", self.approver.map(str::to_owned).into()),
            ("drafted_by", self.by.into()),
            ("drafted_at", at.into()),
        ];
        row.extend(content(self.content, self.hash)?);
        let mut statements = vec![insert("edition", row)];
        statements.extend(edition_categories(item, self.edition, self.content));
        statements.push(insert(
            "item_task",
            vec![
                ("item", item.into()),
                ("edition", i64::from(self.edition).into()),
                ("agency", agency_of(item).into()),
                ("stage", "drafting".into()),
                ("level", 0_i64.into()),
                ("levels", i64::from(self.levels).into()),
                ("approver", self.approver.map(str::to_owned).into()),
                ("title", self.content.title.as_str().into()),
                ("generated_on", self.content.generated_on.to_string().into()),
                ("drafted_by", self.by.into()),
                ("since", at.into()),
            ],
        ));
        Ok(statements)
    }
}

fn imported(event: &Recorded, at: &str, facts: &Imported) -> Result<Vec<Statement>, ProjectError> {
    let item = event.stream.id();
    let mut row = vec![
        ("id", item.into()),
        ("agency", facts.agency.as_str().into()),
        ("number", number_of(item)?.into()),
        ("index_number", facts.index_number.as_str().into()),
        ("state", "draft".into()),
        ("newest_edition", 1_i64.into()),
        ("counted", 0_i64.into()),
        ("validity", Validity::InForce.key().into()),
        ("after_review", 0_i64.into()),
        ("drafted_by", facts.by.as_str().into()),
        ("drafted_at", at.into()),
        ("source", facts.source.as_str().into()),
    ];
    row.extend(content(&facts.content, &facts.hash)?);
    let mut edition = vec![
        ("item", item.into()),
        ("edition", 1_i64.into()),
        ("state", "work".into()),
        ("levels", 0_i64.into()),
        ("minor", 0_i64.into()),
        ("change_note", "".into()),
        ("drafted_by", facts.by.as_str().into()),
        ("drafted_at", at.into()),
    ];
    edition.extend(content(&facts.content, &facts.hash)?);
    let secrecy = &facts.secrecy;
    let review = Review::of(item, 1, "secrecy", &secrecy.basis, &secrecy.by).hash(&secrecy.hash);
    let mut statements = vec![insert("item", row), insert("edition", edition)];
    if facts.index_serial > 0 {
        statements.push(series(&facts.index_series, facts.index_serial));
    }
    statements.extend(edition_categories(item, 1, &facts.content));
    statements.push(review.conclusion(secrecy.conclusion.key()).row(event));
    let published_on = facts.published_on.to_string();
    statements.extend(show(item, 1, facts.published_at, &published_on, facts.published_on.year(), false));
    statements.extend(interpretation(item));
    Ok(statements)
}

fn edition_content(item: &str, edition: u32, what: &Content, hash: &str) -> Result<Statement, ProjectError> {
    let (set, mut values): (Vec<String>, Vec<Value>) = (1..)
        .zip(content(what, hash)?)
        .map(|(place, (column, value))| (format!("{column} = ${place}"), value))
        .unzip();
    let next = values.len() + 1;
    values.extend([item.into(), i64::from(edition).into()]);
    let sql =
        format!("update edition set {} where item = ${next} and edition = ${}", set.join(", "), next + 1);
    Ok(statement(sql, values))
}

fn edition_categories(item: &str, edition: u32, content: &Content) -> Vec<Statement> {
    let mut statements = vec![statement(
        "delete from edition_category where item = $1 and edition = $2",
        vec![item.into(), i64::from(edition).into()],
    )];
    for category in &content.categories {
        statements.push(insert(
            "edition_category",
            vec![
                ("item", item.into()),
                ("edition", i64::from(edition).into()),
                ("category", category.as_str().into()),
            ],
        ));
    }
    statements
}

/// While nothing was ever public, the item's row shows what the first draft says.
fn show_first_draft(item: &str, edition: u32) -> Statement {
    statement(
        format!(
            "update item set ({CONTENT}) = (select {CONTENT} from edition where item = $1 and edition = $2)
             where id = $1 and edition is null"
        ),
        vec![item.into(), i64::from(edition).into()],
    )
}

fn edition_state(item: &str, edition: u32, state: &str) -> Statement {
    statement(
        "update edition set state = $1 where item = $2 and edition = $3",
        vec![state.into(), item.into(), i64::from(edition).into()],
    )
}

fn published(item: &str, facts: &Published) -> Vec<Statement> {
    let published_on = facts.published_on.to_string();
    let year = facts.published_on.year();
    let mut statements =
        show(item, facts.edition, facts.published_at, &published_on, year, facts.after_review);
    statements.push(statement("delete from item_task where item = $1", vec![item.into()]));
    statements
}

fn validity(item: &str, change: &ValidityChange) -> Statement {
    statement(
        "update item set validity = $1, validity_on = $2, validity_act = $3, validity_act_item = $4 where id = $5",
        vec![
            change.validity.key().into(),
            change.on.to_string().into(),
            change.act.as_str().into(),
            change.act_item.clone().into(),
            item.into(),
        ],
    )
}

fn withdrawn(item: &str, at: &str, facts: &Withdrawn) -> Vec<Statement> {
    let mut statements = vec![stock(item, -1)];
    if facts.kind_of == WithdrawalKind::InError {
        statements.push(count(item, -1));
        statements.push(statement(
            "update item set counted = 0, first_published_on = null, first_published_year = null where id = $1",
            vec![item.into()],
        ));
    }
    statements.extend([
        edition_state(item, facts.edition, "withdrawn"),
        statement(
            "update item set state = 'withdrawn', withdrawal_kind = $1, withdrawal_notice = $2, successor = $3,
             withdrawn_at = $4, after_review = 0 where id = $5",
            vec![
                facts.kind_of.key().into(),
                facts.notice.as_str().into(),
                facts.successor.clone().into(),
                at.into(),
                item.into(),
            ],
        ),
    ]);
    statements.extend(not_public_any_more(item));
    statements
}

fn pulled(event: &Recorded, item: &str, at: &str, edition: u32, reason: &str, by: &str) -> Vec<Statement> {
    let mut statements = vec![
        stock(item, -1),
        edition_state(item, edition, "pulled"),
        statement(
            "update item set state = 'pulled', withdrawn_at = $1, after_review = 0 where id = $2",
            vec![at.into(), item.into()],
        ),
        incident(event, item, at, edition, reason, by),
    ];
    statements.extend(not_public_any_more(item));
    statements
}

/// What was done in haste, and why; edition 0 stands for all of them.
fn incident(event: &Recorded, item: &str, at: &str, edition: u32, reason: &str, by: &str) -> Statement {
    insert(
        "item_incident",
        vec![
            ("position", event.position.into()),
            ("item", item.into()),
            ("edition", i64::from(edition).into()),
            ("agency", agency_of(item).into()),
            ("reason", reason.into()),
            ("by_login", by.into()),
            ("at", at.into()),
        ],
    )
}

fn not_public_any_more(item: &str) -> [Statement; 2] {
    ["item_category", "item_entry"].map(|table| {
        statement(format!("update {table} set is_public = 0 where item = $1"), vec![item.into()])
    })
}

fn desk(item: &str, stage: &str, level: i64, since: &str) -> Statement {
    statement(
        "update item_task set stage = $1, level = $2, since = $3 where item = $4",
        vec![stage.into(), level.into(), since.into(), item.into()],
    )
}

/// The secrecy review is against it: what was to be published goes back, what was not is confirmed.
fn against(item: &str, reason: &str, since: &str) -> Statement {
    statement(
        "update item_task set stage = case when attribute = 'proactive' then 'drafting' else 'cleared' end, level = 0,
         emergency = case when attribute = 'proactive' then null else item_task.emergency end,
         reason = case when attribute = 'proactive' then $1 end, since = $2
         from edition where item_task.item = $3 and edition.item = item_task.item and edition.edition = item_task.edition",
        vec![reason.into(), since.into(), item.into()],
    )
}

fn back(item: &str, reason: &str, since: &str) -> Statement {
    statement(
        "update item_task set stage = 'drafting', level = 0, emergency = null, reason = $1, since = $2
         where item = $3",
        vec![reason.into(), since.into(), item.into()],
    )
}

fn opening(event: &Recorded, what: OpeningEvent) -> Statement {
    let OpeningEvent::Stated(opening) = what;
    let stock = |kind: LegalKind| {
        let items = opening.legal_stock.get(&kind).copied().unwrap_or(0);
        Value::from(items)
    };
    upsert(
        "item_opening",
        &["agency"],
        vec![
            ("as_of", opening.as_of.to_string().into()),
            ("items", opening.items.into()),
            ("regulations", stock(LegalKind::Regulation)),
            ("normative_documents", stock(LegalKind::NormativeDocument)),
            ("agency", opening.agency.into()),
            ("evidence", opening.evidence.into()),
            ("evidence_file", opening.evidence_file.into()),
            ("stated_by", opening.by.into()),
            ("stated_at", instant_text(event.recorded_at).into()),
        ],
    )
}
