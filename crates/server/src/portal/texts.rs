//! Fixed sentences of the portal: what the Regulation says about asking, replying and complaining, in plain words.

use gongkai_statute::Category;
use gongkai_store::supply::PlaceRow;

use super::pages::Way;
use crate::routes;
use crate::ui::column_entries::{ColumnEntries, Entry};

fn way(name: &str, how: &str) -> Way {
    Way { name: name.to_owned(), how: how.to_owned() }
}

/// The four columns of an agency in their official order; `current` is this page's.
pub fn entries(code: &str, current: Option<usize>) -> ColumnEntries {
    let mut entries = vec![
        Entry::new("政府信息公开指南", "公开什么、怎样查阅、怎样申请", routes::guide(code)),
        Entry::new("政府信息公开制度", "法律法规和本机关制度", routes::rules(code)),
        Entry::new("法定主动公开内容", "条例第二十条、第二十一条各项", routes::catalogue(code)),
        Entry::new("政府信息公开年报", "历年年度报告", routes::reports(code)),
    ];
    if let Some(entry) = current.and_then(|place| entries.get_mut(place)) {
        entry.current = true;
    }
    ColumnEntries { entries }
}

/// The article that asks for a category, short: `第20条第（一）项`.
pub fn short_article(category: Category) -> String {
    category.basis().short()
}

/// How index numbers are built (编排体系), from the agency's template.
pub fn arrangement(template: &str) -> String {
    let shape = template
        .replace("{region}", "行政区划代码")
        .replace("{agency}", "机关代码")
        .replace("{credit_code}", "统一社会信用代码")
        .replace("{year}", "年份")
        .replace("{month}", "月份")
        .replace("{serial:5}", "五位流水号")
        .replace("{serial:6}", "六位流水号")
        .replace("{serial}", "流水号");
    let shape = shape.replace(['{', '}'], "");
    format!(
        "每条政府信息有唯一的索引号，由“{shape}”组成；目录列明索引号、名称、内容概述、生成日期，按公开类别、栏目和年度编排。"
    )
}

/// Where information can be had.
pub fn obtaining(site: &str, places: &[PlaceRow]) -> Vec<Way> {
    let mut ways = vec![
        way("网上查阅", &format!("{site}提供检索、查阅和下载。")),
        way("订阅", "可以用阅读器订阅最新公开的信息。"),
    ];
    let open = places.iter().filter(|place| !place.closed);
    ways.extend(open.map(|place| way("现场查阅", &format!("{}：{}", place.name, place.address))));
    ways
}

/// How long a reply takes, what it costs.
pub fn periods() -> Vec<Way> {
    vec![
        way(
            "答复期限",
            "能当场答复的当场答复；不能当场答复的，自收到申请之日起 20 个工作日内答复；经负责人同意可以延长一次，最多 20 个工作日，并告知申请人（条例第三十三条）。",
        ),
        way("不计期限", "征求第三方和其他机关意见所需时间不计入答复期限（条例第三十三条）。"),
        way(
            "补正",
            "申请内容不明确的，自收到之日起 7 个工作日内一次性告知补正；答复期限自收到补正的申请之日起算（条例第三十条）。",
        ),
        way("费用", "不收取费用；申请的数量、频次明显超过合理范围的，可以收取信息处理费（条例第四十二条）。"),
    ]
}

/// Where to turn when the agency does not do its duty.
pub fn remedies() -> Vec<Way> {
    vec![
        way(
            "投诉举报",
            "认为本机关没有依法履行政府信息公开义务的，可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报（条例第五十一条）。",
        ),
        way(
            "复议、诉讼",
            "认为政府信息公开工作中的行政行为侵犯合法权益的，可以依法申请行政复议或者提起行政诉讼；期限和受理机关在答复书中写明。",
        ),
    ]
}

/// Laws and regulations every agency works under.
pub fn laws() -> Vec<Way> {
    vec![
        way("行政法规", "《中华人民共和国政府信息公开条例》，国务院令第711号，2019年5月15日起施行。"),
        way("年度报告", "《中华人民共和国政府信息公开工作年度报告格式》，国办公开办函〔2021〕30号。"),
        way("公开平台", "政府信息公开平台规范，国办公开办函〔2019〕61号。"),
        way("信息处理费", "《政府信息公开信息处理费管理办法》，国办函〔2020〕109号。"),
        way("保密", "《中华人民共和国保守国家秘密法》及其实施条例：公开前进行保密审查。"),
    ]
}

/// What to give in a request, Art. 29.
pub fn request_contents() -> Vec<String> {
    [
        "您的姓名或者单位名称、身份证明、联系方式；",
        "要申请公开的政府信息的名称、文号，或者便于行政机关查询的其他特征描述；",
        "要求提供的形式，例如纸质、电子邮件，以及获取的方式和途径。",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// What happens after a request was handed in.
pub fn request_steps() -> Vec<Way> {
    let mut steps = vec![way(
        "收到之日",
        "当面提交的，提交之日；挂号信、快递等须签收的，签收之日；平信、网上、传真提交的，双方确认之日（条例第三十一条）。",
    )];
    steps.extend(periods());
    steps.push(way("答复", "以书面形式答复，写明理由、依据和救济途径。"));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrangement_leaves_no_placeholder_behind() {
        let text = arrangement("{region}/{year}-{serial:5}");
        assert!(text.contains("行政区划代码/年份-五位流水号"), "{text}");
        assert!(!arrangement("{unknown}").contains('{'));
    }

    #[test]
    fn a_category_cites_its_article_shortly() {
        let category = Category::from_code("A20-01").unwrap();
        assert_eq!(short_article(category), "第20条第（一）项");
    }
}
