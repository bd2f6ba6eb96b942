//! Registering a motion: from the desk, or from a request several people made.

use axum::extract::{Path, Query};
use axum::response::Response;
use gongkai_app::motions::{NewMotion, PlainMotion};
use gongkai_request::CaseNumber;
use gongkai_request::motion::Kind;
use gongkai_statute::RequesterKind;
use gongkai_statute::regulation::art31::Channel;
use serde::Deserialize;

use super::maker;
use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices};
use crate::problem::Problem;

/// Which form is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    kind: String,
}

fn groups(kind: Kind, filled: &Filled<'_>) -> Vec<Group> {
    let who = vec![
        filled.radios(
            "requester",
            "身份",
            choices(&RequesterKind::ALL, RequesterKind::key, RequesterKind::label),
        ),
        filled.line("name", "姓名或者名称"),
        match kind {
            Kind::Correction => filled
                .line("identity", "证件号码或者统一社会信用代码")
                .hint("更正只能由记录涉及的本人、本单位申请。"),
            Kind::Proposal => filled.line("identity", "证件号码或者统一社会信用代码").optional(),
        },
        filled.area("contact", "联系方式", 2),
    ];
    let (about, text) = match kind {
        Kind::Correction => ("要更正的信息、记录", "哪里不准确、正确的内容和证据"),
        Kind::Proposal => ("建议公开的信息", "建议公开的理由"),
    };
    let what = vec![
        filled.area("about", about, 2),
        filled.area("text", text, 6),
        filled.line("subject", "事项摘要").hint("用于列表，不写姓名、地址等个人信息。"),
    ];
    let how = vec![
        filled.select("channel", "渠道", choices(&Channel::ALL, Channel::key, Channel::label)),
        filled.date("received_on", "收到日期"),
        filled.line("clerk", "代为填写的工作人员").optional().hint("口头提出的填写（条例第43条）。"),
    ];
    vec![
        Group::new(maker(kind), who).hint("加密保存；查看须点开，并记入查阅记录。"),
        Group::new("内容", what),
        Group::new("收到", how),
    ]
}

async fn form(desk: &Desk, kind: Kind, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let sheet = Sheet {
        title: format!("登记{}", kind.label()),
        groups: groups(kind, &Filled::new(given, flaws)),
        submit: "登记".to_owned(),
        next: "登记后在该件页面添加证据材料、登记核实审查情况。".to_owned(),
        action: address::new_motion(desk.code(), kind.key()),
        cancel: address::motions(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &above(desk)).await
}

fn above(desk: &Desk) -> [(&'static str, String); 2] {
    [("依申请公开", address::requests(desk.code())), ("更正与建议", address::motions(desk.code()))]
}

fn kind_of(wanted: &Wanted) -> Kind {
    Kind::from_key(&wanted.kind).unwrap_or(Kind::Correction)
}

/// `GET /office/{agency}/motions/new`
pub(super) async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let today = desk.app.today().to_string();
    let given = Fields::of([("received_on".to_owned(), today)]);
    form(&desk, kind_of(&wanted), &given, &Flaws::default()).await
}

fn read(kind: Kind, given: &Fields) -> Result<NewMotion, FieldErrors> {
    let mut check = Checker::new(given);
    let requester = check.choice("requester", RequesterKind::from_key, "请选择身份");
    let channel = check.choice("channel", Channel::from_key, "请选择渠道");
    let received_on = check.date("received_on", "收到日期");
    let subject = check.required("subject", "请填写事项摘要，不写个人信息");
    let text = |name: &str| given.text(name).to_owned();
    let plain = PlainMotion {
        name: text("name"),
        identity: text("identity"),
        contact: text("contact"),
        about: text("about"),
        text: text("text"),
    };
    let clerk = check.optional("clerk");
    let codes = requester.zip(channel).zip(received_on);
    check.finish(codes.map(|((requester, channel), received_on)| NewMotion {
        kind,
        channel,
        received_on,
        requester,
        plain,
        subject,
        clerk,
    }))
}

/// `POST /office/{agency}/motions/new`
pub(super) async fn perform(
    desk: Desk,
    Query(wanted): Query<Wanted>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let kind = kind_of(&wanted);
    let filed = async {
        let new = read(kind, &given)?;
        Ok::<_, Fault>(desk.app.file_motion(&desk.actor, desk.code(), new).await?)
    };
    match filed.await {
        Ok(id) => {
            let to = address::motion(desk.code(), &id.to_string());
            desk.done(format!("已登记，编号 {}。", id.label()), &to).await
        }
        Err(fault) => form(&desk, kind, &given, &fault.flaws()?).await,
    }
}

fn number_of(text: &str) -> Result<CaseNumber, Fault> {
    CaseNumber::parse(text).ok_or(Fault::Problem(Problem::NotFound))
}

async fn proposal(desk: &Desk, number: CaseNumber, flaws: &Flaws) -> Result<Response, Fault> {
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let text = number.to_string();
    let back = address::request(desk.code(), &text);
    let sheet = Sheet {
        title: "建议纳入主动公开".to_owned(),
        intro: format!(
            "{text}　{}。多个申请人就相同信息提出申请、该信息属于可以公开的，可以纳入主动公开的范围（条例第44条）。",
            detail.row.subject
        ),
        submit: "提出建议".to_owned(),
        next: "建议单独编号，审查后由负责人签发；这件申请照常答复。".to_owned(),
        action: address::request_act(desk.code(), &text, "propose"),
        cancel: back.clone(),
        ..Sheet::default()
    };
    let above = [("依申请公开", address::requests(desk.code())), (text.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/{agency}/requests/{number}/propose`
pub(super) async fn ask(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    proposal(&desk, number_of(&number)?, &Flaws::default()).await
}

/// `POST /office/{agency}/requests/{number}/propose`
pub(super) async fn propose(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(_): Form<Fields>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    match desk.app.propose_from_request(&desk.actor, desk.code(), number).await {
        Ok(id) => {
            let to = address::motion(desk.code(), &id.to_string());
            desk.done(format!("已提出建议，编号 {}。", id.label()), &to).await
        }
        Err(error) => proposal(&desk, number, &Fault::from(error).flaws()?).await,
    }
}
