//! Reading messages of the public: what is to be answered, what was answered, how many. Lists go by an index.

use gongkai_publication::{InquiryKind, InquiryStage, Satisfaction};
use gongkai_request::motion::InquiryId;
use jiff::civil::Date;
use sea_query::Value;

use crate::agency::code;
use crate::request::{Among, unknown};
use crate::row::number;
use crate::{Row, Store, StoreError};

/// A message, as far as it says nothing of whoever sent it (留言).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryRow {
    /// The agency.
    pub agency: String,
    /// Its number.
    pub id: InquiryId,
    /// What it is.
    pub kind: InquiryKind,
    /// When it came.
    pub received_on: Date,
    /// The agency's own last day.
    pub due: Option<Date>,
    /// Index number of the item it was written from.
    pub item: Option<String>,
    /// May it be published?
    pub consents: bool,
    /// Where it stands.
    pub stage: InquiryStage,
    /// The officer's wording; nothing before the first draft.
    pub title: Option<String>,
    /// What was asked, in the officer's wording.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Is the answer meant for the public?
    pub publish: bool,
    /// Who drafted the answer.
    pub drafted_by: Option<String>,
    /// Why the last draft was sent back.
    pub returned: Option<String>,
    /// The day nothing more was owed.
    pub over_on: Option<Date>,
    /// What the sender thinks of the answer.
    pub satisfaction: Option<Satisfaction>,
    /// Can the public read it?
    pub is_shown: bool,
    /// Since when its sender's words are gone.
    pub erased_on: Option<Date>,
}

/// How many messages came, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InquiryCount {
    /// 收到
    pub received: u64,
    /// 已答复
    pub answered: u64,
    /// 不予办理
    pub dismissed: u64,
    /// Of both, on or before the last day.
    pub in_time: u64,
    /// Read by the public.
    pub shown: u64,
    /// 满意
    pub satisfied: u64,
    /// 基本满意
    pub fair: u64,
    /// 不满意
    pub dissatisfied: u64,
}

/// Where the next page of public answers begins: day, agency and number of the last row.
pub type ShownCursor = (String, String, String);

impl Store {
    /// The last number given in a year.
    pub async fn last_inquiry(&self, agency: &str, year: i16) -> Result<Option<InquiryId>, StoreError> {
        let sql = "select max(id) as id from inquiry where agency = $1 and $2 <= id and id < $3";
        let (from, to) = (format!("inquiry-{year:04}-"), format!("inquiry-{year:04}."));
        let rows = self.numbered_rows(sql, vec![agency.into(), from.into(), to.into()]).await?;
        let Some(text) = rows.first().map(|row| row.opt_text("id")).transpose()?.flatten() else {
            return Ok(None);
        };
        InquiryId::parse(&text).map(Some).ok_or_else(|| unknown("id", &text))
    }

    /// One message.
    pub async fn inquiry(&self, agency: &str, id: InquiryId) -> Result<Option<InquiryRow>, StoreError> {
        let sql = "select * from inquiry where agency = $1 and id = $2";
        let rows = self.numbered_rows(sql, vec![agency.into(), id.to_string().into()]).await?;
        rows.first().map(inquiry_row).transpose()
    }

    /// Messages of an agency below a number, newest first.
    pub async fn inquiries(
        &self,
        agency: &str,
        after: Option<InquiryId>,
        limit: u32,
    ) -> Result<Vec<InquiryRow>, StoreError> {
        let before = after.map_or_else(|| "inquiry.".to_owned(), |id| id.to_string());
        let sql = "select * from inquiry where agency = $1 and id < $2 order by id desc limit $3";
        let values: Vec<Value> = vec![agency.into(), before.into(), i64::from(limit).into()];
        self.numbered_rows(sql, values).await?.iter().map(inquiry_row).collect()
    }

    /// Messages of `agencies` at this stage, the earliest last day first.
    pub async fn inquiries_at(
        &self,
        agencies: &[String],
        stage: InquiryStage,
        limit: u32,
    ) -> Result<Vec<InquiryRow>, StoreError> {
        let among = Among::of(agencies);
        // A key of a closed list of ours, never what somebody typed.
        let stage = stage.key();
        let (sqlite, postgres) = among.sql(|agencies| {
            format!(
                "select * from inquiry where agency {agencies} and stage = '{stage}'
                 order by coalesce(due, '9999-12-31'), agency, id limit $2"
            )
        });
        let values = vec![among.value(), i64::from(limit).into()];
        let rows = self.fetch_per_dialect(&sqlite, &postgres, values).await?;
        rows.iter().map(inquiry_row).collect()
    }

    /// What the public reads, of one agency or all, the latest answer first.
    pub async fn shown_inquiries(
        &self,
        agency: Option<&str>,
        after: Option<&ShownCursor>,
        limit: u32,
    ) -> Result<Vec<InquiryRow>, StoreError> {
        let (day, of, id) = match after {
            Some(after) => after.clone(),
            None => (Date::MAX.to_string(), String::new(), String::new()),
        };
        let mut values: Vec<Value> = vec![day.into(), of.into(), id.into(), i64::from(limit).into()];
        let narrower = match agency {
            Some(agency) => {
                values.push(agency.into());
                "and agency = $5"
            }
            None => "",
        };
        let sql = format!(
            "select * from inquiry where shown = 1 {narrower} and (over_on, agency, id) < ($1, $2, $3)
             order by over_on desc, agency desc, id desc limit $4"
        );
        self.numbered_rows(&sql, values).await?.iter().map(inquiry_row).collect()
    }

    /// The counts of a year, of one agency or all.
    pub async fn inquiry_count(&self, agency: Option<&str>, year: i16) -> Result<InquiryCount, StoreError> {
        let sum = |column: &str| format!("cast(coalesce(sum({column}), 0) as bigint) as {column}");
        let columns = COUNTS.map(sum).join(", ");
        let mut values: Vec<Value> = vec![i64::from(year).into()];
        let narrower = match agency {
            Some(agency) => {
                values.push(agency.into());
                "and agency = $2"
            }
            None => "",
        };
        let sql = format!("select {columns} from inquiry_count where year = $1 {narrower}");
        let rows = self.numbered_rows(&sql, values).await?;
        let Some(row) = rows.first() else { return Ok(InquiryCount::default()) };
        Ok(InquiryCount {
            received: number(row, "received")?,
            answered: number(row, "answered")?,
            dismissed: number(row, "dismissed")?,
            in_time: number(row, "in_time")?,
            shown: number(row, "shown")?,
            satisfied: number(row, "satisfied")?,
            fair: number(row, "fair")?,
            dissatisfied: number(row, "dissatisfied")?,
        })
    }

    /// Messages over before `cut` whose sender is not erased, oldest first.
    pub async fn inquiries_kept_since(
        &self,
        agency: &str,
        cut: Date,
        limit: u32,
    ) -> Result<Vec<InquiryRow>, StoreError> {
        let sql = "select * from inquiry where agency = $1 and over_on is not null and erased_on is null
                     and over_on < $2 order by over_on, id limit $3";
        let values: Vec<Value> = vec![agency.into(), cut.to_string().into(), i64::from(limit).into()];
        self.numbered_rows(sql, values).await?.iter().map(inquiry_row).collect()
    }
}

const COUNTS: [&str; 8] =
    ["received", "answered", "dismissed", "in_time", "shown", "satisfied", "fair", "dissatisfied"];

fn inquiry_row(row: &Row) -> Result<InquiryRow, StoreError> {
    let id = row.text("id")?;
    let satisfaction = match row.opt_text("satisfaction")? {
        Some(_) => Some(code(row, "satisfaction", Satisfaction::from_key)?),
        None => None,
    };
    Ok(InquiryRow {
        agency: row.text("agency")?,
        id: InquiryId::parse(&id).ok_or_else(|| unknown("id", &id))?,
        kind: code(row, "kind", InquiryKind::from_key)?,
        received_on: row.date("received_on")?,
        due: row.opt_date("due")?,
        item: row.opt_text("item")?,
        consents: row.flag("consents")?,
        stage: code(row, "stage", InquiryStage::from_key)?,
        title: row.opt_text("title")?,
        question: row.opt_text("question")?.unwrap_or_default(),
        answer: row.opt_text("answer")?.unwrap_or_default(),
        publish: row.flag("publish")?,
        drafted_by: row.opt_text("drafted_by")?,
        returned: row.opt_text("returned")?,
        over_on: row.opt_date("over_on")?,
        satisfaction,
        is_shown: row.flag("shown")?,
        erased_on: row.opt_date("erased_on")?,
    })
}
