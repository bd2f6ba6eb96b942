//! The register of enterprises, what they say of themselves, and to whom benefits were pushed. These tables are loaded in
//! bulk and stand outside the journal, which keeps each load and each push.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_enterprise::{Attribute, Number, Profile};
use gongkai_journal::instant_text;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_query::Value;

use crate::agency::small;
use crate::param::Bound;
use crate::request::{numbered, unknown};
use crate::row::number;
use crate::session::Dialect;
use crate::{Row, Statement, Store, StoreError};

/// Between the members of a list in a row; as in the tables that are loaded.
const BETWEEN: &str = ";";

/// A load that was begun (企业库导入).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadRow {
    /// Its number.
    pub number: i64,
    /// Rows of the file behind it.
    pub done: u64,
    /// Of these, enterprises.
    pub read: u64,
    /// Of these, new or changed.
    pub changed: u64,
    /// Rows left out.
    pub bad: u64,
}

/// An account of an enterprise, in lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The enterprise.
    pub credit_code: String,
    /// Its name, when the register has it.
    pub name: Option<String>,
    /// Whoever invited it last.
    pub agency: String,
    /// When.
    pub invited_on: Date,
    /// Last day of the code.
    pub through: Date,
    /// Since when the account is open.
    pub opened_on: Option<Date>,
}

/// Somebody a benefit was pushed to, or a benefit that was pushed to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachRow {
    /// The benefit.
    pub benefit: String,
    /// Its version.
    pub version: u32,
    /// The enterprise.
    pub credit_code: String,
    /// Does it fit, or may it?
    pub is_met: bool,
    /// The day of the push.
    pub pushed_on: Date,
    /// When it was in the inbox of an open account.
    pub reached_at: Option<Timestamp>,
    /// When it was read there.
    pub opened_at: Option<Timestamp>,
}

/// How far a version of a benefit came (推送情况).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReachCount {
    /// Enterprises it was pushed to.
    pub pushed: u64,
    /// Of these, with an inbox.
    pub reached: u64,
    /// Of these, who read it.
    pub opened: u64,
}

/// A push, as its rows name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushRow<'a> {
    /// The benefit.
    pub benefit: &'a str,
    /// The window.
    pub round: &'a str,
    /// The version that was pushed.
    pub version: u32,
    /// Which push of the benefit, from 1.
    pub push: u32,
    /// The day.
    pub on: Date,
}

/// A candidate of a push: the enterprise's code and whether the benefit fits.
pub type Candidate = (String, bool);

impl Store {
    /// One enterprise of the register.
    pub async fn enterprise(&self, credit_code: &str) -> Result<Option<Profile>, StoreError> {
        let sql = "select * from enterprise where credit_code = $1";
        let rows = self.numbered_rows(sql, vec![credit_code.into()]).await?;
        rows.first().map(profile).transpose()
    }

    /// Those of `codes` the register holds.
    pub async fn enterprises_among(&self, codes: &[String]) -> Result<Vec<Profile>, StoreError> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=codes.len()).map(|place| format!("${place}")).collect();
        let sql = format!("select * from enterprise where credit_code in ({})", places.join(", "));
        let values = codes.iter().map(|code| code.as_str().into()).collect();
        self.numbered_rows(&sql, values).await?.iter().map(profile).collect()
    }

    /// Enterprises by the first characters of their code, in the order of their codes.
    pub async fn find_enterprises(&self, sought: &str, limit: u32) -> Result<Vec<Profile>, StoreError> {
        let sql = "select * from enterprise where credit_code >= $1 and credit_code < $2 order by credit_code limit $3";
        let code = sought.to_uppercase();
        let values: Vec<Value> =
            vec![code.clone().into(), format!("{code}~").into(), i64::from(limit).into()];
        self.numbered_rows(sql, values).await?.iter().map(profile).collect()
    }

    /// Enterprises of changes behind `changed`, or of that one with a later code, in that order; each with its change.
    pub async fn enterprises_changed(
        &self,
        changed: i64,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(i64, Profile)>, StoreError> {
        let sql = "select * from enterprise where (changed, credit_code) > ($1, $2)
                   order by changed, credit_code limit $3";
        let values: Vec<Value> = vec![changed.into(), after.into(), i64::from(limit).into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter().map(|row| Ok((row.int("changed")?, profile(row)?))).collect()
    }

    /// Begins a load, or goes on with one of the same file that was broken off.
    pub async fn begin_load(&self, sha256: &str, year: i16) -> Result<LoadRow, StoreError> {
        if let Some(known) = self.unfinished_load(sha256, year).await? {
            return Ok(known);
        }
        let sql = "insert into enterprise_load (number, sha256, year, done, read, changed, bad)
                   select coalesce(max(number), 0) + 1, $1, $2, 0, 0, 0, 0 from enterprise_load";
        self.execute(vec![numbered(sql, vec![sha256.into(), i64::from(year).into()])]).await?;
        let begun = self.unfinished_load(sha256, year).await?;
        begun.ok_or_else(|| unknown("sha256", sha256))
    }

    async fn unfinished_load(&self, sha256: &str, year: i16) -> Result<Option<LoadRow>, StoreError> {
        let sql = "select * from enterprise_load where sha256 = $1 and year = $2 and finished_at is null
                   order by number limit 1";
        let rows = self.numbered_rows(sql, vec![sha256.into(), i64::from(year).into()]).await?;
        rows.first().map(load_row).transpose()
    }

    /// Takes in what is newer of enterprises, and how far the load has come, as one change; how many are new or changed.
    ///
    /// What is known is read in the same transaction, behind the count of changes, so that two loads at once lose nothing.
    pub async fn load_enterprises(&self, load: LoadRow, newer: Vec<Profile>) -> Result<u64, StoreError> {
        let dialect = self.dialect();
        self.alone(move |session| {
            let next = "update enterprise_change set number = number + 1";
            session.run(&[Bound::new(next, Vec::new())])?;
            let mut merged: BTreeMap<String, Profile> = BTreeMap::new();
            for profile in newer {
                let code = profile.credit_code.clone();
                if !merged.contains_key(&code) {
                    let sql = match dialect {
                        Dialect::Sqlite => "select * from enterprise where credit_code = ?1",
                        Dialect::Postgres => "select * from enterprise where credit_code = $1",
                    };
                    let known = session.query(sql, &[code.as_str().into()])?;
                    let known = known.first().map(self::profile).transpose()?;
                    let empty = Profile { credit_code: code.clone(), ..Profile::default() };
                    merged.insert(code.clone(), known.unwrap_or(empty));
                }
                if let Some(known) = merged.get_mut(&code) {
                    known.update(profile);
                }
            }
            let rows: Result<Vec<Bound>, StoreError> =
                merged.values().map(|profile| dialect.bind(kept(profile))).collect();
            let changed: u64 = session.run(&rows?)?.into_iter().sum();
            let at = |count: u64| i64::try_from(count).unwrap_or(i64::MAX).into();
            let sql = "update enterprise_load set done = $1, read = $2, changed = changed + $3, bad = $4
                       where number = $5";
            let values = vec![at(load.done), at(load.read), at(changed), at(load.bad), load.number.into()];
            session.run(&[dialect.bind(numbered(sql, values))?])?;
            Ok(changed)
        })
        .await
    }

    /// Ends a load.
    pub async fn finish_load(&self, number: i64, at: Timestamp) -> Result<(), StoreError> {
        let sql = "update enterprise_load set finished_at = $1 where number = $2";
        self.execute(vec![numbered(sql, vec![instant_text(at).into(), number.into()])]).await.map(drop)
    }

    /// What an enterprise said of itself, sealed.
    pub async fn stated(&self, credit_code: &str) -> Result<Option<String>, StoreError> {
        let sql = "select sealed from enterprise_stated where credit_code = $1";
        let rows = self.numbered_rows(sql, vec![credit_code.into()]).await?;
        rows.first().map(|row| row.text("sealed")).transpose()
    }

    /// Keeps what an enterprise says of itself, in place of what it said before.
    pub async fn keep_stated(
        &self,
        credit_code: &str,
        sealed: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "insert into enterprise_stated (credit_code, sealed, stated_at) values ($1, $2, $3)
                   on conflict (credit_code) do update set sealed = excluded.sealed, stated_at = excluded.stated_at";
        let values = vec![credit_code.into(), sealed.into(), instant_text(at).into()];
        self.execute(vec![numbered(sql, values)]).await.map(drop)
    }

    /// Accounts an agency invited, the last first; `after` is day and code of the last row of the page before.
    pub async fn enterprise_accounts(
        &self,
        agency: &str,
        after: Option<&(String, String)>,
        limit: u32,
    ) -> Result<Vec<AccountRow>, StoreError> {
        let (day, code) = match after {
            Some((day, code)) => (day.clone(), code.clone()),
            None => (Date::MAX.to_string(), String::new()),
        };
        let sql = "select enterprise_account.*, enterprise.name from enterprise_account
                   left join enterprise on enterprise.credit_code = enterprise_account.credit_code
                   where enterprise_account.agency = $1
                     and (enterprise_account.invited_on, enterprise_account.credit_code) < ($2, $3)
                   order by enterprise_account.invited_on desc, enterprise_account.credit_code desc limit $4";
        let values: Vec<Value> = vec![agency.into(), day.into(), code.into(), i64::from(limit).into()];
        self.numbered_rows(sql, values).await?.iter().map(account_row).collect()
    }

    /// Those of `codes` with an open account that wants to be told.
    pub async fn accounts_to_tell(&self, codes: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let mut found = BTreeSet::new();
        for some in codes.chunks(500) {
            let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
            let sql = format!(
                "select credit_code from enterprise_account
                 where opened_on is not null and is_quiet = 0 and credit_code in ({})",
                places.join(", ")
            );
            let values = some.iter().map(|code| code.as_str().into()).collect();
            for row in self.numbered_rows(&sql, values).await? {
                found.insert(row.text("credit_code")?);
            }
        }
        Ok(found)
    }

    /// To whom a benefit was pushed in this window.
    pub async fn told_of(&self, benefit: &str, round: &str) -> Result<BTreeSet<String>, StoreError> {
        let sql = "select credit_code from benefit_reach where benefit = $1 and round = $2";
        let rows = self.numbered_rows(sql, vec![benefit.into(), round.into()]).await?;
        rows.iter().map(|row| row.text("credit_code")).collect()
    }

    /// Whom it reached in this window.
    pub async fn reached_of(&self, benefit: &str, round: &str) -> Result<BTreeSet<String>, StoreError> {
        let sql = "select credit_code from benefit_reach
                   where benefit = $1 and round = $2 and reached_at is not null";
        let rows = self.numbered_rows(sql, vec![benefit.into(), round.into()]).await?;
        rows.iter().map(|row| row.text("credit_code")).collect()
    }

    /// How many enterprises a push told first.
    pub async fn count_push(&self, benefit: &str, push: u32) -> Result<u64, StoreError> {
        let sql = "select count(*) as told from benefit_reach where benefit = $1 and push = $2";
        let rows = self.numbered_rows(sql, vec![benefit.into(), i64::from(push).into()]).await?;
        rows.first().map_or(Ok(0), |row| number(row, "told"))
    }

    /// Keeps whom a push told; whoever is among `tell` has it in the inbox now. Who was told before in the same window
    /// stays as they are, so that this may run twice.
    pub async fn keep_push(
        &self,
        push: &PushRow<'_>,
        candidates: &[Candidate],
        tell: &BTreeSet<String>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "insert into benefit_reach
                       (benefit, round, credit_code, version, push, result, pushed_on, reached_at)
                   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (benefit, round, credit_code) do nothing";
        for some in candidates.chunks(2_000) {
            let rows = some.iter().map(|(code, is_met)| {
                let reached = tell.contains(code).then(|| instant_text(now));
                let values: Vec<Value> = vec![
                    push.benefit.into(),
                    push.round.into(),
                    code.as_str().into(),
                    i64::from(push.version).into(),
                    i64::from(push.push).into(),
                    if *is_met { "met" } else { "unknown" }.into(),
                    push.on.to_string().into(),
                    reached.into(),
                ];
                numbered(sql, values)
            });
            self.execute(rows.collect()).await?;
        }
        Ok(())
    }

    /// How far a benefit came in this window.
    pub async fn reach_count(&self, benefit: &str, round: &str) -> Result<ReachCount, StoreError> {
        let sql = "select count(*) as pushed, count(reached_at) as reached, count(opened_at) as opened
                   from benefit_reach where benefit = $1 and round = $2";
        let rows = self.numbered_rows(sql, vec![benefit.into(), round.into()]).await?;
        let Some(row) = rows.first() else { return Ok(ReachCount::default()) };
        Ok(ReachCount {
            pushed: number(row, "pushed")?,
            reached: number(row, "reached")?,
            opened: number(row, "opened")?,
        })
    }

    /// The inbox of an enterprise, the newest first.
    pub async fn inbox(&self, credit_code: &str, limit: u32) -> Result<Vec<ReachRow>, StoreError> {
        let sql = "select * from benefit_reach where credit_code = $1
                   order by pushed_on desc, benefit desc, version desc limit $2";
        let values = vec![credit_code.into(), i64::from(limit).into()];
        self.numbered_rows(sql, values).await?.iter().map(reach_row).collect()
    }

    /// What was pushed to an enterprise before it had an inbox is in it now.
    pub async fn fill_inbox(&self, credit_code: &str, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "update benefit_reach set reached_at = $1 where credit_code = $2 and reached_at is null";
        self.execute(vec![numbered(sql, vec![instant_text(now).into(), credit_code.into()])]).await
    }

    /// The enterprise has read what was pushed to it.
    pub async fn mark_opened(
        &self,
        benefit: &str,
        credit_code: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "update benefit_reach set opened_at = $1
                   where benefit = $2 and credit_code = $3 and reached_at is not null and opened_at is null";
        let values = vec![instant_text(now).into(), benefit.into(), credit_code.into()];
        self.execute(vec![numbered(sql, values)]).await.map(drop)
    }
}

/// Puts an enterprise in place of what is known of it; nothing happens when that is the same.
fn kept(profile: &Profile) -> Statement {
    let sql = "insert into enterprise
            (credit_code, name, region, industry, founded, qualifications, flags, figures, changed)
        values ($1, $2, $3, $4, $5, $6, $7, $8, (select number from enterprise_change))
        on conflict (credit_code) do update set name = excluded.name, region = excluded.region,
            industry = excluded.industry, founded = excluded.founded, qualifications = excluded.qualifications,
            flags = excluded.flags, figures = excluded.figures, changed = excluded.changed
        where enterprise.name is distinct from excluded.name
            or enterprise.region is distinct from excluded.region
            or enterprise.industry is distinct from excluded.industry
            or enterprise.founded is distinct from excluded.founded
            or enterprise.qualifications is distinct from excluded.qualifications
            or enterprise.flags is distinct from excluded.flags
            or enterprise.figures <> excluded.figures";
    let set = |set: &Option<BTreeSet<String>>| {
        set.as_ref().map(|names| names.iter().map(String::as_str).collect::<Vec<_>>().join(BETWEEN))
    };
    numbered(
        sql,
        vec![
            profile.credit_code.as_str().into(),
            profile.name.clone().into(),
            profile.region.clone().into(),
            profile.industry.as_ref().map(|codes| codes.join(BETWEEN)).into(),
            profile.founded.map(|day| day.to_string()).into(),
            set(&profile.qualifications).into(),
            set(&profile.flags).into(),
            figures_text(profile).into(),
        ],
    )
}

fn figures_text(profile: &Profile) -> String {
    let figures: serde_json::Map<String, serde_json::Value> = profile
        .figures
        .iter()
        .map(|((attribute, year), number)| (format!("{}@{year}", attribute.key()), number.to_string().into()))
        .collect();
    serde_json::Value::Object(figures).to_string()
}

fn profile(row: &Row) -> Result<Profile, StoreError> {
    let list = |column: &str| {
        let text = row.opt_text(column)?;
        Ok::<_, StoreError>(text.map(|text| {
            let members = text.split(BETWEEN).filter(|one| !one.is_empty()).map(str::to_owned);
            members.collect::<Vec<String>>()
        }))
    };
    let figures = row.text("figures")?;
    // Figures are not public: an error names whose they are, not what they say.
    let code = row.text("credit_code")?;
    let unread = || unknown("figures", &format!("of {code}"));
    let read: BTreeMap<String, String> = serde_json::from_str(&figures).map_err(|_| unread())?;
    let figure = |(key, text): (String, String)| {
        let (attribute, year) = key.split_once('@')?;
        Some(((Attribute::from_key(attribute)?, year.parse().ok()?), Number::parse(&text)?))
    };
    let read: Option<BTreeMap<(Attribute, i16), Number>> = read.into_iter().map(figure).collect();
    Ok(Profile {
        name: row.opt_text("name")?,
        region: row.opt_text("region")?,
        industry: list("industry")?,
        founded: row.opt_date("founded")?,
        figures: read.ok_or_else(unread)?,
        qualifications: list("qualifications")?.map(|names| names.into_iter().collect()),
        flags: list("flags")?.map(|names| names.into_iter().collect()),
        credit_code: code,
    })
}

fn load_row(row: &Row) -> Result<LoadRow, StoreError> {
    Ok(LoadRow {
        number: row.int("number")?,
        done: number(row, "done")?,
        read: number(row, "read")?,
        changed: number(row, "changed")?,
        bad: number(row, "bad")?,
    })
}

fn account_row(row: &Row) -> Result<AccountRow, StoreError> {
    Ok(AccountRow {
        credit_code: row.text("credit_code")?,
        name: row.opt_text("name")?,
        agency: row.text("agency")?,
        invited_on: row.date("invited_on")?,
        through: row.date("through_day")?,
        opened_on: row.opt_date("opened_on")?,
    })
}

fn reach_row(row: &Row) -> Result<ReachRow, StoreError> {
    Ok(ReachRow {
        benefit: row.text("benefit")?,
        version: small(row, "version")?,
        credit_code: row.text("credit_code")?,
        is_met: row.text("result")? == "met",
        pushed_on: row.date("pushed_on")?,
        reached_at: row.opt_instant("reached_at")?,
        opened_at: row.opt_instant("opened_at")?,
    })
}
