//! Our index beside SQLite FTS5 (trigram and unicode61) and PostgreSQL pg_trgm on the same documents:
//! `cargo xtask bench search [--documents N] [--ours-only]`. Needs GONGKAI_REAL_DATA.
//!
//! The real regulations are multiplied by a seeded generator: a document is one of them shortened to some 900 characters
//! around a random place, with a number of its own in title and 文号. First every engine is judged by a scan of all texts
//! (recall on words of two characters, known items by title, sentence and document number), then it is timed.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use gongkai_search::{Document, Index, Order, Part, Query, Sought, Synonyms, fold_text};
use gongkai_store::Settings;
use jiff::Timestamp;
use jiff::civil::date;

/// Characters of a document.
const LENGTH: usize = 900;
/// Words, and known items of each kind, asked for.
const ASKED: usize = 200;
/// Hits a person looks at.
const SHOWN: usize = 10;

struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(below.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

fn regulations() -> Result<Vec<(String, Vec<char>)>> {
    let folder = std::env::var_os("GONGKAI_REAL_DATA").context("set GONGKAI_REAL_DATA")?;
    let mut all = Vec::new();
    for part in ["administrative", "zhejiang"] {
        for entry in std::fs::read_dir(Path::new(&folder).join("regulations").join(part))? {
            let text = std::fs::read_to_string(entry?.path())?;
            let title = text.lines().next().unwrap_or_default().trim_start_matches('#').trim().to_owned();
            let body = text.split_once("INFO END -->").map_or(text.as_str(), |(_, body)| body);
            all.push((title, body.trim().chars().collect()));
        }
    }
    all.sort();
    Ok(all)
}

/// A document: title, number, text. The same for the same place.
fn made(real: &[(String, Vec<char>)], place: usize) -> (String, String, String) {
    let mut dice = Dice(u64::try_from(place).unwrap_or(0).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    dice.next(7);
    let Some((title, text)) = real.get(place % real.len().max(1)) else { return Default::default() };
    let from = dice.next(text.len().saturating_sub(LENGTH));
    let text: String = text.iter().skip(from).take(LENGTH).collect();
    let number = format!("样政发〔{}〕{}号", 1995 + place % 30, place / 30 + 1);
    (format!("{title}（样例{place}）"), number, text)
}

fn sought(text: &str, size: usize) -> Sought {
    Sought {
        query: Query::read(text, &Synonyms::default()),
        filters: Vec::new(),
        from: None,
        until: None,
        in_force: false,
        today: date(2026, 1, 11),
        order: Order::Best,
        skip: 0,
        size,
        facets: false,
    }
}

/// An engine: the hits for what was typed, and how many there are in all.
trait Engine {
    fn name(&self) -> &'static str;
    fn find(&mut self, typed: &str) -> Result<(Vec<usize>, Option<u64>)>;
    fn bytes(&self) -> Result<u64>;
}

fn size_of(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        sum += if metadata.is_dir() { size_of(&entry.path())? } else { metadata.len() };
    }
    Ok(sum)
}

struct Ours {
    index: Index,
}

impl Ours {
    fn build(folder: &Path, real: &[(String, Vec<char>)], count: usize) -> Result<Ours> {
        let index = Index::create(folder)?;
        let mut writer = index.writer()?;
        for place in 0..count {
            let (title, number, text) = made(real, place);
            writer.put(&Document {
                id: place.to_string(),
                title,
                number: Some(number),
                parts: vec![Part { text, ..Part::default() }],
                published_at: Timestamp::from_second(i64::try_from(place).unwrap_or(0)).unwrap_or_default(),
                ..Document::default()
            })?;
        }
        writer.commit(1)?;
        writer.finish()?;
        index.reload()?;
        Ok(Ours { index })
    }
}

impl Engine for Ours {
    fn name(&self) -> &'static str {
        "gongkai"
    }

    fn find(&mut self, typed: &str) -> Result<(Vec<usize>, Option<u64>)> {
        let answer = self.index.search(&sought(typed, SHOWN))?;
        Ok((answer.found.iter().filter_map(|found| found.id.parse().ok()).collect(), Some(answer.total)))
    }

    fn bytes(&self) -> Result<u64> {
        size_of(self.index.folder())
    }
}

struct Fts5 {
    name: &'static str,
    connection: rusqlite::Connection,
    file: std::path::PathBuf,
}

impl Fts5 {
    fn build(name: &'static str, tokenizer: &str, file: &Path, real: &[(String, Vec<char>)], count: usize) -> Result<Fts5> {
        let mut connection = rusqlite::Connection::open(file)?;
        connection.execute_batch(&format!(
            "pragma journal_mode = off; pragma synchronous = off;
             create virtual table document using fts5(title, number, text, tokenize = '{tokenizer}');"
        ))?;
        let transaction = connection.transaction()?;
        {
            let mut insert =
                transaction.prepare("insert into document (rowid, title, number, text) values (?1, ?2, ?3, ?4)")?;
            for place in 0..count {
                let (title, number, text) = made(real, place);
                insert.execute((i64::try_from(place)? + 1, title, number, text))?;
            }
        }
        transaction.commit()?;
        Ok(Fts5 { name, connection, file: file.to_owned() })
    }
}

impl Engine for Fts5 {
    fn name(&self) -> &'static str {
        self.name
    }

    fn find(&mut self, typed: &str) -> Result<(Vec<usize>, Option<u64>)> {
        let phrase = format!("\"{}\"", typed.replace('"', "\"\""));
        let mut total = self.connection.prepare_cached("select count(*) from document where document match ?1")?;
        let total: i64 = total.query_row([&phrase], |row| row.get(0))?;
        let mut find = self.connection.prepare_cached(
            "select rowid from document where document match ?1 order by bm25(document, 10, 10, 1) limit ?2",
        )?;
        let rows = find.query_map((&phrase, i64::try_from(SHOWN)?), |row| row.get::<_, i64>(0))?;
        let mut found = Vec::new();
        for row in rows {
            found.push(usize::try_from(row? - 1)?);
        }
        Ok((found, u64::try_from(total).ok()))
    }

    fn bytes(&self) -> Result<u64> {
        Ok(std::fs::metadata(&self.file)?.len())
    }
}

struct Trigrams {
    runtime: tokio::runtime::Runtime,
    client: tokio_postgres::Client,
}

impl Trigrams {
    fn build(url: &str, real: &[(String, Vec<char>)], count: usize) -> Result<Trigrams> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            client
                .batch_execute(
                    "create extension if not exists pg_trgm; set maintenance_work_mem = '512MB';
                     create unlogged table document (place bigint primary key, title text, number text, text text);",
                )
                .await?;
            let insert =
                client.prepare("insert into document (place, title, number, text) values ($1, $2, $3, $4)").await?;
            client.batch_execute("begin").await?;
            for place in 0..count {
                let (title, number, text) = made(real, place);
                client.execute(&insert, &[&i64::try_from(place)?, &title, &number, &text]).await?;
            }
            client
                .batch_execute(
                    "commit;
                     create index on document using gin ((title || ' ' || number || ' ' || text) gin_trgm_ops);
                     analyze document;",
                )
                .await?;
            Ok::<_, anyhow::Error>(client)
        })?;
        Ok(Trigrams { runtime, client })
    }
}

impl Engine for Trigrams {
    fn name(&self) -> &'static str {
        "PostgreSQL pg_trgm"
    }

    fn find(&mut self, typed: &str) -> Result<(Vec<usize>, Option<u64>)> {
        let like = format!("%{}%", typed.replace(['%', '_', '\\'], ""));
        self.runtime.block_on(async {
            let all = "(title || ' ' || number || ' ' || text) like $1";
            let total = self.client.query_one(&format!("select count(*) from document where {all}"), &[&like]).await?;
            let sql = format!(
                "select place from document where {all} order by (title like $1 or number like $1) desc, place desc limit 10"
            );
            let rows = self.client.query(&sql, &[&like]).await?;
            let found = rows.iter().filter_map(|row| usize::try_from(row.get::<_, i64>(0)).ok()).collect();
            Ok((found, u64::try_from(total.get::<_, i64>(0)).ok()))
        })
    }

    fn bytes(&self) -> Result<u64> {
        self.runtime.block_on(async {
            let row = self.client.query_one("select pg_total_relation_size('document')", &[]).await?;
            Ok(u64::try_from(row.get::<_, i64>(0))?)
        })
    }
}

/// What is asked, and which document is meant.
struct Known {
    kind: &'static str,
    typed: String,
    place: usize,
}

fn known(real: &[(String, Vec<char>)], count: usize) -> Vec<Known> {
    let mut dice = Dice(11);
    let mut all = Vec::new();
    while all.len() < 3 * ASKED {
        let place = dice.next(count);
        let (title, number, text) = made(real, place);
        let words: String = title.chars().skip(2).collect();
        all.push(Known { kind: "title words", typed: words, place });
        let sentences: Vec<&str> =
            text.split(['。', '\n', '；']).skip(1).map(str::trim).filter(|one| (18..60).contains(&one.chars().count())).collect();
        let Some(sentence) = sentences.get(sentences.len() / 2) else {
            all.pop();
            continue;
        };
        all.push(Known { kind: "sentence", typed: (*sentence).to_owned(), place });
        let number = match place % 3 {
            0 => number.replace('〔', "[").replace('〕', "]"),
            1 => number.replace('〔', "(").replace('〕', ")"),
            _ => number,
        };
        all.push(Known { kind: "document number", typed: number, place });
    }
    all
}

/// Words of two characters that stand in some document, with the number of documents that hold each.
fn words(real: &[(String, Vec<char>)], count: usize) -> Vec<(String, u64)> {
    let mut dice = Dice(17);
    let mut words: Vec<(String, u64)> = Vec::new();
    while words.len() < ASKED {
        let (title, _, text) = made(real, dice.next(count));
        let text: Vec<char> = format!("{title}\n{text}").chars().collect();
        let at = dice.next(text.len());
        if let Some(word) = text.get(at..at + 2).filter(|word| word.iter().all(|one| ('一'..='龥').contains(one))) {
            words.push((word.iter().collect(), 0));
        }
    }
    for place in 0..count {
        let (title, number, text) = made(real, place);
        let text = fold_text(&format!("{title}\n{number}\n{text}")).replace([' ', '\u{3000}', '\t', '\r'], "");
        for (word, holds) in &mut words {
            *holds += u64::from(text.contains(word.as_str()));
        }
    }
    words
}

fn judged(engine: &mut dyn Engine, real: &[(String, Vec<char>)], words: &[(String, u64)], known: &[Known]) -> Result<String> {
    let (mut right, mut all_held, mut all_found) = (0, 0, 0);
    for (word, holds) in words {
        let total = engine.find(word)?.1.unwrap_or(0);
        right += usize::from(total == *holds);
        all_held += holds;
        all_found += total.min(*holds);
    }
    let mut told = format!(
        "recall on {} words of two characters {:.3} ({right} exact)",
        words.len(),
        all_found as f64 / all_held.max(1) as f64
    );
    for kind in ["title words", "sentence", "document number"] {
        let (mut asked, mut first, mut ten) = (0, 0, 0);
        for one in known.iter().filter(|one| one.kind == kind) {
            let found = engine.find(&one.typed)?.0;
            // A sentence may stand in several documents made of the same regulation.
            let is_it = |place: &usize| {
                *place == one.place || (kind == "sentence" && made(real, *place).2.contains(&one.typed))
            };
            asked += 1;
            first += usize::from(found.first().is_some_and(is_it));
            ten += usize::from(found.iter().any(|place| is_it(place)));
        }
        told.push_str(&format!(", {kind} @1 {:.3} @10 {:.3}", f64::from(u32::try_from(first)?) / f64::from(asked), f64::from(u32::try_from(ten)?) / f64::from(asked)));
    }
    Ok(told)
}

fn timed(engine: &mut dyn Engine, typed: &[&str]) -> Result<(f64, f64)> {
    let mut times = Vec::with_capacity(typed.len());
    for one in typed {
        let began = Instant::now();
        engine.find(one)?;
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get((times.len() * part / 100).min(times.len() - 1)).copied().unwrap_or(f64::NAN);
    Ok((at(50), at(99)))
}

fn main() -> Result<()> {
    let (mut count, mut ours_only) = (10_000, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        match name.as_str() {
            "--documents" => count = arguments.next().context("how many?")?.parse()?,
            "--ours-only" => ours_only = true,
            _ => anyhow::bail!("unknown: {name}"),
        }
    }
    let real = regulations()?;
    ensure!(real.len() > 1_000, "{} regulations", real.len());
    let words = words(&real, count);
    let known = known(&real, count);
    println!("{count} documents of {LENGTH} characters made of {} regulations", real.len());
    let folder = tempfile::tempdir()?;
    let report = |engine: &mut dyn Engine, seconds: f64| -> Result<()> {
        let name = engine.name();
        let short: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        let cold = timed(engine, &short)?;
        println!("{name}: {}", judged(engine, &real, &words, &known)?);
        println!(
            "{name}: built in {seconds:.1} s ({:.0} documents/s), {} MB",
            count as f64 / seconds,
            engine.bytes()? / 1_000_000
        );
        println!("{name}: words of two characters, first time: p50 {:.2} ms, p99 {:.2} ms", cold.0, cold.1);
        let mut line = |what: &str, typed: &[&str]| -> Result<()> {
            let (p50, p99) = timed(engine, typed)?;
            println!("{name}: {what}: p50 {p50:.2} ms, p99 {p99:.2} ms");
            Ok(())
        };
        line("words of two characters, again", &short)?;
        for kind in ["title words", "sentence", "document number"] {
            let typed: Vec<&str> = known.iter().filter(|one| one.kind == kind).map(|one| one.typed.as_str()).collect();
            line(kind, &typed)?;
        }
        Ok(())
    };
    let began = Instant::now();
    let mut ours = Ours::build(&folder.path().join("ours"), &real, count)?;
    report(&mut ours, began.elapsed().as_secs_f64())?;
    drop(ours);
    if ours_only {
        return Ok(());
    }
    for (name, tokenizer) in [("SQLite FTS5 trigram", "trigram"), ("SQLite FTS5 unicode61", "unicode61")] {
        let began = Instant::now();
        let mut peer = Fts5::build(name, tokenizer, &folder.path().join(tokenizer), &real, count)?;
        report(&mut peer, began.elapsed().as_secs_f64())?;
    }
    let scratch = gongkai_store::testing::postgres();
    let Settings::Postgres { url } = &scratch.settings else { anyhow::bail!("no PostgreSQL") };
    let began = Instant::now();
    let mut peer = Trigrams::build(url, &real, count)?;
    report(&mut peer, began.elapsed().as_secs_f64())
}
