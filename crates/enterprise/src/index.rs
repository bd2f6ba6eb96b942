//! One item → all enterprises: a bitmap for every cut point and name the rules ask about.
//!
//! Each column keeps who is known there; each cut point of its codes, who is at or above; each test of its texts and
//! sets, whom it fits. Two bitmaps answer with three values: met, and possible (met or unknown).

mod query;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::bits::{self, Bits};
use crate::demand::cuts;
use crate::register::{Register, UNKNOWN};
use crate::rule::{Column, Plan, Rule, Wanted};

pub use query::{Answer, Near, Query};

/// Words in a block: 4,096 enterprises, so that a handful of blocks stays in the first cache.
const WORDS: usize = 64;

type Set = Bits<WORDS>;
type Block = [u64; WORDS];

/// What the index keeps of one column.
#[derive(Debug, Clone, Default)]
struct Indexed {
    /// Who is known there.
    known: Set,
    /// Cut points, sorted, and who is at or above each.
    cuts: Vec<i64>,
    above: Vec<Set>,
    /// Whom each test of texts or names fits.
    fits: BTreeMap<Wanted, Set>,
}

/// A bitmap index of a register (位图索引), for the questions of the rules it was built with.
#[derive(Debug, Clone, Default)]
pub struct Index {
    count: usize,
    columns: BTreeMap<Column, Indexed>,
}

impl Index {
    /// Indexes a register for the questions of `rules`.
    pub fn build<'a>(register: &Register, rules: impl IntoIterator<Item = &'a Rule>) -> Index {
        let mut index = Index { count: register.len(), columns: BTreeMap::new() };
        index.learn(register, rules);
        index
    }

    /// Adds what further rules ask about; what is there stays.
    pub fn learn<'a>(&mut self, register: &Register, rules: impl IntoIterator<Item = &'a Rule>) {
        let mut asked: BTreeMap<Column, Indexed> = BTreeMap::new();
        for rule in rules {
            gather(&rule.plan, &mut asked);
        }
        for (column, mut new) in asked {
            let is_new = !self.columns.contains_key(&column);
            let old = self.columns.entry(column).or_default();
            new.cuts.sort_unstable();
            new.cuts.dedup();
            new.cuts.retain(|cut| old.cuts.binary_search(cut).is_err());
            new.fits.retain(|wanted, _| !old.fits.contains_key(wanted));
            if is_new || !new.cuts.is_empty() || !new.fits.is_empty() {
                new.fill(register, column);
                old.join(new);
            }
        }
    }

    /// Brings one enterprise up to date after [`Register::push`] or [`Register::set`].
    pub fn refresh(&mut self, register: &Register, row: usize) {
        self.count = register.len();
        for (column, indexed) in &mut self.columns {
            indexed.refresh(register, *column, row);
        }
    }

    /// How many enterprises it covers.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Does it cover none?
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Bytes kept.
    pub fn bytes(&self) -> usize {
        let sets = self.columns.values().map(|column| {
            column.known.bytes()
                + column.above.iter().map(Bits::bytes).sum::<usize>()
                + column.fits.values().map(Bits::bytes).sum::<usize>()
        });
        sets.sum()
    }

    /// How many bitmaps it keeps.
    pub fn bitmaps(&self) -> usize {
        self.columns.values().map(|column| 1 + column.above.len() + column.fits.len()).sum()
    }

    /// Blocks of enterprises, the unit of [`Query`]'s ranges, in `parts` ranges.
    pub fn parts(&self, parts: usize) -> Vec<Range<usize>> {
        bits::split(bits::blocks::<WORDS>(self.count), parts)
    }
}

/// What a rule asks, by column.
fn gather(plan: &Plan, asked: &mut BTreeMap<Column, Indexed>) {
    match plan {
        Plan::All(parts) | Plan::Any(parts) => parts.iter().for_each(|part| gather(part, asked)),
        Plan::Always(_) => {}
        Plan::Term(term) => {
            let column = asked.entry(term.atom.column).or_default();
            match &term.atom.wanted {
                Wanted::Codes(ranges) => column.cuts.extend(cuts(ranges)),
                wanted @ (Wanted::Texts(_) | Wanted::Holds(_)) => {
                    column.fits.entry(wanted.clone()).or_default();
                }
            }
        }
    }
}

impl Indexed {
    fn fill(&mut self, register: &Register, column: Column) {
        let blocks = bits::blocks::<WORDS>(register.len());
        if let Some(labels) = register.labels(column.attribute) {
            // Each distinct entry is tested once.
            let entries = labels.entries();
            let mut tests: Vec<(Vec<bool>, &mut Set)> = self
                .fits
                .iter_mut()
                .map(|(wanted, set)| (entries.iter().map(|texts| fits(wanted, texts)).collect(), set))
                .collect();
            for rows in labels.rows().chunks(bits::width::<WORDS>()) {
                let pick = |test: &dyn Fn(usize) -> bool| {
                    let mut block: Block = [0; WORDS];
                    for (word, rows) in block.iter_mut().zip(rows.chunks(64)) {
                        for (bit, place) in rows.iter().enumerate() {
                            *word |= u64::from(test(*place as usize)) << bit;
                        }
                    }
                    block
                };
                self.known.push(pick(&|place| place < entries.len()));
                for (test, set) in &mut tests {
                    set.push(pick(&|place| test.get(place).copied().unwrap_or(false)));
                }
            }
            return;
        }
        let codes = register.codes(column);
        self.above = vec![Set::default(); self.cuts.len()];
        let mut values = vec![UNKNOWN; bits::width::<WORDS>()];
        for block in 0..blocks {
            let first = block * bits::width::<WORDS>();
            for (place, value) in values.iter_mut().enumerate() {
                *value = if first + place < register.len() { codes.of(first + place) } else { UNKNOWN };
            }
            self.known.push(at_least(&values, UNKNOWN + 1));
            for (cut, above) in self.cuts.iter().zip(&mut self.above) {
                above.push(at_least(&values, *cut));
            }
        }
    }

    fn join(&mut self, new: Indexed) {
        let mut all: Vec<(i64, Set)> =
            std::mem::take(&mut self.cuts).into_iter().zip(std::mem::take(&mut self.above)).collect();
        all.extend(new.cuts.into_iter().zip(new.above));
        all.sort_by_key(|(cut, _)| *cut);
        (self.cuts, self.above) = all.into_iter().unzip();
        self.fits.extend(new.fits);
        self.known = new.known;
    }

    fn refresh(&mut self, register: &Register, column: Column, row: usize) {
        if let Some(labels) = register.labels(column.attribute) {
            let texts = labels.of(row);
            self.known.put(row, texts.is_some());
            for (wanted, set) in &mut self.fits {
                set.put(row, texts.is_some_and(|texts| fits(wanted, texts)));
            }
            return;
        }
        let code = register.code(column, row);
        self.known.put(row, code != UNKNOWN);
        for (cut, above) in self.cuts.iter().zip(&mut self.above) {
            above.put(row, code >= *cut);
        }
    }
}

/// Which of a block's values reach the cut; one that is unknown reaches none.
fn at_least(values: &[i64], cut: i64) -> Block {
    let mut block: Block = [0; WORDS];
    for (word, values) in block.iter_mut().zip(values.chunks(64)) {
        for (bit, value) in values.iter().enumerate() {
            *word |= u64::from(*value >= cut) << bit;
        }
    }
    block
}

fn fits(wanted: &Wanted, texts: &[String]) -> bool {
    match wanted {
        Wanted::Texts(_) => wanted.fits_texts(texts),
        Wanted::Holds(name) => texts.contains(name),
        Wanted::Codes(_) => false,
    }
}
