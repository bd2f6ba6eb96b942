//! A message reaches its receiver signed, and nothing else.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod stub;

use std::net::TcpListener;
use std::time::Duration;

use gongkai_channels::Secret;
use gongkai_channels::webhook::{Hook, Message, Outcome, Sender, Trouble, signature};
use stub::Stub;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const MESSAGE: Message<'_> = Message { id: "item-1-published", body: "{\"题\":1}".as_bytes() };

fn sender() -> Sender {
    Sender::new(Duration::from_secs(30))
}

fn inside(base: &str) -> Hook {
    Hook::in_own_network(&format!("{base}/hook"), Secret::new(KEY)).unwrap()
}

#[test]
fn a_message_arrives_signed_and_under_the_same_number_at_each_try() {
    let stub = Stub::start();
    stub.with(|state| state.plain = Some((202, "")));
    for time in [1_700_000_000, 1_700_000_060] {
        assert_eq!(sender().send(&inside(&stub.base), &MESSAGE, time), Outcome::Taken);
        let seen = stub.with(|state| state.seen.pop()).unwrap();
        assert_eq!(seen.body, MESSAGE.body);
        assert_eq!(seen.headers["x-gongkai-id"], "item-1-published");
        assert_eq!(seen.headers["x-gongkai-timestamp"], time.to_string());
        assert_eq!(seen.headers["x-gongkai-signature"], signature(&Secret::new(KEY), time, MESSAGE.body));
    }
}

#[test]
fn each_answer_has_its_outcome_and_a_redirect_is_not_followed() {
    let cases = [
        (204, "", Outcome::Taken),
        (302, "location: http://169.254.169.254/\r\n", Outcome::Redirected(302)),
        (400, "", Outcome::Refused(400)),
        (401, "", Outcome::Refused(401)),
        (410, "", Outcome::Gone),
        (429, "retry-after: 120\r\n", Outcome::Again(Trouble::Status(429), Some(120))),
        (500, "", Outcome::Again(Trouble::Status(500), None)),
        (503, "retry-after: soon\r\n", Outcome::Again(Trouble::Status(503), None)),
    ];
    let stub = Stub::start();
    for (status, headers, outcome) in cases {
        stub.with(|state| state.plain = Some((status, headers)));
        assert_eq!(sender().send(&inside(&stub.base), &MESSAGE, 1), outcome, "{status}");
        assert!(outcome.words().ends_with('。'));
    }
    assert_eq!(stub.with(|state| state.seen.len()), 8);
}

#[test]
fn silence_a_broken_answer_and_nobody_there_are_tried_again() {
    let stub = Stub::start();
    for (trouble, outcome) in
        [(stub::Trouble::Silence, Trouble::Timeout), (stub::Trouble::DoneBroken, Trouble::Broken)]
    {
        stub.trouble("hook", [trouble]);
        let hook = inside(&format!("{}/cgi-bin", stub.base));
        let impatient = Sender::new(Duration::from_secs(1));
        assert_eq!(impatient.send(&hook, &MESSAGE, 1), Outcome::Again(outcome, None));
    }
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = sender().send(&inside(&format!("http://{address}")), &MESSAGE, 1);
    assert_eq!(nobody, Outcome::Again(Trouble::Unreachable, None));
}

#[test]
fn a_name_that_leads_inside_is_not_called() {
    let stub = Stub::start();
    let port = stub.base.rsplit(':').next().unwrap().to_owned();
    // Names and odd spellings of an address are known only when they are looked up.
    for host in ["localhost", "127.1", "0x7f000001", "2130706433"] {
        let hook = Hook::new(&format!("https://{host}:{port}/"), Secret::new(KEY)).unwrap();
        match sender().send(&hook, &MESSAGE, 1) {
            Outcome::NotPublic(address) => assert!(address.is_loopback()),
            other => panic!("{host}: {other:?}"),
        }
    }
    assert_eq!(stub.with(|state| state.seen.len()), 0);
}
