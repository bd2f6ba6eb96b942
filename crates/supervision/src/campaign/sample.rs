//! Drawing a sample that anybody can draw again (抽样).
//!
//! Algorithm, version 1: the keys of the population, without repetitions, are ranked by
//! `SHA-256("gongkai sample v1\n" + seed + "\n" + key)`, compared as bytes; the first `size` are drawn. The order in
//! which the population is given does not matter, a larger sample contains the smaller one of the same seed, and
//! `sha256sum` is enough to check it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Draws `size` keys of a population, in the order of their rank; all of them when there are no more.
///
/// ```
/// use gongkai_supervision::campaign::draw;
///
/// let population = ["甲", "乙", "丙", "丁"];
/// assert_eq!(draw("2021-1", 2, population), draw("2021-1", 2, ["丁", "丙", "乙", "甲", "甲"]));
/// ```
pub fn draw<'a>(seed: &str, size: u32, population: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let rank = |key: &str| Sha256::digest(format!("gongkai sample v1\n{seed}\n{key}").as_bytes());
    let keys: BTreeSet<&str> = population.into_iter().collect();
    let mut ranked: Vec<_> = keys.into_iter().map(|key| (rank(key), key)).collect();
    ranked.sort_unstable();
    ranked
        .into_iter()
        .take(usize::try_from(size).unwrap_or(usize::MAX))
        .map(|(_, key)| key.to_owned())
        .collect()
}

/// SHA-256 over the keys of a population, sorted and without repetitions, a line each: what a sample was drawn from.
pub fn population_hash<'a>(population: impl IntoIterator<Item = &'a str>) -> String {
    let keys: BTreeSet<&str> = population.into_iter().collect();
    let mut digest = Sha256::new();
    for key in keys {
        digest.update(key.as_bytes());
        digest.update(b"\n");
    }
    digest.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_draw_is_the_documented_one() {
        // printf 'gongkai sample v1\n2021-1\n%s' KEY | sha256sum
        assert_eq!(draw("2021-1", 3, ["a", "b", "c", "d"]), ["c", "b", "d"]);
        assert_eq!(draw("2021-1", 0, ["a"]), Vec::<String>::new());
        assert_eq!(draw("2021-1", 9, ["a", "a"]), ["a"]);
        assert_eq!(
            population_hash(["b", "a", "a"]),
            "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2",
            "printf 'a\\nb\\n' | sha256sum"
        );
    }

    proptest! {
        #[test]
        fn order_and_repetition_do_not_matter_and_a_larger_sample_contains_the_smaller(
            keys in prop::collection::vec("[a-z]{1,3}", 0..40), seed in ".{0,6}", size in 0u32..45,
        ) {
            let population = || keys.iter().map(String::as_str);
            let drawn = draw(&seed, size, population());
            prop_assert_eq!(&drawn, &draw(&seed, size, population().rev().chain(population())));
            prop_assert!(draw(&seed, size + 1, population()).starts_with(&drawn));
            let distinct: BTreeSet<&str> = population().collect();
            prop_assert_eq!(drawn.len(), distinct.len().min(size as usize));
            prop_assert!(drawn.iter().all(|key| distinct.contains(key.as_str())));
        }

        #[test]
        fn another_seed_draws_otherwise(seed in 0u32..10_000) {
            let keys: Vec<String> = (0..200).map(|n| n.to_string()).collect();
            let drawn = |seed: u32| draw(&seed.to_string(), 20, keys.iter().map(String::as_str));
            prop_assert_ne!(drawn(seed), drawn(seed + 1));
        }
    }
}
