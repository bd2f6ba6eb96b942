//! Screening beside Microsoft Presidio with the same patterns, on one labelled corpus.
//!
//! First both are judged on the corpus (F1 over the nine kinds that are patterns), then both are timed on the same
//! sentences; ours also looks for words, names, dates and document numbers. Presidio runs without a language model.
//! Run: `cargo run --release --bin screening [PYTHON]`, PYTHON having `presidio-analyzer` (PyPI).

use std::io::Write as _;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use gongkai_screening::{Rules, Screener};

#[path = "../../../crates/screening/tests/labelled/mod.rs"]
mod labelled;

use labelled::{Dice, Sample, near_misses, positives};

const ROUNDS: usize = 5;
const KINDS: [&str; 9] =
    ["id_number", "credit_code", "bank_card", "mobile", "landline", "email", "plate", "passport", "address"];

type Found = Vec<(String, usize, usize)>;

fn f1(samples: &[Sample], found: &[Found]) -> f64 {
    let (mut right, mut missed, mut wrong) = (0_u32, 0_u32, 0_u32);
    for (sample, found) in samples.iter().zip(found) {
        let labels: Vec<_> = sample.labels.iter().filter(|label| KINDS.contains(&label.0)).collect();
        let same = |label: &&&(&str, usize, usize), hit: &(String, usize, usize)| {
            label.0 == hit.0 && label.1 == hit.1 && label.2 == hit.2
        };
        let hit = labels.iter().filter(|label| found.iter().any(|hit| same(label, hit))).count();
        right += u32::try_from(hit).unwrap_or(u32::MAX);
        missed += u32::try_from(labels.len() - hit).unwrap_or(u32::MAX);
        let extra = found.iter().filter(|hit| KINDS.contains(&hit.0.as_str()));
        wrong += u32::try_from(extra.filter(|hit| !labels.iter().any(|label| same(&label, hit))).count())
            .unwrap_or(u32::MAX);
    }
    2.0 * f64::from(right) / f64::from(2 * right + missed + wrong)
}

fn ours(screener: &Screener, samples: &[Sample]) -> Vec<Found> {
    let found = |sample: &Sample| {
        let screening = screener.screen(&sample.text, None);
        screening.each().map(|(hit, mark)| (hit.kind.key().to_owned(), mark.span.start, mark.span.end)).collect()
    };
    samples.iter().map(found).collect()
}

fn median(mut seconds: Vec<f64>) -> (f64, f64, f64) {
    seconds.sort_by(f64::total_cmp);
    let at = |index: usize| seconds.get(index).copied().unwrap_or(f64::NAN);
    (at(seconds.len() / 2), at(0), at(seconds.len().saturating_sub(1)))
}

/// Presidio's findings and seconds for one round of `texts`.
fn presidio(python: &str, texts: &std::path::Path, rounds: usize) -> Result<(Vec<Found>, Vec<f64>)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/presidio_screening.py");
    let output = Command::new(python).arg(script).arg(texts).arg(rounds.to_string()).output();
    let output = output.with_context(|| format!("cannot start {python}"))?;
    ensure!(output.status.success(), "presidio failed: {}", String::from_utf8_lossy(&output.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let found = serde_json::from_value(answer.get("found").context("found")?.clone())?;
    let seconds = serde_json::from_value(answer.get("seconds").context("seconds")?.clone())?;
    Ok((found, seconds))
}

fn main() -> Result<()> {
    let python = std::env::args().nth(1).unwrap_or_else(|| "python3".to_owned());
    let mut dice = Dice::new(7);
    let mut samples = positives(&mut dice, 100);
    samples.extend(near_misses(&mut dice, 100));
    let bytes: usize = samples.iter().map(|sample| sample.text.len()).sum();
    let megabytes = |seconds: f64, bytes: usize| bytes as f64 / 1e6 / seconds;
    let mut file = tempfile::NamedTempFile::new()?;
    let texts: Vec<&str> = samples.iter().map(|sample| sample.text.as_str()).collect();
    serde_json::to_writer(&mut file, &texts)?;
    file.flush()?;

    let screener = Screener::new(&Rules::built_in());
    let (theirs, _) = presidio(&python, file.path(), 1)?;
    let (our_f1, their_f1) = (f1(&samples, &ours(&screener, &samples)), f1(&samples, &theirs));
    println!("{} sentences, {bytes} bytes: F1 of nine kinds ours {our_f1:.3}, Presidio {their_f1:.3}", samples.len());
    ensure!(our_f1 >= their_f1, "our F1 is lower");

    let (mut mine, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // Many passes a round: one takes only milliseconds.
        let passes = 20;
        let start = Instant::now();
        for _ in 0..passes {
            std::hint::black_box(ours(&screener, &samples));
        }
        mine.push(start.elapsed().as_secs_f64() / f64::from(passes));
        peer.extend(presidio(&python, file.path(), 1)?.1);
    }
    let ratios = mine.iter().zip(&peer).map(|(mine, peer)| peer / mine).collect();
    let (mine, peer, ratio) = (median(mine).0, median(peer).0, median(ratios));
    println!(
        "ours {:.1} MB/s, Presidio {:.3} MB/s, ratio {:.0} ({:.0}–{:.0}), budget 50",
        megabytes(mine, bytes),
        megabytes(peer, bytes),
        ratio.0,
        ratio.1,
        ratio.2
    );
    let long = samples.iter().map(|sample| sample.text.as_str()).collect::<Vec<_>>().join("\n").repeat(50);
    let seconds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        std::hint::black_box(screener.screen(&long, None));
        start.elapsed().as_secs_f64()
    });
    println!("one text of {:.0} MB: {:.1} MB/s", long.len() as f64 / 1e6, megabytes(median(seconds.collect()).0, long.len()));
    Ok(())
}
