//! What an agency owes for an item besides publishing it: assessing again what is not public, interpreting a policy,
//! taking back a penalty that fell.

use jiff::civil::Date;

use crate::review::is_approved;
use crate::{
    Attribute, Context, DecisionFell, Fall, Held, InterpretationForm, InterpretationPlan, Item, ItemEvent,
    Reassessed, Reassessment, Refusal, SecrecyConclusion, Showing, Stage,
};

/// Decides that the edition in work is not published (定为不公开), after its reviews; `reassess_on` is when that is
/// looked at again.
///
/// # Errors
///
/// A [`Refusal`] when it is meant to be published, its reviews are not complete, or an edition is public.
pub fn hold(item: &Item, reassess_on: Date, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    if work.content.attribute == Attribute::Proactive {
        return Err(Refusal::by_article(
            "only_withheld_is_held",
            13,
            "公开属性是主动公开的，审核后发布；不应公开的，请先变更公开属性、写明理由并重新审核。",
        ));
    }
    if matches!(item.showing, Showing::Public(_)) {
        return Err(Refusal::new("nothing_public", "该信息还有公开的版本，请先撤下，再定为不公开。"));
    }
    let reviewed = work
        .secrecy
        .as_ref()
        .is_some_and(|it| it.conclusion != SecrecyConclusion::Undecided && it.hash == work.hash);
    if work.stage != Stage::Cleared || !is_approved(work) || !reviewed {
        return Err(Refusal::by_article(
            "review_before_holding",
            17,
            format!(
                "不公开也须经审查：稿件还在“{}”，审核和保密审查完成后才能定为不公开。",
                work.stage.desk()
            ),
        ));
    }
    Ok(vec![ItemEvent::Held(Held {
        edition: work.edition,
        hash: work.hash.clone(),
        reassess_on: ahead(reassess_on, context)?,
        by: context.by.clone(),
    })])
}

/// An assessment of something not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What it found.
    pub conclusion: Reassessment,
    /// What that rests on.
    pub basis: String,
    /// When it is assessed again, where it stays inside.
    pub next_on: Date,
}

/// Assesses again what is not public (定期评估审查), Art. 18.
///
/// # Errors
///
/// A [`Refusal`] when nothing is held, a new edition is in work, it is to be published already, or no basis is given.
pub fn reassess(item: &Item, assessment: &Assessment, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let Some(held) = &item.held else {
        return Err(Refusal::by_article("is_held", 18, "定为不公开的信息，才需要定期评估。"));
    };
    if item.work.is_some() {
        return Err(Refusal::new("no_edition_in_work", "已经起草新版本，请在该稿件上办理。"));
    }
    if held.reassess_on.is_none() {
        return Err(Refusal::by_article(
            "reassessed_once",
            18,
            "已经评估为转为主动公开，请起草公开属性为主动公开的新版本。",
        ));
    }
    if assessment.basis.trim().is_empty() {
        return Err(Refusal::by_article("assessment_basis", 18, "请写明评估的依据和情况，评估记录须留存。"));
    }
    let reassess_on = match assessment.conclusion {
        Reassessment::Stays => Some(ahead(assessment.next_on, context)?),
        Reassessment::Disclose => None,
    };
    Ok(vec![ItemEvent::Reassessed(Reassessed {
        edition: held.edition,
        conclusion: assessment.conclusion,
        basis: assessment.basis.trim().to_owned(),
        reassess_on,
        by: context.by.clone(),
    })])
}

/// Limits who may see an item that is not public to `logins` and its authors (限定查看范围); with nobody named everybody
/// with a role may again.
///
/// # Errors
///
/// A [`Refusal`] when it is public, nothing is in work, or whoever limits it would not see it any more.
pub fn limit_access(item: &Item, logins: &[String], context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    if matches!(item.showing, Showing::Public(_)) {
        return Err(Refusal::new("not_public", "该信息已经公开，不能限定查看范围；需要保密的请先撤稿。"));
    }
    let mut logins = logins.to_vec();
    logins.sort_unstable();
    logins.dedup();
    if !logins.is_empty() && !logins.contains(&context.by) && !work.authors.contains(&context.by) {
        return Err(Refusal::new(
            "limits_oneself",
            "范围里没有您自己，保存后您将看不到这份稿件，请把自己也选上。",
        ));
    }
    if logins == item.limited_to {
        return Ok(Vec::new());
    }
    Ok(vec![ItemEvent::AccessLimited { logins, by: context.by.clone() }])
}

fn ahead(day: Date, context: &Context) -> Result<Date, Refusal> {
    if day <= context.today {
        return Err(Refusal::by_article("assessment_ahead", 18, "下次评估的日期应当晚于今天，请改填。"));
    }
    Ok(day)
}

/// Plans how the item is interpreted (解读方案), or says why it need not be.
///
/// # Errors
///
/// A [`Refusal`] when the item is gone or interprets another itself, a needed one has no form or outline, or one that
/// is not needed has no reason.
pub fn plan_interpretation(
    item: &Item,
    needed: bool,
    forms: &[InterpretationForm],
    note: &str,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.work.as_ref().map(|work| &work.content);
    let Some(content) = work.or_else(|| item.public_edition().map(|edition| &edition.content)) else {
        return Err(Refusal::new("in_work_or_public", "没有在办或者公开的版本，不需要解读方案。"));
    };
    if content.interprets.is_some() {
        return Err(Refusal::new("interprets_itself", "这条信息本身是解读材料，不需要解读方案。"));
    }
    if needed && forms.is_empty() {
        return Err(Refusal::new("interpretation_forms", "请选择至少一种解读形式。"));
    }
    if note.trim().is_empty() {
        return Err(Refusal::new(
            "interpretation_note",
            if needed {
                "请写明解读提纲、渠道和时间。"
            } else {
                "请写明不需要解读的理由。"
            },
        ));
    }
    let plan = InterpretationPlan {
        needed,
        forms: if needed { forms.to_vec() } else { Vec::new() },
        note: note.trim().to_owned(),
        by: context.by.clone(),
    };
    let same = item.interpretation.as_ref().is_some_and(|known| {
        (known.needed, &known.forms, &known.note) == (plan.needed, &plan.forms, &plan.note)
    });
    Ok(if same { Vec::new() } else { vec![ItemEvent::InterpretationPlanned(plan)] })
}

/// Records that the decision an item makes public no longer stands (处罚决定被变更、撤销、确认违法或者无效): it is to
/// be taken back within three working days.
///
/// # Errors
///
/// A [`Refusal`] when it is not public or not on penalties, that is on record already, the act is not named, or the day
/// lies ahead or before the decision's own.
pub fn decision_fell(
    item: &Item,
    how: Fall,
    on: Date,
    act: &str,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    let Some(edition) = item.public_edition() else {
        return Err(Refusal::new("is_public", "该信息当前没有公开的版本，不需要撤回。"));
    };
    if !edition.content.categories.iter().any(|code| code == PENALTIES) {
        return Err(Refusal::by_article(
            "is_on_penalties",
            20,
            "只有公开的行政处罚、行政强制决定（条例第20条第六项）适用；其他信息请用“修改、失效、废止”。",
        ));
    }
    if item.fell.is_some() {
        return Err(Refusal::new("fell_once", "已经登记，请在期限内撤下。"));
    }
    if act.trim().is_empty() {
        return Err(Refusal::new("fall_by_act", "请填写据以变更、撤销或者确认的文书名称和文号。"));
    }
    if context.today < on || on < edition.content.generated_on {
        return Err(Refusal::new("fall_day", "日期应在决定作出之后、今天以前，请核对。"));
    }
    Ok(vec![ItemEvent::DecisionFell(DecisionFell {
        how,
        on,
        act: act.trim().to_owned(),
        by: context.by.clone(),
    })])
}

/// Category of decisions on penalties and coercive measures, Art. 20 no. 6.
pub const PENALTIES: &str = "A20-06";
