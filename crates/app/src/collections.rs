//! Collecting the annual reports of a tree (年报收集): who is expected, what came and whether it adds up, what it sums to.

use gongkai_agency::Role;
use gongkai_report::check::{CheckContext, Severity, check};
use gongkai_report::rollup::{Part, Rollup, RollupError, rollup};
use gongkai_report::{AnnualReport, check::Finding};
use gongkai_store::BlobId;
use gongkai_supervision::collection::{
    Collection, CollectionEvent, CollectionOpened, HandedInReport, ReaderVerdict, ReportOrigin, UnitStatus,
    accept_report, close_collection, expect_unit, hand_in, open_collection, remind_unit, reopen_collection,
    send_report_back, waive_report,
};
use gongkai_supervision::{Context, Refusal};
use jiff::civil::Date;

use crate::reports::{ReportFile, ReportFormat, read_report, write};
use crate::{Actor, Aggregate, App, AppError};

/// Who collects.
const COLLECTORS: &[Role] = &[Role::Supervisor];
/// Who hands in for a unit.
const REPORTERS: &[Role] = &[Role::Officer, Role::UnitHead, Role::Leader];
/// Largest file of a report that is handed in.
pub const REPORT_BYTES: usize = 20 * 1024 * 1024;

impl Aggregate for Collection {
    const AREA: &'static str = "collection";
    type Event = CollectionEvent;

    fn apply(&mut self, event: &CollectionEvent) {
        Collection::apply(self, event);
    }
}

/// An act of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CollectionCommand {
    /// 催报
    Remind(String),
    /// 退回: to whom, what is to be put right, by when.
    SendBack(String, Vec<String>, Date),
    /// 接收: whose, and why although it does not add up.
    Accept(String, String),
    /// 免于报送
    Waive(String, String),
    /// 结束收集
    Close(String),
    /// 重新发起
    Reopen(String),
}

impl CollectionCommand {
    fn decide(&self, collection: &Collection, context: &Context) -> Result<Vec<CollectionEvent>, Refusal> {
        match self {
            CollectionCommand::Remind(unit) => remind_unit(collection, unit, context),
            CollectionCommand::SendBack(unit, findings, again_by) => {
                send_report_back(collection, unit, findings, *again_by, context)
            }
            CollectionCommand::Accept(unit, why) => accept_report(collection, unit, why, context),
            CollectionCommand::Waive(unit, why) => waive_report(collection, unit, why, context),
            CollectionCommand::Close(why) => close_collection(collection, why, context),
            CollectionCommand::Reopen(why) => reopen_collection(collection, why, context),
        }
    }
}

impl App {
    /// The collection of a year; empty when none was opened.
    pub async fn collection(&self, authority: &str, year: i16) -> Result<Collection, AppError> {
        Ok(self.load::<Collection>(&id_of(authority, year)).await?.state)
    }

    /// Opens the collection of a year: every acting agency below is expected, by the day of Art. 49.
    pub async fn open_collection(&self, actor: &Actor, authority: &str, year: i16) -> Result<(), AppError> {
        self.permit_in_tree(actor, COLLECTORS, authority).await?;
        let below = self.store.agencies_below(authority).await?;
        let all = self.store.agencies().await?;
        let units = all
            .iter()
            .filter(|row| row.code != authority && below.contains(&row.code) && row.ended_on.is_none())
            .map(|row| expect_unit(&row.code, &row.name, row.kind, year, None));
        let opened = CollectionOpened {
            authority: authority.to_owned(),
            year,
            units: units.collect(),
            on: self.today(),
            by: self.context(actor).by,
        };
        self.update::<Collection, _, _>(actor, &id_of(authority, year), |collection| {
            open_collection(collection, opened.clone())
        })
        .await?;
        Ok(())
    }

    /// Takes in the reports that units have published on the platform; how many.
    pub async fn take_published_reports(
        &self,
        actor: &Actor,
        authority: &str,
        year: i16,
    ) -> Result<u32, AppError> {
        self.permit_in_tree(actor, COLLECTORS, authority).await?;
        let mut taken = 0;
        for unit in self.collection(authority, year).await?.units {
            if !matches!(unit.status, UnitStatus::Missing | UnitStatus::SentBack) {
                continue;
            }
            let code = unit.expected.unit;
            let Some(edition) = self.published_report(&code, year).await? else { continue };
            let origin = ReportOrigin::Computed(edition.content_hash.clone());
            // What was sent back is taken again once it was published anew.
            if unit.report.is_some_and(|(report, _)| report.origin == origin) {
                continue;
            }
            self.take_report(actor, authority, year, &code, origin, &edition.report).await?;
            taken += 1;
        }
        Ok(taken)
    }

    /// Hands in the report of a unit as a file; what its check found.
    ///
    /// # Errors
    ///
    /// A field error when the file cannot be read; a refusal when it is of another year or none is owed.
    pub async fn hand_in_report(
        &self,
        actor: &Actor,
        authority: &str,
        year: i16,
        unit: &str,
        bytes: Vec<u8>,
    ) -> Result<Vec<Finding>, AppError> {
        if !self.may_in_tree(actor, COLLECTORS, authority).await? {
            self.permit_in_tree(actor, REPORTERS, unit).await?;
        }
        if bytes.len() > REPORT_BYTES {
            return Err(AppError::field("file", "文件超过 20 MB，请核对是不是年报文件。"));
        }
        let report = read_apart(bytes.clone()).await?.map_err(|problem| AppError::field("file", problem))?;
        // The blob comes first: an event never names content that is not there.
        let origin = ReportOrigin::Uploaded(self.blobs.put(bytes).await?.as_str().to_owned());
        self.take_report(actor, authority, year, unit, origin, &report).await
    }

    async fn take_report(
        &self,
        actor: &Actor,
        authority: &str,
        year: i16,
        unit: &str,
        origin: ReportOrigin,
        report: &AnnualReport,
    ) -> Result<Vec<Finding>, AppError> {
        let findings = check(report, None, &CheckContext::default()).findings;
        let handed = HandedInReport {
            origin,
            years: report.year.into_iter().collect(),
            verdict: verdict_of(&findings),
            lacking: Vec::new(),
        };
        let context = self.supervision_context(actor);
        self.update::<Collection, _, _>(actor, &id_of(authority, year), |collection| {
            hand_in(collection, unit, handed.clone(), &context)
        })
        .await?;
        Ok(findings)
    }

    /// Acts on a collection.
    pub async fn act_on_collection(
        &self,
        actor: &Actor,
        authority: &str,
        year: i16,
        command: &CollectionCommand,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, COLLECTORS, authority).await?;
        let context = self.supervision_context(actor);
        self.update::<Collection, _, _>(actor, &id_of(authority, year), |collection| {
            command.decide(collection, &context)
        })
        .await?;
        Ok(())
    }

    /// The report of a unit as it was handed in, and what its check finds.
    pub async fn collected_report(
        &self,
        authority: &str,
        year: i16,
        unit: &str,
    ) -> Result<Option<(AnnualReport, Vec<Finding>)>, AppError> {
        let collection = self.collection(authority, year).await?;
        let handed = collection.unit(unit)?.report.clone();
        let Some((handed, _)) = handed else { return Ok(None) };
        let report = self.report_from(unit, year, &handed.origin).await?;
        let findings = check(&report, None, &CheckContext::default()).findings;
        Ok(Some((report, findings)))
    }

    async fn report_from(
        &self,
        unit: &str,
        year: i16,
        origin: &ReportOrigin,
    ) -> Result<AnnualReport, AppError> {
        match origin {
            ReportOrigin::Computed(hash) => {
                let editions = self.published_report_editions(unit, year).await?;
                let known = editions.iter().find(|row| row.content_hash == *hash).map(|row| row.edition);
                let known = known.ok_or(AppError::NotFound)?;
                let edition = self.published_report_edition(unit, year, known).await?;
                Ok(edition.ok_or(AppError::NotFound)?.report)
            }
            ReportOrigin::Uploaded(hash) => {
                let blob = BlobId::parse(hash).ok_or(AppError::NotFound)?;
                let read = read_apart(self.blobs.get(&blob).await?).await?;
                read.map_err(|problem| AppError::Inconsistent(format!("report of {unit}: {problem}")))
            }
        }
    }

    /// What the accepted reports sum to (汇总), each checked first; nothing while none is accepted.
    ///
    /// # Errors
    ///
    /// A refusal when two of them are of one agency or of different years.
    pub async fn collection_sums(&self, authority: &str, year: i16) -> Result<Option<Rollup>, AppError> {
        let mut reports = Vec::new();
        for unit in self.collection(authority, year).await?.units {
            if let (UnitStatus::Accepted, Some((handed, _))) = (unit.status, &unit.report) {
                let report = self.report_from(&unit.expected.unit, year, &handed.origin).await?;
                reports.push((unit.expected.name, report));
            }
        }
        let parts: Vec<Part<'_>> = reports.iter().map(|(name, report)| Part { name, report }).collect();
        match rollup(&parts) {
            Ok(sums) => Ok(Some(sums)),
            Err(RollupError::Empty) => Ok(None),
            Err(error) => Err(AppError::refused("rollup", format!("不能汇总：{error}"))),
        }
    }

    /// The sums as a file.
    pub async fn collection_file(
        &self,
        actor: &Actor,
        authority: &str,
        year: i16,
        format: ReportFormat,
    ) -> Result<ReportFile, AppError> {
        self.permit_in_tree(actor, &[Role::Supervisor, Role::Operator], authority).await?;
        let sums = self.collection_sums(authority, year).await?.ok_or(AppError::NotFound)?;
        write(&sums.report, format)
    }

    fn supervision_context(&self, actor: &Actor) -> Context {
        let context = self.context(actor);
        Context { by: context.by, today: context.today }
    }
}

/// Reads a report on a thread of its own: a large file takes its time.
async fn read_apart(bytes: Vec<u8>) -> Result<Result<AnnualReport, String>, AppError> {
    let read = tokio::task::spawn_blocking(move || read_report(&bytes));
    read.await.map_err(|error| AppError::Inconsistent(format!("reading a report: {error}")))
}

fn id_of(authority: &str, year: i16) -> String {
    format!("{authority}/{year}")
}

fn verdict_of(findings: &[Finding]) -> ReaderVerdict {
    let count = |severity: Severity| {
        let found = findings.iter().filter(|finding| finding.severity == severity).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    ReaderVerdict {
        errors: count(Severity::Error),
        undecidable: count(Severity::Undecidable),
        warnings: count(Severity::Warning),
    }
}
