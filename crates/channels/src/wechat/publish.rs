//! From a post to an article that is public: each step is kept before the next, and nothing is published twice.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Again, Once};
use super::picture::Kind;
use super::{Client, Prepared, Reason, WechatError};
use crate::Secret;

/// Articles looked through for one whose submission is unclear.
const LOOKED_THROUGH: u32 = 20;
/// Seconds by which WeChat's clock and ours may differ.
const CLOCKS_APART: u64 = 300;

/// How far a post is (推送进度). The caller keeps it; with it a publication goes on after a fault or a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// The cover at WeChat (`media_id`).
    pub cover: Option<String>,
    /// The pictures' addresses at WeChat, by their addresses in the body.
    pub pictures: BTreeMap<String, String>,
    /// The draft (`media_id`).
    pub draft: Option<String>,
    /// Whether it was submitted.
    pub submission: Submission,
}

/// Whether a draft was submitted (是否已提交发布).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Submission {
    /// No.
    #[default]
    No,
    /// It was about to be at this second since 1970, and no answer is known: it is never submitted again by itself.
    Unclear(u64),
    /// Yes; the number of the task (`publish_id`).
    Sent(String),
    /// It was, and is public: found again among the account's articles.
    Found(Published),
}

/// A public article (已发布的文章).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// Its number, with which it can be deleted (`article_id`).
    pub article: String,
    /// Where readers find it.
    pub addresses: Vec<String>,
}

/// What became of a submission (发布状态).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// 成功
    Published(Published),
    /// 发布中
    Running,
    /// 原创失败
    NotOriginal,
    /// 常规失败
    Failed,
    /// 平台审核不通过
    NotPassed,
    /// 成功后用户删除所有文章
    DeletedThere,
    /// 成功后系统封禁所有文章
    BannedThere,
}

impl Status {
    /// What it means, for the officer.
    pub const fn words(&self) -> &'static str {
        match self {
            Status::Published(_) => "已在公众号发布。",
            Status::Running => "微信正在处理，稍后会自动查询结果。",
            Status::NotOriginal => "没有发布：原创声明没有通过。请在公众平台修改草稿后重新推送。",
            Status::Failed => "没有发布：微信处理失败。请重新推送。",
            Status::NotPassed => "没有发布：平台审核不通过。请在公众平台查看原因，修改后重新推送。",
            Status::DeletedThere => "发布后已在公众平台被删除。",
            Status::BannedThere => "发布后已被平台封禁：请登录公众平台查看通知。",
        }
    }
}

/// How long to wait before asking for the `asked + 1`-th time how a submission ended; `None` when asking on is no use.
///
/// Publication usually takes seconds, an examination by the platform hours.
pub fn poll_after(asked: u32) -> Option<Duration> {
    let seconds = match asked {
        0 => 3,
        1..5 => 10,
        5..15 => 60,
        15..40 => 600,
        40..80 => 3_600,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

#[derive(Deserialize)]
struct Media {
    media_id: String,
}

#[derive(Deserialize)]
struct Address {
    url: String,
}

#[derive(Deserialize)]
struct Task {
    publish_id: Word,
}

/// The documents call it a string, the examples and some answers have a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Word {
    Text(String),
    Number(u64),
}

impl Word {
    fn text(self) -> String {
        match self {
            Word::Text(text) => text,
            Word::Number(number) => number.to_string(),
        }
    }
}

#[derive(Deserialize)]
struct Ended {
    publish_status: i64,
    article_id: Option<String>,
    article_detail: Option<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    item: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    article_url: String,
}

#[derive(Deserialize)]
struct Listed {
    item: Vec<ListedArticle>,
}

#[derive(Deserialize)]
struct ListedArticle {
    article_id: String,
    update_time: u64,
    content: Content,
}

#[derive(Deserialize)]
struct Content {
    news_item: Vec<News>,
}

#[derive(Deserialize)]
struct News {
    #[serde(default)]
    title: String,
    #[serde(default)]
    content_source_url: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    is_deleted: bool,
}

impl Client {
    /// Does what is left to do until the draft is submitted; `keep` is called after each step, and before the submission, with
    /// what must survive a crash.
    ///
    /// # Errors
    ///
    /// [`WechatError`]. What was done is in `progress`, and a next call goes on from there. After
    /// [`WechatError::Unclear`] a next call only looks for the article, which may be done every few minutes; a person who has
    /// looked for themselves sets [`Progress::submission`] back to [`Submission::No`].
    pub fn publish(
        &self,
        post: &Prepared,
        progress: &mut Progress,
        keep: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<(), WechatError> {
        match progress.submission {
            Submission::Sent(_) | Submission::Found(_) => return Ok(()),
            Submission::Unclear(since) => {
                let found = self.find(post, since)?.ok_or(WechatError::Unclear)?;
                progress.submission = Submission::Found(found);
                return kept(keep(progress));
            }
            Submission::No => {}
        }
        if progress.cover.is_none() {
            progress.cover = Some(self.upload_cover(&post.cover)?);
            kept(keep(progress))?;
        }
        for (address, bytes) in post.body.pictures.iter().zip(&post.pictures) {
            if !progress.pictures.contains_key(address) {
                progress.pictures.insert(address.clone(), self.upload_picture(bytes)?);
                kept(keep(progress))?;
            }
        }
        let draft = if let Some(draft) = &progress.draft {
            draft.clone()
        } else {
            let draft = self.add_draft(post, progress)?;
            progress.draft = Some(draft.clone());
            kept(keep(progress))?;
            draft
        };
        self.submit(&draft, progress, keep)
    }

    fn submit(
        &self,
        draft: &str,
        progress: &mut Progress,
        keep: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<(), WechatError> {
        let token = self.token()?;
        // Whoever comes after a crash must not take it for not submitted.
        progress.submission = Submission::Unclear(now());
        if !keep(progress) {
            progress.submission = Submission::No;
            return Err(WechatError::NotKept);
        }
        let body = json!({ "media_id": draft });
        let request =
            |token: &str| Once::json("/cgi-bin/freepublish/submit", &[("access_token", token)], &body);
        let send = |token: &Secret| -> Result<Task, WechatError> {
            self.call_with(token, Again::WhenUnsent, &request)
        };
        let sent = match send(&token) {
            // No fault in asking for another token can mean that the draft was taken.
            Err(error) if error.is_of_token() => match self.renew(&token) {
                Ok(token) => send(&token),
                Err(error) => return not_taken(error, progress, keep),
            },
            sent => sent,
        };
        match sent {
            Ok(task) => {
                progress.submission = Submission::Sent(task.publish_id.text());
                kept(keep(progress))
            }
            Err(error) if may_have_been_taken(&error) => Err(WechatError::Unclear),
            Err(error) => not_taken(error, progress, keep),
        }
    }

    /// Asks how a submission ended, by its number.
    ///
    /// # Errors
    ///
    /// [`WechatError`]; asking again does no harm.
    pub fn status(&self, task: &str) -> Result<Status, WechatError> {
        let body = json!({ "publish_id": task });
        let ended: Ended = self.call(Again::Always, |token| {
            Once::json("/cgi-bin/freepublish/get", &[("access_token", token)], &body)
        })?;
        Ok(match ended.publish_status {
            0 => Status::Published(Published {
                article: ended.article_id.ok_or(WechatError::Garbled)?,
                addresses: ended
                    .article_detail
                    .map(|detail| detail.item.into_iter().map(|article| article.article_url).collect())
                    .unwrap_or_default(),
            }),
            1 => Status::Running,
            2 => Status::NotOriginal,
            3 => Status::Failed,
            4 => Status::NotPassed,
            5 => Status::DeletedThere,
            6 => Status::BannedThere,
            _ => return Err(WechatError::Garbled),
        })
    }

    /// Deletes a public article by its number (删除发布). One that is not there any more is deleted.
    ///
    /// # Errors
    ///
    /// [`WechatError`]; doing it again does no harm.
    pub fn delete(&self, article: &str) -> Result<(), WechatError> {
        let body = json!({ "article_id": article, "index": 0 });
        let deleted: Result<Value, WechatError> = self.call(Again::Always, |token| {
            Once::json("/cgi-bin/freepublish/delete", &[("access_token", token)], &body)
        });
        match deleted {
            Err(WechatError::Refused(refused)) if refused.reason == Reason::NoArticle => Ok(()),
            other => other.map(|_| ()),
        }
    }

    /// The article of this post among the latest; one published earlier of the same item is not it.
    fn find(&self, post: &Prepared, since: u64) -> Result<Option<Published>, WechatError> {
        let body = json!({ "offset": 0, "count": LOOKED_THROUGH, "no_content": 1 });
        let listed: Listed = self.call(Again::Always, |token| {
            Once::json("/cgi-bin/freepublish/batchget", &[("access_token", token)], &body)
        })?;
        let is_it = |news: &News| {
            news.content_source_url == post.source && news.title == post.title && !news.is_deleted
        };
        let found = listed
            .item
            .into_iter()
            .filter(|article| article.update_time + CLOCKS_APART >= since)
            .find(|article| article.content.news_item.iter().any(is_it));
        Ok(found.map(|article| Published {
            article: article.article_id,
            addresses: article.content.news_item.into_iter().filter(is_it).map(|news| news.url).collect(),
        }))
    }

    fn upload_cover(&self, bytes: &[u8]) -> Result<String, WechatError> {
        let (name, kind) = Kind::of(bytes).names();
        let media: Media = self.call(Again::Always, |token| {
            let query = [("access_token", token), ("type", "image")];
            Once::file("/cgi-bin/material/add_material", &query, name, kind, bytes)
        })?;
        Ok(media.media_id)
    }

    fn upload_picture(&self, bytes: &[u8]) -> Result<String, WechatError> {
        let (name, kind) = Kind::of(bytes).names();
        let address: Address = self.call(Again::Always, |token| {
            Once::file("/cgi-bin/media/uploadimg", &[("access_token", token)], name, kind, bytes)
        })?;
        Ok(address.url)
    }

    fn add_draft(&self, post: &Prepared, progress: &Progress) -> Result<String, WechatError> {
        let content = post.body.with(|address| progress.pictures.get(address).cloned()).unwrap_or_default();
        let body = json!({ "articles": [{
            "article_type": "news",
            "title": post.title,
            "author": post.author,
            "digest": post.digest,
            "content": content,
            "content_source_url": post.source,
            "thumb_media_id": progress.cover,
            "need_open_comment": 0,
            "only_fans_can_comment": 0,
        }] });
        let media: Media = self.call(Again::Always, |token| {
            Once::json("/cgi-bin/draft/add", &[("access_token", token)], &body)
        })?;
        Ok(media.media_id)
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn kept(is_kept: bool) -> Result<(), WechatError> {
    if is_kept { Ok(()) } else { Err(WechatError::NotKept) }
}

/// It is certain that the draft was not taken.
fn not_taken(
    error: WechatError,
    progress: &mut Progress,
    keep: &mut dyn FnMut(&Progress) -> bool,
) -> Result<(), WechatError> {
    progress.submission = Submission::No;
    if matches!(&error, WechatError::Refused(refused) if refused.reason == Reason::Media) {
        // The draft is gone: a next call makes another.
        progress.draft = None;
    }
    kept(keep(progress))?;
    Err(error)
}

/// True unless it is certain that a submission was not taken.
fn may_have_been_taken(error: &WechatError) -> bool {
    match error {
        WechatError::Refused(refused) => refused.reason == Reason::Busy,
        WechatError::Status(status) => *status >= 500,
        WechatError::Timeout | WechatError::Garbled | WechatError::Unclear => true,
        WechatError::Unreachable | WechatError::NotKept => false,
    }
}
