//! Accounts of staff: opened, given roles, disabled.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_agency::{AccountOpened, Role};
use gongkai_store::agency::AccountRow;
use serde::Deserialize;

use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, render};
use crate::office::items::list::ListPage;
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::act_list::{Act, ActList};
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::{Choice, Control, Field};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::office_frame::OfficeFrame;

/// What can be done with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountAct {
    /// 授予岗位
    Grant,
    /// 收回岗位
    Revoke,
    /// 重置密码
    Password,
    /// 停用
    Disable,
    /// 启用
    Enable,
}

impl AccountAct {
    /// Every act.
    pub const ALL: [AccountAct; 5] = [
        AccountAct::Grant,
        AccountAct::Revoke,
        AccountAct::Password,
        AccountAct::Disable,
        AccountAct::Enable,
    ];

    /// Its row in the permission table.
    pub const fn route(self) -> &'static str {
        match self {
            AccountAct::Grant => "/office/system/accounts/{login}/grant",
            AccountAct::Revoke => "/office/system/accounts/{login}/revoke",
            AccountAct::Password => "/office/system/accounts/{login}/password",
            AccountAct::Disable => "/office/system/accounts/{login}/disable",
            AccountAct::Enable => "/office/system/accounts/{login}/enable",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            AccountAct::Grant => "授予岗位",
            AccountAct::Revoke => "收回岗位",
            AccountAct::Password => "重置密码",
            AccountAct::Disable => "停用账号",
            AccountAct::Enable => "启用账号",
        }
    }

    fn address(self, login: &str) -> String {
        let last = self.route().rsplit('/').next().unwrap_or_default();
        format!("{}/{last}", address::account_of(login))
    }
}

/// Whose accounts.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    agency: String,
}

/// Agencies whose accounts the person may manage: code and short name.
async fn agencies(desk: &Desk) -> Result<Vec<(String, String)>, Fault> {
    let mut mine = Vec::new();
    for row in desk.app.store.agencies().await? {
        if desk.app.may_in_tree(&desk.actor, &[Role::Operator], &row.code).await? {
            mine.push((row.code, row.short_name));
        }
    }
    Ok(mine)
}

/// `GET /office/system/accounts`
///
/// # Errors
///
/// A problem when the accounts cannot be read.
pub async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    render(StatusCode::OK, &list_view(&desk, &wanted).await?)
}

async fn list_view(desk: &Desk, wanted: &Wanted) -> Result<ListPage, Fault> {
    let agencies = agencies(desk).await?;
    let base = address::accounts();
    let mut rows = Vec::new();
    for (code, name) in agencies.iter().filter(|(code, _)| wanted.agency.is_empty() || *code == wanted.agency)
    {
        for row in desk.app.store.accounts(code).await? {
            let grants = desk.app.store.grants_on(&row.login, desk.app.today()).await?;
            let roles: Vec<&str> = grants.iter().map(|grant| grant.role.label()).collect();
            rows.push(vec![
                Value::link(&row.login, address::account_of(&row.login)),
                Value::text(&row.name),
                Value::text(name),
                Value::text(roles.join("、")),
                Value::text(if row.disabled { "已停用" } else { "在用" }),
            ]);
        }
    }
    let all = std::iter::once((String::new(), "全部机关".to_owned())).chain(agencies.iter().cloned());
    let columns = [
        ("登录名", Align::Fixed),
        ("姓名", Align::Fixed),
        ("机关", Align::Start),
        ("岗位", Align::Start),
        ("状态", Align::Fixed),
    ];
    Ok(ListPage {
        frame: desk.frame("账号管理", &[]).await?,
        title: "账号管理".to_owned(),
        intro: "岗位可以兼任，但不能审核自己起草的稿件。".to_owned(),
        tabs: Vec::new(),
        narrower: all
            .map(|(code, name)| (name, with_query(&base, &[("agency", &code)]), code == wanted.agency))
            .collect(),
        begin: Some(("开立账号".to_owned(), format!("{base}/new"))),
        table: DataTable {
            id: "accounts",
            caption: "账号".to_owned(),
            caption_hidden: true,
            columns: columns.map(|(label, align)| Column::new(label, align)).into(),
            rows,
            empty: "还没有账号。".to_owned(),
        },
        find: None,
        next: None,
    })
}

/// One account.
#[derive(Debug, Clone, Template)]
#[template(path = "office/staff.html")]
pub struct StaffPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Name.
    pub title: String,
    /// Login, agency, state.
    pub about: MetadataTable,
    /// Roles by agency.
    pub rights: DataTable,
    /// What may be done.
    pub acts: ActList,
}

async fn load(desk: &Desk, login: &str) -> Result<AccountRow, Fault> {
    let row = desk.app.store.account(login).await?.ok_or(Problem::NotFound)?;
    desk.app.permit_in_tree(&desk.actor, &[Role::Operator], &row.agency).await?;
    Ok(row)
}

/// `GET /office/system/accounts/{login}`
///
/// # Errors
///
/// Not found when there is no such account.
pub async fn page(desk: Desk, Path(login): Path<String>) -> Result<Response, Fault> {
    render(StatusCode::OK, &account_view(&desk, &login).await?)
}

async fn account_view(desk: &Desk, login: &str) -> Result<StaffPage, Fault> {
    let row = load(desk, login).await?;
    let grants = desk.app.store.grants_on(login, desk.app.today()).await?;
    let agencies = desk.app.store.agencies().await?;
    let named = |code: &str| {
        agencies.iter().find(|row| row.code == code).map_or(code.to_owned(), |row| row.name.clone())
    };
    let rights = grants.iter().map(|grant| {
        vec![
            Value::text(named(&grant.agency)),
            Value::text(grant.role.label()),
            Value::text(grant.from.as_ref().map_or("本人", |_| "代理")),
        ]
    });
    let state = if row.disabled { AccountAct::Enable } else { AccountAct::Disable };
    let acts = [AccountAct::Grant, AccountAct::Revoke, AccountAct::Password, state];
    let allowed = acts.into_iter().filter(|act| desk.may(&Method::POST, act.route())).map(|act| Act {
        label: act.label().to_owned(),
        href: act.address(login),
        hint: String::new(),
        primary: false,
    });
    Ok(StaffPage {
        frame: desk.frame(&row.name, &[("账号管理", address::accounts())]).await?,
        title: row.name.clone(),
        about: MetadataTable {
            rows: vec![
                MetadataRow::new("登录名", &row.login),
                MetadataRow::new("机关", named(&row.agency)),
                MetadataRow::new("科室", row.section.clone().unwrap_or_default()),
                MetadataRow::new("状态", if row.disabled { "已停用" } else { "在用" }),
            ],
        },
        rights: DataTable {
            id: "rights",
            caption: "岗位".to_owned(),
            caption_hidden: true,
            columns: ["机关", "岗位", "来源"].map(|label| Column::new(label, Align::Start)).into(),
            rows: rights.collect(),
            empty: "还没有岗位。".to_owned(),
        },
        acts: ActList {
            title: "可以办理的".to_owned(), allowed: allowed.collect(), forbidden: Vec::new()
        },
    })
}

async fn new_form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let agencies = agencies(desk).await?.into_iter().map(|(code, name)| Choice::new(code, name));
    let filled = Filled::new(given, flaws);
    let fields = vec![
        filled.line("login", "登录名").hint("小写字母开头，可用数字、点、下划线和连字符。"),
        filled.line("name", "姓名"),
        filled.select("agency", "机关", agencies.collect()),
        filled.line("section", "科室代码").optional(),
    ];
    let sheet = Sheet {
        title: "开立账号".to_owned(),
        groups: vec![Group::plain(fields)],
        submit: "开立".to_owned(),
        next: "开立后授予岗位，并设置初始密码。".to_owned(),
        action: format!("{}/new", address::accounts()),
        cancel: address::accounts(),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("账号管理", address::accounts())]).await
}

/// `GET /office/system/accounts/new`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn new_page(desk: Desk) -> Result<Response, Fault> {
    new_form(&desk, &Fields::default(), &Flaws::default()).await
}

fn read(given: &Fields) -> Result<AccountOpened, FieldErrors> {
    let mut check = Checker::new(given);
    let login = check.required("login", "请填写登录名");
    let name = check.required("name", "请填写姓名");
    let agency = check.required("agency", "请选择机关");
    let section = check.optional("section");
    check.finish(Some(AccountOpened { login, name, agency, section }))
}

/// `POST /office/system/accounts/new`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn create(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let opened = async {
        let facts = read(&given)?;
        let login = facts.login.clone();
        desk.app.open_account(&desk.actor, facts).await?;
        Ok::<_, Fault>(login)
    };
    match opened.await {
        Ok(login) => desk.done("账号已开立。", &address::account_of(&login)).await,
        Err(fault) => new_form(&desk, &given, &fault.flaws()?).await,
    }
}

async fn form(
    desk: &Desk,
    row: &AccountRow,
    act: AccountAct,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let fields = match act {
        AccountAct::Grant | AccountAct::Revoke => {
            let agencies = agencies(desk).await?.into_iter().map(|(code, name)| Choice::new(code, name));
            vec![
                filled.select("role", "岗位", choices(Role::ALL, Role::key, Role::label)),
                filled.select("agency", "机关", agencies.collect()),
            ]
        }
        AccountAct::Password => {
            let field = Field::line("password", "新密码", "").control(Control::Line("password"));
            vec![field.autocomplete("new-password").error(flaws.errors.of("password"))]
        }
        AccountAct::Disable | AccountAct::Enable => vec![filled.area("reason", "原因", 2)],
    };
    let sheet = Sheet {
        title: act.label().to_owned(),
        intro: format!("{}（{}）", row.name, row.login),
        groups: vec![Group::plain(fields)],
        submit: format!("确认{}", act.label()),
        action: act.address(&row.login),
        cancel: address::account_of(&row.login),
        grave: act == AccountAct::Disable,
        ..Sheet::default()
    };
    let above = [("账号管理", address::accounts()), (row.name.as_str(), address::account_of(&row.login))];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/system/accounts/{login}/{act}`
///
/// # Errors
///
/// Not found when there is no such account.
pub async fn show(desk: Desk, login: String, act: AccountAct) -> Result<Response, Fault> {
    let row = load(&desk, &login).await?;
    let given = Fields::of([("agency".to_owned(), row.agency.clone())]);
    form(&desk, &row, act, &given, &Flaws::default()).await
}

/// `POST /office/system/accounts/{login}/{act}`
///
/// # Errors
///
/// The form comes back when the act is refused.
pub async fn perform(desk: Desk, login: String, act: AccountAct, given: Fields) -> Result<Response, Fault> {
    let row = load(&desk, &login).await?;
    match run(&desk, &login, act, &given).await {
        Ok(()) => desk.done(format!("已办理：{}。", act.label()), &address::account_of(&login)).await,
        Err(fault) => form(&desk, &row, act, &given, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, login: &str, act: AccountAct, given: &Fields) -> Result<(), Fault> {
    let (app, actor) = (&desk.app, &desk.actor);
    let mut check = Checker::new(given);
    match act {
        AccountAct::Grant | AccountAct::Revoke => {
            let role = check.choice("role", Role::from_key, "请选择岗位");
            let agency = check.required("agency", "请选择机关");
            let role = check.finish(role)?;
            if act == AccountAct::Grant {
                app.grant_role(actor, login, role, &agency).await?;
            } else {
                app.revoke_role(actor, login, role, &agency).await?;
            }
        }
        AccountAct::Password => app.reset_password(actor, login, given.text("password")).await?,
        AccountAct::Disable | AccountAct::Enable => {
            let reason = check.required("reason", "请写明原因");
            let reason = check.finish(Some(reason))?;
            if act == AccountAct::Disable {
                app.disable_account(actor, login, &reason).await?;
            } else {
                app.enable_account(actor, login, &reason).await?;
            }
        }
    }
    Ok(())
}
