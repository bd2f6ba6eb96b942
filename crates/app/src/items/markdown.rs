//! A document kept as Markdown by the site before (旧站条目): its title, days, issuer and body, and what could not be told.

use std::fmt::Write as _;

use jiff::civil::Date;

/// What a file says of its document. What it does not say stays empty and is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OldDocument {
    /// 标题
    pub title: String,
    /// Day of the version at hand: the last of publication, amendment, approval.
    pub made_on: Option<Date>,
    /// 施行日期
    pub effective_on: Option<Date>,
    /// 发布机关
    pub issuer: Option<String>,
    /// By which order or announcement, e.g. `国务院令第706号`.
    pub order: Option<String>,
    /// Body as clean HTML.
    pub body: String,
    /// What could not be told, in words.
    pub lacking: Vec<&'static str>,
}

/// Reads a file; `name` may end with the version's day in brackets, which counts where the text gives none.
pub fn read(name: &str, text: &str) -> OldDocument {
    let mut found = OldDocument::default();
    let (head, body) = match text.split_once("<!-- INFO END -->") {
        Some((head, body)) => (head, body),
        None => ("", text),
    };
    let mut body_lines: Vec<&str> = body.lines().collect();
    let title = head.lines().chain(body.lines()).find_map(|line| line.trim().strip_prefix("# "));
    found.title = title.map_or_else(|| stem(name).0.to_owned(), |title| title.trim().to_owned());
    body_lines.retain(|line| line.trim().strip_prefix("# ").is_none());
    let mut acts: Vec<(Date, String)> = Vec::new();
    for line in head.lines().map(str::trim) {
        let Some((on, what)) = dated(line) else { continue };
        if what.ends_with("施行") && !what.contains('《') {
            found.effective_on = Some(on);
        } else {
            acts.push((on, what));
        }
    }
    // Of several acts of one day, the one told last is the one that made it public.
    acts.sort_by_key(|(on, _)| *on);
    found.made_on = acts.last().map(|(on, _)| *on).or(stem(name).1);
    found.issuer = acts.iter().rev().find_map(|(_, what)| issuer(what));
    found.order = acts.iter().rev().find_map(|(_, what)| order(what));
    found.effective_on = found.effective_on.or_else(|| in_force_from(body, &acts));
    found.body = html(&body_lines);
    let lacks = [
        (found.made_on.is_none(), "发布日期"),
        (found.issuer.is_none(), "发布机关"),
        (found.effective_on.is_none(), "施行日期"),
        (found.body.is_empty(), "正文"),
    ];
    found.lacking = lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect();
    found
}

/// The first day in force as the last article gives it: `自2019年3月1日起施行`, or the day of the only act.
fn in_force_from(body: &str, acts: &[(Date, String)]) -> Option<Date> {
    let (before, _) = body.rsplit_once("起施行")?;
    let (_, when) = before.rsplit_once('自')?;
    if let Some((on, rest)) = dated(when) {
        return rest.is_empty().then_some(on);
    }
    let (on, _) = acts.first()?;
    let is_only = acts.iter().all(|(other, _)| other == on);
    (is_only && matches!(when, "公布之日" | "发布之日")).then_some(*on)
}

/// `办法(2016-04-15).md` as its title and day.
fn stem(name: &str) -> (&str, Option<Date>) {
    let stem = name.strip_suffix(".md").unwrap_or(name);
    match stem.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((title, day)) if day.parse::<Date>().is_ok() => (title, day.parse().ok()),
        _ => (stem, None),
    }
}

/// `2018年9月6日 国务院…通过` as day and words.
fn dated(line: &str) -> Option<(Date, String)> {
    let line = line.trim_start_matches(['（', '(']);
    let (year, rest) = line.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, rest) = rest.split_once('日')?;
    let on =
        Date::new(year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?).ok()?;
    Some((on, rest.trim_matches([' ', '　', '）', ')', '\u{a0}']).to_owned()))
}

/// Who made it: the name before an order's number, before the session, or before the verb.
fn issuer(what: &str) -> Option<String> {
    for mark in ["令第", "公告第", "公告"] {
        if let Some((name, _)) = what.split_once(mark)
            && !name.is_empty()
            && !name.contains('《')
        {
            return Some(bare(name));
        }
    }
    if let Some(rest) = what.strip_prefix('《') {
        return rest.split_once("关于").map(|(name, _)| bare(name)).filter(|name| !name.is_empty());
    }
    // 杭州市第十三届人民代表大会常务委员会第…次会议通过
    if let Some((place, rest)) = what.split_once('第')
        && let Some((_, body)) = rest.split_once('届')
    {
        let end = body.find('第').or_else(|| body.find("会议")).unwrap_or(body.len());
        let name = format!("{place}{}", body.get(..end).unwrap_or_default());
        return (!place.is_empty()).then(|| bare(&name));
    }
    for verb in ["发布", "公布", "批准", "第"] {
        if let Some((name, _)) = what.split_once(verb)
            && !name.is_empty()
        {
            return Some(bare(name));
        }
    }
    None
}

/// Sessions count by number, bodies do not: `浙江省第十二届人民代表大会常务委员会` is `浙江省人民代表大会常务委员会`.
fn bare(name: &str) -> String {
    let name = name.trim();
    match name.split_once('第').and_then(|(place, rest)| Some((place, rest.split_once('届')?.1))) {
        Some((place, body)) => format!("{place}{body}"),
        None => name.to_owned(),
    }
}

/// `…国务院令第706号公布`
fn order(what: &str) -> Option<String> {
    let at = what.find("令第").or_else(|| what.find("公告第"))?;
    let end = what.get(at..)?.find('号')? + at + '号'.len_utf8();
    what.get(..end).map(str::to_owned)
}

/// Headings and paragraphs; nothing else of Markdown is in use among such files.
fn html(lines: &[&str]) -> String {
    let mut out = String::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        let words = line.trim_start_matches('#').trim();
        let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let element = match level {
            0 => "p",
            1 | 2 => "h2",
            3 => "h3",
            _ => "h4",
        };
        // Writing to a string does not fail.
        let _ = writeln!(out, "<{element}>{words}</{element}>");
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_issuer_and_order_are_told_from_the_head() {
        let text = "# 样例管理条例\n\n1991年3月4日 中华人民共和国国务院令第76号发布　\n\n2018年9月6日 国务院第23次常务会议修订通过\n\n\
                    2018年11月6日 中华人民共和国国务院令第706号公布\n\n2019年3月1日 施行\n\n<!-- INFO END -->\n\n\
                    ## 第一章 总则\n\n第一条 为了<规范>。\n";
        let found = read("样例管理条例(2018-11-06).md", text);
        assert_eq!(found.title, "样例管理条例");
        assert_eq!((found.made_on, found.effective_on), (Some(date(2018, 11, 6)), Some(date(2019, 3, 1))));
        assert_eq!(found.issuer.as_deref(), Some("中华人民共和国国务院"));
        assert_eq!(found.order.as_deref(), Some("中华人民共和国国务院令第706号"));
        assert_eq!(found.body, "<h2>第一章 总则</h2>\n<p>第一条 为了&lt;规范&gt;。</p>\n");
        assert!(found.lacking.is_empty());
    }

    #[test]
    fn a_session_is_no_part_of_its_bodys_name() {
        for (line, name) in [
            ("丽水市第三届人民代表大会常务委员会公告第1号公布", "丽水市人民代表大会常务委员会"),
            ("杭州市第十三届人民代表大会常务委员会第二十次会议通过", "杭州市人民代表大会常务委员会"),
            ("《国务院关于修改部分行政法规的决定》第一次修订", "国务院"),
            ("国务院第23次常务会议通过", "国务院"),
            ("国务院批准", "国务院"),
        ] {
            assert_eq!(issuer(line).as_deref(), Some(name), "{line}");
        }
    }

    #[test]
    fn the_last_article_may_give_the_first_day_in_force() {
        let head = "# 样例\n\n2018年3月1日 样例市人民政府令第5号公布\n";
        let with = |more: &str, last: &str| {
            read(
                "样例.md",
                &format!(
                    "{head}{more}\n<!-- INFO END -->\n第一条 自某日起。\n第九条 本办法自{last}起施行。\n"
                ),
            )
            .effective_on
        };
        assert_eq!(with("", "2018年5月1日"), Some(date(2018, 5, 1)));
        assert_eq!(with("", "公布之日"), Some(date(2018, 3, 1)));
        assert_eq!(
            with("2020年1月1日 第一次修订\n", "公布之日"),
            None,
            "which publication it means is not told"
        );
        assert_eq!(
            with("2018年6月1日 施行\n", "2018年5月1日"),
            Some(date(2018, 6, 1)),
            "the head comes first"
        );
    }

    #[test]
    fn what_is_not_told_is_named() {
        let found = read("样例办法(2016-04-15).md", "# 样例办法\n\n第一条 样例。\n");
        assert_eq!(found.made_on, Some(date(2016, 4, 15)), "from the name");
        assert_eq!(found.lacking, ["发布机关", "施行日期"]);
        assert_eq!(read("空.md", "").lacking.len(), 4);
    }
}
