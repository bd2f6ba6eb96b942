//! A server of our own that answers as WeChat's documents say, errors included.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "support of tests")]

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What goes wrong with a request.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// Refused with a code and words.
    Code(i64, &'static str),
    /// A status, and nothing done.
    Status(u16),
    /// Nothing done, and no answer.
    Silence,
    /// Done, and no answer.
    DoneInSilence,
    /// Done, and the answer is half of its JSON.
    DoneHalf,
    /// Done, and the connection breaks within the answer.
    DoneBroken,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) seen: Vec<Seen>,
    troubles: BTreeMap<String, VecDeque<Trouble>>,
    tokens: usize,
    /// The token in force; none when it has expired.
    token: Option<String>,
    /// How long a token lives, in seconds.
    pub(crate) life: Option<u64>,
    /// The token is refused, but given out again until a new one is forced.
    pub(crate) revoked: bool,
    drafts: BTreeMap<String, Value>,
    pub(crate) uploads: usize,
    /// What is public: number and article.
    pub(crate) public: Vec<(String, Value)>,
    /// What the next question after a task is answered.
    pub(crate) statuses: VecDeque<Value>,
    /// A plain receiver answers every request with this status and headers.
    pub(crate) plain: Option<(u16, &'static str)>,
}

pub(crate) struct Stub {
    pub(crate) base: String,
    state: Arc<Mutex<State>>,
}

impl Stub {
    pub(crate) fn start() -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &state));
            }
        });
        Stub { base, state }
    }

    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap())
    }

    /// The next requests of `path` go wrong so.
    pub(crate) fn trouble(&self, path: &str, troubles: impl IntoIterator<Item = Trouble>) {
        self.with(|state| state.troubles.entry(format!("/cgi-bin/{path}")).or_default().extend(troubles));
    }

    pub(crate) fn expire(&self) {
        self.with(|state| state.token = None);
    }

    /// How often `path` was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        let path = format!("/cgi-bin/{path}");
        self.with(|state| state.seen.iter().filter(|seen| seen.path == path).count())
    }

    pub(crate) fn last(&self, path: &str) -> Seen {
        let path = format!("/cgi-bin/{path}");
        self.with(|state| state.seen.iter().rev().find(|seen| seen.path == path).cloned()).unwrap()
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(seen) = read(&stream) else { return };
    let (trouble, plain) = {
        let mut state = state.lock().unwrap();
        state.seen.push(seen.clone());
        (state.troubles.get_mut(&seen.path).and_then(VecDeque::pop_front), state.plain)
    };
    if let Some((status, headers)) = plain {
        return answer(&mut stream, status, headers, b"");
    }
    let done = || answered(&mut state.lock().unwrap(), &seen).to_string().into_bytes();
    match trouble {
        None => answer(&mut stream, 200, "", &done()),
        Some(Trouble::Code(code, words)) => {
            answer(&mut stream, 200, "", json!({ "errcode": code, "errmsg": words }).to_string().as_bytes());
        }
        Some(Trouble::Status(status)) => answer(&mut stream, status, "", b"<html>bad gateway</html>"),
        Some(Trouble::Silence) => wait_for_end(&mut stream),
        Some(Trouble::DoneInSilence) => {
            drop(done());
            wait_for_end(&mut stream);
        }
        Some(Trouble::DoneHalf) => {
            let whole = done();
            answer(&mut stream, 200, "", &whole[..whole.len() / 2]);
        }
        Some(Trouble::DoneBroken) => {
            let whole = done();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", whole.len());
            let _ = stream.write_all(&[head.as_bytes(), &whole[..whole.len() / 2]].concat());
        }
    }
}

/// Until the other side has had enough.
fn wait_for_end(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0]);
}

fn answer(stream: &mut TcpStream, status: u16, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    );
    let _ = stream.write_all(&[head.as_bytes(), body].concat());
}

fn read(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let target = line.split(' ').nth(1)?.to_owned();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Seen { path: path.to_owned(), query: query.to_owned(), headers, body })
}

fn answered(state: &mut State, seen: &Seen) -> Value {
    let life = state.life.unwrap_or(7200);
    let fresh = |state: &mut State| {
        state.tokens += 1;
        state.revoked = false;
        let token = format!("token-{}", state.tokens);
        state.token = Some(token.clone());
        json!({ "access_token": token, "expires_in": life })
    };
    match seen.path.as_str() {
        "/cgi-bin/stable_token" => {
            let force = seen.json()["force_refresh"] == true;
            return match state.token.clone().filter(|_| !force) {
                Some(token) => json!({ "access_token": token, "expires_in": life }),
                None => fresh(state),
            };
        }
        "/cgi-bin/token" => return fresh(state),
        _ => {}
    }
    let token = seen.query.split('&').find_map(|part| part.strip_prefix("access_token=")).unwrap_or_default();
    let token = token.replace("%2D", "-");
    if state.revoked {
        return json!({ "errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest rid: 1" });
    }
    if state.token.as_deref() != Some(&token) {
        return json!({ "errcode": 42001, "errmsg": "access_token expired rid: 1" });
    }
    with_token(state, seen)
}

fn with_token(state: &mut State, seen: &Seen) -> Value {
    match seen.path.as_str() {
        "/cgi-bin/media/uploadimg" => {
            state.uploads += 1;
            json!({ "url": format!("http://mmbiz.qpic.cn/{}", state.uploads) })
        }
        "/cgi-bin/material/add_material" => {
            state.uploads += 1;
            json!({ "media_id": format!("cover-{}", state.uploads), "url": "http://mmbiz.qpic.cn/cover" })
        }
        "/cgi-bin/draft/add" => {
            let id = format!("draft-{}", state.drafts.len() + 1);
            state.drafts.insert(id.clone(), seen.json()["articles"][0].clone());
            json!({ "media_id": id, "item": [] })
        }
        "/cgi-bin/freepublish/submit" => {
            let draft = seen.json()["media_id"].as_str().unwrap().to_owned();
            let Some(article) = state.drafts.get(&draft).cloned() else {
                return json!({ "errcode": 40007, "errmsg": "invalid media_id rid: 1" });
            };
            let id = format!("article-{}", state.public.len() + 1);
            state.public.push((id, article));
            json!({ "errcode": 0, "errmsg": "ok", "publish_id": format!("{}", 100 + state.public.len()), "msg_data_id": 7 })
        }
        "/cgi-bin/freepublish/get" => state.statuses.pop_front().unwrap_or_else(|| {
            json!({ "publish_id": seen.json()["publish_id"], "publish_status": 0, "article_id": "article-1", "fail_idx": [],
                "article_detail": { "count": 1, "item": [{ "idx": 1, "article_url": "http://mp.weixin.qq.com/s/1" }] } })
        }),
        "/cgi-bin/freepublish/batchget" => {
            let item: Vec<Value> = state.public.iter().rev().map(|(id, article)| {
                json!({ "article_id": id, "update_time": 4_102_444_800_u64, "content": { "news_item": [{
                    "title": article["title"], "content_source_url": article["content_source_url"],
                    "url": format!("http://mp.weixin.qq.com/s/{id}"), "is_deleted": false }] } })
            }).collect();
            json!({ "total_count": item.len(), "item_count": item.len(), "item": item })
        }
        "/cgi-bin/freepublish/delete" => {
            let id = seen.json()["article_id"].as_str().unwrap().to_owned();
            let before = state.public.len();
            state.public.retain(|(known, _)| *known != id);
            if state.public.len() < before {
                json!({ "errcode": 0, "errmsg": "ok" })
            } else {
                json!({ "errcode": 53600, "errmsg": "Article ID 无效 rid: 1" })
            }
        }
        _ => json!({ "errcode": 40066, "errmsg": "invalid url" }),
    }
}
