//! The templates an agency starts from; it may keep its own.

/// A narrative section of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// 一、总体情况
    Overview,
    /// 五、存在的主要问题及改进情况
    Problems,
    /// 六、其他需要报告的事项
    Other,
}

impl Section {
    /// Every section, in printed order.
    pub const ALL: [Section; 3] = [Section::Overview, Section::Problems, Section::Other];

    /// The section's stable identifier in events and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Section::Overview => "overview",
            Section::Problems => "problems",
            Section::Other => "other",
        }
    }

    /// The section with this identifier.
    pub fn from_key(key: &str) -> Option<Section> {
        Self::ALL.into_iter().find(|section| section.key() == key)
    }

    /// The chapter heading printed on the form.
    pub const fn heading(self) -> &'static str {
        match self {
            Section::Overview => crate::form::CHAPTERS[0],
            Section::Problems => crate::form::CHAPTERS[4],
            Section::Other => crate::form::CHAPTERS[5],
        }
    }
}

/// The template for `section`: one line a paragraph.
pub const fn default_template(section: Section) -> &'static str {
    match section {
        Section::Overview => OVERVIEW,
        Section::Problems => PROBLEMS,
        Section::Other => OTHER,
    }
}

const OVERVIEW: &str = "本报告依据{{legal_basis}}编制。所列数据的统计期限为{{year}}年1月1日至12月31日。\
如对报告内容有疑问，可与{{agency}}政府信息公开工作机构联系。
{{year}}年，{{self_name}}坚持以公开为常态、不公开为例外，围绕中心工作和群众关切推进政府信息公开，各项工作平稳有序。
（一）主动公开情况。{{self_name}}对照法定主动公开内容和公开目录逐项梳理，及时发布机构职能、政策文件及解读、公告公示等信息。\
{{#items_in_year}}全年公布政府信息{{items_in_year}}条，累计达到{{items_total}}条。{{/items_in_year}}\
{{^items_in_year}}全年没有新公布的政府信息，累计{{items_total}}条。{{/items_in_year}}
（二）依申请公开情况。申请渠道保持畅通，登记、审核、办理、答复、归档各环节均有记录，期限由系统提醒。\
全年收到政府信息公开申请{{requests.received.total}}件\
{{#requests.carried_in.total}}，上年结转{{requests.carried_in.total}}件{{/requests.carried_in.total}}。\
{{#requests.results_total.total}}共办结申请{{requests.results_total.total}}件，其中予以公开{{requests.granted.total}}件，\
部分公开{{requests.partly_granted.total}}件，不予公开{{refused}}件，无法提供{{unavailable}}件，不予处理{{unprocessed}}件，\
其他处理{{other_results}}件。{{/requests.results_total.total}}\
{{#requests.carried_out.total}}另有{{requests.carried_out.total}}件申请结转下年度继续办理。{{/requests.carried_out.total}}\
{{#remedies.review.total}}因政府信息公开引起的行政复议{{remedies.review.total}}件。{{/remedies.review.total}}\
{{#suits}}因政府信息公开引起的行政诉讼{{suits}}件。{{/suits}}
（三）政府信息管理情况。信息发布前逐条进行公开审查和保密审查，审查意见随信息留存；对已公开的信息定期清理，失效、废止的及时标注。\
按经常性、阶段性、动态性、临时性四类内容分别安排公开时限。
（四）政府信息公开平台建设情况。依托政府网站设置公开指南、公开制度、法定主动公开内容和年度报告栏目，提供检索、查阅和下载；\
政务新媒体与网站同源发布。
（五）监督保障情况。由专门机构和专人负责政府信息公开工作，定期对栏目更新、申请办理和期限执行情况开展检查，发现问题限期整改。";

const PROBLEMS: &str = "（一）存在的主要问题。一是主动公开内容的细化程度还不够，部分栏目更新不够均衡；\
二是政策解读的形式较为单一{{#unavailable}}；三是申请人对信息由谁制作、由谁公开不够了解，全年有{{unavailable}}件申请无法提供，引导有待加强{{/unavailable}}。
（二）改进情况。一是按公开目录逐栏明确责任科室和更新周期，逾期提醒；二是同步编制政策文件和解读材料，增加图表、问答等形式\
{{#unavailable}}；三是在申请入口提示信息的制作机关，方便申请人找准受理单位{{/unavailable}}。";

const OTHER: &str = "{{#fee_notices}}{{year}}年，{{self_name}}依据《政府信息公开信息处理费管理办法》发出收费通知{{fee_notices}}件，\
通知金额{{fee_noticed_yuan}}元，实际收取信息处理费{{fee_collected_yuan}}元。{{/fee_notices}}\
{{^fee_notices}}{{year}}年，{{self_name}}未发出收费通知，未收取信息处理费。{{/fee_notices}}";
