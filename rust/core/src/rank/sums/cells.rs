//! Accumulators of three widths.

/// An accumulator. Everything wraps: that sums fit is checked before, and values out of range are refused after.
pub(super) trait Cell: Copy + Default + Send + Sync + 'static {
    fn from_u32(value: u32) -> Self;
    fn from_u64(value: u64) -> Self;
    fn from_i128(value: i128) -> Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn up(self, shift: u32) -> Self;
}

macro_rules! cell {
    ($type:ty) => {
        // The casts are the identity where it matters, and the methods must be compiled for the processor at hand.
        #[allow(clippy::inline_always, clippy::cast_lossless, clippy::unnecessary_cast)]
        impl Cell for $type {
            #[inline(always)]
            fn from_u32(value: u32) -> Self {
                value as Self
            }

            #[inline(always)]
            fn from_u64(value: u64) -> Self {
                value as Self
            }

            #[inline(always)]
            fn from_i128(value: i128) -> Self {
                value as Self
            }

            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }

            #[inline(always)]
            fn up(self, shift: u32) -> Self {
                self.wrapping_shl(shift)
            }
        }
    };
}

cell!(u32);
cell!(u64);
cell!(i128);
