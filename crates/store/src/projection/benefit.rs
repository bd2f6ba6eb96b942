//! Projecting benefits of policies, claims for them, and accounts of enterprises.

use gongkai_enterprise::account::AccountEvent;
use gongkai_enterprise::benefit::{BenefitEvent, Drafted, Published};
use gongkai_enterprise::claim::{Applied, ClaimEvent};
use gongkai_journal::{Recorded, decode};
use sea_query::Value;
use serde_json::json;

use super::rows::{json as text_of, statement, upsert};
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["benefit", "claim", "enterprise_account", "enterprise_consent"];

/// What an event of a benefit changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let id = event.stream.id();
    let set = |set: &str, values: Vec<Value>| change("benefit", set, &["id"], values, vec![id.into()]);
    let mut statements = match decode(event)? {
        BenefitEvent::Drafted(drafted) => self::drafted(id, &drafted)?,
        BenefitEvent::HandedIn { .. } => {
            vec![set("stage = 'handed_in', returned = null", Vec::new())]
        }
        BenefitEvent::SentBack { reason, .. } => {
            let stage = "stage = case when is_public = 1 then 'published' else 'drafted' end";
            vec![set(&format!("{stage}, returned = $1"), vec![reason.into()])]
        }
        BenefitEvent::Published(published) => vec![self::published(id, &published)?],
        BenefitEvent::Closed { reason, on, .. } => vec![set(
            "stage = 'closed', is_public = 0, draft = null, returned = null, closed = $1, closed_on = $2",
            vec![reason.into(), on.to_string().into()],
        )],
        BenefitEvent::Pushed(pushed) => vec![set("pushed_on = $1", vec![pushed.on.to_string().into()])],
    };
    let position = i64::try_from(event.position)
        .map_err(|_| ProjectError::Inconsistent(format!("position {} is too large", event.position)))?;
    statements.push(set("changed = $1", vec![position.into()]));
    Ok(statements)
}

/// What matching keeps of benefits is read anew when the text they are taken from comes or goes.
pub(crate) fn source_changed(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    if !matches!(event.kind.as_str(), "item.withdrawn.v1" | "item.pulled.v1" | "item.published.v1") {
        return Ok(Vec::new());
    }
    let position = i64::try_from(event.position)
        .map_err(|_| ProjectError::Inconsistent(format!("position {} is too large", event.position)))?;
    let sql = "update benefit set changed = $1 where item in (select index_number from item where id = $2)";
    Ok(vec![statement(sql, vec![position.into(), event.stream.id().into()])])
}

/// The first draft makes the row; a later one leaves what is public as it is.
fn drafted(id: &str, drafted: &Drafted) -> Result<Vec<Statement>, ProjectError> {
    let number = id.rsplit_once('/').and_then(|(_, number)| number.parse::<i64>().ok());
    let number = number.ok_or_else(|| ProjectError::Inconsistent(format!("benefit {id} has no number")))?;
    let draft = text_of(&json!({ "source": drafted.source, "terms": drafted.terms }))?;
    let sql =
        "insert into benefit (id, agency, number, stage, item, name, drafted_by, draft, is_public, changed)
        values ($1, $2, $3, 'drafted', $4, $5, $6, $7, 0, 0)
        on conflict (id) do update set draft = excluded.draft, drafted_by = excluded.drafted_by,
            item = case when benefit.is_public = 1 then benefit.item else excluded.item end,
            name = case when benefit.is_public = 1 then benefit.name else excluded.name end";
    let values: Vec<Value> = vec![
        id.into(),
        drafted.agency.as_str().into(),
        number.into(),
        drafted.source.item.as_str().into(),
        drafted.terms.name.as_str().into(),
        drafted.by.as_str().into(),
        draft.into(),
    ];
    Ok(vec![statement(sql, values)])
}

fn published(id: &str, published: &Published) -> Result<Statement, ProjectError> {
    let terms = &published.terms;
    Ok(change(
        "benefit",
        "stage = 'published', is_public = 1, draft = null, returned = null, item = $1, name = $2, version = $3,
         source = $4, terms = $5, kind = $6, mode = $7, opens_on = $8, closes_on = $9, published_on = $10,
         drafted_by = $11",
        &["id"],
        vec![
            published.source.item.as_str().into(),
            terms.name.as_str().into(),
            i64::from(published.version).into(),
            text_of(&published.source)?.into(),
            text_of(terms)?.into(),
            terms.kind.key().into(),
            terms.mode.key().into(),
            terms.opens_on.map(|on| on.to_string()).into(),
            terms.closes_on.map(|on| on.to_string()).into(),
            published.on.to_string().into(),
            published.drafted_by.as_str().into(),
        ],
        vec![id.into()],
    ))
}

/// What an event of a claim changes.
pub(crate) fn claim(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let named = event
        .stream
        .id()
        .rsplit_once('/')
        .and_then(|(benefit, credit_code)| Some((benefit, benefit.rsplit_once('/')?.0, credit_code)));
    let (benefit, agency, credit_code) =
        named.ok_or_else(|| ProjectError::Inconsistent(format!("stream {} names no claim", event.stream)))?;
    let key = || vec![benefit.into(), credit_code.into()];
    let set =
        |set: &str, values: Vec<Value>| change("claim", set, &["benefit", "credit_code"], values, key());
    Ok(match decode(event)? {
        ClaimEvent::Applied(applied) => vec![self::applied(benefit, agency, credit_code, &applied)],
        ClaimEvent::Paid { on, amount, .. } => vec![set(
            "is_open = 0, paid_on = $1, paid = $2, refused_on = null, refused = null",
            vec![on.to_string().into(), amount.map(|amount| amount.to_string()).into()],
        )],
        ClaimEvent::Refused { on, reason, .. } => vec![set(
            "is_open = 0, refused_on = $1, refused = $2",
            vec![on.to_string().into(), reason.into()],
        )],
    })
}

fn applied(benefit: &str, agency: &str, credit_code: &str, applied: &Applied) -> Statement {
    let row: Vec<(&str, Value)> = vec![
        ("benefit", benefit.into()),
        ("credit_code", credit_code.into()),
        ("agency", agency.into()),
        ("version", i64::from(applied.version).into()),
        ("year", i64::from(applied.year).into()),
        ("applied_on", applied.on.to_string().into()),
        ("due", applied.due.map(|due| due.to_string()).into()),
        ("by_enterprise", i64::from(applied.by.is_none()).into()),
        ("is_open", 1_i64.into()),
        ("refused_on", None::<String>.into()),
        ("refused", None::<String>.into()),
    ];
    upsert("claim", &["benefit", "credit_code"], row)
}

/// What an event of an enterprise's account changes.
pub(crate) fn account(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let code = event.stream.id();
    let set = |set: &str, values: Vec<Value>| {
        change("enterprise_account", set, &["credit_code"], values, vec![code.into()])
    };
    Ok(match decode(event)? {
        AccountEvent::Invited(invited) => {
            let sql = "insert into enterprise_account (credit_code, agency, invited_on, through_day, is_quiet)
                values ($1, $2, $3, $4, 0)
                on conflict (credit_code) do update set agency = excluded.agency, invited_on = excluded.invited_on,
                    through_day = excluded.through_day";
            let (on, through) = (invited.on.to_string(), invited.through.to_string());
            vec![statement(sql, vec![code.into(), invited.agency.into(), on.into(), through.into()])]
        }
        AccountEvent::Opened { on } => vec![set("opened_on = $1", vec![on.to_string().into()])],
        AccountEvent::Consented { agency, group, on } => vec![upsert(
            "enterprise_consent",
            &["credit_code", "agency", "data"],
            vec![
                ("credit_code", code.into()),
                ("agency", agency.into()),
                ("data", group.key().into()),
                ("since", on.to_string().into()),
            ],
        )],
        AccountEvent::ConsentEnded { agency, group, .. } => vec![statement(
            "delete from enterprise_consent where credit_code = $1 and agency = $2 and data = $3",
            vec![code.into(), agency.into(), group.key().into()],
        )],
        AccountEvent::ToldSet { wants, .. } => vec![set("is_quiet = $1", vec![i64::from(!wants).into()])],
        AccountEvent::Closed { .. } => ["enterprise_consent", "enterprise_account"]
            .map(|table| statement(format!("delete from {table} where credit_code = $1"), vec![code.into()]))
            .into(),
    })
}

/// Sets columns of the row whose `key` columns have the values that follow those of `set`.
fn change(table: &str, set: &str, key: &[&str], values: Vec<Value>, of: Vec<Value>) -> Statement {
    let count = values.len();
    let wheres: Vec<String> =
        key.iter().enumerate().map(|(place, column)| format!("{column} = ${}", count + place + 1)).collect();
    let all = values.into_iter().chain(of).collect();
    statement(format!("update {table} set {set} where {}", wheres.join(" and ")), all)
}
