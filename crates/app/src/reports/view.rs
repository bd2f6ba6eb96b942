//! The workshop as one page sees it: figures, checks with their reasons, texts, where it stands.

use gongkai_agency::{Agency, Settings, Standing};
use gongkai_report::AnnualReport;
use gongkai_report::check::{CheckContext, Outcome, check};
use gongkai_report::draft::{
    Bound, Figures, Section, Stale, default_template, draft, figures, render, stale,
};
use gongkai_report::tally::Computed;
use gongkai_report::workshop::Workshop;
use gongkai_statute::AgencyKind;
use gongkai_statute::provincial::{bases_of, shipped_bases};
use gongkai_statute::reporting::{LocalDeadline, ReportDue, report_due};
use jiff::civil::Date;

use super::report_id;
use crate::{App, AppError};

/// One section text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionText {
    /// Which section.
    pub section: Section,
    /// The text with its placeholders: what the officer wrote, or the draft when nothing was written yet.
    pub bound: Bound,
    /// The text with the figures of now.
    pub rendered: String,
    /// Figures that changed since the text was written.
    pub stale: Vec<Stale>,
    /// False while the draft stands, unseen by a person.
    pub is_written: bool,
}

/// Everything the workshop shows.
#[derive(Debug, Clone)]
pub struct ReportView {
    /// The agency's standard name.
    pub agency_name: String,
    /// Where it stands and what was entered.
    pub workshop: Workshop,
    /// What the records give.
    pub computed: Computed,
    /// The computed figures with corrections laid over and the texts filled in: what would be published.
    pub report: AnnualReport,
    /// Last year's published report, when the platform holds it.
    pub last_year: Option<AnnualReport>,
    /// What the checks say.
    pub outcome: Outcome,
    /// Names and figures a text may use.
    pub figures: Figures,
    /// The section texts, in order.
    pub texts: Vec<SectionText>,
    /// The last day to publish (Art. 49, or an earlier local day).
    pub due: Date,
    /// The journal position up to which the figures count.
    pub position: u64,
}

impl App {
    /// Computes the report of `agency` for `year` as it stands now.
    pub async fn report_view(&self, agency: &str, year: i16) -> Result<ReportView, AppError> {
        // Read first: what is recorded from here on may be counted or not. A signature asks that there is nothing.
        let position = self.store.head().await?.position;
        let holder = self.load_existing::<Agency>(agency).await?.state;
        let founded = match &holder.standing {
            Standing::Active(founded) | Standing::Ended { was: founded, .. } => founded,
            Standing::Unfounded => return Err(AppError::NotFound),
        };
        let agency_name = holder.name_on(jiff::civil::date(year, 12, 31)).to_owned();
        let workshop = self.load::<Workshop>(&report_id(agency, year)).await?.state;
        let computed = self.tally_report(agency, &agency_name, year).await?;
        let mut report = workshop.corrected(&computed.report);
        let mut figures = figures(&report, &computed.counters);
        figures.set("legal_basis", legal_basis(&founded.region, year));
        let texts = texts(&workshop, &figures)?;
        for text in &texts {
            let rendered = Some(text.rendered.clone());
            match text.section {
                Section::Overview => report.sections.overview = rendered,
                Section::Problems => report.sections.problems = rendered,
                Section::Other => report.sections.other = rendered,
            }
        }
        let last_year = self.published_report(agency, year - 1).await?.map(|edition| edition.report);
        let context = CheckContext {
            may_make_regulations: Some(holder.settings.makes_regulations),
            fee_notices: Some(computed.counters.fee_notices),
            carry_over_explained: workshop.carry_over.as_ref().map(|explained| explained.reason.clone()),
        };
        let outcome = check(&report, last_year.as_ref(), &context);
        let due = due(&holder.settings, founded.kind, year).day;
        Ok(ReportView {
            agency_name,
            workshop,
            computed,
            report,
            last_year,
            outcome,
            figures,
            texts,
            due,
            position,
        })
    }
}

fn texts(workshop: &Workshop, figures: &Figures) -> Result<Vec<SectionText>, AppError> {
    Section::ALL
        .into_iter()
        .map(|section| {
            let written = workshop.text(section);
            let is_written = written.is_some();
            let broken = |error| AppError::Inconsistent(format!("section {}: {error}", section.key()));
            let bound = match written {
                Some(bound) => bound,
                None => draft(default_template(section), figures).map_err(broken)?,
            };
            let rendered = render(&bound, figures).map_err(broken)?;
            let stale = stale(&bound, figures);
            Ok(SectionText { section, bound, rendered, stale, is_written })
        })
        .collect()
}

/// The documents the opening paragraph names, from the top down.
fn legal_basis(region: &str, year: i16) -> String {
    let shipped = shipped_bases();
    let named = bases_of(&shipped, year, region);
    let titles: Vec<String> = named.iter().map(|basis| format!("《{}》", basis.title)).collect();
    titles.join("、")
}

/// The last day to publish, by Art. 49 or an earlier local day.
pub(crate) fn due(settings: &Settings, kind: AgencyKind, year: i16) -> ReportDue {
    let local = settings.report_due.map(|(month, day)| LocalDeadline { month, day });
    report_due(kind, year, local)
}
