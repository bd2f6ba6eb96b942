//! Looking at requests: lists, one case with its clock and the acts possible now, the requester's own words.

use gongkai_request::access::Viewed;
use gongkai_request::event::Event;
use gongkai_request::{Act, Case, CaseNumber, Finding, Plain, Refusal, Standing, acts, officer_sentence};
use gongkai_statute::Reading;
use gongkai_store::request::{
    RedatingRow, RemedyFilter, RemedyRow, RequestCursor, RequestFilter, RequestOrder, RequestRow,
};

use jiff::civil::Date;

use super::timeline::{TimelineEntry, entry};
use super::{Alike, LOOKERS, PlainParties, READERS, place, pure, roles_for};
use crate::{Actor, App, AppError};

/// What the requester wrote, in plain text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainForm {
    /// 姓名或者名称
    pub name: String,
    /// 身份证明: number, or unified social credit code
    pub identity: String,
    /// 联系方式
    pub contact: String,
    /// 所需信息的描述
    pub text: String,
}

/// An act as the page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActHere {
    /// The act.
    pub act: Act,
    /// The reader's roles allow it.
    pub is_permitted: bool,
    /// Why the case or the day does not allow it, with the article and what to do instead.
    pub refusal: Option<Refusal>,
}

/// One request as the office sees it.
#[derive(Debug, Clone)]
pub struct RequestDetail {
    /// As in lists.
    pub row: RequestRow,
    /// The whole state.
    pub case: Case,
    /// Last day and tasks under the present calendar.
    pub standing: Standing,
    /// The clock with steps, pauses and warnings; a later round's clock starts with the remedy.
    pub reading: Option<Reading>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Days counted anew after holiday notices.
    pub redatings: Vec<RedatingRow>,
    /// Every act, with why it is not possible now.
    pub acts: Vec<ActHere>,
    /// What blocks the present draft or should be known of it; empty without a draft.
    pub findings: Vec<Finding>,
    /// Where it stands, in sentences.
    pub plain: Plain,
    /// What looks like it.
    pub alike: Alike,
    /// Reviews and suits about it.
    pub remedies: Vec<RemedyRow>,
}

impl App {
    /// One request with everything its page shows, but for the requester's own words.
    pub async fn request_detail(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<RequestDetail, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let loaded = self.load_existing::<Case>(&number.stream(agency)).await?;
        let row = self.store.request(agency, number).await?.ok_or(AppError::NotFound)?;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let context = pure(&context, &calendar);
        let mut timeline = Vec::with_capacity(loaded.events.len());
        let mut counts = Vec::new();
        for recorded in &loaded.events {
            let event = gongkai_journal::decode::<Event>(recorded)?;
            timeline.extend(entry(recorded, &event));
            if let Event::Dated(dated) = event {
                counts.push((recorded.position, dated.due));
            }
        }
        let redatings = standing_redatings(self.store.redatings(agency, number).await?, &counts);
        let case = loaded.state;
        let acts = acts(&case, &context)
            .into_iter()
            .map(|(act, refusal)| ActHere {
                act,
                is_permitted: roles_for(act).iter().any(|role| actor.has(*role, agency)),
                refusal,
            })
            .collect();
        let filter =
            RemedyFilter { agency: agency.to_owned(), request: Some(number), ..RemedyFilter::default() };
        Ok(RequestDetail {
            row,
            standing: case.standing(&context),
            reading: case.reading(&context),
            timeline,
            redatings,
            acts,
            findings: self.legality_of(actor, agency, &case).await?,
            plain: officer_sentence(&case, &context),
            alike: self.alike(agency, number, &case).await?,
            remedies: self.store.remedies(&filter, None, 100).await?,
            case,
        })
    }

    /// What the requester wrote, for those who handle it; the look is journaled before anything is shown.
    ///
    /// An erased person's words are gone: `None`.
    pub async fn request_words(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<Option<PlainForm>, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        self.store.request(agency, number).await?.ok_or(AppError::NotFound)?;
        self.journal_view(actor, agency, number, Viewed::Requester).await?;
        match self.plain_form(agency, number).await {
            Ok(form) => Ok(Some(form)),
            Err(AppError::Vault(crate::vault::VaultError::NoKey)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Joint requesters and agents, for those who handle the request; shown with [`App::request_words`], whose look
    /// is on record.
    pub async fn request_parties(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<PlainParties, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        self.plain_parties(agency, number).await
    }

    pub(crate) async fn plain_form(&self, agency: &str, number: CaseNumber) -> Result<PlainForm, AppError> {
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let form = case.registered.ok_or(AppError::NotFound)?;
        let open = async |what: &str, sealed: &gongkai_request::Sealed| {
            self.vault.open(&form.person, &place(agency, number, what), sealed.as_str()).await
        };
        Ok(PlainForm {
            name: open("name", &form.sealed.name).await?,
            identity: open("identity", &form.sealed.identity).await?,
            contact: open("contact", &form.sealed.contact).await?,
            text: open("text", &form.sealed.text).await?,
        })
    }

    /// Requests in a list; the filter's agencies must all be the reader's.
    pub async fn list_requests(
        &self,
        actor: &Actor,
        filter: &RequestFilter,
        order: RequestOrder,
        after: Option<&RequestCursor>,
        limit: u32,
    ) -> Result<Vec<RequestRow>, AppError> {
        for agency in &filter.agencies {
            self.permit_in_tree(actor, LOOKERS, agency).await?;
        }
        Ok(self.store.requests(filter, order, after, limit).await?)
    }
}

/// Without those that an act of the same moment had overtaken: they start from a day that was no longer the case's.
fn standing_redatings(rows: Vec<RedatingRow>, counts: &[(u64, Option<Date>)]) -> Vec<RedatingRow> {
    let mut last: Option<(u64, Option<Date>)> = None;
    rows.into_iter()
        .filter(|row| {
            if row.task.is_some() {
                return true;
            }
            let position = u64::try_from(row.position).unwrap_or_default();
            let counted = counts.iter().rfind(|(at, _)| *at < position).copied();
            let stood_at = counted.max(last).map(|(_, due)| due);
            let stands = stood_at == Some(row.was);
            if stands {
                last = Some((position, row.now));
            }
            stands
        })
        .collect()
}
