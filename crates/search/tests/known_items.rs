//! Known items and published defects of other engines: real regulations are searched as people would.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::path::Path;

use gongkai_search::{Document, Index, Order, Part, Query, Sought, Synonyms, fold_text};
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

fn sought(text: &str, size: usize) -> Sought {
    Sought {
        query: Query::read(text, &Synonyms::default()),
        filters: Vec::new(),
        from: None,
        until: None,
        in_force: false,
        today: date(2022, 1, 11),
        order: Order::Best,
        skip: 0,
        size,
        facets: false,
    }
}

fn document(id: &str, title: &str, text: &str) -> Document {
    Document {
        id: id.to_owned(),
        title: title.to_owned(),
        parts: vec![Part { text: text.to_owned(), ..Part::default() }],
        published_at: Timestamp::UNIX_EPOCH,
        ..Document::default()
    }
}

fn index(folder: &Path, documents: &[Document]) -> Index {
    let index = Index::create(folder).unwrap();
    let mut writer = index.writer().unwrap();
    for document in documents {
        writer.put(document).unwrap();
    }
    writer.commit(7).unwrap();
    writer.finish().unwrap();
    index.reload().unwrap();
    assert_eq!(index.position().unwrap(), 7);
    index
}

fn ids(index: &Index, text: &str) -> Vec<String> {
    let mut ids: Vec<String> =
        index.search(&sought(text, 20)).unwrap().found.into_iter().map(|found| found.id).collect();
    ids.sort();
    ids
}

#[test]
fn defects_of_other_engines_are_not_ours() {
    let folder = tempfile::tempdir().unwrap();
    let documents = [
        document("a", "软件", "本软件安装简单易用，已经报备。"),
        document("b", "待处理事项", "有三件待处理的申请。"),
        document("c", "在建工程清单", "在建工程共五项。"),
        document("d", "工程管理办法", "工程管理办法，处理程序简明。水"),
    ];
    let index = index(folder.path(), &documents);
    assert_eq!(ids(&index, "简单"), ["a"]);
    assert_eq!(ids(&index, "处理"), ["b", "d"]);
    assert_eq!(ids(&index, "工程"), ["c", "d"]);
    assert_eq!(ids(&index, "工程 -清单"), ["d"]);
    assert_eq!(ids(&index, "处理 -待处理"), ["d"]);
    assert_eq!(ids(&index, "“工程管理”"), ["d"]);
    assert_eq!(ids(&index, "“管理工程”"), Vec::<String>::new());
    assert_eq!(ids(&index, "水"), ["d"]);
    assert_eq!(ids(&index, "簡單"), ["a"]);
    let texts = |typed: &str| -> Vec<String> {
        index.suggest(typed).unwrap().into_iter().map(|suggestion| suggestion.text).collect()
    };
    assert_eq!(texts("gongchengguanli"), ["工程管理"]);
    assert_eq!(texts("公程管理"), ["工程管理"], "the same sound");
    assert_eq!(texts("工程官理办法").first().map(String::as_str), Some("工程管理办法"));
    assert_eq!(texts("工管理办法").first().map(String::as_str), Some("工程管理办法"), "one is missing");
}

#[test]
fn the_title_comes_first_then_force_then_age() {
    let folder = tempfile::tempdir().unwrap();
    let day = |text: &str| -> Timestamp { text.parse().unwrap() };
    let mut documents = vec![
        document("body", "其他文件", "物业管理办法 物业管理办法 物业管理办法"),
        document("repealed", "关于物业管理的规定", "旧"),
        document("old", "关于物业管理的规定", "新"),
        document("new", "关于物业管理的规定", "新"),
    ];
    documents[1].past_from = Some(date(2020, 1, 1));
    documents[2].published_at = day("2019-01-01T00:00:00Z");
    documents[3].published_at = day("2021-01-01T00:00:00Z");
    let index = index(folder.path(), &documents);
    let answer = index.search(&sought("物业管理", 20)).unwrap();
    let order: Vec<&str> = answer.found.iter().map(|found| found.id.as_str()).collect();
    assert_eq!(order, ["new", "old", "repealed", "body"]);
    assert_eq!((answer.total, answer.past), (4, 1));
    let in_force = index.search(&Sought { in_force: true, ..sought("物业管理", 20) }).unwrap();
    assert_eq!((in_force.total, in_force.past), (3, 1));
    let deep = index.search(&Sought { skip: 200_000, ..sought("物业管理", 20) }).unwrap();
    assert_eq!((deep.found.len(), deep.total), (0, 4));
}

#[test]
fn damaged_files_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = {
        let index = index(folder.path(), &[document("a", "标题", "正文")]);
        index.validate().unwrap();
        std::fs::read_dir(index.folder())
            .unwrap()
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|ending| ending == "store"))
            .unwrap()
    };
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[0] ^= 0xFF;
    std::fs::write(&path, bytes).unwrap();
    let error = Index::open(folder.path()).and_then(|index| index.validate()).unwrap_err();
    assert!(error.needs_rebuild(), "{error:?}");
}

proptest! {
    #[test]
    fn any_text_can_be_searched_for(text in "\\PC{0,60}", marks in "[-\"“”〔〕()号第年0-9 一-十a-z]{0,30}") {
        let synonyms = Synonyms::new([vec!["一二".to_owned(), "三四".to_owned()]]);
        for typed in [&text, &marks] {
            let query = Query::read(typed, &synonyms);
            prop_assert!(query.folded().chars().count() <= 4 * gongkai_search::LONGEST);
        }
    }
}

/// Title and text of each regulation.
fn regulations() -> Vec<(String, String)> {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else { return Vec::new() };
    let mut all = Vec::new();
    for part in ["administrative", "zhejiang"] {
        let folder = Path::new(&folder).join("regulations").join(part);
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let title = text.lines().next().unwrap_or_default().trim_start_matches('#').trim().to_owned();
            let body = text.split_once("INFO END -->").map_or(text.as_str(), |(_, body)| body);
            all.push((title, body.trim().to_owned()));
        }
    }
    all.sort();
    all
}

#[test]
fn known_items_of_the_real_regulations_are_found() {
    let real = regulations();
    if real.is_empty() {
        eprintln!("not run: GONGKAI_REAL_DATA is not set");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let number = |place: usize| format!("示府发〔{}〕{}号", 1990 + place % 30, place / 30 + 1);
    let documents: Vec<Document> = real
        .iter()
        .enumerate()
        .map(|(place, (title, text))| Document {
            number: Some(number(place)),
            ..document(&place.to_string(), title, text)
        })
        .collect();
    let index = index(folder.path(), &documents);
    let (mut asked, mut first, mut ten) = ([0; 3], [0; 3], [0; 3]);
    let mut missed = Vec::new();
    for (place, (title, text)) in real.iter().enumerate().step_by(5) {
        let sentences: Vec<&str> = text
            .split(['。', '\n', '；'])
            .map(str::trim)
            .filter(|one| (18..60).contains(&one.chars().count()))
            .collect();
        let printed = number(place);
        let typed = match place % 4 {
            0 => printed.replace('〔', "[").replace('〕', "]"),
            1 => printed.replace('〔', "(").replace('〕', ")"),
            2 => printed.replace('〔', "").replace('〕', "-"),
            _ => printed.trim_start_matches("示府").to_owned(),
        };
        let words: String = title.chars().skip(2).collect();
        let sentence = sentences.get(sentences.len() / 2).copied().unwrap_or(text);
        for (kind, query) in [words.as_str(), sentence, typed.as_str()].into_iter().enumerate() {
            let answer = index.search(&sought(query, 10)).unwrap();
            // Editions of one regulation have one title and share sentences.
            let is_it = |id: &str| {
                let found: usize = id.parse().unwrap();
                found == place || real[found].0 == *title || kind == 1 && real[found].1.contains(sentence)
            };
            let rank = answer.found.iter().position(|found| is_it(&found.id));
            asked[kind] += 1;
            first[kind] += usize::from(rank == Some(0));
            ten[kind] += usize::from(rank.is_some());
            if rank.is_none() {
                missed.push(query.to_owned());
            }
        }
    }
    for (kind, name) in ["title words", "sentence", "document number"].into_iter().enumerate() {
        eprintln!(
            "{name}: {} asked, success@1 {:.3}, success@10 {:.3}",
            asked[kind],
            share(first[kind], asked[kind]),
            share(ten[kind], asked[kind])
        );
    }
    let all = share(ten.iter().sum(), asked.iter().sum());
    eprintln!("all: success@1 {:.3}, success@10 {all:.3}", share(first.iter().sum(), asked.iter().sum()));
    assert!(all >= 0.98, "{missed:?}");
    words_of_two_characters_are_all_found(&real, &index);
}

fn share(part: usize, all: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(all).unwrap())
}

/// Against a scan of all texts.
fn words_of_two_characters_are_all_found(real: &[(String, String)], index: &Index) {
    let texts: Vec<String> = real
        .iter()
        .map(|(title, text)| {
            fold_text(&format!("{title}\n{text}")).replace([' ', '\u{3000}', '\t', '\r'], "")
        })
        .collect();
    let (mut compared, mut place) = (0, 17_usize);
    while compared < 200 {
        place = place.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let text: Vec<char> = texts[(place >> 33) % texts.len()].chars().collect();
        let at = (place >> 20) % text.len().max(2);
        let Some(word) =
            text.get(at..at + 2).filter(|word| word.iter().all(|one| ('一'..='龥').contains(one)))
        else {
            continue;
        };
        let word: String = word.iter().collect();
        let expected = texts.iter().filter(|text| text.contains(&word)).count();
        let found = index.search(&sought(&word, 1)).unwrap().total;
        assert_eq!(usize::try_from(found).unwrap(), expected, "{word}");
        compared += 1;
    }
    eprintln!("words of two characters: {compared} compared with a scan, all found");
}
