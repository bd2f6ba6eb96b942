//! Query codes (查询码): given out with a submission, opened at the portal.

use gongkai_request::motion::{InquiryId, Matter, MotionId};
use gongkai_request::query_code::{self, CodeEvent, Issued, QueryCode};
use gongkai_request::{Act, Case, CaseNumber};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::throttle::{Limits, before};
use crate::requests::roles_for;
use crate::{Actor, Aggregate, App, AppError};

/// Over how long wrong codes are counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// How long an address stays known to a number.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 90);

impl Aggregate for QueryCode {
    const AREA: &'static str = "query_code";
    type Event = CodeEvent;

    fn apply(&mut self, event: &CodeEvent) {
        QueryCode::apply(self, event);
    }
}

/// A request somebody opened with its code: only [`App::open_by_code`] makes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedCase {
    agency: String,
    number: CaseNumber,
}

impl OpenedCase {
    /// The agency.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The request.
    pub const fn number(&self) -> CaseNumber {
        self.number
    }
}

/// A motion somebody opened with its code: only [`App::open_by_code`] makes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedMotion {
    agency: String,
    id: MotionId,
}

impl OpenedMotion {
    /// The agency.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The motion.
    pub const fn id(&self) -> MotionId {
        self.id
    }
}

/// A message somebody opened with its code: only [`App::open_by_code`] makes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedInquiry {
    agency: String,
    id: InquiryId,
}

impl OpenedInquiry {
    /// The agency.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The message.
    pub const fn id(&self) -> InquiryId {
        self.id
    }
}

/// What a code opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// A request.
    Case(OpenedCase),
    /// A correction request or a proposal.
    Motion(OpenedMotion),
    /// A message.
    Inquiry(OpenedInquiry),
}

impl App {
    /// Opens a request or motion by its number and query code, as typed; one refusal for all that does not fit.
    ///
    /// Wrong codes are counted by address, and by number for addresses that never opened it, so that nobody is locked
    /// out of their own request by somebody else's guessing.
    pub async fn open_by_code(
        &self,
        limits: &Limits,
        number: &str,
        code: &str,
        address: &str,
    ) -> Result<Opened, AppError> {
        let now = self.now();
        let number = number.trim();
        let of_address = self.vault.lookup_hash("code address", address);
        let of_number = self.vault.lookup_hash("code number", number);
        let known = self.vault.lookup_hash("code known", &format!("{number}\u{0}{address}"));
        let since = before(now, WINDOW);
        let is_known = self.store.attempts_since(&known, before(now, KNOWN_FOR)).await? > 0;
        if self.store.attempts_since(&of_address, since).await? >= limits.wrong_codes
            || (!is_known
                && self.store.attempts_since(&of_number, since).await? >= limits.wrong_codes_of_number)
        {
            return Err(AppError::refused(
                "code_throttled",
                "查询次数过多，请15分钟后再试；急需了解办理情况的，请凭编号电话联系受理机关。",
            ));
        }
        if let Some(opened) = self.matter_of_code(number, code).await? {
            self.store.note_attempt(&known, now).await?;
            return Ok(opened);
        }
        self.store.note_attempt(&of_address, now).await?;
        self.store.note_attempt(&of_number, now).await?;
        Err(AppError::refused(
            "code",
            "编号和查询码对不上。请对照回执核对：编号形如 2021-000123、更正2021-000001、留言2021-000001，查询码16位，字母不分大小写。",
        ))
    }

    /// Gives out a code for a request that came another way, or whose code was lost; shown once.
    pub async fn issue_query_code(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<String, AppError> {
        self.permit_in_tree(actor, roles_for(Act::Register), agency).await?;
        self.load_existing::<Case>(&number.stream(agency)).await?;
        let code = self.code_of_submission(&crate::vault::to_hex(&crate::vault::random::<16>()?));
        self.give_code(actor, agency, number.into(), &code).await?;
        Ok(code)
    }

    /// Puts on record what a code opens.
    pub(crate) async fn give_code(
        &self,
        actor: &Actor,
        agency: &str,
        number: Matter,
        code: &str,
    ) -> Result<(), AppError> {
        let issued = Issued { agency: agency.to_owned(), number, on: self.today() };
        let hash = self.code_hash(code).unwrap_or_default();
        self.update::<QueryCode, AppError, _>(actor, &hash, |held| match held.issued {
            Some(_) => Err(AppError::Busy("query code".to_owned())),
            None => Ok(vec![CodeEvent::Issued(issued.clone())]),
        })
        .await?;
        Ok(())
    }

    /// Does this code open that request?
    pub(crate) async fn is_code_of_request(
        &self,
        agency: &str,
        number: CaseNumber,
        code: &str,
    ) -> Result<bool, AppError> {
        let opened = self.matter_of_code(&number.to_string(), code).await?;
        Ok(opened == Some(Opened::Case(OpenedCase { agency: agency.to_owned(), number })))
    }

    async fn matter_of_code(&self, typed: &str, code: &str) -> Result<Option<Opened>, AppError> {
        let Some(hash) = self.code_hash(code) else { return Ok(None) };
        let Some(issued) = self.load::<QueryCode>(&hash).await?.state.issued else { return Ok(None) };
        let agency = issued.agency;
        Ok(match issued.number {
            Matter::Request(number) if CaseNumber::parse(typed) == Some(number) => {
                Some(Opened::Case(OpenedCase { agency, number }))
            }
            Matter::Motion(id) if id.is_typed_as(typed) => Some(Opened::Motion(OpenedMotion { agency, id })),
            Matter::Inquiry(id) if id.is_typed_as(typed) => {
                Some(Opened::Inquiry(OpenedInquiry { agency, id }))
            }
            Matter::Request(_) | Matter::Motion(_) | Matter::Inquiry(_) => None,
        })
    }

    /// The code that belongs to a submission: the same however often it is sent.
    pub(crate) fn code_of_submission(&self, submission: &str) -> String {
        let derived = self.vault.lookup_hash("query code of submission", submission);
        let bytes = crate::vault::from_hex(derived.get(..20).unwrap_or_default()).unwrap_or_default();
        query_code::write(bytes.try_into().unwrap_or_default())
    }

    /// The name under which a code stands in the journal; `None` when it can be no code.
    pub(crate) fn code_hash(&self, code: &str) -> Option<String> {
        Some(self.vault.lookup_hash("query code", &query_code::read(code)?))
    }
}
