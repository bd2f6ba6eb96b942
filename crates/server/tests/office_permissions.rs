//! Every office route with every role, over HTTP: what the permission table says is what happens.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod office_seat;
mod support;

use std::collections::BTreeMap;

use axum::http::Method;
use gongkai_agency::{Founded, Role};
use gongkai_app::benefits::BenefitCommand;
use gongkai_app::collections::CollectionCommand;
use gongkai_app::inquiries::{NewInquiry, PlainInquiry};
use gongkai_app::inventories::NewInventory;
use gongkai_app::letters::NewLetter;
use gongkai_app::motions::{NewMotion, PlainMotion};
use gongkai_app::requests::{NewFile, NewRequest, PlainForm};
use gongkai_app::solicitations::{NewSolicitation, PlainOpinion};
use gongkai_app::{Actor, App};
use gongkai_document::table::Table;
use gongkai_enterprise::Profile;
use gongkai_enterprise::benefit::{BenefitKind, Mode, Source, Terms};
use gongkai_publication::{InquiryKind, InventoryKind, PlaceKind, PlanMade, PlannedStage};
use gongkai_report::json::to_json;
use gongkai_report::{AnnualReport, Cell, CellId, Form};
use gongkai_request::Command;
use gongkai_request::code::{ProvisionForm, ProvisionRoute};
use gongkai_request::command::DraftReply;
use gongkai_request::event::{ClosedOn, FilePurpose};
use gongkai_request::motion::Kind;
use gongkai_request::remedy::{Filed, RemedyKind};
use gongkai_server::office::permissions::{PERMISSIONS, Permission, may_use};
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{AgencyKind, AgencyLevel, Decision, RequesterKind};
use gongkai_store::publication::ItemFilter;
use gongkai_typeset::LetterCode;
use jiff::civil::date;
use office_seat::{main_of, open, sign_in, staffed};
use support::{AGENCY, Portal, legacy};

/// An enterprise of the register.
const ENTERPRISE: &str = "91330482MA00000A0X";

/// Ids of what stands in addresses.
struct Ids {
    file: String,
    letter_file: String,
    package: String,
    evidence: String,
    /// Number of an item with a file.
    item: String,
}

/// One closed request with a draft, a letter, a file and a package, and one review: every address leads somewhere.
async fn furnish(portal: &Portal) -> Ids {
    let app = &portal.app;
    let request = NewRequest {
        channel: Channel::InPerson,
        submitted_on: Some(date(2022, 1, 10)),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: "申请人丁某".to_owned(),
            identity: String::new(),
            contact: "示例街2号".to_owned(),
            text: "某文件".to_owned(),
        },
        subject: "某文件".to_owned(),
        form: ProvisionForm::Paper,
        route: ProvisionRoute::Mail,
        clerk: None,
        parties: gongkai_app::requests::PlainParties::default(),
    };
    let number = app.register_request(&Actor::System, AGENCY, request).await.unwrap();
    let filed = Filed {
        kind: RemedyKind::Review,
        request: None,
        earlier: None,
        on: date(2022, 1, 10),
        authority: "云溪市人民政府".to_owned(),
        matter: "不履行主动公开义务".to_owned(),
    };
    app.file_remedy(&Actor::System, AGENCY, filed).await.unwrap();
    let file = NewFile {
        purpose: FilePurpose::Request,
        person: None,
        name: "样例.txt".to_owned(),
        bytes: "样例材料".into(),
        pages: None,
        about: None,
    };
    let file = app.add_file(&Actor::System, AGENCY, number, file).await.unwrap();
    let on = date(2022, 1, 11);
    let receipt = NewLetter { code: LetterCode::P2, about: None, on, details: BTreeMap::new(), reason: None };
    app.issue_letter(&Actor::System, AGENCY, number, &receipt).await.unwrap();
    let draft = Command::DraftReply(Box::new(DraftReply::new(on, Decision::Granted)));
    app.act_on_request(&Actor::System, AGENCY, number, &draft).await.unwrap();
    let withdraw = Command::Withdraw(ClosedOn { on, note: None });
    app.act_on_request(&Actor::System, AGENCY, number, &withdraw).await.unwrap();
    app.archive_request(&Actor::System, AGENCY, number).await.unwrap();
    let case = app.request_detail(&Actor::System, AGENCY, number).await.unwrap().case;
    let letter_file = case.letters.first().unwrap().last().unwrap().files.first().unwrap().id.clone();
    let correction = NewMotion {
        kind: Kind::Correction,
        channel: Channel::InPerson,
        received_on: on,
        requester: RequesterKind::NaturalPerson,
        plain: PlainMotion {
            name: "申请人戊某".to_owned(),
            identity: "样例证件 005".to_owned(),
            contact: "示例街5号".to_owned(),
            about: "企业备案信息".to_owned(),
            text: "注册地址有误".to_owned(),
        },
        subject: "备案信息更正".to_owned(),
        clerk: None,
    };
    let id = app.file_motion(&Actor::System, AGENCY, correction).await.unwrap();
    app.add_motion_file(&Actor::System, AGENCY, id, ("样例.txt", "样例证据".into()), false).await.unwrap();
    let names = app.motion_file_names(&Actor::System, AGENCY, id).await.unwrap();
    let evidence = names.first().unwrap().0.file.id.clone();
    let text = gongkai_app::items::Text { fields: legacy(3).fields, body: "<p>正文</p>".to_owned() };
    let (item, _) = app.draft_item(&Actor::System, AGENCY, text).await.unwrap();
    app.attach_to_item(&Actor::System, &item, "样例.txt", "样例附件".as_bytes()).await.unwrap();
    let item = item.rsplit('/').next().unwrap().to_owned();
    let plan = PlanMade {
        agency: AGENCY.to_owned(),
        title: "部门决算".to_owned(),
        rhythm: "staged".to_owned(),
        column: legacy(3).fields.column,
        section: None,
        every_months: None,
        stages: vec![PlannedStage { name: "决算".to_owned(), due_on: date(2022, 8, 20) }],
        by: String::new(),
    };
    app.make_plan(&Actor::System, plan).await.unwrap();
    let public = app.store.public_items(&ItemFilter::default(), None, 1).await.unwrap().rows.remove(0).id;
    let new = NewSolicitation {
        item: public,
        through: date(2022, 2, 20),
        touches_business: true,
        why_short: None,
        ways: String::new(),
    };
    furnish_benefits(app, &new.item).await;
    furnish_collection(app).await;
    let solicitation = app.open_solicitation(&Actor::System, AGENCY, new).await.unwrap();
    let opinion = PlainOpinion { text: "同意".to_owned(), ..PlainOpinion::default() };
    app.give_opinion(&"0".repeat(32), &solicitation, opinion).await.unwrap();
    let new = NewInquiry {
        kind: InquiryKind::Question,
        item: None,
        consents: true,
        plain: PlainInquiry {
            title: "样例".to_owned(),
            text: "样例留言".to_owned(),
            ..PlainInquiry::default()
        },
    };
    app.send_inquiry(&"1".repeat(32), AGENCY, new).await.unwrap();
    let list = NewInventory {
        number: None,
        kind: InventoryKind::Basic,
        title: "主动公开基本目录".to_owned(),
        authority: String::new(),
        from: date(2021, 1, 1),
    };
    let entries = Table::open("序号,一级事项\n1,政策文件\n2,财政信息\n".into()).unwrap();
    app.adopt_inventory(&Actor::System, AGENCY, list, entries).await.unwrap();
    let kind = PlaceKind::Archive;
    app.set_supply_place(&Actor::System, AGENCY, None, "云溪市档案馆", kind, "人民路2号").await.unwrap();
    app.deliver_supply(&Actor::System, AGENCY, 1, date(2000, 1, 1), date(2022, 1, 11)).await.unwrap();
    Ids { item, evidence, file, letter_file, package: case.archives.last().unwrap().file.id.clone() }
}

/// An enterprise with a claim for a benefit that is taken from this item.
async fn furnish_benefits(app: &App, item: &str) {
    let profile = Profile {
        credit_code: ENTERPRISE.to_owned(),
        name: Some("样例企业".to_owned()),
        ..Profile::default()
    };
    let load = app.begin_enterprises("00", 2022).await.unwrap();
    app.take_enterprises(load, vec![profile]).await.unwrap();
    let terms = Terms {
        name: "样例奖励".to_owned(),
        kind: BenefitKind::Service,
        mode: Mode::Automatic,
        beneficiaries: "样例企业".to_owned(),
        amount: None,
        amount_words: String::new(),
        once: false,
        clauses: Vec::new(),
        exclusion: None,
        materials: Vec::new(),
        opens_on: None,
        closes_on: None,
        unit: "样例单位".to_owned(),
        address: "样例路1号".to_owned(),
        phone: "0000-0000003".to_owned(),
        pay_within: Some(20),
        year: 2022,
    };
    let system = &Actor::System;
    let source = Source { item: item.to_owned(), edition: 0, clause: String::new() };
    let id = app.new_benefit(system, AGENCY, source, terms).await.unwrap();
    let text = app.policy_text(AGENCY, item).await.unwrap().text;
    app.add_condition(system, &id, "true", text.lines().next().unwrap()).await.unwrap();
    app.act_on_benefit(system, &id, &BenefitCommand::HandIn).await.unwrap();
    // Nobody publishes what they wrote themselves.
    let reviewer = app.actor_of("reviewer").await.unwrap().unwrap();
    app.act_on_benefit(&reviewer, &id, &BenefitCommand::Publish(2, true)).await.unwrap();
    app.apply_for_benefit(system, &id, ENTERPRISE).await.unwrap();
}

/// An agency below whose report of 2021 was accepted.
async fn furnish_collection(app: &App) {
    let below = Founded {
        code: "below".to_owned(),
        name: "云溪市某所".to_owned(),
        short_name: "某所".to_owned(),
        kind: AgencyKind::Department,
        level: AgencyLevel::County,
        region: "330482".to_owned(),
        parent: Some(AGENCY.to_owned()),
        credit_code: None,
    };
    let system = &Actor::System;
    app.found_agency(system, below).await.unwrap();
    app.open_collection(system, AGENCY, 2021).await.unwrap();
    let mut report = AnnualReport::new(Form::Y2021);
    report.year = Some(2021);
    report.cells = CellId::form_2021().map(|id| (id, Cell::given(0))).collect();
    let bytes = to_json(&report).into_bytes();
    app.hand_in_report(system, AGENCY, 2021, "below", bytes).await.unwrap();
    let accept = CollectionCommand::Accept("below".to_owned(), "样例".to_owned());
    app.act_on_collection(system, AGENCY, 2021, &accept).await.unwrap();
}

/// The address of a row with something that exists in every place.
fn address(permission: &Permission, ids: &Ids) -> String {
    let id = match permission.path {
        path if path.contains("/letters/") => &ids.letter_file,
        path if path.contains("/archives/") => &ids.package,
        path if path.contains("/motions/") => &ids.evidence,
        _ => &ids.file,
    };
    let number = match permission.path {
        "/office/{agency}/items/{number}/file" => ids.item.as_str(),
        path if ["/items/", "/plans/", "/solicitations/", "/inventories/", "/benefits/"]
            .iter()
            .any(|it| path.contains(it)) =>
        {
            "1"
        }
        path if path.contains("/motions/") => "correction-2022-000001",
        path if path.contains("/messages/") => "inquiry-2022-000001",
        _ => "2022-000001",
    };
    let path = permission
        .path
        .replace("{agency}", AGENCY)
        .replace("{number}", number)
        .replace("{id}", id)
        .replace("{letter}", "w1")
        .replace("{opinion}", "1")
        .replace("{code}", "R2")
        .replace("{year}", "2021")
        .replace("{section}", "overview")
        .replace(
            "{format}",
            if ["/registers/", "/import/", "/inventories/", "/inspection/"]
                .iter()
                .any(|it| permission.path.contains(it))
            {
                "csv"
            } else {
                "json"
            },
        )
        .replace("{login}", "keeper")
        .replace("{credit_code}", ENTERPRISE)
        .replace("{unit}", "below");
    match permission.path.rsplit('/').next().unwrap() {
        "compare" => format!("{path}?from=1&to=1"),
        "file" if permission.path.contains("/inventories/") => format!("{path}?entry=2"),
        "file" | "remove" => format!("{path}?place=1"),
        "new" if permission.path.contains("/letters/") => format!("{path}?code=P2"),
        "list" => format!("{path}?delivery=1"),
        "finish" | "move" | "waive" => format!("{path}?stage=1"),
        "records" => format!("{path}?cell=requests.received.total"),
        _ => path,
    }
}

/// Signing out works for everybody and ends the walk, so it has a test of its own.
fn walked() -> impl Iterator<Item = &'static Permission> {
    PERMISSIONS.iter().filter(|it| it.path != "/office/sign-out")
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    let portal = staffed().await;
    let ids = furnish(&portal).await;
    open(&portal.app, "nobody-yet", &[]).await;
    let people = Role::ALL.iter().map(|role| (role.key(), vec![*role]));
    for (login, roles) in people.chain([("nobody-yet", vec![])]) {
        let seat = sign_in(&portal, login).await;
        for permission in walked() {
            let path = address(permission, &ids);
            let answer = if permission.method == Method::GET {
                seat.get(&path).await
            } else {
                seat.post(&path, &[("cell", "requests.received.total"), ("stage", "1")]).await
            };
            let allowed = may_use(&permission.method, permission.path, &roles);
            let code = answer.status.as_u16();
            let fits = if allowed { matches!(code, 200 | 303 | 422) } else { code == 403 };
            let to_sign_in = answer.header("location").starts_with("/office/sign-in");
            assert!(
                fits && !to_sign_in,
                "{login} {} {path}: {code}, allowed: {allowed}\n{}",
                permission.method,
                main_of(&answer.text)
            );
        }
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_asked_to_sign_in_everywhere() {
    let portal = staffed().await;
    let none = Ids {
        item: String::new(),
        file: "0".to_owned(),
        letter_file: "0".to_owned(),
        package: "0".to_owned(),
        evidence: "0".to_owned(),
    };
    for permission in walked() {
        let path = address(permission, &none);
        let answer = if permission.method == Method::GET {
            portal.get(&path).await
        } else {
            office_seat::send(&portal, "", &path, &[]).await
        };
        assert_eq!(answer.status, 303, "{} {path}", permission.method);
        assert!(answer.header("location").starts_with("/office/sign-in"), "{path}");
    }
}
