//! Plain codes of the forms: how it came, what was wanted, how it left.

use std::fmt;

use gongkai_statute::{by_key, codes};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

codes! {
    /// In which manner the requester wants the information (获取信息的方式), Art. 29.
    ProvisionForm {
        /// 纸质
        Paper = "paper", "纸质";
        /// 电子文本
        Electronic = "electronic", "电子文本";
        /// 光盘等载体
        Disc = "disc", "光盘等载体";
        /// 现场查阅、抄录
        Inspect = "inspect", "现场查阅、抄录";
        /// 其他
        Other = "other", "其他";
    }
}

codes! {
    /// By which route the requester wants the information (获取信息的途径), Art. 29.
    ProvisionRoute {
        /// 邮寄
        Mail = "mail", "邮寄";
        /// 电子邮件
        Email = "email", "电子邮件";
        /// 网上获取
        Online = "online", "网上获取";
        /// 传真
        Fax = "fax", "传真";
        /// 自行领取
        InPerson = "in_person", "自行领取";
    }
}

codes! {
    /// How a document reached the requester (送达方式).
    ///
    /// Post means the postal enterprise (邮政企业): other couriers are no lawful way.
    /// Source: 国办公开办函〔2016〕235号; 邮政法 Art. 55. Electronic delivery is a convention.
    DeliveryWay {
        /// 直接送达，申请人签收
        Signed = "signed", "直接送达";
        /// 邮政企业邮寄，交邮当日
        Posted = "posted", "邮政邮寄";
        /// 进入申请人指定的电子地址
        Electronic = "electronic", "电子送达";
        /// 委托其他机关、基层组织代为送达，受送达人签收
        Entrusted = "entrusted", "委托送达";
    }
}

codes! {
    /// What somebody who was asked thinks (意见).
    Opinion {
        /// 同意公开
        Agrees = "agrees", "同意公开";
        /// 不同意公开
        Objects = "objects", "不同意公开";
        /// 部分同意
        Partly = "partly", "部分同意公开";
        /// 其他情况说明
        Informs = "informs", "提供情况说明";
    }
}

codes! {
    /// Why a case is closed without a reply (不经答复而结案的原因), row 3.6.3 of the report.
    ClosingReason {
        /// 并入同一申请人的相同申请
        Merged = "merged", "与同一申请人的相同申请合并办理";
        /// 申请人死亡或者终止
        RequesterGone = "requester_gone", "申请人死亡或者终止且无人承继";
        /// 其他
        Other = "other", "其他";
    }
}

codes! {
    /// Why information is disclosed against an objection (对第三方不同意见的处理), Art. 32.
    ObjectionFinding {
        /// 不公开会对公共利益造成重大影响
        PublicInterest = "public_interest", "不公开会对公共利益造成重大影响，决定公开";
        /// 第三方的理由不合理
        Unreasonable = "unreasonable", "第三方的理由不合理，决定公开";
    }
}

codes! {
    /// Who acts for the requester (代理人).
    AgentKind {
        /// 委托代理人
        Authorised = "authorised", "委托代理人";
        /// 监护人
        Guardian = "guardian", "监护人";
    }
}

/// Personal data as sealed text: only the vault of an installation can read it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub String);

impl Sealed {
    /// The sealed text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealed]")
    }
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Sealed)
    }
}

by_key!(decision, gongkai_statute::Decision);
by_key!(requester_kind, gongkai_statute::RequesterKind);
by_key!(channel, gongkai_statute::regulation::art31::Channel);
by_key!(consulted, gongkai_statute::clock::Consulted);
by_key!(answer, gongkai_statute::checklist::Answer);
by_key!(schedule, gongkai_statute::regulation::art42::Schedule);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_finds_its_code() {
        for way in DeliveryWay::ALL {
            assert_eq!(DeliveryWay::from_key(way.key()), Some(*way));
        }
        assert_eq!(DeliveryWay::from_key("courier"), None, "only the postal enterprise delivers");
    }

    #[test]
    fn sealed_text_does_not_print() {
        assert_eq!(format!("{:?}", Sealed("abc".to_owned())), "[sealed]");
    }
}
