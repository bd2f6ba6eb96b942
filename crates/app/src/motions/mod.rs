//! Correction requests and proposals to publish (更正申请、主动公开建议): registering, examining, answering.

mod erase;
mod file;
mod letter;
mod maker;

use gongkai_agency::Role;
use gongkai_request::access::Viewed;
use gongkai_request::motion::{
    self, Act, Command, Event, EvidenceAdded, Kind, Motion, MotionId, Stage, Task,
};
use gongkai_request::{CaseNumber, Refusal};
use gongkai_store::publication::ItemState;
use gongkai_store::request::{MotionRow, MotionTodo};
use jiff::civil::Date;

use crate::files::PlainFile;
use crate::requests::{READERS, pure};
use crate::vault::VaultError;
use crate::{Actor, Aggregate, App, AppError};

pub use file::{NewMotion, PlainMotion};
pub use letter::AnswerPreview;
pub use maker::{MotionMoment, SubmittedMotion, TrackedMotion};

impl Aggregate for Motion {
    const AREA: &'static str = "motion";
    type Event = Event;

    fn apply(&mut self, event: &Event) {
        Motion::apply(self, event);
    }
}

/// Who may see that a motion is there and where it stands.
const LOOKERS: &[Role] = Role::ALL;

/// Who may do what with motions.
pub const fn roles_for(act: Act) -> &'static [Role] {
    match act {
        Act::Examine | Act::Draft => &[Role::Officer, Role::Author],
        Act::Return => &[Role::Officer, Role::UnitHead, Role::Leader],
        Act::Sign => &[Role::Leader],
        Act::File
        | Act::SetSubject
        | Act::AddEvidence
        | Act::IssueLetter
        | Act::Send
        | Act::RecordNews
        | Act::Fulfil
        | Act::Withdraw => &[Role::Officer],
    }
}

/// An act as the page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionAct {
    /// The act.
    pub act: Act,
    /// The reader's roles allow it.
    pub is_permitted: bool,
    /// Why it is not possible now.
    pub refusal: Option<Refusal>,
}

/// One motion as the office sees it, but for its maker's words.
#[derive(Debug, Clone)]
pub struct MotionDetail {
    /// As in lists.
    pub row: MotionRow,
    /// The whole state.
    pub motion: Motion,
    /// What happened: day, what, details, login.
    pub timeline: Vec<(Date, String, String, String)>,
    /// Every act, with why it is not possible now.
    pub acts: Vec<MotionAct>,
    /// Title of the item that was published.
    pub item_title: Option<String>,
}

impl App {
    /// Does an act on a motion whose form holds no personal data; the signature has a function of its own.
    pub async fn act_on_motion(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        command: &Command,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(command.act()), agency).await?;
        if let Command::Fulfil { item: Some(item), .. } = command {
            self.check_published(agency, id, item).await?;
        }
        self.load_existing::<Motion>(&id.stream(agency)).await?;
        self.decide_on_motion(actor, agency, id, command).await
    }

    pub(super) async fn decide_on_motion(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        command: &Command,
    ) -> Result<(), AppError> {
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let stream = id.stream(agency);
        self.update::<Motion, _, _>(actor, &stream, |motion| {
            motion::decide(motion, command, &pure(&context, &calendar))
        })
        .await?;
        Ok(())
    }

    /// A proposal is fulfilled by something everybody can read.
    async fn check_published(&self, agency: &str, id: MotionId, item: &str) -> Result<(), AppError> {
        if id.kind != Kind::Proposal {
            return Ok(());
        }
        match self.store.item_by_index(item.trim()).await? {
            Some(row) if row.agency == agency && row.state == ItemState::Public => Ok(()),
            _ => Err(AppError::field(
                "item",
                "没有已经公开的这条信息；请先在“主动公开”中发布，再填写它的索引号。",
            )),
        }
    }

    /// Motions of a kind, newest first.
    pub async fn list_motions(
        &self,
        actor: &Actor,
        agency: &str,
        kind: Kind,
        open: bool,
        after: Option<MotionId>,
        limit: u32,
    ) -> Result<Vec<MotionRow>, AppError> {
        self.permit_in_tree(actor, LOOKERS, agency).await?;
        Ok(self.store.motions(agency, kind, open, after, limit).await?)
    }

    /// One motion with everything its page shows, but for its maker's own words.
    pub async fn motion_detail(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
    ) -> Result<MotionDetail, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let loaded = self.load_existing::<Motion>(&id.stream(agency)).await?;
        let row = self.store.motion(agency, id).await?.ok_or(AppError::NotFound)?;
        let mut timeline = Vec::new();
        for recorded in &loaded.events {
            let event = gongkai_journal::decode::<Event>(recorded)?;
            let by = crate::login_in_journal(&recorded.actor).to_owned();
            timeline.extend(
                happened(&event, crate::civil_date(recorded.recorded_at))
                    .map(|(on, what, detail)| (on, what, detail, by)),
            );
        }
        let motion = loaded.state;
        let acts = motion::acts(&motion)
            .into_iter()
            .map(|(act, refusal)| MotionAct {
                act,
                is_permitted: roles_for(act).iter().any(|role| actor.has(*role, agency)),
                refusal,
            })
            .collect();
        let item_title = match &row.item {
            Some(item) => self.store.item_by_index(item).await?.map(|item| item.fields.title),
            None => None,
        };
        Ok(MotionDetail { row, motion, timeline, acts, item_title })
    }

    /// What its maker wrote, for those who handle it; the look is journaled before anything is shown.
    ///
    /// `None` when there is no maker, or the person was erased.
    pub async fn motion_words(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
    ) -> Result<Option<PlainMotion>, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let motion = self.load_existing::<Motion>(&id.stream(agency)).await?.state;
        self.journal_motion_view(actor, agency, id, None).await?;
        match self.plain_motion(agency, id, &motion).await {
            Err(AppError::Vault(VaultError::NoKey)) => Ok(None),
            words => words,
        }
    }

    async fn journal_motion_view(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        file: Option<String>,
    ) -> Result<(), AppError> {
        let what = match id.kind {
            Kind::Correction => Viewed::Correction,
            Kind::Proposal => Viewed::Proposal,
        };
        self.journal_view_of(actor, agency, &id.to_string(), what, file).await
    }

    /// A file handed in with it, for those who handle it.
    pub async fn motion_file(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        file: &str,
    ) -> Result<PlainFile, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let motion = self.load_existing::<Motion>(&id.stream(agency)).await?.state;
        let sealed = motion
            .evidence(file)
            .or_else(|| letter_file(&motion, file))
            .cloned()
            .ok_or(AppError::NotFound)?;
        self.journal_motion_view(actor, agency, id, Some(format!("文件 {file}"))).await?;
        self.open_motion_file(agency, id, &motion, &sealed).await
    }

    async fn open_motion_file(
        &self,
        agency: &str,
        id: MotionId,
        motion: &Motion,
        file: &gongkai_request::event::SealedFile,
    ) -> Result<PlainFile, AppError> {
        let person = maker_of(motion).ok_or(AppError::NotFound)?;
        match self.open_file(file, person, &place(agency, id, "file")).await {
            Err(AppError::Vault(VaultError::NoKey)) => Err(AppError::NotFound),
            read => read,
        }
    }

    /// Names of the files handed in, for those who handle it; an erased person's are gone.
    pub async fn motion_file_names(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
    ) -> Result<Vec<(EvidenceAdded, String)>, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let motion = self.load_existing::<Motion>(&id.stream(agency)).await?.state;
        let Some(person) = maker_of(&motion) else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for added in &motion.evidence {
            match self.name_of_file(&added.file, person, &place(agency, id, "file")).await {
                Ok(name) => names.push((added.clone(), name)),
                Err(AppError::Vault(VaultError::NoKey)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(names)
    }

    /// The proposal that came from a request, if there is one.
    pub async fn proposal_from(
        &self,
        agency: &str,
        request: CaseNumber,
    ) -> Result<Option<MotionId>, AppError> {
        Ok(self.store.motion_of_request(agency, request).await?)
    }

    /// What motions wait for on the actor's desk.
    pub(crate) async fn motions_on_desk(
        &self,
        actor: &Actor,
        (officers, leaders): (&[String], &[String]),
        limit: u32,
    ) -> Result<Vec<MotionTodo>, AppError> {
        let mut todos = Vec::new();
        if !officers.is_empty() {
            let tasks: Vec<Task> = Task::ALL.iter().copied().filter(|task| *task != Task::Sign).collect();
            todos.extend(self.store.motion_todos(officers, &tasks, limit).await?);
        }
        if !leaders.is_empty() {
            let mut rows = self.store.motion_todos(leaders, &[Task::Sign], limit).await?;
            rows.retain(|todo| todo.row.drafted_by.as_deref() != actor.login());
            todos.extend(rows);
        }
        Ok(todos)
    }
}

/// Whose key seals what belongs to a motion.
fn maker_of(motion: &Motion) -> Option<&str> {
    motion.filed.as_ref()?.by.as_ref().map(|by| by.person.as_str())
}

fn letter_file<'a>(motion: &'a Motion, file: &str) -> Option<&'a gongkai_request::event::SealedFile> {
    let editions = motion.letters.iter().flat_map(|letter| &letter.editions);
    editions.flat_map(|edition| &edition.files).find(|it| it.id == file)
}

/// Where sealed text of a motion stands, which it is bound to.
fn place(agency: &str, id: MotionId, what: &str) -> String {
    format!("motion/{}/{what}", id.stream(agency))
}

/// One line of what happened, without personal data.
fn happened(event: &Event, recorded_on: Date) -> Option<(Date, String, String)> {
    let line = |on: Date, what: &str, detail: String| Some((on, what.to_owned(), detail));
    match event {
        Event::Filed(act) => {
            let how = match &act.by {
                Some(by) => by.channel.label().to_owned(),
                None => "本机关提出".to_owned(),
            };
            line(act.received_on, "登记", how)
        }
        Event::SubjectSet(act) => line(recorded_on, "填写事项摘要", act.subject.clone()),
        Event::EvidenceAdded(act) => {
            line(act.on, if act.is_identity { "收到身份证明" } else { "收到证据材料" }, String::new())
        }
        Event::Examined(act) => {
            let mut detail = act.finding.clone();
            match act.competent {
                Some(true) => detail.push_str("（本机关有权更正）"),
                Some(false) => detail.push_str("（本机关无权更正）"),
                None => {}
            }
            if !act.grounds.is_empty() {
                let grounds: Vec<&str> = act.grounds.iter().map(|ground| ground.label()).collect();
                detail = format!("{detail}（{}）", grounds.join("、"));
            }
            line(act.on, "核实审查", detail)
        }
        Event::Drafted(act) => line(act.on, "起草答复", act.outcome.label().to_owned()),
        Event::Returned(act) => line(act.on, "退回修改", act.reason.clone()),
        Event::Signed(act) => line(act.on, "签发", act.document.clone().unwrap_or_default()),
        Event::LetterIssued(act) => {
            let edition = if act.edition > 1 { format!("第{}版", act.edition) } else { String::new() };
            line(act.on, "出具答复文书", edition)
        }
        Event::LetterSent(act) => line(act.on, "送达答复", act.way.label().to_owned()),
        Event::LetterDelivered(act) => line(act.on, "已经送达", String::new()),
        Event::ReceiptReturned(act) => line(act.on, "收回回执", String::new()),
        Event::LetterUndelivered(act) => line(act.on, "文书被退回", act.reason.clone()),
        Event::LetterOpened(act) => line(act.on, "在网上查看了答复", String::new()),
        Event::Fulfilled(act) => {
            let item = act.item.as_ref().map(|item| format!("索引号 {item}")).unwrap_or_default();
            line(act.on, "落实", [act.what.as_str(), &item].concat())
        }
        Event::Withdrawn(act) => line(act.on, "撤回", String::new()),
        Event::Erased(act) => line(act.on, "删除个人信息", act.reason.clone()),
        Event::Stood(_) => None,
    }
}

/// Is it over, or is its end near enough that nothing new is taken in?
pub(crate) fn is_open(motion: &Motion) -> bool {
    matches!(motion.stage(), Stage::Open)
}
