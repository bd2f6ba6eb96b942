//! The growing end of a tree: the tiles that are not full yet, which are all that the next entry and the root need.

use super::merkle::{ProofError, root};
use super::tile::{TILE_WIDTH, Tile, TileKind, Tiles, joined};
use crate::Hash;

/// A hash at its place among those of its tile level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Level of the tile.
    pub level: u8,
    /// Place within the level, from 0.
    pub number: u64,
    /// The hash.
    pub hash: Hash,
}

/// The tiles of a tree that are not full yet, from the entries upwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// The tiles at the end of a tree of `size` that are not full: of each level one, `None` when it holds nothing.
    pub fn tiles(size: u64) -> Vec<Option<Tile>> {
        let used = (0_u8..8).take_while(|level| size >> (8 * u32::from(*level)) > 0);
        used.map(|level| last_tile(level, size)).collect()
    }

    /// The end of a tree of `size` from the hashes of [`Edge::tiles`]; `None` when they are not as many.
    pub fn new(size: u64, levels: Vec<Vec<Hash>>) -> Option<Edge> {
        let tiles = Edge::tiles(size);
        let widths = tiles.iter().map(|tile| tile.map_or(0, |tile| usize::from(tile.width)));
        widths.eq(levels.iter().map(Vec::len)).then_some(Edge { size, levels })
    }

    /// How many entries.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the hash of an entry; the hashes that are new with it, one of each level that grew.
    pub fn push(&mut self, leaf: Hash) -> Vec<Placed> {
        let mut new = vec![Placed { level: 0, number: self.size, hash: leaf }];
        self.size += 1;
        let (mut hash, mut level) = (leaf, 0_u8);
        loop {
            if self.levels.len() == usize::from(level) {
                self.levels.push(Vec::new());
            }
            let Some(tile) = self.levels.get_mut(usize::from(level)) else { return new };
            tile.push(hash);
            if tile.len() < usize::from(TILE_WIDTH) {
                return new;
            }
            hash = joined(tile);
            tile.clear();
            level += 1;
            let number = (self.size >> (8 * u32::from(level))) - 1;
            new.push(Placed { level, number, hash });
        }
    }

    /// The root over all entries.
    ///
    /// # Errors
    ///
    /// [`ProofError`] when hashes are missing, which those that [`Edge::of`] took are not.
    pub fn root(&self) -> Result<Hash, ProofError> {
        let mut tiles = Tiles::default();
        for (level, hashes) in (0..).zip(&self.levels) {
            if let Some(tile) = last_tile(level, self.size) {
                tiles.insert(tile, hashes.clone());
            }
        }
        root(self.size, |node| tiles.hash(node))
    }
}

/// The tile of a level that is not full yet, if it holds anything.
fn last_tile(level: u8, size: u64) -> Option<Tile> {
    let hashes = size >> (8 * u32::from(level));
    Tile::in_tree(TileKind::Hashes { level }, hashes / u64::from(TILE_WIDTH), size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{EMPTY_ROOT, leaf_hash, node_hash};

    /// The root by the definition of RFC 6962, section 2.1.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => EMPTY_ROOT,
            [one] => *one,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                node_hash(&by_definition(left), &by_definition(right))
            }
        }
    }

    #[test]
    fn an_edge_has_the_root_of_the_whole_tree_and_goes_on_from_its_tiles() {
        let (mut edge, mut leaves, mut rows) = (Edge::default(), Vec::new(), Vec::<Placed>::new());
        assert_eq!(edge.root(), Ok(EMPTY_ROOT));
        for size in 1..=66_000_u64 {
            let leaf = leaf_hash(&size.to_be_bytes());
            leaves.push(leaf);
            rows.extend(edge.push(leaf));
            if !(size <= 600 || size % 256 < 2 || size.abs_diff(65_536) < 3) || size % 7_919 == 0 {
                continue;
            }
            assert_eq!(edge.root(), Ok(by_definition(&leaves)), "{size}");
            let level = |tile: Option<Tile>| match tile {
                Some(Tile { kind: TileKind::Hashes { level }, number, width }) => {
                    let first = number * 256;
                    let held = first..first + u64::from(width);
                    rows.iter()
                        .filter(|row| row.level == level && held.contains(&row.number))
                        .map(|row| row.hash)
                        .collect()
                }
                _ => Vec::new(),
            };
            if size <= 600 || size > 65_000 {
                let levels = Edge::tiles(size).into_iter().map(level).collect();
                assert_eq!(Edge::new(size, levels), Some(edge.clone()), "{size}");
            }
        }
        assert_eq!(Edge::new(3, vec![vec![[0; 32]; 2]]), None);
    }
}
