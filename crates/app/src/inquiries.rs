//! Messages of the public (咨询留言): taken in with a query code, answered by one person and approved by another, read
//! by the sender, and by everybody where the sender agreed.

use gongkai_agency::Role;
use gongkai_journal::Version;
use gongkai_publication::{
    Context, Dismissal, Inquiry, InquiryAnswer, InquiryEvent, InquiryKind, InquiryReceived, InquiryStage,
    LONGEST_INQUIRY, Refusal, Satisfaction, approve_answer, dismiss_inquiry, draft_answer, erase_inquiry,
    hide_inquiry, rate_inquiry, receive_inquiry, return_answer,
};
use gongkai_request::CaseNumber;
use gongkai_request::access::Viewed;
use gongkai_request::motion::{InquiryId, Matter};
use gongkai_request::query_code::{CodeEvent, Issued, QueryCode};
use gongkai_statute::{Workdays, retention};
use gongkai_store::AppendError;
use gongkai_store::agency::AgencyRow;
use gongkai_store::inquiry::InquiryRow;
use jiff::civil::Date;
use tokio::sync::Mutex;

use crate::intake::{OpenedInquiry, Visitor};
use crate::requests::ERASERS;
use crate::vault::VaultError;
use crate::{Actor, Aggregate, App, AppError, FieldError, civil_date, stream_write};

/// Numbers are given out one after the other within a process; another process may still be faster.
static NUMBERING: Mutex<()> = Mutex::const_new(());
/// How often a number is taken anew.
const ATTEMPTS: u32 = 64;
/// Characters a title, a name and an address may have.
const SHORT: usize = 200;

/// Who sees that a message is there and what was answered.
const LOOKERS: &[Role] = &[
    Role::Officer,
    Role::Author,
    Role::Reviewer,
    Role::SecrecyReviewer,
    Role::UnitHead,
    Role::Leader,
    Role::Supervisor,
];
/// Who reads what the sender wrote.
const LISTENERS: &[Role] = &[Role::Officer, Role::Author, Role::Reviewer, Role::UnitHead, Role::Leader];
/// Who writes answers.
const WRITERS: &[Role] = &[Role::Officer, Role::Author];
/// Who approves them or sends them back.
const APPROVERS: &[Role] = &[Role::Reviewer, Role::UnitHead, Role::Leader];
/// Who takes them off the public pages.
const HIDERS: &[Role] = &[Role::Officer, Role::UnitHead, Role::Leader];

impl Aggregate for Inquiry {
    const AREA: &'static str = "inquiry";
    type Event = InquiryEvent;

    fn apply(&mut self, event: &InquiryEvent) {
        Inquiry::apply(self, event);
    }
}

/// A message in plain text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PlainInquiry {
    /// 姓名或者名称; may be empty.
    pub name: String,
    /// 联系方式; may be empty.
    pub contact: String,
    /// What it is about.
    pub title: String,
    /// What it says.
    pub text: String,
}

// Names and words of people belong in no log.
impl std::fmt::Debug for PlainInquiry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlainInquiry").finish_non_exhaustive()
    }
}

/// A message as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInquiry {
    /// What it is.
    pub kind: InquiryKind,
    /// Index number of the item it was written from.
    pub item: Option<String>,
    /// May question and answer be published, without the sender?
    pub consents: bool,
    /// Name, contact, words.
    pub plain: PlainInquiry,
}

/// What the receipt of a message says.
#[derive(Clone, PartialEq, Eq)]
pub struct SentInquiry {
    /// The agency.
    pub agency: String,
    /// Its number.
    pub id: InquiryId,
    /// The query code; shown on the receipt and kept nowhere.
    pub code: String,
    /// Day on which it was sent.
    pub on: Date,
}

impl std::fmt::Debug for SentInquiry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentInquiry").field("id", &self.id).field("code", &"[hidden]").finish_non_exhaustive()
    }
}

/// A message as its sender sees it.
#[derive(Debug, Clone)]
pub struct TrackedInquiry {
    /// Whose it is to answer.
    pub agency: AgencyRow,
    /// Where it stands.
    pub row: InquiryRow,
    /// From how many working days the last day is counted.
    pub workdays: u16,
    /// Why it is not handled, and what to do.
    pub dismissed: Option<(Dismissal, String)>,
    /// What the sender wrote; nothing once it was erased.
    pub words: Option<PlainInquiry>,
}

/// A message as the office sees it, but for its sender's words.
#[derive(Debug, Clone)]
pub struct InquiryDetail {
    /// As in lists.
    pub row: InquiryRow,
    /// The whole state.
    pub inquiry: Inquiry,
    /// What happened: day, what, details, login.
    pub timeline: Vec<(Date, &'static str, String, String)>,
}

/// An act of the office on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InquiryCommand {
    /// 起草答复: title, question, answer, is it published?
    Draft(Box<InquiryAnswer>),
    /// 退回修改
    Return(String),
    /// 审核通过: was it checked?
    Approve(bool),
    /// 不予办理
    Dismiss(Dismissal, String),
    /// 取消公开
    Hide(String),
}

impl InquiryCommand {
    /// Who may.
    const fn roles(&self) -> &'static [Role] {
        match self {
            InquiryCommand::Draft(_) | InquiryCommand::Dismiss(..) => WRITERS,
            InquiryCommand::Return(_) | InquiryCommand::Approve(_) => APPROVERS,
            InquiryCommand::Hide(_) => HIDERS,
        }
    }

    fn decide(&self, inquiry: &Inquiry, context: &Context) -> Result<Vec<InquiryEvent>, Refusal> {
        match self {
            InquiryCommand::Draft(answer) => draft_answer(inquiry, answer, context),
            InquiryCommand::Return(reason) => return_answer(inquiry, reason, context),
            InquiryCommand::Approve(is_checked) => approve_answer(inquiry, *is_checked, context),
            InquiryCommand::Dismiss(ground, told) => dismiss_inquiry(inquiry, *ground, told, context),
            InquiryCommand::Hide(reason) => hide_inquiry(inquiry, reason, context),
        }
    }
}

impl App {
    /// Sends a message online. Sent again under the same key, it answers with the same number and code.
    ///
    /// # Errors
    ///
    /// Fields that are missing or too long, a mark of secrecy in them, or an agency that is no more.
    pub async fn send_inquiry(
        &self,
        key: &str,
        agency: &str,
        new: NewInquiry,
    ) -> Result<SentInquiry, AppError> {
        if let Some(sent) = self.sent_inquiry(key).await? {
            return Ok(sent);
        }
        self.agency_state(agency).await?.active()?;
        complete(&new.plain)?;
        let plain = &new.plain;
        let texts = [
            ("title", &plain.title),
            ("text", &plain.text),
            ("name", &plain.name),
            ("contact", &plain.contact),
        ];
        self.fit_texts(&format!("inquiry/{agency}"), &texts.map(|(name, text)| (name, text.as_str())))
            .await?;
        let person = self.new_person().await?;
        let sent = self.number_inquiry(key, agency, new, &person).await;
        // Whoever was not put on record needs no key: not here, and not when the same was sent twice at once.
        if !matches!(sent, Ok((_, true))) {
            self.vault.erase(&person).await?;
        }
        Ok(sent?.0)
    }

    /// What was sent, and whether it is this call that put it on record.
    async fn number_inquiry(
        &self,
        key: &str,
        agency: &str,
        new: NewInquiry,
        person: &str,
    ) -> Result<(SentInquiry, bool), AppError> {
        let code = self.code_of_submission(key);
        let hash = self.code_hash(&code).unwrap_or_default();
        let (on, year) = (self.today(), self.today().year());
        let workdays = self.agency_state(agency).await?.settings.internal_workdays;
        let due = self.calendar_of(agency).await?.add_workdays(on, Workdays(workdays)).ok();
        // An item that is not public, or none at all, is not pointed to.
        let item = match &new.item {
            Some(item) => self.public_index(item).await?,
            None => None,
        };
        let _turn = NUMBERING.lock().await;
        for _ in 0..ATTEMPTS {
            if let Some(sent) = self.sent_inquiry(key).await? {
                return Ok((sent, false));
            }
            let last = self.store.last_inquiry(agency, year).await?.map_or(0, |id| id.0.sequence);
            let id = InquiryId(CaseNumber { year, sequence: last + 1 });
            let seal = async |what: &str, text: &str| {
                self.vault.seal(person, &place(agency, id, what), text.trim()).await
            };
            let received = InquiryReceived {
                kind: new.kind,
                on,
                due,
                workdays,
                item: item.clone(),
                consents: new.consents,
                person: person.to_owned(),
                name: seal("name", &new.plain.name).await?,
                contact: seal("contact", &new.plain.contact).await?,
                title: seal("title", &new.plain.title).await?,
                text: seal("text", &new.plain.text).await?,
            };
            let events = receive_inquiry(&Inquiry::default(), received)?;
            let issued = Issued { agency: agency.to_owned(), number: id.into(), on };
            let writes = vec![
                stream_write::<Inquiry>(&id.stream(agency), Version(0), &events)?,
                stream_write::<QueryCode>(&hash, Version(0), &[CodeEvent::Issued(issued)])?,
            ];
            match self.append(&Actor::Public, writes, Vec::new()).await {
                Ok(_) => return Ok((SentInquiry { agency: agency.to_owned(), id, code, on }, true)),
                Err(AppError::Append(AppendError::Conflict { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Err(AppError::Busy(format!("inquiry/{agency}")))
    }

    async fn public_index(&self, index: &str) -> Result<Option<String>, AppError> {
        use gongkai_store::publication::ItemState;
        let row = self.store.item_by_index(index).await?;
        Ok(row.filter(|row| row.state == ItemState::Public).map(|row| row.index_number))
    }

    /// What became of a submission; nothing when it never arrived.
    pub async fn sent_inquiry(&self, key: &str) -> Result<Option<SentInquiry>, AppError> {
        let code = self.code_of_submission(key);
        let hash = self.code_hash(&code).unwrap_or_default();
        let issued = self.load::<QueryCode>(&hash).await?.state.issued;
        Ok(issued.and_then(|issued| match issued.number {
            Matter::Inquiry(id) => Some(SentInquiry { agency: issued.agency, id, code, on: issued.on }),
            Matter::Request(_) | Matter::Motion(_) => None,
        }))
    }

    /// The message as its sender sees it.
    pub async fn tracked_inquiry(&self, opened: &OpenedInquiry) -> Result<TrackedInquiry, AppError> {
        let (agency, id) = (opened.agency(), opened.id());
        let inquiry = self.load_existing::<Inquiry>(&id.stream(agency)).await?.state;
        let row = self.store.inquiry(agency, id).await?.ok_or(AppError::NotFound)?;
        Ok(TrackedInquiry {
            agency: self.store.agency(agency).await?.ok_or(AppError::NotFound)?,
            workdays: inquiry.received.as_ref().map_or(0, |received| received.workdays),
            dismissed: inquiry.dismissed.as_ref().map(|it| (it.ground, it.told.clone())),
            words: self.plain_inquiry(agency, id, &inquiry).await?,
            row,
        })
    }

    /// Records what the sender thinks of the answer.
    pub async fn rate_inquiry(
        &self,
        opened: &OpenedInquiry,
        satisfaction: Satisfaction,
    ) -> Result<(), AppError> {
        let today = self.today();
        self.update::<Inquiry, _, _>(&Actor::Public, &opened.id().stream(opened.agency()), |inquiry| {
            rate_inquiry(inquiry, satisfaction, today)
        })
        .await?;
        Ok(())
    }

    /// Keeps what a reader thinks of an item; the same browser has one word, its last.
    pub async fn rate_item(
        &self,
        visitor: &Visitor,
        item: &str,
        satisfaction: Satisfaction,
    ) -> Result<(), AppError> {
        // The cookie's secret alone would tell that two items were rated by the same reader.
        let voter = self.vault.lookup_hash("item vote", &format!("{item} {}", visitor.cookie()));
        Ok(self.store.keep_vote(item, &voter, satisfaction, self.now()).await?)
    }

    /// How many readers said what of an item, the best first.
    pub async fn item_votes(&self, item: &str) -> Result<Vec<(Satisfaction, u64)>, AppError> {
        let mut votes = self.store.votes(item).await?;
        votes.sort_by_key(|(satisfaction, _)| Satisfaction::ALL.iter().position(|it| it == satisfaction));
        Ok(votes)
    }

    /// Does an act of the office.
    ///
    /// # Errors
    ///
    /// A refusal when the rules stand against it; fields with marks of secrecy.
    pub async fn act_on_inquiry(
        &self,
        actor: &Actor,
        agency: &str,
        id: InquiryId,
        command: &InquiryCommand,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, command.roles(), agency).await?;
        self.load_existing::<Inquiry>(&id.stream(agency)).await?;
        let texts: Vec<(&'static str, &str)> = match command {
            InquiryCommand::Draft(answer) => {
                vec![("title", &answer.title), ("question", &answer.question), ("answer", &answer.answer)]
            }
            InquiryCommand::Dismiss(_, told) => vec![("told", told)],
            InquiryCommand::Return(_) | InquiryCommand::Approve(_) | InquiryCommand::Hide(_) => Vec::new(),
        };
        self.fit_texts(&format!("inquiry/{agency}"), &texts).await?;
        let context = self.publication_context(actor);
        self.update::<Inquiry, _, _>(actor, &id.stream(agency), |inquiry| command.decide(inquiry, &context))
            .await?;
        Ok(())
    }

    /// Messages of an agency: those to be handled, the earliest last day first, or all, newest first.
    pub async fn inquiries(
        &self,
        actor: &Actor,
        agency: &str,
        open: bool,
        after: Option<InquiryId>,
        limit: u32,
    ) -> Result<Vec<InquiryRow>, AppError> {
        self.permit_in_tree(actor, LOOKERS, agency).await?;
        if !open {
            return Ok(self.store.inquiries(agency, after, limit).await?);
        }
        let agencies = [agency.to_owned()];
        let mut rows = self.store.inquiries_at(&agencies, InquiryStage::Open, limit).await?;
        rows.extend(self.store.inquiries_at(&agencies, InquiryStage::Drafted, limit).await?);
        rows.sort_by_key(|row| (row.due.unwrap_or(Date::MAX), row.id));
        Ok(rows)
    }

    /// One message with everything its page shows, but for its sender's own words.
    pub async fn inquiry_detail(
        &self,
        actor: &Actor,
        agency: &str,
        id: InquiryId,
    ) -> Result<InquiryDetail, AppError> {
        self.permit_in_tree(actor, LOOKERS, agency).await?;
        let loaded = self.load_existing::<Inquiry>(&id.stream(agency)).await?;
        let row = self.store.inquiry(agency, id).await?.ok_or(AppError::NotFound)?;
        let mut timeline = Vec::new();
        for recorded in &loaded.events {
            let event = gongkai_journal::decode::<InquiryEvent>(recorded)?;
            let by = crate::login_in_journal(&recorded.actor).to_owned();
            let (what, detail) = happened(&event);
            timeline.push((civil_date(recorded.recorded_at), what, detail, by));
        }
        Ok(InquiryDetail { row, inquiry: loaded.state, timeline })
    }

    /// What the sender wrote, for those who handle it; the look is journaled first. `None` once it was erased.
    pub async fn inquiry_words(
        &self,
        actor: &Actor,
        agency: &str,
        id: InquiryId,
    ) -> Result<Option<PlainInquiry>, AppError> {
        self.permit_in_tree(actor, LISTENERS, agency).await?;
        let inquiry = self.load_existing::<Inquiry>(&id.stream(agency)).await?.state;
        self.journal_view_of(actor, agency, &id.to_string(), Viewed::Inquiry, None).await?;
        self.plain_inquiry(agency, id, &inquiry).await
    }

    async fn plain_inquiry(
        &self,
        agency: &str,
        id: InquiryId,
        inquiry: &Inquiry,
    ) -> Result<Option<PlainInquiry>, AppError> {
        let Some(received) = inquiry.received.as_deref() else { return Ok(None) };
        let open = async |what: &str, sealed: &str| {
            self.vault.open(&received.person, &place(agency, id, what), sealed).await
        };
        match open("text", &received.text).await {
            Err(VaultError::NoKey) => Ok(None),
            text => Ok(Some(PlainInquiry {
                text: text?,
                title: open("title", &received.title).await?,
                name: open("name", &received.name).await?,
                contact: open("contact", &received.contact).await?,
            })),
        }
    }

    /// Erases the sender of a message: the key is destroyed with the event.
    pub async fn erase_inquiry(
        &self,
        actor: &Actor,
        agency: &str,
        id: InquiryId,
        reason: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        self.load_existing::<Inquiry>(&id.stream(agency)).await?;
        let years = self.agency_state(agency).await?.settings.letters.retention_years;
        let context = self.publication_context(actor);
        self.update::<Inquiry, _, _>(actor, &id.stream(agency), |inquiry| {
            erase_inquiry(inquiry, reason, years, &context)
        })
        .await?;
        Ok(())
    }

    /// A message as far as whoever erases may see it.
    pub async fn erasable_inquiry(
        &self,
        actor: &Actor,
        agency: &str,
        id: InquiryId,
    ) -> Result<InquiryRow, AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        self.store.inquiry(agency, id).await?.ok_or(AppError::NotFound)
    }

    /// Messages whose period is over and whose sender is not erased, oldest first.
    pub async fn inquiries_kept_too_long(
        &self,
        actor: &Actor,
        agency: &str,
        limit: u32,
    ) -> Result<Vec<InquiryRow>, AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        let years = self.agency_state(agency).await?.settings.letters.retention_years;
        let cut = retention::closed_before(self.today(), years);
        Ok(self.store.inquiries_kept_since(agency, cut, limit).await?)
    }

    /// What waits on the actor's desk: to be answered, or to be approved.
    pub(crate) async fn inquiries_on_desk(
        &self,
        actor: &Actor,
        (writers, approvers): (&[String], &[String]),
        limit: u32,
    ) -> Result<Vec<InquiryRow>, AppError> {
        let mut rows = Vec::new();
        if !writers.is_empty() {
            rows.extend(self.store.inquiries_at(writers, InquiryStage::Open, limit).await?);
        }
        if !approvers.is_empty() {
            let mut drafted = self.store.inquiries_at(approvers, InquiryStage::Drafted, limit).await?;
            drafted.retain(|row| row.drafted_by.as_deref() != actor.login());
            rows.extend(drafted);
        }
        Ok(rows)
    }
}

/// Where sealed text of a message stands, which it is bound to.
fn place(agency: &str, id: InquiryId, what: &str) -> String {
    format!("inquiry/{}/{what}", id.stream(agency))
}

fn complete(plain: &PlainInquiry) -> Result<(), AppError> {
    let mut flaws = Vec::new();
    let mut flaw = |field: &'static str, message: String| flaws.push(FieldError { field, message });
    for (field, text, missing) in
        [("title", &plain.title, "请填写标题。"), ("text", &plain.text, "请写明留言内容。")]
    {
        if text.trim().is_empty() {
            flaw(field, missing.to_owned());
        }
    }
    let fields = [
        ("title", &plain.title, SHORT),
        ("text", &plain.text, LONGEST_INQUIRY),
        ("name", &plain.name, SHORT),
        ("contact", &plain.contact, SHORT),
    ];
    for (field, text, most) in fields {
        let count = text.trim().chars().count();
        if count > most {
            flaw(field, format!("最多 {most} 个字，现在有 {count} 个字，请删减。"));
        }
    }
    if flaws.is_empty() { Ok(()) } else { Err(AppError::Fields(flaws)) }
}

/// One line of what happened, without personal data.
fn happened(event: &InquiryEvent) -> (&'static str, String) {
    match event {
        InquiryEvent::Received(received) => {
            let consent = if received.consents { "同意公开" } else { "不同意公开" };
            ("收到留言", format!("{}，{consent}", received.kind.label()))
        }
        InquiryEvent::Drafted(answer) => {
            ("起草答复", if answer.publish { "答复后公开" } else { "只答复本人" }.to_owned())
        }
        InquiryEvent::Returned { reason, .. } => ("退回修改", reason.clone()),
        InquiryEvent::Answered { .. } => ("审核通过，答复", String::new()),
        InquiryEvent::Dismissed(it) => ("不予办理", format!("{}：{}", it.ground.label(), it.told)),
        InquiryEvent::Hidden { reason, .. } => ("取消公开", reason.clone()),
        InquiryEvent::Rated { satisfaction, .. } => ("留言人评价", satisfaction.label().to_owned()),
        InquiryEvent::Erased { reason, .. } => ("删除个人信息", reason.clone()),
    }
}
