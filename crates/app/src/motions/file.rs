//! Registering motions (登记): from the desk, from the portal, from requests for the same information.

use gongkai_journal::Version;
use gongkai_request::motion::{self, Act, Command, Filed, Kind, Motion, MotionId, ProposedBy, SealedMotion};
use gongkai_request::query_code::{CodeEvent, Issued, QueryCode};
use gongkai_request::{Case, CaseNumber, Sealed};
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{RequesterKind, Workdays};
use gongkai_store::AppendError;
use jiff::civil::Date;
use tokio::sync::Mutex;

use super::{maker_of, place, roles_for};
use crate::files::media_type;
use crate::requests::{PlainForm, pure};
use crate::{Actor, App, AppError, FieldError, stream_write};

/// Numbers are given out one after the other within a process; another process may still be faster.
static NUMBERING: Mutex<()> = Mutex::const_new(());
/// How often a number is taken anew.
const ATTEMPTS: u32 = 64;

/// What the maker of a motion wrote, in plain text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PlainMotion {
    /// 姓名或者名称
    pub name: String,
    /// 身份证明
    pub identity: String,
    /// 联系方式
    pub contact: String,
    /// Which record is wrong, or what is to be published.
    pub about: String,
    /// What is wrong with it and how it should read, or why it should be published.
    pub text: String,
}

// Names and words of people belong in no log.
impl std::fmt::Debug for PlainMotion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlainMotion").finish_non_exhaustive()
    }
}

/// A motion as it is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMotion {
    /// Which.
    pub kind: Kind,
    /// How it came.
    pub channel: Channel,
    /// Day it reached the agency.
    pub received_on: Date,
    /// How its maker is addressed.
    pub requester: RequesterKind,
    /// Name, identity, contact, words.
    pub plain: PlainMotion,
    /// What lists show, without personal data.
    pub subject: String,
    /// Clerk who wrote down an oral motion.
    pub clerk: Option<String>,
}

impl App {
    /// Registers a motion (登记) and gives it a number. At the portal, only online ones.
    pub async fn file_motion(
        &self,
        actor: &Actor,
        agency: &str,
        new: NewMotion,
    ) -> Result<MotionId, AppError> {
        self.file_with_code(actor, agency, new, None).await
    }

    /// Registers a motion together with its query code, known by its keyed hash: the same code registers once.
    pub(super) async fn file_with_code(
        &self,
        actor: &Actor,
        agency: &str,
        new: NewMotion,
        code: Option<&str>,
    ) -> Result<MotionId, AppError> {
        if *actor != Actor::Public || new.channel != Channel::Online {
            self.permit_in_tree(actor, roles_for(Act::File), agency).await?;
        }
        self.agency_state(agency).await?.active()?;
        complete(&new)?;
        let texts = [
            ("about", new.plain.about.as_str()),
            ("text", new.plain.text.as_str()),
            ("subject", &new.subject),
        ];
        self.fit_texts(&format!("motion/{agency}"), &texts).await?;
        if let Some(id) = self.filed_by(code).await? {
            return Ok(id);
        }
        let person = self.new_person().await?;
        let identity_hash = self.identity_hash(&PlainForm {
            name: new.plain.name.clone(),
            identity: new.plain.identity.clone(),
            contact: new.plain.contact.clone(),
            text: String::new(),
        });
        let _turn = NUMBERING.lock().await;
        for _ in 0..ATTEMPTS {
            if let Some(id) = self.filed_by(code).await? {
                return Ok(id);
            }
            let id = self.next_motion(agency, new.kind).await?;
            let by = ProposedBy {
                channel: new.channel,
                requester: new.requester,
                person: person.clone(),
                identity_hash: identity_hash.clone(),
                sealed: self.seal_motion(&person, agency, id, &new.plain).await?,
                clerk: new.clerk.clone(),
            };
            let filed = self
                .filed(agency, new.kind, (new.received_on, new.subject.clone()), Some(by), Vec::new())
                .await?;
            if self.try_to_file(actor, agency, id, filed, code).await? {
                return Ok(id);
            }
        }
        Err(AppError::Busy(format!("motion/{agency}/{}", new.kind.key())))
    }

    /// Proposes, as the agency itself, to publish what several people asked for (转为主动公开), Art. 44.
    ///
    /// # Errors
    ///
    /// A refusal when nobody else asked for the like, or it was proposed before.
    pub async fn propose_from_request(
        &self,
        actor: &Actor,
        agency: &str,
        request: CaseNumber,
    ) -> Result<MotionId, AppError> {
        self.permit_in_tree(actor, roles_for(Act::File), agency).await?;
        if let Some(id) = self.store.motion_of_request(agency, request).await? {
            return Err(AppError::refused(
                "proposed_before",
                format!("已经就这件申请提出建议（{}），请在该建议中办理。", id.label()),
            ));
        }
        let case = self.load_existing::<Case>(&request.stream(agency)).await?.state;
        let subject = case.registered.as_deref().map(|form| form.subject.clone()).unwrap_or_default();
        let (proposes, mut requests) = self.asked_by_several(agency, request, &case).await?;
        if !proposes {
            return Err(AppError::refused(
                "not_several",
                "没有其他申请人申请相近的信息；需要主动公开的，请直接在“主动公开”中起草。",
            ));
        }
        requests.insert(0, request);
        let _turn = NUMBERING.lock().await;
        for _ in 0..ATTEMPTS {
            let id = self.next_motion(agency, Kind::Proposal).await?;
            let what = (self.today(), format!("建议主动公开：{subject}"));
            let filed = self.filed(agency, Kind::Proposal, what, None, requests.clone()).await?;
            if self.try_to_file(actor, agency, id, filed, None).await? {
                return Ok(id);
            }
        }
        Err(AppError::Busy(format!("motion/{agency}/proposal")))
    }

    /// The motion that was registered with this code already.
    pub(super) async fn filed_by(&self, code: Option<&str>) -> Result<Option<MotionId>, AppError> {
        let Some(code) = code else { return Ok(None) };
        let issued = self.load::<QueryCode>(code).await?.state.issued;
        Ok(issued.and_then(|issued| match issued.number {
            motion::Matter::Motion(id) => Some(id),
            motion::Matter::Request(_) | motion::Matter::Inquiry(_) => None,
        }))
    }

    async fn next_motion(&self, agency: &str, kind: Kind) -> Result<MotionId, AppError> {
        let year = self.today().year();
        let last = self.store.last_motion(agency, kind, year).await?.map_or(0, |id| id.number.sequence);
        Ok(MotionId { kind, number: CaseNumber { year, sequence: last + 1 } })
    }

    /// The registration with the agency's own last day: the law sets none.
    async fn filed(
        &self,
        agency: &str,
        kind: Kind,
        (received_on, subject): (Date, String),
        by: Option<ProposedBy>,
        requests: Vec<CaseNumber>,
    ) -> Result<Filed, AppError> {
        let workdays = self.agency_state(agency).await?.settings.internal_workdays;
        let calendar = self.calendar_of(agency).await?;
        let due = calendar.add_workdays(received_on, Workdays(workdays)).ok();
        Ok(Filed { kind, received_on, due, workdays, subject, by, requests })
    }

    /// `false` when the number was taken by somebody else meanwhile.
    async fn try_to_file(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        filed: Filed,
        code: Option<&str>,
    ) -> Result<bool, AppError> {
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let command = Command::File(Box::new(filed));
        let events = motion::decide(&Motion::default(), &command, &pure(&context, &calendar))?;
        let mut writes = vec![stream_write::<Motion>(&id.stream(agency), Version(0), &events)?];
        if let Some(code) = code {
            let issued = Issued { agency: agency.to_owned(), number: id.into(), on: context.today };
            writes.push(stream_write::<QueryCode>(code, Version(0), &[CodeEvent::Issued(issued)])?);
        }
        match self.append(actor, writes, Vec::new()).await {
            Ok(_) => Ok(true),
            Err(AppError::Append(AppendError::Conflict { .. })) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn seal_motion(
        &self,
        person: &str,
        agency: &str,
        id: MotionId,
        plain: &PlainMotion,
    ) -> Result<SealedMotion, AppError> {
        let seal = async |what: &str, text: &str| {
            self.vault.seal(person, &place(agency, id, what), text.trim()).await.map(Sealed)
        };
        Ok(SealedMotion {
            name: seal("name", &plain.name).await?,
            identity: seal("identity", &plain.identity).await?,
            contact: seal("contact", &plain.contact).await?,
            about: seal("about", &plain.about).await?,
            text: seal("text", &plain.text).await?,
        })
    }

    /// What its maker wrote; `None` when it has none.
    pub(super) async fn plain_motion(
        &self,
        agency: &str,
        id: MotionId,
        motion: &Motion,
    ) -> Result<Option<PlainMotion>, AppError> {
        let Some(by) = motion.filed.as_ref().and_then(|filed| filed.by.as_ref()) else { return Ok(None) };
        let open = async |what: &str, sealed: &Sealed| {
            self.vault.open(&by.person, &place(agency, id, what), sealed.as_str()).await
        };
        Ok(Some(PlainMotion {
            name: open("name", &by.sealed.name).await?,
            identity: open("identity", &by.sealed.identity).await?,
            contact: open("contact", &by.sealed.contact).await?,
            about: open("about", &by.sealed.about).await?,
            text: open("text", &by.sealed.text).await?,
        }))
    }

    /// Puts evidence on record, once, as a member of staff.
    pub async fn add_motion_file(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        (name, bytes): (&str, Vec<u8>),
        is_identity: bool,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::AddEvidence), agency).await?;
        self.keep_motion_file(actor, agency, id, (name, bytes), is_identity).await
    }

    /// As [`App::add_motion_file`], for whoever's right the caller has checked.
    pub(super) async fn keep_motion_file(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        (name, bytes): (&str, Vec<u8>),
        is_identity: bool,
    ) -> Result<(), AppError> {
        let file = self.fit_file(&format!("motion/{agency}"), "file", name, &bytes).await?;
        let (name, bytes) = (file.name.as_str(), file.bytes);
        let media_type = media_type(name, &bytes)
            .ok_or_else(|| AppError::field("file", format!("“{name}”不是可以上传的文件。")))?;
        let motion = self.load_existing::<Motion>(&id.stream(agency)).await?.state;
        let person = maker_of(&motion).ok_or_else(|| {
            AppError::refused("no_maker", "这件建议由本机关提出，没有建议人的材料；依据请写在审查情况中。")
        })?;
        let file = self.keep_file(person, &place(agency, id, "file"), name, media_type, bytes).await?;
        let command = Command::AddEvidence(Box::new(file), is_identity);
        self.decide_on_motion(actor, agency, id, &command).await
    }
}

/// Who asks, how to answer, and about what.
fn complete(new: &NewMotion) -> Result<(), AppError> {
    let (about, text) = match new.kind {
        Kind::Correction => ("请写明要更正哪一份信息、哪一条记录。", "请写明哪里不准确、正确的内容和证据。"),
        Kind::Proposal => ("请写明建议公开哪一份信息。", "请写明建议公开的理由。"),
    };
    let plain = &new.plain;
    let fields = [
        ("name", &plain.name, "请填写姓名或者单位名称。"),
        ("contact", &plain.contact, "请填写联系方式，以便答复。"),
        ("about", &plain.about, about),
        ("text", &plain.text, text),
    ];
    let mut missing: Vec<FieldError> = fields
        .into_iter()
        .filter(|(_, value, _)| value.trim().is_empty())
        .map(|(field, _, message)| FieldError { field, message: message.to_owned() })
        .collect();
    // Only whoever a record is about may have it corrected, so they show who they are.
    if new.kind == Kind::Correction && plain.identity.trim().is_empty() {
        let message =
            "请填写证件号码或者统一社会信用代码：更正只能由记录涉及的本人、本单位申请（条例第41条）。";
        missing.push(FieldError { field: "identity", message: message.to_owned() });
    }
    if new.channel == Channel::Oral && new.clerk.as_deref().is_none_or(|clerk| clerk.trim().is_empty()) {
        let message = "口头提出的，请填写代为填写的工作人员。".to_owned();
        missing.push(FieldError { field: "clerk", message });
    }
    if missing.is_empty() { Ok(()) } else { Err(AppError::Fields(missing)) }
}
