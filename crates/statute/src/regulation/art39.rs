//! Art. 39: petitions and publications in the form of a request (信访举报投诉、公开出版物).
//!
//! They are not processed as requests; the agency says so and may point to the right channel.

use crate::checklist::Question;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(39);

/// Before treating a request as a petition, complaint or report (信访、投诉、举报类申请).
pub static PETITION_QUESTIONS: &[Question] = &[
    Question::must(
        "no_information",
        ARTICLE.para(1),
        "申请的实质是否是反映问题、请求处理或者要求说明，而没有指向任何以一定形式记录、保存的信息？",
        "指向具体信息的，应当就该信息答复。",
    )
    .saying("写明申请的实质内容"),
    Question::must_not(
        "mixed",
        ARTICLE.para(1),
        "申请中是否同时包含对政府信息的申请？",
        "请拆分：对政府信息的申请应当答复（一事一申请）。",
    ),
    Question::must(
        "told",
        ARTICLE.para(1),
        "答复书是否告知了不作为政府信息公开申请处理，并指出可以通过的渠道？",
        "请在理由中写明可以通过的渠道。",
    ),
];

/// Before pointing to a public publication (要求提供公开出版物).
pub static PUBLICATION_QUESTIONS: &[Question] = &[
    Question::must(
        "published",
        ARTICLE.para(2),
        "所申请的是否为政府公报、报刊、书籍等已经公开出版的物品？",
        "不是公开出版物的，应当答复。",
    )
    .saying("写明出版物的名称和期号"),
    Question::must("way", ARTICLE.para(2), "答复书是否告知了获取的途径？", "请在理由中写明获取的途径。"),
];
