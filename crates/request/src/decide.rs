//! What may follow: one decision per act, each reading like its article.

use gongkai_statute::Calendar;
use jiff::civil::Date;

use crate::act::may;
use crate::command::Command;
use crate::event::{Event, NumberVoided};
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::Case;

pub use desk::{escalate, remind_of_due};

mod course;
mod desk;
mod duty;
mod file;
mod intake;
mod letter;
mod money;
mod past;
mod reply;

pub use intake::set_subject;
pub use past::{EarlierEnd, begun_on, bring_in};

/// What a decision may know besides the case: the day, the person, and how days are counted.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The present civil date in Asia/Shanghai.
    pub today: Date,
    /// Login of the person who acts.
    pub by: &'a str,
    /// The working-day calendar in force.
    pub calendar: &'a Calendar,
}

impl Context<'_> {
    /// The same context on another day: an act recorded later is judged by its own date.
    #[must_use]
    pub fn on(&self, day: Date) -> Self {
        Context { today: day, ..*self }
    }
}

/// Decides `command`: what happens, or why not.
///
/// The last event is the new count of dates wherever the act moved a date or a stage.
///
/// # Errors
///
/// A [`Refusal`] when case, day or form do not allow the act.
pub fn decide(case: &Case, command: &Command, context: &Context) -> Decided<Event> {
    let day = day_of(command).unwrap_or(context.today);
    if day > context.today {
        return Err(Refusal::new(Rule::InFuture, format!("日期{day}晚于今日，请在当日或者之后登记。")));
    }
    may(case, command.act(), &context.on(day))?;
    in_order(case, day)?;
    let mut events = form(case, command, context)?;
    let moves = events.iter().any(moves_the_clock);
    if moves {
        let mut after = case.clone();
        for event in &events {
            after.apply(event);
        }
        events.push(Event::Dated(after.standing(context).dated(&after)));
    }
    Ok(events)
}

/// What the form of the act still asks for.
fn form(case: &Case, command: &Command, context: &Context) -> Decided<Event> {
    match command {
        Command::Register(form) => intake::register(form, context),
        Command::Confirm(act) => Ok(vec![Event::Confirmed(act.clone())]),
        Command::Assign(act) => intake::assign(act),
        Command::Split(act) => intake::split(act),
        Command::Link(act) => intake::link(act),
        Command::AddFile(act) => file::add(case, act, context),
        Command::IssueLetter(act) => letter::issue(case, act, context),
        Command::SendLetter(act) => letter::send(case, act, context),
        Command::RecordDelivery(act) => letter::news(case, act),
        Command::Archive(act) => Ok(letter::archive(act, context)),
        Command::AskSupplement(act) => course::ask_supplement(case, act, context),
        Command::ReceiveSupplement(act) => course::receive_supplement(case, act),
        Command::Abandon(act) => Ok(ended(case, Event::Abandoned(act.clone()), act.on)),
        Command::Consult(act) => course::consult(case, act),
        Command::AnswerConsultation(act) => course::answer_consultation(case, act),
        Command::ExpireConsultation(act) => course::expire_consultation(case, act, context),
        Command::DemandReasons(act) => course::demand_reasons(act),
        Command::ReceiveReasons(act) => Ok(vec![Event::ReasonsReceived(act.clone())]),
        Command::Defer(act) => course::defer(case, act, context),
        Command::Extend(act) => course::extend(case, act),
        Command::NotifyFee(act) => money::notify(case, act, context),
        Command::PayFee(act) => money::pay(case, act, context),
        Command::LapseFee(act) => Ok(ended(case, Event::FeeLapsed(act.clone()), act.on)),
        Command::RefundFee(act) => money::refund(act),
        Command::RecordSearch(act) => reply::search(act),
        Command::DraftReply(act) => reply::draft(case, act, context),
        Command::ReviewSecrecy(act) => reply::review_secrecy(case, act, context),
        Command::ReturnDraft(act) => reply::send_back(act, context),
        Command::Approve(act) => reply::approve(case, act, context),
        Command::Deliver(act) => reply::deliver(case, act, context),
        Command::Withdraw(act) => Ok(ended(case, Event::Withdrawn(act.clone()), act.on)),
        Command::Close(act) => Ok(ended(case, reply::close(act)?, act.on)),
        Command::Reopen(act) => reply::reopen(case, act),
        Command::AnswerChecklist(act) => duty::answer_checklist(case, act, context),
        Command::DecidePublicInterest(act) => duty::decide_public_interest(case, act, context),
        Command::TellThirdParty(act) => duty::tell_third_party(case, act),
        Command::TakeOver(act) => desk::take_over(act),
        Command::DismissDuplicate(act) => desk::dismiss_duplicate(case, act, context),
        Command::Remind(act) => desk::remind(act, context),
    }
}

/// An end without the reply: a number that was taken for it will stand on no document.
fn ended(case: &Case, end: Event, on: Date) -> Vec<Event> {
    let voided = case.reserved.clone().map(|document| {
        Event::NumberVoided(NumberVoided { document, on, reason: "未答复即办结".to_owned() })
    });
    std::iter::once(end).chain(voided).collect()
}

/// The day of the act, by which it is judged: delivery where a notice was delivered.
fn day_of(command: &Command) -> Option<Date> {
    Some(match command {
        // The form's own dates are checked one by one.
        Command::Register(_) | Command::Link(_) | Command::AddFile(_) | Command::Archive(_) => return None,
        Command::Confirm(act) => act.on,
        Command::AskSupplement(act) => act.delivered_on.unwrap_or(act.on),
        Command::ReceiveSupplement(act) => act.on,
        Command::Abandon(act) | Command::LapseFee(act) | Command::Withdraw(act) => act.on,
        Command::Consult(act) => act.on,
        Command::AnswerConsultation(act) => act.on,
        Command::ExpireConsultation(act) => act.on,
        Command::DemandReasons(act) => act.on,
        Command::ReceiveReasons(act) => act.on,
        Command::Defer(act) => act.on,
        Command::Extend(act) => act.delivered_on.unwrap_or(act.on),
        Command::NotifyFee(act) => act.delivered_on.unwrap_or(act.on),
        Command::PayFee(act) => act.on,
        Command::RefundFee(act) => act.on,
        Command::Assign(act) => act.on,
        Command::RecordSearch(act) => act.on,
        Command::DraftReply(act) => act.on,
        Command::ReviewSecrecy(act) => act.on,
        Command::ReturnDraft(act) => act.on,
        Command::Approve(act) => act.on,
        Command::Deliver(act) => act.on,
        Command::Close(act) => act.on,
        Command::Reopen(act) => act.on,
        Command::Split(act) => act.on,
        Command::IssueLetter(act) => act.on,
        Command::SendLetter(act) => act.on,
        Command::RecordDelivery(act) => act.on(),
        Command::AnswerChecklist(act) => act.on,
        Command::DecidePublicInterest(act) => act.on,
        Command::TellThirdParty(act) => act.on,
        Command::TakeOver(act) => act.on,
        Command::DismissDuplicate(act) => act.on,
        Command::Remind(act) => act.on,
    })
}

/// Nothing happens to a request before it arrived, and nothing to a round before it began.
fn in_order(case: &Case, day: Date) -> Result<(), Refusal> {
    match case.begun_on() {
        Some(begun) if day < begun => Err(Refusal::new(
            Rule::OutOfOrder,
            format!("日期{day}早于申请提交或者收到之日{begun}，请核对日期。"),
        )),
        Some(_) | None => Ok(()),
    }
}

/// Whether the event moves a date or a stage that lists and reminders show.
fn moves_the_clock(event: &Event) -> bool {
    !matches!(
        event,
        Event::Dated(_)
            | Event::Searched(_)
            | Event::SecrecyReviewed(_)
            | Event::FeeRefunded(_)
            | Event::Split(_)
            | Event::Linked(_)
            | Event::Erased(_)
            | Event::FileAdded(_)
            | Event::NumberVoided(_)
            | Event::Archived(_)
            | Event::SubjectSet(_)
            | Event::RequesterConfirmed(_)
            | Event::ReasonsGiven(_)
            | Event::Rated(_)
            | Event::Complained(_)
            | Event::ComplaintAnswered(_)
            | Event::OpinionLinkMade(_)
            | Event::ChecklistAnswered(_)
            | Event::TakenOver(_)
            | Event::DuplicateDismissed(_)
            | Event::Reminded(_)
            | Event::Escalated(_)
            | Event::DueReminded(_)
    )
}

/// Refuses an empty text.
fn filled(text: &str, message: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::new(Rule::Blank, message)) } else { Ok(()) }
}

/// Refuses a day before the one it must follow.
fn not_before(day: Date, earlier: Date, message: &str) -> Result<(), Refusal> {
    if day < earlier { Err(Refusal::new(Rule::OutOfOrder, message)) } else { Ok(()) }
}
