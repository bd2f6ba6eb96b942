//! Sets of numbers in blocks of 64-bit words; an empty or a full block takes no words.

use std::ops::Range;

/// A block that holds nothing.
const EMPTY: u32 = u32::MAX;
/// A block that holds everything.
const FULL: u32 = u32::MAX - 1;

/// A set of numbers from 0, in blocks of `W` words.
///
/// **Invariant**: a place in `places` is `EMPTY`, `FULL` or the index of a block in `words`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bits<const W: usize> {
    places: Vec<u32>,
    words: Vec<[u64; W]>,
    /// How many numbers are in it.
    count: u64,
}

/// Numbers in a block of `W` words.
pub(crate) const fn width<const W: usize>() -> usize {
    W * 64
}

/// Blocks for so many numbers.
pub(crate) fn blocks<const W: usize>(numbers: usize) -> usize {
    numbers.div_ceil(width::<W>())
}

impl<const W: usize> Bits<W> {
    const NOTHING: &'static [u64; W] = &[0; W];
    const EVERYTHING: &'static [u64; W] = &[u64::MAX; W];

    /// Adds the next block.
    pub(crate) fn push(&mut self, block: [u64; W]) {
        let place = if block == *Self::NOTHING {
            EMPTY
        } else if block == *Self::EVERYTHING {
            FULL
        } else {
            self.keep(block)
        };
        self.count += count(&block);
        self.places.push(place);
    }

    fn keep(&mut self, block: [u64; W]) -> u32 {
        self.words.push(block);
        // Fewer blocks than numbers, and numbers fit 32 bits.
        u32::try_from(self.words.len() - 1).unwrap_or(EMPTY)
    }

    /// The words of a block; nothing beyond the last one.
    #[inline]
    pub(crate) fn block(&self, block: usize) -> &[u64; W] {
        match self.places.get(block).copied() {
            Some(FULL) => Self::EVERYTHING,
            Some(place) => self.words.get(place as usize).unwrap_or(Self::NOTHING),
            None => Self::NOTHING,
        }
    }

    /// Is the block without numbers?
    #[inline]
    pub(crate) fn is_empty_block(&self, block: usize) -> bool {
        self.places.get(block).is_none_or(|place| *place == EMPTY)
    }

    /// Is every number of the block in it?
    #[inline]
    pub(crate) fn is_full_block(&self, block: usize) -> bool {
        self.places.get(block).is_some_and(|place| *place == FULL)
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// How many blocks it has.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn has(&self, number: usize) -> bool {
        let (word, bit) = (number % width::<W>() / 64, number % 64);
        self.block(number / width::<W>()).get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    /// Puts a number in or takes it out; grows as needed.
    pub(crate) fn put(&mut self, number: usize, within: bool) {
        if self.has(number) == within {
            return;
        }
        let (block, word, bit) = (number / width::<W>(), number % width::<W>() / 64, number % 64);
        if self.places.len() <= block {
            self.places.resize(block + 1, EMPTY);
        }
        let old = self.places.get(block).copied().unwrap_or(EMPTY);
        let place = match old {
            EMPTY => self.keep(*Self::NOTHING),
            FULL => self.keep(*Self::EVERYTHING),
            place => place,
        };
        if let Some(kept) = self.places.get_mut(block) {
            *kept = place;
        }
        if let Some(word) = self.words.get_mut(place as usize).and_then(|words| words.get_mut(word)) {
            *word ^= 1 << bit;
        }
        if within { self.count += 1 } else { self.count -= 1 }
    }

    /// Bytes kept.
    pub(crate) fn bytes(&self) -> usize {
        self.places.len() * size_of::<u32>() + self.words.len() * size_of::<[u64; W]>()
    }
}

/// From numbers in any order.
pub(crate) fn from_numbers<const W: usize>(numbers: impl IntoIterator<Item = usize>, most: usize) -> Bits<W> {
    let mut all = vec![[0; W]; blocks::<W>(most)];
    for number in numbers {
        let word =
            all.get_mut(number / width::<W>()).and_then(|block| block.get_mut(number % width::<W>() / 64));
        if let Some(word) = word {
            *word |= 1 << (number % 64);
        }
    }
    let mut bits = Bits::default();
    for block in all {
        bits.push(block);
    }
    bits
}

/// How many numbers a block holds.
pub(crate) fn count<const W: usize>(block: &[u64; W]) -> u64 {
    block.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// Does the block hold any number?
#[inline]
pub(crate) fn any<const W: usize>(block: &[u64; W]) -> bool {
    block.iter().fold(0, |all, word| all | word) != 0
}

/// The numbers of a block whose first is `first`, in order.
#[inline]
pub(crate) fn each<const W: usize>(block: &[u64; W], first: usize, mut tell: impl FnMut(usize)) {
    let mut start = first;
    for word in block {
        let mut left = *word;
        while left != 0 {
            tell(start + left.trailing_zeros() as usize);
            left &= left - 1;
        }
        start += 64;
    }
}

/// Which numbers of a block exist when there are `numbers` in all.
pub(crate) fn within<const W: usize>(block: usize, numbers: usize) -> [u64; W] {
    let mut mask = [u64::MAX; W];
    let left = numbers.saturating_sub(block * width::<W>());
    if left < width::<W>() {
        for (place, word) in mask.iter_mut().enumerate() {
            let ones = left.saturating_sub(place * 64).min(64);
            *word = if ones == 64 { u64::MAX } else { (1 << ones) - 1 };
        }
    }
    mask
}

/// Cuts blocks into `parts` ranges of about the same length, so that several threads may take one each.
pub(crate) fn split(blocks: usize, parts: usize) -> Vec<Range<usize>> {
    let parts = parts.clamp(1, blocks.max(1));
    (0..parts).map(|part| blocks * part / parts..blocks * (part + 1) / parts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_set_holds_what_was_put_into_it_and_no_more() {
        let mut bits = Bits::<2>::default();
        let mut plain = BTreeSet::new();
        let mut number = 7_usize;
        for step in 0..4000 {
            number = (number * 1_103 + 12_345) % 700;
            let within = step % 3 != 0;
            bits.put(number, within);
            if within {
                plain.insert(number)
            } else {
                plain.remove(&number)
            };
        }
        let mut found = Vec::new();
        for block in 0..blocks::<2>(700) {
            each(bits.block(block), block * width::<2>(), |number| found.push(number));
        }
        assert_eq!(found, plain.iter().copied().collect::<Vec<_>>());
        assert_eq!(bits.count(), plain.len() as u64);
        assert_eq!(found, {
            let again = from_numbers::<2>(plain.iter().copied(), 700);
            let mut all = Vec::new();
            for block in 0..blocks::<2>(700) {
                each(again.block(block), block * width::<2>(), |number| all.push(number));
            }
            all
        });
    }

    #[test]
    fn full_and_empty_blocks_take_no_words() {
        let mut bits = from_numbers::<1>(0..128, 192);
        assert_eq!((bits.words.len(), bits.count()), (0, 128));
        bits.put(3, false);
        bits.put(150, true);
        assert_eq!((bits.words.len(), bits.count(), bits.has(3), bits.has(150)), (2, 128, false, true));
        assert!(!bits.has(10_000));
    }

    #[test]
    fn the_last_block_ends_where_the_numbers_end() {
        assert_eq!(within::<2>(0, 70), [u64::MAX, 0b11_1111]);
        assert_eq!(within::<2>(1, 70), [0, 0]);
        assert_eq!(within::<2>(0, 128), [u64::MAX; 2]);
    }

    #[test]
    fn parts_cover_every_block_once() {
        for (blocks, parts) in [(0, 2), (1, 2), (7, 2), (7, 3), (3, 9)] {
            let ranges = split(blocks, parts);
            assert_eq!(ranges.iter().map(ExactSizeIterator::len).sum::<usize>(), blocks);
            assert!(ranges.windows(2).all(|pair| pair[0].end == pair[1].start));
        }
    }
}
