//! Writes a report in the layouts met in published ones. All names and figures are made up.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gongkai_report::form::{self, Group};
use gongkai_report::{CellId, Column, Form, ProactiveCell, RemedyColumn, RemedyKind, Row};
use proptest::prelude::*;

/// Figures by address, as they are printed.
pub(crate) type Figures = BTreeMap<CellId, String>;

pub(crate) const TITLE: &str = "云溪市示范局2023年政府信息公开工作年度报告";
pub(crate) const OPENING: &str =
    "根据《中华人民共和国政府信息公开条例》编制。统计期限自2023年1月1日起至2023年12月31日止。";
pub(crate) const OVERVIEW: &str = "全年工作平稳。收到申请若干件，予以公开多件。";
pub(crate) const PROBLEMS: &str = "一是解读形式单一。二是培训不够。";
pub(crate) const OTHER: &str = "无。";

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![6 => Just(0_u32), 3 => 1_u32..10, 2 => 10_u32..200, 1 => 200_u32..6000]
}

/// The figures of a consistent report of the 2021 form.
pub(crate) fn consistent() -> impl Strategy<Value = Figures> {
    let details = proptest::collection::vec(proptest::array::uniform6(count()), 21);
    let open = proptest::array::uniform6((count(), 0_u32..50));
    let remedies = proptest::collection::vec(count(), 12);
    let proactive = proptest::collection::vec(0_u32..100_000, 9);
    (details, open, remedies, proactive, 0_u32..10_000_000).prop_map(
        |(details, open, remedies, proactive, fees)| {
            let mut figures = Figures::new();
            for (cell, value) in ProactiveCell::FORM_2021.into_iter().zip(&proactive) {
                figures.insert(CellId::Proactive(cell), value.to_string());
            }
            let fees = format!("{}.{:02}", fees / 100, fees % 100);
            figures.insert(CellId::Proactive(ProactiveCell::Fees10kYuan), fees);
            let mut rows: BTreeMap<Row, [u32; 6]> = form::result_rows(Form::Y2021).zip(details).collect();
            let mut total = [0_u32; 6];
            for row in rows.values() {
                for (sum, value) in total.iter_mut().zip(row) {
                    *sum += value;
                }
            }
            let out = open.map(|(out, _)| out);
            let mut carried = [0_u32; 6];
            let mut received = [0_u32; 6];
            for column in 0..6 {
                carried[column] = open[column].1.min(total[column] + out[column]);
                received[column] = total[column] + out[column] - carried[column];
            }
            rows.insert(Row::Received, received);
            rows.insert(Row::CarriedIn, carried);
            rows.insert(Row::ResultsTotal, total);
            rows.insert(Row::CarriedOut, out);
            for (row, values) in rows {
                let sum: u32 = values.iter().sum();
                for (column, value) in Column::ALL.into_iter().zip(values.into_iter().chain([sum])) {
                    figures.insert(CellId::Request(row, column), value.to_string());
                }
            }
            for (kind, values) in RemedyKind::ALL.into_iter().zip(remedies.chunks(4)) {
                let sum: u32 = values.iter().sum();
                for (column, value) in RemedyColumn::ALL.into_iter().zip(values.iter().chain([&sum])) {
                    figures.insert(CellId::Remedy(kind, column), value.to_string());
                }
            }
            figures
        },
    )
}

fn request(figures: &Figures, row: Row) -> Vec<&str> {
    Column::ALL.iter().map(|column| figures[&CellId::Request(row, *column)].as_str()).collect()
}

fn remedy(figures: &Figures, kind: RemedyKind) -> Vec<&str> {
    RemedyColumn::ALL.iter().map(|column| figures[&CellId::Remedy(kind, *column)].as_str()).collect()
}

fn all_remedies(figures: &Figures) -> Vec<&str> {
    RemedyKind::ALL.into_iter().flat_map(|kind| remedy(figures, kind)).collect()
}

fn item<'a>(figures: &'a Figures, item: &form::Item) -> Vec<&'a str> {
    item.cells.iter().map(|cell| figures[&CellId::Proactive(*cell)].as_str()).collect()
}

fn first_of_group(row: Row) -> Option<Group> {
    row.group().filter(|group| group.rows().next() == Some(row))
}

const OUTCOMES: [&str; 5] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];

/// L1: tabs, merged cells gone, some rows without their leading tabs, blank lines and a page number inside.
pub(crate) fn tabs_torn(figures: &Figures) -> String {
    let mut out =
        format!("\n\n{TITLE}\n\n{OPENING}\n\n一、总体情况\n\n{OVERVIEW}\n\n二、主动公开政府信息情况\n\n");
    for block in &form::PROACTIVE_2021 {
        let _ = writeln!(out, "{}\t\t\t\n信息内容\t{}\n", block.caption, block.columns.join("\t"));
        for entry in block.items {
            let pad = "\t".repeat(3 - entry.cells.len());
            let _ = writeln!(out, "{}\t{}{pad}", entry.label, item(figures, entry).join("\t"));
        }
    }
    out.push_str("\n三、收到和处理政府信息公开申请情况\n\n");
    out.push_str("(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和)\t\t申请人情况\t\t\t\t\t\t总计\t\n");
    out.push_str("\t\t自然人\t法人或其他组织\t\t\t\t\t\t\n\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t\t\n");
    for (index, row) in Row::all().enumerate() {
        let values = request(figures, row).join("\t");
        let label = row.label();
        let line = match (row, row.group(), first_of_group(row)) {
            (Row::CarriedOut, ..) => format!("{label}\t\t\t{values}"),
            (Row::ResultsTotal, ..) => format!("{label}\t{values}\t\t"),
            (Row::Received | Row::CarriedIn, ..) => format!("{label}\t\t{values}\t"),
            (_, None, _) if index == 2 => format!("三、本年度办理结果\t{label}\t{values}\t"),
            (_, None, _) => format!("\t{label}\t{values}\t"),
            (_, Some(_), Some(group)) => format!("\t{}\t{label}\t{values}", group.label()),
            // The page break tore these.
            _ if (16..18).contains(&index) => format!("{label}\t\t{values}\t"),
            _ => format!("\t\t{label}\t{values}"),
        };
        let _ = writeln!(out, "{line}");
        if index == 17 {
            out.push_str("\n- 4 -\n\n");
        }
    }
    out.push_str("\n四、政府信息公开行政复议、行政诉讼情况\n\n行政复议\t\t\t\t\t行政诉讼\t\t\t\t\t\n");
    let heads = OUTCOMES.join("\t");
    let _ =
        writeln!(out, "{heads}\t未经复议直接起诉\t\t\t\t\t复议后起诉\t\t\t\t\n\t\t\t\t\t{heads}\t{heads}");
    let _ = writeln!(out, "{}\n", all_remedies(figures).join("\t"));
    let _ = write!(out, "五、存在的主要问题及改进情况\n\n{PROBLEMS}\n\n六、其他需要报告的事项\n\n{OTHER}");
    out
}

/// How a cell of HTML is dressed.
pub(crate) type Dress = fn(&str) -> String;

/// L4: nothing around the words.
pub(crate) fn bare(text: &str) -> String {
    text.to_owned()
}

/// L5: a paragraph in each cell, padded, a head over two paragraphs.
pub(crate) fn cms(text: &str) -> String {
    match text {
        "商业企业" => "<p style=\"text-align:center\">商业</p><p>企业</p>".to_owned(),
        _ => format!("<p style=\"text-align:center\">&nbsp;{text}&nbsp;</p>"),
    }
}

/// L6: words split over many spans, as pasted from a word processor.
pub(crate) fn word(text: &str) -> String {
    let mut out = String::from("<p class=MsoNormal style='mso-pagination:widow-orphan'>");
    for ch in text.chars() {
        let _ = write!(
            out,
            "<span lang=EN-US style='font-size:9.0pt;mso-fareast-font-family:宋体'><font>{ch}</font></span>"
        );
    }
    out.push_str("<o:p></o:p></p>");
    out
}

/// A page with merged cells, each dressed.
pub(crate) fn html(figures: &Figures, dress: Dress) -> String {
    let td = |attrs: &str, text: &str| format!("<td{attrs} valign=\"middle-ish\">{}</td>", dress(text));
    let values = |all: &[&str]| all.iter().map(|value| td("", value)).collect::<String>();
    let mut out = format!("<html><head><title>{TITLE}</title><style>td {{ x: y }}</style></head><body><div>");
    out.push_str("<table><tr><td>索引号</td><td>XF/2024-00012</td></tr><tr><td>发布机构</td><td>云溪市示范局</td></tr></table>");
    let _ = write!(
        out,
        "<p>{OPENING}</p><p>一、总体情况</p><p>{OVERVIEW}</p><p>二、主动公开政府信息情况</p><table>"
    );
    for block in &form::PROACTIVE_2021 {
        let _ = write!(
            out,
            "<tr class=\"firstRow\">{}</tr><tr>{}",
            td(" colspan=4", block.caption),
            td("", "信息内容")
        );
        let span = if block.columns.len() == 1 { " colspan=\"3\"" } else { "" };
        out.extend(block.columns.iter().map(|head| td(span, head)));
        out.push_str("</tr>");
        for entry in block.items {
            let cells: String = item(figures, entry).iter().map(|value| td(span, value)).collect();
            let _ = write!(out, "<tr>{}{cells}</tr>", td("", entry.label));
        }
    }
    out.push_str("</table><p>三、收到和处理政府信息公开申请情况</p><table><tr>");
    out += &td(" colspan=3 rowspan=3", form::RELATION_NOTE);
    out += &td(" colspan=7", "申请人情况");
    let _ = write!(
        out,
        "</tr><tr>{}{}{}</tr><tr>",
        td(" rowspan=2", "自然人"),
        td(" colspan=5", "法人或其他组织"),
        td(" rowspan=2", "总计")
    );
    out.extend(
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"].iter().map(|head| td("", head)),
    );
    out.push_str("</tr>");
    for row in Row::all() {
        out.push_str("<tr>");
        if row == Row::all().nth(2).unwrap() {
            out += &td(" rowspan=22", form::RESULTS);
        }
        if let Some(group) = first_of_group(row) {
            out += &td(&format!(" rowspan={}", group.span()), group.label());
        }
        let span = match (row, row.group()) {
            (Row::Received | Row::CarriedIn | Row::CarriedOut, _) => " colspan=3",
            (_, None) => " colspan=2",
            _ => "",
        };
        let _ = write!(out, "{}{}</tr>", td(span, row.label()), values(&request(figures, row)));
    }
    out.push_str("</table><p>四、政府信息公开行政复议、行政诉讼情况</p><table>");
    let heads: String = OUTCOMES.iter().map(|head| td("", head)).collect();
    let tall: String = OUTCOMES.iter().map(|head| td(" rowspan=2", head)).collect();
    let _ = write!(out, "<tr>{}{}</tr>", td(" colspan=5", "行政复议"), td(" colspan=10", "行政诉讼"));
    let _ = write!(
        out,
        "<tr>{tall}{}{}</tr>",
        td(" colspan=5", "未经复议直接起诉"),
        td(" colspan=5", "复议后起诉")
    );
    let _ = write!(out, "<tr>{heads}{heads}</tr><tr>{}</tr></table>", values(&all_remedies(figures)));
    let _ = write!(
        out,
        "<p>五、存在的问题及整改措施</p><p>{PROBLEMS}</p><p>六、其他需要报告的事项</p><p>{OTHER}</p></div></body></html>"
    );
    out
}

/// L7: the page's content as a string of a script.
pub(crate) fn script(figures: &Figures) -> String {
    let page = html(figures, bare);
    let body = page.split("<div>").nth(1).unwrap().replace("</div></body></html>", "");
    let body = body.replace('"', "\\\"").replace("</", "<\\/");
    format!(
        "<html><head><title>{TITLE}</title></head><body><div id=\"zoom\"></div><script>\nvar content = \"{body}\";\nshow(content);\n</script></body></html>"
    )
}

/// L8: every cell glued to the next, chapters to the line before, site chrome around.
pub(crate) fn glued(figures: &Figures) -> String {
    let mut out = format!("标题: {TITLE}\n发布时间: 2024-01-20 10:00\n文号: \n");
    let _ = write!(
        out,
        "当前位置： 首页政府信息公开年报 --> {OPENING}一、总体情况{OVERVIEW}二、主动公开政府信息情况 "
    );
    for block in &form::PROACTIVE_2021 {
        let _ = write!(out, "{}信息内容{}", block.caption, block.columns.concat());
        for entry in block.items {
            let _ = write!(out, "{}{}", entry.label, item(figures, entry).concat());
        }
    }
    out.push_str("三、收到和处理政府信息公开申请情况");
    out.push_str(form::RELATION_NOTE);
    out.push_str("申请人情况自然人法人或其他组织总计 商业企业科研机构社会公益组织法律服务机构其他");
    for row in Row::all() {
        if row == Row::all().nth(2).unwrap() {
            out.push_str(form::RESULTS);
        }
        if let Some(group) = first_of_group(row) {
            out.push_str(group.label());
        }
        let _ = write!(out, "{}{}", row.label(), request(figures, row).concat());
    }
    let heads = OUTCOMES.concat();
    let _ = write!(
        out,
        " 四、政府信息公开行政法复议、行政诉讼情况 行政复议行政诉讼{heads}未经复议直接起诉复议后起诉{heads}{heads}"
    );
    let _ = writeln!(
        out,
        "{}五、存在的主要问题及改进情况{PROBLEMS}六、其他需要报告的事项{OTHER} 附件下载",
        all_remedies(figures).concat()
    );
    out
}

/// L9: Markdown with a table a row or group, made-up heads, a fragment under a wrong head.
pub(crate) fn markdown(figures: &Figures) -> String {
    let mut out =
        format!("# {TITLE}\n\n{OPENING}\n\n## 一、总体情况\n\n{OVERVIEW}\n\n## 二、主动公开政府信息情况\n");
    let table = |out: &mut String, head: &str, rows: &[String]| {
        let columns = head.matches('|').count() - 1;
        let _ = write!(out, "\n{head}\n|{}\n", "---|".repeat(columns));
        for row in rows {
            let _ = writeln!(out, "{row}");
        }
    };
    for block in &form::PROACTIVE_2021 {
        let _ = writeln!(out, "\n### {}", block.caption);
        let rows: Vec<String> = block
            .items
            .iter()
            .map(|entry| format!("| {} | {} |", entry.label, item(figures, entry).join(" | ")))
            .collect();
        table(&mut out, &format!("| 信息内容 | {} |", block.columns.join(" | ")), &rows);
    }
    let _ = writeln!(
        out,
        "\n## 三、收到和处理政府信息公开申请情况\n\n{}\n",
        form::RELATION_NOTE.replace('：', ":")
    );
    out.push_str("### 申请人情况 (自然人)\n| (数据项目) | 数量 |\n|---|---|\n| - | - |\n");
    out.push_str("\n| 商业企业 | 科研机构 | 社会公益 | 法律服务机构 | 其他 |\n|---|---|---|---|---|\n| - | - | - | - | - |\n");
    for (index, row) in Row::all().enumerate() {
        if let Some(group) = first_of_group(row) {
            let label = if group == Group::Other { "(六) 其他" } else { group.label() };
            let _ = writeln!(out, "\n### {label}");
        }
        let head = if index == 22 {
            "| 项目 | 本年新收件数 | 上年结转件数 | 予以公开 | 部分公开 | 不予公开 | 结转下年度 | 总计 |"
        } else {
            "| 类别 | 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |"
        };
        let label = row.label().replace('、', "，").replace('.', ". ");
        table(&mut out, head, &[format!("| {label} | {} |", request(figures, row).join(" | "))]);
    }
    out.push_str("\n## 四、政府信息公开行政复议、行政诉讼情况\n");
    for (kind, title) in RemedyKind::ALL.into_iter().zip([
        "行政复议",
        "行政诉讼（未经复议直接起诉）",
        "行政诉讼（复议后起诉）",
    ]) {
        let _ = writeln!(out, "\n### {title}");
        let row = format!("| {} |", remedy(figures, kind).join(" | "));
        table(&mut out, &format!("| {} |", OUTCOMES.join(" | ")), &[row]);
    }
    let _ = write!(
        out,
        "\n## 五、存在的主要问题及整改措施\n\n{PROBLEMS}\n\n六、其他需要报告的事项\n\n{OTHER}\n\n云溪市示范局\n2024年1月20日\n"
    );
    out
}

/// L11: a cell a line, in the other script.
pub(crate) fn lines(figures: &Figures) -> String {
    let mut out = format!("{TITLE}\n{OPENING}\n一、總體情況\n{OVERVIEW}\n二、主動公開政府資訊情況\n");
    for block in &form::PROACTIVE_2021 {
        let _ =
            writeln!(out, "{}\n信息内容\n{}", block.caption.replace('項', "项"), block.columns.join("\n"));
        for entry in block.items {
            let label =
                if entry.label == "行政规范性文件" { "行政規範性檔案" } else { entry.label };
            let _ = writeln!(out, "{label}\n{}", item(figures, entry).join("\n"));
        }
    }
    let _ = writeln!(out, "三、收到和處理政府資訊公開申請情況\n{}", form::RELATION_NOTE);
    out.push_str(
        "申請人情況\n自然人\n法人或其他組織\n總計\n商業企業\n科研機構\n社會公益組織\n法律服務機構\n其他\n",
    );
    for row in Row::all() {
        if let Some(group) = first_of_group(row) {
            let _ = writeln!(out, "{}", group.label());
        }
        let label = row
            .label()
            .replace("处", "處")
            .replace("关", "關")
            .replace("办", "辦")
            .replace("总计", "總計")
            .replace("信息", "資訊");
        let _ = writeln!(out, "{label}\n{}", request(figures, row).join("\n"));
    }
    let heads = "結果維持\n結果糾正\n其他結果\n尚未審結\n總計";
    let _ = writeln!(
        out,
        "四、政府資訊公開行政復議、行政訴訟情況\n行政復議\n行政訴訟\n{heads}\n未經復議直接起訴\n復議後起訴\n{heads}\n{heads}"
    );
    let _ = writeln!(
        out,
        "{}\n五、存在的主要問題及改進情況\n{PROBLEMS}\n六、其他需要報告的事項\n{OTHER}",
        all_remedies(figures).join("\n")
    );
    out
}
