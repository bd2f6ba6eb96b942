//! Links by which a third party answers online (第三方意见链接), Art. 32: for one letter, for a time, for one answer.
//!
//! The link's token is kept nowhere; its keyed hash names the stream. What the page shows was picked by the officer and
//! holds nothing about the requester.

use gongkai_statute::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{Opinion, Sealed};
use crate::number::CaseNumber;
use crate::refusal::{Decided, Refusal, Rule};

/// Something that happened to a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum LinkEvent {
    /// Made for a letter
    #[serde(rename = "opinion_link.made.v1")]
    Made(Box<LinkMade>),
    /// Opened for the first time
    #[serde(rename = "opinion_link.opened.v1")]
    Opened(LinkOpened),
    /// The opinion was given
    #[serde(rename = "opinion_link.answered.v1")]
    Answered(LinkAnswered),
}

/// A link as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkMade {
    /// The agency that asks.
    pub agency: String,
    /// The request.
    pub number: CaseNumber,
    /// Name of the letter within the case.
    pub letter: String,
    /// Day.
    pub on: Date,
    /// The last day on which it can be used.
    pub until: Date,
    /// Whose key seals the text: the one asked.
    pub person: String,
    /// What is asked about, in the officer's words, sealed.
    pub about: Sealed,
    /// Files of the case that may be read.
    pub files: Vec<String>,
}

/// A link was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOpened {
    /// Day.
    pub on: Date,
}

/// An opinion was given by a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkAnswered {
    /// Day.
    pub on: Date,
    /// What it says.
    pub opinion: Opinion,
}

codes! {
    /// Whether a link can be used.
    LinkState {
        /// There is no such link.
        Unknown = "unknown", "链接无效";
        /// It can be used.
        Open = "open", "可以填写";
        /// Its last day is over.
        Expired = "expired", "已经过期";
        /// The opinion was given by it.
        Used = "used", "已经填写";
    }
}

/// A link as the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpinionLink {
    /// As it was made.
    pub made: Option<Box<LinkMade>>,
    /// Day it was first opened.
    pub opened_on: Option<Date>,
    /// The answer.
    pub answered: Option<LinkAnswered>,
}

impl OpinionLink {
    /// Takes an event into the state.
    pub fn apply(&mut self, event: &LinkEvent) {
        match event {
            LinkEvent::Made(made) => self.made = Some(made.clone()),
            LinkEvent::Opened(opened) => self.opened_on = Some(opened.on),
            LinkEvent::Answered(answered) => self.answered = Some(answered.clone()),
        }
    }

    /// Whether it can be used on `today`.
    pub fn state(&self, today: Date) -> LinkState {
        match (&self.made, &self.answered) {
            (None, _) => LinkState::Unknown,
            (Some(_), Some(_)) => LinkState::Used,
            (Some(made), None) if made.until < today => LinkState::Expired,
            (Some(_), None) => LinkState::Open,
        }
    }
}

/// Makes a link.
///
/// # Errors
///
/// A [`Refusal`] when it shows nothing, or is over before it begins.
pub fn make(link: &OpinionLink, made: LinkMade) -> Decided<LinkEvent> {
    if link.made.is_some() {
        return Err(Refusal::new(Rule::ConsultationTaken, "这个链接已经生成，请另行生成。"));
    }
    if made.until < made.on {
        return Err(Refusal::new(Rule::ReplyByBeforeNotice, "链接的最后一天不能早于今天。"));
    }
    Ok(vec![LinkEvent::Made(Box::new(made))])
}

/// Notes that it was opened, the first time only.
pub fn open(link: &OpinionLink, today: Date) -> Vec<LinkEvent> {
    if link.state(today) == LinkState::Open && link.opened_on.is_none() {
        vec![LinkEvent::Opened(LinkOpened { on: today })]
    } else {
        Vec::new()
    }
}

/// Takes the opinion, once.
///
/// # Errors
///
/// A [`Refusal`] when the link is used or over.
pub fn answer(link: &OpinionLink, opinion: Opinion, today: Date) -> Decided<LinkEvent> {
    match link.state(today) {
        LinkState::Open => Ok(vec![LinkEvent::Answered(LinkAnswered { on: today, opinion })]),
        LinkState::Used => Err(Refusal::new(
            Rule::ConsultationUnknown,
            "意见已经提交，一个链接只能用一次；需要补充的，请与征求意见的机关联系。",
        )),
        LinkState::Unknown | LinkState::Expired => Err(Refusal::new(
            Rule::ConsultationUnknown,
            "链接已经过期；仍要提出意见的，请与征求意见的机关联系。",
        )),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn made(until: Date) -> LinkMade {
        LinkMade {
            agency: "jxj".to_owned(),
            number: CaseNumber { year: 2022, sequence: 1 },
            letter: "c1".to_owned(),
            on: date(2022, 1, 10),
            until,
            person: "p".to_owned(),
            about: Sealed("00".to_owned()),
            files: vec![],
        }
    }

    #[test]
    fn a_link_is_open_until_its_last_day_and_answers_once() {
        let until = date(2022, 1, 20);
        let (early, last, late) = (date(2022, 1, 11), until, date(2022, 1, 21));
        let fresh = OpinionLink::default();
        let mut open = fresh.clone();
        open.apply(&make(&fresh, made(until)).unwrap()[0]);
        let mut used = open.clone();
        used.apply(&answer(&open, Opinion::Objects, early).unwrap()[0]);
        let table = [
            (&fresh, early, LinkState::Unknown, false),
            (&open, early, LinkState::Open, true),
            (&open, last, LinkState::Open, true),
            (&open, late, LinkState::Expired, false),
            (&used, early, LinkState::Used, false),
            (&used, late, LinkState::Used, false),
        ];
        for (link, today, state, may) in table {
            assert_eq!(link.state(today), state, "{today}");
            assert_eq!(answer(link, Opinion::Agrees, today).is_ok(), may, "{today}");
        }
    }

    #[test]
    fn only_the_first_opening_is_an_event() {
        let mut link = OpinionLink::default();
        assert!(super::open(&link, date(2022, 1, 11)).is_empty(), "nothing to open");
        link.apply(&make(&link.clone(), made(date(2022, 1, 20))).unwrap()[0]);
        let opened = super::open(&link, date(2022, 1, 11));
        link.apply(&opened[0]);
        assert!(super::open(&link, date(2022, 1, 12)).is_empty());
        assert_eq!(link.opened_on, Some(date(2022, 1, 11)));
    }

    #[test]
    fn a_link_is_not_over_before_it_begins() {
        assert!(make(&OpinionLink::default(), made(date(2022, 1, 9))).is_err());
    }
}
