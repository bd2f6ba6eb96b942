//! What the requester does: confirms, supplements, gives reasons, rates, complains, withdraws.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::AppError;
use gongkai_app::intake::OpenedCase;
use gongkai_app::uploads;

use super::{doubted, form as track_form, opened};
use crate::form::Fields;
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group};
use crate::portal::ask::flaws_of;
use crate::portal::common::frame;
use crate::portal::visitor::{Visit, VisitorForm};
use crate::portal::visitor_page::VisitorPage;
use crate::ui::breadcrumb::Crumb;
use crate::ui::field::Choice;
use crate::ui::file_input::FileInput;
use crate::ui::notice::{Notice, Tone};
use crate::{AppState, Problem, routes};

/// Longest text of one field.
const LONGEST: usize = 5_000;

/// An act of the requester.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Confirm,
    Supplement,
    Reasons,
    Withdraw,
    Rate,
    Complain,
}

impl Act {
    fn from_key(key: &str) -> Option<Act> {
        Some(match key {
            "confirm" => Act::Confirm,
            "supplement" => Act::Supplement,
            "reasons" => Act::Reasons,
            "withdraw" => Act::Withdraw,
            "rate" => Act::Rate,
            "complain" => Act::Complain,
            _ => return None,
        })
    }

    const fn key(self) -> &'static str {
        match self {
            Act::Confirm => "confirm",
            Act::Supplement => "supplement",
            Act::Reasons => "reasons",
            Act::Withdraw => "withdraw",
            Act::Rate => "rate",
            Act::Complain => "complain",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Act::Confirm => "确认提交了申请",
            Act::Supplement => "补正",
            Act::Reasons => "说明理由",
            Act::Withdraw => "撤回申请",
            Act::Rate => "评价答复",
            Act::Complain => "投诉",
        }
    }

    const fn intro(self) -> &'static str {
        match self {
            Act::Confirm => "确认这件申请是您提交的。受理机关也确认后，确认之日就是收到申请之日。",
            Act::Supplement => "按补正告知书写明的事项补充，一次补齐。以这里收到的日期为补正日期。",
            Act::Reasons => "受理机关认为申请数量、频次明显超过合理范围，请说明理由（条例第35条）。",
            Act::Withdraw => "撤回后这件申请不再办理。需要时可以重新申请。",
            Act::Rate => "您的评价用于改进工作，每份答复评价一次。",
            Act::Complain => "由政府信息公开工作机构负责人核实处理，结果显示在查询页（条例第51条）。",
        }
    }

    const fn submit(self) -> &'static str {
        match self {
            Act::Confirm => "确认",
            Act::Supplement => "提交补正",
            Act::Reasons => "提交说明",
            Act::Withdraw => "确认撤回",
            Act::Rate => "提交评价",
            Act::Complain => "提交投诉",
        }
    }

    fn groups(self, fields: &Fields, flaws: &Flaws) -> Vec<Group> {
        let filled = Filled::new(fields, flaws);
        match self {
            Act::Confirm | Act::Withdraw => Vec::new(),
            Act::Supplement => vec![Group {
                fields: vec![filled.area("text", "补正的内容", 8)],
                files: vec![FileInput {
                    name: "file",
                    label: "有关材料（选填）".to_owned(),
                    hint: format!(
                        "{}，每个不超过 10 MB。涉密不上网：标有密级的文件不得上传。",
                        uploads::ACCEPTED
                    ),
                    error: flaws.errors.of("file").map(str::to_owned),
                    accept: uploads::ACCEPT,
                    multiple: true,
                }],
                ..Group::default()
            }],
            Act::Reasons => vec![Group::plain(vec![filled.area("text", "理由", 8)])],
            Act::Rate => {
                let scores =
                    [("5", "很满意"), ("4", "满意"), ("3", "一般"), ("2", "不满意"), ("1", "很不满意")];
                let choices = scores.iter().map(|(value, label)| Choice::new(*value, *label)).collect();
                vec![Group::plain(vec![
                    filled.radios("score", "满意程度", choices),
                    filled.area("text", "想说的话", 4).optional(),
                ])]
            }
            Act::Complain => vec![Group::plain(vec![filled.area("text", "投诉的事实和理由", 8)])],
        }
    }
}

fn show(
    state: &AppState,
    visit: &Visit,
    opened: &OpenedCase,
    act: Act,
    (fields, status, flaws): (&Fields, StatusCode, &Flaws),
) -> Result<Response, Problem> {
    let number = opened.number().to_string();
    let crumbs = vec![
        Crumb::to("办理查询", routes::track_request()),
        Crumb::to(number.clone(), routes::opened_request()),
        Crumb::here(act.title()),
    ];
    let mut page =
        VisitorPage::new(frame(state, visit.view.clone(), act.title()).crumbs(crumbs), visit, act.title());
    page.intro = format!("申请 {number}。{}", act.intro());
    page.groups = act.groups(fields, flaws);
    page.action = routes::opened_request_act(act.key());
    act.submit().clone_into(&mut page.submit);
    page.is_grave = act == Act::Withdraw;
    page.back = Some(("返回".to_owned(), routes::opened_request()));
    page.show(visit, status, flaws)
}

/// `GET /requests/case/{act}`
pub(super) async fn page(
    State(state): State<AppState>,
    visit: Visit,
    Path(act): Path<String>,
) -> Result<Response, Problem> {
    let act = Act::from_key(&act).ok_or(Problem::NotFound)?;
    let Some(opened) = opened(&state, &visit).await? else {
        return Ok(visit.lead(&routes::track_request()));
    };
    show(&state, &visit, &opened, act, (&Fields::default(), StatusCode::OK, &Flaws::default()))
}

/// `POST /requests/case/{act}`
pub(super) async fn perform(
    State(state): State<AppState>,
    Path(act): Path<String>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let act = Act::from_key(&act).ok_or(Problem::NotFound)?;
    let VisitorForm { visit, fields, doubt } = sent;
    let Some(opened) = opened(&state, &visit).await? else {
        // The request was open for too long: what was typed is shown again to be copied.
        let mut flaws = Flaws::default();
        let typed = fields.text("text");
        let text = "查询已经超过两小时，请重新输入编号和查询码。";
        let text =
            if typed.is_empty() { text.to_owned() } else { format!("{text}您刚才填的是：{typed}") };
        flaws.refusal = Some(Notice::new(Tone::Warn, text));
        return track_form(&state, &visit, &Fields::default(), StatusCode::FORBIDDEN, &flaws);
    };
    if let Some(doubt) = doubt {
        return show(&state, &visit, &opened, act, (&fields, doubt.status(), &doubted(doubt)));
    }
    match run(&state, &opened, act, &fields).await {
        Ok(()) => Ok(visit.lead(&routes::opened_request())),
        Err(error) => {
            let flaws = flaws_of(error)?;
            show(&state, &visit, &opened, act, (&fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws))
        }
    }
}

async fn run(state: &AppState, opened: &OpenedCase, act: Act, fields: &Fields) -> Result<(), AppError> {
    let app = &state.app;
    let text = fields.text("text");
    let count = text.chars().count();
    if count > LONGEST {
        let message = format!("最多 {LONGEST} 个字，现在有 {count} 个字，请删减；较长的可以写成文件上传。");
        return Err(AppError::field("text", message));
    }
    let place = format!("portal/{}/{}", opened.agency(), act.key());
    app.fit_texts(&place, &[("text", text)]).await?;
    match act {
        Act::Confirm => app.confirm_as_requester(opened).await,
        Act::Supplement => {
            let mut files = Vec::new();
            for upload in fields.files("file") {
                files.push(app.fit_file(&place, "file", &upload.name, &upload.bytes).await?);
            }
            if files.len() > uploads::COUNT {
                return Err(AppError::field("file", format!("最多上传 {} 个文件。", uploads::COUNT)));
            }
            app.supplement_as_requester(opened, text, files).await
        }
        Act::Reasons => app.give_reasons_as_requester(opened, text).await,
        Act::Withdraw => app.withdraw_as_requester(opened).await,
        Act::Rate => app.rate_as_requester(opened, fields.text("score").parse().unwrap_or(0), text).await,
        Act::Complain => app.complain_as_requester(opened, text).await,
    }
}
