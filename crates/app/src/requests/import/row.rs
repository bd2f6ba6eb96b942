//! One row of the file, read into what a registration asks for; everything wrong with it at once.

use gongkai_document::table::{Cell, Row};
use gongkai_request::EarlierEnd;
use gongkai_request::code::{DeliveryWay, ProvisionForm, ProvisionRoute};
use gongkai_request::event::PastEnd;
use gongkai_screening::checksum;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, RequesterKind};
use jiff::civil::{Date, date};

use super::column::ImportColumn;
use crate::requests::PlainForm;
use crate::rows::{BadCell, Cells, Heads, cell};
use crate::typed;

/// What stands in lists until an officer has said what the request is about, without personal data.
const NO_SUBJECT: &str = "补录申请（待写事项摘要）";
/// Characters of a summary: it stands in lists.
const LONGEST_SUBJECT: usize = 100;
/// The first day on which there was a law to ask by.
const FIRST: Option<(Date, &str)> = Some((date(2008, 5, 1), "《政府信息公开条例》施行之日"));

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) old_number: Option<String>,
    pub(super) requester: RequesterKind,
    /// As sealed: the identity with its kind before it.
    pub(super) plain: PlainForm,
    /// The bare number, by which the same requester is known.
    pub(super) identity: String,
    pub(super) subject: String,
    pub(super) form: ProvisionForm,
    pub(super) route: ProvisionRoute,
    pub(super) channel: Channel,
    pub(super) submitted_on: Option<Date>,
    pub(super) arrived_on: Option<Date>,
    pub(super) confirmed_on: Option<Date>,
    pub(super) clerk: Option<String>,
    pub(super) ended: Option<EarlierEnd>,
}

/// Reads a row; every wrong cell is told.
pub(super) fn read(row: &Row, heads: &Heads<ImportColumn>, today: Date) -> Result<Read, Vec<BadCell>> {
    let mut cells = Cells::new(row, heads, today);
    let requester =
        cells.choice(ImportColumn::Requester, &RequesterKind::ALL, RequesterKind::label, RequesterKind::key);
    let name = cells.required(ImportColumn::Name, 100);
    let (identity, sealed_identity) = cells.identity();
    let contact = cells.required(ImportColumn::Contact, 500);
    let subject = cells.text(ImportColumn::Subject, LONGEST_SUBJECT);
    let text = cells.required(ImportColumn::Text, 20_000);
    let form = cells.choice(ImportColumn::Form, ProvisionForm::ALL, ProvisionForm::label, ProvisionForm::key);
    let route =
        cells.choice(ImportColumn::Route, ProvisionRoute::ALL, ProvisionRoute::label, ProvisionRoute::key);
    let channel = cells.choice(ImportColumn::Channel, &Channel::ALL, Channel::label, Channel::key);
    let submitted_on = cells.day(ImportColumn::SubmittedOn, FIRST);
    let arrived_on = cells.day(ImportColumn::ArrivedOn, FIRST);
    let confirmed_on = cells.day(ImportColumn::ConfirmedOn, FIRST);
    let clerk = cells.optional(ImportColumn::Clerk, 50);
    let old_number = cells.optional(ImportColumn::OldNumber, 60);
    let ended = cells.ended();
    let codes = requester.zip(form).zip(route.zip(channel));
    match codes {
        Some(((requester, form), (route, channel))) if cells.bad.is_empty() => Ok(Read {
            old_number,
            requester,
            plain: PlainForm { name, identity: sealed_identity, contact, text },
            identity,
            subject: if subject.is_empty() { NO_SUBJECT.to_owned() } else { subject },
            form,
            route,
            channel,
            submitted_on,
            arrived_on,
            confirmed_on,
            clerk,
            ended,
        }),
        _ => Err(cells.bad),
    }
}

impl Cells<'_, ImportColumn> {
    /// The bare number, and the number with its kind.
    fn identity(&mut self) -> (String, String) {
        let kind = self.text(ImportColumn::IdentityKind, 20);
        let number = self.text(ImportColumn::Identity, 60);
        if number.is_empty() {
            if !kind.is_empty() {
                self.fail(ImportColumn::Identity, "写了证件类型，没有写号码；请补上，或者两列都留空。");
            }
            return (number, String::new());
        }
        let bare = super::super::search::bare(&typed::digits(&number));
        let holds = match kind.as_str() {
            "居民身份证" | "身份证" => {
                checksum::id_number(&bare, Some(self.today)) || checksum::old_id_number(&bare)
            }
            "统一社会信用代码" => checksum::credit_code(&bare),
            _ => true,
        };
        if !holds {
            self.fail(
                ImportColumn::Identity,
                format!("不是有效的{kind}号码（校验位不对），请对照原件核对。"),
            );
        }
        let sealed = if kind.is_empty() { number.clone() } else { format!("{kind} {number}") };
        (number, sealed)
    }

    fn ended(&mut self) -> Option<EarlierEnd> {
        let decision = self.choice(ImportColumn::Decision, &Decision::ALL, Decision::label, Decision::key);
        let on = self.day(ImportColumn::EndedOn, FIRST);
        let way = self.choice(ImportColumn::Way, DeliveryWay::ALL, DeliveryWay::label, DeliveryWay::key);
        let document = self.optional(ImportColumn::Document, 60);
        let late = self.choice(
            ImportColumn::Late,
            &[true, false],
            |late| if late { "是" } else { "否" },
            |late| if late { "逾期" } else { "按期" },
        );
        let filled =
            |column| matches!(cell(self.row, self.heads, column), Some(Cell::Text(text)) if !text.is_empty());
        let has_day = matches!(cell(self.row, self.heads, ImportColumn::EndedOn), Some(Cell::Day(_)))
            || filled(ImportColumn::EndedOn);
        let has_decision = filled(ImportColumn::Decision);
        if has_day && !has_decision {
            self.fail(ImportColumn::Decision, "写了办结日期，没有写办理结果；请补上，未办结的两列都留空。");
        }
        if has_decision && !has_day {
            self.fail(ImportColumn::EndedOn, "写了办理结果，没有写办结日期；请补上，未办结的两列都留空。");
        }
        if !has_decision && !has_day && (way.is_some() || document.is_some() || late.is_some()) {
            self.fail(ImportColumn::Decision, "写了送达方式、文号或者是否逾期，没有写办理结果；请补上。");
        }
        let (decision, on) = decision.zip(on)?;
        // Whether it was late is decided by the dates; the records only say what the dates leave open.
        Some(EarlierEnd { end: PastEnd { decision, on, way, late: false, document }, late })
    }
}
