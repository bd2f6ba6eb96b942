//! Enterprises in the office (企业): the register, codes for accounts, what an enterprise lets the agency see.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_enterprise::{Profile, flag_label};
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, render};
use super::items::list::ListPage;
use super::parts::{Part, PartsPage};
use super::requests::online::OncePage;
use crate::AppState;
use crate::form::{Checker, Fields, Form};
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// Accounts on a page.
const ROWS: u32 = 50;
/// Benefits shown beside an enterprise.
const SHOWN: usize = 100;
/// What the list is called.
const TITLE: &str = "企业";
const INVITE: &str = "/office/{agency}/enterprises/invite";
const CLOSE: &str = "/office/{agency}/enterprises/{credit_code}/close";

/// The pages of enterprises.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/office/{agency}/enterprises", get(list))
        .route(INVITE, get(invite_page).post(invite))
        .route("/office/{agency}/enterprises/{credit_code}", get(page))
        .route(CLOSE, get(close_page).post(close))
}

/// Where a list begins, or which enterprise is meant.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    after: String,
    code: String,
}

/// `GET /office/{agency}/enterprises`
async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let base = address::enterprises(desk.code());
    let after = wanted.after.split_once('~').map(|(day, code)| (day.to_owned(), code.to_owned()));
    let mut rows = desk.app.store.enterprise_accounts(desk.code(), after.as_ref(), ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| with_query(&base, &[("after", &format!("{}~{}", row.invited_on, row.credit_code))]));
    let cells = rows.iter().map(|row| {
        let state = match row.opened_on {
            Some(on) => format!("{on} 开通"),
            None if row.through < desk.app.today() => "开通码已过期".to_owned(),
            None => format!("待开通，开通码 {} 前有效", row.through),
        };
        vec![
            Value::link(&row.credit_code, address::enterprise(desk.code(), &row.credit_code)),
            Value::text(row.name.clone().unwrap_or_default()),
            Value::text(row.invited_on.to_string()),
            Value::text(state),
        ]
    });
    let heads = [
        ("统一社会信用代码", Align::Fixed),
        ("名称", Align::Start),
        ("发码日期", Align::Fixed),
        ("状态", Align::Fixed),
    ];
    let loaded = desk.app.last_enterprises().await?;
    let loaded = loaded.map_or_else(
        || "企业库还没有数据，由系统管理员用命令 gongkai import enterprises 导入。".to_owned(),
        |loaded| {
            format!(
                "企业库最近一次导入 {}，读入 {} 家，{} 家有变化。",
                loaded.file, loaded.rows, loaded.changed
            )
        },
    );
    let page = ListPage {
        frame: desk.frame(TITLE, &[]).await?,
        title: TITLE.to_owned(),
        intro: format!("{loaded}下面是本机关发过开通码的企业。"),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: desk
            .may(&Method::POST, INVITE)
            .then(|| ("发放开通码".to_owned(), address::invite_enterprise(desk.code(), ""))),
        table: DataTable::plain(
            "accounts",
            "企业账户",
            &heads,
            cells.collect(),
            "还没有发过开通码。核对经办人以后发给开通码，企业凭码开通账户，查看符合的政策。",
        ),
        find: None,
        next,
    };
    render(StatusCode::OK, &page)
}

/// `GET /office/{agency}/enterprises/{credit_code}`: what everybody may know and what it lets the agency see.
async fn page(desk: Desk, Path((_, code)): Path<(String, String)>) -> Result<Response, Fault> {
    let view = desk.app.shared_enterprise(&desk.actor, desk.code(), &code).await?;
    let profile = &view.profile;
    let name = profile.name.clone().unwrap_or_else(|| code.clone());
    let agreed = if view.groups.is_empty() {
        "没有授权本机关查阅非公开信息，只列公开信息；匹配结果也只按公开信息判断。".to_owned()
    } else {
        let groups: Vec<&str> = view.groups.iter().map(|group| group.label()).collect();
        format!("已授权本机关查阅：{}。本次查阅已记入查阅记录。", groups.join("；"))
    };
    let mut acts = Vec::new();
    if desk.may(&Method::POST, INVITE) {
        acts.push(("发放开通码".to_owned(), address::invite_enterprise(desk.code(), &code)));
    }
    if desk.may(&Method::POST, CLOSE) {
        acts.push(("停用账户".to_owned(), address::close_enterprise(desk.code(), &code)));
    }
    let fits = desk.app.fits(profile).await?;
    let rows = fits.shown.iter().take(SHOWN).map(|fit| {
        let said = match (&fit.short, fit.missing.is_empty()) {
            (Some(short), _) => format!("只差：{short}"),
            (None, false) => format!("缺少：{}", fit.missing.join("、")),
            (None, true) => String::new(),
        };
        vec![
            Value::link(&fit.benefit.name, crate::routes::policy(&fit.benefit.id)),
            Value::text(fit.truth.label()),
            Value::text(fit.amount.map(|amount| format!("{amount} 万元")).unwrap_or_default()),
            Value::text(said),
        ]
    });
    let heads =
        [("事项", Align::Start), ("结果", Align::Fixed), ("可得", Align::Fixed), ("说明", Align::Start)];
    let table =
        DataTable::plain("fits", "可以享受的政策", &heads, rows.collect(), "没有符合或者可能符合的事项。");
    let page = PartsPage {
        frame: desk.frame(&name, &[(TITLE, address::enterprises(desk.code()))]).await?,
        title: name,
        intro: agreed,
        parts: vec![
            Part { title: "企业信息", acts, table: None, facts: Some(facts(profile)) },
            Part { title: "可以享受的政策", acts: Vec::new(), table: Some(table), facts: None },
        ],
    };
    render(StatusCode::OK, &page)
}

/// What everybody may know of an enterprise.
pub(crate) fn public_facts(profile: &Profile) -> MetadataTable {
    MetadataTable { rows: public_rows(profile) }
}

fn public_rows(profile: &Profile) -> Vec<MetadataRow> {
    vec![
        MetadataRow::new("统一社会信用代码", &profile.credit_code),
        MetadataRow::new("名称", profile.name.clone().unwrap_or_default()),
        MetadataRow::new("注册地区划代码", profile.region.clone().unwrap_or_default()),
        MetadataRow::new(
            "行业代码",
            profile.industry.as_ref().map(|codes| codes.join("、")).unwrap_or_default(),
        ),
        MetadataRow::new("成立日期", profile.founded.map(|on| on.to_string()).unwrap_or_default()),
    ]
}

/// A profile as terms and values; what is not known is `—`.
pub(crate) fn facts(profile: &Profile) -> MetadataTable {
    let set = |names: Option<Vec<&str>>| match names {
        None => String::new(),
        Some(names) if names.is_empty() => "无".to_owned(),
        Some(names) => names.join("、"),
    };
    let mut rows = public_rows(profile);
    rows.extend(profile.figures.iter().map(|((attribute, year), number)| {
        MetadataRow::new(format!("{year}年{}", attribute.label()), format!("{number} {}", attribute.unit()))
    }));
    let qualifications = profile.qualifications.as_ref();
    rows.push(MetadataRow::wide(
        "资质",
        set(qualifications.map(|names| names.iter().map(String::as_str).collect())),
    ));
    let flags = profile.flags.as_ref();
    rows.push(MetadataRow::wide(
        "标记",
        set(flags.map(|names| names.iter().map(|one| flag_label(one)).collect())),
    ));
    MetadataTable { rows }
}

async fn invite_form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let sheet = Sheet {
        title: "发放开通码".to_owned(),
        intro: "核对经办人确实代表这家企业以后发放。开通码只显示一次，30 天内有效，用一次作废；企业忘记密码的，重新发放。".to_owned(),
        groups: vec![Group::plain(vec![
            filled.line("credit_code", "统一社会信用代码"),
            filled
                .area("basis", "核对了什么", 2)
                .hint("例如 营业执照、授权委托书和经办人身份证件；不写经办人的姓名、号码。"),
        ])],
        submit: "发放".to_owned(),
        action: address::invite_enterprise(desk.code(), ""),
        cancel: address::enterprises(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[(TITLE, address::enterprises(desk.code()))]).await
}

/// `GET /office/{agency}/enterprises/invite`
async fn invite_page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let given = Fields::of([("credit_code".to_owned(), wanted.code)]);
    invite_form(&desk, &given, &Flaws::default()).await
}

/// `POST /office/{agency}/enterprises/invite`: the code is shown once.
async fn invite(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let run = async {
        let mut check = Checker::new(&given);
        let code = check.required("credit_code", "请填写统一社会信用代码");
        let basis = check.required("basis", "请写明核对了什么");
        let code = check.finish(Some(code))?;
        Ok::<_, Fault>(desk.app.invite_enterprise(&desk.actor, desk.code(), &code, &basis).await?)
    };
    match run.await {
        Ok(invitation) => {
            let title = "开通码";
            let page = OncePage {
                frame: desk.frame(title, &[(TITLE, address::enterprises(desk.code()))]).await?,
                title: title.to_owned(),
                number: format!("{}（{}）", invitation.name, invitation.credit_code),
                label: "开通码".to_owned(),
                secret: invitation.code.clone(),
                note: format!(
                    "只显示这一次，{} 前有效，用一次作废。请当面交给经办人：打开门户的“企业服务”，选择“凭开通码开通”，设置密码。",
                    invitation.through
                ),
                back: address::enterprises(desk.code()),
                receipt: String::new(),
            };
            render(StatusCode::OK, &page)
        }
        Err(fault) => invite_form(&desk, &given, &fault.flaws()?).await,
    }
}

async fn close_form(desk: &Desk, code: &str, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let back = address::enterprise(desk.code(), code);
    let sheet = Sheet {
        title: "停用账户".to_owned(),
        intro: format!(
            "{code}。停用后不能再登录，授权随之终止；推送和申报的记录保留。需要时可以重新发放开通码。"
        ),
        groups: vec![Group::plain(vec![filled.area("reason", "停用原因", 2)])],
        submit: "确认停用".to_owned(),
        action: address::close_enterprise(desk.code(), code),
        cancel: back.clone(),
        grave: true,
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[(TITLE, address::enterprises(desk.code())), (code, back)]).await
}

/// `GET /office/{agency}/enterprises/{credit_code}/close`
async fn close_page(desk: Desk, Path((_, code)): Path<(String, String)>) -> Result<Response, Fault> {
    if desk.app.store.enterprise(&code).await?.is_none() {
        return Err(Fault::Problem(Problem::NotFound));
    }
    close_form(&desk, &code, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/{agency}/enterprises/{credit_code}/close`
async fn close(
    desk: Desk,
    Path((_, code)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let run = async {
        let mut check = Checker::new(&given);
        let reason = check.required("reason", "请写明原因");
        let reason = check.finish(Some(reason))?;
        Ok::<_, Fault>(desk.app.close_enterprise(&desk.actor, &code, &reason).await?)
    };
    match run.await {
        Ok(()) => desk.done("账户已停用。", &address::enterprises(desk.code())).await,
        Err(fault) => close_form(&desk, &code, &given, &fault.flaws()?).await,
    }
}
