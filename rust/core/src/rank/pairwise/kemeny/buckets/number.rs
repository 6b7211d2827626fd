//! Exact costs of two widths: 64 bits where they suffice, 128 elsewhere.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// An exact cost. Costs are bounded before they are narrowed, so that no sum of them overflows.
pub(super) trait Number:
    Copy + Ord + Default + Debug + Add<Output = Self> + Sub<Output = Self> + AddAssign + SubAssign + Sum + Send + Sync
{
    /// More than any sum of costs.
    const INFINITE: Self;

    /// The cost in this width; the caller knows that it fits.
    fn narrow(wide: i128) -> Self;

    /// The cost in 128 bits.
    fn wide(self) -> i128;
}

impl Number for i64 {
    const INFINITE: Self = 1 << 62;

    fn narrow(wide: i128) -> Self {
        wide as i64
    }

    fn wide(self) -> i128 {
        self.into()
    }
}

impl Number for i128 {
    const INFINITE: Self = 1 << 126;

    fn narrow(wide: i128) -> Self {
        wide
    }

    fn wide(self) -> i128 {
        self
    }
}
