//! What a person does in the workshop. The checks are run anew under every act, so none is passed over.

use gongkai_agency::Role;
use gongkai_report::CellId;
use gongkai_report::check::Finding;
use gongkai_report::draft::{Section, bind};
use gongkai_report::workshop::{Act, Command, Workshop, decide};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::edition::Edition;
use super::{ReportView, report_id};
use crate::{Actor, App, AppError};

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
        let view = self.report_view(agency, year).await?;
        for text in view.texts.iter().filter(|text| !text.is_written) {
            self.edit_report_text(actor, agency, year, text.section, &text.bound.text).await?;
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
    pub async fn sign_report(&self, actor: &Actor, agency: &str, year: i16) -> Result<(), AppError> {
        self.permit(actor, Role::Leader, agency)?;
        let view = self.report_view(agency, year).await?;
        let bytes = Edition::of(&view).to_bytes()?;
        // The blob comes first: an event never names content that is not there.
        let content_hash = self.blobs.put(bytes).await?.to_string();
        let command = Command::SignOff { position: view.position, content_hash };
        self.act_on_view(actor, agency, year, &view, command).await
    }

    /// Publishes what was signed.
    pub async fn publish_report(&self, actor: &Actor, agency: &str, year: i16) -> Result<(), AppError> {
        let signed = self.load_existing::<Workshop>(&report_id(agency, year)).await?.state.signed;
        let content_hash = signed.map(|signed| signed.content_hash).unwrap_or_default();
        let command = Command::Publish { content_hash };
        self.act_on_report(actor, agency, year, Role::Officer, |_| Ok(command.clone())).await
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
        let act = Act {
            by: &context.by,
            on: context.today,
            is_leader: actor.has(Role::Leader, agency),
            outcome: &view.outcome,
        };
        self.update(actor, &report_id(agency, year), |workshop: &Workshop| {
            decide(workshop, command.clone(), &act)
        })
        .await?;
        Ok(())
    }
}

impl ReportView {
    /// The findings that still keep the report from being handed in.
    pub fn open_findings(&self) -> Vec<&Finding> {
        self.workshop.open_findings(&self.outcome)
    }
}
