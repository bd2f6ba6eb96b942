//! Reviews and suits (行政复议、行政诉讼).

use gongkai_agency::Role;
use gongkai_journal::Version;
use gongkai_request::event::Reopened;
use gongkai_request::remedy::{
    Concluded, Filed, Remedy, RemedyCommand, RemedyEvent, RemedyKind, decide_remedy,
};
use gongkai_request::{Case, CaseNumber, Command};
use gongkai_statute::remedy::{Block, Readings, advice};
use gongkai_store::AppendError;
use gongkai_store::request::{RemedyFilter, RemedyRow};
use jiff::civil::Date;
use tokio::sync::Mutex;

use crate::{Actor, Aggregate, App, AppError, stream_write};

impl Aggregate for Remedy {
    const AREA: &'static str = "remedy";
    type Event = RemedyEvent;

    fn apply(&mut self, event: &RemedyEvent) {
        Remedy::apply(self, event);
    }
}

/// Who records remedies.
const KEEPERS: &[Role] = &[Role::Officer, Role::UnitHead];
/// Who may see them.
const READERS: &[Role] =
    &[Role::Officer, Role::UnitHead, Role::Leader, Role::Reviewer, Role::Supervisor, Role::Operator];

/// Numbers are given out one after the other within a process.
static NUMBERING: Mutex<()> = Mutex::const_new(());
/// How often a number is taken anew.
const ATTEMPTS: u32 = 16;

/// A remedy just recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledRemedy {
    /// Its number.
    pub id: CaseNumber,
    /// What the officer should look at.
    pub warnings: Vec<String>,
}

impl App {
    /// Records that a remedy was filed (收到复议申请书、起诉状副本).
    pub async fn file_remedy(
        &self,
        actor: &Actor,
        agency: &str,
        filed: Filed,
    ) -> Result<FiledRemedy, AppError> {
        self.permit_in_tree(actor, KEEPERS, agency).await?;
        let warnings = self.check_remedy(agency, &filed).await?;
        let context = self.context(actor);
        let calendar = self.calendar_of(agency).await?;
        let context = gongkai_request::Context { today: context.today, by: &context.by, calendar: &calendar };
        let command = RemedyCommand::File(filed.clone());
        let events = decide_remedy(&Remedy::default(), &command, &context)?;
        let year = filed.on.year();
        let _turn = NUMBERING.lock().await;
        for _ in 0..ATTEMPTS {
            let last = self.store.last_remedy_number(agency, year).await?;
            let last = last.as_deref().and_then(CaseNumber::parse).map_or(0, |id| id.sequence);
            let id = CaseNumber { year, sequence: last + 1 };
            let write = stream_write::<Remedy>(&id.stream(agency), Version(0), &events)?;
            match self.append(actor, vec![write], Vec::new()).await {
                Ok(_) => return Ok(FiledRemedy { id, warnings }),
                Err(AppError::Append(AppendError::Conflict { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Err(AppError::Busy(format!("remedy/{agency}/{year}")))
    }

    /// Records that a remedy was accepted (受理、立案).
    pub async fn accept_remedy(
        &self,
        actor: &Actor,
        agency: &str,
        id: CaseNumber,
        on: Date,
    ) -> Result<(), AppError> {
        self.act_on_remedy(actor, agency, id, RemedyCommand::Accept(on)).await
    }

    /// Records the decision on review, judgment or ruling.
    pub async fn conclude_remedy(
        &self,
        actor: &Actor,
        agency: &str,
        id: CaseNumber,
        concluded: Concluded,
    ) -> Result<(), AppError> {
        self.act_on_remedy(actor, agency, id, RemedyCommand::Conclude(concluded)).await
    }

    /// Records an appeal (上诉): the same suit, counted once.
    pub async fn appeal_remedy(
        &self,
        actor: &Actor,
        agency: &str,
        id: CaseNumber,
        on: Date,
    ) -> Result<(), AppError> {
        self.act_on_remedy(actor, agency, id, RemedyCommand::Appeal(on)).await
    }

    /// Records that a judgment became effective (裁判生效).
    pub async fn make_remedy_effective(
        &self,
        actor: &Actor,
        agency: &str,
        id: CaseNumber,
        on: Date,
    ) -> Result<(), AppError> {
        self.act_on_remedy(actor, agency, id, RemedyCommand::MakeEffective(on)).await
    }

    /// Opens the request of a lost remedy for a new reply (重新答复), from the day the decision was received.
    pub async fn reopen_request(
        &self,
        actor: &Actor,
        agency: &str,
        id: CaseNumber,
    ) -> Result<CaseNumber, AppError> {
        let remedy = self.load_existing::<Remedy>(&id.stream(agency)).await?.state;
        let request = remedy.filed.as_ref().and_then(|filed| filed.request);
        let (Some(number), Some(concluded)) = (request, remedy.concluded) else {
            return Err(AppError::refused(
                "remedy_not_concluded",
                "案件尚无结果，或者不涉及申请，请核对案件编号。",
            ));
        };
        if !concluded.result.owes_new_reply() {
            return Err(AppError::refused(
                "nothing_owed",
                format!("审理结果为“{}”，不需要重新答复。", concluded.result.label()),
            ));
        }
        let reopened = Reopened { remedy: id.to_string(), on: concluded.on, reply_by: concluded.reply_by };
        self.act_on_request(actor, agency, number, &Command::Reopen(reopened)).await?;
        Ok(number)
    }

    /// Remedies, newest first.
    pub async fn list_remedies(
        &self,
        actor: &Actor,
        filter: &RemedyFilter,
        after: Option<CaseNumber>,
        limit: u32,
    ) -> Result<Vec<RemedyRow>, AppError> {
        self.permit_in_tree(actor, READERS, &filter.agency).await?;
        Ok(self.store.remedies(filter, after, limit).await?)
    }

    async fn act_on_remedy(
        &self,
        actor: &Actor,
        agency: &str,
        id: CaseNumber,
        command: RemedyCommand,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, KEEPERS, agency).await?;
        let stream = id.stream(agency);
        self.load_existing::<Remedy>(&stream).await?;
        let context = self.context(actor);
        let calendar = self.calendar_of(agency).await?;
        let context = gongkai_request::Context { today: context.today, by: &context.by, calendar: &calendar };
        self.update::<Remedy, _, _>(actor, &stream, |remedy| decide_remedy(remedy, &command, &context))
            .await?;
        Ok(())
    }

    /// The request and the review named must be on record; a suit where the review comes first is marked.
    async fn check_remedy(&self, agency: &str, filed: &Filed) -> Result<Vec<String>, AppError> {
        if let Some(earlier) = filed.earlier {
            let row = self.store.remedy(agency, earlier).await?;
            if row.is_none_or(|row| row.kind != RemedyKind::Review) {
                return Err(AppError::field("earlier", "没有这个编号的行政复议案件，请核对。"));
            }
        }
        let Some(number) = filed.request else { return Ok(Vec::new()) };
        let case = self.load::<Case>(&number.stream(agency)).await?;
        if case.version == Version(0) {
            return Err(AppError::field("request", "没有这个编号的申请，请核对。"));
        }
        let Some(result) = case.state.later_replies.last().copied().or(case.state.result) else {
            return Ok(Vec::new());
        };
        if filed.on < result.on {
            return Err(AppError::field("on", "提出复议、诉讼的日期早于答复的日期，请核对。"));
        }
        let Some(row) = self.store.agency(agency).await? else { return Ok(Vec::new()) };
        let advice = advice(result.decision, result.on, row.kind, &Readings::default()).unwrap_or_default();
        let review_first = advice.iter().any(|advice| advice.block == Block::B);
        Ok(if filed.kind == RemedyKind::SuitDirect && review_first {
            vec![
                "2024年1月1日起，对不予公开的答复应当先申请行政复议（行政复议法第23条）；请核对是否属于直接起诉，并在答辩中提出。"
                    .to_owned(),
            ]
        } else {
            Vec::new()
        })
    }
}
