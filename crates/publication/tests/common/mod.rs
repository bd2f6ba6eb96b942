//! A plain item and the people around it.

#![allow(dead_code, reason = "each test file uses its part")]

use gongkai_publication::{
    Attribute, Checked, Content, Context, IndexNumber, Item, ItemEvent, Origin, Refusal, SecrecyConclusion,
    SecrecyFinding, approve, draft, hold, publish, review_secrecy, submit,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};

pub(crate) const TODAY: Date = date(2021, 6, 1);

pub(crate) fn content(title: &str) -> Content {
    Content {
        title: title.to_owned(),
        summary: "关于开展测试工作的通知".to_owned(),
        body: "a".repeat(64),
        attachments: vec![],
        document_number: None,
        registration_number: None,
        issuer: "云溪市经济和信息化局".to_owned(),
        joint_issuers: vec![],
        origin: Origin::Made,
        generated_on: date(2021, 5, 20),
        categories: vec!["A20-03".to_owned()],
        column: "zcwj".to_owned(),
        theme: None,
        genre: None,
        legal_kind: None,
        keywords: vec![],
        attribute: Attribute::Proactive,
        ground: None,
        ground_note: None,
        rhythm: "dynamic".to_owned(),
        section: None,
        interprets: None,
        from_request: None,
        effective_on: None,
        expires_on: None,
    }
}

pub(crate) fn checked(title: &str) -> Checked {
    Checked::new(content(title), TODAY).unwrap()
}

/// The same, decided to be withheld as an internal affair.
pub(crate) fn withheld(title: &str) -> Checked {
    let content = Content {
        attribute: Attribute::Withheld,
        ground: Some("internal_affairs".to_owned()),
        ground_note: Some("内部人事安排".to_owned()),
        ..content(title)
    };
    Checked::new(content, TODAY).unwrap()
}

pub(crate) fn by(login: &str) -> Context {
    Context { by: login.to_owned(), now: "2021-06-01T02:00:00Z".parse::<Timestamp>().unwrap(), today: TODAY }
}

pub(crate) fn index() -> IndexNumber {
    IndexNumber { text: "330482/2021-00001".to_owned(), series: "330482/2021-*".to_owned(), serial: 1 }
}

pub(crate) fn take(item: &mut Item, events: Result<Vec<ItemEvent>, Refusal>) {
    for event in events.unwrap() {
        item.apply(&event);
    }
}

pub(crate) fn finding(item: &Item, conclusion: SecrecyConclusion) -> SecrecyFinding {
    SecrecyFinding {
        seen: item.work.as_ref().map(|work| work.hash.clone()).unwrap_or_default(),
        conclusion,
        basis: "对照保密事项范围逐项审查".to_owned(),
        referred_to: (conclusion == SecrecyConclusion::Undecided).then(|| "市保密局".to_owned()),
    }
}

/// Drafted by `author`, with two levels.
pub(crate) fn drafted() -> Item {
    let mut item = Item::default();
    let events = draft(&item, "yunxi-jxj", &index(), 2, &checked("测试一号文件"), &by("author"));
    take(&mut item, events);
    item
}

pub(crate) fn approve_by(item: &mut Item, login: &str) {
    let seen = item.work.as_ref().unwrap().hash.clone();
    let events = approve(item, &seen, "", &by(login));
    take(item, events);
}

pub(crate) fn submitted() -> Item {
    let mut item = drafted();
    let events = submit(&item, None, &by("author"));
    take(&mut item, events);
    item
}

pub(crate) fn at_secrecy() -> Item {
    let mut item = submitted();
    approve_by(&mut item, "reviewer");
    approve_by(&mut item, "leader");
    item
}

pub(crate) fn cleared() -> Item {
    let mut item = at_secrecy();
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::Public), &by("keeper"));
    take(&mut item, events);
    item
}

/// Through all its reviews, and decided not to be public.
pub(crate) fn held() -> Item {
    let mut item = Item::default();
    let events = draft(&item, "yunxi-jxj", &index(), 2, &withheld("内部事项"), &by("author"));
    take(&mut item, events);
    let events = submit(&item, None, &by("author"));
    take(&mut item, events);
    approve_by(&mut item, "reviewer");
    approve_by(&mut item, "leader");
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::NotPublic), &by("keeper"));
    take(&mut item, events);
    let events = hold(&item, date(2022, 6, 1), &by("officer"));
    take(&mut item, events);
    item
}

pub(crate) fn public() -> Item {
    let mut item = cleared();
    let events = publish(&item, &by("officer"));
    take(&mut item, events);
    item
}
