//! What can be done with a benefit: conditions, review, push, the end.

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use gongkai_app::benefits::BenefitCommand;
use gongkai_enterprise::benefit::{Relation, Stage, Terms, build, flaws as flaws_of};
use gongkai_enterprise::{Attribute, flags, qualifications};
use gongkai_store::benefit::BenefitRow;
use serde::Deserialize;

use super::{TITLE, load};
use crate::AppState;
use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, warn};
use crate::ui::field::{Choice, Field};
use crate::ui::prose::Html;

/// What can be done with a benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// 增加条件
    Condition,
    /// 删除条件
    Remove,
    /// 提交审核
    HandIn,
    /// 退回修改
    SendBack,
    /// 审核发布
    Publish,
    /// 推送
    Push,
    /// 代为申报
    Apply,
    /// 停止办理
    Close,
}

impl Deed {
    pub(super) const ALL: [Deed; 8] = [
        Deed::Condition,
        Deed::Remove,
        Deed::HandIn,
        Deed::SendBack,
        Deed::Publish,
        Deed::Push,
        Deed::Apply,
        Deed::Close,
    ];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Deed::Condition => "condition",
            Deed::Remove => "remove",
            Deed::HandIn => "hand-in",
            Deed::SendBack => "send-back",
            Deed::Publish => "publish",
            Deed::Push => "push",
            Deed::Apply => "apply",
            Deed::Close => "close",
        }
    }

    pub(super) const fn route(self) -> &'static str {
        match self {
            Deed::Condition => "/office/{agency}/benefits/{number}/condition",
            Deed::Remove => "/office/{agency}/benefits/{number}/remove",
            Deed::HandIn => "/office/{agency}/benefits/{number}/hand-in",
            Deed::SendBack => "/office/{agency}/benefits/{number}/send-back",
            Deed::Publish => "/office/{agency}/benefits/{number}/publish",
            Deed::Push => "/office/{agency}/benefits/{number}/push",
            Deed::Apply => "/office/{agency}/benefits/{number}/apply",
            Deed::Close => "/office/{agency}/benefits/{number}/close",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Deed::Condition => "增加条件",
            Deed::Remove => "删除条件",
            Deed::HandIn => "提交审核",
            Deed::SendBack => "退回修改",
            Deed::Publish => "审核发布",
            Deed::Push => "推送",
            Deed::Apply => "代为申报",
            Deed::Close => "停止办理",
        }
    }

    const fn intro(self) -> &'static str {
        match self {
            Deed::Condition => "一项条件对应原文的一句话。可以逐项选择，也可以直接写条件。",
            Deed::Remove => "删除后不再按这项条件匹配；已经发布的版本在修改审核通过以前不变。",
            Deed::HandIn => "提交后由他人与原文核对、审核；审核通过即在门户公布。",
            Deed::SendBack => "退回起草人修改。",
            Deed::Publish => "通过后在门户的惠企政策中公布，按新的条件匹配企业。",
            Deed::Push => {
                "推送给符合和可能符合条件的企业。开通账户的企业立即收到；没有开通的列入“符合而未送达”，开通后即可看到。"
            }
            Deed::Apply => "企业到现场申报的，或者免申即享的，由工作人员登记。",
            Deed::Close => "停止后从门户撤下，不再受理申报；已经申报的仍应办结。",
        }
    }

    /// Is it possible now?
    pub(super) fn fits(self, row: &BenefitRow) -> bool {
        let is_open = row.stage != Stage::Closed;
        match self {
            Deed::Condition | Deed::Remove => is_open && row.stage != Stage::HandedIn,
            Deed::HandIn => is_open && row.draft.is_some() && row.stage != Stage::HandedIn,
            Deed::SendBack | Deed::Publish => row.stage == Stage::HandedIn,
            Deed::Push | Deed::Apply => row.is_public,
            Deed::Close => is_open,
        }
    }
}

/// The forms of acts.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new();
    for deed in Deed::ALL {
        let show = move |desk: Desk,
                         Path((_, number)): Path<(String, String)>,
                         Query(place): Query<Place>| async move {
            let row = load(&desk, &number).await?;
            let given = begin(&desk, &row, deed, place).await?;
            form(&desk, &row, deed, &given, &Flaws::default()).await
        };
        let perform = move |desk: Desk,
                            Path((_, number)): Path<(String, String)>,
                            Form(given): Form<Fields>| async move {
            perform(desk, number, deed, given).await
        };
        router = router.route(deed.route(), get(show).post(perform));
    }
    router
}

/// Which condition a form is about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Place {
    place: String,
}

/// What stands in a form at first.
async fn begin(desk: &Desk, row: &BenefitRow, deed: Deed, place: Place) -> Result<Fields, Fault> {
    let mut given = vec![("place".to_owned(), place.place)];
    if deed == Deed::Condition {
        let newest = row.draft.as_ref().map(|(source, _)| source);
        let source = newest.or(row.published.as_ref().map(|public| &public.source));
        if let Some(source) = source
            && let Ok(policy) = desk.app.policy_text(desk.code(), &source.item).await
        {
            let sentence = policy.candidates.iter().find(|one| one.clause == source.clause);
            given.extend(sentence.map(|one| ("quote".to_owned(), one.text.clone())));
        }
    }
    if deed == Deed::Publish {
        given.push(("revision".to_owned(), desk.app.benefit_revision(&row.id).await?.to_string()));
    }
    Ok(Fields::of(given))
}

fn fields(deed: Deed, filled: &Filled<'_>) -> Vec<Field> {
    match deed {
        Deed::Condition => {
            let attributes = Attribute::ALL.iter().map(|one| {
                let unit = one.unit();
                let unit = if unit.is_empty() { String::new() } else { format!("（{unit}）") };
                let year = if one.is_yearly() { "上年度" } else { "" };
                Choice::new(one.key(), format!("{year}{}{unit}", one.label()))
            });
            vec![
                filled.area("quote", "原文", 3).hint("从政策正文复制这项条件所在的一句话，可以只复制一部分。"),
                filled.select("attribute", "数据", attributes.collect()).optional(),
                filled
                    .select("relation", "要求", choices(&Relation::ALL, Relation::key, Relation::label))
                    .optional(),
                filled.line("value", "值").optional().hint(
                    "多个值用顿号隔开。区划、行业代码写前几位即可，例如 3304、C39；规模写 大型、中型、小型、微型；研发占比 3% 写 0.03。",
                ),
                filled.area("when", "直接写条件", 2).optional().hint(
                    "填写了就以此为准，例如 rd_ratio >= 0.03 || '高新技术企业' in qualifications。",
                ),
            ]
        }
        Deed::Remove => vec![Field::hidden("place", filled.fields.text("place"))],
        Deed::Publish => vec![
            filled.tick(
                "checked",
                "核对",
                "已逐项与原文核对：与公开的政策文本一致，没有新增国家秘密、商业秘密和个人信息",
            ),
            Field::hidden("revision", filled.fields.text("revision")),
        ],
        Deed::SendBack => vec![filled.area("reason", "退回原因", 3)],
        Deed::Close => vec![filled.area("reason", "停止原因", 3)],
        Deed::Apply => vec![filled.line("credit_code", "统一社会信用代码")],
        Deed::HandIn | Deed::Push => Vec::new(),
    }
}

async fn form(
    desk: &Desk,
    row: &BenefitRow,
    deed: Deed,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let back = address::benefit(&row.id);
    let mut intro = format!("{}。{}", row.name, deed.intro());
    let terms = row.draft.as_ref().map(|(_, terms)| terms);
    let terms = terms.or(row.published.as_ref().map(|public| &public.terms));
    if deed == Deed::Remove {
        let place: usize = given.text("place").parse().unwrap_or_default();
        let clause = place.checked_sub(1).and_then(|place| terms?.clauses.get(place));
        let said =
            clause.map(|clause| clause.condition().map_or_else(|| clause.when.clone(), |one| one.sentence()));
        intro = match said {
            Some(sentence) => format!("第 {place} 项条件：{sentence}。{}", deed.intro()),
            None => "没有这一项条件，可能已经删除。".to_owned(),
        };
    }
    let mut notices = Vec::new();
    if deed == Deed::HandIn {
        let found = terms.map(flaws_of).unwrap_or_default();
        notices.extend(found.into_iter().map(|flaw| warn(flaw.message)));
    }
    let preview = match (deed, terms) {
        (Deed::Publish | Deed::SendBack, Some(terms)) => {
            Some(("与原文核对".to_owned(), Html::paragraphs(&to_compare(desk, row, terms).await?)))
        }
        (Deed::Condition, _) => Some((
            "可以用的资质和标记".to_owned(),
            Html::paragraphs(&format!(
                "资质：{}\n\n标记：{}",
                qualifications().join("、"),
                flags().iter().map(|(_, label)| *label).collect::<Vec<_>>().join("、")
            )),
        )),
        _ => None,
    };
    let sheet = Sheet {
        title: deed.label().to_owned(),
        intro,
        notices,
        groups: vec![Group::plain(fields(deed, &Filled::new(given, flaws)))],
        submit: format!("确认{}", deed.label()),
        action: format!("{back}/{}", deed.key()),
        cancel: back.clone(),
        grave: deed == Deed::Close,
        preview,
        ..Sheet::default()
    };
    let above = [(TITLE, address::benefits(desk.code())), (row.name.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// Everything that becomes public, each condition with its sentence.
async fn to_compare(desk: &Desk, row: &BenefitRow, terms: &Terms) -> Result<String, Fault> {
    let source = row.draft.as_ref().map(|(source, _)| source);
    let quotes = match source.or(row.published.as_ref().map(|public| &public.source)) {
        Some(source) => desk.app.quotes(source, terms).await?,
        None => Vec::new(),
    };
    let mut text = vec![
        format!("事项：{}（{}，{}）", terms.name, terms.kind.label(), terms.mode.label()),
        format!("对象：{}", terms.beneficiaries),
        format!("金额：{}{}", terms.amount_sentence(), if terms.once { "，一次性" } else { "" }),
        format!("时限：{}；{}兑现", terms.window(), terms.pay_sentence()),
        format!("地址：{}，{}；电话：{}", terms.unit, terms.address, terms.phone),
    ];
    if !terms.materials.is_empty() {
        text.push(format!("材料：{}", terms.materials.join("；")));
    }
    text.extend(terms.exclusion.iter().map(|name| format!("就高不重复：{name}")));
    for (place, clause) in terms.clauses.iter().enumerate() {
        let sentence = clause.condition().map_or_else(|| clause.when.clone(), |one| one.sentence());
        let quote = quotes.get(place).cloned().flatten();
        let quote = quote.unwrap_or_else(|| "（现行版本中不在原处）".to_owned());
        text.push(format!("条件 {}：{sentence}\n原文：{quote}", place + 1));
    }
    Ok(text.join("\n\n"))
}

async fn perform(desk: Desk, number: String, deed: Deed, given: Fields) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    match run(&desk, &row, deed, &given).await {
        Ok(done) => desk.done(done, &address::benefit(&row.id)).await,
        Err(fault) => form(&desk, &row, deed, &given, &fault.flaws()?).await,
    }
}

/// Does it; what was done, in a sentence.
async fn run(desk: &Desk, row: &BenefitRow, deed: Deed, given: &Fields) -> Result<String, Fault> {
    let (app, actor) = (&desk.app, &desk.actor);
    let mut check = Checker::new(given);
    let command = match deed {
        Deed::Condition => {
            let quote = check.required("quote", "请填写原文");
            let when = condition(&mut check, given);
            app.add_condition(actor, &row.id, &check.finish(when)?, &quote).await?;
            return Ok("已增加条件。".to_owned());
        }
        Deed::Push => {
            let pushed = app.push_benefit(actor, &row.id).await?;
            return Ok(format!(
                "已推送：符合 {} 家，可能符合 {} 家，其中此前已推送 {} 家。",
                pushed.met, pushed.unknown, pushed.told_before
            ));
        }
        Deed::Apply => {
            let code = check.required("credit_code", "请填写统一社会信用代码");
            let code = check.finish(Some(code.to_uppercase()))?;
            app.apply_for_benefit(actor, &row.id, &code).await?;
            return Ok("已登记申报。".to_owned());
        }
        Deed::Remove => BenefitCommand::RemoveCondition(given.text("place").parse().unwrap_or_default()),
        Deed::HandIn => BenefitCommand::HandIn,
        Deed::Publish => {
            BenefitCommand::Publish(given.text("revision").parse().unwrap_or_default(), given.has("checked"))
        }
        Deed::SendBack => {
            let reason = check.required("reason", "请写明原因");
            BenefitCommand::SendBack(check.finish(Some(reason))?)
        }
        Deed::Close => {
            let reason = check.required("reason", "请写明原因");
            BenefitCommand::Close(check.finish(Some(reason))?)
        }
    };
    app.act_on_benefit(actor, &row.id, &command).await?;
    Ok(format!("已办理：{}。", deed.label()))
}

/// The condition that was written, or that was chosen piece by piece.
fn condition(check: &mut Checker<'_>, given: &Fields) -> Option<String> {
    let written = given.text("when").trim();
    if !written.is_empty() {
        return Some(written.to_owned());
    }
    let attribute = check.choice("attribute", Attribute::from_key, "请选择数据，或者直接写条件");
    let relation = check.choice("relation", Relation::from_key, "请选择要求");
    match build(attribute?, relation?, given.text("value")) {
        Ok(text) => Some(text),
        Err(message) => {
            check.fail("value", message);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_the_address_of_its_act() {
        for deed in Deed::ALL {
            assert!(deed.route().ends_with(&format!("/{}", deed.key())), "{}", deed.route());
        }
    }
}
