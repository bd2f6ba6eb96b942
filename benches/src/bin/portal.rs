//! The portal beside nginx serving the same bytes: `cargo xtask bench portal [--items N] [--agencies N] [--seconds N] [--soak MINUTES]`.
//!
//! A site is filled with generated items (most at one agency, so that lists are deep), served by the product's own router
//! over TCP, and asked by wrk, which shares the two cores with it. Before anything is timed, what nginx serves is compared
//! byte by byte with what the portal answers. Pages are drawn anew for every request unless the line says `kept`.
//! Needs wrk and nginx on the search path.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use gongkai_agency::{AccountOpened, Founded, Role, standard_columns};
use gongkai_app::items::{LegacyItem, LegacyNumber};
use gongkai_app::{Actor, App, Clock, Place};
use gongkai_publication::{Attribute, Content, Origin};
use gongkai_server::portal::examples;
use gongkai_server::{AppState, serve};
use gongkai_statute::{AgencyKind, AgencyLevel};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan as _};

/// Requests at once.
const AT_ONCE: &str = "16";
/// Pages compared with nginx.
const COMPARED: usize = 200;
/// Items of every agency but the first.
const SMALL: usize = 100;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        "2026-01-11T01:00:00Z".parse().unwrap_or_default()
    }
}

struct Options {
    items: usize,
    agencies: usize,
    even: bool,
    seconds: u64,
    soak: u64,
}

fn options() -> Result<Options> {
    let mut options = Options { items: 20_000, agencies: 20, even: false, seconds: 10, soak: 0 };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--even" {
            options.even = true;
            continue;
        }
        let value = arguments.next().with_context(|| format!("{name} needs a number"))?;
        match name.as_str() {
            "--items" => options.items = value.parse()?,
            "--agencies" => options.agencies = value.parse()?,
            "--seconds" => options.seconds = value.parse()?,
            "--soak" => options.soak = value.parse()?,
            _ => bail!("unknown: {name}"),
        }
    }
    ensure!(options.agencies > 0 && options.items > options.agencies * SMALL / 2, "more items than agencies");
    Ok(options)
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(below.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

const WORDS: [&str; 24] = [
    "企业", "补助", "申报", "项目", "数字化", "改造", "审核", "公示", "资金", "管理", "办法", "通知", "监督", "检查", "安全", "生产",
    "绿色", "低碳", "工业", "园区", "服务", "平台", "培训", "就业",
];

fn sentence(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..12 {
        text.push_str(WORDS.get(dice.next(WORDS.len())).copied().unwrap_or_default());
    }
    text + "。"
}

/// A body of a page or so: 4 to 20 paragraphs.
fn item(dice: &mut Dice, place: usize, column: &str) -> LegacyItem {
    let mut body = String::new();
    for _ in 0..4 + dice.next(17) {
        let (one, two) = (sentence(dice), sentence(dice));
        let _ = write!(body, "<p>{one}{two}</p>");
    }
    let hours = i64::try_from(place).unwrap_or(0) % 140_000;
    let at = "2009-01-05T01:00:00Z".parse::<Timestamp>().unwrap_or_default();
    LegacyItem {
        index_number: LegacyNumber::New,
        fields: Content {
            title: format!("关于{}{}的通知（第{place}号）", sentence(dice).trim_end_matches('。'), WORDS.get(dice.next(24)).copied().unwrap_or_default()),
            summary: sentence(dice),
            body: String::new(),
            attachments: Vec::new(),
            document_number: Some(format!("样政发〔{}〕{}号", 2000 + place % 20, place / 20 + 1)),
            registration_number: None,
            issuer: String::new(),
            joint_issuers: Vec::new(),
            origin: Origin::Made,
            generated_on: date(2009, 1, 1),
            categories: vec!["A20-15".to_owned()],
            column: column.to_owned(),
            theme: None,
            genre: None,
            legal_kind: None,
            keywords: vec!["补助".to_owned()],
            attribute: Attribute::Proactive,
            ground: None,
            ground_note: None,
            rhythm: String::new(),
            section: None,
            interprets: None,
            from_request: None,
            effective_on: None,
            expires_on: None,
        },
        body,
        published_at: at.checked_add(hours.hours()).unwrap_or(at),
        source: "旧网站".to_owned(),
        validity: None,
    }
}

async fn fill(app: &App, options: &Options) -> Result<Vec<String>> {
    let mut dice = Dice(7);
    let mut codes = Vec::new();
    for number in 0..options.agencies {
        let code = format!("bench-{number:04}");
        let facts = Founded {
            code: code.clone(),
            name: format!("样例市第{number}机关"),
            short_name: format!("第{number}机关"),
            kind: AgencyKind::Department,
            level: AgencyLevel::County,
            region: "330499".to_owned(),
            parent: None,
            credit_code: None,
        };
        app.found_agency(&Actor::System, facts).await?;
        for column in standard_columns() {
            app.set_column(&Actor::System, &code, column).await?;
        }
        let login = format!("keeper-{number:04}");
        let account =
            AccountOpened { login: login.clone(), name: "样例".to_owned(), agency: code.clone(), section: None };
        app.open_account(&Actor::System, account).await?;
        app.grant_role(&Actor::System, &login, Role::SecrecyReviewer, &code).await?;
        codes.push(code);
    }
    let began = Instant::now();
    let mut done = 0;
    for (number, code) in codes.iter().enumerate() {
        let small = if options.even { options.items / options.agencies } else { SMALL };
        let share = if number == 0 { options.items - small * (options.agencies - 1) } else { small };
        let mut left = share;
        while left > 0 {
            let part = left.min(5_000);
            let items = (0..part).map(|place| item(&mut dice, done + place, if place % 2 == 0 { "gzdt" } else { "gggt" }));
            let items: Vec<LegacyItem> = items.collect();
            app.import_items(&Actor::System, code, items, &format!("keeper-{number:04}"), "逐条审查").await?;
            done += part;
            left -= part;
            eprintln!("  {done} items after {:.0} s", began.elapsed().as_secs_f64());
        }
    }
    println!("filled with {done} items of {} agencies: {:.0} items/s", options.agencies, f64::from(u32::try_from(done)?) / began.elapsed().as_secs_f64());
    Ok(codes)
}

/// Serves the site, keeping pages within so many bytes.
async fn start(app: &App, bytes: u64) -> Result<(SocketAddr, tokio::task::JoinHandle<()>)> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut site = examples::site();
    site.base_url = format!("http://{address}");
    let state = AppState::new(app.clone(), site).with_pages_within(bytes);
    let task = tokio::spawn(async move {
        let _ = serve(listener, state).await;
    });
    Ok((address, task))
}

/// The body of an answer, asked without any header of our own.
fn get(address: SocketAddr, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let at = answer.windows(4).position(|window| window == b"\r\n\r\n").context("no head")?;
    let head = String::from_utf8_lossy(answer.get(..at).unwrap_or_default()).into_owned();
    ensure!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
    let body = answer.get(at + 4..).unwrap_or_default().to_vec();
    ensure!(!head.to_ascii_lowercase().contains("transfer-encoding: chunked"), "{path} has no length");
    Ok(body)
}

/// What wrk says: requests a second, the middle and the 99th of a hundred in milliseconds, and how many went wrong.
struct Measured {
    rate: f64,
    p50: f64,
    p99: f64,
    wrong: u64,
}

fn wrk(folder: &Path, address: SocketAddr, paths: &[String], seconds: u64) -> Result<Measured> {
    let list = folder.join("paths.txt");
    std::fs::write(&list, paths.join("\n"))?;
    let script = folder.join("ask.lua");
    // Every thread asks in an order of its own, the same in every run.
    std::fs::write(
        &script,
        format!(
            "local paths = {{}}\nfor line in io.lines('{}') do paths[#paths + 1] = line end\nlocal at = 0\n\
             function request()\n  at = (at * 1103515245 + 12345) % 2147483648\n  \
             return wrk.format('GET', paths[at % #paths + 1])\nend\n",
            list.display()
        ),
    )?;
    let output = Command::new("wrk")
        .args(["-t1", "-c", AT_ONCE, "-d", &format!("{seconds}s"), "--latency", "-s"])
        .arg(&script)
        .arg(format!("http://{address}/"))
        .output()
        .context("cannot start wrk")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let find = |mark: &str| -> Option<&str> {
        let line = said.lines().find(|line| line.trim_start().starts_with(mark))?;
        line.trim_start().strip_prefix(mark).map(str::trim)
    };
    let time = |text: &str| -> Option<f64> {
        let (number, unit) = text.split_at(text.find(|sign: char| sign.is_ascii_alphabetic())?);
        let factor = match unit {
            "us" => 0.001,
            "ms" => 1.0,
            "s" => 1_000.0,
            _ => return None,
        };
        Some(number.parse::<f64>().ok()? * factor)
    };
    let wrong = find("Non-2xx or 3xx responses:").and_then(|text| text.parse().ok()).unwrap_or(0);
    Ok(Measured {
        rate: find("Requests/sec:").and_then(|text| text.parse().ok()).with_context(|| said.clone())?,
        p50: find("50%").and_then(time).with_context(|| said.clone())?,
        p99: find("99%").and_then(time).with_context(|| said.clone())?,
        wrong: if find("Socket errors:").is_some() { wrong + 1 } else { wrong },
    })
}

struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

fn nginx(folder: &Path) -> Result<(SocketAddr, Nginx)> {
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let conf = folder.join("nginx.conf");
    std::fs::write(
        &conf,
        format!(
            "daemon off; master_process on; worker_processes 2; pid {0}/nginx.pid; error_log {0}/nginx.log;\n\
             events {{ worker_connections 256; }}\n\
             http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type text/html;\n\
             open_file_cache max=1000; client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f;\n\
             uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;\n\
             server {{ listen {free}; root {0}/pages; }} }}\n",
            folder.display()
        ),
    )?;
    let child = Command::new("nginx")
        .arg("-c")
        .arg(&conf)
        .args(["-p"])
        .arg(folder)
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start nginx")?;
    let nginx = Nginx(child);
    for _ in 0..50 {
        if TcpStream::connect(free).is_ok() {
            return Ok((free, nginx));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("nginx does not answer")
}

/// Megabytes this process holds.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn line(name: &str, measured: &Measured) {
    let wrong = if measured.wrong > 0 { format!("  {} WRONG", measured.wrong) } else { String::new() };
    println!("{name:<44} {:>9.0} requests/s   p50 {:>7.2} ms   p99 {:>7.2} ms{wrong}", measured.rate, measured.p50, measured.p99);
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let options = options()?;
    let folder = tempfile::tempdir()?;
    let app = App::open(&Place::folder(&folder.path().join("site")), Arc::new(Still)).await?;
    let codes = fill(&app, &options).await?;
    let big = codes.first().cloned().unwrap_or_default();
    let began = Instant::now();
    let documents = app.rebuild_search(&|_, _| ()).await?;
    println!("search index of {documents} documents: {:.0} s", began.elapsed().as_secs_f64());
    app.catch_up_search().await?;

    let mut dice = Dice(99);
    let mut paths = Vec::new();
    for code in &codes {
        let filter = gongkai_store::publication::ItemFilter { agency: Some(code.clone()), ..Default::default() };
        let page = app.store.public_items(&filter, None, 1_000).await?;
        paths.extend(page.rows.iter().map(|item| gongkai_server::routes::item(&item.index_number)));
    }
    let deep = (options.items - SMALL * (options.agencies - 1)).div_ceil(20);
    let lists: Vec<String> = codes.iter().map(|code| gongkai_server::routes::catalogue(code)).collect();
    let numbers = (0..COMPARED).map(|_| dice.next(deep) + 1);
    let pages: Vec<String> = numbers.map(|page| format!("{}?page={page}", gongkai_server::routes::catalogue(&big))).collect();
    let last = vec![format!("{}?page={deep}", gongkai_server::routes::catalogue(&big))];
    let searches: Vec<String> =
        (0..COMPARED).map(|_| format!("{}%20{}", gongkai_server::routes::search_for(WORDS.get(dice.next(24)).copied().unwrap_or_default()), gongkai_server::routes::segment(WORDS.get(dice.next(24)).copied().unwrap_or_default()))).collect();
    let sample: Vec<String> = (0..COMPARED).map(|_| paths.get(dice.next(paths.len())).cloned().unwrap_or_default()).collect();

    // The same bytes first.
    let (address, task) = start(&app, 0).await?;
    let root = folder.path().join("pages");
    for path in &sample {
        let body = tokio::task::spawn_blocking({
            let path = path.clone();
            move || get(address, &path)
        })
        .await??;
        let file = root.join(path.trim_start_matches('/'));
        std::fs::create_dir_all(file.parent().context("no folder")?)?;
        std::fs::write(file, body)?;
    }
    let (peer, _nginx) = nginx(folder.path())?;
    let mut bytes = 0;
    for path in &sample {
        let (one, other) = tokio::task::spawn_blocking({
            let path = path.clone();
            move || (get(address, &path), get(peer, &path))
        })
        .await?;
        let (one, other) = (one?, other?);
        ensure!(one == other, "{path} differs from nginx's");
        bytes += one.len();
    }
    println!("{} pages compared with nginx's, {} bytes each in the middle: equal", sample.len(), bytes / sample.len());
    let run = async |address: SocketAddr, paths: &[String]| {
        let (folder, paths) = (folder.path().to_owned(), paths.to_vec());
        let seconds = options.seconds;
        tokio::task::spawn_blocking(move || wrk(&folder, address, &paths, seconds)).await?
    };
    println!("memory {} MB", resident());
    let nginx_rate = run(peer, &sample).await?;
    line("nginx, the same bytes", &nginx_rate);
    let items = run(address, &paths).await?;
    line(&format!("items, {} of them, drawn anew", paths.len()), &items);
    line("home page, drawn anew", &run(address, &["/".to_owned()]).await?);
    line("lists, first pages of all agencies, drawn anew", &run(address, &lists).await?);
    line("lists, random pages of one agency, drawn anew", &run(address, &pages).await?);
    line(&format!("list, its last page {deep}, drawn anew"), &run(address, &last).await?);
    line("search for two words", &run(address, &searches).await?);
    line("interface, one item", &run(address, &sample.iter().map(|path| format!("/api/v1{path}")).collect::<Vec<_>>()).await?);
    task.abort();
    let (address, task) = start(&app, 64 * 1024 * 1024).await?;
    let kept = run(address, &sample).await?;
    line("the pages nginx serves, kept", &kept);
    line("home page, kept", &run(address, &["/".to_owned()]).await?);
    println!(
        "of nginx's rate: kept {:.2}, drawn anew {:.2}; memory {} MB",
        kept.rate / nginx_rate.rate, items.rate / nginx_rate.rate, resident()
    );
    if options.soak > 0 {
        soak(&app, address, folder.path(), (&big, &paths), &options).await?;
    }
    task.abort();
    Ok(())
}

/// Mixed traffic while items are published: is memory flat?
async fn soak(app: &App, address: SocketAddr, folder: &Path, (big, paths): (&str, &[String]), options: &Options) -> Result<()> {
    let mut dice = Dice(5);
    let mut mixed = paths.to_vec();
    mixed.extend(["/", "/feed.atom", "/messages", "/solicitations", "/agencies"].map(str::to_owned));
    mixed.extend((1..50).map(|page| format!("{}?page={page}", gongkai_server::routes::catalogue(big))));
    mixed.extend(WORDS.map(|word| gongkai_server::routes::search_for(word)));
    let mut place = options.items;
    println!("soak: minute, memory, requests/s, p99");
    for minute in 1..=options.soak {
        let (folder, mixed) = (folder.to_owned(), mixed.clone());
        let traffic = tokio::task::spawn_blocking(move || wrk(&folder, address, &mixed, 60));
        let until = Instant::now() + Duration::from_secs(58);
        let mut published = 0;
        while Instant::now() < until {
            let new: Vec<LegacyItem> = (0..2).map(|more| item(&mut dice, place + more, "gzdt")).collect();
            app.import_items(&Actor::System, big, new, "keeper-0000", "逐条审查").await?;
            place += 2;
            published += 2;
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        let measured = traffic.await??;
        ensure!(measured.wrong == 0, "{} answers were wrong", measured.wrong);
        println!("{minute:>4} {:>6} MB {:>9.0} {:>8.2} ms, {published} items published", resident(), measured.rate, measured.p99);
    }
    Ok(())
}
