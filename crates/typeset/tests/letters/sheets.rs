//! What is public as a file to keep: sound as PDF and as Word file, and both say what the page says.

use gongkai_document::article::{Align, Block, Inline, Picture};
use gongkai_document::{Kind, web};
use gongkai_typeset::{Sheet, sheet_docx, sheet_pdf};

use crate::support::{fonts, run, text_of};

/// A text with everything a page may show but pictures.
const PAGE: &str = "<h2>一、总则</h2><p>为了规范管理，制定本办法。</p><h4>（一）适用范围</h4>\
    <p style=\"text-align:center\">居中的一行</p><ul><li>第一项</li><li>第二项<ul><li>内层</li></ul></li></ul>\
    <table><tr><th rowspan=\"2\">年度</th><th colspan=\"2\">补助</th></tr><tr><th>设备</th><th>软件</th></tr>\
    <tr><td>2021</td><td>12%</td><td>8%</td></tr>\
    <tr><td>2022</td><td>10%</td></tr></table>\
    <p>详见<a href=\"https://www.example.gov.cn/items/1\">原文</a>，面积 10<sup>2</sup>，<b>加粗</b><i>倾斜</i><u>下划线</u>。</p>\
    <p>第四条 本办法自 2022 年起施行。</p>";

fn words(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace() && *character != '\u{feff}').collect()
}

#[test]
fn a_sheet_is_sound_and_says_what_the_page_says_in_both_forms() {
    let mut body = web::read(PAGE).unwrap();
    // A damaged picture is told in words, and an image that can be drawn is drawn.
    let picture = |bytes: &[u8], words: &str| Picture {
        name: "流程.png".to_owned(),
        kind: Kind::Png,
        bytes: bytes.to_vec(),
        width_px: Some(40),
        height_px: Some(20),
        alternative: Some(words.to_owned()),
        ornament: false,
    };
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(40, 20).write_to(&mut png, image::ImageFormat::Png).unwrap();
    body.pictures = vec![picture(b"no picture", "办理流程图"), picture(png.get_ref(), "示意图")];
    let content = vec![Inline::Picture(0), Inline::Picture(1)];
    body.blocks.push(Block::Paragraph { align: Align::Start, content });
    let facts = [("索引号", "330499/2021-00001"), ("发布机构", "云溪市经济和信息化局")];
    let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let square =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><path d=\"M0,0h8v8h-8z\"/></svg>";
    let sheet = Sheet {
        title: "关于印发《示例办法》的通知",
        facts: &facts,
        body: &body,
        files: &["申请表.docx（31 KB）".to_owned()],
        source: &["来源：示例网，https://www.example.gov.cn/items/1".to_owned()],
        code: Some((square.to_owned(), "公开证明的网址".to_owned())),
    };
    let (pdf, docx) = (sheet_pdf(&sheet, fonts()).unwrap(), sheet_docx(&sheet).unwrap());
    assert!(pdf == sheet_pdf(&sheet, fonts()).unwrap(), "the PDF differs");
    assert!(docx == sheet_docx(&sheet).unwrap(), "the Word file differs");

    let folder = tempfile::tempdir().unwrap();
    let (paper, word) = (folder.path().join("sheet.pdf"), folder.path().join("sheet.docx"));
    std::fs::write(&paper, &pdf).unwrap();
    std::fs::write(&word, &docx).unwrap();
    assert!(run("qpdf", &["--check", text_of(&paper)]).contains("No syntax or stream encoding errors"));
    let metadata = run("pdfinfo", &["-meta", text_of(&paper)]);
    for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
        assert!(metadata.contains(claim), "{claim} is not in {metadata}");
    }
    let structure = run("pdfinfo", &["-struct-text", text_of(&paper)]);
    for part in ["H1", "H2", "H3", "Table", "TH", "Figure", "Link"] {
        assert!(structure.contains(part), "{part} is not in {structure}");
    }
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    run(
        "soffice",
        &[
            "--headless",
            &profile,
            "--convert-to",
            "txt:Text",
            "--outdir",
            text_of(folder.path()),
            text_of(&word),
        ],
    );
    let printed = words(&run("pdftotext", &["-layout", text_of(&paper), "-"]));
    let written = words(&std::fs::read_to_string(folder.path().join("sheet.txt")).unwrap());
    for said in [
        "关于印发《示例办法》的通知",
        "330499/2021-00001",
        "云溪市经济和信息化局",
        "一、总则",
        "为了规范管理，制定本办法。",
        "（一）适用范围",
        "居中的一行",
        "第一项",
        "内层",
        "12%",
        "2022",
        "原文",
        "加粗",
        "［图片：办理流程图］",
        "第四条",
        "申请表.docx（31KB）",
        "来源：示例网",
    ] {
        let said = words(said);
        assert!(printed.contains(&said), "{said} is not in the PDF: {printed}");
        assert!(written.contains(&said), "{said} is not in the Word file: {written}");
    }
}
