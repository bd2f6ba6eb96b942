//! What the maker of a motion does and sees: submitting online, tracking by query code, taking it back.

use gongkai_request::code::DeliveryWay;
use gongkai_request::command::LetterNews;
use gongkai_request::motion::{Command, Event, Kind, Motion, MotionId, Outcome, Stage};
use gongkai_statute::RequesterKind;
use gongkai_statute::regulation::art31::Channel;
use gongkai_store::agency::AgencyRow;
use jiff::civil::Date;

use super::{NewMotion, PlainMotion, is_open, letter_file};
use crate::files::{PlainFile, kind_of};
use crate::intake::OpenedMotion;
use crate::letters::PublicFile;
use crate::{Actor, App, AppError};

/// What the receipt of a motion says.
#[derive(Clone, PartialEq, Eq)]
pub struct SubmittedMotion {
    /// The agency.
    pub agency: String,
    /// Its number.
    pub id: MotionId,
    /// The query code; shown on the receipt and kept nowhere.
    pub code: String,
    /// Day of submission.
    pub on: Date,
}

impl std::fmt::Debug for SubmittedMotion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubmittedMotion")
            .field("id", &self.id)
            .field("code", &"[hidden]")
            .finish_non_exhaustive()
    }
}

/// One line of what happened, as far as it concerns the maker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionMoment {
    /// Day.
    pub on: Date,
    /// What.
    pub what: &'static str,
    /// What it means; may be empty.
    pub detail: String,
    /// Did the maker do it?
    pub is_own: bool,
}

/// A motion as its maker sees it.
#[derive(Debug, Clone)]
pub struct TrackedMotion {
    /// Whose it is to handle.
    pub agency: AgencyRow,
    /// Its number.
    pub id: MotionId,
    /// Day of receipt.
    pub received_on: Date,
    /// Where it stands.
    pub stage: Stage,
    /// The agency's own last day, while it is open, and from how many working days.
    pub due: Option<(Date, u16)>,
    /// The answer, once it was sent.
    pub answer: Option<(Outcome, Date, Option<String>)>,
    /// The letter that was sent: how, and its files.
    pub letter: Option<(DeliveryWay, Vec<PublicFile>)>,
    /// Index number of what was published.
    pub item: Option<String>,
    /// Taken back on this day.
    pub withdrawn_on: Option<Date>,
    /// It can be taken back.
    pub may_withdraw: bool,
    /// What happened, oldest first.
    pub moments: Vec<MotionMoment>,
}

impl App {
    /// Submits a motion online. Sent again, it answers with the same number and code.
    pub async fn submit_motion(
        &self,
        key: &str,
        agency: &str,
        kind: Kind,
        requester: RequesterKind,
        plain: PlainMotion,
    ) -> Result<SubmittedMotion, AppError> {
        let hash = self.code_hash(&self.code_of_submission(key)).unwrap_or_default();
        let new = NewMotion {
            kind,
            channel: Channel::Online,
            received_on: self.today(),
            requester,
            plain,
            subject: format!("网上{}（待写事项摘要）", kind.label()),
            clerk: None,
        };
        self.file_with_code(&Actor::Public, agency, new, Some(&hash)).await?;
        self.submitted_motion(key)
            .await?
            .ok_or_else(|| AppError::Inconsistent("code without motion".to_owned()))
    }

    /// What became of a submission; nothing when it never arrived.
    pub async fn submitted_motion(&self, key: &str) -> Result<Option<SubmittedMotion>, AppError> {
        let code = self.code_of_submission(key);
        let hash = self.code_hash(&code).unwrap_or_default();
        let issued = self.load::<gongkai_request::query_code::QueryCode>(&hash).await?.state.issued;
        let (Some(issued), Some(id)) = (issued, self.filed_by(Some(&hash)).await?) else { return Ok(None) };
        Ok(Some(SubmittedMotion { agency: issued.agency, id, code, on: issued.on }))
    }

    /// Puts a file of a submission on record, once.
    pub async fn attach_to_motion(
        &self,
        submitted: &SubmittedMotion,
        name: &str,
        bytes: Vec<u8>,
        is_identity: bool,
    ) -> Result<(), AppError> {
        self.keep_motion_file(&Actor::Public, &submitted.agency, submitted.id, (name, bytes), is_identity)
            .await
    }

    /// Gives out a query code for a motion that came another way; shown once.
    pub async fn issue_motion_code(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
    ) -> Result<String, AppError> {
        use gongkai_request::motion::Act;
        self.permit_in_tree(actor, super::roles_for(Act::File), agency).await?;
        let motion = self.load_existing::<Motion>(&id.stream(agency)).await?.state;
        if !motion.has_maker() {
            return Err(AppError::refused("no_maker", "这件建议由本机关提出，没有建议人，不需要查询码。"));
        }
        let code = self.code_of_submission(&crate::vault::to_hex(&crate::vault::random::<16>()?));
        self.give_code(actor, agency, id.into(), &code).await?;
        Ok(code)
    }

    /// The motion as its maker sees it.
    pub async fn tracked_motion(&self, opened: &OpenedMotion) -> Result<TrackedMotion, AppError> {
        let id = opened.id();
        let loaded = self.load_existing::<Motion>(&id.stream(opened.agency())).await?;
        let agency = self.store.agency(opened.agency()).await?.ok_or(AppError::NotFound)?;
        let mut moments = Vec::new();
        for recorded in &loaded.events {
            moments.extend(moment(&gongkai_journal::decode::<Event>(recorded)?));
        }
        let motion = loaded.state;
        let filed = motion.filed.as_deref().ok_or(AppError::NotFound)?;
        let letter = motion.answer_letter();
        let sent = letter.and_then(|letter| Some((letter.sent.as_ref()?, letter.sent_edition()?)));
        let stage = motion.stage();
        Ok(TrackedMotion {
            id,
            received_on: filed.received_on,
            stage,
            due: filed
                .due
                .filter(|_| matches!(stage, Stage::Open | Stage::Drafted | Stage::Signed))
                .map(|due| (due, filed.workdays)),
            answer: sent.and_then(|(sent, edition)| {
                Some((motion.answer()?.outcome, sent.on, edition.document.clone()))
            }),
            letter: sent.map(|(sent, edition)| {
                let files = edition.files.iter().map(|file| PublicFile {
                    id: file.id.clone(),
                    kind: kind_of(&file.media_type),
                    size_bytes: file.size_bytes,
                });
                (sent.way, files.collect())
            }),
            item: motion.fulfilled.as_ref().and_then(|act| act.item.clone()),
            withdrawn_on: motion.withdrawn.as_ref().map(|act| act.on),
            may_withdraw: is_open(&motion),
            moments,
            agency,
        })
    }

    /// A file of the letter that was sent; the first opening is recorded.
    pub async fn tracked_motion_letter(
        &self,
        opened: &OpenedMotion,
        file: &str,
    ) -> Result<PlainFile, AppError> {
        let (agency, id) = (opened.agency(), opened.id());
        let motion = self.load_existing::<Motion>(&id.stream(agency)).await?.state;
        let letter = motion.answer_letter().filter(|letter| letter.sent.is_some());
        let letter = letter.ok_or(AppError::NotFound)?;
        let sealed = letter_file(&motion, file).ok_or(AppError::NotFound)?;
        let plain = self.open_motion_file(agency, id, &motion, sealed).await?;
        if letter.opened_on.is_none() {
            let news = LetterNews::Opened { letter: letter.id.clone(), on: self.today() };
            self.decide_on_motion(&Actor::Public, agency, id, &Command::RecordNews(news)).await?;
        }
        Ok(plain)
    }

    /// Takes the motion back, as its maker.
    pub async fn withdraw_motion_as_maker(&self, opened: &OpenedMotion) -> Result<(), AppError> {
        let command = Command::Withdraw(self.today());
        self.decide_on_motion(&Actor::Public, opened.agency(), opened.id(), &command).await
    }
}

/// What of an event concerns the maker; desks and drafts do not.
fn moment(event: &Event) -> Option<MotionMoment> {
    let told =
        |on: Date, what: &'static str, detail: String| MotionMoment { on, what, detail, is_own: false };
    let own = |on: Date, what: &'static str| MotionMoment { on, what, detail: String::new(), is_own: true };
    Some(match event {
        Event::Filed(act) => {
            let how = act.by.as_ref().map_or("", |by| by.channel.label()).to_owned();
            MotionMoment { detail: how, ..own(act.received_on, "提交") }
        }
        Event::EvidenceAdded(act) => own(act.on, "提交材料"),
        Event::LetterSent(act) => told(act.on, "答复", act.way.label().to_owned()),
        Event::LetterUndelivered(act) => told(act.on, "答复文书被退回", act.reason.clone()),
        Event::Fulfilled(act) => match &act.item {
            Some(_) => told(act.on, "已经公开", String::new()),
            None => told(act.on, "已经更正", act.what.clone()),
        },
        Event::Withdrawn(act) => own(act.on, "撤回"),
        // Whatever else happens is the desk's: a new kind of event is not shown until somebody says so here.
        _ => return None,
    })
}
