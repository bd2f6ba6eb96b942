//! An installation with one bureau and its people.

#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::{Arc, Mutex};

use gongkai_agency::{AccountOpened, Founded, Role, Section, standard_columns};
use gongkai_app::items::Text;
use gongkai_app::requests::{NewRequest, PlainForm, PlainParties};
use gongkai_app::{Actor, App, AppError, Clock, Place};
use gongkai_publication::{Attribute, Content, Origin, SecrecyConclusion, SecrecyFinding};
use gongkai_request::code::{DeliveryWay, ProvisionForm, ProvisionRoute};
use gongkai_request::command::{Approve, Deliver, DraftReply, ReviewSecrecy};
use gongkai_request::{CaseNumber, Command};
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{AgencyKind, AgencyLevel, Decision, RequesterKind};
use gongkai_store::testing::Scratch;
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};

pub(crate) const AGENCY: &str = "yunxi-jxj";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A clock that stands still until it is told to go on.
#[derive(Clone)]
pub(crate) struct Hand(Arc<Mutex<Timestamp>>);

impl Hand {
    pub(crate) fn at(text: &str) -> Hand {
        Hand(Arc::new(Mutex::new(text.parse().unwrap())))
    }

    pub(crate) fn forward(&self, span: Span) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(span).unwrap();
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) clock: Hand,
    scratch: Scratch,
}

impl House {
    /// Where it stands, to open it a second time.
    pub(crate) fn place(&self) -> Place {
        place(&self.scratch)
    }
}

fn place(scratch: &Scratch) -> Place {
    Place {
        database: scratch.settings.clone(),
        blobs: scratch.folder.path().join("blobs"),
        site_key: scratch.folder.path().join("site.key"),
    }
}

/// An installation on a fresh database, with nothing in it.
pub(crate) async fn empty(scratch: Scratch) -> House {
    let clock = Hand::at("2021-06-01T02:00:00Z");
    let app = App::open(&place(&scratch), Arc::new(clock.clone())).await.unwrap();
    House { app, clock, scratch }
}

/// With a bureau below a county, and its people.
pub(crate) async fn bureau(scratch: Scratch) -> House {
    let house = empty(scratch).await;
    let app = &house.app;
    app.found_agency(&Actor::System, founded("yunxi", "云溪市人民政府", AgencyKind::Government, None))
        .await
        .unwrap();
    let bureau = founded(AGENCY, "云溪市经济和信息化局", AgencyKind::Department, Some("yunxi"));
    app.found_agency(&Actor::System, bureau).await.unwrap();
    for column in standard_columns() {
        app.set_column(&Actor::System, AGENCY, column).await.unwrap();
    }
    let office = Section { slug: "bgs".to_owned(), name: "办公室".to_owned() };
    app.add_section(&Actor::System, AGENCY, office).await.unwrap();
    let mut settings = app.agency_state(AGENCY).await.unwrap().settings;
    settings.review_levels = 2;
    app.set_agency_settings(&Actor::System, AGENCY, settings).await.unwrap();
    for (login, role) in [
        ("author", Role::Author),
        ("reviewer", Role::Reviewer),
        ("leader", Role::Leader),
        ("keeper", Role::SecrecyReviewer),
        ("officer", Role::Officer),
        ("operator", Role::Operator),
    ] {
        person(app, login, AGENCY, &[role]).await;
    }
    person(app, "county.operator", "yunxi", &[Role::Operator]).await;
    house
}

pub(crate) fn founded(code: &str, name: &str, kind: AgencyKind, parent: Option<&str>) -> Founded {
    Founded {
        code: code.to_owned(),
        name: name.to_owned(),
        short_name: name.to_owned(),
        kind,
        level: AgencyLevel::County,
        region: "330482".to_owned(),
        parent: parent.map(str::to_owned),
        credit_code: None,
    }
}

pub(crate) async fn person(app: &App, login: &str, agency: &str, roles: &[Role]) {
    let facts = AccountOpened {
        login: login.to_owned(),
        name: format!("测试人员{login}"),
        agency: agency.to_owned(),
        section: None,
    };
    app.open_account(&Actor::System, facts).await.unwrap();
    for role in roles {
        app.grant_role(&Actor::System, login, *role, agency).await.unwrap();
    }
}

pub(crate) async fn actor(app: &App, login: &str) -> Actor {
    app.actor_of(login).await.unwrap().unwrap()
}

pub(crate) fn text(title: &str) -> Text {
    text_of(title, date(2021, 5, 20))
}

pub(crate) fn text_of(title: &str, generated_on: Date) -> Text {
    let fields = Content {
        title: title.to_owned(),
        summary: "测试".to_owned(),
        body: String::new(),
        attachments: vec![],
        document_number: None,
        registration_number: None,
        issuer: String::new(),
        joint_issuers: vec![],
        origin: Origin::Made,
        generated_on,
        categories: vec![],
        column: "zcwj".to_owned(),
        theme: None,
        genre: None,
        legal_kind: None,
        keywords: vec![],
        attribute: Attribute::Proactive,
        ground: None,
        ground_note: None,
        rhythm: String::new(),
        section: Some("bgs".to_owned()),
        interprets: None,
        from_request: None,
        effective_on: None,
        expires_on: None,
    };
    Text { fields, body: format!("<p>{title}的正文。</p>") }
}

/// Through both levels and the secrecy review to the public.
pub(crate) async fn review_and_publish(app: &App, id: &str) {
    app.submit_item(&actor(app, "author").await, id, None).await.unwrap();
    let seen = seen(app, id).await;
    app.approve_item(&actor(app, "reviewer").await, id, &seen, "").await.unwrap();
    app.approve_item(&actor(app, "leader").await, id, &seen, "同意").await.unwrap();
    clear(app, id).await;
    app.publish_item(&actor(app, "officer").await, id).await.unwrap();
}

pub(crate) async fn seen(app: &App, id: &str) -> String {
    app.item_state(id).await.unwrap().work.unwrap().hash
}

pub(crate) async fn clear(app: &App, id: &str) {
    let finding = SecrecyFinding {
        seen: seen(app, id).await,
        conclusion: SecrecyConclusion::Public,
        basis: "对照保密事项范围逐项审查".to_owned(),
        referred_to: None,
    };
    app.review_item_secrecy(&actor(app, "keeper").await, id, &finding).await.unwrap();
}

/// The rule by which a use case was refused.
pub(crate) fn rule<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    match result.unwrap_err() {
        AppError::Refused(refused) => refused.rule,
        AppError::Fields(fields) => fields.iter().map(|field| field.field).collect::<Vec<_>>().join(" "),
        AppError::Forbidden => "forbidden".to_owned(),
        AppError::NotFound => "not found".to_owned(),
        other => panic!("{other:?}"),
    }
}

/// A request made in person by somebody who is not.
pub(crate) fn request(day: Date) -> NewRequest {
    NewRequest {
        channel: Channel::InPerson,
        submitted_on: Some(day),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: "测试申请人甲".to_owned(),
            identity: "样例证件 001".to_owned(),
            contact: "0000-0000000".to_owned(),
            text: "请公开样例项目的审批文件。".to_owned(),
        },
        subject: "样例项目的审批文件".to_owned(),
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Email,
        clerk: None,
        parties: PlainParties::default(),
    }
}

/// Grants a request: drafted, reviewed, signed and posted on `day`.
pub(crate) async fn reply_to(app: &App, number: CaseNumber, day: Date) {
    let review = ReviewSecrecy { on: day, passed: true, opinion: "不涉密".to_owned() };
    let acts = [
        ("author", Command::DraftReply(Box::new(DraftReply::new(day, Decision::Granted)))),
        ("keeper", Command::ReviewSecrecy(review)),
        ("leader", Command::Approve(Approve { on: day, document: None, content: None })),
        ("officer", Command::Deliver(Deliver { way: DeliveryWay::Posted, on: day, evidence: None })),
    ];
    for (login, command) in acts {
        app.act_on_request(&actor(app, login).await, AGENCY, number, &command).await.unwrap();
    }
}
