//! Sums of fractions without rounding.
//!
//! A ballot with a tie of three gives thirds, one with a gap gives other fractions. They are added as integers, one sum
//! per denominator, and brought together at the end; so items whose points are equal on paper are equal here.

use num_bigint::BigInt;
use num_integer::Integer as _;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::{Fraction, quotient_wide, scaled};

/// For each item a sum of fractions.
#[derive(Debug, Clone)]
pub(crate) struct FractionSums {
    n_items: usize,
    /// Denominator and numerators. There are few, and neighbours on a ballot share one, so the last used comes first.
    sums: Vec<(u64, Vec<i128>)>,
}

/// Exact numbers over one denominator, and the nearest floats.
#[derive(Debug, Clone)]
pub(crate) struct Exact {
    pub(crate) keys: Keys,
    pub(super) denominator: BigInt,
    /// All of it is times a power of two with this exponent.
    exponent: i32,
    pub(super) values: Vec<f64>,
}

/// The numerators, which are what the numbers are compared by.
#[derive(Debug, Clone)]
pub(crate) enum Keys {
    Narrow(Vec<i128>),
    Wide(Vec<BigInt>),
}

impl FractionSums {
    pub(crate) fn new(n_items: usize) -> Self {
        Self { n_items, sums: Vec::new() }
    }

    /// Adds `numerator / denominator * weight` to an item.
    #[inline]
    pub(crate) fn add(&mut self, item: usize, numerator: i128, denominator: u64, weight: i128) -> Result<()> {
        let cell = &mut self.of(denominator)[item];
        // Nearly all terms fit 64 bits, and a product of 64 bits is several times cheaper than one of 128.
        let term = match (i64::try_from(numerator), i64::try_from(weight)) {
            (Ok(numerator), Ok(weight)) => Some(i128::from(numerator) * i128::from(weight)),
            _ => numerator.checked_mul(weight),
        };
        match term.and_then(|term| cell.checked_add(term)) {
            Some(sum) => *cell = sum,
            None => return Err(overflow()),
        }
        Ok(())
    }

    pub(crate) fn merge(&mut self, other: Self) -> Result<()> {
        for (denominator, values) in other.sums {
            for (item, value) in values.into_iter().enumerate() {
                self.add(item, value, denominator, 1)?;
            }
        }
        Ok(())
    }

    /// The sums themselves, times `2**exponent`.
    pub(crate) fn finish(mut self, exponent: i32, ctx: &Ctx<'_>) -> Result<Exact> {
        // In the order of denominators, so that nothing depends on which ballot came first.
        self.sums.sort_by_key(|(denominator, _)| *denominator);
        if let Some((numerators, denominator)) = self.narrow() {
            let values = numerators.iter().map(|&n| quotient(n, denominator, exponent)).collect();
            return Ok(Exact { keys: Keys::Narrow(numerators), denominator: denominator.into(), exponent, values });
        }
        let big = self.sums.into_iter().map(|(d, values)| (d, values.into_iter().map(BigInt::from).collect()));
        wide(big.collect(), &BigInt::from(1), self.n_items, exponent, ctx)
    }

    /// Over the least common denominator, if 128 bits hold it all.
    fn narrow(&self) -> Option<(Vec<i128>, i128)> {
        let common = self.sums.iter().try_fold(1_i128, |common, (denominator, _)| {
            let denominator = i128::from(*denominator);
            common.checked_mul(denominator / common.gcd(&denominator))
        })?;
        let mut numerators = vec![0_i128; self.n_items];
        for (denominator, values) in &self.sums {
            let factor = common / i128::from(*denominator);
            for (sum, value) in numerators.iter_mut().zip(values) {
                *sum = sum.checked_add(value.checked_mul(factor)?)?;
            }
        }
        Some((numerators, common))
    }

    #[inline]
    fn of(&mut self, denominator: u64) -> &mut Vec<i128> {
        if self.sums.first().is_none_or(|(known, _)| *known != denominator) {
            self.bring_forward(denominator);
        }
        &mut self.sums[0].1
    }

    #[cold]
    fn bring_forward(&mut self, denominator: u64) {
        let found = self.sums.iter().position(|(known, _)| *known == denominator);
        let at = found.unwrap_or_else(|| {
            self.sums.push((denominator, vec![0; self.n_items]));
            self.sums.len() - 1
        });
        self.sums.swap(0, at);
    }
}

#[cold]
fn overflow() -> Error {
    Error::Overflow { what: "a sum of points", bits: 127 }
}

/// Sums of any size over their common denominator, times `unit` where all of them are counted in that part of one.
pub(super) fn wide(
    sums: Vec<(u64, Vec<BigInt>)>,
    unit: &BigInt,
    n_items: usize,
    exponent: i32,
    ctx: &Ctx<'_>,
) -> Result<Exact> {
    let mut common = BigInt::from(1);
    for (denominator, _) in &sums {
        ctx.check()?;
        common = common.lcm(&BigInt::from(*denominator));
    }
    let mut numerators = vec![BigInt::ZERO; n_items];
    for (denominator, values) in sums {
        ctx.check()?;
        let factor = &common / denominator;
        for (sum, value) in numerators.iter_mut().zip(values) {
            *sum += value * &factor;
        }
    }
    common *= unit;
    let value = |numerator| ctx.check().map(|()| quotient_wide(numerator, &common, exponent));
    let values = numerators.iter().map(value).collect::<Result<_>>()?;
    Ok(Exact { keys: Keys::Wide(numerators), denominator: common, exponent, values })
}

impl Exact {
    /// One of the numbers.
    pub(crate) fn fraction(&self, item: usize) -> Fraction {
        let numerator = match &self.keys {
            Keys::Narrow(keys) => keys[item].into(),
            Keys::Wide(keys) => keys[item].clone(),
        };
        scaled(numerator, self.exponent) / &self.denominator
    }

    /// Ranks by the exact numbers, the highest first.
    pub(super) fn outcome(self, items: &crate::items::Items) -> super::Outcome {
        match self.keys {
            Keys::Narrow(keys) => super::Outcome::by_keys(items, self.values, &keys),
            Keys::Wide(keys) => super::Outcome::by_keys(items, self.values, &keys),
        }
    }
}

/// `numerator / denominator * 2**exponent` as a float. Whole part and rest are rounded apart, so the last bit may be off;
/// exact wherever the value is a float and the parts are below `2**53`.
fn quotient(numerator: i128, denominator: i128, exponent: i32) -> f64 {
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    let fraction = rest as f64 / denominator as f64;
    (whole as f64 + fraction) * crate::weights::scale(1, exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_sixths_and_halves_make_one() {
        let mut sums = FractionSums::new(2);
        sums.add(0, 1, 1, 1).unwrap();
        for denominator in [3, 6, 2] {
            sums.add(1, 1, denominator, 1).unwrap();
        }
        let exact = sums.finish(0, &Ctx::default()).unwrap();
        let Keys::Narrow(keys) = &exact.keys else { unreachable!() };
        assert_eq!(keys[0], keys[1]);
        assert_eq!(exact.values, [1.0, 1.0]);
    }

    #[test]
    fn denominators_beyond_128_bits_are_no_matter() {
        let mut sums = FractionSums::new(2);
        for denominator in 1..200 {
            sums.add(0, i128::from(denominator), denominator, 1).unwrap();
            sums.add(1, 1, denominator, 1).unwrap();
        }
        let exact = sums.finish(0, &Ctx::default()).unwrap();
        assert!(matches!(exact.keys, Keys::Wide(_)));
        assert_eq!(exact.values[0].to_bits(), 199.0_f64.to_bits());
        let harmonic: f64 = (1..200).map(|k| 1.0 / f64::from(k)).sum();
        assert!((exact.values[1] - harmonic).abs() < 1e-13);
    }
}
