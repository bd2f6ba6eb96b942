//! Titles and texts of the demo: plausible Chinese, made deterministically; every person and company is fictional.

use jiff::civil::Date;

/// A small deterministic generator (SplitMix64): the same seed gives the same demo on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// A generator from `seed`.
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.next() % limit }
    }

    /// One of `choices`.
    pub(crate) fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let index = usize::try_from(self.below(choices.len() as u64)).unwrap_or(0);
        choices.get(index).copied().unwrap_or("")
    }
}

/// What an item says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// 标题
    pub(crate) title: String,
    /// 内容概述
    pub(crate) summary: String,
    /// 正文, paragraphs
    pub(crate) paragraphs: Vec<String>,
    /// 关键词
    pub(crate) keywords: Vec<&'static str>,
}

const TOWNS: &[&str] =
    &["城东街道", "城西街道", "滨湖街道", "新桥镇", "石浦镇", "林埭片区", "经济开发区", "科技产业园"];
const FIELDS: &[&str] = &[
    "数字经济",
    "工业互联网",
    "智能制造",
    "绿色制造",
    "中小企业服务",
    "节能降耗",
    "企业技术改造",
    "两化融合",
    "信息基础设施",
    "产业链协同",
    "专精特新企业培育",
    "工业投资",
];
const MEETINGS: &[&str] =
    &["推进会", "座谈会", "现场会", "培训会", "对接会", "工作例会", "专题研讨", "交流活动"];
const VERBS: &[&str] = &["召开", "举办", "组织开展", "牵头举行"];
const PROJECTS: &[&str] = &[
    "技术改造项目",
    "首台（套）产品",
    "数字化车间",
    "绿色工厂",
    "工业节水项目",
    "产业基金项目",
    "服务型制造示范",
    "上云企业",
];
const SERVICES: &[&str] = &["走访企业", "政策宣讲", "送服务上门", "问题清单销号", "惠企政策辅导", "用能诊断"];

fn article(summary: &str, paragraphs: Vec<String>, title: String, keywords: Vec<&'static str>) -> Text {
    Text { title, summary: summary.to_owned(), paragraphs, keywords }
}

/// 工作动态
pub(crate) fn news(dice: &mut Dice, on: Date) -> Text {
    let (town, field, meeting) = (dice.pick(TOWNS), dice.pick(FIELDS), dice.pick(MEETINGS));
    let verb = dice.pick(VERBS);
    let (month, day) = (on.month(), on.day());
    match dice.below(4) {
        0 => {
            let count = dice.below(60) + 15;
            article(
                &format!("{month}月{day}日，我局{verb}{field}{meeting}，{count}家企业参加。"),
                vec![
                    format!("{month}月{day}日，我局在{town}{verb}{field}{meeting}，{count}家企业和有关单位负责人参加。"),
                    format!("会议通报了全市{field}工作进展，交流了{town}的做法，梳理出企业反映较多的用地、用能、用工等问题，逐项明确了责任科室和办理时限。"),
                    "会议要求，各责任科室要把企业反映的问题列入清单，办结一件销号一件，办理结果向企业反馈并按规定公开。".to_owned(),
                ],
                format!("我局{verb}{field}{meeting}"),
                vec![field, "工作动态"],
            )
        }
        1 => {
            let (service, count) = (dice.pick(SERVICES), dice.below(30) + 6);
            article(
                &format!("围绕{field}，我局在{town}开展{service}活动，走访企业{count}家。"),
                vec![
                    format!("近日，我局组织服务专员到{town}开展{service}活动，走访企业{count}家，现场解答{field}方面的政策问题。"),
                    "对能够当场答复的问题当场答复，需要多个部门协同的问题登记后统一转办，五个工作日内向企业反馈办理进度。".to_owned(),
                    "下一步，我局将继续保持与企业的常态化联系，把惠企政策送到企业身边。".to_owned(),
                ],
                format!("{town}：{service}服务{field}"),
                vec![field, service],
            )
        }
        2 => {
            let (project, count) = (dice.pick(PROJECTS), dice.below(40) + 8);
            article(
                &format!("{town}新增{project}{count}个。"),
                vec![
                    format!("截至{month}月，{town}今年新增{project}{count}个，其中规模以上企业占比过半。"),
                    format!(
                        "为推动{field}，我局建立了项目联系人制度，每月更新进度，对进展偏慢的项目逐一会诊。"
                    ),
                    "项目进展和补助资金安排情况将按规定及时向社会公开。".to_owned(),
                ],
                format!("{town}新增{project}{count}个"),
                vec![project, field],
            )
        }
        _ => article(
            &format!("我局完成{month}月份{field}运行情况分析。"),
            vec![
                format!("{month}月份，全市{field}总体平稳，重点企业生产经营保持正常，主要指标处于合理区间。"),
                format!(
                    "从分片区看，{town}等片区增速较快；从行业看，装备制造、新材料、电子信息等行业贡献明显。"
                ),
                "我局将继续加强监测分析，及时发布行业运行信息，为企业决策提供参考。".to_owned(),
            ],
            format!("{month}月份全市{field}运行情况"),
            vec![field, "运行分析"],
        ),
    }
}

/// 公告通告
pub(crate) fn notice(dice: &mut Dice, on: Date) -> Text {
    let (project, field, town) = (dice.pick(PROJECTS), dice.pick(FIELDS), dice.pick(TOWNS));
    let (year, count) = (on.year(), dice.below(24) + 5);
    match dice.below(3) {
        0 => article(
            &format!("{year}年度{project}拟认定名单公示，共{count}个，公示期5个工作日。"),
            vec![
                format!("经企业申报、{town}等属地初审、专家评审，拟认定{year}年度{project}{count}个，现予公示。"),
                "公示期为5个工作日。公示期间如有异议，请以书面形式向我局反映，单位反映须加盖公章，个人反映须署真实姓名和联系方式。".to_owned(),
                "公示名单见附件。".to_owned(),
            ],
            format!("关于{year}年度{project}拟认定名单的公示"),
            vec![project, "公示"],
        ),
        1 => article(
            &format!("组织申报{year}年度{field}项目，说明条件、时限和方式。"),
            vec![
                format!("为推进{field}，现组织开展{year}年度项目申报工作。申报对象为在本市注册并依法纳税的企业。"),
                "申报单位对材料的真实性负责。申报材料通过线上平台提交，由属地初审后报送，逾期不予受理。".to_owned(),
                "咨询电话见附件联系表，联系时间为工作日上午8:30至12:00、下午13:30至17:30。".to_owned(),
            ],
            format!("关于组织申报{year}年度{field}项目的通知"),
            vec![field, "申报"],
        ),
        _ => article(
            &format!("{town}有关{field}事项的通告。"),
            vec![
                format!("因{town}实施{field}有关工程，相关区域将分时段停用部分公共设施，请沿线单位和居民提前安排。"),
                "施工期间，施工单位应当设置醒目标识，落实安全防护和降尘措施。".to_owned(),
                "给您带来不便，敬请谅解。监督电话在施工围挡处公示。".to_owned(),
            ],
            format!("关于{town}{field}有关事项的通告"),
            vec![field, "通告"],
        ),
    }
}

/// 政策文件
pub(crate) fn policy(dice: &mut Dice, on: Date) -> Text {
    let (field, year) = (dice.pick(FIELDS), on.year());
    let kind = dice.pick(&["工作要点", "实施方案", "工作计划", "任务分工方案"]);
    article(
        &format!("明确{year}年{field}的目标、任务和分工。"),
        vec![
            format!("为做好{year}年{field}工作，结合本市实际，制定本{kind}。"),
            format!("一、总体目标。坚持问题导向，推动{field}提质增效，全年重点指标保持在合理区间。"),
            "二、重点任务。（一）摸清底数，建立动态清单；（二）分类施策，落实支持措施；（三）加强服务，及时回应企业诉求；（四）定期通报，接受社会监督。".to_owned(),
            "三、组织保障。各责任科室按照分工抓好落实，每季度末报送进展情况。".to_owned(),
            "本文件自印发之日起执行。".to_owned(),
        ],
        format!("关于印发《{year}年{field}{kind}》的通知"),
        vec![field, kind],
    )
}

/// 政策解读 of the policy with this title.
pub(crate) fn interpretation(dice: &mut Dice, policy_title: &str) -> Text {
    let field = dice.pick(FIELDS);
    article(
        &format!("对{policy_title}的背景、主要内容和适用范围作出说明。"),
        vec![
            format!("一、制定背景。{field}是当前工作的重点，企业对支持措施的稳定性和可操作性有较高期待，有必要出台配套文件。"),
            "二、主要内容。文件共三个部分，分别明确总体目标、重点任务和组织保障，与上年度相比，简化了申报材料，压缩了审核时限。".to_owned(),
            "三、适用范围。适用于在本市依法登记并正常经营的企业。".to_owned(),
            "四、新旧差异。取消了属地盖章环节，改为数据共享核验；增加了一次性告知要求。".to_owned(),
            "五、解读机关。本文件由起草科室负责解读，咨询电话见本局机构职能页面。".to_owned(),
        ],
        format!("{policy_title}的政策解读"),
        vec![field, "政策解读"],
    )
}

/// 财政、人事、规划、领导分工 …: items that follow a fixed plan of the year.
pub(crate) fn fixed(title: String, what: &str) -> Text {
    Text {
        summary: format!("公开{what}。"),
        paragraphs: vec![
            format!("根据政府信息公开有关规定，现将{what}予以公开。"),
            "有关数据以正式批复和统计口径为准，详细内容见正文表格和附件。".to_owned(),
            "如需进一步了解，可通过本局公开指南载明的方式联系。".to_owned(),
        ],
        keywords: vec!["主动公开"],
        title,
    }
}

/// The subject of a request (所需信息), without personal data.
pub(crate) fn subject(dice: &mut Dice) -> String {
    let place = dice.pick(&[
        "滨湖路",
        "东进路",
        "石浦大道",
        "学院路",
        "新桥南街",
        "西环线二期",
        "望江小区",
        "梅园小区",
    ]);
    let thing = dice.pick(&[
        "道路改造工程的招标文件",
        "老旧小区改造计划和资金安排",
        "房屋征收补偿方案的批准文件",
        "施工许可办理情况",
        "雨污分流工程竣工验收资料",
        "城市更新项目的可行性研究批复",
        "物业维修资金使用情况",
        "公共停车场收费依据",
        "建筑垃圾处置核准文件",
        "无障碍设施改造清单",
        "历史建筑名录及保护范围",
        "燃气管道改造进度",
    ]);
    format!("{place}{thing}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let on = jiff::civil::date(2021, 5, 6);
        let tell = |seed| {
            let mut dice = Dice::new(seed);
            [news(&mut dice, on), notice(&mut dice, on), policy(&mut dice, on)]
        };
        assert_eq!(tell(7), tell(7));
        assert_ne!(tell(7), tell(8));
    }

    #[test]
    fn summaries_keep_within_150_characters() {
        let mut dice = Dice::new(1);
        for _ in 0..500 {
            let text = news(&mut dice, jiff::civil::date(2021, 12, 31));
            assert!(text.summary.chars().count() <= 150, "{}", text.summary);
            assert!(!text.title.is_empty() && !text.paragraphs.is_empty());
        }
    }
}
