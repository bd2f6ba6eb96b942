//! The letters of a case as its page shows them (文书一栏).

use std::fmt::Write as _;

use axum::http::Method;
use gongkai_app::letters::label;
use gongkai_app::requests::RequestDetail;
use gongkai_request::letters::Letter;
use jiff::civil::Date;

use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};

const NEW: &str = "/office/{agency}/requests/{number}/letters/new";
const SEND: &str = "/office/{agency}/requests/{number}/letters/{letter}/send";
const RECORD: &str = "/office/{agency}/requests/{number}/letters/{letter}/record";

/// What the case page shows of letters.
#[derive(Debug, Clone)]
pub struct Letters {
    /// Every edition, the latest first.
    pub table: DataTable,
    /// What can be written now: name and address.
    pub offers: Vec<(String, String)>,
    /// How the reply on the desk reads.
    pub reply: Option<String>,
    /// The register of numbers.
    pub register: Option<String>,
    /// What the case must be kept until, and its packages: sentence, name and address of the last one.
    pub kept: String,
    /// The last package.
    pub package: Option<String>,
}

/// The letters of a case.
pub(super) async fn panel(desk: &Desk, detail: &RequestDetail) -> Result<Letters, Fault> {
    let number = detail.row.number.to_string();
    let may_write = desk.may(&Method::POST, NEW);
    let offers = desk.app.letters_offered(&detail.case);
    let offers = offers.into_iter().filter(|_| may_write).map(|offer| {
        let about = offer.about.clone().unwrap_or_default();
        let mut name = offer.code.label().to_owned();
        if !about.is_empty() {
            name = format!("{name}（{about}）");
        }
        if offer.is_issued {
            name = format!("{name}：再出一版");
        }
        let query = [("code", offer.code.key()), ("about", about.as_str())];
        (name, with_query(&address::new_letter(desk.code(), &number), &query))
    });
    let (kept, package) = match detail.case.archives.last() {
        Some(archive) => (
            format!("{} 归档，保管至 {}。", archive.on, archive.keep_until),
            desk.may(&Method::GET, "/office/{agency}/requests/{number}/archives/{id}")
                .then(|| address::archive(desk.code(), &number, &archive.file.id)),
        ),
        None if detail.case.closed => {
            let keep = desk.app.keep_until(desk.code(), &detail.case).await?;
            (format!("尚未归档；案卷保管至 {keep}。"), None)
        }
        None => (String::new(), None),
    };
    let has_draft =
        detail.case.draft.is_some() && desk.may(&Method::GET, "/office/{agency}/requests/{number}/reply");
    Ok(Letters {
        table: table(desk, detail, &number),
        offers: offers.collect(),
        reply: has_draft.then(|| address::reply(desk.code(), &number)),
        register: desk
            .may(&Method::GET, "/office/{agency}/documents")
            .then(|| address::documents(desk.code())),
        kept,
        package,
    })
}

fn table(desk: &Desk, detail: &RequestDetail, number: &str) -> DataTable {
    let mut rows = Vec::new();
    for letter in detail.case.letters.iter().rev() {
        for edition in letter.editions.iter().rev() {
            let is_last = letter.last().is_some_and(|last| last.edition == edition.edition);
            let link = |kind: &str, name: &str| {
                let file = edition.files.iter().find(|file| file.media_type.contains(kind));
                file.map_or(Value::text(""), |file| {
                    let href = address::letter_file(desk.code(), number, &letter.id, &file.id);
                    Value::link(name, href)
                })
            };
            let title = match (edition.edition, edition.scanned) {
                (_, true) => format!("{}（盖章件）", label(&edition.code)),
                (1, false) => label(&edition.code),
                (edition_number, false) => format!("{}（第{edition_number}版）", label(&edition.code)),
            };
            let (state, act) = if is_last {
                (state(letter), next(desk, detail, number, letter))
            } else {
                ("已有新版".to_owned(), Value::text(""))
            };
            rows.push(vec![
                Value::text(title),
                Value::text(edition.document.clone().unwrap_or_default()),
                Value::text(edition.on.to_string()),
                Value::text(state),
                link("pdf", "PDF"),
                link("wordprocessingml", "DOCX"),
                link("text/plain", "文本"),
                if is_last && letter.sent.is_none() && letter.leaves() && desk.may(&Method::POST, SEND) {
                    Value::link("导入盖章件", address::letter_act(desk.code(), number, &letter.id, "scan"))
                } else {
                    Value::text("")
                },
                act,
            ]);
        }
    }
    DataTable {
        id: "letters",
        caption: "文书".to_owned(),
        caption_hidden: true,
        columns: [
            ("文书", Align::Start),
            ("文号", Align::Fixed),
            ("日期", Align::Fixed),
            ("送达", Align::Start),
            ("PDF", Align::Fixed),
            ("DOCX", Align::Fixed),
            ("文本", Align::Fixed),
            ("盖章", Align::Fixed),
            ("办理", Align::Fixed),
        ]
        .map(|(name, align)| Column::new(name, align))
        .into(),
        rows,
        empty: "还没有文书。出具后按文号、版本列在这里。".to_owned(),
    }
}

fn state(letter: &Letter) -> String {
    let Some(last) = letter.last() else { return String::new() };
    if !letter.leaves() {
        return "存档".to_owned();
    }
    let mut words = match (&letter.undelivered, &letter.sent) {
        (Some(back), _) => format!("{} 被退回：{}", back.on, back.reason),
        (None, None) if last.code.starts_with('R') => "待送达".to_owned(),
        (None, None) => "待发出".to_owned(),
        (None, Some(sent)) => format!("{} {}", sent.on, sent.way.label()),
    };
    let mut add = |name: &str, on: Option<Date>| {
        if let Some(on) = on {
            let _ = write!(words, "；{name} {on}");
        }
    };
    add("送达", letter.delivered_on);
    add("回执", letter.receipt_on);
    add("打开", letter.opened_on);
    if let Some(by) = letter.sent.as_ref().and_then(|sent| sent.receipt_by)
        && letter.receipt_on.is_none()
        && letter.undelivered.is_none()
    {
        let _ = write!(words, "；回执应于 {by} 前收回");
    }
    words
}

fn next(desk: &Desk, detail: &RequestDetail, number: &str, letter: &Letter) -> Value {
    if !letter.leaves() {
        return Value::text("");
    }
    let act =
        |name: &str, act: &str| Value::link(name, address::letter_act(desk.code(), number, &letter.id, act));
    let waits = letter.sent.is_none() || letter.undelivered.is_some();
    // A signed reply is sent by the act of delivery.
    let by_delivery = letter.is_reply() && letter.sent.is_none() && !detail.case.closed;
    if waits && !by_delivery && desk.may(&Method::POST, SEND) {
        act("发出", "send")
    } else if !waits && desk.may(&Method::POST, RECORD) {
        act("登记送达情况", "record")
    } else {
        Value::text("")
    }
}
