//! Decisions about a benefit.

use gongkai_statute::Refusal;

use super::terms::lengths;
use super::{
    Benefit, BenefitEvent, Clause, Context, Draft, Drafted, Flaw, MOST_CLAUSES, Published, Pushed, Source,
    Terms, flaws,
};

impl Benefit {
    fn offered(&self) -> Result<(), Refusal> {
        if self.agency.is_empty() {
            return Err(Refusal::new("benefit_exists", "没有这个事项。"));
        }
        if self.closed.is_some() {
            return Err(Refusal::new("benefit_open", "这个事项已经停止，需要的另行拆解。"));
        }
        Ok(())
    }

    fn handed_in(&self) -> Result<&Draft, Refusal> {
        self.offered()?;
        let draft = self.draft.as_ref().filter(|draft| draft.is_handed_in);
        draft.ok_or_else(|| Refusal::new("benefit_handed_in", "没有待审核的内容，请先提交审核。"))
    }

    /// What may be changed now: the draft, or what is public.
    fn changeable(&self) -> Result<(&Source, &Terms), Refusal> {
        self.offered()?;
        if self.draft.as_ref().is_some_and(|draft| draft.is_handed_in) {
            return Err(Refusal::new("benefit_waits", "正在等待审核，退回以后才能修改。"));
        }
        self.newest().ok_or_else(|| Refusal::new("benefit_exists", "没有这个事项。"))
    }
}

fn refused(rule: &'static str, found: &[Flaw]) -> Result<(), Refusal> {
    if found.is_empty() {
        return Ok(());
    }
    let messages: Vec<&str> = found.iter().map(|flaw| flaw.message.as_str()).collect();
    Err(Refusal::new(rule, format!("{}。", messages.join("；"))))
}

/// Writes a benefit, or writes it anew (拆解、修改). What is public stays until the change is approved.
///
/// # Errors
///
/// A [`Refusal`] while it waits for approval or once it is no longer offered, or when a text is too long.
pub fn draft_benefit(benefit: &Benefit, drafted: &Drafted) -> Result<Vec<BenefitEvent>, Refusal> {
    if !benefit.agency.is_empty() {
        benefit.changeable()?;
    }
    refused("benefit_lengths", &lengths(&drafted.terms))?;
    if drafted.terms.name.trim().is_empty() {
        return Err(Refusal::new("benefit_name", "请填写事项名称。"));
    }
    if benefit.newest() == Some((&drafted.source, &drafted.terms)) {
        return Ok(Vec::new());
    }
    Ok(vec![BenefitEvent::Drafted(Box::new(drafted.clone()))])
}

/// Adds a condition (增加条件).
///
/// # Errors
///
/// As [`draft_benefit`], and when there are too many or the same one stands there.
pub fn add_condition(
    benefit: &Benefit,
    clause: &Clause,
    context: &Context,
) -> Result<Vec<BenefitEvent>, Refusal> {
    let (source, terms) = benefit.changeable()?;
    if terms.clauses.len() >= MOST_CLAUSES {
        let text = format!("一个事项最多 {MOST_CLAUSES} 项条件，请合并或者另拆一项。");
        return Err(Refusal::new("benefit_clauses", text));
    }
    if terms.clauses.iter().any(|known| known.when == clause.when) {
        return Err(Refusal::new("benefit_clause_new", "已经有同样的条件。"));
    }
    let mut terms = terms.clone();
    terms.clauses.push(clause.clone());
    Ok(vec![redrafted(benefit, source, terms, context)])
}

/// Takes a condition away (删除条件), by its place from 1.
///
/// # Errors
///
/// As [`draft_benefit`], and when there is none of that place.
pub fn remove_condition(
    benefit: &Benefit,
    place: usize,
    context: &Context,
) -> Result<Vec<BenefitEvent>, Refusal> {
    let (source, terms) = benefit.changeable()?;
    if !(1..=terms.clauses.len()).contains(&place) {
        return Err(Refusal::new("benefit_clause_exists", "没有这一项条件，可能已经删除。"));
    }
    let mut terms = terms.clone();
    terms.clauses.remove(place - 1);
    Ok(vec![redrafted(benefit, source, terms, context)])
}

fn redrafted(benefit: &Benefit, source: &Source, terms: Terms, context: &Context) -> BenefitEvent {
    BenefitEvent::Drafted(Box::new(Drafted {
        agency: benefit.agency.clone(),
        source: source.clone(),
        terms,
        by: context.by.clone(),
    }))
}

/// Hands the draft in for approval (提交审核).
///
/// # Errors
///
/// A [`Refusal`] when nothing is drafted, or a required content is missing or a condition cannot be met.
pub fn hand_in_benefit(benefit: &Benefit, context: &Context) -> Result<Vec<BenefitEvent>, Refusal> {
    benefit.changeable()?;
    let Some(draft) = &benefit.draft else {
        return Err(Refusal::new("benefit_drafted", "内容与已发布的相同，没有需要审核的。"));
    };
    refused("benefit_complete", &flaws(&draft.terms))?;
    Ok(vec![BenefitEvent::HandedIn { by: context.by.clone() }])
}

/// Sends the draft back (退回修改).
///
/// # Errors
///
/// A [`Refusal`] when nothing waits, or no reason is given.
pub fn send_back_benefit(
    benefit: &Benefit,
    reason: &str,
    context: &Context,
) -> Result<Vec<BenefitEvent>, Refusal> {
    benefit.handed_in()?;
    Ok(vec![BenefitEvent::SentBack { reason: given(reason)?, by: context.by.clone() }])
}

/// Approves the draft, which is public from now on (审核发布).
///
/// # Errors
///
/// A [`Refusal`] when nothing waits, the actor wrote at it, it was written anew since it was read (`revision`), or it was
/// not compared with the text.
pub fn publish_benefit(
    benefit: &Benefit,
    revision: u32,
    is_checked: bool,
    context: &Context,
) -> Result<Vec<BenefitEvent>, Refusal> {
    let draft = benefit.handed_in()?;
    if draft.authors.contains(&context.by) {
        return Err(Refusal::new("own_draft", "不能审核自己起草、修改过的内容，请由他人审核。"));
    }
    if draft.revision != revision {
        let text = "打开审核页以后内容又有修改，请按现在的内容重新核对。";
        return Err(Refusal::new("benefit_seen", text));
    }
    if !is_checked {
        let text = "请逐项与原文核对，确认与公开的政策文本一致、没有新增涉密和个人信息，再审核发布。";
        return Err(Refusal::new("benefit_checked", text));
    }
    Ok(vec![BenefitEvent::Published(Box::new(Published {
        version: benefit.published.as_ref().map_or(1, |published| published.version + 1),
        source: draft.source.clone(),
        terms: draft.terms.clone(),
        on: context.today,
        drafted_by: draft.authors.iter().cloned().collect::<Vec<_>>().join("、"),
        by: context.by.clone(),
    }))])
}

/// Ends the offer (停止办理).
///
/// # Errors
///
/// A [`Refusal`] when it is over already, or no reason is given.
pub fn close_benefit(
    benefit: &Benefit,
    reason: &str,
    context: &Context,
) -> Result<Vec<BenefitEvent>, Refusal> {
    benefit.offered()?;
    let (on, by) = (context.today, context.by.clone());
    Ok(vec![BenefitEvent::Closed { reason: given(reason)?, on, by }])
}

/// Records a push of what is public (推送).
///
/// # Errors
///
/// A [`Refusal`] when it is not public, its window is over, another version became public meanwhile, or nobody is left
/// to be told.
pub fn record_push(benefit: &Benefit, pushed: &Pushed) -> Result<Vec<BenefitEvent>, Refusal> {
    benefit.offered()?;
    let Some(published) = &benefit.published else {
        return Err(Refusal::new("benefit_published", "审核发布以后才能推送。"));
    };
    if published.version != pushed.version {
        return Err(Refusal::new("benefit_version", "事项刚刚发布了新的版本，请重新推送。"));
    }
    if published.terms.closes_on.is_some_and(|last| last < pushed.on) {
        return Err(Refusal::new("benefit_window", "申报期限已过，不再推送。"));
    }
    if pushed.met + pushed.unknown <= pushed.told_before {
        return Err(Refusal::new("benefit_nobody", "没有尚未送达的企业，不必推送。"));
    }
    Ok(vec![BenefitEvent::Pushed(pushed.clone())])
}

fn given(reason: &str) -> Result<String, Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请写明原因。"));
    }
    Ok(reason.trim().to_owned())
}
