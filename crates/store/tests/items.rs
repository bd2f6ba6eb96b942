//! Agencies, accounts and items in the tables: the same in both databases, after a replay, and as the states say.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet};

use gongkai_agency::{
    Account, AccountEvent, AccountOpened, Agency, AgencyEvent, Delegation, Founded, Lineage, Role, Section,
    delegate, disable, found, grant, open, set_column, standard_columns,
};
use gongkai_journal::{NewEvent, StreamId, Version, encode};
use gongkai_publication::{
    Assessment, Attribute, Checked, Content, Context, Fall, Genre, IndexNumber, InterpretationForm, Item,
    ItemEvent, LegalKind, NewValidity, Opening, OpeningEvent, Origin, Reassessment, Revision,
    SecrecyConclusion, SecrecyFinding, Showing, Validity, Withdrawal, WithdrawalKind, approve,
    change_validity, decision_fell, draft, edit, hold, plan_interpretation, publish, pull, reassess,
    review_secrecy, revise, send_back, submit, withdraw,
};
use gongkai_statute::{AgencyKind, AgencyLevel};
use gongkai_store::publication::{Cursor, DutyKind, Facet, ItemFilter, ItemState, Order, Sought};
use gongkai_store::testing::{postgres, sqlite};
use gongkai_store::{Batch, Store, StreamWrite};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan, tz::Offset};
use serde::Serialize;

const AGENCY: &str = "yunxi-jxj";
const COLUMNS: [&str; 3] = ["gzdt", "zcwj", "gggt"];
const CATEGORIES: [&str; 3] = ["A20-01", "A20-03", "A20-06"];

/// A small repeatable source of choices.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(count).unwrap()).unwrap()
    }
}

fn content(dice: &mut Dice, day: Date) -> Content {
    let first = CATEGORIES[dice.below(3)];
    let second = CATEGORIES[dice.below(3)];
    let legal = first == "A20-01" || second == "A20-01";
    Content {
        title: format!("测试文件第{}号", dice.below(1000)),
        summary: "测试".to_owned(),
        body: format!("{:064x}", dice.below(1000)),
        attachments: vec![],
        document_number: None,
        registration_number: None,
        issuer: (if day.day() % 4 == 1 { "云溪市商务局" } else { "云溪市经济和信息化局" }).to_owned(),
        joint_issuers: vec![],
        origin: Origin::Made,
        generated_on: day,
        categories: vec![first.to_owned(), second.to_owned()],
        column: COLUMNS[dice.below(3)].to_owned(),
        theme: (day.day() % 2 == 0).then(|| "城乡建设".to_owned()),
        genre: [None, Some(Genre::Notice), Some(Genre::Circular)][usize::try_from(day.day() % 3).unwrap()],
        legal_kind: legal.then_some(LegalKind::NormativeDocument),
        keywords: vec!["测试".to_owned()],
        attribute: Attribute::Proactive,
        ground: None,
        ground_note: None,
        rhythm: "dynamic".to_owned(),
        section: None,
        interprets: None,
        from_request: None,
        effective_on: None,
        expires_on: (legal && day.day() % 3 == 0).then(|| day.checked_add(3.years()).unwrap()),
    }
}

/// One act on an item; whatever the rules refuse is simply not done.
fn act(item: &Item, number: usize, dice: &mut Dice, now: Timestamp) -> Vec<ItemEvent> {
    let today = Offset::constant(8).to_datetime(now).date();
    let by = |login: &str| Context { by: login.to_owned(), now, today };
    let text = |dice: &mut Dice| {
        let mut content = content(dice, today);
        let interpreted = dice.below(12) + 1;
        // Nothing interprets itself.
        if dice.below(3) == 0 && interpreted != number {
            content.interprets = Some(format!("{AGENCY}/{interpreted}"));
        }
        if dice.below(3) == 0 {
            content.attribute = Attribute::Withheld;
            content.ground = Some("internal_affairs".to_owned());
            content.ground_note = Some("内部事务".to_owned());
        }
        Checked::new(content, today).unwrap()
    };
    let seen = item.work.as_ref().map(|work| work.hash.clone()).unwrap_or_default();
    let index = IndexNumber {
        text: format!("330482/2021-{number:05}"),
        series: "330482/2021-*".to_owned(),
        serial: u32::try_from(number).unwrap(),
    };
    let next = today.checked_add(30.days()).unwrap();
    match dice.below(24) {
        15 | 20 => hold(item, next, &by("officer")),
        21 => {
            let conclusion = Reassessment::ALL[dice.below(2)];
            reassess(
                item,
                &Assessment { conclusion, basis: "评估".to_owned(), next_on: next },
                &by("officer"),
            )
        }
        22 => {
            plan_interpretation(item, dice.below(2) == 0, &[InterpretationForm::Text], "提纲", &by("author"))
        }
        23 => decision_fell(item, Fall::Revoked, today, "云政复〔2021〕3号", &by("officer")),
        0..=2 => draft(item, AGENCY, &index, 1, &text(dice), &by("author")),
        3 => edit(item, &text(dice), &by("author")),
        4..=6 => submit(item, (dice.below(4) == 0).then_some("紧急"), &by("author")),
        7..=9 => approve(item, &seen, "", &by("reviewer")),
        10..=12 => {
            let conclusion = match dice.below(8) {
                0 => SecrecyConclusion::Undecided,
                1 => SecrecyConclusion::NotPublic,
                _ => SecrecyConclusion::Public,
            };
            let finding = SecrecyFinding {
                seen,
                conclusion,
                basis: "逐项".to_owned(),
                referred_to: Some("保密局".to_owned()),
            };
            review_secrecy(item, &finding, &by("keeper"))
        }
        13..=14 => publish(item, &by("officer")),
        16 => {
            let minor = dice.below(2) == 0;
            revise(
                item,
                &Revision { checked: text(dice), change_note: "改".to_owned(), minor, levels: 2 },
                &by("author"),
            )
        }
        17 => {
            let kind = WithdrawalKind::ALL[dice.below(3)];
            let successor = (kind == WithdrawalKind::Superseded).then(|| format!("{AGENCY}/1"));
            withdraw(item, &Withdrawal { kind, notice: "撤".to_owned(), successor }, &by("officer"))
        }
        18 => {
            let change = NewValidity {
                validity: Validity::Repealed,
                on: today,
                act: "新文".to_owned(),
                act_item: None,
            };
            match dice.below(3) {
                0 => pull(item, "误", &by("officer")),
                1 => send_back(item, "改", &by("reviewer")),
                _ => change_validity(item, &change, &by("officer")),
            }
        }
        _ => Ok(vec![]),
    }
    .unwrap_or_default()
}

async fn record<E: Serialize>(store: &Store, stream: StreamId, version: u64, events: &[E], at: Timestamp) {
    let events: Vec<NewEvent> = events.iter().map(|event| encode(event).unwrap()).collect();
    let write = StreamWrite { stream, expected: Version(version), events };
    let batch = Batch { actor: "system".to_owned(), recorded_at: at, writes: vec![write], outbox: vec![] };
    store.append(batch).await.unwrap();
}

/// The same random course in a store; the states it led to.
async fn course(store: &Store, seed: u64) -> BTreeMap<usize, Item> {
    let mut dice = Dice(seed);
    let mut items: BTreeMap<usize, (Item, u64)> =
        (1..=12).map(|number| (number, (Item::default(), 0))).collect();
    let mut now: Timestamp = "2020-11-01T01:00:00Z".parse().unwrap();
    for _ in 0..1500 {
        now = now.checked_add(12.hours()).unwrap();
        let number = dice.below(12) + 1;
        let (item, version) = items.get_mut(&number).unwrap();
        let events = act(item, number, &mut dice, now);
        if events.is_empty() {
            continue;
        }
        let id = format!("{AGENCY}/{number}");
        record(store, StreamId::new("item", &id), *version, &events, now).await;
        *version += events.len() as u64;
        for event in &events {
            item.apply(event);
        }
    }
    items.into_iter().map(|(number, (item, _))| (number, item)).collect()
}

#[tokio::test]
async fn both_databases_and_a_replay_give_the_same_rows_for_any_course_of_items() {
    let mut owed = BTreeSet::new();
    for seed in [7, 8] {
        owed.extend(both_give_the_same_rows(seed).await);
    }
    assert_eq!(owed.len(), DutyKind::ALL.len(), "the courses lead to duties of every kind: {owed:?}");
}

async fn both_give_the_same_rows(seed: u64) -> BTreeSet<DutyKind> {
    let (lite, post) = (sqlite(), postgres());
    let (lite, post) = (lite.open().await, post.open().await);
    let states = course(&lite, seed).await;
    assert_eq!(course(&post, seed).await, states);
    let mut owed = BTreeSet::new();
    let snapshot = lite.snapshot().await.unwrap();
    assert_eq!(snapshot, post.snapshot().await.unwrap());
    assert!(snapshot["item"].len() > 8 && snapshot["item_incident"].len() > 1, "the course is eventful");
    for store in [&lite, &post] {
        store.replay().await.unwrap();
        assert_eq!(store.snapshot().await.unwrap(), snapshot, "replay equals live");
        assert_rows_tell_the_states(store, &states).await;
        owed.extend(assert_duties_are_what_the_states_owe(store, &states).await);
        assert_counts_are_what_the_states_count(store, &states).await;
    }
    owed
}

async fn assert_rows_tell_the_states(store: &Store, states: &BTreeMap<usize, Item>) {
    for (number, item) in states {
        let row = store.item(&format!("{AGENCY}/{number}")).await.unwrap();
        let Some(identity) = &item.identity else {
            assert_eq!(row, None);
            continue;
        };
        let row = row.unwrap();
        assert_eq!(row.index_number, identity.index_number);
        let expected = match &item.showing {
            Showing::Never if item.work.is_some() || item.held.is_some() => ItemState::Draft,
            Showing::Never => ItemState::Abandoned,
            Showing::Public(_) => ItemState::Public,
            Showing::Withdrawn(_) => ItemState::Withdrawn,
            Showing::Pulled(_) => ItemState::Pulled,
        };
        assert_eq!(row.state, expected, "{}", row.id);
        assert_eq!(row.first_published_on, item.first_published_on);
        assert_eq!(row.after_review, item.awaits_after_review.is_some());
        assert_eq!(row.validity, item.validity());
        if let Some(edition) = item.public_edition() {
            assert_eq!(row.edition, Some(edition.number));
            assert_eq!(row.fields.hash, edition.hash);
            assert_eq!(row.fields.title, edition.content.title);
            assert_eq!(row.fields.categories, edition.content.categories);
        }
        let task = store.item_task(&row.id).await.unwrap();
        assert_eq!(task.is_some(), item.work.is_some());
        if let (Some(task), Some(work)) = (task, &item.work) {
            assert_eq!((task.edition, task.stage.as_str()), (work.edition, work.stage.key()));
            assert_eq!(task.title, work.content.title);
        }
        let public = store.editions(&row.id).await.unwrap();
        assert_eq!(
            public.iter().filter(|edition| edition.published_at.is_some()).count(),
            item.editions.len()
        );
    }
}

/// The kinds of duties there are.
async fn assert_duties_are_what_the_states_owe(
    store: &Store,
    states: &BTreeMap<usize, Item>,
) -> BTreeSet<DutyKind> {
    let interpreted: Vec<&String> = states
        .values()
        .filter_map(|item| item.public_edition().and_then(|edition| edition.content.interprets.as_ref()))
        .collect();
    let mut owed = BTreeMap::<(DutyKind, String), Date>::new();
    for (number, item) in states {
        let id = format!("{AGENCY}/{number}");
        if let Some(edition) = item.public_edition() {
            let is_policy = edition.content.legal_kind.is_some();
            let needed = item.interpretation.as_ref().map_or(is_policy, |plan| plan.needed);
            if needed && !interpreted.contains(&&id) {
                owed.insert((DutyKind::Interpret, id.clone()), item.first_published_on.unwrap());
            }
        }
        if let Some(fell) = &item.fell {
            owed.insert((DutyKind::TakeBack, id.clone()), fell.on);
        }
        match item.held.as_ref().map(|held| held.reassess_on) {
            Some(Some(on)) => drop(owed.insert((DutyKind::Reassess, id), on)),
            Some(None) => drop(owed.insert((DutyKind::Disclose, id), Date::MIN)),
            None => {}
        }
    }
    let mut kept = BTreeMap::new();
    for kind in DutyKind::ALL {
        let rows = store.item_duties(AGENCY, kind, date(2999, 1, 1), 100).await.unwrap();
        assert!(rows.windows(2).all(|pair| pair[0].since <= pair[1].since));
        let counted = store.count_item_duties(AGENCY, kind, date(2999, 1, 1), 100).await.unwrap();
        assert_eq!(counted, (rows.len() as u64, rows.first().map(|row| row.since)));
        for row in rows {
            let since = if kind == DutyKind::Disclose { Date::MIN } else { row.since };
            kept.insert((kind, row.item), since);
        }
    }
    assert_eq!(kept, owed);
    owed.into_keys().map(|(kind, _)| kind).collect()
}

async fn assert_counts_are_what_the_states_count(store: &Store, states: &BTreeMap<usize, Item>) {
    let mut expected = BTreeMap::<(i16, String, String), u64>::new();
    let mut stock = BTreeMap::<(String, String), u64>::new();
    for item in states.values() {
        let Some(edition) = item.editions.last() else { continue };
        let mut facets =
            vec![("All".to_owned(), String::new()), ("Column".to_owned(), edition.content.column.clone())];
        facets.extend(edition.content.categories.iter().map(|code| ("Category".to_owned(), code.clone())));
        for (facet, key) in facets {
            if let Some(day) = item.first_published_on {
                *expected.entry((day.year(), facet.clone(), key.clone())).or_default() += 1;
            }
            if item.public_edition().is_some() {
                *stock.entry((facet, key)).or_default() += 1;
            }
        }
        if item.public_edition().is_some() {
            let content = &edition.content;
            let genre = content.genre.map(|genre| genre.key().to_owned());
            let further = [
                ("Theme", content.theme.clone()),
                ("Genre", genre),
                ("Issuer", Some(content.issuer.clone())),
            ];
            for (facet, key) in further {
                if let Some(key) = key {
                    *stock.entry((facet.to_owned(), key)).or_default() += 1;
                }
            }
        }
    }
    let counted: BTreeMap<_, _> = store
        .item_counts(AGENCY)
        .await
        .unwrap()
        .into_iter()
        .map(|row| ((row.year, format!("{:?}", row.facet), row.key), row.items))
        .collect();
    assert_eq!(counted, expected);
    let stocked: BTreeMap<_, _> = store
        .item_stock(AGENCY)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.items > 0)
        .map(|row| ((format!("{:?}", row.facet), row.key), row.items))
        .collect();
    assert_eq!(stocked, stock);
    for year in [2020, 2021] {
        let listed = store.counted_items(AGENCY, year, None, 100).await.unwrap().rows.len() as u64;
        let all = counted.get(&(year, "All".to_owned(), String::new())).copied().unwrap_or(0);
        assert_eq!(listed, all, "the figure opens into the items it counts");
    }
}

#[tokio::test]
async fn lists_go_page_by_page_newest_first_and_by_every_filter() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let mut now: Timestamp = "2020-12-20T16:30:00Z".parse().unwrap();
        let mut dice = Dice(3);
        for number in 1..=25_usize {
            // Pairs share an instant, so only the id tells them apart.
            if number % 2 == 1 {
                now = now.checked_add(24.hours()).unwrap();
            }
            publish_one(&store, number, &mut dice, now).await;
        }
        let mut seen = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let page = store.public_items(&ItemFilter::default(), after.as_ref(), 4).await.unwrap();
            seen.extend(page.rows.iter().map(|row| (row.published_at.unwrap(), row.id.clone())));
            let Some(next) = page.next else { break };
            assert_eq!(Cursor::from_text(&next.to_text()), Some(next.clone()));
            after = Some(next);
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.reverse();
        assert_eq!((seen.len(), &seen), (25, &sorted));

        let all = store.public_items(&ItemFilter::default(), None, 100).await.unwrap().rows;
        let agency = Some(AGENCY.to_owned());
        for column in COLUMNS {
            let filter = ItemFilter {
                agency: agency.clone(),
                column: Some(column.to_owned()),
                ..ItemFilter::default()
            };
            let rows = store.public_items(&filter, None, 100).await.unwrap().rows;
            assert_eq!(rows.len(), all.iter().filter(|row| row.fields.column == column).count());
        }
        for category in CATEGORIES {
            let filter = ItemFilter { category: Some(category.to_owned()), ..ItemFilter::default() };
            let rows = store.public_items(&filter, None, 100).await.unwrap().rows;
            let wanted = |codes: &[String]| codes.iter().any(|code| code == category);
            assert_eq!(rows.len(), all.iter().filter(|row| wanted(&row.fields.categories)).count());
        }
        // 2020-12-31T16:30Z is New Year's morning in Shanghai.
        for year in [2020, 2021] {
            let filter = ItemFilter { agency: agency.clone(), year: Some(year), ..ItemFilter::default() };
            let rows = store.public_items(&filter, None, 100).await.unwrap().rows;
            let of_year = all.iter().filter(|row| row.published_on.unwrap().year() == year).count();
            assert_eq!(rows.len(), of_year);
            assert!(of_year > 0);
        }
        let other = ItemFilter { agency: Some("other".to_owned()), ..ItemFilter::default() };
        assert!(store.public_items(&other, None, 100).await.unwrap().rows.is_empty());
    }
}

async fn publish_one(store: &Store, number: usize, dice: &mut Dice, now: Timestamp) {
    let today = Offset::constant(8).to_datetime(now).date();
    let by = |login: &str| Context { by: login.to_owned(), now, today };
    let index = IndexNumber {
        text: format!("330482-{number}"),
        series: "330482-*".to_owned(),
        serial: u32::try_from(number).unwrap(),
    };
    let mut item = Item::default();
    let mut all = Vec::new();
    let mut take = |item: &mut Item, events: Vec<ItemEvent>| {
        for event in &events {
            item.apply(event);
        }
        all.extend(events);
    };
    let checked = Checked::new(content(dice, today), today).unwrap();
    let events = draft(&item, AGENCY, &index, 1, &checked, &by("author")).unwrap();
    take(&mut item, events);
    let events = submit(&item, None, &by("author")).unwrap();
    take(&mut item, events);
    let seen = item.work.as_ref().unwrap().hash.clone();
    let events = approve(&item, &seen, "", &by("reviewer")).unwrap();
    take(&mut item, events);
    let finding = SecrecyFinding {
        seen,
        conclusion: SecrecyConclusion::Public,
        basis: "逐项".to_owned(),
        referred_to: None,
    };
    let events = review_secrecy(&item, &finding, &by("keeper")).unwrap();
    take(&mut item, events);
    let events = publish(&item, &by("officer")).unwrap();
    take(&mut item, events);
    record(store, StreamId::new("item", &format!("{AGENCY}/{number}")), 0, &all, now).await;
}

#[tokio::test]
async fn the_yearly_count_and_the_total_rest_on_the_opening_balance() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let mut dice = Dice(11);
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        publish_one(&store, 1, &mut dice, at("2020-06-01T00:00:00Z")).await;
        publish_one(&store, 2, &mut dice, at("2020-12-15T00:00:00Z")).await;
        publish_one(&store, 3, &mut dice, at("2021-03-01T00:00:00Z")).await;
        assert_eq!(store.published_counts(AGENCY, 2021).await.unwrap(), (1, 3), "records alone");
        let opening = OpeningEvent::Stated(Opening {
            agency: AGENCY.to_owned(),
            as_of: date(2020, 11, 30),
            items: 500,
            legal_stock: [(LegalKind::NormativeDocument, 7)].into(),
            evidence: "上年度报告".to_owned(),
            evidence_file: None,
            by: "officer".to_owned(),
        });
        let stream = StreamId::new("item", &format!("{AGENCY}/opening"));
        record(&store, stream, 0, &[opening], at("2021-04-01T00:00:00Z")).await;
        assert_eq!(
            store.published_counts(AGENCY, 2021).await.unwrap(),
            (1, 502),
            "500, one of December, one of 2021"
        );
        assert_eq!(store.published_counts(AGENCY, 2020).await.unwrap(), (2, 501));
        assert_eq!(store.published_counts(AGENCY, 2022).await.unwrap(), (0, 502));
        let legal = store.legal_documents(AGENCY, 2021).await.unwrap();
        let normative = legal.iter().find(|row| row.kind == LegalKind::NormativeDocument).unwrap();
        let rows = store.public_items(&ItemFilter::default(), None, 10).await.unwrap().rows;
        let made_since = rows
            .iter()
            .filter(|row| row.fields.legal_kind.is_some() && row.fields.generated_on > date(2020, 11, 30));
        assert_eq!(normative.in_force, Some(7 + made_since.count() as u64));
        assert_eq!(normative.ended, 0);
        assert!(legal.iter().any(|row| row.kind == LegalKind::Regulation && row.in_force == Some(0)));
    }
}

#[tokio::test]
async fn the_tree_and_the_rights_are_read_as_they_were_recorded() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let at: Timestamp = "2024-01-02T01:00:00Z".parse().unwrap();
        for (code, line) in
            [("yunxi", vec![]), ("yunxi-jxj", vec!["yunxi"]), ("kaifaqu", vec!["yunxi-jxj", "yunxi"])]
        {
            let mut events = found(
                &Agency::default(),
                Founded {
                    code: code.to_owned(),
                    name: format!("机关{code}"),
                    short_name: code.to_owned(),
                    kind: AgencyKind::Department,
                    level: AgencyLevel::County,
                    region: "330482".to_owned(),
                    parent: line.first().map(|parent| (*parent).to_owned()),
                    credit_code: None,
                },
                &Lineage { line: line.iter().map(|code| (*code).to_owned()).collect(), all_active: true },
            )
            .unwrap();
            let mut agency = Agency::default();
            for event in &events {
                agency.apply(event);
            }
            for column in standard_columns() {
                events.extend(set_column(&agency, column).unwrap());
            }
            let section = Section { slug: "bgs".to_owned(), name: "办公室".to_owned() };
            events.push(AgencyEvent::SectionAdded(section));
            record(&store, StreamId::new("agency", code), 0, &events, at).await;
        }
        assert_eq!(store.agencies_below("yunxi").await.unwrap(), ["kaifaqu", "yunxi", "yunxi-jxj"]);
        assert_eq!(store.agencies_below("kaifaqu").await.unwrap(), ["kaifaqu"]);
        let line: Vec<_> =
            store.lineage("kaifaqu").await.unwrap().into_iter().map(|(code, _)| code).collect();
        assert_eq!(line, ["kaifaqu", "yunxi-jxj", "yunxi"]);
        assert_eq!(store.columns("yunxi").await.unwrap().len(), 15);
        assert_eq!(store.agency("yunxi").await.unwrap().unwrap().settings.review_levels, 3);

        let giver = account(&store, "li.si", &[Role::Officer, Role::UnitHead], at).await;
        let mut deputy = account(&store, "wang.wu", &[], at).await;
        let delegation = Delegation {
            from: "li.si".to_owned(),
            grants: vec![(Role::UnitHead, AGENCY.to_owned())],
            since: date(2024, 2, 1),
            until: Some(date(2024, 2, 10)),
            by: "li.si".to_owned(),
        };
        let events = delegate(&deputy, &giver, delegation).unwrap();
        record(&store, StreamId::new("account", "wang.wu"), 1, &events, at).await;
        for event in &events {
            deputy.apply(event);
        }
        for (day, account, login) in [
            (date(2024, 1, 31), &deputy, "wang.wu"),
            (date(2024, 2, 1), &deputy, "wang.wu"),
            (date(2024, 2, 10), &deputy, "wang.wu"),
            (date(2024, 2, 11), &deputy, "wang.wu"),
            (date(2024, 2, 11), &giver, "li.si"),
        ] {
            let rows = store.grants_on(login, day).await.unwrap();
            let held: std::collections::BTreeSet<_> =
                rows.into_iter().map(|row| (row.role, row.agency)).collect();
            assert_eq!(held, account.grants_on(day), "{login} on {day}");
        }
        assert_eq!(store.holders(AGENCY, Role::Officer).await.unwrap().len(), 1);
        let events = disable(&giver, "离职", "root").unwrap();
        record(&store, StreamId::new("account", "li.si"), 3, &events, at).await;
        assert!(store.grants_on("li.si", date(2024, 2, 11)).await.unwrap().is_empty());
        assert!(store.holders(AGENCY, Role::Officer).await.unwrap().is_empty());
        let before = store.snapshot().await.unwrap();
        store.replay().await.unwrap();
        assert_eq!(store.snapshot().await.unwrap(), before, "replay equals live");
    }
}

async fn account(store: &Store, login: &str, roles: &[Role], at: Timestamp) -> Account {
    let facts = AccountOpened {
        login: login.to_owned(),
        name: "测试人员".to_owned(),
        agency: AGENCY.to_owned(),
        section: None,
    };
    let mut account = Account::default();
    let mut all: Vec<AccountEvent> = open(&account, facts).unwrap();
    for event in &all {
        account.apply(event);
    }
    for role in roles {
        let events = grant(&account, *role, AGENCY, "root").unwrap();
        for event in &events {
            account.apply(event);
        }
        all.extend(events);
    }
    record(store, StreamId::new("account", login), 0, &all, at).await;
    account
}

#[tokio::test]
async fn an_index_number_is_never_given_twice() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let now: Timestamp = "2021-06-01T01:00:00Z".parse().unwrap();
        publish_one(&store, 1, &mut Dice(1), now).await;
        let today = date(2021, 6, 1);
        let by = Context { by: "author".to_owned(), now, today };
        let index = IndexNumber { text: "330482-1".to_owned(), series: "330482-*".to_owned(), serial: 1 };
        let checked = Checked::new(content(&mut Dice(2), today), today).unwrap();
        let events = draft(&Item::default(), AGENCY, &index, 1, &checked, &by).unwrap();
        let write = StreamWrite {
            stream: StreamId::new("item", &format!("{AGENCY}/2")),
            expected: Version(0),
            events: events.iter().map(|event| encode(event).unwrap()).collect(),
        };
        let batch =
            Batch { actor: "system".to_owned(), recorded_at: now, writes: vec![write], outbox: vec![] };
        let refused = store.append(batch).await.unwrap_err();
        assert!(matches!(refused, gongkai_store::AppendError::Projection(_)), "{refused:?}");
        assert_eq!(store.next_index_serial("330482-*").await.unwrap(), 2);
        assert_eq!(store.next_item_number(AGENCY).await.unwrap(), 2);
        assert_eq!(
            store.item_stock(AGENCY).await.unwrap().iter().filter(|row| row.facet == Facet::All).count(),
            1
        );
    }
}

/// 47 public items and one that was withdrawn, in pairs that share an instant.
async fn published_and_one_withdrawn(store: &Store) -> Vec<gongkai_store::publication::ItemRow> {
    let mut now: Timestamp = "2019-11-20T16:30:00Z".parse().unwrap();
    let mut dice = Dice(29);
    for number in 1..=48_usize {
        if number % 2 == 1 {
            now = now.checked_add((24 * 20).hours()).unwrap();
        }
        publish_one(store, number, &mut dice, now).await;
    }
    let stream = StreamId::new("item", &format!("{AGENCY}/7"));
    let recorded = store.load(&stream).await.unwrap();
    let mut item = Item::default();
    for event in &recorded {
        item.apply(&gongkai_journal::decode(event).unwrap());
    }
    let by = Context { by: "officer".to_owned(), now, today: Offset::constant(8).to_datetime(now).date() };
    let events = pull(&item, "含有个人信息", &by).unwrap();
    record(store, stream, recorded.len() as u64, &events, now).await;
    store.public_items(&ItemFilter::default(), None, 100).await.unwrap().rows
}

#[tokio::test]
async fn every_numbered_page_of_every_filter_in_either_order_is_the_list_cut_in_pieces() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let all = published_and_one_withdrawn(&store).await;
        assert_eq!(all.len(), 47);
        let agency = ItemFilter { agency: Some(AGENCY.to_owned()), ..ItemFilter::default() };
        let mut filters = vec![ItemFilter::default(), agency.clone()];
        filters.extend(COLUMNS.map(|one| ItemFilter { column: Some(one.to_owned()), ..agency.clone() }));
        filters.extend(CATEGORIES.map(|one| ItemFilter { category: Some(one.to_owned()), ..agency.clone() }));
        filters.push(ItemFilter { column: Some("gzdt".to_owned()), ..filters[5].clone() });
        filters.push(ItemFilter { theme: Some("城乡建设".to_owned()), ..agency.clone() });
        filters.push(ItemFilter { genre: Some(Genre::Notice), ..agency.clone() });
        filters.push(ItemFilter { issuer: Some(all[0].fields.issuer.clone()), ..agency.clone() });
        for day in [date(2020, 1, 1), date(2030, 1, 1)] {
            filters.extend(
                Validity::ALL
                    .iter()
                    .map(|&force| ItemFilter { validity: Some((force, day)), ..agency.clone() }),
            );
        }
        filters.push(ItemFilter { agency: Some("other".to_owned()), ..ItemFilter::default() });
        let (first, last) = store.public_years(AGENCY).await.unwrap().unwrap();
        assert_eq!((first, last), (2019, 2021), "years are those of Shanghai");
        let years = (first..=last).flat_map(|year| {
            filters.iter().map(move |filter| ItemFilter { year: Some(year), ..filter.clone() })
        });
        filters.extend(years.collect::<Vec<_>>());
        let counts = store.count_public_items(&filters).await.unwrap();
        for (filter, count) in filters.iter().zip(counts) {
            let wanted: Vec<&str> = all
                .iter()
                .filter(|row| {
                    filter.agency.as_ref().is_none_or(|agency| *agency == row.agency)
                        && filter.column.as_ref().is_none_or(|column| *column == row.fields.column)
                        && filter.category.as_ref().is_none_or(|code| row.fields.categories.contains(code))
                        && filter.theme.as_ref().is_none_or(|theme| row.fields.theme.as_ref() == Some(theme))
                        && filter.genre.is_none_or(|genre| row.fields.genre == Some(genre))
                        && filter.issuer.as_ref().is_none_or(|issuer| *issuer == row.fields.issuer)
                        && filter.validity.is_none_or(|(force, day)| {
                            row.fields.legal_kind.is_some() && row.validity_on(day) == force
                        })
                        && filter.year.is_none_or(|year| row.published_on.unwrap().year() == year)
                })
                .map(|row| row.id.as_str())
                .collect();
            assert_eq!(count, wanted.len() as u64, "{filter:?}");
            for order in [Order::NewestFirst, Order::OldestFirst] {
                let mut ordered = wanted.clone();
                if order == Order::OldestFirst {
                    ordered.reverse();
                }
                for page in 1..=count.div_ceil(5) {
                    let found = store.public_items_page(filter, order, page, 5).await.unwrap();
                    let ids: Vec<&str> = found.rows.iter().map(|row| row.id.as_str()).collect();
                    let begin = usize::try_from(page - 1).unwrap() * 5;
                    assert_eq!(ids, ordered[begin..(begin + 5).min(ordered.len())], "{filter:?} {page}");
                    assert_eq!((found.page, found.total), (page, count));
                }
                let past = store.public_items_page(filter, order, 999, 5).await.unwrap();
                assert_eq!(past.page, count.div_ceil(5).max(1), "past the end is the last page");
                assert_eq!(past.rows.is_empty(), count == 0);
            }
        }
        assert_eq!(store.public_years("other").await.unwrap(), None);
        assert!(store.count_public_items(&[]).await.unwrap().is_empty());
        let many = vec![agency; 250];
        assert_eq!(store.count_public_items(&many).await.unwrap(), vec![47; 250]);
    }
}

#[tokio::test]
async fn a_search_finds_public_items_with_every_word_exact_numbers_and_those_in_force_first() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let all = published_and_one_withdrawn(&store).await;
        let sought = |words: &[&str], most| Sought {
            words: words.iter().map(|word| vec![(*word).to_owned(), "没有这种写法".to_owned()]).collect(),
            numbers: vec![],
            today: date(2021, 6, 1),
            most,
        };
        let everything = store.find_public_items(&sought(&["测试文件"], 100), 0, 60).await.unwrap();
        assert_eq!((everything.found, &everything.rows), (47, &all), "all are in force: the newest first");
        let cut = store.find_public_items(&sought(&["测试文件"], 10), 5, 20).await.unwrap();
        assert_eq!(
            (cut.found, &cut.rows[..]),
            (11, &all[5..10]),
            "one beyond the most is counted, not shown"
        );
        let one = store.find_public_items(&sought(&["测试文件", "330482-31"], 10), 0, 20).await.unwrap();
        assert_eq!((one.found, one.rows[0].index_number.as_str()), (1, "330482-31"));
        for nothing in [&["测试文件", "别的词"][..], &["%"], &["_"], &["' or 1 = 1 --"], &[]] {
            let none = store.find_public_items(&sought(nothing, 10), 0, 20).await.unwrap();
            assert_eq!((none.found, none.rows.len()), (0, 0), "{nothing:?}");
        }
        let pulled = store.find_public_items(&sought(&["330482-7"], 10), 0, 20).await.unwrap();
        assert_eq!(pulled.found, 0, "what was pulled is not found");

        let newest = StreamId::new("item", &all[0].id);
        let recorded = store.load(&newest).await.unwrap();
        let mut item = Item::default();
        for event in &recorded {
            item.apply(&gongkai_journal::decode(event).unwrap());
        }
        let now: Timestamp = "2021-05-20T01:00:00Z".parse().unwrap();
        let by = Context { by: "officer".to_owned(), now, today: date(2021, 5, 20) };
        let repealed = NewValidity {
            validity: Validity::Repealed,
            on: date(2021, 5, 20),
            act: "决定".to_owned(),
            act_item: None,
        };
        let events = change_validity(&item, &repealed, &by).unwrap();
        record(&store, newest, recorded.len() as u64, &events, now).await;
        let hits = store.find_public_items(&sought(&["测试文件"], 100), 0, 60).await.unwrap().rows;
        assert_eq!(hits.last().unwrap().id, all[0].id, "what is no longer in force stands last");
        assert_eq!(hits[0].id, all[1].id);
        let before = Sought { today: date(2021, 5, 19), ..sought(&["测试文件"], 100) };
        let hits = store.find_public_items(&before, 0, 60).await.unwrap().rows;
        assert_eq!(hits[0].id, all[0].id, "the day before it was still in force");
    }
}
