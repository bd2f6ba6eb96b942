//! Closed lists of the inspection: indicators, their parts, what they weigh, where a number comes from.

use gongkai_statute::codes;

codes! {
    /// An indicator (检查指标). Letters and numbers of the single vetoes are those of our reference; the rest are ours.
    Indicator {
        SiteSafety = "N1", "安全、泄密事故等严重问题";
        SiteUnreachable = "N2", "站点无法访问";
        HomeStale = "N3", "首页不更新";
        ColumnsStale = "N4", "栏目不更新";
        PoorResponse = "N5", "互动回应差";
        UselessServices = "N6", "服务不实用";
        AccountSafety = "M1", "安全、泄密事故等严重问题（新媒体）";
        AccountStale = "M2", "内容不更新";
        AccountMute = "M3", "互动回应差（新媒体）";
        /// Case 5 of N1, as far as a program can see it; apart from N1, so that its severity can be set.
        DateFalse = "N1-date", "发布日期不实";
        PersonalData = "P1", "泄露个人信息";
        NewsStale = "D-news", "动态要闻";
        PoliciesStale = "D-policies", "政策文件";
        StatisticsStale = "D-statistics", "办事统计";
        RepliesStale = "D-replies", "办理答复";
        Unlinked = "D-unlinked", "解读关联";
        BasicsMissing = "D-basics", "概况信息、机构职能、领导信息";
        HomeLinkBroken = "D-link-home", "可用性（首页链接）";
        PageLinkBroken = "D-link-page", "可用性（其他页面链接）";
        AttachmentBroken = "D-link-attachment", "可用性（附件）";
        FaultEntryMissing = "D-fault-entry", "“我为政府网站找错”";
        ColumnOverdue = "W-column", "栏目逾期未更新";
        ColumnEmpty = "W-empty", "空白栏目";
        ColumnSoon = "W-column-soon", "栏目即将逾期";
        HomeSoon = "W-home-soon", "首页即将逾期";
        MessageWaiting = "W-message", "留言待答复";
        AccountSoon = "W-account-soon", "新媒体即将逾期";
        OutsideLink = "W-outside-link", "外部链接";
        DateMissing = "W-date-missing", "缺少发布日期";
        InterpretationMissing = "W-interpretation", "政策文件未配发解读";
        BasicsOld = "W-basics-old", "指南、目录、年报更新";
    }
}

codes! {
    /// The part of the check an indicator belongs to (指标类别).
    Part {
        SiteVeto = "site_veto", "单项否决（政府网站）";
        AccountVeto = "account_veto", "单项否决（政务新媒体）";
        Publication = "publication", "发布解读";
        Services = "services", "办事服务";
        Interaction = "interaction", "互动交流";
        Functions = "functions", "功能设计";
        SelfCheck = "self_check", "自查提醒";
    }
}

impl Part {
    /// The parts that are scored, in the order of the sheet (扣分指标).
    pub const SCORED: [Part; 4] = [Part::Publication, Part::Services, Part::Interaction, Part::Functions];
}

codes! {
    /// What a finding does (问题性质), the gravest first.
    Severity {
        Veto = "veto", "单项否决";
        Deduction = "deduction", "扣分";
        Warning = "warning", "提醒";
    }
}

codes! {
    /// How well a number is known (数值来源).
    Mark {
        Verbatim = "verbatim", "原文";
        Secondary = "secondary", "转引";
        Derived = "derived", "推定";
        Unverified = "unverified", "未核实";
        Local = "local", "本地规定";
    }
}

codes! {
    /// Grave problems a person or another check found (严重问题), the cases of N1 and M1.
    Incident {
        WrongStatement = "wrong_statement", "严重表述错误";
        SecretLeaked = "secret_leaked", "泄露国家秘密";
        HarmfulContent = "harmful_content", "发布或链接反动、暴力、色情等内容";
        Attack = "attack", "被攻击未及时处置，造成严重安全事故";
        Fraud = "fraud", "弄虚作假";
        Outcry = "outcry", "因管理不善引发严重负面舆情";
        /// Of accounts only; the number of this case in the notice is unverified.
        FakeFollowers = "fake_followers", "购买“粉丝”、强制要求群众点赞等";
    }
}

codes! {
    /// Kinds of messages; only consultation counts for N5 (留言类别).
    MessageKind {
        Consultation = "consultation", "咨询留言";
        Interview = "interview", "在线访谈";
        Survey = "survey", "调查征集";
        Petition = "petition", "网上信访";
        Discipline = "discipline", "纪检举报";
    }
}

codes! {
    /// Where a broken link stands (链接位置).
    LinkPlace {
        Home = "home", "首页";
        Page = "page", "其他页面";
        Attachment = "attachment", "附件";
    }
}

codes! {
    /// Columns about the agency itself that must exist (机构基本信息).
    Basic {
        Overview = "overview", "概况信息";
        Functions = "functions", "机构职能";
        Leaders = "leaders", "领导信息";
    }
}

codes! {
    /// What must be kept up to date by itself (应当及时更新的内容), Arts. 12 and 53 no. 2.
    Standing {
        Guide = "guide", "政府信息公开指南";
        Catalogue = "catalogue", "政府信息公开目录";
        AnnualReport = "annual_report", "政府信息公开工作年度报告";
    }
}

codes! {
    /// What a record is that a finding points to (问题所在).
    RecordKind {
        Site = "site", "网站";
        Home = "home", "首页";
        Column = "column", "栏目";
        Message = "message", "留言";
        Account = "account", "新媒体账号";
        Item = "item", "信息";
        Page = "page", "页面";
        Service = "service", "办事指南";
        Standing = "standing", "指南、目录、年报";
        Basic = "basic", "基本信息";
    }
}
