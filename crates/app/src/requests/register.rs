//! Registering, splitting and linking requests.

use gongkai_journal::Version;
use gongkai_request::code::{AgentKind, ProvisionForm, ProvisionRoute};
use gongkai_request::event::{Parties, Registered, SealedAgent, SealedForm, SealedParty, Split, SplitFrom};
use gongkai_request::query_code::{CodeEvent, Issued, QueryCode};
use gongkai_request::{Act, Case, CaseNumber, Command, Sealed, decide};
use gongkai_statute::RequesterKind;
use gongkai_statute::regulation::art31::Channel;
use gongkai_store::AppendError;
use jiff::civil::Date;
use tokio::sync::Mutex;

use super::{PlainForm, place, pure, roles_for};
use crate::{Actor, App, AppError, FieldError, stream_write};

/// Numbers are given out one after the other, so that writers of one process do not race for them. Another process
/// may still be faster; then its number is on record, and the next one is taken.
pub(super) static NUMBERING: Mutex<()> = Mutex::const_new(());
/// How often a number is taken anew.
const ATTEMPTS: u32 = 64;

/// The registration form in plain text (登记表), Art. 29.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// How it came.
    pub channel: Channel,
    /// Day the requester handed it in or sent it.
    pub submitted_on: Option<Date>,
    /// Day it reached the agency.
    pub arrived_on: Option<Date>,
    /// Day both sides confirmed.
    pub confirmed_on: Option<Date>,
    /// Column of table 三.
    pub requester: RequesterKind,
    /// Name, identity, contact, text.
    pub plain: PlainForm,
    /// What it is about, without personal data; taken from the officer, or 待办理 until one gives it.
    pub subject: String,
    /// Manner asked for.
    pub form: ProvisionForm,
    /// Route asked for.
    pub route: ProvisionRoute,
    /// Clerk who wrote down an oral request.
    pub clerk: Option<String>,
    /// Joint requesters, and who acts for them.
    pub parties: PlainParties,
}

/// Who else stands in a request, in plain text (共同申请人、代理人).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainParties {
    /// Who asks together with the first requester.
    pub joint: Vec<PlainParty>,
    /// Who acts for the requester.
    pub agent: Option<PlainAgent>,
    /// The requester is a minor.
    pub minor: bool,
}

/// A person beside the first requester.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainParty {
    /// 姓名或者名称
    pub name: String,
    /// 身份证明
    pub identity: String,
    /// 联系方式
    pub contact: String,
}

/// Who acts for the requester.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainAgent {
    /// By mandate or as guardian.
    pub kind: AgentKind,
    /// The person.
    pub who: PlainParty,
    /// What proves the authority, without personal data.
    pub proof: Option<String>,
}

/// A matter split off from a request (拆分出的事项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOfRequest {
    /// What it is about, without personal data.
    pub subject: String,
    /// The words of this matter.
    pub text: String,
}

impl App {
    /// Registers a request (登记) and gives it a number. At the portal, only online requests.
    pub async fn register_request(
        &self,
        actor: &Actor,
        agency: &str,
        request: NewRequest,
    ) -> Result<CaseNumber, AppError> {
        self.register_with_code(actor, agency, request, None).await
    }

    /// Registers a request together with its query code, known by its keyed hash: the same code registers once.
    pub(crate) async fn register_with_code(
        &self,
        actor: &Actor,
        agency: &str,
        request: NewRequest,
        code: Option<&str>,
    ) -> Result<CaseNumber, AppError> {
        if *actor == Actor::Public && request.channel == Channel::Online {
            self.agency_state(agency).await?.active()?;
        } else {
            self.permit_in_tree(actor, roles_for(Act::Register), agency).await?;
            self.agency_state(agency).await?.active()?;
        }
        complete(&request.plain)?;
        complete_parties(&request.parties)?;
        if let Some(number) = self.registered_by(code).await? {
            return Ok(number);
        }
        let person = self.new_person().await?;
        let identity_hash = self.identity_hash(&request.plain);
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let year = context.today.year();
        let _turn = NUMBERING.lock().await;
        for _ in 0..ATTEMPTS {
            if let Some(number) = self.registered_by(code).await? {
                return Ok(number);
            }
            let number = self.next_number(agency, year).await?;
            let form = Registered {
                channel: request.channel,
                submitted_on: request.submitted_on,
                arrived_on: request.arrived_on,
                confirmed_on: request.confirmed_on,
                requester: request.requester,
                person: person.clone(),
                identity_hash: identity_hash.clone(),
                sealed: self.seal_form(&person, agency, number, &request.plain).await?,
                subject: request.subject.clone(),
                form: request.form,
                route: request.route,
                clerk: request.clerk.clone(),
                split_from: None,
                parties: self.seal_parties(agency, number, &request.parties).await?,
            };
            let command = Command::Register(Box::new(form));
            let events = decide(&Case::default(), &command, &pure(&context, &calendar))?;
            let mut writes = vec![stream_write::<Case>(&number.stream(agency), Version(0), &events)?];
            if let Some(code) = code {
                let issued = Issued { agency: agency.to_owned(), number: number.into(), on: context.today };
                writes.push(stream_write::<QueryCode>(code, Version(0), &[CodeEvent::Issued(issued)])?);
            }
            if self.try_numbers(actor, writes).await? {
                return Ok(number);
            }
        }
        Err(AppError::Busy(format!("request/{agency}/{year}")))
    }

    /// The request that was registered with this code already.
    async fn registered_by(&self, code: Option<&str>) -> Result<Option<CaseNumber>, AppError> {
        let Some(code) = code else { return Ok(None) };
        Ok(self.load::<QueryCode>(code).await?.state.issued.and_then(|issued| issued.number.request()))
    }

    /// Splits further matters off a request (一事一申请); it keeps its first matter. Their numbers.
    pub async fn split_request(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        on: Date,
        parts: Vec<PartOfRequest>,
    ) -> Result<Vec<CaseNumber>, AppError> {
        self.permit_in_tree(actor, roles_for(Act::Split), agency).await?;
        let plain = self.plain_form(agency, number).await?;
        let parties = self.plain_parties(agency, number).await?;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let year = context.today.year();
        let _turn = NUMBERING.lock().await;
        for _ in 0..ATTEMPTS {
            let whole = self.load_existing::<Case>(&number.stream(agency)).await?;
            let form = whole.state.registered.as_deref().cloned().ok_or(AppError::NotFound)?;
            let receipt = whole.state.receipt.unwrap_or(form.receipt());
            let mut next = self.next_number(agency, year).await?;
            let mut numbers = Vec::with_capacity(parts.len());
            let mut writes = Vec::with_capacity(parts.len() + 1);
            for part in &parts {
                let words = PlainForm { text: part.text.clone(), ..plain.clone() };
                let form = Registered {
                    confirmed_on: receipt.confirmed_on,
                    sealed: self.seal_form(&form.person, agency, next, &words).await?,
                    subject: part.subject.clone(),
                    parties: self.seal_parties(agency, next, &parties).await?,
                    split_from: Some(SplitFrom { number, on }),
                    ..form.clone()
                };
                let command = Command::Register(Box::new(form));
                let events = decide(&Case::default(), &command, &pure(&context, &calendar))?;
                writes.push(stream_write::<Case>(&next.stream(agency), Version(0), &events)?);
                numbers.push(next);
                next = CaseNumber { sequence: next.sequence + 1, ..next };
            }
            let command = Command::Split(Split { on, parts: numbers.clone() });
            let events = decide(&whole.state, &command, &pure(&context, &calendar))?;
            writes.push(stream_write::<Case>(&number.stream(agency), whole.version, &events)?);
            if self.try_numbers(actor, writes).await? {
                return Ok(numbers);
            }
        }
        Err(AppError::Busy(format!("request/{agency}/{year}")))
    }

    /// The number after the last one on record.
    pub(super) async fn next_number(&self, agency: &str, year: i16) -> Result<CaseNumber, AppError> {
        let last = self.store.last_request_number(agency, year).await?;
        let last = last.as_deref().and_then(CaseNumber::parse).map_or(0, |number| number.sequence);
        Ok(CaseNumber { year, sequence: last + 1 })
    }

    /// `false` when a number was taken by somebody else meanwhile.
    async fn try_numbers(
        &self,
        actor: &Actor,
        writes: Vec<gongkai_store::StreamWrite>,
    ) -> Result<bool, AppError> {
        match self.append(actor, writes, Vec::new()).await {
            Ok(_) => Ok(true),
            Err(AppError::Append(AppendError::Conflict { .. })) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn seal_form(
        &self,
        person: &str,
        agency: &str,
        number: CaseNumber,
        plain: &PlainForm,
    ) -> Result<SealedForm, AppError> {
        let seal = async |what: &str, text: &str| {
            self.vault.seal(person, &place(agency, number, what), text).await.map(Sealed)
        };
        Ok(SealedForm {
            name: seal("name", &plain.name).await?,
            identity: seal("identity", &plain.identity).await?,
            contact: seal("contact", &plain.contact).await?,
            text: seal("text", &plain.text).await?,
        })
    }

    /// Joint requesters and agents, each sealed by a key of their own: each can be erased without the others.
    async fn seal_parties(
        &self,
        agency: &str,
        number: CaseNumber,
        plain: &PlainParties,
    ) -> Result<Option<Box<Parties>>, AppError> {
        if *plain == PlainParties::default() {
            return Ok(None);
        }
        let mut joint = Vec::with_capacity(plain.joint.len());
        for (index, party) in plain.joint.iter().enumerate() {
            joint.push(self.seal_party(agency, number, &joint_place(index), party).await?);
        }
        let agent = match &plain.agent {
            Some(agent) => Some(SealedAgent {
                kind: agent.kind,
                who: self.seal_party(agency, number, "agent", &agent.who).await?,
                proof: agent.proof.clone(),
            }),
            None => None,
        };
        Ok(Some(Box::new(Parties { joint, agent, minor: plain.minor })))
    }

    async fn seal_party(
        &self,
        agency: &str,
        number: CaseNumber,
        what: &str,
        plain: &PlainParty,
    ) -> Result<SealedParty, AppError> {
        let person = self.new_person().await?;
        let seal = async |part: &str, text: &str| {
            self.vault
                .seal(&person, &place(agency, number, &format!("{what}/{part}")), text)
                .await
                .map(Sealed)
        };
        let (name, identity, contact) = (
            seal("name", &plain.name).await?,
            seal("identity", &plain.identity).await?,
            seal("contact", &plain.contact).await?,
        );
        Ok(SealedParty { person, name, identity, contact })
    }

    /// Joint requesters and agents in plain text; a person erased meanwhile stands there without words.
    pub(crate) async fn plain_parties(
        &self,
        agency: &str,
        number: CaseNumber,
    ) -> Result<PlainParties, AppError> {
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let Some(parties) = case.registered.and_then(|form| form.parties) else {
            return Ok(PlainParties::default());
        };
        let mut joint = Vec::with_capacity(parties.joint.len());
        for (index, party) in parties.joint.iter().enumerate() {
            joint.push(self.open_party(agency, number, &joint_place(index), party).await?);
        }
        let agent = match &parties.agent {
            Some(agent) => Some(PlainAgent {
                kind: agent.kind,
                who: self.open_party(agency, number, "agent", &agent.who).await?,
                proof: agent.proof.clone(),
            }),
            None => None,
        };
        Ok(PlainParties { joint, agent, minor: parties.minor })
    }

    async fn open_party(
        &self,
        agency: &str,
        number: CaseNumber,
        what: &str,
        party: &SealedParty,
    ) -> Result<PlainParty, AppError> {
        let open = async |part: &str, sealed: &Sealed| {
            let place = place(agency, number, &format!("{what}/{part}"));
            match self.vault.open(&party.person, &place, sealed.as_str()).await {
                Err(crate::vault::VaultError::NoKey) => Ok(String::new()),
                opened => opened.map_err(AppError::from),
            }
        };
        Ok(PlainParty {
            name: open("name", &party.name).await?,
            identity: open("identity", &party.identity).await?,
            contact: open("contact", &party.contact).await?,
        })
    }

    /// Same verified identity, same hash; who gives none is known by name and contact only.
    pub(crate) fn identity_hash(&self, plain: &PlainForm) -> String {
        let bare =
            |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_uppercase();
        let identity = bare(&plain.identity);
        let known_by = if identity.is_empty() {
            format!("{}\n{}", bare(&plain.name), bare(&plain.contact))
        } else {
            identity
        };
        self.vault.lookup_hash("requester", &known_by)
    }
}

/// Art. 29 asks for name, contact and what is wanted.
fn complete(plain: &PlainForm) -> Result<(), AppError> {
    let fields = [
        ("name", &plain.name, "请填写申请人的姓名或者名称。"),
        ("contact", &plain.contact, "请填写联系方式，以便确认和答复。"),
        ("text", &plain.text, "请描述所需信息的名称、文号或者其他特征。"),
    ];
    let missing: Vec<FieldError> = fields
        .into_iter()
        .filter(|(_, value, _)| value.trim().is_empty())
        .map(|(field, _, message)| FieldError { field, message: message.to_owned() })
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(AppError::Fields(missing)) }
}

fn joint_place(index: usize) -> String {
    format!("joint/{index}")
}

/// Whoever stands in the request is named.
fn complete_parties(parties: &PlainParties) -> Result<(), AppError> {
    let unnamed = |party: &PlainParty| party.name.trim().is_empty();
    let mut missing = Vec::new();
    if parties.joint.iter().any(unnamed) {
        let message = "请填写每一位共同申请人的姓名或者名称。".to_owned();
        missing.push(FieldError { field: "joint", message });
    }
    if parties.agent.as_ref().is_some_and(|agent| unnamed(&agent.who)) {
        missing
            .push(FieldError {
                field: "agent_name", message: "请填写代理人或者监护人的姓名。".to_owned()
            });
    }
    if missing.is_empty() { Ok(()) } else { Err(AppError::Fields(missing)) }
}
