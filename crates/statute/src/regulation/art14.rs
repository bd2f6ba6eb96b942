//! Art. 14: what must not be disclosed (不予公开的绝对情形).
//!
//! State secrets; what laws or administrative regulations forbid to disclose; what might endanger national, public or
//! economic security or social stability (三安全一稳定). The agency has no choice.

use crate::checklist::Question;
use crate::decision::Decision;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(14);

/// The three grounds, as the decisions they lead to.
pub const GROUNDS: [Decision; 3] =
    [Decision::StateSecret, Decision::ProhibitedByLaw, Decision::SecurityStability];

/// Before withholding a state secret (国家秘密): what a reviewer would ask.
pub static STATE_SECRET_QUESTIONS: &[Question] = &[
    Question::must(
        "classified",
        ARTICLE,
        "所申请的信息是否已经依法定密，密级、保密期限和定密机关都有记录可查？",
        "没有依法定密的，不能以国家秘密为由不予公开；请按是否属于其他情形重新判断。",
    )
    .saying("写明密级、定密机关和定密依据（不抄录涉密内容）"),
    Question::must(
        "period_runs",
        ARTICLE,
        "现在是否仍在保密期限之内，并且没有解密或者变更？",
        "保密期限已满或者已经解密的，不能再以国家秘密为由不予公开；请重新审查是否公开。",
    )
    .saying("写明保密期限的起止"),
    Question::must(
        "really_this",
        ARTICLE,
        "定密的内容是否就是申请人要的内容，而不是同一文件中的其他内容？",
        "只有部分内容涉密的，应当区分处理，公开其余部分（条例第37条）。",
    ),
    Question::must_not(
        "doubtful",
        REGULATION_2019.article(17),
        "是否对属于国家秘密仍有疑问，而没有报请有关主管部门或者保密行政管理部门确定？",
        "不能确定的，应当先报有关主管部门或者保密行政管理部门确定，再作答复。",
    ),
];

/// Before withholding what a law or administrative regulation forbids to disclose (法律、行政法规禁止公开).
pub static PROHIBITED_QUESTIONS: &[Question] = &[
    Question::must(
        "named",
        ARTICLE,
        "能否指出禁止公开的法律或者行政法规的名称和条款？",
        "指不出名称和条款的，不能适用本项；请重新选择答复决定。",
    )
    .saying("写明法律、行政法规的名称和条、款、项"),
    Question::must(
        "high_enough",
        ARTICLE,
        "禁止公开的依据是否属于法律或者行政法规，而不是规章、规范性文件或者内部规定？",
        "规章和规范性文件不能作为本项的依据；请重新选择答复决定。",
    ),
    Question::must(
        "covers",
        ARTICLE,
        "该条款是否明确禁止公开这类信息，而不只是规定保管、使用的要求？",
        "没有禁止公开的，不能适用本项；请重新判断是否公开。",
    ),
    Question::must(
        "parts",
        REGULATION_2019.article(37),
        "是否已经确认没有可以区分出来公开的内容？",
        "能够区分的，应当以“部分公开”答复。",
    ),
];

/// Before withholding for the three securities and stability (三安全一稳定).
pub static SECURITY_QUESTIONS: &[Question] = &[
    Question::must(
        "which",
        ARTICLE,
        "能否具体说明公开后会危及哪一种安全或者稳定？",
        "说不出具体危害的，不能适用本项；请重新判断是否公开。",
    )
    .saying("写明危及国家安全、公共安全、经济安全还是社会稳定，以及何种危害"),
    Question::must(
        "causal",
        ARTICLE,
        "公开这份信息与该危害之间是否有直接的因果关系，而不只是担心议论、投诉或者工作被动？",
        "担心议论或者投诉不是法定理由；请重新判断是否公开。",
    )
    .saying("写明公开如何会导致该危害"),
    Question::must_not(
        "known",
        ARTICLE,
        "同样的内容是否已经在其他渠道公开？",
        "已经公开的内容不能再以本项为由不予公开；请以“已主动公开”或者“予以公开”答复。",
    ),
    Question::must(
        "parts",
        REGULATION_2019.article(37),
        "是否已经确认没有可以区分出来公开的内容？",
        "能够区分的，应当以“部分公开”答复。",
    ),
];
