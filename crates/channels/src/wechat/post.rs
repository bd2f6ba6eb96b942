//! A post (公众号推送) before it is sent: everything that is wrong with it is said at once.

use super::body::{self, Body, Remark};
use super::picture::Kind;

/// Longest title, in characters.
pub const TITLE_CHARACTERS: usize = 64;
/// Longest author, in characters.
pub const AUTHOR_CHARACTERS: usize = 16;
/// Longest digest, in characters.
pub const DIGEST_CHARACTERS: usize = 120;
/// A content has fewer characters than this, its markup counted.
pub const CONTENT_CHARACTERS: usize = 20_000;
/// A content has fewer bytes than this.
pub const CONTENT_BYTES: usize = 1024 * 1024;
/// A picture of the text has fewer bytes than this.
const PICTURE_BYTES: usize = 1024 * 1024;
/// Largest cover, in bytes.
const COVER_BYTES: usize = 10 * 1024 * 1024;
/// Most signs that may begin an element: more cannot fit a content, and are not worth reading.
const MARKS: usize = 40_000;

/// An item as it is to be posted (推送内容).
#[derive(Debug, Clone, Copy)]
pub struct Post<'a> {
    /// The title (标题).
    pub title: &'a str,
    /// Who wrote it, or nothing (作者).
    pub author: &'a str,
    /// What readers see in the list (摘要).
    pub digest: &'a str,
    /// The body as our own pages show it, HTML.
    pub body: &'a str,
    /// Where the original stands on our site (阅读原文); also how the article is found again.
    pub source: &'a str,
    /// The picture of the list, its bytes (封面).
    pub cover: &'a [u8],
}

/// What is wrong with a post (不能推送的原因).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// It has no title.
    NoTitle,
    /// The title has so many characters.
    TitleTooLong(usize),
    /// The author has so many characters.
    AuthorTooLong(usize),
    /// The digest has so many characters.
    DigestTooLong(usize),
    /// A reader would see nothing.
    Empty,
    /// The content has so many characters, its markup counted.
    TooManyCharacters(usize),
    /// The content has so many bytes.
    TooManyBytes(usize),
    /// The address of the original is none.
    Source,
    /// The cover is missing or of a type that is not taken.
    Cover,
    /// The cover has so many bytes.
    CoverTooLarge(usize),
    /// A picture is not to be had; its address.
    NoPicture(String),
    /// A picture is WebP, which is not taken; its address.
    Webp(String),
    /// A picture is neither JPEG nor PNG; its address.
    PictureKind(String),
    /// A picture has so many bytes; its address.
    PictureTooLarge(String, usize),
}

impl Flaw {
    /// What is wrong and how to put it right, for the officer.
    pub fn words(&self) -> String {
        match self {
            Flaw::NoTitle => "请填写标题。".to_owned(),
            Flaw::TitleTooLong(count) => {
                format!("标题有 {count} 字，公众号最多 {TITLE_CHARACTERS} 字：请为公众号另拟标题。")
            }
            Flaw::AuthorTooLong(count) => {
                format!("作者有 {count} 字，公众号最多 {AUTHOR_CHARACTERS} 字：请使用简称。")
            }
            Flaw::DigestTooLong(count) => {
                format!("摘要有 {count} 字，公众号最多 {DIGEST_CHARACTERS} 字：请缩短。")
            }
            Flaw::Empty => "正文没有文字也没有图片：请补充正文。".to_owned(),
            Flaw::TooManyCharacters(count) => {
                format!(
                    "正文连同格式有 {count} 字符，公众号须少于 {CONTENT_CHARACTERS} 字符：请推送摘要，全文放在“阅读原文”。"
                )
            }
            Flaw::TooManyBytes(count) => {
                format!("正文连同格式有 {count} 字节，公众号须小于 1 MB：请推送摘要，全文放在“阅读原文”。")
            }
            Flaw::Source => "“阅读原文”的链接须以 http:// 或 https:// 开头：请检查网站地址设置。".to_owned(),
            Flaw::Cover => "请选择封面图片，JPG、PNG、GIF 或 BMP。".to_owned(),
            Flaw::CoverTooLarge(count) => format!("封面图片有 {count} 字节，最大 10 MB：请缩小。"),
            Flaw::NoPicture(address) => format!("图片 {address} 取不到：请重新上传后再推送。"),
            Flaw::Webp(address) => format!("图片 {address} 是 WebP 格式，公众号不接受：请换成 JPG 或 PNG。"),
            Flaw::PictureKind(address) => format!("图片 {address} 的格式公众号不接受：请换成 JPG 或 PNG。"),
            Flaw::PictureTooLarge(address, count) => {
                format!("图片 {address} 有 {count} 字节，公众号正文图片须小于 1 MB：请缩小。")
            }
        }
    }
}

/// A post that WeChat's documents find nothing wrong with (核对过的推送).
///
/// Only [`prepare`] makes one, so what cannot be taken is never half sent.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(super) title: String,
    pub(super) author: String,
    pub(super) digest: String,
    pub(super) source: String,
    pub(super) body: Body,
    pub(super) pictures: Vec<Vec<u8>>,
    pub(super) cover: Vec<u8>,
}

impl Prepared {
    /// What the article cannot have; the officer sees it with the preview.
    pub fn remarks(&self) -> &[Remark] {
        &self.body.remarks
    }

    /// The content as readers will see it, its pictures still where they are on our site (预览).
    pub fn preview(&self) -> String {
        self.body.with(|address| Some(address.to_owned())).unwrap_or_default()
    }
}

/// Checks a post and converts its body; `site` stands before addresses of our own, `picture` gives a picture's bytes by the
/// address that the body has.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn prepare(
    post: &Post<'_>,
    site: &str,
    picture: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Prepared, Vec<Flaw>> {
    let mut flaws = of_words(post);
    flaws.extend(of_cover(post.cover));
    // What was cut off would be said too late: a body of this size is too long whatever is in it.
    let marks = post.body.matches('<').count();
    if post.body.len() >= 2 * CONTENT_BYTES || marks > MARKS {
        flaws.push(Flaw::TooManyBytes(post.body.len()));
        return Err(flaws);
    }
    let body = body::convert(post.body, site);
    if body.is_empty() {
        flaws.push(Flaw::Empty);
    }
    // An address of WeChat's for pictures is about so long.
    let longest = "x".repeat(160);
    let content = body.with(|_| Some(longest.clone())).unwrap_or_default();
    let characters = content.chars().count();
    if characters >= CONTENT_CHARACTERS {
        flaws.push(Flaw::TooManyCharacters(characters));
    }
    if content.len() >= CONTENT_BYTES {
        flaws.push(Flaw::TooManyBytes(content.len()));
    }
    let mut pictures = Vec::new();
    for address in &body.pictures {
        match of_picture(address, picture(address)) {
            Ok(bytes) => pictures.push(bytes),
            Err(flaw) => flaws.push(flaw),
        }
    }
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let [title, author, digest, source] =
        [post.title, post.author, post.digest, post.source].map(|text| text.trim().to_owned());
    Ok(Prepared { title, author, digest, source, body, pictures, cover: post.cover.to_vec() })
}

fn of_words(post: &Post<'_>) -> Vec<Flaw> {
    let count = |text: &str| text.trim().chars().count();
    let (title, author, digest) = (count(post.title), count(post.author), count(post.digest));
    let source = ["https://", "http://"].iter().any(|scheme| post.source.trim().starts_with(scheme));
    [
        (title == 0, Flaw::NoTitle),
        (title > TITLE_CHARACTERS, Flaw::TitleTooLong(title)),
        (author > AUTHOR_CHARACTERS, Flaw::AuthorTooLong(author)),
        (digest > DIGEST_CHARACTERS, Flaw::DigestTooLong(digest)),
        (!source, Flaw::Source),
    ]
    .into_iter()
    .filter_map(|(wrong, flaw)| wrong.then_some(flaw))
    .collect()
}

fn of_cover(bytes: &[u8]) -> Option<Flaw> {
    match Kind::of(bytes) {
        Kind::Webp | Kind::Unknown => Some(Flaw::Cover),
        _ if bytes.len() > COVER_BYTES => Some(Flaw::CoverTooLarge(bytes.len())),
        _ => None,
    }
}

fn of_picture(address: &str, bytes: Option<Vec<u8>>) -> Result<Vec<u8>, Flaw> {
    let address = address.to_owned();
    let Some(bytes) = bytes else { return Err(Flaw::NoPicture(address)) };
    match Kind::of(&bytes) {
        Kind::Webp => Err(Flaw::Webp(address)),
        Kind::Gif | Kind::Bmp | Kind::Unknown => Err(Flaw::PictureKind(address)),
        Kind::Jpeg | Kind::Png if bytes.len() >= PICTURE_BYTES => {
            Err(Flaw::PictureTooLarge(address, bytes.len()))
        }
        Kind::Jpeg | Kind::Png => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

    fn post<'a>(title: &'a str, body: &'a str) -> Post<'a> {
        Post { title, author: "示范局", digest: "", body, source: "https://a.gov.cn/items/1", cover: PNG }
    }

    fn flaws(post: &Post<'_>) -> Vec<Flaw> {
        prepare(post, "https://a.gov.cn", &|address| match address {
            "/webp" => Some(b"RIFF....WEBPVP8 ".to_vec()),
            "/gif" => Some(b"GIF89a".to_vec()),
            "/large" => Some([PNG, &vec![0; PICTURE_BYTES]].concat()),
            "/png" => Some(PNG.to_vec()),
            _ => None,
        })
        .err()
        .unwrap_or_default()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let long = "长".repeat(65);
        let wrong = Post {
            digest: &"摘".repeat(121),
            author: &"作".repeat(17),
            source: "/items/1",
            cover: b"RIFF....WEBP",
            ..post(&long, "<img src=/webp><img src=/gif><img src=/large><img src=/none><img src=/png>")
        };
        let found = flaws(&wrong);
        assert_eq!(
            found,
            [
                Flaw::TitleTooLong(65),
                Flaw::AuthorTooLong(17),
                Flaw::DigestTooLong(121),
                Flaw::Source,
                Flaw::Cover,
                Flaw::Webp("/webp".to_owned()),
                Flaw::PictureKind("/gif".to_owned()),
                Flaw::PictureTooLarge("/large".to_owned(), PICTURE_BYTES + PNG.len()),
                Flaw::NoPicture("/none".to_owned()),
            ]
        );
        assert!(found.iter().all(|flaw| flaw.words().ends_with('。')), "{found:?}");
    }

    #[test]
    fn the_limits_are_those_of_the_documents() {
        assert_eq!(flaws(&post(&"题".repeat(64), "<p>一</p>")), []);
        assert_eq!(flaws(&post(" ", "<p> </p>")), [Flaw::NoTitle, Flaw::Empty]);
        assert_eq!(flaws(&post("题", &"字".repeat(19_999))), []);
        assert_eq!(flaws(&post("题", &"字".repeat(20_000))), [Flaw::TooManyCharacters(20_000)]);
        let marks = "<b>".repeat(MARKS + 1);
        assert_eq!(flaws(&post("题", &marks)), [Flaw::TooManyBytes(marks.len())]);
    }
}
