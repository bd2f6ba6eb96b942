//! Plain codes of events, rows and forms: every list is closed, every code keeps its meaning for ever.

use gongkai_statute::codes;

codes! {
    /// What a member of staff may do within an agency (角色).
    Role {
        Officer = "officer", "公开专员";
        Author = "author", "科室撰稿人";
        Reviewer = "reviewer", "审核人";
        SecrecyReviewer = "secrecy_reviewer", "保密审查员";
        UnitHead = "unit_head", "政府信息公开工作机构负责人";
        Leader = "leader", "机关负责人";
        Supervisor = "supervisor", "主管部门监督员";
        Operator = "operator", "系统管理员";
    }
}

impl Role {
    /// Does the role reach the agencies below the one it was granted for?
    pub const fn reaches_below(self) -> bool {
        matches!(self, Role::Supervisor | Role::Operator)
    }
}

codes! {
    /// Standard class of a column (栏目类别), the value of the page tag `ColumnType`.
    ColumnType {
        Disclosure = "disclosure", "信息公开";
        Guide = "guide", "信息公开指南";
        System = "system", "信息公开制度";
        Catalogue = "catalogue", "信息公开目录";
        AnnualReport = "annual_report", "信息公开年报";
        OnRequest = "on_request", "依申请公开";
        Overview = "overview", "概况信息";
        Functions = "functions", "机构职能";
        Leaders = "leaders", "负责人信息";
        Policy = "policy", "政策文件";
        Interpretation = "interpretation", "政策解读";
        News = "news", "工作动态";
        Notice = "notice", "通知公告";
        Personnel = "personnel", "人事信息";
        Finance = "finance", "财政信息";
        Planning = "planning", "规划计划";
        Statistics = "statistics", "统计信息";
        Service = "service", "办事服务";
        Procurement = "procurement", "政府采购";
        Enforcement = "enforcement", "行政执法";
        Emergency = "emergency", "应急管理";
        Interaction = "interaction", "互动交流";
        Solicitation = "solicitation", "征集调查";
        Response = "response", "回应关切";
        Data = "data", "数据发布";
        Other = "other", "其他";
    }
}

codes! {
    /// A way in for requests (申请接收渠道), Arts. 29, 31.
    Channel {
        InPerson = "in_person", "当面提交";
        Mail = "mail", "邮政寄送";
        Online = "online", "网上提交";
        Email = "email", "电子邮件";
        Fax = "fax", "传真";
    }
}

impl Channel {
    /// The two channels no agency may close or refuse.
    ///
    /// Source: 国办公开办函〔2017〕19号.
    pub const fn is_basic(self) -> bool {
        matches!(self, Channel::InPerson | Channel::Mail)
    }
}

gongkai_statute::by_key!(kind, gongkai_statute::AgencyKind);
gongkai_statute::by_key!(level, gongkai_statute::AgencyLevel);
gongkai_statute::by_key!(rhythm, gongkai_statute::RhythmKind);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_entry_and_is_what_events_hold() {
        for role in Role::ALL {
            assert_eq!(Role::from_key(role.key()), Some(*role));
            assert_eq!(serde_json::to_string(role).unwrap(), format!("\"{}\"", role.key()));
        }
        for column in ColumnType::ALL {
            assert_eq!(ColumnType::from_key(column.key()), Some(*column));
        }
        assert_eq!(Role::from_key("root"), None);
    }
}
