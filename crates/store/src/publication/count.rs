//! Counts of items, kept with every event, so that no figure scans all records.

use gongkai_publication::LegalKind;
use jiff::civil::Date;

use crate::agency::{code, small};
use crate::param::{Bound, Param};
use crate::row::number;
use crate::{Row, Store, StoreError};

/// By what items are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// All of them.
    All,
    /// By column; the key is its slug.
    Column,
    /// By category of Arts. 20 and 21; the key is its code.
    Category,
    /// By entry of a list of what is to be public; the key is `<number of the list>/<序号>`. Only what is public now.
    Entry,
    /// By subject (主题分类); the key is its words. Only what is public now.
    Theme,
    /// By form (体裁). Only what is public now.
    Genre,
    /// By issuer (发文机关); the key is its name. Only what is public now.
    Issuer,
}

impl Facet {
    fn from_key(key: &str) -> Option<Facet> {
        match key {
            "all" => Some(Facet::All),
            "column" => Some(Facet::Column),
            "category" => Some(Facet::Category),
            "entry" => Some(Facet::Entry),
            "theme" => Some(Facet::Theme),
            "genre" => Some(Facet::Genre),
            "issuer" => Some(Facet::Issuer),
            _ => None,
        }
    }
}

/// Items by year of first publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    /// The year.
    pub year: i16,
    /// By what.
    pub facet: Facet,
    /// Which column or category; empty for all.
    pub key: String,
    /// How many.
    pub items: u64,
}

/// Items public now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockRow {
    /// By what.
    pub facet: Facet,
    /// Which column or category; empty for all.
    pub key: String,
    /// How many.
    pub items: u64,
    /// When the newest of them was published; not looked up by subject, form and issuer.
    pub last_published_on: Option<Date>,
}

/// What an agency had published before the platform counted (历史存量).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRow {
    /// Last day it covers.
    pub as_of: Date,
    /// All items first published up to then.
    pub items: u64,
    /// 规章 in force on that day.
    pub regulations: u64,
    /// 行政规范性文件 in force on that day.
    pub normative_documents: u64,
    /// Where the figures come from.
    pub evidence: String,
    /// SHA-256 of a file that shows it.
    pub evidence_file: Option<String>,
    /// Login of the officer who answers for it.
    pub stated_by: String,
}

/// One row of table 二, block 第二十条第（一）项.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalRow {
    /// 规章 or 行政规范性文件.
    pub kind: LegalKind,
    /// 本年制发件数
    pub made: u64,
    /// 本年废止件数, expired ones too.
    pub ended: u64,
    /// 现行有效件数 on 31 December; `None` when more ended than the opening stock and the records explain.
    pub in_force: Option<u64>,
}

impl Store {
    /// An agency's counts by year of first publication, from the records alone.
    pub async fn item_counts(&self, agency: &str) -> Result<Vec<CountRow>, StoreError> {
        let sql = "select year, facet, facet_key, items from item_count where agency = $1 and items <> 0
                   order by year, facet, facet_key";
        let count = |row: &Row| {
            Ok(CountRow {
                year: small(row, "year")?,
                facet: code(row, "facet", Facet::from_key)?,
                key: row.text("facet_key")?,
                items: number(row, "items")?,
            })
        };
        self.query(Bound::new(sql, vec![agency.into()])).await?.iter().map(count).collect()
    }

    /// What an agency has public now, by column and category.
    pub async fn item_stock(&self, agency: &str) -> Result<Vec<StockRow>, StoreError> {
        let sql = "select facet, facet_key, items,
                     case facet
                     when 'column' then (select max(published_at) from item
                       where item.agency = item_stock.agency and column_slug = facet_key and state = 'public')
                     when 'category' then (select max(published_at) from item_category
                       where item_category.agency = item_stock.agency and category = facet_key and is_public = 1)
                     when 'entry' then (select max(published_at) from item_entry
                       where item_entry.agency = item_stock.agency and entry = facet_key and is_public = 1)
                     when 'theme' then null when 'genre' then null when 'issuer' then null
                     else (select max(published_at) from item
                       where item.agency = item_stock.agency and state = 'public') end as newest
                   from item_stock where agency = $1 order by facet, facet_key";
        let stock = |row: &Row| {
            Ok(StockRow {
                facet: code(row, "facet", Facet::from_key)?,
                key: row.text("facet_key")?,
                items: number(row, "items")?,
                last_published_on: row
                    .opt_instant("newest")?
                    .map(|at| jiff::tz::Offset::constant(8).to_datetime(at).date()),
            })
        };
        self.query(Bound::new(sql, vec![agency.into()])).await?.iter().map(stock).collect()
    }

    /// How many items an agency first published in `year`, and in all up to its end.
    ///
    /// The total rests on the opening balance where there is one; up to its day it is the balance that counts, not
    /// the items taken over.
    pub async fn published_counts(&self, agency: &str, year: i16) -> Result<(u64, u64), StoreError> {
        let opening = self.item_opening(agency).await?;
        let counts = self.item_counts(agency).await?;
        let all = || counts.iter().filter(|row| row.facet == Facet::All);
        let in_year = all().filter(|row| row.year == year).map(|row| row.items).sum();
        let Some(opening) = opening.filter(|opening| opening.as_of.year() <= year) else {
            return Ok((in_year, all().filter(|row| row.year <= year).map(|row| row.items).sum()));
        };
        // Whole years from the counts; the rest of the opening's own year item by item.
        let whole_years: u64 = all()
            .filter(|row| row.year > opening.as_of.year() && row.year <= year)
            .map(|row| row.items)
            .sum();
        let sql = "select count(*) as items from item where agency = $1 and first_published_year = $2
                   and first_published_on > $3 and counted = 1";
        let params =
            vec![agency.into(), Param::Int(opening.as_of.year().into()), opening.as_of.to_string().into()];
        let rows = self.query(Bound::new(sql, params)).await?;
        let rest = rows.first().map_or(Ok(0), |row| number(row, "items"))?;
        Ok((in_year, opening.items + whole_years + rest))
    }

    /// An agency's opening balance.
    pub async fn item_opening(&self, agency: &str) -> Result<Option<OpeningRow>, StoreError> {
        let rows = self
            .query(Bound::new("select * from item_opening where agency = $1", vec![agency.into()]))
            .await?;
        let opening = |row: &Row| {
            Ok(OpeningRow {
                as_of: row.date("as_of")?,
                items: number(row, "items")?,
                regulations: number(row, "regulations")?,
                normative_documents: number(row, "normative_documents")?,
                evidence: row.text("evidence")?,
                evidence_file: row.opt_text("evidence_file")?,
                stated_by: row.text("stated_by")?,
            })
        };
        rows.first().map(opening).transpose()
    }

    /// 规章 and 行政规范性文件 of an agency in a year: made, ended, in force at its end.
    ///
    /// In force = opening stock + made since − ended since. Without an opening balance only what is on record counts.
    pub async fn legal_documents(&self, agency: &str, year: i16) -> Result<Vec<LegalRow>, StoreError> {
        let opening = self.item_opening(agency).await?.filter(|opening| opening.as_of.year() <= year);
        let first = format!("{year:04}-01-01");
        let last = format!("{year:04}-12-31");
        let since = opening.as_ref().map_or_else(String::new, |opening| opening.as_of.to_string());
        // What ended: by an act, or by the last day the document names itself; the earlier one counts.
        let sql = "with document as (
                     select legal_kind, generated_on,
                       case when validity in ('repealed', 'expired') and (expires_on is null or validity_on <= expires_on)
                            then validity_on
                            when expires_on is not null and expires_on < $1 then expires_on end as ended_on
                     from item where agency = $2 and legal_kind is not null and counted = 1 and origin = 'made')
                   select legal_kind,
                     sum(case when generated_on >= $3 and generated_on <= $1 then 1 else 0 end) as made,
                     sum(case when ended_on >= $3 and ended_on <= $1 then 1 else 0 end) as ended,
                     sum(case when generated_on > $4 and generated_on <= $1 then 1 else 0 end) as made_since,
                     sum(case when ended_on > $4 and ended_on <= $1 then 1 else 0 end) as ended_since
                   from document group by legal_kind";
        let params = vec![last.into(), agency.into(), first.into(), since.into()];
        let rows = self.query(Bound::new(sql, params)).await?;
        let mut documents = Vec::new();
        for &kind in LegalKind::ALL {
            let stock = opening.as_ref().map_or(0, |opening| match kind {
                LegalKind::Regulation => opening.regulations,
                LegalKind::NormativeDocument => opening.normative_documents,
            });
            let mut row_of_kind = LegalRow { kind, made: 0, ended: 0, in_force: Some(stock) };
            for row in &rows {
                if row.text("legal_kind")? == kind.key() {
                    let now = (stock + number(row, "made_since")?).checked_sub(number(row, "ended_since")?);
                    row_of_kind = LegalRow {
                        kind,
                        made: number(row, "made")?,
                        ended: number(row, "ended")?,
                        in_force: now,
                    };
                }
            }
            documents.push(row_of_kind);
        }
        Ok(documents)
    }
}
