//! After publication: out of force, withdrawn, pulled.

use jiff::civil::Date;

use crate::{
    Context, Item, ItemEvent, Purged, Refusal, Showing, Validity, ValidityChange, WithdrawalKind, Withdrawn,
};

/// A change of force to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewValidity {
    /// What it is from then on.
    pub validity: Validity,
    /// First day on which that holds.
    pub on: Date,
    /// Title and number of the act that does it.
    pub act: String,
    /// The item holding that act.
    pub act_item: Option<String>,
}

/// Records that the document was modified, expired or was repealed (修改、失效、废止). It stays public, marked.
///
/// # Errors
///
/// A [`Refusal`] when the item is not public, it is repealed or expired already, the act is not named, or the day
/// lies before the document's own.
pub fn change_validity(
    item: &Item,
    change: &NewValidity,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    let Some(edition) = item.public_edition() else {
        return Err(not_public());
    };
    match item.validity() {
        Validity::Repealed | Validity::Expired => {
            return Err(Refusal::new("validity_ends_once", "该文件已失效或废止，不能再次变更效力。"));
        }
        Validity::InForce | Validity::Modified => {}
    }
    if change.validity == Validity::InForce {
        return Err(Refusal::new("validity_changes", "文件原为现行有效；误标的请起草新版本说明更正。"));
    }
    if change.act.trim().is_empty() {
        return Err(Refusal::by_article(
            "validity_by_act",
            20,
            "请填写据以修改、失效或废止的文件名称和文号；自动失效的填写原文件的有效期条款。",
        ));
    }
    if change.on < edition.content.generated_on {
        return Err(Refusal::new("validity_day", "效力变更日期不能早于文件的生成日期，请核对。"));
    }
    Ok(vec![ItemEvent::ValidityChanged(ValidityChange {
        validity: change.validity,
        on: change.on,
        act: change.act.trim().to_owned(),
        act_item: change.act_item.clone(),
        by: context.by.clone(),
    })])
}

/// How an item is to be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Which kind.
    pub kind: WithdrawalKind,
    /// What readers of its address are told.
    pub notice: String,
    /// For a superseded item: the item to read instead.
    pub successor: Option<String>,
}

/// Withdraws the public edition in due form (撤下). Its address stays and says so.
///
/// # Errors
///
/// A [`Refusal`] when nothing is public or pulled, the notice is empty, or a superseded item has no successor.
pub fn withdraw(item: &Item, withdrawal: &Withdrawal, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let (Showing::Public(edition) | Showing::Pulled(edition)) = item.showing else {
        return Err(not_public());
    };
    if withdrawal.notice.trim().is_empty() {
        return Err(Refusal::new("withdrawal_notice", "请填写撤下说明，访问原网址的公众会看到。"));
    }
    let successor = withdrawal.successor.as_deref().map(str::trim).filter(|successor| !successor.is_empty());
    if (withdrawal.kind == WithdrawalKind::Superseded) != successor.is_some() {
        return Err(Refusal::new("successor_named", "被取代的信息须指明取代它的条目，其他撤下方式不填。"));
    }
    Ok(vec![ItemEvent::Withdrawn(Withdrawn {
        edition,
        kind_of: withdrawal.kind,
        notice: withdrawal.notice.trim().to_owned(),
        successor: successor.map(str::to_owned),
        by: context.by.clone(),
    })])
}

/// Takes the public edition away at once (紧急撤稿): one officer, one act, no approval before.
///
/// # Errors
///
/// A [`Refusal`] when nothing is public, or no reason is given for the incident record.
pub fn pull(item: &Item, reason: &str, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let Showing::Public(edition) = item.showing else {
        return Err(not_public());
    };
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请用一句话写明撤稿原因，留作事件记录。"));
    }
    Ok(vec![ItemEvent::Pulled { edition, reason: reason.trim().to_owned(), by: context.by.clone() }])
}

/// What is to be destroyed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purge {
    /// Hashes of what only this item says or attaches.
    pub hashes: Vec<String>,
    /// Names of their keys.
    pub keys: Vec<String>,
    /// Why, without a word of what it said.
    pub reason: String,
}

/// Hashes of everything the item ever said or attached, each once.
pub fn contents(item: &Item) -> Vec<String> {
    let inside = item.work.iter().map(|work| &work.content).chain(item.held.iter().map(|held| &held.content));
    let all = item.editions.iter().map(|edition| &edition.content).chain(inside);
    let mut hashes: Vec<String> = all
        .flat_map(|content| {
            std::iter::once(content.body.clone())
                .chain(content.attachments.iter().map(|file| file.blob.clone()))
        })
        .filter(|hash| !hash.is_empty())
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Destroys what the item said (清除内容), after it was taken away. The record that it was there stays.
///
/// # Errors
///
/// A [`Refusal`] while it is public or in work, when it was purged already, or no reason is given.
pub fn purge(item: &Item, purge: &Purge, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    if !matches!(item.showing, Showing::Pulled(_) | Showing::Withdrawn(_)) {
        return Err(Refusal::new("taken_away_first", "先撤稿、后清除：请先用“紧急撤稿”或者“撤下”。"));
    }
    if item.work.is_some() {
        return Err(Refusal::new("no_edition_in_work", "还有稿件在办，请先放弃在办的稿件。"));
    }
    if item.purged {
        return Err(Refusal::new("purged_once", "内容已经清除。"));
    }
    if purge.reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请用一句话写明清除原因，留作事件记录。"));
    }
    Ok(vec![ItemEvent::Purged(Purged {
        hashes: purge.hashes.clone(),
        keys: purge.keys.clone(),
        reason: purge.reason.trim().to_owned(),
        by: context.by.clone(),
    })])
}

fn not_public() -> Refusal {
    Refusal::new("is_public", "该信息当前没有公开的版本，不能办理。")
}
