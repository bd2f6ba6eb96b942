//! Lists of what is to be public (主动公开基本目录、基层政务公开标准目录): brought in as a file, kept by edition, and held
//! against what is public.

use std::collections::BTreeMap;

use gongkai_agency::{Agency, Role};
use gongkai_document::table::{Row, Table};
use gongkai_document::write::WriteError;
use gongkai_document::write::sheet::{BYTE_ORDER_MARK, Book, Cell, Head, csv_line};
use gongkai_publication::{
    EntryState, EntryWay, Filing, FilingEvent, Inventory, InventoryEdition, InventoryEntry, InventoryEvent,
    InventoryKind, MOST_ENTRIES, adopt_inventory, end_inventory, entry_state, file_under,
};
use gongkai_statute::codes;
use gongkai_store::inventory::InventoryRow;
use gongkai_store::publication::Facet;
use jiff::civil::Date;

use crate::registers::{FileFormat, RegisterFile};
use crate::rows::{BadCell, Cells, FileColumn, Heads, one_of, template};
use crate::{Actor, Aggregate, App, AppError, FieldError, stream_write};

impl Aggregate for Inventory {
    const AREA: &'static str = "inventory";
    type Event = InventoryEvent;

    fn apply(&mut self, event: &InventoryEvent) {
        Inventory::apply(self, event);
    }
}

impl Aggregate for Filing {
    const AREA: &'static str = "filing";
    type Event = FilingEvent;

    fn apply(&mut self, event: &FilingEvent) {
        Filing::apply(self, event);
    }
}

/// Who keeps lists.
const KEEPERS: &[Role] = &[Role::Officer];
/// Who files items.
const FILERS: &[Role] = &[Role::Officer, Role::Author];
/// How often a number is taken anew.
const ATTEMPTS: u32 = 16;
/// Wrong rows told at once.
const WRONG_ROWS: usize = 20;
/// Items filed in one act.
const MOST_AT_ONCE: usize = 100;

codes! {
    /// A column of the file; heads as the standard lists print them.
    EntryColumn {
        Code = "code", "序号";
        Matter = "matter", "一级事项";
        Submatter = "submatter", "二级事项";
        Content = "content", "公开内容（要素）";
        Basis = "basis", "公开依据";
        Within = "within", "公开时限";
        Months = "months", "更新周期（月）";
        Subject = "subject", "公开主体";
        Channels = "channels", "公开渠道和载体";
        Audience = "audience", "公开对象";
        Way = "way", "公开方式";
        Column = "column", "对应栏目";
    }
}

impl FileColumn for EntryColumn {
    const ALL: &'static [EntryColumn] = EntryColumn::ALL;

    fn label(self) -> &'static str {
        EntryColumn::label(self)
    }

    fn is_required(self) -> bool {
        matches!(self, EntryColumn::Code | EntryColumn::Matter)
    }

    fn hint(self) -> String {
        match self {
            EntryColumn::Code => "目录中的序号，例如 3 或者 A-03，每项不同。".to_owned(),
            EntryColumn::Matter => "公开事项；分两级的填一级。".to_owned(),
            EntryColumn::Submatter | EntryColumn::Content | EntryColumn::Basis | EntryColumn::Within => {
                "照目录填写。".to_owned()
            }
            EntryColumn::Months => "最近一条信息超过几个月算久未更新，填数字；不填的按机关设置。".to_owned(),
            EntryColumn::Subject | EntryColumn::Channels => "照目录填写。".to_owned(),
            EntryColumn::Audience => "例如 全社会、特定群众。".to_owned(),
            EntryColumn::Way => {
                format!(
                    "依申请的不要求有信息；不填的为主动。{}",
                    one_of(EntryWay::ALL.iter().map(|it| it.label()))
                )
            }
            EntryColumn::Column => {
                "本机关栏目的名称或者代码：这个栏目的信息都属于这一项。不填的逐条登记。".to_owned()
            }
        }
    }

    fn width(self) -> u16 {
        match self {
            EntryColumn::Content | EntryColumn::Basis => 50,
            EntryColumn::Matter | EntryColumn::Submatter | EntryColumn::Within | EntryColumn::Channels => 24,
            _ => 12,
        }
    }
}

/// An edition as the officer hands it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInventory {
    /// The list it is an edition of; a new list when there is none.
    pub number: Option<u64>,
    /// Which kind of list.
    pub kind: InventoryKind,
    /// What it is called.
    pub title: String,
    /// By whom and with which number it was issued.
    pub authority: String,
    /// First day on which it applies.
    pub from: Date,
}

/// How one entry is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryCover {
    /// The entry.
    pub entry: InventoryEntry,
    /// How many items are public.
    pub items: u64,
    /// Day of the newest.
    pub newest: Option<Date>,
    /// How it stands today.
    pub state: EntryState,
}

/// How a list is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryCover {
    /// The list.
    pub row: InventoryRow,
    /// Its entries, in order.
    pub entries: Vec<EntryCover>,
}

impl InventoryCover {
    /// How many entries stand so.
    pub fn count(&self, state: EntryState) -> usize {
        self.entries.iter().filter(|one| one.state == state).count()
    }
}

/// An empty file to fill in.
///
/// # Errors
///
/// [`AppError`] when the workbook cannot be written.
pub fn inventory_template(format: FileFormat, today: Date) -> Result<RegisterFile, AppError> {
    template::<EntryColumn>("公开目录清单", "目录", format, today)
}

impl App {
    /// Adopts an edition from a file of entries; the number of the list. Everything that is wrong with the file is told
    /// at once, and then nothing is recorded.
    pub async fn adopt_inventory(
        &self,
        actor: &Actor,
        agency: &str,
        new: NewInventory,
        table: Table,
    ) -> Result<u64, AppError> {
        self.permit_in_tree(actor, KEEPERS, agency).await?;
        let state = self.agency_state(agency).await?;
        state.active()?;
        let entries = entries(table, &state, self.today())?;
        let edition = InventoryEdition {
            agency: agency.to_owned(),
            edition: 0,
            kind_of: new.kind,
            title: new.title.trim().to_owned(),
            authority: new.authority.trim().to_owned(),
            from: new.from,
            entries,
            by: String::new(),
        };
        let context = self.publication_context(actor);
        if let Some(number) = new.number {
            let id = format!("{agency}/{number}");
            self.load_existing::<Inventory>(&id).await?;
            self.update::<Inventory, _, _>(actor, &id, |it| adopt_inventory(it, edition.clone(), &context))
                .await?;
            return Ok(number);
        }
        let events = adopt_inventory(&Inventory::default(), edition, &context)?;
        for _ in 0..ATTEMPTS {
            let number = self.store.next_inventory_number(agency).await?;
            let write = stream_write::<Inventory>(
                &format!("{agency}/{number}"),
                gongkai_journal::Version(0),
                &events,
            )?;
            if self.try_append(actor, vec![write]).await? {
                return Ok(number);
            }
        }
        Err(AppError::Busy(format!("inventory/{agency}")))
    }

    /// Ends a list.
    pub async fn end_inventory(
        &self,
        actor: &Actor,
        agency: &str,
        number: u64,
        reason: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, KEEPERS, agency).await?;
        let id = format!("{agency}/{number}");
        self.load_existing::<Inventory>(&id).await?;
        let context = self.publication_context(actor);
        self.update::<Inventory, _, _>(actor, &id, |it| end_inventory(it, reason, &context)).await?;
        Ok(())
    }

    /// Files items under an entry, or takes them away from there: ids or index numbers of the agency.
    pub async fn file_items(
        &self,
        actor: &Actor,
        agency: &str,
        number: u64,
        code: &str,
        items: &[String],
        is_there: bool,
    ) -> Result<usize, AppError> {
        self.permit_in_tree(actor, FILERS, agency).await?;
        let entries = self.store.inventory_entries(agency, number).await?;
        let entry = entries.iter().find(|entry| entry.code == code).ok_or(AppError::NotFound)?;
        if entry.column.is_some() {
            let text = "这一项对应一个栏目，栏目的信息自动归入，不需要逐条登记。";
            return Err(AppError::refused("entry_by_column", text));
        }
        if items.is_empty() || items.len() > MOST_AT_ONCE {
            return Err(AppError::field(
                "items",
                format!("请填写1至{MOST_AT_ONCE}条信息的索引号，一行一条。"),
            ));
        }
        let hidden = self.hidden_items(actor, agency).await?;
        // All are looked up before the first is filed.
        let mut ids = Vec::with_capacity(items.len());
        for item in items {
            let known = self.own_item(agency, item).await?.filter(|row| !hidden.contains(&row.id));
            let Some(row) = known else {
                let text = format!("本机关没有信息“{item}”，请核对索引号或者条目编号。");
                return Err(AppError::field("items", text));
            };
            ids.push(row.id);
        }
        let entry = key_of(number, code);
        let context = self.publication_context(actor);
        let mut changed = 0;
        for id in ids {
            let events = self
                .update::<Filing, _, _>(actor, &id, |filing| file_under(filing, &entry, is_there, &context))
                .await?;
            changed += usize::from(!events.is_empty());
        }
        Ok(changed)
    }

    /// How an agency keeps one of its lists; nothing when there is none.
    pub async fn inventory_cover(
        &self,
        agency: &str,
        number: u64,
    ) -> Result<Option<InventoryCover>, AppError> {
        let rows = self.store.inventories(agency).await?;
        let Some(row) = rows.into_iter().find(|row| row.number == number) else { return Ok(None) };
        let stock = self.stock_by_key(agency).await?;
        Ok(Some(self.cover(agency, row, &stock).await?))
    }

    /// How an agency keeps all its lists that apply.
    pub async fn inventory_covers(&self, agency: &str) -> Result<Vec<InventoryCover>, AppError> {
        let stock = self.stock_by_key(agency).await?;
        let mut covers = Vec::new();
        for row in self.store.inventories(agency).await? {
            if row.ended.is_none() {
                covers.push(self.cover(agency, row, &stock).await?);
            }
        }
        Ok(covers)
    }

    async fn cover(
        &self,
        agency: &str,
        row: InventoryRow,
        stock: &BTreeMap<(bool, String), (u64, Option<Date>)>,
    ) -> Result<InventoryCover, AppError> {
        let usual = self.store.agency(agency).await?.ok_or(AppError::NotFound)?.settings.items.stale_months;
        let entries = self.store.inventory_entries(agency, row.number).await?;
        let entries = entries.into_iter().map(|entry| {
            let key = match &entry.column {
                Some(column) => (true, column.clone()),
                None => (false, key_of(row.number, &entry.code)),
            };
            let (items, newest) = stock.get(&key).copied().unwrap_or_default();
            let newest = newest.filter(|_| items > 0);
            let state = entry_state(&entry, newest, usual, self.today());
            EntryCover { entry, items, newest, state }
        });
        Ok(InventoryCover { entries: entries.collect(), row })
    }

    /// What is public by column (`true`) and by entry.
    async fn stock_by_key(
        &self,
        agency: &str,
    ) -> Result<BTreeMap<(bool, String), (u64, Option<Date>)>, AppError> {
        let stock = self.store.item_stock(agency).await?;
        Ok(stock
            .into_iter()
            .filter(|row| matches!(row.facet, Facet::Column | Facet::Entry))
            .map(|row| ((row.facet == Facet::Column, row.key), (row.items, row.last_published_on)))
            .collect())
    }

    /// A list as a file that can be handed in again, with how each entry is kept.
    pub async fn inventory_file(
        &self,
        agency: &str,
        number: u64,
        format: FileFormat,
    ) -> Result<RegisterFile, AppError> {
        let cover = self.inventory_cover(agency, number).await?.ok_or(AppError::NotFound)?;
        let columns = self.store.columns(agency).await?;
        let rows = cover.entries.iter().map(|one| {
            let entry = &one.entry;
            let column = entry.column.as_ref().map(|slug| {
                let known = columns.iter().find(|column| column.slug == *slug);
                known.map_or_else(|| slug.clone(), |column| column.name.clone())
            });
            let way = if entry.on_request { EntryWay::OnRequest } else { EntryWay::Proactive };
            vec![
                Cell::text(&entry.code),
                Cell::text(&entry.matter),
                Cell::text(&entry.submatter),
                Cell::text(&entry.content),
                Cell::text(&entry.basis),
                Cell::text(&entry.within),
                entry.months.map_or_else(|| Cell::text(""), |months| Cell::Count(months.into())),
                Cell::text(&entry.subject),
                Cell::text(&entry.channels),
                Cell::text(&entry.audience),
                Cell::text(way.label()),
                Cell::text(column.unwrap_or_default()),
            ]
        });
        let bytes = match format {
            FileFormat::Csv => {
                let mut text = BYTE_ORDER_MARK.to_owned();
                text.push_str(&csv_line(EntryColumn::ALL.iter().map(|column| Cell::text(column.label()))));
                for row in rows {
                    text.push_str(&csv_line(row));
                }
                text.into_bytes()
            }
            FileFormat::Xlsx => {
                let broken = |error: WriteError| AppError::Inconsistent(error.to_string());
                let heads: Vec<Head> = EntryColumn::ALL
                    .iter()
                    .map(|column| Head { label: column.label(), width: column.width() })
                    .collect();
                let mut book = Book::new(&cover.row.title, self.today()).map_err(broken)?;
                book.sheet("目录", &heads, rows).map_err(broken)?;
                book.finish().map_err(broken)?
            }
        };
        Ok(RegisterFile { format, bytes })
    }
}

/// The key of an entry among all of the agency.
pub fn key_of(number: u64, code: &str) -> String {
    format!("{number}/{code}")
}

/// Reads the entries; everything that is wrong is told at once.
fn entries(mut table: Table, agency: &Agency, today: Date) -> Result<Vec<InventoryEntry>, AppError> {
    let damaged = |error: gongkai_document::DocumentError| AppError::field("file", format!("{error}。"));
    let head = table.next().transpose().map_err(damaged)?;
    let head = head.ok_or_else(|| AppError::field("file", "文件是空的，应有一行表头。"))?;
    let heads = Heads::<EntryColumn>::read(&head)?;
    let (mut entries, mut wrong) = (Vec::new(), Vec::new());
    for row in table {
        let row = row.map_err(damaged)?;
        match entry(&row, &heads, agency, today) {
            Ok(entry) => entries.push(entry),
            Err(bad) => {
                wrong.extend(bad.into_iter().map(|cell| format!("第 {} 行，{cell}", row.number)));
            }
        }
        if entries.len() > MOST_ENTRIES || wrong.len() > WRONG_ROWS {
            break;
        }
    }
    if wrong.is_empty() {
        return Ok(entries);
    }
    wrong.truncate(WRONG_ROWS);
    let fault = |message| FieldError { field: "file", message };
    Err(AppError::Fields(wrong.into_iter().map(fault).collect()))
}

fn entry(
    row: &Row,
    heads: &Heads<EntryColumn>,
    agency: &Agency,
    today: Date,
) -> Result<InventoryEntry, Vec<BadCell>> {
    use EntryColumn as C;
    let mut cells = Cells::new(row, heads, today);
    let code = cells.required(C::Code, 30);
    if code.contains(['/', '?', '#', '&']) {
        cells.fail(C::Code, "序号里不能有 / ? # & 这些符号。");
    }
    let months = cells.text(C::Months, 10);
    let read = months.parse::<u16>().ok().filter(|months| (1..=600).contains(months));
    if !months.is_empty() && read.is_none() {
        cells.fail(C::Months, format!("“{months}”不是1至600的数字。"));
    }
    let named = cells.optional(C::Column, 60);
    let column = named.as_ref().and_then(|name| {
        let known = agency.columns.values().find(|column| column.slug == *name || column.name == *name);
        known.map(|column| column.slug.clone())
    });
    if let (Some(name), None) = (&named, &column) {
        cells.fail(C::Column, format!("没有栏目“{name}”，请填写本机关的栏目名称或者代码。"));
    }
    let way = cells.choice(C::Way, EntryWay::ALL, EntryWay::label, EntryWay::key);
    let entry = InventoryEntry {
        code,
        matter: cells.required(C::Matter, 200),
        submatter: cells.text(C::Submatter, 200),
        content: cells.text(C::Content, 2_000),
        basis: cells.text(C::Basis, 2_000),
        within: cells.text(C::Within, 500),
        months: read,
        subject: cells.text(C::Subject, 200),
        channels: cells.text(C::Channels, 500),
        audience: cells.text(C::Audience, 200),
        on_request: way == Some(EntryWay::OnRequest),
        column,
    };
    if cells.bad.is_empty() { Ok(entry) } else { Err(cells.bad) }
}
