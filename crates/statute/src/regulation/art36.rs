//! Art. 36: seven kinds of reply (答复的种类).
//!
//! Already public; disclosed; withheld with reasons; not existing after a search; not this agency's; asked again;
//! governed by a special law.

use crate::checklist::{Answer, Question};
use crate::decision::Decision;
use crate::source::{Article, GUIDANCE_2019_14, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(36);

/// What holds after agencies were merged or split (机构改革后): files that have not arrived are no reason to refuse.
pub const MERGED_AGENCIES: Article = GUIDANCE_2019_14.article(0);

/// The decisions that answer under an item of the article.
pub const fn decisions(item: u8) -> &'static [Decision] {
    match item {
        1 => &[Decision::AlreadyPublic],
        2 => &[Decision::Granted],
        3 => &[
            Decision::StateSecret,
            Decision::ProhibitedByLaw,
            Decision::SecurityStability,
            Decision::ThirdParty,
            Decision::InternalAffairs,
            Decision::Process,
            Decision::EnforcementFile,
        ],
        4 => &[Decision::NotExisting],
        5 => &[Decision::NotResponsible],
        6 => &[Decision::Repeat],
        7 => &[Decision::InquiryItem],
        _ => &[],
    }
}

/// Before sending an applicant to the registers of a special law (行政查询事项).
pub static INQUIRY_QUESTIONS: &[Question] = &[
    Question::must(
        "special_law",
        ARTICLE.item(7),
        "是否有法律、行政法规对该信息的查询、获取另有特别规定？",
        "没有特别规定的，应当按条例答复。",
    )
    .saying("写明法律、行政法规的名称和条款"),
    Question::must(
        "way_told",
        ARTICLE.item(7),
        "答复书是否写明了向哪里、凭什么材料查询？",
        "请在理由中写明查询的途径和办理单位。",
    ),
];

/// Before saying that information does not exist (信息不存在).
pub static NOT_EXISTING_QUESTIONS: &[Question] = &[
    Question::must(
        "searched",
        ARTICLE.item(4),
        "是否已经检索了所有可能保存的地方（档案、业务系统、经办科室），并且登记了检索人和检索词？",
        "应当先检索并登记检索记录，再作答复。",
    )
    .saying("写明检索的范围和结果"),
    Question::must_not(
        "ought",
        ARTICLE.item(4),
        "按照职责，本机关是否应当制作或者保存该信息，而没有查明去向？",
        "应当保存而没有找到的，请先查明去向（移交、销毁、遗失）并在答复中如实说明；尚未查明的，不能以不存在答复。",
    ),
    Question::must_not(
        "files_not_arrived",
        MERGED_AGENCIES,
        "机构改革后，是否只是因为原机关的档案尚未移交而没有找到？",
        "职权已经划入的，不能以档案尚未移交为由拒绝；请向原机关调取后答复。",
    ),
    Question::must_not(
        "other_name",
        ARTICLE.item(4),
        "申请人是否只是名称、文号写得不准，而实际要的信息是存在的？",
        "应当按申请人实际要的信息办理，必要时与申请人核对。",
    ),
];

/// Before saying that another agency is responsible (不属于本机关负责公开).
pub static NOT_RESPONSIBLE_QUESTIONS: &[Question] = &[
    Question::must_not(
        "made",
        REGULATION_2019.article(10),
        "该信息是否由本机关制作，或者由本机关从公民、法人和其他组织获取并保存？",
        "本机关制作或者保存的，由本机关负责公开。",
    ),
    Question::must_not(
        "successor",
        MERGED_AGENCIES,
        "机构改革后，相关职权是否已经划入本机关？",
        "职权划入的，由本机关办理，不能以档案尚未移交为由拒绝。",
    ),
    Question::open("known", ARTICLE.item(5), "能否确定负责公开的机关？")
        .saying_on(Answer::No, "写明为什么不能确定"),
    Question::must(
        "told",
        ARTICLE.item(5),
        "答复书是否写明了该机关的名称和联系方式，或者写明了不能确定？",
        "请在书稿的“负责公开的机关”中写明名称和联系方式，不能确定的在理由中写明。",
    ),
];

/// Before declining a repeated request (重复申请).
pub static REPEAT_QUESTIONS: &[Question] = &[
    Question::must(
        "same_person",
        ARTICLE.item(6),
        "此前的申请是否由同一申请人提出？",
        "不同的人申请相同的信息不是重复申请；请正常答复，并考虑转为主动公开（条例第44条）。",
    ),
    Question::must(
        "same_content",
        ARTICLE.item(6),
        "两次申请的内容是否真正相同，而不只是主题相近？",
        "内容不同的应当答复。",
    )
    .saying("写明此前申请的编号和相同之处"),
    Question::must(
        "answered",
        ARTICLE.item(6),
        "此前的申请是否已经作出答复并且送达？",
        "此前没有答复的，不能以重复申请为由不予处理。",
    ),
    Question::must_not(
        "changed",
        REGULATION_2019.article(18),
        "此前答复以来，信息的内容或者不公开的理由是否已经变化？",
        "情况已经变化的，应当重新答复。",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_under_an_item_cites_it() {
        for item in 1..=7 {
            assert!(!decisions(item).is_empty());
            for decision in decisions(item) {
                assert!(decision.articles().contains(&ARTICLE.item(item)), "{decision:?}");
            }
        }
    }
}
