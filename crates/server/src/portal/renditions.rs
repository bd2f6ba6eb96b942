//! `/renditions/{edition}/{form}/{index-number}`: an item as a file to keep.

use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_app::items::{PublicItem, SheetFacts, SheetForm};

use super::item::{Shown, around, metadata};
use crate::download::{download, size};
use crate::{AppState, Problem, routes};

/// The forms: their key in addresses, what readers call them, their kind.
const FORMS: [(&str, &str, SheetForm, &str); 2] = [
    ("pdf", "PDF", SheetForm::Pdf, "application/pdf"),
    (
        "docx",
        "Word",
        SheetForm::Docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
];

/// What is offered: label and address.
pub(super) fn offered(index_number: &str, edition: u32) -> Vec<(String, String)> {
    FORMS
        .iter()
        .map(|(key, label, ..)| ((*label).to_owned(), routes::rendition(index_number, edition, key)))
        .collect()
}

/// `GET /renditions/{edition}/{form}/{index-number}`
pub(super) async fn file(
    State(state): State<AppState>,
    Path((edition, form, index_number)): Path<(u32, String, String)>,
) -> Result<Response, Problem> {
    let (key, _, form, media_type) = *FORMS.iter().find(|(key, ..)| *key == form).ok_or(Problem::NotFound)?;
    let (PublicItem::Shown(_), record) = state.app.public_record(&index_number).await? else {
        return Err(Problem::NotFound);
    };
    let shown = around(&state, record, Some(edition)).await?;
    let body = if shown.fields.body.is_empty() {
        String::new()
    } else {
        state.app.item_body(&shown.fields.body).await?
    };
    let bytes = state.app.item_sheet(facts(&state, &shown), body, form).await?;
    Ok(download(&format!("{}.{key}", shown.fields.title), media_type, bytes))
}

fn facts(state: &AppState, shown: &Shown) -> SheetFacts {
    let fields = &shown.fields;
    let address = state.site.absolute(&routes::item(&shown.item.index_number));
    let proof = state.site.absolute(&routes::proof(&shown.item.index_number, shown.edition));
    let rows = metadata(shown, state.app.today()).rows.into_iter();
    let mut source = vec![
        format!("来源：{}，{address}", state.site.name),
        format!("第 {} 版，公开时间：{}", shown.edition, shown.published),
    ];
    if shown.item.edition != Some(shown.edition) {
        source.push("本版已被新的版本取代，请以网站上的现行版本为准。".to_owned());
    }
    source.push(format!("公开证明：{proof}"));
    source.push(format!("内容校验值（SHA-256）：{}", fields.hash));
    let code = crate::qr::svg(&proof, "公开证明的网址");
    SheetFacts {
        title: fields.title.clone(),
        facts: rows.filter(|row| !row.value.trim().is_empty()).map(|row| (row.term, row.value)).collect(),
        files: fields
            .attachments
            .iter()
            .map(|file| format!("{}（{}）", file.name, size(file.size_bytes)))
            .collect(),
        source,
        code: (!code.is_empty()).then_some((code, "公开证明的网址".to_owned())),
    }
}
