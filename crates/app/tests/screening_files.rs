//! Precision and recall, kind by kind, of screening attachments: the labelled corpus as Word files, workbooks, PDF and OFD.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

#[path = "../../screening/tests/labelled/mod.rs"]
mod labelled;
#[path = "../../document/tests/paper/mod.rs"]
mod paper;

use std::collections::BTreeMap;

use gongkai_app::screening::screen_bytes;
use gongkai_screening::{Rules, Screener};
use jiff::civil::date;
use labelled::{Dice, Sample, near_misses, positives};
use paper::page::{Style, pages};
use paper::pdf::{Coding, Ink, Ruling, pdf};
use paper::{Piece, office};

/// Sentences in one file.
const TOGETHER: usize = 60;

#[derive(Default, Clone, Copy)]
struct Score {
    right: u32,
    missed: u32,
    wrong: u32,
}

impl Score {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }
}

/// What stands in a stretch of text, without the spaces that a page may swallow.
fn bare(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_whitespace()).collect()
}

fn labels(samples: &[Sample]) -> BTreeMap<(String, String), u32> {
    let mut labels = BTreeMap::new();
    for sample in samples {
        let chars: Vec<char> = sample.text.chars().collect();
        for (kind, start, end) in &sample.labels {
            let words = bare(&chars[*start..*end].iter().collect::<String>());
            *labels.entry(((*kind).to_owned(), words)).or_default() += 1;
        }
    }
    labels
}

fn file(format: &str, samples: &[Sample]) -> Vec<u8> {
    let pieces: Vec<Piece> = samples.iter().map(|sample| Piece::Text(sample.text.clone())).collect();
    let style = Style {
        ruled: true,
        torn: false,
        repeated: false,
        divided: false,
        early: false,
        right: false,
        drop: 0.0,
    };
    match format {
        "docx" => office::docx(&pieces),
        "xlsx" => office::xlsx(&pieces),
        "ofd" => office::ofd(&pages(&pieces, &style)),
        _ => {
            let ink = Ink { coding: Coding::Mapped, ruling: Ruling::Strokes, single: false, turned: false };
            pdf(&pages(&pieces, &style), &ink)
        }
    }
}

fn score(format: &str, samples: &[Sample]) -> BTreeMap<String, Score> {
    let screener = Screener::new(&Rules::built_in());
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for together in samples.chunks(TOGETHER) {
        let mut expected = labels(together);
        let screening = screen_bytes(&screener, &file(format, together), date(2026, 11, 24)).unwrap();
        assert_eq!((screening.coverage.picture_pages, screening.coverage.unreadable), (0, 0), "{format}");
        for (finding, mark) in screening.each() {
            let key = (finding.kind.key().to_owned(), bare(&mark.text));
            let entry = scores.entry(key.0.clone()).or_default();
            if let Some(left) = expected.get_mut(&key).filter(|left| **left > 0) {
                *left -= 1;
                entry.right += 1;
            } else {
                eprintln!("{format}: wrong {key:?} in {}", finding.place);
                entry.wrong += 1;
            }
        }
        for ((kind, words), left) in expected {
            if left > 0 {
                eprintln!("{format}: missed {kind} {words}");
            }
            scores.entry(kind).or_default().missed += left;
        }
    }
    scores
}

#[test]
fn attachments_of_every_format_are_screened_like_text() {
    let mut dice = Dice::new(11);
    let mut samples = positives(&mut dice, 60);
    let planted: usize = samples.iter().map(|sample| sample.labels.len()).sum();
    let misses = near_misses(&mut dice, 40);
    assert!(planted >= 500 && misses.len() >= 500, "{planted} {}", misses.len());
    samples.extend(misses);
    for format in ["docx", "xlsx", "pdf", "ofd"] {
        for (kind, score) in score(format, &samples) {
            println!(
                "{format} {kind:16} found {:4} missed {:2} wrong {:2} precision {:.3} recall {:.3}",
                score.right,
                score.missed,
                score.wrong,
                score.precision(),
                score.recall()
            );
            assert!(score.precision() >= 0.95, "{format} {kind}");
            assert!(score.recall() >= 0.95, "{format} {kind}");
        }
    }
}
