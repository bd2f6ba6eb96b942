//! Bringing along the items of an old site from a file of rows (迁移表) with the files it names, row by row, again and
//! again: what is wrong with one row stops no other, and a row that is in already is not taken twice.

use std::collections::BTreeSet;

use gongkai_agency::Agency;
use gongkai_document::table::{Row, Table};
use gongkai_publication::{Attachment, Attribute, Content, Genre, LegalKind, NewValidity, Origin, Validity};
use gongkai_statute::{RhythmKind, codes};
use jiff::civil::Date;

use super::files::{clean_file, read_body};
use super::import::{LegacyItem, LegacyNumber, OldSite, TOGETHER};
use crate::registers::{FileFormat, RegisterFile};
use crate::rows::{BadCell, Cells, FileColumn, Heads, one_of, template};
use crate::{Actor, App, AppError, instant_of};

/// Words for a picture of an old page that has none of its own.
const PICTURE: &str = "原文图片（原网站没有文字说明）";
/// Pictures of one body that get these words at most.
const PICTURES: usize = 200;

codes! {
    /// A column of the file.
    ItemColumn {
        Source = "source", "原网址或者原编号";
        Title = "title", "标题";
        Published = "published", "发布日期";
        Column = "column", "栏目";
        Body = "body", "正文";
        BodyFile = "body_file", "正文文件";
        Attachments = "attachments", "附件";
        IndexNumber = "index_number", "索引号";
        DocumentNumber = "document_number", "发文字号";
        Registration = "registration_number", "统一编号";
        Issuer = "issuer", "发布机构";
        JointIssuers = "joint_issuers", "联合制作机关";
        Generated = "generated_on", "生成日期";
        Summary = "summary", "内容概述";
        Categories = "categories", "法定类别";
        Keywords = "keywords", "关键词";
        Genre = "genre", "体裁";
        LegalKind = "legal_kind", "文件性质";
        Theme = "theme", "主题分类";
        Effective = "effective_on", "施行日期";
        Expires = "expires_on", "失效日期";
        Validity = "validity", "有效性";
        ValidityOn = "validity_on", "效力变更日期";
        ValidityAct = "validity_act", "效力变更依据";
    }
}

impl FileColumn for ItemColumn {
    const ALL: &'static [ItemColumn] = ItemColumn::ALL;

    fn label(self) -> &'static str {
        ItemColumn::label(self)
    }

    fn is_required(self) -> bool {
        matches!(self, ItemColumn::Source | ItemColumn::Title | ItemColumn::Published)
    }

    fn hint(self) -> String {
        match self {
            ItemColumn::Source => {
                "在原网站的网址或者编号，每条不同；再次导入时据此识别，已经迁移的不重复。".to_owned()
            }
            ItemColumn::Title => "不超过 200 字。".to_owned(),
            ItemColumn::Published => "在原网站的发布日期，例如 2019-12-31。".to_owned(),
            ItemColumn::Column => "本平台的栏目名称或者代码；不填的用导入时指定的栏目。".to_owned(),
            ItemColumn::Body => {
                "正文的 HTML 或者文字；长的写进文件，填在“正文文件”。与“正文文件”必填其一。".to_owned()
            }
            ItemColumn::BodyFile => {
                "正文文件的名称（DOCX、HTML、Markdown、TXT），在附带文件夹中。".to_owned()
            }
            ItemColumn::Attachments => {
                "附件的名称，在附带文件夹中，多个用分号分开；隐藏信息自动去除。".to_owned()
            }
            ItemColumn::IndexNumber => "沿用原索引号的填写；不填的按本机关格式重新编号。".to_owned(),
            ItemColumn::DocumentNumber => "例如 云经信〔2021〕5号。".to_owned(),
            ItemColumn::Registration => "行政规范性文件的统一编号。".to_owned(),
            ItemColumn::Issuer => "规范名称；不填的为本机关在生成日期时的名称。".to_owned(),
            ItemColumn::JointIssuers | ItemColumn::Keywords => "多个用分号分开。".to_owned(),
            ItemColumn::Generated => "成文日期；不填的为发布日期。".to_owned(),
            ItemColumn::Summary => "不超过 150 字。".to_owned(),
            ItemColumn::Categories => {
                "条例第20、21条的类别代码，例如 A20-01，多个用分号分开；不填的用栏目的。".to_owned()
            }
            ItemColumn::Genre => one_of(Genre::ALL.iter().map(|one| one.label())),
            ItemColumn::LegalKind => one_of(LegalKind::ALL.iter().map(|one| one.label())),
            ItemColumn::Theme => "主题分类的名称。".to_owned(),
            ItemColumn::Effective | ItemColumn::Expires => "文件写明的填写，例如 2022-01-01。".to_owned(),
            ItemColumn::Validity => {
                format!(
                    "不是现行有效的，还要填写变更日期和依据。{}",
                    one_of(Validity::ALL.iter().map(|one| one.label()))
                )
            }
            ItemColumn::ValidityOn => "自哪一天起修改、失效、废止。".to_owned(),
            ItemColumn::ValidityAct => "据以变更的文件名称和文号；自动失效的写有效期条款。".to_owned(),
        }
    }

    fn width(self) -> u16 {
        match self {
            ItemColumn::Title | ItemColumn::Body => 50,
            ItemColumn::Source | ItemColumn::Attachments | ItemColumn::ValidityAct | ItemColumn::Summary => {
                30
            }
            ItemColumn::Issuer | ItemColumn::BodyFile | ItemColumn::DocumentNumber => 22,
            _ => 14,
        }
    }
}

/// An empty file to fill in.
///
/// # Errors
///
/// [`AppError`] when the workbook cannot be written.
pub fn item_template(format: FileFormat, today: Date) -> Result<RegisterFile, AppError> {
    template::<ItemColumn>("信息迁移表", "迁移", format, today)
}

/// What is told while a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemTold {
    /// A row was taken over, or could be; what was changed or left out on the way.
    Good {
        /// The row.
        row: u64,
        /// In words.
        notes: Vec<String>,
    },
    /// It was taken over before.
    Known {
        /// The row.
        row: u64,
    },
    /// It is left out.
    Bad {
        /// The row.
        row: u64,
        /// Everything that is wrong with it.
        cells: Vec<BadCell>,
    },
    /// So much of the file is done.
    Progress {
        /// Bytes read.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TableCounts {
    /// Rows below the head.
    pub rows: u64,
    /// Taken over.
    pub good: u64,
    /// Taken over before.
    pub known: u64,
    /// With something wrong.
    pub bad: u64,
}

/// What a row says.
struct Read {
    source: String,
    fields: Content,
    index_number: LegacyNumber,
    published_on: Date,
    body: String,
    body_file: Option<String>,
    attachments: Vec<String>,
    validity: Option<NewValidity>,
}

impl App {
    /// Takes over the rows of `table`, each for itself. `file` gives the bytes of a file that a row names.
    ///
    /// # Errors
    ///
    /// A wrong head is an error of the field `file`; wrong rows are told and left out.
    pub async fn import_item_table(
        &self,
        actor: &Actor,
        how: &OldSite,
        mut table: Table,
        file: &(dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync),
        mut tell: impl FnMut(ItemTold) + Send,
    ) -> Result<TableCounts, AppError> {
        let agency = self.agency_state(&how.agency).await?;
        agency.active()?;
        if how.column.as_ref().is_some_and(|column| !agency.columns.contains_key(column)) {
            return Err(AppError::field("column", "没有这个栏目，请从本机关的栏目中选择。"));
        }
        let damaged = |error: gongkai_document::DocumentError| AppError::field("file", format!("{error}。"));
        let head = table.next().transpose().map_err(damaged)?;
        let head = head.ok_or_else(|| AppError::field("file", "文件是空的，应有一行表头。"))?;
        let heads = Heads::<ItemColumn>::read(&head)?;
        let mut known: BTreeSet<String> = self.store.item_sources(&how.agency).await?.into_iter().collect();
        let mut numbers = BTreeSet::new();
        let mut counts = TableCounts::default();
        let mut waiting = Vec::new();
        while let Some(row) = table.next() {
            let row = row.map_err(damaged)?;
            counts.rows += 1;
            let told = match self.item_of_row(how, &agency, &heads, &row, &known, &mut numbers, file).await? {
                Ok(None) => ItemTold::Known { row: row.number },
                Ok(Some((item, notes))) => {
                    known.insert(item.source.clone());
                    waiting.push(item);
                    ItemTold::Good { row: row.number, notes }
                }
                Err(cells) => ItemTold::Bad { row: row.number, cells },
            };
            match &told {
                ItemTold::Good { .. } => counts.good += 1,
                ItemTold::Known { .. } => counts.known += 1,
                ItemTold::Bad { .. } => counts.bad += 1,
                ItemTold::Progress { .. } => {}
            }
            tell(told);
            if waiting.len() >= TOGETHER {
                self.take_over(actor, how, std::mem::take(&mut waiting)).await?;
                let (done, total) = table.progress();
                tell(ItemTold::Progress { done, total });
            }
        }
        self.take_over(actor, how, waiting).await?;
        Ok(counts)
    }

    /// The item of a row with what was changed on the way; none when it is in already.
    #[expect(clippy::too_many_arguments, reason = "what one row is held against")]
    async fn item_of_row(
        &self,
        how: &OldSite,
        agency: &Agency,
        heads: &Heads<ItemColumn>,
        row: &Row,
        known: &BTreeSet<String>,
        numbers: &mut BTreeSet<String>,
        file: &(dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync),
    ) -> Result<Result<Option<(LegacyItem, Vec<String>)>, Vec<BadCell>>, AppError> {
        let mut read = match read(row, heads, agency, how.column.as_deref(), self.today()) {
            Ok(read) if known.contains(&read.source) => return Ok(Ok(None)),
            Ok(read) => read,
            Err(bad) => return Ok(Err(bad)),
        };
        let bad = |column, message: String| Ok(Err(vec![heads.bad(Some(column), message)]));
        if let LegacyNumber::Brought(number) = &read.index_number
            && (!numbers.insert(number.clone()) || self.store.item_by_index(number).await?.is_some())
        {
            return bad(
                ItemColumn::IndexNumber,
                format!("索引号 {number} 已被使用，请核对或者留空重新编号。"),
            );
        }
        let place = format!("import/{}", how.agency);
        let texts = [("title", read.fields.title.as_str()), ("summary", read.fields.summary.as_str())];
        if let Err(AppError::Fields(fields)) = self.fit_texts(&place, &texts).await {
            return bad(ItemColumn::Title, words(fields));
        }
        let (name, bytes, column) = if let Some(name) = &read.body_file {
            let Some(bytes) = file(name) else {
                return bad(ItemColumn::BodyFile, format!("附带文件夹中没有“{name}”。"));
            };
            (name.clone(), bytes, ItemColumn::BodyFile)
        } else {
            let is_page = gongkai_document::web::looks_like_page(&read.body);
            let name = if is_page { "body.html" } else { "body.txt" };
            (name.to_owned(), std::mem::take(&mut read.body).into_bytes(), ItemColumn::Body)
        };
        let alternatives = vec![PICTURE.to_owned(); PICTURES];
        let body = match self.fit_case_file(&place, "body", &name, &bytes).await {
            Ok(()) => read_body("body", &name, &bytes, &alternatives).await,
            Err(error) => Err(error),
        };
        let (body, mut notes) = match body {
            Ok(body) => body,
            Err(AppError::Fields(fields)) => return bad(column, words(fields)),
            Err(error) => return Err(error),
        };
        for name in &read.attachments {
            let Some(bytes) = file(name) else {
                return bad(ItemColumn::Attachments, format!("附带文件夹中没有“{name}”。"));
            };
            let shown = name.rsplit(['/', '\\']).next().unwrap_or(name);
            let cleaned = match self.fit_case_file(&place, "file", shown, &bytes).await {
                Ok(()) => clean_file("file", shown, &bytes).await,
                Err(error) => Err(error),
            };
            let (clean, media_type, told) = match cleaned {
                Ok(cleaned) => cleaned,
                Err(AppError::Fields(fields)) => {
                    return bad(ItemColumn::Attachments, format!("“{name}”：{}", words(fields)));
                }
                Err(error) => return Err(error),
            };
            notes.extend(told.into_iter().map(|note| format!("{shown}：{note}")));
            let size_bytes = u64::try_from(clean.len()).unwrap_or(u64::MAX);
            let blob = if how.dry_run { "0".repeat(64) } else { self.keep_content(clean).await? };
            let media_type = media_type.to_owned();
            read.fields.attachments.push(Attachment { name: shown.to_owned(), blob, media_type, size_bytes });
        }
        let item = LegacyItem {
            index_number: read.index_number,
            fields: read.fields,
            body,
            published_at: instant_of(read.published_on.at(9, 0, 0, 0)),
            source: read.source,
            validity: read.validity,
        };
        if let Err(faults) = self.check_legacy(agency, &item) {
            let cells = faults.into_iter().map(|fault| heads.bad(column_of(fault.field), fault.message));
            return Ok(Err(cells.collect()));
        }
        Ok(Ok(Some((item, notes))))
    }
}

fn words(fields: Vec<crate::FieldError>) -> String {
    fields.into_iter().map(|field| field.message).collect()
}

/// The column that fills a field.
fn column_of(field: &str) -> Option<ItemColumn> {
    ItemColumn::from_key(field)
}

fn split(text: &str) -> Vec<String> {
    text.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Reads a row; every wrong cell is told.
fn read(
    row: &Row,
    heads: &Heads<ItemColumn>,
    agency: &Agency,
    usual: Option<&str>,
    today: Date,
) -> Result<Read, Vec<BadCell>> {
    use ItemColumn as C;
    let mut cells = Cells::new(row, heads, today);
    let source = cells.required(C::Source, 500);
    let title = cells.required(C::Title, 200);
    cells.required(C::Published, 40);
    let published_on = cells.day(C::Published, None);
    let generated_on = cells.day(C::Generated, None);
    let (effective_on, expires_on) = (cells.later_day(C::Effective), cells.later_day(C::Expires));
    let body = cells.text(C::Body, 1_000_000);
    let body_file = cells.optional(C::BodyFile, 300);
    if body.is_empty() && body_file.is_none() {
        cells.fail(C::Body, "正文和正文文件都没有填写，必填其一。");
    }
    if !body.is_empty() && body_file.is_some() {
        cells.fail(C::BodyFile, "正文和正文文件都填写了，请只留一个。");
    }
    let named = cells.optional(C::Column, 60);
    let column = match &named {
        Some(name) => agency
            .columns
            .values()
            .find(|column| column.slug == *name || column.name == *name)
            .map(|column| column.slug.clone()),
        None => usual.map(str::to_owned),
    };
    if column.is_none() {
        cells.fail(
            C::Column,
            match named {
                Some(name) => format!("没有栏目“{name}”，请填写本机关的栏目名称或者代码。"),
                None => "没有填写栏目，导入时也没有指定。".to_owned(),
            },
        );
    }
    let validity = validity(&mut cells);
    let genre = cells.choice(C::Genre, Genre::ALL, Genre::label, Genre::key);
    let legal_kind = cells.choice(C::LegalKind, LegalKind::ALL, LegalKind::label, LegalKind::key);
    let index_number = cells.optional(C::IndexNumber, 100);
    let attachments = split(&cells.text(C::Attachments, 5_000));
    let rhythm = column.as_ref().and_then(|slug| agency.columns.get(slug)).map(|column| column.rhythm);
    let fields = Content {
        title,
        summary: cells.text(C::Summary, gongkai_publication::SUMMARY_CHARACTERS),
        body: String::new(),
        attachments: Vec::new(),
        document_number: cells.optional(C::DocumentNumber, 100),
        registration_number: cells.optional(C::Registration, 100),
        issuer: cells.text(C::Issuer, 200),
        joint_issuers: split(&cells.text(C::JointIssuers, 2_000)),
        origin: Origin::Made,
        generated_on: generated_on.or(published_on).unwrap_or(today),
        categories: split(&cells.text(C::Categories, 500)),
        column: column.unwrap_or_default(),
        theme: cells.optional(C::Theme, 100),
        genre,
        legal_kind,
        keywords: split(&cells.text(C::Keywords, 500)),
        attribute: Attribute::Proactive,
        ground: None,
        ground_note: None,
        rhythm: rhythm.map_or("", RhythmKind::key).to_owned(),
        section: None,
        interprets: None,
        from_request: None,
        effective_on,
        expires_on,
    };
    match published_on {
        Some(published_on) if cells.bad.is_empty() => Ok(Read {
            source,
            fields,
            index_number: index_number.map_or(LegacyNumber::New, LegacyNumber::Brought),
            published_on,
            body,
            body_file,
            attachments,
            validity,
        }),
        _ => Err(cells.bad),
    }
}

/// Out of force: since when and by what.
fn validity(cells: &mut Cells<'_, ItemColumn>) -> Option<NewValidity> {
    use ItemColumn as C;
    let validity = cells.choice(C::Validity, Validity::ALL, Validity::label, Validity::key);
    let on = cells.day(C::ValidityOn, None);
    let act = cells.text(C::ValidityAct, 300);
    match validity {
        None | Some(Validity::InForce) => {
            if on.is_some() || !act.is_empty() {
                cells.fail(C::Validity, "写了效力变更的日期或者依据，有效性应填已修改、失效或者废止。");
            }
            None
        }
        Some(validity) => {
            if on.is_none() {
                cells.fail(C::ValidityOn, "不是现行有效的，请填写变更日期。");
            }
            if act.is_empty() {
                cells.fail(C::ValidityAct, "不是现行有效的，请填写依据的文件；自动失效的写有效期条款。");
            }
            on.map(|on| NewValidity { validity, on, act, act_item: None })
        }
    }
}
