//! Eight numbers at a time: partition of a slice about a pivot, and comparison of few numbers each with each (AVX-512).
//!
//! Slices end in [`SLACK`] numbers that are not theirs: whole vectors are read there, and written back as they were.

// What is not inlined into the function that asked for AVX-512 is compiled without it.
#![allow(clippy::inline_always)]

use std::arch::x86_64::__m512d;

use pulp::cast;
use pulp::x86::V4;

use crate::ctx::Ctx;
use crate::error::Result;

/// Numbers compared each with each.
pub(super) const FEW: usize = 16;

/// Numbers beyond the end that may be read.
pub(super) const SLACK: usize = FEW;

const LANES: usize = 8;

/// Numbers moved between two looks at the clock.
const LOOK: usize = 1 << 18;

/// Pairs of lanes by mask: the earlier one is out, the later one is in.
const INSIDE: [u8; 1 << LANES] = {
    let mut pairs = [0; 1 << LANES];
    let mut mask = 0;
    while mask < pairs.len() {
        let (mut lane, mut outside) = (0, 0);
        while lane < LANES {
            if mask >> lane & 1 == 1 {
                pairs[mask] += outside;
            } else {
                outside += 1;
            }
            lane += 1;
        }
        mask += 1;
    }
    pairs
};

#[inline(always)]
fn load(from: &[f64]) -> __m512d {
    let mut lanes = [0.0; LANES];
    lanes.copy_from_slice(&from[..LANES]);
    cast(lanes)
}

#[inline(always)]
fn store(to: &mut [f64], vector: __m512d) {
    to[..LANES].copy_from_slice(&cast::<__m512d, [f64; LANES]>(vector));
}

#[inline(always)]
fn splat(number: f64) -> __m512d {
    cast([number; LANES])
}

/// A mask of the first lanes, fewer than 32.
#[inline(always)]
fn first(n: usize) -> u32 {
    (1 << n) - 1
}

#[inline(always)]
fn less(simd: V4, a: __m512d, b: __m512d) -> u32 {
    u32::from(simd.avx512f._mm512_cmp_pd_mask::<17>(a, b))
}

#[inline(always)]
fn equal(simd: V4, a: __m512d, b: __m512d) -> u32 {
    u32::from(simd.avx512f._mm512_cmp_pd_mask::<0>(a, b))
}

#[inline(always)]
fn compress(simd: V4, mask: u32, vector: __m512d) -> __m512d {
    simd.avx512f._mm512_maskz_compress_pd(mask as u8, vector)
}

/// Writes the lanes in the mask, and nothing behind them.
#[inline(always)]
fn store_some(simd: V4, to: &mut [f64], mask: u32, vector: __m512d) {
    store(to, simd.avx512f._mm512_mask_compress_pd(load(to), mask as u8, vector));
}

#[inline(always)]
fn copy(simd: V4, from: &[f64], to: &mut [f64], n: usize) {
    let mut k = 0;
    while k + LANES <= n {
        store(&mut to[k..], load(&from[k..]));
        k += LANES;
    }
    store_some(simd, &mut to[k..], first(n - k), load(&from[k..]));
}

/// Puts what is less than the pivot before the rest, both in the order they had, with the numbers of `others` at the same
/// places if there are any; gives how many are less, and how many pairs that changed their order.
///
/// The lesser numbers stay, the others wait in `spare`: in vectors, whose stores may reach behind what they are to write.
#[inline(always)]
pub(super) fn split<const N: usize>(
    simd: V4,
    columns: &mut [&mut [f64]; N],
    spare: &mut [&mut [f64]; N],
    n: usize,
    pivot: f64,
    ctx: &Ctx<'_>,
) -> Result<(usize, u64)> {
    let pivot = splat(pivot);
    let (mut low, mut high, mut inversions, mut next) = (0_usize, 0_usize, 0_u64, 0_usize);
    while next + LANES <= n {
        if n > LOOK {
            ctx.check()?;
        }
        let stop = n.min(next + LOOK);
        while next + LANES <= stop {
            let mask = less(simd, load(&columns[0][next..]), pivot);
            for (column, spare) in columns.iter_mut().zip(spare.iter_mut()) {
                let vector = load(&column[next..]);
                store(&mut column[low..], compress(simd, mask, vector));
                store(&mut spare[high..], compress(simd, !mask, vector));
            }
            let n_less = mask.count_ones() as usize;
            inversions = inversions.wrapping_add((high as u64).wrapping_mul(n_less as u64));
            inversions = inversions.wrapping_add(u64::from(INSIDE[mask as usize % INSIDE.len()]));
            low = low.wrapping_add(n_less);
            high = high.wrapping_add(LANES.wrapping_sub(n_less));
            next = next.wrapping_add(LANES);
        }
    }
    let rest = first(n - next);
    let mask = less(simd, load(&columns[0][next..]), pivot) & rest;
    // Lanes beyond the end are out, and behind all that are in.
    inversions += high as u64 * u64::from(mask.count_ones()) + u64::from(INSIDE[mask as usize % INSIDE.len()]);
    let (end, n_less) = (low, mask.count_ones() as usize);
    low += n_less;
    for (column, spare) in columns.iter_mut().zip(spare) {
        let vector = load(&column[next..]);
        store_some(simd, &mut column[end..], mask, vector);
        store(&mut spare[high..], compress(simd, mask ^ rest, vector));
        copy(simd, spare, &mut column[low..], n - low);
    }
    Ok((low, inversions))
}

/// Up to [`FEW`] numbers in registers; lanes without one hold infinity.
#[derive(Clone, Copy)]
pub(super) struct Few(V4, [__m512d; 2]);

impl Few {
    #[inline(always)]
    pub(super) fn new(simd: V4, numbers: &[f64], n: usize) -> Self {
        #[inline(always)]
        fn part(simd: V4, mask: u32, numbers: &[f64]) -> __m512d {
            simd.avx512f._mm512_mask_compress_pd(splat(f64::INFINITY), mask as u8, load(numbers))
        }
        let mask = first(n);
        Self(simd, [part(simd, mask, numbers), part(simd, mask >> LANES, &numbers[LANES..])])
    }

    /// Which of them are less.
    #[inline(always)]
    pub(super) fn less(self, than: f64) -> u32 {
        let than = splat(than);
        less(self.0, self.1[0], than) | less(self.0, self.1[1], than) << LANES
    }

    /// Which of them are equal.
    #[inline(always)]
    pub(super) fn equal(self, to: f64) -> u32 {
        let to = splat(to);
        equal(self.0, self.1[0], to) | equal(self.0, self.1[1], to) << LANES
    }
}
