//! What the requester sees of their request and does about it (办理查询): stage, last day and their own acts; neither
//! desks nor third parties.

use gongkai_request::event::{Event, FilePurpose, SupplementReceived};
use gongkai_request::voice;
use gongkai_request::{
    Case, Command, Fee, Reasons, Sealed, Stage, Standing, Supplement, decide, event::ClosedOn, payment_due,
};
use gongkai_statute::remedy::{Readings, advice};
use gongkai_statute::{Decision, Reading};
use gongkai_store::agency::AgencyRow;
use jiff::civil::Date;

use super::code::OpenedCase;
use crate::requests::{place, pure};
use crate::uploads::FitFile;
use crate::{Actor, App, AppError};

/// Something the requester can do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// 确认
    Confirm,
    /// 补正
    Supplement,
    /// 说明理由
    GiveReasons,
    /// 撤回
    Withdraw,
    /// 评价
    Rate,
    /// 投诉
    Complain,
}

/// One line of what happened, as far as it concerns the requester.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Day.
    pub on: Date,
    /// What.
    pub what: &'static str,
    /// What it means for the requester; may be empty.
    pub detail: String,
    /// Did the requester do it?
    pub is_own: bool,
}

/// A reply as its requester sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyGiven {
    /// One of the 23 results.
    pub decision: Decision,
    /// Day of delivery.
    pub on: Date,
    /// Number of the document.
    pub document: Option<String>,
    /// Name of the blob with its text, when the reply was written here.
    pub body: Option<String>,
}

/// A way to challenge a reply, with its last day (救济途径).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyLine {
    /// 行政复议 or 行政诉讼, and of which part.
    pub what: String,
    /// Where, how and within which period.
    pub how: String,
    /// The last day, counted from delivery; `None` when a year's notice is missing or it begins later.
    pub last_day: Option<Date>,
    /// The articles behind it.
    pub articles: Vec<String>,
}

/// A fee that waits to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeToPay {
    /// Whole yuan.
    pub yuan: u64,
    /// The last day.
    pub due: Option<Date>,
}

/// A request as its requester sees it.
#[derive(Debug, Clone)]
pub struct TrackedCase {
    /// Whose request it is to handle.
    pub agency: AgencyRow,
    /// The whole state; pages show of it what concerns the requester.
    pub case: Case,
    /// Stage.
    pub stage: Stage,
    /// Last days.
    pub standing: Standing,
    /// The clock.
    pub reading: Option<Reading>,
    /// What happened, oldest first.
    pub moments: Vec<Moment>,
    /// What can be done now.
    pub ways: Vec<Way>,
    /// The reply that was delivered last.
    pub reply: Option<ReplyGiven>,
    /// How it can be challenged.
    pub remedies: Vec<RemedyLine>,
    /// What is to be paid.
    pub fee: Option<FeeToPay>,
}

impl App {
    /// The request as its requester sees it.
    pub async fn tracked_case(&self, opened: &OpenedCase) -> Result<TrackedCase, AppError> {
        let id = opened.number().stream(opened.agency());
        let loaded = self.load_existing::<Case>(&id).await?;
        let agency = self.store.agency(opened.agency()).await?.ok_or(AppError::NotFound)?;
        let calendar = self.calendar_of(opened.agency()).await?;
        let context = self.context(&Actor::Public);
        let context = pure(&context, &calendar);
        let mut moments = Vec::new();
        for recorded in &loaded.events {
            moments.extend(moment(&gongkai_journal::decode::<Event>(recorded)?));
        }
        let case = loaded.state;
        let reply = reply(&case);
        let fee = match &case.fee {
            Fee::Noticed(notice) if !case.closed => {
                Some(FeeToPay { yuan: notice.yuan, due: payment_due(notice, &calendar) })
            }
            Fee::Noticed(_) | Fee::None | Fee::Paid(..) | Fee::Lapsed(_) | Fee::Refunded(_) => None,
        };
        Ok(TrackedCase {
            remedies: reply.as_ref().map_or_else(Vec::new, |reply| remedies(reply, &agency, &calendar)),
            stage: case.stage(),
            standing: case.standing(&context),
            reading: case.reading(&context),
            ways: ways(&case),
            moments,
            reply,
            fee,
            agency,
            case,
        })
    }

    /// Confirms, as the requester, that the request arrived (申请人确认).
    pub async fn confirm_as_requester(&self, opened: &OpenedCase) -> Result<(), AppError> {
        self.say(opened, voice::confirm).await
    }

    /// Hands in the supplement (补正), judged by the day it is received here.
    pub async fn supplement_as_requester(
        &self,
        opened: &OpenedCase,
        text: &str,
        files: Vec<FitFile>,
    ) -> Result<(), AppError> {
        if text.trim().is_empty() {
            return Err(AppError::field("text", "请写明补正的内容。"));
        }
        let text = self.sealed_words(opened, "supplement", text).await?;
        let act = SupplementReceived { on: self.today(), excused: false, text: Some(text) };
        self.act_as_requester(opened, &Command::ReceiveSupplement(act)).await?;
        for file in files {
            let kept = (FilePurpose::Supplement, None, None);
            self.attach_once(opened.agency(), opened.number(), kept, &file.name, file.bytes).await?;
        }
        Ok(())
    }

    /// Gives reasons (说明理由), Art. 35.
    pub async fn give_reasons_as_requester(&self, opened: &OpenedCase, text: &str) -> Result<(), AppError> {
        if text.trim().is_empty() {
            return Err(AppError::field("text", "请写明理由。"));
        }
        let text = self.sealed_words(opened, "reasons", text).await?;
        self.say(opened, move |case, context| voice::give_reasons(case, text.clone(), context)).await
    }

    /// Withdraws the request (撤回申请).
    pub async fn withdraw_as_requester(&self, opened: &OpenedCase) -> Result<(), AppError> {
        let act = ClosedOn { on: self.today(), note: Some("申请人网上撤回".to_owned()) };
        self.act_as_requester(opened, &Command::Withdraw(act)).await
    }

    /// Rates the reply (满意度评价), once.
    pub async fn rate_as_requester(
        &self,
        opened: &OpenedCase,
        score: u8,
        words: &str,
    ) -> Result<(), AppError> {
        let round = self.load_existing::<Case>(&opened.number().stream(opened.agency())).await?.state.round;
        let words = match words.trim() {
            "" => None,
            words => Some(self.sealed_words(opened, &format!("rating/{round}"), words).await?),
        };
        self.say(opened, move |case, context| voice::rate(case, score, words.clone(), context)).await
    }

    /// Complains (投诉), Art. 51.
    pub async fn complain_as_requester(&self, opened: &OpenedCase, text: &str) -> Result<(), AppError> {
        if text.trim().is_empty() {
            return Err(AppError::field("text", "请写明投诉的事实和理由。"));
        }
        let id = opened.number().stream(opened.agency());
        let next = self.load_existing::<Case>(&id).await?.state.voice.next_complaint();
        let text = self.sealed_words(opened, &format!("complaint/{next}"), text).await?;
        self.say(opened, move |case, context| voice::complain(case, text.clone(), context)).await
    }

    async fn say<F>(&self, opened: &OpenedCase, what: F) -> Result<(), AppError>
    where
        F: Fn(&Case, &gongkai_request::Context<'_>) -> gongkai_request::Decided<Event> + Send + Sync,
    {
        let calendar = self.calendar_of(opened.agency()).await?;
        let context = self.context(&Actor::Public);
        let id = opened.number().stream(opened.agency());
        self.update::<Case, _, _>(&Actor::Public, &id, |case| what(case, &pure(&context, &calendar))).await?;
        Ok(())
    }

    async fn act_as_requester(&self, opened: &OpenedCase, command: &Command) -> Result<(), AppError> {
        self.say(opened, |case, context| decide(case, command, context)).await
    }

    async fn sealed_words(&self, opened: &OpenedCase, what: &str, text: &str) -> Result<Sealed, AppError> {
        let id = opened.number().stream(opened.agency());
        let case = self.load_existing::<Case>(&id).await?.state;
        let form = case.registered.ok_or(AppError::NotFound)?;
        let place = place(opened.agency(), opened.number(), what);
        Ok(Sealed(self.vault.seal(&form.person, &place, text.trim()).await?))
    }
}

fn ways(case: &Case) -> Vec<Way> {
    let stage = case.stage();
    let mut ways = Vec::new();
    if stage == Stage::AwaitingConfirmation && case.voice.confirmed_on.is_none() {
        ways.push(Way::Confirm);
    }
    if matches!(case.supplement, Supplement::Asked { .. }) && !case.closed {
        ways.push(Way::Supplement);
    }
    if matches!(case.reasons, Reasons::Demanded { .. }) && !case.closed && case.voice.reasons.is_none() {
        ways.push(Way::GiveReasons);
    }
    if case.closed && case.last_reply().is_some() && case.voice.rating(case.round).is_none() {
        ways.push(Way::Rate);
    }
    if !case.closed {
        ways.push(Way::Withdraw);
    }
    if case.voice.open_complaint().is_none() {
        ways.push(Way::Complain);
    }
    ways
}

fn reply(case: &Case) -> Option<ReplyGiven> {
    let outcome = case.last_reply().filter(|_| case.closed)?;
    let draft = case.draft.as_ref();
    Some(ReplyGiven {
        decision: outcome.decision,
        on: outcome.on,
        document: draft
            .and_then(|draft| draft.approval.as_ref())
            .and_then(|approval| approval.document.clone()),
        body: draft.and_then(|draft| draft.reply.body.clone()),
    })
}

fn remedies(reply: &ReplyGiven, agency: &AgencyRow, calendar: &gongkai_statute::Calendar) -> Vec<RemedyLine> {
    use gongkai_statute::remedy::{Block, Scope};
    // Decisions before the laws modelled here carry their own paragraph in the letter.
    let Ok(all) = advice(reply.decision, reply.on, agency.kind, &Readings::default()) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for one in all {
        let about = match one.scope {
            Scope::Whole => "",
            Scope::WithheldPart => "（不予公开的部分）",
            Scope::Rest => "（其他内容）",
        };
        let articles: Vec<String> = one.articles.iter().map(ToString::to_string).collect();
        let first = one.block == Block::B;
        lines.push(RemedyLine {
            what: format!("行政复议{about}"),
            how: format!(
                "自收到答复之日起{}内{}；受理机关见答复书。",
                one.reconsideration.label(),
                if first { "应当先申请行政复议" } else { "可以申请行政复议" }
            ),
            last_day: one.reconsideration.end(reply.on, calendar).ok(),
            articles: articles.clone(),
        });
        lines.push(RemedyLine {
            what: format!("行政诉讼{about}"),
            how: if first {
                format!(
                    "对行政复议决定不服的，自收到行政复议决定书之日起{}内向人民法院起诉。",
                    one.suit.label()
                )
            } else {
                format!("自收到答复之日起{}内可以直接向人民法院起诉。", one.suit.label())
            },
            last_day: if first { None } else { one.suit.end(reply.on, calendar).ok() },
            articles,
        });
    }
    lines
}

/// What of an event concerns the requester, in a few fixed words.
pub(super) fn what_happened(event: &Event) -> Option<&'static str> {
    moment(event).map(|moment| moment.what)
}

/// What of an event concerns the requester; desks, drafts and third parties do not.
fn moment(event: &Event) -> Option<Moment> {
    let none = String::new;
    let told = |on: Date, what: &'static str, detail: String| Moment { on, what, detail, is_own: false };
    let own = |on: Date, what: &'static str, detail: String| Moment { on, what, detail, is_own: true };
    Some(match event {
        Event::Registered(form) => own(
            form.submitted_on.or(form.arrived_on).or(form.confirmed_on)?,
            "提交申请",
            form.channel.label().to_owned(),
        ),
        Event::Confirmed(act) => told(act.on, "双方确认收到申请", "答复期限从这一天的次日起算".to_owned()),
        Event::RequesterConfirmed(act) => own(act.on, "您确认提交了申请", none()),
        Event::SupplementAsked(act) => {
            told(act.on, "告知补正", format!("请在{}前补正：{}", act.reply_by, act.points.join("；")))
        }
        Event::SupplementReceived(act) => own(act.on, "补正", none()),
        Event::Abandoned(act) => told(act.on, "逾期没有补正，不再处理", none()),
        Event::ConsultationSent(act) => told(act.on, "依法征求意见", "所需时间不计入答复期限".to_owned()),
        Event::ReasonsDemanded(act) => told(
            act.on,
            "请您说明理由",
            act.reply_by
                .map_or_else(|| act.finding.clone(), |day| format!("{}；请在{day}前说明", act.finding)),
        ),
        Event::ReasonsGiven(act) => own(act.on, "说明理由", none()),
        Event::Deferred(act) => told(act.on, "延迟答复", format!("延至{}", act.until)),
        Event::Extended(act) => {
            told(act.on, "延长答复期限", format!("延长{}个工作日：{}", act.workdays, act.reason))
        }
        Event::FeeNoticed(act) => told(act.on, "收费通知", format!("{}元", act.yuan)),
        Event::FeePaid(act) => own(act.on, "缴费", none()),
        Event::FeeLapsed(act) => told(act.on, "逾期没有缴费，不再处理", none()),
        Event::FeeRefunded(act) => told(act.on, "退费", act.reason.clone()),
        Event::Delivered(act) => {
            told(act.on, "答复", format!("{}，{}", act.decision.label(), act.way.label()))
        }
        Event::Withdrawn(act) => own(act.on, "撤回申请", none()),
        Event::Closed(act) => told(act.on, "办结", none()),
        Event::Reopened(act) => told(act.on, "重新答复", "答复期限重新起算".to_owned()),
        Event::Rated(act) => own(act.on, "评价答复", format!("{}分（满分5分）", act.score)),
        Event::Complained(act) => own(act.on, "投诉", none()),
        Event::ComplaintAnswered(act) => told(act.on, "投诉处理结果", act.result.clone()),
        // Whatever else happens is the desk's: a new kind of event is not shown until somebody says so here.
        _ => return None,
    })
}
