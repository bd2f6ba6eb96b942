//! Word files become clean articles: what a reader of the printed page sees, and nothing of the file's own markup.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod office;

use std::path::PathBuf;
use std::process::Command;

use gongkai_document::article::{Article, Block, HtmlOptions, Remark, RemarkKind, html, text};
use gongkai_document::office::{Limits, OfficeError};
use gongkai_document::word::{read, read_within};
use office::{W, docx, exif, jpeg, jpeg_with, p, png_with};

fn page(article: &Article) -> String {
    html(article, &HtmlOptions::default())
}

fn of_body(body: &str) -> Article {
    read(&docx(body, &[], &[])).unwrap()
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn numbered(id: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{id}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

fn styles() -> String {
    format!(
        "<w:styles {W}><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"a\"/><w:rPr><w:b/></w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"a\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:name w:val=\"本局小标题\"/><w:basedOn w:val=\"a\"/><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"TOC1\"><w:name w:val=\"toc 1\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Sign\"><w:name w:val=\"落款\"/><w:pPr><w:jc w:val=\"right\"/></w:pPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Strong\"><w:name w:val=\"Strong\"/><w:rPr><w:b/></w:rPr></w:style></w:styles>"
    )
}

fn numbering() -> String {
    let level = |at: u32, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let first = level(0, "decimal", "%1.") + &level(1, "bullet", "\u{f0b7}");
    let chapters = level(0, "chineseCounting", "第%1章")
        + &level(1, "chineseCounting", "（%2）")
        + &level(2, "decimal", "%1.%2.%3");
    format!(
        "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\">{first}</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">{chapters}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>"
    )
}

/// A text with everything a section's file holds.
fn letter() -> Vec<u8> {
    let drawing = |id: &str, descr: &str| {
        format!(
            "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"952500\" cy=\"476250\"/><wp:docPr id=\"1\" name=\"图片 1\" descr=\"{descr}\"/>\
             <a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed=\"{id}\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        )
    };
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let table = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("<w:vMerge w:val=\"restart\"/>", "事项"),
        cell("<w:gridSpan w:val=\"2\"/>", "数量"),
        cell("<w:vMerge/>", ""),
        cell("", "上年"),
        cell("", "本年"),
        cell("<w:vMerge w:val=\"restart\"/>", "许可"),
        cell("", "1"),
        cell("", "2"),
        cell("<w:vMerge/>", ""),
        cell("", "3"),
        cell("", "<![CDATA[4 & <5>]]>"),
    );
    let body = [
        "<w:sdt><w:sdtPr><w:alias w:val=\"目录\"/></w:sdtPr><w:sdtContent>".to_owned(),
        styled("TOC1", "一、总体情况 1"),
        "</w:sdtContent></w:sdt>".to_owned(),
        styled("1", "总体情况"),
        styled("2", "主动公开"),
        styled("Own", "制度建设"),
        p("一、本段以手工编号开头"),
        p("（一）照样是段落"),
        "<w:p><w:r><w:t xml:space=\"preserve\">见 </w:t></w:r><w:hyperlink r:id=\"rId5\"><w:r><w:rPr><w:u w:val=\"single\"/></w:rPr><w:t>门户</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>网站</w:t></w:r></w:hyperlink>\
         <w:hyperlink r:id=\"rId6\"><w:r><w:t>点我</w:t></w:r></w:hyperlink><w:r><w:t>，</w:t></w:r>\
         <w:r><w:rPr><w:rStyle w:val=\"Strong\"/></w:rPr><w:t>重要</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>提示</w:t></w:r><w:r><w:t>10m</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>2</w:t></w:r>\
         <w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t>。</w:t></w:r><w:r><w:br w:type=\"page\"/></w:r><w:r><w:endnoteReference w:id=\"5\"/></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:t>签名：</w:t></w:r><w:r><w:rPr><w:u w:val=\"single\"/></w:rPr><w:t xml:space=\"preserve\">        </w:t></w:r></w:p>".to_owned(),
        numbered(1, 0, "第一项"),
        numbered(1, 1, "其中甲"),
        numbered(1, 1, "其中乙"),
        numbered(1, 0, "第二项"),
        p("中间一段"),
        numbered(1, 0, "第三项"),
        numbered(3, 0, "总则"),
        styled("2", "依申请公开"),
        numbered(3, 2, "三级"),
        table,
        drawing("rId7", "办理流程图，共五步"),
        drawing("rId8", "C:\\图片\\IMG_0001.JPG"),
        drawing("rId9", "示意"),
        "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:t>同意</w:t><w:tab/><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/><w:t>不同意</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> HYPERLINK \"mailto:a@example.org\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>来信</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>即可</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>guī</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>规</w:t></w:r></w:rubyBase></w:ruby><w:t>定</w:t></w:r></w:p><w:p/>".to_owned(),
        styled("Sign", "某市某局"),
    ]
    .concat();
    let footnotes = format!(
        "<w:footnotes {W}><w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        p("——"),
        p("脚注的话")
    );
    let endnotes =
        format!("<w:endnotes {W}><w:endnote w:id=\"5\">{}</w:endnote></w:endnotes>", p("尾注的话"));
    let photo = jpeg_with(&jpeg(), &[(0xe1, [b"Exif\0\0".as_slice(), &exif(1)].concat())], b"");
    docx(
        &body,
        &[
            ("rId1", "styles", "styles.xml"),
            ("rId2", "numbering", "numbering.xml"),
            ("rId3", "footnotes", "footnotes.xml"),
            ("rId4", "endnotes", "endnotes.xml"),
            ("rId5", "hyperlink", "https://www.example.gov.cn/?a=1&amp;b=2"),
            ("rId6", "hyperlink", "javascript:alert(1)"),
            ("rId7", "image", "media/image1.png"),
            ("rId8", "image", "media/image2.jpeg"),
            ("rId9", "image", "media/image3.emf"),
        ],
        &[
            ("word/styles.xml", styles().as_bytes()),
            ("word/numbering.xml", numbering().as_bytes()),
            ("word/footnotes.xml", footnotes.as_bytes()),
            ("word/endnotes.xml", endnotes.as_bytes()),
            ("word/media/image1.png", &png_with(&[(b"tEXt", b"Author\0Nobody".to_vec())], b"")),
            ("word/media/image2.jpeg", &photo),
            ("word/media/image3.emf", b"\x01\0\0\0emf"),
        ],
    )
}

fn remarks(article: &Article) -> Vec<String> {
    article.remarks.iter().map(|remark| format!("{}：{}", remark.kind.label(), remark.text)).collect()
}

#[test]
fn a_letter_becomes_a_clean_page() {
    insta::assert_snapshot!(page(&read(&letter()).unwrap()));
}

#[test]
fn the_same_letter_as_plain_text() {
    insta::assert_snapshot!(text(&read(&letter()).unwrap()));
}

#[test]
fn what_was_left_out_or_guessed_is_said() {
    let article = read(&letter()).unwrap();
    assert_eq!(
        remarks(&article),
        ["链接已去除：javascript:alert(1)", "图片不能显示：image3.emf", "目录已去除：1"]
    );
    assert_eq!(article.pictures_without_alternative(), [1]);
    assert_eq!((article.pictures[0].width_px, article.pictures[0].height_px), (Some(100), Some(50)));
    assert_eq!(article.pictures[1].bytes, jpeg());
    assert_eq!(article.pictures[0].bytes, png_with(&[], b""));
}

#[test]
fn changes_are_accepted_and_comments_and_hidden_text_left_out() {
    let comments = format!(
        "<w:comments {W}><w:comment w:id=\"0\" w:author=\"甲\">{}</w:comment></w:comments>",
        p("要不要改")
    );
    let body = "<w:p><w:commentRangeStart w:id=\"0\"/><w:r><w:t>应当</w:t></w:r><w:ins w:author=\"乙\"><w:r><w:t>及时</w:t></w:r></w:ins>\
        <w:del w:author=\"乙\"><w:r><w:delText>尽快</w:delText></w:r></w:del><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:t>公开。</w:t></w:r></w:p>";
    let article = read(&docx(
        body,
        &[("rId1", "comments", "comments.xml")],
        &[("word/comments.xml", comments.as_bytes())],
    ))
    .unwrap();
    assert_eq!(text(&article), "应当及时公开。\n");
    assert_eq!(
        remarks(&article),
        ["修订已接受：乙 及时", "修订已接受：乙 尽快", "隐藏文字已去除：暗", "批注已去除：甲: 要不要改"]
    );
}

#[test]
fn a_first_row_of_short_words_is_taken_for_the_head_and_that_is_said() {
    let row = |cells: &[&str]| {
        let cells: Vec<String> = cells.iter().map(|text| format!("<w:tc>{}</w:tc>", p(text))).collect();
        format!("<w:tr>{}</w:tr>", cells.concat())
    };
    let article = of_body(&format!("<w:tbl>{}{}</w:tbl>", row(&["姓名", "金额"]), row(&["某甲", "12"])));
    assert!(page(&article).contains("<th scope=\"col\">姓名</th>"));
    assert_eq!(article.remarks, [Remark { kind: RemarkKind::HeadGuessed, text: "姓名、金额".into() }]);
    // A form whose first row has an empty field has no such head.
    let form = of_body(&format!("<w:tbl>{}{}</w:tbl>", row(&["姓名", ""]), row(&["电话", ""])));
    assert!(!page(&form).contains("<th"));
    // A frame around a text is no table.
    assert_eq!(page(&of_body(&format!("<w:tbl>{}</w:tbl>", row(&["框中的话"])))), "<p>框中的话</p>\n");
}

#[test]
fn rows_and_columns_always_fill_the_table() {
    // Spans that do not fit together are read as cells of their own, never as holes.
    let tc = |properties: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p("x"));
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}</w:tr></w:tbl>",
        tc("<w:vMerge/>"),
        tc("<w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/>"),
        tc("<w:vMerge/>"),
        tc("<w:vMerge/>"),
        tc("<w:gridSpan w:val=\"99999\"/>"),
    );
    let article = of_body(&body);
    let Block::Table(table) = &article.blocks[0] else { unreachable!("a table was read as {article:?}") };
    let spans: Vec<Vec<(usize, usize)>> =
        table.rows.iter().map(|row| row.iter().map(|cell| (cell.columns, cell.rows)).collect()).collect();
    assert_eq!(spans, [vec![(1, 2), (2, 1)], vec![(1, 1)], vec![(1, 1), (1000, 1)]]);
}

#[test]
fn text_in_frames_and_in_both_forms_of_a_drawing_is_read_once() {
    let frame = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let body = format!(
        "<w:p><w:r><mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice Requires=\"wps\"><w:drawing>{}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent><w:t>段落</w:t></w:r></w:p>",
        frame("框内"),
        frame("框内")
    );
    assert_eq!(text(&of_body(&body)), "段落\n框内\n");
}

#[test]
fn what_is_no_word_file_is_refused_for_its_reason() {
    assert_eq!(read(b"PK\x03\x04").unwrap_err(), OfficeError::NotAnArchive);
    let without = office::archive(&[("[Content_Types].xml", b"<Types/>")]);
    assert_eq!(read(&without).unwrap_err(), OfficeError::Missing { name: "word/document.xml".into() });
    let bomb = docx("<w:p>", &[], &[]);
    assert!(matches!(read(&bomb).unwrap_err(), OfficeError::Xml { .. }));
    let small = Limits { total_bytes: 100, ..Limits::HOUSE };
    assert_eq!(read_within(&letter(), &small).unwrap_err(), OfficeError::TooLargeTogether { limit: 100 });
}

#[test]
fn the_official_form_keeps_its_merged_cells() {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set: the official form is not read");
        return;
    };
    let bytes = std::fs::read(PathBuf::from(folder).join("reports/form-2021-blank.docx")).unwrap();
    let article = read(&bytes).unwrap();
    let tables: Vec<_> = article
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .collect();
    assert!(tables.len() >= 3, "{} tables", tables.len());
    for (index, table) in tables.iter().enumerate() {
        // Every place of the grid is covered by exactly one cell.
        let width = table.rows[0].iter().map(|cell| cell.columns).sum::<usize>();
        let mut covered = vec![0_usize; width];
        for row in &table.rows {
            let free = covered.iter().filter(|rows| **rows == 0).count();
            assert_eq!(row.iter().map(|cell| cell.columns).sum::<usize>(), free, "table {}", index + 1);
            let mut cells = row.iter();
            let mut at = 0;
            while at < width {
                if covered[at] > 0 {
                    at += 1;
                    continue;
                }
                let cell = cells.next().unwrap();
                for rows in &mut covered[at..at + cell.columns] {
                    *rows = cell.rows;
                }
                at += cell.columns;
            }
            for rows in &mut covered {
                *rows -= 1;
            }
        }
        assert!(covered.iter().all(|rows| *rows == 0), "table {}", index + 1);
    }
    assert!(page(&article).contains("rowspan"));
}

#[test]
fn a_word_file_of_another_program_becomes_the_page_it_was_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let source = "<html><head><meta charset=\"utf-8\"></head><body><h1>总体情况</h1><p>正文<b>重点</b>和<a href=\"https://www.example.gov.cn/\">链接</a>。</p>\
        <ol><li>第一</li><li>第二</li></ol><ul><li>甲</li></ul><h2>表格</h2>\
        <table border=\"1\"><tr><th rowspan=\"2\">事项</th><th colspan=\"2\">数量</th></tr><tr><th>上年</th><th>本年</th></tr><tr><td>许可</td><td>1</td><td>2</td></tr></table>\
        <p align=\"right\">某局</p></body></html>";
    std::fs::write(folder.path().join("a.html"), source).unwrap();
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()))
        .args([
            "--headless",
            "--infilter=HTML (StarWriter)",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
        ])
        .arg(folder.path())
        .arg(folder.path().join("a.html"))
        .output();
    if run.is_err() {
        eprintln!("soffice is not installed: no Word file of its is read");
        return;
    }
    let bytes = std::fs::read(folder.path().join("a.docx")).unwrap();
    let expected = "<h2>总体情况</h2>\n<p>正文<strong>重点</strong>和<a href=\"https://www.example.gov.cn/\">链接</a>。</p>\n\
        <ol>\n<li>第一</li>\n<li>第二</li>\n</ol>\n<ul>\n<li>甲</li>\n</ul>\n<h3>表格</h3>\n<div class=\"table\" tabindex=\"0\">\n<table>\n<thead>\n\
        <tr><th scope=\"col\" rowspan=\"2\">事项</th><th scope=\"colgroup\" colspan=\"2\">数量</th></tr>\n\
        <tr><th scope=\"col\">上年</th><th scope=\"col\">本年</th></tr>\n</thead>\n<tbody>\n<tr><td>许可</td><td>1</td><td>2</td></tr>\n</tbody>\n\
        </table>\n</div>\n<p class=\"end\">某局</p>\n";
    assert_eq!(page(&read(&bytes).unwrap()), expected);
}
