//! A rule asked of an index, block by block.

use std::ops::Range;

use crate::bits::{self, Bits};
use crate::demand::{Ask, Demand, demands};
use crate::problem::Span;
use crate::rule::{Column, Plan, Range as Codes, Rule, Wanted};

use super::{Block, Index, Indexed, Set, WORDS};

const NOTHING: Block = [0; WORDS];
const EVERYTHING: Block = [u64::MAX; WORDS];

/// Numbers of enterprises, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// 符合.
    pub met: Vec<u32>,
    /// 可能符合: data are missing.
    pub unknown: Vec<u32>,
}

/// A rule bound to an index; may be asked from several threads, each with blocks of its own.
#[derive(Debug)]
pub struct Query<'a> {
    index: &'a Index,
    node: Node<'a>,
    plan: &'a Plan,
}

/// A rule over bitmaps.
#[derive(Debug)]
enum Node<'a> {
    All(Vec<Node<'a>>),
    Any(Vec<Node<'a>>),
    /// One bitmap, or its contrary among the known.
    Set {
        set: &'a Set,
        known: &'a Set,
        affirmed: bool,
    },
    /// At or above the first and not at or above the second.
    Between {
        from: Option<&'a Set>,
        to: Option<&'a Set>,
        known: &'a Set,
    },
    /// Never met: not met by the known, unknown otherwise.
    Never {
        known: &'a Set,
    },
    Always(bool),
}

/// Who meets a part of a rule in one block, and who may.
struct Pair {
    met: Block,
    possible: Block,
}

impl Index {
    /// Binds a rule; `None` when it asks something the index has not learned.
    pub fn query<'a>(&'a self, rule: &'a Rule) -> Option<Query<'a>> {
        Some(Query { index: self, node: self.node(&rule.plan)?, plan: &rule.plan })
    }

    fn node<'a>(&'a self, plan: &Plan) -> Option<Node<'a>> {
        let parts = |parts: &[Plan]| {
            let mut nodes: Vec<Node<'a>> = parts.iter().map(|part| self.node(part)).collect::<Option<_>>()?;
            // Few enterprises first: most blocks are done after the first part. The answer stays the same.
            nodes.sort_by_key(|node| node.possible(self.count as u64));
            Some(nodes)
        };
        Some(match plan {
            Plan::All(inner) => Node::All(parts(inner)?),
            Plan::Any(inner) => Node::Any(parts(inner)?),
            Plan::Always(value) => Node::Always(*value),
            Plan::Term(term) => {
                let column = self.columns.get(&term.atom.column)?;
                match &term.atom.wanted {
                    Wanted::Codes(ranges) if term.affirmed => column.ranges(ranges)?,
                    Wanted::Codes(ranges) => column.ranges(&crate::demand::complement(ranges))?,
                    wanted => column.fits(wanted, term.affirmed)?,
                }
            }
        })
    }

    fn demand(&self, demand: &Demand) -> Option<Node<'_>> {
        let column = self.columns.get(&demand.column)?;
        match &demand.ask {
            Ask::Codes(ranges) => column.ranges(ranges),
            Ask::Some(wanted) => column.fits(wanted, true),
            Ask::None(wanted) => {
                let parts = wanted.iter().map(|wanted| column.fits(wanted, false));
                Some(Node::All(parts.collect::<Option<_>>()?))
            }
        }
    }
}

impl Indexed {
    fn fits(&self, wanted: &Wanted, affirmed: bool) -> Option<Node<'_>> {
        Some(Node::Set { set: self.fits.get(wanted)?, known: &self.known, affirmed })
    }

    fn ranges(&self, ranges: &[Codes]) -> Option<Node<'_>> {
        let above = |cut: Option<i64>| match cut {
            None => Some(None),
            Some(cut) => self.cuts.binary_search(&cut).ok().map(|place| self.above.get(place)),
        };
        let mut parts = Vec::new();
        for (low, high) in ranges {
            let from = above((*low > i64::MIN).then_some(*low))?;
            let to = above(high.checked_add(1))?;
            parts.push(Node::Between { from, to, known: &self.known });
        }
        Some(match parts.len() {
            0 => Node::Never { known: &self.known },
            1 => parts.pop()?,
            _ => Node::Any(parts),
        })
    }
}

impl Node<'_> {
    /// How many can at most be possible.
    fn possible(&self, all: u64) -> u64 {
        match self {
            Node::Always(true) => all,
            Node::Always(false) => 0,
            Node::Never { known } => all - known.count().min(all),
            Node::Set { set, known, affirmed: true } => set.count() + all - known.count().min(all),
            Node::Set { set, affirmed: false, .. } => all - set.count().min(all),
            Node::Between { from, to, known } => {
                let (from, to) = (from.map_or(known.count(), Bits::count), to.map_or(0, Bits::count));
                from.saturating_sub(to) + all - known.count().min(all)
            }
            Node::All(parts) => parts.iter().map(|part| part.possible(all)).min().unwrap_or(all),
            Node::Any(parts) => {
                parts.iter().map(|part| part.possible(all)).fold(0, u64::saturating_add).min(all)
            }
        }
    }

    /// Narrows a pair by this part.
    fn and(&self, block: usize, pair: &mut Pair) {
        match self {
            Node::Always(true) => {}
            Node::Always(false) => (pair.met, pair.possible) = (NOTHING, NOTHING),
            Node::Never { known } => {
                pair.met = NOTHING;
                for (possible, known) in pair.possible.iter_mut().zip(known.block(block)) {
                    *possible &= !known;
                }
            }
            Node::Set { set, known, affirmed: true }
                if set.is_empty_block(block) && known.is_full_block(block) =>
            {
                (pair.met, pair.possible) = (NOTHING, NOTHING);
            }
            Node::Set { set, known, affirmed } => {
                let words = set.block(block).iter().zip(known.block(block));
                let pairs = pair.met.iter_mut().zip(&mut pair.possible).zip(words);
                if *affirmed {
                    for ((met, possible), (set, known)) in pairs {
                        *met &= set;
                        *possible &= set | !known;
                    }
                } else {
                    for ((met, possible), (set, known)) in pairs {
                        *met &= known & !set;
                        *possible &= !set;
                    }
                }
            }
            Node::Between { from, to, known } => {
                let known = known.block(block);
                let from = from.map_or(known, |set| set.block(block));
                let to = to.map_or(&NOTHING, |set| set.block(block));
                let words = from.iter().zip(to).zip(known);
                for ((met, possible), ((from, to), known)) in
                    pair.met.iter_mut().zip(&mut pair.possible).zip(words)
                {
                    let within = from & !to;
                    *met &= within;
                    *possible &= within | !known;
                }
            }
            Node::All(parts) => {
                for part in parts {
                    part.and(block, pair);
                    if !bits::any(&pair.possible) {
                        return;
                    }
                }
            }
            Node::Any(_) => {
                let own = self.pair(block);
                for (met, own) in pair.met.iter_mut().zip(&own.met) {
                    *met &= own;
                }
                for (possible, own) in pair.possible.iter_mut().zip(&own.possible) {
                    *possible &= own;
                }
            }
        }
    }

    fn pair(&self, block: usize) -> Pair {
        let Node::Any(parts) = self else {
            let mut pair = Pair { met: EVERYTHING, possible: EVERYTHING };
            self.and(block, &mut pair);
            return pair;
        };
        let mut all = Pair { met: NOTHING, possible: NOTHING };
        for part in parts {
            let own = part.pair(block);
            for (met, own) in all.met.iter_mut().zip(&own.met) {
                *met |= own;
            }
            for (possible, own) in all.possible.iter_mut().zip(&own.possible) {
                *possible |= own;
            }
        }
        all
    }
}

impl Query<'_> {
    fn block(&self, block: usize) -> Pair {
        let mut pair = self.node.pair(block);
        if (block + 1) * bits::width::<WORDS>() > self.index.count {
            let within = bits::within::<WORDS>(block, self.index.count);
            for (word, within) in pair.met.iter_mut().chain(&mut pair.possible).zip(within.iter().cycle()) {
                *word &= within;
            }
        }
        // From here on: met, and unknown alone.
        for (possible, met) in pair.possible.iter_mut().zip(&pair.met) {
            *possible &= !met;
        }
        pair
    }

    fn all(&self) -> Range<usize> {
        0..bits::blocks::<WORDS>(self.index.count)
    }

    /// How many meet the rule and how many may, in all blocks.
    pub fn count(&self) -> (u64, u64) {
        self.count_in(self.all())
    }

    /// The same in a range of blocks from [`Index::parts`].
    pub fn count_in(&self, blocks: Range<usize>) -> (u64, u64) {
        blocks.fold((0, 0), |(met, unknown), block| {
            let pair = self.block(block);
            (met + bits::count(&pair.met), unknown + bits::count(&pair.possible))
        })
    }

    /// Who meets the rule and who may, in all blocks.
    pub fn answer(&self) -> Answer {
        self.answer_in(self.all())
    }

    /// The same in a range of blocks from [`Index::parts`].
    pub fn answer_in(&self, blocks: Range<usize>) -> Answer {
        let mut answer = Answer::default();
        for block in blocks {
            let pair = self.block(block);
            append(&pair.met, block, &mut answer.met);
            append(&pair.possible, block, &mut answer.unknown);
        }
        answer
    }

    /// Who does not meet the rule but would with one datum other than it is (只差一项), by the place of that demand.
    ///
    /// Counts an enterprise under each demand that alone keeps it out. `None` when the rule has too many alternatives.
    pub fn near(&self) -> Option<Near> {
        let alternatives = demands(self.plan)?;
        let mut near = Near::default();
        let mut nodes: Vec<Vec<(usize, Node<'_>)>> = Vec::new();
        for alternative in &alternatives {
            let mut row = Vec::new();
            for demand in alternative {
                let same =
                    |one: &(Column, Ask, Vec<Span>, u64)| one.0 == demand.column && one.1 == demand.ask;
                let place = near.short.iter().position(same).unwrap_or(near.short.len());
                if place == near.short.len() {
                    near.short.push((demand.column, demand.ask.clone(), demand.spans.clone(), 0));
                }
                row.push((place, self.index.demand(demand)?));
            }
            nodes.push(row);
        }
        for block in self.all() {
            let pair = self.block(block);
            let within = bits::within::<WORDS>(block, self.index.count);
            let mut out = NOTHING;
            for ((out, within), (met, unknown)) in
                out.iter_mut().zip(&within).zip(pair.met.iter().zip(&pair.possible))
            {
                *out = within & !met & !unknown;
            }
            let mut lone: Vec<Block> = vec![NOTHING; near.short.len()];
            let mut all = NOTHING;
            for row in &nodes {
                row_short(row, block, &out, &mut lone, &mut all);
            }
            append(&all, block, &mut near.rows);
            for (short, lone) in near.short.iter_mut().zip(&lone) {
                short.3 += bits::count(lone);
            }
        }
        Some(near)
    }
}

/// Of those outside, who fails exactly one demand of the alternative.
fn row_short(row: &[(usize, Node<'_>)], block: usize, out: &Block, lone: &mut [Block], all: &mut Block) {
    let fails: Vec<Block> = row.iter().map(|(_, node)| node.pair(block).possible.map(|word| !word)).collect();
    let (mut once, mut twice) = (NOTHING, NOTHING);
    for fail in &fails {
        for ((once, twice), fail) in once.iter_mut().zip(&mut twice).zip(fail) {
            *twice |= *once & fail;
            *once |= fail;
        }
    }
    let words = all.iter_mut().zip(&mut once).zip(twice.iter().zip(out));
    for ((all, once), (twice, out)) in words {
        *once &= !twice & out;
        *all |= *once;
    }
    for ((place, _), fail) in row.iter().zip(&fails) {
        let Some(lone) = lone.get_mut(*place) else { continue };
        for ((lone, fail), once) in lone.iter_mut().zip(fail).zip(&once) {
            *lone |= fail & once;
        }
    }
}

fn append(block: &Block, place: usize, numbers: &mut Vec<u32>) {
    let first = place * bits::width::<WORDS>();
    numbers.reserve(usize::try_from(bits::count(block)).unwrap_or_default());
    bits::each(block, first, |number| numbers.extend(u32::try_from(number)));
}

/// Who is one demand short.
#[derive(Debug, Clone, Default)]
pub struct Near {
    /// Their numbers, in order.
    pub rows: Vec<u32>,
    short: Vec<(Column, Ask, Vec<Span>, u64)>,
}

impl Near {
    /// For every demand, where it stands in the condition and how many it alone keeps out; the most first.
    pub fn demands(&self) -> Vec<(&[Span], u64)> {
        let mut found: Vec<(&[Span], u64)> =
            self.short.iter().map(|(_, _, spans, count)| (spans.as_slice(), *count)).collect();
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        found
    }
}
