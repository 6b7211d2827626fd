//! Sums as unsigned numbers of the same order.

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::vectorized::vectorized;

/// Sums between two looks at the clock.
pub(super) const CHUNK: usize = 1 << 16;

/// Sums of items, by which they are ordered.
#[derive(Debug, Clone, Copy)]
pub enum Keys<'a> {
    /// Integers.
    Integer(&'a [i64]),
    /// Finite floats.
    Float(&'a [f64]),
}

impl Keys<'_> {
    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Keys::Integer(sums) => sums.len(),
            Keys::Float(sums) => sums.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fails for what has no order, and for more items than there may be.
    pub(super) fn check(&self, ctx: &Ctx<'_>) -> Result<()> {
        super::clients::check_items("sums", self.len())?;
        let Keys::Float(sums) = self else { return Ok(()) };
        for (k, chunk) in sums.chunks(CHUNK).enumerate() {
            ctx.check()?;
            if let Some(at) = chunk.iter().position(|sum| !sum.is_finite()) {
                let at = k * CHUNK + at;
                return Err(Error::invalid("sums", At::Entry(at), sums[at], "a sum", "a finite number"));
            }
        }
        Ok(())
    }
}

/// What has an unsigned number that sorts as it does.
pub(super) trait Key: Copy + Send + Sync {
    fn ordered(self) -> u64;
}

impl Key for u64 {
    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn ordered(self) -> u64 {
        self
    }
}

impl Key for i64 {
    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn ordered(self) -> u64 {
        self as u64 ^ (1 << 63)
    }
}

impl Key for f64 {
    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn ordered(self) -> u64 {
        // Adding 0.0 turns -0.0 into 0.0, which it equals.
        let bits = (self + 0.0).to_bits();
        if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
    }
}

/// The lowest and the highest key; (0, 0) of none.
pub(super) fn range<K: Key>(keys: &[K], ctx: &Ctx<'_>) -> Result<(u64, u64)> {
    let (mut low, mut high) = (u64::MAX, 0);
    for chunk in keys.chunks(CHUNK) {
        ctx.check()?;
        let (chunk_low, chunk_high) = vectorized(
            #[inline(always)]
            || {
                let (mut low, mut high) = (u64::MAX, 0);
                for key in chunk {
                    low = low.min(key.ordered());
                    high = high.max(key.ordered());
                }
                (low, high)
            },
        );
        (low, high) = (low.min(chunk_low), high.max(chunk_high));
    }
    Ok((low.min(high), high))
}
