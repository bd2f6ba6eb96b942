//! Every portal page with example values: the fixtures of the page tests, and pages to look at in development mode.
//! People, agencies and documents are fictional.

use std::sync::Arc;

use askama::Template;

use super::pages::{
    AgenciesPage, AgencyPage, AskAgency, AskPage, CataloguePage, GuidePage, HomePage, ItemPage, Panel,
    RecordsPage, ReportPage, ReportsPage, RulesPage, SearchPage, Way,
};
use super::texts;
use crate::routes;
use crate::site::{Site, View};
use crate::tags::{ArticleTags, ColumnTags};
use crate::ui::agency_tree::{AgencyNode, AgencyTree};
use crate::ui::attachment_list::{Attachment, AttachmentList};
use crate::ui::breadcrumb::Crumb;
use crate::ui::category_tree::{CategoryRow, CategoryTree};
use crate::ui::chart::{self, Chart, Shape};
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::edition_history::{EditionHistory, EditionRow};
use crate::ui::facets::{FacetGroup, FacetOption, Facets};
use crate::ui::figure::{Figure, FigureRow};
use crate::ui::link_list::{LinkList, LinkRow, Stretch};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::{Notice, Tone};
use crate::ui::pager::Pager;
use crate::ui::portal_frame::PortalFrame;
use crate::ui::prose::Html;
use crate::ui::statutory_table::{self, Marks};
use crate::ui::validity_banner::{Validity, ValidityBanner};

const AGENCY: &str = "示例市经济和信息化局";
const CODE: &str = "sljx";
const ITEM: &str = "330499/2021-00178";
const SHA256: &str = "3f0a8c5d9b1e47c2a6f4d8e0b3c7915a2d6e8f0143b5c7d9e1f2a3b4c5d6e7f8";

/// A fictional site.
pub fn site() -> Site {
    Site {
        name: "示例市人民政府信息公开平台".to_owned(),
        domain: "www.example.gov.cn".to_owned(),
        base_url: "https://www.example.gov.cn".to_owned(),
        id_code: "3304990001".to_owned(),
        icp: "示ICP备00000000号".to_owned(),
        police: "示公网安备 00000000000000号".to_owned(),
        host: "示例市人民政府办公室".to_owned(),
        contact: "0000-0000000".to_owned(),
        client_address_header: String::new(),
        embedders: "https://www.example.gov.cn".to_owned(),
        report_error_href: "https://www.example.gov.cn/report-error".to_owned(),
        theme: None,
        demo: None,
        development: true,
        https: false,
    }
}

/// Name and HTML of every example page, as a reader with this view sees them.
pub fn pages(site: &Arc<Site>, view: &View) -> Result<Vec<(&'static str, String)>, askama::Error> {
    let frame = |title: &str| PortalFrame::new(site, view.clone(), title);
    Ok(vec![
        ("home", home(frame("首页")).render()?),
        ("agency", agency(in_agency(frame("政府信息公开"), None)).render()?),
        ("guide", guide(in_agency(frame("政府信息公开指南"), Some("政府信息公开指南"))).render()?),
        ("rules", rules(in_agency(frame("政府信息公开制度"), Some("政府信息公开制度"))).render()?),
        ("catalogue", catalogue(in_agency(frame("法定主动公开内容"), Some("法定主动公开内容"))).render()?),
        ("reports", reports(in_agency(frame("政府信息公开年报"), Some("政府信息公开年报"))).render()?),
        ("item", item(frame("")).render()?),
        ("report", report(in_agency(frame(""), Some("政府信息公开年报"))).render()?),
        ("records", records(in_agency(frame("数据来源"), Some("政府信息公开年报"))).render()?),
        ("agencies", agencies(frame("机关目录").crumbs(vec![Crumb::here("机关目录")])).render()?),
        ("ask", ask(frame("依申请公开").crumbs(vec![Crumb::here("依申请公开")])).render()?),
        ("search", search(frame("搜索").crumbs(vec![Crumb::here("搜索")])).render()?),
    ])
}

fn in_agency(frame: PortalFrame, column: Option<&str>) -> PortalFrame {
    let here = routes::agency(CODE);
    let crumbs = match column {
        None => vec![Crumb::here(AGENCY)],
        Some(column) => vec![Crumb::to(AGENCY, here.clone()), Crumb::here(column)],
    };
    let tags = ColumnTags {
        name: column.unwrap_or("政府信息公开").to_owned(),
        kind: "信息公开".to_owned(),
        ..ColumnTags::default()
    };
    frame.agency(AGENCY, here).crumbs(crumbs).tags(|all| all.column(tags))
}

fn row(number: u32, title: &str, date: &str) -> LinkRow {
    LinkRow::new(routes::item(&format!("330499/2021-{number:05}")), title, date)
}

fn list(rows: Vec<LinkRow>) -> LinkList {
    LinkList { rows, empty: "这里将列出公开的信息。目前还没有。".to_owned() }
}

fn news() -> Vec<LinkRow> {
    vec![
        row(178, "市经信局召开工业企业数字化改造推进会", "2021-12-28"),
        row(177, "关于印发《示例市工业企业数字化改造扶持办法》的通知", "2021-12-20"),
        row(176, "2021年11月工业经济运行情况", "2021-12-17"),
        row(175, "关于组织申报2022年度省级工业新产品的通知", "2021-12-14"),
        row(174, "关于2021年度示范智能车间拟认定名单的公示", "2021-12-10"),
        row(173, "行政许可事项办理结果公示（2021年第48周）", "2021-12-06"),
    ]
}

fn home(frame: PortalFrame) -> HomePage {
    let panel = |id: &str, title: &str, rows| Panel {
        id: id.to_owned(),
        title: title.to_owned(),
        more: Some(routes::catalogue(CODE)),
        list: list(rows),
    };
    let asked = LinkRow {
        details: vec![AGENCY.to_owned(), "2021-12-01 至 2022-01-10".to_owned()],
        ..LinkRow::new(routes::solicitation("sljx/1"), "示例市绿色工厂培育办法（征求意见稿）", "2022-01-10")
    };
    HomePage {
        asked: list(vec![asked]),
        title: "示例市人民政府信息公开平台".to_owned(),
        groups: vec![(AGENCY.to_owned(), texts::entries(CODE, None))],
        panels: vec![
            panel("latest", "最新公开", news()),
            panel(
                "policy",
                "行政规范性文件",
                vec![row(177, "关于印发《示例市工业企业数字化改造扶持办法》的通知", "2021-12-20")],
            ),
        ],
        agencies: vec![
            ("示例市人民政府".to_owned(), routes::agency("slzf")),
            (AGENCY.to_owned(), routes::agency(CODE)),
            ("示例市示例镇人民政府".to_owned(), routes::agency("slz")),
        ],
        reports: list(vec![LinkRow::new(
            routes::report(CODE, 2021),
            format!("{AGENCY}2021年年度报告"),
            "2022-01-20",
        )]),
        frame: frame.tags(|tags| {
            tags.column(ColumnTags {
                name: "首页".to_owned(),
                kind: "信息公开".to_owned(),
                ..ColumnTags::default()
            })
        }),
    }
}

fn categories() -> CategoryTree {
    let rows = gongkai_statute::Category::owed_by(gongkai_statute::AgencyLevel::County).enumerate().map(
        |(place, category)| {
            let count = if place % 5 == 3 { 0 } else { 211 - 9 * u64::try_from(place).unwrap_or(0) };
            CategoryRow {
                title: category.label().to_owned(),
                article: texts::short_article(category),
                href: (count > 0)
                    .then(|| routes::with_query(&routes::catalogue(CODE), &[("category", category.code())])),
                count,
                updated: (count > 0).then(|| format!("2021-{:02}-15", 12 - place % 6)),
                below: Vec::new(),
            }
        },
    );
    CategoryTree { caption: "法定主动公开内容".to_owned(), rows: rows.collect() }
}

fn unit() -> MetadataTable {
    let rows = vec![
        MetadataRow::wide("机构名称", "示例市经济和信息化局办公室"),
        MetadataRow::wide("办公地址", "示例市示例路1号3楼"),
        MetadataRow::wide("办公时间", "工作日 8:30—12:00，14:00—17:30"),
        MetadataRow::wide("联系电话", "0000-0000001"),
        MetadataRow::wide("传真号码", "0000-0000002"),
        MetadataRow::wide("互联网", "gongkai@example.gov.cn"),
    ];
    MetadataTable { rows }
}

fn agency(frame: PortalFrame) -> AgencyPage {
    AgencyPage {
        inventories: vec![("示例市经济和信息化局主动公开基本目录".to_owned(), routes::inventory(CODE, 1))],
        frame,
        name: AGENCY.to_owned(),
        summary: "累计公开 5,750 条，2021 年公开 178 条，最近更新 2021-12-28。".to_owned(),
        entries: texts::entries(CODE, None),
        notice: None,
        categories: categories(),
        latest: Panel {
            id: "latest".to_owned(),
            title: "最新公开".to_owned(),
            more: Some(routes::catalogue(CODE)),
            list: list(news()),
        },
        unit: unit(),
        organisation: routes::organisation(CODE),
        messages: routes::messages_of(CODE),
        write: routes::write_message(CODE),
        below: vec![],
    }
}

fn way(name: &str, how: &str) -> Way {
    Way { name: name.to_owned(), how: how.to_owned() }
}

fn channels() -> Vec<Way> {
    vec![
        way("当面提交", "示例市示例路1号3楼，工作日 8:30—12:00，14:00—17:30"),
        way("邮政寄送", "邮编 000000，示例市示例路1号，信封注明“政府信息公开申请”"),
    ]
}

fn guide(frame: PortalFrame) -> GuidePage {
    GuidePage {
        frame,
        name: AGENCY.to_owned(),
        entries: texts::entries(CODE, Some(0)),
        updated: "2021-09-01".to_owned(),
        categories: categories(),
        arrangement: texts::arrangement("{region}/{year}-{serial:5}"),
        obtaining: texts::obtaining(&site().name, &[]),
        unit: unit(),
        channels: channels(),
        periods: texts::periods(),
        remedies: texts::remedies(),
    }
}

fn rules(frame: PortalFrame) -> RulesPage {
    RulesPage {
        frame,
        name: AGENCY.to_owned(),
        entries: texts::entries(CODE, Some(1)),
        laws: texts::laws(),
        own: list(vec![row(12, "示例市经济和信息化局政府信息公开保密审查制度", "2021-03-01")]),
    }
}

fn catalogue(frame: PortalFrame) -> CataloguePage {
    let option = |label: &str, count, selected| FacetOption {
        label: label.to_owned(),
        count: Some(count),
        href: routes::with_query(&routes::catalogue(CODE), &[("year", label)]),
        selected,
    };
    let group = |title: &str, options| FacetGroup { title: title.to_owned(), options };
    let mut rows = news();
    if let Some(row) = rows.get_mut(1) {
        row.details = vec!["示经信〔2021〕58号".to_owned(), "330499/2021-00177".to_owned()];
    }
    rows.push(LinkRow {
        state: Some("已废止".to_owned()),
        details: vec!["示经信〔2018〕12号".to_owned()],
        ..row(12, "关于加强小微企业服务工作的若干意见", "2018-03-07")
    });
    CataloguePage {
        files: vec![("CSV".to_owned(), routes::data("catalogue.csv", &[("agency", CODE)]))],
        feed: routes::feed_of(CODE, ""),
        frame,
        title: "法定主动公开内容".to_owned(),
        description: "依照《政府信息公开条例》第二十条、第二十一条主动公开的信息。".to_owned(),
        entries: texts::entries(CODE, Some(2)),
        facets: Facets {
            groups: vec![
                group("公开类别", vec![option("规章和规范性文件", 46, false), option("机构信息", 12, false)]),
                group("栏目", vec![option("工作动态", 96, false), option("政策文件", 31, false)]),
                group("年度", vec![option("2021", 178, true), option("2020", 264, false)]),
            ],
        },
        sorts: vec![
            ("日期由新到旧".to_owned(), routes::catalogue(CODE), true),
            (
                "日期由旧到新".to_owned(),
                routes::with_query(&routes::catalogue(CODE), &[("sort", "oldest")]),
                false,
            ),
        ],
        list: list(rows),
        pager: Pager::new(2, 178, 20, |page| {
            routes::with_query(&routes::catalogue(CODE), &[("page", &page.to_string())])
        }),
    }
}

fn reports(frame: PortalFrame) -> ReportsPage {
    let rows = (2019..=2021).rev().map(|year| {
        let title = format!("{AGENCY}{year}年度政府信息公开工作年度报告");
        LinkRow::new(routes::report(CODE, year), title, format!("{}-01-20", year + 1))
    });
    ReportsPage {
        frame,
        name: AGENCY.to_owned(),
        entries: texts::entries(CODE, Some(3)),
        list: list(rows.collect()),
    }
}

fn editions(newest: &str) -> EditionHistory {
    let edition = |number, date: &str, what: &str, href| EditionRow {
        number,
        date: date.to_owned(),
        what: what.to_owned(),
        href,
        sha256: SHA256.to_owned(),
    };
    EditionHistory {
        rows: vec![
            edition(2, newest, "更正：附表单位", None),
            edition(1, "2021-12-20", "首次公开", Some(routes::item_edition(ITEM, 1))),
        ],
    }
}

fn item(frame: PortalFrame) -> ItemPage {
    let title = "关于印发《示例市工业企业数字化改造扶持办法》的通知";
    let article = ArticleTags {
        title: title.to_owned(),
        published: "2021-12-20 09:30".to_owned(),
        source: AGENCY.to_owned(),
        keywords: vec!["数字化改造".to_owned(), "补助".to_owned()],
        author: String::new(),
        description: "对规模以上工业企业实施数字化改造给予补助的范围、标准和申报程序。".to_owned(),
        url: frame.site.absolute(&routes::item(ITEM)),
    };
    let column = ColumnTags {
        name: "行政规范性文件".to_owned(),
        kind: "政策文件".to_owned(),
        ..ColumnTags::default()
    };
    let body = "各镇人民政府、街道办事处，市级有关单位：\n现将《示例市工业企业数字化改造扶持办法》印发给你们，请遵照执行。\n第一条 为推动工业企业数字化改造，制定本办法。\n第二条 对规模以上工业企业当年完成的数字化改造项目，按设备和软件投入的 12% 给予补助，单个项目不超过 200 万元。\n第三条 申报企业应当于次年 3 月 31 日前提交申请表和投入凭证。\n第四条 本办法自 2022 年 1 月 20 日起施行，有效期三年。";
    let rows = vec![
        MetadataRow::new("索引号", ITEM),
        MetadataRow::new("文号", "示经信〔2021〕58号"),
        MetadataRow::link("发布机构", AGENCY, routes::agency(CODE)),
        MetadataRow::new("公开类别", "行政法规、规章和规范性文件"),
        MetadataRow::new("成文日期", "2021-12-17"),
        MetadataRow::new("发布日期", "2021-12-20 09:30"),
        MetadataRow::new("有效性", "有效"),
        MetadataRow::new("公开方式", "主动公开"),
        MetadataRow::wide("主题词", "数字化改造，补助"),
        MetadataRow::wide("内容概述", article.description.clone()),
    ];
    let mut frame = frame
        .agency(AGENCY, routes::agency(CODE))
        .crumbs(vec![
            Crumb::to(AGENCY, routes::agency(CODE)),
            Crumb::to("行政规范性文件", routes::catalogue(CODE)),
            Crumb::here("正文"),
        ])
        .tags(|tags| tags.column(column).article(article));
    title.clone_into(&mut frame.title);
    frame.canonical = frame.site.absolute(&routes::item(ITEM));
    ItemPage {
        described: None,
        citation: format!(
            "{AGENCY}．{title}［EB/OL］．（2021-12-20）［2022-01-11］．https://www.example.gov.cn/items/1．"
        ),
        frame,
        title: title.to_owned(),
        byline: vec![AGENCY.to_owned(), "发布时间：2021-12-20 09:30".to_owned()],
        notice: None,
        validity: Some(ValidityBanner {
            validity: Validity::InForce,
            sentence: "自 2022-01-20 起施行，有效期至 2025-01-19。".to_owned(),
            link: None,
        }),
        metadata: MetadataTable { rows },
        body: Html::paragraphs(body),
        no_body: String::new(),
        files: vec![("PDF".to_owned(), routes::rendition(ITEM, 2, "pdf"))],
        attachments: AttachmentList {
            files: vec![Attachment {
                name: "补助资金申请表.docx".to_owned(),
                href: routes::attachment(ITEM, 2, 1),
                kind: "DOCX".to_owned(),
                size: "31 KB".to_owned(),
                sha256: SHA256.to_owned(),
                verify_href: None,
            }],
        },
        related: Panel {
            id: "related".to_owned(),
            title: "政策解读".to_owned(),
            more: None,
            list: list(vec![row(179, "《示例市工业企业数字化改造扶持办法》政策解读", "2021-12-20")]),
        },
        proof: Some(("/proofs/1/330482-02-2021-00178".to_owned(), Html::default())),
        replies: Vec::new(),
        editions: editions("2021-12-28"),
    }
}

fn report(frame: PortalFrame) -> ReportPage {
    let model = statutory_table::example_report();
    let link = |cell: gongkai_report::CellId| Some(routes::report_records(CODE, 2021, &cell.to_string()));
    let title = format!("{AGENCY}2021年度政府信息公开工作年度报告");
    let figure = |label: &str, value: &str, unit: &str, cell: &str, note: &str| Figure {
        label: label.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        href: Some(routes::report_records(CODE, 2021, cell)),
        note: note.to_owned(),
    };
    let file = |kind: &str, format: &str| Attachment {
        name: format!("{title}.{format}"),
        href: routes::report_file(CODE, 2021, format),
        kind: kind.to_owned(),
        size: String::new(),
        sha256: String::new(),
        verify_href: None,
    };
    let overview = "本报告依照《中华人民共和国政府信息公开条例》编制，所列数据的统计期限为2021年1月1日至2021年12月31日。\n（一）主动公开。2021年公开政府信息178条，累计5750条。\n（二）依申请公开。2021年新收政府信息公开申请126件，上年结转7件，办结118件，结转下年度继续办理15件。\n（三）政府信息管理。发布前逐条进行保密审查。";
    let mut frame = frame;
    frame.title.clone_from(&title);
    ReportPage {
        frame,
        byline: vec![AGENCY.to_owned(), "发布日期：2022-01-20".to_owned(), "第 1 版".to_owned()],
        notice: None,
        figures: FigureRow {
            figures: vec![
                figure(
                    "主动公开政府信息",
                    "178",
                    "条",
                    "proactive.normative_documents.issued",
                    "累计 5,750 条",
                ),
                figure("新收公开申请", "126", "件", "requests.received.total", "比上年增加 14 件"),
                figure("办结", "118", "件", "requests.results_total.total", "其中予以公开、部分公开 73 件"),
                figure("行政复议", "3", "件", "remedies.review.total", "纠正 1 件"),
            ],
        },
        overview: Html::paragraphs(overview),
        tables: statutory_table::tables(&model, &link, &Marks::default()).to_vec(),
        trends: vec![Chart::draw(Shape::Bars, chart::example_plan())],
        problems: Html::paragraphs(
            "一是公开的及时性不够，个别栏目超过三个月没有更新。改进：按季度检查栏目更新情况，到期提醒。",
        ),
        other: Html::paragraphs("2021年未收取政府信息公开信息处理费。"),
        downloads: AttachmentList {
            files: vec![file("HTML", "html"), file("XLSX", "xlsx"), file("JSON", "json")],
        },
        editions: EditionHistory::default(),
        basis: "数据截至日志第 5,912 条记录。".to_owned(),
        title,
    }
}

fn records(frame: PortalFrame) -> RecordsPage {
    let rows = [("2021-01", 9), ("2021-02", 6), ("2021-03", 14)];
    let counts = DataTable {
        id: "counts",
        caption: "按收到月份".to_owned(),
        caption_hidden: false,
        columns: vec![Column::new("月份", Align::Start), Column::new("件数", Align::End)],
        rows: rows.map(|(month, count)| vec![Value::text(month), Value::text(count.to_string())]).to_vec(),
        empty: String::new(),
    };
    RecordsPage {
        frame,
        place: "表三 “一、本年新收政府信息公开申请数量” 行 “总计” 列".to_owned(),
        figures: FigureRow {
            figures: vec![Figure {
                label: "2021 年".to_owned(),
                value: "126".to_owned(),
                unit: "件".to_owned(),
                ..Figure::default()
            }],
        },
        how: "按收到申请之日统计（《政府信息公开条例》第三十一条）。".to_owned(),
        notice: Some(Notice::new(Tone::Info, "为保护申请人个人信息，申请只列件数，不列内容。")),
        items: LinkList::default(),
        counts: Some(counts),
        pager: None,
        back: ("返回年度报告".to_owned(), routes::report(CODE, 2021)),
    }
}

fn agencies(frame: PortalFrame) -> AgenciesPage {
    let node = |name: &str, code: &str, count, below| AgencyNode {
        name: name.to_owned(),
        href: routes::agency(code),
        remark: String::new(),
        count,
        updated: Some("2021-12-28".to_owned()),
        below,
    };
    let below = vec![node(AGENCY, CODE, 5750, vec![]), node("示例市示例镇人民政府", "slz", 0, vec![])];
    AgenciesPage {
        frame, tree: AgencyTree { nodes: vec![node("示例市人民政府", "slzf", 1320, below)] }
    }
}

fn ask_agencies() -> Vec<AskAgency> {
    vec![AskAgency {
        replies: None,
        name: AGENCY.to_owned(),
        guide: routes::guide(CODE),
        ask: routes::ask(CODE),
        correct: routes::file_motion("correction", CODE),
        propose: routes::file_motion("proposal", CODE),
        channels: channels(),
    }]
}

fn ask(frame: PortalFrame) -> AskPage {
    AskPage {
        frame,
        contents: texts::request_contents(),
        steps: texts::request_steps(),
        agencies: ask_agencies(),
        draft: None,
    }
}

fn search(mut frame: PortalFrame) -> SearchPage {
    "数字化 <改造>".clone_into(&mut frame.query);
    let mut rows = news();
    rows.truncate(2);
    let hit = |text: &str, is_hit| Stretch { text: text.to_owned(), is_hit };
    for row in &mut rows {
        row.place = Some("附件“申报指南.pdf”第 2 页".to_owned());
        row.why = vec![hit("支持企业", false), hit("数字化", true), hit("改造，按设备投入补助…", false)];
    }
    let option = |label: &str, count, selected| FacetOption {
        label: label.to_owned(),
        count: Some(count),
        href: routes::search(),
        selected,
    };
    let years = vec![option("2021 年", 2, true), option("2020 年", 4, false)];
    SearchPage {
        feed: None,
        query: frame.query.clone(),
        frame,
        summary: "找到现行有效的信息 2 条，标题、文号相符的在前。".to_owned(),
        notices: Vec::new(),
        suggestions: vec![("数字化改造".to_owned(), routes::search())],
        facets: Facets { groups: vec![FacetGroup { title: "公开年度".to_owned(), options: years }] },
        days: Vec::new(),
        days_given: false,
        kept: Vec::new(),
        action: routes::search(),
        force: Some(("另有已失效、废止的 1 条，一并列出".to_owned(), routes::search())),
        sorts: vec![("按相关".to_owned(), routes::search(), true)],
        list: list(rows),
        pager: None,
        tips: Vec::new(),
    }
}
