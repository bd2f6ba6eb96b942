//! One demand of each row on one datum: which rows a value rules out.

use std::collections::{BTreeMap, HashMap};

use crate::bits;
use crate::demand::{Ask, cuts};
use crate::rule::TextTest;

use super::{Block, Set, WORDS};

/// The most changes between two kept intervals; so memory stays bounded when every rule has a cut point of its own.
const MOST_CHANGES: usize = 256;

/// At most one demand of each row on a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    intervals: Option<Intervals>,
    labels: Option<Labels>,
}

/// Rows ruled out by each interval of codes.
#[derive(Debug, Clone, Default)]
struct Intervals {
    /// Interval n+1 begins at cut n; interval 0 lies below all.
    cuts: Vec<i64>,
    /// For each interval: the kept set it starts from, and the end of its changes.
    places: Vec<(u32, u32)>,
    /// Sets kept, and where their changes begin.
    kept: Vec<(Set, u32)>,
    /// Rows whose answer turns, in the order of the cuts.
    changes: Vec<u32>,
}

/// Rows that texts and names speak for or against.
#[derive(Debug, Clone, Default)]
struct Labels {
    /// Rows that want something.
    wanting: Set,
    whole: HashMap<String, Cell>,
    prefix: HashMap<String, Cell>,
    /// Longest prefix, in bytes.
    longest: usize,
}

/// What a text of one kind does.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// Rows that want it.
    satisfied: Set,
    /// Rows that exclude it.
    excluded: Set,
}

/// What a datum rules out, ready to be read block by block.
pub(super) enum Fails<'a> {
    Set(&'a Set),
    Words(Vec<Block>),
    Labels { wanting: &'a Set, cells: Vec<&'a Cell> },
    Nothing,
}

impl Fails<'_> {
    #[inline]
    pub(super) fn take_from(&self, block: usize, left: &mut Block) {
        match self {
            Fails::Nothing => {}
            Fails::Set(set) => {
                if !set.is_empty_block(block) {
                    take(left, set.block(block));
                }
            }
            Fails::Words(words) => {
                if let Some(words) = words.get(block) {
                    take(left, words);
                }
            }
            Fails::Labels { wanting, cells } => {
                if !wanting.is_empty_block(block) {
                    let mut failed = *wanting.block(block);
                    for cell in cells {
                        take(&mut failed, cell.satisfied.block(block));
                    }
                    take(left, &failed);
                }
                for cell in cells {
                    take(left, cell.excluded.block(block));
                }
            }
        }
    }
}

#[inline]
fn take(left: &mut Block, away: &Block) {
    for (left, away) in left.iter_mut().zip(away) {
        *left &= !away;
    }
}

impl Slot {
    pub(super) fn build(asks: &[(usize, &Ask)], rows: usize) -> Slot {
        let is_codes = asks.iter().any(|(_, ask)| matches!(ask, Ask::Codes(_)));
        if is_codes {
            Slot { intervals: Some(Intervals::build(asks, rows)), labels: None }
        } else {
            Slot { intervals: None, labels: Some(Labels::build(asks, rows)) }
        }
    }

    pub(super) fn code(&self, code: i64) -> Fails<'_> {
        self.intervals.as_ref().map_or(Fails::Nothing, |intervals| intervals.fails(code))
    }

    pub(super) fn texts<'a, 'b>(&'a self, texts: impl Iterator<Item = &'b str>) -> Fails<'a> {
        let Some(labels) = &self.labels else { return Fails::Nothing };
        let cells = texts.filter_map(|text| labels.cell(text)).collect();
        Fails::Labels { wanting: &labels.wanting, cells }
    }

    pub(super) fn bytes(&self) -> usize {
        let intervals = self.intervals.iter().map(|intervals| {
            let kept: usize = intervals.kept.iter().map(|(set, _)| set.bytes()).sum();
            kept + intervals.changes.len() * 4 + intervals.cuts.len() * 16
        });
        let labels = self.labels.iter().map(|labels| {
            let cells = labels.whole.values().chain(labels.prefix.values());
            let cells = cells.map(|cell| cell.satisfied.bytes() + cell.excluded.bytes());
            labels.wanting.bytes() + cells.sum::<usize>()
        });
        intervals.chain(labels).sum()
    }
}

impl Intervals {
    fn build(asks: &[(usize, &Ask)], rows: usize) -> Intervals {
        let mut failing = vec![[0; WORDS]; bits::blocks::<WORDS>(rows)];
        let mut turns: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (row, ask) in asks {
            let Ask::Codes(ranges) = ask else { continue };
            if ranges.first().is_none_or(|(low, _)| *low > i64::MIN) {
                turn(&mut failing, *row);
            }
            for cut in cuts(ranges) {
                turns.entry(cut).or_default().push(*row);
            }
        }
        let mut intervals = Intervals::default();
        intervals.keep(&failing);
        for (cut, rows) in turns {
            intervals.cuts.push(cut);
            for row in &rows {
                turn(&mut failing, *row);
            }
            // With few rows at a cut, many cuts share a kept set and differ from it by the rows that turned since.
            let since = intervals.kept.last().map_or(0, |(_, start)| *start as usize);
            if intervals.changes.len() - since + rows.len() > MOST_CHANGES {
                intervals.keep(&failing);
            } else {
                intervals.changes.extend(rows.iter().filter_map(|row| u32::try_from(*row).ok()));
                intervals.place();
            }
        }
        intervals
    }

    fn keep(&mut self, failing: &[Block]) {
        let mut set = Set::default();
        for block in failing {
            set.push(*block);
        }
        self.kept.push((set, u32::try_from(self.changes.len()).unwrap_or(u32::MAX)));
        self.place();
    }

    fn place(&mut self) {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.places.push((number(self.kept.len() - 1), number(self.changes.len())));
    }

    fn fails(&self, code: i64) -> Fails<'_> {
        let interval = self.cuts.partition_point(|cut| *cut <= code);
        let Some((place, end)) = self.places.get(interval) else { return Fails::Nothing };
        let Some((set, start)) = self.kept.get(*place as usize) else { return Fails::Nothing };
        let changes = self.changes.get(*start as usize..*end as usize).unwrap_or_default();
        if changes.is_empty() {
            return Fails::Set(set);
        }
        let mut words: Vec<Block> = (0..set.len()).map(|block| *set.block(block)).collect();
        for row in changes {
            turn(&mut words, *row as usize);
        }
        Fails::Words(words)
    }
}

fn turn(words: &mut [Block], row: usize) {
    let word = words
        .get_mut(row / bits::width::<WORDS>())
        .and_then(|block| block.get_mut(row % bits::width::<WORDS>() / 64));
    if let Some(word) = word {
        *word ^= 1 << (row % 64);
    }
}

impl Labels {
    fn build(asks: &[(usize, &Ask)], rows: usize) -> Labels {
        /// Rows for and against a test.
        type Sides = (Vec<usize>, Vec<usize>);
        let mut whole: BTreeMap<String, Sides> = BTreeMap::new();
        let mut prefix: BTreeMap<String, Sides> = BTreeMap::new();
        let mut wanting = Vec::new();
        for (row, ask) in asks {
            let (tests, for_it) = match ask {
                Ask::Codes(_) => continue,
                Ask::Some(wanted) => (wanted.tests(), true),
                Ask::None(wanted) => (wanted.iter().flat_map(crate::rule::Wanted::tests).collect(), false),
            };
            wanting.extend(for_it.then_some(*row));
            for test in tests {
                let sides = match test {
                    TextTest::Whole(text) => whole.entry(text).or_default(),
                    TextTest::Prefix(text) => prefix.entry(text).or_default(),
                };
                if for_it { sides.0.push(*row) } else { sides.1.push(*row) }
            }
        }
        // A text passes every prefix test on its way, so each cell holds those too.
        let all = |text: &str, own: &Sides| {
            let mut sides = own.clone();
            for (start, more) in &prefix {
                if text.starts_with(start.as_str()) {
                    sides.0.extend(&more.0);
                    sides.1.extend(&more.1);
                }
            }
            Cell { satisfied: bits::from_numbers(sides.0, rows), excluded: bits::from_numbers(sides.1, rows) }
        };
        let nothing = Sides::default();
        Labels {
            wanting: bits::from_numbers(wanting, rows),
            longest: prefix.keys().map(String::len).max().unwrap_or(0),
            whole: whole.iter().map(|(text, own)| (text.clone(), all(text, own))).collect(),
            prefix: prefix.keys().map(|text| (text.clone(), all(text, &nothing))).collect(),
        }
    }

    fn cell(&self, text: &str) -> Option<&Cell> {
        self.whole.get(text).or_else(|| {
            let ends = text.char_indices().map(|(place, letter)| place + letter.len_utf8());
            let ends: Vec<usize> = ends.take_while(|end| *end <= self.longest).collect();
            ends.iter().rev().find_map(|end| self.prefix.get(text.get(..*end)?))
        })
    }
}
