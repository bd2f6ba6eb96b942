//! Files from outside (上传的文件): what is taken in, told by content and never by name, and looked through for secrecy
//! marks before anything is stored.
//!
//! What a machine cannot read (pictures, PDF) is taken in and marked as not looked through: an unscreened file is not
//! a clean one.

use gongkai_document::Kind;
use gongkai_document::office::{Limits as PackageLimits, OfficeError, Package};
use gongkai_screening::{Kind as Found, Rules};

use crate::screening::{SCREENER, SURE};
use crate::{App, AppError, FieldError};

/// Largest file, in bytes.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
/// All files of one form together, in bytes.
pub const TOTAL_BYTES: usize = 20 * 1024 * 1024;
/// Files of one form.
pub const COUNT: usize = 10;
/// Characters of a file's name.
const LONGEST_NAME: usize = 150;
/// What is accepted, for `accept` of HTML.
pub const ACCEPT: &str = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.ofd,.txt";
/// The same for people.
pub const ACCEPTED: &str = "PDF、JPG、PNG、DOCX、XLSX、OFD、TXT";

/// What an honest office file costs whoever opens it.
const PACKAGE: PackageLimits = PackageLimits {
    file_bytes: FILE_BYTES,
    entries: 2_000,
    entry_bytes: 32 * 1024 * 1024,
    total_bytes: 64 * 1024 * 1024,
    ratio: 200,
    depth: 1,
};
/// Bytes that no reader shows: more than this is a second file hidden in the first.
const LOOSE_BYTES: usize = 4 * 1024;
/// Picture elements of a picture.
const MOST_PIXELS: u64 = 100_000_000;

/// A file that may be kept.
#[derive(Clone, PartialEq, Eq)]
pub struct FitFile {
    /// Its name, without paths and signs that deceive.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What of it no machine has looked through, in words; empty when all was.
    pub unread: &'static str,
}

impl std::fmt::Debug for FitFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FitFile").field("size_bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Why a file is not taken in, in words that say what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Something is wrong with the file.
    Wrong(String),
    /// It bears a secrecy mark; by which rule.
    Secret(String),
}

/// Looks at a file before it is kept.
///
/// # Errors
///
/// [`Unfit`] when it is of another kind, built to deceive or to exhaust, or bears a secrecy mark.
pub fn examine(name: &str, bytes: &[u8]) -> Result<FitFile, Unfit> {
    let name = clean_name(name)?;
    let wrong = |why: &str| Unfit::Wrong(format!("“{}”{why}", shown(&name)));
    if bytes.is_empty() {
        return Err(wrong("是空文件，请检查后重新上传。"));
    }
    if bytes.len() > FILE_BYTES {
        return Err(wrong("超过 10 MB，请压缩图片或者拆分后上传。"));
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let kind = gongkai_document::kind(bytes);
    let (endings, text, unread): (&[&str], String, &'static str) = match kind {
        Kind::Pdf => {
            pdf(bytes).map_err(&wrong)?;
            (&["pdf"], String::new(), "PDF 的文字没有自动查看")
        }
        Kind::Png => {
            png(bytes).map_err(&wrong)?;
            (&["png"], String::new(), "图片的内容没有自动查看")
        }
        Kind::Jpeg => {
            jpeg(bytes).map_err(&wrong)?;
            (&["jpg", "jpeg"], String::new(), "图片的内容没有自动查看")
        }
        Kind::Docx => (&["docx"], package(bytes, &["word/"]).map_err(|why| wrong(&why))?, ""),
        Kind::Xlsx => (&["xlsx"], package(bytes, &["xl/"]).map_err(|why| wrong(&why))?, ""),
        Kind::Ofd => (&["ofd"], package(bytes, &["Doc_", "OFD.xml"]).map_err(|why| wrong(&why))?, ""),
        Kind::Text | Kind::Markdown => {
            (&["txt"], plain_text(bytes).ok_or_else(|| wrong("不是文本文件。"))?, "")
        }
        Kind::Html => return Err(wrong("是网页或者脚本，不能上传；请另存为 PDF 或者 DOCX。")),
        Kind::Archive => return Err(wrong("是压缩包，请解压后逐个上传。")),
        Kind::Ole => {
            return Err(wrong("是旧版 Office 文件，请用 WPS 或者 Word 另存为 DOCX、XLSX 或者 PDF。"));
        }
        _ => return Err(wrong(&format!("不是可以上传的文件。可以上传：{ACCEPTED}。"))),
    };
    if !endings.contains(&ending.as_str()) {
        let real = endings.first().copied().unwrap_or_default().to_uppercase();
        return Err(wrong(&format!("的内容是 {real}，与文件名不符，请改正文件名后上传。")));
    }
    // Marks stand in names too.
    secret(&format!("{}\n{text}", name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem)))?;
    Ok(FitFile { name, bytes: bytes.to_vec(), unread })
}

/// Looks for secrecy marks in text that is about to be kept.
///
/// # Errors
///
/// [`Unfit::Secret`] with the rule.
pub fn secret(text: &str) -> Result<(), Unfit> {
    let marked = SCREENER
        .screen(text, None)
        .findings
        .into_iter()
        .any(|finding| finding.kind == Found::SecrecyMark && finding.confidence.0 >= SURE);
    if marked { Err(Unfit::Secret(format!("secrecy_mark {}", Rules::VERSION))) } else { Ok(()) }
}

/// What whoever brought a secrecy mark is told.
pub const SECRET_REFUSED: &str = "内容带有密级或者内部标志，没有保存。涉密不上网：涉密的内容和文件不得在网上填写、上传，请到受理机关当面办理；\
                              标志有误的，请去掉后再提交。";

impl App {
    /// Looks at a file before it is kept; of a secrecy mark only time, place and rule are noted.
    pub async fn fit_file(
        &self,
        place: &str,
        field: &'static str,
        name: &str,
        bytes: &[u8],
    ) -> Result<FitFile, AppError> {
        match examine(name, bytes) {
            Ok(file) => Ok(file),
            Err(unfit) => Err(self.unfit(place, field, unfit).await?),
        }
    }

    /// Looks for secrecy marks in a file of a case, whose kinds are more than those of a form: in its name, and in what
    /// of its text can be read.
    pub(crate) async fn fit_case_file(
        &self,
        place: &str,
        field: &'static str,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), AppError> {
        let bytes = bytes.to_vec();
        // A file that cannot be read, or breaks its reader, is one that was not looked through.
        let read = tokio::task::spawn_blocking(move || gongkai_document::texts(&bytes)).await;
        let pages = match read {
            Ok(Ok(pages)) => pages,
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        self.fit_texts(place, &[(field, stem)]).await?;
        for (_, text) in &pages {
            self.fit_texts(place, &[(field, text)]).await?;
        }
        Ok(())
    }

    /// Looks at texts before they are kept, as [`App::fit_file`].
    pub async fn fit_texts(&self, place: &str, texts: &[(&'static str, &str)]) -> Result<(), AppError> {
        for (field, text) in texts {
            if let Err(unfit) = secret(text) {
                return Err(self.unfit(place, field, unfit).await?);
            }
        }
        Ok(())
    }

    async fn unfit(&self, place: &str, field: &'static str, unfit: Unfit) -> Result<AppError, AppError> {
        let message = match unfit {
            Unfit::Wrong(message) => message,
            Unfit::Secret(rule) => {
                self.store.note_screening_stop(self.now(), place, &rule).await?;
                SECRET_REFUSED.to_owned()
            }
        };
        Ok(AppError::Fields(vec![FieldError { field, message }]))
    }
}

/// The name as people may see it.
fn clean_name(name: &str) -> Result<String, Unfit> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let deceives = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    let plain: String = last.chars().filter(|sign| !deceives(*sign)).collect();
    let plain: String =
        plain.chars().map(|sign| if "<>:\"|?*".contains(sign) { '_' } else { sign }).collect();
    let plain = plain.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    let count = plain.chars().count();
    if count > LONGEST_NAME {
        return Err(Unfit::Wrong(format!(
            "“{}”的文件名最多 {LONGEST_NAME} 个字，现在有 {count} 个字，请改短后上传。",
            shown(plain)
        )));
    }
    if plain.is_empty() {
        return Err(Unfit::Wrong("文件没有名称，请重新命名后上传。".to_owned()));
    }
    Ok(plain.to_owned())
}

/// As much of a name as an error shows.
fn shown(name: &str) -> String {
    let mut short: String = name.chars().take(30).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    short
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted))
}

/// Is a script or page hidden in what should be something else?
fn hides_script(bytes: &[u8]) -> bool {
    [b"<script".as_slice(), b"<html", b"<svg", b"<?php", b"<!doctype html"]
        .iter()
        .any(|mark| holds(bytes, mark))
}

fn pdf(bytes: &[u8]) -> Result<(), &'static str> {
    if !bytes.starts_with(b"%PDF-") {
        return Err("的开头不是 PDF，可能夹带了别的内容，请重新导出为 PDF。");
    }
    let head = bytes.get(..4096).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(66_000)..).unwrap_or(bytes);
    if hides_script(head) || holds(tail, b"PK\x05\x06") {
        return Err("夹带了 PDF 以外的内容，请重新导出为 PDF。");
    }
    if [b"/JavaScript".as_slice(), b"/Launch", b"/EmbeddedFile"].iter().any(|mark| holds(bytes, mark)) {
        return Err("含有脚本或者嵌入的文件，请打印或者重新导出为普通 PDF。");
    }
    if holds(bytes, b"/Encrypt") {
        return Err("加了密码或者限制，工作人员无法打开，请取消后上传。");
    }
    Ok(())
}

fn png(bytes: &[u8]) -> Result<(), &'static str> {
    let number = |from: usize| -> Option<u64> {
        Some(u64::from(u32::from_be_bytes(bytes.get(from..from + 4)?.try_into().ok()?)))
    };
    let (Some(width), Some(height)) = (number(16), number(20)) else {
        return Err("已损坏，请重新上传。");
    };
    if width.saturating_mul(height) > MOST_PIXELS {
        return Err("的尺寸太大，请缩小后上传。");
    }
    if !bytes.ends_with(b"IEND\xAE\x42\x60\x82") || hides_script(bytes) {
        return Err("不完整，或者夹带了图片以外的内容，请重新截图或者另存为 PNG。");
    }
    Ok(())
}

fn jpeg(bytes: &[u8]) -> Result<(), &'static str> {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    if !bytes.get(..end).unwrap_or(bytes).ends_with(&[0xFF, 0xD9]) || hides_script(bytes) {
        return Err("不完整，或者夹带了图片以外的内容，请重新拍照或者另存为 JPG。");
    }
    Ok(())
}

fn plain_text(bytes: &[u8]) -> Option<String> {
    if bytes.contains(&0) || hides_script(bytes) {
        return None;
    }
    gongkai_document::decode(bytes).ok()
}

/// The text of an office file, expanded within limits.
fn package(bytes: &[u8], folders: &[&str]) -> Result<String, String> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err("已损坏，请重新保存后上传。".to_owned());
    }
    let package = Package::open(bytes, &PACKAGE).map_err(|error| refusal(&error))?;
    if package.loose_bytes > LOOSE_BYTES {
        return Err("夹带了文档以外的内容，请用 WPS 或者 Word 另存后上传。".to_owned());
    }
    let mut text = String::new();
    for part in package.parts() {
        let name = part.name.to_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if name.ends_with("vbaproject.bin")
            || matches!(
                ending,
                "exe"
                    | "dll"
                    | "com"
                    | "scr"
                    | "bat"
                    | "cmd"
                    | "ps1"
                    | "js"
                    | "vbs"
                    | "jar"
                    | "hta"
                    | "html"
                    | "htm"
                    | "svg"
            )
            || part.bytes.starts_with(b"MZ")
        {
            return Err("含有宏、程序或者网页，请另存为不带宏的文件后上传。".to_owned());
        }
        let is_archive = part.bytes.starts_with(b"PK\x03\x04");
        if is_archive {
            // One archive within is a table in a letter; more is nobody's honest file.
            let inner = Package::open(&part.bytes, &PACKAGE).map_err(|error| refusal(&error))?;
            if inner.parts().iter().any(|part| part.bytes.starts_with(b"PK\x03\x04")) {
                return Err("层层嵌套了压缩文件，请逐个上传。".to_owned());
            }
        }
        if ending == "xml" && folders.iter().any(|folder| part.name.starts_with(folder)) {
            words_of(&part.bytes, &mut text);
        }
    }
    Ok(text)
}

fn refusal(error: &OfficeError) -> String {
    match error {
        OfficeError::PackedTooStrongly { .. }
        | OfficeError::PartTooLarge { .. }
        | OfficeError::TooLargeTogether { .. }
        | OfficeError::TooManyParts { .. }
        | OfficeError::NestedTooDeep { .. } => {
            "展开后过大，像是压缩炸弹，不能接收；如果确是正常文件，请另存为 PDF 后上传。".to_owned()
        }
        OfficeError::Encrypted { .. } => "加了密码，工作人员无法打开，请取消密码后上传。".to_owned(),
        OfficeError::UnsafeName { .. } | OfficeError::TwiceNamed { .. } => {
            "的内部结构不正常，请用 WPS 或者 Word 另存后上传。".to_owned()
        }
        _ => "已损坏，请重新保存后上传。".to_owned(),
    }
}

/// Adds the words of an XML part: everything outside tags, a line for every paragraph.
fn words_of(xml: &[u8], text: &mut String) {
    let xml = String::from_utf8_lossy(xml);
    let mut rest = xml.as_ref();
    while let Some(open) = rest.find('<') {
        let (words, tag) = rest.split_at(open);
        text.push_str(words);
        let Some(close) = tag.find('>') else { return };
        let name = tag.get(1..close).unwrap_or_default();
        if name.starts_with("/w:p") || name.starts_with("/si") || name.starts_with("/ofd:TextCode") {
            text.push('\n');
        }
        rest = tag.get(close + 1..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut package = Package::empty();
        for (name, bytes) in parts {
            package.set(name, bytes.to_vec());
        }
        package.write().unwrap()
    }

    fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
        let body = format!("<w:document><w:p>{body}</w:p></w:document>");
        let mut parts: Vec<(&str, &[u8])> =
            vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body.as_bytes())];
        parts.extend(more);
        archive(&parts)
    }

    fn png_of(extra: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0".to_vec();
        bytes.extend(b"\0\0\0\0IEND\xAE\x42\x60\x82");
        bytes.extend(extra);
        bytes
    }

    fn message(name: &str, bytes: &[u8]) -> String {
        match examine(name, bytes) {
            Err(Unfit::Wrong(message)) => message,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn honest_files_are_taken_in() {
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3, 0xFF, 0xD9];
        for (name, bytes) in [
            ("身份证.JPG", jpeg.to_vec()),
            ("证件.png", png_of(b"")),
            ("申请书.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n".to_vec()),
            ("说明.txt", "请提供2021年度合同。".as_bytes().to_vec()),
            ("申请.docx", docx("<w:t>请提供合同</w:t>", &[])),
            ("表.xlsx", archive(&[("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"<a/>")])),
            ("文件.ofd", archive(&[("OFD.xml", b"<a/>"), ("Doc_0/Document.xml", b"<a/>")])),
        ] {
            assert!(examine(name, &bytes).is_ok(), "{name}: {:?}", examine(name, &bytes));
        }
    }

    #[test]
    fn a_program_called_a_document_is_refused() {
        for name in ["合同.pdf", "合同.docx", "照片.jpg", "合同.txt", "合同.exe"] {
            assert!(
                message(name, b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0").contains("不是可以上传的文件"),
                "{name}"
            );
        }
    }

    #[test]
    fn a_name_that_lies_about_the_content_is_refused() {
        assert!(message("照片.jpg", &png_of(b"")).contains("内容是 PNG，与文件名不符"));
        assert!(message("申请书.pdf", &docx("", &[])).contains("内容是 DOCX"));
    }

    #[test]
    fn pages_and_scripts_are_refused_whatever_they_are_called() {
        for (name, bytes) in [
            ("a.html", b"<!doctype html><html><body>x</body></html>".as_slice()),
            ("a.txt", b"<script>alert(1)</script>"),
            ("a.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x</script></svg>"),
            ("a.txt", b"note <SCRIPT src=x>"),
            ("a.pdf", b"<html>%PDF-1.4"),
        ] {
            assert!(examine(name, bytes).is_err(), "{name}");
        }
    }

    #[test]
    fn two_files_in_one_are_refused() {
        let page = png_of(b"<html><script>alert(1)</script></html>");
        assert!(message("a.png", &page).contains("夹带"));
        let mut inner = png_of(b"");
        let end = inner.len() - 12;
        inner.splice(end..end, b"<script>alert(1)</script>".iter().copied());
        assert!(message("a.png", &inner).contains("夹带"));
        let mut both = b"%PDF-1.7\n%%EOF\n".to_vec();
        both.extend(docx("x", &[]));
        assert!(message("a.pdf", &both).contains("夹带"));
        let mut hidden = docx("x", &[]);
        let front = vec![b'x'; 10_000];
        hidden.splice(0..0, front);
        assert!(examine("a.docx", &hidden).is_err());
    }

    #[test]
    fn a_zip_bomb_is_refused_before_it_goes_off() {
        let zeros = vec![0_u8; 40 * 1024 * 1024];
        let bomb = docx("x", &[("word/media/a.bin", &zeros)]);
        assert!(bomb.len() < 1024 * 1024, "it is small");
        assert!(message("报告.docx", &bomb).contains("压缩炸弹"));
        let innermost = archive(&[("a.txt", b"a")]);
        let inner = archive(&[("b.zip", &innermost)]);
        assert!(message("报告.docx", &docx("x", &[("word/embeddings/c.bin", &inner)])).contains("嵌套"));
        assert!(message("a.zip", &innermost).contains("解压"));
    }

    #[test]
    fn macros_and_scripts_within_files_are_refused() {
        assert!(message("a.docx", &docx("x", &[("word/vbaProject.bin", b"x")])).contains("宏"));
        assert!(message("a.docx", &docx("x", &[("word/a.js", b"x")])).contains("宏"));
        assert!(message("a.pdf", b"%PDF-1.7\n<</S /JavaScript /JS (x)>>\n%%EOF\n").contains("脚本"));
    }

    #[test]
    fn a_secrecy_mark_is_found_in_texts_and_across_runs() {
        let marked = "<w:t>机密★</w:t><w:t>10年</w:t>";
        assert!(matches!(examine("a.docx", &docx(marked, &[])), Err(Unfit::Secret(_))));
        assert!(matches!(examine("a.txt", "秘密★5年\n内容".as_bytes()), Err(Unfit::Secret(_))));
        assert!(secret("请公开2019年保密工作经费的使用情况").is_ok());
    }

    #[test]
    fn names_lose_paths_and_signs_that_deceive() {
        let name = |name: &str| examine(name, "x内容".as_bytes()).map(|file| file.name);
        assert_eq!(name("..\\..\\etc/申请.txt").unwrap(), "申请.txt");
        assert_eq!(name("合同\u{202E}txt.exe.txt").unwrap(), "合同txt.exe.txt");
        assert_eq!(name("a<b>\"c.txt").unwrap(), "a_b__c.txt");
        let long = format!("{}.txt", "长".repeat(10_000));
        assert!(message(&long, b"x").contains("最多 150 个字，现在有 10004 个字"));
    }

    #[test]
    fn what_is_too_large_or_empty_says_so() {
        assert!(message("a.txt", b"").contains("空文件"));
        assert!(message("a.txt", &vec![b'x'; FILE_BYTES + 1]).contains("10 MB"));
    }
}
