//! What happened to a request, in the words of the file (办理经过).

use gongkai_journal::Recorded;
use gongkai_request::code::{ClosingReason, Opinion};
use gongkai_request::event::{Event, FilePurpose};
use jiff::Timestamp;
use jiff::civil::Date;

mod duty;

/// One line of the course of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Day of the act.
    pub on: Option<Date>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who recorded it, as the journal names them.
    pub actor: String,
    /// What, e.g. 补正告知.
    pub what: String,
    /// The facts of it, without personal data; may be empty.
    pub detail: String,
}

/// The line of an event; the count of dates, which follows many acts, has none of its own.
pub(crate) fn entry(recorded: &Recorded, event: &Event) -> Option<TimelineEntry> {
    let (on, what, detail) = line(event)?;
    Some(TimelineEntry {
        on,
        recorded_at: recorded.recorded_at,
        actor: recorded.actor.clone(),
        what: what.to_owned(),
        detail,
    })
}

fn line(event: &Event) -> Option<(Option<Date>, &'static str, String)> {
    let none = String::new;
    Some(match event {
        Event::Dated(_) => return None,
        Event::Registered(form) => {
            (form.submitted_on.or(form.arrived_on), "登记申请", form.channel.label().to_owned())
        }
        Event::Confirmed(act) => (Some(act.on), "双方确认收到申请", none()),
        Event::SupplementAsked(act) => (
            Some(act.on),
            "告知补正",
            format!(
                "补正期限至{}{}：{}",
                act.reply_by,
                if act.late { "（超过7个工作日，期限不重新起算）" } else { "" },
                act.points.join("；")
            ),
        ),
        Event::SupplementReceived(act) => {
            (Some(act.on), "收到补正", if act.excused { "逾期，有正当理由".to_owned() } else { none() })
        }
        Event::Abandoned(act) => (Some(act.on), "逾期不补正，不再处理", act.note.clone().unwrap_or_default()),
        Event::ConsultationSent(act) => {
            (Some(act.on), "征求意见", format!("{}（{}）", act.to.label(), act.id))
        }
        Event::ConsultationAnswered(act) => {
            (Some(act.on), "收到意见", format!("{}（{}）", Opinion::label(act.opinion), act.id))
        }
        Event::ConsultationExpired(act) => (Some(act.on), "逾期未提出意见", act.id.clone()),
        Event::ReasonsDemanded(act) => (Some(act.on), "要求说明理由", act.finding.clone()),
        Event::ReasonsReceived(act) => {
            (Some(act.on), "收到理由说明", if act.reasonable { "理由合理" } else { "理由不合理" }.to_owned())
        }
        Event::Deferred(act) => {
            (Some(act.on), "告知延迟答复", format!("至{}，{}批准", act.until, act.approved_by))
        }
        Event::Extended(act) => (
            Some(act.on),
            "告知延长答复期限",
            format!("{}个工作日，{}批准：{}", act.workdays, act.approved_by, act.reason),
        ),
        Event::FeeNoticed(act) => (
            Some(act.on),
            "收费通知",
            format!("{}，第{}{}，{}元", act.schedule.label(), act.counted, act.schedule.unit(), act.yuan),
        ),
        Event::FeePaid(act) => (Some(act.on), "缴费", act.receipt.clone().unwrap_or_default()),
        Event::FeeLapsed(act) => (Some(act.on), "逾期未缴费，不再处理", act.note.clone().unwrap_or_default()),
        Event::FeeRefunded(act) => (Some(act.on), "退费", act.reason.clone()),
        Event::Assigned(act) => (Some(act.on), "分办", act.section.clone()),
        Event::Searched(act) => (Some(act.on), "检索", format!("{}，{}：{}", act.scope, act.by, act.result)),
        Event::Drafted(act) => (Some(act.on), "起草答复", act.decision.label().to_owned()),
        Event::SecrecyReviewed(act) => (
            Some(act.on),
            "保密审查",
            format!("{}：{}", if act.passed { "通过" } else { "未通过" }, act.opinion),
        ),
        Event::Returned(act) => (Some(act.on), "退回修改", act.reason.clone()),
        Event::Approved(act) => (Some(act.on), "签发", act.document.clone().unwrap_or_default()),
        Event::Delivered(act) => {
            let on_the_spot = if act.on_the_spot { "（当场答复）" } else { "" };
            let late = if act.late { "（逾期）" } else { "" };
            (Some(act.on), "送达", format!("{}{on_the_spot}{late}", act.way.label()))
        }
        Event::Withdrawn(act) => (Some(act.on), "申请人撤回", act.note.clone().unwrap_or_default()),
        Event::Closed(act) => {
            (Some(act.on), "办结", format!("{}：{}", ClosingReason::label(act.reason), act.note))
        }
        Event::Reopened(act) => (Some(act.on), "重新答复", format!("依据案件{}", act.remedy)),
        Event::Split(act) => {
            (Some(act.on), "拆分", act.parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"))
        }
        Event::LetterIssued(act) => (
            Some(act.on),
            if act.scanned { "导入盖章文书" } else { "出具文书" },
            [
                crate::letters::label(&act.code),
                act.document.clone().unwrap_or_default(),
                if act.edition > 1 {
                    format!("第{}版：{}", act.edition, act.reason.clone().unwrap_or_default())
                } else {
                    none()
                },
            ]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("，"),
        ),
        Event::LetterSent(act) => {
            let number = act.document.clone().unwrap_or_else(|| act.letter.clone());
            (Some(act.on), "发出文书", format!("{number}，{}", act.way.label()))
        }
        Event::LetterDelivered(act) => (Some(act.on), "文书送达", act.letter.clone()),
        Event::ReceiptReturned(act) => (Some(act.on), "收回回执", act.letter.clone()),
        Event::LetterUndelivered(act) => {
            (Some(act.on), "文书被退回", format!("{}：{}", act.letter, act.reason))
        }
        Event::LetterOpened(act) => (Some(act.on), "收件人打开文书", act.letter.clone()),
        Event::NumberVoided(act) => (Some(act.on), "文号作废", format!("{}：{}", act.document, act.reason)),
        Event::Archived(act) => {
            (Some(act.on), "归档", format!("{}份材料，保管至{}", act.documents, act.keep_until))
        }
        Event::FileAdded(act) => {
            let pages = act.pages.map(|pages| format!("，第{}—{}页", pages.first, pages.last));
            (
                Some(act.on),
                "添加材料",
                format!(
                    "{}（{}）{}",
                    FilePurpose::label(act.purpose),
                    crate::files::kind_of(&act.file.media_type),
                    pages.unwrap_or_default()
                ),
            )
        }
        Event::Erased(act) => (
            Some(act.on),
            "删除个人信息",
            match &act.letter {
                None if act.beside => format!("共同申请人、代理人：{}", act.reason),
                None => format!("申请人：{}", act.reason),
                Some(letter) => format!("被征求意见人（{letter}）：{}", act.reason),
            },
        ),
        Event::ChecklistAnswered(_)
        | Event::PublicInterestDecided(_)
        | Event::ThirdPartyTold(_)
        | Event::TakenOver(_)
        | Event::DuplicateDismissed(_)
        | Event::Reminded(_)
        | Event::Escalated(_)
        | Event::BroughtIn(_)
        | Event::DueReminded(_) => return duty::line(event),
        Event::Linked(act) => (None, "关联", format!("{}：{}", act.to, act.note)),
        Event::SubjectSet(act) => (Some(act.on), "填写事项摘要", act.subject.clone()),
        Event::RequesterConfirmed(act) => {
            (Some(act.on), "申请人网上确认", "本机关确认后，收到申请之日即可确定".to_owned())
        }
        Event::ReasonsGiven(act) => (Some(act.on), "申请人说明理由", "请判断理由是否合理并登记".to_owned()),
        Event::Rated(act) => (Some(act.on), "申请人评价", format!("{}分（满分5分）", act.score)),
        Event::Complained(act) => (Some(act.on), "申请人投诉", none()),
        Event::ComplaintAnswered(act) => (Some(act.on), "处理投诉", act.result.clone()),
        Event::OpinionLinkMade(act) => (Some(act.on), "生成第三方意见链接", act.letter.clone()),
    })
}
