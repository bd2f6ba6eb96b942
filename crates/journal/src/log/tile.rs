//! Tiles: the tree in pieces of 256 hashes that never change, by c2sp.org/tlog-tiles.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::merkle::{Node, node_hash};
use crate::Hash;

/// How many hashes, or entries, a full tile holds.
pub const TILE_WIDTH: u16 = 256;
/// Levels of subtrees within one tile.
const HEIGHT: u8 = 8;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes of subtrees of `256^level` entries each.
    Hashes {
        /// From 0, the entries themselves, upwards.
        level: u8,
    },
    /// The entries.
    Entries,
}

/// The address of a tile or of a bundle of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// What it holds.
    pub kind: TileKind,
    /// Its place within its level.
    pub number: u64,
    /// How many hashes or entries it holds: 256, or fewer at the right edge.
    pub width: u16,
}

impl Tile {
    /// The tile at `number` of a level in a tree of `size`, as wide as the tree makes it; `None` when it is empty.
    pub fn in_tree(kind: TileKind, number: u64, size: u64) -> Option<Tile> {
        let level = kind.level();
        // A level above which no tree of 64 bits reaches holds nothing.
        let hashes = size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or(0);
        let first = number.checked_mul(u64::from(TILE_WIDTH))?;
        let width = hashes.checked_sub(first)?.min(u64::from(TILE_WIDTH));
        let width = u16::try_from(width).ok().filter(|width| *width > 0)?;
        Some(Tile { kind, number, width })
    }

    /// The first hash or entry it holds.
    pub fn first(&self) -> u64 {
        self.number.saturating_mul(u64::from(TILE_WIDTH))
    }

    /// Is it as wide as a tile gets?
    pub fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// Does a tree of `size` have it, in this width or wider?
    pub fn exists_in(&self, size: u64) -> bool {
        Tile::in_tree(self.kind, self.number, size).is_some_and(|tile| self.width <= tile.width)
    }

    /// Reads the part of an address behind `tile/`, e.g. `0/x001/067.p/12` or `entries/000`.
    pub fn parse(path: &str) -> Option<Tile> {
        let (kind, rest) = path.split_once('/')?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes { level: u8::try_from(super::decimal(level)?).ok()? },
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, u16::try_from(super::decimal(width)?).ok()?),
            None => (rest, TILE_WIDTH),
        };
        let partial = rest.contains(".p/");
        if kind.level() > 63 || width == 0 || (partial && width >= TILE_WIDTH) {
            return None;
        }
        let tile = Tile { kind, number: parse_number(number)?, width };
        // One tile, one address: no surplus elements in front.
        (tile.to_string() == path).then_some(tile)
    }
}

impl TileKind {
    fn level(self) -> u8 {
        match self {
            TileKind::Hashes { level } => level,
            TileKind::Entries => 0,
        }
    }
}

fn parse_number(text: &str) -> Option<u64> {
    let mut number: u64 = 0;
    let mut elements = text.split('/').peekable();
    while let Some(element) = elements.next() {
        let digits = if elements.peek().is_some() { element.strip_prefix('x')? } else { element };
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        number = number.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some(number)
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes { level } => write!(f, "{level}/")?,
            TileKind::Entries => f.write_str("entries/")?,
        }
        let (mut elements, mut rest) = (vec![format!("{:03}", self.number % 1000)], self.number / 1000);
        while rest > 0 {
            elements.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        elements.reverse();
        f.write_str(&elements.join("/"))?;
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

/// The tiles of hashes, in a tree of `size`, that hold what `nodes` are made of.
pub fn tiles_of(nodes: &[Node], size: u64) -> BTreeSet<Tile> {
    nodes
        .iter()
        .filter_map(|node| {
            let (kind, number, _) = place(*node);
            Tile::in_tree(kind, number, size)
        })
        .collect()
}

/// Level, number and first hash of the tile in which a subtree's hashes stand.
fn place(node: Node) -> (TileKind, u64, u64) {
    let first = node.index << (node.level % HEIGHT);
    let width = u64::from(TILE_WIDTH);
    (TileKind::Hashes { level: node.level / HEIGHT }, first / width, first % width)
}

/// Tiles at hand, to compute proofs from.
#[derive(Debug, Clone, Default)]
pub struct Tiles {
    tiles: BTreeMap<(TileKind, u64), Vec<Hash>>,
}

impl Tiles {
    /// Adds a tile; a wider one replaces a narrower one.
    pub fn insert(&mut self, tile: Tile, hashes: Vec<Hash>) {
        let held = self.tiles.entry((tile.kind, tile.number)).or_default();
        if held.len() < hashes.len() {
            *held = hashes;
        }
    }

    /// The hash of a complete subtree; `None` when its tile is not at hand.
    pub fn hash(&self, node: Node) -> Option<Hash> {
        let (kind, number, first) = place(node);
        let first = usize::try_from(first).ok()?;
        let count = 1_usize << (node.level % HEIGHT);
        let hashes = self.tiles.get(&(kind, number))?.get(first..first + count)?;
        Some(joined(hashes))
    }
}

/// The hash over neighbours whose number is a power of two.
pub(super) fn joined(hashes: &[Hash]) -> Hash {
    if let [one] = hashes {
        return *one;
    }
    let (left, right) = hashes.split_at(hashes.len() / 2);
    node_hash(&joined(left), &joined(right))
}

/// A tile as it is served.
pub fn tile_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// The hashes of a tile as it is served; `None` when they are not as many as its width says.
pub fn hashes_of_bytes(tile: &Tile, bytes: &[u8]) -> Option<Vec<Hash>> {
    let hashes: Vec<Hash> = bytes.chunks(32).map(Hash::try_from).collect::<Result<_, _>>().ok()?;
    (hashes.len() == usize::from(tile.width)).then_some(hashes)
}

/// Why entries do not make a bundle, or a bundle no entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// An entry has more bytes than its length can say.
    #[error("an entry of {0} bytes is longer than 65535")]
    Long(usize),
    /// The bundle ends within an entry.
    #[error("the bundle is cut short")]
    Cut,
}

/// A bundle of entries as it is served: each behind its length in two bytes.
///
/// # Errors
///
/// [`BundleError::Long`].
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| BundleError::Long(entry.len()))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle.
///
/// # Errors
///
/// [`BundleError::Cut`].
pub fn bundle_entries(mut bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let (entry, rest) =
            rest.split_at_checked(u16::from_be_bytes(*length).into()).ok_or(BundleError::Cut)?;
        entries.push(entry);
        bytes = rest;
    }
    if bytes.is_empty() { Ok(entries) } else { Err(BundleError::Cut) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(level: u8, number: u64, size: u64) -> Option<String> {
        Tile::in_tree(TileKind::Hashes { level }, number, size).map(|tile| tile.to_string())
    }

    #[test]
    fn a_tree_has_the_tiles_the_specification_counts() {
        // c2sp.org/tlog-tiles on a tree of 70,000 entries, and on one of 256.
        assert_eq!(hashes(0, 272, 70_000).unwrap(), "0/272");
        assert_eq!(hashes(0, 273, 70_000).unwrap(), "0/273.p/112");
        assert_eq!(hashes(0, 274, 70_000), None);
        assert_eq!(hashes(1, 0, 70_000).unwrap(), "1/000");
        assert_eq!(hashes(1, 1, 70_000).unwrap(), "1/001.p/17");
        assert_eq!(hashes(2, 0, 70_000).unwrap(), "2/000.p/1");
        assert_eq!(hashes(3, 0, 70_000), None);
        assert_eq!(hashes(0, 0, 256).unwrap(), "0/000");
        assert_eq!(hashes(1, 0, 256).unwrap(), "1/000.p/1");
        assert_eq!(hashes(8, 0, u64::MAX), None);
    }

    #[test]
    fn an_address_goes_both_ways() {
        let tile = Tile { kind: TileKind::Hashes { level: 0 }, number: 1_234_067, width: 256 };
        assert_eq!(tile.to_string(), "0/x001/x234/067");
        let bundle = Tile { kind: TileKind::Entries, number: 1_067, width: 12 };
        assert_eq!(bundle.to_string(), "entries/x001/067.p/12");
        for tile in [tile, bundle, Tile { number: u64::MAX, ..tile }] {
            assert_eq!(Tile::parse(&tile.to_string()), Some(tile));
        }
    }

    #[test]
    fn another_way_to_write_an_address_is_none() {
        for path in [
            "",
            "0",
            "0/",
            "0/1",
            "0/0001",
            "00/000",
            "64/000",
            "0/x000/000",
            "0/x001",
            "0/001/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/012",
            "0/000.p/",
            "0/+01",
            "entries/00a",
            "x/000",
            "0/000/",
            "-1/000",
            "0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(Tile::parse(path), None, "{path}");
        }
    }

    #[test]
    fn a_bundle_goes_both_ways_and_a_cut_one_is_refused() {
        let long = vec![7; 65_535];
        let entries: Vec<&[u8]> = vec![b"", b"a", &long];
        let bytes = bundle(entries.clone()).unwrap();
        assert_eq!(&bytes[..5], [0, 0, 0, 1, b'a']);
        assert_eq!(bundle_entries(&bytes).unwrap(), entries);
        for cut in [1, 3, 4, bytes.len() - 1] {
            assert_eq!(bundle_entries(&bytes[..cut]), Err(BundleError::Cut), "{cut}");
        }
        assert_eq!(bundle([vec![0; 65_536].as_slice()]), Err(BundleError::Long(65_536)));
    }

    #[test]
    fn a_tile_has_as_many_hashes_as_its_address_says() {
        let tile = Tile { kind: TileKind::Hashes { level: 0 }, number: 0, width: 2 };
        assert_eq!(hashes_of_bytes(&tile, &[7; 64]), Some(vec![[7; 32], [7; 32]]));
        for length in [0, 32, 63, 65, 96] {
            assert_eq!(hashes_of_bytes(&tile, &vec![7; length]), None, "{length}");
        }
    }
}
