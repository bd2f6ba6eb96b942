//! Words that mean the same (同义词), for the search of the whole site.

use axum::response::Response;

use crate::form::{Fields, Form};
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet};

/// Where the list is.
const PATH: &str = "/office/system/synonyms";

async fn form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let words = filled.area("words", "同义词", 18).optional().hint(
        "一行一组，意思相同的词用顿号或者逗号分开，例如：公积金、住房公积金。# 开头的行是备注。搜索其中一个词，也找其他的词。",
    );
    let sheet = Sheet {
        title: "同义词".to_owned(),
        intro: "全站搜索使用。机关的全称和简称自动互为同义词，不用写在这里；公众搜不到的词见“无结果搜索”。"
            .to_owned(),
        groups: vec![Group::plain(vec![words])],
        submit: "保存".to_owned(),
        next: "保存以后，几秒内全部节点的搜索使用新的同义词，不用重建索引。".to_owned(),
        action: PATH.to_owned(),
        cancel: crate::office::address::searches(),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[]).await
}

/// `GET /office/system/synonyms`
///
/// # Errors
///
/// A problem when the list cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    let given = Fields::of([("words".to_owned(), desk.app.synonym_list().await?)]);
    form(&desk, &given, &Flaws::default()).await
}

/// `POST /office/system/synonyms`
///
/// # Errors
///
/// The form comes back when a line cannot be read.
pub async fn set(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    match desk.app.set_synonyms(&desk.actor, given.text("words")).await {
        Ok(()) => desk.done("同义词已保存。", PATH).await,
        Err(error) => form(&desk, &given, &Fault::from(error).flaws()?).await,
    }
}
