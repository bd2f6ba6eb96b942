//! Acts on an item: each with its form, its command and its use case.

use axum::response::Response;
use gongkai_publication::{
    AfterReview, Assessment, Attribute, Context, Fall, InterpretationForm, Item, NewValidity, PENALTIES,
    Purge, Reassessment, Refusal, SecrecyConclusion, SecrecyFinding, Validity, Withdrawal, WithdrawalKind,
    abandon, approve, cancel_end, change_validity, decision_fell, hold, limit_access, plan_interpretation,
    publish, pull, purge, reassess, review_afterwards, review_secrecy, schedule, send_back, set_end, submit,
    unschedule, withdraw,
};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::form::{Checker, FieldErrors, Fields};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, warn};
use crate::ui::field::{Choice, Control, Field};

/// What can be done with an item besides writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemAct {
    /// 送审
    Submit,
    /// 紧急公开
    Emergency,
    /// 审核通过
    Approve,
    /// 退回修改
    SendBack,
    /// 保密审查
    Secrecy,
    /// 发布
    Publish,
    /// 定时发布
    Schedule,
    /// 取消定时发布
    Unschedule,
    /// 定时撤下
    SetEnd,
    /// 取消定时撤下
    CancelEnd,
    /// 事后补审
    ReviewAfterwards,
    /// 放弃稿件
    Abandon,
    /// 修改、失效、废止
    Validity,
    /// 撤下
    Withdraw,
    /// 紧急撤稿
    Pull,
    /// 定为不公开
    Hold,
    /// 定期评估审查
    Reassess,
    /// 解读方案
    Interpretation,
    /// 处罚决定被变更、撤销
    Fell,
    /// 限定查看范围
    Limit,
    /// 清除内容
    Purge,
}

impl ItemAct {
    /// Every act, in the order of the page.
    pub const ALL: [ItemAct; 21] = [
        ItemAct::Submit,
        ItemAct::Approve,
        ItemAct::Secrecy,
        ItemAct::Publish,
        ItemAct::Schedule,
        ItemAct::Unschedule,
        ItemAct::Hold,
        ItemAct::Reassess,
        ItemAct::Interpretation,
        ItemAct::SendBack,
        ItemAct::Emergency,
        ItemAct::ReviewAfterwards,
        ItemAct::Validity,
        ItemAct::Fell,
        ItemAct::SetEnd,
        ItemAct::CancelEnd,
        ItemAct::Withdraw,
        ItemAct::Pull,
        ItemAct::Purge,
        ItemAct::Limit,
        ItemAct::Abandon,
    ];

    /// Last part of its address.
    pub const fn key(self) -> &'static str {
        match self {
            ItemAct::Submit => "submit",
            ItemAct::Emergency => "emergency",
            ItemAct::Approve => "approve",
            ItemAct::SendBack => "send-back",
            ItemAct::Secrecy => "secrecy",
            ItemAct::Publish => "publish",
            ItemAct::Schedule => "schedule",
            ItemAct::Unschedule => "unschedule",
            ItemAct::SetEnd => "set-end",
            ItemAct::CancelEnd => "cancel-end",
            ItemAct::ReviewAfterwards => "review-afterwards",
            ItemAct::Abandon => "abandon",
            ItemAct::Validity => "validity",
            ItemAct::Withdraw => "withdraw",
            ItemAct::Pull => "pull",
            ItemAct::Hold => "hold",
            ItemAct::Reassess => "reassess",
            ItemAct::Interpretation => "interpretation",
            ItemAct::Fell => "fell",
            ItemAct::Limit => "limit",
            ItemAct::Purge => "purge",
        }
    }

    /// What the button says.
    pub const fn label(self) -> &'static str {
        match self {
            ItemAct::Submit => "送审",
            ItemAct::Emergency => "紧急公开送审",
            ItemAct::Approve => "审核通过",
            ItemAct::SendBack => "退回修改",
            ItemAct::Secrecy => "保密审查",
            ItemAct::Publish => "发布",
            ItemAct::Schedule => "定时发布",
            ItemAct::Unschedule => "取消定时发布",
            ItemAct::SetEnd => "定时撤下",
            ItemAct::CancelEnd => "取消定时撤下",
            ItemAct::ReviewAfterwards => "事后补审",
            ItemAct::Abandon => "放弃稿件",
            ItemAct::Validity => "修改、失效、废止",
            ItemAct::Withdraw => "撤下",
            ItemAct::Pull => "紧急撤稿",
            ItemAct::Hold => "定为不公开",
            ItemAct::Reassess => "评估是否公开",
            ItemAct::Interpretation => "解读方案",
            ItemAct::Fell => "处罚决定被变更、撤销",
            ItemAct::Limit => "限定查看范围",
            ItemAct::Purge => "清除内容",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            ItemAct::Submit => "已送审。",
            ItemAct::Emergency => "已按紧急公开送保密审查，公开后须补审。",
            ItemAct::Approve => "已审核通过。",
            ItemAct::SendBack => "已退回撰稿人。",
            ItemAct::Secrecy => "保密审查意见已记录。",
            ItemAct::Publish => "已发布。",
            ItemAct::Schedule => "已设定发布时间。",
            ItemAct::Unschedule => "已取消定时发布。",
            ItemAct::SetEnd => "已设定撤下时间。",
            ItemAct::CancelEnd => "已取消定时撤下。",
            ItemAct::ReviewAfterwards => "补审意见已记录。",
            ItemAct::Abandon => "稿件已放弃。",
            ItemAct::Validity => "效力状态已变更。",
            ItemAct::Withdraw => "已撤下，原网址显示撤下说明。",
            ItemAct::Pull => "已紧急撤稿，各处不再显示。",
            ItemAct::Hold => "已定为不公开，到期列入评估。",
            ItemAct::Reassess => "评估结论已记录。",
            ItemAct::Interpretation => "解读方案已记录。",
            ItemAct::Limit => "查看范围已保存。",
            ItemAct::Fell => "已登记，请在 3 个工作日内撤下并说明理由。",
            ItemAct::Purge => "内容已清除。",
        }
    }

    /// What it means and what happens next.
    const fn meaning(self) -> &'static str {
        match self {
            ItemAct::Submit => "送审后由审核人逐级审核，再作保密审查；审核期间改动正文的，须重新送审。",
            ItemAct::Emergency => "紧急公开只略过编辑审核，不略过保密审查；公开后由审核人补审。请写明情形。",
            ItemAct::Approve => "通过后进入下一级审核；最后一级通过后进入保密审查。",
            ItemAct::SendBack => "稿件回到撰稿人手上，已有的审核意见作废。",
            ItemAct::Secrecy => "先审查、后公开。审查意见与稿件内容绑定，稿件改动后须重新审查。",
            ItemAct::Publish => "发布后在门户公开，进入目录和年度统计；版本不再改变，修改须起草新版本。",
            ItemAct::Schedule => {
                "到时自动发布，与审核过的内容绑定：稿件改动、退回后自动取消。系统当时没有运行的，恢复运行后立即发布一次。"
            }
            ItemAct::Unschedule => "取消后稿件仍为待发布，可以另定时间或者立即发布。",
            ItemAct::SetEnd => "到时自动撤下，原网址保留，显示撤下说明；不改变文件的效力状态。",
            ItemAct::CancelEnd => "取消后继续公开。",
            ItemAct::ReviewAfterwards => "紧急公开的信息公开后须补审。",
            ItemAct::Abandon => "放弃后不再办理这一稿；已经公开的版本不受影响。",
            ItemAct::Validity => "文件继续公开，并标明效力状态和依据。",
            ItemAct::Withdraw => "原网址保留，显示撤下说明；统计按撤下方式处理。",
            ItemAct::Hold => {
                "审核和保密审查完成后，依申请公开、不予公开的信息在这里定下来，不再列入在办，到期重新评估（条例第18条）。"
            }
            ItemAct::Reassess => {
                "情况变化、不公开的理由不再成立的，转为主动公开：起草新版本，审核后发布（条例第18条）。"
            }
            ItemAct::Interpretation => {
                "政策文件与解读同步起草、同步审签、同步发布；没有解读方案也不说明理由的，公开后列入“待解读”。"
            }
            ItemAct::Fell => {
                "公开的行政处罚决定被依法变更、撤销、确认违法或者确认无效的，应当在 3 个工作日内撤回并公开说明理由（行政处罚法第48条）。"
            }
            ItemAct::Limit => {
                "公开以前，只有选定的人员和撰稿人能看到这份稿件；后续的审核人、保密审查员、公开专员也要选上，否则不能办理。一个不选即取消限定，公开后自动取消。"
            }
            ItemAct::Purge => {
                "清除不能恢复：正文和附件的密钥销毁，各处副本和备份都不能再读出；标题、索引号和办理记录保留。其他条目也使用的附件不清除。"
            }
            ItemAct::Pull => {
                "一经确认立即从页面、缓存、搜索、订阅和接口撤下，原网址只显示中性提示，并形成事件记录。"
            }
        }
    }

    /// Is it about items like this one at all? What is not is not offered, nor refused.
    pub(super) fn concerns(self, item: &Item) -> bool {
        let Some(content) = item.newest_content() else { return true };
        match self {
            ItemAct::Hold => item.work.is_some() && content.attribute != Attribute::Proactive,
            ItemAct::Publish | ItemAct::Schedule => content.attribute == Attribute::Proactive,
            ItemAct::Reassess => item.held.is_some(),
            ItemAct::Fell => content.categories.iter().any(|code| code == PENALTIES),
            ItemAct::Interpretation => content.interprets.is_none(),
            _ => true,
        }
    }

    /// Can it not be undone?
    const fn is_grave(self) -> bool {
        matches!(self, ItemAct::Pull | ItemAct::Purge | ItemAct::Withdraw | ItemAct::Abandon)
    }

    fn fields(self, filled: &Filled<'_>) -> Vec<Field> {
        match self {
            ItemAct::Submit
            | ItemAct::Publish
            | ItemAct::Unschedule
            | ItemAct::CancelEnd
            // Whoever may be chosen is known to the agency.
            | ItemAct::Limit => Vec::new(),
            ItemAct::Schedule => times(filled),
            ItemAct::SetEnd => {
                let mut fields = times(filled);
                fields.push(filled.area("notice", "撤下说明", 3).hint("访问原网址的公众会看到这段话。"));
                fields
            }
            ItemAct::Approve => vec![filled.area("note", "审核意见", 3).optional()],
            ItemAct::Emergency => vec![filled.area("reason", "紧急情形", 3)],
            ItemAct::SendBack => vec![filled.area("reason", "退回原因和修改意见", 4)],
            ItemAct::Abandon => vec![filled.area("reason", "放弃原因", 3)],
            ItemAct::Purge => vec![
                filled.area("reason", "清除原因", 3).hint("只写原因，不要抄录需要清除的内容。"),
                filled.tick("sure", "确认", "我已核对条目，知道清除后不能恢复"),
            ],
            ItemAct::Hold => {
                vec![filled.date("on", "下次评估日期").optional().hint("不填的，按机关设置的评估间隔推算。")]
            }
            ItemAct::Reassess => vec![
                filled.radios(
                    "conclusion",
                    "评估结论",
                    choices(Reassessment::ALL, Reassessment::key, Reassessment::label),
                ),
                filled.area("basis", "评估依据", 3).hint("不公开的理由是否仍然成立，有什么变化。"),
                filled
                    .date("on", "下次评估日期")
                    .optional()
                    .hint("继续不公开的填写；不填的，按机关设置的评估间隔推算。"),
            ],
            ItemAct::Interpretation => vec![
                filled.radios(
                    "needed",
                    "是否解读",
                    vec![Choice::new("yes", "需要解读"), Choice::new("no", "不需要解读")],
                ),
                filled
                    .checks(
                        "forms",
                        "解读形式",
                        choices(InterpretationForm::ALL, InterpretationForm::key, InterpretationForm::label),
                    )
                    .optional(),
                filled.area("note", "提纲、渠道和时间", 5).hint("不需要解读的，写明理由。"),
            ],
            ItemAct::Fell => vec![
                filled.radios("how", "处罚决定", choices(Fall::ALL, Fall::key, Fall::label)),
                filled.date("on", "自哪一天起"),
                filled.line("act", "依据的文书名称和文号").hint("例如 行政复议决定书及其文号。"),
            ],
            ItemAct::Pull => {
                vec![filled.area("reason", "撤稿原因", 3).hint("只写原因，不要抄录需要撤下的内容。")]
            }
            ItemAct::Secrecy => vec![
                filled.radios(
                    "conclusion",
                    "审查结论",
                    choices(SecrecyConclusion::ALL, SecrecyConclusion::key, SecrecyConclusion::label),
                ),
                filled.area("basis", "审查依据", 3).hint("写明依据的条款和审查情况。"),
                filled
                    .line("referred_to", "所报部门")
                    .optional()
                    .hint("不能确定时填写：主管部门或者保密行政管理部门。"),
            ],
            ItemAct::ReviewAfterwards => vec![
                filled.radios(
                    "finding",
                    "补审结论",
                    choices(AfterReview::ALL, AfterReview::key, AfterReview::label),
                ),
                filled.area("note", "说明", 3).optional(),
            ],
            ItemAct::Validity => vec![
                filled.radios(
                    "validity",
                    "变更为",
                    choices(
                        &[Validity::Modified, Validity::Expired, Validity::Repealed],
                        Validity::key,
                        Validity::label,
                    ),
                ),
                filled.date("on", "自哪一天起"),
                filled.line("act", "依据的文件名称和文号"),
                filled
                    .line("act_item", "该文件在本平台的条目编号")
                    .optional()
                    .hint("形如 jxj/12；该文件已在本平台公开时填写，两个页面相互链接。"),
            ],
            ItemAct::Withdraw => vec![
                filled.radios(
                    "kind",
                    "撤下方式",
                    choices(WithdrawalKind::ALL, WithdrawalKind::key, WithdrawalKind::label),
                ),
                filled.area("notice", "撤下说明", 3).hint("访问原网址的公众会看到这段话。"),
                filled
                    .line("successor", "取代它的条目编号")
                    .optional()
                    .hint("仅“被取代”时填写，形如 jxj/12。"),
            ],
        }
    }
}

/// A day and a time of day.
fn times(filled: &Filled<'_>) -> Vec<Field> {
    let time = filled.line("time", "时间").control(Control::Line("time")).hint("北京时间，例如 09:00。");
    vec![filled.date("on", "日期"), time]
}

/// What they say, as an instant.
fn time_of(check: &mut Checker<'_>) -> Option<Timestamp> {
    let on = check.date("on", "日期");
    let time = check.required("time", "请填写时间");
    let Ok(time) = format!("{time}:00").parse::<jiff::civil::Time>() else {
        if !time.is_empty() {
            check.fail("time", "时间应写作 09:00");
        }
        return None;
    };
    Some(gongkai_app::instant_of(on?.to_datetime(time)))
}

async fn load(desk: &Desk, number: &str) -> Result<(String, Item), Fault> {
    let id = format!("{}/{number}", desk.code());
    let item = desk.app.item_state(&id).await?;
    Ok((id, item))
}

async fn form(
    desk: &Desk,
    id: &str,
    item: &Item,
    act: ItemAct,
    fields: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(fields, flaws);
    let title = item.newest_content().map(|content| content.title.clone());
    let seen = item.work.as_ref().map(|work| work.hash.clone()).unwrap_or_default();
    let mut fields = act.fields(&filled);
    if act == ItemAct::Limit {
        let people = desk.app.store.accounts(desk.code()).await?.into_iter().filter(|row| !row.disabled);
        let mut choices = Vec::new();
        for row in people {
            let grants = desk.app.store.grants_on(&row.login, desk.app.today()).await?;
            let roles = grants.iter().map(|grant| grant.role.label());
            let label = format!("{}（{}）", row.name, roles.collect::<Vec<_>>().join("、"));
            choices.push(Choice::new(row.login, label));
        }
        fields.push(filled.checks("logins", "可以查看的人员", choices).optional());
    }
    if matches!(act, ItemAct::Approve | ItemAct::Secrecy) {
        // What was on screen: an approval is bound to it.
        fields.push(Field::hidden("seen", seen));
    }
    let sheet = Sheet {
        title: act.label().to_owned(),
        intro: title.map(|title| format!("《{title}》")).unwrap_or_default(),
        notices: if act.is_grave() { vec![warn(act.meaning())] } else { Vec::new() },
        groups: vec![Group::plain(fields)],
        submit: format!("确认{}", act.label()),
        next: if act.is_grave() { String::new() } else { act.meaning().to_owned() },
        action: address::item_act(id, act.key()),
        cancel: address::item(id),
        grave: act.is_grave(),
        ..Sheet::default()
    };
    let above = [("主动公开", address::items(desk.code())), ("条目", address::item(id))];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/{agency}/items/{number}/{act}`
///
/// # Errors
///
/// Not found when there is no such item.
pub async fn show(desk: Desk, number: String, act: ItemAct) -> Result<Response, Fault> {
    let (id, item) = load(&desk, &number).await?;
    form(&desk, &id, &item, act, &present(&item, act), &Flaws::default()).await
}

/// What the form holds at first: what is on record already.
fn present(item: &Item, act: ItemAct) -> Fields {
    let pairs: Vec<(&str, String)> = match (act, &item.fell, &item.interpretation) {
        (ItemAct::Withdraw, Some(fell), _) => {
            let notice = format!(
                "该行政处罚决定已{}（{}，{}），依照行政处罚法第48条撤回。",
                fell.how.label(),
                fell.act,
                fell.on
            );
            vec![("kind", WithdrawalKind::WithNotice.key().to_owned()), ("notice", notice)]
        }
        (ItemAct::Interpretation, _, Some(plan)) => {
            let needed = if plan.needed { "yes" } else { "no" };
            let forms = plan.forms.iter().map(|form| ("forms", form.key().to_owned()));
            let rest = [("needed", needed.to_owned()), ("note", plan.note.clone())];
            rest.into_iter().chain(forms).collect()
        }
        (ItemAct::Limit, _, _) => item.limited_to.iter().map(|login| ("logins", login.clone())).collect(),
        (_, _, _) => Vec::new(),
    };
    Fields::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

/// `POST /office/{agency}/items/{number}/{act}`
///
/// # Errors
///
/// Not found when there is no such item; the form comes back when the act is refused.
pub async fn perform(desk: Desk, number: String, act: ItemAct, fields: Fields) -> Result<Response, Fault> {
    let (id, item) = load(&desk, &number).await?;
    match run(&desk, &id, act, &fields).await {
        Ok(()) => desk.done(act.done(), &address::item(&id)).await,
        Err(fault) => form(&desk, &id, &item, act, &fields, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, id: &str, act: ItemAct, fields: &Fields) -> Result<(), Fault> {
    let (app, actor) = (&desk.app, &desk.actor);
    let text = |name: &str| fields.text(name);
    match act {
        ItemAct::Submit => app.submit_item(actor, id, None).await?,
        ItemAct::Emergency => app.submit_item(actor, id, Some(text("reason"))).await?,
        ItemAct::Approve => app.approve_item(actor, id, text("seen"), text("note")).await?,
        ItemAct::SendBack => app.send_back_item(actor, id, &reason(fields)?).await?,
        ItemAct::Secrecy => app.review_item_secrecy(actor, id, &secrecy(fields)?).await?,
        ItemAct::Publish => app.publish_item(actor, id).await?,
        ItemAct::Schedule => {
            let mut check = Checker::new(fields);
            let at = time_of(&mut check);
            app.schedule_item(actor, id, check.finish(at)?).await?;
        }
        ItemAct::Unschedule => app.unschedule_item(actor, id).await?,
        ItemAct::SetEnd => {
            let mut check = Checker::new(fields);
            let (at, notice) = (time_of(&mut check), check.required("notice", "请填写撤下说明"));
            app.set_item_end(actor, id, check.finish(at)?, &notice).await?;
        }
        ItemAct::CancelEnd => app.cancel_item_end(actor, id).await?,
        ItemAct::ReviewAfterwards => {
            let mut check = Checker::new(fields);
            let finding = check.choice("finding", AfterReview::from_key, "请选择补审结论");
            app.review_item_afterwards(actor, id, check.finish(finding)?, text("note")).await?;
        }
        ItemAct::Abandon => app.abandon_item(actor, id, &reason(fields)?).await?,
        ItemAct::Validity => app.change_item_validity(actor, id, &validity(fields)?).await?,
        ItemAct::Withdraw => app.withdraw_item(actor, id, &withdrawal(fields)?).await?,
        ItemAct::Pull => app.pull_item(actor, id, &reason(fields)?).await?,
        ItemAct::Hold => {
            let mut check = Checker::new(fields);
            let on = check.optional_date("on", "下次评估日期");
            app.hold_item(actor, id, check.finish(Some(on))?).await?;
        }
        ItemAct::Reassess => {
            let mut check = Checker::new(fields);
            let conclusion = check.choice("conclusion", Reassessment::from_key, "请选择评估结论");
            let on = check.optional_date("on", "下次评估日期");
            let basis = check.required("basis", "请写明评估依据");
            let conclusion = check.finish(conclusion)?;
            app.reassess_item(actor, id, conclusion, &basis, on).await?;
        }
        ItemAct::Interpretation => {
            let mut check = Checker::new(fields);
            let needed = |key: &str| match key {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            let needed = check.choice("needed", needed, "请选择是否解读");
            let forms = fields.all("forms").into_iter().filter_map(InterpretationForm::from_key);
            let forms: Vec<_> = forms.collect();
            if needed == Some(true) && forms.is_empty() {
                check.fail("forms", "请选择至少一种解读形式");
            }
            let note = check.required("note", "请写明提纲、渠道和时间；不需要解读的，写明理由");
            app.plan_item_interpretation(actor, id, check.finish(needed)?, &forms, &note).await?;
        }
        ItemAct::Limit => {
            let logins: Vec<String> = fields.all("logins").into_iter().map(str::to_owned).collect();
            app.limit_item_access(actor, id, &logins).await?;
        }
        ItemAct::Fell => {
            let mut check = Checker::new(fields);
            let how = check.choice("how", Fall::from_key, "请选择处罚决定怎样变化");
            let on = check.date("on", "日期");
            let act = check.required("act", "请填写依据的文书名称和文号");
            let (how, on) = check.finish(how.zip(on))?;
            app.item_decision_fell(actor, id, how, on, &act).await?;
        }
        ItemAct::Purge => {
            let mut check = Checker::new(fields);
            let reason = check.required("reason", "请写明原因");
            if !fields.has("sure") {
                check.fail("sure", "请确认已核对条目，清除后不能恢复");
            }
            app.purge_item(actor, id, &check.finish(Some(reason))?).await?;
        }
    }
    Ok::<(), Fault>(())
}

fn reason(fields: &Fields) -> Result<String, FieldErrors> {
    let mut check = Checker::new(fields);
    let reason = check.required("reason", "请写明原因");
    check.finish(Some(reason))
}

fn secrecy(fields: &Fields) -> Result<SecrecyFinding, FieldErrors> {
    let mut check = Checker::new(fields);
    let conclusion = check.choice("conclusion", SecrecyConclusion::from_key, "请选择审查结论");
    let basis = check.required("basis", "请写明审查依据");
    let (seen, referred_to) = (fields.text("seen").to_owned(), check.optional("referred_to"));
    check.finish(conclusion.map(|conclusion| SecrecyFinding { seen, conclusion, basis, referred_to }))
}

fn validity(fields: &Fields) -> Result<NewValidity, FieldErrors> {
    let mut check = Checker::new(fields);
    let validity = check.choice("validity", Validity::from_key, "请选择效力状态");
    let on = check.date("on", "起始日期");
    let act = check.required("act", "请填写依据的文件名称和文号");
    let act_item = check.optional("act_item");
    check.finish(validity.zip(on).map(|(validity, on)| NewValidity { validity, on, act, act_item }))
}

fn withdrawal(fields: &Fields) -> Result<Withdrawal, FieldErrors> {
    let mut check = Checker::new(fields);
    let kind = check.choice("kind", WithdrawalKind::from_key, "请选择撤下方式");
    let notice = check.required("notice", "请填写撤下说明");
    let successor = check.optional("successor");
    check.finish(kind.map(|kind| Withdrawal { kind, notice, successor }))
}

/// Why an act is not possible now: what the rules say to a form that is filled in as it should be.
pub(super) fn refusal(item: &Item, act: ItemAct, context: &Context) -> Option<Refusal> {
    let seen = item.work.as_ref().map_or("", |work| work.hash.as_str());
    // Words that stand for whatever will be filled in: only the state is asked.
    let words = "待填";
    let decided = match act {
        ItemAct::Submit => submit(item, None, context),
        ItemAct::Emergency => submit(item, Some(words), context),
        ItemAct::Approve => approve(item, seen, words, context),
        ItemAct::SendBack => send_back(item, words, context),
        ItemAct::Secrecy => review_secrecy(
            item,
            &SecrecyFinding {
                seen: seen.to_owned(),
                conclusion: SecrecyConclusion::Public,
                basis: words.to_owned(),
                referred_to: None,
            },
            context,
        ),
        ItemAct::Publish => publish(item, context),
        ItemAct::Schedule => schedule(item, Timestamp::MAX, context),
        ItemAct::Unschedule => unschedule(item, context),
        ItemAct::SetEnd => set_end(item, Timestamp::MAX, words, context),
        ItemAct::CancelEnd => cancel_end(item, context),
        ItemAct::ReviewAfterwards => review_afterwards(item, AfterReview::Stands, words, context),
        ItemAct::Abandon => abandon(item, words, context),
        ItemAct::Validity => change_validity(
            item,
            &NewValidity {
                validity: Validity::Repealed,
                on: context.today,
                act: words.to_owned(),
                act_item: None,
            },
            context,
        ),
        ItemAct::Withdraw => withdraw(
            item,
            &Withdrawal { kind: WithdrawalKind::WithNotice, notice: words.to_owned(), successor: None },
            context,
        ),
        ItemAct::Pull => pull(item, words, context),
        ItemAct::Hold => hold(item, Date::MAX, context),
        ItemAct::Reassess => {
            let (conclusion, basis) = (Reassessment::Stays, words.to_owned());
            reassess(item, &Assessment { conclusion, basis, next_on: Date::MAX }, context)
        }
        ItemAct::Interpretation => plan_interpretation(item, false, &[], words, context),
        ItemAct::Limit => limit_access(item, &[], context),
        ItemAct::Fell => decision_fell(item, Fall::Revoked, context.today, words, context),
        ItemAct::Purge => purge(item, &Purge { reason: words.to_owned(), ..Purge::default() }, context),
    };
    decided.err()
}
