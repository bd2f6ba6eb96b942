//! What people looked for in vain (无结果搜索词): a work list for whoever keeps the site.

use axum::http::StatusCode;
use axum::response::Response;

use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::items::list::ListPage;
use crate::routes;
use crate::ui::data_table::{Align, DataTable, Value};

/// Words shown; those looked for most.
const MOST: u16 = 200;

/// `GET /office/system/searches`
///
/// # Errors
///
/// A problem when the words cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    let missed = desk.app.missed_searches(MOST).await?;
    let rows = missed.into_iter().map(|(words, times, day)| {
        let again = routes::search_for(&words);
        vec![Value::typed(words, again), Value::text(times.to_string()), Value::text(day.to_string())]
    });
    let heads = [("搜索词", Align::Start), ("次数", Align::End), ("最近一次", Align::Fixed)];
    let empty = "没有搜不到的词。公众搜索没有结果的词按次数列在这里，不含可能涉及个人的内容。";
    let page = ListPage {
        frame: desk.frame("无结果搜索", &[]).await?,
        title: "无结果搜索".to_owned(),
        intro: "公众近180天搜索而没有结果的词：缺少的信息请有关机关公开，叫法不同的维护同义词，或者在标题、关键词中补上。只记词和次数，可能是姓名、号码的不记。"
            .to_owned(),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: Some(("维护同义词".to_owned(), address::synonyms())),
        table: DataTable::plain("searches", "无结果搜索词", &heads, rows.collect(), empty),
        find: None,
        next: None,
    };
    render(StatusCode::OK, &page)
}
