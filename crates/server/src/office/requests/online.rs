//! What the office does about requests that came online: summary for the lists, query code, complaint, opinion link.

use askama::Template;
use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::intake::{NO_SUBJECT, NewLink};
use gongkai_app::requests::RequestDetail;
use gongkai_request::CaseNumber;
use gongkai_request::opinion_link::LinkState;

use super::number_of;
use crate::download::download;
use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, render, warn};
use crate::routes;
use crate::ui::act_list;
use crate::ui::field::Choice;
use crate::ui::notice::{Notice, Tone};
use crate::ui::office_frame::OfficeFrame;

/// One of the forms of this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// 写事项摘要
    Subject,
    /// 发给查询码
    QueryCode,
    /// 处理投诉
    Complaint,
    /// 第三方意见链接
    OpinionLink,
}

impl Errand {
    pub(super) const ALL: [Errand; 4] =
        [Errand::Subject, Errand::QueryCode, Errand::Complaint, Errand::OpinionLink];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Errand::Subject => "subject",
            Errand::QueryCode => "query_code",
            Errand::Complaint => "answer_complaint",
            Errand::OpinionLink => "opinion_link",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Errand::Subject => "/office/{agency}/requests/{number}/subject",
            Errand::QueryCode => "/office/{agency}/requests/{number}/query_code",
            Errand::Complaint => "/office/{agency}/requests/{number}/answer_complaint",
            Errand::OpinionLink => "/office/{agency}/requests/{number}/opinion_link",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Errand::Subject => "写事项摘要",
            Errand::QueryCode => "发给查询码",
            Errand::Complaint => "处理投诉",
            Errand::OpinionLink => "生成第三方意见链接",
        }
    }

    const fn intro(self) -> &'static str {
        match self {
            Errand::Subject => "用于列表和统计，不写申请人的姓名、地址等个人信息。",
            Errand::QueryCode => {
                "核对申请人身份后发给。查询码只显示一次，平台不保存；此前发给的查询码仍然有效。"
            }
            Errand::Complaint => "核实后写明情况和处理结果，申请人在查询页可以看到（条例第51条）。",
            Errand::OpinionLink => {
                "发给被征求意见的人，网上提出意见。页面只显示这里写的内容和选的材料，不显示申请人的任何情况。"
            }
        }
    }

    /// Is there anything to do it about?
    fn applies(self, detail: &RequestDetail) -> bool {
        match self {
            Errand::Subject | Errand::QueryCode => true,
            Errand::Complaint => detail.case.voice.open_complaint().is_some(),
            Errand::OpinionLink => {
                !detail.case.closed && detail.case.consultations.iter().any(|letter| letter.end.is_none())
            }
        }
    }

    fn groups(self, detail: &RequestDetail, filled: &Filled<'_>) -> Vec<Group> {
        match self {
            Errand::Subject => vec![Group::plain(vec![filled.line("subject", "事项摘要")])],
            Errand::QueryCode => Vec::new(),
            Errand::Complaint => vec![Group::plain(vec![filled.area("result", "核实情况和处理结果", 6)])],
            Errand::OpinionLink => {
                let open = detail.case.consultations.iter().filter(|letter| letter.end.is_none());
                let letters = open.map(|letter| {
                    Choice::new(
                        &letter.id,
                        format!("{}（{}，{} 发出）", letter.id, letter.to.label(), letter.sent_on),
                    )
                });
                let files = detail.case.files.iter().map(|added| {
                    let label = format!("{}，{} 添加", added.purpose.label(), added.on);
                    Choice::new(&added.file.id, label)
                });
                let files: Vec<Choice> = files.collect();
                let mut fields = vec![
                    filled.select("letter", "征求意见书", letters.collect()),
                    filled
                        .area("about", "涉及的信息", 4)
                        .hint("写明就哪份信息、哪些内容征求意见。不要写申请人是谁、为什么申请。"),
                    filled
                        .date("until", "最后一天")
                        .hint("第三方自收到征求意见书之日起15个工作日内提出意见（条例第32条）。"),
                ];
                if !files.is_empty() {
                    fields.push(
                        filled
                            .checks("files", "可以看的材料", files)
                            .hint("只选涉及对方的材料；申请书、身份证明不要选。"),
                    );
                }
                vec![Group::plain(fields)]
            }
        }
    }
}

async fn detail(desk: &Desk, number: CaseNumber) -> Result<RequestDetail, Fault> {
    Ok(desk.app.request_detail(&desk.actor, desk.code(), number).await?)
}

async fn form(
    desk: &Desk,
    detail: &RequestDetail,
    errand: Errand,
    fields: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let number = detail.row.number.to_string();
    let back = address::request(desk.code(), &number);
    let sheet = Sheet {
        title: errand.label().to_owned(),
        intro: format!("{number}　{}", detail.row.subject),
        notices: vec![Notice::new(Tone::Info, errand.intro())],
        groups: errand.groups(detail, &Filled::new(fields, flaws)),
        submit: format!("确认{}", errand.label()),
        action: address::request_act(desk.code(), &number, errand.key()),
        cancel: back.clone(),
        ..Sheet::default()
    };
    let above = [("依申请公开", address::requests(desk.code())), (number.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

async fn usual(desk: &Desk, detail: &RequestDetail, errand: Errand) -> Result<Fields, Fault> {
    let mut pairs = Vec::new();
    match errand {
        Errand::Subject if detail.row.subject != NO_SUBJECT => {
            pairs.push(("subject".to_owned(), detail.row.subject.clone()));
        }
        Errand::OpinionLink => {
            if let Some(letter) = detail.case.consultations.iter().find(|letter| letter.end.is_none()) {
                pairs.push(("letter".to_owned(), letter.id.clone()));
                let until = desk.app.opinion_link_until(desk.code(), detail.row.number, &letter.id).await?;
                pairs.extend(until.map(|day| ("until".to_owned(), day.to_string())));
            }
        }
        Errand::Subject | Errand::QueryCode | Errand::Complaint => {}
    }
    Ok(Fields::of(pairs))
}

/// `GET /office/{agency}/requests/{number}/{errand}`
///
/// # Errors
///
/// Not found when there is no such request.
pub(super) async fn show(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    errand: Errand,
) -> Result<Response, Fault> {
    let detail = detail(&desk, number_of(&number)?).await?;
    let fields = usual(&desk, &detail, errand).await?;
    form(&desk, &detail, errand, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/requests/{number}/{errand}`
///
/// # Errors
///
/// The form comes back when the errand is refused.
pub(super) async fn perform(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    errand: Errand,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let detail = detail(&desk, number_of(&number)?).await?;
    match run(&desk, &detail, errand, &fields).await {
        Ok(None) => {
            let to = address::request(desk.code(), &number);
            desk.done(format!("已登记：{}。", errand.label()), &to).await
        }
        Ok(Some(secret)) => once(&desk, &detail, errand, &secret).await,
        Err(fault) => form(&desk, &detail, errand, &fields, &fault.flaws()?).await,
    }
}

/// Does the errand; what must be shown once, when there is such a thing.
async fn run(
    desk: &Desk,
    detail: &RequestDetail,
    errand: Errand,
    fields: &Fields,
) -> Result<Option<String>, Fault> {
    let (app, actor, agency, number) = (&desk.app, &desk.actor, desk.code(), detail.row.number);
    match errand {
        Errand::Subject => {
            app.set_request_subject(actor, agency, number, fields.text("subject")).await?;
            Ok(None)
        }
        Errand::QueryCode => Ok(Some(app.issue_query_code(actor, agency, number).await?)),
        Errand::Complaint => {
            app.answer_complaint(actor, agency, number, fields.text("result")).await?;
            Ok(None)
        }
        Errand::OpinionLink => {
            let mut check = Checker::new(fields);
            let letter = check.required("letter", "请选择征求意见书");
            let about = check.required("about", "请写明就什么信息征求意见");
            let until = check.date("until", "最后一天");
            let files = fields.all("files").into_iter().map(str::to_owned).collect();
            let new = check.finish(until.map(|until| NewLink { letter, about, until, files }))?;
            let token = app.make_opinion_link(actor, agency, number, new).await?;
            Ok(Some(desk.site.absolute(&routes::opinion(&token))))
        }
    }
}

/// Something that is shown once.
#[derive(Debug, Clone, Template)]
#[template(path = "office/once.html")]
pub(in crate::office) struct OncePage {
    pub(in crate::office) frame: OfficeFrame,
    pub(in crate::office) title: String,
    pub(in crate::office) number: String,
    pub(in crate::office) label: String,
    pub(in crate::office) secret: String,
    pub(in crate::office) note: String,
    pub(in crate::office) back: String,
    /// Where a receipt with the secret is printed.
    pub(in crate::office) receipt: String,
}

async fn once(desk: &Desk, detail: &RequestDetail, errand: Errand, secret: &str) -> Result<Response, Fault> {
    let number = detail.row.number.to_string();
    let back = address::request(desk.code(), &number);
    let above = [("依申请公开", address::requests(desk.code())), (number.as_str(), back.clone())];
    let (label, note) = match errand {
        Errand::OpinionLink => {
            ("链接", "只显示这一次，请现在复制，随征求意见书发给对方。填写一次或者过期后失效。")
        }
        Errand::Subject | Errand::QueryCode | Errand::Complaint => {
            ("查询码", "只显示这一次，请现在打印或者抄写，交给申请人。")
        }
    };
    let page = OncePage {
        frame: desk.frame(errand.label(), &above).await?,
        title: errand.label().to_owned(),
        number: number.clone(),
        label: label.to_owned(),
        secret: secret.to_owned(),
        note: note.to_owned(),
        back,
        receipt: match errand {
            Errand::QueryCode => address::request_act(desk.code(), &number, "receipt"),
            Errand::Subject | Errand::Complaint | Errand::OpinionLink => String::new(),
        },
    };
    render(StatusCode::OK, &page)
}

/// `POST /office/{agency}/requests/{number}/receipt`: the receipt with the code that was just given out.
pub(super) async fn receipt(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let tracking = desk.site.absolute(&routes::track_request());
    let (number, code) = (number_of(&number)?, fields.text("code"));
    let pdf = desk.app.counter_receipt_pdf(&desk.actor, desk.code(), number, code, &tracking).await?;
    Ok(download(&format!("登记回执 {number}.pdf"), "application/pdf", pdf))
}

/// The errands the case page offers.
pub(super) fn offers(desk: &Desk, detail: &RequestDetail) -> Vec<act_list::Act> {
    let number = detail.row.number.to_string();
    Errand::ALL
        .into_iter()
        .filter(|errand| errand.applies(detail) && desk.may(&Method::POST, errand.path()))
        .map(|errand| act_list::Act {
            label: errand.label().to_owned(),
            href: address::request_act(desk.code(), &number, errand.key()),
            hint: String::new(),
            primary: errand == Errand::Complaint
                || (errand == Errand::Subject && detail.row.subject == NO_SUBJECT),
        })
        .collect()
}

/// What the officer must know of what the requester said, and of links.
pub(super) async fn notices(desk: &Desk, detail: &RequestDetail) -> Result<Vec<Notice>, Fault> {
    let voice = &detail.case.voice;
    let mut notices = Vec::new();
    if detail.row.subject == NO_SUBJECT {
        notices.push(warn("申请从网上提交，还没有事项摘要：请查看申请人信息后填写，不写个人信息。"));
    }
    if let Some(on) = voice.confirmed_on
        && detail.row.received_on.is_none()
    {
        let text = format!(
            "申请人已于 {on} 在网上确认；本机关登记“确认收到”后，收到申请之日即可确定（条例第31条）。"
        );
        notices.push(Notice::new(Tone::Info, text));
    }
    if let Some(reasons) = &voice.reasons
        && matches!(detail.case.reasons, gongkai_request::Reasons::Demanded { .. })
    {
        let text = format!(
            "申请人已于 {} 在网上说明理由，见申请人信息；请判断是否合理并登记“收到理由说明”。",
            reasons.on
        );
        notices.push(warn(text));
    }
    if let Some(complaint) = voice.open_complaint() {
        let text =
            format!("申请人于 {} 投诉，内容见申请人信息，由公开机构负责人处理（条例第51条）。", complaint.on);
        notices.push(warn(text));
    }
    let unread = detail.case.files.iter().filter(|added| {
        added.by == "public"
            && matches!(added.file.media_type.as_str(), "application/pdf" | "image/jpeg" | "image/png")
    });
    let unread = unread.count();
    if unread > 0 {
        let text =
            format!("网上收到的附件中有 {unread} 份是 PDF 或者图片，没有自动查看涉密标志，打开时请留意。");
        notices.push(Notice::new(Tone::Info, text));
    }
    for row in desk.app.opinion_links(&detail.case).await? {
        let Some(made) = &row.link.made else { continue };
        let state = match row.link.state(desk.app.today()) {
            LinkState::Used => "已经填写".to_owned(),
            LinkState::Expired => "已经过期".to_owned(),
            LinkState::Open | LinkState::Unknown => match row.link.opened_on {
                Some(on) => format!("{on} 打开过，还没有填写"),
                None => "还没有打开".to_owned(),
            },
        };
        let text =
            format!("第三方意见链接（{}，{} 生成，有效至 {}）：{state}。", made.letter, made.on, made.until);
        notices.push(Notice::new(Tone::Info, text));
    }
    Ok(notices)
}
