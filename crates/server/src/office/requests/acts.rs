//! Acts on a request: the form of each, and the use case it calls.

use std::collections::BTreeMap;

use axum::response::Response;
use gongkai_agency::Role;
use gongkai_app::requests::{Letter, RequestDetail};
use gongkai_request::code::{ClosingReason, Opinion, ProvisionForm};
use gongkai_request::{Act, CaseNumber, Command, Severity};
use gongkai_statute::Decision;
use gongkai_statute::clock::Consulted;

use super::duties;
use super::parse::{self, PARTS};
use super::register::part_fields;
use super::{delivery, letters};
use crate::form::Fields;
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, warn};
use crate::office::words::article;
use crate::problem::Problem;
use crate::ui::field::{Choice, Field};
use crate::ui::notice::{Notice, Tone};
use crate::ui::prose::Html;

/// Registration and files have their own pages; a new reply is opened from the review or suit that demands it.
pub(super) const fn has_form(act: Act) -> bool {
    !matches!(
        act,
        Act::Register
            | Act::Reopen
            | Act::AddFile
            | Act::IssueLetter
            | Act::SendLetter
            | Act::RecordDelivery
            | Act::Archive
    )
}

/// Is there a page that performs the act from the case? A new reply is opened elsewhere.
pub(super) const fn is_offered(act: Act) -> bool {
    has_form(act) || matches!(act, Act::AddFile | Act::Archive)
}

/// What an act needs to know for its form.
struct Offer {
    sections: Vec<Choice>,
    heads: Vec<Choice>,
    letters: Vec<Choice>,
    fee: String,
}

async fn offer(desk: &Desk, detail: &RequestDetail, act: Act) -> Result<Offer, Fault> {
    let mut offer = Offer { sections: vec![], heads: vec![], letters: vec![], fee: String::new() };
    match act {
        Act::Assign => {
            let sections = desk.app.store.sections(desk.code()).await?;
            let open = sections.into_iter().filter(|row| !row.closed);
            offer.sections = open.map(|row| Choice::new(row.slug, row.name)).collect();
        }
        Act::Extend | Act::Defer => {
            let heads = desk.app.store.holders(desk.code(), Role::UnitHead).await?;
            offer.heads = heads.into_iter().map(|row| Choice::new(row.login, row.name)).collect();
        }
        Act::AnswerConsultation | Act::ExpireConsultation => {
            let open = detail.case.consultations.iter().filter(|letter| letter.end.is_none());
            offer.letters = open
                .map(|letter| {
                    let label = format!("{}（{}，{} 发出）", letter.id, letter.to.label(), letter.sent_on);
                    Choice::new(&letter.id, label)
                })
                .collect();
        }
        Act::NotifyFee => {
            let counted = desk.app.fee_of_request(desk.code(), detail.row.number, None).await;
            offer.fee = match counted {
                Ok(fee) => format!("按件计收：该申请人本月第 {} 件，{} 元。", fee.counted, fee.yuan),
                Err(_) => String::new(),
            };
        }
        _ => {}
    }
    Ok(offer)
}

fn decisions(allowed: impl Fn(Decision) -> bool) -> Vec<Choice> {
    let all = Decision::ALL.iter().copied().filter(|decision| allowed(*decision));
    all.map(|decision| Choice::new(decision.key(), decision.label())).collect()
}

/// Lapsed supplements and fees are closed by acts of their own, not by a reply.
const fn is_answer(decision: Decision) -> bool {
    !matches!(decision, Decision::NoSupplement | Decision::FeeUnpaid)
}

fn yes_no(yes: (&'static str, &str), no: (&'static str, &str)) -> Vec<Choice> {
    vec![Choice::new(yes.0, yes.1), Choice::new(no.0, no.1)]
}

fn draft_groups(filled: &Filled<'_>) -> Vec<Group> {
    let mut withheld = Vec::new();
    for (index, (part, ground, reason)) in PARTS.into_iter().enumerate() {
        let place = index + 1;
        withheld.extend([
            filled.line(part, &format!("不予公开的部分（{place}）")).optional(),
            filled.select(ground, "法定理由", decisions(Decision::is_refusal_14_16)).optional(),
            filled.area(reason, "具体理由", 2).optional(),
        ]);
    }
    vec![
        Group::plain(vec![
            filled.date("on", "日期"),
            filled.select("decision", "答复决定", decisions(is_answer)).hint("有几种理由的，选主要的一种。"),
            filled
                .area("reason", "理由", 4)
                .optional()
                .hint("不予公开、无法提供、不予处理的，写明事实和法律依据。"),
            filled.line("earlier", "此前的申请编号").optional().hint("重复申请时填写，例如 2021-000123。"),
            filled
                .line("competent", "负责公开的机关")
                .optional()
                .hint("不属于本机关负责公开时填写：能够确定的，写明名称和联系方式（条例第36条）。"),
        ]),
        Group::new("部分公开", withheld)
            .hint("仅“部分公开”时填写，逐项写明不予公开的部分和理由（条例第37条）。"),
        Group::new(
            "提供方式",
            vec![
                filled
                    .select(
                        "form",
                        "提供方式",
                        choices(ProvisionForm::ALL, ProvisionForm::key, ProvisionForm::label),
                    )
                    .optional(),
                filled.area("form_reason", "不按申请人要求的方式提供的理由", 2).optional(),
                filled
                    .area("body", "答复书正文", 10)
                    .optional()
                    .hint("印在决定之后、救济告知之前，一段一行；没有要补充的不填。不写申请人姓名、地址等个人信息。"),
            ],
        ),
    ]
}

fn fields(act: Act, filled: &Filled<'_>, offer: &Offer, detail: &RequestDetail) -> Vec<Field> {
    let on = |label: &str| filled.date("on", label);
    let delivered = || filled.date("delivered_on", "送达日期").optional().hint("邮寄的填交邮日期。");
    let approver = || filled.select_only("approved_by", "批准人（工作机构负责人）", offer.heads.clone());
    let letter = || filled.select_only("letter", "征求意见书", offer.letters.clone());
    match act {
        Act::Confirm => vec![on("双方确认日期").hint("这一天为收到申请之日，登记后不再更改。")],
        Act::Assign => vec![
            on("分办日期"),
            filled.select("section", "承办科室", offer.sections.clone()),
            filled.date("internal_due", "科室办理期限").optional(),
        ],
        Act::AskSupplement => vec![
            on("告知书日期"),
            delivered(),
            filled.date("reply_by", "补正期限"),
            filled.area("points", "需要补正的内容", 4).hint("一行一项，一次性全部告知（条例第30条）。"),
        ],
        Act::ReceiveSupplement => vec![
            on("收到补正的日期"),
            filled.area("text", "补正后的内容", 4).optional().hint("加密保存。"),
            filled.tick("excused", "逾期情况", "逾期补正，但有正当理由"),
        ],
        Act::Consult => vec![
            filled.radios("to", "征求谁的意见", choices(&Consulted::ALL, Consulted::key, Consulted::label)),
            filled.line("whom", "姓名或者名称").hint("加密保存。"),
            on("发出日期"),
            filled
                .date("received_on", "对方收到日期")
                .optional()
                .hint("第三方自收到之日起 15 个工作日内提出意见。"),
            filled.date("reply_by", "答复期限").optional().hint("征求其他机关意见时填写。"),
        ],
        Act::AnswerConsultation => vec![
            letter(),
            on("收到意见的日期"),
            filled.radios("opinion", "意见", choices(Opinion::ALL, Opinion::key, Opinion::label)),
            filled.area("reasons", "理由", 3).optional().hint("加密保存。"),
        ],
        Act::ExpireConsultation => vec![letter(), on("登记日期")],
        Act::DemandReasons => vec![
            on("告知书日期"),
            filled.date("reply_by", "说明期限").optional(),
            filled.area("finding", "申请的数量、频次情况", 3),
        ],
        Act::ReceiveReasons => vec![
            on("收到说明的日期"),
            filled.radios("reasonable", "审查认为", yes_no(("yes", "理由合理"), ("no", "理由不合理"))),
            filled.area("text", "说明的内容", 3).optional().hint("加密保存。"),
        ],
        Act::Defer => vec![on("告知书日期"), filled.date("until", "延迟至"), approver()],
        Act::Extend => vec![
            on("告知书日期"),
            delivered(),
            filled.number("workdays", "延长的工作日数").hint("1 至 20 个工作日，只能延长一次。"),
            filled.area("reason", "延长的理由", 3),
            approver(),
        ],
        Act::NotifyFee => vec![
            on("通知书日期"),
            delivered(),
            filled.number("pages", "页数").optional().hint("按量计收时填写；不填为按件计收。"),
        ],
        Act::PayFee => vec![on("缴费日期"), filled.line("receipt", "票据号码").optional()],
        Act::RefundFee => vec![on("退费日期"), filled.area("reason", "退费的理由", 2)],
        Act::RecordSearch => vec![
            on("检索日期"),
            filled.area("scope", "检索范围", 2).hint("检索了哪些库、柜、系统，用了哪些词。"),
            filled.line("by", "检索人"),
            filled.area("result", "检索结果", 2),
        ],
        Act::ReviewSecrecy => vec![
            on("审查日期"),
            filled.radios("passed", "审查结论", yes_no(("passed", "可以提供"), ("stopped", "不得提供"))),
            filled.area("opinion", "审查意见和依据", 3),
        ],
        Act::ReturnDraft => vec![on("日期"), filled.area("reason", "退回原因和修改意见", 3)],
        Act::Approve => vec![on("签发日期").hint("文号由系统按年连续编排。")],
        Act::Deliver => delivery::sending_fields(filled),
        Act::Close => vec![
            on("日期"),
            filled.radios(
                "closing",
                "办结原因",
                choices(ClosingReason::ALL, ClosingReason::key, ClosingReason::label),
            ),
            filled.area("note", "具体情况", 3),
        ],
        Act::Split => {
            let mut all = vec![on("拆分日期")];
            all.extend(part_fields(filled));
            all
        }
        Act::Link => vec![
            filled.line("to", "另一件申请的编号").hint("例如 2021-000123"),
            filled.area("note", "两件申请的关系", 2),
        ],
        Act::Abandon | Act::LapseFee | Act::Withdraw => {
            vec![on("登记日期"), filled.area("note", "说明", 2).optional()]
        }
        Act::AnswerChecklist
        | Act::DecidePublicInterest
        | Act::TellThirdParty
        | Act::TakeOver
        | Act::DismissDuplicate
        | Act::Remind => duties::fields(act, filled, detail),
        Act::DraftReply
        | Act::Register
        | Act::Reopen
        | Act::AddFile
        | Act::IssueLetter
        | Act::SendLetter
        | Act::RecordDelivery
        | Act::Archive => Vec::new(),
    }
}

async fn form(
    desk: &Desk,
    detail: &RequestDetail,
    act: Act,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let number = detail.row.number.to_string();
    let filled = Filled::new(given, flaws);
    let offer = offer(desk, detail, act).await?;
    let groups = if act == Act::DraftReply {
        draft_groups(&filled)
    } else {
        vec![Group::plain(fields(act, &filled, &offer, detail))]
    };
    let back = address::request(desk.code(), &number);
    let mut groups = groups;
    let mut notices = notices(detail, act, &offer);
    let preview = match act {
        Act::Approve if detail.case.draft.is_some() => {
            signed_text(desk, detail, given, &mut groups, &mut notices).await?
        }
        _ => None,
    };
    let sheet = Sheet {
        preview,
        title: if act == Act::AnswerChecklist {
            duties::title(&filled, detail)
        } else {
            act.label().to_owned()
        },
        intro: format!("{number}　{}", detail.row.subject),
        notices: notices
            .into_iter()
            .chain(super::what_if::line(desk, detail, act).await?.map(|text| Notice::new(Tone::Info, text)))
            .collect(),
        groups,
        submit: format!("确认{}", act.label()),
        action: address::request_act(desk.code(), &number, act.key()),
        cancel: back.clone(),
        grave: matches!(act, Act::Abandon | Act::LapseFee | Act::Withdraw | Act::Close),
        ..Sheet::default()
    };
    let above = [("依申请公开", address::requests(desk.code())), (number.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// The text that is signed, and its hash as a hidden field: what was seen is what is signed.
async fn signed_text(
    desk: &Desk,
    detail: &RequestDetail,
    given: &Fields,
    groups: &mut [Group],
    notices: &mut Vec<Notice>,
) -> Result<Option<(String, Html)>, Fault> {
    let on = parse::on(given).unwrap_or(desk.app.today());
    let preview = desk.app.preview_reply(&desk.actor, desk.code(), detail.row.number, on).await?;
    if !preview.missing.is_empty() {
        let lacking = preview.missing.join("、");
        notices.push(warn(format!("答复书还缺：{lacking}。请先在“预览答复书”中补齐。")));
        return Ok(None);
    }
    if let Some(group) = groups.first_mut() {
        group.fields.push(letters::seen(&preview.content));
    }
    Ok(Some((format!("将签发的{}", preview.code.label()), Html::paragraphs(&preview.text))))
}

/// Why it cannot be done now, what is still missing, what it costs.
fn notices(detail: &RequestDetail, act: Act, offer: &Offer) -> Vec<Notice> {
    let mut notices = Vec::new();
    if let Some(refusal) = detail.acts.iter().find(|here| here.act == act).and_then(|it| it.refusal.as_ref())
    {
        notices.push(Notice::new(
            Tone::Stop,
            format!("{}（{}）", refusal.message, article(&refusal.citation())),
        ));
    }
    if matches!(act, Act::Approve | Act::Deliver) {
        notices.extend(detail.findings.iter().map(|finding| {
            let refusal = &finding.refusal;
            let what = format!("{}（{}）", refusal.message, article(&refusal.citation()));
            match finding.severity {
                Severity::Blocker => warn(format!("发出前还缺：{what}")),
                Severity::Warning => warn(format!("请注意：{what}")),
            }
        }));
    }
    if !offer.fee.is_empty() {
        notices.push(Notice::new(Tone::Info, offer.fee.clone()));
    }
    notices
}

fn usual(desk: &Desk, detail: &RequestDetail) -> Fields {
    let today = desk.app.today().to_string();
    let form = detail.case.registered.as_ref().map_or("", |form| form.form.key());
    let pairs = [("on", today.as_str()), ("workdays", "20"), ("form", form), ("by", &desk.name)];
    Fields::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// The draft on the desk as its form holds it, so that a change need not be typed anew.
async fn present_draft(desk: &Desk, detail: &RequestDetail) -> Result<Fields, Fault> {
    let Some(draft) = &detail.case.draft else { return Ok(usual(desk, detail)) };
    let reply = &draft.reply;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut pairs = vec![
        ("on", desk.app.today().to_string()),
        ("decision", reply.decision.key().to_owned()),
        ("reason", text(&reply.reason)),
        ("earlier", text(&reply.earlier)),
        ("competent", text(&reply.competent)),
        ("form", reply.form.map(|form| form.key().to_owned()).unwrap_or_default()),
        ("form_reason", text(&reply.form_reason)),
    ];
    if let Some(hash) = &reply.body {
        pairs.push(("body", desk.app.item_body(hash).await?));
    }
    for ((part, ground, reason), held) in PARTS.into_iter().zip(&reply.parts) {
        pairs.extend([
            (part, held.part.clone()),
            (ground, held.ground.key().to_owned()),
            (reason, held.reason.clone()),
        ]);
    }
    Ok(Fields::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value))))
}

/// `GET /office/{agency}/requests/{number}/{act}`
///
/// # Errors
///
/// Not found when there is no such request.
pub async fn show(
    desk: Desk,
    number: CaseNumber,
    act: Act,
    given: BTreeMap<String, String>,
) -> Result<Response, Fault> {
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let usual = match act {
        Act::DraftReply => present_draft(&desk, &detail).await?,
        _ => usual(&desk, &detail),
    };
    // What the page before knows already: the other request of a likeness.
    let known: Vec<_> = given.into_iter().filter(|(name, _)| matches!(name.as_str(), "to" | "of")).collect();
    let fields = if known.is_empty() {
        usual
    } else {
        let usual = usual.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Fields::of(usual.chain(known).collect::<Vec<_>>())
    };
    form(&desk, &detail, act, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/requests/{number}/{act}`
///
/// # Errors
///
/// The form comes back when the act is refused.
pub async fn perform(desk: Desk, number: CaseNumber, act: Act, given: Fields) -> Result<Response, Fault> {
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    match run(&desk, &detail, act, &given).await {
        Ok(()) => {
            let to = address::request(desk.code(), &number.to_string());
            desk.done(format!("已登记：{}。", act.label()), &to).await
        }
        Err(fault) => form(&desk, &detail, act, &given, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, detail: &RequestDetail, act: Act, given: &Fields) -> Result<(), Fault> {
    let (app, actor, agency, number) = (&desk.app, &desk.actor, desk.code(), detail.row.number);
    let text = |name: &str| Some(given.text(name).to_owned()).filter(|text| !text.is_empty());
    match act {
        Act::ReceiveSupplement => {
            let (on, late) = (parse::on(given)?, given.has("excused"));
            app.receive_supplement(actor, agency, number, on, late, text("text").as_deref()).await?;
        }
        Act::Consult => {
            let (sent, whom) = parse::letter(given, next_letter(detail))?;
            app.consult(actor, agency, number, Letter { sent, whom }).await?;
        }
        Act::AnswerConsultation => {
            let answer = parse::opinion(given)?;
            app.answer_consultation(actor, agency, number, answer, text("reasons").as_deref()).await?;
        }
        Act::ReceiveReasons => {
            let (on, reasonable) = parse::reasonable(given)?;
            app.receive_reasons(actor, agency, number, on, reasonable, text("text").as_deref()).await?;
        }
        Act::NotifyFee => {
            let (pages, on, delivered_on) = parse::fee(given)?;
            app.notify_fee(actor, agency, number, pages, on, delivered_on).await?;
        }
        Act::Split => {
            let (on, parts) = parse::parts(given)?;
            app.split_request(actor, agency, number, on, parts).await?;
        }
        Act::TakeOver => {
            let (on, basis) = duties::take_over(given)?;
            app.take_over_request(actor, agency, number, on, &basis).await?;
        }
        Act::Approve => {
            let on = parse::on(given)?;
            let seen = text("content");
            app.approve_reply(actor, agency, number, on, seen.as_deref()).await?;
        }
        Act::Deliver => {
            app.deliver_reply(actor, agency, number, &delivery::sending(given)?).await?;
        }
        plain => {
            let body = reply_body(desk, plain, given).await?;
            let mut command = parse::command(plain, given, body)?.ok_or(Problem::NotFound)?;
            // What its letter asks for stays while the decision stays.
            if let (Command::DraftReply(new), Some(old)) = (&mut command, &detail.case.draft)
                && new.decision == old.reply.decision
            {
                new.details.clone_from(&old.reply.details);
            }
            app.act_on_request(actor, agency, number, &command).await?;
        }
    }
    Ok(())
}

/// The body of a reply is kept as a blob; the draft names its hash.
async fn reply_body(desk: &Desk, act: Act, given: &Fields) -> Result<Option<String>, Fault> {
    let body = given.text("body");
    if act != Act::DraftReply || body.is_empty() {
        return Ok(None);
    }
    let blob = desk.app.blobs.put(body.as_bytes().to_vec()).await?;
    Ok(Some(blob.as_str().to_owned()))
}

/// The name of the next letter within the case.
fn next_letter(detail: &RequestDetail) -> String {
    let used = detail.case.consultations.len();
    format!("c{}", used + 1)
}
