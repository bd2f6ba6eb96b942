//! What the portal keeps while people ask: sealed boxes of visitors, counts of suggestions, met secrecy marks; and how
//! replies were rated and what was complained of.

use gongkai_journal::instant_text;
use gongkai_request::CaseNumber;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_query::Value;

use crate::param::{Bound, Param};
use crate::request::{Among, numbered};
use crate::row::number;
use crate::{Row, Store, StoreError};

/// What became of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suggested {
    /// A list with at least one hit was shown.
    Shown,
    /// A hit was opened from the list.
    Opened,
    /// The person said that it is enough, and asked no more.
    Enough,
}

impl Suggested {
    /// The stable identifier in the table.
    pub const fn key(self) -> &'static str {
        match self {
            Suggested::Shown => "shown",
            Suggested::Opened => "opened",
            Suggested::Enough => "enough",
        }
    }
}

/// Suggestions of an agency over some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SuggestionCounts {
    /// How often a list with hits was shown.
    pub shown: u64,
    /// How often a hit was opened.
    pub opened: u64,
    /// How often it was enough.
    pub enough: u64,
}

/// How replies were rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RatingCounts {
    /// How many ratings.
    pub ratings: u64,
    /// The sum of their scores.
    pub scores: u64,
}

/// A complaint that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintRow {
    /// The agency.
    pub agency: String,
    /// The request.
    pub number: CaseNumber,
    /// What the request is about.
    pub subject: String,
    /// Day of the complaint.
    pub filed_on: Date,
}

impl Store {
    /// Keeps a visitor's sealed box, in place of an earlier one of the same name.
    pub async fn keep_box(
        &self,
        id_hash: [u8; 32],
        data: Vec<u8>,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "insert into visitor_box (id_hash, data, expires_at) values ($1, $2, $3)
             on conflict (id_hash) do update set data = excluded.data, expires_at = excluded.expires_at";
        self.put(sql, vec![id_hash.to_vec().into(), data.into(), instant_text(expires_at).into()]).await
    }

    /// A visitor's sealed box, unless it has expired by `now`.
    pub async fn kept_box(&self, id_hash: [u8; 32], now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "select data from visitor_box where id_hash = $1 and expires_at > $2";
        let params = vec![Param::Blob(id_hash.to_vec()), instant_text(now).into()];
        let rows = self.query(Bound::new(sql, params)).await?;
        rows.first().map(|row| row.blob("data")).transpose()
    }

    /// Throws a visitor's box away.
    pub async fn drop_box(&self, id_hash: [u8; 32]) -> Result<(), StoreError> {
        self.put("delete from visitor_box where id_hash = $1", vec![id_hash.to_vec().into()]).await
    }

    /// Throws away boxes that have expired by `now`; how many.
    pub async fn drop_expired_boxes(&self, now: Timestamp) -> Result<u64, StoreError> {
        let statement =
            numbered("delete from visitor_box where expires_at <= $1", vec![instant_text(now).into()]);
        self.execute(vec![statement]).await
    }

    /// Counts one suggestion of an agency on a day.
    pub async fn count_suggestion(&self, agency: &str, day: Date, what: Suggested) -> Result<(), StoreError> {
        let sql = "insert into suggestion_count (agency, day, what, count) values ($1, $2, $3, 1)
             on conflict (agency, day, what) do update set count = suggestion_count.count + 1";
        self.put(sql, vec![agency.into(), day.to_string().into(), what.key().into()]).await
    }

    /// Suggestions of an agency from `from` to `through`.
    pub async fn suggestion_counts(
        &self,
        agency: &str,
        from: Date,
        through: Date,
    ) -> Result<SuggestionCounts, StoreError> {
        let sql = "select what, cast(sum(count) as bigint) as count from suggestion_count
             where agency = $1 and day between $2 and $3 group by what";
        let values = vec![agency.into(), from.to_string().into(), through.to_string().into()];
        let mut counts = SuggestionCounts::default();
        for row in self.numbered_rows(sql, values).await? {
            let count = number(&row, "count")?;
            match row.text("what")?.as_str() {
                "shown" => counts.shown = count,
                "opened" => counts.opened = count,
                _ => counts.enough = count,
            }
        }
        Ok(counts)
    }

    /// Notes that a secrecy mark was met: when, where and by which rule, and nothing else.
    pub async fn note_screening_stop(
        &self,
        at: Timestamp,
        place: &str,
        rule: &str,
    ) -> Result<(), StoreError> {
        let sql = "insert into screening_stop (at, place, rule) values ($1, $2, $3)";
        self.put(sql, vec![instant_text(at).into(), place.into(), rule.into()]).await
    }

    /// How many secrecy marks were met from `since` on.
    pub async fn screening_stops_since(&self, since: Timestamp) -> Result<u64, StoreError> {
        let sql = "select count(*) as stops from screening_stop where at >= $1";
        let rows = self.numbered_rows(sql, vec![instant_text(since).into()]).await?;
        rows.first().map_or(Ok(0), |row| number(row, "stops"))
    }

    /// How replies of an agency were rated from `from` to `through`.
    pub async fn rating_counts(
        &self,
        agency: &str,
        from: Date,
        through: Date,
    ) -> Result<RatingCounts, StoreError> {
        let sql = "select count(*) as ratings, cast(coalesce(sum(score), 0) as bigint) as scores
             from request_rating where agency = $1 and rated_on between $2 and $3";
        let values = vec![agency.into(), from.to_string().into(), through.to_string().into()];
        let rows = self.numbered_rows(sql, values).await?;
        let Some(row) = rows.first() else { return Ok(RatingCounts::default()) };
        Ok(RatingCounts { ratings: number(row, "ratings")?, scores: number(row, "scores")? })
    }

    /// Complaints of `agencies` that wait for an answer, oldest first, at most `limit`.
    pub async fn open_complaints(
        &self,
        agencies: &[String],
        limit: u32,
    ) -> Result<Vec<ComplaintRow>, StoreError> {
        let among = Among::of(agencies);
        let (sqlite, postgres) = among.sql(|agencies| {
            format!(
                "select p.agency, p.number, p.filed_on, c.subject
                 from request_complaint p join request_case c on c.agency = p.agency and c.number = p.number
                 where p.agency {agencies} and p.answered_on is null
                 order by p.filed_on, p.agency, p.number limit $2"
            )
        });
        let values: Vec<Value> = vec![among.value(), i64::from(limit).into()];
        let rows = self.fetch_per_dialect(&sqlite, &postgres, values).await?;
        rows.iter().map(complaint).collect()
    }

    async fn put(&self, sql: &str, values: Vec<Value>) -> Result<(), StoreError> {
        self.execute(vec![numbered(sql, values)]).await.map(drop)
    }
}

fn complaint(row: &Row) -> Result<ComplaintRow, StoreError> {
    let text = row.text("number")?;
    Ok(ComplaintRow {
        agency: row.text("agency")?,
        number: CaseNumber::parse(&text).ok_or(StoreError::Value("number of a request"))?,
        subject: row.text("subject")?,
        filed_on: row.date("filed_on")?,
    })
}
