//! Chance that can be repeated: every concern has its own stream of numbers, named by words and ids.
//!
//! A stream depends on the seed, its name and its id only, so that a change of one concern leaves all others as they
//! were. The generator is a named one (xoshiro256++), because `StdRng` may change with a release of its crate.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

#[derive(Debug)]
pub struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The stream of one concern, such as `"household"` of dwelling 7.
    pub fn of(seed: u64, concern: &str, id: i64) -> Dice {
        let name = concern
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let id = (id as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Dice(Xoshiro256PlusPlus::seed_from_u64(seed.rotate_left(17) ^ name ^ id))
    }

    /// True once in `1 / share` times.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// From 0 up to but not 1.
    pub fn unit(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// A whole number with both ends possible; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low { low } else { self.0.random_range(low..=high) }
    }

    /// A number of the range, all equally likely.
    pub fn real(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Bell-shaped within `middle ± 3 * spread`: the sum of three even throws.
    pub fn around(&mut self, middle: f64, spread: f64) -> f64 {
        middle + 2.0 * spread * (self.unit() + self.unit() + self.unit() - 1.5)
    }

    /// One of the things; the list must not be empty.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.0.random_range(0..from.len() as u64) as usize]
    }

    /// The index of one of the weights; `None` when none is above 0.
    pub fn weighted(&mut self, weights: &Weights) -> Option<usize> {
        let total = *weights.0.last()?;
        if total <= 0.0 {
            return None;
        }
        let throw = self.unit() * total;
        Some(weights.0.partition_point(|&sum| sum <= throw))
    }
}

/// Weights summed up once, thrown at often.
#[derive(Clone, Debug, Default)]
pub struct Weights(Vec<f64>);

impl Weights {
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Weights {
        let mut sum = 0.0;
        Weights(
            weights
                .into_iter()
                .map(|weight| {
                    sum += weight;
                    sum
                })
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_its_name() {
        let throw = |concern, id| Dice::of(1, concern, id).between(0, i64::MAX);
        assert_eq!(throw("a", 1), throw("a", 1));
        assert_ne!(throw("a", 1), throw("a", 2));
        assert_ne!(throw("a", 1), throw("b", 1));
        assert_eq!(throw("anchor", 0), 2_030_973_056_309_423_294, "the generator itself changed");
    }

    #[test]
    fn weights_are_shares_and_zero_never_falls() {
        let weights = Weights::new([1.0, 0.0, 3.0]);
        let mut dice = Dice::of(7, "weights", 0);
        let mut counts = [0; 3];
        for _ in 0..40_000 {
            counts[dice.weighted(&weights).unwrap()] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((9_600..10_400).contains(&counts[0]), "{counts:?}");
        assert_eq!(dice.weighted(&Weights::new([])), None);
    }
}
