//! `/log/`: the public log as its readers' programs take it, and for people; proofs of single publications.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use gongkai_app::items::PublicItem;
use gongkai_app::public_log::{ItemFacts, Proven, Witnesses};
use gongkai_journal::log::{Leaf, Tile, WitnessRefusal};
use gongkai_store::log::LogKey;

use super::common::{frame, grouped, minute, show};
use super::item::is_shown;
use super::visitor::SCRIPT_POLICY;
use crate::download::download;
use crate::site::View;
use crate::ui::breadcrumb::Crumb;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::{Notice, Tone};
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// Entries on the log's page.
const NEWEST: u16 = 20;
/// Full and partial tiles never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The media type of a proof file.
const PROOF_TYPE: &str = "text/plain; charset=utf-8";

/// `/log/`: what the log is, how far it has come, its keys.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/public_log.html")]
pub(super) struct LogPage {
    /// The frame.
    pub frame: PortalFrame,
    /// How many entries, and when the last was signed.
    pub standing: String,
    /// The keys that sign now: kind and key.
    pub keys: Vec<(&'static str, String)>,
    /// Keys of witnesses: whose, and key.
    pub witnesses: Vec<(&'static str, String)>,
    /// Keys that signed before: when retired, and key.
    pub retired: Vec<(String, String)>,
    /// The newest entries: number, time, what happened, to what.
    pub newest: Vec<[String; 4]>,
    /// Address of the log for programs.
    pub address: String,
}

/// One form in which an edition was published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RenditionRow {
    /// What it is, e.g. `正文文字` or the name of a file.
    pub label: String,
    /// Is it the words of the body?
    pub is_text: bool,
    /// In hexadecimal.
    pub sha256: String,
    /// In hexadecimal.
    pub sm3: String,
}

/// `/proofs/{edition}/{index-number}`: the proof of one publication.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/proof.html")]
pub(super) struct ProofPage {
    /// The frame.
    pub frame: PortalFrame,
    /// What is proven.
    pub title: String,
    /// It, and its address.
    pub subject: (String, String),
    /// When there is no proof yet.
    pub notice: Option<Notice>,
    /// The entry.
    pub entry: MetadataTable,
    /// What was published.
    pub renditions: Vec<RenditionRow>,
    /// Where in a page the words begin, and how many there are.
    pub words: (String, usize),
    /// The proof file.
    pub file: String,
}

/// `GET /log/`
pub(super) async fn page(State(state): State<AppState>, view: View) -> Result<Response, Problem> {
    let store = &state.app.store;
    let head = store.log_head().await?;
    let standing = match &head {
        Some(head) => {
            format!("已记入 {} 条，最近一次签名 {}。", grouped(head.size), minute(head.at))
        }
        None => "还没有记入条目。".to_owned(),
    };
    let (retired, current): (Vec<LogKey>, Vec<LogKey>) =
        store.log_keys().await?.into_iter().partition(|key| key.retired_at.is_some());
    let newest = store.newest_log_entries(NEWEST).await?;
    let newest = newest.iter().filter_map(|entry| {
        let leaf = Leaf::decode(&entry.entry).ok()?;
        let edition =
            if leaf.edition > 0 { format!("（第 {} 版）", leaf.edition) } else { String::new() };
        let what = format!("{}{edition}", leaf.event.label());
        Some([grouped(entry.number), minute(leaf.at), what, leaf.document.as_str().to_owned()])
    });
    let page = LogPage {
        frame: frame(&state, view, "公开日志").crumbs(vec![Crumb::here("公开日志")]),
        standing,
        keys: current_keys(current),
        witnesses: witness_keys(&state.app.witnesses()),
        retired: retired
            .into_iter()
            .map(|key| (key.retired_at.map(minute).unwrap_or_default(), key.verifier))
            .collect(),
        newest: newest.collect(),
        address: state.site.absolute("/log"),
    };
    show(&page)
}

/// The key that every verifier takes first.
fn current_keys(keys: Vec<LogKey>) -> Vec<(&'static str, String)> {
    let mut keys: Vec<_> = keys.into_iter().map(|key| (kind(&key.verifier), key.verifier)).collect();
    keys.sort();
    keys
}

/// Keys of those who sign that our log only grows, and the one by which this site does so for others.
fn witness_keys(witnesses: &Witnesses) -> Vec<(&'static str, String)> {
    let ours = witnesses.ours.iter().map(|witness| ("见证本日志", witness.key.to_string()));
    let own = witnesses.key.iter().map(|key| ("本站为其他日志见证", key.verifier().to_string()));
    ours.chain(own).collect()
}

/// What a key signs with.
fn kind(verifier: &str) -> &'static str {
    use gongkai_journal::log::{Algorithm, VerifierKey};
    match VerifierKey::parse(verifier).map(|key| key.algorithm()) {
        Ok(Algorithm::Ed25519) => "Ed25519",
        Ok(Algorithm::Sm2) => "国密 SM2（SM3）",
        Ok(Algorithm::Cosignature) => "见证",
        Err(_) => "",
    }
}

/// `GET /log`
pub(super) async fn without_slash() -> Redirect {
    Redirect::permanent(&routes::public_log())
}

/// `GET /log/checkpoint`
pub(super) async fn checkpoint(State(state): State<AppState>) -> Result<Response, Problem> {
    let head = state.app.store.log_head().await?.ok_or(Problem::NotFound)?;
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, head.note).into_response())
}

/// `GET /log/keys`: the public keys that sign now, a line each.
pub(super) async fn keys(State(state): State<AppState>) -> Result<Response, Problem> {
    let keys = state.app.store.log_keys().await?.into_iter().filter(|key| key.retired_at.is_none());
    let text = current_keys(keys.collect()).into_iter().map(|(_, key)| key + "\n").collect::<String>();
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")], text).into_response())
}

/// `GET /log/tile/{…}`: by c2sp.org/tlog-tiles.
pub(super) async fn tile(
    State(state): State<AppState>,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let tile = Tile::parse(&path).ok_or(Problem::NotFound)?;
    let bytes = state.app.log_tile(&tile).await?.ok_or(Problem::NotFound)?;
    let headers = [(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, FOR_EVER)];
    Ok((headers, bytes).into_response())
}

/// Agency and year of an annual report by its name in the log.
fn report_of(document: &str) -> Option<(&str, i16)> {
    let (agency, year) = document.strip_prefix("report/")?.rsplit_once('/')?;
    Some((agency, year.parse().ok()?))
}

/// `GET /log/documents/{document}`: from what an entry names to its page.
pub(super) async fn document(
    State(state): State<AppState>,
    Path(document): Path<String>,
) -> Result<Response, Problem> {
    if let Some((agency, year)) = report_of(&document) {
        return Ok(Redirect::to(&routes::report(agency, year)).into_response());
    }
    let id = document.strip_prefix("item/").ok_or(Problem::NotFound)?;
    let item = state.app.store.item(id).await?.ok_or(Problem::NotFound)?;
    // A draft is nothing to the public, so its number is not told either.
    match state.app.public_item(&item.index_number).await {
        Ok(_) => Ok(Redirect::to(&routes::item(&item.index_number)).into_response()),
        Err(_) => Err(Problem::NotFound),
    }
}

/// `GET /log/proofs/{edition}/{document}`: the proof file of an edition that is public.
pub(super) async fn file(
    State(state): State<AppState>,
    Path((edition, document)): Path<(u32, String)>,
) -> Result<Response, Problem> {
    if let Some((agency, year)) = report_of(&document) {
        let name = format!("公开证明-{agency}-{year}年度报告-第{edition}版.tlog-proof");
        return proof_download(&name, state.app.document_proof(&document, edition).await?);
    }
    let id = document.strip_prefix("item/").ok_or(Problem::NotFound)?;
    let item = state.app.store.item(id).await?.ok_or(Problem::NotFound)?;
    let (_, proven) = proven(&state, &item.index_number, edition).await?;
    let name = format!("公开证明-{}-第{edition}版.tlog-proof", item.index_number.replace('/', "-"));
    proof_download(&name, proven)
}

/// The title of a public edition, and its proof.
async fn proven(
    state: &AppState,
    index_number: &str,
    edition: u32,
) -> Result<(String, Option<Proven>), Problem> {
    let PublicItem::Shown(item) = state.app.public_item(index_number).await? else {
        return Err(Problem::NotFound);
    };
    let editions = state.app.store.editions(&item.id).await?;
    let shown = editions.iter().find(|row| row.edition == edition && is_shown(row));
    let title = shown.ok_or(Problem::NotFound)?.fields.title.clone();
    Ok((title, state.app.edition_proof(&item.id, edition).await?))
}

/// `GET /proofs/{edition}/{index-number}`
pub(super) async fn proof(
    State(state): State<AppState>,
    view: View,
    Path((edition, index_number)): Path<(u32, String)>,
) -> Result<Response, Problem> {
    let (title, proven) = proven(&state, &index_number, edition).await?;
    let href = routes::item_edition(&index_number, edition);
    show_proof(&state, view, (title, href), &index_number, proven)
}

/// `GET /reports/{agency}/{year}/proof`
pub(super) async fn report_proof(
    state: &AppState,
    view: View,
    subject: (String, String),
    document: &str,
    edition: u32,
) -> Result<Response, Problem> {
    let proven = state.app.document_proof(document, edition).await?;
    show_proof(state, view, subject, "", proven)
}

fn show_proof(
    state: &AppState,
    view: View,
    subject: (String, String),
    index_number: &str,
    proven: Option<Proven>,
) -> Result<Response, Problem> {
    let mut page = ProofPage {
        frame: frame(state, view, format!("公开证明：{}", subject.0))
            .crumbs(vec![Crumb::to("公开日志", routes::public_log()), Crumb::here("公开证明")]),
        title: "公开证明".to_owned(),
        subject,
        notice: None,
        entry: MetadataTable::default(),
        renditions: Vec::new(),
        words: (String::new(), 0),
        file: String::new(),
    };
    let Some(proven) = proven else {
        let sentence = "这一版正在记入公开日志，一般几秒钟内完成，请稍后刷新本页。";
        page.notice = Some(Notice::new(Tone::Info, sentence));
        return show(&page);
    };
    let facts = proven.metadata.as_deref().and_then(|text| serde_json::from_str::<ItemFacts>(text).ok());
    fill(&mut page, &proven, index_number, facts.as_ref());
    page.file = routes::proof_file(proven.leaf.edition, proven.leaf.document.as_str());
    page.frame.script = Some("proof.js");
    let mut response = show(&page)?;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SCRIPT_POLICY));
    Ok(response)
}

fn fill(page: &mut ProofPage, proven: &Proven, index_number: &str, facts: Option<&ItemFacts>) {
    page.entry = entry_rows(proven, index_number);
    let hexadecimal = |hash: &[u8; 32]| crate::form::hexadecimal(hash);
    let named = |name: &str| match (name, facts.and_then(|facts| facts.file(name))) {
        ("text", _) => "正文文字".to_owned(),
        ("download.json", _) => "年度报告数据（JSON）".to_owned(),
        ("original", _) => "补录时所用的原文件".to_owned(),
        (_, Some(file)) => file.to_owned(),
        (other, None) => other.to_owned(),
    };
    page.renditions = proven
        .leaf
        .renditions
        .iter()
        .map(|one| RenditionRow {
            label: named(one.name.as_str()),
            is_text: one.name.as_str() == "text",
            sha256: hexadecimal(&one.sha256),
            sm3: hexadecimal(&one.sm3),
        })
        .collect();
    if let Some(words) = facts.and_then(|facts| facts.words.as_ref()) {
        page.words = (words.begins.clone(), words.characters);
    }
}

/// What an entry says, in words.
fn entry_rows(proven: &Proven, index_number: &str) -> MetadataTable {
    let leaf = &proven.leaf;
    let mut rows = vec![
        MetadataRow::new("条目序号", grouped(proven.number)),
        MetadataRow::new("记录时间", minute(leaf.at)),
        MetadataRow::new("事项", leaf.told()),
        MetadataRow::new("日志条目总数", grouped(proven.size)),
        MetadataRow::new("日志名称", leaf.log.as_str()),
    ];
    if !index_number.is_empty() {
        rows.push(MetadataRow::new("索引号", index_number));
    }
    MetadataTable { rows }
}

/// A proof file offered for saving under `name`.
pub(super) fn proof_download(name: &str, proven: Option<Proven>) -> Result<Response, Problem> {
    let proven = proven.ok_or(Problem::NotFound)?;
    Ok(download(name, PROOF_TYPE, proven.file.into_bytes()))
}

/// `POST /log/witness/add-checkpoint`: this site as a witness of other logs, by c2sp.org/tlog-witness.
pub(super) async fn witness(State(state): State<AppState>, body: String) -> Result<Response, Problem> {
    Ok(match state.app.witness_checkpoint(&body).await? {
        Ok(line) => line.into_response(),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.status()).map_err(Problem::failed)?;
            match refusal {
                WitnessRefusal::Stale(size) | WitnessRefusal::Forked(size) => {
                    (status, [(CONTENT_TYPE, "text/x.tlog.size")], format!("{size}\n")).into_response()
                }
                other => (status, format!("{other}\n")).into_response(),
            }
        }
    })
}
