//! Reading the access journal (查阅记录).

use std::fmt::Write as _;

use gongkai_request::access::Viewed;
use jiff::Timestamp;
use sea_query::Value;

use crate::{Row, Store, StoreError};

/// One look at personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    /// Of the event; newest first goes by it.
    pub position: i64,
    /// A case's number, or the name of a whole register.
    pub subject: String,
    /// At what.
    pub what: Viewed,
    /// What exactly.
    pub detail: String,
    /// Who looked.
    pub login: String,
    /// Why, when a reason was given.
    pub why: String,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// At most `limit` looks at personal data of `agency` before position `before`, newest first.
    pub async fn access_views(
        &self,
        agency: &str,
        subject: Option<&str>,
        login: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AccessRow>, StoreError> {
        let mut sql = "select position, subject, what, detail, login, why, viewed_at from access_view
                       where agency = $1 and position < $2"
            .to_owned();
        let mut values: Vec<Value> = vec![agency.into(), before.unwrap_or(i64::MAX).into()];
        for (column, value) in [("subject", subject), ("login", login)] {
            if let Some(value) = value {
                values.push(value.into());
                let _ = write!(sql, " and {column} = ${}", values.len());
            }
        }
        values.push(i64::from(limit).into());
        let _ = write!(sql, " order by position desc limit ${}", values.len());
        let rows = self.numbered_rows(&sql, values).await?;
        rows.iter().map(access_row).collect()
    }
}

fn access_row(row: &Row) -> Result<AccessRow, StoreError> {
    let what = row.text("what")?;
    Ok(AccessRow {
        position: row.int("position")?,
        subject: row.text("subject")?,
        what: Viewed::from_key(&what).ok_or_else(|| crate::request::unknown("what", &what))?,
        detail: row.opt_text("detail")?.unwrap_or_default(),
        login: row.text("login")?,
        why: row.opt_text("why")?.unwrap_or_default(),
        at: row.instant("viewed_at")?,
    })
}
