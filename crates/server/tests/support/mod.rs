//! A portal on a fresh installation with one bureau and what it has published. All names are fictional.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, reason = "each test file uses its part")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use gongkai_agency::{AccountOpened, Founded, Profile, Role, standard_columns};
use gongkai_app::items::{LegacyItem, LegacyNumber};
use gongkai_app::{Actor, App, Clock, Place};
use gongkai_publication::{Attribute, Content, LegalKind, Origin};
use gongkai_server::portal::examples;
use gongkai_server::{AppState, router};
use gongkai_statute::{AgencyKind, AgencyLevel};
use jiff::Timestamp;
use jiff::civil::date;
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) const AGENCY: &str = "yunxi-jxj";
/// A title that is trouble wherever it is not escaped.
pub(crate) const NASTY: &str = "关于“<script>alert(1)</script>”&'测试'的通知";

struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A portal, and the folder it lives in.
pub(crate) struct Portal {
    pub(crate) app: App,
    pub(crate) router: Router,
    folder: TempDir,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Portal {
    /// Where it lives, for another process to open.
    pub(crate) fn place(&self) -> Place {
        Place::folder(self.folder.path())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(&self.router, request.body(Body::empty()).unwrap()).await
    }
}

pub(crate) async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status, headers: parts.headers, text, bytes: bytes.to_vec() }
}

/// The bureau with other limits; the header `x-real-ip` says from where one comes.
pub(crate) async fn bureau_with_limits(limits: gongkai_app::intake::Limits) -> Portal {
    let mut portal = bureau().await;
    let mut site = examples::site();
    "x-real-ip".clone_into(&mut site.client_address_header);
    portal.router = router(AppState::new(portal.app.clone(), site).with_limits(limits));
    portal
}

/// An installation with nothing in it.
pub(crate) async fn empty() -> Portal {
    let folder = TempDir::new().unwrap();
    let clock = Still("2022-01-11T01:00:00Z".parse().unwrap());
    let app = App::open(&Place::folder(folder.path()), Arc::new(clock)).await.unwrap();
    let state = AppState::new(app.clone(), examples::site());
    Portal { app, router: router(state), folder }
}

/// With a county government, a bureau below it and 25 items, the newest a normative document with a nasty title.
pub(crate) async fn bureau() -> Portal {
    let portal = empty().await;
    let app = &portal.app;
    found(app, "yunxi", "云溪市人民政府", AgencyKind::Government, None).await;
    found(app, AGENCY, "云溪市经济和信息化局", AgencyKind::Department, Some("yunxi")).await;
    for column in standard_columns() {
        app.set_column(&Actor::System, AGENCY, column).await.unwrap();
    }
    let profile = Profile {
        address: "云溪市示例路1号".to_owned(),
        postcode: "000000".to_owned(),
        office_hours: "工作日 8:30—17:00".to_owned(),
        phone: "0000-0000001".to_owned(),
        fax: String::new(),
        internet_contact: "gongkai@example.gov.cn".to_owned(),
        unit_name: "云溪市经济和信息化局办公室".to_owned(),
        unit_head: "甲某".to_owned(),
        section: None,
        officer: None,
        deputy: None,
    };
    app.set_agency_profile(&Actor::System, AGENCY, profile).await.unwrap();
    keeper(app).await;
    let items = (1..=25).map(legacy).collect();
    app.import_items(&Actor::System, AGENCY, items, "keeper", "逐条对照保密事项范围审查").await.unwrap();
    portal
}

async fn found(app: &App, code: &str, name: &str, kind: AgencyKind, parent: Option<&str>) {
    let facts = Founded {
        code: code.to_owned(),
        name: name.to_owned(),
        short_name: name.to_owned(),
        kind,
        level: AgencyLevel::County,
        region: "330499".to_owned(),
        parent: parent.map(str::to_owned),
        credit_code: None,
    };
    app.found_agency(&Actor::System, facts).await.unwrap();
}

async fn keeper(app: &App) {
    let facts = AccountOpened {
        login: "keeper".to_owned(),
        name: "保密审查员乙某".to_owned(),
        agency: AGENCY.to_owned(),
        section: None,
    };
    app.open_account(&Actor::System, facts).await.unwrap();
    app.grant_role(&Actor::System, "keeper", Role::SecrecyReviewer, AGENCY).await.unwrap();
}

pub(crate) fn legacy(number: i8) -> LegacyItem {
    let newest = number == 25;
    let fields = Content {
        title: if newest { NASTY.to_owned() } else { format!("第{number}期工作情况") },
        summary: if newest { "对<补助>范围的说明".to_owned() } else { String::new() },
        body: String::new(),
        attachments: vec![],
        document_number: newest.then(|| "云经信〔2021〕9号".to_owned()),
        registration_number: None,
        issuer: String::new(),
        joint_issuers: vec![],
        origin: Origin::Made,
        generated_on: date(2021, 3, number),
        categories: vec![if newest { "A20-01" } else { "A20-15" }.to_owned()],
        column: if newest { "zcwj" } else { "gzdt" }.to_owned(),
        theme: None,
        genre: None,
        legal_kind: newest.then_some(LegalKind::NormativeDocument),
        keywords: if newest { vec!["补助".to_owned(), "数字化".to_owned()] } else { vec![] },
        attribute: Attribute::Proactive,
        ground: None,
        ground_note: None,
        rhythm: String::new(),
        section: None,
        interprets: None,
        from_request: None,
        effective_on: newest.then(|| date(2021, 4, 1)),
        expires_on: None,
    };
    LegacyItem {
        index_number: LegacyNumber::New,
        fields,
        body:
            "<h1>一</h1><p onclick=\"x()\">正文<script>alert(2)</script><a href=\"javascript:x\">链接</a></p>"
                .to_owned(),
        published_at: format!("2021-03-{number:02}T01:30:00Z").parse().unwrap(),
        source: "旧网站".to_owned(),
        validity: None,
    }
}
