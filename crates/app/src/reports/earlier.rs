//! Reports of years before the platform: read from the file as published, and kept beside it.

use gongkai_agency::{Agency, Role};
use gongkai_document::Kind;
use gongkai_report::AnnualReport;
use gongkai_report::check::{CheckContext, Finding, check};
use gongkai_report::json::from_json;
use gongkai_report::workshop::{RecordEarlier, Workshop, record_earlier};
use jiff::civil::Date;

use super::edition::Edition;
use super::report_id;
use crate::{Actor, App, AppError};

impl App {
    /// Takes over the report of `agency` for a `year` before the platform (往年年报补录): text, Markdown, HTML or JSON.
    ///
    /// What was lost in reading stays lost. The findings of the checks are returned and keep nothing back: the report
    /// stands as it was published.
    ///
    /// # Errors
    ///
    /// A field error when the file cannot be read or is another agency's or year's; a refusal when the year has a
    /// report here.
    pub async fn record_earlier_report(
        &self,
        actor: &Actor,
        agency: &str,
        year: i16,
        bytes: Vec<u8>,
        source: &str,
        published_on: Date,
    ) -> Result<Vec<Finding>, AppError> {
        self.permit(actor, Role::Officer, agency)?;
        let holder = self.load_existing::<Agency>(agency).await?.state;
        let mut report = read(&bytes).map_err(|problem| AppError::field("file", problem))?;
        belongs(&mut report, &holder, year)?;
        let last_year = self.published_report(agency, year - 1).await?.map(|edition| edition.report);
        let may_make_regulations = Some(holder.settings.makes_regulations);
        let context = CheckContext { may_make_regulations, ..CheckContext::default() };
        let findings = check(&report, last_year.as_ref(), &context).findings;
        // The blobs come first: an event never names content that is not there.
        let file = self.blobs.put(bytes).await?;
        let edition = self.blobs.put(Edition::taken_over(&report, &file)?.to_bytes()?).await?;
        let command = RecordEarlier {
            year,
            content_hash: edition.to_string(),
            file_hash: file.to_string(),
            source: source.to_owned(),
            published_on,
        };
        let now = self.context(actor);
        self.update(actor, &report_id(agency, year), |workshop: &Workshop| {
            record_earlier(workshop, command.clone(), &now.by, now.today)
        })
        .await?;
        Ok(findings)
    }
}

/// Reads a report from the bytes of a file; the problem in Chinese.
pub(crate) fn read(bytes: &[u8]) -> Result<AnnualReport, String> {
    let unreadable = |error: &dyn std::fmt::Display| format!("文件读不出来：{error}。");
    if gongkai_document::kind(bytes) == Kind::Json {
        let text = gongkai_document::decode(bytes).map_err(|error| unreadable(&error))?;
        return from_json(text.trim_start_matches('\u{feff}')).map_err(|error| unreadable(&error));
    }
    let source = gongkai_document::read(bytes).map_err(|error| unreadable(&error))?;
    gongkai_report::read::read(&source).map_err(|error| unreadable(&error))
}

/// A file that names an agency or a year must name this one; one that names none is taken at the officer's word.
fn belongs(report: &mut AnnualReport, holder: &Agency, year: i16) -> Result<(), AppError> {
    let standard = holder.name_on(jiff::civil::date(year, 12, 31));
    if let Some(named) = report.agency.as_deref().filter(|named| !same_agency(named, standard)) {
        let message = format!("文件是“{named}”的年报，不是“{standard}”的，请核对。");
        return Err(AppError::field("file", message));
    }
    if let Some(found) = report.year.filter(|found| *found != year) {
        return Err(AppError::field(
            "year",
            format!("文件是 {found} 年度的年报，不是 {year} 年度的，请核对。"),
        ));
    }
    report.agency.get_or_insert_with(|| standard.to_owned());
    report.year = Some(year);
    Ok(())
}

/// Reports shorten their agency's name (平湖市经信局 for 平湖市经济和信息化局), leave out the place before it or add one,
/// and name a government by its place alone (平湖市): one name's characters stand in order in the other's.
fn same_agency(named: &str, standard: &str) -> bool {
    let ends_alike = named.chars().last() == standard.chars().last();
    let shortened = ends_alike && (stands_in(named, standard) || stands_in(standard, named));
    shortened || standard.strip_suffix("人民政府") == Some(named)
}

fn stands_in(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|found| found == wanted))
}

#[cfg(test)]
mod tests {
    use super::same_agency;

    #[test]
    fn a_shortened_name_is_the_same_agency_and_a_neighbour_is_not() {
        let bureau = "样例市经济和信息化局";
        for named in ["样例市经信局", "经济和信息化局", "样例省样例市经济和信息化局", bureau]
        {
            assert!(same_agency(named, bureau), "{named}");
        }
        for other in ["样例市教育局", "样例市", "样例市人民政府"] {
            assert!(!same_agency(other, bureau), "{other}");
        }
        assert!(same_agency("样例市", "样例市人民政府"));
    }
}
