//! Exact numbers of any size in a few bits: as they are where they fit, else rounded up.

use num_bigint::BigInt;

use super::number::Number;
use crate::fraction::Fraction;

/// What a unit is, and how to get from one number to the other.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    /// Scaled numbers are exact ones times two to this.
    shift: i64,
}

impl Scale {
    /// The finest scale on which numbers up to `most`, which are integers, fit so many bits.
    pub(super) fn fitting(most: &BigInt, bits: u64) -> Self {
        Self { shift: bits as i64 - most.bits() as i64 }
    }

    /// Whether scaled numbers are exact.
    pub(super) fn is_exact(&self) -> bool {
        self.shift >= 0
    }

    /// The least scaled number that is not below an exact one.
    pub(super) fn round_up<N: Number>(&self, exact: &BigInt) -> N {
        let scaled = if self.shift >= 0 { exact << self.shift } else { -(-exact >> -self.shift) };
        N::try_from(scaled).unwrap_or(N::MOST)
    }

    /// The greatest scaled number that is not above an exact one: what bounds have to reach so that it may be reached.
    pub(super) fn floor<N: Number>(&self, exact: &BigInt) -> N {
        let scaled = if self.shift >= 0 { exact << self.shift } else { exact >> -self.shift };
        N::try_from(scaled).unwrap_or(N::MOST)
    }

    /// What bounds have to reach so that more than this may be reached.
    pub(super) fn above<N: Number>(&self, exact: &BigInt) -> N {
        if self.is_exact() { self.floor(&(exact + 1)) } else { self.floor(exact) }
    }

    /// The exact number that no committee surpasses, given a scaled bound.
    pub(super) fn bound<N: Number>(&self, scaled: N) -> Fraction {
        let scaled: BigInt = scaled.into();
        if self.shift >= 0 { (scaled >> self.shift).into() } else { (scaled << -self.shift).into() }
    }

    /// The exact number behind a scaled one that is a sum of exact ones.
    pub(super) fn exact<N: Number>(&self, scaled: N) -> Option<BigInt> {
        self.is_exact().then(|| scaled.into() >> self.shift)
    }
}
