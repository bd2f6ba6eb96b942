//! From the facts of a case to the fields of a document (文书字段): one function per group of documents.

use std::collections::BTreeMap;

use gongkai_request::code::Opinion;
use gongkai_request::{Consultation, ConsultationEnd};
use gongkai_statute::clock::Consulted;
use gongkai_statute::fee::{self, Schedule};
use gongkai_statute::regulation::{art32, art34};
use gongkai_statute::remedy::{Names, Readings, advice};
use gongkai_statute::{Decision, Workdays};
use gongkai_typeset::{Fields, LetterCode, Reader, Sample, Value, fields_of};
use jiff::civil::Date;

use super::facts::Facts;
use super::words::{address, citation, clause, day, sentence, until};
use crate::AppError;

/// Which letter is written, and what the officer adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Writing {
    /// Which document.
    pub(crate) code: LetterCode,
    /// The consultation, or for a delivery record the letter, it belongs to.
    pub(crate) about: Option<String>,
    /// Date of the letter.
    pub(crate) on: Date,
    /// Values of fields that the officer wrote; they outrank what the case says.
    pub(crate) details: BTreeMap<String, String>,
}

/// The fields of a letter, but for its number.
pub(crate) fn bind(facts: &Facts, writing: &Writing) -> Result<Fields, AppError> {
    let mut fields = common(facts, writing);
    fields = match writing.code.decision() {
        Some(decision) => reply(facts, decision, fields),
        None => procedure(facts, writing, fields),
    };
    if writing.code.needs_remedies() {
        fields = fields.lines("救济告知", remedies(facts, writing)?);
    }
    if !writing.code.is_form() && matches!(writing.code, LetterCode::R2 | LetterCode::R3) {
        fields = fields.lines("附件", facts.enclosed.iter());
    }
    Ok(with_details(writing, fields))
}

/// The fields the officer may write: those of the document itself that are words.
pub(crate) fn own_fields(code: LetterCode) -> Vec<&'static gongkai_typeset::FieldInfo> {
    const GIVEN: &[&str] = &[
        "机关名称",
        "申请编号",
        "日期",
        "联系单位",
        "联系电话",
        "联系地址",
        "文号",
        "申请人",
        "称呼",
        "收到日期",
        "提交方式",
        "申请内容",
        "救济告知",
        "法律依据",
        "附件",
        "正文",
        "届满日",
        "原届满日",
        "金额",
        "计费明细",
        "计费数量",
        "收费方式",
        "提交日期",
        "到达日期",
        "确认日期",
        "证件",
        "联系方式",
        "代为填写",
        "待确认",
    ];
    fields_of(code)
        .iter()
        .filter(|field| !GIVEN.contains(&field.name))
        .filter(|field| matches!(field.sample, Sample::Text(_) | Sample::Lines(_)))
        .collect()
}

fn with_details(writing: &Writing, mut fields: Fields) -> Fields {
    for field in own_fields(writing.code) {
        let Some(text) = writing.details.get(field.name).filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        fields = match field.sample {
            Sample::Lines(_) => fields.lines(field.name, text.lines().filter(|line| !line.trim().is_empty())),
            _ => fields.text(field.name, text.trim()),
        };
    }
    fields
}

fn common(facts: &Facts, writing: &Writing) -> Fields {
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let agency = &facts.agency;
    let form = facts.case.registered.as_deref();
    let received = facts.case.received_on().map_or_else(|| "待双方确认".to_owned(), day);
    Fields::new()
        .text("机关名称", &agency.name)
        .text("申请编号", facts.number.to_string())
        .text("日期", day(writing.on))
        .maybe("联系单位", filled(&agency.unit_name))
        .maybe("联系电话", filled(&agency.phone))
        .maybe("联系地址", filled(&agency.address))
        .text("申请人", &facts.words.name)
        .maybe("称呼", form.map(|form| address(form.requester)))
        .text("收到日期", received)
        .maybe("提交方式", form.map(|form| form.channel.label()))
        .text("申请内容", clause(&facts.words.text))
        .maybe("届满日", facts.course.due.map(day))
}

/// The remedy paragraphs by decision, day and kind of agency.
pub(crate) fn remedies(facts: &Facts, writing: &Writing) -> Result<Vec<String>, AppError> {
    // A decision to disclose over a third party's objection is no refusal to them.
    let decision = writing.code.decision().unwrap_or(Decision::Granted);
    let settings = &facts.agency.settings.letters;
    let names = Names {
        government: settings
            .government
            .clone()
            .or_else(|| facts.above.clone())
            .unwrap_or_else(|| "本级人民政府".to_owned()),
        superior_department: settings.superior_department.clone(),
        court: settings.court.clone(),
    };
    let advice = advice(decision, writing.on, facts.agency.kind, &Readings::default())
        .map_err(|error| AppError::refused("remedy_unknown", format!("不能写出救济途径：{error}。")))?;
    Ok(advice.iter().map(|one| one.text(&names)).collect())
}

fn consultation<'a>(facts: &'a Facts, writing: &Writing) -> Option<&'a Consultation> {
    let about = writing.about.as_deref()?;
    facts.case.consultations.iter().find(|letter| letter.id == about)
}

fn procedure(facts: &Facts, writing: &Writing, fields: Fields) -> Fields {
    let course = &facts.course;
    let subject = facts.case.registered.as_deref().map_or("", |form| form.subject.as_str());
    match writing.code {
        LetterCode::P1 => registration(facts, fields),
        LetterCode::P2 => {
            let form = facts.case.registered.as_deref();
            let given = form.and_then(|form| form.submitted_on.or(form.arrived_on)).map(day);
            fields
                .maybe("提交日期", given)
                .flag("待确认", facts.case.received_on().is_none())
                .maybe("查询网址", facts.agency.settings.letters.tracking.clone())
        }
        LetterCode::P3 => match &course.supplement {
            Some(asked) => fields
                .lines("补正事项", asked.points.iter().map(|point| clause(point)))
                .text("补正期限", until(asked.reply_by)),
            None => fields,
        },
        LetterCode::P4 => match &course.demand {
            Some(demand) => {
                fields.text("认定情况", clause(&demand.finding)).maybe("说明期限", demand.reply_by.map(until))
            }
            None => fields,
        },
        LetterCode::P5 => match &course.extension {
            Some((extension, before)) => fields
                .text("延期理由", clause(&extension.reason))
                .maybe("原届满日", before.map(day))
                .text("延长工作日", extension.workdays.to_string()),
            None => fields,
        },
        LetterCode::P6 => {
            let finding = course.demand.as_ref().map(|demand| clause(&demand.finding));
            fields
                .maybe("认定情况", finding)
                .text("延迟理由", "所申请信息数量较大，在规定期限内难以全部检索和审查")
                .maybe("延迟答复日", facts.case.deferral.as_ref().map(|deferral| day(deferral.until)))
        }
        LetterCode::P7 | LetterCode::P9 | LetterCode::P10 => asked(facts, writing, subject, fields),
        LetterCode::P8 => {
            let first = facts.case.consultations.iter().find(|it| it.to == Consulted::ThirdParty);
            let first = first.or_else(|| facts.case.consultations.first());
            fields
                .maybe("征求日期", first.map(|letter| day(letter.sent_on)))
                .maybe("征求对象", first.map(|letter| letter.to.label()))
        }
        LetterCode::P11 => fee_fields(facts, fields),
        LetterCode::P12 => {
            let due = facts.case.assigned.as_ref().and_then(|it| it.internal_due).or(course.due);
            fields
                .maybe("协办单位", facts.section.clone())
                .text(
                    "协办事项",
                    format!("请查找并提供与“{subject}”有关的政府信息，并提出是否可以公开的意见"),
                )
                .maybe("办理期限", due.map(day))
        }
        LetterCode::P13 => delivery(facts, writing, fields),
        LetterCode::P14 => approval(facts, fields),
        _ => fields,
    }
}

fn registration(facts: &Facts, fields: Fields) -> Fields {
    let Some(form) = facts.case.registered.as_deref() else { return fields };
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    fields
        .text("申请人类别", form.requester.label())
        .maybe("证件", filled(&facts.words.identity))
        .maybe("联系方式", filled(&facts.words.contact))
        .text("提交渠道", form.channel.label())
        .maybe("提交日期", form.submitted_on.map(day))
        .maybe("到达日期", form.arrived_on.map(day))
        .maybe("确认日期", facts.case.receipt.and_then(|receipt| receipt.confirmed_on).map(day))
        .text("提供方式", format!("{}，{}", form.form.label(), form.route.label()))
        .maybe("登记人", form.clerk.clone())
        .flag("代为填写", form.clerk.is_some())
        .maybe("承办科室", facts.section.clone())
}

fn asked(facts: &Facts, writing: &Writing, subject: &str, fields: Fields) -> Fields {
    let Some(letter) = consultation(facts, writing) else { return fields };
    let name = facts.asked(&letter.id).map(str::to_owned);
    let decided = facts.case.overrides.iter().find(|decided| decided.letter == letter.id);
    let table = if letter.to == Consulted::CoMaker { &art34::OPINION_PERIOD } else { &art32::OPINION_PERIOD };
    let period = facts
        .case
        .received_on()
        .and_then(|day| table.on(day))
        .map(|(_, Workdays(days))| format!("收到本文书之日起{days}个工作日"));
    let opinion = match letter.end {
        Some(ConsultationEnd::Answered(_, opinion)) => Some(opinion.label()),
        Some(ConsultationEnd::Silent(_)) | None => None,
    };
    fields
        .maybe("第三方", name.clone())
        .maybe("共同制作机关", name)
        .text("征询内容", subject)
        .maybe("回复期限", period)
        .maybe("回函地址", Some(facts.agency.address.clone()).filter(|text| !text.is_empty()))
        .text("征求日期", day(letter.sent_on))
        .maybe("第三方意见", opinion)
        .text("公开内容", decided.map_or_else(|| subject.to_owned(), |it| clause(&it.content)))
        .maybe("理由", decided.map(|it| sentence(&it.reasons)))
}

fn fee_fields(facts: &Facts, fields: Fields) -> Fields {
    let Some(notice) = &facts.course.fee else { return fields };
    let counted = match notice.schedule {
        Schedule::PerRequest => format!("本月第{}件", notice.counted),
        Schedule::PerPage => format!("{}页", notice.counted),
    };
    let reckoned = fee::fee(notice.schedule, notice.counted);
    let steps: Vec<String> = match notice.schedule {
        Schedule::PerRequest => vec![format!("第{}件适用每件{}元的标准", notice.counted, notice.yuan)],
        Schedule::PerPage => reckoned
            .steps
            .iter()
            .map(|step| {
                format!("第{}至{}页，每页{}元，共{}元", step.from, step.to, step.rate.0, step.amount.0)
            })
            .collect(),
    };
    let payment = facts.agency.settings.letters.payment.clone();
    fields
        .text("收费方式", notice.schedule.label())
        .text("计费数量", counted)
        .lines("计费明细", steps)
        .text("金额", format!("{}元", notice.yuan))
        .text("缴纳方式", payment.unwrap_or_else(|| "按本机关公布的缴费渠道缴纳".to_owned()))
}

fn delivery(facts: &Facts, writing: &Writing, fields: Fields) -> Fields {
    let Some(letter) = writing.about.as_deref().and_then(|id| facts.letter(id)) else { return fields };
    let Some(edition) = letter.last() else { return fields };
    let reader = match edition.about.as_deref().and_then(|id| facts.asked(id)) {
        Some(name) => name.to_owned(),
        None => facts.words.name.clone(),
    };
    let sent = letter.sent.as_ref();
    let undelivered =
        letter.undelivered.as_ref().map(|back| format!("{}退回：{}", day(back.on), back.reason));
    fields
        .text("文书名称", super::label(&edition.code))
        .maybe("送达文号", edition.document.clone())
        .text("受送达人", reader)
        .maybe("送达方式", sent.map(|sent| sent.way.label()))
        .maybe("送达日期", letter.delivered_on.or(sent.map(|sent| sent.on)).map(day))
        .maybe("备注", undelivered)
}

fn approval(facts: &Facts, fields: Fields) -> Fields {
    let Some(draft) = &facts.case.draft else { return fields };
    let reply = &draft.reply;
    let reason = reply.reason.as_deref().map(sentence).unwrap_or_default();
    let signed = |by: &str, on: Date| format!("{}　{}", facts.person(by), day(on));
    let third: Vec<String> = facts
        .case
        .consultations
        .iter()
        .map(|letter| format!("{}：{}", letter.to.label(), outcome(letter)))
        .collect();
    let head = facts.case.extension.as_ref().map(|it| it.approved_by.as_str());
    fields
        .text("拟办意见", format!("拟作出“{}”的处理。{reason}", reply.decision.label()))
        .text("拟办依据", citation(LetterCode::of(reply.decision)))
        .text("承办人", signed(&reply.by, reply.on))
        .text("第三方情况", if third.is_empty() { "不涉及".to_owned() } else { third.join("；") })
        .maybe("审查意见", draft.secrecy.as_ref().map(|review| sentence(&review.opinion)))
        .maybe("审查人", draft.secrecy.as_ref().map(|review| signed(&review.by, review.on)))
        .maybe("机构负责人", head.map(|login| facts.person(login).to_owned()))
        .maybe("签发意见", draft.approval.as_ref().map(|_| "同意。"))
        .maybe("签发人", draft.approval.as_ref().map(|approval| signed(&approval.by, approval.on)))
}

fn outcome(letter: &Consultation) -> String {
    match letter.end {
        None => "尚未答复".to_owned(),
        Some(ConsultationEnd::Silent(_)) => "逾期未提出意见".to_owned(),
        Some(ConsultationEnd::Answered(on, opinion)) => format!("{}{}", day(on), opinion.label()),
    }
}

fn reply(facts: &Facts, decision: Decision, fields: Fields) -> Fields {
    let course = &facts.course;
    let draft = course.draft.as_ref().filter(|draft| draft.decision == decision);
    let subject = facts.case.registered.as_deref().map_or("", |form| form.subject.as_str());
    let reason = draft.and_then(|draft| draft.reason.as_deref()).filter(|text| !text.trim().is_empty());
    let body = facts.body.lines().map(str::trim).filter(|line| !line.is_empty());
    let fields = fields.maybe("理由", reason.map(sentence)).lines("正文", body);
    match decision {
        Decision::AlreadyPublic => fields.text("信息名称", subject).maybe("获取途径", reason.map(clause)),
        Decision::Granted => provision(facts, fields.text("公开内容", subject)),
        Decision::PartlyGranted => {
            let open = format!("{subject}除下列内容以外的部分");
            let mut fields = provision(facts, fields.text("公开内容", open));
            for part in draft.map(|draft| draft.parts.as_slice()).unwrap_or_default() {
                let cells = [
                    ("内容", clause(&part.part)),
                    ("依据", citation(LetterCode::of(part.ground))),
                    ("理由", clause(&part.reason)),
                ];
                fields = fields.row("不予公开部分", cells);
            }
            fields
        }
        Decision::ThirdParty => fields.maybe("征求结果", third_party_said(facts)),
        Decision::NotExisting => match facts.case.searches.last() {
            Some(search) => fields
                .text("检索范围", clause(&search.scope))
                .text("检索日期", day(search.on))
                .text("检索结果", clause(&search.result))
                .maybe("不存在原因", reason.map(clause)),
            None => fields,
        },
        Decision::StillUnclear => fields
            .maybe("补正告知日期", course.supplement.as_ref().map(|asked| day(asked.on)))
            .maybe("补正日期", course.supplemented_on.map(day))
            .maybe("不明确之处", reason.map(clause)),
        Decision::Repeat => match &facts.earlier {
            Some((document, on)) => fields.text("此前答复文号", document).text("此前答复日期", day(*on)),
            None => fields,
        },
        Decision::Excessive => {
            let said = match course.reasons_on {
                Some(on) => format!("{}，本机关收到说明的理由", day(on)),
                None => "逾期未说明理由".to_owned(),
            };
            fields
                .maybe("认定情况", course.demand.as_ref().map(|demand| clause(&demand.finding)))
                .text("说明情况", said)
        }
        Decision::NoSupplement => {
            let asked = course.supplement.as_ref();
            fields
                .maybe("补正告知日期", asked.map(|asked| day(asked.on)))
                .maybe("补正告知文号", number_of(facts, "P3"))
                .maybe("补正届满日", asked.map(|asked| day(asked.reply_by)))
        }
        Decision::FeeUnpaid => {
            let notice = course.fee.as_ref();
            let due = notice.and_then(|it| gongkai_request::payment_due(it, &facts.calendar));
            fields
                .maybe("收费通知日期", notice.map(|it| day(it.delivered_on.unwrap_or(it.on))))
                .maybe("收费通知文号", number_of(facts, "P11"))
                .maybe("金额", notice.map(|it| format!("{}元", it.yuan)))
                .maybe("缴费届满日", due.map(day))
        }
        Decision::Other => fields
            .maybe("撤回日期", course.withdrawn.as_ref().map(|act| day(act.on)))
            .maybe("终止原因", course.closed.as_ref().map(|(_, note)| clause(note)).or(reason.map(clause))),
        Decision::NotResponsible => {
            fields.maybe("负责机关", draft.and_then(|draft| draft.competent.as_deref()).map(clause))
        }
        Decision::InquiryItem => fields.maybe("查询途径", reason.map(clause)),
        Decision::Reconfirm => fields.maybe("此前提供情况", reason.map(clause)),
        Decision::StateSecret
        | Decision::ProhibitedByLaw
        | Decision::SecurityStability
        | Decision::InternalAffairs
        | Decision::Process
        | Decision::EnforcementFile
        | Decision::NeedsCreation
        | Decision::Petition
        | Decision::PublicPublication => fields,
    }
}

fn provision(facts: &Facts, fields: Fields) -> Fields {
    let draft = facts.course.draft.as_ref();
    let asked = facts.case.registered.as_deref();
    let form = draft.and_then(|draft| draft.form).or(asked.map(|form| form.form));
    let way = form
        .zip(asked)
        .map(|(form, asked)| format!("现以{}形式，通过{}方式提供", form.label(), asked.route.label()));
    fields
        .maybe("提供方式", way)
        .maybe("改变方式理由", draft.and_then(|draft| draft.form_reason.as_deref()).map(clause))
}

fn third_party_said(facts: &Facts) -> Option<String> {
    let letter = facts.case.consultations.iter().rfind(|it| it.to == Consulted::ThirdParty)?;
    Some(match letter.end? {
        ConsultationEnd::Silent(_) => "第三方逾期未提出意见，由本机关依法决定".to_owned(),
        ConsultationEnd::Answered(_, Opinion::Agrees) => "第三方书面答复同意公开".to_owned(),
        ConsultationEnd::Answered(_, Opinion::Objects) => "第三方书面答复不同意公开，且有合理理由".to_owned(),
        ConsultationEnd::Answered(_, Opinion::Partly) => "第三方书面答复同意公开其中一部分".to_owned(),
        ConsultationEnd::Answered(_, Opinion::Informs) => "第三方书面答复说明了有关情况".to_owned(),
    })
}

/// The number of the last letter of this kind.
fn number_of(facts: &Facts, code: &str) -> Option<String> {
    let letter = facts.case.letters.iter().rfind(|letter| letter.code() == code)?;
    letter.last()?.document.clone()
}

/// The required fields that have no value.
pub(crate) fn missing(code: LetterCode, fields: &Fields) -> Vec<&'static str> {
    fields_of(code)
        .iter()
        .filter(|field| field.required && fields.get(field.name).is_none_or(Value::is_empty))
        .map(|field| field.name)
        .collect()
}

/// To whom a document goes, as events say it.
pub(crate) fn addressee(code: LetterCode) -> gongkai_request::event::Addressee {
    use gongkai_request::event::Addressee;
    match code.reader() {
        Reader::Requester => Addressee::Requester,
        Reader::ThirdParty => Addressee::ThirdParty,
        Reader::OtherUnit => Addressee::OtherUnit,
        Reader::File => Addressee::File,
    }
}
