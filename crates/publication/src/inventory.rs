//! Lists of what is to be public (主动公开基本目录, 基层政务公开标准目录): versioned entries, and which of them have items.
//!
//! An entry is covered by a column of the agency as a whole, or by the items that were filed under it.

use gongkai_statute::codes;
use gongkai_statute::counting::add_months;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::reason::given;
use crate::{Context, Refusal};

/// Most entries of one list.
pub const MOST_ENTRIES: usize = 1_000;
/// Most entries an item is filed under.
const MOST_FILED: usize = 20;

codes! {
    /// Kinds of lists (目录种类).
    InventoryKind {
        Basic = "basic", "主动公开基本目录";
        Standard = "standard", "基层政务公开标准目录";
    }
}

codes! {
    /// How what an entry names is made public (公开方式).
    EntryWay {
        Proactive = "proactive", "主动";
        OnRequest = "on_request", "依申请";
    }
}

/// An event of stream `inventory/<agency>/<n>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum InventoryEvent {
    /// An edition of the list was adopted; the one before is superseded.
    #[serde(rename = "inventory.adopted.v1")]
    Adopted(InventoryEdition),
    /// The list no longer applies.
    #[serde(rename = "inventory.ended.v1")]
    Ended {
        /// Since when.
        on: Date,
        /// Why.
        reason: String,
        /// Login of the officer.
        by: String,
    },
}

/// An edition of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryEdition {
    /// The agency.
    pub agency: String,
    /// Its number, from 1.
    pub edition: u16,
    /// Which kind of list.
    #[serde(rename = "list_kind")]
    pub kind_of: InventoryKind,
    /// What it is called.
    pub title: String,
    /// By whom and with which number it was issued.
    pub authority: String,
    /// First day on which it applies.
    pub from: Date,
    /// Its entries, in order.
    pub entries: Vec<InventoryEntry>,
    /// Login of the officer.
    pub by: String,
}

/// An entry (目录事项).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryEntry {
    /// 序号, unique within the list.
    pub code: String,
    /// 一级事项
    pub matter: String,
    /// 二级事项; may be empty.
    pub submatter: String,
    /// 公开内容（要素）
    pub content: String,
    /// 公开依据
    pub basis: String,
    /// 公开时限, in words.
    pub within: String,
    /// Months after which the newest item is an old one; the agency's setting when there is none.
    pub months: Option<u16>,
    /// 公开主体
    pub subject: String,
    /// 公开渠道和载体
    pub channels: String,
    /// 公开对象
    pub audience: String,
    /// 公开方式: on request only; nothing is owed then.
    pub on_request: bool,
    /// The column whose items are it, its slug; those filed under the entry when there is none.
    pub column: Option<String>,
}

impl InventoryEntry {
    /// 事项 as lists show it.
    pub fn name(&self) -> String {
        if self.submatter.is_empty() {
            self.matter.clone()
        } else {
            format!("{}—{}", self.matter, self.submatter)
        }
    }
}

/// A list (公开目录清单).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The edition that applies; `None` when nothing was ever recorded.
    pub current: Option<InventoryEdition>,
    /// Why it no longer applies.
    pub ended: Option<String>,
}

impl Inventory {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &InventoryEvent) {
        match event {
            InventoryEvent::Adopted(edition) => self.current = Some(edition.clone()),
            InventoryEvent::Ended { reason, .. } => self.ended = Some(reason.clone()),
        }
    }
}

/// How an entry is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// No item.
    Empty,
    /// The newest item is older than it may be.
    Stale,
    /// There is one that is new enough.
    Kept,
    /// Public on request only: nothing is owed.
    OnRequest,
}

/// How an entry is kept, from the day of its newest item; `usual` are the months of the agency's setting.
pub fn entry_state(entry: &InventoryEntry, newest: Option<Date>, usual: u16, today: Date) -> EntryState {
    match newest {
        _ if entry.on_request => EntryState::OnRequest,
        None => EntryState::Empty,
        Some(on) if add_months(on, entry.months.unwrap_or(usual)) < today => EntryState::Stale,
        Some(_) => EntryState::Kept,
    }
}

/// Adopts an edition of a list (发布目录); its number is that after the last one.
///
/// # Errors
///
/// A [`Refusal`] when the list ended, its kind changes, it says too little, or two entries have one number.
pub fn adopt_inventory(
    inventory: &Inventory,
    edition: InventoryEdition,
    context: &Context,
) -> Result<Vec<InventoryEvent>, Refusal> {
    if inventory.ended.is_some() {
        return Err(Refusal::new("inventory_stands", "这份目录已经停用，请另行登记。"));
    }
    if edition.title.trim().is_empty() {
        return Err(Refusal::new("inventory_title", "请填写目录的名称。"));
    }
    if edition.entries.is_empty() || edition.entries.len() > MOST_ENTRIES {
        return Err(Refusal::new("inventory_entries", format!("目录应有1至{MOST_ENTRIES}项。")));
    }
    let mut codes: Vec<&str> = edition.entries.iter().map(|entry| entry.code.as_str()).collect();
    codes.sort_unstable();
    if let Some(twice) = codes.windows(2).find(|pair| matches!(pair, [one, other] if one == other)) {
        let code = twice.first().copied().unwrap_or_default();
        return Err(Refusal::new("inventory_codes", format!("序号“{code}”出现了两次，每项应有自己的序号。")));
    }
    if edition.entries.iter().any(|entry| entry.matter.trim().is_empty()) {
        return Err(Refusal::new("inventory_entries", "每一项都要写明公开事项。"));
    }
    let number = match &inventory.current {
        Some(current) if current.kind_of != edition.kind_of => {
            let text = format!("这份目录是{}，新的一版不能改变种类。", current.kind_of.label());
            return Err(Refusal::new("inventory_kind", text));
        }
        Some(current) if edition.from < current.from => {
            let text = format!("新的一版不能早于现行的一版（{}起）。", current.from);
            return Err(Refusal::new("inventory_from", text));
        }
        Some(current) => current.edition.saturating_add(1),
        None => 1,
    };
    let adopted = InventoryEdition { edition: number, by: context.by.clone(), ..edition };
    Ok(vec![InventoryEvent::Adopted(adopted)])
}

/// Ends a list (停用目录).
///
/// # Errors
///
/// A [`Refusal`] when there is none, it ended, or no reason is given.
pub fn end_inventory(
    inventory: &Inventory,
    reason: &str,
    context: &Context,
) -> Result<Vec<InventoryEvent>, Refusal> {
    if inventory.current.is_none() || inventory.ended.is_some() {
        return Err(Refusal::new("inventory_stands", "没有这份现行的目录。"));
    }
    let (reason, by) = (given(reason)?, context.by.clone());
    Ok(vec![InventoryEvent::Ended { on: context.today, reason, by }])
}

/// An event of stream `filing/<agency>/<n>`: under which entries an item is filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum FilingEvent {
    /// From now on under these, and no others.
    #[serde(rename = "filing.set.v1")]
    Set {
        /// `<number of the list>/<序号>` each, in order.
        entries: Vec<String>,
        /// Login of the officer.
        by: String,
    },
}

/// Under which entries an item is filed (归入的目录事项).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filing {
    /// `<number of the list>/<序号>` each, in order.
    pub entries: Vec<String>,
}

impl Filing {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &FilingEvent) {
        match event {
            FilingEvent::Set { entries, .. } => self.entries.clone_from(entries),
        }
    }
}

/// Files an item under an entry, or takes it away from there.
///
/// # Errors
///
/// A [`Refusal`] when it is filed under too many.
pub fn file_under(
    filing: &Filing,
    entry: &str,
    is_there: bool,
    context: &Context,
) -> Result<Vec<FilingEvent>, Refusal> {
    let mut entries = filing.entries.clone();
    entries.retain(|known| known != entry);
    if is_there {
        entries.push(entry.to_owned());
    }
    entries.sort_unstable();
    if entries.len() > MOST_FILED {
        return Err(Refusal::new("filed_under", format!("一条信息最多归入{MOST_FILED}个目录事项。")));
    }
    Ok(if entries == filing.entries {
        Vec::new()
    } else {
        vec![FilingEvent::Set { entries, by: context.by.clone() }]
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    fn by() -> Context {
        Context { by: "officer".to_owned(), now: Timestamp::UNIX_EPOCH, today: date(2021, 6, 1) }
    }

    fn entry(code: &str) -> InventoryEntry {
        InventoryEntry {
            code: code.to_owned(), matter: "财政信息".to_owned(), ..InventoryEntry::default()
        }
    }

    fn edition(from: Date, codes: &[&str]) -> InventoryEdition {
        InventoryEdition {
            agency: "a1".to_owned(),
            edition: 0,
            kind_of: InventoryKind::Basic,
            title: "主动公开基本目录".to_owned(),
            authority: String::new(),
            from,
            entries: codes.iter().map(|code| entry(code)).collect(),
            by: String::new(),
        }
    }

    #[test]
    fn editions_follow_each_other_and_numbers_are_unique() {
        let mut inventory = Inventory::default();
        let rule = |inventory: &Inventory, edition| {
            adopt_inventory(inventory, edition, &by()).map_err(|refusal| refusal.rule)
        };
        assert_eq!(
            rule(&inventory, edition(date(2021, 1, 1), &["1", "2", "1"])).unwrap_err(),
            "inventory_codes"
        );
        assert_eq!(rule(&inventory, edition(date(2021, 1, 1), &[])).unwrap_err(), "inventory_entries");
        for event in rule(&inventory, edition(date(2021, 1, 1), &["1", "2"])).unwrap() {
            inventory.apply(&event);
        }
        assert_eq!(rule(&inventory, edition(date(2020, 1, 1), &["1"])).unwrap_err(), "inventory_from");
        let other =
            InventoryEdition { kind_of: InventoryKind::Standard, ..edition(date(2022, 1, 1), &["1"]) };
        assert_eq!(rule(&inventory, other).unwrap_err(), "inventory_kind");
        for event in rule(&inventory, edition(date(2022, 1, 1), &["1"])).unwrap() {
            inventory.apply(&event);
        }
        assert_eq!(inventory.current.as_ref().unwrap().edition, 2);
        for event in end_inventory(&inventory, "并入新目录", &by()).unwrap() {
            inventory.apply(&event);
        }
        assert_eq!(rule(&inventory, edition(date(2023, 1, 1), &["1"])).unwrap_err(), "inventory_stands");
    }

    #[test]
    fn an_entry_is_empty_old_or_kept_by_its_own_months_or_the_agencys() {
        let today = date(2021, 6, 1);
        let mut one = entry("1");
        assert_eq!(entry_state(&one, None, 12, today), EntryState::Empty);
        assert_eq!(entry_state(&one, Some(date(2020, 6, 1)), 12, today), EntryState::Kept, "the day itself");
        assert_eq!(entry_state(&one, Some(date(2020, 5, 31)), 12, today), EntryState::Stale);
        one.months = Some(3);
        assert_eq!(entry_state(&one, Some(date(2021, 2, 28)), 12, today), EntryState::Stale);
        one.on_request = true;
        assert_eq!(entry_state(&one, None, 12, today), EntryState::OnRequest);
    }

    #[test]
    fn filing_is_said_once_and_taken_back() {
        let mut filing = Filing::default();
        for code in ["1/2", "1/1", "1/2"] {
            for event in file_under(&filing, code, true, &by()).unwrap() {
                filing.apply(&event);
            }
        }
        assert_eq!(filing.entries, ["1/1", "1/2"]);
        assert!(file_under(&filing, "9/9", false, &by()).unwrap().is_empty());
        for event in file_under(&filing, "1/1", false, &by()).unwrap() {
            filing.apply(&event);
        }
        assert_eq!(filing.entries, ["1/2"]);
    }
}
