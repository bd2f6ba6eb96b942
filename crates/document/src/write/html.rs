//! The report as a page: real heads and captions, so that a screen reader reads the tables too.

use std::fmt::Write as _;

use gongkai_report::AnnualReport;
use gongkai_report::draft::Section;

use super::layout::{Content, Layout, Scope, Spot, tables};
use super::{printed, title};

/// How the page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// A whole page that can be kept as a file; otherwise only the report, for a page of the portal.
    pub standalone: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { standalone: true }
    }
}

const STYLE: &str = "body{max-width:64rem;margin:2rem auto;padding:0 1rem;font:1rem/1.8 serif;color:#1a1a1a}\
h1{font-size:1.5rem;text-align:center}h2{font-size:1.15rem;margin-top:2rem}p{text-indent:2em;margin:.4em 0}\
.table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.5}\
caption{text-align:left;padding:.3em 0}th,td{border:1px solid #555;padding:.25em .4em}\
th{background:#f2f4f7;font-weight:normal;text-align:left}th[scope^=col]{text-align:center}\
td{text-align:right;font-variant-numeric:tabular-nums}thead td{text-align:left}\
@media screen{table{min-width:38rem}}@media print{.table{overflow:visible}}";

/// Writes the report as HTML.
pub fn html(report: &AnnualReport, options: &Options) -> String {
    let mut out = String::new();
    let title = escape(&title(report));
    if options.standalone {
        out.push_str("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        let _ = writeln!(out, "<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>");
    }
    let _ = writeln!(out, "<article>\n<h1>{title}</h1>");
    section(&mut out, Section::Overview, report.sections.overview.as_deref());
    for layout in tables(report.form) {
        let _ = writeln!(out, "<h2>{}</h2>", escape(layout.heading));
        table(&mut out, report, &layout);
    }
    section(&mut out, Section::Problems, report.sections.problems.as_deref());
    section(&mut out, Section::Other, report.sections.other.as_deref());
    out.push_str("</article>\n");
    if options.standalone {
        out.push_str("</body>\n</html>\n");
    }
    out
}

fn section(out: &mut String, section: Section, text: Option<&str>) {
    let _ = writeln!(out, "<h2>{}</h2>", escape(section.heading()));
    for paragraph in text.unwrap_or_default().lines().filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(out, "<p>{}</p>", escape(paragraph.trim()));
    }
}

fn table(out: &mut String, report: &AnnualReport, layout: &Layout) {
    // Wide tables scroll in a region of their own that a keyboard can reach.
    let caption = escape(layout.caption);
    let _ = writeln!(
        out,
        "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\">\n<table>"
    );
    let _ = writeln!(out, "<caption>{caption}</caption>");
    let mut open = "";
    for row in 0..layout.rows() {
        let wanted = if row < layout.head_rows { "thead" } else { "tbody" };
        if open.is_empty() || open != wanted || layout.groups.contains(&row) {
            if !open.is_empty() {
                let _ = writeln!(out, "</{open}>");
            }
            let _ = writeln!(out, "<{wanted}>");
            open = wanted;
        }
        out.push_str("<tr>");
        for spot in layout.spots.iter().filter(|spot| spot.row == row) {
            cell(out, report, spot);
        }
        out.push_str("</tr>\n");
    }
    if !open.is_empty() {
        let _ = writeln!(out, "</{open}>");
    }
    out.push_str("</table>\n</div>\n");
}

fn cell(out: &mut String, report: &AnnualReport, spot: &Spot) {
    let mut spans = String::new();
    if spot.height > 1 {
        let _ = write!(spans, " rowspan=\"{}\"", spot.height);
    }
    if spot.width > 1 {
        let _ = write!(spans, " colspan=\"{}\"", spot.width);
    }
    let _ = match spot.content {
        Content::Figure(id) => write!(out, "<td{spans}>{}</td>", printed(report, id)),
        Content::Head(text, Scope::Note) => write!(out, "<td{spans}>{}</td>", escape(text)),
        Content::Head(text, scope) => {
            write!(out, "<th scope=\"{}\"{spans}>{}</th>", scope_key(scope), escape(text))
        }
    };
}

const fn scope_key(scope: Scope) -> &'static str {
    match scope {
        Scope::Column => "col",
        Scope::Columns => "colgroup",
        Scope::Rows => "rowgroup",
        Scope::Row | Scope::Note => "row",
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use gongkai_report::{Cell, CellId, Form};

    use super::*;

    fn sample() -> AnnualReport {
        let mut report = AnnualReport::new(Form::Y2021);
        report.agency = Some("示例市数据局".to_owned());
        report.year = Some(2024);
        report.cells =
            CellId::form_2021().zip(1i64..).map(|(id, number)| (id, Cell::given(number))).collect();
        report.sections.overview = Some("第一段<b>&\"。\n\n第二段。".to_owned());
        report
    }

    #[test]
    fn text_is_escaped_and_paragraphs_stay_apart() {
        let page = html(&sample(), &Options::default());
        assert!(page.contains("<p>第一段&lt;b&gt;&amp;&quot;。</p>\n<p>第二段。</p>"));
        assert!(page.contains("<h1>示例市数据局2024年政府信息公开工作年度报告</h1>"));
    }

    #[test]
    fn the_merged_labels_span_what_they_head() {
        let page = html(&sample(), &Options { standalone: false });
        assert!(page.starts_with("<article>") && !page.contains("<style>"));
        assert!(page.contains("<th scope=\"rowgroup\" rowspan=\"22\">三、本年度办理结果</th>"));
        assert!(page.contains("<th scope=\"row\" rowspan=\"8\">（三）不予公开</th>"));
        assert!(
            page.contains("<th scope=\"col\" rowspan=\"2\">自然人</th><th scope=\"colgroup\" colspan=\"5\">")
        );
        assert_eq!(page.matches("<td>").count() + page.matches("<td colspan=\"3\">").count(), 200);
        assert_eq!(page.matches("<caption>").count(), 3);
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        assert_eq!(html(&sample(), &Options::default()), html(&sample(), &Options::default()));
    }

    #[test]
    fn a_blank_figure_stays_blank() {
        let mut report = sample();
        for cell in report.cells.values_mut() {
            cell.value = None;
        }
        assert!(!html(&report, &Options { standalone: false }).contains("<td>0</td>"));
    }
}
