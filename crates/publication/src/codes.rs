//! Plain codes of events, rows and forms: every list is closed, every code keeps its meaning for ever.

use gongkai_statute::codes;

codes! {
    /// How the agency came by the information (信息来源), Arts. 2, 10.
    Origin {
        Made = "made", "制作";
        Obtained = "obtained", "获取";
    }
}

codes! {
    /// Whether the information is public (公开属性).
    Attribute {
        Proactive = "proactive", "主动公开";
        OnRequest = "on_request", "依申请公开";
        Withheld = "withheld", "不予公开";
    }
}

codes! {
    /// Kinds of documents table 二 of the annual report counts (Art. 20 no. 1).
    LegalKind {
        Regulation = "regulation", "规章";
        NormativeDocument = "normative_document", "行政规范性文件";
    }
}

codes! {
    /// Form of a document (体裁).
    Genre {
        Order = "order", "命令（令）";
        Decision = "decision", "决定";
        Announcement = "announcement", "公告";
        Notice = "notice", "通告";
        Circular = "circular", "通知";
        Report = "report", "通报";
        Opinion = "opinion", "意见";
        Reply = "reply", "批复";
        Letter = "letter", "函";
        Minutes = "minutes", "纪要";
        Plan = "plan", "规划计划";
        Statistics = "statistics", "统计数据";
        Interpretation = "interpretation", "解读";
        News = "news", "动态信息";
        Other = "other", "其他";
    }
}

codes! {
    /// Whether a document is in force (有效性).
    Validity {
        InForce = "in_force", "现行有效";
        Modified = "modified", "已修改";
        Expired = "expired", "失效";
        Repealed = "repealed", "废止";
    }
}

codes! {
    /// What a secrecy review found (保密审查结论), Art. 17.
    SecrecyConclusion {
        Public = "public", "可以公开";
        NotPublic = "not_public", "不得公开";
        Undecided = "undecided", "不能确定，报主管部门或者保密行政管理部门确定";
    }
}

codes! {
    /// Why a public item is taken away (撤下方式).
    WithdrawalKind {
        InError = "published_in_error", "错误公开";
        Superseded = "superseded", "被取代";
        WithNotice = "with_notice", "撤下并公告";
    }
}

codes! {
    /// What the assessment of something not public found (定期评估审查结论), Art. 18.
    Reassessment {
        Stays = "stays", "继续不公开";
        Disclose = "disclose", "转为主动公开";
    }
}

codes! {
    /// What became of a decision after it was published (处罚决定的变化), 行政处罚法 Art. 48.
    Fall {
        Changed = "changed", "被变更";
        Revoked = "revoked", "被撤销";
        Unlawful = "unlawful", "被确认违法";
        Void = "void", "被确认无效";
    }
}

codes! {
    /// Ways to interpret a policy (解读形式).
    InterpretationForm {
        Text = "text", "文字解读";
        Pictures = "pictures", "图解";
        Video = "video", "音频视频";
        Expert = "expert", "专家解读";
        Questions = "questions", "问答";
        PressConference = "press_conference", "新闻发布会";
    }
}

codes! {
    /// What the review after an emergency publication found (事后审核).
    AfterReview {
        Stands = "stands", "维持公开";
        Correct = "correct", "需要更正";
        Withdraw = "withdraw", "应当撤下";
    }
}
