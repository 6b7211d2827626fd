//! The integers that bounds are reckoned in: of 64 bits where exact worths fit them, else of 128.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use num_bigint::BigInt;

/// An integer whose sums do not overflow below two to [`Number::BITS`].
pub(super) trait Number:
    Copy
    + Send
    + Ord
    + Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + Sum
    + TryFrom<BigInt>
    + Into<BigInt>
    + From<u32>
{
    const BITS: u64;
    const ZERO: Self;
    const LEAST: Self;
    const MOST: Self;

    fn to_float(self) -> f64;

    /// The integer next to a float on the way to zero, or the last one that there is.
    fn from_float(value: f64) -> Self;

    /// Half of it, rounded towards zero.
    fn half(self) -> Self;
}

macro_rules! number {
    ($type:ty, $bits:literal) => {
        impl Number for $type {
            const BITS: u64 = $bits;
            const ZERO: Self = 0;
            const LEAST: Self = Self::MIN;
            const MOST: Self = Self::MAX;

            fn to_float(self) -> f64 {
                self as f64
            }

            fn from_float(value: f64) -> Self {
                value as Self
            }

            fn half(self) -> Self {
                self / 2
            }
        }
    };
}

number!(i64, 60);
number!(i128, 124);
