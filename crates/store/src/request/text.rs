//! The sealed words of requests, where they stand in the journal, and cases by the person whose key seals them.

use gongkai_request::CaseNumber;
use jiff::civil::Date;
use sea_query::Value;

use super::list::number_of;
use crate::{Row, Store, StoreError};

/// A case as a search over sealed texts sees it: one row for each sealed text, at least one a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCase {
    /// The case.
    pub number: CaseNumber,
    /// Its subject, which holds no personal data.
    pub subject: String,
    /// Keyed hash of the requester's identity.
    pub identity_hash: String,
    /// A sealed text; `None` once the person was erased.
    pub sealed: Option<SealedText>,
}

/// A sealed text with what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedText {
    /// `text`, `supplement` or `reasons`.
    pub what: String,
    /// Opaque id of the person.
    pub person: String,
    /// The person's key, sealed by the site key.
    pub key: Vec<u8>,
    /// Body of the event that holds it.
    pub body: String,
}

/// A closed case whose personal data may be due for erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCase {
    /// The case.
    pub number: CaseNumber,
    /// What it was about.
    pub subject: String,
    /// Day of its first result.
    pub result_on: Date,
}

impl Store {
    /// The cases of `agency` before `before` with their sealed texts, newest first, at most `limit` cases.
    pub async fn sealed_cases(
        &self,
        agency: &str,
        before: Option<CaseNumber>,
        limit: u32,
    ) -> Result<Vec<SealedCase>, StoreError> {
        let sql = "select c.number, c.subject, c.identity_hash, t.what, t.person, k.sealed as key, e.body
            from (select agency, number, subject, identity_hash from request_case
                  where agency = $1 and number < $2 order by number desc limit $3) c
            left join request_text t on t.agency = c.agency and t.number = c.number
            left join person_key k on k.person = t.person
            left join event e on e.position = t.position
            order by c.number desc, t.position";
        let before = before.map_or_else(|| "9999-999999".to_owned(), |number| number.to_string());
        let values: Vec<Value> = vec![agency.into(), before.into(), i64::from(limit).into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter().map(sealed_case).collect()
    }

    /// The cases of `agency` sealed under the key of `person`.
    pub async fn requests_under_key(
        &self,
        agency: &str,
        person: &str,
    ) -> Result<Vec<CaseNumber>, StoreError> {
        let sql = "select number from request_case where agency = $1 and person = $2 order by number";
        let rows = self.numbered_rows(sql, vec![agency.into(), person.into()]).await?;
        rows.iter().map(|row| number_of(row, "number")).collect()
    }

    /// Closed cases of `agency` with personal data still on file whose result is from before `cut`, oldest first,
    /// after `after`.
    pub async fn requests_kept_since(
        &self,
        agency: &str,
        cut: Date,
        after: Option<(Date, CaseNumber)>,
        limit: u32,
    ) -> Result<Vec<KeptCase>, StoreError> {
        let sql = "select number, subject, result_on from request_case
            where agency = $1 and result_on is not null and result_on < $2 and open = 0 and erased_on is null
              and (result_on, number) > ($3, $4)
            order by result_on, number limit $5";
        let (on, number) = after.map_or_else(
            || (String::new(), String::new()),
            |(on, number)| (on.to_string(), number.to_string()),
        );
        let values: Vec<Value> =
            vec![agency.into(), cut.to_string().into(), on.into(), number.into(), i64::from(limit).into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(KeptCase {
                    number: number_of(row, "number")?,
                    subject: row.text("subject")?,
                    result_on: row.date("result_on")?,
                })
            })
            .collect()
    }
}

fn sealed_case(row: &Row) -> Result<SealedCase, StoreError> {
    let key = row.opt_blob("key")?;
    let sealed = match (row.opt_text("what")?, row.opt_text("person")?, key, row.opt_text("body")?) {
        (Some(what), Some(person), Some(key), Some(body)) => Some(SealedText { what, person, key, body }),
        _ => None,
    };
    Ok(SealedCase {
        number: number_of(row, "number")?,
        subject: row.text("subject")?,
        identity_hash: row.text("identity_hash")?,
        sealed,
    })
}
