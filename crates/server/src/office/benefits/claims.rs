//! Claims of enterprises in the office (申报): which wait, and what becomes of one.

use axum::Router;
use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_enterprise::Number;
use gongkai_store::benefit::{BenefitRow, ClaimRow};

use super::{TITLE, load};
use crate::AppState;
use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, render};
use crate::office::items::list::ListPage;
use crate::office::words::left;
use crate::problem::Problem;
use crate::ui::countdown::Countdown;
use crate::ui::data_table::{Align, DataTable, Value};

/// Claims on a page.
const MOST: u32 = 200;

/// What becomes of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Paid,
    Refused,
}

impl Outcome {
    const ALL: [Outcome; 2] = [Outcome::Paid, Outcome::Refused];

    const fn key(self) -> &'static str {
        match self {
            Outcome::Paid => "pay",
            Outcome::Refused => "refuse",
        }
    }

    const fn route(self) -> &'static str {
        match self {
            Outcome::Paid => "/office/{agency}/benefits/{number}/claims/{credit_code}/pay",
            Outcome::Refused => "/office/{agency}/benefits/{number}/claims/{credit_code}/refuse",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Outcome::Paid => "登记兑现",
            Outcome::Refused => "不予兑现",
        }
    }
}

/// The forms of claims.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new();
    for outcome in Outcome::ALL {
        let show = move |desk: Desk, Path((_, number, code)): Path<(String, String, String)>| async move {
            let (row, claim) = found(&desk, &number, &code).await?;
            let given = Fields::of([("on".to_owned(), desk.app.today().to_string())]);
            form(&desk, &row, &claim, outcome, &given, &Flaws::default()).await
        };
        let perform = move |desk: Desk,
                            Path((_, number, code)): Path<(String, String, String)>,
                            Form(given): Form<Fields>| async move {
            perform(desk, number, code, outcome, given).await
        };
        router = router.route(outcome.route(), get(show).post(perform));
    }
    router
}

async fn found(desk: &Desk, number: &str, code: &str) -> Result<(BenefitRow, ClaimRow), Fault> {
    let row = load(desk, number).await?;
    let claim = desk.app.store.claim(&row.id, code).await?;
    Ok((row, claim.ok_or(Fault::Problem(Problem::NotFound))?))
}

/// `GET /office/{agency}/benefits/claims`
pub(super) async fn list(desk: Desk) -> Result<Response, Fault> {
    let claims = desk.app.store.open_claims(desk.code(), MOST).await?;
    let calendar = desk.app.calendar_of(desk.code()).await?;
    let today = desk.app.today();
    let mut rows = Vec::with_capacity(claims.len());
    for claim in &claims {
        let benefit = desk.app.store.benefit(&claim.benefit).await?;
        let act = |outcome: Outcome| {
            if desk.may(&Method::POST, outcome.route()) {
                Value::link(
                    outcome.label(),
                    address::claim(&claim.benefit, &claim.credit_code, outcome.key()),
                )
            } else {
                Value::text("")
            }
        };
        let due = claim.due.map_or_else(
            || Value::text("无法计算"),
            |due| Value::Countdown(Countdown::of_workdays(left(&calendar, today, due))),
        );
        rows.push(vec![
            Value::link(benefit.map(|row| row.name).unwrap_or_default(), address::benefit(&claim.benefit)),
            Value::link(&claim.credit_code, address::enterprise(desk.code(), &claim.credit_code)),
            Value::text(claim.applied_on.to_string()),
            due,
            act(Outcome::Paid),
            act(Outcome::Refused),
        ]);
    }
    let heads = [
        ("事项", Align::Start),
        ("企业", Align::Fixed),
        ("申报日期", Align::Fixed),
        ("兑现期限", Align::Fixed),
        ("兑现", Align::Fixed),
        ("不予兑现", Align::Fixed),
    ];
    let page = ListPage {
        frame: desk.frame("待办申报", &[(TITLE, address::benefits(desk.code()))]).await?,
        title: "待办申报".to_owned(),
        intro: "企业申报而尚未办结的，期限早的在前。".to_owned(),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: None,
        table: DataTable::plain(
            "claims",
            "待办申报",
            &heads,
            rows,
            "没有待办的申报。企业在门户申报的列在这里。",
        ),
        find: None,
        next: None,
    };
    render(StatusCode::OK, &page)
}

async fn form(
    desk: &Desk,
    row: &BenefitRow,
    claim: &ClaimRow,
    outcome: Outcome,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let fields = match outcome {
        Outcome::Paid => vec![
            filled.date("on", "兑现日期"),
            filled.line("amount", "兑现金额（万元）").optional().hint("没有金额的不填。"),
        ],
        Outcome::Refused => vec![filled.area("reason", "告诉企业", 3).hint("企业在“我的政策”中看到。")],
    };
    let list = address::benefit_claims(desk.code());
    let sheet = Sheet {
        title: outcome.label().to_owned(),
        intro: format!("{}，{}，{} 申报。", row.name, claim.credit_code, claim.applied_on),
        groups: vec![Group::plain(fields)],
        submit: format!("确认{}", outcome.label()),
        action: address::claim(&row.id, &claim.credit_code, outcome.key()),
        cancel: list.clone(),
        grave: outcome == Outcome::Refused,
        ..Sheet::default()
    };
    let above = [(TITLE, address::benefits(desk.code())), ("待办申报", list)];
    forms::show(desk, sheet, flaws, &above).await
}

async fn perform(
    desk: Desk,
    number: String,
    code: String,
    outcome: Outcome,
    given: Fields,
) -> Result<Response, Fault> {
    let (row, claim) = found(&desk, &number, &code).await?;
    let run = async {
        let (app, actor) = (&desk.app, &desk.actor);
        let mut check = Checker::new(&given);
        match outcome {
            Outcome::Paid => {
                let on = check.date("on", "兑现日期");
                let text = given.text("amount").trim();
                let amount = Number::parse(text);
                if !text.is_empty() && amount.is_none() {
                    check.fail("amount", "兑现金额应为数字，例如 30 或者 0.5");
                }
                app.pay_claim(actor, &row.id, &code, check.finish(on)?, amount).await?;
            }
            Outcome::Refused => {
                let reason = check.required("reason", "请告诉企业为什么不予兑现");
                app.refuse_claim(actor, &row.id, &code, &check.finish(Some(reason))?).await?;
            }
        }
        Ok::<_, Fault>(())
    };
    match run.await {
        Ok(()) => {
            let to = address::benefit_claims(desk.code());
            desk.done(format!("已办理：{}。", outcome.label()), &to).await
        }
        Err(fault) => form(&desk, &row, &claim, outcome, &given, &fault.flaws()?).await,
    }
}
