//! The same act on several requests (批量办理): assign, remind, close, write a letter. Each row stands or falls by itself.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::AppError;
use gongkai_app::letters::NewLetter;
use gongkai_request::code::ClosingReason;
use gongkai_request::command::Remind;
use gongkai_request::event::{Assigned, Closed};
use gongkai_request::{Act, CaseNumber, Command};
use gongkai_store::request::{RequestFilter, RequestOrder};
use gongkai_typeset::LetterCode;
use jiff::civil::Date;

use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Sheet, choices, info, render};
use crate::office::items::list::ListPage;
use crate::office::words::article;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::Choice;

/// Requests offered: the most urgent of those open.
const OFFERED: u32 = 100;
/// Acts that make sense for several at once.
const ACTS: [Act; 4] = [Act::Assign, Act::Remind, Act::IssueLetter, Act::Close];
/// Letters that the case alone can fill in.
const LETTERS: [LetterCode; 7] = [
    LetterCode::P1,
    LetterCode::P2,
    LetterCode::P3,
    LetterCode::P5,
    LetterCode::P8,
    LetterCode::P11,
    LetterCode::P12,
];

/// What is done with each.
enum Deed {
    Act(Box<Command>),
    Letter(LetterCode, Date),
}

impl Deed {
    fn label(&self) -> &'static str {
        match self {
            Deed::Act(command) => command.act().label(),
            Deed::Letter(code, _) => code.label(),
        }
    }
}

fn act_of(key: &str) -> Option<Act> {
    ACTS.into_iter().find(|act| act.key() == key)
}

async fn form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filter = RequestFilter {
        agencies: vec![desk.code().to_owned()],
        open: Some(true),
        ..RequestFilter::default()
    };
    let rows = desk.app.list_requests(&desk.actor, &filter, RequestOrder::Due, None, OFFERED).await?;
    let offered = rows.iter().map(|row| {
        // A request that waits for somebody has no last day to show.
        let due = row.due.map(|due| format!("，届满 {due}")).unwrap_or_default();
        let label = format!("{}　{}（{}{due}）", row.number, row.subject, row.stage.label());
        Choice::new(row.number.to_string(), label)
    });
    let sections = desk.app.store.sections(desk.code()).await?.into_iter().filter(|row| !row.closed);
    let sections = sections.map(|row| Choice::new(row.slug, row.name)).collect();
    let filled = Filled::new(given, flaws);
    let fields = vec![
        filled.radios("act", "办理什么", choices(&ACTS, Act::key, Act::label)),
        filled.checks("numbers", "哪些申请", offered.collect()),
        filled.date("on", "日期"),
        filled.select("section", "承办科室", sections).optional().hint("分办时选择。"),
        filled.date("internal_due", "科室办理期限").optional().hint("分办时可以填写。"),
        filled
            .select(
                "closing",
                "办结原因",
                choices(ClosingReason::ALL, ClosingReason::key, ClosingReason::label),
            )
            .optional()
            .hint("其他处理办结时选择。"),
        filled
            .select("letter", "文书", LETTERS.map(|code| Choice::new(code.key(), code.label())).into())
            .optional()
            .hint("出具文书时选择；日期为成文日期。还没有到这一步的申请不出具。"),
        filled.area("note", "说明", 2).optional().hint("催办、办结时填写。"),
    ];
    let sheet = Sheet {
        title: "批量办理".to_owned(),
        intro: "对选中的每一件分别办理；法律不允许的不办，并逐件写明原因。".to_owned(),
        notices: vec![info("最多列出届满日最近的 100 件在办申请。")],
        groups: vec![forms::Group::plain(fields)],
        submit: "逐件办理".to_owned(),
        action: address::bulk(desk.code()),
        cancel: address::requests(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("依申请公开", address::requests(desk.code()))]).await
}

/// `GET /office/{agency}/requests/bulk`
///
/// # Errors
///
/// A problem when the requests cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    let today = desk.app.today().to_string();
    form(&desk, &Fields::of([("on".to_owned(), today)]), &Flaws::default()).await
}

/// `POST /office/{agency}/requests/bulk`: the answer lists each request with what became of it.
///
/// # Errors
///
/// The form comes back when nothing is chosen.
pub async fn perform(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    match read(&given) {
        Ok((deed, numbers)) => results(&desk, &deed, numbers).await,
        Err(fault) => form(&desk, &given, &fault.flaws()?).await,
    }
}

fn read(given: &Fields) -> Result<(Deed, Vec<CaseNumber>), Fault> {
    let mut check = Checker::new(given);
    let act = check.choice("act", act_of, "请选择办理什么");
    let on = check.date("on", "日期");
    let internal_due = check.optional_date("internal_due", "科室办理期限");
    let numbers: Vec<CaseNumber> = given.all("numbers").into_iter().filter_map(CaseNumber::parse).collect();
    if numbers.is_empty() {
        check.fail("numbers", "请至少选择一件申请");
    }
    let deed = act.zip(on).and_then(|(act, on)| deed(&mut check, act, on, internal_due));
    Ok(check.finish(deed.map(|deed| (deed, numbers)))?)
}

fn deed(check: &mut Checker<'_>, act: Act, on: Date, internal_due: Option<Date>) -> Option<Deed> {
    let command = match act {
        Act::Assign => {
            let section = check.required("section", "请选择承办科室");
            Command::Assign(Assigned { on, section, internal_due })
        }
        Act::Remind => {
            Command::Remind(Remind { on, note: check.required("note", "请写明催办的内容") })
        }
        Act::Close => {
            let reason = check.choice("closing", ClosingReason::from_key, "请选择办结原因");
            let note = check.required("note", "请写明办结的具体情况");
            Command::Close(Closed { on, reason: reason?, note })
        }
        Act::IssueLetter => {
            let offered = |key: &str| LETTERS.into_iter().find(|code| code.key() == key);
            return check.choice("letter", offered, "请选择文书").map(|code| Deed::Letter(code, on));
        }
        _ => return None,
    };
    Some(Deed::Act(Box::new(command)))
}

/// Does it with one request.
async fn run(desk: &Desk, deed: &Deed, number: CaseNumber) -> Result<(), AppError> {
    let (app, actor, agency) = (&desk.app, &desk.actor, desk.code());
    match deed {
        Deed::Act(command) => app.act_on_request(actor, agency, number, command).await,
        Deed::Letter(code, on) => {
            let (code, on) = (*code, *on);
            let case = app.request_detail(actor, agency, number).await?.case;
            let refused = |why: &str| Err(AppError::refused("letter_not_offered", why));
            match app.letters_offered(&case).into_iter().find(|offer| offer.code == code) {
                None => return refused("这件申请还没有到出具这份文书的环节。"),
                Some(offer) if offer.is_issued => {
                    return refused("已经出具过；需要另出一版的，请在该件申请中办理。");
                }
                Some(_) => {}
            }
            let letter = NewLetter { code, about: None, on, details: BTreeMap::new(), reason: None };
            app.issue_letter(actor, agency, number, &letter).await.map(|_| ())
        }
    }
}

async fn results(desk: &Desk, deed: &Deed, numbers: Vec<CaseNumber>) -> Result<Response, Fault> {
    let mut rows = Vec::new();
    let mut done = 0;
    for number in &numbers {
        let outcome = match run(desk, deed, *number).await {
            Ok(()) => {
                done += 1;
                "已办理".to_owned()
            }
            Err(AppError::Refused(refused)) => match refused.article {
                Some(cited) => format!("没有办理：{}（{}）", refused.message, article(&cited)),
                None => format!("没有办理：{}", refused.message),
            },
            Err(AppError::Forbidden) => "没有办理：您没有办理这一事项的权限。".to_owned(),
            Err(AppError::NotFound) => "没有办理：没有这件申请。".to_owned(),
            Err(AppError::Fields(fields)) => {
                let all: Vec<String> = fields.into_iter().map(|field| field.message).collect();
                format!("没有办理：{}", all.join(""))
            }
            Err(error) => return Err(error.into()),
        };
        let text = number.to_string();
        let to = address::request(desk.code(), &text);
        rows.push(vec![Value::link(text, to), Value::text(outcome)]);
    }
    let page = ListPage {
        frame: desk.frame("批量办理结果", &[("依申请公开", address::requests(desk.code()))]).await?,
        title: format!("批量办理结果：{}", deed.label()),
        intro: format!("选了 {} 件，办理了 {done} 件。", numbers.len()),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: Some(("再办一批".to_owned(), address::bulk(desk.code()))),
        table: DataTable {
            id: "results",
            caption: "逐件结果".to_owned(),
            caption_hidden: true,
            columns: vec![Column::new("编号", Align::Fixed), Column::new("结果", Align::Start)],
            rows,
            empty: String::new(),
        },
        find: None,
        next: None,
    };
    render(StatusCode::OK, &page)
}
