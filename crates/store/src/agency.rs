//! Reading agencies, accounts and the calendar.

use std::collections::BTreeMap;

use gongkai_agency::{Establishment, Matter, Role, Settings};
use gongkai_statute::{AgencyKind, AgencyLevel, RhythmKind};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::param::{Bound, Param};
use crate::{Row, Store, StoreError};

/// An agency as lists and the guide show it (机关).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyRow {
    /// Code in addresses.
    pub code: String,
    /// Standard name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Its kind.
    pub kind: AgencyKind,
    /// Its level.
    pub level: AgencyLevel,
    /// Region code.
    pub region: String,
    /// The agency above.
    pub parent: Option<String>,
    /// 统一社会信用代码
    pub credit_code: Option<String>,
    /// First day on which it no longer acts.
    pub ended_on: Option<Date>,
    /// Who goes on in its place.
    pub successors: Vec<String>,
    /// 办公地址
    pub address: String,
    /// 邮政编码
    pub postcode: String,
    /// 办公时间
    pub office_hours: String,
    /// 联系电话
    pub phone: String,
    /// 传真号码
    pub fax: String,
    /// 互联网联系方式
    pub internet_contact: String,
    /// 工作机构名称
    pub unit_name: String,
    /// 工作机构负责人
    pub unit_head: String,
    /// Responsible section, its slug.
    pub section: Option<String>,
    /// Login of the officer.
    pub officer: Option<String>,
    /// Login of the deputy.
    pub deputy: Option<String>,
    /// Its switches.
    pub settings: Settings,
    /// When what the guide shows last changed.
    pub updated_at: Timestamp,
}

/// A section (科室).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionRow {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Was it closed?
    pub closed: bool,
}

/// A column (栏目).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnRow {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Key of its standard class, see [`gongkai_agency::ColumnType`].
    pub column_type: String,
    /// What it is for.
    pub description: String,
    /// Default category.
    pub category: Option<String>,
    /// How often its content is due.
    pub rhythm: RhythmKind,
    /// A new item is due within this many days.
    pub due_every_days: Option<u16>,
    /// Editorial levels where they differ from the agency's.
    pub review_levels: Option<u8>,
    /// Was it closed? Its items stay.
    pub closed: bool,
}

/// A way in for requests (申请渠道).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRow {
    /// Key of the way in, see [`gongkai_agency::Channel`].
    pub channel: String,
    /// Is it open?
    pub is_open: bool,
    /// What the guide says of it.
    pub note: String,
}

/// Duties handed over (交接).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverRow {
    /// Login of the officer who left.
    pub from: String,
    /// Login of the officer who took over.
    pub to: String,
    /// The day.
    pub on: Date,
    /// The open matters.
    pub matters: Vec<Matter>,
    /// Login of the witness.
    pub witness: String,
    /// SHA-256 of the signed list.
    pub signed_list: Option<String>,
}

/// A token by which programs act for an account (接口令牌).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its name among those of the account.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The last day on which it holds.
    pub through: Date,
}

/// An account (账号).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Login name.
    pub login: String,
    /// Name shown beside the holder's acts.
    pub name: String,
    /// The agency the holder serves.
    pub agency: String,
    /// The holder's section.
    pub section: Option<String>,
    /// May it not sign in?
    pub disabled: bool,
}

/// A role within an agency, held or stood in for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantRow {
    /// Login.
    pub login: String,
    /// The role.
    pub role: Role,
    /// The agency.
    pub agency: String,
    /// For whom it is exercised, when it is not the holder's own.
    pub from: Option<String>,
}

/// A year's notice in force (放假安排).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// The year.
    pub year: i16,
    /// 1 for the first, more for corrections.
    pub version: u32,
    /// SHA-256 of the CSV.
    pub blob: String,
    /// Where it comes from.
    pub source: String,
    /// When it was loaded.
    pub loaded_at: Timestamp,
}

/// An agency's own day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyDayRow {
    /// The agency.
    pub agency: String,
    /// The day.
    pub day: Date,
    /// Is it worked?
    pub is_workday: bool,
    /// What it is called.
    pub name: String,
    /// Who ordered it.
    pub source: String,
}

impl Store {
    /// The agency with this code.
    pub async fn agency(&self, code: &str) -> Result<Option<AgencyRow>, StoreError> {
        let rows = self.rows("select * from agency where code = $1", vec![code.into()]).await?;
        rows.first().map(agency_row).transpose()
    }

    /// Every agency, ended ones too, by code.
    pub async fn agencies(&self) -> Result<Vec<AgencyRow>, StoreError> {
        self.rows("select * from agency order by code", vec![]).await?.iter().map(agency_row).collect()
    }

    /// Agencies that were merged or split, each with its successors.
    pub async fn ended_agencies(&self) -> Result<Vec<(String, Vec<String>)>, StoreError> {
        let sql = "select code, successors from agency where ended_on is not null order by code";
        let rows = self.rows(sql, vec![]).await?;
        rows.iter().map(|row| Ok((row.text("code")?, json(row, "successors")?))).collect()
    }

    /// Codes of this agency and all below it.
    pub async fn agencies_below(&self, code: &str) -> Result<Vec<String>, StoreError> {
        let sql = "with recursive below (code) as (
                       select code from agency where code = $1
                       union select agency.code from agency join below on agency.parent = below.code)
                   select code from below order by code";
        self.rows(sql, vec![code.into()]).await?.iter().map(|row| row.text("code")).collect()
    }

    /// This agency and those above it up to the top: code, and whether it acts.
    pub async fn lineage(&self, code: &str) -> Result<Vec<(String, bool)>, StoreError> {
        let sql = "with recursive above (code, parent, ended_on, step) as (
                       select code, parent, ended_on, 0 from agency where code = $1
                       union all
                       select agency.code, agency.parent, agency.ended_on, above.step + 1
                       from agency join above on agency.code = above.parent where above.step < 100)
                   select code, ended_on from above order by step";
        let rows = self.rows(sql, vec![code.into()]).await?;
        rows.iter().map(|row| Ok((row.text("code")?, row.opt_text("ended_on")?.is_none()))).collect()
    }

    /// The agency's standard name on a day.
    pub async fn agency_name_on(&self, code: &str, day: Date) -> Result<Option<String>, StoreError> {
        let sql = "select name from agency_name where agency = $1 and valid_from <= $2
                   order by valid_from desc limit 1";
        let rows = self.rows(sql, vec![code.into(), day.to_string().into()]).await?;
        rows.first().map(|row| row.text("name")).transpose()
    }

    /// The agency's sections, closed ones too.
    pub async fn sections(&self, agency: &str) -> Result<Vec<SectionRow>, StoreError> {
        let sql = "select slug, name, closed from agency_section where agency = $1 order by slug";
        let rows = self.rows(sql, vec![agency.into()]).await?;
        let section = |row: &Row| {
            Ok(SectionRow { slug: row.text("slug")?, name: row.text("name")?, closed: row.flag("closed")? })
        };
        rows.iter().map(section).collect()
    }

    /// What the agency says it is for, who leads it and how it is set up, and when it said so.
    pub async fn establishment_of(
        &self,
        agency: &str,
    ) -> Result<Option<(Establishment, Timestamp)>, StoreError> {
        let sql = "select body, set_at from agency_establishment where agency = $1";
        let rows = self.rows(sql, vec![agency.into()]).await?;
        rows.first().map(|row| Ok((json(row, "body")?, row.instant("set_at")?))).transpose()
    }

    /// The agency's columns in their order, closed ones too.
    pub async fn columns(&self, agency: &str) -> Result<Vec<ColumnRow>, StoreError> {
        let sql = "select * from agency_column where agency = $1 order by place, slug";
        self.rows(sql, vec![agency.into()]).await?.iter().map(column_row).collect()
    }

    /// Of every agency the first column of a class that has something public in it: agency and slug.
    pub async fn filled_columns(&self, column_type: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let sql = "select c.agency, c.slug from agency_column c
                   join item_stock s on s.agency = c.agency and s.facet = 'column' and s.facet_key = c.slug
                   where c.column_type = $1 and s.items > 0 order by c.agency, c.place desc, c.slug desc";
        let rows = self.rows(sql, vec![column_type.into()]).await?;
        rows.iter().map(|row| Ok((row.text("agency")?, row.text("slug")?))).collect()
    }

    /// The agency's channels that were ever opened or closed.
    pub async fn channels(&self, agency: &str) -> Result<Vec<ChannelRow>, StoreError> {
        let sql = "select channel, is_open, note from agency_channel where agency = $1 order by channel";
        let rows = self.rows(sql, vec![agency.into()]).await?;
        let channel = |row: &Row| {
            Ok(ChannelRow {
                channel: row.text("channel")?,
                is_open: row.flag("is_open")?,
                note: row.text("note")?,
            })
        };
        rows.iter().map(channel).collect()
    }

    /// The agency's hand-overs, newest first.
    pub async fn hand_overs(&self, agency: &str) -> Result<Vec<HandOverRow>, StoreError> {
        let sql = "select * from agency_hand_over where agency = $1 order by position desc";
        let rows = self.rows(sql, vec![agency.into()]).await?;
        let hand_over = |row: &Row| {
            Ok(HandOverRow {
                from: row.text("from_login")?,
                to: row.text("to_login")?,
                on: row.date("handed_on")?,
                matters: json(row, "matters")?,
                witness: row.text("witness")?,
                signed_list: row.opt_text("signed_list")?,
            })
        };
        rows.iter().map(hand_over).collect()
    }

    /// The account with this login.
    pub async fn account(&self, login: &str) -> Result<Option<AccountRow>, StoreError> {
        let rows = self.rows("select * from account where login = $1", vec![login.into()]).await?;
        rows.first().map(account_row).transpose()
    }

    /// Tokens of an account that were not revoked, the newest first.
    pub async fn tokens_of(&self, login: &str) -> Result<Vec<TokenRow>, StoreError> {
        let sql = "select id, name, through_day from account_token where login = $1 and revoked = 0
                   order by issued_at desc, id";
        let rows = self.rows(sql, vec![login.into()]).await?;
        rows.iter()
            .map(|row| {
                let through = row.date("through_day")?;
                Ok(TokenRow { id: row.text("id")?, name: row.text("name")?, through })
            })
            .collect()
    }

    /// Whose token has this hash and holds on `day`.
    pub async fn token(&self, hash: &str, day: Date) -> Result<Option<String>, StoreError> {
        let sql = "select login from account_token where hash = $1 and through_day >= $2 and revoked = 0";
        let rows = self.rows(sql, vec![hash.into(), day.to_string().into()]).await?;
        rows.first().map(|row| row.text("login")).transpose()
    }

    /// The accounts of an agency, by login.
    pub async fn accounts(&self, agency: &str) -> Result<Vec<AccountRow>, StoreError> {
        let sql = "select * from account where agency = $1 order by login";
        self.rows(sql, vec![agency.into()]).await?.iter().map(account_row).collect()
    }

    /// Is there any account?
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        Ok(!self.rows("select login from account limit 1", vec![]).await?.is_empty())
    }

    /// Rights a login holds on a day, stood-in ones too; none while disabled. Who stands in holds what the other
    /// still holds: a right that ended there has ended here.
    pub async fn grants_on(&self, login: &str, day: Date) -> Result<Vec<GrantRow>, StoreError> {
        let sql = "select account_role.login, role, account_role.agency, null as from_login
                   from account_role join account on account.login = account_role.login
                   where account_role.login = $1 and disabled = 0
                   union all
                   select account_delegation.login, account_delegation.role, account_delegation.agency, from_login
                   from account_delegation join account on account.login = account_delegation.login
                   join account giver on giver.login = from_login
                   join account_role own on own.login = from_login and own.role = account_delegation.role
                     and own.agency = account_delegation.agency
                   where account_delegation.login = $1 and account.disabled = 0 and giver.disabled = 0
                     and since <= $2 and (until is null or until >= $2)";
        let rows = self.rows(sql, vec![login.into(), day.to_string().into()]).await?;
        let mut grants = rows.iter().map(grant_row).collect::<Result<Vec<_>, _>>()?;
        grants.sort();
        Ok(grants)
    }

    /// Who holds a role of their own in exactly this agency and may sign in.
    pub async fn holders(&self, agency: &str, role: Role) -> Result<Vec<AccountRow>, StoreError> {
        let sql = "select account.* from account_role join account on account.login = account_role.login
                   where account_role.agency = $1 and role = $2 and disabled = 0 order by account.login";
        self.rows(sql, vec![agency.into(), role.key().into()]).await?.iter().map(account_row).collect()
    }

    /// The notice in force for each year that was loaded.
    pub async fn calendar_notices(&self) -> Result<Vec<NoticeRow>, StoreError> {
        let sql = "select * from calendar_notice
                   where version = (select max(other.version) from calendar_notice other
                                    where other.year = calendar_notice.year)
                   order by year";
        let notice = |row: &Row| {
            Ok(NoticeRow {
                year: small(row, "year")?,
                version: small(row, "version")?,
                blob: row.text("blob")?,
                source: row.text("source")?,
                loaded_at: row.instant("loaded_at")?,
            })
        };
        self.rows(sql, vec![]).await?.iter().map(notice).collect()
    }

    /// Agencies' own days.
    pub async fn calendar_days(&self) -> Result<Vec<AgencyDayRow>, StoreError> {
        let sql = "select * from calendar_day order by agency, day";
        let day = |row: &Row| {
            Ok(AgencyDayRow {
                agency: row.text("agency")?,
                day: row.date("day")?,
                is_workday: row.flag("workday")?,
                name: row.text("name")?,
                source: row.text("source")?,
            })
        };
        self.rows(sql, vec![]).await?.iter().map(day).collect()
    }

    async fn rows(&self, sql: &str, params: Vec<Param>) -> Result<Vec<Row>, StoreError> {
        self.query(Bound::new(sql, params)).await
    }
}

fn agency_row(row: &Row) -> Result<AgencyRow, StoreError> {
    Ok(AgencyRow {
        code: row.text("code")?,
        name: row.text("name")?,
        short_name: row.text("short_name")?,
        kind: code(row, "kind", AgencyKind::from_key)?,
        level: code(row, "level", AgencyLevel::from_key)?,
        region: row.text("region")?,
        parent: row.opt_text("parent")?,
        credit_code: row.opt_text("credit_code")?,
        ended_on: row.opt_date("ended_on")?,
        successors: json(row, "successors")?,
        address: row.text("address")?,
        postcode: row.text("postcode")?,
        office_hours: row.text("office_hours")?,
        phone: row.text("phone")?,
        fax: row.text("fax")?,
        internet_contact: row.text("internet_contact")?,
        unit_name: row.text("unit_name")?,
        unit_head: row.text("unit_head")?,
        section: row.opt_text("section")?,
        officer: row.opt_text("officer")?,
        deputy: row.opt_text("deputy")?,
        settings: json(row, "settings")?,
        updated_at: row.instant("updated_at")?,
    })
}

fn column_row(row: &Row) -> Result<ColumnRow, StoreError> {
    Ok(ColumnRow {
        slug: row.text("slug")?,
        name: row.text("name")?,
        column_type: row.text("column_type")?,
        description: row.text("description")?,
        category: row.opt_text("category")?,
        rhythm: code(row, "rhythm", RhythmKind::from_key)?,
        due_every_days: opt_small(row, "due_every_days")?,
        review_levels: opt_small(row, "review_levels")?,
        closed: row.flag("closed")?,
    })
}

fn account_row(row: &Row) -> Result<AccountRow, StoreError> {
    Ok(AccountRow {
        login: row.text("login")?,
        name: row.text("name")?,
        agency: row.text("agency")?,
        section: row.opt_text("section")?,
        disabled: row.flag("disabled")?,
    })
}

fn grant_row(row: &Row) -> Result<GrantRow, StoreError> {
    Ok(GrantRow {
        login: row.text("login")?,
        role: code(row, "role", Role::from_key)?,
        agency: row.text("agency")?,
        from: row.opt_text("from_login")?,
    })
}

fn wrong(column: &str, problem: &str) -> StoreError {
    StoreError::Column { column: column.to_owned(), problem: problem.to_owned() }
}

/// A code in `column`, read by its key.
pub(crate) fn code<T>(row: &Row, column: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    read(&row.text(column)?).ok_or_else(|| wrong(column, "holds no known code"))
}

/// A code in `column`, if any.
pub(crate) fn opt_code<T>(
    row: &Row,
    column: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let Some(key) = row.opt_text(column)? else { return Ok(None) };
    read(&key).map(Some).ok_or_else(|| wrong(column, "holds no known code"))
}

/// JSON in `column`.
pub(crate) fn json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T, StoreError> {
    serde_json::from_str(&row.text(column)?).map_err(|error| wrong(column, &error.to_string()))
}

/// A number in `column` of a smaller type.
pub(crate) fn small<T: TryFrom<i64>>(row: &Row, column: &str) -> Result<T, StoreError> {
    opt_small(row, column)?.ok_or_else(|| wrong(column, "is null"))
}

/// A number in `column` of a smaller type, if any.
pub(crate) fn opt_small<T: TryFrom<i64>>(row: &Row, column: &str) -> Result<Option<T>, StoreError> {
    let number = row.opt_int(column)?;
    number.map(|number| T::try_from(number).map_err(|_| wrong(column, "is out of range"))).transpose()
}
