//! Reading benefits of policies and the claims for them.

use gongkai_enterprise::Number;
use gongkai_enterprise::benefit::{BenefitKind, Mode, Source, Stage, Terms};
use jiff::civil::Date;
use sea_query::Value;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::agency::{code, opt_small, small};
use crate::request::unknown;
use crate::row::number;
use crate::{Row, Store, StoreError};

/// A benefit (惠企事项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenefitRow {
    /// `<agency>/<number>`.
    pub id: String,
    /// The agency.
    pub agency: String,
    /// Its number at the agency.
    pub number: u64,
    /// Where it stands.
    pub stage: Stage,
    /// Index number of the item it is taken from.
    pub item: String,
    /// What it is called.
    pub name: String,
    /// Login of whoever wrote it last.
    pub drafted_by: String,
    /// What is being written, while it differs from what is public.
    pub draft: Option<(Source, Terms)>,
    /// Why the draft was sent back.
    pub returned: Option<String>,
    /// What is public, or was.
    pub published: Option<PublicBenefit>,
    /// Is it public?
    pub is_public: bool,
    /// Day of the last push.
    pub pushed_on: Option<Date>,
    /// Why it is no longer offered.
    pub closed: Option<String>,
}

/// A benefit as it is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicBenefit {
    /// Its version.
    pub version: u32,
    /// The text it is taken from.
    pub source: Source,
    /// What it says.
    pub terms: Terms,
    /// Since when.
    pub on: Date,
}

/// Which public benefits are sought (惠企政策查询).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BenefitFilter {
    /// Of this agency.
    pub agency: Option<String>,
    /// Of this kind.
    pub kind: Option<BenefitKind>,
    /// Got in this way.
    pub mode: Option<Mode>,
    /// Open for applications on this day.
    pub open_on: Option<Date>,
}

/// A claim (申报).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// The benefit.
    pub benefit: String,
    /// The enterprise.
    pub credit_code: String,
    /// The application year.
    pub year: i16,
    /// The day it was asked for.
    pub applied_on: Date,
    /// Last day to pay, by the guide.
    pub due: Option<Date>,
    /// Did the enterprise ask itself?
    pub by_enterprise: bool,
    /// Is it still to be decided?
    pub is_open: bool,
    /// When it was paid or granted.
    pub paid_on: Option<Date>,
    /// How much, in 万元.
    pub paid: Option<Number>,
    /// When it was refused.
    pub refused_on: Option<Date>,
    /// Why.
    pub refused: Option<String>,
}

/// What came of a benefit (兑现情况).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClaimCount {
    /// Enterprises that asked.
    pub applied: u64,
    /// Of these, not yet decided.
    pub open: u64,
    /// Paid or granted.
    pub paid: u64,
    /// Refused.
    pub refused: u64,
}

/// A benefit is offered while the text it is taken from is public.
const STANDS: &str =
    "and exists (select 1 from item where item.index_number = benefit.item and item.state = 'public')";

impl Store {
    /// A benefit that is offered: public, and taken from a text that is.
    pub async fn offered_benefit(&self, id: &str) -> Result<Option<BenefitRow>, StoreError> {
        let sql = format!("select * from benefit where id = $1 and is_public = 1 {STANDS}");
        let rows = self.numbered_rows(&sql, vec![id.into()]).await?;
        rows.first().map(benefit_row).transpose()
    }

    /// The number the next benefit of an agency gets, unless somebody else is faster.
    pub async fn next_benefit_number(&self, agency: &str) -> Result<u64, StoreError> {
        let sql = "select coalesce(max(number), 0) + 1 as next from benefit where agency = $1";
        let rows = self.numbered_rows(sql, vec![agency.into()]).await?;
        rows.first().map_or(Ok(1), |row| number(row, "next"))
    }

    /// A benefit.
    pub async fn benefit(&self, id: &str) -> Result<Option<BenefitRow>, StoreError> {
        let rows = self.numbered_rows("select * from benefit where id = $1", vec![id.into()]).await?;
        rows.first().map(benefit_row).transpose()
    }

    /// Benefits of an agency at this stage, or at any but the last, below a number, the newest first.
    pub async fn benefits(
        &self,
        agency: &str,
        stage: Option<Stage>,
        below: Option<u64>,
        limit: u32,
    ) -> Result<Vec<BenefitRow>, StoreError> {
        let below = below.and_then(|below| i64::try_from(below).ok()).unwrap_or(i64::MAX);
        let mut values: Vec<Value> = vec![agency.into(), below.into(), i64::from(limit).into()];
        let narrower = match stage {
            Some(stage) => {
                values.push(stage.key().into());
                "and stage = $4"
            }
            None => "",
        };
        let sql = format!(
            "select * from benefit where agency = $1 and number < $2 {narrower} order by number desc limit $3"
        );
        self.numbered_rows(&sql, values).await?.iter().map(benefit_row).collect()
    }

    /// Benefits taken from an item, in the order of their numbers.
    pub async fn benefits_of_item(&self, item: &str, limit: u32) -> Result<Vec<BenefitRow>, StoreError> {
        let sql = "select * from benefit where item = $1 order by number limit $2";
        let values = vec![item.into(), i64::from(limit).into()];
        self.numbered_rows(sql, values).await?.iter().map(benefit_row).collect()
    }

    /// Public benefits, the newest first; `after` is day and id of the last row of the page before.
    pub async fn public_benefits(
        &self,
        filter: &BenefitFilter,
        after: Option<&(String, String)>,
        limit: u32,
    ) -> Result<Vec<BenefitRow>, StoreError> {
        let (day, id) = match after {
            Some((day, id)) => (day.clone(), id.clone()),
            None => (Date::MAX.to_string(), String::new()),
        };
        let mut values: Vec<Value> = vec![day.into(), id.into(), i64::from(limit).into()];
        let mut narrower = String::new();
        let columns = [
            ("agency", filter.agency.clone()),
            ("kind", filter.kind.map(|kind| kind.key().to_owned())),
            ("mode", filter.mode.map(|mode| mode.key().to_owned())),
        ];
        for (column, wanted) in columns {
            if let Some(wanted) = wanted {
                values.push(wanted.into());
                narrower = format!("{narrower} and {column} = ${}", values.len());
            }
        }
        if let Some(day) = filter.open_on {
            values.push(day.to_string().into());
            let place = values.len();
            narrower = format!(
                "{narrower} and (opens_on is null or opens_on <= ${place})
                 and (closes_on is null or ${place} <= closes_on)"
            );
        }
        let sql = format!(
            "select * from benefit where is_public = 1 {STANDS} {narrower} and (published_on, id) < ($1, $2)
             order by published_on desc, id desc limit $3"
        );
        self.numbered_rows(&sql, values).await?.iter().map(benefit_row).collect()
    }

    /// Every public benefit, for matching: in the order of their ids.
    pub async fn all_public_benefits(&self) -> Result<Vec<BenefitRow>, StoreError> {
        let sql = format!("select * from benefit where is_public = 1 {STANDS} order by id");
        let rows = self.numbered_rows(&sql, Vec::new()).await?;
        rows.iter().map(benefit_row).collect()
    }

    /// Position of the last event of any benefit; 0 before the first.
    pub async fn benefits_changed(&self) -> Result<i64, StoreError> {
        let sql = "select coalesce(max(changed), 0) as changed from benefit";
        let rows = self.numbered_rows(sql, Vec::new()).await?;
        rows.first().map_or(Ok(0), |row| row.int("changed"))
    }

    /// A claim.
    pub async fn claim(&self, benefit: &str, credit_code: &str) -> Result<Option<ClaimRow>, StoreError> {
        let sql = "select * from claim where benefit = $1 and credit_code = $2";
        let rows = self.numbered_rows(sql, vec![benefit.into(), credit_code.into()]).await?;
        rows.first().map(claim_row).transpose()
    }

    /// Claims of an enterprise.
    pub async fn claims_of(&self, credit_code: &str, limit: u32) -> Result<Vec<ClaimRow>, StoreError> {
        let sql = "select * from claim where credit_code = $1 order by benefit limit $2";
        let values = vec![credit_code.into(), i64::from(limit).into()];
        self.numbered_rows(sql, values).await?.iter().map(claim_row).collect()
    }

    /// Claims an agency has to decide, the earliest last day first.
    pub async fn open_claims(&self, agency: &str, limit: u32) -> Result<Vec<ClaimRow>, StoreError> {
        let sql = "select * from claim where agency = $1 and is_open = 1
                   order by coalesce(due, '9999-12-31'), benefit, credit_code limit $2";
        let values = vec![agency.into(), i64::from(limit).into()];
        self.numbered_rows(sql, values).await?.iter().map(claim_row).collect()
    }

    /// What came of a benefit.
    pub async fn claim_count(&self, benefit: &str) -> Result<ClaimCount, StoreError> {
        let sql = "select count(*) as applied, cast(coalesce(sum(is_open), 0) as bigint) as open,
                     count(paid_on) as paid, count(case when is_open = 0 then refused_on end) as refused
                   from claim where benefit = $1";
        let rows = self.numbered_rows(sql, vec![benefit.into()]).await?;
        let Some(row) = rows.first() else { return Ok(ClaimCount::default()) };
        Ok(ClaimCount {
            applied: number(row, "applied")?,
            open: number(row, "open")?,
            paid: number(row, "paid")?,
            refused: number(row, "refused")?,
        })
    }
}

#[derive(Deserialize)]
struct DraftText {
    source: Source,
    terms: Terms,
}

fn read<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Column { column: column.to_owned(), problem: error.to_string() })
}

fn benefit_row(row: &Row) -> Result<BenefitRow, StoreError> {
    let draft = row.opt_text("draft")?.map(|text| read::<DraftText>("draft", &text)).transpose()?;
    let published = match (opt_small(row, "version")?, row.opt_text("source")?, row.opt_text("terms")?) {
        (Some(version), Some(source), Some(terms)) => Some(PublicBenefit {
            version,
            source: read("source", &source)?,
            terms: read("terms", &terms)?,
            on: row.date("published_on")?,
        }),
        _ => None,
    };
    Ok(BenefitRow {
        id: row.text("id")?,
        agency: row.text("agency")?,
        number: number(row, "number")?,
        stage: code(row, "stage", Stage::from_key)?,
        item: row.text("item")?,
        name: row.text("name")?,
        drafted_by: row.text("drafted_by")?,
        draft: draft.map(|draft| (draft.source, draft.terms)),
        returned: row.opt_text("returned")?,
        published,
        is_public: row.flag("is_public")?,
        pushed_on: row.opt_date("pushed_on")?,
        closed: row.opt_text("closed")?,
    })
}

fn claim_row(row: &Row) -> Result<ClaimRow, StoreError> {
    let paid = row.opt_text("paid")?;
    let paid = paid.map(|text| Number::parse(&text).ok_or_else(|| unknown("paid", &text)));
    Ok(ClaimRow {
        benefit: row.text("benefit")?,
        credit_code: row.text("credit_code")?,
        year: small(row, "year")?,
        applied_on: row.date("applied_on")?,
        due: row.opt_date("due")?,
        by_enterprise: row.flag("by_enterprise")?,
        is_open: row.flag("is_open")?,
        paid_on: row.opt_date("paid_on")?,
        paid: paid.transpose()?,
        refused_on: row.opt_date("refused_on")?,
        refused: row.opt_text("refused")?,
    })
}
