//! Rows of earlier records that were brought along (补录), and requests by the number they had there.

use gongkai_request::CaseNumber;
use sea_query::Value;

use super::list::number_of;
use crate::{Store, StoreError};

/// A row that was brought along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// What makes it one and the same in every try.
    pub key: String,
    /// Keyed hash of the whole row.
    pub content: String,
    /// The case it became.
    pub number: CaseNumber,
}

impl Store {
    /// Which of `keys` were brought along by `agency` before.
    pub async fn imported_rows(&self, agency: &str, keys: &[&str]) -> Result<Vec<ImportedRow>, StoreError> {
        let columns = "select key, content, number from request_import where agency = $1 and key";
        let sqlite = super::places(&format!("{columns} in (select value from json_each($2))"));
        let postgres =
            format!("{columns} = any (array(select jsonb_array_elements_text(cast($2 as text)::jsonb)))");
        let values: Vec<Value> = vec![agency.into(), serde_json::json!(keys).to_string().into()];
        let rows = self.fetch_per_dialect(&sqlite, &postgres, values).await?;
        rows.iter()
            .map(|row| {
                Ok(ImportedRow {
                    key: row.text("key")?,
                    content: row.text("content")?,
                    number: number_of(row, "number")?,
                })
            })
            .collect()
    }
}
