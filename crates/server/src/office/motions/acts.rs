//! Acts on a motion, each with its form.

use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::motions::MotionDetail;
use gongkai_request::command::LetterNews;
use gongkai_request::motion::{Act, Answered, Command, Kind, MotionId, Outcome, PublicGround};

use super::maker;
use super::page::outcomes;
use crate::form::{Checker, Fields};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, render};
use crate::office::requests::delivery::{sending, sending_fields};
use crate::office::requests::files::file_input;
use crate::office::requests::online::OncePage;
use crate::ui::field::Choice;
use crate::ui::prose::Html;

/// One of the forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// 登记核实、审查情况
    Examine,
    /// 起草答复
    Draft,
    /// 签发答复
    Sign,
    /// 送达答复
    Send,
    /// 登记落实情况
    Fulfil,
    /// 退回修改
    Return,
    /// 添加证据材料
    Evidence,
    /// 写事项摘要
    Subject,
    /// 登记送达情况
    Record,
    /// 发给查询码
    Code,
    /// 登记撤回
    Withdraw,
}

impl Deed {
    /// In the order in which they usually come.
    pub(super) const ALL: [Deed; 11] = [
        Deed::Examine,
        Deed::Draft,
        Deed::Sign,
        Deed::Send,
        Deed::Fulfil,
        Deed::Return,
        Deed::Evidence,
        Deed::Subject,
        Deed::Record,
        Deed::Code,
        Deed::Withdraw,
    ];

    /// The act of the rules; none for what changes nothing of the matter.
    pub(super) const fn act(self) -> Option<Act> {
        Some(match self {
            Deed::Examine => Act::Examine,
            Deed::Draft => Act::Draft,
            Deed::Sign => Act::Sign,
            Deed::Send => Act::Send,
            Deed::Fulfil => Act::Fulfil,
            Deed::Return => Act::Return,
            Deed::Evidence => Act::AddEvidence,
            Deed::Subject => Act::SetSubject,
            Deed::Record => Act::RecordNews,
            Deed::Withdraw => Act::Withdraw,
            Deed::Code => return None,
        })
    }

    /// Its name in addresses.
    pub(super) fn key(self) -> &'static str {
        self.act().map_or("code", Act::key)
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Deed::Examine => "/office/{agency}/motions/{number}/examine",
            Deed::Draft => "/office/{agency}/motions/{number}/draft",
            Deed::Sign => "/office/{agency}/motions/{number}/sign",
            Deed::Send => "/office/{agency}/motions/{number}/send",
            Deed::Fulfil => "/office/{agency}/motions/{number}/fulfil",
            Deed::Return => "/office/{agency}/motions/{number}/return",
            Deed::Evidence => "/office/{agency}/motions/{number}/evidence",
            Deed::Subject => "/office/{agency}/motions/{number}/subject",
            Deed::Record => "/office/{agency}/motions/{number}/record",
            Deed::Code => "/office/{agency}/motions/{number}/code",
            Deed::Withdraw => "/office/{agency}/motions/{number}/withdraw",
        }
    }

    pub(super) const fn label(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Deed::Examine, Kind::Correction) => "登记核实情况",
            (Deed::Examine, Kind::Proposal) => "登记审查情况",
            (Deed::Fulfil, Kind::Correction) => "登记已经更正",
            (Deed::Fulfil, Kind::Proposal) => "登记已经公开",
            (Deed::Draft, _) => "起草答复",
            (Deed::Sign, _) => "签发答复",
            (Deed::Send, _) => "送达答复",
            (Deed::Return, _) => "退回修改",
            (Deed::Evidence, _) => "添加材料",
            (Deed::Subject, _) => "写事项摘要",
            (Deed::Record, _) => "登记送达情况",
            (Deed::Code, _) => "发给查询码",
            (Deed::Withdraw, _) => "登记撤回",
        }
    }

    const fn intro(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Deed::Examine, Kind::Correction) => {
                "核实记录是否准确、本机关是否有权更正（条例第41条），不写个人信息。"
            }
            (Deed::Examine, Kind::Proposal) => {
                "审查该信息可以不可以公开、属不属于应当主动公开的情形（条例第19条、第44条）。"
            }
            (Deed::Sign, _) => "签发后取得文号，出具答复文书。起草人不能签发自己起草的答复。",
            (Deed::Code, _) => "核对身份后发给。查询码只显示一次，平台不保存；此前发给的查询码仍然有效。",
            (Deed::Subject, _) => "用于列表，不写姓名、地址等个人信息。",
            _ => "",
        }
    }

    fn groups(self, kind: Kind, filled: &Filled<'_>) -> Vec<Group> {
        let fields = match (self, kind) {
            (Deed::Examine, Kind::Correction) => vec![
                filled.date("on", "核实日期"),
                filled.area("finding", "核实情况和依据", 5),
                filled.radios(
                    "competent",
                    "本机关是否有权更正",
                    vec![Choice::new("yes", "有权更正"), Choice::new("no", "无权更正")],
                ),
            ],
            (Deed::Examine, Kind::Proposal) => vec![
                filled.date("on", "审查日期"),
                filled.area("finding", "审查情况和依据", 5),
                filled.checks(
                    "grounds",
                    "主动公开的情形",
                    choices(PublicGround::ALL, PublicGround::key, PublicGround::label),
                ),
            ],
            (Deed::Draft, _) => draft_fields(kind, filled),
            (Deed::Sign, _) => vec![filled.date("on", "签发日期")],
            (Deed::Send, _) => sending_fields(filled),
            (Deed::Fulfil, Kind::Correction) => {
                vec![filled.date("on", "更正日期"), filled.area("what", "怎样更正的", 3)]
            }
            (Deed::Fulfil, Kind::Proposal) => vec![
                filled.date("on", "公开日期"),
                filled.line("item", "公开信息的索引号").hint("先在“主动公开”中发布，再填写它的索引号。"),
            ],
            (Deed::Return, _) => vec![filled.area("reason", "退回的原因", 3)],
            (Deed::Evidence, _) => {
                vec![filled.tick("identity", "身份证明", "这份材料证明申请人、建议人的身份")]
            }
            (Deed::Subject, _) => vec![filled.line("subject", "事项摘要")],
            (Deed::Record, _) => vec![
                filled.radios(
                    "news",
                    "情况",
                    vec![
                        Choice::new("receipt", "收回送达回证或者邮寄回执"),
                        Choice::new("delivered", "已经送达（查询邮件、对方告知）"),
                        Choice::new("undelivered", "被退回"),
                    ],
                ),
                filled.date("on", "日期"),
                filled.line("reason", "退回的原因").optional().hint("被退回时填写，例如 查无此人、拒收。"),
            ],
            (Deed::Withdraw, _) => vec![filled.date("on", "撤回日期")],
            (Deed::Code, _) => return Vec::new(),
        };
        let files = match self {
            Deed::Evidence => vec![file_input("file", "文件", filled.flaws)],
            _ => Vec::new(),
        };
        vec![Group { files, ..Group::plain(fields) }]
    }
}

fn draft_fields(kind: Kind, filled: &Filled<'_>) -> Vec<crate::ui::field::Field> {
    let mut fields = vec![
        filled.date("on", "起草日期"),
        filled.radios("outcome", "处理结果", choices(&outcomes(kind), Outcome::key, Outcome::label)),
    ];
    match kind {
        Kind::Correction => fields.extend([
            filled.line("about", "记录的名称").hint("写入文书，例如 企业备案信息中的注册地址。"),
            filled.area("result", "更正后的内容", 2).optional().hint("予以更正的填写，写入文书。"),
            filled.area("reason", "理由", 3).optional().hint("不予更正、转送或者告知的填写。"),
            filled.line("competent", "有权更正的机关").optional().hint("转送或者告知的填写全称。"),
        ]),
        Kind::Proposal => fields.extend([
            filled.line("about", "信息的名称").hint("写入文书。"),
            filled.line("result", "公开的位置").optional().hint("纳入主动公开的，写明在哪里公开。"),
            filled.area("reason", "理由", 3).optional().hint("不纳入主动公开的填写。"),
        ]),
    }
    fields
}

async fn form(
    desk: &Desk,
    id: MotionId,
    detail: &MotionDetail,
    deed: Deed,
    (given, flaws): (&Fields, &Flaws),
) -> Result<Response, Fault> {
    let back = address::motion(desk.code(), &id.to_string());
    let label = id.label();
    let mut sheet = Sheet {
        title: deed.label(id.kind).to_owned(),
        intro: [format!("{label}　{}", detail.row.subject), deed.intro(id.kind).to_owned()].join("　"),
        groups: deed.groups(id.kind, &Filled::new(given, flaws)),
        submit: format!("确认{}", deed.label(id.kind)),
        action: format!("{back}/{}", deed.key()),
        cancel: back.clone(),
        ..Sheet::default()
    };
    if deed == Deed::Sign && detail.motion.has_maker() {
        let on = given.text("on").parse().unwrap_or_else(|_| desk.app.today());
        // What keeps the letter from being made is told when the signature is tried.
        if let Ok(answer) = desk.app.preview_motion_answer(&desk.actor, desk.code(), id, on).await {
            sheet.preview = Some(("答复文书".to_owned(), Html::paragraphs(&answer.text)));
            if let Some(group) = sheet.groups.first_mut() {
                group.fields.push(crate::ui::field::Field::hidden("seen", answer.content));
            }
        }
    }
    let above = [("更正与建议", address::motions(desk.code())), (label.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/{agency}/motions/{number}/{act}`
pub(super) async fn show(desk: Desk, id: MotionId, deed: Deed) -> Result<Response, Fault> {
    let detail = desk.app.motion_detail(&desk.actor, desk.code(), id).await?;
    let mut given = vec![("on".to_owned(), desk.app.today().to_string())];
    if deed == Deed::Subject {
        given.push(("subject".to_owned(), detail.row.subject.clone()));
    }
    if deed == Deed::Draft
        && let Some(draft) = &detail.motion.draft
    {
        let answer = &draft.answer;
        given.extend([
            ("outcome".to_owned(), answer.outcome.key().to_owned()),
            ("about".to_owned(), answer.about.clone()),
            ("result".to_owned(), answer.result.clone().unwrap_or_default()),
            ("reason".to_owned(), answer.reason.clone().unwrap_or_default()),
            ("competent".to_owned(), answer.competent.clone().unwrap_or_default()),
        ]);
    }
    form(&desk, id, &detail, deed, (&Fields::of(given), &Flaws::default())).await
}

/// `POST /office/{agency}/motions/{number}/{act}`
pub(super) async fn perform(desk: Desk, id: MotionId, deed: Deed, given: Fields) -> Result<Response, Fault> {
    let detail = desk.app.motion_detail(&desk.actor, desk.code(), id).await?;
    match Box::pin(run(&desk, id, &detail, deed, &given)).await {
        Ok(None) => {
            let to = address::motion(desk.code(), &id.to_string());
            desk.done(format!("已办理：{}。", deed.label(id.kind)), &to).await
        }
        Ok(Some(code)) => once(&desk, id, code).await,
        Err(fault) => form(&desk, id, &detail, deed, (&given, &fault.flaws()?)).await,
    }
}

async fn once(desk: &Desk, id: MotionId, code: String) -> Result<Response, Fault> {
    let back = address::motion(desk.code(), &id.to_string());
    let label = id.label();
    let above = [("更正与建议", address::motions(desk.code())), (label.as_str(), back.clone())];
    let title = Deed::Code.label(id.kind);
    let page = OncePage {
        frame: desk.frame(title, &above).await?,
        title: title.to_owned(),
        number: label.clone(),
        label: "查询码".to_owned(),
        secret: code,
        note: format!("只显示这一次，请现在打印或者抄写，交给{}。", maker(id.kind)),
        back,
        receipt: String::new(),
    };
    render(StatusCode::OK, &page)
}

/// Does it; the query code, when that is what was asked for.
async fn run(
    desk: &Desk,
    id: MotionId,
    detail: &MotionDetail,
    deed: Deed,
    given: &Fields,
) -> Result<Option<String>, Fault> {
    let (app, actor, agency) = (&desk.app, &desk.actor, desk.code());
    match deed {
        Deed::Code => return Ok(Some(app.issue_motion_code(actor, agency, id).await?)),
        Deed::Send => app.send_motion_letter(actor, agency, id, &sending(given)?).await?,
        Deed::Sign => {
            let mut check = Checker::new(given);
            let on = check.date("on", "签发日期");
            let on = check.finish(on)?;
            let seen = Some(given.text("seen")).filter(|seen| !seen.is_empty());
            app.sign_motion(actor, agency, id, on, seen).await?;
        }
        Deed::Evidence => {
            let mut check = Checker::new(given);
            let file = given.files("file").next();
            if file.is_none() {
                check.fail("file", "请选择要上传的文件");
            }
            let file = check.finish(file)?;
            let file_of = (file.name.as_str(), file.bytes.clone());
            app.add_motion_file(actor, agency, id, file_of, given.has("identity")).await?;
        }
        Deed::Record => {
            let news = news(given, detail)?;
            app.record_motion_news(actor, agency, id, news).await?;
        }
        Deed::Examine | Deed::Draft | Deed::Fulfil | Deed::Return | Deed::Subject | Deed::Withdraw => {
            let command = command(desk, id.kind, deed, given)?;
            app.act_on_motion(actor, agency, id, &command).await?;
        }
    }
    Ok(None)
}

fn news(given: &Fields, detail: &MotionDetail) -> Result<LetterNews, Fault> {
    let letter = detail.motion.answer_letter().map(|letter| letter.id.clone()).unwrap_or_default();
    let mut check = Checker::new(given);
    let on = check.date("on", "日期");
    let kind = check.choice("news", |key| Some(key.to_owned()).filter(|it| !it.is_empty()), "请选择情况");
    let (on, kind) = check.finish(on.zip(kind))?;
    Ok(match kind.as_str() {
        "delivered" => LetterNews::Delivered { letter, on },
        "undelivered" => LetterNews::Undelivered { letter, on, reason: given.text("reason").to_owned() },
        _ => LetterNews::ReceiptReturned { letter, on, file: None },
    })
}

/// The command of a form without files.
fn command(desk: &Desk, kind: Kind, deed: Deed, given: &Fields) -> Result<Command, Fault> {
    let text = |name: &str| given.text(name).trim().to_owned();
    let said = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    if deed == Deed::Subject {
        return Ok(Command::SetSubject(text("subject")));
    }
    if deed == Deed::Return {
        return Ok(Command::Return(text("reason")));
    }
    let mut check = Checker::new(given);
    let on = check.date("on", "日期");
    if deed == Deed::Draft {
        let outcome = check.choice("outcome", Outcome::from_key, "请选择处理结果");
        let (on, outcome) = check.finish(on.zip(outcome))?;
        return Ok(Command::Draft(Box::new(Answered {
            on,
            by: desk.login.clone(),
            outcome,
            about: text("about"),
            result: said("result"),
            reason: said("reason"),
            competent: said("competent"),
        })));
    }
    let on = check.finish(on)?;
    Ok(match deed {
        Deed::Examine => Command::Examine {
            on,
            finding: text("finding"),
            competent: match (kind, given.text("competent")) {
                (Kind::Correction, "yes") => Some(true),
                (Kind::Correction, "no") => Some(false),
                _ => None,
            },
            grounds: given.all("grounds").into_iter().filter_map(PublicGround::from_key).collect(),
        },
        Deed::Fulfil => Command::Fulfil { on, what: text("what"), item: said("item") },
        _ => Command::Withdraw(on),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_the_address_of_its_act() {
        for deed in Deed::ALL {
            assert!(deed.path().ends_with(&format!("/{}", deed.key())), "{}", deed.path());
        }
    }
}
