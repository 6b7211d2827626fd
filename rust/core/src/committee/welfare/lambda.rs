//! What the best, second best, ... member of a committee counts for a voter.

use num_bigint::BigInt;
use num_integer::Integer as _;

use crate::error::{Error, Result};
use crate::fraction::Fraction;
use crate::options::{Options, Value};

/// The option that names or lists the weights.
const OPTION: &str = "weights";

/// Weights that do not increase, so that the worth of a committee is submodular.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lambda {
    /// `1, 1/2, 1/3, ...`: proportional approval voting.
    Harmonic,
    /// `1, 1/3, 1/5, ...`: after Sainte-Laguë.
    Odd,
    /// `1, 1/2, 1/4, ...`.
    Geometric,
    /// `1, 0, 0, ...`: only the best member counts, as of Chamberlin and Courant.
    Coverage,
    /// `1, 1, 1, ...`: the points of all members are added.
    Constant,
    /// As given; what lies beyond counts nothing.
    Listed(Vec<Fraction>),
}

const NAMED: [(&str, Lambda); 5] = [
    ("harmonic", Lambda::Harmonic),
    ("odd", Lambda::Odd),
    ("geometric", Lambda::Geometric),
    ("coverage", Lambda::Coverage),
    ("constant", Lambda::Constant),
];

impl Lambda {
    pub(super) fn parse(options: &Options<'_>) -> Result<Self> {
        if let Some(Value::Text(name)) = (options.look_up)(OPTION) {
            let found = NAMED.into_iter().find(|(known, _)| *known == name);
            return found.map(|(_, lambda)| lambda).ok_or(Error::Option {
                rule: options.rule,
                option: OPTION,
                got: name,
                expected: "\"harmonic\", \"odd\", \"geometric\", \"coverage\", \"constant\", or a sequence of numbers",
            });
        }
        Ok(Lambda::Listed(non_increasing(options, OPTION)?))
    }

    /// The first so many.
    pub(super) fn first(&self, count: usize) -> Vec<Fraction> {
        let one = || BigInt::from(1);
        let at = |place: usize| match self {
            Lambda::Harmonic => Fraction::new(one(), (place + 1).into()),
            Lambda::Odd => Fraction::new(one(), (2 * place + 1).into()),
            Lambda::Geometric => Fraction::new(one(), one() << place),
            Lambda::Coverage => BigInt::from(u8::from(place == 0)).into(),
            Lambda::Constant => one().into(),
            Lambda::Listed(listed) => listed.get(place).cloned().unwrap_or_default(),
        };
        (0..count).map(at).collect()
    }
}

/// A list of numbers of at least zero that do not increase.
pub(super) fn non_increasing(options: &Options<'_>, option: &'static str) -> Result<Vec<Fraction>> {
    let numbers = options.fractions(option)?;
    let falls = numbers.windows(2).all(|pair| pair[0] >= pair[1]);
    if falls && numbers.last().is_some_and(|last| *last >= Fraction::default()) {
        return Ok(numbers);
    }
    let got = match numbers.windows(2).position(|pair| pair[0] < pair[1]) {
        Some(place) => format!("a sequence with {} before {}", numbers[place], numbers[place + 1]),
        None => numbers.last().map_or_else(|| "an empty sequence".to_owned(), |last| format!("a sequence with {last}")),
    };
    let expected = "numbers of at least 0 that do not increase".to_owned();
    Err(Error::OptionRange { rule: options.rule, option, got, expected })
}

/// The weights as integers, for sums of them with integer multiplicities.
#[derive(Debug, Clone)]
pub(super) struct Factors {
    pub(super) exact: Vec<Fraction>,
    /// For each weight its value in units of [`Factors::unit`], rounded down unless `is_exact`; then a 0.
    pub(super) scaled: Vec<i128>,
    pub(super) unit: Fraction,
    /// Whether nothing was rounded. Otherwise a sum with multiplicities that total `t` is short of the truth by less than `t`.
    pub(super) is_exact: bool,
    /// Whether all sums fit 64 bits.
    pub(super) is_narrow: bool,
}

/// Sums of 128 bits stay below this power of two, also with what rounding took from them.
const WIDE_BITS: u64 = 125;

impl Factors {
    /// For multiplicities that total at most `most`.
    ///
    /// # Errors
    /// [`Error::Overflow`] if they are so large that hardly any bit is left for the weights.
    pub(super) fn new(exact: Vec<Fraction>, most: i128) -> Result<Self> {
        let multiplicity = u64::from(128 - most.leading_zeros());
        if multiplicity + 4 > WIDE_BITS {
            return Err(Error::Overflow { what: "a sum of utilities", bits: WIDE_BITS as u32 - 4 });
        }
        let common = exact.iter().fold(BigInt::from(1), |common, weight| common.lcm(weight.denom()));
        let largest = exact.first().cloned().unwrap_or_default();
        let bits = (&largest * &common).to_integer().bits() + multiplicity;
        let (is_exact, is_narrow) = (bits <= WIDE_BITS, bits <= 61);
        let unit = if is_exact {
            Fraction::new(1.into(), common)
        } else {
            // As fine as fits beside the largest weight.
            let room = (WIDE_BITS - multiplicity) as i64 - largest.ceil().to_integer().bits() as i64;
            crate::fraction::scaled(1, -(room as i32))
        };
        let scale = |weight: &Fraction| i128::try_from((weight / &unit).floor().to_integer()).unwrap_or(i128::MAX);
        let scaled = exact.iter().map(scale).chain([0]).collect();
        Ok(Self { exact, scaled, unit, is_exact, is_narrow })
    }

    /// The sum of the weights, each so often.
    pub(super) fn sum(&self, multiplicities: &[i128]) -> Fraction {
        weighted(&self.exact, multiplicities)
    }
}

/// The sum of weights, each so often.
pub(super) fn weighted(weights: &[Fraction], multiplicities: &[i128]) -> Fraction {
    weights.iter().zip(multiplicities).map(|(weight, &times)| weight * BigInt::from(times)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_exact_as_long_as_they_fit() {
        let narrow = Factors::new(Lambda::Harmonic.first(10), 1000).unwrap();
        assert!(narrow.is_exact && narrow.is_narrow);
        assert_eq!(narrow.scaled[..3], [2520, 1260, 840]);
        let wide = Factors::new(Lambda::Harmonic.first(50), 1000).unwrap();
        assert!(wide.is_exact && !wide.is_narrow);
        let rounded = Factors::new(Lambda::Harmonic.first(200), 1000).unwrap();
        assert!(!rounded.is_exact);
        for (exact, &scaled) in rounded.exact.iter().zip(&rounded.scaled) {
            let short = exact / &rounded.unit - BigInt::from(scaled);
            assert!(short >= Fraction::default() && short < Fraction::from(BigInt::from(1)));
        }
    }
}
