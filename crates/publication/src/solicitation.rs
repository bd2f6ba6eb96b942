//! Asking the public about a draft (意见征集): the notice and its period, opinions, and what became of each.

use gongkai_statute::codes;
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::reason::given;
use crate::{Context, Refusal};

/// Days for which drafts that touch business are open as a rule: 《优化营商环境条例》 Art. 62.
pub const BUSINESS_DAYS: i32 = 30;
/// Where that stands, as pages cite it.
pub const BUSINESS_ARTICLE: &str = "《优化营商环境条例》第62条";

codes! {
    /// How an opinion came (提出方式).
    OpinionChannel {
        Online = "online", "网上提交";
        Mail = "mail", "信函";
        Email = "email", "电子邮件";
        Oral = "oral", "当面或者电话";
        Meeting = "meeting", "座谈会、论证会";
    }
}

codes! {
    /// What became of an opinion (采纳情况).
    Adoption {
        Adopted = "adopted", "采纳";
        Partly = "partly", "部分采纳";
        Declined = "declined", "未采纳";
        Unrelated = "unrelated", "与征集事项无关";
    }
}

impl Adoption {
    /// Must it be said why?
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Adoption::Adopted)
    }
}

/// An event of stream `solicitation/<agency>/<n>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum SolicitationEvent {
    /// The public is asked.
    #[serde(rename = "solicitation.opened.v1")]
    Opened(SolicitationOpened),
    /// It may answer until another day.
    #[serde(rename = "solicitation.extended.v1")]
    Extended {
        /// The new last day.
        through: Date,
        /// Why.
        reason: String,
        /// Login of the officer.
        by: String,
    },
    /// It is asked no more, and nothing will be answered.
    #[serde(rename = "solicitation.stopped.v1")]
    Stopped {
        /// Since when.
        on: Date,
        /// Why, for the public.
        reason: String,
        /// Login of the officer.
        by: String,
    },
    /// What became of the opinions was drafted as an item; the public reads it once that is published.
    #[serde(rename = "solicitation.feedback_drafted.v1")]
    FeedbackDrafted {
        /// The item.
        item: String,
        /// Login of the officer.
        by: String,
    },
}

/// A solicitation as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SolicitationOpened {
    /// The agency.
    pub agency: String,
    /// The public item with the draft and its explanation.
    pub item: String,
    /// What is asked about.
    pub title: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub through: Date,
    /// Does the draft touch business (与市场主体生产经营活动密切相关)?
    pub touches_business: bool,
    /// Why it is open for less than the rule says.
    pub why_short: Option<String>,
    /// Other ways to answer: address, mail, telephone, for the public.
    pub ways: String,
    /// Login of the officer.
    pub by: String,
}

/// A solicitation (意见征集).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solicitation {
    /// How it was opened; `None` when nothing was ever recorded.
    pub opened: Option<SolicitationOpened>,
    /// The last day, as last set.
    pub through: Option<Date>,
    /// Why it was stopped.
    pub stopped: Option<String>,
    /// The item with what became of the opinions.
    pub feedback: Option<String>,
}

impl Solicitation {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &SolicitationEvent) {
        match event {
            SolicitationEvent::Opened(opened) => {
                self.through = Some(opened.through);
                self.opened = Some(opened.clone());
            }
            SolicitationEvent::Extended { through, .. } => self.through = Some(*through),
            SolicitationEvent::Stopped { reason, .. } => self.stopped = Some(reason.clone()),
            SolicitationEvent::FeedbackDrafted { item, .. } => self.feedback = Some(item.clone()),
        }
    }

    /// The solicitation and its last day, unless it was stopped.
    fn standing(&self) -> Result<(&SolicitationOpened, Date), Refusal> {
        match (&self.opened, self.through, &self.stopped) {
            (Some(opened), Some(through), None) => Ok((opened, through)),
            (Some(_), _, Some(_)) => Err(Refusal::new("solicitation_standing", "这次意见征集已经终止。")),
            (_, _, _) => Err(Refusal::new("solicitation_exists", "没有这次意见征集。")),
        }
    }
}

/// Refuses what may no longer change once the feedback was drafted.
fn undrafted(is_drafted: bool) -> Result<(), Refusal> {
    if is_drafted {
        let text = "意见采纳情况的反馈已经起草。需要变动的，请先在主动公开中放弃那份反馈稿。";
        return Err(Refusal::new("feedback_drafted", text));
    }
    Ok(())
}

/// Opens a solicitation (发起意见征集).
///
/// # Errors
///
/// A [`Refusal`] when it exists, says too little, has no day left, or is shorter than the rule without a reason.
pub fn open_solicitation(
    solicitation: &Solicitation,
    opened: &SolicitationOpened,
) -> Result<Vec<SolicitationEvent>, Refusal> {
    if solicitation.opened.is_some() {
        return Err(Refusal::new("solicitation_unique", "这次意见征集已经发起。"));
    }
    if opened.title.trim().is_empty() {
        return Err(Refusal::new("solicitation_title", "请写明就什么征求意见。"));
    }
    if opened.through < opened.from {
        return Err(Refusal::new("solicitation_days", "截止日期不能早于开始的日期。"));
    }
    let is_short = opened.through < as_a_rule_through(opened.from);
    let reason = opened.why_short.as_deref().unwrap_or_default().trim();
    if opened.touches_business && is_short && reason.is_empty() {
        let text = format!(
            "与市场主体生产经营活动密切相关的，征求意见一般不少于{BUSINESS_DAYS}日（{BUSINESS_ARTICLE}），截止日期应不早于{}；确需缩短的，请写明理由。",
            as_a_rule_through(opened.from)
        );
        return Err(Refusal::new("solicitation_short", text));
    }
    let why_short = (opened.touches_business && is_short).then(|| reason.to_owned());
    Ok(vec![SolicitationEvent::Opened(SolicitationOpened { why_short, ..opened.clone() })])
}

/// The earliest last day of a solicitation that begins on `from` and touches business: the first day does not count.
pub fn as_a_rule_through(from: Date) -> Date {
    from.saturating_add(Span::new().days(BUSINESS_DAYS))
}

/// Lets the public answer longer (延长征集).
///
/// # Errors
///
/// A [`Refusal`] when it was stopped or answered, the day is not later, or no reason is given.
pub fn extend_solicitation(
    solicitation: &Solicitation,
    through: Date,
    reason: &str,
    is_drafted: bool,
    context: &Context,
) -> Result<Vec<SolicitationEvent>, Refusal> {
    let (_, last) = solicitation.standing()?;
    undrafted(is_drafted)?;
    if through <= last || through < context.today {
        let text = format!("新的截止日期应当晚于{last}，并且不早于今天。");
        return Err(Refusal::new("solicitation_days", text));
    }
    Ok(vec![SolicitationEvent::Extended { through, reason: given(reason)?, by: context.by.clone() }])
}

/// Stops asking (终止征集): the draft is not pursued.
///
/// # Errors
///
/// A [`Refusal`] when it was stopped or answered, or no reason is given.
pub fn stop_solicitation(
    solicitation: &Solicitation,
    reason: &str,
    is_drafted: bool,
    context: &Context,
) -> Result<Vec<SolicitationEvent>, Refusal> {
    solicitation.standing()?;
    undrafted(is_drafted)?;
    let (reason, by) = (given(reason)?, context.by.clone());
    Ok(vec![SolicitationEvent::Stopped { on: context.today, reason, by }])
}

/// Records the item in which the public reads what became of its opinions (反馈).
///
/// # Errors
///
/// A [`Refusal`] while the public may still answer, an opinion is not weighed, or after it was stopped or answered.
pub fn draft_feedback(
    solicitation: &Solicitation,
    item: &str,
    unweighed: u64,
    is_drafted: bool,
    context: &Context,
) -> Result<Vec<SolicitationEvent>, Refusal> {
    let (_, last) = solicitation.standing()?;
    undrafted(is_drafted)?;
    if context.today <= last {
        let text = format!("征集到{last}截止，截止以后再起草反馈。");
        return Err(Refusal::new("solicitation_running", text));
    }
    if unweighed > 0 {
        let text = format!("还有{unweighed}条意见没有登记采纳情况，请先逐条办理。");
        return Err(Refusal::new("opinions_weighed", text));
    }
    Ok(vec![SolicitationEvent::FeedbackDrafted { item: item.to_owned(), by: context.by.clone() }])
}

/// An event of stream `solicited/<id>`: one opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum OpinionEvent {
    /// It came.
    #[serde(rename = "solicited.received.v1")]
    Received(OpinionReceived),
    /// It was weighed, or weighed again.
    #[serde(rename = "solicited.weighed.v1")]
    Weighed(OpinionWeighed),
    /// Whoever gave it was erased: the key is destroyed with this event.
    #[serde(rename = "solicited.erased.v1")]
    Erased {
        /// Whose key.
        person: String,
        /// Login of whoever erased.
        by: String,
    },
}

/// An opinion as it came. Names and words are sealed under a key of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionReceived {
    /// The agency.
    pub agency: String,
    /// The solicitation, `<agency>/<n>`.
    pub solicitation: String,
    /// How it came.
    pub channel: OpinionChannel,
    /// When.
    pub on: Date,
    /// Whose key seals it.
    pub person: String,
    /// Name, as it was given; sealed.
    pub name: String,
    /// How to reach them; sealed.
    pub contact: String,
    /// Their words; sealed.
    pub text: String,
}

/// What became of an opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionWeighed {
    /// What it says in short, for the public.
    pub gist: String,
    /// What became of it.
    pub adoption: Adoption,
    /// Why, for the public.
    pub reason: String,
    /// Login of whoever weighed it.
    pub by: String,
}

/// An opinion (意见).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SolicitedOpinion {
    /// How it came; `None` when nothing was ever recorded.
    pub received: Option<OpinionReceived>,
    /// What became of it.
    pub weighed: Option<OpinionWeighed>,
    /// Its words are gone.
    pub is_erased: bool,
}

impl SolicitedOpinion {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &OpinionEvent) {
        match event {
            OpinionEvent::Received(received) => self.received = Some(received.clone()),
            OpinionEvent::Weighed(weighed) => self.weighed = Some(weighed.clone()),
            OpinionEvent::Erased { .. } => self.is_erased = true,
        }
    }
}

/// Takes an opinion in. Online ones come today; others are registered with the day on which they came.
///
/// # Errors
///
/// A [`Refusal`] before the first day or after the last, after it was stopped, or once the feedback was drafted.
pub fn receive_opinion(
    solicitation: &Solicitation,
    received: &OpinionReceived,
    is_drafted: bool,
    context: &Context,
) -> Result<Vec<OpinionEvent>, Refusal> {
    let (opened, last) = solicitation.standing()?;
    if received.channel == OpinionChannel::Online && context.today > last {
        let text = format!("这次意见征集已于{last}截止。仍要提出意见的，请与征集机关联系。");
        return Err(Refusal::new("solicitation_over", text));
    }
    if received.on < opened.from || received.on > context.today {
        let text = format!("收到日期应当在征集开始（{}）以后、今天以前。", opened.from);
        return Err(Refusal::new("opinion_day", text));
    }
    if received.on > last {
        let text = format!("征集已于{last}截止，以后收到的不列入这次征集的反馈；需要办理的，按来信办理。");
        return Err(Refusal::new("solicitation_over", text));
    }
    undrafted(is_drafted)?;
    Ok(vec![OpinionEvent::Received(received.clone())])
}

/// Records what became of an opinion; until the feedback is drafted it may be weighed again.
///
/// # Errors
///
/// A [`Refusal`] when there is no such opinion, the feedback was drafted, or the gist or a reason is missing.
pub fn weigh_opinion(
    solicitation: &Solicitation,
    opinion: &SolicitedOpinion,
    weighed: &OpinionWeighed,
    is_drafted: bool,
) -> Result<Vec<OpinionEvent>, Refusal> {
    solicitation.standing()?;
    undrafted(is_drafted)?;
    if opinion.received.is_none() {
        return Err(Refusal::new("opinion_exists", "没有这条意见。"));
    }
    if weighed.gist.trim().is_empty() {
        return Err(Refusal::new("opinion_gist", "请归纳意见的内容，不要写提出人的情况。"));
    }
    if weighed.adoption.needs_reason() && weighed.reason.trim().is_empty() {
        return Err(Refusal::new("opinion_reason", "没有全部采纳的，请写明理由。"));
    }
    let tidy = OpinionWeighed {
        gist: weighed.gist.trim().to_owned(),
        reason: weighed.reason.trim().to_owned(),
        ..weighed.clone()
    };
    Ok(if opinion.weighed.as_ref() == Some(&tidy) { Vec::new() } else { vec![OpinionEvent::Weighed(tidy)] })
}

/// Erases whoever gave an opinion, once the public has read what became of it or it was stopped; the gist stays.
///
/// # Errors
///
/// A [`Refusal`] while the opinion is still being handled.
pub fn erase_opinion(
    solicitation: &Solicitation,
    opinion: &SolicitedOpinion,
    is_answered: bool,
    context: &Context,
) -> Result<Vec<OpinionEvent>, Refusal> {
    if solicitation.stopped.is_none() && !is_answered {
        let text = "公布采纳情况或者终止征集以后，才能删除提出人信息。";
        return Err(Refusal::new("opinion_kept", text));
    }
    Ok(match &opinion.received {
        Some(received) if !opinion.is_erased => {
            vec![OpinionEvent::Erased { person: received.person.clone(), by: context.by.clone() }]
        }
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    fn on(today: Date) -> Context {
        Context { by: "officer".to_owned(), now: Timestamp::UNIX_EPOCH, today }
    }

    fn opened(through: Date, touches_business: bool) -> SolicitationOpened {
        SolicitationOpened {
            agency: "a1".to_owned(),
            item: "a1/7".to_owned(),
            title: "某办法（征求意见稿）".to_owned(),
            from: date(2021, 6, 1),
            through,
            touches_business,
            why_short: None,
            ways: String::new(),
            by: "officer".to_owned(),
        }
    }

    fn running(through: Date) -> Solicitation {
        let mut solicitation = Solicitation::default();
        for event in open_solicitation(&solicitation.clone(), &opened(through, false)).unwrap() {
            solicitation.apply(&event);
        }
        solicitation
    }

    fn received(channel: OpinionChannel, on: Date) -> OpinionReceived {
        OpinionReceived {
            agency: "a1".to_owned(),
            solicitation: "a1/1".to_owned(),
            channel,
            on,
            person: "p".to_owned(),
            name: String::new(),
            contact: String::new(),
            text: "00".to_owned(),
        }
    }

    #[test]
    fn what_touches_business_is_open_for_thirty_days_or_says_why_not() {
        let open = |opened: &SolicitationOpened| open_solicitation(&Solicitation::default(), opened);
        assert!(open(&opened(date(2021, 7, 1), true)).is_ok(), "the first day does not count");
        let refusal = open(&opened(date(2021, 6, 30), true)).unwrap_err();
        assert_eq!(refusal.rule, "solicitation_short");
        assert!(refusal.message.contains("2021-07-01"), "{}", refusal.message);
        assert!(open(&opened(date(2021, 6, 10), false)).is_ok());
        let why = |reason: &str| SolicitationOpened {
            why_short: Some(reason.to_owned()),
            ..opened(date(2021, 6, 30), true)
        };
        assert_eq!(open(&why(" ")).unwrap_err().rule, "solicitation_short");
        assert!(open(&why("国家要求七月前出台")).is_ok());
        assert_eq!(open(&opened(date(2021, 5, 31), false)).unwrap_err().rule, "solicitation_days");
    }

    #[test]
    fn opinions_are_taken_from_the_first_day_to_the_last() {
        let solicitation = running(date(2021, 6, 10));
        let rule = |channel, on_day: Date, today: Date| {
            receive_opinion(&solicitation, &received(channel, on_day), false, &on(today))
                .map_err(|no| no.rule)
        };
        let (online, mail) = (OpinionChannel::Online, OpinionChannel::Mail);
        assert!(rule(online, date(2021, 6, 10), date(2021, 6, 10)).is_ok(), "the last day counts");
        assert_eq!(rule(online, date(2021, 6, 11), date(2021, 6, 11)).unwrap_err(), "solicitation_over");
        assert!(rule(mail, date(2021, 6, 9), date(2021, 6, 15)).is_ok(), "registered afterwards");
        assert_eq!(rule(mail, date(2021, 6, 12), date(2021, 6, 15)).unwrap_err(), "solicitation_over");
        assert_eq!(rule(mail, date(2021, 5, 30), date(2021, 6, 15)).unwrap_err(), "opinion_day");
        assert_eq!(rule(mail, date(2021, 6, 16), date(2021, 6, 15)).unwrap_err(), "opinion_day");
        let late =
            receive_opinion(&solicitation, &received(mail, date(2021, 6, 9)), true, &on(date(2021, 6, 20)));
        assert_eq!(late.unwrap_err().rule, "feedback_drafted");
    }

    #[test]
    fn feedback_waits_for_the_last_day_and_for_every_opinion() {
        let mut solicitation = running(date(2021, 6, 10));
        let rule = |solicitation: &Solicitation, unweighed, today| {
            draft_feedback(solicitation, "a1/9", unweighed, false, &on(today)).map_err(|no| no.rule)
        };
        assert_eq!(rule(&solicitation, 0, date(2021, 6, 10)).unwrap_err(), "solicitation_running");
        assert_eq!(rule(&solicitation, 2, date(2021, 6, 11)).unwrap_err(), "opinions_weighed");
        let events = extend_solicitation(
            &solicitation,
            date(2021, 6, 20),
            "应企业要求",
            false,
            &on(date(2021, 6, 11)),
        );
        for event in events.unwrap() {
            solicitation.apply(&event);
        }
        assert_eq!(rule(&solicitation, 0, date(2021, 6, 11)).unwrap_err(), "solicitation_running");
        for event in rule(&solicitation, 0, date(2021, 6, 21)).unwrap() {
            solicitation.apply(&event);
        }
        assert_eq!(solicitation.feedback.as_deref(), Some("a1/9"));
        let no = stop_solicitation(&solicitation, "不再制定", true, &on(date(2021, 6, 22)));
        assert_eq!(no.unwrap_err().rule, "feedback_drafted");
    }

    #[test]
    fn weighing_says_what_and_why_and_can_be_put_right() {
        let solicitation = running(date(2021, 6, 10));
        let mut opinion = SolicitedOpinion::default();
        let weighed = |adoption, reason: &str| OpinionWeighed {
            gist: " 建议放宽条件 ".to_owned(),
            adoption,
            reason: reason.to_owned(),
            by: "officer".to_owned(),
        };
        let weigh = |opinion: &SolicitedOpinion, weighed: &OpinionWeighed| {
            weigh_opinion(&solicitation, opinion, weighed, false).map_err(|no| no.rule)
        };
        assert_eq!(weigh(&opinion, &weighed(Adoption::Adopted, "")).unwrap_err(), "opinion_exists");
        opinion.apply(&OpinionEvent::Received(received(OpinionChannel::Online, date(2021, 6, 3))));
        assert_eq!(weigh(&opinion, &weighed(Adoption::Partly, " ")).unwrap_err(), "opinion_reason");
        for event in weigh(&opinion, &weighed(Adoption::Adopted, "")).unwrap() {
            opinion.apply(&event);
        }
        assert_eq!(opinion.weighed.as_ref().unwrap().gist, "建议放宽条件");
        assert!(weigh(&opinion, &weighed(Adoption::Adopted, "")).unwrap().is_empty(), "said twice");
        assert_eq!(weigh(&opinion, &weighed(Adoption::Declined, "上位法另有规定")).unwrap().len(), 1);
    }

    #[test]
    fn who_gave_it_is_erased_only_when_it_is_over_and_once() {
        let mut solicitation = running(date(2021, 6, 10));
        let mut opinion = SolicitedOpinion::default();
        opinion.apply(&OpinionEvent::Received(received(OpinionChannel::Online, date(2021, 6, 3))));
        let today = on(date(2021, 6, 12));
        assert_eq!(erase_opinion(&solicitation, &opinion, false, &today).unwrap_err().rule, "opinion_kept");
        assert_eq!(erase_opinion(&solicitation, &opinion, true, &today).unwrap().len(), 1);
        for event in stop_solicitation(&solicitation, "不再制定", false, &today).unwrap() {
            solicitation.apply(&event);
        }
        for event in erase_opinion(&solicitation, &opinion, false, &today).unwrap() {
            opinion.apply(&event);
        }
        assert!(erase_opinion(&solicitation, &opinion, false, &today).unwrap().is_empty());
        let late = receive_opinion(
            &solicitation,
            &received(OpinionChannel::Online, date(2021, 6, 5)),
            false,
            &on(date(2021, 6, 5)),
        );
        assert_eq!(late.unwrap_err().rule, "solicitation_standing");
    }
}
