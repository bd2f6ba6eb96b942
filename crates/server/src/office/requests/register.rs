//! Registering a request (登记申请).

use axum::response::Response;
use gongkai_app::requests::{NewFile, NewRequest, PlainAgent, PlainForm, PlainParties, PlainParty};
use gongkai_request::CaseNumber;
use gongkai_request::code::{AgentKind, ProvisionForm, ProvisionRoute};
use gongkai_request::event::FilePurpose;
use gongkai_statute::RequesterKind;
use gongkai_statute::regulation::art31::Channel;

use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, info};
use crate::ui::field::Field;
use crate::ui::file_input::FileInput;

fn groups(filled: &Filled<'_>) -> Vec<Group> {
    vec![
        Group::new(
            "收到情况",
            vec![
                filled.select("channel", "渠道", choices(&Channel::ALL, Channel::key, Channel::label)),
                filled
                    .date("submitted_on", "提交日期")
                    .optional()
                    .hint("申请人当面提交、寄出或者发出的日期。"),
                filled.date("arrived_on", "到达日期").optional().hint("邮件、传真等到达本机关的日期。"),
                filled.date("confirmed_on", "双方确认日期").optional().hint(
                    "平常信函、传真、网上提交的，以双方确认之日为收到申请之日（条例第31条）；未确认的留空。",
                ),
            ],
        ),
        Group::new(
            "申请人",
            vec![
                filled.radios(
                    "requester",
                    "申请人类别",
                    choices(&RequesterKind::ALL, RequesterKind::key, RequesterKind::label),
                ),
                filled.line("name", "姓名或者名称"),
                filled.line("identity", "身份证明").optional().hint("证件号码或者统一社会信用代码。"),
                filled.area("contact", "联系方式", 2).hint("电话、通信地址、电子邮箱等。"),
                filled.line("clerk", "代为填写的工作人员").optional().hint("口头申请时填写（条例第29条）。"),
            ],
        )
        .hint("申请人的信息加密保存，只有经办人员可以查看。"),
        Group::new(
            "共同申请人、代理人",
            vec![
                filled
                    .area("joint", "共同申请人", 3)
                    .optional()
                    .hint("一行一位：姓名，证件号码，联系方式；用逗号分开。统计按第一申请人的类别。"),
                filled.tick("minor", "未成年人", "申请人为未成年人，由监护人代为申请"),
                filled
                    .radios(
                        "agent_kind",
                        "代理人",
                        choices(AgentKind::ALL, AgentKind::key, AgentKind::label),
                    )
                    .optional(),
                filled.line("agent_name", "代理人或者监护人姓名").optional(),
                filled.line("agent_identity", "代理人身份证明").optional(),
                filled.line("agent_contact", "代理人联系方式").optional(),
                filled
                    .line("agent_proof", "授权或者监护证明")
                    .optional()
                    .hint("例如授权委托书原件；还没有收到的留空，登记后告知补正。证明文件登记后作为“身份证明”上传。"),
            ],
        )
        .hint("没有的不填。"),
        Group::new(
            "申请内容",
            vec![
                filled.line("subject", "事项摘要").hint("用于列表和统计，不写申请人的姓名、地址等个人信息。"),
                filled
                    .area("text", "所需信息的描述", 6)
                    .hint("照录申请书；名称、文号或者便于查询的其他特征。"),
                filled.radios(
                    "form",
                    "获取方式",
                    choices(ProvisionForm::ALL, ProvisionForm::key, ProvisionForm::label),
                ),
                filled.radios(
                    "route",
                    "获取途径",
                    choices(ProvisionRoute::ALL, ProvisionRoute::key, ProvisionRoute::label),
                ),
            ],
        ),
    ]
}

/// Files handed in with the form, and what they are for.
const FILES: [(&str, FilePurpose); 3] = [
    ("identity_file", FilePurpose::Identity),
    ("authority_file", FilePurpose::Authority),
    ("letter_file", FilePurpose::Request),
];

fn file_inputs(flaws: &Flaws) -> Vec<FileInput> {
    let hint = format!(
        "{}，每个不超过 10 MB，加密保存。涉密不上网：标有密级的文件不得上传。",
        gongkai_app::uploads::ACCEPTED
    );
    let input = |name: &'static str, label: &str| FileInput {
        name,
        label: label.to_owned(),
        hint: hint.clone(),
        error: flaws.errors.of(name).map(str::to_owned),
        accept: gongkai_app::uploads::ACCEPT,
        multiple: true,
    };
    vec![
        input("identity_file", "身份证明（选填）"),
        input("authority_file", "授权委托书、监护证明（选填）"),
        input("letter_file", "申请书、来信的扫描件（选填）"),
    ]
}

fn read(fields: &Fields) -> Result<NewRequest, FieldErrors> {
    let mut check = Checker::new(fields);
    let channel = check.choice("channel", Channel::from_key, "请选择渠道");
    let submitted_on = check.optional_date("submitted_on", "提交日期");
    let arrived_on = check.optional_date("arrived_on", "到达日期");
    let confirmed_on = check.optional_date("confirmed_on", "双方确认日期");
    let requester = check.choice("requester", RequesterKind::from_key, "请选择申请人类别");
    let plain = PlainForm {
        name: check.required("name", "请填写申请人的姓名或者名称"),
        identity: fields.text("identity").to_owned(),
        contact: check.required("contact", "请填写联系方式，以便确认和答复"),
        text: check.required("text", "请描述所需信息的名称、文号或者其他特征"),
    };
    let subject = check.required("subject", "请填写事项摘要");
    let form = check.choice("form", ProvisionForm::from_key, "请选择获取方式");
    let route = check.choice("route", ProvisionRoute::from_key, "请选择获取途径");
    let clerk = check.optional("clerk");
    let parties = parties(&mut check, fields);
    let codes = channel.zip(requester).zip(form.zip(route));
    check.finish(codes.map(|((channel, requester), (form, route))| NewRequest {
        channel,
        submitted_on,
        arrived_on,
        confirmed_on,
        requester,
        plain,
        subject,
        form,
        route,
        clerk,
        parties,
    }))
}

/// Joint requesters, one a line, and who acts for the requester.
fn parties(check: &mut Checker<'_>, fields: &Fields) -> PlainParties {
    let joint = forms::lines(fields.text("joint")).iter().map(|line| joint_party(line)).collect();
    let who = PlainParty {
        name: fields.text("agent_name").to_owned(),
        identity: fields.text("agent_identity").to_owned(),
        contact: fields.text("agent_contact").to_owned(),
    };
    let kind = AgentKind::from_key(fields.text("agent_kind"));
    if kind.is_none() && !who.name.is_empty() {
        check.fail("agent_kind", "请选择是委托代理人还是监护人");
    }
    let proof = check.optional("agent_proof");
    PlainParties {
        joint,
        agent: kind.map(|kind| PlainAgent { kind, who, proof }),
        minor: fields.has("minor"),
    }
}

/// A line of the list of joint requesters: name, identity, contact, separated by commas.
pub(crate) fn joint_party(line: &str) -> PlainParty {
    let mut parts = line.splitn(3, ['，', ',', '、', ';', '；']).map(|part| part.trim().to_owned());
    PlainParty {
        name: parts.next().unwrap_or_default(),
        identity: parts.next().unwrap_or_default(),
        contact: parts.next().unwrap_or_default(),
    }
}

fn usual(desk: &Desk) -> Fields {
    let today = desk.app.today().to_string();
    let pairs = [
        ("submitted_on", today.as_str()),
        ("requester", RequesterKind::NaturalPerson.key()),
        ("form", ProvisionForm::Paper.key()),
        ("route", ProvisionRoute::Mail.key()),
    ];
    Fields::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

async fn form(desk: &Desk, fields: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let mut groups = groups(&Filled::new(fields, flaws));
    groups.push(Group { files: file_inputs(flaws), ..Group::new("附件", Vec::new()) });
    let sheet = Sheet {
        title: "登记申请".to_owned(),
        intro: "登记后取得编号，期限自收到申请之日的次日起算。".to_owned(),
        notices: vec![info("收到申请之日登记后不再更改；缺少日期的只提示，不推算。")],
        groups,
        submit: "登记".to_owned(),
        action: address::new_request(desk.code()),
        cancel: address::requests(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("依申请公开", address::requests(desk.code()))]).await
}

/// `GET /office/{agency}/requests/new`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    form(&desk, &usual(&desk), &Flaws::default()).await
}

/// `POST /office/{agency}/requests/new`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn create(desk: Desk, Form(fields): Form<Fields>) -> Result<Response, Fault> {
    match register(&desk, &fields).await {
        Ok((number, left)) if left.is_empty() => {
            let to = address::request(desk.code(), &number.to_string());
            desk.done(format!("已登记，编号 {number}。"), &to).await
        }
        Ok((number, left)) => {
            let to = address::request(desk.code(), &number.to_string());
            let text =
                format!("已登记，编号 {number}。没有存下的文件请用“添加材料”重新上传：{}。", left.join("、"));
            desk.done(text, &to).await
        }
        Err(fault) => form(&desk, &fields, &fault.flaws()?).await,
    }
}

/// Looks at every file before anything is recorded, registers, and puts the files on record; the number, and the names
/// of files that could not be kept after all.
async fn register(desk: &Desk, fields: &Fields) -> Result<(CaseNumber, Vec<String>), Fault> {
    let request = read(fields)?;
    let place = format!("office/{}/register", desk.code());
    let mut files = Vec::new();
    for (field, purpose) in FILES {
        for upload in fields.files(field) {
            let fit = desk.app.fit_file(&place, field, &upload.name, &upload.bytes).await?;
            files.push((purpose, fit));
        }
    }
    let number = desk.app.register_request(&desk.actor, desk.code(), request).await?;
    let mut left = Vec::new();
    for (purpose, fit) in files {
        let name = fit.name.clone();
        let file =
            NewFile { purpose, person: None, name: fit.name, bytes: fit.bytes, pages: None, about: None };
        // The request is registered; a file that fails now is named, not silently lost.
        if let Err(error) = desk.app.add_file(&desk.actor, desk.code(), number, file).await {
            tracing::warn!(error = &error as &dyn std::error::Error, %number, "file not kept");
            left.push(name);
        }
    }
    Ok((number, left))
}

/// The fields of one matter of a request that is split.
pub(super) fn part_fields(filled: &Filled<'_>) -> Vec<Field> {
    let pairs = [
        ("subject1", "text1", "第二件事"),
        ("subject2", "text2", "第三件事"),
        ("subject3", "text3", "第四件事"),
    ];
    pairs
        .into_iter()
        .flat_map(|(subject, text, name)| {
            [
                filled.line(subject, &format!("{name}：事项摘要")).optional(),
                filled.area(text, &format!("{name}：所需信息的描述"), 3).optional(),
            ]
        })
        .collect()
}
