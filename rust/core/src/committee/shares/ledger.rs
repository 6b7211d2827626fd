//! Exact numbers of rounds, over one common denominator.

use num_bigint::BigInt;

use crate::fraction::Fraction;

/// A fraction for each round. Over one denominator, sums of them take no common divisors.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    denominator: BigInt,
    numerators: Vec<BigInt>,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self { denominator: BigInt::from(1), numerators: Vec::new() }
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.numerators.len()
    }

    pub(super) fn denominator(&self) -> &BigInt {
        &self.denominator
    }

    /// The numerator of a round.
    pub(super) fn numerator(&self, round: u32) -> &BigInt {
        &self.numerators[round as usize]
    }

    /// The next number.
    pub(super) fn push(&mut self, value: &Fraction) {
        let ratio = Fraction::new(self.denominator.clone(), value.denom().clone());
        let (own, missing) = (ratio.numer(), ratio.denom());
        if *missing != BigInt::from(1) {
            for numerator in &mut self.numerators {
                *numerator *= missing;
            }
            self.denominator *= missing;
        }
        self.numerators.push(value.numer() * own);
    }

    /// `constant + sum of coefficients[t] * number[t]`, over the denominator.
    pub(super) fn combined(&self, constant: i128, coefficients: &[i128]) -> BigInt {
        let mut sum = &self.denominator * constant;
        for (numerator, &coefficient) in self.numerators.iter().zip(coefficients) {
            if coefficient != 0 {
                sum += numerator * coefficient;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_values_over_a_growing_denominator() {
        let mut ledger = Ledger::new();
        let values = [(1, 4), (5, 6), (3, 1), (2, 9)].map(|(a, b)| Fraction::new(BigInt::from(a), BigInt::from(b)));
        for value in &values {
            ledger.push(value);
        }
        assert_eq!(ledger.denominator(), &BigInt::from(36));
        let sum = Fraction::new(ledger.combined(-2, &[1, -2, 0, 3]), ledger.denominator().clone());
        let expected = &values[0] - &values[1] - &values[1] + Fraction::from(BigInt::from(3)) * &values[3];
        assert_eq!(sum, expected - Fraction::from(BigInt::from(2)));
    }
}
