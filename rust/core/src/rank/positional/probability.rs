//! Probabilities that may be far below the smallest float.

use std::collections::BTreeMap;
use std::f64::consts::LN_2;

use crate::items::Items;
use crate::rank::Outcome;
use crate::weights::scale;

/// Bits of a mantissa that are compared: probabilities that agree to nine digits tie. Rounding moves digits from the
/// fifteenth on, so what is equal on paper is equal here.
const KEY_BITS: u32 = 32;

/// The bits of a float that hold its exponent.
const EXPONENT_BITS: u64 = 0x7ff << 52;

/// A number above 0 of any size, `mantissa * 2**exponent`, the mantissa from 1 to 2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Probability {
    pub(super) mantissa: f64,
    pub(super) exponent: i64,
}

impl Probability {
    pub(super) const ONE: Self = Self { mantissa: 1.0, exponent: 0 };

    /// `value * 2**exponent`, for a normal float above 0.
    pub(super) fn new(value: f64, exponent: i64) -> Self {
        let bits = value.to_bits();
        let own = ((bits & EXPONENT_BITS) >> 52) as i64 - 1023;
        Self { mantissa: f64::from_bits(bits & !EXPONENT_BITS | 1023 << 52), exponent: own + exponent }
    }

    /// The number with this natural logarithm.
    pub(super) fn from_ln(ln: f64) -> Self {
        let exponent = (ln / LN_2).floor();
        Self::new((ln - exponent * LN_2).exp(), exponent as i64)
    }

    pub(super) fn times(self, factor: f64) -> Self {
        Self::new(self.mantissa * factor, self.exponent)
    }

    /// The nearest float; 0 far below the smallest.
    pub(super) fn value(self) -> f64 {
        let bits = 52;
        scale((self.mantissa * (1_u64 << bits) as f64) as i128, (self.exponent - bits).max(-3000) as i32)
    }

    /// What is compared: equal where the numbers agree up to rounding.
    pub(super) fn key(self) -> (i64, u64) {
        let key = (self.mantissa * (1_u64 << (KEY_BITS - 1)) as f64).round() as u64;
        if key == 1 << KEY_BITS { (self.exponent + 1, key >> 1) } else { (self.exponent, key) }
    }
}

/// Ranks by probability, the lowest first; items without one come last. Items that tie have one score.
pub(super) fn outcome(items: &Items, found: &[Option<Probability>]) -> Outcome {
    let keys: Vec<_> = found.iter().map(|found| found.map(Probability::key)).collect();
    let mut score_of = BTreeMap::new();
    for (key, found) in keys.iter().zip(found) {
        let value = found.map_or(f64::NAN, Probability::value);
        score_of.entry(*key).and_modify(|score: &mut f64| *score = score.max(value)).or_insert(value);
    }
    let scores = keys.iter().map(|key| score_of[key]).collect();
    let better = |a: usize, b: usize| keys[a].is_none().cmp(&keys[b].is_none()).then_with(|| keys[a].cmp(&keys[b]));
    Outcome::by(items, scores, better).lower_is_better()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size() {
        for value in [1.0, 0.75, 0.1, 1e-300] {
            assert_eq!(Probability::new(value, 0).value().to_bits(), value.to_bits());
            let again = Probability::from_ln(value.ln()).value();
            assert!((again / value - 1.0).abs() < 1e-12, "{value} {again}");
        }
        assert_eq!(Probability::from_ln(-1e6).value().to_bits(), 0);
        assert!(Probability::from_ln(-1e6).key() < Probability::from_ln(-9e5).key());
        assert_eq!(Probability::new(1.0_f64.next_down(), 0).key(), Probability::ONE.key());
    }
}
