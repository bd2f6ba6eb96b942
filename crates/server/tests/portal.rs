//! The portal over HTTP.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use gongkai_app::Actor;
use gongkai_app::items::Text;
use scraper::{Html, Selector};
use support::{AGENCY, NASTY, Portal, bureau, empty};

fn all(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).map(|element| element.text().collect::<String>()).collect()
}

fn attributes(html: &Html, selector: &str, attribute: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).filter_map(|element| element.value().attr(attribute)).map(str::to_owned).collect()
}

/// The index number of the newest item.
async fn newest(portal: &Portal) -> String {
    let items =
        portal.app.store.public_items(&gongkai_store::publication::ItemFilter::default(), None, 1).await;
    items.unwrap().rows[0].index_number.clone()
}

/// What must hold on every page, whatever it shows.
fn assert_is_a_proper_page(path: &str, text: &str) {
    let html = Html::parse_document(text);
    assert_eq!(all(&html, "h1").len(), 1, "{path}: one first heading");
    assert!(!all(&html, "title")[0].trim().is_empty(), "{path}: a title");
    for landmark in ["header", "main#main", "footer", "nav", "a.skip[href='#main']", "html[lang='zh-CN']"] {
        assert!(
            !attributes(&html, landmark, "class").is_empty() || !all(&html, landmark).is_empty(),
            "{path}: {landmark}"
        );
    }
    for banned in ["[style]", "script:not([src])", "style", "[onclick]", "img:not([alt])", "a:not([href])"] {
        assert!(all(&html, banned).is_empty(), "{path}: {banned}");
    }
    let mut ids = attributes(&html, "[id]", "id");
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "{path}: an id stands twice");
    let labelled: BTreeSet<String> = attributes(&html, "label", "for").into_iter().collect();
    for id in attributes(&html, "input:not([type='hidden']), select, textarea", "id") {
        assert!(labelled.contains(&id), "{path}: {id} has no label");
    }
    for target in attributes(&html, "a[href^='#']", "href") {
        assert!(ids.iter().any(|id| format!("#{id}") == target), "{path}: {target} leads nowhere");
    }
}

#[tokio::test]
async fn every_link_of_the_portal_leads_to_a_proper_page() {
    let portal = bureau().await;
    let mut waiting = vec!["/".to_owned(), "/dev/gallery".to_owned()];
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut walked = 0;
    while let Some(path) = waiting.pop() {
        let answer = portal.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        walked += 1;
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        let in_gallery = path == "/dev/gallery";
        if !in_gallery {
            assert_is_a_proper_page(&path, &answer.text);
        }
        let html = Html::parse_document(&answer.text);
        for href in attributes(&html, "header a, nav a, main a, footer a, link[rel='stylesheet']", "href") {
            let is_ours = href.starts_with('/') && !href.starts_with("/preferences") && !in_gallery;
            if is_ours && seen.insert(href.clone()) {
                waiting.push(href);
            }
        }
    }
    assert!(walked > 60, "{walked} pages");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let portal = empty().await;
    for path in ["/", "/nowhere", "/healthz", "/assets/none.css", "/preferences"] {
        let answer = portal.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn an_empty_portal_says_what_will_stand_there() {
    let portal = empty().await;
    for path in [
        "/",
        "/agencies",
        "/requests/new",
        "/requests/track",
        "/search?q=x",
        "/sitemap.xml",
        "/sitemaps/pages.xml",
        "/feed.atom",
        "/data/",
        "/data/catalogue.json",
    ] {
        assert_eq!(portal.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert!(portal.get("/").await.text.contains("目前还没有"));
}

#[tokio::test]
async fn missing_and_not_public_are_the_same_page() {
    let portal = bureau().await;
    let published = newest(&portal).await;
    let shown = portal.app.store.item_by_index(&published).await.unwrap().unwrap();
    let fields =
        gongkai_publication::Content { title: "尚未公开的草稿".to_owned(), ..content(&shown.fields) };
    let text = Text { fields, body: "<p>草稿</p>".to_owned() };
    let (id, _) = portal.app.draft_item(&Actor::System, AGENCY, text).await.unwrap();
    let draft = portal.app.store.item(&id).await.unwrap().unwrap().index_number;
    let normal = |text: &str, path: &str| {
        let back = gongkai_server::routes::segment(path);
        text.replace(&back, "").replace(&draft, "")
    };
    let hidden_path = format!("/items/{draft}");
    let hidden = portal.get(&hidden_path).await;
    let missing = portal.get("/items/330499/1999-99999").await;
    assert_eq!((hidden.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(normal(&hidden.text, &hidden_path), normal(&missing.text, "/items/330499/1999-99999"));
    assert!(!hidden.text.contains("尚未公开的草稿"));
    for path in [
        "/",
        "/search?q=%E8%8D%89%E7%A8%BF",
        "/feed.atom",
        "/sitemaps/1.xml",
        "/data/catalogue.jsonl",
        "/zfxxgk/yunxi-jxj/catalogue",
    ] {
        let text = portal.get(path).await.text;
        assert!(!text.contains("尚未公开的草稿") && !text.contains(&draft), "{path}");
    }
}

fn content(fields: &gongkai_store::publication::ItemFields) -> gongkai_publication::Content {
    gongkai_publication::Content {
        title: fields.title.clone(),
        summary: String::new(),
        body: String::new(),
        attachments: vec![],
        document_number: None,
        registration_number: None,
        issuer: String::new(),
        joint_issuers: vec![],
        origin: fields.origin,
        generated_on: fields.generated_on,
        categories: fields.categories.clone(),
        column: fields.column.clone(),
        theme: None,
        genre: None,
        legal_kind: None,
        keywords: vec![],
        attribute: fields.attribute,
        ground: None,
        ground_note: None,
        rhythm: String::new(),
        section: None,
        interprets: None,
        from_request: None,
        effective_on: None,
        expires_on: None,
    }
}

#[tokio::test]
async fn an_item_page_has_every_meta_tag_once_and_none_empty() {
    let portal = bureau().await;
    let answer = portal.get(&gongkai_server::routes::item(&newest(&portal).await)).await;
    let html = Html::parse_document(&answer.text);
    let names = attributes(&html, "meta[name]", "name");
    let mut lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    lower.sort();
    lower.dedup();
    assert_eq!(lower.len(), names.len(), "{names:?}");
    for name in [
        "SiteName",
        "SiteDomain",
        "SiteIDCode",
        "ColumnName",
        "ColumnDescription",
        "ColumnKeywords",
        "ColumnType",
        "ArticleTitle",
        "PubDate",
        "ContentSource",
        "Keywords",
        "Description",
        "Url",
    ] {
        assert!(names.iter().any(|found| found == name), "{name} is missing: {names:?}");
    }
    assert!(attributes(&html, "meta[name]", "content").iter().all(|content| !content.trim().is_empty()));
    assert_eq!(attributes(&html, "meta[name='PubDate']", "content"), ["2021-03-25 09:30"]);
    assert_eq!(attributes(&html, "meta[name='Keywords']", "content"), ["补助,数字化"]);
    assert_eq!(attributes(&html, "meta[name='ArticleTitle']", "content"), [NASTY]);
    assert_eq!(attributes(&html, "meta[name='ColumnType']", "content"), ["政策文件"]);
}

#[tokio::test]
async fn what_officers_write_is_text_and_never_markup_of_ours() {
    let portal = bureau().await;
    let item = gongkai_server::routes::item(&newest(&portal).await);
    let list = format!("/zfxxgk/{AGENCY}/catalogue");
    for path in
        ["/", item.as_str(), list.as_str(), "/search?q=alert(1)", "/search?q=%3Cscript%3E%22", "/feed.atom"]
    {
        let text = portal.get(path).await.text;
        assert!(!text.contains("<script"), "{path}");
        assert!(!text.contains("onclick") && !text.contains("javascript:"), "{path}");
    }
    let html = Html::parse_document(&portal.get(&item).await.text);
    assert_eq!(all(&html, "h1"), [NASTY]);
    assert_eq!(all(&html, ".document-body p"), ["正文链接"]);
    assert_eq!(all(&html, ".document-body h2"), ["一"], "the page keeps one first heading");
}

#[tokio::test]
async fn a_page_is_sent_again_only_when_something_was_recorded() {
    let portal = bureau().await;
    let first = portal.get("/").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\"") && !first.header("last-modified").is_empty());
    assert_eq!(first.header("vary"), "Cookie, Accept-Encoding");
    let again = portal.get_with("/", &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let large = portal.get_with("/", &[("if-none-match", &tag), ("cookie", "gongkai_view=large")]).await;
    assert_eq!(large.status, StatusCode::OK, "another view is another page");
    let mut settings = portal.app.agency_state(AGENCY).await.unwrap().settings;
    settings.review_levels = 2;
    portal.app.set_agency_settings(&Actor::System, AGENCY, settings).await.unwrap();
    assert_eq!(portal.get_with("/", &[("if-none-match", &tag)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn large_type_and_high_contrast_need_no_script() {
    let portal = empty().await;
    let plain = portal.get("/agencies").await.text;
    assert!(
        plain.contains(
            r#"href="/preferences?large=1&#38;contrast=0&#38;dark=0&#38;en=0&#38;back=%2Fagencies""#
        ),
        "{plain}"
    );
    let set = portal.get("/preferences?large=1&contrast=1&back=%2Fagencies").await;
    assert_eq!((set.status, set.header("location")), (StatusCode::SEE_OTHER, "/agencies"));
    assert!(set.header("set-cookie").starts_with("gongkai_view=large-contrast; Path=/"));
    let large = portal.get_with("/agencies", &[("cookie", "gongkai_view=large-contrast")]).await.text;
    assert!(large.contains(r#"class="portal large contrast""#));
    let elsewhere = portal.get("/preferences?back=https://evil.example/").await;
    assert_eq!(elsewhere.header("location"), "/");
}

#[tokio::test]
async fn the_catalogue_turns_pages_and_sorts_both_ways() {
    let portal = bureau().await;
    let titles = async |query: &str| {
        let text = portal.get(&format!("/zfxxgk/{AGENCY}/catalogue{query}")).await.text;
        all(&Html::parse_document(&text), ".link-main > a")
    };
    let (first, second) = (titles("").await, titles("?page=2").await);
    assert_eq!((first.len(), second.len()), (20, 5));
    assert_eq!(first[0], NASTY);
    assert_eq!(second[4], "第1期工作情况");
    let oldest = titles("?sort=oldest").await;
    assert_eq!((oldest[0].as_str(), oldest[19].as_str()), ("第1期工作情况", "第20期工作情况"));
    assert_eq!(titles("?sort=oldest&page=2").await[4], NASTY);
    assert_eq!(titles("?column=zcwj").await, [NASTY]);
    assert_eq!(titles("?year=2021&page=2").await.len(), 5);
    assert_eq!(titles("?year=2020").await.len(), 0);
    for unknown in ["?column=none", "?category=A99", "?year=x"] {
        let answer = portal.get(&format!("/zfxxgk/{AGENCY}/catalogue{unknown}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn every_choice_of_the_catalogue_says_how_many_rows_it_leaves() {
    let portal = bureau().await;
    let total = |text: &str| {
        let count = all(&Html::parse_document(text), ".count").concat();
        count.chars().filter(char::is_ascii_digit).collect::<String>()
    };
    let mut followed = 0;
    for query in ["", "?year=2021", "?column=gzdt", "?category=A20-01&year=2021&sort=oldest"] {
        let text = portal.get(&format!("/zfxxgk/{AGENCY}/catalogue{query}")).await.text;
        let html = Html::parse_document(&text);
        let open = Selector::parse(".facets a:not([aria-current])").unwrap();
        let number = Selector::parse(".number").unwrap();
        for link in html.select(&open) {
            let said: String = link.select(&number).flat_map(|one| one.text()).collect();
            let there = portal.get(link.value().attr("href").unwrap()).await.text;
            assert_eq!(total(&there), said, "{query}: {:?}", link.value().attr("href"));
            followed += 1;
        }
    }
    assert!(followed >= 12, "{followed} choices");
    let empty = portal.get(&format!("/zfxxgk/{AGENCY}/catalogue?column=gzdt&year=2020")).await.text;
    assert!(total(&empty) == "0" && empty.contains("目前没有；可以取消左侧已选的条件再看"));
    let past = portal.get(&format!("/zfxxgk/{AGENCY}/catalogue?page=99")).await.text;
    assert!(past.contains("第 2 页，共 2 页（25 条）"));
}

#[tokio::test]
async fn search_turns_pages_and_asks_for_words_when_there_are_none() {
    let portal = bureau().await;
    let titles = async |query: &str| {
        let text = portal.get(&format!("/search?q={query}")).await.text;
        all(&Html::parse_document(&text), ".link-main > a")
    };
    let words = gongkai_server::routes::segment("期工作情况");
    assert_eq!(titles(&words).await.len(), 20);
    assert_eq!(titles(&format!("{words}&page=2")).await.len(), 4);
    assert_eq!(titles(&format!("{words}&page=99")).await.len(), 20, "past the end is the beginning");
    let text = portal.get(&format!("/search?q={words}")).await.text;
    assert!(text.contains("共 24 条"), "{text}");
    assert!(portal.get("/search?q=").await.text.contains("请在上方输入"));
    assert!(titles("%25").await.is_empty() && titles("_").await.is_empty(), "no wildcards");
}

#[tokio::test]
async fn search_finds_a_document_number_however_it_is_typed() {
    let portal = bureau().await;
    for query in [
        "云经信〔2021〕9号",
        "云经信[2021]9号",
        "云经信（2021）9号",
        "云经信2021-9",
        "2021-9",
        "2021)9号",
        "测试 通知",
    ] {
        let path = gongkai_server::routes::search_for(query);
        let html = Html::parse_document(&portal.get(&path).await.text);
        assert_eq!(all(&html, ".link-main > a"), [NASTY], "{query}");
    }
    let none = portal.get("/search?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA").await.text;
    assert!(none.contains("没有找到"));
}

#[tokio::test]
async fn the_guide_names_what_article_12_asks_for() {
    let portal = bureau().await;
    let text = portal.get(&format!("/zfxxgk/{AGENCY}/guide")).await.text;
    for said in [
        "政府信息的分类",
        "编排体系",
        "获取方式",
        "云溪市经济和信息化局办公室",
        "云溪市示例路1号",
        "8:30—17:00",
        "0000-0000001",
        "传真号码",
        "gongkai@example.gov.cn",
        "当面提交",
        "邮政寄送",
    ] {
        assert!(text.contains(said), "{said}");
    }
    assert!(!text.contains("网上提交"), "a channel that is not open is not offered");
}

#[tokio::test]
async fn a_withdrawn_item_leaves_a_notice_and_a_pulled_one_not_a_word() {
    let portal = bureau().await;
    let index = newest(&portal).await;
    let id = portal.app.store.item_by_index(&index).await.unwrap().unwrap().id;
    portal.app.pull_item(&Actor::System, &id, "含有个人信息").await.unwrap();
    let answer = portal.get(&gongkai_server::routes::item(&index)).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(
        !answer.text.contains("alert(1)")
            && !answer.text.contains("云经信")
            && !answer.text.contains("个人信息")
    );
    for path in ["/", "/feed.atom", "/sitemap.xml", "/search?q=%E6%B5%8B%E8%AF%95"] {
        assert!(!portal.get(path).await.text.contains("alert(1)"), "{path}");
    }
}

#[tokio::test]
async fn an_item_tells_machines_and_papers_what_it_is() {
    let portal = bureau().await;
    let item = portal
        .app
        .store
        .public_items(&gongkai_store::publication::ItemFilter::default(), None, 1)
        .await
        .unwrap()
        .rows
        .remove(0);
    let page = portal.get(&gongkai_server::routes::item(&item.index_number)).await.text;
    assert!(page.contains(r#"itemtype="https://schema.org/Legislation""#), "{page}");
    assert!(page.contains(&format!(r#"itemprop="identifier" content="{}""#, item.index_number)), "{page}");
    assert!(page.contains(r#"itemprop="legislationLegalForce" href="https://schema.org/InForce""#));
    assert!(page.contains(r#"itemprop="datePublished" content="2021-03-25""#));
    assert!(page.contains("云经信〔2021〕9号［EB/OL］．（2021-03-25）［"), "{page}");
}

#[tokio::test]
async fn feed_and_site_map_are_well_formed_and_name_public_pages() {
    let portal = bureau().await;
    let feed = portal.get("/feed.atom").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(feed.text.matches("<entry>").count(), 25);
    assert!(feed.text.contains("&lt;script&gt;"));
    let index = portal.get("/sitemap.xml").await.text;
    let maps: Vec<&str> = index.split("<loc>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(
        maps,
        ["https://www.example.gov.cn/sitemaps/pages.xml", "https://www.example.gov.cn/sitemaps/1.xml"]
    );
    let pages = portal.get("/sitemaps/pages.xml").await.text;
    assert!(pages.contains(&format!("https://www.example.gov.cn/zfxxgk/{AGENCY}/guide")));
    let items = portal.get("/sitemaps/1.xml").await.text;
    assert_eq!(items.matches("/items/").count(), 25);
    for none in ["/sitemaps/2.xml", "/sitemaps/0.xml", "/sitemaps/1", "/sitemaps/x.xml"] {
        assert_eq!(portal.get(none).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    assert!(portal.get("/robots.txt").await.text.contains("Disallow: /office"));
}

#[tokio::test]
async fn the_gallery_is_there_in_development_only() {
    let portal = empty().await;
    assert_eq!(portal.get("/dev/gallery").await.status, StatusCode::OK);
    let mut site = gongkai_server::portal::examples::site();
    site.development = false;
    let router = gongkai_server::router(gongkai_server::AppState::new(portal.app.clone(), site));
    for path in ["/dev/gallery", "/dev/pages/report"] {
        let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
        assert_eq!(support::answer(&router, request).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
