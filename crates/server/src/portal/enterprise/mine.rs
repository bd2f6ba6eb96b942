//! The enterprise's own pages (我的政策): what fits it, one benefit with its reasons, its data, whom it lets see them.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::enterprises::EnterpriseSeat;
use gongkai_app::{Actor, AppError};
use gongkai_enterprise::account::Group as DataGroup;
use gongkai_store::benefit::{BenefitRow, ClaimRow};

use super::results::{FitGroup, ReasonLine, groups, reasons, sentence, view};
use super::{here, seat, size_of, stated_fields, stated_of, typed_of};
use crate::form::Fields;
use crate::office::enterprises::facts;
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group, choices};
use crate::portal::ask::flaws_of;
use crate::portal::policies;
use crate::portal::visitor::{Visit, VisitorForm};
use crate::portal::visitor_page::{Looked, VisitorPage};
use crate::ui::breadcrumb::Crumb;
use crate::ui::field::Choice;
use crate::ui::form_token::FormToken;
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::Notice;
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// Rows of the inbox and of claims that are looked at.
const MOST: u32 = 500;
/// Where this page is.
const MINE: &str = "/enterprise/mine";
const TITLE: &str = "我的政策";

/// `/enterprise/mine`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/mine.html")]
pub struct MinePage {
    /// The frame.
    pub frame: PortalFrame,
    /// The enterprise's name.
    pub title: String,
    /// How many fit.
    pub sentence: String,
    /// The groups.
    pub groups: Vec<FitGroup>,
    /// What is known of it.
    pub facts: MetadataTable,
    /// What it asked for and what became of it.
    pub claims: LinkList,
    /// Since when the account is open, and who handed out the code.
    pub since: String,
    /// Does it want to be told?
    pub is_told: bool,
    /// The token of its forms.
    pub token: FormToken,
}

/// `/enterprise/policies/{agency}/{number}`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/my_policy.html")]
pub(super) struct MyPolicyPage {
    /// The frame.
    pub frame: PortalFrame,
    /// What it is called.
    pub title: String,
    /// Does it fit, and what would it pay?
    pub sentence: String,
    /// What is wrong with an application.
    pub notices: Vec<Notice>,
    /// Every condition.
    pub lines: Vec<ReasonLine>,
    /// What is missing.
    pub missing: String,
    /// What became of the application.
    pub claim: String,
    /// The guide.
    pub facts: MetadataTable,
    /// The page everybody sees.
    pub guide: String,
    /// May it be asked for now? Where the form is sent.
    pub apply: Option<String>,
    /// The token of the form.
    pub token: FormToken,
}

fn entrance(visit: &Visit) -> Response {
    visit.lead("/enterprise/sign-in")
}

/// `GET /enterprise/mine`
pub(super) async fn page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let Some(seat) = seat(&state, &visit).await? else { return Ok(entrance(&visit)) };
    let fits = state.app.fits(&seat.profile).await?;
    let inbox = state.app.inbox(&seat.credit_code, MOST).await?;
    let unread: BTreeSet<&str> = inbox
        .iter()
        .filter(|row| row.reached_at.is_some() && row.opened_at.is_none())
        .map(|row| row.benefit.as_str())
        .collect();
    let asked = state.app.store.claims_of(&seat.credit_code, MOST).await?;
    let claims: BTreeMap<&str, &ClaimRow> = asked.iter().map(|row| (row.benefit.as_str(), row)).collect();
    let groups = groups(&fits, |fit| {
        let id = fit.benefit.id.as_str();
        let stands = match claims.get(id) {
            Some(claim) => claim_word(claim).to_owned(),
            None if unread.contains(id) => "新推送".to_owned(),
            None => String::new(),
        };
        view(fit, my_policy(id), stands)
    });
    let name = seat.profile.name.clone().unwrap_or_else(|| seat.credit_code.clone());
    let mut known = facts(&seat.profile);
    if let Some(size) = size_of(&seat.profile, state.app.today().year()) {
        known.rows.push(MetadataRow::new("上年度企业规模", size));
    }
    let page = MinePage {
        frame: here(&state, &visit, TITLE),
        sentence: sentence(&groups),
        title: name,
        groups,
        facts: known,
        claims: claim_links(&state, &asked).await?,
        since: since(&state, &seat).await?,
        is_told: !seat.account.is_quiet,
        token: visit.token(),
    };
    visit.show(StatusCode::OK, &page, false)
}

/// Every claim, also of what is not offered any more.
async fn claim_links(state: &AppState, claims: &[ClaimRow]) -> Result<LinkList, Problem> {
    let mut rows = Vec::with_capacity(claims.len());
    for claim in claims {
        let name = state.app.store.benefit(&claim.benefit).await?.map(|row| row.name).unwrap_or_default();
        rows.push(LinkRow {
            details: vec![claim_sentence(claim)],
            ..LinkRow::new(my_policy(&claim.benefit), name, claim.applied_on.to_string())
        });
    }
    Ok(LinkList { rows, empty: "还没有申报。".to_owned() })
}

/// Nobody gets another code for an account without its holder seeing so.
async fn since(state: &AppState, seat: &EnterpriseSeat) -> Result<String, Problem> {
    let by = state.app.store.agency(&seat.account.agency).await?.map(|row| row.name).unwrap_or_default();
    let opened = seat.account.opened_on.map(|on| on.to_string()).unwrap_or_default();
    Ok(match &seat.account.invited {
        Some(invited) => {
            format!(
                "账户 {opened} 开通。{by}于 {} 又发放了开通码，不是本企业申请的，请立即与它联系。",
                invited.on
            )
        }
        None => format!("账户 {opened} 凭{by}发放的开通码开通。"),
    })
}

fn my_policy(id: &str) -> String {
    format!("/enterprise{}", routes::policy(id))
}

const fn claim_word(claim: &ClaimRow) -> &'static str {
    match (claim.is_open, claim.refused_on.is_some()) {
        (true, _) => "已申报",
        (false, true) => "不予兑现",
        (false, false) => "已兑现",
    }
}

fn claim_sentence(claim: &ClaimRow) -> String {
    let due = claim.due.map(|due| format!("，最迟 {due} 兑现")).unwrap_or_default();
    match (&claim.refused, claim.paid_on) {
        _ if claim.is_open => format!("{} 申报，正在办理{due}。", claim.applied_on),
        (Some(reason), _) => format!("{} 申报，不予兑现：{reason}", claim.applied_on),
        (None, Some(on)) => {
            let amount = claim.paid.map(|amount| format!(" {amount} 万元")).unwrap_or_default();
            format!("{} 申报，{on} 兑现{amount}。", claim.applied_on)
        }
        (None, None) => String::new(),
    }
}

/// A benefit that is offered, or that the enterprise asked for while it was.
async fn benefit(
    state: &AppState,
    seat: &EnterpriseSeat,
    code: &str,
    number: &str,
) -> Result<BenefitRow, Problem> {
    let id = format!("{code}/{number}");
    if let Some(row) = state.app.store.offered_benefit(&id).await? {
        return Ok(row);
    }
    state.app.store.claim(&id, &seat.credit_code).await?.ok_or(Problem::NotFound)?;
    state.app.store.benefit(&id).await?.ok_or(Problem::NotFound)
}

async fn show_policy(
    state: &AppState,
    visit: &Visit,
    seat: &EnterpriseSeat,
    row: &BenefitRow,
    flaws: &Flaws,
) -> Result<Response, Problem> {
    let fit = state.app.fit_of(row, &seat.profile).ok_or(Problem::NotFound)?;
    let claim = state.app.store.claim(&row.id, &seat.credit_code).await?;
    let by = state.app.store.agency(&row.agency).await?.map(|agency| agency.name).unwrap_or_default();
    let public = row.published.as_ref().ok_or(Problem::NotFound)?;
    let may = row.is_public
        && public.terms.is_open_on(state.app.today())
        && fit.truth != gongkai_enterprise::Truth::Not
        && claim.as_ref().is_none_or(|claim| !claim.is_open);
    let amount = fit.amount.map(|amount| format!("，预计可得 {amount} 万元")).unwrap_or_default();
    let page = MyPolicyPage {
        frame: here(state, visit, &row.name).crumbs(vec![
            Crumb::to(super::TITLE, routes::enterprise()),
            Crumb::to(TITLE, MINE),
            Crumb::here(row.name.clone()),
        ]),
        title: row.name.clone(),
        sentence: format!("{}{amount}。", fit.truth.label()),
        notices: flaws.refusal.clone().into_iter().collect(),
        lines: reasons(&fit),
        missing: fit.missing.join("、"),
        claim: claim.as_ref().map(claim_sentence).unwrap_or_default(),
        facts: policies::facts(row, &by),
        guide: routes::policy(&row.id),
        apply: may.then(|| my_policy(&row.id)),
        token: visit.token(),
    };
    let status = if flaws.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.show(status, &page, false)
}

/// `GET /enterprise/policies/{agency}/{number}`: read, which the ledger keeps.
pub(super) async fn policy(
    State(state): State<AppState>,
    visit: Visit,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let Some(seat) = seat(&state, &visit).await? else { return Ok(entrance(&visit)) };
    let row = benefit(&state, &seat, &code, &number).await?;
    state.app.store.mark_opened(&row.id, &seat.credit_code, state.app.now()).await?;
    show_policy(&state, &visit, &seat, &row, &Flaws::default()).await
}

/// `POST /enterprise/policies/{agency}/{number}`: asks for it.
pub(super) async fn apply(
    State(state): State<AppState>,
    Path((code, number)): Path<(String, String)>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let VisitorForm { visit, doubt, .. } = sent;
    let Some(seat) = seat(&state, &visit).await? else { return Ok(entrance(&visit)) };
    let row = benefit(&state, &seat, &code, &number).await?;
    let fit = state.app.fit_of(&row, &seat.profile).ok_or(Problem::NotFound)?;
    let flaws = match doubt {
        Some(doubt) => Flaws::refused(doubt.message()),
        None if fit.truth == gongkai_enterprise::Truth::Not => {
            Flaws::refused("按现在已知的数据不符合条件；数据不对的，先补充数据，或者与受理单位联系。")
        }
        None => match state.app.apply_for_benefit(&Actor::Public, &row.id, &seat.credit_code).await {
            Ok(()) => return Ok(visit.lead(&my_policy(&row.id))),
            Err(error) => flaws_of(error)?,
        },
    };
    show_policy(&state, &visit, &seat, &row, &flaws).await
}

/// `POST /enterprise/told`
pub(super) async fn told(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    let Some(seat) = seat(&state, &visit).await? else { return Ok(entrance(&visit)) };
    if doubt.is_none() {
        state.app.set_told(&seat, fields.text("told") == "yes").await?;
    }
    Ok(visit.lead(MINE))
}

fn facts_form(
    state: &AppState,
    visit: &Visit,
    seat: &EnterpriseSeat,
    (given, status, flaws): (&Fields, StatusCode, &Flaws),
) -> Result<Response, Problem> {
    let title = "补充数据";
    let year = state.app.today().year();
    let mut page = VisitorPage::new(here(state, visit, title), visit, title);
    "企业库没有的数据可以自己补充，只用于匹配。加密保存，您授权的机关才能查阅；企业库已有的，以企业库为准。"
        .clone_into(&mut page.intro);
    page.looked =
        vec![Looked {
            title: "现在已知的数据".to_owned(), href: String::new(), table: facts(&seat.profile)
        }];
    page.groups = vec![Group::plain(stated_fields(&Filled::new(given, flaws), year))];
    "/enterprise/facts".clone_into(&mut page.action);
    "保存".clone_into(&mut page.submit);
    page.back = Some(("返回".to_owned(), MINE.to_owned()));
    page.show(visit, status, flaws)
}

/// `GET /enterprise/facts`
pub(super) async fn facts_page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let Some(seat) = seat(&state, &visit).await? else { return Ok(entrance(&visit)) };
    let typed = typed_of(&seat.stated, state.app.today().year());
    facts_form(&state, &visit, &seat, (&typed, StatusCode::OK, &Flaws::default()))
}

/// `POST /enterprise/facts`
pub(super) async fn state_facts(
    State(state): State<AppState>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    let Some(seat) = seat(&state, &visit).await? else { return Ok(entrance(&visit)) };
    if let Some(doubt) = doubt {
        let flaws = Flaws::refused(doubt.message());
        return facts_form(&state, &visit, &seat, (&fields, doubt.status(), &flaws));
    }
    let stated = stated_of(&fields, state.app.today().year());
    match state.app.state_enterprise(&seat, &stated).await {
        Ok(()) => Ok(visit.lead(MINE)),
        Err(error @ AppError::Fields(_)) => {
            let flaws = flaws_of(error)?;
            facts_form(&state, &visit, &seat, (&fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws))
        }
        Err(error) => Err(error.into()),
    }
}

async fn consents_form(
    state: &AppState,
    visit: &Visit,
    seat: &EnterpriseSeat,
    (given, status, flaws): (&Fields, StatusCode, &Flaws),
) -> Result<Response, Problem> {
    let title = "授权查阅";
    let agencies = state.app.store.agencies().await?;
    let name = |code: &str| {
        agencies.iter().find(|one| one.code == code).map_or_else(|| code.to_owned(), |one| one.name.clone())
    };
    let rows = seat.account.consents.iter().map(|((agency, group), since)| {
        MetadataRow::wide(name(agency), format!("{}，{since} 起", group.label()))
    });
    let rows: Vec<MetadataRow> = rows.collect();
    let mut page = VisitorPage::new(here(state, visit, title), visit, title);
    "没有授权的机关只能看到名称、注册地、行业和成立日期。每次查阅非公开数据都有记录，授权可以随时撤回。"
        .clone_into(&mut page.intro);
    if !rows.is_empty() {
        page.looked =
            vec![Looked {
                title: "已经授权".to_owned(), href: String::new(), table: MetadataTable { rows }
            }];
    }
    let filled = Filled::new(given, flaws);
    let acting = agencies.iter().filter(|one| one.ended_on.is_none());
    let acting = acting.map(|one| Choice::new(one.code.clone(), one.name.clone()));
    page.groups = vec![Group::plain(vec![
        filled.select("agency", "行政机关", acting.collect()),
        filled.radios("data", "数据", choices(&DataGroup::ALL, DataGroup::key, DataGroup::label)),
        filled.radios("gives", "授权", vec![Choice::new("yes", "同意查阅"), Choice::new("no", "撤回授权")]),
    ])];
    "/enterprise/consents".clone_into(&mut page.action);
    "保存".clone_into(&mut page.submit);
    page.back = Some(("返回".to_owned(), MINE.to_owned()));
    page.show(visit, status, flaws)
}

/// `GET /enterprise/consents`
pub(super) async fn consents_page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let Some(seat) = seat(&state, &visit).await? else { return Ok(entrance(&visit)) };
    consents_form(&state, &visit, &seat, (&Fields::default(), StatusCode::OK, &Flaws::default())).await
}

/// `POST /enterprise/consents`
pub(super) async fn consent(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    let Some(seat) = seat(&state, &visit).await? else { return Ok(entrance(&visit)) };
    if let Some(doubt) = doubt {
        let flaws = Flaws::refused(doubt.message());
        return consents_form(&state, &visit, &seat, (&fields, doubt.status(), &flaws)).await;
    }
    let mut check = crate::form::Checker::new(&fields);
    let agency = check.required("agency", "请选择行政机关");
    let group = check.choice("data", DataGroup::from_key, "请选择数据");
    let gives = check.choice(
        "gives",
        |key| match key {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        "请选择同意或者撤回",
    );
    let both = match (group, gives) {
        (Some(group), Some(gives)) => Some((group, gives)),
        _ => None,
    };
    let (group, gives) = match check.finish(both) {
        Ok(both) => both,
        Err(errors) => {
            let flaws = Flaws { errors, refusal: None };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return consents_form(&state, &visit, &seat, (&fields, status, &flaws)).await;
        }
    };
    state.app.consent(&seat, &agency, group, gives).await?;
    Ok(visit.lead("/enterprise/consents"))
}
