//! `/items/{index-number}` and the files of an item.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use gongkai_agency::ColumnType;
use gongkai_app::items::PublicItem;
use gongkai_publication::Validity;
use gongkai_statute::{Category, RhythmKind};
use gongkai_store::agency::{AgencyRow, ColumnRow};
use gongkai_store::publication::{EditionRow as StoredEdition, ItemFields, ItemRecord, ItemRow, ItemState};
use gongkai_store::site::ContentKey;
use gongkai_store::solicitation::SolicitationRow;
use serde::Deserialize;

use super::common::{agency, day, frame, item_link, minute, show};
use super::described;
use super::pages::{ItemPage, Panel};
use super::renditions;
use crate::download::{download, size};
use crate::site::View;
use crate::tags::{ArticleTags, ColumnTags};
use crate::ui::attachment_list::{Attachment, AttachmentList};
use crate::ui::breadcrumb::Crumb;
use crate::ui::edition_history::{EditionHistory, EditionRow};
use crate::ui::link_list::LinkList;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::{Notice, Tone};
use crate::ui::portal_frame::PortalFrame;
use crate::ui::prose::Html;
use crate::ui::validity_banner::{self, ValidityBanner};
use crate::{AppState, Problem, routes};

/// Which edition is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    edition: Option<u32>,
}

/// Everything the page of a public item needs.
pub(super) struct Shown {
    pub(super) item: ItemRow,
    agency: AgencyRow,
    column: Option<ColumnRow>,
    pub(super) editions: Vec<StoredEdition>,
    /// What the edition on this page says.
    pub(super) fields: ItemFields,
    /// Its number.
    pub(super) edition: u32,
    /// When it was published, to the minute.
    pub(super) published: String,
    /// Where its body stands, when it is known already.
    body: Option<ContentKey>,
    /// Public items that interpret it.
    pub(super) interpretations: Vec<ItemRow>,
    /// The newest solicitation on it.
    solicitation: Option<SolicitationRow>,
}

/// `GET /items/{index-number}`
pub(super) async fn item(
    State(state): State<AppState>,
    view: View,
    Path(index_number): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (seen, record) = state.app.public_record(&index_number).await?;
    match seen {
        PublicItem::Shown(_) => {
            let shown = around(&state, record, asked.edition).await?;
            show(&page(&state, view, &shown).await?)
        }
        PublicItem::Superseded { title, notice, successor } => {
            let link = Some(("查看现在的信息".to_owned(), routes::item(&successor)));
            let notice = Notice { link, ..Notice::new(Tone::Warn, notice) };
            show(&gone(&state, view, &title, notice))
        }
        PublicItem::Withdrawn { notice } => {
            let page = gone(&state, view, "信息已撤下", Notice::new(Tone::Warn, notice));
            Ok((StatusCode::GONE, show(&page)?).into_response())
        }
        PublicItem::Pulled => {
            let notice = Notice::new(Tone::Info, "该网址的信息已撤下。");
            Ok((StatusCode::GONE, show(&gone(&state, view, "信息已撤下", notice))?).into_response())
        }
    }
}

pub(super) async fn around(
    state: &AppState,
    record: ItemRecord,
    asked: Option<u32>,
) -> Result<Shown, Problem> {
    let ItemRecord { item, mut editions, body, interpretations, solicitation } = record;
    let row = agency(state, &item.agency).await?;
    editions.retain(is_shown);
    let edition = asked.or(item.edition).ok_or(Problem::NotFound)?;
    let chosen = editions.iter().find(|row| row.edition == edition).ok_or(Problem::NotFound)?;
    let fields = chosen.fields.clone();
    let published = chosen.published_at.map(minute).unwrap_or_default();
    let columns = state.app.store.columns(&item.agency).await?;
    let column = columns.into_iter().find(|column| column.slug == fields.column);
    let body = body.filter(|key| key.hash == fields.body);
    Ok(Shown {
        agency: row,
        column,
        editions,
        fields,
        edition,
        published,
        item,
        body,
        interpretations,
        solicitation,
    })
}

/// Is it an edition that readers of a public item may open?
pub(super) fn is_shown(edition: &StoredEdition) -> bool {
    edition.published_at.is_some() && ["public", "superseded"].contains(&edition.state.as_str())
}

async fn page(state: &AppState, view: View, shown: &Shown) -> Result<ItemPage, Problem> {
    let newest = shown.item.edition == Some(shown.edition);
    let notice = (!newest).then(|| Notice {
        link: Some(("查看现行版本".to_owned(), routes::item(&shown.item.index_number))),
        ..Notice::new(Tone::Warn, format!("这是第 {} 版，已被新的版本取代。", shown.edition))
    });
    let notice = match notice {
        Some(notice) => Some(notice),
        None => shown.solicitation.as_ref().map(|row| asked_of(row, state.app.today())),
    };
    let body = body_of(state, shown).await?;
    let title = shown.fields.title.clone();
    Ok(ItemPage {
        frame: item_frame(state, view, shown),
        byline: vec![shown.fields.issuer.clone(), format!("发布时间：{}", shown.published)],
        notice,
        validity: banner(state, shown).await?,
        metadata: metadata(shown, state.app.today()),
        body,
        no_body: "本条信息没有正文，请查看附件。".to_owned(),
        files: renditions::offered(&shown.item.index_number, shown.edition),
        attachments: attachments(shown),
        related: related(state, shown).await?,
        editions: history(shown),
        // An earlier edition says nothing of the item as it stands.
        described: newest.then(|| described::described(&shown.item, &state.site, state.app.today())),
        citation: if newest {
            described::citation(&shown.item, &state.site, state.app.today())
        } else {
            String::new()
        },
        proof: Some(proof(state, shown)),
        replies: if newest { replies(shown) } else { Vec::new() },
        title,
    })
}

/// The body as pages show it.
pub(super) async fn body_of(state: &AppState, shown: &Shown) -> Result<Html, Problem> {
    Ok(match (&shown.body, shown.fields.body.as_str()) {
        (_, "") => Html::default(),
        (Some(key), _) => state.bodies.under(&state.app, key).await?.as_ref().clone(),
        (None, hash) => Html::document(&state.app.item_body(hash).await?),
    })
}

impl Shown {
    /// When the edition was published.
    pub(super) fn published_at(&self) -> Option<jiff::Timestamp> {
        let edition = self.editions.iter().find(|row| row.edition == self.edition)?;
        edition.published_at
    }

    /// The document it interprets, while that is public.
    pub(super) async fn interpreted(&self, state: &AppState) -> Result<Option<ItemRow>, Problem> {
        let Some(id) = &self.item.fields.interprets else { return Ok(None) };
        let Some(other) = state.app.store.item(id).await? else { return Ok(None) };
        let seen = state.app.public_item(&other.index_number).await;
        Ok(matches!(seen, Ok(PublicItem::Shown(_))).then_some(other))
    }
}

/// What a reader may say to it.
fn replies(shown: &Shown) -> Vec<(String, String)> {
    let index = shown.item.index_number.as_str();
    let ask = routes::with_query(&routes::write_message(&shown.agency.code), &[("item", index)]);
    vec![("对这条信息有疑问，咨询本机关".to_owned(), ask), ("评价这条信息".to_owned(), routes::rating(index))]
}

/// The public is, or was, asked about this item.
fn asked_of(row: &SolicitationRow, today: jiff::civil::Date) -> Notice {
    let to = routes::solicitation(&row.id);
    let (text, link) = if row.is_running(today) {
        (format!("正在征求意见，{} 截止。", row.through), "提出意见")
    } else {
        ("征求意见已经结束。".to_owned(), "查看采纳情况")
    };
    Notice { link: Some((link.to_owned(), to)), ..Notice::new(Tone::Info, text) }
}

fn item_frame(state: &AppState, view: View, shown: &Shown) -> PortalFrame {
    let (agency, fields) = (&shown.agency, &shown.fields);
    let column_name = shown.column.as_ref().map_or("法定主动公开内容", |column| column.name.as_str());
    let column = ColumnTags {
        name: column_name.to_owned(),
        description: shown.column.as_ref().map(|column| column.description.clone()).unwrap_or_default(),
        keywords: Vec::new(),
        kind: shown
            .column
            .as_ref()
            .and_then(|column| ColumnType::from_key(&column.column_type))
            .map_or("信息公开", ColumnType::label)
            .to_owned(),
    };
    let url = state.site.absolute(&routes::item(&shown.item.index_number));
    let article = ArticleTags {
        title: fields.title.clone(),
        published: shown.published.clone(),
        source: fields.issuer.clone(),
        keywords: fields.keywords.clone(),
        author: String::new(),
        description: fields.summary.clone(),
        url: url.clone(),
    };
    let list = routes::with_query(&routes::catalogue(&agency.code), &[("column", fields.column.as_str())]);
    let mut frame = frame(state, view, fields.title.clone())
        .agency(agency.name.clone(), routes::agency(&agency.code))
        .crumbs(vec![
            Crumb::to(agency.name.clone(), routes::agency(&agency.code)),
            Crumb::to(column_name, list),
            Crumb::here("正文"),
        ])
        .tags(|tags| tags.column(column).article(article));
    frame.canonical = url;
    frame
}

/// Rules and normative documents say first whether they are in force.
async fn banner(state: &AppState, shown: &Shown) -> Result<Option<ValidityBanner>, Problem> {
    if shown.fields.legal_kind.is_none() {
        return Ok(None);
    }
    let item = &shown.item;
    let since = item.validity_on.map(|on| format!("自 {on} 起")).unwrap_or_default();
    let act = item.validity_act.as_deref().map(|act| format!("，依据：{act}")).unwrap_or_default();
    let (validity, sentence) = match item.validity_on(state.app.today()) {
        Validity::InForce => (validity_banner::Validity::InForce, in_force(&shown.fields)),
        Validity::Modified => {
            (validity_banner::Validity::Revised, format!("{since}以修改后的文本为准{act}。"))
        }
        Validity::Repealed => (validity_banner::Validity::Repealed, format!("{since}废止{act}。")),
        Validity::Expired => {
            let sentence = match shown.fields.expires_on {
                Some(last) => format!("有效期至 {last}，已届满。"),
                None => format!("{since}失效{act}。"),
            };
            (validity_banner::Validity::Lapsed, sentence)
        }
    };
    let link = match &item.validity_act_item {
        // An act that is not public, or no more, is named by its citation alone.
        Some(id) => {
            let act = state.app.store.item(id).await?.filter(|act| act.state == ItemState::Public);
            act.map(|act| (act.fields.title, routes::item(&act.index_number)))
        }
        None => None,
    };
    Ok(Some(ValidityBanner { validity, sentence, link }))
}

fn in_force(fields: &ItemFields) -> String {
    match (fields.effective_on, fields.expires_on) {
        (Some(first), Some(last)) => format!("自 {first} 起施行，有效期至 {last}。"),
        (Some(first), None) => format!("自 {first} 起施行。"),
        (None, Some(last)) => format!("有效期至 {last}。"),
        (None, None) => String::new(),
    }
}

pub(super) fn metadata(shown: &Shown, today: jiff::civil::Date) -> MetadataTable {
    let fields = &shown.fields;
    let labels: Vec<&str> =
        fields.categories.iter().filter_map(|code| Category::from_code(code)).map(Category::label).collect();
    let issuers: Vec<&str> =
        std::iter::once(&fields.issuer).chain(&fields.joint_issuers).map(String::as_str).collect();
    let validity = if fields.legal_kind.is_some() { shown.item.validity_on(today).label() } else { "" };
    let rhythm = RhythmKind::from_key(&fields.rhythm)
        .map(|rhythm| format!("{}内容{}", rhythm.label(), rhythm.duty()))
        .unwrap_or_default();
    let mut rows = vec![
        MetadataRow::new("索引号", shown.item.index_number.clone()),
        MetadataRow::new("文号", fields.document_number.clone().unwrap_or_default()),
        MetadataRow::link("发布机构", issuers.join("、"), routes::agency(&shown.item.agency)),
        MetadataRow::new("公开方式", fields.attribute.label()),
        MetadataRow::new("生成日期", fields.generated_on.to_string()),
        MetadataRow::new("发布日期", shown.published.clone()),
        MetadataRow::new("体裁", fields.genre.map(gongkai_publication::Genre::label).unwrap_or_default()),
        MetadataRow::new("有效性", validity),
        MetadataRow::new("主题分类", fields.theme.clone().unwrap_or_default()),
        MetadataRow::new("公开时限", rhythm),
        MetadataRow::wide("公开类别", labels.join("；")),
        MetadataRow::wide("主题词", fields.keywords.join("，")),
        MetadataRow::wide("内容概述", fields.summary.clone()),
    ];
    if let Some(number) = &fields.registration_number {
        rows.insert(2, MetadataRow::wide("统一编号", number.clone()));
    }
    MetadataTable { rows }
}

fn attachments(shown: &Shown) -> AttachmentList {
    let files = shown.fields.attachments.iter().enumerate().map(|(place, file)| Attachment {
        name: file.name.clone(),
        href: routes::attachment(&shown.item.index_number, shown.edition, place + 1),
        kind: file.name.rsplit_once('.').map_or("文件", |(_, ending)| ending).to_uppercase(),
        size: size(file.size_bytes),
        sha256: file.blob.clone(),
        verify_href: None,
    });
    AttachmentList { files: files.collect() }
}

/// Interpretations of the item, or the item it interprets.
async fn related(state: &AppState, shown: &Shown) -> Result<Panel, Problem> {
    let today = state.app.today();
    let mut rows: Vec<_> = shown.interpretations.iter().map(|other| item_link(other, today)).collect();
    let mut title = "政策解读";
    if let Some(other) = shown.interpreted(state).await? {
        title = "所解读的文件";
        rows.push(item_link(&other, today));
    }
    Ok(Panel {
        id: "related".to_owned(),
        title: title.to_owned(),
        more: None,
        list: LinkList { rows, empty: String::new() },
    })
}

fn history(shown: &Shown) -> EditionHistory {
    let mut editions: Vec<&StoredEdition> = shown.editions.iter().collect();
    editions.sort_by_key(|edition| std::cmp::Reverse(edition.edition));
    let rows = editions.into_iter().map(|row| EditionRow {
        number: row.edition,
        date: row.published_at.map(|at| day(at).to_string()).unwrap_or_default(),
        what: if row.edition == 1 { "首次公开".to_owned() } else { row.change_note.clone() },
        href: (row.edition != shown.edition)
            .then(|| routes::item_edition(&shown.item.index_number, row.edition)),
        sha256: row.fields.hash.clone(),
    });
    EditionHistory { rows: rows.collect() }
}

/// The page that stands where an item stood.
fn gone(state: &AppState, view: View, title: &str, notice: Notice) -> ItemPage {
    ItemPage {
        frame: frame(state, view, title).crumbs(vec![Crumb::here(title)]),
        title: title.to_owned(),
        byline: Vec::new(),
        notice: Some(notice),
        validity: None,
        metadata: MetadataTable::default(),
        body: Html::default(),
        no_body: "原文不再提供。".to_owned(),
        files: Vec::new(),
        attachments: AttachmentList::default(),
        related: Panel::default(),
        editions: EditionHistory::default(),
        described: None,
        citation: String::new(),
        proof: None,
        replies: Vec::new(),
    }
}

/// Where the edition is proven, and the same for those who hold paper.
fn proof(state: &AppState, shown: &Shown) -> (String, Html) {
    let href = routes::proof(&shown.item.index_number, shown.edition);
    let picture = crate::qr::svg(&state.site.absolute(&href), "公开证明的网址");
    (href, Html::of_part(picture))
}

/// `GET /attachments/{edition}/{place}/{index-number}`: a file of a public item.
pub(super) async fn attachment(
    State(state): State<AppState>,
    Path((edition, place, index_number)): Path<(u32, usize, String)>,
) -> Result<Response, Problem> {
    let (PublicItem::Shown(_), record) = state.app.public_record(&index_number).await? else {
        return Err(Problem::NotFound);
    };
    let shown = around(&state, record, Some(edition)).await?;
    let file = place.checked_sub(1).and_then(|place| shown.fields.attachments.get(place));
    let file = file.ok_or(Problem::NotFound)?;
    let bytes = state.app.content(&file.blob).await?;
    Ok(download(&file.name, &file.media_type, bytes))
}
