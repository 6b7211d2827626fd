//! One row of logits in one read: its greatest, and sums over all of them relative to it.
//!
//! A row is read in blocks that the first-level cache holds. Of each block the greatest logit is found first, which lowers
//! what has been summed so far to it, and then everything is summed: within a block in [`LANES`] sums of the floats
//! that are computed with, over blocks in as many sums of 64 bits. So sums of a million terms are as exact as those of a
//! thousand, and their order is the same on every host.
// Everything here is compiled for the processor that `vectorized` finds, if it is inlined there.
#![allow(clippy::inline_always)]

use super::element::Element;
use super::element::private::Widen;
use super::real::Real;
use crate::exp::exp;

/// Sums that run side by side: two vectors of 512 bits, or more vectors of fewer.
const LANES: usize = 32;

/// Logits of one block.
pub(super) const BLOCK: usize = 2048;

/// What is asked of rows, beside their greatest logit and their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outputs(u8);

impl Outputs {
    /// The entropy.
    pub const ENTROPY: Self = Self(1);
    /// The divergence of the uniform distribution.
    pub const SELF_CERTAINTY: Self = Self(2);
    /// How far the greatest is above the second.
    pub const MARGIN: Self = Self(4);
    /// How many logits are greater than that of the target.
    pub const RANK: Self = Self(8);

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether something is asked for.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What one read of a row leaves.
pub(super) struct RowSums {
    /// The greatest logit; NaN for a row that has no distribution.
    pub(super) max: f64,
    /// The greatest logit but one, of equal ones the same.
    pub(super) second: f64,
    /// Logits that are greater than the target's.
    pub(super) n_greater: u64,
    /// Logits above minus infinity.
    pub(super) n_finite: u64,
    /// The sum of `exp((x - max) / temperature)`.
    pub(super) sum: f64,
    /// The sum of `exp((x - max) / temperature) (x - max) / temperature`.
    pub(super) weighted: f64,
    /// The sum of `x - max` over finite logits.
    pub(super) spread: f64,
}

/// What the sums of a block are relative to, and in what unit: the reciprocal temperature over the logarithm of the base.
struct Scale<R> {
    rounded: R,
    temperature: f64,
    /// Exponents times this are natural, and free of the rounding of the scale.
    natural: f64,
}

impl<R: Real> Scale<R> {
    #[inline(always)]
    fn new(temperature: f64) -> Self {
        let rounded = R::rounded(1.0 / (temperature * R::LN_BASE));
        Self { rounded, temperature, natural: 1.0 / (temperature * rounded.into()) }
    }
}

/// Reads a row; `target` is the logit that others are compared with.
#[inline(always)]
pub(super) fn row<E: Element>(
    stored: &[E::Stored],
    target: Option<E::Wide>,
    temperature: f64,
    outputs: Outputs,
    buffer: &mut [E::Wide],
) -> RowSums {
    let scale = Scale::new(temperature);
    let target = target.unwrap_or(E::Wide::INFINITY);
    let mut running = Running::<E::Wide>::new();
    let mut second = E::Wide::NEGATIVE_INFINITY;
    let mut n_greater = 0;
    for block in stored.chunks(BLOCK) {
        let values = wide::<E>(block, buffer);
        let found = match (outputs.has(Outputs::MARGIN), outputs.has(Outputs::RANK)) {
            (false, false) => scan::<_, false, false>(values, target),
            (false, true) => scan::<_, false, true>(values, target),
            (true, false) => scan::<_, true, false>(values, target),
            (true, true) => scan::<_, true, true>(values, target),
        };
        if found.is_broken {
            return RowSums::none();
        }
        if found.max > E::Wide::NEGATIVE_INFINITY {
            n_greater += u64::from(found.n_greater);
            second = greatest(greatest(second, found.second), least(running.max, found.max));
            running.rise_to(found.max, &scale);
            match (outputs.has(Outputs::ENTROPY), outputs.has(Outputs::SELF_CERTAINTY)) {
                (false, false) => running.add::<false, false>(values, &scale),
                (false, true) => running.add::<false, true>(values, &scale),
                (true, false) => running.add::<true, false>(values, &scale),
                (true, true) => running.add::<true, true>(values, &scale),
            }
        }
    }
    running.finish(second, n_greater, &scale)
}

/// A block as it is computed with, in whole groups of lanes: what is added is minus infinity, which counts for nothing.
#[inline(always)]
fn wide<'a, E: Element>(block: &'a [E::Stored], buffer: &'a mut [E::Wide]) -> &'a [E::Wide] {
    match <E as Widen>::as_wide(block) {
        Some(values) if values.len() % LANES == 0 => values,
        _ => {
            let (values, rest) = buffer.split_at_mut(block.len());
            E::widen(block, values);
            let padded = block.len().next_multiple_of(LANES);
            rest[..padded - block.len()].fill(E::Wide::NEGATIVE_INFINITY);
            &buffer[..padded]
        }
    }
}

#[inline(always)]
fn greatest<R: Real>(a: R, b: R) -> R {
    if a > b { a } else { b }
}

#[inline(always)]
fn least<R: Real>(a: R, b: R) -> R {
    if a < b { a } else { b }
}

/// What a first look at a block finds.
struct Scan<R> {
    max: R,
    second: R,
    n_greater: u32,
    /// Whether there is a NaN or an infinity above.
    is_broken: bool,
}

#[inline(always)]
fn scan<R: Real, const SECOND: bool, const RANK: bool>(values: &[R], target: R) -> Scan<R> {
    let (mut first, mut second) = ([R::NEGATIVE_INFINITY; LANES], [R::NEGATIVE_INFINITY; LANES]);
    let (mut broken, mut greater) = ([0_u32; LANES], [0_u32; LANES]);
    for group in values.chunks_exact(LANES) {
        for lane in 0..LANES {
            let x = group[lane];
            // Not "x >= infinity", which is false of NaN.
            broken[lane] |= u32::from(!matches!(x.partial_cmp(&R::INFINITY), Some(std::cmp::Ordering::Less)));
            if SECOND {
                second[lane] = greatest(second[lane], least(first[lane], x));
            }
            first[lane] = greatest(x, first[lane]);
            if RANK {
                greater[lane] = greater[lane].wrapping_add(u32::from(x > target));
            }
        }
    }
    let mut found = Scan { max: first[0], second: second[0], n_greater: greater[0], is_broken: broken[0] != 0 };
    for lane in 1..LANES {
        if SECOND {
            found.second = greatest(greatest(found.second, second[lane]), least(found.max, first[lane]));
        }
        found.max = greatest(found.max, first[lane]);
        found.n_greater = found.n_greater.wrapping_add(greater[lane]);
        found.is_broken |= broken[lane] != 0;
    }
    found
}

/// Sums over the blocks so far, relative to the greatest logit so far.
struct Running<R> {
    max: R,
    sum: [f64; LANES],
    /// Of exponents, in the unit of the scale.
    weighted: [f64; LANES],
    spread: [f64; LANES],
    n_finite: u64,
}

impl<R: Real> Running<R> {
    #[inline(always)]
    fn new() -> Self {
        let zeros = [0.0; LANES];
        Self { max: R::NEGATIVE_INFINITY, sum: zeros, weighted: zeros, spread: zeros, n_finite: 0 }
    }

    /// Makes the sums relative to a block's greatest, if that is above.
    #[inline(always)]
    fn rise_to(&mut self, max: R, scale: &Scale<R>) {
        // Nothing has been summed yet while the greatest is minus infinity.
        if self.max > R::NEGATIVE_INFINITY && max > self.max {
            let fall: f64 = self.max.into() - max.into();
            let factor = exp(fall / scale.temperature);
            let exponent = fall * scale.rounded.into();
            let each = fall * (self.n_finite as f64 / LANES as f64);
            for lane in 0..LANES {
                self.weighted[lane] =
                    if factor > 0.0 { factor * (self.weighted[lane] + exponent * self.sum[lane]) } else { 0.0 };
                self.sum[lane] *= factor;
                self.spread[lane] += each;
            }
        }
        self.max = greatest(self.max, max);
    }

    #[inline(always)]
    fn add<const ENTROPY: bool, const SPREAD: bool>(&mut self, values: &[R], scale: &Scale<R>) {
        let (max, factor) = (self.max, scale.rounded);
        let (mut sum, mut weighted, mut spread) = ([R::ZERO; LANES], [R::ZERO; LANES], [R::ZERO; LANES]);
        let mut finite = [0_u32; LANES];
        for group in values.chunks_exact(LANES) {
            for lane in 0..LANES {
                let x = group[lane];
                let below = x.minus(max);
                let exponent = greatest(below.times(factor), R::LEAST_EXPONENT);
                let power = R::power(exponent);
                sum[lane] = sum[lane].plus(power);
                if ENTROPY {
                    weighted[lane] = weighted[lane].plus(power.times(exponent));
                }
                if SPREAD {
                    let is_finite = x > R::NEGATIVE_INFINITY;
                    spread[lane] = spread[lane].plus(if is_finite { below } else { R::ZERO });
                    finite[lane] = finite[lane].wrapping_add(u32::from(is_finite));
                }
            }
        }
        for lane in 0..LANES {
            self.sum[lane] += sum[lane].into();
            if ENTROPY {
                self.weighted[lane] += weighted[lane].into();
            }
            if SPREAD {
                self.spread[lane] += spread[lane].into();
            }
        }
        if SPREAD {
            self.n_finite += finite.iter().map(|&n| u64::from(n)).fold(0, u64::wrapping_add);
        }
    }

    fn finish(&self, second: R, n_greater: u64, scale: &Scale<R>) -> RowSums {
        if self.max == R::NEGATIVE_INFINITY {
            return RowSums::none();
        }
        RowSums {
            max: self.max.into(),
            second: second.into(),
            n_greater,
            n_finite: self.n_finite,
            sum: self.sum.iter().sum(),
            weighted: self.weighted.iter().sum::<f64>() * scale.natural,
            spread: self.spread.iter().sum(),
        }
    }
}

impl RowSums {
    /// Of a row that has no distribution: with NaN or infinity in it, or nothing above minus infinity.
    fn none() -> Self {
        let nan = f64::NAN;
        Self { max: nan, second: nan, n_greater: 0, n_finite: 0, sum: nan, weighted: nan, spread: nan }
    }
}
