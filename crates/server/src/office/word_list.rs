//! The agency's list of words for the screening (筛查词表), as its settings show and ask it.

use gongkai_app::screening::RULES_VERSION;

use super::desk::Desk;
use super::fault::Fault;
use super::forms::Filled;
use crate::ui::field::Field;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// What stands now.
pub(super) async fn facts(desk: &Desk) -> Result<MetadataTable, Fault> {
    let own = present(desk).await?;
    let mut above = Vec::new();
    for (code, _) in desk.app.store.lineage(desk.code()).await? {
        if code == desk.code() {
            continue;
        }
        if let (Some((words, _)), Some(agency)) =
            (desk.app.store.words_of(&code).await?, desk.app.store.agency(&code).await?)
        {
            above.push(format!("{} {} 条", agency.short_name, entries(&words)));
        }
    }
    let above = if above.is_empty() { "没有".to_owned() } else { above.join("、") };
    Ok(MetadataTable {
        rows: vec![
            MetadataRow::new("内置词表", RULES_VERSION),
            MetadataRow::new("本机关词表", format!("{} 条", entries(&own))),
            MetadataRow::new("上级机关词表", above),
        ],
    })
}

/// Lines that say something.
fn entries(words: &str) -> usize {
    words.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).count()
}

/// The field of the form.
pub(super) fn fields(filled: &Filled<'_>) -> Vec<Field> {
    vec![filled.area("words", "本机关词表", 18).optional().hint(
        "一行一条：种类，词，说明，用逗号分开。种类：错词（错别字、过时名称，说明写正确写法）、密级、内部、草稿、姓名（后面跟姓名的词）、例外（不算发现的号码、地址）。# 开头的行是备注。词表对下级机关也适用；保存后，已经公开的信息自动按新词表复查。",
    )]
}

/// What the form holds at first.
pub(super) async fn present(desk: &Desk) -> Result<String, Fault> {
    Ok(desk.app.store.words_of(desk.code()).await?.map(|(words, _)| words).unwrap_or_default())
}
