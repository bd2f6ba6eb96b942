//! Art. 31: the day a request is received (收到申请之日).
//!
//! Handed in: that day. Posted and signed for: the day the agency signs. Ordinary letters, internet and fax: the day
//! both sides confirm; an ordinary letter is to be confirmed the day it arrives.

use jiff::civil::Date;

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(31);

/// How a request came in (提交渠道).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// 当面提交
    InPerson,
    /// 口头提出，由工作人员代为填写 (Art. 29)
    Oral,
    /// 邮寄，需签收
    MailSigned,
    /// 平常信函，无需签收
    MailOrdinary,
    /// 寄给本机关其他内设机构或个人的信函
    MailOtherUnit,
    /// 传真
    Fax,
    /// 互联网在线提交
    Online,
    /// 电子邮件
    Email,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 8] = [
        Channel::InPerson,
        Channel::Oral,
        Channel::MailSigned,
        Channel::MailOrdinary,
        Channel::MailOtherUnit,
        Channel::Fax,
        Channel::Online,
        Channel::Email,
    ];

    /// The channel's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Channel::InPerson => "in_person",
            Channel::Oral => "oral",
            Channel::MailSigned => "mail_signed",
            Channel::MailOrdinary => "mail_ordinary",
            Channel::MailOtherUnit => "mail_other_unit",
            Channel::Fax => "fax",
            Channel::Online => "online",
            Channel::Email => "email",
        }
    }

    /// The channel's name.
    pub const fn label(self) -> &'static str {
        match self {
            Channel::InPerson => "当面提交",
            Channel::Oral => "口头提出（代为填写）",
            Channel::MailSigned => "邮寄（签收）",
            Channel::MailOrdinary => "平常信函",
            Channel::MailOtherUnit => "内设机构转来的信函",
            Channel::Fax => "传真",
            Channel::Online => "在线提交",
            Channel::Email => "电子邮件",
        }
    }

    /// The channel with this identifier.
    pub fn from_key(key: &str) -> Option<Channel> {
        Self::ALL.into_iter().find(|channel| channel.key() == key)
    }

    /// Which day counts as the day of receipt.
    pub const fn counts_from(self) -> ReceiptDay {
        match self {
            Channel::InPerson | Channel::Oral => ReceiptDay::Submitted,
            Channel::MailSigned => ReceiptDay::Arrived,
            Channel::MailOrdinary
            | Channel::MailOtherUnit
            | Channel::Fax
            | Channel::Online
            | Channel::Email => ReceiptDay::Confirmed,
        }
    }

    /// The item of the article that says so.
    pub const fn basis(self) -> Article {
        match self {
            Channel::InPerson | Channel::Oral => ARTICLE.item(1),
            Channel::MailSigned | Channel::MailOrdinary | Channel::MailOtherUnit => ARTICLE.item(2),
            Channel::Fax | Channel::Online | Channel::Email => ARTICLE.item(3),
        }
    }
}

/// The day that counts as the day of receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiptDay {
    /// 提交之日
    Submitted,
    /// 签收之日
    Arrived,
    /// 双方确认之日
    Confirmed,
}

impl ReceiptDay {
    /// The day's name.
    pub const fn label(self) -> &'static str {
        match self {
            ReceiptDay::Submitted => "提交之日",
            ReceiptDay::Arrived => "签收之日",
            ReceiptDay::Confirmed => "双方确认之日",
        }
    }
}

/// How and when a request came in (收到情况). What is not known stays `None` and is never made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// How it came.
    pub channel: Channel,
    /// When the applicant handed it in or sent it.
    pub submitted_on: Option<Date>,
    /// When the agency had it in hand, signed for or not.
    pub arrived_on: Option<Date>,
    /// When both sides confirmed it.
    pub confirmed_on: Option<Date>,
}

impl Receipt {
    /// The day the request is received (收到申请之日), or `None` while the day that counts is not known.
    pub const fn received_on(&self) -> Option<Date> {
        match self.channel.counts_from() {
            ReceiptDay::Submitted => self.submitted_on,
            ReceiptDay::Arrived => self.arrived_on,
            ReceiptDay::Confirmed => self.confirmed_on,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_key_leads_back() {
        assert!(Channel::ALL.into_iter().all(|channel| Channel::from_key(channel.key()) == Some(channel)));
    }
}
