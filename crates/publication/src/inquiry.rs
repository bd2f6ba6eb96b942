//! Messages of the public to an agency (咨询留言) and what it answered: questions, advice, complaints, faults of the site.
//!
//! Nothing a sender wrote is ever shown to others. What the public reads is the officer's own wording of the question
//! and the answer, after a second person has approved both, and only when the sender agreed.

use gongkai_statute::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::reason::given;
use crate::{Context, Refusal};

/// Longest words of one message, in characters.
pub const LONGEST_INQUIRY: usize = 3_000;

codes! {
    /// What a message is (留言类型).
    InquiryKind {
        Question = "question", "咨询";
        Advice = "advice", "建议";
        Complaint = "complaint", "投诉";
        SiteFault = "site_fault", "网站找错";
    }
}

codes! {
    /// Where a message stands.
    InquiryStage {
        Open = "open", "办理中";
        Drafted = "drafted", "待审核";
        Answered = "answered", "已答复";
        Dismissed = "dismissed", "不予办理";
    }
}

impl InquiryStage {
    /// Nothing more is owed to the sender.
    pub const fn is_over(self) -> bool {
        matches!(self, InquiryStage::Answered | InquiryStage::Dismissed)
    }
}

codes! {
    /// Why a message is not handled (不予办理的情形).
    Dismissal {
        Repeated = "repeated", "重复留言";
        Unclear = "unclear", "内容不清，无法办理";
        Elsewhere = "elsewhere", "不属于本机关职责";
        Improper = "improper", "广告、谩骂等不当内容";
    }
}

codes! {
    /// What the sender thinks of the answer (满意度).
    Satisfaction {
        Satisfied = "satisfied", "满意";
        Fair = "fair", "基本满意";
        Dissatisfied = "dissatisfied", "不满意";
    }
}

/// An event of stream `inquiry/<agency>/<number>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum InquiryEvent {
    /// It came.
    #[serde(rename = "inquiry.received.v1")]
    Received(Box<InquiryReceived>),
    /// An answer was drafted, or drafted anew.
    #[serde(rename = "inquiry.drafted.v1")]
    Drafted(Box<InquiryAnswer>),
    /// The draft was sent back.
    #[serde(rename = "inquiry.returned.v1")]
    Returned {
        /// Why.
        reason: String,
        /// Login of whoever sent it back.
        by: String,
    },
    /// The answer was approved: the sender reads it, and the public where it says so.
    #[serde(rename = "inquiry.answered.v1")]
    Answered {
        /// Day.
        on: Date,
        /// Login of whoever approved.
        by: String,
    },
    /// It is not handled.
    #[serde(rename = "inquiry.dismissed.v1")]
    Dismissed(InquiryDismissed),
    /// Question and answer were taken off the public pages.
    #[serde(rename = "inquiry.hidden.v1")]
    Hidden {
        /// Why.
        reason: String,
        /// Login of the officer.
        by: String,
    },
    /// Its sender said what the answer is worth.
    #[serde(rename = "inquiry.rated.v1")]
    Rated {
        /// Day.
        on: Date,
        /// How much.
        satisfaction: Satisfaction,
    },
    /// Its sender was erased: the key is destroyed with this event.
    #[serde(rename = "inquiry.erased.v1")]
    Erased {
        /// Day.
        on: Date,
        /// Whose key.
        person: String,
        /// Why.
        reason: String,
        /// Login of whoever erased.
        by: String,
    },
}

/// A message as it came. Names and words are sealed under a key of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryReceived {
    /// What it is.
    pub kind: InquiryKind,
    /// When.
    pub on: Date,
    /// The agency's own last day to answer; `None` when the calendar does not reach.
    pub due: Option<Date>,
    /// Working days that day is counted from.
    pub workdays: u16,
    /// Index number of the item it was written from.
    pub item: Option<String>,
    /// May question and answer be published, without the sender?
    pub consents: bool,
    /// Whose key seals it.
    pub person: String,
    /// Name, as it was given; sealed.
    pub name: String,
    /// How to reach them; sealed.
    pub contact: String,
    /// What it is about; sealed.
    pub title: String,
    /// Their words; sealed.
    pub text: String,
}

/// An answer (答复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryAnswer {
    /// What it is about, for lists; without a word about the sender.
    pub title: String,
    /// What was asked, as the public reads it; empty when it is not published.
    pub question: String,
    /// What the agency answers.
    pub answer: String,
    /// Is it published?
    pub publish: bool,
    /// Day.
    pub on: Date,
    /// Login of whoever drafted.
    pub by: String,
}

/// Why a message is not handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryDismissed {
    /// Day.
    pub on: Date,
    /// Why.
    pub ground: Dismissal,
    /// What the sender reads: where to turn, what is missing.
    pub told: String,
    /// Login of the officer.
    pub by: String,
}

/// A message (留言).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inquiry {
    /// How it came; `None` when nothing was ever recorded.
    pub received: Option<Box<InquiryReceived>>,
    /// The answer on the desk or on record.
    pub draft: Option<Box<InquiryAnswer>>,
    /// Why the last draft was sent back, until it is drafted anew.
    pub returned: Option<String>,
    /// When the answer was approved, and by whom.
    pub answered: Option<(Date, String)>,
    /// It is not handled.
    pub dismissed: Option<InquiryDismissed>,
    /// Why it was taken off the public pages.
    pub hidden: Option<String>,
    /// What the sender thinks of the answer.
    pub rated: Option<Satisfaction>,
    /// Its words are gone.
    pub is_erased: bool,
}

impl Inquiry {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &InquiryEvent) {
        match event {
            InquiryEvent::Received(received) => self.received = Some(received.clone()),
            InquiryEvent::Drafted(answer) => {
                self.draft = Some(answer.clone());
                self.returned = None;
            }
            InquiryEvent::Returned { reason, .. } => self.returned = Some(reason.clone()),
            InquiryEvent::Answered { on, by } => self.answered = Some((*on, by.clone())),
            InquiryEvent::Dismissed(dismissed) => self.dismissed = Some(dismissed.clone()),
            InquiryEvent::Hidden { reason, .. } => self.hidden = Some(reason.clone()),
            InquiryEvent::Rated { satisfaction, .. } => self.rated = Some(*satisfaction),
            InquiryEvent::Erased { .. } => self.is_erased = true,
        }
    }

    /// Where it stands; `None` before it came.
    pub fn stage(&self) -> Option<InquiryStage> {
        self.received.as_ref()?;
        Some(if self.answered.is_some() {
            InquiryStage::Answered
        } else if self.dismissed.is_some() {
            InquiryStage::Dismissed
        } else if self.draft.is_some() && self.returned.is_none() {
            InquiryStage::Drafted
        } else {
            InquiryStage::Open
        })
    }

    /// The answer, once it was approved.
    pub fn answer(&self) -> Option<&InquiryAnswer> {
        self.draft.as_deref().filter(|_| self.answered.is_some())
    }

    /// May the public read it?
    pub fn is_shown(&self) -> bool {
        self.hidden.is_none() && self.answer().is_some_and(|answer| answer.publish)
    }

    /// The day nothing more was owed.
    pub fn over_on(&self) -> Option<Date> {
        let answered = self.answered.as_ref().map(|(on, _)| *on);
        answered.or_else(|| self.dismissed.as_ref().map(|dismissed| dismissed.on))
    }

    fn received(&self) -> Result<&InquiryReceived, Refusal> {
        self.received.as_deref().ok_or_else(|| Refusal::new("inquiry_exists", "没有这件留言。"))
    }

    /// Refuses what is over.
    fn standing(&self) -> Result<&InquiryReceived, Refusal> {
        let received = self.received()?;
        match self.stage() {
            Some(InquiryStage::Answered) => Err(Refusal::new("inquiry_over", "这件留言已经答复。")),
            Some(InquiryStage::Dismissed) => Err(Refusal::new("inquiry_over", "这件留言已经办结。")),
            _ => Ok(received),
        }
    }

    fn drafted(&self) -> Result<&InquiryAnswer, Refusal> {
        self.standing()?;
        let draft = self.draft.as_deref().filter(|_| self.returned.is_none());
        draft.ok_or_else(|| Refusal::new("inquiry_undrafted", "还没有待审核的答复，请先起草。"))
    }
}

/// Takes a message in.
///
/// # Errors
///
/// A [`Refusal`] when it is on record already.
pub fn receive_inquiry(inquiry: &Inquiry, received: InquiryReceived) -> Result<Vec<InquiryEvent>, Refusal> {
    if inquiry.received.is_some() {
        return Err(Refusal::new("inquiry_unique", "这件留言已经登记。"));
    }
    Ok(vec![InquiryEvent::Received(Box::new(received))])
}

/// Drafts the answer, or drafts it anew.
///
/// # Errors
///
/// A [`Refusal`] when it is over, the answer or its title is missing, or it cannot be published as asked.
pub fn draft_answer(
    inquiry: &Inquiry,
    answer: &InquiryAnswer,
    context: &Context,
) -> Result<Vec<InquiryEvent>, Refusal> {
    let received = inquiry.standing()?;
    let tidy = InquiryAnswer {
        title: answer.title.trim().to_owned(),
        question: answer.question.trim().to_owned(),
        answer: answer.answer.trim().to_owned(),
        on: context.today,
        by: context.by.clone(),
        publish: answer.publish,
    };
    if tidy.title.is_empty() {
        return Err(Refusal::new("inquiry_title", "请写明标题，不写留言人的任何情况。"));
    }
    if tidy.answer.is_empty() {
        return Err(Refusal::new("inquiry_answer", "请写明答复内容。"));
    }
    if tidy.publish && !received.consents {
        return Err(Refusal::new("inquiry_consent", "留言人不同意公开，答复只发给本人。"));
    }
    if tidy.publish && tidy.question.is_empty() {
        return Err(Refusal::new("inquiry_question", "公开的，请归纳留言内容，不写留言人的任何情况。"));
    }
    Ok(vec![InquiryEvent::Drafted(Box::new(tidy))])
}

/// Sends a draft back.
///
/// # Errors
///
/// A [`Refusal`] when nothing is drafted, or no reason is given.
pub fn return_answer(
    inquiry: &Inquiry,
    reason: &str,
    context: &Context,
) -> Result<Vec<InquiryEvent>, Refusal> {
    inquiry.drafted()?;
    Ok(vec![InquiryEvent::Returned { reason: given(reason)?, by: context.by.clone() }])
}

/// Approves the answer: the sender reads it from now on.
///
/// # Errors
///
/// A [`Refusal`] when nothing is drafted, it is one's own draft, or it was not checked.
pub fn approve_answer(
    inquiry: &Inquiry,
    is_checked: bool,
    context: &Context,
) -> Result<Vec<InquiryEvent>, Refusal> {
    let draft = inquiry.drafted()?;
    if draft.by == context.by {
        return Err(Refusal::new("own_draft", "不能审核自己起草的答复，请由他人审核。"));
    }
    if !is_checked {
        let text = "请核对答复和公开内容不含国家秘密、商业秘密和个人信息，再审核通过。";
        return Err(Refusal::new("inquiry_checked", text));
    }
    Ok(vec![InquiryEvent::Answered { on: context.today, by: context.by.clone() }])
}

/// Ends it without an answer in substance.
///
/// # Errors
///
/// A [`Refusal`] when it is over, or the sender is not told why.
pub fn dismiss_inquiry(
    inquiry: &Inquiry,
    ground: Dismissal,
    told: &str,
    context: &Context,
) -> Result<Vec<InquiryEvent>, Refusal> {
    inquiry.standing()?;
    if told.trim().is_empty() {
        let text = match ground {
            Dismissal::Elsewhere => "请告诉留言人应当向哪个机关反映，怎样联系。",
            _ => "请告诉留言人为什么不办理。",
        };
        return Err(Refusal::new("inquiry_told", text));
    }
    Ok(vec![InquiryEvent::Dismissed(InquiryDismissed {
        on: context.today,
        ground,
        told: told.trim().to_owned(),
        by: context.by.clone(),
    })])
}

/// Takes question and answer off the public pages; the sender still reads the answer.
///
/// # Errors
///
/// A [`Refusal`] when it is not public, or no reason is given.
pub fn hide_inquiry(
    inquiry: &Inquiry,
    reason: &str,
    context: &Context,
) -> Result<Vec<InquiryEvent>, Refusal> {
    inquiry.received()?;
    if !inquiry.is_shown() {
        return Err(Refusal::new("inquiry_shown", "这件留言没有公开。"));
    }
    Ok(vec![InquiryEvent::Hidden { reason: given(reason)?, by: context.by.clone() }])
}

/// Records what the sender thinks of the answer, once.
///
/// # Errors
///
/// A [`Refusal`] before it is answered, or when it was rated.
pub fn rate_inquiry(
    inquiry: &Inquiry,
    satisfaction: Satisfaction,
    on: Date,
) -> Result<Vec<InquiryEvent>, Refusal> {
    inquiry.received()?;
    if inquiry.answered.is_none() {
        return Err(Refusal::new("inquiry_answered", "答复以后才能评价。"));
    }
    if inquiry.rated.is_some() {
        return Err(Refusal::new("inquiry_rated", "您已经评价过。"));
    }
    Ok(vec![InquiryEvent::Rated { on, satisfaction }])
}

/// Erases the sender once it need not be kept; what was published stays.
///
/// # Errors
///
/// A [`Refusal`] while it is handled or must be kept, or no reason is given.
pub fn erase_inquiry(
    inquiry: &Inquiry,
    reason: &str,
    retention_years: u16,
    context: &Context,
) -> Result<Vec<InquiryEvent>, Refusal> {
    let received = inquiry.received()?;
    if inquiry.is_erased {
        return Err(Refusal::new("already_erased", "该人的个人信息已经删除，不必再次删除。"));
    }
    let Some(over_on) = inquiry.over_on() else {
        return Err(Refusal::new("inquiry_open", "这件留言尚未办结，办结并期满后再删除个人信息。"));
    };
    let kept = gongkai_statute::retention::kept_until(over_on, retention_years);
    if context.today <= kept {
        let text = format!("保管期限为办结后{retention_years}年，至{kept}届满，期满后才能删除个人信息。");
        return Err(Refusal::new("retention_running", text));
    }
    Ok(vec![InquiryEvent::Erased {
        on: context.today,
        person: received.person.clone(),
        reason: given(reason)?,
        by: context.by.clone(),
    }])
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    fn by(login: &str, today: Date) -> Context {
        Context { by: login.to_owned(), now: Timestamp::UNIX_EPOCH, today }
    }

    fn officer() -> Context {
        by("officer", date(2021, 6, 1))
    }

    fn came(consents: bool) -> Inquiry {
        let received = InquiryReceived {
            kind: InquiryKind::Question,
            on: date(2021, 6, 1),
            due: Some(date(2021, 6, 30)),
            workdays: 20,
            item: None,
            consents,
            person: "p".to_owned(),
            name: "00".to_owned(),
            contact: "00".to_owned(),
            title: "00".to_owned(),
            text: "00".to_owned(),
        };
        after(&Inquiry::default(), receive_inquiry(&Inquiry::default(), received))
    }

    fn after(inquiry: &Inquiry, events: Result<Vec<InquiryEvent>, Refusal>) -> Inquiry {
        let mut next = inquiry.clone();
        for event in &events.unwrap() {
            next.apply(event);
        }
        next
    }

    fn answer(publish: bool) -> InquiryAnswer {
        InquiryAnswer {
            title: " 公交线路何时调整 ".to_owned(),
            question: "某小区公交线路何时调整。".to_owned(),
            answer: "已列入今年的线网调整。".to_owned(),
            publish,
            on: date(2021, 6, 1),
            by: String::new(),
        }
    }

    fn rule(result: Result<Vec<InquiryEvent>, Refusal>) -> &'static str {
        result.map_or_else(|refusal| refusal.rule, |_| "done")
    }

    #[test]
    fn an_answer_is_read_once_somebody_else_approved_it() {
        let open = came(true);
        assert_eq!(rule(approve_answer(&open, true, &officer())), "inquiry_undrafted");
        let drafted = after(&open, draft_answer(&open, &answer(true), &officer()));
        assert_eq!(drafted.stage(), Some(InquiryStage::Drafted));
        assert_eq!(drafted.draft.as_ref().unwrap().title, "公交线路何时调整");
        assert!(drafted.answer().is_none() && !drafted.is_shown(), "a draft is no answer");
        assert_eq!(rule(approve_answer(&drafted, true, &officer())), "own_draft");
        let head = by("head", date(2021, 6, 2));
        assert_eq!(rule(approve_answer(&drafted, false, &head)), "inquiry_checked");
        let back = after(&drafted, return_answer(&drafted, "写明时间", &head));
        assert_eq!(back.stage(), Some(InquiryStage::Open));
        assert_eq!(rule(approve_answer(&back, true, &head)), "inquiry_undrafted");
        let again = after(&back, draft_answer(&back, &answer(true), &officer()));
        let answered = after(&again, approve_answer(&again, true, &head));
        assert!(answered.is_shown() && answered.over_on() == Some(date(2021, 6, 2)));
        assert_eq!(rule(draft_answer(&answered, &answer(true), &officer())), "inquiry_over");
        let hidden = after(&answered, hide_inquiry(&answered, "含个人信息", &officer()));
        assert!(!hidden.is_shown() && hidden.answer().is_some(), "the sender still reads it");
        assert_eq!(rule(hide_inquiry(&hidden, "含个人信息", &officer())), "inquiry_shown");
    }

    #[test]
    fn nothing_is_published_against_the_senders_will_or_without_a_wording_of_ones_own() {
        let private = came(false);
        assert_eq!(rule(draft_answer(&private, &answer(true), &officer())), "inquiry_consent");
        assert_eq!(rule(draft_answer(&private, &answer(false), &officer())), "done");
        let unworded = InquiryAnswer { question: " ".to_owned(), ..answer(true) };
        assert_eq!(rule(draft_answer(&came(true), &unworded, &officer())), "inquiry_question");
        let empty = InquiryAnswer { answer: String::new(), ..answer(true) };
        assert_eq!(rule(draft_answer(&came(true), &empty, &officer())), "inquiry_answer");
        let untitled = InquiryAnswer { title: String::new(), ..answer(false) };
        assert_eq!(rule(draft_answer(&came(true), &untitled, &officer())), "inquiry_title");
    }

    #[test]
    fn whoever_is_turned_away_is_told_where_to_turn() {
        let open = came(true);
        assert_eq!(rule(dismiss_inquiry(&open, Dismissal::Elsewhere, " ", &officer())), "inquiry_told");
        let over = after(&open, dismiss_inquiry(&open, Dismissal::Elsewhere, "请向示例局反映。", &officer()));
        assert_eq!(over.stage(), Some(InquiryStage::Dismissed));
        assert_eq!(rule(draft_answer(&over, &answer(false), &officer())), "inquiry_over");
        assert_eq!(rule(rate_inquiry(&over, Satisfaction::Fair, date(2021, 6, 2))), "inquiry_answered");
    }

    #[test]
    fn an_answer_is_rated_once_and_its_sender_erased_when_the_period_is_over() {
        let open = came(true);
        assert_eq!(rule(erase_inquiry(&open, "期满", 5, &officer())), "inquiry_open");
        let drafted = after(&open, draft_answer(&open, &answer(false), &officer()));
        let answered = after(&drafted, approve_answer(&drafted, true, &by("head", date(2021, 6, 2))));
        assert!(!answered.is_shown());
        let rated = after(&answered, rate_inquiry(&answered, Satisfaction::Fair, date(2021, 6, 3)));
        assert_eq!(rule(rate_inquiry(&rated, Satisfaction::Satisfied, date(2021, 6, 4))), "inquiry_rated");
        assert_eq!(rule(erase_inquiry(&rated, "期满", 5, &officer())), "retention_running");
        let later = by("head", date(2027, 6, 3));
        assert_eq!(rule(erase_inquiry(&rated, " ", 5, &later)), "reason_given");
        let erased = after(&rated, erase_inquiry(&rated, "期满", 5, &later));
        assert_eq!(rule(erase_inquiry(&erased, "期满", 5, &later)), "already_erased");
        assert!(rule(receive_inquiry(&erased, *came(true).received.unwrap())) == "inquiry_unique");
    }
}
