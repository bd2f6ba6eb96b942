//! Requests of the city agency: every channel, every kind of requester, every decision, every state.

use gongkai_request::code::{DeliveryWay, Opinion};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Calendar, Decision, RequesterKind, Workdays};
use jiff::civil::{Date, date};

use super::words::{self, Dice};

/// One act of the story of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// 登记; confirmed at once, or later by [`Step::Confirm`].
    Register {
        /// Is it confirmed with the requester on the same day?
        confirmed: bool,
    },
    /// 双方确认
    Confirm,
    /// 分办
    Assign,
    /// 补正告知, to be answered by the day.
    AskSupplement(Date),
    /// 收到补正
    Supplement,
    /// 逾期不补正
    Abandon,
    /// 征求意见
    Consult(Consulted),
    /// 收到意见
    Answer(Opinion),
    /// 要求说明理由
    DemandReasons,
    /// 收到理由说明: reasonable or not.
    Reasons(bool),
    /// 延迟答复 until the day.
    Defer(Date),
    /// 延期
    Extend,
    /// 收费通知 for so many pages.
    NotifyFee(u32),
    /// 缴费
    PayFee,
    /// 逾期未缴费
    LapseFee,
    /// 检索记录
    Search,
    /// 起草答复
    Draft(Decision),
    /// 保密审查
    Secrecy,
    /// 签发
    Approve,
    /// 送达
    Deliver(DeliveryWay),
    /// 申请人撤回
    Withdraw,
    /// 合并办理
    Merge,
}

/// A request of the story.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// How it comes.
    pub(crate) channel: Channel,
    /// Who asks.
    pub(crate) requester: RequesterKind,
    /// What about.
    pub(crate) subject: String,
}

/// An act on a day; requests by their place in the list.
#[derive(Debug, Clone)]
pub(crate) struct Scheduled {
    /// The day.
    pub(crate) on: Date,
    /// Which request.
    pub(crate) ask: usize,
    /// The act.
    pub(crate) step: Step,
}

/// How often each decision is reached, beside those that the last act decides.
const DECISIONS: [(Decision, u32); 20] = [
    (Decision::AlreadyPublic, 16),
    (Decision::Granted, 34),
    (Decision::PartlyGranted, 13),
    (Decision::StateSecret, 1),
    (Decision::ProhibitedByLaw, 2),
    (Decision::SecurityStability, 1),
    (Decision::ThirdParty, 4),
    (Decision::InternalAffairs, 3),
    (Decision::Process, 5),
    (Decision::EnforcementFile, 4),
    (Decision::InquiryItem, 3),
    (Decision::NotExisting, 15),
    (Decision::NotResponsible, 12),
    (Decision::NeedsCreation, 4),
    (Decision::StillUnclear, 2),
    (Decision::Petition, 6),
    (Decision::Repeat, 3),
    (Decision::PublicPublication, 1),
    (Decision::Excessive, 2),
    (Decision::Reconfirm, 2),
];

/// The story of all requests up to `today`: later acts have not happened yet.
pub(crate) fn story(today: Date) -> (Vec<Ask>, Vec<Scheduled>) {
    let mut plot = Plot { dice: Dice::new(2021), asks: Vec::new(), steps: Vec::new() };
    let decisions =
        DECISIONS.iter().flat_map(|(decision, count)| std::iter::repeat_n(*decision, *count as usize));
    for decision in decisions {
        plot.answered(decision);
    }
    for _ in 0..4 {
        plot.abandoned();
        plot.withdrawn();
    }
    for _ in 0..2 {
        plot.unpaid();
        plot.merged();
    }
    plot.deferred();
    plot.open_ones();
    let Plot { asks, mut steps, .. } = plot;
    steps.retain(|scheduled| scheduled.on <= today);
    // Stable: acts of one day stay in the order of the story.
    steps.sort_by_key(|scheduled| scheduled.on);
    (asks, steps)
}

struct Plot {
    dice: Dice,
    asks: Vec<Ask>,
    steps: Vec<Scheduled>,
}

/// The day `count` working days after `day`.
pub(crate) fn later(day: Date, count: u16) -> Date {
    Calendar::built_in().add_workdays(day, Workdays(count)).unwrap_or(day)
}

impl Plot {
    /// A request received some time between November 2020 and mid-December 2021.
    fn any_day(&mut self) -> Date {
        let offset = u16::try_from(self.dice.below(265)).unwrap_or(0);
        later(date(2020, 11, 23), offset + 1)
    }

    /// Registers and assigns a new request; its place.
    fn ask(&mut self, received_on: Date) -> usize {
        let channel =
            Channel::ALL.get(self.asks.len() % Channel::ALL.len()).copied().unwrap_or(Channel::InPerson);
        let requester = match self.dice.below(10) {
            0..=5 => RequesterKind::NaturalPerson,
            6..=7 => RequesterKind::Enterprise,
            _ => {
                let kinds = RequesterKind::ALL;
                kinds.get(self.asks.len() % kinds.len()).copied().unwrap_or(RequesterKind::Other)
            }
        };
        let subject = words::subject(&mut self.dice);
        let place = self.asks.len();
        self.asks.push(Ask { channel, requester, subject });
        if matches!(channel, Channel::Online | Channel::Email | Channel::Fax) {
            self.then(place, day_before(received_on), Step::Register { confirmed: false });
            self.then(place, received_on, Step::Confirm);
        } else {
            self.then(place, received_on, Step::Register { confirmed: true });
        }
        self.then(place, later(received_on, 1), Step::Assign);
        place
    }

    fn then(&mut self, ask: usize, on: Date, step: Step) {
        self.steps.push(Scheduled { on, ask, step });
    }

    /// Draft, secrecy review, signature, delivery.
    fn reply(&mut self, ask: usize, from: Date, decision: Decision) {
        self.then(ask, from, Step::Draft(decision));
        self.then(ask, later(from, 1), Step::Secrecy);
        self.then(ask, later(from, 2), Step::Approve);
        let way = match self.dice.below(3) {
            0 => DeliveryWay::Signed,
            1 => DeliveryWay::Posted,
            // Electronic only where the requester named an address.
            _ if self.named_an_address(ask) => DeliveryWay::Electronic,
            _ => DeliveryWay::Posted,
        };
        self.then(ask, later(from, 3), Step::Deliver(way));
    }

    fn named_an_address(&self, ask: usize) -> bool {
        self.asks.get(ask).is_some_and(|ask| matches!(ask.channel, Channel::Online | Channel::Email))
    }

    fn answered(&mut self, decision: Decision) {
        let received = self.any_day();
        let ask = self.ask(received);
        let ready = match decision {
            Decision::ThirdParty => self.consulted(ask, received, Consulted::ThirdParty, Opinion::Objects),
            Decision::NotExisting => {
                self.then(ask, later(received, 5), Step::Search);
                later(received, 7)
            }
            Decision::StillUnclear => self.supplemented(ask, received),
            Decision::Excessive => {
                self.then(ask, later(received, 3), Step::DemandReasons);
                self.then(ask, later(received, 8), Step::Reasons(false));
                later(received, 10)
            }
            _ => match self.dice.below(9) {
                0 => self.supplemented(ask, received),
                1 => self.consulted(ask, received, Consulted::CoMaker, Opinion::Agrees),
                2 => self.consulted(ask, received, Consulted::OtherAgency, Opinion::Informs),
                3 => {
                    self.then(ask, later(received, 17), Step::Extend);
                    later(received, 28)
                }
                // The fee schedules hold from 2021 on.
                4 if received.year() >= 2021 => self.paid(ask, received),
                _ => later(received, 4 + u16::try_from(self.dice.below(11)).unwrap_or(0)),
            },
        };
        self.reply(ask, ready, decision);
    }

    fn supplemented(&mut self, ask: usize, received: Date) -> Date {
        let notice = later(received, 4);
        self.then(ask, notice, Step::AskSupplement(later(notice, 15)));
        let came = later(notice, 6);
        self.then(ask, came, Step::Supplement);
        later(came, 8)
    }

    fn consulted(&mut self, ask: usize, received: Date, to: Consulted, opinion: Opinion) -> Date {
        let sent = later(received, 3);
        self.then(ask, sent, Step::Consult(to));
        let came = later(sent, 9);
        self.then(ask, came, Step::Answer(opinion));
        later(came, 4)
    }

    fn paid(&mut self, ask: usize, received: Date) -> Date {
        let notice = later(received, 6);
        self.then(ask, notice, Step::NotifyFee(90));
        let paid = later(notice, 7);
        self.then(ask, paid, Step::PayFee);
        later(paid, 6)
    }

    fn abandoned(&mut self) {
        let received = self.any_day();
        let ask = self.ask(received);
        let notice = later(received, 5);
        let reply_by = later(notice, 10);
        self.then(ask, notice, Step::AskSupplement(reply_by));
        self.then(ask, later(reply_by, 1), Step::Abandon);
    }

    fn unpaid(&mut self) {
        let received = self.any_day().max(date(2021, 3, 1));
        let ask = self.ask(received);
        let notice = later(received, 6);
        self.then(ask, notice, Step::NotifyFee(120));
        self.then(ask, later(notice, 21), Step::LapseFee);
    }

    fn withdrawn(&mut self) {
        let received = self.any_day();
        let ask = self.ask(received);
        self.then(ask, later(received, 6), Step::Withdraw);
    }

    fn merged(&mut self) {
        let received = self.any_day();
        let ask = self.ask(received);
        self.then(ask, later(received, 3), Step::Merge);
    }

    /// An excessive request with good reasons, answered at a later day.
    fn deferred(&mut self) {
        let received = date(2021, 9, 1);
        let ask = self.ask(received);
        self.then(ask, later(received, 3), Step::DemandReasons);
        self.then(ask, later(received, 9), Step::Reasons(true));
        self.then(ask, later(received, 12), Step::Defer(later(received, 60)));
        self.reply(ask, later(received, 50), Decision::Granted);
    }

    /// What lies on the desks on the last day, 11 January 2022.
    fn open_ones(&mut self) {
        let overdue = self.ask(date(2021, 12, 1));
        self.then(overdue, date(2021, 12, 27), Step::Search);
        let consulting = self.ask(date(2021, 12, 24));
        self.then(consulting, date(2022, 1, 4), Step::Consult(Consulted::ThirdParty));
        let supplementing = self.ask(date(2021, 12, 30));
        self.then(supplementing, date(2022, 1, 6), Step::AskSupplement(date(2022, 1, 20)));
        let paying = self.ask(date(2021, 12, 22));
        self.then(paying, date(2021, 12, 31), Step::NotifyFee(64));
        let drafted = self.ask(date(2021, 12, 20));
        self.then(drafted, date(2022, 1, 10), Step::Draft(Decision::Granted));
        let reviewed = self.ask(date(2021, 12, 17));
        self.then(reviewed, date(2022, 1, 6), Step::Draft(Decision::PartlyGranted));
        self.then(reviewed, date(2022, 1, 7), Step::Secrecy);
        let signed = self.ask(date(2021, 12, 16));
        self.then(signed, date(2022, 1, 6), Step::Draft(Decision::NotResponsible));
        self.then(signed, date(2022, 1, 7), Step::Secrecy);
        self.then(signed, date(2022, 1, 10), Step::Approve);
        let extended = self.ask(date(2021, 12, 14));
        self.then(extended, date(2022, 1, 7), Step::Extend);
        for day in
            [date(2022, 1, 5), date(2022, 1, 7), date(2022, 1, 10), date(2022, 1, 12), date(2022, 1, 12)]
        {
            self.ask(day);
        }
    }
}

/// The working day before `day`.
fn day_before(day: Date) -> Date {
    let mut before = day.yesterday().unwrap_or(day);
    while Calendar::built_in().is_workday(before) == Ok(false) {
        before = before.yesterday().unwrap_or(before);
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_knows_every_channel_requester_and_decision() {
        let (asks, steps) = story(date(2022, 1, 11));
        for channel in Channel::ALL {
            assert!(asks.iter().any(|ask| ask.channel == channel), "{channel:?}");
        }
        for kind in RequesterKind::ALL {
            assert!(asks.iter().any(|ask| ask.requester == kind), "{kind:?}");
        }
        for (decision, _) in DECISIONS {
            let delivered = steps.iter().any(|step| step.step == Step::Draft(decision));
            assert!(delivered, "{decision:?}");
        }
    }

    #[test]
    fn nothing_happens_after_the_last_day() {
        let today = date(2022, 1, 11);
        assert!(story(today).1.iter().all(|step| step.on <= today));
    }
}
