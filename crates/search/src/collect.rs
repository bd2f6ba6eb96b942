//! Hits in their order, counted, with what they may be narrowed by.
//!
//! Every hit is passed over once. Only as many are kept as the page asked for needs: a list twice that long is cut to
//! its better half whenever it is full, so the cost of a page grows with its depth in memory and hardly in time.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentReader};

use crate::document::Facet;

/// A document number or a whole title.
pub(crate) const EXACT: Score = 8_192.0;
/// Every word stands in the title.
pub(crate) const TITLE: Score = 4_096.0;
/// Every word stands in a heading.
pub(crate) const HEADING: Score = 2_048.0;
/// A long word stands as it was typed.
pub(crate) const PHRASE: Score = 1_024.0;

/// In which order hits stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By where the words stand, then what is in force, then how well they fit, then the newest.
    #[default]
    Best,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// What is kept and counted.
#[derive(Debug, Clone)]
pub(crate) struct Gather {
    pub(crate) order: Order,
    /// Hits kept.
    pub(crate) keep: usize,
    /// Today, as the index counts days.
    pub(crate) today: i64,
    /// Leave out what is no longer in force?
    pub(crate) in_force: bool,
    /// Published from this second on.
    pub(crate) from: Option<i64>,
    /// Published before this second.
    pub(crate) before: Option<i64>,
    /// Count what the hits may be narrowed by?
    pub(crate) facets: bool,
}

/// What was found in a segment or in all.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// The best hits, with the key they are ordered by.
    pub(crate) best: Vec<(u64, DocAddress)>,
    /// Hits in all.
    pub(crate) total: u64,
    /// Hits that are no longer in force, counted or left out.
    pub(crate) past: u64,
    /// How many hits have each value.
    pub(crate) facets: HashMap<Facet, HashMap<String, u64>>,
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = GatherSegment;

    fn for_segment(&self, segment: u32, reader: &SegmentReader) -> tantivy::Result<GatherSegment> {
        let fast = reader.fast_fields();
        let mut facets = Vec::new();
        if self.facets {
            for facet in Facet::ALL {
                if let Some(column) = fast.str(facet.key())? {
                    let counts = vec![0; column.num_terms()];
                    facets.push((facet, column, counts));
                }
            }
        }
        Ok(GatherSegment {
            wanted: self.clone(),
            segment,
            published: fast.i64("published")?,
            past_from: fast.i64("past_from")?,
            facets,
            kept: Vec::new(),
            least: None,
            total: 0,
            past: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Best
    }

    fn merge_fruits(&self, segments: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for segment in segments {
            all.best.extend(segment.best);
            all.total += segment.total;
            all.past += segment.past;
            for (facet, values) in segment.facets {
                let held = all.facets.entry(facet).or_default();
                for (value, count) in values {
                    *held.entry(value).or_default() += count;
                }
            }
        }
        shorten(&mut all.best, self.keep);
        all.best.sort_unstable_by_key(|(key, address)| (std::cmp::Reverse(*key), *address));
        Ok(all)
    }
}

/// Keeps the `keep` best.
fn shorten(hits: &mut Vec<(u64, DocAddress)>, keep: usize) {
    if keep == 0 {
        hits.clear();
    } else if hits.len() > keep {
        hits.select_nth_unstable_by_key(keep - 1, |(key, address)| (std::cmp::Reverse(*key), *address));
        hits.truncate(keep);
    }
}

/// The hits of one segment.
pub(crate) struct GatherSegment {
    wanted: Gather,
    segment: u32,
    published: Column<i64>,
    past_from: Column<i64>,
    facets: Vec<(Facet, StrColumn, Vec<u64>)>,
    kept: Vec<(u64, DocAddress)>,
    least: Option<u64>,
    total: u64,
    past: u64,
}

impl SegmentCollector for GatherSegment {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        let published = self.published.first(doc).unwrap_or(0);
        let outside = self.wanted.from.is_some_and(|from| published < from)
            || self.wanted.before.is_some_and(|before| published >= before);
        if outside {
            return;
        }
        let in_force = self.past_from.first(doc).is_none_or(|past| self.wanted.today < past);
        if !in_force {
            self.past += 1;
            if self.wanted.in_force {
                return;
            }
        }
        self.total += 1;
        for (_, column, counts) in &mut self.facets {
            for ord in column.ords().values_for_doc(doc) {
                if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counts.get_mut(ord)) {
                    *count += 1;
                }
            }
        }
        let key = key(self.wanted.order, score, in_force, published);
        if self.least.is_some_and(|least| key < least) {
            return;
        }
        self.kept.push((key, DocAddress::new(self.segment, doc)));
        if self.kept.len() >= self.wanted.keep.max(64) * 2 {
            shorten(&mut self.kept, self.wanted.keep);
            self.least = self.kept.iter().map(|(key, _)| *key).min();
        }
    }

    fn harvest(mut self) -> Gathered {
        shorten(&mut self.kept, self.wanted.keep);
        let mut facets: HashMap<Facet, HashMap<String, u64>> = HashMap::new();
        for (facet, column, counts) in self.facets {
            let values = facets.entry(facet).or_default();
            let mut value = String::new();
            for (ord, count) in (0..).zip(counts).filter(|(_, count)| *count > 0) {
                // A value that cannot be read is not offered; the hits stand all the same.
                if column.ord_to_str(ord, &mut value).unwrap_or(false) {
                    values.insert(value.clone(), count);
                }
            }
        }
        Gathered { best: self.kept, total: self.total, past: self.past, facets }
    }
}

/// What hits are ordered by, the highest first: where the words stand, the long word as typed, in force, how well it
/// fits in steps of some per cent, when it was published.
fn key(order: Order, score: Score, in_force: bool, published: i64) -> u64 {
    const SECONDS: u64 = (1 << 36) - 1;
    // Before 1970 there is no order among the few there are.
    let published = u64::try_from(published).unwrap_or(0).min(SECONDS);
    match order {
        Order::Newest => published,
        Order::Oldest => SECONDS - published,
        Order::Best => {
            let mut rest = score;
            let mut step = |size: Score| {
                let has = rest >= size;
                if has {
                    rest -= size;
                }
                has
            };
            let place = [step(EXACT), step(TITLE), step(HEADING)];
            let place: u64 = place.iter().position(|has| *has).map_or(0, |place| 3 - place as u64);
            let phrase = u64::from(step(PHRASE));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "below 512, not negative"
            )]
            let fit = ((1.0 + rest.clamp(0.0, 1_000.0)).ln() * 24.0) as u64;
            (place << 60) | (phrase << 59) | (u64::from(in_force) << 58) | (fit.min(0x3FFF) << 36) | published
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_comes_before_force_force_before_fit_and_fit_before_age() {
        let best = |score, in_force, published| key(Order::Best, score, in_force, published);
        let title_past = best(TITLE + 1.0, false, 1);
        let body_in_force = best(40.0, true, 9);
        assert!(title_past > body_in_force);
        assert!(best(EXACT, false, 1) > best(TITLE + HEADING + 50.0, true, 9));
        assert!(best(5.0, true, 1) > best(40.0, false, 9));
        assert!(best(40.0, true, 1) > best(5.0, true, 9));
        assert!(best(5.01, true, 9) > best(5.0, true, 1), "about the same fit: the newer one");
        assert!(key(Order::Oldest, 0.0, true, 1) > key(Order::Oldest, 0.0, true, 2));
    }
}
