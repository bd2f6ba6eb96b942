//! A desk for tests: one case, one day, sample forms for every act.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part, and may fail loudly")]

use gongkai_request::code::ObjectionFinding;
use gongkai_request::code::{ClosingReason, DeliveryWay, Opinion, ProvisionForm, ProvisionRoute};
use gongkai_request::command::{
    AddFile, Approve, Archive, AskSupplement, Deliver, DraftReply, IssueLetter, LetterNews, ReturnDraft,
    ReviewSecrecy, SendLetter,
};
use gongkai_request::command::{AnswerChecklist, DecidePublicInterest, DismissDuplicate, Remind};
use gongkai_request::event::{
    Addressee, Assigned, Closed, ClosedOn, ConsultationAnswered, ConsultationExpired, ConsultationSent,
    Deferred, Extended, FeeNoticed, FeePaid, FeeRefunded, FilePurpose, Linked, On, ReasonsDemanded,
    ReasonsReceived, Registered, Reopened, SealedFile, SealedForm, Searched, Split, SupplementReceived,
};
use gongkai_request::event::{TakenOver, ThirdPartyTold};
use gongkai_request::{Act, Case, CaseNumber, Command, Context, Event, Refusal, Sealed, decide};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::regulation::art42::Schedule;
use gongkai_statute::{Calendar, Decision, RequesterKind, Workdays};
use jiff::civil::{Date, date};

/// A case on the desk of `by`, on a day.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) case: Case,
    pub(crate) today: Date,
    pub(crate) events: Vec<Event>,
}

impl Desk {
    pub(crate) fn new(today: Date) -> Desk {
        Desk { case: Case::default(), today, events: Vec::new() }
    }

    pub(crate) fn context(&self) -> Context<'static> {
        context(self.today, "li")
    }

    /// Does `command` as `by`.
    pub(crate) fn does(&mut self, by: &'static str, command: &Command) -> Result<Vec<Event>, Refusal> {
        let events = decide(&self.case, command, &context(self.today, by))?;
        for event in &events {
            self.case.apply(event);
        }
        self.events.extend(events.clone());
        Ok(events)
    }

    /// Does each command on its own day.
    pub(crate) fn with(mut self, acts: impl IntoIterator<Item = (Date, Command)>) -> Desk {
        for (day, command) in acts {
            self.today = day;
            self.does("li", &command).unwrap();
        }
        self
    }

    pub(crate) fn due(&self) -> Option<Date> {
        self.case.standing(&self.context()).due
    }
}

pub(crate) fn context(today: Date, by: &'static str) -> Context<'static> {
    Context { today, by, calendar: Calendar::built_in() }
}

pub(crate) fn plus(day: Date, workdays: u16) -> Date {
    Calendar::built_in().add_workdays(day, Workdays(workdays)).unwrap()
}

pub(crate) fn number(text: &str) -> CaseNumber {
    CaseNumber::parse(text).unwrap()
}

pub(crate) fn form(channel: Channel, day: Date) -> Registered {
    let sealed = |text: &str| Sealed(text.to_owned());
    Registered {
        channel,
        submitted_on: Some(day),
        arrived_on: (channel == Channel::MailSigned).then_some(day),
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        person: "p-1".to_owned(),
        identity_hash: "h-1".to_owned(),
        sealed: SealedForm {
            name: sealed("a"),
            identity: sealed("b"),
            contact: sealed("c"),
            text: sealed("d"),
        },
        subject: "某项目的审批文件".to_owned(),
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Email,
        clerk: (channel == Channel::Oral).then(|| "王样例".to_owned()),
        split_from: None,
        parties: None,
    }
}

pub(crate) fn register(channel: Channel, day: Date) -> Command {
    Command::Register(Box::new(form(channel, day)))
}

pub(crate) fn reply(on: Date, decision: Decision) -> Command {
    let mut draft = DraftReply::new(on, decision);
    draft.reason = Some("理由".to_owned());
    draft.earlier = Some("2020-000001".to_owned());
    if decision == Decision::PartlyGranted {
        draft.parts = vec![gongkai_request::event::WithheldPart {
            part: "附件二".to_owned(),
            ground: Decision::Process,
            reason: "讨论记录".to_owned(),
        }];
    }
    Command::DraftReply(Box::new(draft))
}

pub(crate) fn letter(id: &str, to: Consulted, on: Date, received_on: Option<Date>) -> Command {
    Command::Consult(ConsultationSent {
        id: id.to_owned(),
        to,
        person: None,
        whom: None,
        on,
        received_on,
        reply_by: (to == Consulted::OtherAgency).then(|| plus(on, 10)),
    })
}

pub(crate) fn answer(id: &str, on: Date) -> Command {
    Command::AnswerConsultation(ConsultationAnswered {
        id: id.to_owned(),
        on,
        opinion: Opinion::Agrees,
        reasons: None,
    })
}

pub(crate) fn extend(on: Date, workdays: u16) -> Command {
    Command::Extend(Extended {
        on,
        delivered_on: None,
        workdays,
        reason: "查找材料需要时间".to_owned(),
        approved_by: "zhou".to_owned(),
    })
}

pub(crate) fn ask_supplement(on: Date, reply_by: Date) -> Command {
    Command::AskSupplement(AskSupplement {
        on,
        delivered_on: None,
        reply_by,
        points: vec!["请写明项目名称".to_owned()],
    })
}

pub(crate) fn file(id: &str) -> SealedFile {
    SealedFile {
        id: id.to_owned(),
        name: Sealed("n".to_owned()),
        media_type: "application/pdf".to_owned(),
        size_bytes: 3,
        blob: "b".to_owned(),
        digest: "d".to_owned(),
    }
}

pub(crate) fn issue(letter: &str, code: &str, on: Date, content: &str) -> IssueLetter {
    IssueLetter {
        letter: letter.to_owned(),
        code: code.to_owned(),
        is_answer: code.starts_with('R'),
        to: Addressee::Requester,
        about: None,
        document: None,
        reason: None,
        on,
        person: "p-1".to_owned(),
        files: vec![file("l-1")],
        content: content.to_owned(),
        template: "t".to_owned(),
        scanned: false,
        warnings: Vec::new(),
    }
}

pub(crate) fn send(letter: &str, way: DeliveryWay, on: Date) -> Command {
    Command::SendLetter(SendLetter {
        letter: letter.to_owned(),
        way,
        on,
        evidence: None,
        receipt_by: (way == DeliveryWay::Posted).then(|| on.saturating_add(jiff::ToSpan::days(15))),
        read_by: (way == DeliveryWay::Electronic).then(|| on.saturating_add(jiff::ToSpan::days(5))),
    })
}

/// A complete form of `act` for `on`.
pub(crate) fn sample(act: Act, on: Date) -> Command {
    let text = || "样例".to_owned();
    let closed_on = ClosedOn { on, note: None };
    match act {
        Act::Register => register(Channel::InPerson, on),
        Act::Confirm => Command::Confirm(On { on }),
        Act::Assign => Command::Assign(Assigned { on, section: text(), internal_due: None }),
        Act::AskSupplement => ask_supplement(on, plus(on, 10)),
        Act::ReceiveSupplement => {
            Command::ReceiveSupplement(SupplementReceived { on, excused: false, text: None })
        }
        Act::Abandon => Command::Abandon(closed_on),
        Act::Consult => letter("b", Consulted::CoMaker, on, Some(on)),
        Act::AnswerConsultation => answer("a", on),
        Act::ExpireConsultation => {
            Command::ExpireConsultation(ConsultationExpired { id: "a".to_owned(), on })
        }
        Act::DemandReasons => {
            Command::DemandReasons(ReasonsDemanded { on, reply_by: Some(plus(on, 5)), finding: text() })
        }
        Act::ReceiveReasons => Command::ReceiveReasons(ReasonsReceived { on, reasonable: true, text: None }),
        Act::Defer => Command::Defer(Deferred { on, until: plus(on, 60), approved_by: text() }),
        Act::Extend => extend(on, 20),
        Act::NotifyFee => Command::NotifyFee(FeeNoticed {
            on,
            delivered_on: None,
            schedule: Schedule::PerPage,
            counted: 31,
            yuan: 10,
        }),
        Act::PayFee => Command::PayFee(FeePaid { on, receipt: None }),
        Act::LapseFee => Command::LapseFee(closed_on),
        Act::RefundFee => Command::RefundFee(FeeRefunded { on, reason: text() }),
        Act::RecordSearch => {
            Command::RecordSearch(Searched { on, scope: text(), by: text(), result: text() })
        }
        Act::DraftReply => reply(on, Decision::Granted),
        Act::ReviewSecrecy => {
            Command::ReviewSecrecy(ReviewSecrecy { on, passed: true, opinion: "不涉密".to_owned() })
        }
        Act::ReturnDraft => Command::ReturnDraft(ReturnDraft { on, reason: text() }),
        Act::Approve => Command::Approve(Approve { on, document: None, content: None }),
        Act::Deliver => Command::Deliver(Deliver { way: DeliveryWay::Signed, on, evidence: None }),
        Act::Withdraw => Command::Withdraw(closed_on),
        Act::Close => Command::Close(Closed { on, reason: ClosingReason::Merged, note: text() }),
        Act::Reopen => Command::Reopen(Reopened { remedy: "2021-000001".to_owned(), on, reply_by: None }),
        Act::Split => Command::Split(Split { on, parts: vec![number("2021-000002")] }),
        Act::AddFile => Command::AddFile(Box::new(AddFile {
            purpose: FilePurpose::Evidence,
            person: "p-1".to_owned(),
            file: file("f-1"),
            pages: None,
            about: None,
        })),
        Act::IssueLetter => Command::IssueLetter(Box::new(issue("w1", "P3", on, "c"))),
        Act::SendLetter => send("w1", DeliveryWay::Posted, on),
        Act::RecordDelivery => Command::RecordDelivery(LetterNews::Delivered { letter: "w1".to_owned(), on }),
        Act::Archive => Command::Archive(Box::new(Archive {
            person: "p-1".to_owned(),
            file: file("a-1"),
            documents: 1,
            keep_until: plus(on, 200),
        })),
        Act::Link => Command::Link(Linked { to: number("2021-000003"), note: text() }),
        Act::AnswerChecklist => checked(on, Decision::Process),
        Act::DecidePublicInterest => overrides(on, "a", ObjectionFinding::PublicInterest),
        Act::TellThirdParty => Command::TellThirdParty(ThirdPartyTold {
            letter: "a".to_owned(),
            on,
            way: DeliveryWay::Posted,
            document: None,
        }),
        Act::TakeOver => Command::TakeOver(TakenOver {
            successor: "jx-new".to_owned(),
            on,
            basis: "样发〔2021〕1号".to_owned(),
        }),
        Act::DismissDuplicate => {
            Command::DismissDuplicate(DismissDuplicate { on, of: number("2021-000003"), reason: text() })
        }
        Act::Remind => Command::Remind(Remind { on, note: text() }),
    }
}

pub(crate) fn checked(on: Date, decision: Decision) -> Command {
    Command::AnswerChecklist(AnswerChecklist::sound(on, decision, "样例说明"))
}

pub(crate) fn overrides(on: Date, letter: &str, finding: ObjectionFinding) -> Command {
    Command::DecidePublicInterest(DecidePublicInterest {
        on,
        letter: letter.to_owned(),
        finding,
        reasons: "样例理由".to_owned(),
        content: "样例报告全文".to_owned(),
    })
}

pub(crate) fn objects(id: &str, on: Date) -> Command {
    Command::AnswerConsultation(ConsultationAnswered {
        id: id.to_owned(),
        on,
        opinion: Opinion::Objects,
        reasons: None,
    })
}

/// Received in person on 20 April 2021.
pub(crate) const RECEIVED_ON: Date = date(2021, 4, 20);

pub(crate) fn received() -> Desk {
    Desk::new(RECEIVED_ON).with([(RECEIVED_ON, register(Channel::InPerson, RECEIVED_ON))])
}

/// Drafts as li, reviews as sun, signs as zhou, delivers; all on `day`.
pub(crate) fn answered(mut desk: Desk, day: Date, decision: Decision) -> Result<Desk, Refusal> {
    desk.today = day;
    desk.does("li", &reply(day, decision))?;
    for ground in desk.case.draft.as_ref().map(gongkai_request::Draft::grounds).unwrap_or_default() {
        desk.does("li", &checked(day, ground))?;
    }
    desk.does("sun", &sample(Act::ReviewSecrecy, day))?;
    desk.does("zhou", &sample(Act::Approve, day))?;
    desk.does("li", &sample(Act::Deliver, day))?;
    Ok(desk)
}
