//! Precision and recall on the labelled corpus: at least 500 planted values and 500 near misses.

mod labelled;

use std::collections::BTreeMap;

use gongkai_screening::{Kind, Rules, Screener};
use labelled::{Dice, Sample, near_misses, positives};

#[derive(Default)]
struct Score {
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        share(self.right, self.wrong)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.missed)
    }

    fn f1(&self) -> f64 {
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        2.0 * count(self.right) / (2.0 * count(self.right) + count(self.missed) + count(self.wrong))
    }
}

fn share(right: usize, other: usize) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    count(right) / (count(right) + count(other)).max(1.0)
}

fn score(samples: &[Sample]) -> BTreeMap<String, Score> {
    let screener = Screener::new(&Rules::built_in());
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for sample in samples {
        let screening = screener.screen(&sample.text, None);
        let found: Vec<_> = screening.each().map(|(finding, mark)| (finding.kind.key(), mark.span)).collect();
        let same = |label: &(&str, usize, usize), found: &(&str, gongkai_screening::Span)| {
            label.0 == found.0 && label.1 == found.1.start && label.2 == found.1.end
        };
        for label in &sample.labels {
            let entry = scores.entry(label.0.to_owned()).or_default();
            if found.iter().any(|found| same(label, found)) {
                entry.right += 1;
            } else {
                eprintln!("missed {label:?} in {}: {found:?}", sample.text);
                entry.missed += 1;
            }
        }
        for extra in found.iter().filter(|found| !sample.labels.iter().any(|label| same(label, found))) {
            eprintln!("wrong {extra:?} in {}", sample.text);
            scores.entry(extra.0.to_owned()).or_default().wrong += 1;
        }
    }
    scores
}

#[test]
fn every_kind_is_found_and_near_misses_are_not() {
    let mut dice = Dice::new(7);
    let mut samples = positives(&mut dice, 60);
    let planted: usize = samples.iter().map(|sample| sample.labels.len()).sum();
    let misses = near_misses(&mut dice, 40);
    assert!(planted >= 500 && misses.len() >= 500, "{planted} {}", misses.len());
    samples.extend(misses);
    let scores = score(&samples);
    for (kind, score) in &scores {
        println!(
            "{kind:16} found {} missed {} wrong {} precision {:.3} recall {:.3} F1 {:.3}",
            score.right,
            score.missed,
            score.wrong,
            score.precision(),
            score.recall(),
            score.f1()
        );
    }
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Metadata) {
        let score = scores.get(kind.key()).unwrap_or_else(|| panic!("no sample of {}", kind.key()));
        assert!(score.f1() >= 0.95, "{} {:.3}", kind.key(), score.f1());
    }
    for kind in [Kind::IdNumber, Kind::CreditCode, Kind::BankCard] {
        let score = &scores[kind.key()];
        assert_eq!((score.missed, score.wrong), (0, 0), "{}", kind.key());
    }
}
