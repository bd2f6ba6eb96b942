//! Sending and what becomes of a letter (发出、送达情况).

use gongkai_request::code::DeliveryWay;
use gongkai_request::command::{Deliver, LetterNews, SendLetter};
use gongkai_request::event::Event;
use gongkai_request::letters::Letter;
use gongkai_request::{Act, Case, CaseNumber, Command, Sealed, decide};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::requests::{place, pure, roles_for};
use crate::{Actor, App, AppError};

/// How a letter leaves.
#[derive(Clone, PartialEq, Eq)]
pub struct Sending {
    /// How.
    pub way: DeliveryWay,
    /// Day signed for, posted, or entered the address named.
    pub on: Date,
    /// Tracking number, or who took it.
    pub evidence: Option<String>,
}

// Who took a letter is a person.
impl std::fmt::Debug for Sending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sending").field("way", &self.way).field("on", &self.on).finish_non_exhaustive()
    }
}

impl App {
    /// Records that a letter left (发出文书).
    pub async fn send_letter(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        letter: &str,
        sending: &Sending,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::SendLetter), agency).await?;
        let id = number.stream(agency);
        let case = self.load_existing::<Case>(&id).await?.state;
        let person = case.letter(letter).and_then(Letter::last).ok_or(AppError::NotFound)?.person.clone();
        let evidence = self.evidence(agency, number, &person, sending).await?;
        let command = Command::SendLetter(self.leaving(agency, letter, sending, evidence).await?);
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        self.update::<Case, _, _>(actor, &id, |case| decide(case, &command, &pure(&context, &calendar)))
            .await?;
        Ok(())
    }

    /// Delivers the signed reply (送达): the result of the case, and the letter that left.
    pub async fn deliver_reply(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        sending: &Sending,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::Deliver), agency).await?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let person = case.registered.map(|form| form.person).ok_or(AppError::NotFound)?;
        let evidence = self.evidence(agency, number, &person, sending).await?;
        let act = Deliver { way: sending.way, on: sending.on, evidence };
        self.deliver(actor, agency, number, &act).await
    }

    /// Both events of a delivery, decided one after the other and recorded together.
    pub(crate) async fn deliver(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        act: &Deliver,
    ) -> Result<(), AppError> {
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let context = pure(&context, &calendar);
        let sending = Sending { way: act.way, on: act.on, evidence: None };
        let follow_up = self.leaving(agency, "", &sending, act.evidence.clone()).await?;
        self.update::<Case, _, _>(actor, &number.stream(agency), |case| {
            let mut events = decide(case, &Command::Deliver(act.clone()), &context)?;
            if let Some(letter) = case.answer() {
                let letter = letter.id.clone();
                let after = applied(case, &events);
                let sent = SendLetter { letter, ..follow_up.clone() };
                events.extend(decide(&after, &Command::SendLetter(sent), &context)?);
            }
            Ok::<_, gongkai_request::Refusal>(events)
        })
        .await?;
        Ok(())
    }

    /// Records what became of a letter (送达情况): delivered, receipt back, sent back undelivered.
    pub async fn record_letter_news(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        news: LetterNews,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::RecordDelivery), agency).await?;
        let command = Command::RecordDelivery(news);
        self.act_on_request(actor, agency, number, &command).await
    }

    /// The requester opened a letter on the tracking page; the first time is kept. The caller has checked the code.
    pub async fn mark_letter_opened(
        &self,
        agency: &str,
        number: CaseNumber,
        letter: &str,
    ) -> Result<(), AppError> {
        let id = number.stream(agency);
        let news = LetterNews::Opened { letter: letter.to_owned(), on: self.today() };
        let command = Command::RecordDelivery(news);
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(&Actor::Public);
        let context = pure(&context, &calendar);
        self.update::<Case, _, _>(&Actor::Public, &id, |case| {
            let waits = case.letter(letter).is_some_and(|it| it.sent.is_some() && it.opened_on.is_none());
            if waits { decide(case, &command, &context) } else { Ok(Vec::new()) }
        })
        .await?;
        Ok(())
    }

    async fn evidence(
        &self,
        agency: &str,
        number: CaseNumber,
        person: &str,
        sending: &Sending,
    ) -> Result<Option<Sealed>, AppError> {
        let Some(text) = sending.evidence.as_deref().filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        let sealed = self.vault.seal(person, &place(agency, number, "evidence"), text).await?;
        Ok(Some(Sealed(sealed)))
    }

    /// When a receipt should be back, and when an electronic letter should have been opened.
    async fn leaving(
        &self,
        agency: &str,
        letter: &str,
        sending: &Sending,
        evidence: Option<Sealed>,
    ) -> Result<SendLetter, AppError> {
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let after = |days: u16| Some(sending.on.saturating_add(i64::from(days).days()));
        let letters = &row.settings.letters;
        let (receipt_by, read_by) = match sending.way {
            DeliveryWay::Electronic => (None, after(letters.unread_after_days)),
            DeliveryWay::Signed | DeliveryWay::Posted | DeliveryWay::Entrusted => {
                (after(letters.receipt_after_days), None)
            }
        };
        Ok(SendLetter {
            letter: letter.to_owned(),
            way: sending.way,
            on: sending.on,
            evidence,
            receipt_by,
            read_by,
        })
    }
}

fn applied(case: &Case, events: &[Event]) -> Case {
    let mut after = case.clone();
    for event in events {
        after.apply(event);
    }
    after
}
