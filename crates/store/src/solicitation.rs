//! Reading solicitations: what runs, what is over, and the opinions on one. Lists go by an index, page by page.

use gongkai_publication::{Adoption, OpinionChannel};
use jiff::civil::Date;

use crate::agency::code;
use crate::param::{Bound, Param};
use crate::row::number;
use crate::{Row, Store, StoreError};

/// A solicitation (意见征集).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SolicitationRow {
    /// `<agency>/<number>`.
    pub id: String,
    /// The agency.
    pub agency: String,
    /// Its number at the agency.
    pub number: u64,
    /// The item with the draft.
    pub item: String,
    /// What is asked about.
    pub title: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub through: Date,
    /// Does the draft touch business?
    pub touches_business: bool,
    /// Why it is open for less than the rule says.
    pub why_short: Option<String>,
    /// Other ways to answer.
    pub ways: String,
    /// Why it was stopped, and since when.
    pub stopped: Option<(String, Date)>,
    /// The item with what became of the opinions, public or not.
    pub feedback: Option<String>,
    /// How many opinions came.
    pub opinions: u64,
    /// How many of them are not weighed.
    pub unweighed: u64,
}

impl SolicitationRow {
    /// May the public answer on this day?
    pub fn is_running(&self, today: Date) -> bool {
        self.stopped.is_none() && self.from <= today && today <= self.through
    }
}

/// An opinion as far as it says nothing of whoever gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionRow {
    /// Id of its stream.
    pub id: String,
    /// The solicitation.
    pub solicitation: String,
    /// Its number there, from 1.
    pub number: u64,
    /// How it came.
    pub channel: OpinionChannel,
    /// When.
    pub on: Date,
    /// What it says in short, what became of it, and why.
    pub weighed: Option<(String, Adoption, String)>,
    /// Who weighed it.
    pub weighed_by: Option<String>,
    /// Are its words gone?
    pub is_erased: bool,
}

/// Opinions that say the same and came to the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionGroup {
    /// What they say.
    pub gist: String,
    /// What became of them.
    pub adoption: Adoption,
    /// Why.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// Where the next page of solicitations begins: last day and id of the last row.
pub type SolicitationCursor = (Date, String);

impl Store {
    /// The number the next solicitation of an agency gets, unless somebody else is faster.
    pub async fn next_solicitation_number(&self, agency: &str) -> Result<u64, StoreError> {
        let sql = "select coalesce(max(number), 0) + 1 as next from solicitation where agency = $1";
        let rows = self.query(Bound::new(sql, vec![agency.into()])).await?;
        rows.first().map_or(Ok(1), |row| number(row, "next"))
    }

    /// A solicitation.
    pub async fn solicitation(&self, id: &str) -> Result<Option<SolicitationRow>, StoreError> {
        let sql = "select * from solicitation where id = $1";
        let rows = self.query(Bound::new(sql, vec![id.into()])).await?;
        rows.first().map(solicitation_row).transpose()
    }

    /// Solicitations of an agency below a number, the newest first.
    pub async fn solicitations(
        &self,
        agency: &str,
        below: Option<u64>,
        limit: u32,
    ) -> Result<Vec<SolicitationRow>, StoreError> {
        let below = below.and_then(|below| i64::try_from(below).ok()).unwrap_or(i64::MAX);
        let sql =
            "select * from solicitation where agency = $1 and number < $2 order by number desc limit $3";
        let values = vec![agency.into(), Param::Int(below), Param::Int(limit.into())];
        self.query(Bound::new(sql, values)).await?.iter().map(solicitation_row).collect()
    }

    /// What the public may answer on `today`, the earliest last day first.
    pub async fn running_solicitations(
        &self,
        today: Date,
        limit: u32,
    ) -> Result<Vec<SolicitationRow>, StoreError> {
        let sql = "select * from solicitation where through_day >= $1 and from_day <= $1 and stopped is null
                   order by through_day, id limit $2";
        let values = vec![today.to_string().into(), Param::Int(limit.into())];
        self.query(Bound::new(sql, values)).await?.iter().map(solicitation_row).collect()
    }

    /// What is over by `today`, or was stopped, the latest first.
    pub async fn past_solicitations(
        &self,
        today: Date,
        after: Option<&SolicitationCursor>,
        limit: u32,
    ) -> Result<Vec<SolicitationRow>, StoreError> {
        let (day, id) = match after {
            Some((day, id)) => (day.to_string(), id.clone()),
            None => (Date::MAX.to_string(), String::new()),
        };
        let sql = "select * from solicitation
                   where (through_day < $1 or stopped is not null)
                     and (through_day < $2 or (through_day = $2 and id > $3))
                   order by through_day desc, id limit $4";
        let values = vec![today.to_string().into(), day.into(), id.into(), Param::Int(limit.into())];
        self.query(Bound::new(sql, values)).await?.iter().map(solicitation_row).collect()
    }

    /// Solicitations of an agency that were over before `today` and have no feedback, or one that was given up, the
    /// earliest first.
    pub async fn unanswered_solicitations(
        &self,
        agency: &str,
        today: Date,
        limit: u32,
    ) -> Result<Vec<SolicitationRow>, StoreError> {
        let sql = "select solicitation.* from solicitation left join item on item.id = solicitation.feedback
                   where solicitation.agency = $1 and through_day < $2 and stopped is null
                     and (feedback is null or item.state = 'abandoned')
                   order by through_day limit $3";
        let values = vec![agency.into(), today.to_string().into(), Param::Int(limit.into())];
        self.query(Bound::new(sql, values)).await?.iter().map(solicitation_row).collect()
    }

    /// The newest solicitation on an item.
    pub async fn solicitation_on(&self, item: &str) -> Result<Option<SolicitationRow>, StoreError> {
        let sql = "select * from solicitation where item = $1 order by number desc limit 1";
        let rows = self.query(Bound::new(sql, vec![item.into()])).await?;
        rows.first().map(solicitation_row).transpose()
    }

    /// An opinion, by its number.
    pub async fn solicited_opinion(
        &self,
        solicitation: &str,
        number: u64,
    ) -> Result<Option<OpinionRow>, StoreError> {
        let Ok(number) = i64::try_from(number) else { return Ok(None) };
        let sql = "select * from solicited_opinion where solicitation = $1 and number = $2";
        let rows = self.query(Bound::new(sql, vec![solicitation.into(), Param::Int(number)])).await?;
        rows.first().map(opinion_row).transpose()
    }

    /// An opinion, by the id of its stream.
    pub async fn solicited_opinion_by_id(&self, id: &str) -> Result<Option<OpinionRow>, StoreError> {
        let sql = "select * from solicited_opinion where id = $1";
        let rows = self.query(Bound::new(sql, vec![id.into()])).await?;
        rows.first().map(opinion_row).transpose()
    }

    /// Opinions above a number, in order; those not weighed only, when asked.
    pub async fn solicited_opinions(
        &self,
        solicitation: &str,
        unweighed: bool,
        above: u64,
        limit: u32,
    ) -> Result<Vec<OpinionRow>, StoreError> {
        let which = if unweighed { "and adoption is null" } else { "" };
        self.opinions(which, solicitation, above, limit).await
    }

    /// Opinions above a number whose giver is not erased, in order.
    pub async fn opinions_with_giver(
        &self,
        solicitation: &str,
        above: u64,
        limit: u32,
    ) -> Result<Vec<OpinionRow>, StoreError> {
        self.opinions("and erased = 0", solicitation, above, limit).await
    }

    async fn opinions(
        &self,
        which: &str,
        solicitation: &str,
        above: u64,
        limit: u32,
    ) -> Result<Vec<OpinionRow>, StoreError> {
        let above = i64::try_from(above).unwrap_or(i64::MAX);
        let sql = format!(
            "select * from solicited_opinion where solicitation = $1 and number > $2 {which} order by number limit $3"
        );
        let values = vec![solicitation.into(), Param::Int(above), Param::Int(limit.into())];
        self.query(Bound::new(sql, values)).await?.iter().map(opinion_row).collect()
    }

    /// What became of the opinions: those that say the same together, in the order in which they first came.
    pub async fn opinion_groups(&self, solicitation: &str) -> Result<Vec<OpinionGroup>, StoreError> {
        let sql = "select gist, adoption, reason, count(*) as count from solicited_opinion
                   where solicitation = $1 and adoption is not null
                   group by gist, adoption, reason order by min(number)";
        let rows = self.query(Bound::new(sql, vec![solicitation.into()])).await?;
        rows.iter()
            .map(|row| {
                Ok(OpinionGroup {
                    gist: row.text("gist")?,
                    adoption: adoption(row)?,
                    reason: row.text("reason")?,
                    count: number(row, "count")?,
                })
            })
            .collect()
    }
}

fn adoption(row: &Row) -> Result<Adoption, StoreError> {
    code(row, "adoption", Adoption::from_key)
}

pub(crate) fn solicitation_row(row: &Row) -> Result<SolicitationRow, StoreError> {
    Ok(SolicitationRow {
        id: row.text("id")?,
        agency: row.text("agency")?,
        number: number(row, "number")?,
        item: row.text("item")?,
        title: row.text("title")?,
        from: row.date("from_day")?,
        through: row.date("through_day")?,
        touches_business: row.flag("touches_business")?,
        why_short: row.opt_text("why_short")?,
        ways: row.text("ways")?,
        stopped: row.opt_text("stopped")?.zip(row.opt_date("stopped_on")?),
        feedback: row.opt_text("feedback")?,
        opinions: number(row, "opinions")?,
        unweighed: number(row, "unweighed")?,
    })
}

fn opinion_row(row: &Row) -> Result<OpinionRow, StoreError> {
    let weighed = match row.opt_text("adoption")? {
        Some(_) => Some((row.text("gist")?, adoption(row)?, row.text("reason")?)),
        None => None,
    };
    Ok(OpinionRow {
        id: row.text("id")?,
        solicitation: row.text("solicitation")?,
        number: number(row, "number")?,
        channel: code(row, "channel", OpinionChannel::from_key)?,
        on: row.date("received_on")?,
        weighed,
        weighed_by: row.opt_text("weighed_by")?,
        is_erased: row.flag("erased")?,
    })
}
