//! Art. 15: what would harm a third party is not disclosed (商业秘密、个人隐私等).
//!
//! Unless the third party agrees, or not disclosing would gravely affect the public interest.

use crate::checklist::Question;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(15);

/// Whether harmful information stays closed.
pub const fn must_withhold(third_party_agrees: bool, public_interest: bool) -> bool {
    !third_party_agrees && !public_interest
}

/// Before withholding for a third party (第三方合法权益): what a reviewer would ask.
pub static QUESTIONS: &[Question] = &[
    Question::must(
        "asked",
        REGULATION_2019.article(32),
        "是否已经书面征求第三方意见，并且收到意见或者期限已满？",
        "应当先书面征求第三方意见，登记其意见或者逾期未提出意见，再作答复。",
    ),
    Question::must(
        "secret_or_private",
        ARTICLE,
        "经本机关自行判断，信息是否确属商业秘密、个人隐私或者其他公开后会损害第三方合法权益的内容？",
        "第三方不同意不等于损害其合法权益；不属于的，请以“予以公开”答复，并登记对其意见的处理。",
    )
    .saying("写明是哪一种权益，以及判断的依据（例如不为公众所知、有商业价值、采取了保密措施）"),
    Question::must_not("agrees", ARTICLE, "第三方是否同意公开？", "第三方同意公开的，应当予以公开。"),
    Question::must_not(
        "public_interest",
        ARTICLE,
        "权衡之后，是否认为不公开会对公共利益造成重大影响？",
        "不公开会对公共利益造成重大影响的，应当予以公开：请登记公共利益决定，并书面告知第三方。",
    )
    .saying("写明对公共利益的权衡"),
    Question::must(
        "parts",
        REGULATION_2019.article(37),
        "是否已经确认遮盖第三方信息之后，没有可以公开的内容？",
        "遮盖之后可以公开的，应当以“部分公开”答复。",
    ),
];
