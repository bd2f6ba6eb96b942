//! Taking over what the site before had published (迁移).

use gongkai_agency::Agency;
use gongkai_agency::Role;
use gongkai_journal::Version;
use gongkai_publication::{
    Checked, Content, IndexTemplate, Item, Legacy, NewValidity, change_validity, import,
};
use jiff::Timestamp;

use super::draft::{ATTEMPTS, NUMBERING, complete, foreign_number, index_values, known_places};
use super::field_errors;
use crate::{Actor, App, AppError, FieldError, civil_date, stream_write};

/// Most items appended as one act.
const AT_ONCE: usize = 200;

/// Items read from files that are recorded together.
pub(super) const TOGETHER: usize = AT_ONCE;

/// What holds for everything that is brought along from an old site at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldSite {
    /// The agency.
    pub agency: String,
    /// The column of what names none itself.
    pub column: Option<String>,
    /// Login of the secrecy reviewer who let it pass again.
    pub secrecy_reviewer: String,
    /// What that rests on.
    pub secrecy_basis: String,
    /// Only look, record nothing.
    pub dry_run: bool,
}

/// Where a legacy item's index number comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegacyNumber {
    /// It brings one along.
    Brought(String),
    /// It gets the next one of the agency's template.
    New,
}

/// An item the site before had published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyItem {
    /// Its index number.
    pub index_number: LegacyNumber,
    /// The fields, as in [`super::Text`].
    pub fields: Content,
    /// The body, clean HTML.
    pub body: String,
    /// When it was first published there.
    pub published_at: Timestamp,
    /// Where it stood.
    pub source: String,
    /// What became of its force since.
    pub validity: Option<NewValidity>,
}

impl App {
    /// Takes over published items; their ids in order. `secrecy_reviewer` has let exactly these pass again.
    ///
    /// Items go in by the hundred: when one is refused, those before it stay, and the error tells which one it was.
    pub async fn import_items(
        &self,
        actor: &Actor,
        agency: &str,
        items: Vec<LegacyItem>,
        secrecy_reviewer: &str,
        secrecy_basis: &str,
    ) -> Result<Vec<String>, AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], agency).await?;
        let holders = self.store.holders(agency, Role::SecrecyReviewer).await?;
        if !holders.iter().any(|holder| holder.login == secrecy_reviewer) {
            return Err(AppError::field("secrecy_reviewer", "该人员不是本机关的保密审查员，请另选。"));
        }
        let mut ids = Vec::with_capacity(items.len());
        let mut rest = items.into_iter().peekable();
        while rest.peek().is_some() {
            let chunk: Vec<LegacyItem> = rest.by_ref().take(AT_ONCE).collect();
            ids.extend(self.import_chunk(actor, agency, chunk, secrecy_reviewer, secrecy_basis).await?);
        }
        // Nobody has screened them here: they are screened as what is public is, in the background.
        self.store.forget_rescreening(agency).await?;
        Ok(ids)
    }

    /// Takes over what was read from files, unless they are only looked at.
    pub(super) async fn take_over(
        &self,
        actor: &Actor,
        how: &OldSite,
        items: Vec<LegacyItem>,
    ) -> Result<(), AppError> {
        if how.dry_run || items.is_empty() {
            return Ok(());
        }
        self.import_items(actor, &how.agency, items, &how.secrecy_reviewer, &how.secrecy_basis).await?;
        Ok(())
    }

    /// What is wrong with an item before anything is recorded.
    pub(super) fn check_legacy(&self, agency: &Agency, item: &LegacyItem) -> Result<(), Vec<FieldError>> {
        let mut content = item.fields.clone();
        complete(&mut content, agency);
        // The body is kept when the item is taken over; here it only matters that there is one.
        content.body = "0".repeat(64);
        let faults = |error| match error {
            AppError::Fields(fields) => fields,
            AppError::Refused(refused) => vec![FieldError { field: "", message: refused.message }],
            other => vec![FieldError { field: "", message: other.to_string() }],
        };
        let checked = Checked::new(content, self.today()).map_err(field_errors).map_err(faults)?;
        known_places(agency, checked.content()).map_err(faults)?;
        if let Some(change) = &item.validity
            && change.on < checked.content().generated_on
        {
            let message = "效力变更日期不能早于文件的生成日期，请核对。".to_owned();
            return Err(vec![FieldError { field: "validity_on", message }]);
        }
        Ok(())
    }

    async fn import_chunk(
        &self,
        actor: &Actor,
        agency: &str,
        items: Vec<LegacyItem>,
        secrecy_reviewer: &str,
        secrecy_basis: &str,
    ) -> Result<Vec<String>, AppError> {
        let state = self.agency_state(agency).await?;
        let founded = state.active()?;
        let template = IndexTemplate::parse(&state.settings.index_template)?;
        let context = self.publication_context(actor);
        let mut ready = Vec::with_capacity(items.len());
        let bodies = items.iter().map(|item| item.body.clone().into_bytes()).collect();
        let bodies = self.keep_contents(bodies).await?;
        for (item, body) in items.into_iter().zip(bodies) {
            let mut content = item.fields;
            complete(&mut content, &state);
            content.body = body;
            let checked = Checked::new(content, context.today).map_err(field_errors)?;
            known_places(&state, checked.content())?;
            ready.push((checked, item.index_number, item.published_at, item.source, item.validity));
        }
        let _turn = NUMBERING.lock().await;
        for _ in 0..ATTEMPTS {
            let mut number = self.store.next_item_number(agency).await?;
            let mut serials = std::collections::BTreeMap::<String, u32>::new();
            let mut ids = Vec::with_capacity(ready.len());
            let mut writes = Vec::with_capacity(ready.len());
            for (checked, brought, published_at, source, validity) in &ready {
                let index = match brought {
                    LegacyNumber::Brought(text) => foreign_number(text),
                    LegacyNumber::New => {
                        let values = index_values(founded, checked.content());
                        let series = template.series(&values)?;
                        let serial = match serials.get(&series) {
                            Some(last) => last + 1,
                            None => self.store.next_index_serial(&series).await?,
                        };
                        serials.insert(series, serial);
                        template.number(&values, serial)?
                    }
                };
                let legacy = Legacy {
                    agency: agency.to_owned(),
                    index,
                    published_at: *published_at,
                    published_on: civil_date(*published_at),
                    source: source.clone(),
                    secrecy_reviewer: secrecy_reviewer.to_owned(),
                    secrecy_basis: secrecy_basis.to_owned(),
                };
                let id = format!("{agency}/{number}");
                let mut events = import(&Item::default(), &legacy, checked, &context)?;
                if let Some(change) = validity {
                    let mut item = Item::default();
                    for event in &events {
                        item.apply(event);
                    }
                    events.extend(change_validity(&item, change, &context)?);
                }
                writes.push(stream_write::<Item>(&id, Version(0), &events)?);
                ids.push(id);
                number += 1;
            }
            self.brought_numbers_are_free(&ready).await?;
            if self.try_append(actor, writes).await? {
                return Ok(ids);
            }
        }
        Err(AppError::Busy(format!("item/{agency}")))
    }

    /// A number brought along that is taken stays taken, however often it is tried.
    async fn brought_numbers_are_free(
        &self,
        ready: &[(Checked, LegacyNumber, Timestamp, String, Option<NewValidity>)],
    ) -> Result<(), AppError> {
        let mut seen = std::collections::BTreeSet::new();
        for (_, number, ..) in ready {
            let LegacyNumber::Brought(text) = number else { continue };
            if !seen.insert(text) || self.store.item_by_index(text).await?.is_some() {
                return Err(AppError::field(
                    "index_number",
                    format!("索引号 {text} 已被使用；索引号唯一且不重复使用，请核对或改为重新编号。"),
                ));
            }
        }
        Ok(())
    }
}
