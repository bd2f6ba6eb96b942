//! What the office does about requests that came online: a summary for the lists, complaints, the requester's own words.

use gongkai_agency::Role;
use gongkai_request::access::Viewed;
use gongkai_request::event::Event;
use gongkai_request::{Act, Case, CaseNumber, Sealed, set_subject, voice};
use jiff::civil::Date;

use crate::requests::{READERS, place, pure, roles_for};
use crate::vault::VaultError;
use crate::{Actor, App, AppError};

/// Who answers complaints: the head of the disclosure unit, or the leader.
const COMPLAINT_ROLES: &[Role] = &[Role::UnitHead, Role::Leader];

/// Something the requester wrote after the request itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterWords {
    /// What it is: 补正, 说明理由, 评价, 投诉.
    pub what: String,
    /// Day.
    pub on: Date,
    /// The words; `None` when the person was erased.
    pub text: Option<String>,
}

impl App {
    /// Says what a request is about, in words without personal data (填写事项摘要).
    pub async fn set_request_subject(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        subject: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::Register), agency).await?;
        let id = number.stream(agency);
        self.load_existing::<Case>(&id).await?;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        self.update::<Case, _, _>(actor, &id, |case| set_subject(case, subject, &pure(&context, &calendar)))
            .await?;
        Ok(())
    }

    /// Answers the open complaint (处理投诉); the requester reads the answer on the tracking page.
    pub async fn answer_complaint(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        result: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, COMPLAINT_ROLES, agency).await?;
        let id = number.stream(agency);
        self.load_existing::<Case>(&id).await?;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        self.update::<Case, _, _>(actor, &id, |case| {
            voice::answer_complaint(case, result, &pure(&context, &calendar))
        })
        .await?;
        Ok(())
    }

    /// What the requester wrote after the request; the look is journaled before anything is shown.
    pub async fn later_words(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<Vec<LaterWords>, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let loaded = self.load_existing::<Case>(&number.stream(agency)).await?;
        let person = loaded.state.registered.as_ref().ok_or(AppError::NotFound)?.person.clone();
        self.journal_view(actor, agency, number, Viewed::Requester).await?;
        let mut words = Vec::new();
        for recorded in &loaded.events {
            let event = gongkai_journal::decode::<Event>(recorded)?;
            let Some((what, on, at, sealed)) = said(&event) else { continue };
            let text = match self.vault.open(&person, &place(agency, number, &at), sealed.as_str()).await {
                Ok(text) => Some(text),
                Err(VaultError::NoKey) => None,
                Err(error) => return Err(error.into()),
            };
            words.push(LaterWords { what, on, text });
        }
        Ok(words)
    }
}

/// The sealed words of an event of the requester: what, when, where they are sealed for.
fn said(event: &Event) -> Option<(String, Date, String, &Sealed)> {
    Some(match event {
        Event::SupplementReceived(act) => {
            ("补正".to_owned(), act.on, "supplement".to_owned(), act.text.as_ref()?)
        }
        Event::ReasonsGiven(act) => ("说明理由".to_owned(), act.on, "reasons".to_owned(), &act.text),
        Event::Rated(act) => {
            let what = format!("评价（{}分，满分5分）", act.score);
            (what, act.on, format!("rating/{}", act.round), act.words.as_ref()?)
        }
        Event::Complained(act) => ("投诉".to_owned(), act.on, format!("complaint/{}", act.id), &act.text),
        _ => return None,
    })
}
