//! The first steps: how the request came in, and what is missing to say when it was received.

use jiff::civil::Date;

use super::{Trace, art31};
use crate::calendar::{Calendar, Workdays};
use crate::regulation::art31::{Channel, Receipt, ReceiptDay};

/// The last day to confirm receipt with the applicant: the next working day, by convention.
///
/// `None` once confirmed, for channels that need no confirmation, or when the calendar does not reach.
pub(crate) fn confirm_by(receipt: &Receipt, calendar: &Calendar) -> Option<Date> {
    if receipt.channel.counts_from() != ReceiptDay::Confirmed || receipt.confirmed_on.is_some() {
        return None;
    }
    let known_on = receipt.arrived_on.or(receipt.submitted_on)?;
    calendar.add_workdays(known_on, Workdays(1)).ok()
}

pub(crate) fn receipt_steps(receipt: &Receipt, calendar: &Calendar, trace: &mut impl Trace) {
    let channel = receipt.channel;
    let basis = channel.basis();
    if let Some(day) = receipt.submitted_on {
        trace.step(day, basis, || format!("申请人提交申请：{}", channel.label()));
    }
    if let Some(day) = receipt.arrived_on
        && receipt.received_on() != Some(day)
    {
        trace.step(day, basis, || "申请到达本机关".to_owned());
    }
    match receipt.received_on() {
        Some(day) => {
            trace.step(day, basis, || format!("收到申请之日：{}", channel.counts_from().label()));
        }
        None => unreceived(receipt, calendar, trace),
    }
    check_order(receipt, trace);
}

fn unreceived(receipt: &Receipt, calendar: &Calendar, trace: &mut impl Trace) {
    let channel = receipt.channel;
    match channel.counts_from() {
        ReceiptDay::Submitted => {
            trace.warn(|| format!("{}缺少提交日期，收到申请之日无法确定", channel.label()));
        }
        ReceiptDay::Arrived => {
            trace.warn(|| "邮寄申请缺少本机关签收日期，收到申请之日无法确定".to_owned());
        }
        ReceiptDay::Confirmed => {
            trace.warn(|| format!("{}尚未与申请人确认，收到申请之日无法确定", channel.label()));
            if let Some(day) = confirm_by(receipt, calendar) {
                trace.step(day, art31::ARTICLE, || match channel {
                    Channel::MailOrdinary => {
                        "待办：与申请人确认收到申请（平常信函应于收到当日确认）".to_owned()
                    }
                    Channel::InPerson
                    | Channel::Oral
                    | Channel::MailSigned
                    | Channel::MailOtherUnit
                    | Channel::Fax
                    | Channel::Online
                    | Channel::Email => "待办：与申请人确认收到申请".to_owned(),
                });
            }
        }
    }
}

fn check_order(receipt: &Receipt, trace: &mut impl Trace) {
    let days = [("提交", receipt.submitted_on), ("到达", receipt.arrived_on), ("确认", receipt.confirmed_on)];
    let mut before: Option<(&str, Date)> = None;
    for (name, day) in days {
        let Some(day) = day else { continue };
        if let Some((earlier, earlier_day)) = before
            && day < earlier_day
        {
            trace.warn(|| format!("{name}日期{day}早于{earlier}日期{earlier_day}，请核对"));
        }
        before = Some((name, day));
    }
    if receipt.channel == Channel::MailOrdinary
        && let (Some(arrived), Some(confirmed)) = (receipt.arrived_on, receipt.confirmed_on)
        && arrived < confirmed
    {
        trace.warn(|| {
            format!("平常信函应于收到当日（{arrived}）与申请人确认，实际于{confirmed}确认（条例第31条）")
        });
    }
}
