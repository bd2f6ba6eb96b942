//! Reading numbers of documents.

use gongkai_request::motion::Matter;
use gongkai_request::numbering::Series;
use jiff::civil::Date;

use super::count::unknown;
use crate::{Row, Store, StoreError};

/// A number of a document as the register shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentNumberRow {
    /// Place in its series and year.
    pub place: u32,
    /// As printed.
    pub text: String,
    /// The request or motion.
    pub request: Matter,
    /// Day it was taken.
    pub taken_on: Date,
    /// Which document bears it, once it was issued.
    pub letter: Option<String>,
    /// Day the document was sent.
    pub sent_on: Option<Date>,
    /// Day it became void, and why.
    pub voided: Option<(Date, String)>,
}

impl Store {
    /// The last number given in a series and year; 0 when none was.
    pub async fn last_document_number(
        &self,
        agency: &str,
        series: Series,
        year: i16,
    ) -> Result<u32, StoreError> {
        let sql = "select coalesce(max(place), 0) as place from document_number
                   where agency = $1 and series = $2 and year = $3";
        let values = vec![agency.into(), series.key().into(), i64::from(year).into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.first().map_or(Ok(0), place)
    }

    /// The register of a series and year, in order.
    pub async fn document_numbers(
        &self,
        agency: &str,
        series: Series,
        year: i16,
    ) -> Result<Vec<DocumentNumberRow>, StoreError> {
        let sql = "select place, text, request, taken_on, letter, sent_on, voided_on, void_reason
                   from document_number where agency = $1 and series = $2 and year = $3 order by place";
        let values = vec![agency.into(), series.key().into(), i64::from(year).into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(DocumentNumberRow {
                    place: place(row)?,
                    text: row.text("text")?,
                    request: matter(row)?,
                    taken_on: row.date("taken_on")?,
                    letter: row.opt_text("letter")?,
                    sent_on: row.opt_date("sent_on")?,
                    voided: row.opt_date("voided_on")?.zip(row.opt_text("void_reason")?),
                })
            })
            .collect()
    }

    /// Years in which the agency gave numbers, the latest first.
    pub async fn document_years(&self, agency: &str) -> Result<Vec<i16>, StoreError> {
        let sql = "select distinct year from document_number where agency = $1 order by year desc";
        let rows = self.numbered_rows(sql, vec![agency.into()]).await?;
        rows.iter().map(|row| Ok(i16::try_from(row.int("year")?).unwrap_or_default())).collect()
    }
}

fn matter(row: &Row) -> Result<Matter, StoreError> {
    let text = row.text("request")?;
    Matter::parse(&text).ok_or_else(|| unknown("request", &text))
}

fn place(row: &Row) -> Result<u32, StoreError> {
    Ok(u32::try_from(row.int("place")?).unwrap_or_default())
}
