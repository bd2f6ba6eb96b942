//! What WeChat answers when it will not (返回码), and what the officer can do about it.

use std::net::IpAddr;

use crate::Secret;

/// Why a call did not go well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WechatError {
    /// WeChat will not, and says why.
    #[error("wechat refused with code {}", .0.code)]
    Refused(Refused),
    /// No connection came about, so nothing was sent.
    #[error("wechat could not be reached")]
    Unreachable,
    /// No answer within the time.
    #[error("wechat did not answer in time")]
    Timeout,
    /// The answer broke off or is none of the interface's.
    #[error("the answer could not be read")]
    Garbled,
    /// A status that the interface does not use.
    #[error("status {0}")]
    Status(u16),
    /// The draft was submitted and no answer came: it may be published or not, so it is not submitted again.
    #[error("not known whether the draft was submitted")]
    Unclear,
    /// The caller could not keep how far things are, so nothing further was sent.
    #[error("progress was not kept")]
    NotKept,
}

/// A refusal in WeChat's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The code (`errcode`).
    pub code: i64,
    /// What the code means.
    pub reason: Reason,
    /// WeChat's own words (`errmsg`); the `rid` in them is what its support asks for.
    pub words: String,
}

/// What a code means, as far as it makes a difference to what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// 系统繁忙
    Busy,
    /// The token is not, or no longer, good; a new one is asked for once by itself.
    Token,
    /// `AppID` or `AppSecret` is wrong, or the secret is frozen.
    Credential,
    /// The address we call from is not on the account's list (IP 白名单).
    Address(Option<IpAddr>),
    /// An administrator has to confirm the call, or has refused it.
    Confirmation,
    /// The calls of the day are used up.
    Quota,
    /// Too many calls in a minute.
    TooOften,
    /// The article has no content, or was not understood.
    Empty,
    /// The account may not use the interface.
    NotAllowed,
    /// The interface or the account is barred.
    Barred,
    /// Cover or draft is not known to the account.
    Media,
    /// A picture of a type that is not taken.
    PictureKind,
    /// A picture too large.
    PictureSize,
    /// Title, author, digest, content or address too long.
    TooLong,
    /// The address of the original is not taken.
    SourceAddress,
    /// Something in the content is not taken.
    Content,
    /// The draft did not pass the check before publication.
    Check,
    /// The draft can only be published by hand.
    ByHand,
    /// The draft has to be saved by hand first.
    SaveByHand,
    /// The published article is not there.
    NoArticle,
    /// A code we do not know.
    Unknown,
}

const REASONS: &[(i64, Reason)] = &[
    (-1, Reason::Busy),
    (40001, Reason::Token),
    (40014, Reason::Token),
    (41001, Reason::Token),
    (42001, Reason::Token),
    (40002, Reason::Credential),
    (40013, Reason::Credential),
    (40125, Reason::Credential),
    (40243, Reason::Credential),
    (41002, Reason::Credential),
    (41004, Reason::Credential),
    (40164, Reason::Address(None)),
    (61004, Reason::Address(None)),
    (89501, Reason::Confirmation),
    (89503, Reason::Confirmation),
    (89506, Reason::Confirmation),
    (89507, Reason::Confirmation),
    (45009, Reason::Quota),
    (45011, Reason::TooOften),
    (44002, Reason::Empty),
    (44003, Reason::Empty),
    (44004, Reason::Empty),
    (47001, Reason::Empty),
    (48001, Reason::NotAllowed),
    (48004, Reason::Barred),
    (50002, Reason::Barred),
    (40007, Reason::Media),
    (40004, Reason::PictureKind),
    (40005, Reason::PictureKind),
    (40113, Reason::PictureKind),
    (40006, Reason::PictureSize),
    (40009, Reason::PictureSize),
    (45001, Reason::PictureSize),
    (45002, Reason::TooLong),
    (45003, Reason::TooLong),
    (45004, Reason::TooLong),
    (45005, Reason::TooLong),
    (45110, Reason::TooLong),
    (41039, Reason::SourceAddress),
    (45166, Reason::Content),
    (53503, Reason::Check),
    (53504, Reason::ByHand),
    (53505, Reason::SaveByHand),
    (53600, Reason::NoArticle),
];

impl Refused {
    pub(super) fn new(code: i64, words: &str) -> Refused {
        let known = REASONS.iter().find(|(known, _)| *known == code).map(|(_, reason)| *reason);
        let reason = match known.unwrap_or(Reason::Unknown) {
            Reason::Address(_) => Reason::Address(address_in(words)),
            reason => reason,
        };
        Refused { code, reason, words: words.chars().take(300).collect() }
    }

    /// What to do about it, for the officer.
    pub fn advice(&self) -> String {
        let what = match self.reason {
            Reason::Busy => "微信系统繁忙，稍后会自动再试。",
            Reason::Token => "微信不接受刚刚取得的凭据：请确认没有别的系统在用同一个公众号反复获取凭据。",
            Reason::Credential => {
                "AppID 或 AppSecret 不对，或者 AppSecret 已被冻结、重置：请在公众平台“设置与开发—基本配置”核对后重新填写。"
            }
            Reason::Address(None) => {
                "本机对外的 IP 地址不在白名单：请在公众平台“设置与开发—基本配置—IP 白名单”加入本机的出口 IP 地址。"
            }
            Reason::Address(Some(address)) => {
                return self.with_code(&format!(
                    "本机对外的 IP 地址 {address} 不在白名单：请在公众平台“设置与开发—基本配置—IP 白名单”加入 {address}，约十分钟后再试。"
                ));
            }
            Reason::Confirmation => "这次调用需要公众号管理员在手机上确认：请管理员确认后再试。",
            Reason::Quota => "今天的调用次数已用完：请明天再推送，或者在公众平台清零调用次数。",
            Reason::TooOften => "一分钟内调用太多，稍后会自动再试。",
            Reason::Empty => {
                "微信认为正文是空的，或者没有看懂提交的内容：请检查正文是否只有图片或不被接受的内容。"
            }
            Reason::NotAllowed => {
                "公众号没有这项接口的权限：发布接口只对已认证的公众号开放，请在公众平台“接口权限”查看。"
            }
            Reason::Barred => "公众号或这项接口被限制使用：请登录公众平台查看通知。",
            Reason::Media => "封面或草稿在公众号里已不存在：请重新推送。",
            Reason::PictureKind => "图片类型不被接受：正文图片只能是 JPG、PNG。",
            Reason::PictureSize => "图片太大：正文图片须小于 1 MB，封面须小于 10 MB。",
            Reason::TooLong => "标题、作者、摘要、正文或原文链接超过微信的长度限制：请缩短后再推送。",
            Reason::SourceAddress => "“阅读原文”的链接不被接受：请检查网站地址设置。",
            Reason::Content => "正文里有微信不接受的内容：请在预览中检查外部链接、嵌入内容和特殊样式。",
            Reason::Check => "草稿没有通过微信的发布检查：请在公众平台“草稿箱”查看原因，修改后再推送。",
            Reason::ByHand => "微信要求到公众平台网页上发布这份草稿：请在“草稿箱”手工发布，再回来登记。",
            Reason::SaveByHand => {
                "微信要求先在公众平台网页上手工保存这份草稿：请在“草稿箱”打开并保存，再点“发布”。"
            }
            Reason::NoArticle => "这篇文章在公众号里已不存在，可能已经删除。",
            Reason::Unknown => {
                "微信拒绝了这次调用：请按返回码在微信开放文档查询，或者在公众平台“接口调试”核对。"
            }
        };
        self.with_code(what)
    }

    fn with_code(&self, what: &str) -> String {
        format!("{what}（返回码 {}：{}）", self.code, self.words)
    }
}

/// The address in `invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist`.
fn address_in(words: &str) -> Option<IpAddr> {
    words.split([' ', ',']).find_map(|word| word.parse().ok())
}

impl WechatError {
    /// The same without a key, should WeChat's words ever quote it.
    pub(super) fn without(mut self, key: &Secret) -> WechatError {
        if let WechatError::Refused(refused) = &mut self {
            refused.words = refused.words.replace(key.reveal(), "[hidden]");
        }
        self
    }

    /// True when another token may help.
    pub(super) fn is_of_token(&self) -> bool {
        matches!(self, WechatError::Refused(refused) if refused.reason == Reason::Token)
    }

    /// True when trying later may help without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        match self {
            WechatError::Refused(refused) => matches!(refused.reason, Reason::Busy | Reason::TooOften),
            WechatError::Status(status) => *status >= 500,
            WechatError::Unreachable | WechatError::Timeout | WechatError::Garbled => true,
            WechatError::Unclear | WechatError::NotKept => false,
        }
    }

    /// What to do about it, for the officer.
    pub fn advice(&self) -> String {
        match self {
            WechatError::Refused(refused) => return refused.advice(),
            WechatError::Unreachable => "连不上微信服务器：请检查网络出口、域名解析和证书，稍后会自动再试。",
            WechatError::Timeout => "微信没有在规定时间内答复，稍后会自动再试。",
            WechatError::Garbled => "微信的答复不完整，稍后会自动再试。",
            WechatError::Status(status) => return format!("微信服务器答复异常（HTTP {status}），稍后会自动再试。"),
            WechatError::Unclear => {
                "发布请求已经发出，但没有收到答复，不能断定是否已经发布，因此不会自动重发：请到公众平台“发表记录”查看，再登记“已发布”或者“没有发布，重新提交”。"
            }
            WechatError::NotKept => "办理进度没有保存成功，已停止推送：请稍后再试。",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_is_not_on_the_list_is_named() {
        let words = "invalid ip 120.244.112.8 ipv6 ::ffff:120.244.112.8, not in whitelist rid: 5fa26c60";
        let refused = Refused::new(40164, words);
        assert_eq!(refused.reason, Reason::Address(Some([120, 244, 112, 8].into())));
        assert!(refused.advice().contains("加入 120.244.112.8"), "{}", refused.advice());
        assert_eq!(Refused::new(40164, "not in whitelist").reason, Reason::Address(None));
    }

    #[test]
    fn each_code_stands_once_and_a_code_unknown_is_told_with_its_words() {
        for (at, (code, _)) in REASONS.iter().enumerate() {
            assert!(REASONS[..at].iter().all(|(other, _)| other != code), "{code}");
        }
        let refused = Refused::new(200_040, "some words");
        assert_eq!(refused.reason, Reason::Unknown);
        assert!(refused.advice().contains("返回码 200040：some words"));
    }
}
