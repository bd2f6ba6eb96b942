//! What holds of every body.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use gongkai_channels::wechat::{Post, prepare};
use proptest::prelude::*;
use proptest::sample::select;

/// Bits of pages, whole and broken, in any order.
fn page() -> impl Strategy<Value = String> {
    let bits = select(vec![
        "<p>",
        "</p>",
        "<div class='x' id=y>",
        "</div>",
        "<script>alert(1)</script>",
        "<script>",
        "<style>a{}</style>",
        "<table>",
        "<tr>",
        "<td colspan=2 onclick=x()>",
        "</td>",
        "</tr>",
        "</table>",
        "<b>",
        "</b>",
        "<ul><li>",
        "</ul>",
        "<a href=\"/items/1\">",
        "<a href='javascript:x()'>",
        "<a href=https://mp.weixin.qq.com/s/\"onload=x>",
        "</a>",
        "<span style=\"color:#abcdef;background:url(//x)\">",
        "<span style='color:red;width:calc(1px)'>",
        "</span>",
        "<img src=\"/p/1\" onerror=x>",
        "<img src='\"><script>'>",
        "<iframe src=x></iframe>",
        "<svg><p>",
        "&lt;script&gt;",
        "正文",
        "\"",
        "'",
        "<",
        ">",
        "&",
        "<!--",
        "-->",
        "\u{0}",
        "<h2>",
        "</h2>",
        "<br>",
        "<template><p>",
    ]);
    prop::collection::vec(bits, 0..40).prop_map(|bits| bits.concat())
}

fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default())
}

proptest! {
    #[test]
    fn nothing_that_wechat_refuses_is_left_in_a_body(html in page()) {
        let body = format!("<p>一</p>{html}");
        let post = Post { title: "题", author: "", digest: "", body: &body, source: "https://a.cn/1", cover: b"\xff\xd8\xff" };
        let prepared = prepare(&post, "https://a.cn", &|_| Some(b"\x89PNG\r\n\x1a\n".to_vec())).unwrap();
        for tag in tags(&prepared.preview()) {
            let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
            prop_assert!(!["script", "style", "iframe", "svg", "template"].contains(&name), "{}", tag);
            // Attributes are written in one way: a name, and a value between quotes.
            let names: Vec<&str> = tag.split('"').step_by(2).flat_map(str::split_whitespace).collect();
            for attribute in names.iter().filter(|name| name.ends_with('=')) {
                let known = ["style=", "src=", "alt=", "href=", "colspan=", "rowspan=", "start=", "value="];
                prop_assert!(known.contains(attribute), "{}", tag);
            }
            if let Some((_, style)) = tag.split_once("style=\"") {
                let style = style.split('"').next().unwrap_or_default();
                prop_assert!(!style.contains(['#', '\\']) && !style.contains("url"), "{}", tag);
            }
        }
    }
}
