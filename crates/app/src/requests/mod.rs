//! Disclosure on request (依申请公开): registering, handling, replying.

use std::sync::Arc;

use gongkai_agency::Role;
use gongkai_request::command::Approve;
use gongkai_request::event::{
    ConsultationAnswered, ConsultationSent, FeeNoticed, ReasonsReceived, SupplementReceived,
};
use gongkai_request::numbering::Series;
use gongkai_request::{Act, Case, CaseNumber, Command, Event, Refusal, decide};
use gongkai_statute::Calendar;
use gongkai_statute::fee::{self, Schedule};
use jiff::civil::Date;

use crate::letters::Numbered;
use crate::{Actor, Aggregate, App, AppError, Refused};

mod desk;
mod duplicates;
mod erase;
mod escalation;
mod file;
mod import;
mod legality;
mod outlook;
mod reform;
mod register;
mod reminding;
mod search;
mod timeline;

pub use desk::{ActHere, PlainForm, RequestDetail};
pub use duplicates::Alike;
pub(crate) use erase::ERASERS;
pub use file::{LARGEST_FILE_BYTES, NewFile, file_place};
pub use import::{ImportColumn, ImportCounts, ImportTold, import_template};
pub use register::{NewRequest, PartOfRequest, PlainAgent, PlainParties, PlainParty};
pub use reminding::DUE_REMINDED;
pub use search::{Found, TextQuery};
pub use timeline::TimelineEntry;
pub(crate) use timeline::entry as timeline_of;

impl Aggregate for Case {
    const AREA: &'static str = "request";
    type Event = Event;

    fn apply(&mut self, event: &Event) {
        Case::apply(self, event);
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> AppError {
        AppError::Refused(Refused {
            rule: refusal.rule.key().to_owned(),
            article: Some(refusal.citation()),
            message: refusal.message,
        })
    }
}

/// Who may see requests and the data in them.
pub(crate) const READERS: &[Role] =
    &[Role::Officer, Role::Author, Role::Reviewer, Role::SecrecyReviewer, Role::UnitHead, Role::Leader];
/// Who may see that a request is there and where it stands.
const LOOKERS: &[Role] = Role::ALL;

/// Who may do what: the one table of rights on requests.
pub(crate) const fn roles_for(act: Act) -> &'static [Role] {
    match act {
        Act::DraftReply | Act::RecordSearch | Act::AddFile | Act::AnswerChecklist => {
            &[Role::Officer, Role::Author]
        }
        Act::ReviewSecrecy => &[Role::SecrecyReviewer],
        Act::Approve => &[Role::Leader],
        Act::ReturnDraft => {
            &[Role::Officer, Role::Reviewer, Role::SecrecyReviewer, Role::UnitHead, Role::Leader]
        }
        Act::DecidePublicInterest => &[Role::UnitHead, Role::Leader],
        Act::Remind => &[Role::Officer, Role::UnitHead, Role::Leader],
        // Recorded by the officer or by the head; the head's approval is checked by name.
        Act::Extend | Act::Defer => &[Role::Officer, Role::UnitHead],
        Act::Register
        | Act::Confirm
        | Act::Assign
        | Act::AskSupplement
        | Act::ReceiveSupplement
        | Act::Abandon
        | Act::Consult
        | Act::AnswerConsultation
        | Act::ExpireConsultation
        | Act::DemandReasons
        | Act::ReceiveReasons
        | Act::NotifyFee
        | Act::PayFee
        | Act::LapseFee
        | Act::RefundFee
        | Act::Deliver
        | Act::Withdraw
        | Act::Close
        | Act::Reopen
        | Act::Split
        | Act::Link
        | Act::TellThirdParty
        | Act::TakeOver
        | Act::DismissDuplicate
        | Act::IssueLetter
        | Act::SendLetter
        | Act::RecordDelivery
        | Act::Archive => &[Role::Officer],
    }
}

/// A letter asking for an opinion, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The letter's dates and kind; person and name are filled in.
    pub sent: ConsultationSent,
    /// Who is asked.
    pub whom: String,
}

impl App {
    /// Does `command` on a request; every act whose form holds no personal data.
    ///
    /// Acts with plain texts to be sealed have functions of their own: [`App::receive_supplement`],
    /// [`App::consult`], [`App::answer_consultation`], [`App::receive_reasons`].
    pub async fn act_on_request(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        command: &Command,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(command.act()), agency).await?;
        self.check_head(command, agency).await?;
        let id = number.stream(agency);
        self.load_existing::<Case>(&id).await?;
        if command.act() == Act::Approve {
            self.check_legality(actor, agency, number).await?;
        }
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        if let Command::Deliver(act) = command {
            return self.deliver(actor, agency, number, act).await;
        }
        // A signature takes the next number, or keeps the one it got before it was sent back.
        if let Command::Approve(act) = command
            && act.document.is_none()
        {
            let what = Numbered { agency, number: number.into(), series: Series::Reply, on: act.on };
            let sign = |case: &Case, document: &str| {
                let act = Approve { document: Some(document.to_owned()), ..act.clone() };
                decide(case, &Command::Approve(act), &pure(&context, &calendar))
            };
            self.act_with_number(actor, number, what, |case| case.reserved.clone(), sign).await?;
            return Ok(());
        }
        self.update::<Case, _, _>(actor, &id, |case| decide(case, command, &pure(&context, &calendar)))
            .await?;
        Ok(())
    }

    /// Records the supplement (收到补正) with what the requester wrote.
    pub async fn receive_supplement(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        on: Date,
        excused: bool,
        text: Option<&str>,
    ) -> Result<(), AppError> {
        let text = self.sealed_for(agency, number, "supplement", text).await?;
        let act = SupplementReceived { on, excused, text };
        self.act_on_request(actor, agency, number, &Command::ReceiveSupplement(act)).await
    }

    /// Asks a third party, a co-maker or another agency (征求意见).
    pub async fn consult(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        letter: Letter,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::Consult), agency).await?;
        // The one asked is a person of their own, and can be erased without the requester.
        let person = self.new_person().await?;
        let place = place(agency, number, &format!("consultation/{}", letter.sent.id));
        let whom = self.vault.seal(&person, &place, &letter.whom).await?;
        let sent = ConsultationSent {
            person: Some(person),
            whom: Some(gongkai_request::Sealed(whom)),
            ..letter.sent
        };
        self.act_on_request(actor, agency, number, &Command::Consult(sent)).await
    }

    /// Records an opinion (收到意见) with its reasons.
    pub async fn answer_consultation(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        answer: ConsultationAnswered,
        reasons: Option<&str>,
    ) -> Result<(), AppError> {
        let place = format!("opinion/{}", answer.id);
        let reasons = self.sealed_for(agency, number, &place, reasons).await?;
        let act = ConsultationAnswered { reasons, ..answer };
        self.act_on_request(actor, agency, number, &Command::AnswerConsultation(act)).await
    }

    /// Records the reasons a requester gave (收到理由说明), Art. 35.
    pub async fn receive_reasons(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        on: Date,
        reasonable: bool,
        text: Option<&str>,
    ) -> Result<(), AppError> {
        let text = self.sealed_for(agency, number, "reasons", text).await?;
        let act = ReasonsReceived { on, reasonable, text };
        self.act_on_request(actor, agency, number, &Command::ReceiveReasons(act)).await
    }

    /// What the request would cost: by its place in the requester's month, or by `pages` (Art. 42).
    pub async fn fee_of_request(
        &self,
        agency: &str,
        number: CaseNumber,
        pages: Option<u32>,
    ) -> Result<FeeNoticed, AppError> {
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let today = self.today();
        if let Some(pages) = pages {
            let total = fee::fee(Schedule::PerPage, pages).total;
            return Ok(notice(today, Schedule::PerPage, pages, total));
        }
        let (Some(form), Some(received_on)) = (&case.registered, case.received_on()) else {
            return Err(AppError::refused("confirm_first", "收到申请之日尚未确定，不能计算件数。"));
        };
        let place =
            self.store.place_in_month(agency, &form.identity_hash, received_on, &number.to_string()).await?;
        let rate = Schedule::PerRequest.rate(place).unwrap_or_default();
        Ok(notice(today, Schedule::PerRequest, place, rate))
    }

    /// Tells the fee (收费通知): counted by the schedule, never typed in.
    pub async fn notify_fee(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        pages: Option<u32>,
        on: Date,
        delivered_on: Option<Date>,
    ) -> Result<FeeNoticed, AppError> {
        self.permit_in_tree(actor, roles_for(Act::NotifyFee), agency).await?;
        let notice = FeeNoticed { on, delivered_on, ..self.fee_of_request(agency, number, pages).await? };
        self.act_on_request(actor, agency, number, &Command::NotifyFee(notice.clone())).await?;
        Ok(notice)
    }

    /// Extension and deferral name a head of the disclosure unit of this agency, not whoever fills in the form.
    async fn check_head(&self, command: &Command, agency: &str) -> Result<(), AppError> {
        let approved_by = match command {
            Command::Extend(act) => &act.approved_by,
            Command::Defer(act) => &act.approved_by,
            _ => return Ok(()),
        };
        let heads = self.store.holders(agency, Role::UnitHead).await?;
        if heads.iter().any(|head| head.login == *approved_by) {
            return Ok(());
        }
        Err(AppError::field("approved_by", "批准人应当是本机关的政府信息公开工作机构负责人，请另选。"))
    }

    /// Seals a text under the requester's key.
    async fn sealed_for(
        &self,
        agency: &str,
        number: CaseNumber,
        what: &str,
        text: Option<&str>,
    ) -> Result<Option<gongkai_request::Sealed>, AppError> {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Ok(None) };
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let form = case.registered.ok_or(AppError::NotFound)?;
        let sealed = self.vault.seal(&form.person, &place(agency, number, what), text).await?;
        Ok(Some(gongkai_request::Sealed(sealed)))
    }

    /// A new person with a key of their own.
    pub(crate) async fn new_person(&self) -> Result<String, AppError> {
        let person = crate::vault::to_hex(&crate::vault::random::<16>()?);
        self.vault.enrol(&person).await?;
        Ok(person)
    }
}

fn notice(on: Date, schedule: Schedule, counted: u32, total: fee::Yuan) -> FeeNoticed {
    FeeNoticed { on, delivered_on: None, schedule, counted, yuan: total.0 }
}

/// Where sealed text stands, which it is bound to.
pub(crate) fn place(agency: &str, number: CaseNumber, what: &str) -> String {
    format!("request/{}/{what}", number.stream(agency))
}

/// The pure crate's context.
pub(crate) fn pure<'a>(
    context: &'a crate::Context,
    calendar: &'a Arc<Calendar>,
) -> gongkai_request::Context<'a> {
    gongkai_request::Context { today: context.today, by: &context.by, calendar }
}
