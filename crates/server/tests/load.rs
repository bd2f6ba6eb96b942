//! Many citizens at once over real HTTP: no submission lost, none doubled, every query code its own and working.
//!
//! The short form runs with the tests; `cargo xtask bench intake` runs the long one: 1,000 submissions by 50 clients.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail loudly, and says how fast it was"
)]

mod office_seat;
mod support;
mod visitor_seat;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use gongkai_app::intake::Limits;
use gongkai_server::portal::examples;
use gongkai_server::{AppState, router};
use office_seat::{encoded, token_on};
use support::{AGENCY, Portal, bureau};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use visitor_seat::{HOW, WHAT, WHO, receipt_of};

const NEW: &str = "/requests/new/yunxi-jxj";

/// Serves the portal on a free port.
async fn serve(portal: &Portal) -> SocketAddr {
    let limits = Limits { forms: 1_000_000, submissions: 1_000_000, ..Limits::default() };
    let state = AppState::new(portal.app.clone(), examples::site()).with_limits(limits);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    address
}

/// A browser of its own: one connection a request, one cookie.
struct Browser {
    address: SocketAddr,
    cookie: String,
    token: String,
}

impl Browser {
    fn new(address: SocketAddr) -> Browser {
        Browser { address, cookie: String::new(), token: String::new() }
    }

    /// Status, `Location` and body.
    async fn ask(&mut self, method: &str, path: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: portal\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            self.cookie,
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| {
            let line = head.lines().find(|line| line.to_lowercase().starts_with(name));
            line.map_or(String::new(), |line| line[name.len()..].trim().to_owned())
        };
        if let Some(cookie) =
            header("set-cookie:").split(';').next().filter(|it| it.starts_with("gongkai_visitor"))
        {
            cookie.clone_into(&mut self.cookie);
        }
        if text.contains(r#"name="form_token""#) {
            self.token = token_on(text);
        }
        (head[9..12].parse().unwrap(), header("location:"), text.to_owned())
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let token = self.token.clone();
        let mut all = vec![("form_token", token.as_str())];
        all.extend(fields);
        self.ask("POST", path, &encoded(&all)).await
    }

    /// Asks as a person does, pressing the last button twice; number and query code.
    async fn submit(&mut self, who: usize) -> (String, String) {
        self.ask("GET", &format!("{NEW}/step/who"), "").await;
        let name = format!("申请人第{who}号");
        let mut fields = WHO.to_vec();
        fields.retain(|(field, _)| *field != "name");
        fields.push(("name", &name));
        for (step, fields) in [("who", fields.as_slice()), ("what", WHAT), ("how", HOW), ("files", &[])] {
            let (status, _, text) = self.post(&format!("{NEW}/step/{step}"), fields).await;
            assert_eq!(status, 303, "{step}: {text}");
        }
        let mut again =
            Browser { address: self.address, cookie: self.cookie.clone(), token: self.token.clone() };
        let path = format!("{NEW}/step/check");
        let (first, second) = tokio::join!(self.post(&path, &[]), again.post(&path, &[]));
        assert_eq!(
            (first.1.as_str(), second.1.as_str()),
            ("/requests/receipt", "/requests/receipt"),
            "{}",
            first.2
        );
        receipt_of(&self.ask("GET", "/requests/receipt", "").await.2)
    }
}

fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread")]
async fn many_submit_at_once_and_none_is_lost_or_doubled() {
    let clients = setting("GONGKAI_LOAD_CLIENTS", 10);
    let each = setting("GONGKAI_LOAD_SUBMISSIONS", 60) / clients;
    let portal = bureau().await;
    let address = serve(&portal).await;
    let began = Instant::now();
    let working: Vec<_> = (0..clients)
        .map(|client| {
            tokio::spawn(async move {
                let mut done = Vec::with_capacity(each);
                for turn in 0..each {
                    let began = Instant::now();
                    let receipt = Browser::new(address).submit(client * each + turn).await;
                    done.push((receipt, began.elapsed()));
                }
                done
            })
        })
        .collect();
    let mut receipts = Vec::new();
    for client in working {
        receipts.extend(client.await.unwrap());
    }
    let took = began.elapsed();
    let count = clients * each;
    let numbers: BTreeSet<&String> = receipts.iter().map(|((number, _), _)| number).collect();
    let codes: BTreeSet<&String> = receipts.iter().map(|((_, code), _)| code).collect();
    assert_eq!(receipts.len(), count);
    assert_eq!((numbers.len(), codes.len()), (count, count), "no number and no code twice");
    let last = portal.app.store.last_request_number(AGENCY, 2022).await.unwrap().unwrap();
    assert_eq!(last, format!("2022-{count:06}"), "none lost, none doubled: the numbers have no gap");
    for ((number, code), _) in &receipts {
        let mut browser = Browser::new(address);
        browser.ask("GET", "/requests/track", "").await;
        let (_, to, text) = browser.post("/requests/track", &[("number", number), ("code", code)]).await;
        assert_eq!(to, "/requests/case", "{number}: {text}");
    }
    let verified = portal.app.store.verify().await.unwrap();
    assert!(verified.fault.is_none(), "the journal holds: {:?}", verified.fault);
    let mut times: Vec<Duration> = receipts.iter().map(|(_, time)| *time).collect();
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_millis();
    println!(
        "{count} submissions by {clients} clients, 8 requests each and the last button pressed twice: {:.1} s, \
         {:.0} submissions/s; one takes {} ms in the middle, {} ms at 99 %; none lost, none doubled, all codes work",
        took.as_secs_f64(),
        f64::from(u32::try_from(count).unwrap()) / took.as_secs_f64(),
        at(50),
        at(99)
    );
}
