//! Projecting agencies, accounts and the calendar.

use gongkai_agency::{
    AccountEvent, AgencyEvent, CalendarEvent, Column, Ending, Establishment, Founded, Profile, Section,
    Settings,
};
use gongkai_journal::{Recorded, decode, instant_text};
use sea_query::Value;

use super::rows::{insert, json, statement, upsert};
use crate::{BlobId, ProjectError, Statement};

/// The tables this area's events are projected into, parents before children.
pub(crate) const TABLES: &[&str] = &[
    "agency",
    "agency_name",
    "agency_section",
    "agency_column",
    "agency_channel",
    "agency_hand_over",
    "agency_words",
    "agency_establishment",
    "account",
    "account_role",
    "account_delegation",
    "account_token",
    "calendar_notice",
    "calendar_day",
];

/// First day of an agency's first name.
const BEGINNING: &str = "0001-01-01";

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    match event.stream.area() {
        "agency" => agency(event, &decode(event)?),
        "account" => Ok(account(event, decode(event)?)),
        "calendar" => Ok(calendar(event, decode(event)?)),
        _ => Err(ProjectError::unknown(event)),
    }
}

fn agency(event: &Recorded, what: &AgencyEvent) -> Result<Vec<Statement>, ProjectError> {
    let code = event.stream.id();
    let mut statements = match what {
        AgencyEvent::Founded(facts) => founded(event, facts)?,
        AgencyEvent::ProfileSet(profile) => vec![profile_set(code, profile)],
        AgencyEvent::Moved { parent } => {
            vec![statement(
                "update agency set parent = $1 where code = $2",
                vec![parent.clone().into(), code.into()],
            )]
        }
        AgencyEvent::SectionAdded(section) | AgencyEvent::SectionRenamed(section) => {
            vec![section_set(code, section)]
        }
        AgencyEvent::SectionClosed { slug } => vec![statement(
            "update agency_section set closed = 1 where agency = $1 and slug = $2",
            vec![code.into(), slug.as_str().into()],
        )],
        AgencyEvent::ColumnSet(column) => vec![column_set(code, column)],
        AgencyEvent::ColumnClosed { slug } => vec![statement(
            "update agency_column set closed = 1 where agency = $1 and slug = $2",
            vec![code.into(), slug.as_str().into()],
        )],
        AgencyEvent::ChannelOpened { channel, note } => vec![channel_set(code, channel.key(), true, note)],
        AgencyEvent::ChannelClosed { channel, note } => vec![channel_set(code, channel.key(), false, note)],
        AgencyEvent::SettingsSet(settings) => vec![statement(
            "update agency set settings = $1 where code = $2",
            vec![settings_json(settings)?.into(), code.into()],
        )],
        AgencyEvent::WordsSet { words, by } => vec![words_set(event, words, by)],
        AgencyEvent::EstablishmentSet { establishment, by } => {
            vec![establishment_set(event, establishment, by)?]
        }
        AgencyEvent::DutiesHandedOver(list) => vec![
            insert(
                "agency_hand_over",
                vec![
                    ("position", position(event)),
                    ("agency", code.into()),
                    ("from_login", list.from.as_str().into()),
                    ("to_login", list.to.as_str().into()),
                    ("handed_on", list.on.to_string().into()),
                    ("matters", json(&list.matters)?.into()),
                    ("witness", list.witness.as_str().into()),
                    ("signed_list", list.signed_list.clone().into()),
                ],
            ),
            statement(
                "update agency set officer = $1 where code = $2 and officer = $3",
                vec![list.to.as_str().into(), code.into(), list.from.as_str().into()],
            ),
            statement(
                "update agency set deputy = $1 where code = $2 and deputy = $3",
                vec![list.to.as_str().into(), code.into(), list.from.as_str().into()],
            ),
        ],
        AgencyEvent::Renamed(naming) => vec![
            name_from(code, &naming.on.to_string(), &naming.name, &naming.short_name, &naming.basis),
            statement(
                "update agency set name = $1, short_name = $2 where code = $3",
                vec![naming.name.as_str().into(), naming.short_name.as_str().into(), code.into()],
            ),
        ],
        AgencyEvent::Merged(ending) | AgencyEvent::Split(ending) => vec![ended(code, ending)?],
    };
    // The guide shows nothing of these, so it is no newer.
    if !matches!(what, AgencyEvent::WordsSet { .. } | AgencyEvent::EstablishmentSet { .. }) {
        statements.push(statement(
            "update agency set updated_at = $1 where code = $2",
            vec![instant_text(event.recorded_at).into(), code.into()],
        ));
    }
    Ok(statements)
}

fn founded(event: &Recorded, facts: &Founded) -> Result<Vec<Statement>, ProjectError> {
    Ok(vec![
        insert(
            "agency",
            vec![
                ("code", facts.code.as_str().into()),
                ("name", facts.name.as_str().into()),
                ("short_name", facts.short_name.as_str().into()),
                ("kind", facts.kind.key().into()),
                ("level", facts.level.key().into()),
                ("region", facts.region.as_str().into()),
                ("parent", facts.parent.clone().into()),
                ("credit_code", facts.credit_code.clone().into()),
                ("settings", settings_json(&Settings::default())?.into()),
                ("updated_at", instant_text(event.recorded_at).into()),
            ],
        ),
        name_from(&facts.code, BEGINNING, &facts.name, &facts.short_name, ""),
    ])
}

fn words_set(event: &Recorded, words: &str, by: &str) -> Statement {
    let row = vec![
        ("agency", event.stream.id().into()),
        ("words", words.into()),
        ("hash", BlobId::of(words.as_bytes()).as_str().into()),
        ("set_by", by.into()),
        ("set_at", instant_text(event.recorded_at).into()),
    ];
    upsert("agency_words", &["agency"], row)
}

fn establishment_set(
    event: &Recorded,
    establishment: &Establishment,
    by: &str,
) -> Result<Statement, ProjectError> {
    let row = vec![
        ("agency", event.stream.id().into()),
        ("body", json(establishment)?.into()),
        ("set_by", by.into()),
        ("set_at", instant_text(event.recorded_at).into()),
    ];
    Ok(upsert("agency_establishment", &["agency"], row))
}

fn settings_json(settings: &Settings) -> Result<String, ProjectError> {
    json(settings)
}

fn profile_set(code: &str, profile: &Profile) -> Statement {
    statement(
        "update agency set address = $1, postcode = $2, office_hours = $3, phone = $4, fax = $5,
         internet_contact = $6, unit_name = $7, unit_head = $8, section = $9, officer = $10, deputy = $11
         where code = $12",
        vec![
            profile.address.as_str().into(),
            profile.postcode.as_str().into(),
            profile.office_hours.as_str().into(),
            profile.phone.as_str().into(),
            profile.fax.as_str().into(),
            profile.internet_contact.as_str().into(),
            profile.unit_name.as_str().into(),
            profile.unit_head.as_str().into(),
            profile.section.clone().into(),
            profile.officer.clone().into(),
            profile.deputy.clone().into(),
            code.into(),
        ],
    )
}

fn name_from(code: &str, valid_from: &str, name: &str, short_name: &str, basis: &str) -> Statement {
    insert(
        "agency_name",
        vec![
            ("agency", code.into()),
            ("valid_from", valid_from.into()),
            ("name", name.into()),
            ("short_name", short_name.into()),
            ("basis", basis.into()),
        ],
    )
}

fn section_set(code: &str, section: &Section) -> Statement {
    upsert(
        "agency_section",
        &["agency", "slug"],
        vec![
            ("agency", code.into()),
            ("slug", section.slug.as_str().into()),
            ("name", section.name.as_str().into()),
            ("closed", 0_i64.into()),
        ],
    )
}

fn column_set(code: &str, column: &Column) -> Statement {
    upsert(
        "agency_column",
        &["agency", "slug"],
        vec![
            ("agency", code.into()),
            ("slug", column.slug.as_str().into()),
            ("name", column.name.as_str().into()),
            ("column_type", column.column_type.key().into()),
            ("description", column.description.as_str().into()),
            ("category", column.category.clone().into()),
            ("rhythm", column.rhythm.key().into()),
            ("due_every_days", column.due_every_days.map(i64::from).into()),
            ("review_levels", column.review_levels.map(i64::from).into()),
            ("place", i64::from(column.place).into()),
            ("closed", 0_i64.into()),
        ],
    )
}

fn channel_set(code: &str, channel: &str, is_open: bool, note: &str) -> Statement {
    upsert(
        "agency_channel",
        &["agency", "channel"],
        vec![
            ("agency", code.into()),
            ("channel", channel.into()),
            ("is_open", i64::from(is_open).into()),
            ("note", note.into()),
        ],
    )
}

fn ended(code: &str, ending: &Ending) -> Result<Statement, ProjectError> {
    Ok(statement(
        "update agency set ended_on = $1, successors = $2 where code = $3",
        vec![ending.on.to_string().into(), json(&ending.successors)?.into(), code.into()],
    ))
}

fn account(event: &Recorded, what: AccountEvent) -> Vec<Statement> {
    let login = event.stream.id();
    let at = instant_text(event.recorded_at);
    match what {
        AccountEvent::Opened(facts) => vec![insert(
            "account",
            vec![
                ("login", login.into()),
                ("name", facts.name.into()),
                ("agency", facts.agency.into()),
                ("section", facts.section.into()),
                ("disabled", 0_i64.into()),
                ("opened_at", at.into()),
            ],
        )],
        AccountEvent::RoleGranted(grant) => vec![upsert(
            "account_role",
            &["login", "role", "agency"],
            vec![
                ("login", login.into()),
                ("role", grant.role.key().into()),
                ("agency", grant.agency.into()),
                ("granted_by", grant.by.into()),
                ("granted_at", at.into()),
            ],
        )],
        AccountEvent::RoleRevoked(grant) => vec![statement(
            "delete from account_role where login = $1 and role = $2 and agency = $3",
            vec![login.into(), grant.role.key().into(), grant.agency.into()],
        )],
        AccountEvent::Delegated(delegation) => {
            let mut statements = vec![statement(
                "delete from account_delegation where login = $1 and from_login = $2",
                vec![login.into(), delegation.from.as_str().into()],
            )];
            for (role, agency) in delegation.grants {
                statements.push(upsert(
                    "account_delegation",
                    &["login", "from_login", "role", "agency"],
                    vec![
                        ("login", login.into()),
                        ("from_login", delegation.from.as_str().into()),
                        ("role", role.key().into()),
                        ("agency", agency.into()),
                        ("since", delegation.since.to_string().into()),
                        ("until", delegation.until.map(|until| until.to_string()).into()),
                    ],
                ));
            }
            statements
        }
        AccountEvent::DelegationEnded { from, on } => vec![statement(
            "update account_delegation set until = $1 where login = $2 and from_login = $3",
            vec![on.yesterday().unwrap_or(on).to_string().into(), login.into(), from.into()],
        )],
        AccountEvent::Disabled { .. } => vec![disabled(login, true)],
        AccountEvent::Enabled { .. } => vec![disabled(login, false)],
        AccountEvent::PasswordChanged { .. } => Vec::new(),
        AccountEvent::TokenIssued(token) => vec![insert(
            "account_token",
            vec![
                ("hash", token.hash.into()),
                ("login", login.into()),
                ("id", token.id.into()),
                ("name", token.name.into()),
                ("through_day", token.through.to_string().into()),
                ("issued_at", at.into()),
                ("revoked", 0_i64.into()),
            ],
        )],
        AccountEvent::TokenRevoked { id, .. } => vec![statement(
            "update account_token set revoked = 1 where login = $1 and id = $2",
            vec![login.into(), id.into()],
        )],
    }
}

fn disabled(login: &str, disabled: bool) -> Statement {
    statement(
        "update account set disabled = $1 where login = $2",
        vec![i64::from(disabled).into(), login.into()],
    )
}

fn calendar(event: &Recorded, what: CalendarEvent) -> Vec<Statement> {
    match what {
        CalendarEvent::NoticeLoaded(notice) => vec![insert(
            "calendar_notice",
            vec![
                ("year", i64::from(notice.year).into()),
                ("version", i64::from(notice.version).into()),
                ("blob", notice.blob.into()),
                ("source", notice.source.into()),
                ("loaded_at", instant_text(event.recorded_at).into()),
            ],
        )],
        CalendarEvent::AgencyDayAdded(day) => vec![upsert(
            "calendar_day",
            &["agency", "day"],
            vec![
                ("agency", day.agency.into()),
                ("day", day.date.to_string().into()),
                ("workday", i64::from(day.is_workday).into()),
                ("name", day.name.into()),
                ("source", day.source.into()),
            ],
        )],
    }
}

fn position(event: &Recorded) -> Value {
    event.position.into()
}
