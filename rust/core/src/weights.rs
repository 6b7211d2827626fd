//! Weights of voters, summed exactly.
//!
//! Integers stay integers. Floats are read as what they are, integers times a power of two, and held over one common
//! exponent: sums of them are exact, so neither the order of the voters nor the way they are split can move a result.

use crate::error::{At, Error, Result};

/// Totals of integer weights stay below this, so that doubled and signed sums fit into 64 bits.
pub const MAX_INTEGER_TOTAL: i128 = 1 << 61;

/// Totals of float weights stay below this many units of the common exponent; the head-room to 127 bits is for the
/// points, up to twice the number of items, that multiply them.
pub const MAX_FLOAT_TOTAL: i128 = 1 << 110;

/// One weight per voter.
#[derive(Debug, Clone, PartialEq)]
pub enum Weights {
    /// Every voter counts 1.
    Unit,
    /// Integers of at least 0; their total is below [`MAX_INTEGER_TOTAL`].
    Integer(Vec<i64>),
    /// Floats of at least 0.
    Float(FixedPoint),
}

/// Floats as integers over one power of two: weight `v` is `numerators[v] * 2**exponent`, exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct FixedPoint {
    /// At least 0; their total is below [`MAX_FLOAT_TOTAL`].
    pub numerators: Vec<i128>,
    /// The common exponent.
    pub exponent: i32,
}

impl FixedPoint {
    /// [`FixedPoint::exact`], with an error that says what the floats are: the `cells` of `what`.
    ///
    /// # Errors
    /// [`Error::Data`] if they are too far apart.
    pub fn exact_cells(what: &'static str, cells: &str, values: &[f64]) -> Result<Self> {
        Self::exact(values).ok_or_else(|| {
            let expected = format!("{cells} within 16 orders of magnitude of each other");
            Error::Data { what, got: "they are too far apart".to_owned(), expected }
        })
    }

    /// Finite floats of any sign, held exactly; `None` if they are too far apart for 110 bits each.
    #[must_use]
    pub fn exact(values: &[f64]) -> Option<Self> {
        let exponents = values.iter().filter(|value| **value != 0.0).map(|value| decompose(*value).1);
        let exponent = exponents.min().unwrap_or(0);
        let numerator = |&value: &f64| {
            let (mantissa, own) = decompose(value);
            if mantissa == 0 {
                return Some(0);
            }
            let shift = own - exponent;
            // 110 bits at most, so neither this nor the addition of two can overflow.
            let bits = (64 - mantissa.leading_zeros()) as i32 + shift;
            let magnitude = (bits <= 110).then(|| i128::from(mantissa) << shift)?;
            Some(if value < 0.0 { -magnitude } else { magnitude })
        };
        Some(Self { numerators: values.iter().map(numerator).collect::<Option<_>>()?, exponent })
    }

    /// `numerator * 2**exponent`, rounded once to the nearest float.
    #[must_use]
    pub fn value(&self, numerator: i128) -> f64 {
        scale(numerator, self.exponent)
    }
}

/// The exponent that two sums can have in common: the finer. A sum of nothing has none of its own.
pub(crate) fn common_exponent(first: Option<i32>, second: Option<i32>) -> i32 {
    first.into_iter().chain(second).min().unwrap_or(0)
}

/// Rewrites numerators of at least 0 over a finer exponent; `None` if one does not fit 126 bits.
pub(crate) fn refine<'a>(numerators: impl IntoIterator<Item = &'a mut i128>, from: i32, to: i32) -> Option<()> {
    for numerator in numerators {
        if *numerator != 0 {
            *numerator <<= u32::try_from(from - to).ok().filter(|shift| *shift < numerator.leading_zeros() - 1)?;
        }
    }
    Some(())
}

/// `numerator * 2**exponent`, rounded once: an `i128` converts to the nearest float, and powers of two are exact as long
/// as the result is a normal number.
#[must_use]
pub fn scale(numerator: i128, exponent: i32) -> f64 {
    let mut value = numerator as f64;
    let mut left = exponent;
    // In steps, because 2**exponent itself may lie outside the range of floats.
    while left != 0 {
        let step = left.clamp(-1000, 1000);
        value *= 2.0_f64.powi(step);
        left -= step;
    }
    value
}

impl Weights {
    /// Integer weights, checked.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Invalid`] for a negative one, [`Error::Overflow`] for too large a total.
    pub fn from_integers(values: &[i64], n_voters: usize) -> Result<Self> {
        Error::check_length("weights", values.len(), n_voters)?;
        let mut total: i128 = 0;
        for (voter, &weight) in values.iter().enumerate() {
            if weight < 0 {
                return Err(Error::invalid("weights", At::Entry(voter), weight, "a weight", "weight >= 0"));
            }
            total += i128::from(weight);
        }
        if total >= MAX_INTEGER_TOTAL {
            return Err(Error::Overflow { what: "the total of the weights", bits: 61 });
        }
        if values.iter().all(|&weight| weight == 1) {
            // The counting kernels are fastest where there is nothing to weigh.
            return Ok(Weights::Unit);
        }
        Ok(Weights::Integer(values.to_vec()))
    }

    /// Float weights, checked and made exact.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Invalid`] for a negative or non-finite one, [`Error::WeightRange`] if they are too
    /// far apart for an exact total.
    pub fn from_floats(values: &[f64], n_voters: usize) -> Result<Self> {
        Error::check_length("weights", values.len(), n_voters)?;
        for (voter, &weight) in values.iter().enumerate() {
            if !weight.is_finite() || weight < 0.0 {
                let expected = "a finite weight >= 0";
                return Err(Error::invalid("weights", At::Entry(voter), weight, "a weight", expected));
            }
        }
        let fixed = FixedPoint::exact(values);
        let total = fixed
            .as_ref()
            .and_then(|f| f.numerators.iter().try_fold(0_i128, |sum, &numerator| sum.checked_add(numerator)));
        match (fixed, total) {
            (Some(fixed), Some(total)) if scale(total, fixed.exponent) >= max_float_total() => {
                Err(Error::Overflow { what: "the total of the weights", bits: 1003 })
            }
            (Some(fixed), Some(total)) if total < MAX_FLOAT_TOTAL => Ok(Weights::Float(fixed)),
            _ => {
                let positive = values.iter().copied().filter(|&w| w > 0.0);
                let smallest = positive.clone().fold(f64::INFINITY, f64::min);
                Err(Error::WeightRange { smallest, largest: positive.fold(0.0, f64::max) })
            }
        }
    }

    /// Weights `numerator * 2**exponent`, as [`Weights::numerator`] and [`Weights::exponent`] gave them.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a negative one, [`Error::Overflow`] for too large a total.
    pub fn from_numerators(numerators: Vec<i128>, exponent: i32) -> Result<Self> {
        if let Some(voter) = numerators.iter().position(|&numerator| numerator < 0) {
            return Err(Error::invalid("weights", At::Entry(voter), numerators[voter], "a weight", "weight >= 0"));
        }
        let total = numerators.iter().try_fold(0_i128, |sum, &numerator| sum.checked_add(numerator));
        match total {
            Some(total) if total < MAX_FLOAT_TOTAL && scale(total, exponent) < max_float_total() => {
                Ok(Weights::Float(FixedPoint { numerators, exponent }))
            }
            _ => Err(Error::Overflow { what: "the total of the weights", bits: 110 }),
        }
    }

    /// The weights of ballots that are sums of these weights, given their numerators.
    #[must_use]
    pub(crate) fn folded(&self, numerators: Vec<i128>) -> Self {
        if self.is_integer() {
            // Below 2**61 in total, so each fits.
            Weights::Integer(numerators.into_iter().map(|numerator| numerator as i64).collect())
        } else {
            Weights::Float(FixedPoint { numerators, exponent: self.exponent() })
        }
    }

    /// Fails unless there is one weight a voter.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub(crate) fn check_length(&self, n_voters: usize) -> Result<()> {
        match self {
            Weights::Unit => Ok(()),
            Weights::Integer(values) => Error::check_length("weights", values.len(), n_voters),
            Weights::Float(fixed) => Error::check_length("weights", fixed.numerators.len(), n_voters),
        }
    }

    /// The weights of these voters, in this order.
    #[must_use]
    pub fn pick(&self, voters: &[usize]) -> Self {
        match self {
            Weights::Unit => Weights::Unit,
            Weights::Integer(values) => Weights::Integer(voters.iter().map(|&voter| values[voter]).collect()),
            Weights::Float(fixed) => {
                let numerators = voters.iter().map(|&voter| fixed.numerators[voter]).collect();
                Weights::Float(FixedPoint { numerators, exponent: fixed.exponent })
            }
        }
    }

    /// The weight of one voter, as an integer over the common exponent.
    #[must_use]
    pub fn numerator(&self, voter: usize) -> i128 {
        match self {
            Weights::Unit => 1,
            Weights::Integer(values) => i128::from(values[voter]),
            Weights::Float(fixed) => fixed.numerators[voter],
        }
    }

    /// The common exponent: 0 for integers.
    #[must_use]
    pub fn exponent(&self) -> i32 {
        match self {
            Weights::Unit | Weights::Integer(_) => 0,
            Weights::Float(fixed) => fixed.exponent,
        }
    }

    /// Whether sums of these weights are integers.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        !matches!(self, Weights::Float(_))
    }

    /// The exact total of `n_voters` voters, over the common exponent.
    #[must_use]
    pub fn total(&self, n_voters: usize) -> i128 {
        match self {
            Weights::Unit => n_voters as i128,
            Weights::Integer(values) => values.iter().map(|&w| i128::from(w)).sum(),
            Weights::Float(fixed) => fixed.numerators.iter().sum(),
        }
    }

    /// These weights times how often each voter was drawn.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the new total is too large.
    pub fn times(&self, multiplicity: &[u32]) -> Result<Self> {
        let product = |numerators: &mut dyn Iterator<Item = i128>, limit: i128, bits: u32| {
            let overflow = Error::Overflow { what: "the total of the resampled weights", bits };
            let mut total: i128 = 0;
            let mut values = Vec::with_capacity(multiplicity.len());
            for (numerator, &times) in numerators.zip(multiplicity) {
                let value = numerator.checked_mul(i128::from(times)).ok_or_else(|| overflow.clone())?;
                total = total.checked_add(value).ok_or_else(|| overflow.clone())?;
                values.push(value);
            }
            if total < limit { Ok(values) } else { Err(overflow) }
        };
        Ok(match self {
            Weights::Unit => Weights::Integer(multiplicity.iter().map(|&times| i64::from(times)).collect()),
            Weights::Integer(own) => {
                let values = product(&mut own.iter().map(|&w| i128::from(w)), MAX_INTEGER_TOTAL, 61)?;
                Weights::Integer(values.into_iter().map(|w| w as i64).collect())
            }
            Weights::Float(own) => {
                let numerators = product(&mut own.numerators.iter().copied(), MAX_FLOAT_TOTAL, 110)?;
                Weights::Float(FixedPoint { numerators, exponent: own.exponent })
            }
        })
    }
}

/// Points multiply a total by up to twice the number of items, which must stay a float.
fn max_float_total() -> f64 {
    2.0_f64.powi(f64::MAX_EXP - 20)
}

/// `weight == mantissa * 2**exponent` with the smallest mantissa that is an integer.
pub(crate) fn decompose(weight: f64) -> (u64, i32) {
    let bits = weight.to_bits();
    let biased = ((bits >> 52) & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) = if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
    if mantissa == 0 {
        return (0, 0);
    }
    let zeros = mantissa.trailing_zeros();
    (mantissa >> zeros, exponent + zeros as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_held_exactly() {
        for values in [vec![0.1, 0.2, 3.0], vec![0.0, 5e-324, 1e-310], vec![1e300, 2e299], vec![0.0]] {
            let Weights::Float(fixed) = Weights::from_floats(&values, values.len()).unwrap() else { unreachable!() };
            for (&value, &numerator) in values.iter().zip(&fixed.numerators) {
                assert_eq!(fixed.value(numerator).to_bits(), value.to_bits());
            }
        }
    }

    #[test]
    fn weights_too_far_apart_are_refused_by_name() {
        let error = Weights::from_floats(&[1e-30, 1e30], 2).unwrap_err();
        assert_eq!(error, Error::WeightRange { smallest: 1e-30, largest: 1e30 });
        assert!(Weights::from_floats(&[f64::NAN], 1).is_err());
        assert!(Weights::from_floats(&[-1.0], 1).is_err());
        assert!(Weights::from_integers(&[i64::MAX], 1).is_err());
        let error = Weights::from_integers(&[1, -2], 2).unwrap_err().to_string();
        assert_eq!(error, "weights[1] = -2 is not a weight: expected weight >= 0");
    }

    #[test]
    fn drawing_a_voter_twice_doubles_its_weight() {
        let weights = Weights::from_integers(&[3, 4], 2).unwrap();
        assert_eq!(weights.times(&[2, 0]).unwrap(), Weights::Integer(vec![6, 0]));
        assert_eq!(Weights::Unit.times(&[2, 0]).unwrap(), Weights::Integer(vec![2, 0]));
        let floats = Weights::from_floats(&[0.5, 0.1], 2).unwrap().times(&[0, 3]).unwrap();
        assert_eq!(scale(floats.total(2), floats.exponent()).to_bits(), 0.3_f64.next_up().to_bits());
    }
}
