//! One enterprise → all items: for every value or interval of a datum, which alternatives it rules out.
//!
//! Each alternative of each rule is a row. A datum that is known rules rows out; one that is missing leaves the rows
//! that ask for it open. What is neither ruled out nor open is met. Rows stand in the order of the region and industry
//! they ask for, so that the first two data leave most blocks of rows empty and the rest is never looked at.

mod slot;

use std::collections::BTreeMap;

use crate::attribute::Attribute;
use crate::bits::{self, Bits};
use crate::demand::{Ask, Demand, demands};
use crate::evaluate::Truth;
use crate::problem::Span;
use crate::profile::Facts;
use crate::rule::{Column, Reading, Rule};

use slot::{Fails, Slot};

/// Words in a block: 512 rows, one line of the cache.
const WORDS: usize = 8;

type Set = Bits<WORDS>;
type Block = [u64; WORDS];

/// Rules changed since the rows were last laid out; beyond so many they are laid out anew.
const MOST_LOOSE: usize = 256;

/// Numbers of items, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fitting {
    /// 符合.
    pub met: Vec<u32>,
    /// 可能符合: data are missing.
    pub unknown: Vec<u32>,
}

/// An item that fails by one datum alone (只差一项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// The item's number.
    pub item: u32,
    /// Where the demand stands in its condition; of several, the first.
    pub spans: Vec<Span>,
}

/// Items laid out for the question which of them an enterprise fits (事项索引).
#[derive(Debug, Clone, Default)]
pub struct Items {
    rules: Vec<Option<Rule>>,
    /// The item of each row.
    rows: Vec<u32>,
    /// The demands of each row.
    demands: Vec<Vec<Demand>>,
    /// Items and their rows, sorted.
    places: Vec<(u32, u32)>,
    /// Rows of items that were changed or taken away.
    dead: Set,
    /// Items answered from their rule: changed lately, or with too many alternatives.
    loose: Vec<u32>,
    /// How many of them have too many alternatives and will stay loose.
    stubborn: usize,
    columns: Vec<AskedOf>,
}

/// What the rows ask of one column.
#[derive(Debug, Clone)]
struct AskedOf {
    column: Column,
    /// Rows that ask for it at all.
    asking: Set,
    slots: Vec<Slot>,
}

/// Why an item fits or may fit: the alternative that carries it (理由).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason<'a> {
    /// The item's number.
    pub item: u32,
    /// For each demand of that alternative, where it stands in the condition, and whether it is met or unknown. Empty
    /// for an item with too many alternatives.
    pub demands: Vec<(&'a [Span], Truth)>,
}

/// What an enterprise has in each column the rows ask for.
struct Readings<'a>(BTreeMap<Column, Reading<'a>>);

/// Working space, kept between questions.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    met: Vec<u64>,
    unknown: Vec<u64>,
}

impl Items {
    /// Lays out items, numbered from 0 in their order. All rules are for one application year.
    pub fn build(rules: impl IntoIterator<Item = Rule>) -> Items {
        let mut items = Items { rules: rules.into_iter().map(Some).collect(), ..Items::default() };
        items.lay_out();
        items
    }

    fn lay_out(&mut self) {
        let mut rows: Vec<(u32, Vec<Demand>)> = Vec::new();
        let mut loose = Vec::new();
        for (number, rule) in (0..).zip(&self.rules) {
            match rule.as_ref().map(|rule| demands(&rule.plan)) {
                None => {}
                Some(None) => loose.push(number),
                Some(Some(alternatives)) => rows.extend(alternatives.into_iter().map(|row| (number, row))),
            }
        }
        rows.sort_by_cached_key(|(number, row)| (order(row), *number));
        let mut columns: BTreeMap<Column, Vec<Vec<(usize, &Ask)>>> = BTreeMap::new();
        for (place, (_, row)) in rows.iter().enumerate() {
            let mut taken: BTreeMap<Column, usize> = BTreeMap::new();
            for demand in row {
                let slots = columns.entry(demand.column).or_default();
                let turn = taken.entry(demand.column).or_default();
                if slots.len() <= *turn {
                    slots.push(Vec::new());
                }
                if let Some(slot) = slots.get_mut(*turn) {
                    slot.push((place, &demand.ask));
                }
                *turn += 1;
            }
        }
        let count = rows.len();
        let mut asked: Vec<AskedOf> = columns
            .into_iter()
            .map(|(column, slots)| AskedOf {
                column,
                asking: bits::from_numbers(slots.iter().flatten().map(|(place, _)| *place), count),
                slots: slots.iter().map(|asks| Slot::build(asks, count)).collect(),
            })
            .collect();
        asked.sort_by_key(|one| {
            let first = !matches!(one.column.attribute, Attribute::Region | Attribute::Industry);
            (first, one.column.attribute != Attribute::Region, std::cmp::Reverse(one.asking.count()))
        });
        self.columns = asked;
        self.dead = Set::default();
        self.stubborn = loose.len();
        self.loose = loose;
        (self.rows, self.demands) = rows.into_iter().unzip();
        self.places = self.rows.iter().copied().zip(0..).collect();
        self.places.sort_unstable();
    }

    /// How many items there are, taken away ones included.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rule of an item.
    pub fn rule(&self, item: u32) -> Option<&Rule> {
        self.rules.get(item as usize)?.as_ref()
    }

    /// Gives an item another rule, or none; the next number adds an item. False beyond that.
    pub fn set(&mut self, item: u32, rule: Option<Rule>) -> bool {
        let place = item as usize;
        if place > self.rules.len() {
            return false;
        }
        if place == self.rules.len() {
            self.rules.push(None);
        }
        let has_rule = rule.is_some();
        if let Some(kept) = self.rules.get_mut(place) {
            *kept = rule;
        }
        if self.loose.contains(&item) {
            self.loose.retain(|one| *one != item || has_rule);
        } else {
            let first = self.places.partition_point(|(one, _)| *one < item);
            for (_, row) in self.places.iter().skip(first).take_while(|(one, _)| *one == item) {
                self.dead.put(*row as usize, true);
            }
            self.loose.extend(has_rule.then_some(item));
        }
        if self.loose.len() > MOST_LOOSE + self.stubborn {
            self.lay_out();
        }
        true
    }

    /// Bytes of the sets.
    pub fn bytes(&self) -> usize {
        let columns = self.columns.iter();
        columns.map(|one| one.asking.bytes() + one.slots.iter().map(Slot::bytes).sum::<usize>()).sum()
    }

    /// How many alternatives there are in all.
    pub fn alternatives(&self) -> usize {
        self.rows.len()
    }

    /// Which items the enterprise fits and may fit.
    pub fn fitting(&self, facts: &Facts<'_>, scratch: &mut Scratch) -> Fitting {
        let words = self.rules.len().div_ceil(64);
        for space in [&mut scratch.met, &mut scratch.unknown] {
            space.clear();
            space.resize(words, 0);
        }
        let mut mark = |item: u32, truth: Truth| {
            let space = match truth {
                Truth::Met => &mut scratch.met,
                Truth::Unknown => &mut scratch.unknown,
                Truth::Not => return,
            };
            if let Some(word) = space.get_mut(item as usize / 64) {
                *word |= 1 << (item % 64);
            }
        };
        let read = self.read(facts);
        for block in 0..bits::blocks::<WORDS>(self.rows.len()) {
            let (met, unknown) = self.block(&read, block);
            let first = block * bits::width::<WORDS>();
            for (rows, truth) in [(met, Truth::Met), (unknown, Truth::Unknown)] {
                bits::each(&rows, first, |row| {
                    if let Some(item) = self.rows.get(row) {
                        mark(*item, truth);
                    }
                });
            }
        }
        for item in &self.loose {
            if let Some(rule) = self.rule(*item) {
                mark(*item, rule.evaluate(facts));
            }
        }
        let mut fitting = Fitting::default();
        for (place, (met, unknown)) in scratch.met.iter().zip(&scratch.unknown).enumerate() {
            bits::each(&[*met], place * 64, |item| fitting.met.extend(u32::try_from(item)));
            // Of several alternatives the best one counts.
            bits::each(&[unknown & !met], place * 64, |item| fitting.unknown.extend(u32::try_from(item)));
        }
        fitting
    }

    /// What the data of an enterprise rule out, column by column.
    fn read<'a>(&'a self, facts: &Facts<'_>) -> Vec<(&'a AskedOf, Option<Vec<Fails<'a>>>)> {
        let read = self.columns.iter().map(|one| {
            let fails = match Reading::of(facts, one.column) {
                Reading::Unknown => None,
                Reading::Code(code) => Some(one.slots.iter().map(|slot| slot.code(code)).collect()),
                Reading::Texts(texts) => {
                    Some(one.slots.iter().map(|slot| slot.texts(texts.iter().map(String::as_str))).collect())
                }
                Reading::Set(set) => {
                    Some(one.slots.iter().map(|slot| slot.texts(set.iter().map(String::as_str))).collect())
                }
            };
            (one, fails)
        });
        read.collect()
    }

    /// Rows of a block that are met, and that are open.
    #[inline]
    fn block(&self, read: &[(&AskedOf, Option<Vec<Fails<'_>>>)], block: usize) -> (Block, Block) {
        let mut left: Block = bits::within(block, self.rows.len());
        if !self.dead.is_empty_block(block) {
            for (left, dead) in left.iter_mut().zip(self.dead.block(block)) {
                *left &= !dead;
            }
        }
        for (_, fails) in read {
            for fails in fails.iter().flatten() {
                fails.take_from(block, &mut left);
                if !bits::any(&left) {
                    return ([0; WORDS], [0; WORDS]);
                }
            }
        }
        let mut open: Block = [0; WORDS];
        for (asked, _) in read.iter().filter(|(_, fails)| fails.is_none()) {
            for (open, asking) in open.iter_mut().zip(asked.asking.block(block)) {
                *open |= asking;
            }
        }
        for (left, open) in left.iter_mut().zip(&mut open) {
            *open &= *left;
            *left &= !*open;
        }
        (left, open)
    }

    /// Items that neither fit nor may fit, but for one datum.
    ///
    /// Items with too many alternatives are left out.
    pub fn short(&self, facts: &Facts<'_>, scratch: &mut Scratch) -> Vec<Short> {
        let fitting = self.fitting(facts, scratch);
        let fits = |item: &u32| {
            fitting.met.binary_search(item).is_ok() || fitting.unknown.binary_search(item).is_ok()
        };
        let read = self.read(facts);
        let readings = self.readings(facts);
        let mut found: Vec<(u32, &Demand)> = Vec::new();
        for block in 0..bits::blocks::<WORDS>(self.rows.len()) {
            let (mut once, mut twice): (Block, Block) = ([0; WORDS], [0; WORDS]);
            for fails in read.iter().filter_map(|(_, fails)| fails.as_ref()).flatten() {
                let mut left: Block = [u64::MAX; WORDS];
                fails.take_from(block, &mut left);
                for ((once, twice), left) in once.iter_mut().zip(&mut twice).zip(&left) {
                    *twice |= *once & !left;
                    *once |= !left;
                }
            }
            for ((once, twice), dead) in once.iter_mut().zip(&twice).zip(self.dead.block(block)) {
                *once &= !twice & !dead;
            }
            bits::each(&once, block * bits::width::<WORDS>(), |row| {
                let item = self.rows.get(row).filter(|item| !fits(item));
                let demands = self.demands.get(row).into_iter().flatten();
                let failed = demands.into_iter().find(|demand| readings.truth(demand) == Truth::Not);
                found.extend(item.copied().zip(failed));
            });
        }
        found.sort_by_key(|(item, _)| *item);
        found.dedup_by_key(|(item, _)| *item);
        let mut short: Vec<Short> =
            found.into_iter().map(|(item, demand)| Short { item, spans: demand.spans.clone() }).collect();
        for item in self.loose.iter().filter(|item| !fits(item)) {
            let alternatives = self.rule(*item).and_then(|rule| demands(&rule.plan)).unwrap_or_default();
            let failed = |row: &Vec<Demand>| {
                let mut failed = row.iter().filter(|demand| demand.truth(facts) == Truth::Not);
                failed.next().filter(|_| failed.next().is_none()).map(|demand| demand.spans.clone())
            };
            short.extend(alternatives.iter().find_map(failed).map(|spans| Short { item: *item, spans }));
        }
        short.sort_by_key(|one| one.item);
        short
    }

    /// Why each of the items fits or may fit, in their order.
    pub fn reasons<'a>(&'a self, facts: &Facts<'_>, fitting: &Fitting) -> Vec<Reason<'a>> {
        let readings = self.readings(facts);
        let items = fitting.met.iter().chain(&fitting.unknown);
        let reason = |item: &u32| {
            let first = self.places.partition_point(|(one, _)| one < item);
            let rows = self.places.get(first..).unwrap_or_default().iter().take_while(|(one, _)| one == item);
            let rows = rows.filter(|(_, row)| !self.dead.has(*row as usize));
            let truths = rows.filter_map(|(_, row)| self.demands.get(*row as usize)).map(|demands| {
                let each: Vec<_> =
                    demands.iter().map(|demand| (demand.spans.as_slice(), readings.truth(demand))).collect();
                (each.iter().map(|(_, truth)| *truth).min().unwrap_or(Truth::Met), each)
            });
            let best = truths.max_by_key(|(truth, _)| *truth);
            Reason { item: *item, demands: best.map(|(_, demands)| demands).unwrap_or_default() }
        };
        let mut reasons: Vec<Reason<'a>> = items.map(reason).collect();
        reasons.sort_by_key(|reason| reason.item);
        reasons
    }

    fn readings<'a>(&self, facts: &Facts<'a>) -> Readings<'a> {
        let columns = self.columns.iter().map(|asked| asked.column);
        Readings(columns.map(|column| (column, Reading::of(facts, column))).collect())
    }
}

impl Readings<'_> {
    fn truth(&self, demand: &Demand) -> Truth {
        self.0.get(&demand.column).map_or(Truth::Unknown, |reading| demand.truth_of(*reading))
    }
}

/// Rows that ask for the same region and industry stand together.
fn order(row: &[Demand]) -> (Option<Ask>, Option<Ask>) {
    let ask = |attribute| {
        row.iter().find(|demand| demand.column.attribute == attribute).map(|demand| demand.ask.clone())
    };
    (ask(Attribute::Region), ask(Attribute::Industry))
}

impl Demand {
    /// Is it met?
    fn truth(&self, facts: &Facts<'_>) -> Truth {
        self.truth_of(Reading::of(facts, self.column))
    }

    fn truth_of(&self, reading: Reading<'_>) -> Truth {
        let fits = |wanted: &crate::rule::Wanted, reading: Reading<'_>| match reading {
            Reading::Texts(texts) => wanted.fits_texts(texts),
            Reading::Set(set) => match wanted {
                crate::rule::Wanted::Holds(name) => set.contains(name),
                crate::rule::Wanted::Texts(_) | crate::rule::Wanted::Codes(_) => false,
            },
            Reading::Code(_) | Reading::Unknown => false,
        };
        match (reading, &self.ask) {
            (Reading::Unknown, _) => Truth::Unknown,
            (Reading::Code(code), Ask::Codes(ranges)) => {
                Truth::known(ranges.iter().any(|(low, high)| (*low..=*high).contains(&code)))
            }
            (_, Ask::Codes(_)) => Truth::Not,
            (reading, Ask::Some(wanted)) => Truth::known(fits(wanted, reading)),
            (reading, Ask::None(wanted)) => Truth::known(!wanted.iter().any(|one| fits(one, reading))),
        }
    }
}
