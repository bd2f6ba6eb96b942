//! Acts on the report: each with its form and its use case.

use axum::response::Response;
use gongkai_app::reports::ReportView;
use gongkai_report::CellId;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::form::{Checker, FieldErrors, Fields};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, info, warn};
use crate::problem::Problem;
use crate::ui::field::Field;
use crate::ui::notice::Notice;

/// What can be done with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAct {
    /// 开始编制
    Open,
    /// 采用草稿
    Drafts,
    /// 更正数字
    Correct,
    /// 撤回更正
    WithdrawCorrection,
    /// 说明理由
    Acknowledge,
    /// 说明上年结转的差异
    Explain,
    /// 提交签发
    Submit,
    /// 退回
    Return,
    /// 签发
    Sign,
    /// 公布
    Publish,
    /// 登记报送
    Authority,
    /// 编制更正版
    Reopen,
}

/// Which figure or finding a form is about.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    /// Address of a figure.
    #[serde(default)]
    pub cell: String,
    /// Fingerprint of a finding.
    #[serde(default)]
    pub finding: String,
}

impl ReportAct {
    /// Every act.
    pub const ALL: [ReportAct; 12] = [
        ReportAct::Open,
        ReportAct::Drafts,
        ReportAct::Correct,
        ReportAct::WithdrawCorrection,
        ReportAct::Acknowledge,
        ReportAct::Explain,
        ReportAct::Submit,
        ReportAct::Return,
        ReportAct::Sign,
        ReportAct::Publish,
        ReportAct::Authority,
        ReportAct::Reopen,
    ];

    /// Its row in the permission table.
    pub const fn route(self) -> &'static str {
        match self {
            ReportAct::Open => "/office/{agency}/reports/{year}/open",
            ReportAct::Drafts => "/office/{agency}/reports/{year}/drafts",
            ReportAct::Correct => "/office/{agency}/reports/{year}/correct",
            ReportAct::WithdrawCorrection => "/office/{agency}/reports/{year}/withdraw-correction",
            ReportAct::Acknowledge => "/office/{agency}/reports/{year}/acknowledge",
            ReportAct::Explain => "/office/{agency}/reports/{year}/explain",
            ReportAct::Submit => "/office/{agency}/reports/{year}/submit",
            ReportAct::Return => "/office/{agency}/reports/{year}/return",
            ReportAct::Sign => "/office/{agency}/reports/{year}/sign",
            ReportAct::Publish => "/office/{agency}/reports/{year}/publish",
            ReportAct::Authority => "/office/{agency}/reports/{year}/authority",
            ReportAct::Reopen => "/office/{agency}/reports/{year}/reopen",
        }
    }

    /// Last part of its address.
    pub fn key(self) -> &'static str {
        self.route().rsplit('/').next().unwrap_or_default()
    }

    /// What the button says.
    pub const fn label(self) -> &'static str {
        match self {
            ReportAct::Open => "开始编制",
            ReportAct::Drafts => "采用草稿文字",
            ReportAct::Correct => "人工更正",
            ReportAct::WithdrawCorrection => "撤回更正",
            ReportAct::Acknowledge => "说明理由",
            ReportAct::Explain => "说明上年结转的差异",
            ReportAct::Submit => "提交签发",
            ReportAct::Return => "退回",
            ReportAct::Sign => "签发",
            ReportAct::Publish => "公布",
            ReportAct::Authority => "登记报送主管部门",
            ReportAct::Reopen => "编制更正版",
        }
    }

    const fn meaning(self) -> &'static str {
        match self {
            ReportAct::Open => "数据由记录统计，文字先给出草稿，供修改。",
            ReportAct::Drafts => "没有写过的部分采用系统根据数据起草的文字，采用后仍可修改。",
            ReportAct::Correct => "更正数与统计数并列显示，写明理由，并记名。能补录记录的，请优先补录记录。",
            ReportAct::WithdrawCorrection => "撤回后恢复为统计数。",
            ReportAct::Acknowledge => "提示可以说明理由后保留；错误不能略过，只能更正数据。",
            ReportAct::Explain => "说明本年的上年结转与上年报告结转下年度不一致的原因。",
            ReportAct::Submit => "提交后由本机关负责人签发；提交前全部错误须更正，提示须说明理由。",
            ReportAct::Return => "退回后可以修改，修改后重新提交。",
            ReportAct::Sign => "签发后数据和文字固定；公布的必须与签发的一致。",
            ReportAct::Publish => "公布后在门户显示，这一版不再改变；以后更正须编制更正版。",
            ReportAct::Authority => "登记向主管部门报送的日期和回执。",
            ReportAct::Reopen => "公布后发现数据有变化的，编制更正版；原版保留。",
        }
    }

    fn fields(self, filled: &Filled<'_>) -> Vec<Field> {
        match self {
            ReportAct::Open
            | ReportAct::Drafts
            | ReportAct::Submit
            | ReportAct::Sign
            | ReportAct::Publish => Vec::new(),
            ReportAct::Correct => vec![
                Field::hidden("cell", filled.fields.text("cell")),
                filled.number("value", "更正为"),
                filled.area("reason", "更正理由", 3).hint("写明来源，例如系统外办理、补报的台账。"),
            ],
            ReportAct::WithdrawCorrection => {
                vec![Field::hidden("cell", filled.fields.text("cell")), filled.area("reason", "撤回理由", 2)]
            }
            ReportAct::Acknowledge => vec![
                Field::hidden("finding", filled.fields.text("finding")),
                filled.area("reason", "理由", 3),
            ],
            ReportAct::Explain => {
                vec![filled.area("reason", "差异的原因", 3).hint("例如机构改革、上年报告更正。")]
            }
            ReportAct::Return => vec![filled.area("reason", "退回理由", 3)],
            ReportAct::Reopen => vec![filled.area("reason", "更正的原因", 3)],
            ReportAct::Authority => vec![
                filled.line("authority", "报送的主管部门"),
                filled.date("on", "报送日期"),
                filled.line("receipt", "回执或者签收情况"),
            ],
        }
    }
}

/// What the form is about: the figure as counted, the finding in its words.
fn about(view: &ReportView, act: ReportAct, fields: &Fields) -> Vec<Notice> {
    let shown = |value: Option<Decimal>| {
        value.map_or_else(|| "空白".to_owned(), |value| value.normalize().to_string())
    };
    match act {
        ReportAct::Correct | ReportAct::WithdrawCorrection => CellId::parse(fields.text("cell"))
            .map(|cell| {
                let counted = shown(view.computed.report.value(cell));
                vec![info(format!("{}：按记录统计为 {counted}。", cell.place_name()))]
            })
            .unwrap_or_default(),
        ReportAct::Acknowledge => {
            let finding = view.outcome.findings.iter().find(|it| it.fingerprint() == fields.text("finding"));
            finding.map(|finding| vec![warn(&finding.message)]).unwrap_or_default()
        }
        ReportAct::Submit | ReportAct::Sign => {
            let open = view.open_findings().len();
            if open == 0 {
                Vec::new()
            } else {
                vec![warn(format!("还有 {open} 条核对结果没有解决。"))]
            }
        }
        _ => Vec::new(),
    }
}

async fn form(
    desk: &Desk,
    year: i16,
    act: ReportAct,
    fields: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let view = desk.app.report_view(desk.code(), year).await?;
    let filled = Filled::new(fields, flaws);
    let sheet = Sheet {
        title: act.label().to_owned(),
        intro: view.report.sections.title.clone(),
        notices: about(&view, act, fields),
        groups: vec![Group::plain(act.fields(&filled))],
        submit: format!("确认{}", act.label()),
        next: act.meaning().to_owned(),
        action: address::report_act(desk.code(), year, act.key()),
        cancel: address::report(desk.code(), year),
        ..Sheet::default()
    };
    let year_name = format!("{year} 年");
    let above = [
        ("年度报告", address::reports(desk.code())),
        (year_name.as_str(), address::report(desk.code(), year)),
    ];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/{agency}/reports/{year}/{act}`
///
/// # Errors
///
/// A problem when the report cannot be computed.
pub async fn show(desk: Desk, year: i16, act: ReportAct, place: Place) -> Result<Response, Fault> {
    let today = desk.app.today().to_string();
    let pairs = [("cell", place.cell), ("finding", place.finding), ("on", today)];
    let fields = Fields::of(pairs.map(|(name, value)| (name.to_owned(), value)));
    form(&desk, year, act, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/reports/{year}/{act}`
///
/// # Errors
///
/// The form comes back when the act is refused.
pub async fn perform(desk: Desk, year: i16, act: ReportAct, fields: Fields) -> Result<Response, Fault> {
    match run(&desk, year, act, &fields).await {
        Ok(()) => desk.done(format!("已办理：{}。", act.label()), &address::report(desk.code(), year)).await,
        Err(fault) => form(&desk, year, act, &fields, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, year: i16, act: ReportAct, fields: &Fields) -> Result<(), Fault> {
    let (app, actor, agency) = (&desk.app, &desk.actor, desk.code());
    match act {
        ReportAct::Open => app.open_report(actor, agency, year).await?,
        ReportAct::Drafts => app.accept_report_drafts(actor, agency, year).await?,
        ReportAct::Correct => {
            let (value, reason) = correction(fields)?;
            app.correct_report_figure(actor, agency, year, cell(fields)?, value, &reason).await?;
        }
        ReportAct::WithdrawCorrection => {
            app.withdraw_report_correction(actor, agency, year, cell(fields)?, &reason(fields)?).await?;
        }
        ReportAct::Acknowledge => {
            let finding = fields.text("finding");
            app.acknowledge_report_finding(actor, agency, year, finding, &reason(fields)?).await?;
        }
        ReportAct::Explain => {
            app.explain_report_carry_over(actor, agency, year, &reason(fields)?).await?;
        }
        ReportAct::Submit => app.submit_report(actor, agency, year).await?,
        ReportAct::Return => app.return_report(actor, agency, year, &reason(fields)?).await?,
        ReportAct::Sign => app.sign_report(actor, agency, year).await?,
        ReportAct::Publish => app.publish_report(actor, agency, year).await?,
        ReportAct::Authority => {
            let mut check = Checker::new(fields);
            let authority = check.required("authority", "请填写报送的主管部门");
            let receipt = check.required("receipt", "请填写回执或者签收情况");
            let on = check.date("on", "报送日期");
            let on = check.finish(on)?;
            app.record_report_submission(actor, agency, year, &authority, on, &receipt).await?;
        }
        ReportAct::Reopen => app.reopen_report(actor, agency, year, &reason(fields)?).await?,
    }
    Ok(())
}

fn cell(fields: &Fields) -> Result<CellId, Fault> {
    CellId::parse(fields.text("cell")).ok_or(Fault::Problem(Problem::NotFound))
}

fn reason(fields: &Fields) -> Result<String, FieldErrors> {
    let mut check = Checker::new(fields);
    let reason = check.required("reason", "请写明理由");
    check.finish(Some(reason))
}

fn correction(fields: &Fields) -> Result<(Decimal, String), FieldErrors> {
    let mut check = Checker::new(fields);
    let read = |text: &str| text.replace([',', '，'], "").parse::<Decimal>().ok();
    let value = check.choice("value", read, "更正数应为数字");
    let reason = check.required("reason", "请写明更正理由");
    check.finish(value.map(|value| (value, reason)))
}
