//! What a person does in the workshop. The checks are run anew under every act, so none is passed over.

use gongkai_agency::Role;
use gongkai_report::CellId;
use gongkai_report::check::Finding;
use gongkai_report::draft::{Bound, Section, bind};
use gongkai_report::workshop::{Act, Command, Workshop, decide};
use gongkai_store::BlobId;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::edition::Edition;
use super::{ReportView, report_id};
use crate::{Actor, App, AppError, Context};

impl App {
    /// Begins the report of a year that is over.
    pub async fn open_report(&self, actor: &Actor, agency: &str, year: i16) -> Result<(), AppError> {
        let command = Command::Open { agency: agency.to_owned(), year };
        self.act_on_report(actor, agency, year, Role::Officer, |_| Ok(command.clone())).await
    }

    /// Writes a section text; every placeholder in it must name a figure.
    pub async fn edit_report_text(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        section: Section,
        text: &str,
    ) -> Result<(), AppError> {
        self.act_on_report(actor, agency, year, Role::Officer, |view| {
            let bound = bind(text, &view.figures).map_err(|error| {
                AppError::field("text", format!("文字中的数据标记无法识别（{error}），请从数据清单中选用。"))
            })?;
            Ok(Command::EditText { section, text: bound.text, figures: bound.figures })
        })
        .await
    }

    /// Takes over the drafts of all sections that nobody wrote yet.
    pub async fn accept_report_drafts(&self, actor: &Actor, agency: &str, year: i16) -> Result<(), AppError> {
        self.permit(actor, Role::Officer, agency)?;
        let view = self.report_view(agency, year).await?;
        let unwritten = view.texts.iter().filter(|text| !text.is_written);
        let commands = unwritten.map(|text| {
            let Bound { text: words, figures } = text.bound.clone();
            Command::EditText { section: text.section, text: words, figures }
        });
        for command in commands {
            self.act_on_view(actor, agency, year, &view, command).await?;
        }
        Ok(())
    }

    /// Corrects a figure by hand, with a reason.
    pub async fn correct_report_figure(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        cell: CellId,
        value: Decimal,
        reason: &str,
    ) -> Result<(), AppError> {
        self.act_on_report(actor, agency, year, Role::Officer, |view| {
            let computed = view.computed.report.value(cell);
            Ok(Command::CorrectFigure { cell, computed, value, reason: reason.to_owned() })
        })
        .await
    }

    /// Takes a hand correction back.
    pub async fn withdraw_report_correction(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        cell: CellId,
        reason: &str,
    ) -> Result<(), AppError> {
        let command = Command::WithdrawCorrection { cell, reason: reason.to_owned() };
        self.act_on_report(actor, agency, year, Role::Officer, |_| Ok(command.clone())).await
    }

    /// Answers for a warning, with a reason.
    pub async fn acknowledge_report_finding(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        fingerprint: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        let command = Command::Acknowledge { fingerprint: fingerprint.to_owned(), reason: reason.to_owned() };
        self.act_on_report(actor, agency, year, Role::Officer, |_| Ok(command.clone())).await
    }

    /// Explains why 上年结转 differs from last year's report.
    pub async fn explain_report_carry_over(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        reason: &str,
    ) -> Result<(), AppError> {
        let command = Command::ExplainCarryOver { reason: reason.to_owned() };
        self.act_on_report(actor, agency, year, Role::Officer, |_| Ok(command.clone())).await
    }

    /// Hands the report to the head.
    pub async fn submit_report(&self, actor: &Actor, agency: &str, year: i16) -> Result<(), AppError> {
        self.act_on_report(actor, agency, year, Role::Officer, |_| Ok(Command::Submit)).await
    }

    /// Sends the report back with a reason.
    pub async fn return_report(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        reason: &str,
    ) -> Result<(), AppError> {
        let role = if actor.has(Role::Leader, agency) { Role::Leader } else { Role::Officer };
        let command = Command::Return { reason: reason.to_owned() };
        self.act_on_report(actor, agency, year, role, |_| Ok(command.clone())).await
    }

    /// Signs the report: its content and the journal position of its figures are fixed.
    ///
    /// # Errors
    ///
    /// Refused when the records, or the report itself, changed while the figures were counted: what is signed must
    /// count every record up to its position and none after it.
    pub async fn sign_report(&self, actor: &Actor, agency: &str, year: i16) -> Result<(), AppError> {
        self.permit(actor, Role::Leader, agency)?;
        let view = self.settled_view(agency, year).await?;
        let bytes = Edition::of(&view)?.to_bytes()?;
        // The blob comes first: an event never names content that is not there.
        let content_hash = self.blobs.put(bytes).await?.to_string();
        let command = Command::SignOff { position: view.position, content_hash };
        let context = self.context(actor);
        let act = act(actor, agency, &context, &view);
        self.update(actor, &report_id(agency, year), |workshop: &Workshop| {
            if *workshop != view.workshop {
                return Err(unsettled());
            }
            decide(workshop, command.clone(), &act).map_err(AppError::from)
        })
        .await?;
        Ok(())
    }

    /// The view, counted while nothing that it counts was recorded.
    async fn settled_view(&self, agency: &str, year: i16) -> Result<ReportView, AppError> {
        for _ in 0..SETTLING {
            let view = self.report_view(agency, year).await?;
            let since = self.store.events_after(view.position, NEWER).await?;
            let newer = since.iter().any(|event| counts_for(event.stream.as_str(), agency));
            if !newer && since.len() < NEWER as usize {
                return Ok(view);
            }
        }
        Err(unsettled())
    }

    /// Publishes what was signed, unless what it counts has changed since.
    pub async fn publish_report(&self, actor: &Actor, agency: &str, year: i16) -> Result<(), AppError> {
        self.permit(actor, Role::Officer, agency)?;
        let view = self.report_view(agency, year).await?;
        let content_hash = BlobId::of(&Edition::of(&view)?.to_bytes()?).to_string();
        self.act_on_view(actor, agency, year, &view, Command::Publish { content_hash }).await
    }

    /// Records that the report was handed to the 主管部门.
    pub async fn record_report_submission(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        authority: &str,
        on: Date,
        receipt: &str,
    ) -> Result<(), AppError> {
        let command =
            Command::SubmitToAuthority { authority: authority.to_owned(), on, receipt: receipt.to_owned() };
        self.act_on_report(actor, agency, year, Role::Officer, |_| Ok(command.clone())).await
    }

    /// Begins a corrected edition.
    pub async fn reopen_report(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        reason: &str,
    ) -> Result<(), AppError> {
        let command = Command::Reopen { reason: reason.to_owned() };
        self.act_on_report(actor, agency, year, Role::Officer, |_| Ok(command.clone())).await
    }

    async fn act_on_report<F>(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        role: Role,
        command: F,
    ) -> Result<(), AppError>
    where
        F: FnOnce(&ReportView) -> Result<Command, AppError>,
    {
        self.permit(actor, role, agency)?;
        let view = self.report_view(agency, year).await?;
        let command = command(&view)?;
        self.act_on_view(actor, agency, year, &view, command).await
    }

    async fn act_on_view(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        view: &ReportView,
        command: Command,
    ) -> Result<(), AppError> {
        let context = self.context(actor);
        let act = act(actor, agency, &context, view);
        self.update(actor, &report_id(agency, year), |workshop: &Workshop| {
            decide(workshop, command.clone(), &act)
        })
        .await?;
        Ok(())
    }
}

fn act<'a>(actor: &Actor, agency: &str, context: &'a Context, view: &'a ReportView) -> Act<'a> {
    Act {
        by: &context.by,
        on: context.today,
        is_leader: actor.has(Role::Leader, agency),
        outcome: &view.outcome,
    }
}

/// How often the figures are counted again before a signature when records come in meanwhile.
const SETTLING: u32 = 5;
/// Events looked through for such records.
const NEWER: u32 = 1000;

/// Whether the report of `agency` is counted or checked from this stream.
fn counts_for(stream: &str, agency: &str) -> bool {
    let Some((area, id)) = stream.split_once('/') else { return false };
    let own = id.strip_prefix(agency).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    own && matches!(area, "request" | "remedy" | "item" | "ledger" | "report" | "agency")
}

fn unsettled() -> AppError {
    AppError::refused(
        "records_are_settled",
        "统计过程中又登记了新的记录，或者年报有改动，没有签发；请核对最新数据后再签发。",
    )
}

impl ReportView {
    /// The findings that still keep the report from being handed in.
    pub fn open_findings(&self) -> Vec<&Finding> {
        self.workshop.open_findings(&self.outcome)
    }
}
