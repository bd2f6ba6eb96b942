//! The city agency acts: requests step by step, reviews and suits, its ledger and its report in the making.

use anyhow::Context as _;
use gongkai_app::requests::{Letter, NewRequest, PlainForm, PlainParties};
use gongkai_app::{Actor, App};
use gongkai_request::code::{ClosingReason, ProvisionForm, ProvisionRoute};
use gongkai_request::command::{AnswerChecklist, Approve, AskSupplement, Deliver, DraftReply, ReviewSecrecy};
use gongkai_request::event::{
    Assigned, Closed, ClosedOn, ConsultationAnswered, ConsultationSent, Deferred, Extended, FeePaid, On,
    ReasonsDemanded, Searched, WithheldPart,
};
use gongkai_request::remedy::{Concluded, Filed, RemedyKind, RemedyResult};
use gongkai_request::{CaseNumber, Command};
use gongkai_statute::checklist::checklist;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, RequesterKind};
use jiff::civil::{Date, date};

use super::people::{BUILDER, Office};
use super::requests::{Ask, Step, later};

/// The staff of the city agency and the numbers its requests got.
pub(crate) struct City<'a> {
    app: &'a App,
    office: &'static Office,
    officer: Actor,
    author: Actor,
    secrecy: Actor,
    leader: Actor,
    asks: Vec<Ask>,
    numbers: Vec<Option<CaseNumber>>,
    /// Replies that left, with their days, in order.
    answered: Vec<(CaseNumber, Date)>,
}

impl<'a> City<'a> {
    /// The agency before its first request.
    pub(crate) async fn new(app: &'a App, asks: Vec<Ask>) -> anyhow::Result<City<'a>> {
        let office = &BUILDER;
        Ok(City {
            app,
            office,
            officer: office.actor(app, "officer").await?,
            author: office.actor(app, "author").await?,
            secrecy: office.actor(app, "secrecy").await?,
            leader: office.actor(app, "leader").await?,
            numbers: vec![None; asks.len()],
            asks,
            answered: Vec::new(),
        })
    }

    /// Takes one step of the request at `place`, on the day `on`.
    pub(crate) async fn step(&mut self, place: usize, on: Date, step: &Step) -> anyhow::Result<()> {
        let what = format!("{on} 申请 {place} {step:?}");
        if let Step::Register { confirmed } = step {
            return self.register(place, on, *confirmed).await.context(what);
        }
        let number = self.numbers.get(place).copied().flatten().with_context(|| what.clone())?;
        self.act(number, on, step).await.context(what)
    }

    async fn register(&mut self, place: usize, on: Date, confirmed: bool) -> anyhow::Result<()> {
        let ask = self.asks.get(place).cloned().context("没有这件申请")?;
        let online = ask.channel == Channel::Online;
        let request = NewRequest {
            channel: ask.channel,
            submitted_on: Some(if confirmed { posted(ask.channel, on) } else { on }),
            arrived_on: Some(on),
            confirmed_on: confirmed.then_some(on),
            requester: ask.requester,
            plain: Self::form(place, &ask),
            subject: ask.subject,
            form: ProvisionForm::Electronic,
            route: match ask.channel {
                Channel::Online => ProvisionRoute::Online,
                Channel::Email => ProvisionRoute::Email,
                _ => ProvisionRoute::Mail,
            },
            clerk: (ask.channel == Channel::Oral).then(|| self.office.login("officer")),
            parties: PlainParties::default(),
        };
        let actor = if online { &Actor::Public } else { &self.officer };
        let number = self.app.register_request(actor, self.office.code, request).await?;
        if let Some(slot) = self.numbers.get_mut(place) {
            *slot = Some(number);
        }
        Ok(())
    }

    /// What the requester wrote; names and numbers are made up and say so.
    fn form(place: usize, ask: &Ask) -> PlainForm {
        let name = match ask.requester {
            RequesterKind::NaturalPerson => format!("演示申请人{place}"),
            RequesterKind::Enterprise => format!("云浦示例{place}号有限公司"),
            RequesterKind::Research => format!("云浦示例研究所{place}"),
            RequesterKind::SocialWelfare => format!("云浦示例公益中心{place}"),
            RequesterKind::LegalService => format!("云浦示例律师事务所{place}"),
            RequesterKind::Other => format!("云浦示例合作社{place}"),
        };
        PlainForm {
            name,
            identity: format!("DEMO-{place:06}"),
            contact: format!("demo{place}@example.com"),
            text: format!("申请公开{}。", ask.subject),
        }
    }

    async fn act(&mut self, number: CaseNumber, on: Date, step: &Step) -> anyhow::Result<()> {
        let (app, code) = (self.app, self.office.code);
        let officer = &self.officer.clone();
        let command = match step {
            Step::Register { .. } => return Ok(()),
            Step::Confirm => Command::Confirm(On { on }),
            Step::Assign => Command::Assign(Assigned {
                on,
                section: "城市建设科".to_owned(),
                internal_due: Some(later(on, 17)),
            }),
            Step::AskSupplement(reply_by) => Command::AskSupplement(AskSupplement {
                on,
                delivered_on: Some(on),
                reply_by: *reply_by,
                points: vec!["请补充所需信息的名称、文号或者其他特征性描述。".to_owned()],
            }),
            Step::Supplement => {
                let text = Some("补充说明：所指为2020年度的有关文件。");
                return Ok(app.receive_supplement(officer, code, number, on, false, text).await?);
            }
            Step::Abandon => Command::Abandon(closed(on)),
            Step::Consult(to) => {
                let sent = ConsultationSent {
                    id: "a".to_owned(),
                    to: *to,
                    person: None,
                    whom: None,
                    on,
                    received_on: Some(on),
                    reply_by: Some(later(on, 15)),
                };
                let letter = Letter { sent, whom: "云浦示例建设有限公司".to_owned() };
                return Ok(app.consult(officer, code, number, letter).await?);
            }
            Step::Answer(opinion) => {
                let answer =
                    ConsultationAnswered { id: "a".to_owned(), on, opinion: *opinion, reasons: None };
                return Ok(app
                    .answer_consultation(officer, code, number, answer, Some("已书面答复。"))
                    .await?);
            }
            Step::DemandReasons => Command::DemandReasons(ReasonsDemanded {
                on,
                reply_by: Some(later(on, 10)),
                finding: "同一申请人当月已提出多件申请，数量、频次明显超过合理范围。".to_owned(),
            }),
            Step::Reasons(reasonable) => {
                let text = Some("因研究需要。");
                return Ok(app.receive_reasons(officer, code, number, on, *reasonable, text).await?);
            }
            Step::Defer(until) => {
                Command::Defer(Deferred { on, until: *until, approved_by: self.office.login("head") })
            }
            Step::Extend => Command::Extend(Extended {
                on,
                delivered_on: Some(on),
                workdays: 20,
                reason: "涉及文件数量较多，需要逐件检索核对。".to_owned(),
                approved_by: self.office.login("head"),
            }),
            Step::NotifyFee(pages) => {
                app.notify_fee(officer, code, number, Some(*pages), on, Some(on)).await?;
                return Ok(());
            }
            Step::PayFee => {
                Command::PayFee(FeePaid { on, receipt: Some(format!("演示票据{}", number.sequence)) })
            }
            Step::LapseFee => Command::LapseFee(closed(on)),
            Step::Search => Command::RecordSearch(Searched {
                on,
                scope: "档案室、公文系统和业务系统，2015年至今".to_owned(),
                by: self.office.login("author"),
                result: "未检索到申请人所描述的文件".to_owned(),
            }),
            Step::Draft(decision) => {
                let draft = Self::draft(on, *decision);
                let mut grounds: Vec<Decision> = draft.parts.iter().map(|part| part.ground).collect();
                grounds.push(*decision);
                let command = Command::DraftReply(Box::new(draft));
                app.act_on_request(&self.author, code, number, &command).await?;
                for ground in grounds.into_iter().filter(|ground| !checklist(*ground).is_empty()) {
                    let remark = "经与承办科室核对，情况属实，依据和经过见案卷。";
                    let list = Command::AnswerChecklist(AnswerChecklist::sound(on, ground, remark));
                    app.act_on_request(&self.author, code, number, &list).await?;
                }
                return Ok(());
            }
            Step::Secrecy => {
                let opinion = "不涉及国家秘密、工作秘密".to_owned();
                let command = Command::ReviewSecrecy(ReviewSecrecy { on, passed: true, opinion });
                return Ok(app.act_on_request(&self.secrecy, code, number, &command).await?);
            }
            Step::Approve => {
                let command = Command::Approve(Approve { on, document: None, content: None });
                return Ok(app.act_on_request(&self.leader, code, number, &command).await?);
            }
            Step::Deliver(way) => {
                self.answered.push((number, on));
                Command::Deliver(Deliver { way: *way, on, evidence: None })
            }
            Step::Withdraw => Command::Withdraw(closed(on)),
            Step::Merge => Command::Close(Closed {
                on,
                reason: ClosingReason::Merged,
                note: "与同一申请人此前的相同申请合并办理，已告知申请人。".to_owned(),
            }),
        };
        Ok(app.act_on_request(officer, code, number, &command).await?)
    }

    fn draft(on: Date, decision: Decision) -> DraftReply {
        let mut reply = DraftReply::new(on, decision);
        if !matches!(decision, Decision::Granted | Decision::AlreadyPublic) {
            reply.reason = Some("经审查，所申请信息符合该情形，理由和依据见答复书正文。".to_owned());
        }
        if decision == Decision::PartlyGranted {
            reply.parts = vec![WithheldPart {
                part: "附件中的工作人员讨论意见".to_owned(),
                ground: Decision::Process,
                reason: "属于行政机关履行职责过程中形成的讨论记录。".to_owned(),
            }];
        }
        if decision == Decision::Repeat {
            // Answered before the platform came.
            reply.earlier = Some("2019-000012".to_owned());
        }
        if decision == Decision::NotResponsible {
            reply.competent = Some("云浦市示例档案馆，电话0000-0000000".to_owned());
        }
        reply
    }

    /// Reviews and suits about the first replies, with every kind of outcome.
    pub(crate) async fn remedies(&self, today: Date) -> anyhow::Result<()> {
        let mut answered = self.answered.clone();
        let mut filed: Vec<(CaseNumber, Option<CaseNumber>)> = Vec::new();
        for (place, remedy) in REMEDIES.iter().enumerate() {
            let before = remedy.after.and_then(|place| filed.get(place)).copied();
            let request = if let Some((_, request)) = before {
                request
            } else {
                // Nobody attacks a reply that has not come yet, and nobody attacks one twice.

                let attacked = answered.iter().position(|(_, on)| *on < remedy.filed_on);
                attacked.map(|index| answered.swap_remove(index).0)
            };
            let earlier = before.map(|(id, _)| id);
            let id = self.remedy(remedy, request, earlier, today).await;
            filed.push((id.with_context(|| format!("复议诉讼 {place}"))?, request));
        }
        Ok(())
    }

    async fn remedy(
        &self,
        plan: &Remedy,
        request: Option<CaseNumber>,
        earlier: Option<CaseNumber>,
        today: Date,
    ) -> anyhow::Result<CaseNumber> {
        let (app, code, officer) = (self.app, self.office.code, &self.officer);
        let review = plan.kind == RemedyKind::Review;
        let filed = Filed {
            kind: plan.kind,
            request,
            earlier,
            on: plan.filed_on,
            authority: if review { "云浦市人民政府" } else { "云浦市示例人民法院" }.to_owned(),
            matter: "不服政府信息公开申请答复".to_owned(),
        };
        let id = app.file_remedy(officer, code, filed).await?.id;
        app.accept_remedy(officer, code, id, later(plan.filed_on, 5)).await?;
        let Some((result, on)) = plan.result.filter(|(_, on)| *on <= today) else { return Ok(id) };
        app.conclude_remedy(officer, code, id, Concluded { on, result, reply_by: None }).await?;
        let effective_on = later(on, 11);
        let waits = !review && !matches!(result, RemedyResult::Withdrawn | RemedyResult::Transferred);
        if waits && effective_on <= today {
            app.make_remedy_effective(officer, code, id, effective_on).await?;
        }
        Ok(id)
    }
}

fn closed(on: Date) -> ClosedOn {
    ClosedOn { on, note: None }
}

/// Letters are posted some days before they come.
fn posted(channel: Channel, arrived: Date) -> Date {
    match channel {
        Channel::MailSigned | Channel::MailOrdinary | Channel::MailOtherUnit => {
            arrived.checked_sub(jiff::ToSpan::days(3)).unwrap_or(arrived)
        }
        _ => arrived,
    }
}

/// A review or suit of the story.
struct Remedy {
    kind: RemedyKind,
    filed_on: Date,
    result: Option<(RemedyResult, Date)>,
    /// For a suit after a review: which review, by its place in the list.
    after: Option<usize>,
}

const fn remedy(kind: RemedyKind, filed_on: Date, result: Option<(RemedyResult, Date)>) -> Remedy {
    Remedy { kind, filed_on, result, after: None }
}

const fn suit_after(review: usize, filed_on: Date, result: Option<(RemedyResult, Date)>) -> Remedy {
    Remedy { kind: RemedyKind::SuitAfterReview, filed_on, result, after: Some(review) }
}

const REMEDIES: [Remedy; 14] = {
    use RemedyKind::{Review, SuitDirect};
    use RemedyResult as R;
    [
        remedy(Review, date(2021, 3, 8), Some((R::Maintained, date(2021, 5, 6)))),
        remedy(Review, date(2021, 4, 12), Some((R::Maintained, date(2021, 6, 8)))),
        remedy(Review, date(2021, 5, 17), Some((R::ReviewClaimRejected, date(2021, 7, 14)))),
        remedy(Review, date(2021, 6, 21), Some((R::OrderedAnew, date(2021, 8, 18)))),
        remedy(Review, date(2021, 8, 2), Some((R::Withdrawn, date(2021, 8, 30)))),
        remedy(Review, date(2021, 12, 6), None),
        remedy(SuitDirect, date(2021, 4, 20), Some((R::SuitClaimRejected, date(2021, 9, 10)))),
        remedy(SuitDirect, date(2021, 5, 25), Some((R::OrderedToPerform, date(2021, 10, 15)))),
        remedy(SuitDirect, date(2021, 7, 6), Some((R::SuitDismissed, date(2021, 9, 28)))),
        remedy(SuitDirect, date(2021, 11, 15), None),
        suit_after(0, date(2021, 5, 18), Some((R::SuitClaimRejected, date(2021, 11, 8)))),
        suit_after(1, date(2021, 6, 18), Some((R::Revoked, date(2021, 11, 22)))),
        suit_after(2, date(2021, 7, 23), Some((R::Withdrawn, date(2021, 10, 11)))),
        suit_after(3, date(2021, 8, 30), None),
    ]
};
