//! Items as files to keep, lists narrowed by subject, form, issuer and force, and what an agency says of itself.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use axum::http::StatusCode;
use gongkai_agency::{Establishment, Leader, Office};
use gongkai_app::Actor;
use gongkai_publication::{Genre, LegalKind};
use gongkai_server::routes;
use gongkai_store::publication::ItemFilter;
use jiff::civil::date;
use support::{AGENCY, NASTY, Portal, bureau, legacy};

/// Three documents with subject and form, of two issuers, one of which has expired.
async fn with_documents(portal: &Portal) {
    let items = [
        (1, "财政、金融、审计", Genre::Circular, "云溪市财政局"),
        (2, "城乡建设", Genre::Circular, ""),
        (3, "城乡建设", Genre::Opinion, ""),
    ];
    let items = items.map(|(number, theme, genre, issuer)| {
        let mut item = legacy(number);
        item.fields.title = format!("文件之{number}");
        "zcwj".clone_into(&mut item.fields.column);
        item.fields.theme = Some(theme.to_owned());
        item.fields.genre = Some(genre);
        issuer.clone_into(&mut item.fields.issuer);
        item.fields.legal_kind = Some(LegalKind::NormativeDocument);
        item.fields.categories = vec!["A20-01".to_owned()];
        item.fields.effective_on = Some(date(2021, 3, 20));
        item.fields.expires_on = (number == 3).then(|| date(2021, 6, 30));
        item.source = format!("旧网站/文件/{number}");
        item
    });
    let basis = "逐条对照保密事项范围审查";
    portal.app.import_items(&Actor::System, AGENCY, items.to_vec(), "keeper", basis).await.unwrap();
}

fn rows(page: &str) -> Vec<&str> {
    page.split(">文件之").skip(1).map(|rest| &rest[..1]).collect()
}

#[tokio::test]
async fn a_list_is_narrowed_by_subject_form_issuer_and_force() {
    let portal = bureau().await;
    with_documents(&portal).await;
    let catalogue = routes::catalogue(AGENCY);
    let page = portal.get(&catalogue).await.text;
    for group in ["主题分类", "体裁", "有效性", "发文机关", "城乡建设", "云溪市财政局", "现行有效", "失效"]
    {
        assert!(page.contains(group), "{group}");
    }
    for (query, expected) in [
        (vec![("theme", "城乡建设")], vec!["3", "2"]),
        (vec![("genre", "circular")], vec!["2", "1"]),
        (vec![("issuer", "云溪市财政局")], vec!["1"]),
        (vec![("validity", "expired")], vec!["3"]),
        (vec![("theme", "城乡建设"), ("validity", "in_force")], vec!["2"]),
        (vec![("theme", "城乡建设"), ("year", "2021"), ("sort", "oldest")], vec!["2", "3"]),
        (vec![("theme", "没有这一类")], vec![]),
    ] {
        let address = routes::with_query(&catalogue, &query);
        let answer = portal.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(rows(&answer.text), expected, "{address}");
        let mut filters = vec![("agency", AGENCY)];
        filters.extend(query.iter().filter(|(name, _)| *name != "sort"));
        let file = portal.get(&routes::data("catalogue.jsonl", &filters)).await;
        assert_eq!(file.text.lines().count(), expected.len(), "{address}");
    }
    for wrong in ["genre=poem", "validity=maybe", "year=x"] {
        assert_eq!(
            portal.get(&format!("{catalogue}?{wrong}")).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
    // A value chosen is taken back by its own link, and the others keep it.
    let page = portal.get(&routes::with_query(&catalogue, &[("validity", "in_force")])).await.text;
    assert!(page.contains("已选，点此取消"));
    assert!(
        page.contains("validity=in_force&#38;year=2021") || page.contains("validity=in_force&amp;year=2021")
    );
}

#[tokio::test]
async fn an_item_can_be_kept_as_pdf_and_as_word_file() {
    let portal = bureau().await;
    let all = portal.app.store.public_items(&ItemFilter::default(), None, 50).await.unwrap().rows;
    let item = all.iter().find(|item| item.fields.title == NASTY).unwrap();
    let page = portal.get(&routes::item(&item.index_number)).await.text;
    for (form, start, kind) in [
        ("pdf", b"%PDF-".as_slice(), "application/pdf"),
        ("docx", b"PK".as_slice(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ] {
        let address = routes::rendition(&item.index_number, 1, form);
        assert!(page.contains(&address), "{form}");
        let answer = portal.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert!(answer.bytes.starts_with(start));
        assert_eq!(answer.header("content-type"), kind);
        assert!(answer.header("content-disposition").starts_with("attachment;"));
        let held = answer.header("etag").to_owned();
        let again = portal.get_with(&address, &[("if-none-match", held.as_str())]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        let read = gongkai_document::texts(&answer.bytes).unwrap();
        let words: String = format!("{read:?}").split_whitespace().collect();
        for said in ["正文", "云经信〔2021〕9号", &item.index_number] {
            assert!(words.contains(said), "{form}: {said} is not in {words}");
        }
    }
    for wrong in [
        routes::rendition(&item.index_number, 2, "pdf"),
        routes::rendition(&item.index_number, 1, "odt"),
        routes::rendition("330499/1999-99999", 1, "pdf"),
    ] {
        assert_eq!(portal.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // What was taken down is no file either.
    portal.app.pull_item(&Actor::System, &item.id, "含有个人信息").await.unwrap();
    let gone = portal.get(&routes::rendition(&item.index_number, 1, "pdf")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_agency_says_what_it_is_for_and_who_leads_it() {
    let portal = bureau().await;
    let address = routes::organisation(AGENCY);
    let before = portal.get(&address).await;
    assert_eq!(before.status, StatusCode::OK);
    assert!(before.text.contains("尚未填写机构概况") && before.text.contains("云溪市经济和信息化局办公室"));
    let said = Establishment {
        duties: "第一项职能。\n第二项<职能>。".to_owned(),
        leaders: vec![Leader {
            name: "甲某".into(), post: "局长".into(), duties: "主持全面工作".into()
        }],
        offices: vec![Office {
            name: "投资科".into(),
            duties: "项目管理".into(),
            phone: "0573-87010002".into(),
            address: String::new(),
        }],
        units: Vec::new(),
    };
    portal.app.set_establishment(&Actor::System, AGENCY, said).await.unwrap();
    let page = portal.get(&address).await.text;
    for shown in
        ["第一项职能。", "第二项&#60;职能&#62;。", "主持全面工作", "投资科", "0573-87010002", "机构职能"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(!page.contains("所属单位"));
    assert!(portal.get(&routes::agency(AGENCY)).await.text.contains(&address));
    assert_eq!(portal.get(&routes::organisation("nobody")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_act_that_is_not_public_is_not_named_on_the_page_of_what_it_changed() {
    let portal = bureau().await;
    let all = portal.app.store.public_items(&ItemFilter::default(), None, 50).await.unwrap().rows;
    let item = all.iter().find(|item| item.fields.title == NASTY).unwrap();
    let mut draft = legacy(2).fields;
    draft.title = "尚未公开的废止决定".to_owned();
    let text = gongkai_app::items::Text { fields: draft, body: "<p>草稿</p>".to_owned() };
    let (act, _) = portal.app.draft_item(&Actor::System, AGENCY, text).await.unwrap();
    let change = gongkai_publication::NewValidity {
        validity: gongkai_publication::Validity::Repealed,
        on: date(2021, 5, 1),
        act: "云经信〔2021〕20号".to_owned(),
        act_item: Some(act),
    };
    portal.app.change_item_validity(&Actor::System, &item.id, &change).await.unwrap();
    let page = portal.get(&routes::item(&item.index_number)).await.text;
    assert!(page.contains("云经信〔2021〕20号"), "the act's citation stands there");
    assert!(!page.contains("尚未公开的废止决定"), "its title does not");
}
