//! Items (事项) from a file: `[{"id":"…","title":"…","when":"…"}]`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use gongkai_enterprise::condition::{Condition, parse};
use gongkai_enterprise::{Amount, Attribute, Number, Problem};
use serde_json::{Map, Value};

/// An item as the file has it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) when: String,
    pub(super) amount: Option<Amount>,
}

/// An item whose condition was read.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) when: String,
    pub(super) condition: Condition,
    pub(super) amount: Option<Amount>,
}

/// Reads a file whose conditions must all be right.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<Item>> {
    entries(file)?
        .into_iter()
        .map(|entry| {
            let condition =
                parse(&entry.when).map_err(|problems| anyhow!(place(file, &entry.id, problems.first())))?;
            let Entry { id, title, when, amount } = entry;
            Ok(Item { id, title, when, condition, amount })
        })
        .collect()
}

fn place(file: &Path, id: &str, problem: Option<&Problem>) -> String {
    let problem = problem.map(ToString::to_string).unwrap_or_default();
    format!("{}：事项 {id} 的条件{problem}", file.display())
}

/// Reads a file without looking into its conditions.
pub(super) fn entries(file: &Path) -> anyhow::Result<Vec<Entry>> {
    let bytes = std::fs::read(file).with_context(|| format!("打不开 {}", file.display()))?;
    from_bytes(&bytes).with_context(|| format!("读不了 {}", file.display()))
}

fn from_bytes(bytes: &[u8]) -> anyhow::Result<Vec<Entry>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| anyhow!("第 {} 行第 {} 列：不是合法的 JSON", error.line(), error.column()))?;
    let list = match value {
        Value::Array(list) => list,
        one @ Value::Object(_) => vec![one],
        _ => bail!("应为事项的列表：[{{\"id\":\"…\",\"title\":\"…\",\"when\":\"…\"}}]"),
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut entries = Vec::with_capacity(list.len());
    for (place, value) in list.iter().enumerate() {
        let entry = entry(value).with_context(|| format!("第 {} 个事项", place + 1))?;
        if let Some(before) = seen.insert(entry.id.clone(), place) {
            bail!("第 {} 个事项：编号 {} 与第 {} 个事项重复", place + 1, entry.id, before + 1);
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn entry(value: &Value) -> anyhow::Result<Entry> {
    let map = value.as_object().context("应为 {\"id\":\"…\",\"title\":\"…\",\"when\":\"…\"}")?;
    let id = match map.get("id") {
        Some(Value::String(id)) if !id.trim().is_empty() => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        Some(_) => bail!("id 应为不空的文字"),
        None => bail!("缺少 id"),
    };
    let title = match map.get("title") {
        None | Some(Value::Null) => None,
        Some(Value::String(title)) => Some(title.clone()),
        Some(_) => bail!("title 应为文字"),
    };
    let when = match map.get("when") {
        Some(Value::String(when)) => when.clone(),
        Some(_) => bail!("when 应为文字"),
        None => bail!("缺少 when"),
    };
    let amount = match map.get("amount") {
        None | Some(Value::Null) => None,
        Some(Value::Object(amount)) => Some(self::amount(amount).context("amount")?),
        Some(_) => bail!("amount 应为 {{\"fixed\":\"30\"}} 之类"),
    };
    Ok(Entry { id, title, when, amount })
}

/// `{"fixed":"30"}`, `{"share":"0.1","of":"rd","cap":"100"}`, `{"by":"revenue","steps":[["2000","10"],…]}`; 万元.
fn amount(map: &Map<String, Value>) -> anyhow::Result<Amount> {
    let number = |value: &Value, what: &str| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => bail!("{what} 应为数字"),
        };
        Number::parse(&text).with_context(|| format!("{what}：“{text}”不是数字"))
    };
    let figure = |key: &str| {
        let name = map.get(key).and_then(Value::as_str).unwrap_or_default();
        let figures = [Attribute::Staff, Attribute::Revenue, Attribute::Assets, Attribute::Rd];
        let found = figures.into_iter().find(|attribute| attribute.key() == name);
        found.with_context(|| format!("{key} 应为 staff、revenue、assets、rd 之一"))
    };
    if let Some(fixed) = map.get("fixed") {
        return Ok(Amount::Fixed(number(fixed, "fixed")?));
    }
    if let Some(rate) = map.get("share") {
        let cap = map.get("cap").filter(|cap| !cap.is_null()).map(|cap| number(cap, "cap")).transpose()?;
        return Ok(Amount::Share { of: figure("of")?, rate: number(rate, "share")?, cap });
    }
    let Some(Value::Array(list)) = map.get("steps") else {
        bail!("应为 fixed（定额）、share（比例）或者 steps（分档）之一");
    };
    let mut steps = Vec::new();
    for step in list {
        let Some([from, paid]) = step.as_array().map(Vec::as_slice) else {
            bail!("steps 的每一档应为 [起点, 金额]");
        };
        steps.push((number(from, "起点")?, number(paid, "金额")?));
    }
    if !steps.is_sorted_by(|one, other| one.0 < other.0) {
        bail!("steps 的起点应由小到大");
    }
    Ok(Amount::Graded { by: figure("by")?, steps })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        format!("{:#}", from_bytes(text.as_bytes()).unwrap_err())
    }

    #[test]
    fn items_are_read_with_their_amounts() {
        let text = r#"[{"id":"A","when":"true","amount":{"fixed":30}},
            {"id":7,"title":"乙","when":"true","amount":{"share":"0.1","of":"rd","cap":"100"}},
            {"id":"C","when":"true","more":1,"amount":{"by":"revenue","steps":[[100,"2"],[1000,30]]}}]"#;
        let entries = from_bytes(text.as_bytes()).unwrap();
        assert_eq!((entries[1].id.as_str(), entries[1].title.as_deref()), ("7", Some("乙")));
        assert!(matches!(&entries[2].amount, Some(Amount::Graded { steps, .. }) if steps.len() == 2));
    }

    #[test]
    fn what_is_no_item_is_refused_with_its_place() {
        insta::assert_snapshot!(refusal("[\n{\"id\":}]"), @"第 2 行第 7 列：不是合法的 JSON");
        insta::assert_snapshot!(refusal(r#"[{"id":"A","when":"true"},{"id":"B"}]"#), @"第 2 个事项: 缺少 when");
        insta::assert_snapshot!(refusal(r#"[{"id":"A","when":"true"},{"id":"A","when":"true"}]"#), @"第 2 个事项：编号 A 与第 1 个事项重复");
        insta::assert_snapshot!(refusal(r#"[{"id":"A","when":"true","amount":{"share":"0,1","of":"rd"}}]"#), @"第 1 个事项: amount: share：“0,1”不是数字");
        insta::assert_snapshot!(refusal(r#"[{"id":"A","when":"true","amount":{"share":1,"of":"profit"}}]"#), @"第 1 个事项: amount: of 应为 staff、revenue、assets、rd 之一");
    }
}
